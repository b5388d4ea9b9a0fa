"""The clock of a rehearsal is moved on a page; the worker runs it ahead and does on each day what falls due on it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from lxml import html
from sqlalchemy import select, update

from service import worker
from service.core.clock import at_local_hour
from service.core.database import Database, business_clock
from service.process.definitions.commands import Resource, deploy
from service.process.history.model import audit_log
from service.process.instances.commands import create_instance
from service.process.monitoring.commands import ClockIsReal, MomentTooFar, pin_clock, run_clock, stop_clock
from service.process.monitoring.queries import Clock, clock_of, happenings
from tests.support import bpmn
from tests.support.browser import PHONE, WIDE, axe
from tests.support.pinned import NINE, pinned
from tests.support.reading import Reader, reader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.browser import Visits
    from tests.support.served import Service

DAY, MONTH = timedelta(days=1), timedelta(days=30)
REMINDS = bpmn.diagram(
    "reminds",
    bpmn.start(),
    bpmn.user("ask", form=""),
    bpmn.boundary("weekly", "ask", bpmn.timer("R/P7D", "timeCycle"), interrupts=False),
    bpmn.boundary("once", "ask", bpmn.timer("2022-03-20", "timeDate"), interrupts=False),
    bpmn.end(),
    bpmn.end("reminded"),
    bpmn.end("told"),
    bpmn.path("start", "ask", "end"),
    bpmn.path("weekly", "reminded"),
    bpmn.path("once", "told"),
)


@pytest.fixture
def twin(database_url: str) -> Iterator[Database]:
    with pinned(database_url) as database:
        with database.begin() as tx:
            deploy(tx, [Resource("reminds.bpmn", REMINDS)])
            create_instance(tx, process_definition_id="reminds", variables={})
        yield database


def run(database: Database, until: datetime) -> None:
    with database.begin() as tx:
        run_clock(tx, until=until)


def clock(database: Database) -> Clock:
    with database.read() as tx:
        return clock_of(tx)


def work(database: Database) -> int:
    """Let a worker work until nothing is left to do; returns how often it looked."""
    looks = 1
    while worker.sweep(database):
        looks += 1
    return looks


def fired_at(database: Database) -> list[tuple[str, datetime]]:
    """Every timer with the business moment at which it fired."""
    with database.read() as tx:
        rows = tx.execute(
            select(audit_log.c.details, audit_log.c.happened_at)
            .where(audit_log.c.operation == "TIMER_FIRED")
            .order_by(audit_log.c.happened_at)
        ).all()
    return [(element, row.happened_at) for row in rows for element in row.details["elements"]]


EXPECTED = [
    ("weekly", NINE + 7 * DAY),
    ("weekly", NINE + 14 * DAY),
    ("once", at_local_hour(date(2022, 3, 20), 8)),
    ("weekly", NINE + 21 * DAY),
    ("weekly", NINE + 28 * DAY),
]


def test_what_falls_due_on_the_way_is_done_at_its_own_moment(twin: Database) -> None:
    run(twin, NINE + MONTH)
    assert clock(twin) == Clock(NINE, NINE, NINE + MONTH)
    looks = work(twin)
    assert fired_at(twin) == EXPECTED
    assert clock(twin) == Clock(NINE + MONTH, None, None)
    assert looks > MONTH.days, "it stopped every morning"


def test_two_workers_run_it_as_one(twin: Database) -> None:
    run(twin, NINE + MONTH)
    with ThreadPoolExecutor(2) as workers:
        while clock(twin).runs_to is not None:
            list(workers.map(lambda _: work(twin), range(2)))
    assert fired_at(twin) == EXPECTED
    assert clock(twin).pinned_at == NINE + MONTH


def test_it_stops_where_somebody_stops_it_and_goes_on_from_there(twin: Database) -> None:
    run(twin, NINE + MONTH)
    for _ in range(4):
        worker.sweep(twin)
    with twin.begin() as tx:
        stop_clock(tx)
    stood = clock(twin)
    assert work(twin) == 1
    assert clock(twin) == stood
    assert stood.pinned_at is not None
    assert NINE < stood.pinned_at < NINE + MONTH
    run(twin, NINE + MONTH)
    work(twin)
    assert fired_at(twin) == EXPECTED


def test_going_back_fires_nothing_and_undoes_nothing(twin: Database) -> None:
    run(twin, NINE + 10 * DAY)
    work(twin)
    run(twin, NINE)
    assert clock(twin) == Clock(NINE, None, None)
    work(twin)
    assert [name for name, _ in fired_at(twin)] == ["weekly"]
    run(twin, NINE + MONTH)
    work(twin)
    assert [name for name, _ in fired_at(twin)] == [name for name, _ in EXPECTED]


def test_a_clock_pinned_meanwhile_runs_no_further(twin: Database) -> None:
    run(twin, NINE + MONTH)
    worker.sweep(twin)
    with twin.begin() as tx:
        pin_clock(tx, moment=NINE + DAY)
    work(twin)
    assert clock(twin) == Clock(NINE + DAY, None, None)


def test_refuses_real_data_and_more_than_ten_years(twin: Database) -> None:
    with pytest.raises(MomentTooFar), twin.begin() as tx:
        run_clock(tx, until=NINE + timedelta(days=3_701))
    with twin.begin() as tx:
        tx.execute(update(business_clock).values(is_demo=0))
    with pytest.raises(ClockIsReal), twin.begin() as tx:
        run_clock(tx, until=NINE + DAY)
    assert clock(twin) == Clock(NINE, None, None)


def test_tells_what_comes_next(twin: Database) -> None:
    with twin.read() as tx:
        (coming,) = happenings(tx)
    assert (coming.kind, coming.at) == ("timer", NINE + 7 * DAY)


def send(person: Reader, path: str, **entries: str) -> tuple[int, html.HtmlElement]:
    token = person.open("/monitoring/clock").xpath('//meta[@name="csrf-token"]/@content')[0]
    answer = person.client.post(path, data=entries | {"csrf_token": token}, follow_redirects=True)
    return answer.status_code, html.fromstring(answer.text)


@pytest.mark.parametrize(
    ("entries", "until"),
    [
        ({"by": "day"}, datetime(2022, 3, 2, 2, tzinfo=UTC)),
        ({"by": "week"}, datetime(2022, 3, 8, 2, tzinfo=UTC)),
        ({"by": "month"}, datetime(2022, 4, 1, 2, tzinfo=UTC)),
        ({"day": "15/05/2023"}, datetime(2023, 5, 15, 1, tzinfo=UTC)),
    ],
)
def test_the_page_runs_it_as_far_as_is_asked(service: Service, entries: dict[str, str], until: datetime) -> None:
    supervisor = reader(service, "supervisor")
    status, page = send(supervisor, "/monitoring/clock", **entries)
    assert (status, clock(service.database).runs_to) == (200, until)
    assert page.xpath("string(//progress/@value)") == "0"
    assert "chạy đến" in page.xpath('string(//div[@class="clock"])')
    _, page = send(supervisor, "/monitoring/clock/stop")
    assert clock(service.database).runs_to is None
    assert not page.xpath("//progress")


def test_the_page_runs_to_what_comes_next(service: Service) -> None:
    supervisor = reader(service, "supervisor")
    with service.database.read() as tx:
        coming = happenings(tx)[0].at
    send(supervisor, "/monitoring/clock", by="next")
    assert clock(service.database).runs_to == coming


@pytest.mark.parametrize("entered", ["", "31/02/2022", "01/01/2999", "morgen"])
def test_the_page_says_at_the_field_what_is_wrong_with_a_day(service: Service, entered: str) -> None:
    supervisor = reader(service, "supervisor")
    before = clock(service.database)
    status, page = send(supervisor, "/monitoring/clock", day=entered)
    assert status == 422
    assert page.xpath('//*[@id="day-error"]')
    assert page.xpath('string(//*[@id="day"]/@value)') == entered
    assert clock(service.database) == before


def test_an_officer_is_told_of_the_pinned_clock_but_does_not_move_it(service: Service) -> None:
    officer = reader(service, "officer.so-y-te")
    banner = officer.open("/tasks").xpath('//div[@class="clock"]')
    assert banner
    assert not banner[0].xpath(".//a | .//form")
    assert officer.get("/monitoring/clock").status_code == 403


@pytest.mark.browser
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_axe_finds_nothing_at_rest_and_while_it_runs(visit: Visits, size: tuple[int, int], language: str) -> None:
    page = visit("supervisor", f"/language/{language}?next=/monitoring/clock", size=size, language=language)
    assert axe(page) == []
    page.click("button[value=week]")
    page.wait_for_selector("progress")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    page.emulate_media(media="print")
    assert page.is_visible(".clock")
