"""The one thing a supervisor changes here: the business clock of a rehearsal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update

from service.core.database import business_clock
from service.core.errors import Forbidden, sentence

if TYPE_CHECKING:
    from datetime import datetime

    from service.core.tx import Tx


class ClockIsReal(Forbidden):
    """The database holds real data: its clock cannot be pinned."""

    code = "clock_is_real"
    template = sentence("Expected to pin the clock, but this database holds real data. Rehearse on demo data.")


def pin_clock(tx: Tx, *, moment: datetime | None) -> None:
    """Pin the business clock at a moment, or let it run (``None``); refused outside demo data."""
    is_demo = tx.execute(select(business_clock.c.is_demo)).scalar_one_or_none()
    if not is_demo:
        raise ClockIsReal
    tx.execute(update(business_clock).values(pinned_at=moment))
