"""The page of a cycle's case: the year that asks the agencies, and the report of one of them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from service import app as composition
from service.core.clock import at_local_hour
from service.nomination.cycles.queries import members_of_round, rounds_of_plan
from service.process.instances.model import process_instance
from service.process.instances.queries import open_user_tasks
from tests.support import cycling, served
from tests.support.browser import PHONE, WIDE, Visits, axe
from tests.support.cycling import PLAN, Life
from tests.support.reading import Reader, reader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from tests.support.served import Service

YEAR_END = date(2022, 11, 1)
NEXT_YEAR = "next year"
"""The case of 2023, which waits for its forecast."""
MINE, OTHER, ASKED = "so-y-te", "so-gddt", "mttq"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A province at the end of 2022: its agencies have just been asked for their reports; one has sent it."""
    config = served.config_for(tmp_path_factory.mktemp("year"))
    cycling.province(config)
    database = composition.open_database(config)
    life = Life(database, config.documents_dir)
    life.turn_to(at_local_hour(date(2022, 1, 4), 9))
    life.start("annual_cycle", plan_key=PLAN, plan_year=2022)
    life.live(YEAR_END - timedelta(days=1))
    life.open_what_is_due(YEAR_END)
    mine = next(one for one in life.open_tasks() if one.candidate_groups[0].startswith(f"{MINE}/"))
    next_year = life.start("annual_cycle", plan_key=PLAN, plan_year=2023)
    for key in (mine.process_instance_key, next_year):
        while tasks := [one for one in life.open_tasks() if one.process_instance_key == key]:
            life.do(tasks[0])
    database.dispose()
    with served.served(config) as running:
        yield running


@pytest.fixture(scope="module")
def cases(service: Service) -> dict[str, int]:
    """Agency → its case in the round, and under an empty name the case that asks."""
    with service.database.read() as tx:
        found = rounds_of_plan(tx, PLAN, kind="annual")[-1]
        members = members_of_round(tx, found.round_key)
        key = process_instance.c.process_instance_key
        newest = tx.execute(select(func.max(key)).where(process_instance.c.process_definition_id == "annual_cycle"))
        next_year = int(newest.scalar_one())
    return {
        "": found.process_instance_key,
        NEXT_YEAR: next_year,
        **{one.agency: one.process_instance_key for one in members},
    }


@pytest.fixture(scope="module")
def supervisor(service: Service) -> Reader:
    return reader(service, "supervisor")


@pytest.fixture(scope="module")
def officer(service: Service) -> Reader:
    return reader(service, f"officer.{MINE}")


def test_the_rounds_lead_to_the_whole_and_from_there_to_each_agency(supervisor: Reader, cases: dict[str, int]) -> None:
    rounds = supervisor.open("/supervision/rounds")
    assert f"/cycles/{cases['']}" in rounds.xpath("//a/@href")
    page = supervisor.open(f"/cycles/{cases['']}")
    members = page.xpath('//section[@aria-labelledby="round-1"]//tbody//th/a/@href')
    assert set(members) == {f"/cycles/{key}" for agency, key in cases.items() if agency not in ("", NEXT_YEAR)}
    assert "Đã nhận 1 trên 15" in page.xpath("normalize-space(//section[@aria-labelledby='round-1']//p)")
    assert page.xpath("string(//h1)").startswith("Vòng năm")


def test_an_agencys_case_says_what_it_is_asked_for_by_when_and_where_it_stands(
    supervisor: Reader, cases: dict[str, int]
) -> None:
    page = supervisor.open(f"/cycles/{cases[OTHER]}")
    facts = dict(zip(page.xpath("//aside//dt/text()"), page.xpath("//aside//dd/text()"), strict=True))
    assert facts["Đợt"] == "Tổng kết năm 2022"
    assert facts["Hạn"].endswith("/2022")
    assert page.xpath('//section[@aria-labelledby="here"]//a[starts-with(@href, "/tasks/")]')
    assert f"/cycles/{cases['']}" in page.xpath('//nav[@class="crumb"]//a/@href | //main//a/@href')


