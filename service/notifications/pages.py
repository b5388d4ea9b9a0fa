"""The page of one's notices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, render_template, url_for

from service.access.edge import begin, read
from service.access.policy import Action
from service.access.routes import How, asks
from service.notifications import commands, queries

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

blueprint = Blueprint("notifications", __name__, url_prefix="/notices", template_folder="templates")


@blueprint.get("")
@asks(Action.WORKLIST_VIEW, How.ACTOR)
def index() -> str:
    """Show what the service tells the actor, newest first."""
    with read() as tx:
        return render_template("notifications/index.html", notices=queries.notices_for(tx, tx.actor))


@blueprint.post("/reading")
@asks(Action.TASK_DRAFT)
def mark_all_read() -> AnyResponse:
    """Mark every notice as read."""
    with begin() as tx:
        commands.mark_all_read(tx)
    return redirect(url_for("notifications.index"), 303)


@blueprint.post("/<int:notice_key>/reading")
@asks(Action.TASK_DRAFT)
def mark_read(notice_key: int) -> AnyResponse:
    """Mark one notice as read."""
    with begin() as tx:
        commands.mark_read(tx, notice_key=notice_key)
    return redirect(url_for("notifications.index"), 303)
