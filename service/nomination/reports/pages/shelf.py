"""*Báo cáo*: the reports of a plan, the province's and each agency's own, as pages and as CSV."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext

from service.access import policy
from service.access.edge import read
from service.access.policy import Action, ReportResource
from service.access.routes import How, asks
from service.core.clock import business_date
from service.nomination.agencies.queries import every_agency
from service.nomination.plans.queries import Plan, detection_sources, movements, plan_by_code, plan_in_force, plans
from service.nomination.reports import queries
from service.nomination.reports.pages.words import CELLS, MODES, STANDINGS, TEXTS
from service.nomination.reports.rules import Scope
from service.web.i18n import format_date, language, translated
from service.web.spreadsheet import csv_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.core.tx import Tx
    from service.nomination.reports.rules import Report

blueprint = Blueprint("shelf", __name__, url_prefix="/reports", template_folder="../templates")


@blueprint.get("")
@asks(Action.PLAN_READ, How.ACTOR)
def index() -> str:
    """List the reports the actor may read for a year: the province's, or an agency's own."""
    with read() as tx:
        plan = _plan(tx)
        if plan is None:
            return render_template("reports/shelf.html", plan=None)
        mine = queries.report_agencies(tx, plan)
        sees_province = policy.may(tx.actor, Action.REPORT_READ, ReportResource())
        agency = request.args.get("agency", "" if sees_province or not mine else mine[0])
        year = _year(tx, plan)
        return render_template(
            "reports/shelf.html",
            plan=plan,
            plans=plans(tx),
            year=year,
            years=queries.years_of(plan),
            agency=agency,
            agencies=mine,
            sees_province=sees_province,
            shelf=queries.shelf(tx, plan, year, agency),
            standings=STANDINGS,
            names=_names(tx),
        )


@blueprint.get("/<string:code>")
@asks(Action.REPORT_READ)
def show(code: str) -> str:
    """Show a report: how it stands, its figures and tables, each with its source, and what was written for it."""
    with read() as tx:
        found = queries.visible_report(tx, code, _scope(tx))
        return render_template(
            "reports/report.html",
            report=found,
            plan=plan_by_code(tx, found.scope.plan),
            years=queries.years_of(plan_by_code(tx, found.scope.plan)) if found.scope.plan_year else (),
            watches=policy.may(tx.actor, Action.MONITORING_VIEW),
            names=(names := _names(tx)),
            cell=lambda value: _cell(value, names),
            modes=MODES,
            texts=TEXTS,
        )


@blueprint.get("/<string:code>.csv")
@asks(Action.REPORT_READ)
def show_csv(code: str) -> Response:
    """Send a report as CSV: figures, then tables."""
    with read() as tx:
        found = queries.visible_report(tx, code, _scope(tx))
        lines = list(_lines(found, _names(tx)))
    about = [found.code, found.scope.plan, str(found.scope.plan_year or ""), found.scope.agency]
    return csv_file("-".join(part for part in about if part), lines)


def _plan(tx: Tx) -> Plan | None:
    code = request.args.get("plan")
    return plan_in_force(tx) if code is None else plan_by_code(tx, code)


def _year(tx: Tx, plan: Plan) -> int:
    years = queries.years_of(plan)
    asked = request.args.get("year", type=int)
    return asked if asked is not None and asked in years else min(max(business_date(tx.now).year, years[0]), years[-1])


def _scope(tx: Tx) -> Scope:
    plan = _plan(tx)
    return Scope(plan.code if plan else "", request.args.get("year", type=int), request.args.get("agency", ""))


def _names(tx: Tx) -> dict[str, str]:
    """Return code → name, in the reader's language, of sources, agencies and movements, those that ended too."""
    is_english = language() == "en"
    return {
        **{one.code: one.label_en if is_english else one.label for one in detection_sources(tx)},
        **{one.code: one.name_en if is_english else one.short_name for one in movements(tx)},
        **{one.code: one.name_en if is_english else one.short_name for one in every_agency(tx).values()},
    }


def _lines(report: Report, names: dict[str, str]) -> Iterator[list[Any]]:
    yield [translated(report.title), report.scope.plan_year or "", names.get(report.scope.agency, "")]
    stands = gettext("closed, as of") if report.is_closed else gettext("can still change, as of")
    yield [stands, format_date(report.as_of)]
    yield []
    yield [gettext("Figure"), gettext("Value"), gettext("Where it comes from")]
    for figure in report.figures:
        value = "" if figure.value is None else figure.value
        yield [translated(figure.label), value, translated(figure.source.how)]
    for table in report.tables:
        yield []
        yield [translated(table.title), translated(table.source.how)]
        yield [translated(column.label) for column in table.columns]
        for row in table.rows:
            yield [_spreadsheet_cell(row[column.key], names) for column in table.columns]


def _cell(value: Any, names: dict[str, str]) -> str:
    """Return what a reader reads in a cell."""
    if isinstance(value, date):
        return format_date(value)
    if value is None or (isinstance(value, bool | str) and value in CELLS):
        return translated(CELLS[value]) if CELLS[value] else ""
    return names.get(value, str(value))


def _spreadsheet_cell(value: Any, names: dict[str, str]) -> Any:
    """Return a cell for a spreadsheet: numbers stay numbers."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return value if is_number else _cell(value, names)
