"""Deploying decisions, and evaluating one for a diagram or an operation."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from service import dmn, feel
from service.core.errors import EngineFault, InvalidInput, NotFound, sentence
from service.process.decisions.model import decision_definition, decision_instance
from service.process.decisions.queries import (
    DecisionDefinition,
    decision,
    decision_model,
    decisions_beside,
    latest_decision,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from service.core.tx import Tx


class DecisionRefused(InvalidInput):
    """The file is no decision model, or holds what is not supported."""

    code = "decision_refused"
    template = sentence(
        "Expected to read decision file '%(name)s', but element '%(element_id)s' is refused: %(reason)s"
    )


class DecisionUnknown(EngineFault):
    """A diagram or operation asks for a decision that nobody has deployed."""

    code = "decision_unknown"
    error_type = "CALLED_DECISION_ERROR"
    template = sentence("Expected to evaluate decision '%(decision_id)s', but it is not deployed. Deploy it.")


class DecisionFailed(EngineFault):
    """The decision has no answer for these variables."""

    code = "decision_failed"
    error_type = "DECISION_EVALUATION_ERROR"
    template = sentence("Expected to evaluate decision '%(decision_id)s', but it failed: %(reason)s")


class DecisionNotFound(NotFound):
    """No such decision, or no such version of one."""

    code = "decision_definition_not_found"
    template = sentence("Expected to find decision '%(key)s', but there is none. Check its id or key.")


class ExpressionRefused(InvalidInput):
    """The text is no FEEL, or its value cannot be given."""

    code = "expression_refused"
    template = sentence("Expected to evaluate expression '%(text)s', but it cannot be: %(reason)s")


def read_model(xml: bytes, *, name: str) -> dmn.DecisionModel:
    """Return the decisions of a file; raises ``DecisionRefused`` with the first element that is not understood."""
    try:
        return dmn.parse(xml)
    except dmn.DmnError as fault:
        raise DecisionRefused(name=name, element_id=fault.element_id or "definitions", reason=fault) from fault


def deploy_decisions(tx: Tx, *, resource_name: str, xml: bytes, deployment_key: int) -> tuple[int, ...]:
    """Make each decision of a file a new version, and return their keys in the file's order.

    A decision whose file has not changed since its latest version keeps that version and its key.
    """
    model = read_model(xml, name=resource_name)
    digest = hashlib.sha256(xml).hexdigest()
    return tuple(
        _deploy(tx, decision, digest, {"resource_name": resource_name, "xml": xml, "deployment_key": deployment_key})
        for decision in model.decisions
    )


def _deploy(tx: Tx, decision: dmn.Decision, digest: str, columns: Mapping[str, Any]) -> int:
    latest = latest_decision(tx, decision.id)
    if latest is not None and latest.digest == digest:
        return latest.decision_definition_key
    key = tx.new_key()
    tx.execute(
        decision_definition.insert(),
        {
            "decision_definition_key": key,
            "decision_definition_id": decision.id,
            "version": latest.version + 1 if latest is not None else 1,
            "name": decision.name,
            "digest": digest,
            **columns,
        },
    )
    return key


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer of a decision as JSON, the version that gave it, and the evaluation that led to it.

    ``variables`` are those of the asker's that the evaluation read, ``element_id`` is the step that asked.
    """

    value: Any
    definition: DecisionDefinition
    evaluation: dmn.Evaluation
    variables: Mapping[str, Any]
    element_id: str


class _Observed(dict[str, Any]):
    """Variables that remember which of them were read."""

    def __init__(self, variables: Mapping[str, Any]) -> None:
        super().__init__(variables)
        self.read: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        value = super().__getitem__(name)
        self.read[name] = value
        return value

    def get(self, name: str, default: Any = None) -> Any:
        """Return a variable, and remember it."""
        return self[name] if name in self else default  # noqa: SIM401 -- dict's own would not be seen


def evaluate_decision(tx: Tx, *, decision_id: str, variables: Mapping[str, Any], element_id: str = "") -> Answer:
    """Return the answer of a decision's latest version; ``keep_answers`` keeps it.

    ``variables`` are FEEL values by name; ``today()`` and ``now()`` are those of the business clock.
    """
    definition, model = _latest(tx, decision_id)
    try:
        observed = _Observed(variables)
        evaluation = model.explain(decision_id, observed, now=tx.now)
        return Answer(feel.to_plain(evaluation.output), definition, evaluation, observed.read, element_id)
    except (dmn.DmnError, feel.FeelError) as fault:
        raise DecisionFailed(decision_id=decision_id, reason=fault) from fault


def latest_model(tx: Tx, decision_id: str) -> dmn.DecisionModel:
    """Return the model of a decision's newest version; raises ``DecisionUnknown``."""
    return _latest(tx, decision_id)[1]


def _latest(tx: Tx, decision_id: str) -> tuple[DecisionDefinition, dmn.DecisionModel]:
    definition = latest_decision(tx, decision_id)
    model = decision_model(tx, definition.decision_definition_key) if definition is not None else None
    if definition is None or model is None:
        raise DecisionUnknown(decision_id=decision_id)
    return definition, model


