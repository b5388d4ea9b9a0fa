"""Cases that ask a decision: a diagram of one business rule task."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.core.actor import Actor
from service.process.decisions.commands import deploy_decisions
from service.process.definitions.commands import Resource, deploy
from service.process.instances.commands import create_instance
from tests.support import bpmn

if TYPE_CHECKING:
    from service.core.database import Database

OFFICER = Actor("officer.so-y-te", account_key=1, groups=frozenset({"so-y-te", "so-y-te/officer"}))
JUDGE = '<zeebe:calledDecision decisionId="= which" resultVariable="found"/>'
JUDGED = bpmn.diagram(
    "judged", bpmn.start(), bpmn.node("businessRuleTask", "judge", extensions=JUDGE), bpmn.end(),
    bpmn.path("start", "judge", "end"),
)  # fmt: skip


def deployed(database: Database, xml: bytes, name: str = "fee.dmn") -> tuple[int, ...]:
    with database.begin() as tx:
        return deploy_decisions(tx, resource_name=name, xml=xml, deployment_key=tx.new_key())


def judged(database: Database, **variables: Any) -> int:
    """Start an instance that evaluates the decision named by variable ``which``."""
    with database.begin() as tx:
        deploy(tx, [Resource("judged.bpmn", JUDGED)])
    with database.begin(OFFICER) as tx:
        return create_instance(tx, process_definition_id="judged", variables=variables)
