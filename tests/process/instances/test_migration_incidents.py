"""Incidents of a case that is migrated: retried on the corrected version, closed, or told where they were."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from service import engine, worker
from service.process.instances.commands import (
    publish_message,
    resolve_incident,
)
from service.process.instances.model import (
    incident,
    process_instance,
)
from tests.support import bpmn
from tests.support.migrating import (
    LETTER,
    MINE,
    OFFICER,
    RECALL,
    complete,
    deployed,
    in_a_row,
    migrate,
    migrate_as_proposed,
    read,
    set_clock,
    start,
    state,
    tasks,
    user,
    version,
)
from tests.support.pinned import pinned

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.core.database import Database


CHOOSE = bpmn.gateway("exclusiveGateway", "choose", default="end")
CHOICE = (user("ask", outputs=("wind",)), CHOOSE, bpmn.end("indoors"))
WRONG = bpmn.flow("choose", "indoors", '= if wind > 8 then true else "calm"')


@pytest.fixture
def twin(database_url: str) -> Iterator[Database]:
    with pinned(database_url) as database:
        yield database


def test_an_incident_is_retried_on_the_corrected_version_with_what_was_entered(twin: Database) -> None:
    deployed(twin, in_a_row("fails", *CHOICE, WRONG, ids=["ask", "choose"]))
    key = start(twin, "fails")
    complete(twin, key, "ask", wind=3)
    right = bpmn.flow("choose", "indoors", "= wind > 8")
    deployed(twin, in_a_row("fails", *CHOICE, right, ids=["ask", "choose"]))

    migrate_as_proposed(twin, key, "fails")

    ((incident_key, named, element_id),) = read(
        twin, incident.c.incident_key, incident.c.process_definition_key, incident.c.element_id, state="ACTIVE"
    )
    assert (named, element_id) == (version(twin, "fails", 2), "choose")
    with twin.begin(OFFICER) as tx:
        assert resolve_incident(tx, incident_key=incident_key) is None
    assert state(twin, key) == "COMPLETED"
    assert read(twin, process_instance.c.variables) == [({"wind": 3},)]


def test_an_incident_at_an_element_that_is_gone_tells_where_it_was(twin: Database) -> None:
    deployed(twin, in_a_row("fails", *CHOICE, WRONG, ids=["ask", "choose"]))
    key = start(twin, "fails")
    complete(twin, key, "ask", wind=3)
    deployed(twin, in_a_row("fails", user("ask"), ids=["ask"]))
    migrate_as_proposed(twin, key, "fails")
    told = read(twin, incident.c.element_id, incident.c.process_definition_key)
    assert told == [("choose", version(twin, "fails", 1))]


def test_a_case_that_could_not_begin_begins_on_the_corrected_version(twin: Database) -> None:
    deployed(twin, in_a_row("begins", user("ask", bpmn.multi("= nobody", "one")), ids=["ask"]))
    key = start(twin, "begins")
    assert tasks(twin, key) == []
    deployed(twin, in_a_row("begins", user("ask", bpmn.multi("= [1]", "one")), ids=["ask"]))
    migrate(twin, key, version(twin, "begins", 2))
    ((incident_key,),) = read(twin, incident.c.incident_key)
    with twin.begin(OFFICER) as tx:
        assert resolve_incident(tx, incident_key=incident_key) is None
    assert tasks(twin, key) == ["ask"]


def test_a_case_that_could_not_begin_needs_a_target_that_begins_as_it_was_begun(twin: Database) -> None:
    deployed(twin, in_a_row("begins", user("ask", bpmn.multi("= nobody", "one")), ids=["ask"]))
    key = start(twin, "begins")
    by_letter = bpmn.start("start", bpmn.by_message("letter"))
    deployed(
        twin,
        bpmn.diagram("begins", by_letter, user("ask"), bpmn.end(), bpmn.path("start", "ask", "end"), roots=(LETTER,)),
    )
    with pytest.raises(engine.MigrationRefused) as refused:
        migrate(twin, key, version(twin, "begins", 2))
    assert [finding.rule_id for finding in refused.value.findings] == ["start-absent"]


def test_the_incident_of_an_event_that_is_withdrawn_is_closed(twin: Database) -> None:
    late = bpmn.boundary("late", "ask", bpmn.timer("P3D"), interrupts=False)
    ways = bpmn.flow("late", "choose") + bpmn.flow("choose", "gone") + bpmn.end("gone")
    choose = bpmn.gateway("exclusiveGateway", "choose", default="gone")
    nodes = (user("ask"), late, choose, ways, bpmn.end("indoors"), WRONG)
    deployed(twin, in_a_row("asks", *nodes, ids=["ask"]))
    key = start(twin, "asks", wind=3)
    set_clock(twin, days=4)
    worker.sweep(twin)
    assert read(twin, incident.c.state) == [("ACTIVE",)]
    deployed(twin, in_a_row("asks", user("ask"), ids=["ask"]))
    migrate_as_proposed(twin, key, "asks")
    assert read(twin, incident.c.state) == [("RESOLVED",)]


def test_an_answer_whose_listener_nobody_offers_goes_on_where_the_target_asks_none(twin: Database) -> None:
    listens = '<zeebe:taskListeners><zeebe:taskListener eventType="completing" type="nobody"/></zeebe:taskListeners>'
    asks = bpmn.user("ask", form="", outputs=("said",), extensions=MINE + listens)
    deployed(twin, in_a_row("asks", asks, ids=["ask"]))
    key = start(twin, "asks")
    complete(twin, key, "ask", said="yes")
    ((incident_key,),) = read(twin, incident.c.incident_key)
    deployed(twin, in_a_row("asks", user("ask", outputs=("said",)), user("then"), ids=["ask", "then"]))
    migrate_as_proposed(twin, key, "asks")
    with twin.begin(OFFICER) as tx:
        assert resolve_incident(tx, incident_key=incident_key) is None
    assert tasks(twin, key) == ["then"]
    assert read(twin, process_instance.c.variables) == [({"said": "yes"},)]


def test_a_kept_message_that_ends_the_case_closes_its_incidents(twin: Database) -> None:
    deployed(twin, in_a_row("fails", *CHOICE, WRONG, ids=["ask", "choose"]))
    key = start(twin, "fails", place="Bắc Sơn")
    complete(twin, key, "ask", wind=3)
    with twin.begin() as tx:
        publish_message(tx, name="letter", correlation_key="Bắc Sơn")
    deployed(twin, in_a_row("fails", *CHOICE, WRONG, RECALL, ids=["ask", "choose"], roots=(LETTER,)))
    migrate_as_proposed(twin, key, "fails")
    assert state(twin, key) == "COMPLETED"
    assert read(twin, incident.c.state) == [("RESOLVED",)]
