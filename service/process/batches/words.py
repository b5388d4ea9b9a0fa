"""What people call the operations and states of batches."""

from __future__ import annotations

from dataclasses import dataclass

from service.core.errors import sentence


@dataclass(frozen=True, slots=True)
class OperationWords:
    """An operation as a choice: its name, what it means, and what its button says."""

    name: str
    means: str
    does: str


OPERATION_WORDS = {
    "SUSPEND_PROCESS_INSTANCE": OperationWords(
        sentence("Suspend"),
        sentence("The case stands still. Nobody can send a step; what comes meanwhile is kept."),
        sentence("Suspend the cases"),
    ),
    "RESUME_PROCESS_INSTANCE": OperationWords(
        sentence("Resume"),
        sentence("A suspended case goes on where it stood; what fell due meanwhile is done at once."),
        sentence("Resume the cases"),
    ),
    "RESOLVE_INCIDENT": OperationWords(
        sentence("Retry incidents"),
        sentence("What a case could not do is tried again. Mend the cause first."),
        sentence("Retry the incidents"),
    ),
    "MODIFY_PROCESS_INSTANCE": OperationWords(
        sentence("Move"),
        sentence("What stands at one step goes on at another."),
        sentence("Move the cases to another step"),
    ),
    "MIGRATE_PROCESS_INSTANCE": OperationWords(
        sentence("Put on another version"),
        sentence("What is open goes on under another version of the diagram."),
        sentence("Put the cases on another version"),
    ),
    "CANCEL_PROCESS_INSTANCE": OperationWords(
        sentence("Cancel"),
        sentence("The case ends where it stands and its open steps are taken back. This cannot be undone."),
        sentence("Cancel the cases"),
    ),
}
STATE_WORDS = {
    "ACTIVE": sentence("Under way"),
    "SUSPENDED": sentence("Held"),
    "COMPLETED": sentence("Done"),
    "CANCELED": sentence("Called off"),
    "FAILED": sentence("Not done"),
}
