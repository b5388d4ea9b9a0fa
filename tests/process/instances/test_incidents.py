"""Incidents: at which element, said in which words, and what comes of trying again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import select

from service.core.actor import Actor
from service.process.definitions.commands import Resource, deploy
from service.process.instances.commands import (
    cancel_instance,
    create_instance,
    locked_instance,
    resolve_incident,
    resolve_incidents,
)
from service.process.instances.commands.incidents import IncidentNotFound, IncidentResolved
from service.process.instances.model import incident, process_instance
from service.process.instances.queries import Incident, incident_from, open_user_tasks, select_incidents
from service.process.worklist.commands import complete_user_task
from service.web import i18n
from tests.support import bpmn

if TYPE_CHECKING:
    from service.core.database import Database

OFFICER = Actor("officer", account_key=1, display_name="Officer", groups=frozenset({"so-y-te", "so-y-te/officer"}))
NO_FLOW = "no condition holds and there is no default flow"
STUCK = bpmn.diagram(
    "stuck", bpmn.start(), bpmn.gateway("exclusiveGateway", "choose"), bpmn.end(),
    bpmn.flow("start", "choose"), bpmn.flow("choose", "end", "= false"),
)  # fmt: skip
DECIDES = bpmn.diagram(
    "decides",
    bpmn.start(),
    bpmn.node(
        "businessRuleTask", "judge", extensions='<zeebe:calledDecision decisionId="= which" resultVariable="found"/>'
    ),
    bpmn.end(),
    bpmn.path("start", "judge", "end"),
)
DECISION = (
    b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" namespace="n"><decision id="late">'
    b'<variable name="late"/><literalExpression><text>1 + 1</text></literalExpression></decision></definitions>'
)


def task(element_id: str) -> str:
    ours = '<zeebe:assignmentDefinition candidateGroups="so-y-te/officer"/>'
    return bpmn.user(element_id, form="", extensions=ours)


def started(database: Database, *files: bytes, **variables: Any) -> int:
    """Deploy the files and start the first one's process."""
    with database.begin() as tx:
        made = deploy(tx, [Resource(f"{number}.bpmn", xml) for number, xml in enumerate(files)])
    with database.begin(OFFICER) as tx:
        process_id = made.definitions[0].process_definition_id
        return create_instance(tx, process_definition_id=process_id, variables=variables)


def complete(database: Database, key: int, element_id: str) -> int | None:
    with database.begin(OFFICER) as tx:
        (task,) = (task for task in open_user_tasks(tx, key) if task.element_id == element_id)
        return complete_user_task(tx, user_task_key=task.user_task_key, answers={})


def incidents(database: Database) -> list[Incident]:
    with database.read() as tx:
        return [incident_from(row) for row in tx.execute(select_incidents().order_by(incident.c.incident_key))]


def test_keeps_the_sentence_so_that_it_can_be_said_in_another_language(database: Database) -> None:
    started(database, STUCK)
    (found,) = incidents(database)
    assert str(found.said_of("Chọn")) == (
        f"Expected to go on at element 'Chọn', but {NO_FLOW}. Correct the diagram or the variables and retry."
    )
    app = Flask("said")
    i18n.init_app(app)
    with app.test_request_context(), force_locale("vi"):
        said = i18n.translated(found.said_of("Chọn"))
    assert said == (
        "Không chạy tiếp được tại bước 'Chọn': không điều kiện nào đúng và không có đường mặc định. "
        "Hãy sửa sơ đồ hoặc biến rồi thử lại."
    )


def test_keeps_the_english_sentence_and_a_type_of_camunda_for_programs(database: Database) -> None:
    started(database, STUCK)
    started(database, DECIDES, which="missing")
    with database.read() as tx:
        rows = tx.execute(select(incident.c.error_type, incident.c.message).order_by(incident.c.incident_key)).all()
    assert [row.error_type for row in rows] == ["CONDITION_ERROR", "CALLED_DECISION_ERROR"]
    assert f"element 'choose', but {NO_FLOW}" in rows[0].message


