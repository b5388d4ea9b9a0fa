"""Giám sát: the quota table of a year."""

from __future__ import annotations

from flask import Blueprint

from service.access.policy import Action
from service.access.routes import How, asks

blueprint = Blueprint("plans", __name__, template_folder="templates")


@blueprint.get("/supervision")
@asks(Action.MONITORING_VIEW, How.ACTOR)
def supervision() -> str:
    """Show the year."""
    return ""
