"""*Báo cáo* and *Các đợt* on the demo service: what stands there, what it opens, who may read whose."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, update

from service.core.actor import Actor
from service.nomination.cycles.operations import answers, rounds, year
from service.nomination.cycles.queries import members_of_round, rounds_of_plan
from service.nomination.reports.queries import REPORTS
from service.process.instances.model import process_instance
from tests.nomination.cycles.conftest import Cycle
from tests.support import served
from tests.support.browser import PHONE, WIDE, Visits, axe
from tests.support.reading import Reader, reader

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    from tests.support.served import Service

SPECIALIST = Actor("officer.ban-tdkt", groups=frozenset({"ban-tdkt/officer"}))
SECTIONS = dict.fromkeys(
    ("leadership", "numbers", "nurturing", "spreading", "rewarding", "reporting"), "Mỗi xã một gương"
)
MINE, OTHER = "so-y-te", "so-gddt"


@pytest.fixture(scope="module")
def reported(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The demo service after a round of unit plans: one plan came in time, one late, all others are missing."""
    with served.served(served.copy_demo(demo_folder, tmp_path_factory.mktemp("reported"))) as service:
        _play(service)
        yield service


def _play(service: Service) -> None:
    with service.database.begin(SPECIALIST) as tx:
        cycle = Cycle(tx)
        cycle.at(datetime(2021, 10, 4, 2, tzinfo=UTC))
        opened = cycle.call(rounds.open_members, headers={"child": "unit_plan"}, due_on="2021-12-31")
        key = int(opened["round_key"])
        members = {member.agency: member for member in members_of_round(tx, key)}
        for agency, moment in (
            (MINE, datetime(2021, 12, 1, 3, tzinfo=UTC)),
            (OTHER, datetime(2022, 1, 4, 3, tzinfo=UTC)),
        ):
            cycle.at(moment)
            mine = cycle.for_member(agency, members[agency].process_instance_key)
            mine.call(answers.record_unit_plan, SECTIONS | {"count": 12}, at="unit_plan/draft_plan")
            mine.call(rounds.report, round_key=str(key))
        cycle.at(datetime(2022, 12, 28, 3, tzinfo=UTC))
        cycle.call(year.close, plan_year=2022)


@pytest.fixture(scope="module")
def supervisor(reported: Service) -> Reader:
    return reader(reported, "supervisor")


@pytest.fixture(scope="module")
def officer(reported: Service) -> Reader:
    return reader(reported, f"officer.{MINE}")


def figures(page: Any) -> dict[str, str]:
    rows = page.xpath('//section[@aria-labelledby="figures-title"]//tbody/tr')
    return {row.xpath("string(th)"): row.xpath("normalize-space(td[1])") for row in rows}


def test_the_shelf_says_how_each_report_of_the_province_stands(supervisor: Reader) -> None:
    page = supervisor.open("/reports?year=2022")
    stands = {row.xpath("string(th/span)"): row.xpath("normalize-space(td[1])") for row in page.xpath("//tbody/tr")}
    assert stands["D10"] == "Đã chốt số liệu"
    assert stands["D2"] == "Số liệu tạm tính"
    assert stands["D13"] == "Chưa có"
    assert stands.keys() == {code for code, kind in REPORTS.items() if not kind.is_of_agency}


def test_an_officer_finds_the_reports_of_their_own_agency_in_the_rail(officer: Reader) -> None:
    page = officer.open("/exemplars")
    assert page.xpath('//nav[@class="rail"]//a[@href="/reports"]')
    shelf = officer.open("/reports")
    codes = shelf.xpath("//tbody/tr/th/span/text()")
    assert set(codes) == {code for code, kind in REPORTS.items() if kind.is_of_agency}
    assert officer.open(f"/reports/D1?agency={MINE}").xpath('//p[@class="prose"]')


def test_an_officer_reads_neither_the_provinces_reports_nor_those_of_others(officer: Reader) -> None:
    for path in ("/reports/D10", f"/reports/D10?agency={MINE}", f"/reports/D1?agency={OTHER}", "/reports/D10.csv"):
        assert officer.get(path).status_code == 403, path
    for path in (f"/api/v1/reports/D10?agency={MINE}", f"/api/v1/reports/D3?agency={OTHER}&year=2022"):
        assert officer.get(path).status_code == 403, path
    assert not officer.open(f"/reports?agency={OTHER}").xpath("//tbody")