def test_what_was_sent_stands_on_the_page_with_its_report(officer: Reader, cases: dict[str, int]) -> None:
    page = officer.open(f"/cycles/{cases[MINE]}")
    (document,) = page.xpath('//section[@aria-labelledby="documents"]//a/@href')
    assert officer.get(document).status_code == 200
    report = next(href for href in page.xpath("//aside//a/@href") if href.startswith("/reports/D3"))
    assert officer.get(report).status_code == 200
    assert "gửi “Viết báo cáo" in page.xpath('string(//section[@aria-labelledby="history"])')


def test_the_diagram_shows_where_the_case_stands(officer: Reader, cases: dict[str, int]) -> None:
    page = officer.open(f"/cycles/{cases[MINE]}")
    (drawn,) = page.xpath("//*[@data-diagram]")
    assert officer.get(drawn.get("data-diagram")).mimetype == "text/xml"
    assert officer.get(drawn.get("data-diagram-data")).get_json()["done"]


def test_a_case_that_waits_for_its_day_says_when_it_goes_on(supervisor: Reader, cases: dict[str, int]) -> None:
    waiting = supervisor.open(f"/cycles/{cases[NEXT_YEAR]}").xpath("string(//main)")
    assert "tự chạy tiếp vào ngày 15/09/2023" in waiting
    asking = supervisor.open(f"/cycles/{cases['']}").xpath("string(//main)")
    assert "tự chạy tiếp" not in asking, "it waits for the agencies"


@pytest.mark.parametrize("rest", ["", "/diagrams/1.bpmn", "/diagrams/1.json"])
def test_the_case_of_another_agency_is_not_found(officer: Reader, cases: dict[str, int], rest: str) -> None:
    answer = officer.get(f"/cycles/{cases[OTHER]}{rest}")
    assert answer.status_code == 404
    assert "Hãy kiểm tra lại địa chỉ" in answer.text


@pytest.mark.parametrize("user_name", ["owner", "officer.ban-tdkt"])
def test_who_watches_the_province_sees_every_case(service: Service, cases: dict[str, int], user_name: str) -> None:
    watcher = reader(service, user_name)
    for key in (cases[""], cases[OTHER]):
        assert watcher.get(f"/cycles/{key}").status_code == 200


def test_the_case_of_the_year_names_its_milestone_and_leads_to_its_reports(
    supervisor: Reader, officer: Reader, cases: dict[str, int]
) -> None:
    page = supervisor.open(f"/cycles/{cases['']}")
    (milestone,) = page.xpath('//section[@aria-labelledby="milestones"]//li')
    assert "31/12/2022" in milestone.text_content()
    links = page.xpath('//section[@aria-labelledby="papers"]//a/@href')
    assert [link.split("?")[0] for link in links] == ["/reports/D10", "/reports/D11"]
    assert {supervisor.get(link).status_code for link in links} == {200}
    assert not officer.open(f"/cycles/{cases[MINE]}").xpath('//section[@aria-labelledby="papers"]')


def test_what_is_no_case_of_a_cycle_is_not_found(supervisor: Reader) -> None:
    assert supervisor.get("/cycles/5").status_code == 404


def test_a_task_names_the_round_and_leads_to_the_case(service: Service, cases: dict[str, int]) -> None:
    with service.database.read() as tx:
        (task,) = open_user_tasks(tx, cases[ASKED])
    page = reader(service, f"officer.{ASKED}").open(f"/tasks/{task.user_task_key}")
    assert f"/cycles/{cases[ASKED]}" in page.xpath("//aside//a/@href")
    assert "Tổng kết năm" in page.xpath("string(//aside)")


@pytest.mark.browser
@pytest.mark.parametrize(("size", "language"), [(PHONE, "vi"), (WIDE, "en")])
def test_axe_finds_nothing_and_nothing_runs_over_the_side(
    service: Service, cases: dict[str, int], chromium: Browser, size: tuple[int, int], language: str
) -> None:
    visit = Visits(chromium, service)
    page = visit("supervisor", f"/language/{language}?next=/reports", size=size, language=language)
    for key in (cases[""], cases[MINE], cases[OTHER]):
        page.goto(f"/cycles/{key}")
        page.wait_for_selector("html[data-ready]", state="attached")
        assert axe(page) == [], key
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), key
    visit.close()
