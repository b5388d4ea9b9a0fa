"""D9: the province's final review: all years, delegates, the roll of honour (R59)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from service.core.clock import business_date
from service.core.errors import sentence
from service.nomination.cycles.model.records import conference, delegate, honour_roll
from service.nomination.cycles.queries import (
    all_cycle_records,
    closed_year,
    latest_cycle_record,
    latest_cycle_rows,
    may_be_named,
    quota_figures,
    seats_of,
)
from service.nomination.exemplars.model import exemplar
from service.nomination.reports.queries.quota_lines import QUOTA_COLUMNS_BY_YEAR, quota_figures_of, quota_line
from service.nomination.reports.queries.written import written_texts
from service.nomination.reports.rules import Column, Figure, Report, Scope, Source, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.core.tx import Tx
    from service.nomination.cycles.queries import ClosedYear

TITLE = sentence("Final review, province")
ROWS = Source("quota_counter", sentence("The quota table of every year; closed years as they were closed"))
ALLOCATED = Source("delegate_allocation", sentence("Seats as they were allocated"), "#table-seats")
SEATED = Source("delegate", sentence("Delegates who hold a seat"), "#table-seats")
ROLL = Source(
    "honour_roll",
    sentence("Exemplars on the roll of honour; named where a consent in force allows it"),
    "#table-honours",
)
CONGRESS = Source("conference", sentence("The Emulation Congress"))
SEAT_COLUMNS = (
    Column("agency", sentence("Agency")),
    Column("seats", sentence("Seats allocated")),
    Column("seated", sentence("Delegates"), SEATED),
)
ROLL_COLUMNS = (
    Column("code", sentence("Code")),
    Column("name", sentence("Name")),
    Column("agency", sentence("Agency")),
    Column("form", sentence("Form of honour")),
)


def of_province(tx: Tx, scope: Scope) -> Report:
    """Return every year's lines with their sums, who goes to the Congress, and who stands on the roll of honour.

    Nobody is named whose consent is not in force on the day the report is read; of secret ones not even the code.
    """
    years = sorted({row["year"] for row in quota_figures(tx, scope.plan) if row["minimum"]})
    closed = {year: found for year in years if (found := closed_year(tx, scope.plan, year))}
    lines = tuple(line for year in years for line in _lines_of(tx, scope.plan, year, closed.get(year)))
    held = _congress(tx, scope.plan)
    seats, roll = _seats(tx, scope.plan), _roll(tx, scope.plan)
    is_closed = held is not None and len(closed) == len(years)
    moments = [*(found.closed_at for found in closed.values()), *([held["recorded_at"]] if held else [])]
    return Report(
        code="D9",
        title=TITLE,
        scope=scope,
        as_of=business_date(max(moments) if is_closed else tx.now),
        is_closed=is_closed,
        figures=(
            *quota_figures_of(lines),
            Figure("seats", sentence("Seats allocated"), sum(row["seats"] for row in seats), ALLOCATED),
            Figure("delegates", sentence("Delegates to the Congress"), sum(row["seated"] for row in seats), SEATED),
            Figure("honoured", sentence("On the roll of honour"), len(roll), ROLL),
            Figure("attended", sentence("Attended the Congress"), held["attended"] if held else None, CONGRESS),
        ),
        tables=(
            Table("quotas", sentence("Quotas and what was counted"), QUOTA_COLUMNS_BY_YEAR, lines, ROWS),
            Table("seats", sentence("Delegates of the units"), SEAT_COLUMNS, seats, ALLOCATED),
            Table("honours", sentence("Roll of honour"), ROLL_COLUMNS, roll, ROLL),
        ),
        texts=written_texts(tx, scope.plan, "draft_final"),
    )


def _lines_of(tx: Tx, plan: str, year: int, closed: ClosedYear | None) -> Iterator[dict[str, Any]]:
    for row in quota_figures(tx, plan, year) if closed is None else closed.figures:
        if row["minimum"] or row["selected"]:
            yield {"year": year, **quota_line(row)}


def _congress(tx: Tx, plan: str) -> dict[str, Any] | None:
    mine = (conference.c.plan == plan, conference.c.step == "record_congress")
    return latest_cycle_record(tx, conference, *mine)


def _seats(tx: Tx, plan: str) -> tuple[dict[str, Any], ...]:
    named = all_cycle_records(tx, delegate, delegate.c.plan == plan)
    seated = Counter(row["agency"] for row in named if row["reserved_at"] and not row["released_at"])
    allocated = seats_of(tx, plan)
    agencies = (*allocated, *sorted(seated.keys() - allocated.keys()))
    return tuple({"agency": one, "seats": allocated.get(one, 0), "seated": seated[one]} for one in agencies)


def _roll(tx: Tx, plan: str) -> tuple[dict[str, Any], ...]:
    rows = latest_cycle_rows(tx, honour_roll, honour_roll.c.plan == plan)
    keys = [int(row["exemplar"]) for row in rows if row["exemplar"].isdigit()]
    table = exemplar
    statement = select(table.c.exemplar_key, table.c.code, table.c.name, table.c.agency, table.c.secret)
    found = {str(row.exemplar_key): row for row in tx.execute(statement.where(table.c.exemplar_key.in_(keys)))}
    return tuple({**_person(tx, found.get(row["exemplar"])), "form": row["form"]} for row in rows)


def _person(tx: Tx, found: Any) -> dict[str, str]:
    if found is None or found.secret:
        return {"code": "", "name": "", "agency": ""}
    is_named = may_be_named(tx, found.exemplar_key)
    return {"code": found.code, "name": found.name or "" if is_named else "", "agency": found.agency}
