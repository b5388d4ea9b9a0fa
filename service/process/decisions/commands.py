"""Deploying decisions, and evaluating one for a diagram or an operation."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from service import dmn, feel
from service.core.errors import EngineFault, InvalidInput, sentence
from service.process.decisions.model import decision_definition
from service.process.decisions.queries import decision_model, latest_decision

if TYPE_CHECKING:
    from collections.abc import Mapping

    from service.core.tx import Tx


class DecisionRefused(InvalidInput):
    """The file is no decision model, or holds what is not supported."""

    code = "decision_refused"
    template = sentence(
        "Expected to deploy decision file '%(name)s', but element '%(element_id)s' is refused: %(reason)s"
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


def deploy_decisions(tx: Tx, *, resource_name: str, xml: bytes, deployment_key: int) -> tuple[int, ...]:
    """Make each decision of a file a new version, and return their keys in the file's order.

    A decision whose file has not changed since its latest version keeps that version and its key.
    """
    try:
        model = dmn.parse(xml)
    except dmn.DmnError as fault:
        raise DecisionRefused(name=resource_name, element_id=fault.element_id or "definitions", reason=fault) from fault
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


def evaluate_decision(tx: Tx, *, decision_id: str, variables: Mapping[str, Any]) -> tuple[Any, dmn.Evaluation]:
    """Return the answer of a decision's latest version as JSON, with the evaluation that led to it.

    ``variables`` are FEEL values by name; ``today()`` and ``now()`` are those of the business clock.
    """
    definition = latest_decision(tx, decision_id)
    model = decision_model(tx, definition.decision_definition_key) if definition is not None else None
    if model is None:
        raise DecisionUnknown(decision_id=decision_id)
    try:
        evaluation = model.explain(decision_id, variables, now=tx.now)
        return feel.to_plain(evaluation.output), evaluation
    except (dmn.DmnError, feel.FeelError) as fault:
        raise DecisionFailed(decision_id=decision_id, reason=fault) from fault
