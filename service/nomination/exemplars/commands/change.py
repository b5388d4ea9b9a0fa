"""The exemplar's own row: opened once, changed by the steps of its life."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from service.core.clock import local
from service.nomination.exemplars.model import exemplar, exemplar_number
from service.nomination.plans.queries import plan_code
from service.process.instances.commands import describe_instance

if TYPE_CHECKING:
    from service.core.tx import Tx


def next_code(tx: Tx, year: int) -> str:
    """Return the next free code of a year, like ``LS-2022-0001``."""
    number = (
        tx.insert_into(exemplar_number)
        .values(year=year, last=1)
        .on_conflict_do_update(index_elements=["year"], set_={"last": exemplar_number.c.last + 1})
        .returning(exemplar_number.c.last)
    )
    return f"LS-{year}-{tx.execute(number).scalar_one():04d}"


def open_exemplar(tx: Tx, *, process_instance_key: int, agency: str) -> int:
    """Open the exemplar of a process instance, or find the one it has; returns its key."""
    found = tx.execute(
        select(exemplar.c.exemplar_key).where(exemplar.c.process_instance_key == process_instance_key)
    ).scalar_one_or_none()
    if found is not None:
        return int(found)
    key, year = tx.new_key(), local(tx.now).year
    code = next_code(tx, year)
    row = {
        "exemplar_key": key,
        "code": code,
        "process_instance_key": process_instance_key,
        "year": year,
        "plan": plan_code(tx) or None,
        "agency": agency,
        "stage": "detect",
        "status": "open",
        "opened_at": tx.now,
        "opened_by": tx.actor.user_name,
    }
    tx.execute(exemplar.insert().values(row))
    describe_instance(tx, process_instance_key=process_instance_key, title=code, subtitle="", business_id=code)
    return key


def change_exemplar(tx: Tx, exemplar_key: int, **values: Any) -> None:
    """Set columns of an exemplar's row."""
    tx.execute(update(exemplar).where(exemplar.c.exemplar_key == exemplar_key).values(**values))
