"""Cases that tests begin with: played day by day, every step by who may take it, until each stands where it should."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from service import worker
from service.access.queries import actor_named, people_in
from service.core.clock import at_local_hour, business_date
from service.process.instances.commands import create_instance
from service.process.instances.queries import instance, open_user_tasks
from service.process.monitoring.commands import pin_clock
from service.process.worklist.commands import complete_user_task
from service.simulation.answers import ANSWERS
from service.simulation.forms import situation, store_attachment
from service.simulation.prepare import set_up

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from service.access.demo import DemoPerson
    from service.core.actor import Actor
    from service.core.database import Database
    from service.core.tx import Tx
    from service.process.definitions.commands import Resource
    from service.process.documents.commands import StoredContent
    from service.process.instances.queries import UserTask

STEPS_A_DAY = 3
SPREAD_DAYS = 4
"""Cases of one phase start over so many days, not all on one."""

FIRST_DAY = at_local_hour(date(2022, 1, 4), 9)
TODAY = at_local_hour(date(2022, 3, 1), 9)
"""The business clock of the prepared cases stands here."""


@cache
def invented() -> Mapping[str, Any]:
    """Return the invented cases: ``cases``, ``starts`` of each phase, and the ``texts`` that answers use."""
    found: Mapping[str, Any] = yaml.safe_load(Path(__file__).with_name("cases.yaml").read_text(encoding="utf-8"))
    return found


@dataclass(frozen=True, slots=True)
class PlannedCase:
    """What a case is about, and how many days before today it starts."""

    facts: Mapping[str, Any]
    days_ago: int


@dataclass(frozen=True, slots=True)
class Played:
    """A case in play: what it is about, its instance, and whether it stands where it should."""

    case: Mapping[str, Any]
    process_instance_key: int
    is_done: bool = False


def prepare(database: Database, documents_dir: Path, resources: Sequence[Resource]) -> list[DemoPerson]:
    """Fill an empty database with people and cases; whatever is there already stays."""
    is_new, people = set_up(database, resources, FIRST_DAY)
    if is_new:
        cases = planned_cases(invented()["cases"], invented()["starts"])
        play(database, documents_dir, cases, invented()["texts"], TODAY)
    return people


def pin(database: Database, moment: datetime) -> None:
    """Set the business clock."""
    with database.begin() as tx:
        pin_clock(tx, moment=moment)


def play(
    database: Database, documents_dir: Path, cases: Iterable[PlannedCase], texts: Mapping[str, str], today: datetime
) -> None:
    """Start each case on its day and play it on, day by day, until it stands at its ``until``, or ended, today."""
    attached = store_attachment(documents_dir)
    by_day = sorted(cases, key=lambda case: -case.days_ago)
    playing = list[Played]()
    for days_ago in range(by_day[0].days_ago, 0, -1):
        pin(database, today - timedelta(days=days_ago))
        worker.sweep(database)
        playing += [_started(database, case.facts) for case in by_day if case.days_ago == days_ago]
        playing = [_stepped(database, played, texts, attached) for played in playing]
    pin(database, today)
    worker.sweep(database)


def planned_cases(cases: Iterable[Mapping[str, Any]], starts: Mapping[str, int]) -> list[PlannedCase]:
    """Return the cases with their first day: their own, else that of the phase they are to reach."""
    return [
        PlannedCase(
            facts, facts.get("starts") or starts[facts.get("until", "ended").partition("/")[0]] + index % SPREAD_DAYS
        )
        for index, facts in enumerate(cases)
    ]


def _started(database: Database, case: Mapping[str, Any]) -> Played:
    with database.begin(_person(database, f"officer.{case['agency']}")) as tx:
        key = create_instance(tx, process_definition_id="exemplar_lifecycle", variables={"agency": case["agency"]})
    return Played(case, key)


def _stepped(database: Database, played: Played, texts: Mapping[str, str], attached: StoredContent) -> Played:
    """Complete up to a day's steps of one case."""
    for _ in range(STEPS_A_DAY):
        if played.is_done:
            return played
        with database.read() as tx:
            found = instance(tx, played.process_instance_key)
            tasks = open_user_tasks(tx, played.process_instance_key)
            if found is None or found.state != "ACTIVE":
                return replace(played, is_done=True)
            if any(f"{task.process_definition_id}/{task.element_id}" == played.case.get("until") for task in tasks):
                return replace(played, is_done=True)
            if not tasks:
                return played
            user_name = _who(tx, tasks[0])
        with database.begin(_person(database, user_name)) as tx:
            answers = _answers(tx, tasks[0], played.case, texts, attached)
            complete_user_task(tx, user_task_key=tasks[0].user_task_key, answers=answers)
    return played


def _who(tx: Tx, task: UserTask) -> str:
    """Return the user name of somebody who may take a task."""
    if task.assignee is not None:
        return task.assignee
    for group in task.candidate_groups:
        people = people_in(tx, group, business_date(tx.now))
        if people:
            return people[0].user_name
    message = f"Expected to find a person for user task '{task.element_id}', but nobody is in {task.candidate_groups}."
    raise LookupError(message)


def _person(database: Database, user_name: str) -> Actor:
    with database.read() as tx:
        found = actor_named(tx, user_name)
    if found is None:
        raise LookupError(user_name)
    return found


def _answers(
    tx: Tx, task: UserTask, case: Mapping[str, Any], texts: Mapping[str, str], attached: StoredContent
) -> dict[str, Any]:
    at = situation(tx, task, case, texts, attached)
    return {} if at is None else ANSWERS[at.form_id](at)
