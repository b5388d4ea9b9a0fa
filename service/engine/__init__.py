"""The engine: the only importer of SpiffWorkflow, a leaf that knows no database.

It owns what a diagram means: reading and checking it (``read``, ``lint``), stepping an instance (``start``, ``load``,
``Run.apply``), the stored state (``Run.save``). A step is *(definition, state, command, now) → (state, events,
request?)*: the engine never calls out, it asks, and goes on with the answer.

Invariants: what is accepted runs right, or is refused at the element; an expression is FEEL and nothing else; specs
are shared and never change; time is the step's ``now``; every key comes from ``new_key``; after an exception the run
is void and the saved state stands.
"""

from __future__ import annotations

from service.engine.codec import definition_keys
from service.engine.diagram import Diagram, StartInfo, UserTaskInfo, read
from service.engine.faults import (
    DiagramFault,
    DiagramRefused,
    MappingInvalid,
    MigrationRefused,
    ModificationRefused,
    NotWaiting,
    StateUnreadable,
)
from service.engine.findings import Facts, Finding
from service.engine.lint import lint
from service.engine.migration import check_beginning
from service.engine.migration_plan import Instruction, proposed_instructions
from service.engine.modify import SOURCE_PARENT, Activation, Assignment, Move, OpenElement, StartableElement
from service.engine.places import ROOT
from service.engine.run import Run, fresh, load, start
from service.engine.steps import (
    CancelInstance,
    CatchSignal,
    Command,
    CompleteJob,
    CompleteUserTask,
    CorrelateMessage,
    DecisionRequested,
    ElementActivated,
    ElementCompleted,
    ElementMigrated,
    ElementPassed,
    ElementTerminated,
    Event,
    FailJob,
    FireTimers,
    InstanceCompleted,
    InstanceMigrated,
    InstanceTerminated,
    JobCanceled,
    JobCreated,
    MessageThrown,
    ModifyInstance,
    OperationRequested,
    ProcessRequested,
    Request,
    SignalSubscriptionClosed,
    SignalSubscriptionOpened,
    SignalThrown,
    StartInstance,
    SubscriptionClosed,
    SubscriptionOpened,
    ThrowError,
    TimerArmed,
    TimerDisarmed,
    UserTaskCreated,
    VariablesChanged,
)

__all__ = [
    "ROOT",
    "SOURCE_PARENT",
    "Activation",
    "Assignment",
    "CancelInstance",
    "CatchSignal",
    "Command",
    "CompleteJob",
    "CompleteUserTask",
    "CorrelateMessage",
    "DecisionRequested",
    "Diagram",
    "DiagramFault",
    "DiagramRefused",
    "ElementActivated",
    "ElementCompleted",
    "ElementMigrated",
    "ElementPassed",
    "ElementTerminated",
    "Event",
    "Facts",
    "FailJob",
    "Finding",
    "FireTimers",
    "InstanceCompleted",
    "InstanceMigrated",
    "InstanceTerminated",
    "Instruction",
    "JobCanceled",
    "JobCreated",
    "MappingInvalid",
    "MessageThrown",
    "MigrationRefused",
    "ModificationRefused",
    "ModifyInstance",
    "Move",
    "NotWaiting",
    "OpenElement",
    "OperationRequested",
    "ProcessRequested",
    "Request",
    "Run",
    "SignalSubscriptionClosed",
    "SignalSubscriptionOpened",
    "SignalThrown",
    "StartInfo",
    "StartInstance",
    "StartableElement",
    "StateUnreadable",
    "SubscriptionClosed",
    "SubscriptionOpened",
    "ThrowError",
    "TimerArmed",
    "TimerDisarmed",
    "UserTaskCreated",
    "UserTaskInfo",
    "VariablesChanged",
    "check_beginning",
    "definition_keys",
    "fresh",
    "lint",
    "load",
    "proposed_instructions",
    "read",
    "start",
]
