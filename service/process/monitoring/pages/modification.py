"""Putting one case where it belongs: ending what is open, starting another step, setting variables; tried first."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext

from service import engine
from service.access.edge import begin, read
from service.access.policy import Action
from service.access.routes import asks
from service.core.errors import AnticipatedError, sentence
from service.process.definitions.queries import definition
from service.process.instances.api import authorize_on
from service.process.instances.commands import Modified, modify_instance
from service.process.instances.queries import instance, modifiable
from service.process.instances.schemas import LONGEST_REASON
from service.process.monitoring.pages.blueprint import blueprint, element_name, shown_case
from service.web.i18n import translated

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from werkzeug.datastructures import MultiDict
    from werkzeug.wrappers import Response

    from service.core.tx import Tx

MOST_STARTS = 10
REASON_MISSING = sentence("Say why; it goes into the history of the case.")
NOTHING_CHOSEN = sentence("Choose what to end, what to start, or which variable to set.")
VARIABLE_UNREADABLE = sentence("Write each variable on a line of its own, as name = value; text in quotation marks.")


@dataclass(frozen=True, slots=True)
class Entries:
    """What stands in the form: element instances to end, ``element`` or ``element@ancestor`` to start, and why."""

    ends: tuple[int, ...] = ()
    starts: tuple[str, ...] = ()
    variables: str = ""
    reason: str = ""
    faults: Mapping[str, str] = field(default_factory=dict)


@blueprint.get("/instances/<int:process_instance_key>/modification")
@asks(Action.CASE_MODIFY)
def modification(process_instance_key: int) -> str:
    """Ask what to end and to start in a case."""
    with read() as tx:
        authorize_on(tx, Action.CASE_MODIFY, process_instance_key)
        return _page(tx, process_instance_key, Entries())


@blueprint.post("/instances/<int:process_instance_key>/modification")
@asks(Action.CASE_MODIFY)
def modify(process_instance_key: int) -> Response:
    """Try a modification and show what it would change, or make it."""
    is_meant = "_make" in request.form
    entries, command = _read(request.form)
    with begin() as tx:
        authorize_on(tx, Action.CASE_MODIFY, process_instance_key)
        if "_more" in request.form:
            return make_response(_page(tx, process_instance_key, entries, more=1))
        if entries.faults:
            return make_response(_page(tx, process_instance_key, entries), 422)
        try:
            with tx.connection.begin_nested():
                modified = modify_instance(
                    tx,
                    process_instance_key=process_instance_key,
                    command=command,
                    reason=entries.reason,
                    is_dry_run=not is_meant,
                )
        except AnticipatedError as refused:
            return make_response(_page(tx, process_instance_key, entries, refusal=translated(refused)), 422)
        if not is_meant:
            return make_response(_page(tx, process_instance_key, entries, tried=modified))
        _, href = shown_case(tx, instance(tx, process_instance_key))
    flash(gettext("The case is modified."), "done")
    return redirect(href or url_for("monitoring.modification", process_instance_key=process_instance_key), 303)


def _read(form: MultiDict[str, str]) -> tuple[Entries, engine.ModifyInstance]:
    ends = tuple(int(key) for key in form.getlist("end") if key.isascii() and key.isdigit())
    starts = tuple(value for value in form.getlist("start") if value)[:MOST_STARTS]
    text, reason = form.get("variables", "").strip(), form.get("reason", "").strip()[:LONGEST_REASON]
    variables = _variables(text)
    checks = (
        ("start-1", NOTHING_CHOSEN, variables is None or ends or starts or variables),
        ("variables", VARIABLE_UNREADABLE, variables is not None),
        ("reason", REASON_MISSING, reason),
    )
    faults = {name: fault for name, fault, is_right in checks if not is_right}
    return Entries(ends, starts, text, reason, faults), _command(ends, starts, variables or {})


def _command(ends: tuple[int, ...], starts: tuple[str, ...], variables: dict[str, Any]) -> engine.ModifyInstance:
    """Return the command; variables go where a started step sees them, else to the case."""
    within = {"": variables} if variables else {}
    activations = []
    for value in starts:
        element_id, _, ancestor = value.partition("@")
        key = int(ancestor) if ancestor.isascii() and ancestor.isdigit() else None
        activations.append(engine.Activation(element_id, within, key))
    assignments = (engine.Assignment(engine.ROOT, variables),) if variables and not starts else ()
    return engine.ModifyInstance(activations=tuple(activations), terminations=ends, assignments=assignments)


def _variables(text: str) -> dict[str, Any] | None:
    """Return variables from lines ``name = value`` (JSON), ``None`` where a line cannot be read."""
    found: dict[str, Any] = {}
    for line in text.splitlines():
        name, sign, value = line.partition("=")
        if not line.strip():
            continue
        try:
            found[name.strip()] = json.loads(value)
        except (ValueError, RecursionError):
            return None
        if not sign or not name.strip().isidentifier():
            return None
    return found


def _page(
    tx: Tx,
    process_instance_key: int,
    entries: Entries,
    *,
    more: int = 0,
    refusal: str = "",
    tried: Modified | None = None,
) -> str:
    what = modifiable(tx, process_instance_key)
    count = min(max(len(entries.starts), 1) + more, MOST_STARTS)
    return render_template(
        "monitoring/modification.html",
        key=process_instance_key,
        title=shown_case(tx, instance(tx, process_instance_key))[0],
        entries=entries,
        starts=[*entries.starts, *[""] * count][:count],
        open=[(each.key, *_named(tx, each)) for each in what.open],
        startable=_by_process(tx, what.startable),
        refusal=refusal,
        tried=tried,
        ended=[] if tried is None else [_named(tx, each)[0] for each in tried.ended],
        started=[] if tried is None else [_named(tx, each)[0] for each in tried.started],
        may_add=count < MOST_STARTS,
    )


def _named(tx: Tx, element: Any) -> tuple[str, str]:
    """Return what an element and its process are called."""
    key = element.process_definition_key
    return element_name(tx, key, element.element_id), _process_name(tx, key)


def _process_name(tx: Tx, process_definition_key: int) -> str:
    found = definition(tx, process_definition_key)
    return "" if found is None else element_name(tx, process_definition_key, found.process_definition_id)


def _by_process(tx: Tx, startable: Iterable[Any]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return what can be started as choices, by process: (value, name) each; where it must be named, with its place."""
    groups = groupby(startable, key=lambda each: each.process_definition_key)
    return [
        (_process_name(tx, key), [choice for each in those for choice in _choices(tx, each)]) for key, those in groups
    ]


def _choices(tx: Tx, element: Any) -> list[tuple[str, str]]:
    name = element_name(tx, element.process_definition_key, element.element_id)
    if not element.ancestor_keys:
        return [(element.element_id, name)]
    return [
        (f"{element.element_id}@{key}", f"{name} ({number})") for number, key in enumerate(element.ancestor_keys, 1)
    ]
