"""What one step opens and closes, collected from the engine's events by one applier per event."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from service import engine
from service.core.errors import plain_sentence
from service.core.text import folded
from service.process.definitions.queries import Definition, definition

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from service.core.tx import Tx
    from service.process.instances.commands.lock import Locked


@dataclass(slots=True)
class Ledger:
    """The rows one step opens and closes, collected by the appliers."""

    tx: Tx
    instance: Locked
    elements: list[dict[str, Any]] = field(default_factory=list)
    ended: dict[int, str] = field(default_factory=dict)
    tasks: list[dict[str, Any]] = field(default_factory=list)
    task_scopes: dict[int, int | None] = field(default_factory=dict)
    timers: list[dict[str, Any]] = field(default_factory=list)
    disarmed: list[int] = field(default_factory=list)
    subscriptions: list[dict[str, Any]] = field(default_factory=list)
    unsubscribed: list[int] = field(default_factory=list)
    signal_subscriptions: list[dict[str, Any]] = field(default_factory=list)
    unheard: list[int] = field(default_factory=list)
    jobs: list[dict[str, Any]] = field(default_factory=list)
    canceled_jobs: list[int] = field(default_factory=list)
    migrated: list[dict[str, Any]] = field(default_factory=list)
    errors: list[dict[str, Any]] = field(default_factory=list)
    trail: list[list[str]] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)


def collected(tx: Tx, instance: Locked, events: Iterable[engine.Event]) -> Ledger:
    """Apply the events in order; what opened and closed within the step keeps only its final state."""
    ledger = Ledger(tx, instance)
    for event in events:
        _APPLIERS[type(event)](ledger, event)
    for row in ledger.elements:
        if (state := ledger.ended.pop(row["element_instance_key"], None)) is not None:
            row |= {"state": state, "ended_at": tx.now}
    opened = {row["user_task_key"] for row in ledger.tasks} & ledger.ended.keys()
    ledger.tasks = [row for row in ledger.tasks if row["user_task_key"] not in opened]
    for key in opened:
        del ledger.ended[key]
    _cancel_out(ledger.timers, ledger.disarmed, "timer_key")
    _cancel_out(ledger.subscriptions, ledger.unsubscribed, "message_subscription_key")
    _cancel_out(ledger.signal_subscriptions, ledger.unheard, "signal_subscription_key")
    _cancel_out(ledger.jobs, ledger.canceled_jobs, "job_key")
    return ledger


def origin_of(tx: Tx, process_definition_key: int) -> Definition:
    """Return the definition an element belongs to; the keys in events are those of deployed versions."""
    found = definition(tx, process_definition_key)
    if found is None:
        raise KeyError(process_definition_key)
    return found


def _cancel_out(opened: list[dict[str, Any]], closed: list[int], key: str) -> None:
    both = {row[key] for row in opened} & set(closed)
    opened[:] = [row for row in opened if row[key] not in both]
    closed[:] = [each for each in closed if each not in both]


# ── Appliers: one per event ─────────────────────────────────────────────────────────────────────────────────────


def _element_activated(ledger: Ledger, event: engine.ElementActivated) -> None:
    ledger.trail.append(["activated", event.element_id])
    if event.element_type == "USER_TASK":
        ledger.task_scopes[event.key] = event.scope_key
        return
    origin = origin_of(ledger.tx, event.process_definition_key)
    ledger.elements.append(
        {
            "element_instance_key": event.key,
            "process_instance_key": ledger.instance.process_instance_key,
            "process_definition_key": origin.process_definition_key,
            "process_definition_id": origin.process_definition_id,
            "element_id": event.element_id,
            "element_type": event.element_type,
            "name": event.name,
            "scope_key": event.scope_key,
            "state": "ACTIVE",
            "started_at": ledger.tx.now,
            "ended_at": None,
        }
    )


def _element_completed(ledger: Ledger, event: engine.ElementCompleted) -> None:
    ledger.ended[event.key] = "COMPLETED"


def _element_terminated(ledger: Ledger, event: engine.ElementTerminated) -> None:
    ledger.ended[event.key] = "TERMINATED"


def _element_passed(ledger: Ledger, event: engine.ElementPassed) -> None:
    ledger.trail.append(["passed", event.element_id])


def _user_task_created(ledger: Ledger, event: engine.UserTaskCreated) -> None:
    tx = ledger.tx
    origin = origin_of(tx, event.process_definition_key)
    scope_key = ledger.task_scopes.get(event.key)
    if (error := next((each for each in reversed(ledger.errors) if each["scope"] == str(scope_key)), None)) is not None:
        error["user_tasks"].append(str(event.key))
    ledger.tasks.append(
        {
            "user_task_key": event.key,
            "process_instance_key": ledger.instance.process_instance_key,
            "process_definition_key": origin.process_definition_key,
            "process_definition_id": origin.process_definition_id,
            "process_definition_version": origin.version,
            "element_id": event.element_id,
            "scope_key": scope_key,
            "name": event.name,
            "folded": folded(event.name),
            "state": "CREATED",
            "assignee": event.assignee,
            "candidate_groups": list(event.candidate_groups),
            "candidate_users": list(event.candidate_users),
            "form_id": event.form_id,
            "due_at": event.due_at,
            "follow_up_at": event.follow_up_at,
            "priority": event.priority,
            "created_at": tx.now,
        }
    )


def _timer_armed(ledger: Ledger, event: engine.TimerArmed) -> None:
    ledger.timers.append(
        {
            "timer_key": event.key,
            "process_instance_key": ledger.instance.process_instance_key,
            "element_id": event.element_id,
            "due_at": event.due_at,
        }
    )


def _timer_disarmed(ledger: Ledger, event: engine.TimerDisarmed) -> None:
    ledger.disarmed.append(event.key)


def _subscription_opened(ledger: Ledger, event: engine.SubscriptionOpened) -> None:
    ledger.subscriptions.append(
        {
            "message_subscription_key": event.key,
            "process_instance_key": ledger.instance.process_instance_key,
            "process_definition_key": event.process_definition_key,
            "element_id": event.element_id,
            "message_name": event.message_name,
            "correlation_key": event.correlation_key,
            "interrupting": event.interrupting,
        }
    )


def _subscription_closed(ledger: Ledger, event: engine.SubscriptionClosed) -> None:
    ledger.unsubscribed.append(event.key)


def _signal_subscription_opened(ledger: Ledger, event: engine.SignalSubscriptionOpened) -> None:
    ledger.signal_subscriptions.append(
        {
            "signal_subscription_key": event.key,
            "process_instance_key": ledger.instance.process_instance_key,
            "element_id": event.element_id,
            "signal_name": event.signal_name,
        }
    )


def _signal_subscription_closed(ledger: Ledger, event: engine.SignalSubscriptionClosed) -> None:
    ledger.unheard.append(event.key)


def _job_created(ledger: Ledger, event: engine.JobCreated) -> None:
    ledger.jobs.append(
        {
            "job_key": event.key,
            "job_type": event.job_type,
            "state": "CREATED",
            "process_instance_key": ledger.instance.process_instance_key,
            "process_definition_key": event.process_definition_key,
            "element_id": event.element_id,
            "headers": dict(event.headers),
            "retries": event.retries,
            "due_at": ledger.tx.wall,
            "created_at": ledger.tx.wall,
            "updated_at": ledger.tx.wall,
        }
    )


def _job_canceled(ledger: Ledger, event: engine.JobCanceled) -> None:
    ledger.canceled_jobs.append(event.key)


def _error_caught(ledger: Ledger, event: engine.ErrorCaught) -> None:
    """Keep what was said, and below ``user_tasks`` to whom: what opens next where the error was caught."""
    ledger.errors.append(
        {
            "element_id": event.element_id,
            "process_definition_key": str(event.process_definition_key),
            "code": event.code,
            "reason": plain_sentence(event.message),
            "scope": str(event.scope_key),
            "user_tasks": [],
        }
    )


def _thrown(ledger: Ledger, event: engine.MessageThrown | engine.SignalThrown) -> None:
    ledger.trail.append(["thrown", event.element_id])


def _variables_changed(ledger: Ledger, event: engine.VariablesChanged) -> None:
    if event.scope_key is None:
        ledger.values["variables"] = dict(event.variables)


def _element_migrated(ledger: Ledger, event: engine.ElementMigrated) -> None:
    origin = origin_of(ledger.tx, event.process_definition_key)
    ledger.migrated.append(
        {
            "key": event.key,
            "process_definition_key": origin.process_definition_key,
            "process_definition_id": origin.process_definition_id,
            "process_definition_version": origin.version,
            "element_id": event.element_id,
            "name": event.name,
            "folded": folded(event.name),
            "form_id": event.form_id,
            "interrupting": event.interrupting,
        }
    )


def _instance_migrated(ledger: Ledger, event: engine.InstanceMigrated) -> None:
    origin = origin_of(ledger.tx, event.process_definition_key)
    ledger.values |= {
        "process_definition_key": origin.process_definition_key,
        "process_definition_id": origin.process_definition_id,
        "version": origin.version,
    }


def _instance_completed(ledger: Ledger, _event: engine.InstanceCompleted) -> None:
    ledger.values |= {"state": "COMPLETED", "ended_at": ledger.tx.now}


def _instance_terminated(ledger: Ledger, _event: engine.InstanceTerminated) -> None:
    ledger.values |= {"state": "TERMINATED", "ended_at": ledger.tx.now}


_APPLIERS: dict[type, Callable[[Ledger, Any], None]] = {
    engine.ElementActivated: _element_activated,
    engine.ElementCompleted: _element_completed,
    engine.ElementTerminated: _element_terminated,
    engine.ElementPassed: _element_passed,
    engine.UserTaskCreated: _user_task_created,
    engine.TimerArmed: _timer_armed,
    engine.TimerDisarmed: _timer_disarmed,
    engine.SubscriptionOpened: _subscription_opened,
    engine.SubscriptionClosed: _subscription_closed,
    engine.SignalSubscriptionOpened: _signal_subscription_opened,
    engine.SignalSubscriptionClosed: _signal_subscription_closed,
    engine.JobCreated: _job_created,
    engine.JobCanceled: _job_canceled,
    engine.ErrorCaught: _error_caught,
    engine.MessageThrown: _thrown,
    engine.SignalThrown: _thrown,
    engine.VariablesChanged: _variables_changed,
    engine.ElementMigrated: _element_migrated,
    engine.InstanceMigrated: _instance_migrated,
    engine.InstanceCompleted: _instance_completed,
    engine.InstanceTerminated: _instance_terminated,
}
