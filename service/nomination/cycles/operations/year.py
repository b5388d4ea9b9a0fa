"""Operations of the yearly round and of the reviews: opening, forecast, urging, freezing, closing."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from service.core.clock import business_date
from service.core.operations import OperationCall, operation
from service.nomination.correspondence.commands import IssuedDocument, issue_document
from service.nomination.cycles.commands import write_cycle_record, write_cycle_records
from service.nomination.cycles.commands.year import close_year
from service.nomination.cycles.model import records
from service.nomination.cycles.queries import latest_cycle_rows, quota_figures
from service.nomination.cycles.rules import PROVINCE, month_day
from service.nomination.exemplars.queries import year_end_forecasts
from service.nomination.plans.queries import agency_mode, parameter, quota_rows

if TYPE_CHECKING:
    from service.core.tx import Tx

ANNUAL_REPORT_DUE = "12-20"
"""Month and day of the annual report where the office settled no other (``annual_report_due``)."""


@operation("cycle.open", reads=("plan_year",), gives=("due_on",))
def open_year(tx: Tx, call: OperationCall) -> dict[str, Any]:
    """Open a year: say until when its reports are due."""
    year = int(call.variables["plan_year"])
    due = str(parameter(tx, "annual_report_due", on=date(year, 1, 1), default=ANNUAL_REPORT_DUE))
    return {"due_on": month_day(due, year).isoformat()}


@operation("quota.forecast", reads=("agency", "plan_key", "plan_year"), gives=("outcome",))
def forecast_quota(tx: Tx, call: OperationCall) -> dict[str, Any]:
    """Forecast how every minimum of the year will end (R39); ``short`` when one of them will not be reached."""
    rows = forecast_rows(tx, call)
    write_cycle_records(tx, records.quota_forecast, call, rows)
    return {"outcome": "short" if any(row["outcome"] == "short" for row in rows) else "enough"}


def forecast_rows(tx: Tx, call: OperationCall) -> list[dict[str, Any]]:
    """Return a row for each minimum of the calling year; it is short where not even the likely end reaches it."""
    plan, year = str(call.variables["plan_key"]), int(call.variables["plan_year"])
    forecasts = year_end_forecasts(tx, plan, year)
    return [
        {
            "agency": row.responsible,
            "movement": row.movement,
            "minimum": row.minimum,
            "selected": row.selected,
            "least": (found := forecasts[row.agency, row.movement]).least,
            "most": found.most,
            "outcome": "short" if found.likely < row.minimum else "enough",
        }
        for row in quota_rows(tx, plan, year)
        if row.minimum
    ]


@operation("quota.urge", reads=("plan_key", "plan_year"))
def urge_agencies(tx: Tx, call: OperationCall) -> None:
    """Write to every agency that will fall short, each in its manner: Giao is urged, Đề nghị is asked (R34)."""
    table = records.quota_forecast
    plan, year = str(call.variables["plan_key"]), int(call.variables["plan_year"])
    rows = latest_cycle_rows(tx, table, table.c.process_instance_key == call.process_instance_key)
    short: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        if row["outcome"] == "short":
            part = {name: row[name] for name in ("movement", "minimum", "selected", "most")}
            short.setdefault(row["agency"], []).append(part)
    for agency, parts in short.items():
        letter = IssuedDocument(
            "shortfall",
            issuer=PROVINCE,
            recipient=agency,
            plan=plan,
            plan_year=year,
            mode=agency_mode(tx, agency),
            parameters={"rows": parts},
        )
        issue_document(tx, call, letter)


@operation("cycle.close", reads=("plan_key", "plan_year"))
def close(tx: Tx, call: OperationCall) -> None:
    """Close a year: its figures stay as they are on that day, nothing is carried over (R39)."""
    close_year(tx, call, plan=str(call.variables["plan_key"]), year=int(call.variables["plan_year"]))


@operation("figures.freeze", reads=("agency", "plan_key", "plan_year"))
def freeze_figures(tx: Tx, call: OperationCall) -> None:
    """Keep the quota table of every year so far, as the province's review reports it."""
    today = business_date(tx.now)
    figures = [row for row in quota_figures(tx, str(call.variables["plan_key"])) if row["year"] <= today.year]
    write_cycle_record(tx, records.figure_snapshot, call, as_of=today, figures=figures)
