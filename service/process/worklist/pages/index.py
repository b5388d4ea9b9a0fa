"""The list of what waits: views, groups by due date, search, pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template, request

from service.access.edge import read
from service.access.policy import Action
from service.access.queries import display_names
from service.access.routes import How, asks
from service.process.worklist import queries
from service.process.worklist.pages.blueprint import blueprint
from service.web.i18n import due_state, language

if TYPE_CHECKING:
    from service.core.tx import Tx
    from service.process.instances.queries import UserTask

GROUPS = ("overdue", "awaited", "today", "week", "later")


@blueprint.get("")
@asks(Action.WORKLIST_VIEW, How.ACTOR)
def index() -> str:
    """Show the actor's open user tasks, in groups by due date."""
    view = request.args.get("view", "all")
    view = view if view in queries.VIEWS else "all"
    search = request.args.get("q", "").strip()[:100]
    with read() as tx:
        page = queries.my_user_tasks(tx, view=view, search=search, cursor=request.args.get("after"))
        counts = queries.count_by_view(tx, search)
        asked = queries.asked_for(tx, page.items)
        return render_template(
            "worklist/index.html",
            groups=_groups(tx, page.items, asked),
            asked=asked,
            is_only_asked=queries.is_only_asked(tx),
            page=page,
            counts=counts,
            view=view,
            search=search,
            stages=queries.stages_of(tx, {task.process_instance_key for task in page.items}, locale=language()),
            names={task.user_task_key: queries.task_name(tx, task, locale=language()) for task in page.items},
            free=queries.claimable(tx, page.items),
            now=tx.now,
            me=tx.actor,
            holders=display_names(tx, {task.assignee for task in page.items if task.assignee}),
            start_href=tx.domain.ask("start_href", tx),
            cases_href=tx.domain.ask("cases_href", tx, search) if search else None,
        )


def _groups(tx: Tx, tasks: tuple[UserTask, ...], asked: frozenset[int]) -> dict[str, list[UserTask]]:
    """Return the tasks by group, in the order of time; groups without tasks are left out."""
    groups: dict[str, list[UserTask]] = {group: [] for group in GROUPS}
    for task in tasks:
        group = due_state(task.due_at, tx.now, is_asked=task.user_task_key in asked).group
        groups[group if group in groups else "later"].append(task)
    return {group: found for group, found in groups.items() if found}
