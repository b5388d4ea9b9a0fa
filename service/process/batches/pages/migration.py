"""Putting the cases of one version on another: what becomes what, which cases could go over, and why others cannot."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from flask import redirect, render_template, request, url_for

from service.access import policy
from service.access.edge import begin, read
from service.access.policy import Action
from service.access.routes import How, asks
from service.core.errors import NotFound, sentence
from service.process.batches.commands import begin_batch, check_allowed
from service.process.batches.pages.blueprint import REASON_MISSING, blueprint
from service.process.definitions.queries import definition, diagram, versions
from service.process.instances.commands import Migration, Verdict, proposed_instructions, verdict_on
from service.process.instances.model import process_instance
from service.process.instances.queries import instance, running_on
from service.process.instances.schemas import LONGEST_REASON
from service.process.monitoring.pages.blueprint import element_name, shown_case
from service.process.monitoring.queries import cases_standing
from service.web.i18n import translated

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from werkzeug.datastructures import MultiDict
    from werkzeug.wrappers import Response

    from service import engine
    from service.core.tx import Tx
    from service.process.definitions.queries import Definition

OPERATION = "MIGRATE_PROCESS_INSTANCE"
TRIED = 200
"""How many cases the page tries beforehand; the others are told when their turn comes."""
SHOWN = 20
"""How many refusals are told in full."""
_MAP = "map."
_KEEPING = frozenset(
    {
        *("USER_TASK", "SERVICE_TASK", "SEND_TASK", "RECEIVE_TASK", "BUSINESS_RULE_TASK"),
        *("CALL_ACTIVITY", "SUB_PROCESS", "INTERMEDIATE_CATCH_EVENT", "BOUNDARY_EVENT"),
        *("PARALLEL_GATEWAY", "INCLUSIVE_GATEWAY", "EVENT_BASED_GATEWAY"),
    }
)
"""Elements at which a case can stand, so that they may have to become another."""


class VersionNotFound(NotFound):
    """The version to leave is not deployed."""

    code = "process_definition_not_found"
    template = sentence("Expected to migrate from version '%(key)s', but it is not deployed. Choose one from the list.")


@dataclass(frozen=True, slots=True)
class Plan:
    """Which version is left for which, what becomes what, and why."""

    source: Definition
    target: Definition
    instructions: Sequence[engine.Instruction]
    reason: str = ""


@blueprint.get("/migration")
@asks(Action.BATCH_RUN, How.ACTOR)
def migration() -> str:
    """Show what would become what, and which running cases could go over."""
    with read() as tx:
        check_allowed(tx.actor, OPERATION)
        return _page(tx, _plan(tx, request.args))


@blueprint.post("/migration")
@asks(Action.BATCH_RUN, How.ACTOR)
def migrate() -> Response | str | tuple[str, int]:
    """Try another mapping, or begin the batch that puts the cases over."""
    with begin() as tx:
        check_allowed(tx.actor, OPERATION)
        plan = _plan(tx, request.form)
        if "_try" in request.form:
            return _page(tx, plan)
        if not plan.reason:
            return _page(tx, plan, {"reason": REASON_MISSING}), 422
        key = begin_batch(
            tx,
            operation=OPERATION,
            which=process_instance.c.process_instance_key.in_(_all_keys(tx, plan)),
            reason=plan.reason,
            parameters={
                "source": str(plan.source.process_definition_key),
                "target": str(plan.target.process_definition_key),
                "instructions": [list(each) for each in plan.instructions],
            },
        )
    return redirect(url_for("batches.show", batch_operation_key=key), 303)


def _plan(tx: Tx, given: MultiDict[str, str]) -> Plan:
    source = _version(tx, given.get("source", ""))
    newest = versions(tx, source.process_definition_id)[0].definition
    target = _version(tx, given["target"]) if given.get("target") else newest
    keys = (source.process_definition_key, target.process_definition_key)
    becomes = dict(proposed_instructions(tx, *keys))
    for name, value in given.items():
        if name.startswith(_MAP):
            becomes.pop(name.removeprefix(_MAP), None)
            if value:
                becomes[name.removeprefix(_MAP)] = value
    return Plan(source, target, list(becomes.items()), given.get("reason", "").strip()[:LONGEST_REASON])


def _version(tx: Tx, key: str) -> Definition:
    found = definition(tx, int(key)) if key.isascii() and key.isdigit() and len(key) < 19 else None  # noqa: PLR2004
    if found is None:
        raise VersionNotFound(key=key[:40])
    return found


def _page(tx: Tx, plan: Plan, faults: Mapping[str, str] | None = None) -> str:
    keys = _all_keys(tx, plan)
    moved = Migration(plan.target.process_definition_key, plan.instructions, plan.source.process_definition_key)
    verdicts = [verdict_on(tx, process_instance_key=key, migration=moved) for key in keys[:TRIED]]
    refused, rows = [each for each in verdicts if each.refused is not None], _rows(tx, plan)
    return render_template(
        "batches/migration.html",
        plan=plan,
        faults=faults or {},
        name=_process_name(tx, plan.target),
        sees_definitions=policy.may(tx.actor, Action.DEFINITION_VIEW),
        versions=[each.definition for each in versions(tx, plan.source.process_definition_id)],
        pressing=[row for row in rows if row["cases"] or not row["becomes"]],
        settled=[row for row in rows if row["becomes"] and not row["cases"]],
        total=len(keys),
        tried=len(verdicts),
        possible=len(verdicts) - len(refused),
        refusals=[_refusal(tx, plan, each) for each in refused[:SHOWN]],
        more=max(len(refused) - SHOWN, 0),
    )


def _rows(tx: Tx, plan: Plan) -> list[dict[str, Any]]:
    """Return the elements at which a case can stand, with what each becomes and what it could become.

    Those where cases stand now come first, then those for which there is no choice that could be made by itself.
    """
    becomes, here = dict(plan.instructions), cases_standing(tx, plan.source.process_definition_key)
    offered = diagram(tx, plan.target.process_definition_key).elements
    rows = [
        {
            "id": element_id,
            "name": element_name(tx, plan.source.process_definition_key, element_id),
            "cases": here[element_id],
            "becomes": becomes.get(element_id, ""),
            "choices": [
                (other, element_name(tx, plan.target.process_definition_key, other))
                for other, (kind, _) in offered.items()
                if kind == element_type
            ],
        }
        for element_id, (element_type, _) in diagram(tx, plan.source.process_definition_key).elements.items()
        if element_type in _KEEPING
    ]
    return sorted(rows, key=lambda row: (not row["cases"], bool(row["becomes"])))


def _refusal(tx: Tx, plan: Plan, verdict: Verdict) -> dict[str, Any]:
    """Return a case that cannot go over, and every reason with the steps by their names."""
    found = instance(tx, verdict.process_instance_key)
    title, href = (str(verdict.process_instance_key), None) if found is None else shown_case(tx, found)
    reasons: list[Any] = [_by_name(tx, plan, finding) for finding in getattr(verdict.refused, "findings", ())]
    return {"title": title, "href": href, "said": [translated(each) for each in reasons or [verdict.refused]]}


def _by_name(tx: Tx, plan: Plan, finding: engine.Finding) -> engine.Finding:
    name = element_name(tx, plan.source.process_definition_key, finding.element_id or "")
    return replace(finding, parameters={**finding.parameters, "element_id": name})


def _all_keys(tx: Tx, plan: Plan) -> list[int]:
    """Return every running case in which the version to leave runs, its own or one that it calls."""
    keys: list[int] = []
    cursor = None
    while True:
        page = running_on(tx, plan.source.process_definition_key, limit=1000, cursor=cursor)
        keys += page.items
        cursor = page.next_cursor
        if cursor is None:
            return keys


def _process_name(tx: Tx, version: Definition) -> str:
    return element_name(tx, version.process_definition_key, version.process_definition_id)
