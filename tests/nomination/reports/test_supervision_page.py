"""*Giám sát* on the demo year: the quota table, and the list behind each of its numbers."""

from __future__ import annotations

import csv
import gzip
import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from service.core.actor import SYSTEM
from service.core.database import business_clock
from tests.support.browser import PHONE, WIDE, axe
from tests.support.reading import Reader, reader

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from tests.support.browser import Visits
    from tests.support.served import Service

PAGES = ("/supervision", "/monitoring/exemplar_lifecycle", "/monitoring/detect?view=whole")
LISTS = ("/monitoring/exemplar_lifecycle/cases", "/exemplars?figure=selected&year=2022&lead=so-gddt", "/notices")


@pytest.fixture
def supervisor(service: Service) -> Reader:
    return reader(service, "supervisor")


def pin(service: Service, moment: datetime) -> None:
    with service.database.begin(SYSTEM) as tx:
        tx.execute(update(business_clock).values(pinned_at=moment))


def number(cell: HtmlElement) -> int:
    return int("".join(letter for letter in cell.text_content() if letter.isdigit()))


def test_says_in_a_sentence_how_the_year_stands(supervisor: Reader) -> None:
    page = supervisor.open("/supervision")
    said = page.xpath('string(//p[@class="head-say"]/strong)')
    selected = page.xpath('string(//ul[contains(@class,"numbers")]/li[1]//span[@class="numbers-value"]/text()[1])')
    assert said == f"{selected} trên 91 điển hình đã được công nhận năm 2022."


def test_has_a_line_for_each_minimum_of_the_plan_in_two_tables(supervisor: Reader) -> None:
    page = supervisor.open("/supervision?year=2022")
    directed, requested = page.xpath('//table[contains(@class,"quota")]')
    assert len(directed.xpath("./tbody/tr")) == 6
    assert len(requested.xpath("./tbody/tr")) == 9
    sums = [table.xpath('string(./tfoot//td[@class="bar"]//small)') for table in (directed, requested)]
    assert sums == ["/38", "/53"]


def test_opens_behind_every_number_as_many_cases_as_it_says(supervisor: Reader) -> None:
    page = supervisor.open("/supervision")
    links = page.xpath('//table//td[contains(@class,"num") or @class="bar"]//a')
    assert len(links) > 40
    wrong = [
        link.get("aria-label") for link in links if supervisor.rows(link.get("href")) != int(link.text_content() or 0)
    ]
    assert wrong == []


def test_opens_behind_the_four_numbers_as_many_cases_as_they_say(supervisor: Reader) -> None:
    page = supervisor.open("/supervision")
    tiles = page.xpath('//ul[contains(@class,"numbers")]/li/a')
    values = [int(tile.xpath('string(.//span[@class="numbers-value"]/text()[1])')) for tile in tiles]
    assert values == [supervisor.rows(tile.get("href")) for tile in tiles]
    assert all(values)


def test_leaves_no_running_case_out(supervisor: Reader) -> None:
    page = supervisor.open("/supervision")
    in_table = sum(number(cell) for cell in page.xpath('//tfoot//td[contains(@class,"stage")]'))
    note = page.xpath('//p[@class="quota-note"]/a')
    unplaced = supervisor.rows(note[0].get("href")) if note else 0
    assert in_table + unplaced == supervisor.rows("/exemplars?figure=running&year=2022")
    assert unplaced > 0


def test_opens_the_cases_that_stand_at_each_step_and_the_late_among_them(supervisor: Reader) -> None:
    links = supervisor.open("/supervision").xpath('//svg[@class="phases"]/a')
    assert len(links) > 6
    for link in links:
        said = link.get("aria-label").split(": ")[1].split()[0]
        assert supervisor.rows(link.get("href")) == int(said), link.get("aria-label")


def test_shows_other_years_of_the_plan_and_refuses_those_of_none(supervisor: Reader) -> None:
    page = supervisor.open("/supervision?year=2024")
    assert page.xpath('string(//nav/ul[@class="views"]//a[@aria-current="page"])') == "2024"
    assert set(page.xpath('//td[@class="state-cell"]/span/text()')) == {"Chưa đến năm"}
    assert "2031" in supervisor.open("/supervision?year=2031", 404).text_content()


def test_names_agencies_and_movements_in_english_too(supervisor: Reader) -> None:
    page = supervisor.open("/supervision?lang=en")
    assert "Department of Education and Training" in page.text_content()
    assert "Behind pace" in page.text_content() or "On pace" in page.text_content()


def test_sends_the_table_as_csv(supervisor: Reader) -> None:
    answer = supervisor.get("/supervision/quotas.csv?year=2022")
    assert answer.content_type == "text/csv; charset=utf-8"
    head, *lines = csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig")))
    assert head[:5] == ["Năm", "Cách giao", "Cơ quan", "Phong trào", "Mức tối thiểu"]
    assert len(lines) == 15
    assert sum(int(line[4]) for line in lines) == 91


