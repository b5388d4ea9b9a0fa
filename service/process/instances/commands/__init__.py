"""Writes of the room, one verb per file; ``advance`` is the only one that steps an instance."""

from service.process.instances.commands.advance import (
    ProcessDefinitionNotFound,
    advance,
    correlate_message,
    create_instance,
    deliver_kept,
    loaded,
    publish_message,
    start_by_event,
    start_by_kept,
)
from service.process.instances.commands.cancel import cancel_instance
from service.process.instances.commands.describe import describe_instance
from service.process.instances.commands.incidents import resolve_incident, resolve_incidents
from service.process.instances.commands.lock import (
    LOCKED_COLUMNS,
    ProcessInstanceEnded,
    ProcessInstanceNotFound,
    ProcessInstanceSuspended,
    free_instance,
    locked_from,
    locked_instance,
    locking,
)
from service.process.instances.commands.messages import taken
from service.process.instances.commands.migrate import (
    Migration,
    Verdict,
    migrate_instance,
    proposed_instructions,
    verdict_on,
)
from service.process.instances.commands.modify import Modified, modify_instance
from service.process.instances.commands.record import Cause, close_user_task, record_fault
from service.process.instances.commands.signals import broadcast_signal
from service.process.instances.commands.suspend import resume_instance, suspend_instance

__all__ = [
    "LOCKED_COLUMNS",
    "Cause",
    "Migration",
    "Modified",
    "ProcessDefinitionNotFound",
    "ProcessInstanceEnded",
    "ProcessInstanceNotFound",
    "ProcessInstanceSuspended",
    "Verdict",
    "advance",
    "broadcast_signal",
    "cancel_instance",
    "close_user_task",
    "correlate_message",
    "create_instance",
    "deliver_kept",
    "describe_instance",
    "free_instance",
    "loaded",
    "locked_from",
    "locked_instance",
    "locking",
    "migrate_instance",
    "modify_instance",
    "proposed_instructions",
    "publish_message",
    "record_fault",
    "resolve_incident",
    "resolve_incidents",
    "resume_instance",
    "start_by_event",
    "start_by_kept",
    "suspend_instance",
    "taken",
    "verdict_on",
]
