"""D5: exemplars referred to the provincial Council (R54)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from service.core.clock import business_date
from service.core.errors import sentence
from service.nomination.exemplars.model import exemplar, referral
from service.nomination.reports.rules import Column, Figure, Report, Scope, Source

if TYPE_CHECKING:
    from service.core.tx import Tx

TITLE = sentence("Exemplars referred to the Council")
ROWS = Source("referral", sentence("Exemplars referred to the Council, by agency and movement"), "/exemplars")
COLUMNS = (
    Column("agency", sentence("Agency")),
    Column("movement", sentence("Movement")),
    Column("referred", sentence("Referred")),
)


def to_council(tx: Tx, scope: Scope) -> Report:
    """Return how many exemplars of a year each agency referred, by movement; nobody is named."""
    year = scope.plan_year or business_date(tx.now).year
    whose = (exemplar.c.agency, exemplar.c.movement)
    statement = (
        select(*whose, func.count(exemplar.c.exemplar_key.distinct()).label("referred"))
        .select_from(referral.join(exemplar))
        .where(exemplar.c.year == year)
        .group_by(*whose)
        .order_by(*whose)
    )
    rows = tuple(dict(row) for row in tx.execute(statement).mappings())
    agencies = len({row["agency"] for row in rows})
    return Report(
        code="D5",
        title=TITLE,
        scope=Scope(scope.plan, year),
        as_of=business_date(tx.now),
        is_closed=year < business_date(tx.now).year,
        figures=(
            Figure("referred", sentence("Referred"), sum(row["referred"] for row in rows), ROWS),
            Figure("agencies", sentence("Agencies that referred"), agencies, ROWS),
        ),
        columns=COLUMNS,
        rows=rows,
        row_source=ROWS,
    )
