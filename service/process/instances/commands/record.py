"""Write what a step did: one statement per table, then the instance row with its new state and history head."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, insert, update

from service import engine
from service.core.errors import Conflict, EngineFault, plain_sentence, sentence
from service.core.statement import Statement
from service.process.decisions.commands import keep_answers, record_of
from service.process.forms.queries import newest_form_key
from service.process.history.commands import append
from service.process.history.rules import Entry, Head
from service.process.instances.commands.ledger import Ledger, collected, origin_of
from service.process.instances.commands.replay import plain_command
from service.process.instances.model import (
    element_instance,
    incident,
    instance_group,
    job,
    message_subscription,
    process_instance,
    signal_subscription,
    timer,
    user_task,
    user_task_group,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from service.core.tx import Tx
    from service.process.decisions.commands import Answer
    from service.process.instances.commands.lock import Locked

VARIABLES_LIMIT = 64 * 1024
"""Bytes of encoded state an instance may take (design: process variables are for gateways, timers and mappings)."""

_UPDATE_INSTANCE = Statement(
    update(process_instance).where(
        process_instance.c.process_instance_key == bindparam("locked_key"),
        process_instance.c.revision == bindparam("locked_revision"),
    )
)
_OPEN_USER_TASKS = Statement(insert(user_task).values(form_key=newest_form_key(bindparam("form_id"))))
_CLOSE_USER_TASK = Statement(
    update(user_task).where(user_task.c.user_task_key == bindparam("key"), user_task.c.state == "CREATED")
)
_DROP_GROUPS = Statement(delete(user_task_group).where(user_task_group.c.user_task_key == bindparam("key")))
_MOVE_TIMER = Statement(update(timer).where(timer.c.timer_key == bindparam("key")))
_DROP = {
    table: Statement(delete(table).where(next(iter(table.primary_key)) == bindparam("key")))
    for table in (timer, message_subscription, signal_subscription)
}
_INSERT = {
    table: Statement(insert(table))
    for table in (element_instance, user_task_group, timer, message_subscription, signal_subscription, job)
}
_MIGRATE = {
    table: Statement(update(table).where(next(iter(table.primary_key)) == bindparam("key"), *are_open))
    for table, are_open in (
        (element_instance, [element_instance.c.state == "ACTIVE"]),
        (timer, []),
        (message_subscription, []),
        (signal_subscription, []),
        (job, [job.c.ended_at.is_(None)]),
    )
}
_MIGRATE_USER_TASK = Statement(
    update(user_task)
    .where(user_task.c.user_task_key == bindparam("key"), user_task.c.state == "CREATED")
    .values(form_key=newest_form_key(bindparam("form_id")))
)


class RevisionStale(Conflict):
    """The instance moved between reading and writing it."""

    code = "revision_stale"
    template = sentence("Expected to continue process instance '%(key)s', but somebody just did. Try again.")


class StateTooLarge(EngineFault):
    """The variables of an instance outgrew their limit."""

    code = "state_too_large"
    error_type = "MESSAGE_SIZE_EXCEEDED"
    template = sentence(
        "Expected process instance '%(key)s' to keep at most 64 KB of variables, but it has more. "
        "Keep case data in forms and only what gateways need in variables."
    )


@dataclass(frozen=True, slots=True)
class Cause:
    """Why an instance is stepped: its history entry, and the submission or job behind it if there is one."""

    entry: Entry
    submission_key: int | None = None
    job_key: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A step as it was made: its command, what happened, the answers of decisions, and the state after it.

    A migration has no command: it moves nothing, and what it refuses is never tried again.
    """

    command: engine.Command | None
    events: Sequence[engine.Event]
    answers: Sequence[Answer]
    blob: bytes | None


def encoded(run: engine.Run, process_instance_key: int) -> bytes | None:
    """Return the state to store, ``None`` of an instance that has ended; raises ``StateTooLarge``."""
    blob = None if run.is_ended else run.save()
    if blob is not None and len(blob) > VARIABLES_LIMIT:
        raise StateTooLarge(key=process_instance_key)
    return blob


