"""Deploying: several resources become new versions together, or none of them does."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from service import engine
from service.core.actor import Actor
from service.process.decisions.commands import DecisionRefused
from service.process.decisions.model import decision_definition
from service.process.definitions import queries
from service.process.definitions.commands import (
    Deployment,
    NothingToDeploy,
    Resource,
    ResourceKindUnknown,
    ResourceNameTooLong,
    deploy,
    lint,
)
from service.process.definitions.model import deployment, process_definition
from service.process.forms.model import form
from service.process.forms.rules import FormRefused
from tests.support import bpmn

if TYPE_CHECKING:
    from service.core.database import Database

OWNER = Actor("owner", account_key=1, display_name="Owner")
TABLES = (deployment, process_definition, form, decision_definition)
DECISION = (
    b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" namespace="n"><decision id="twice">'
    b"<literalExpression><text>2 * x</text></literalExpression></decision></definitions>"
)


def diagram(process_id: str = "p", *, form_id: str = "a_form") -> Resource:
    nodes = (bpmn.start(), bpmn.user("ask", form=form_id), bpmn.end(), bpmn.path("start", "ask", "end"))
    return Resource(f"{process_id}.bpmn", bpmn.diagram(process_id, *nodes))


def a_form(label: str = "Opinion") -> Resource:
    components = [{"type": "textarea", "id": "f1", "key": "opinion", "label": label}]
    document = {"id": "a_form", "type": "default", "schemaVersion": 19, "components": components}
    return Resource("a_form.form", json.dumps(document).encode())


def deployed(database: Database, *resources: Resource, note: str = "") -> Deployment:
    with database.begin(OWNER) as tx:
        return deploy(tx, resources, note=note)


def rows(database: Database) -> int:
    with database.read() as tx:
        return sum(tx.execute(select(func.count()).select_from(table)).scalar_one() for table in TABLES)


def test_a_diagram_finds_the_form_that_comes_with_it(database: Database) -> None:
    made = deployed(database, diagram(), a_form(), Resource("twice.dmn", DECISION), note="First")
    assert [item.process_definition_id for item in made.definitions] == ["p"]
    assert [item.form_id for item in made.forms] == ["a_form"]
    assert [item.decision_definition_id for item in made.decisions] == ["twice"]


def test_a_deployment_remembers_who_when_and_why(database: Database) -> None:
    before = datetime.now(UTC)
    deployed(database, a_form(), diagram(), note="First")
    with database.read() as tx:
        (version,) = queries.versions(tx, "p")
    assert (version.deployed_by, version.note, version.definition.version) == ("owner", "First", 1)
    assert version.deployed_at >= before


def test_each_change_is_one_version_more_and_the_newest_stands_first(database: Database) -> None:
    deployed(database, a_form(), diagram())
    changed = Resource("p.bpmn", diagram().content.replace(b'name="p"', b'name="Again"'))
    assert deployed(database, changed).definitions[0].version == 2
    with database.read() as tx:
        assert [item.definition.version for item in queries.versions(tx, "p")] == [2, 1]
        latest = queries.latest_definition(tx, "p")
    assert latest is not None
    assert latest.name == "Again"


def test_an_unchanged_file_keeps_its_version_and_key(database: Database) -> None:
    first = deployed(database, a_form(), diagram(), Resource("twice.dmn", DECISION))
    again = deployed(database, a_form(), diagram(), Resource("twice.dmn", DECISION))
    assert again.definitions == first.definitions
    assert [item.form_key for item in again.forms] == [item.form_key for item in first.forms]
    assert [item.version for item in again.decisions] == [1]


def test_the_bytes_are_kept_as_they_came(database: Database) -> None:
    made = deployed(database, a_form(), diagram())
    with database.read() as tx:
        assert queries.xml_of(tx, made.definitions[0].process_definition_key) == diagram().content
        assert queries.xml_of(tx, 1) is None


@pytest.mark.parametrize(
    ("refused", "error"),
    [
        (Resource("p.txt", b""), ResourceKindUnknown),
        (Resource(f"{'p' * 300}.form", b"{}"), ResourceNameTooLong),
        (Resource("p.bpmn", b"<not xml"), engine.DiagramRefused),
        (Resource("p.bpmn", b"<!DOCTYPE a><a/>"), engine.DiagramRefused),
        (diagram("q", form_id="gone"), engine.DiagramRefused),
        (Resource("q.form", b"[]"), FormRefused),
        (Resource("q.dmn", b"<definitions/>"), DecisionRefused),
    ],
)
def test_one_refused_resource_keeps_all_of_them_out(
    database: Database, refused: Resource, error: type[Exception]
) -> None:
    with pytest.raises(error):
        deployed(database, a_form(), diagram(), Resource("twice.dmn", DECISION), refused)
    assert rows(database) == 0


def test_nothing_to_deploy_is_refused(database: Database) -> None:
    with pytest.raises(NothingToDeploy):
        deployed(database)


def test_a_refusal_names_every_finding(database: Database) -> None:
    script = bpmn.node("scriptTask", "run")
    nodes = (bpmn.start(), script, bpmn.user("ask", form="gone"), bpmn.end(), bpmn.path("start", "run", "ask", "end"))
    with pytest.raises(engine.DiagramRefused) as refused:
        deployed(database, Resource("p.bpmn", bpmn.diagram("p", *nodes)))
    assert {finding.element_id for finding in refused.value.findings} >= {"run", "ask"}


def test_a_warning_stops_nothing_and_is_handed_back(database: Database) -> None:
    nodes = (bpmn.start(), bpmn.user("ask", form=""), bpmn.end(), bpmn.path("start", "ask", "end"))
    made = deployed(database, Resource("p.bpmn", bpmn.diagram("p", *nodes)))
    assert [item.severity for item in made.warnings] == ["warning"] * len(made.warnings)
    assert made.definitions[0].version == 1


def test_processes_of_one_deployment_may_call_each_other(database: Database) -> None:
    caller = bpmn.diagram("p", bpmn.start(), bpmn.call("c", "q"), bpmn.end(), bpmn.path("start", "c", "end"))
    made = deployed(database, Resource("p.bpmn", caller), a_form(), diagram("q"))
    assert {item.process_definition_id for item in made.definitions} == {"p", "q"}


def test_the_check_alone_stores_nothing(database: Database) -> None:
    with database.read() as tx:
        found = lint(tx, diagram(form_id="gone").content)
    assert {finding.element_id for finding in found} >= {"ask"}
    assert rows(database) == 0
