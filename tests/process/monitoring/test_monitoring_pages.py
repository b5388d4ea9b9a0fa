"""The live diagrams of the demo year: counts at the steps, the same as a table, the list behind each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from service.process.definitions.model import process_definition
from service.process.instances.model import incident, user_task
from service.process.monitoring import queries
from tests.support.reading import Reader, reader

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from tests.support.served import Service

PROCESSES = ["exemplar_lifecycle", "detect", "nurture", "propagate", "evaluate", "reward", "replicate"]


@pytest.fixture
def supervisor(service: Service) -> Reader:
    return reader(service, "supervisor")


def said(link: HtmlElement) -> int:
    return int(link.get("aria-label").rsplit(": ", 1)[1].split()[0])


def test_lists_the_lifecycle_before_its_phases_and_these_as_cases_meet_them(supervisor: Reader) -> None:
    page = supervisor.open("/monitoring/nurture")
    links = page.xpath('//ul[@class="views"]//a')
    shown = [link.get("href").rsplit("/", 1)[1] for link in links]
    assert [process for process in shown if process in PROCESSES] == PROCESSES
    assert page.xpath('string(//ul[@class="views"]//a[@aria-current="page"])') == "Bồi dưỡng, xây dựng"


@pytest.mark.parametrize("process", PROCESSES)
def test_opens_from_every_badge_and_row_as_many_cases_as_it_says(supervisor: Reader, process: str) -> None:
    page = supervisor.open(f"/monitoring/{process}")
    badges = page.xpath('//svg[@class="picture"]//a[contains(@href,"/cases")]')
    wrong = [link.get("aria-label") for link in badges if supervisor.rows(link.get("href")) != said(link)]
    assert wrong == []
    for row in page.xpath("//table//tr[.//a]"):
        counted = int(row.xpath("string(./td[1])"))
        assert supervisor.rows(row.xpath("./th/a/@href")[0]) == counted


def test_says_the_same_in_picture_and_table(supervisor: Reader) -> None:
    page = supervisor.open("/monitoring/exemplar_lifecycle")
    drawn = {link.get("data-element"): said(link) for link in page.xpath('//svg[@class="picture"]//a[@data-element]')}
    told = {
        row.xpath("string(./th/a/@href)").rsplit("=", 1)[1]: int(row.xpath("string(./td[1])"))
        for row in page.xpath("//table//tr[.//a]")
    }
    assert drawn == told
    assert len(drawn) >= 6


def test_counts_cases_not_the_votes_on_them(service: Service) -> None:
    with service.database.read() as tx:
        votes = tx.execute(
            select(user_task.c.process_instance_key).where(
                user_task.c.element_id == "cast_ballot", user_task.c.state == "CREATED"
            )
        ).scalars()
        cases = list(votes)
        counts = queries.counts_by_element(tx, "reward")
    assert len(cases) > len(set(cases)) > 0
    assert counts["cast_ballot"].active == len(set(cases))


def test_leads_from_a_phase_to_its_own_diagram(supervisor: Reader) -> None:
    page = supervisor.open("/monitoring/exemplar_lifecycle")
    opened = page.xpath('//a[@class="p-open-call"]/@href')
    assert opened == [f"/monitoring/{process}" for process in PROCESSES[1:]]


def test_leads_from_the_list_to_the_case_and_says_what_it_waits_for(supervisor: Reader) -> None:
    page = supervisor.open("/monitoring/exemplar_lifecycle/cases?overdue=1")
    rows = page.xpath('//li[contains(@class, "work")]')
    assert rows
    for row in rows:
        assert row.xpath('.//span[@class="state state-late"]')
        assert row.xpath('.//p[@class="work-name"]/a[starts-with(@href,"/exemplars/")]')
        assert row.xpath('string(.//p[@class="work-name"]/span[@class="step"])')
    supervisor.open(rows[0].xpath('.//p[@class="work-name"]/a/@href')[0])


def test_says_names_in_english_too(supervisor: Reader) -> None:
    page = supervisor.open("/monitoring/detect/cases?element=attach_evidence&lang=en")
    assert page.xpath("string(//h1)") == "Attach evidence"
    assert "Detect the exemplar" in page.text_content()


def test_finds_a_case_without_diacritics(supervisor: Reader) -> None:
    everything = "/monitoring/exemplar_lifecycle/cases"
    name = supervisor.open(everything).xpath('string(//li[contains(@class, "work")][1]//p[@class="work-name"]/a)')
    assert 0 < supervisor.rows(f"{everything}?q={name}") < supervisor.rows(everything)


def test_shows_an_incident_at_its_step(service: Service, supervisor: Reader) -> None:
    with service.database.begin() as tx:
        task = tx.execute(select(user_task).where(user_task.c.state == "CREATED").limit(1)).one()
        tx.execute(
            incident.insert().values(
                incident_key=tx.new_key(),
                process_instance_key=task.process_instance_key,
                process_definition_key=task.process_definition_key,
                process_definition_id=task.process_definition_id,
                element_id=task.element_id,
                error_type="CONDITION_ERROR",
                message="no condition holds",
                template="no condition holds",
                parameters={},
                state="ACTIVE",
                created_at=tx.now,
                actor="system",
                command={},
            )
        )
    page = supervisor.open(f"/monitoring/{task.process_definition_id}")
    assert "1 có sự cố" in [text.strip() for text in page.xpath('//svg[@class="picture"]//a[@class="p-late"]//text()')]


def test_tells_steps_in_words_where_the_file_has_no_drawing(service: Service, supervisor: Reader) -> None:
    with service.database.begin() as tx:
        row = tx.execute(select(process_definition).where(process_definition.c.process_definition_id == "detect")).one()
        bare = row.xml[: row.xml.index(b"<bpmndi:BPMNDiagram")] + b"</bpmn:definitions>"
        tx.execute(
            update(process_definition)
            .where(process_definition.c.process_definition_key == row.process_definition_key)
            .values(xml=bare)
        )
    page = supervisor.open("/monitoring/detect")
    assert not page.xpath('//svg[@class="picture"]')
    assert page.xpath("//table//tr//a")


def test_is_empty_in_words_when_nothing_runs(service: Service, supervisor: Reader) -> None:
    with service.database.begin() as tx:
        tx.execute(update(user_task).values(state="CANCELED"))
    assert "Không có hồ sơ nào đang chạy" in supervisor.open("/monitoring/detect").text_content()


def test_knows_no_process_that_is_not_deployed(supervisor: Reader) -> None:
    supervisor.open("/monitoring/nothing", 404)
