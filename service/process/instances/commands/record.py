"""Write what a step did: one statement per table, then the instance row with its new state and history head."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, update
from sqlalchemy.dialects import postgresql, sqlite

from service import engine
from service.core.errors import Conflict, EngineFault, sentence
from service.process.history.commands import append
from service.process.history.rules import Entry, Head
from service.process.instances.commands.ledger import Ledger, Locked, collected, origin_of
from service.process.instances.commands.replay import plain_command
from service.process.instances.model import (
    element_instance,
    incident,
    instance_group,
    job,
    message_subscription,
    process_instance,
    timer,
    user_task,
    user_task_group,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from service.core.tx import Tx

VARIABLES_LIMIT = 64 * 1024
"""Bytes of encoded state an instance may take (design: process variables are for gateways, timers and mappings)."""


class RevisionStale(Conflict):
    """The instance moved between reading and writing it."""

    code = "revision_stale"
    template = sentence("Expected to continue process instance '%(key)s', but somebody just did. Try again.")


class StateTooLarge(EngineFault):
    """The variables of an instance outgrew their limit."""

    code = "state_too_large"
    template = sentence(
        "Expected process instance '%(key)s' to keep at most 64 KB of variables, but it has more. "
        "Keep case data in forms and only what gateways need in variables."
    )


def record_step(
    tx: Tx, instance: Locked, run: engine.Run, entry: Entry, decisions: Sequence[dict[str, Any]]
) -> list[engine.Event]:
    """Write a step's rows, its state and its history; returns its events."""
    events = run.take_events()
    ledger = collected(tx, instance, events)
    _write_ended(tx, ledger.ended)
    if ledger.elements:
        tx.execute(element_instance.insert(), ledger.elements)
    _write_tasks(ledger)
    _write_waiting(ledger)
    blob = None if run.is_ended else run.save()
    if blob is not None and len(blob) > VARIABLES_LIMIT:
        raise StateTooLarge(key=instance.process_instance_key)
    details = dict(entry.details or {}) | {"trail": ledger.trail}
    if decisions:
        details["decisions"] = list(decisions)
    head = append(
        tx,
        process_instance_key=instance.process_instance_key,
        head=Head(instance.history_sequence, instance.history_hash),
        entries=[Entry(entry.operation, entry.element_id, entry.process_definition_key, details)],
    )
    values = ledger.values | {"blob": blob, "history_sequence": head.sequence, "history_hash": head.hash}
    update_instance(tx, instance, values)
    return events


def record_fault(
    tx: Tx, instance: Locked, command: engine.Command, fault: EngineFault, entry: Entry, submission_key: int | None
) -> int:
    """Record an incident for a step that could not be made; the instance stays where it was. Returns its key."""
    key = tx.new_key()
    element_id = str(fault.parameters.get("element_id", entry.element_id))
    origin = origin_of(tx, entry.process_definition_key or instance.process_definition_key)
    tx.execute(
        incident.insert(),
        {
            "incident_key": key,
            "process_instance_key": instance.process_instance_key,
            "process_definition_key": origin.process_definition_key,
            "process_definition_id": origin.process_definition_id,
            "element_id": element_id,
            "element_instance_key": getattr(command, "key", None),
            "error_type": getattr(fault, "error_type", fault.code.upper()),
            "message": str(fault),
            "state": "ACTIVE",
            "created_at": tx.now,
            "actor": tx.actor.user_name,
            "submission_key": submission_key,
            "command": plain_command(command),
        },
    )
    if isinstance(command, engine.CompleteUserTask):
        _write_ended(tx, {command.key: "COMPLETED"})
    if isinstance(command, engine.FireTimers):
        _drop_due_timers(tx, instance.process_instance_key)
    incident_entry = Entry("INCIDENT_CREATED", element_id, origin.process_definition_key, {"message": str(fault)})
    head = append(
        tx,
        process_instance_key=instance.process_instance_key,
        head=Head(instance.history_sequence, instance.history_hash),
        entries=[entry, incident_entry],
    )
    update_instance(tx, instance, {"history_sequence": head.sequence, "history_hash": head.hash})
    return key


