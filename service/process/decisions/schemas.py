"""JSON of decision definitions, evaluations and expressions, as Camunda 8 writes them."""

from __future__ import annotations

import json
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from service import feel
from service.web.schemas import CamelSchema, Key, Tenant, search_answer


class Written(fields.Field[Any]):
    """A FEEL value as JSON text, which is how Camunda's answers hold the values of decisions."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str:
        del attr, obj, kwargs
        return json.dumps(feel.to_plain(value), ensure_ascii=False)


class DecisionDefinition(CamelSchema):
    """A version of a decision; its requirements graph is the file it came in."""

    decision_definition_key = Key()
    decision_definition_id = fields.String()
    name = fields.String()
    version = fields.Integer()
    decision_requirements_id = fields.String(attribute="resource_name")
    decision_requirements_key = Key(attribute="deployment_key")
    decision_requirements_name = fields.Function(lambda item: item.resource_name)
    decision_requirements_version = fields.Function(lambda item: item.version)
    tenant_id = Tenant()


DecisionDefinitionSearch = search_answer(DecisionDefinition)


class DecisionEvaluation(CamelSchema):
    """Which decision to evaluate with which variables."""

    decision_definition_id = fields.String()
    decision_definition_key = Key()
    variables = fields.Dict(keys=fields.String(), load_default=dict)
    tenant_id = fields.String(validate=validate.Equal("<default>"))

    @validates_schema
    def names_one_decision(self, data: dict[str, Any], **_options: Any) -> None:
        """Refuse a request that names no decision, or names it twice."""
        if ("decision_definition_id" in data) == ("decision_definition_key" in data):
            raise ValidationError({"decisionDefinitionId": ["Name the decision by its id or by its key."]})


class EvaluatedInput(CamelSchema):
    """A value that a decision table asked for."""

    input_id = fields.String()
    input_name = fields.String(attribute="label")
    input_value = Written(attribute="value")


class EvaluatedOutput(CamelSchema):
    """An output of a matched rule; the column's name is its id."""

    output_id = fields.Function(lambda output: output["name"])
    output_name = fields.String(attribute="name")
    output_value = Written(attribute="value")
    rule_id = fields.String()
    rule_index = fields.Integer()


class MatchedRule(CamelSchema):
    """A rule that matched, counted from 1."""

    rule_id = fields.String()
    rule_index = fields.Integer(attribute="index")
    evaluated_outputs = fields.Function(
        lambda rule: EvaluatedOutput(many=True).dump(
            [
                {"name": name, "value": value, "rule_id": rule.rule_id, "rule_index": rule.index}
                for name, value in rule.outputs.items()
            ]
        )
    )


class EvaluatedDecision(CamelSchema):
    """One decision of an evaluation: the one asked for, or one that it requires."""

    decision_definition_id = fields.String()
    decision_definition_key = Key()
    decision_definition_name = fields.String()
    decision_definition_version = fields.Integer()
    decision_definition_type = fields.String()
    decision_evaluation_instance_key = fields.String()
    output = Written()
    evaluated_inputs = fields.List(fields.Nested(EvaluatedInput))
    matched_rules = fields.List(fields.Nested(MatchedRule))
    tenant_id = Tenant()


class EvaluatedDecisionResult(CamelSchema):
    """The answer of a decision with all that led to it, or why it has none."""

    decision_definition_id = fields.String()
    decision_definition_key = Key()
    decision_definition_name = fields.String(attribute="name")
    decision_definition_version = fields.Integer(attribute="version")
    decision_requirements_id = fields.String(attribute="resource_name")
    decision_requirements_key = Key(attribute="deployment_key")
    decision_evaluation_key = Key()
    decision_instance_key = fields.Function(lambda answer: str(answer["decision_evaluation_key"]))
    output = Written()
    failed_decision_definition_id = fields.String(allow_none=True)
    failure_message = fields.String(allow_none=True)
    evaluated_decisions = fields.List(fields.Nested(EvaluatedDecision))
    tenant_id = Tenant()


class ExpressionEvaluation(CamelSchema):
    """A FEEL expression, with its leading ``=``, and the variables it reads."""

    expression = fields.String(required=True, validate=validate.Length(min=1, max=32_768))
    variables = fields.Dict(keys=fields.String(), allow_none=True, load_default=dict)
    scope_key = Key()
    tenant_id = fields.String(validate=validate.Equal("<default>"))

    @validates_schema
    def stands_alone(self, data: dict[str, Any], **_options: Any) -> None:
        """Refuse to read a scope: what a case holds is asked for where the case is."""
        if "scope_key" in data:
            raise ValidationError({"scopeKey": ["Give the variables themselves."]})


class ExpressionResult(CamelSchema):
    """The value of an expression."""

    expression = fields.String()
    result = fields.Raw(allow_none=True)
    warnings = fields.List(fields.Dict())
    referenced_secrets = fields.List(fields.Dict())
