"""Ending an instance before its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import update

from service import engine
from service.process.history.rules import Entry
from service.process.instances.commands.advance import advance, fresh, loaded
from service.process.instances.commands.lock import locked_instance
from service.process.instances.commands.record import Cause
from service.process.instances.model import ONGOING, incident

if TYPE_CHECKING:
    from service.core.tx import Tx


def cancel_instance(tx: Tx, *, process_instance_key: int, reason: str = "") -> None:
    """End a running or suspended instance where it stands; its incidents are closed with it, and the domain is told."""
    instance = locked_instance(tx, process_instance_key)
    entry = Entry("PROCESS_INSTANCE_CANCELED", details={"reason": reason})
    never_began = instance.state in ONGOING and instance.blob is None
    run = fresh(tx, instance) if never_began else loaded(tx, instance, even_suspended=True)
    advance(tx, instance, run, engine.CancelInstance(), cause=Cause(entry))
    tx.execute(
        update(incident)
        .where(incident.c.process_instance_key == process_instance_key, incident.c.state == "ACTIVE")
        .values(state="RESOLVED", resolved_at=tx.now, resolved_by=tx.actor.user_name)
    )
    tx.domain.ask("case_ended", tx, process_instance_key)
