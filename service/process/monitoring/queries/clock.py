"""Reading the business clock of a rehearsal, and what comes next by it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from service.core.database import business_clock
from service.process.instances.model import process_instance, timer, user_task

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Table

    from service.core.tx import Tx

_SHOWN_TITLES = 5


@dataclass(frozen=True, slots=True)
class Clock:
    """The business clock: where it is pinned, and between which moments it runs ahead, if it does."""

    pinned_at: datetime | None
    runs_from: datetime | None
    runs_to: datetime | None

    @property
    def part_done(self) -> int:
        """How far a run is, in per cent."""
        if self.pinned_at is None or self.runs_from is None or self.runs_to is None:
            return 100
        return int(100 * (self.pinned_at - self.runs_from) / (self.runs_to - self.runs_from))


@dataclass(frozen=True, slots=True)
class Happening:
    """What comes next of a kind (``timer`` or ``due``): when, and of which cases, the first few by title."""

    kind: str
    at: datetime
    titles: tuple[str, ...] = ()


def clock_of(tx: Tx) -> Clock:
    """Return the business clock."""
    columns = [business_clock.c[name] for name in Clock.__dataclass_fields__]
    row = tx.execute(select(*columns)).mappings().one_or_none()
    return Clock(None, None, None) if row is None else Clock(**dict(row))


def next_timer_at(tx: Tx) -> datetime | None:
    """Return when the next timer of a running case fires."""
    joined = timer.join(process_instance, process_instance.c.process_instance_key == timer.c.process_instance_key)
    statement = select(func.min(timer.c.due_at)).select_from(joined)
    found: datetime | None = tx.execute(
        statement.where(process_instance.c.state == "ACTIVE", timer.c.due_at > tx.now)
    ).scalar_one()
    return found


def happenings(tx: Tx) -> list[Happening]:
    """Return what comes next of each kind, the nearest first: a timer, and a task's due date."""
    found = []
    for kind, table in (("timer", timer), ("due", user_task)):
        at = next_timer_at(tx) if kind == "timer" else _next_due_at(tx)
        if at is not None:
            found.append(Happening(kind, at, _titles(tx, table, at)))
    return sorted(found, key=lambda item: item.at)


def _next_due_at(tx: Tx) -> datetime | None:
    found: datetime | None = tx.execute(
        select(func.min(user_task.c.due_at)).where(user_task.c.state == "CREATED", user_task.c.due_at > tx.now)
    ).scalar_one()
    return found


def _titles(tx: Tx, table: Table, at: datetime) -> tuple[str, ...]:
    joined = table.join(process_instance, process_instance.c.process_instance_key == table.c.process_instance_key)
    statement = select(process_instance.c.title).select_from(joined).where(table.c.due_at == at).distinct()
    return tuple(tx.execute(statement.order_by(process_instance.c.title).limit(_SHOWN_TITLES)).scalars())
