"""What each element does when a token runs: SpiffWorkflow's task specs with our behaviour in their hooks.

A hook is called by SpiffWorkflow's task: ``_update_hook`` when a token arrives (false holds it back), ``_run_hook``
when it is ready (true completes it, ``None`` lets it wait), ``_on_complete`` and ``_on_cancel`` at its end. Specs are
shared between instances and threads and never changed after parsing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs import defaults
from SpiffWorkflow.specs.base import TaskSpec

from service.engine import activities, flow, gateways, throws, waits

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from service.engine.definition import Element, Flow, Loop
    from service.engine.tokens import Token


class Node(TaskSpec):
    """The part all our specs share. The parser sets ``element``, ``flows``, ``incoming`` and ``boundary``."""

    element: Element
    flows: tuple[Flow, ...] = ()
    incoming: tuple[str, ...] = ()
    boundary: tuple[Node, ...] = ()
    is_boundary = False
    is_parallel_join = False
    is_inclusive = False

    @property
    def loop(self) -> Loop | None:
        """The multi-instance characteristics."""
        return self.element.loop

    def connect(self, taskspec: Node) -> None:
        """Connect plainly; conditions stand on our flows."""
        TaskSpec.connect(self, taskspec)

    def outgoing(self, token: Token) -> Sequence[Flow]:  # noqa: ARG002 -- gateways choose by the token
        """Return the flows a completed token takes."""
        return self.flows

    def run_token(self, token: Token) -> bool | None:  # noqa: ARG002 -- overridden
        """Do what the element does; true when it is done, ``None`` when it waits."""
        return True

    def resolved(self, token: Token, variables: Mapping[str, Any]) -> None:
        """Go on with the answer to the token's request."""
        raise NotImplementedError

    def _predict(self, *_: Any, **__: Any) -> None:
        """Nothing is predicted."""

    def _update(self, my_task: Token) -> None:
        if self._update_hook(my_task):
            my_task.make_ready()

    def _update_hook(self, my_task: Token) -> bool:  # noqa: ARG002 -- joins look at the token
        return True

    def _on_ready(self, my_task: Token) -> None:
        my_task.instance.queue.append(my_task)

    def _run(self, my_task: Token) -> bool | None:
        return self._run_hook(my_task)

    def _run_hook(self, my_task: Token) -> bool | None:
        if self.element.loop is not None and my_task.inner_of is None:
            return activities.begin_body(my_task)
        return self.run_token(my_task)

    def _on_complete(self, my_task: Token) -> None:
        flow.finish(my_task)

    def _on_cancel(self, my_task: Token) -> None:
        flow.terminate(my_task)


class PlainTask(Node, defaults.NoneTask):
    """A manual or undefined task: passed at once."""


class UserTask(Node, defaults.UserTask):
    """Waits for a person's submission."""

    def run_token(self, token: Token) -> bool | None:
        """Open the task for its people."""
        activities.open_user_task(token)
        return None

    def resolved(self, token: Token, variables: Mapping[str, Any]) -> None:
        """A completing listener is done."""
        activities.listener_done(token, variables)


class OperationTask(Node, defaults.ServiceTask):
    """A service, send or business rule task: asks for an operation or a decision, or throws its message."""

    def run_token(self, token: Token) -> bool | None:
        """Ask, or throw the message of a send task."""
        return activities.run_operation(token)

    def resolved(self, token: Token, variables: Mapping[str, Any]) -> None:
        """The operation, decision or job is done."""
        activities.operation_done(token, variables)


class SubProcess(Node, defaults.SubWorkflowTask):
    """Runs its own nodes in a scope."""

    def run_token(self, token: Token) -> bool | None:
        """Start the inner process."""
        activities.start_sub_process(token)
        return None


class CallActivity(Node, defaults.CallActivity):
    """Runs another process in a scope that sees only its own variables."""

    def run_token(self, token: Token) -> bool | None:
        """Ask for the process to call."""
        activities.ask_for_process(token)
        return None


class ExclusiveGateway(Node, defaults.ExclusiveGateway):
    """Takes the first flow whose condition holds, else the default."""

    def outgoing(self, token: Token) -> Sequence[Flow]:
        """Return the one flow."""
        return gateways.exclusive_choice(token)


class ParallelGateway(Node, defaults.ParallelGateway):
    """Waits for a token on every incoming flow, then takes all outgoing ones."""

    is_parallel_join = True

    def _update_hook(self, my_task: Token) -> bool:
        return gateways.parallel_join(my_task)


class InclusiveGateway(Node, defaults.InclusiveGateway):
    """Waits until no other token can still come, then takes every flow whose condition holds."""

    is_inclusive = True

    def _update_hook(self, my_task: Token) -> bool:
        return gateways.inclusive_arrival(my_task)

    def outgoing(self, token: Token) -> Sequence[Flow]:
        """Return the flows that hold, else the default."""
        return gateways.inclusive_choice(token)


class EventBasedGateway(Node, defaults.EventBasedGateway):
    """Waits for the first of the events behind it."""

    def run_token(self, token: Token) -> bool | None:
        """Let every branch wait."""
        flow.open_token(token)
        waits.arm_branches(token)
        return None


class StartEvent(Node, defaults.StartEvent):
    """Passed at once; which one is chosen by the start command."""


class CatchEvent(Node, defaults.IntermediateCatchEvent):
    """Waits for its timer, message or signal."""

    def run_token(self, token: Token) -> bool | None:
        """Wait."""
        flow.open_token(token)
        waits.arm(token)
        return None


class ReceiveTask(Node, defaults.ReceiveTask):
    """Waits for its message, with boundary events."""

    def run_token(self, token: Token) -> bool | None:
        """Wait."""
        activities.open_activity(token)
        waits.arm(token)
        return None


class BoundaryEvent(Node, defaults.BoundaryEvent):
    """Waits for its host; fired from ``waits``."""

    is_boundary = True


class ThrowEvent(Node, defaults.IntermediateThrowEvent):
    """Throws a message, a signal or an escalation, or does nothing, and is passed."""

    def run_token(self, token: Token) -> bool | None:
        """Throw."""
        kind = self.element.event.kind
        if kind == "message":
            return activities.run_operation(token)
        if kind == "escalation":
            throws.throw_escalation(token, self.element.event.code or "")
        elif kind == "signal":
            throws.throw_signal(token)
        return True if token.is_alive else None

    def resolved(self, token: Token, variables: Mapping[str, Any]) -> None:
        """The operation behind the message is done."""
        activities.operation_done(token, variables)


class EndEvent(Node, defaults.EndEvent):
    """Consumes its token; throws, or ends its whole scope."""

    def run_token(self, token: Token) -> bool | None:
        """Throw or terminate."""
        event = self.element.event
        if event.kind == "message":
            return activities.run_operation(token)
        if event.kind == "escalation":
            throws.throw_escalation(token, event.code or "")
        elif event.kind == "signal":
            throws.throw_signal(token)
        elif event.kind == "terminate":
            flow.terminate_all(token.workflow, keep=token)
        elif event.kind == "error":
            flow.report_passed(token)
            token.discard()
            throws.throw_error(token, event.code or "", "")
        return True if token.is_alive else None

    def resolved(self, token: Token, variables: Mapping[str, Any]) -> None:
        """The operation behind the message is done."""
        activities.operation_done(token, variables)