def update_instance(tx: Tx, instance: Locked, values: dict[str, Any]) -> None:
    """Write the instance row at the revision it was read at; raises ``RevisionStale``.

    The row lock makes a stale revision impossible on both databases; the check is the net beneath it.
    """
    table = process_instance
    changed = tx.execute(
        update(table)
        .where(
            table.c.process_instance_key == instance.process_instance_key,
            table.c.revision == instance.revision,
        )
        .values(revision=instance.revision + 1, **values)
    )
    if changed.rowcount != 1:
        raise RevisionStale(key=instance.process_instance_key)


def insert_groups(tx: Tx, process_instance_key: int, groups: Iterable[str]) -> None:
    """Let groups see an instance; a group that already does stays."""
    rows = [{"process_instance_key": process_instance_key, "group": group} for group in sorted(groups)]
    if not rows:
        return
    dialect = sqlite if tx.connection.dialect.name == "sqlite" else postgresql
    tx.execute(dialect.insert(instance_group).on_conflict_do_nothing(), rows)


def _write_ended(tx: Tx, ended: dict[int, str]) -> None:
    """Close user tasks and other element instances; which is which shows in what the update of the first found."""
    for state in ("COMPLETED", "TERMINATED"):
        keys = [key for key, end in ended.items() if end == state]
        if not keys:
            continue
        is_done = state == "COMPLETED"
        closed = tx.execute(
            update(user_task)
            .where(user_task.c.user_task_key.in_(keys), user_task.c.state == "CREATED")
            .values(
                state="COMPLETED" if is_done else "CANCELED",
                completed_at=tx.now,
                completed_by=tx.actor.user_name if is_done else None,
            )
        )
        if closed.rowcount:
            tx.execute(delete(user_task_group).where(user_task_group.c.user_task_key.in_(keys)))
        if closed.rowcount < len(keys):
            tx.execute(
                update(element_instance)
                .where(element_instance.c.element_instance_key.in_(keys))
                .values(state=state, ended_at=tx.now)
            )


def _write_tasks(ledger: Ledger) -> None:
    if not ledger.tasks:
        return
    tx = ledger.tx
    tx.execute(user_task.insert(), ledger.tasks)
    groups = [
        {"user_task_key": row["user_task_key"], "group": group}
        for row in ledger.tasks
        for group in dict.fromkeys(row["candidate_groups"])
    ]
    if groups:
        tx.execute(user_task_group.insert(), groups)
    known = set(ledger.instance.groups)
    agencies = {row["group"].split("/", 1)[0] for row in groups}
    if agencies - known:
        insert_groups(tx, ledger.instance.process_instance_key, agencies - known)
        ledger.values["groups"] = sorted(known | agencies)


def _write_waiting(ledger: Ledger) -> None:
    tx = ledger.tx
    for table, key, opened, closed in (
        (timer, timer.c.timer_key, ledger.timers, ledger.disarmed),
        (
            message_subscription,
            message_subscription.c.message_subscription_key,
            ledger.subscriptions,
            ledger.unsubscribed,
        ),
    ):
        if closed:
            tx.execute(delete(table).where(key.in_(closed)))
        if opened:
            tx.execute(table.insert(), opened)
    if ledger.jobs:
        tx.execute(job.insert(), ledger.jobs)
    if ledger.canceled_jobs:
        tx.execute(update(job).where(job.c.job_key.in_(ledger.canceled_jobs)).values(state="CANCELED"))


def _drop_due_timers(tx: Tx, process_instance_key: int) -> None:
    """Stop the ticker from trying again what an incident now waits to retry."""
    tx.execute(delete(timer).where(timer.c.process_instance_key == process_instance_key, timer.c.due_at <= tx.now))
