"""Holding a running instance where it stands, and letting it go on.

Nothing moves a suspended instance: its user tasks cannot be completed, its jobs are not given to workers, its timers do
not fire. What comes for it meanwhile is kept: timers and signals stay due, messages are kept for it. Only its end, a
modification and a migration reach it (decision 17).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.core.errors import WrongState, sentence
from service.process.history.commands import append
from service.process.history.rules import Entry, Head
from service.process.instances.commands.lock import ProcessInstanceEnded, ProcessInstanceSuspended, locked_instance
from service.process.instances.commands.record import update_instance
from service.process.instances.model import ONGOING

if TYPE_CHECKING:
    from service.core.tx import Tx


class ProcessInstanceRunning(WrongState):
    """The instance is not suspended."""

    code = "process_instance_running"
    template = sentence("Expected to resume process instance '%(key)s', but it is running. Nothing needs doing.")


def suspend_instance(tx: Tx, *, process_instance_key: int, reason: str = "") -> None:
    """Suspend a running instance; raises ``ProcessInstanceEnded`` and ``ProcessInstanceSuspended``."""
    _turn(tx, process_instance_key, "SUSPENDED", Entry("PROCESS_INSTANCE_SUSPENDED", details={"reason": reason}))


def resume_instance(tx: Tx, *, process_instance_key: int, reason: str = "") -> None:
    """Let a suspended instance go on; workers do what fell due meanwhile at once.

    Raises ``ProcessInstanceEnded`` and ``ProcessInstanceRunning``.
    """
    _turn(tx, process_instance_key, "ACTIVE", Entry("PROCESS_INSTANCE_RESUMED", details={"reason": reason}))


def _turn(tx: Tx, process_instance_key: int, state: str, entry: Entry) -> None:
    instance = locked_instance(tx, process_instance_key)
    if instance.state not in ONGOING:
        raise ProcessInstanceEnded(key=process_instance_key)
    if instance.state == state:
        raise (ProcessInstanceRunning if state == "ACTIVE" else ProcessInstanceSuspended)(key=process_instance_key)
    head = append(
        tx,
        process_instance_key=process_instance_key,
        head=Head(instance.history_sequence, instance.history_hash),
        entries=[entry],
    )
    update_instance(tx, instance, {"state": state, "history_sequence": head.sequence, "history_hash": head.hash})