def test_forecasts_the_years_end_from_the_third_quarter_on(service: Service, supervisor: Reader) -> None:
    pin(service, datetime(2022, 6, 30, 16, 59, tzinfo=UTC))
    assert "Dự báo" not in supervisor.open("/supervision?year=2022").text_content()
    pin(service, datetime(2022, 6, 30, 17, 0, tzinfo=UTC))
    page = supervisor.open("/supervision?year=2022")
    said = page.xpath('string(//p[@class="head-say"])')
    assert "Dự báo đến cuối năm" in said
    assert len(page.xpath('//tbody//td[@class="state-cell"]/span[@class="sub"]')) == 15
    states = page.xpath('//tbody//td[@class="state-cell"]/span[1]/text()')
    short, unsure = [int(word) for word in said.split("Dự báo")[1].split() if word.isdigit()]
    assert (states.count("Dự báo thiếu"), states.count("Chưa chắc")) == (short, unsure)
    assert "Dự báo" not in supervisor.open("/supervision?year=2023").text_content()


def test_is_closed_to_an_officer(service: Service) -> None:
    officer = reader(service, "officer.so-gddt")
    assert officer.get("/supervision").status_code == 403
    assert officer.get("/supervision/quotas.csv").status_code == 403
    assert "Giám sát" not in officer.open("/exemplars").xpath('string(//nav[@class="rail"])')


def test_tells_a_watcher_of_one_agency_that_lists_hold_what_they_may_see(service: Service) -> None:
    watcher = reader(service, "head.so-noi-vu")
    assert watcher.open("/supervision").xpath('//ul[contains(@class,"numbers")]')
    assert "bạn được xem" in watcher.open("/exemplars?figure=selected&year=2022").text_content()


@pytest.mark.parametrize("path", PAGES)
def test_weighs_less_than_100_kilobytes_without_the_fonts(supervisor: Reader, path: str) -> None:
    answer = supervisor.get(path)
    page = supervisor.open(path)
    files = [*page.xpath('//link[@rel="stylesheet"]/@href'), *page.xpath("//script/@src")]
    files += {address.split("#")[0] for address in page.xpath("//use/@href")}
    parts = [answer.get_data(), *(supervisor.get(address).get_data() for address in files)]
    assert sum(len(gzip.compress(part)) for part in parts) < 100_000


@pytest.mark.browser
def test_leads_from_the_quota_table_down_to_a_case(visit: Visits) -> None:
    page = visit("supervisor", "/supervision")
    page.click('table.quota tbody a[href*="figure=running"] >> nth=0')
    page.wait_for_selector("h1:has-text('Đang thực hiện cho chỉ tiêu năm 2022')")
    name = page.inner_text("li.work .work-name a >> nth=0")
    page.click("li.work .work-name a >> nth=0")
    page.wait_for_selector(f"h1:has-text('{name}')")
    assert "/exemplars/" in page.url


@pytest.mark.browser
def test_leads_from_a_late_step_down_to_a_case(visit: Visits) -> None:
    page = visit("supervisor", "/supervision")
    page.click("svg.phases a[href*='overdue=1'] >> nth=0")
    page.wait_for_selector("li.work .state-late")
    page.click("li.work .work-name a >> nth=0")
    page.wait_for_selector("ol.timeline")
    assert "/exemplars/" in page.url


@pytest.mark.browser
def test_leads_without_script_from_a_diagram_down_to_a_case(visit: Visits) -> None:
    page = visit("supervisor", "/supervision", script=False)
    page.click("text=Mở sơ đồ đầy đủ")
    page.click(".picture a.p-open-call >> nth=0")
    page.wait_for_selector("h1:has-text('Phát hiện')")
    page.click(".picture a.p-late >> nth=0")
    page.click("li.work .work-name a >> nth=0")
    assert "/exemplars/" in page.url


@pytest.mark.browser
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize(("language", "theme"), [("vi", "light"), ("en", "dark"), ("vi", "dark"), ("en", "light")])
def test_axe_finds_nothing_and_nothing_runs_over_the_side(
    visit: Visits, size: tuple[int, int], language: str, theme: str
) -> None:
    page = visit("supervisor", f"/language/{language}?next=/supervision", size=size, language=language, theme=theme)
    for path in (*PAGES, *LISTS):
        page.goto(path)
        assert axe(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0], path


@pytest.mark.browser
def test_reads_as_blocks_on_a_phone(visit: Visits) -> None:
    page = visit("supervisor", "/supervision", size=PHONE)
    assert page.eval_on_selector("table.quota tbody tr", "row => getComputedStyle(row).display") == "grid"
    widths = page.eval_on_selector_all(
        "table.quota a", "links => links.map(link => link.getBoundingClientRect().right)"
    )
    assert max(widths) <= PHONE[0]
