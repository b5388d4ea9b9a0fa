"""D11: measures and forms of honour proposed to the province (R64)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.core.clock import business_date
from service.core.errors import sentence
from service.nomination.cycles.model.records import learning_event, measure
from service.nomination.cycles.queries import all_cycle_records, latest_cycle_record
from service.nomination.reports.rules import Column, Figure, Report, Scope, Source, Table

if TYPE_CHECKING:
    from service.core.tx import Tx

TITLE = sentence("Measures and forms of honour proposed")
EVENTS = Source("learning_event", sentence("Learning events the province planned for the year"), "#table-events")
COLUMNS = (
    Column("held_on", sentence("Day")),
    Column("host", sentence("Host")),
    Column("topic", sentence("Topic")),
)


def proposed(tx: Tx, scope: Scope) -> Report:
    """Return what was proposed in a year, and the learning events planned for it (R19)."""
    year = scope.year
    mine = (measure.c.plan == scope.plan, measure.c.plan_year == year)
    written = latest_cycle_record(tx, measure, *mine)
    table = learning_event
    planned = all_cycle_records(tx, table, table.c.plan == scope.plan, table.c.plan_year == year)
    rows = tuple({key: row[key] for key in ("held_on", "host", "topic")} for row in planned)
    policies = Source("measure", sentence("Policy proposals taken into the report"))
    return Report(
        code="D11",
        title=TITLE,
        scope=scope,
        as_of=business_date(written["recorded_at"] if written else tx.now),
        is_closed=False,
        figures=(
            Figure("events", sentence("Learning events"), len(rows), EVENTS),
            Figure("policies", sentence("Policy proposals"), len(written["policies"]) if written else None, policies),
        ),
        tables=(Table("events", sentence("Learning events"), COLUMNS, rows, EVENTS),),
        texts={key: written[key] for key in ("learning", "honours")} if written else {},
    )
