"""JSON of batch operations, as Camunda 8 writes them."""

from __future__ import annotations

from marshmallow import fields, validate

from service.process.instances.schemas import LONGEST_REASON
from service.process.instances.schemas.migration import MappingInstruction
from service.web.schemas import CamelSchema, Key, Moment, Tenant, search_answer

MOST_INSTRUCTIONS = 100
MOST_MAPPINGS = 2000


class BatchRequest(CamelSchema):
    """Which instances to do something to; a filter that names nothing is refused. The reason is ours."""

    filter = fields.Dict(keys=fields.String(), required=True, validate=validate.Length(min=1))
    operation_reference = fields.Integer()
    reason = fields.String(load_default="", validate=validate.Length(max=LONGEST_REASON))


class BatchMove(CamelSchema):
    """What stands at an element goes on at another."""

    source_element_id = fields.String(required=True, validate=validate.Length(min=1, max=200))
    target_element_id = fields.String(required=True, validate=validate.Length(min=1, max=200))


class ModificationBatchRequest(BatchRequest):
    """Which instances to modify, and what to move in each."""

    move_instructions = fields.List(
        fields.Nested(BatchMove), required=True, validate=validate.Length(min=1, max=MOST_INSTRUCTIONS)
    )


class MigrationPlan(CamelSchema):
    """The version to go on under, and what becomes what."""

    target_process_definition_key = Key(required=True)
    mapping_instructions = fields.List(
        fields.Nested(MappingInstruction), required=True, validate=validate.Length(max=MOST_MAPPINGS)
    )


class MigrationBatchRequest(BatchRequest):
    """Which instances to migrate, and how."""

    migration_plan = fields.Nested(MigrationPlan, required=True)


class BatchChange(CamelSchema):
    """Camunda's request to hold, resume or call off a batch."""

    operation_reference = fields.Integer()


class CreatedBatchOperation(CamelSchema):
    """The batch that was begun."""

    batch_operation_key = Key()
    batch_operation_type = fields.String(attribute="operation")


class BatchOperation(CamelSchema):
    """A batch and how far it is."""

    batch_operation_key = Key()
    state = fields.String()
    batch_operation_type = fields.String(attribute="operation")
    start_date = Moment(attribute="created_at")
    end_date = Moment(attribute="ended_at", allow_none=True)
    actor_type = fields.Constant("USER")
    actor_id = fields.String(attribute="created_by")
    operations_total_count = fields.Integer(attribute="total")
    operations_failed_count = fields.Integer(attribute="failed")
    operations_completed_count = fields.Integer(attribute="completed")
    errors = fields.Constant[list[str]]([])
    reason = fields.String()


class BatchOperationItem(CamelSchema):
    """What came of one instance of a batch."""

    operation_type = fields.String(attribute="operation")
    batch_operation_key = Key()
    item_key = Key(attribute="process_instance_key", dump_only=True)
    process_instance_key = Key()
    root_process_instance_key = Key(attribute="process_instance_key", dump_only=True)
    state = fields.String()
    processed_date = Moment(attribute="processed_at", allow_none=True)
    error_message = fields.String(allow_none=True)
    tenant_id = Tenant()


BatchOperationSearch = search_answer(BatchOperation)
BatchOperationItemSearch = search_answer(BatchOperationItem)
