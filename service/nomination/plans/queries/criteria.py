"""Reading the criteria an exemplar answers, and whom to ask about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, or_, select

from service.core.clock import business_date
from service.core.kept import kept_for_a_day
from service.nomination.agencies.queries import successions, valid_on
from service.nomination.agencies.rules import function_line
from service.nomination.plans import model
from service.nomination.plans.queries.plans import plan_code
from service.nomination.plans.rules import EVERY

if TYPE_CHECKING:
    from datetime import date

    from service.core.tx import Tx


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of the checklist; ``is_common`` for those every exemplar answers, ``proof`` is ``paper`` or ``any``."""

    code: str
    text: str
    text_en: str
    proof: str
    is_common: bool


@kept_for_a_day
def criteria(
    tx: Tx, *, movement: str | None, subject_type: str | None, on: date | None = None, plan: str | None = None
) -> tuple[Criterion, ...]:
    """Return the checklist of a day: the common criteria, then the movement's own for this subject type (R12, R40).

    ``plan`` is that of a case; default the one of the day.
    """
    day = on or business_date(tx.now)
    sets, table = model.criteria_set, model.criterion
    keys = ("plan", "movement", "subject_type", "valid_from")
    joined = table.join(sets, and_(*(table.c[name] == sets.c[name] for name in keys)))
    own = and_(table.c.movement == movement, table.c.subject_type.in_([subject_type, EVERY]))
    statement = (
        select(table)
        .select_from(joined)
        .where(table.c.plan == plan_code(tx, plan, on=day), valid_on(sets, day), or_(table.c.movement == EVERY, own))
        .order_by(table.c.subject_type, table.c.position)
    )
    rows = sorted(tx.execute(statement), key=lambda row: row.movement != EVERY)
    return tuple(Criterion(row.code, row.text, row.text_en, row.proof, row.movement == EVERY) for row in rows)


def consultees(
    tx: Tx, *, movement: str, subject_type: str, on: date | None = None, plan: str | None = None
) -> tuple[str, ...]:
    """Return the agencies asked for an opinion on such an exemplar, as they stand on a day, none twice."""
    day = on or business_date(tx.now)
    table = model.consultation
    fits = (table.c.movement.in_([movement, EVERY]), table.c.subject_type.in_([subject_type, EVERY]))
    statement = (
        select(table.c.agency)
        .where(table.c.plan == plan_code(tx, plan, on=day), valid_on(table, day), *fits)
        .order_by(table.c.position)
    )
    became = successions(tx)
    lines = [function_line(code, movement, became, day) for code in tx.execute(statement).scalars()]
    return tuple(dict.fromkeys(line[-1] for line in lines))
