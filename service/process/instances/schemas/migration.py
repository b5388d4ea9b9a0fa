"""JSON of migrations: Camunda's request, the same with a reason and a dry run, and verdicts."""

from __future__ import annotations

from marshmallow import fields, validate

from service.process.instances.schemas.interventions import Intervention, needed_reason
from service.web.schemas import CamelSchema, Key

MOST_INSTRUCTIONS = 500
"""A diagram has at most 200 elements, and the flows to its joins may be mapped too."""
MOST_VERDICTS = 200


class MappingInstruction(CamelSchema):
    """What an element or sequence flow of the source becomes in the target."""

    source_element_id = fields.String(required=True, validate=validate.Length(max=200))
    target_element_id = fields.String(required=True, validate=validate.Length(max=200))


def _mapping(*, required: bool) -> fields.List[object]:
    most = validate.Length(max=MOST_INSTRUCTIONS)
    return fields.List(fields.Nested(MappingInstruction), required=required, validate=most)


class Migration(Intervention):
    """Camunda's request to migrate an instance to another version or process."""

    target_process_definition_key = Key(required=True)
    mapping_instructions = _mapping(required=True)


class ReasonedMigration(Migration):
    """The same with a reason and the version to leave, so that sent again it is not done again.

    The version may be that of a process which the instance calls. As a dry run it only says whether it could be done.
    """

    source_process_definition_key = Key(required=True)
    reason = needed_reason()
    dry_run = fields.Boolean(load_default=False)


class MigrationTrial(CamelSchema):
    """Which instances of a version to try: those named, or all that run on it, page by page.

    Without instructions each element is mapped on itself that stayed what it was.
    """

    target_process_definition_key = Key(required=True)
    mapping_instructions = _mapping(required=False)
    process_instance_keys = fields.List(Key(), validate=validate.Length(max=MOST_VERDICTS))
    limit = fields.Integer(load_default=50, validate=validate.Range(1, MOST_VERDICTS))
    cursor = fields.String(load_default=None)


class Reason(CamelSchema):
    """A reason against a migration, at an element where there is one; ``ruleId`` is stable, for programs."""

    rule_id = fields.String()
    element_id = fields.String(allow_none=True)
    message = fields.String()


class MigrationVerdict(CamelSchema):
    """Whether an instance can be migrated, and every reason why not."""

    process_instance_key = Key()
    is_possible = fields.Boolean()
    reasons = fields.List(fields.Nested(Reason))


class MigrationVerdicts(CamelSchema):
    """Verdicts by instance, with the instructions that were tried; ``nextCursor`` is null at the end."""

    mapping_instructions = fields.List(fields.Nested(MappingInstruction))
    items = fields.List(fields.Nested(MigrationVerdict))
    next_cursor = fields.String(allow_none=True)