def test_a_closed_year_says_so_and_keeps_giao_and_de_nghi_apart(supervisor: Reader) -> None:
    page = supervisor.open("/reports/D10?year=2022")
    assert "Số liệu đã chốt đến ngày 28/12/2022" in page.xpath('string(//p[@class="head-say"])')
    section = page.xpath('//section[@aria-labelledby="table-quotas"]')[0]
    assert section.xpath(".//caption/strong/text()")[:2] == ["Giao", "Đề nghị"]
    assert len(section.xpath(".//tbody/tr")) >= 15


def test_a_number_leads_to_the_list_behind_it(supervisor: Reader) -> None:
    page = supervisor.open("/reports/D10?year=2023")
    links = page.xpath('//section[@aria-labelledby="figures-title"]//td/a')
    assert len(links) > 5
    for link in links:
        href = link.get("href")
        if href.startswith("#"):
            assert page.get_element_by_id(href[1:]).tag == "h2"
        else:
            assert supervisor.get(href).status_code == 200, href
        if "/exemplars?" in href:
            assert supervisor.rows(href) == int(link.text_content())


@pytest.mark.parametrize("code", [code for code, kind in REPORTS.items() if kind.is_yearly])
@pytest.mark.parametrize("year_shown", [2022, 2023])
def test_a_list_of_cases_behind_a_number_is_as_long_as_it_says(supervisor: Reader, code: str, year_shown: int) -> None:
    page = supervisor.open(f"/reports/{code}?year={year_shown}&agency={MINE}")
    for link in page.xpath('//section[@aria-labelledby="figures-title"]//td/a[starts-with(@href, "/exemplars?")]'):
        assert supervisor.rows(link.get("href")) == int(link.text_content()), link.get("href")


@pytest.mark.parametrize("code", ["D4", "D5"])
def test_introduced_and_referred_exemplars_open_as_a_list(supervisor: Reader, code: str) -> None:
    page = supervisor.open(f"/reports/{code}?year=2022")
    assert len(page.xpath('//section[@aria-labelledby="figures-title"]//td/a[starts-with(@href, "/exemplars?")]')) == 1


@pytest.mark.parametrize("code", REPORTS)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_report_can_be_opened_and_taken_along(supervisor: Reader, code: str, language: str) -> None:
    about = f"year=2022&agency={MINE}&lang={language}"
    page = supervisor.open(f"/reports/{code}?{about}")
    answer = supervisor.get(f"/reports/{code}.csv?{about}")
    lines = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    for label, value in figures(page).items():
        said = next(line for line in lines if line and line[0] == label)[1]
        assert said.replace(".0", "") == value.replace(",", ".").replace("–", "")


def test_the_rounds_say_who_is_in_who_was_late_and_who_is_missing(supervisor: Reader) -> None:
    page = supervisor.open("/supervision/rounds")
    section = page.xpath('//section[@aria-labelledby="round-1"]')[0]
    assert section.xpath("normalize-space(.//h2)") == "Kế hoạch đơn vị giai đoạn 2021–2025"
    late = "5 đơn vị chậm; 9 đơn vị đã qua ngày đề nghị"
    assert section.xpath("normalize-space(.//p)") == f"Đã nhận 2 trên 15, hạn 31/12/2021; {late}"
    bar = section.xpath(".//progress")[0]
    assert (bar.get("value"), bar.get("max")) == ("2", "15")
    rows = {row.xpath("string(th)"): row.xpath("normalize-space(td[1])") for row in section.xpath(".//tbody/tr")}
    assert rows["Sở Y tế"] == "đã nhận ngày 01/12/2021"
    assert rows["Sở GD&ĐT"] == "đã nhận ngày 04/01/2022 sau hạn"
    assert "vi phạm" not in page.text_content()
    requested = section.xpath('.//table[caption/strong="Đề nghị"]')[0].text_content()
    assert "quá hạn" not in requested
    assert "đã qua ngày đề nghị" in requested


