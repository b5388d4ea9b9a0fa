"""Batch operations: begun under ``/v2/process-instances``, watched under ``/v2/batch-operations``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from service.access import policy
from service.access.edge import begin, read
from service.access.policy import Action
from service.access.routes import How, asks
from service.process.batches import commands, queries, schemas
from service.process.batches.model import batch_operation, batch_operation_item
from service.process.definitions.model import process_definition
from service.process.instances.api import INSTANCE_FIELDS
from service.process.instances.model import process_instance
from service.process.instances.queries import visible_to
from service.web import search
from service.web.interface import Blueprint
from service.web.schemas import SearchRequest

if TYPE_CHECKING:
    from sqlalchemy import Select

    from service.core.tx import Tx

blueprint = Blueprint("batches_api", __name__, url_prefix="/v2", description="The same for many process instances")

_FIELDS: search.Fields = {
    "batchOperationKey": search.Field(batch_operation.c.batch_operation_key, search.key),
    "operationType": search.Field(batch_operation.c.operation),
    "state": search.Field(batch_operation.c.state),
    "startDate": search.Field(batch_operation.c.created_at, search.moment),
    "endDate": search.Field(batch_operation.c.ended_at, search.moment),
    "actorId": search.Field(batch_operation.c.created_by),
}
_ITEM_FIELDS: search.Fields = {
    "batchOperationKey": search.Field(batch_operation_item.c.batch_operation_key, search.key),
    "itemKey": search.Field(batch_operation_item.c.process_instance_key, search.key),
    "processInstanceKey": search.Field(batch_operation_item.c.process_instance_key, search.key),
    "state": search.Field(batch_operation_item.c.state),
    "operationType": search.Field(batch_operation.c.operation),
    "processedDate": search.Field(batch_operation_item.c.processed_at, search.moment),
}


@blueprint.post("/process-instances/cancellation")
@blueprint.arguments(schemas.BatchRequest)
@blueprint.response(200, schemas.CreatedBatchOperation)
@asks(Action.BATCH_RUN, How.ACTOR)
def cancel_process_instances_batch_operation(body: dict[str, Any]) -> dict[str, Any]:
    """Cancel the instances that a filter finds."""
    return _begun("CANCEL_PROCESS_INSTANCE", body)


@blueprint.post("/process-instances/suspension")
@blueprint.arguments(schemas.BatchRequest)
@blueprint.response(200, schemas.CreatedBatchOperation)
@asks(Action.BATCH_RUN, How.ACTOR)
def suspend_process_instances_batch_operation(body: dict[str, Any]) -> dict[str, Any]:
    """Suspend the instances that a filter finds."""
    return _begun("SUSPEND_PROCESS_INSTANCE", body)


@blueprint.post("/process-instances/resumption")
@blueprint.arguments(schemas.BatchRequest)
@blueprint.response(200, schemas.CreatedBatchOperation)
@asks(Action.BATCH_RUN, How.ACTOR)
def resume_process_instances_batch_operation(body: dict[str, Any]) -> dict[str, Any]:
    """Resume the instances that a filter finds."""
    return _begun("RESUME_PROCESS_INSTANCE", body)


@blueprint.post("/process-instances/incident-resolution")
@blueprint.arguments(schemas.BatchRequest)
@blueprint.response(200, schemas.CreatedBatchOperation)
@asks(Action.BATCH_RUN, How.ACTOR)
def resolve_incidents_batch_operation(body: dict[str, Any]) -> dict[str, Any]:
    """Retry the incidents of the instances that a filter finds."""
    return _begun("RESOLVE_INCIDENT", body)


@blueprint.post("/process-instances/modification")
@blueprint.arguments(schemas.ModificationBatchRequest)
@blueprint.response(200, schemas.CreatedBatchOperation)
@asks(Action.BATCH_RUN, How.ACTOR)
def modify_process_instances_batch_operation(body: dict[str, Any]) -> dict[str, Any]:
    """Move what stands at elements of the instances that a filter finds to other elements."""
    moves = [[each["source_element_id"], each["target_element_id"]] for each in body["move_instructions"]]
    return _begun("MODIFY_PROCESS_INSTANCE", body, {"moves": moves})


@blueprint.post("/process-instances/migration")
@blueprint.arguments(schemas.MigrationBatchRequest)
@blueprint.response(200, schemas.CreatedBatchOperation)
@asks(Action.BATCH_RUN, How.ACTOR)
def migrate_process_instances_batch_operation(body: dict[str, Any]) -> dict[str, Any]:
    """Put the instances that a filter finds on another version or process."""
    plan = body["migration_plan"]
    instructions = [[each["source_element_id"], each["target_element_id"]] for each in plan["mapping_instructions"]]
    target = str(plan["target_process_definition_key"])
    return _begun("MIGRATE_PROCESS_INSTANCE", body, {"target": target, "instructions": instructions})


@blueprint.post("/batch-operations/search")
@blueprint.arguments(SearchRequest)
@blueprint.response(200, schemas.BatchOperationSearch)
@asks(Action.BATCH_VIEW, How.ACTOR)
def search_batch_operations(body: dict[str, Any]) -> dict[str, Any]:
    """Search batch operations."""
    with read() as tx:
        key = batch_operation.c.batch_operation_key
        found = search.run(tx, select(batch_operation), _FIELDS, body, key)
        return {"items": queries.counted(tx, found.rows), "page": found.page}


@blueprint.get("/batch-operations/<int:batch_operation_key>")
@blueprint.response(200, schemas.BatchOperation)
@asks(Action.BATCH_VIEW, How.ACTOR)
def get_batch_operation(batch_operation_key: int) -> queries.BatchOperation:
    """Return a batch and how far it is."""
    with read() as tx:
        found = queries.batch_operation_by_key(tx, batch_operation_key)
    if found is None:
        raise commands.BatchOperationNotFound(key=batch_operation_key)
    return found


@blueprint.post("/batch-operation-items/search")
@blueprint.arguments(SearchRequest)
@blueprint.response(200, schemas.BatchOperationItemSearch)
@asks(Action.BATCH_VIEW, How.ACTOR)
def search_batch_operation_items(body: dict[str, Any]) -> dict[str, Any]:
    """Search what came of the instances of batches."""
    with read() as tx:
        key = batch_operation_item.c.process_instance_key
        found = search.run(tx, queries.select_items(), _ITEM_FIELDS, body, key)
    return {"items": [queries.item_from(row) for row in found.rows], "page": found.page}


@blueprint.post("/batch-operations/<int:batch_operation_key>/suspension")
@blueprint.arguments(schemas.BatchChange)
@blueprint.response(204)
@asks(Action.BATCH_RUN, How.ACTOR)
def suspend_batch_operation(_body: dict[str, Any], batch_operation_key: int) -> None:
    """Begin no further item of a batch."""
    with begin() as tx:
        commands.suspend_batch(tx, batch_operation_key=batch_operation_key)


@blueprint.post("/batch-operations/<int:batch_operation_key>/resumption")
@blueprint.arguments(schemas.BatchChange)
@blueprint.response(204)
@asks(Action.BATCH_RUN, How.ACTOR)
def resume_batch_operation(_body: dict[str, Any], batch_operation_key: int) -> None:
    """Go on with a batch."""
    with begin() as tx:
        commands.resume_batch(tx, batch_operation_key=batch_operation_key)


@blueprint.post("/batch-operations/<int:batch_operation_key>/cancellation")
@blueprint.arguments(schemas.BatchChange)
@blueprint.response(204)
@asks(Action.BATCH_RUN, How.ACTOR)
def cancel_batch_operation(_body: dict[str, Any], batch_operation_key: int) -> None:
    """Call off what a batch has not done yet."""
    with begin() as tx:
        commands.cancel_batch(tx, batch_operation_key=batch_operation_key)


def _begun(operation: str, body: dict[str, Any], parameters: dict[str, Any] | None = None) -> dict[str, Any]:
    with begin() as tx:
        which = process_instance.c.process_instance_key.in_(_matching(tx, body["filter"]))
        key = commands.begin_batch(tx, operation=operation, which=which, reason=body["reason"], parameters=parameters)
    return {"batch_operation_key": key, "operation": operation}


def _matching(tx: Tx, given: Any) -> Select[Any]:
    """Return the keys of the instances a filter finds among those the actor may reach: who owns processes reaches all.

    Raises ``SearchInvalid``.
    """
    key = process_instance.c.process_instance_key
    is_version = process_definition.c.process_definition_key == process_instance.c.process_definition_key
    found = select(key).join(process_definition, is_version).where(*search.conditions(INSTANCE_FIELDS, given))
    reaches_all = tx.actor.sees_everything or policy.OWNS_PROCESSES(tx.actor, None)
    return found if reaches_all else found.where(visible_to(tx.actor, key))
