"""``/api/v1/working-days``: counting working days, and deciding a day."""

from __future__ import annotations

from datetime import date
from typing import Any

from marshmallow import RAISE

from service.access.edge import begin, read
from service.access.policy import Action
from service.access.routes import How, asks
from service.core.errors import NotFound, sentence
from service.process.calendar import commands, queries, schemas
from service.web.interface import Blueprint

blueprint = Blueprint("calendar_api", __name__, url_prefix="/api/v1/working-days", description="Working days")


class DayUnreadable(NotFound):
    """The address names no day."""

    code = "day_unreadable"
    template = sentence("Expected to find the day '%(day)s', but it is no date. Write it like 2026-01-02.")


@blueprint.get("")
@blueprint.arguments(schemas.SpanQuery, location="query", unknown=RAISE)
@blueprint.response(200, schemas.Span)
@asks(Action.CALENDAR_READ, How.ACTOR)
def count_working_days(query: dict[str, Any]) -> queries.Span:
    """Count the working days from one day to another, both included, and list the decisions on days among them."""
    with read() as tx:
        return queries.span(tx, query["first"], query["last"])


@blueprint.put("/<string:day>")
@blueprint.arguments(schemas.Decision)
@blueprint.response(204)
@asks(Action.CALENDAR_EDIT, How.ACTOR)
def decide_working_day(body: dict[str, Any], day: str) -> None:
    """Decide whether a day is a working day; due dates and timers reckoned before stay."""
    found = _day(day)
    off, worked = (None, found) if body["is_working"] else (found, None)
    basis = commands.Basis(body["reason"], body["document"], body["issuer"])
    with begin() as tx:
        commands.decide_days(tx, off=off, worked=worked, basis=basis)


@blueprint.delete("/<string:day>")
@blueprint.response(204)
@asks(Action.CALENDAR_EDIT, How.ACTOR)
def take_back_working_day(day: str) -> None:
    """Take the decision on a day back; it is kept with who did."""
    with begin() as tx:
        commands.take_back(tx, day=_day(day))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as fault:
        raise DayUnreadable(day=text) from fault
