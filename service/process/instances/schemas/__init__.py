"""JSON of the room, one module per kind of request; as Camunda 8 writes it where Camunda has it."""

from __future__ import annotations

from service.process.instances.schemas.elements import ElementInstance, ElementInstanceSearch
from service.process.instances.schemas.instances import (
    OF_INSTANCE,
    OPEN,
    SEARCHABLE_OF_VARIABLES,
    BroadcastSignal,
    CorrelatedMessage,
    CreatedProcessInstance,
    IncidentSearch,
    MessageCorrelation,
    MessagePublication,
    MessageSubscriptionSearch,
    ProcessInstance,
    ProcessInstanceCreation,
    ProcessInstanceSearch,
    PublishedMessage,
    SignalBroadcast,
    VariableSearch,
    variable_rows,
)
from service.process.instances.schemas.interventions import LONGEST_REASON, Intervention
from service.process.instances.schemas.migration import (
    Migration,
    MigrationTrial,
    MigrationVerdict,
    MigrationVerdicts,
    ReasonedMigration,
)
from service.process.instances.schemas.modification import (
    Modifiable,
    Modification,
    Modified,
    ReasonedModification,
    VariableAssignment,
)

__all__ = [
    "LONGEST_REASON",
    "OF_INSTANCE",
    "OPEN",
    "SEARCHABLE_OF_VARIABLES",
    "BroadcastSignal",
    "CorrelatedMessage",
    "CreatedProcessInstance",
    "ElementInstance",
    "ElementInstanceSearch",
    "IncidentSearch",
    "Intervention",
    "MessageCorrelation",
    "MessagePublication",
    "MessageSubscriptionSearch",
    "Migration",
    "MigrationTrial",
    "MigrationVerdict",
    "MigrationVerdicts",
    "Modifiable",
    "Modification",
    "Modified",
    "ProcessInstance",
    "ProcessInstanceCreation",
    "ProcessInstanceSearch",
    "PublishedMessage",
    "ReasonedMigration",
    "ReasonedModification",
    "SignalBroadcast",
    "VariableAssignment",
    "VariableSearch",
    "variable_rows",
]
