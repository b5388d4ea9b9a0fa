"""Playing a plan day by day: the clock is pinned, what is due fires, and everybody does what they have to do.

What to do next is read from the database and drawn from stable names, so that a run that was broken off goes on where
it stood. Of the acts of a day the one with the least name comes first, also among those that the day itself brings.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from service import worker
from service.core.calendar import is_working_day
from service.core.clock import at_local_hour, business_date
from service.core.late import Late
from service.core.statement import Statement
from service.nomination.cycles.queries import next_start
from service.nomination.exemplars.commands import start_nomination
from service.nomination.exemplars.model import nomination_request
from service.process.documents.commands import create_document, store_content
from service.process.forms.queries import form_by_key
from service.process.forms.rules import AnswersInvalid
from service.process.instances.commands import create_instance
from service.process.instances.model import process_instance, timer
from service.process.instances.queries import visible_variables
from service.process.monitoring.commands import pin_clock
from service.process.worklist.commands import UserTaskClosed, complete_user_task
from service.process.worklist.queries import Lists
from service.simulation.agenda import Act, Agenda, day_of_act
from service.simulation.answers import Situation
from service.simulation.chance import Chance
from service.simulation.nominations import Nomination, Nominations
from service.simulation.people import People
from service.simulation.tasks import opened_since
from service.simulation.variations import answer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from service.core.database import Database
    from service.core.tx import Tx
    from service.process.forms.rules import Component
    from service.process.instances.queries import UserTask
    from service.simulation.profile import Profile
    from service.simulation.tasks import Opened

PROGRAMME = "programme"
SUPERVISOR = "supervisor"
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"trailer<</Root 1 0 R>>\n"
)
"""What is attached wherever a file is asked for."""

MORNING = 9
"""The local hour at which everybody works; a task due at 17:00 is still in time that day."""


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
    _cases: dict[int, dict[str, Any]] = field(default_factory=dict)
    _names: dict[int, str] = field(default_factory=dict)
    _opened: dict[int, Opened] = field(default_factory=dict)
    _last_key: int = 0

    def __post_init__(self) -> None:
        """Read what is planned, and what was done already."""
        self.people = People(self.database)
        self._content = store_content(self.documents_dir, file_name="minh-chung.pdf", stream=BytesIO(PDF))
        with self.database.read() as tx:
            self._nominations = Nominations(tx, self.plan, self.seed, self.profile)
            self._planned = self._nominations.planned(tx)
            table = nomination_request
            started = tx.execute(select(table.c.process_instance_key, table.c.idempotency_key))
            self._names = {row.process_instance_key: row.idempotency_key for row in started}

    def days(self, first: date, until: date) -> Iterator[date]:
        """Play day by day; yields each day when it is over."""
        with _reading_once_a_day(self.database):
            self._start_programme()
            day = first
            while day <= until:
                self._play(day)
                yield day
                day = self._next_day(day)
            self._pin(until)

    def _pin(self, day: date) -> None:
        with self.database.begin() as tx:
            pin_clock(tx, moment=at_local_hour(day, MORNING))
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
        self._pin(day)
        for nomination in self._nominated(day):
            self._start(nomination)
        with self.database.read() as tx:
            self._plan_acts(tx)
        while (act := self._agenda.take(day)) is not None:
            self._do(act)

    def _next_day(self, day: date) -> date:
        """Return the next day on which something happens: an office is open, or a timer falls due."""
        following = day + timedelta(days=1)
        while not is_working_day(following):
            with self.database.read() as tx:
                if _is_due(tx, at_local_hour(following, MORNING)):
                    return following
            following += timedelta(days=1)
        return following

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
        self._names[started.process_instance_key] = nomination.name

    def _plan_acts(self, tx: Tx) -> None:
        """Put the tasks that were opened since on the agenda."""
        for opened in opened_since(tx, self._last_key):
            task = opened.task
            self._last_key = task.user_task_key
            self._opened[task.user_task_key] = opened
            name = self._name_of(opened)
            opened_on = business_date(task.created_at)
            chance = Chance.of(self.seed, f"{name}/day", self.profile.chances)
            day = day_of_act(task, opened_on, _agency(task), chance, self.profile)
            self._agenda.add(Act(day, name, task.user_task_key))

    def _name_of(self, opened: Opened) -> str:
        task = opened.task
        case = self._names.get(task.process_instance_key) or f"{task.title}/{business_date(task.created_at)}"
        who = task.assignee or ",".join(task.candidate_groups)
        return f"{case}/{task.process_definition_id}/{task.element_id}/{who}/{opened.times_before}"

    def _do(self, act: Act) -> None:
        opened = self._opened.pop(act.user_task_key)
        task = opened.task
        try:
            with self.database.begin(self.people.who(task)) as tx:
                answers = self._answers(tx, opened, act.name)
                complete_user_task(tx, user_task_key=task.user_task_key, answers=answers)
                self._plan_acts(tx)
                leaves_work = _is_due(tx, tx.now)
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
        if task.form_key is None:
            return {}
        deployed = form_by_key(tx, task.form_key)
        key = task.process_instance_key
        variables = Late(lambda: visible_variables(tx, key, task.user_task_key))
        lists = Lists(tx, key, variables)
        situation = Situation(
            case=self._case(tx, task),
            element_id=task.element_id,
            variables=variables,
            today=business_date(tx.now),
            texts=self.profile.texts,
            file=self._file(tx, key) if _asks_for_file(deployed.form.components) else {},
            options=lambda name: sorted(option["value"] for option in lists[name]),
            prefilled=Late(lambda: tx.domain.ask("prefill", tx, deployed.form_id, key, variables, default={})),
            process_id=task.process_definition_id,
        )
        chance = Chance.of(self.seed, name, self.profile.chances, opened.times_before)
        return answer(deployed.form_id, situation, chance, self.profile)

    def _case(self, tx: Tx, task: UserTask) -> dict[str, Any]:
        """Return whom a task is about: the nominated exemplar, or an agency."""
        key = task.process_instance_key
        if key not in self._cases:
            name = self._names.get(key)
            self._cases[key] = {"agency": _agency(task)} if name is None else self._nominations.named(tx, name).case
        return self._cases[key]

    def _file(self, tx: Tx, process_instance_key: int) -> dict[str, Any]:
        return create_document(tx, self._content, process_instance_key=process_instance_key).reference()


def first_day(profile: Profile) -> datetime:
    """Return the moment at which a simulation in an empty database begins."""
    return at_local_hour(date.fromisoformat(profile.programme_on), MORNING)


def today(database: Database) -> date:
    """Return the business day on which a database stands."""
    with database.read() as tx:
        return business_date(tx.now)


_DUE_TIMER = Statement(select(timer.c.timer_key).where(timer.c.due_at <= bindparam("moment")).limit(1))


def _is_due(tx: Tx, moment: datetime) -> bool:
    """Return whether a timer or a start of the schedule falls due by a moment."""
    if tx.driver.first(_DUE_TIMER, {"moment": moment}) is not None:
        return True
    coming = next_start(tx)
    return coming is not None and coming <= moment


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


@cache
def _asks_for_file(parts: tuple[Component, ...]) -> bool:
    return any(part.type == "filepicker" or _asks_for_file(part.children) for part in parts)


def _agency(task: UserTask) -> str:
    return task.candidate_groups[0].partition("/")[0] if task.candidate_groups else ""
