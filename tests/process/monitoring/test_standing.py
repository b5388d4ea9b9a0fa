"""In which order processes are listed: what the service is for first, each with what it calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.process.definitions.commands import Resource, deploy
from service.process.monitoring.queries import processes_as_met
from tests.support import bpmn

if TYPE_CHECKING:
    from service.core.database import Database


def calling(process_id: str, *called: str) -> Resource:
    """A process that calls others in a row."""
    steps = [bpmn.call(f"call_{each}", each) for each in called]
    path = bpmn.path("start", *(f"call_{each}" for each in called), "end")
    return Resource(f"{process_id}.bpmn", bpmn.diagram(process_id, bpmn.start(), *steps, bpmn.end(), path))


def listed(database: Database, *resources: Resource) -> list[str]:
    with database.begin() as tx:
        deploy(tx, resources)
        return [found.process_definition_id for found in processes_as_met(tx)]


def test_what_calls_most_comes_first_and_each_is_followed_by_what_it_calls(database: Database) -> None:
    assert listed(
        database,
        calling("annual"),
        calling("life", "nurture", "detect", "zoom"),
        calling("nurture", "visit"),
        calling("detect"),
        calling("visit"),
        calling("zoom"),
    ) == ["life", "detect", "nurture", "visit", "zoom", "annual"]


def test_processes_that_call_each_other_are_listed_once(database: Database) -> None:
    assert listed(database, calling("one", "two"), calling("two", "one"), calling("alone")) == ["alone", "one", "two"]


def test_a_called_process_that_is_not_deployed_is_not_listed(database: Database) -> None:
    assert listed(database, calling("one", "missing")) == ["one"]
