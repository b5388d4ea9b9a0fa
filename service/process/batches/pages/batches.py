"""The pages of batches: choosing what to do to which cases, watching it, and what came of each case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy import and_, func, select

from service.access import policy
from service.access.edge import begin, read
from service.access.policy import Action, CaseResource
from service.access.queries import display_names
from service.access.routes import How, asks
from service.core.errors import sentence
from service.core.keys import LARGEST_KEY
from service.core.paging import decode_cursor
from service.process.batches import commands, queries
from service.process.batches.pages.blueprint import REASON_MISSING, blueprint
from service.process.batches.words import OPERATION_WORDS, STATE_WORDS
from service.process.instances.model import process_instance
from service.process.instances.queries import instance_from, select_instances
from service.process.instances.schemas import LONGEST_REASON
from service.process.monitoring.pages.blueprint import shown_case
from service.process.monitoring.queries import stand_at
from service.web.i18n import translated

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import ColumnElement
    from werkzeug.datastructures import MultiDict
    from werkzeug.wrappers import Response

    from service.core.tx import Tx

MOST_CASES = 500
"""How many cases may be named one by one; more are chosen by where they stand."""

SHOWN = 20
"""How many of the chosen cases the page of choice names."""

OPERATION_MISSING = sentence("Choose what to do.")


@dataclass(frozen=True, slots=True)
class Choice:
    """Which cases: those named one by one, or all that stand somewhere."""

    keys: tuple[int, ...] = ()
    process_definition_id: str = ""
    element_id: str = ""
    only_overdue: bool = False
    search: str = ""

    def condition(self, tx: Tx) -> ColumnElement[bool]:
        """Return the condition of the chosen instances."""
        if self.keys or not self.process_definition_id:
            return process_instance.c.process_instance_key.in_(self.keys)
        at = (self.process_definition_id, self.element_id or None)
        return and_(*stand_at(tx, *at, only_overdue=self.only_overdue, search=self.search))

    def named(self) -> list[tuple[str, str]]:
        """Return the choice as fields of a form."""
        if self.keys:
            return [("case", str(key)) for key in self.keys]
        given = {"process": self.process_definition_id, "element": self.element_id, "q": self.search}
        return [(name, value) for name, value in given.items() if value] + [("overdue", "1")] * self.only_overdue


@blueprint.get("")
@asks(Action.BATCH_VIEW, How.ACTOR)
def index() -> str:
    """List the batches, the newest first."""
    after = request.args.get("after")
    with read() as tx:
        page = queries.batch_operations(tx, _number(decode_cursor(after, 1)[0]) if after else None)
        return render_template(
            "batches/index.html", page=page, people=_people(tx, page.items), words=OPERATION_WORDS, states=STATE_WORDS
        )


@blueprint.get("/new")
@asks(Action.BATCH_RUN, How.ACTOR)
def new() -> str:
    """Ask what to do to the chosen cases, and why."""
    with read() as tx:
        return _asking(tx, _choice(request.args), {})


@blueprint.post("")
@asks(Action.BATCH_RUN, How.ACTOR)
def create() -> Response | tuple[str, int]:
    """Begin a batch."""
    choice, operation = _choice(request.form), request.form.get("operation", "")
    reason = request.form.get("reason", "").strip()[:LONGEST_REASON]
    is_offered = operation in commands.OPERATIONS and commands.OPERATIONS[operation].is_plain
    errors = {} if is_offered else {"operation": OPERATION_MISSING}
    errors |= {} if reason else {"reason": REASON_MISSING}
    if errors:
        with read() as tx:
            return _asking(tx, choice, errors), 422
    with begin() as tx:
        key = commands.begin_batch(tx, operation=operation, which=choice.condition(tx), reason=reason)
    return _to(key)


@blueprint.get("/<int:batch_operation_key>")
@asks(Action.BATCH_VIEW, How.ACTOR)
def show(batch_operation_key: int) -> str:
    """Show how far a batch is and what came of each case; a script asks for the progress alone."""
    is_part = request.headers.get("HX-Request") == "true"
    wants_failed = request.args.get("view") == "failed"
    with read() as tx:
        found = _batch(tx, batch_operation_key)
        states = ("FAILED",) if wants_failed else ("ACTIVE", "COMPLETED", "FAILED", "CANCELED")
        items, following = queries.items_of(tx, batch_operation_key, states, _number(request.args.get("after", "0")))
        return render_template(
            "batches/progress.html" if is_part else "batches/show.html",
            batch=found,
            rows=[_row(tx, item) for item in items],
            following=following,
            wants_failed=wants_failed,
            people=_people(tx, [found]),
            words=OPERATION_WORDS,
            states=STATE_WORDS,
            may_run=policy.may(tx.actor, Action.BATCH_RUN),
        )


@blueprint.post("/<int:batch_operation_key>/suspension")
@asks(Action.BATCH_RUN, How.ACTOR)
def suspend(batch_operation_key: int) -> Response:
    """Begin no further case until the batch goes on."""
    with begin() as tx:
        commands.suspend_batch(tx, batch_operation_key=batch_operation_key)
    return _to(batch_operation_key)


@blueprint.post("/<int:batch_operation_key>/resumption")
@asks(Action.BATCH_RUN, How.ACTOR)
def resume(batch_operation_key: int) -> Response:
    """Go on with a batch."""
    with begin() as tx:
        commands.resume_batch(tx, batch_operation_key=batch_operation_key)
    return _to(batch_operation_key)


@blueprint.post("/<int:batch_operation_key>/cancellation")
@asks(Action.BATCH_RUN, How.ACTOR)
def cancel(batch_operation_key: int) -> Response:
    """Call off what is not done yet."""
    with begin() as tx:
        commands.cancel_batch(tx, batch_operation_key=batch_operation_key)
    flash(gettext("What was not done yet is called off. What is done stays."), "done")
    return _to(batch_operation_key)


@blueprint.post("/<int:batch_operation_key>/repetition")
@asks(Action.BATCH_RUN, How.ACTOR)
def repeat(batch_operation_key: int) -> Response:
    """Begin the same for the cases that failed."""
    with begin() as tx:
        key = commands.repeat_batch(tx, batch_operation_key=batch_operation_key)
    return _to(key)


def _asking(tx: Tx, choice: Choice, errors: Mapping[str, str]) -> str:
    condition = choice.condition(tx)
    total = tx.execute(select(func.count()).select_from(process_instance).where(condition)).scalar_one()
    key = process_instance.c.process_instance_key
    shown = tx.execute(select_instances().where(condition).order_by(key).limit(SHOWN)).all()
    return render_template(
        "batches/new.html",
        choice=choice,
        total=total,
        rows=[_case(tx, instance_from(row)) for row in shown],
        operations=_possible(tx, condition),
        errors=errors,
        given=request.form,
    )


def _possible(tx: Tx, condition: ColumnElement[bool]) -> list[dict[str, Any]]:
    """Return what the reader may do to chosen cases, and to how many of them it can be done."""
    return [
        {
            "name": name,
            "words": OPERATION_WORDS[name],
            "count": tx.execute(
                select(func.count()).select_from(process_instance).where(condition, operation.fits())
            ).scalar_one(),
        }
        for name, operation in commands.OPERATIONS.items()
        if operation.is_plain and policy.may(tx.actor, operation.action, CaseResource())
    ]


def _choice(given: MultiDict[str, str]) -> Choice:
    numbers = (_number(value) for value in given.getlist("case"))
    return Choice(
        keys=tuple(dict.fromkeys(number for number in numbers if number))[:MOST_CASES],
        process_definition_id=given.get("process", "")[:200],
        element_id=given.get("element", "")[:200],
        only_overdue=given.get("overdue") == "1",
        search=given.get("q", "").strip()[:100],
    )


def _number(value: object) -> int:
    text = str(value)
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0  # noqa: PLR2004
    return number if number <= LARGEST_KEY else 0


def _row(tx: Tx, item: queries.Item) -> dict[str, Any]:
    return {"item": item, "said": "" if item.said is None else translated(item.said), **_case(tx, item)}


def _case(tx: Tx, item: Any) -> dict[str, Any]:
    title, href = shown_case(tx, item)
    return {"title": title, "number": item.business_id if href else "", "href": href}


def _batch(tx: Tx, batch_operation_key: int) -> queries.BatchOperation:
    found = queries.batch_operation_by_key(tx, batch_operation_key)
    if found is None:
        raise commands.BatchOperationNotFound(key=batch_operation_key)
    return found


def _people(tx: Tx, batches: Iterable[queries.BatchOperation]) -> dict[str, str]:
    return display_names(tx, {batch.created_by for batch in batches})


def _to(batch_operation_key: int) -> Response:
    return redirect(url_for("batches.show", batch_operation_key=batch_operation_key), 303)
