"""From lxml to SpiffWorkflow's specs, through its parser with every class of ours in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.parser.ProcessParser import ProcessParser
from SpiffWorkflow.bpmn.parser.task_parsers import SubprocessParser
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser
from SpiffWorkflow.bpmn.parser.util import full_tag

from service.engine import specs
from service.engine.definition import Flow
from service.engine.document import BPMN, local_name
from service.engine.expressions import compile_expression
from service.engine.extension import read_element

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml import etree

SPEC_CLASSES: Mapping[str, type[specs.Node]] = {
    "startEvent": specs.StartEvent,
    "endEvent": specs.EndEvent,
    "intermediateCatchEvent": specs.CatchEvent,
    "intermediateThrowEvent": specs.ThrowEvent,
    "boundaryEvent": specs.BoundaryEvent,
    "task": specs.PlainTask,
    "manualTask": specs.PlainTask,
    "userTask": specs.UserTask,
    "serviceTask": specs.OperationTask,
    "sendTask": specs.OperationTask,
    "businessRuleTask": specs.OperationTask,
    "receiveTask": specs.ReceiveTask,
    "callActivity": specs.CallActivity,
    "subProcess": specs.SubProcess,
    "exclusiveGateway": specs.ExclusiveGateway,
    "parallelGateway": specs.ParallelGateway,
    "inclusiveGateway": specs.InclusiveGateway,
    "eventBasedGateway": specs.EventBasedGateway,
}


class ElementParser(TaskParser):
    """Makes the spec of any flow node; wraps nothing around it (no split, join or loop specs)."""

    def create_task(self) -> specs.Node:
        """Make the spec and hang our reading of the element on it."""
        attributes: dict[str, Any] = {"bpmn_name": self.node.get("name"), "lane": self.lane}
        kind = local_name(self.node)
        if kind == "subProcess":
            attributes["subworkflow_spec"] = SubprocessParser.get_subprocess_spec(self)
        elif kind == "callActivity":
            attributes["subworkflow_spec"] = ""
        elif kind == "boundaryEvent":
            attributes["cancel_activity"] = self.node.get("cancelActivity", "true") == "true"
        element = read_element(self.node)
        if issubclass(self.spec_class, _CATCHES_OR_THROWS):
            attributes["event_definition"] = element.event
        spec: specs.Node = self.spec_class(self.spec, self.bpmn_id, **attributes)
        spec.element = element
        return spec

    def _add_multiinstance_task(self, loop_characteristics: etree._Element) -> None:
        """The element carries its loop itself."""

    def _add_boundary_event(self, children: list[etree._Element]) -> specs.Node:
        spec: specs.Node = self.task
        spec.boundary = tuple(self.process_parser.parse_node(child) for child in children)
        return spec

    def connect_outgoing(self, outgoing_task: specs.Node, sequence_flow_node: etree._Element, is_default: bool) -> None:  # noqa: FBT001 -- SpiffWorkflow's signature
        """Keep the flow with its compiled condition."""
        condition = sequence_flow_node.find(f"{BPMN}conditionExpression")
        flow = Flow(
            flow_id=sequence_flow_node.get("id", ""),
            target=outgoing_task.name,
            condition=None if condition is None or is_default else compile_expression(condition.text),
            is_default=is_default,
        )
        self.task.flows = (*self.task.flows, flow)
        self.task.connect(outgoing_task)
        outgoing_task.incoming = (*outgoing_task.incoming, flow.flow_id)

    def get_position(self, node: Any = None) -> dict[str, float]:  # noqa: ARG002
        """Keep flows in the order of the file, wherever they are drawn."""
        return {"x": 0.0, "y": 0.0}

    def handles_multiple_outgoing(self) -> bool:
        """Leave the number of flows to the linter."""
        return True


_CATCHES_OR_THROWS = (
    specs.StartEvent,
    specs.EndEvent,
    specs.CatchEvent,
    specs.ThrowEvent,
    specs.BoundaryEvent,
    specs.ReceiveTask,
    specs.EventBasedGateway,
)


class PlainProcessParser(ProcessParser):
    """Parses the nodes from every start event; data objects and start splits are left out."""

    def _parse(self) -> None:
        self.spec = self.create_spec()
        for node in self.xpath("./bpmn:startEvent"):
            self.parse_node(node)


class DiagramParser(BpmnParser):
    """SpiffWorkflow's parser with our specs for every element we know, and nothing else."""

    PARSER_CLASSES: Mapping[str, Any] = {}
    OVERRIDE_PARSER_CLASSES: Mapping[str, Any] = {
        full_tag(name): (ElementParser, spec_class) for name, spec_class in SPEC_CLASSES.items()
    }
    PROCESS_PARSER_CLASS = PlainProcessParser

    def _add_diagram_indexes(self, bpmn: etree._Element) -> None:
        """Where and how large things are drawn, which may be no number, changes nothing."""

    def _add_correlations(self, bpmn: etree._Element) -> None:
        """Correlation is Camunda's: a key on the message."""

    def _add_data_stores(self, bpmn: etree._Element) -> None:
        """Data stores are documentation."""


def parse_specs(root: etree._Element, process_id: str) -> tuple[Any, dict[str, Any]]:
    """Return the process's spec and those of all its embedded sub-processes by element id."""
    parser = DiagramParser()
    parser.add_bpmn_xml(root)
    spec = parser.get_spec(process_id)
    sub_specs: dict[str, Any] = {}
    ahead = [spec]
    while ahead:
        for node in ahead.pop().task_specs.values():
            if isinstance(node, specs.SubProcess) and node.spec not in sub_specs:
                sub_specs[node.spec] = parser.get_spec(node.spec)
                ahead.append(sub_specs[node.spec])
    return spec, sub_specs