def test_stands_at_the_element_that_could_not_go_on_and_in_its_process(database: Database) -> None:
    whole = bpmn.diagram(
        "whole", bpmn.start(), bpmn.call("phase", "part"), bpmn.gateway("exclusiveGateway", "after"), bpmn.end(),
        bpmn.path("start", "phase", "after"), bpmn.flow("after", "end", "= false"),
    )  # fmt: skip
    part = bpmn.diagram("part", bpmn.start(), task("ask"), bpmn.end(), bpmn.path("start", "ask", "end"))
    key = started(database, whole, part)
    assert complete(database, key, "ask") is not None
    started(database, DECIDES, which="missing")
    places = [(found.process_definition_id, found.element_id) for found in incidents(database)]
    assert places == [("whole", "after"), ("decides", "judge")]


def test_goes_through_once_the_cause_is_mended(database: Database) -> None:
    key = started(database, DECIDES, which="late")
    with database.begin() as tx:
        deploy(tx, [Resource("late.dmn", DECISION)])
    with database.begin(OFFICER) as tx:
        assert resolve_incident(tx, incident_key=incidents(database)[0].incident_key) is None
    (found,) = incidents(database)
    assert (found.state, found.resolved_by, found.replaced_by) == ("RESOLVED", "officer", None)
    with database.read() as tx:
        states = select(process_instance.c.state).where(process_instance.c.process_instance_key == key)
        assert tx.execute(states).scalar_one() == "COMPLETED"


def test_tells_which_incident_a_retry_ended_in(database: Database) -> None:
    started(database, STUCK)
    with database.begin(OFFICER) as tx:
        following = resolve_incident(tx, incident_key=incidents(database)[0].incident_key)
    before, after = incidents(database)
    assert (before.state, before.replaced_by) == ("RESOLVED", following)
    assert (after.state, after.incident_key) == ("ACTIVE", following)


def test_replays_what_the_system_did_as_the_system(database: Database) -> None:
    with database.begin() as tx:
        made = deploy(tx, [Resource("stuck.bpmn", STUCK)])
        create_instance(tx, process_definition_id=made.definitions[0].process_definition_id)
    with database.begin(OFFICER) as tx:
        resolve_incident(tx, incident_key=incidents(database)[0].incident_key)
    assert [found.actor for found in incidents(database)] == ["system", "system"]


def test_is_settled_when_its_case_has_ended_meanwhile(database: Database) -> None:
    forked = bpmn.diagram(
        "forked", bpmn.start(), bpmn.gateway("parallelGateway", "fork"), task("a"),
        task("b"), bpmn.gateway("exclusiveGateway", "choose"), bpmn.end(),
        bpmn.end("over", bpmn.by_terminate()), bpmn.path("start", "fork", "a", "choose"),
        bpmn.flow("choose", "end", "= false"), bpmn.path("fork", "b", "over"),
    )  # fmt: skip
    key = started(database, forked)
    incident_key = complete(database, key, "a")
    assert incident_key is not None
    assert complete(database, key, "b") is None
    with database.begin(OFFICER) as tx:
        assert resolve_incident(tx, incident_key=incident_key) is None
    assert [found.state for found in incidents(database)] == ["RESOLVED"]


def test_refuses_what_is_not_there_and_what_is_resolved(database: Database) -> None:
    started(database, STUCK)
    key = incidents(database)[0].incident_key
    with pytest.raises(IncidentNotFound), database.begin(OFFICER) as tx:
        resolve_incident(tx, incident_key=1)
    with database.begin(OFFICER) as tx:
        resolve_incident(tx, incident_key=key)
    with pytest.raises(IncidentResolved), database.begin(OFFICER) as tx:
        resolve_incident(tx, incident_key=key)


def test_retries_several_and_leaves_done_what_was_not_refused(database: Database) -> None:
    for _ in range(3):
        started(database, STUCK)
    first, second, third = (found.incident_key for found in incidents(database))
    with database.begin(OFFICER) as tx:
        resolve_incident(tx, incident_key=second)
    with database.begin(OFFICER) as tx:
        refused = resolve_incidents(tx, [third, second, first])
    assert {key: type(error) for key, error in refused.items()} == {second: IncidentResolved}
    replaced = {found.incident_key: found.replaced_by is not None for found in incidents(database)[:3]}
    assert replaced == {first: True, second: True, third: True}


def test_an_instance_that_never_began_can_be_canceled(database: Database) -> None:
    key = started(database, STUCK)
    with database.begin(OFFICER) as tx:
        cancel_instance(tx, process_instance_key=key)
    with database.begin() as tx:
        assert locked_instance(tx, key).state == "TERMINATED"
    assert [found.state for found in incidents(database)] == ["RESOLVED"]
