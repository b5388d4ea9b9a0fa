"""Migration of running instances: Camunda's request, the same with a reason, and trying it on many."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.access import policy
from service.access.edge import begin, read
from service.access.policy import Action
from service.access.routes import asks
from service.core.paging import Page
from service.process.instances import commands, queries, schemas
from service.process.instances.api.instances import authorize_on
from service.web.interface import Blueprint

if TYPE_CHECKING:
    from collections.abc import Sequence

    from service import engine
    from service.core.errors import AnticipatedError
    from service.core.tx import Tx

blueprint = Blueprint("migration_api", __name__, description="Migration of running instances")


@blueprint.post("/v2/process-instances/<int:process_instance_key>/migration")
@blueprint.arguments(schemas.Migration)
@blueprint.response(204)
@asks(Action.CASE_MIGRATE)
def migrate_process_instance(body: dict[str, Any], process_instance_key: int) -> None:
    """Put a running or suspended instance on another version or process, by mapping what is active in it."""
    with begin() as tx:
        authorize_on(tx, Action.CASE_MIGRATE, process_instance_key)
        _migrate(tx, process_instance_key, body)


@blueprint.post("/api/v1/process-instances/<int:process_instance_key>/migration")
@blueprint.arguments(schemas.ReasonedMigration)
@blueprint.response(200, schemas.MigrationVerdict)
@asks(Action.CASE_MIGRATE)
def migrate_with_reason(body: dict[str, Any], process_instance_key: int) -> dict[str, Any]:
    """Migrate an instance, or one of the processes it calls; with ``dryRun`` only say whether it could be done."""
    if body["dry_run"]:
        with read() as tx:
            authorize_on(tx, Action.CASE_MIGRATE, process_instance_key)
            return _said(commands.verdict_on(tx, process_instance_key=process_instance_key, migration=_migration(body)))
    with begin() as tx:
        authorize_on(tx, Action.CASE_MIGRATE, process_instance_key)
        _migrate(tx, process_instance_key, body)
    return _said(commands.Verdict(process_instance_key))


@blueprint.post("/api/v1/process-definitions/<int:process_definition_key>/migration/dry-run")
@blueprint.arguments(schemas.MigrationTrial)
@blueprint.response(200, schemas.MigrationVerdicts)
@asks(Action.CASE_MIGRATE)
def try_migration(body: dict[str, Any], process_definition_key: int) -> dict[str, Any]:
    """Say of each running instance of a version, page by page, whether it could be migrated; nothing is changed."""
    with read() as tx:
        policy.authorize(tx.actor, Action.CASE_MIGRATE, policy.CaseResource())
        target = body["target_process_definition_key"]
        proposed = commands.proposed_instructions(tx, process_definition_key, target)
        instructions = _instructions(body) if "mapping_instructions" in body else proposed
        page = _page(tx, process_definition_key, body)
        migration = commands.Migration(target, instructions, process_definition_key)
        verdicts = [commands.verdict_on(tx, process_instance_key=key, migration=migration) for key in page.items]
    return {
        "mapping_instructions": [{"source_element_id": before, "target_element_id": to} for before, to in instructions],
        "items": [_said(verdict) for verdict in verdicts],
        "next_cursor": page.next_cursor,
    }


def _page(tx: Tx, process_definition_key: int, body: dict[str, Any]) -> Page[int]:
    if (named := body.get("process_instance_keys")) is not None:
        return Page(tuple(dict.fromkeys(named)), None)
    return queries.running_on(tx, process_definition_key, limit=body["limit"], cursor=body["cursor"])


def _migrate(tx: Tx, process_instance_key: int, body: dict[str, Any]) -> None:
    commands.migrate_instance(
        tx, process_instance_key=process_instance_key, migration=_migration(body), reason=body["reason"]
    )


def _migration(body: dict[str, Any]) -> commands.Migration:
    return commands.Migration(
        body["target_process_definition_key"], _instructions(body), body.get("source_process_definition_key")
    )


def _instructions(body: dict[str, Any]) -> Sequence[engine.Instruction]:
    return [(each["source_element_id"], each["target_element_id"]) for each in body["mapping_instructions"]]


def _said(verdict: commands.Verdict) -> dict[str, Any]:
    refused = verdict.refused
    return {
        "process_instance_key": verdict.process_instance_key,
        "is_possible": refused is None,
        "reasons": [] if refused is None else _reasons(refused),
    }


def _reasons(refused: AnticipatedError) -> list[dict[str, Any]]:
    """Return every reason of a refusal, in English as all of the interface."""
    findings = getattr(refused, "findings", ())
    reasons = [
        {"rule_id": finding.rule_id, "element_id": finding.element_id, "message": str(finding.message)}
        for finding in findings
    ]
    return reasons or [{"rule_id": refused.code, "element_id": None, "message": str(refused)}]
