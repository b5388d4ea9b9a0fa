"""D4: where exemplars were detected (R41)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from service.core.clock import business_date
from service.core.errors import sentence
from service.nomination.exemplars.model import exemplar
from service.nomination.exemplars.queries import introduced_in
from service.nomination.plans.queries import detection_sources
from service.nomination.reports.rules import Column, Figure, Report, Scope, Source, Table, counted

if TYPE_CHECKING:
    from service.core.tx import Tx

TITLE = sentence("Where exemplars were detected")
ROWS = Source(
    "exemplar", sentence("Candidates introduced in the year, by the source their unit named"), "#table-sources"
)
COLUMNS = (
    Column("source", sentence("Source")),
    Column("detected", sentence("Introduced")),
    Column("recognised", sentence("Recognised")),
)


def by_source(tx: Tx, scope: Scope) -> Report:
    """Return for each source of the plan how many candidates of a year it brought, and how many were recognised."""
    year = scope.year
    columns = (
        exemplar.c.source,
        func.count().label("detected"),
        func.count(exemplar.c.recognised_at).label("recognised"),
    )
    statement = select(*columns).where(introduced_in(year)).group_by(exemplar.c.source)
    found = {row.source: row for row in tx.execute(statement)}
    rows: tuple[dict[str, Any], ...] = tuple(
        {
            "source": source.code,
            "detected": found[source.code].detected if source.code in found else 0,
            "recognised": found[source.code].recognised if source.code in found else 0,
        }
        for source in detection_sources(tx, scope.plan)
    )
    detected = sum(row["detected"] for row in rows)
    behind = Source(ROWS.table, ROWS.how, f"/exemplars?figure=introduced&year={year}")
    idle = counted(rows, lambda row: not row["detected"])
    return Report(
        code="D4",
        title=TITLE,
        scope=scope,
        as_of=business_date(tx.now),
        is_closed=False,
        figures=(
            Figure("detected", sentence("Introduced"), detected, behind),
            Figure("idle", sentence("Sources that brought nobody"), idle, ROWS),
        ),
        tables=(Table("sources", sentence("By source"), COLUMNS, rows, ROWS),),
    )
