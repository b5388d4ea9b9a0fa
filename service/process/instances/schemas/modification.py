"""JSON of modifications of running instances, as Camunda 8 writes them, and of what came of one."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from service.process.instances.schemas.interventions import Intervention, needed_reason
from service.web.schemas import CamelSchema, Key

MOST_INSTRUCTIONS = 100
NO_ANCESTOR = "-1"
"""Camunda's key of an ancestor that is not named."""


class AncestorKey(Key):
    """The key of an element instance to start an element in, none for ``NO_ANCESTOR``."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        return None if str(value) == NO_ANCESTOR else super()._deserialize(value, attr, data, **kwargs)


class VariableInstruction(CamelSchema):
    """Variables to set before an element starts, in the scope of an element around it, or the process."""

    variables = fields.Dict(keys=fields.String(), required=True)
    scope_id = fields.String(load_default="")


class ActivateInstruction(CamelSchema):
    """An element to start; its ancestor must be named where several scopes run that it could start in."""

    element_id = fields.String(required=True)
    variable_instructions = fields.List(fields.Nested(VariableInstruction), load_default=list)
    ancestor_element_instance_key = AncestorKey(load_default=None)


class TerminateInstruction(CamelSchema):
    """An element instance to end by its key, or all of an element by its id."""

    element_instance_key = Key()
    element_id = fields.String()

    @validates_schema
    def names_one(self, data: dict[str, Any], **_options: Any) -> None:
        """Refuse an instruction that names both or nothing."""
        if len(data) != 1:
            raise ValidationError({"elementInstanceKey": ["Name either a key or an element id."]})


class SourceElementInstruction(CamelSchema):
    """What a move ends: an element instance by its key, or all of an element by its id."""

    source_type = fields.String(required=True, validate=validate.OneOf(("byKey", "byId")))
    source_element_instance_key = Key()
    source_element_id = fields.String()

    @validates_schema
    def names_its_type(self, data: dict[str, Any], **_options: Any) -> None:
        """Refuse an instruction without what its type says."""
        wanted = "source_element_id" if data["source_type"] == "byId" else "source_element_instance_key"
        if data.keys() != {"source_type", wanted}:
            raise ValidationError({"sourceType": ["Name what this type says, and nothing else."]})


class AncestorScopeInstruction(CamelSchema):
    """Where a move starts its element: in a named ancestor, or in one that is found from the source."""

    ancestor_scope_type = fields.String(required=True, validate=validate.OneOf(("direct", "inferred", "sourceParent")))
    ancestor_element_instance_key = AncestorKey(load_default=None)


class MoveInstruction(CamelSchema):
    """Element instances to end, and the element to start for each."""

    source_element_instruction = fields.Nested(SourceElementInstruction, required=True)
    target_element_id = fields.String(required=True)
    ancestor_scope_instruction = fields.Nested(AncestorScopeInstruction, load_default=None)
    variable_instructions = fields.List(fields.Nested(VariableInstruction), load_default=list)


def _instructions(item: type[CamelSchema]) -> fields.List[Any]:
    return fields.List(fields.Nested(item), load_default=list, validate=validate.Length(max=MOST_INSTRUCTIONS))


class Modification(Intervention):
    """Camunda's request to modify an instance; all instructions are followed, or none."""

    activate_instructions = _instructions(ActivateInstruction)
    move_instructions = _instructions(MoveInstruction)
    terminate_instructions = _instructions(TerminateInstruction)


class ReasonedModification(Modification):
    """The same with a reason; as a dry run it tells what would change and changes nothing."""

    reason = needed_reason()
    dry_run = fields.Boolean(load_default=False)


class VariableAssignment(Intervention):
    """Variables to set at an element instance: its own if ``local``, else where each one is."""

    variables = fields.Dict(keys=fields.String(), required=True)
    local = fields.Boolean(load_default=False)


class OpenElement(CamelSchema):
    """An active element instance; ``scopeKey`` is the one it is in, null for the process."""

    element_instance_key = Key(attribute="key")
    element_id = fields.String()
    element_type = fields.String()
    name = fields.String()
    process_definition_key = Key()
    scope_key = Key(allow_none=True)


class StartableElement(CamelSchema):
    """An element that can be started; one of the ancestors must be named where there are any."""

    element_id = fields.String()
    element_type = fields.String()
    name = fields.String()
    process_definition_key = Key()
    ancestor_element_instance_keys = fields.List(Key(), attribute="ancestor_keys")


class Modified(CamelSchema):
    """What a modification changed: element instances that are active no more, those that are now, and the state."""

    ended = fields.List(fields.Nested(OpenElement))
    started = fields.List(fields.Nested(OpenElement))
    state = fields.String()


class Modifiable(CamelSchema):
    """What of an instance can be ended, and what can be started."""

    open = fields.List(fields.Nested(OpenElement))
    startable = fields.List(fields.Nested(StartableElement))