def record_step(tx: Tx, instance: Locked, step: Step, entry: Entry) -> None:
    """Write a step's rows, its state and its history. The user task it completed is closed already."""
    ledger = collected(tx, instance, step.events)
    if isinstance(step.command, engine.CompleteUserTask):
        ledger.ended.pop(step.command.key, None)
    _write_ended(tx, ledger.ended)
    tx.driver.write_all(_INSERT[element_instance], ledger.elements)
    _write_tasks(ledger)
    _write_waiting(ledger)
    _write_migrated(ledger)
    details = dict(entry.details or {}) | {"trail": ledger.trail}
    if ledger.errors:
        details["errors"] = ledger.errors
    if step.answers:
        keep_answers(tx, instance.process_instance_key, step.answers)
        details["decisions"] = [record_of(answer) for answer in step.answers]
    head = append(
        tx,
        process_instance_key=instance.process_instance_key,
        head=Head(instance.history_sequence, instance.history_hash),
        entries=[Entry(entry.operation, entry.element_id, entry.process_definition_key, details)],
    )
    values = ledger.values | {"blob": step.blob, "history_sequence": head.sequence, "history_hash": head.hash}
    update_instance(tx, instance, values)


def record_fault(tx: Tx, instance: Locked, command: engine.Command | None, fault: EngineFault, cause: Cause) -> int:
    """Record an incident for a step that could not be made; the instance stays where it was. Returns its key.

    There is no command where a worker could not do its job.
    """
    key, entry = tx.new_key(), cause.entry
    process_definition_key = fault.process_definition_key or entry.process_definition_key
    origin = origin_of(tx, process_definition_key or instance.process_definition_key)
    element_id = fault.element_id or entry.element_id or origin.process_definition_id
    tx.execute(
        incident.insert(),
        {
            "incident_key": key,
            "process_instance_key": instance.process_instance_key,
            "process_definition_key": origin.process_definition_key,
            "process_definition_id": origin.process_definition_id,
            "element_id": element_id,
            "element_instance_key": cause.job_key or getattr(command, "key", None),
            "job_key": cause.job_key,
            "error_type": fault.error_type,
            "message": str(fault),
            **plain_sentence(fault),
            "state": "ACTIVE",
            "created_at": tx.now,
            "actor": tx.actor.user_name,
            "submission_key": cause.submission_key,
            "command": {} if command is None else plain_command(command),
        },
    )
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
    read_at = {"locked_key": instance.process_instance_key, "locked_revision": instance.revision}
    if tx.driver.write(_UPDATE_INSTANCE, read_at | {"revision": instance.revision + 1} | values) != 1:
        raise RevisionStale(key=instance.process_instance_key)


def insert_groups(tx: Tx, process_instance_key: int, groups: Iterable[str]) -> None:
    """Let groups see an instance; a group that already does stays."""
    rows = [{"process_instance_key": process_instance_key, "group": group} for group in sorted(groups)]
    tx.insert_missing(instance_group, rows)


def close_user_task(tx: Tx, user_task_key: int) -> bool:
    """Complete an open user task's row, before its instance is stepped; false when it is open no more.

    This is also the check under the instance's lock: a colleague may have completed the task while we waited for it.
    """
    done = {"state": "COMPLETED", "completed_at": tx.now, "completed_by": tx.actor.user_name}
    is_closed = tx.driver.write(_CLOSE_USER_TASK, {"key": user_task_key} | done) == 1
    if is_closed:
        tx.driver.write(_DROP_GROUPS, {"key": user_task_key})
    return is_closed


def _write_ended(tx: Tx, ended: dict[int, str]) -> None:
    """Close element instances and cancel user tasks; which is which shows in how many of the latter there were."""
    for state in ("COMPLETED", "TERMINATED"):
        keys = [key for key, end in ended.items() if end == state]
        canceled = _cancel_user_tasks(tx, keys) if keys and state == "TERMINATED" else 0
        if len(keys) > canceled:
            closed = update(element_instance).where(element_instance.c.element_instance_key.in_(keys))
            tx.execute(closed.values(state=state, ended_at=tx.now))