def test_each_member_of_a_round_opens_its_case(supervisor: Reader) -> None:
    page = supervisor.open("/supervision/rounds")
    links = page.xpath('//section[@aria-labelledby="round-1"]//tbody//a/@href')
    assert len([link for link in links if link.startswith("/tasks/")]) == 13
    for link in [links[0], next(link for link in links if link.startswith("/tasks/"))]:
        assert supervisor.get(link).status_code == 200, link


def cycle_of(page: Any, agency: str) -> str:
    (link,) = page.xpath(f'//section[@aria-labelledby="round-1"]//th/a[.="{agency}"]/@href')
    return str(link)


def test_who_was_only_asked_reads_of_a_day_hoped_for(supervisor: Reader) -> None:
    page = supervisor.open(cycle_of(supervisor.open("/supervision/rounds"), "Hội LHPN"))
    assert "Mong nhận trước ngày" in page.text_content()
    assert "quá hạn" not in page.xpath("string(//main)").lower()


def test_who_was_given_a_new_day_is_not_late_before_it(reported: Service, supervisor: Reader) -> None:
    with reported.database.begin(SPECIALIST) as tx:
        (found,) = rounds_of_plan(tx, "lang-son-2021-2025", kind="unit_plan")
        member = next(one for one in members_of_round(tx, found.round_key) if one.agency == "so-noi-vu")
        table = process_instance
        mine = table.c.process_instance_key == member.process_instance_key
        given = tx.execute(select(table.c.variables).where(mine)).scalar_one()
        tx.execute(update(table).where(mine).values(variables=given | {"due_on": "2040-01-11"}))
    section = supervisor.open("/supervision/rounds").xpath('//section[@aria-labelledby="round-1"]')[0]
    (row,) = section.xpath('.//tr[th/a="Sở Nội vụ"]')
    assert "quá hạn" not in row.text_content()
    assert "hạn mới 11/01/2040" in row.text_content()
    assert "4 đơn vị chậm" in section.text_content()


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("D14", 404, "report_not_found"),
        ("D10?year=2040", 404, "year_outside_plan"),
        ("D10?year=two", 422, "unprocessable_entity"),
        ("D10?year=0", 422, "unprocessable_entity"),
        ("D10?plan=another", 404, "plan_not_found"),
        ("D3", 422, "report_without_agency"),
        ("D3?agency=nobody", 404, "agency_not_found"),
        ("D10?who=me", 422, "unprocessable_entity"),
    ],
)
def test_refuses_in_a_sentence_what_cannot_be_reported(supervisor: Reader, query: str, status: int, code: str) -> None:
    answer = supervisor.get(f"/api/v1/reports/{query}")
    assert (answer.status_code, answer.get_json()["code"]) == (status, code)


def test_the_api_gives_every_figure_with_its_source(supervisor: Reader) -> None:
    found = supervisor.get("/api/v1/reports/D10?year=2022&plan=lang-son-2021-2025").get_json()
    assert (found["isClosed"], found["asOf"]) == (True, "2022-12-28")
    assert {figure["source"]["table"] for figure in found["figures"]} >= {"year_closing", "exemplar", "encouragement"}
    quotas = next(table for table in found["tables"] if table["key"] == "quotas")
    assert sum(row["minimum"] for row in quotas["rows"]) == 91
    kinds = {kind["code"]: kind for kind in supervisor.get("/api/v1/reports").get_json()}
    assert kinds["D10"]["years"] == [2021, 2022, 2023, 2024, 2025]
    assert kinds["D9"]["years"] == []


@pytest.mark.browser
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize(("language", "theme"), [("vi", "light"), ("en", "dark")])
def test_axe_finds_nothing_and_nothing_runs_over_the_side(
    reported: Service, chromium: Browser, size: tuple[int, int], language: str, theme: str
) -> None:
    visit = Visits(chromium, reported)
    page = visit("supervisor", f"/language/{language}?next=/reports", size=size, language=language, theme=theme)
    for path in (
        "/reports",
        "/reports/D10?year=2022",
        "/reports/D9",
        f"/reports/D1?agency={MINE}",
        "/supervision/rounds",
    ):
        page.goto(path)
        assert axe(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0], path
    visit.close()