def keep_answers(tx: Tx, process_instance_key: int, answers: Sequence[Answer]) -> None:
    """Keep what a case was answered, so that another version can be asked the same."""
    rows = [
        {
            "decision_instance_key": tx.new_key(),
            "decision_definition_key": answer.definition.decision_definition_key,
            "decision_definition_id": answer.definition.decision_definition_id,
            "evaluated_at": tx.now,
            "process_instance_key": process_instance_key,
            "element_id": answer.element_id,
            "variables": answer.variables,
            "value": answer.value,
        }
        for answer in answers
    ]
    if rows:
        tx.execute(decision_instance.insert(), rows)


def record_of(answer: Answer) -> dict[str, Any]:
    """Return what the history keeps of an answer, as JSON: inputs, matched rules, output, required decisions."""
    version = {"version": answer.definition.version, "key": str(answer.definition.decision_definition_key)}
    return _record_of(answer.evaluation) | version | {"element_id": answer.element_id}


def _record_of(evaluation: dmn.Evaluation) -> dict[str, Any]:
    return {
        "decision": evaluation.decision_id,
        "name": evaluation.decision_name,
        "value": _kept(evaluation.output),
        "inputs": [
            {"id": given.input_id, "label": given.label, "value": _kept(given.value)} for given in evaluation.inputs
        ],
        "rules": [rule.index for rule in evaluation.matched_rules],
        "required": [_record_of(required) for required in evaluation.required],
    }


def _kept(value: Any) -> Any:
    try:
        return feel.to_plain(value)
    except feel.FeelError:
        return None  # a range or function has no JSON; the table says what it was


def existing_decision(tx: Tx, decision_definition_key: int) -> DecisionDefinition:
    """Return one version of a decision; raises ``DecisionNotFound``."""
    found = decision(tx, decision_definition_key)
    if found is None:
        raise DecisionNotFound(key=decision_definition_key)
    return found


def try_decision(
    tx: Tx, *, decision_definition_id: str | None, decision_definition_key: int | None, variables: Mapping[str, Any]
) -> dict[str, Any]:
    """Evaluate a version, or the newest of an id, outside any case; returns what ``/v2`` tells of it.

    A decision without an answer is told as such (``failure_message``), as Camunda does.
    """
    if decision_definition_key is not None:
        found = existing_decision(tx, decision_definition_key)
    else:
        latest = latest_decision(tx, decision_definition_id or "")
        if latest is None:
            raise DecisionNotFound(key=decision_definition_id)
        found = latest
    model = decision_model(tx, found.decision_definition_key)
    told = {name: getattr(found, name) for name in found.__slots__} | {"decision_evaluation_key": tx.new_key()}
    failed: dict[str, Any] = {
        "output": None,
        "evaluated_decisions": [],
        "failed_decision_definition_id": found.decision_definition_id,
    }
    try:
        evaluation = model.explain(found.decision_definition_id, variables, now=tx.now) if model is not None else None
        feel.to_plain(evaluation.output if evaluation is not None else None)
    except (dmn.DmnError, feel.FeelError) as fault:
        return told | failed | {"failure_message": str(fault)}
    if evaluation is None:
        raise DecisionNotFound(key=found.decision_definition_key)
    beside = decisions_beside(tx, found)
    parts = [
        _evaluated(part, beside.get(part.decision_id, found), f"{told['decision_evaluation_key']}-{number}")
        for number, part in enumerate(_in_order(evaluation), 1)
    ]
    answer = {"output": evaluation.output, "evaluated_decisions": parts}
    return told | answer | {"failed_decision_definition_id": None, "failure_message": None}


def _in_order(evaluation: dmn.Evaluation) -> list[dmn.Evaluation]:
    """Return the evaluations of required decisions before those that read them, each once."""
    parts: dict[str, dmn.Evaluation] = {}
    for required in evaluation.required:
        parts |= {part.decision_id: part for part in _in_order(required)}
    return [*parts.values(), evaluation]


def _evaluated(evaluation: dmn.Evaluation, found: DecisionDefinition, key: str) -> dict[str, Any]:
    return {
        "decision_definition_id": evaluation.decision_id,
        "decision_definition_key": found.decision_definition_key,
        "decision_definition_name": evaluation.decision_name,
        "decision_definition_version": found.version,
        "decision_definition_type": "DECISION_TABLE" if evaluation.inputs else "LITERAL_EXPRESSION",
        "decision_evaluation_instance_key": key,
        "output": evaluation.output,
        "evaluated_inputs": evaluation.inputs,
        "matched_rules": evaluation.matched_rules,
    }


def evaluate_expression(tx: Tx, *, text: str, variables: Mapping[str, Any]) -> Any:
    """Return the value of an expression as JSON; raises ``ExpressionRefused``."""
    try:
        return feel.to_plain(feel.parse_property(text).evaluate(variables, now=tx.now))
    except feel.FeelError as fault:
        raise ExpressionRefused(text=text[:80], reason=fault) from fault
