"""The clock of a rehearsal: pinned to a day, or run ahead by the worker, with a bar that tells how far it is."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from flask import make_response, redirect, render_template, request, url_for

from service.access.edge import begin, read
from service.access.policy import Action
from service.access.routes import How, asks
from service.core.clock import at_local_hour, local, parse_day
from service.core.errors import InvalidInput, sentence
from service.process.monitoring import commands, queries
from service.process.monitoring.pages.blueprint import blueprint

if TYPE_CHECKING:
    from datetime import datetime

    from werkzeug.wrappers import Response as AnyResponse

    from service.core.tx import Tx

AHEAD = {"day": timedelta(days=1), "week": timedelta(days=7)}
_DECEMBER = 12


class DayUnclear(InvalidInput):
    """The clock is moved to a day, or by a day, a week, a month, or to what comes next."""

    code = "day_unclear"
    template = sentence("Expected to move the clock, but no day is given. Choose how far, or enter a day.")


@blueprint.get("/clock")
@asks(Action.CLOCK_PIN, How.ACTOR)
def clock() -> AnyResponse:
    """Show the clock, what comes next, and how far a run is."""
    is_part = request.headers.get("HX-Request") == "true"
    with read() as tx:
        found = queries.clock_of(tx)
        body = _page(tx, found, "monitoring/clock_progress.html" if is_part else "monitoring/clock.html")
    answer = make_response(body)
    if is_part and found.runs_to is None:
        answer.headers["HX-Refresh"] = "true"
    return answer


@blueprint.post("/clock")
@asks(Action.CLOCK_PIN, How.ACTOR)
def move_clock() -> AnyResponse:
    """Let the worker run the clock ahead, or pin it to a day that is past."""
    entered = request.form.get("day", "").strip()
    try:
        with begin() as tx:
            commands.run_clock(tx, until=_until(tx, request.form.get("by", ""), entered))
    except InvalidInput as refused:
        with read() as tx:
            body = _page(tx, queries.clock_of(tx), "monitoring/clock.html", entered, refused.fields)
        return make_response(body, 422)
    return redirect(url_for("monitoring.clock"), 303)


@blueprint.post("/clock/stop")
@asks(Action.CLOCK_PIN, How.ACTOR)
def stop_clock() -> AnyResponse:
    """End a run where the clock stands."""
    with begin() as tx:
        commands.stop_clock(tx)
    return redirect(url_for("monitoring.clock"), 303)


@blueprint.post("/clock/reset")
@asks(Action.CLOCK_PIN, How.ACTOR)
def reset_clock() -> AnyResponse:
    """Let the pinned clock of a rehearsal run again."""
    with begin() as tx:
        commands.pin_clock(tx, moment=None)
    return redirect(url_for("worklist.index"), 303)


def _until(tx: Tx, by: str, entered: str) -> datetime:
    if by in AHEAD:
        return tx.now + AHEAD[by]
    if by == "month":
        return _month_later(tx.now)
    if by == "next":
        coming = queries.happenings(tx)
        if not coming:
            raise DayUnclear(fields={"day": sentence("Nothing comes by itself; enter a day.")})
        return coming[0].at
    day = parse_day(entered)
    if day is None:
        raise DayUnclear(fields={"day": sentence("Enter a date as dd/mm/yyyy.")})
    return at_local_hour(day, commands.MORNING)


def _month_later(moment: datetime) -> datetime:
    """Return the same hour a month later, on the last day of a shorter month."""
    here = local(moment)
    year, month = (here.year + 1, 1) if here.month == _DECEMBER else (here.year, here.month + 1)
    after = date(year + 1, 1, 1) if month == _DECEMBER else date(year, month + 1, 1)
    return here.replace(year=year, month=month, day=min(here.day, (after - timedelta(days=1)).day))


def _page(tx: Tx, found: queries.Clock, template: str, entered: str = "", faults: dict[str, str] | None = None) -> str:
    return render_template(
        template, clock=found, now=tx.now, happenings=queries.happenings(tx), entered=entered, faults=faults or {}
    )
