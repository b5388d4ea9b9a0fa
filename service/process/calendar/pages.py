"""*Ngày làm việc*: the decided days of a year, adding some, taking one back, and what falls due on them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from service.access import policy
from service.access.edge import begin, read
from service.access.policy import Action
from service.access.routes import How, asks
from service.core.calendar import in_force
from service.core.clock import business_date, parse_day
from service.core.errors import sentence
from service.process.calendar import commands, queries
from service.process.calendar.rules import FIRST_YEAR, LAST_YEAR
from service.web.i18n import language

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.wrappers import Response as AnyResponse

    from service.core.tx import Tx

blueprint = Blueprint("calendar", __name__, url_prefix="/working-days", template_folder="templates")

_DAYS = ("off", "worked")


@blueprint.get("")
@asks(Action.CALENDAR_READ, How.ACTOR)
def index() -> str:
    """Show the decided days of a year."""
    with read() as tx:
        return _page(tx, _year(tx))


@blueprint.post("")
@asks(Action.CALENDAR_EDIT, How.ACTOR)
def decide() -> AnyResponse | tuple[str, int]:
    """Decide a day off, a day worked, or both."""
    entered = {name: value.strip() for name, value in request.form.items()}
    days = {name: parse_day(entered.get(name, "")) for name in _DAYS}
    unread = {name: sentence("Enter a date as dd/mm/yyyy.") for name in _DAYS if entered.get(name) and not days[name]}
    basis = commands.Basis(*(entered.get(name, "") for name in ("reason", "document", "issuer")))
    faults: Mapping[str, str] = unread
    if not unread:
        try:
            with begin() as tx:
                decided = commands.decide_days(tx, off=days["off"], worked=days["worked"], basis=basis)
        except commands.DayInvalid as refused:
            faults = refused.fields
        else:
            flash(gettext("Decided. What was reckoned before stays as it is."), "done")
            return redirect(url_for("calendar.index", year=decided[0].year), 303)
    with read() as tx:
        return _page(tx, _year(tx), entered, faults), 422


@blueprint.post("/<string:day>/take-back")
@asks(Action.CALENDAR_EDIT, How.ACTOR)
def take_back(day: str) -> AnyResponse:
    """Take the decision on a day back."""
    found = parse_day(day)
    if found is None:
        raise commands.DayNotDecided(day=day)
    with begin() as tx:
        commands.take_back(tx, day=found)
    return redirect(url_for("calendar.index", year=found.year), 303)


def _year(tx: Tx) -> int:
    today = business_date(tx.now)
    year = request.args.get("year", default=today.year, type=int)
    return min(max(year, FIRST_YEAR), LAST_YEAR)


def _page(tx: Tx, year: int, entered: Mapping[str, str] | None = None, faults: Mapping[str, str] | None = None) -> str:
    decided = queries.decided_days(tx, date(year, 1, 1), date(year, 12, 31))
    today = business_date(tx.now)
    return render_template(
        "calendar/index.html",
        year=year,
        years=range(max(today.year - 1, FIRST_YEAR), today.year + 3),
        today=today,
        decided=decided,
        effects=queries.effects(tx, [one.day for one in decided if one.is_in_force]),
        holidays=queries.known_holidays(year, language()),
        count=in_force().count(date(year, 1, 1), date(year, 12, 31)),
        may_edit=policy.may(tx.actor, Action.CALENDAR_EDIT),
        entered=entered or {},
        faults=faults or {},
    )
