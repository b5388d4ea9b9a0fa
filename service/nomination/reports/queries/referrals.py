"""D5: exemplars referred to the provincial Council (R54)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from service.core.clock import business_date
from service.core.errors import sentence
from service.nomination.exemplars.model import exemplar
from service.nomination.exemplars.queries import referred_in
from service.nomination.reports.rules import Column, Figure, Report, Scope, Source, Table

if TYPE_CHECKING:
    from service.core.tx import Tx

TITLE = sentence("Exemplars referred to the Council")
ROWS = Source("referral", sentence("Exemplars referred to the Council in the year"), "#table-agencies")
COLUMNS = (
    Column("agency", sentence("Agency")),
    Column("movement", sentence("Movement")),
    Column("referred", sentence("Referred")),
)


def to_council(tx: Tx, scope: Scope) -> Report:
    """Return how many exemplars each agency referred in a year, by movement; nobody is named."""
    year, today = scope.year, business_date(tx.now)
    whose = (exemplar.c.agency, exemplar.c.movement)
    statement = (
        select(*whose, func.count().label("referred")).where(referred_in(year)).group_by(*whose).order_by(*whose)
    )
    rows = tuple(dict(row) for row in tx.execute(statement).mappings())
    referred = sum(row["referred"] for row in rows)
    behind = Source(ROWS.table, ROWS.how, f"/exemplars?figure=referred&year={year}")
    agencies = len({row["agency"] for row in rows})
    return Report(
        code="D5",
        title=TITLE,
        scope=scope,
        as_of=min(today, date(year, 12, 31)),
        is_closed=year < today.year,
        figures=(
            Figure("referred", sentence("Referred"), referred, behind),
            Figure("agencies", sentence("Agencies that referred"), agencies, ROWS),
        ),
        tables=(Table("agencies", sentence("By agency and movement"), COLUMNS, rows, ROWS),),
    )
