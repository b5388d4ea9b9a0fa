"""*Giám sát*: the quota table of a year, where the running cases stand, and the milestones of the plan."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext

from service.access import policy
from service.access.edge import read
from service.access.policy import Action
from service.access.routes import How, asks
from service.core.errors import sentence
from service.nomination.cycles.words import round_name
from service.nomination.exemplars.commands.start import PROCESS_ID
from service.nomination.exemplars.rules import STAGES
from service.nomination.exemplars.words import WORDS
from service.nomination.plans.queries import plan_by_code, plan_code, plans
from service.nomination.reports import queries
from service.nomination.reports.pages.words import MODES as MODE_WORDS
from service.nomination.reports.rules import MODES, bars, total, verdict
from service.process.monitoring.queries import counts_by_element, open_incident_count, totals
from service.web.i18n import language
from service.web.spreadsheet import csv_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.nomination.reports.rules import Line

blueprint = Blueprint("reports", __name__, url_prefix="/supervision", template_folder="../templates")

VERDICTS = {
    "reached": ("gold", "medal", sentence("Reached")),
    "on_pace": ("done", "check", sentence("On pace")),
    "behind": ("soon", "short", sentence("Behind pace")),
    "enough": ("done", "check", sentence("Forecast enough")),
    "unsure": ("soon", "clock", sentence("Uncertain")),
    "short": ("soon", "short", sentence("Forecast short")),
    "missed": ("late", "late", sentence("Not reached")),
    "ahead": ("plain", "", sentence("Not begun")),
    "extra": ("plain", "", sentence("No minimum")),
}
"""Verdict → the state it is shown as, its icon, its word."""

PAPERS = {"unit_plan": "D1", "annual": "D3", "midterm": "D6", "final": "D8"}
"""Kind of a round → the report each of its members sends."""

MEMBER_STATES = {
    "officer": ("plain", "", sentence("With the officer")),
    "head": ("plain", "", sentence("With the head")),
    "check": ("plain", "", sentence("Being checked")),
    "still": ("plain", "", sentence("No step is open")),
    "received": ("done", "check", sentence("Received")),
}
"""Where a member of a round stands → the state it is shown as, its icon, its word."""

HEADINGS = {
    "detect": sentence("Detect"),
    "nurture": sentence("Nur\u00adture"),
    "propagate": sentence("Propa\u00adgate"),
    "evaluate": sentence("Evalu\u00adate"),
    "reward": sentence("Reward"),
    "replicate": sentence("Repli\u00adcate"),
}
"""Stage → its word over a narrow column; the soft hyphens are where English may break."""


@blueprint.get("")
@asks(Action.MONITORING_VIEW, How.ACTOR)
def supervision() -> str:
    """Show a year of the plan."""
    with read() as tx:
        year = queries.year_of_plan(tx, request.args.get("year", type=int))
        verdicts = {line: verdict(line, year.year, year.today) for line in year.lines}
        return render_template(
            "reports/supervision.html",
            year=year,
            total=total(year.lines),
            groups=_groups(year),
            mode_words=MODE_WORDS,
            stages=STAGES,
            headings=HEADINGS,
            words=WORDS,
            verdicts=VERDICTS,
            verdict_of=verdicts,
            verdict_counts=Counter(verdicts.values()),
            late=totals(tx, PROCESS_ID),
            counts=counts_by_element(tx, PROCESS_ID),
            may_view_batches=policy.may(tx.actor, Action.BATCH_VIEW),
            incidents=open_incident_count(tx) if policy.may(tx.actor, Action.INCIDENT_VIEW) else 0,
            process_id=PROCESS_ID,
            milestones=queries.milestones_of(tx, year),
            reached=queries.reached_on(tx, year),
        )


@blueprint.get("/rounds")
@asks(Action.MONITORING_VIEW, How.ACTOR)
def rounds() -> str:
    """Show the rounds of a plan, the one in force where none is named: who was asked, and where each stands."""
    with read() as tx:
        plan = plan_by_code(tx, request.args.get("plan") or plan_code(tx))
        return render_template(
            "reports/rounds.html",
            plan=plan.code,
            plan_name=plan.name_en if language() == "en" else plan.short_name,
            plans=plans(tx),
            rounds=queries.shown_rounds(tx, plan.code, locale=language()),
            name_of=lambda one: round_name(tx, one),
            states=MEMBER_STATES,
            modes=MODE_WORDS,
        )


@blueprint.get("/quotas.csv")
@asks(Action.QUOTA_READ, How.ACTOR)
def quotas_csv() -> Response:
    """Send the quota table of a year as CSV."""
    with read() as tx:
        year = queries.year_of_plan(tx, request.args.get("year", type=int))
    return csv_file(f"quotas-{year.year}", _table(year))


def _groups(year: queries.Year) -> list[dict[str, Any]]:
    """Return the tables of the page: the lines of each mode with their bars, on one scale, and their sum."""
    drawn = dict(zip(year.lines, bars(year.lines), strict=True))
    return [
        {"mode": mode, "lines": [(line, drawn[line]) for line in mine], "total": total(mine, mode)}
        for mode in MODES
        if (mine := [line for line in year.lines if line.mode == mode])
    ]


def _table(year: queries.Year) -> Iterator[list[Any]]:
    modes = {"directive": gettext("Directed"), "request": gettext("Requested"), None: ""}
    stages = [gettext(WORDS[stage]) for stage in STAGES]
    whose = [gettext("Year"), gettext("Mode"), gettext("Agency"), gettext("Movement")]
    figures = [gettext("Minimum"), gettext("Selected"), gettext("Built"), gettext("Replicated")]
    forecast = [gettext("Forecast, at least"), gettext("Forecast, at most")]
    yield [*whose, *figures, *stages, *forecast, gettext("Verdict")]
    for line in year.lines:
        counts = (line.minimum, line.selected, line.built, line.replicated, *line.stages)
        word = gettext(VERDICTS[verdict(line, year.year, year.today)][2])
        ends = (line.forecast.least, line.forecast.most) if line.forecast else ("", "")
        yield [year.year, modes[line.mode], *_names(year, line), *counts, *ends, word]


def _names(year: queries.Year, line: Line) -> tuple[str, str]:
    agency, movement = year.agencies.get(line.agency), year.movements.get(line.movement)
    is_english = language() == "en"
    return (
        (agency.name_en if is_english else agency.name) if agency else line.agency,
        (movement.name_en if is_english else movement.name) if movement else line.movement,
    )
