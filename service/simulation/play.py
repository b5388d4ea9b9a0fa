"""Playing a plan day by day: the clock is pinned, what is due fires, and everybody does what they have to do.

What to do next is read from the database and drawn from stable names, so that a run that was broken off goes on where
it stood. Of the acts of a day the one with the least name comes first, also among those that the day itself brings.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from service import worker
from service.core.clock import business_date
from service.nomination.exemplars.commands import start_nomination
from service.process.forms.rules import AnswersInvalid
from service.process.instances.commands import create_instance
from service.process.instances.model import process_instance
from service.process.worklist.commands import UserTaskClosed, complete_user_task
from service.simulation.agenda import Act, Agenda, day_of_act
from service.simulation.cases import Cases, agency_of
from service.simulation.chance import Chance
from service.simulation.clock import is_due, next_day, pin_morning
from service.simulation.forms import situation, store_attachment
from service.simulation.nominations import Nomination, Nominations
from service.simulation.people import People
from service.simulation.tasks import opened_since
from service.simulation.variations import answer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from service.core.database import Database
    from service.core.tx import Tx
    from service.simulation.profile import Profile
    from service.simulation.tasks import Opened

PROGRAMME = "programme"
SUPERVISOR = "supervisor"


@dataclass
class Play:
    """A plan in play, with what is remembered of it between two acts."""

    database: Database
    documents_dir: Path
    plan: str
    seed: int
    profile: Profile
    people: People = field(init=False)
    done: int = 0
    _agenda: Agenda = field(default_factory=Agenda)
    _opened: dict[int, Opened] = field(default_factory=dict)
    _last_key: int = 0

    def __post_init__(self) -> None:
        """Read what is planned, and what was done already."""
        self.people = People(self.database)
        self._attached = store_attachment(self.documents_dir)
        with self.database.read() as tx:
            self._nominations = Nominations(tx, self.plan, self.seed, self.profile)
            self._planned = self._nominations.planned(tx)
            self._cases = Cases(tx, self._nominations)

    def days(self, first: date, until: date) -> Iterator[date]:
        """Play day by day; yields each day when it is over."""
        with _reading_once_a_day(self.database):
            self._start_programme()
            day = first
            while day <= until:
                self._play(day)
                yield day
                day = next_day(self.database, day)
            self._wake(until)

    def _wake(self, day: date) -> None:
        pin_morning(self.database, day)
        self._let_worker_finish()

    def _let_worker_finish(self) -> None:
        """Do all that is due where the clock stands, and put what it opened on the agenda."""
        while worker.sweep(self.database):
            pass
        with self.database.read() as tx:
            self._plan_acts(tx)

    def _play(self, day: date) -> None:
        self.database.kept = {}
        self.people.start_day()
        self._wake(day)
        for nomination in self._nominated(day):
            self._start(nomination)
        with self.database.read() as tx:
            self._plan_acts(tx)
        while (act := self._agenda.take(day)) is not None:
            self._do(act)

    def _start_programme(self) -> None:
        """Let Ban TĐKT begin the programme of the plan, unless it did."""
        with self.database.begin(self.people.named(SUPERVISOR)) as tx:
            known = select(process_instance.c.variables).where(process_instance.c.process_definition_id == PROGRAMME)
            begun = {variables.get("plan_key") for variables in tx.execute(known).scalars()}
            if self.plan not in begun:
                create_instance(tx, process_definition_id=PROGRAMME, variables={"plan_key": self.plan})

    def _nominated(self, day: date) -> list[Nomination]:
        with self.database.read() as tx:
            found = [one for one in self._planned if one.starts_on == day]
            return found + list(self._nominations.topping_up(tx, day))

    def _start(self, nomination: Nomination) -> None:
        agency = nomination.case["agency"]
        with self.database.begin(self.people.officer_of(agency)) as tx:
            started = start_nomination(tx, agency=agency, idempotency_key=nomination.name)
        self._cases.add(started.process_instance_key, nomination.name)

    def _plan_acts(self, tx: Tx) -> None:
        """Put the tasks that were opened since on the agenda."""
        for opened in opened_since(tx, self._last_key):
            task = opened.task
            self._last_key = task.user_task_key
            self._opened[task.user_task_key] = opened
            name = self._cases.name_of_act(opened)
            opened_on = business_date(task.created_at)
            chance = Chance.of(self.seed, f"{name}/day", self.profile.chances)
            day = day_of_act(task, opened_on, agency_of(task), chance, self.profile)
            self._agenda.add(Act(day, name, task.user_task_key))

    def _do(self, act: Act) -> None:
        opened = self._opened.pop(act.user_task_key)
        task = opened.task
        try:
            with self.database.begin(self.people.who(task)) as tx:
                answers = self._answers(tx, opened, act.name)
                complete_user_task(tx, user_task_key=task.user_task_key, answers=answers)
                self._plan_acts(tx)
                leaves_work = is_due(tx, tx.now)
            if task.process_definition_id == PROGRAMME:
                self.database.kept = {}  # the plan itself may have changed
            if leaves_work:
                self._let_worker_finish()  # at once: a run that is broken off here begins with it
        except UserTaskClosed:
            return  # it was ended by its deadline, or with its case
        except AnswersInvalid as error:
            error.add_note(f"{act.name}: {error.fields}")
            raise
        self.done += 1

    def _answers(self, tx: Tx, opened: Opened, name: str) -> dict[str, Any]:
        task = opened.task
        at = situation(tx, task, self._cases.subject(tx, task), self.profile.texts, self._attached)
        if at is None:
            return {}
        alike = replace(at, options=lambda name: sorted(at.options(name)))  # databases order a list each in its way
        chance = Chance.of(self.seed, name, self.profile.chances, opened.times_before)
        return answer(alike, chance, self.profile)


@contextmanager
def _reading_once_a_day(database: Database) -> Iterator[None]:
    """Keep reference data for a day, since nobody else writes; look for garbage among what is made from now on."""
    database.kept = {}
    thresholds = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
        gc.unfreeze()
        database.kept = None
