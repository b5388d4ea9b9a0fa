"""A plan lived through in one process: from one day on which something happens to the next, by its people."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, update

from service import app as composition
from service import worker
from service.access.demo import create_demo_people
from service.access.queries import actor_named, people_in
from service.cli import resources_in
from service.config import seed_directory
from service.core.clock import at_local_hour, business_date
from service.core.database import business_clock
from service.migrations import run as migrations
from service.nomination.agencies.queries import every_agency
from service.nomination.cycles.model.rounds import plan_schedule
from service.nomination.plans.commands import load_plan
from service.process.definitions.commands import deploy
from service.process.instances.commands import create_instance
from service.process.instances.model import ONGOING, incident, process_instance, timer, user_task
from service.process.instances.queries import UserTask, select_user_tasks, user_task_from
from service.process.worklist.commands import complete_user_task
from service.simulation.answers import ANSWERS
from service.simulation.forms import situation, store_attachment
from tests.support.playing import invented

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from service.config import Config
    from service.core.actor import Actor
    from service.core.database import Database
    from service.core.tx import Tx

PLAN = "lang-son-2021-2025"
FIRST_DAY = date(2021, 10, 4)
"""A Monday of the quarter in which the units draw up their plans."""
ON_ITS_DAY = frozenset({"hold_midterm", "record_congress"})
"""Steps that record what happens on a fixed day: nobody does them earlier."""
MOST_STEPS = 5000


def province(config: Config) -> None:
    """Fill an empty database with the plan, the diagrams and the people of every agency; no case yet."""
    database = composition.open_database(config)
    migrations.upgrade(database)
    with database.begin() as tx:
        at_first = {"business_clock_id": 1, "pinned_at": at_local_hour(FIRST_DAY, 9), "is_demo": 1, "note": ""}
        tx.execute(business_clock.insert(), at_first)
    with database.begin() as tx:
        load_plan(tx, (seed_directory() / "workflows" / "plans" / f"{PLAN}.yaml").read_bytes())
        deploy(tx, resources_in([seed_directory() / name for name in ("workflows", "forms")]))
        create_demo_people(tx, [*every_agency(tx)])
    database.dispose()


@dataclass
class Life:
    """Plays everything open; ``changed`` are answers of a step (``process/element``) that differ from the usual ones.

    ``silent`` are agencies that do nothing; ``done`` is every step so far: process, element, who, on which day;
    ``cases`` says of exemplars' instances what they are about.
    """

    database: Database
    documents_dir: Path
    changed: dict[str, dict[str, Any]] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)
    done: list[tuple[str, str, str, date]] = field(default_factory=list)
    cases: dict[int, Mapping[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.texts: Mapping[str, str] = invented()["texts"]
        self.attached = store_attachment(self.documents_dir)

    def start(self, process_id: str, user_name: str = "supervisor", **variables: Any) -> int:
        """Let a person start a cycle."""
        with self.database.begin(self.person(user_name)) as tx:
            return create_instance(tx, process_definition_id=process_id, variables=variables)

    def nominate(self, **case: Any) -> None:
        """Let an officer start the life of an exemplar."""
        key = self.start("exemplar_lifecycle", f"officer.{case['agency']}", agency=case["agency"])
        self.cases[key] = case

    def live(self, until: date, first: date | None = None) -> None:
        """Do all that can be done on each day on which something can happen, up to and including a day."""
        day = first or self.today()
        while day <= until:
            self.turn_to(at_local_hour(day, 9))
            while self._swept() or self._worked():
                pass
            following = self._next_day()
            if following is None:
                return
            day = max(following, day + timedelta(days=1))
        self.turn_to(at_local_hour(until, 9))

    def open_what_is_due(self, day: date) -> None:
        """Turn the clock to a day and let come what is due; nobody does anything yet."""
        self.turn_to(at_local_hour(day, 9))
        while self._swept():
            pass

    def today(self) -> date:
        with self.database.read() as tx:
            return business_date(tx.now)

    def turn_to(self, moment: datetime) -> None:
        """Let the business clock stand at a moment."""
        with self.database.begin() as tx:
            tx.execute(update(business_clock).values(pinned_at=moment))

    def person(self, user_name: str) -> Actor:
        with self.database.read() as tx:
            found = actor_named(tx, user_name)
        assert found is not None, user_name
        return found

    def open_tasks(self) -> list[UserTask]:
        with self.database.read() as tx:
            statement = select_user_tasks().where(user_task.c.state == "CREATED").order_by(user_task.c.user_task_key)
            return [user_task_from(row) for row in tx.execute(statement)]

    def faults(self) -> list[str]:
        """What diagrams could not do."""
        with self.database.read() as tx:
            return list(tx.execute(select(incident.c.message).where(incident.c.state == "ACTIVE")).scalars())

    def running(self) -> list[tuple[str, str]]:
        """Process and title of everything that has not ended."""
        table = process_instance
        with self.database.read() as tx:
            rows = tx.execute(select(table.c.process_definition_id, table.c.title).where(table.c.state.in_(ONGOING)))
            return sorted((row.process_definition_id, row.title) for row in rows)

    def do(self, task: UserTask) -> None:
        """Let a person complete a task with plausible answers."""
        with self.database.read() as tx:
            user_name = self._who(tx, task)
        with self.database.begin(self.person(user_name)) as tx:
            complete_user_task(tx, user_task_key=task.user_task_key, answers=self.answers(tx, task))
            self.done.append((task.process_definition_id, task.element_id, user_name, business_date(tx.now)))
        assert not self.faults(), self.faults()
        assert len(self.done) < MOST_STEPS

    def answers(self, tx: Tx, task: UserTask) -> dict[str, Any]:
        """Return what the person of this transaction answers."""
        subject = self.cases.get(task.process_instance_key, {})
        at = situation(tx, task, subject, self.texts, self.attached)
        if at is None:
            return {}
        return ANSWERS[at.form_id](at) | self.changed.get(f"{task.process_definition_id}/{task.element_id}", {})

    def _who(self, tx: Tx, task: UserTask) -> str:
        people = [
            person.user_name
            for group in task.candidate_groups
            for person in people_in(tx, group, business_date(tx.now))
        ]
        assert task.assignee or people, f"nobody may do {task.element_id}: {task.candidate_groups}"
        return task.assignee or people[0]

    def _worked(self) -> bool:
        ready = [task for task in self.open_tasks() if self._is_ready(task)]
        for task in ready:
            self.do(task)
        return bool(ready)

    def _is_ready(self, task: UserTask) -> bool:
        asked = {group.partition("/")[0] for group in task.candidate_groups}
        if asked and asked <= self.silent:
            return False
        is_early = task.due_at is not None and business_date(task.due_at) > self.today()
        return not (task.element_id in ON_ITS_DAY and is_early)

    def _swept(self) -> int:
        return worker.sweep(self.database)

    def _next_day(self) -> date | None:
        """Return the next day on which a timer, the schedule or a day of a step comes."""
        with self.database.read() as tx:
            moments = [
                tx.execute(select(func.min(timer.c.due_at))).scalar_one(),
                tx.execute(
                    select(func.min(plan_schedule.c.starts_at)).where(plan_schedule.c.started_at.is_(None))
                ).scalar_one(),
            ]
        moments += [task.due_at for task in self.open_tasks() if task.element_id in ON_ITS_DAY]
        coming = [_morning(moment) for moment in moments if moment is not None]
        return min(coming, default=None)


def _morning(moment: datetime) -> date:
    """Return the first day on which nine o'clock is not before a moment."""
    day = business_date(moment.astimezone(UTC))
    return day if at_local_hour(day, 9) >= moment else day + timedelta(days=1)