def _cancel_user_tasks(tx: Tx, keys: list[int]) -> int:
    """Cancel those of the elements that are open user tasks; returns how many."""
    are_open = (user_task.c.user_task_key.in_(keys), user_task.c.state == "CREATED")
    canceled = tx.execute(update(user_task).where(*are_open).values(state="CANCELED", completed_at=tx.now)).rowcount
    if canceled:
        tx.execute(delete(user_task_group).where(user_task_group.c.user_task_key.in_(keys)))
    return canceled


def _write_tasks(ledger: Ledger) -> None:
    if not ledger.tasks:
        return
    tx = ledger.tx
    tx.driver.write_all(_OPEN_USER_TASKS, ledger.tasks)
    groups = [
        {"user_task_key": row["user_task_key"], "group": group}
        for row in ledger.tasks
        for group in dict.fromkeys(row["candidate_groups"])
    ]
    tx.driver.write_all(_INSERT[user_task_group], groups)
    known = set(ledger.instance.groups)
    agencies = {row["group"].split("/", 1)[0] for row in groups}
    if agencies - known:
        insert_groups(tx, ledger.instance.process_instance_key, agencies - known)
        ledger.values["groups"] = sorted(known | agencies)


def _write_waiting(ledger: Ledger) -> None:
    tx = ledger.tx
    _write_timers(ledger)
    tx.driver.write_all(_DROP[message_subscription], [{"key": key} for key in ledger.unsubscribed])
    tx.driver.write_all(_DROP[signal_subscription], [{"key": key} for key in ledger.unheard])
    if ledger.canceled_jobs:
        canceled = update(job).where(job.c.job_key.in_(ledger.canceled_jobs), job.c.ended_at.is_(None))
        tx.execute(canceled.values(state="CANCELED", due_at=None, updated_at=tx.wall, ended_at=tx.wall))
        held_by = (incident.c.job_key.in_(ledger.canceled_jobs), incident.c.state == "ACTIVE")
        settled = update(incident).where(*held_by)
        tx.execute(settled.values(state="RESOLVED", resolved_at=tx.now, resolved_by=tx.actor.user_name))
    tx.driver.write_all(_INSERT[message_subscription], ledger.subscriptions)
    tx.driver.write_all(_INSERT[signal_subscription], ledger.signal_subscriptions)
    tx.driver.write_all(_INSERT[job], ledger.jobs)


def _write_timers(ledger: Ledger) -> None:
    """Write the timers. A step mostly disarms one and arms another, for which one statement moves the row."""
    tx = ledger.tx
    armed, disarmed = list(ledger.timers), list(ledger.disarmed)
    while armed and disarmed:
        moved = {"key": disarmed.pop(), "attempts": 0} | armed[-1]
        if tx.driver.write(_MOVE_TIMER, moved) == 1:  # an incident may have dropped the row
            armed.pop()
    tx.driver.write_all(_DROP[timer], [{"key": key} for key in disarmed])
    tx.driver.write_all(_INSERT[timer], armed)


def _write_migrated(ledger: Ledger) -> None:
    """Let the rows of an element instance name its new element; all of them have its key."""
    if not ledger.migrated:
        return
    for table, statement in _MIGRATE.items():
        rows = [{name: row[name] for name in row if name == "key" or name in table.c} for row in ledger.migrated]
        ledger.tx.driver.write_all(statement, rows)
    rows = [{name: row[name] for name in row if name != "interrupting"} for row in ledger.migrated]
    ledger.tx.driver.write_all(_MIGRATE_USER_TASK, rows)


def _drop_due_timers(tx: Tx, process_instance_key: int) -> None:
    """Stop the ticker from trying again what an incident now waits to retry."""
    tx.execute(delete(timer).where(timer.c.process_instance_key == process_instance_key, timer.c.due_at <= tx.now))
