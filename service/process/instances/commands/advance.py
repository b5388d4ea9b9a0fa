"""Step one instance: lock, load, step until it waits, save, record. Everything that moves a token comes through here.

Starts and messages stand here too, because a step may throw a message, and a message makes a step or starts an
instance.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy import select

from service import engine
from service.core.database import is_deadlock
from service.core.errors import EngineFault, NotFound, sentence
from service.core.text import folded
from service.process.definitions.queries import definition, diagram, diagrams, latest_definition, started_by
from service.process.history.rules import Entry
from service.process.instances.commands.lock import ProcessInstanceEnded, ProcessInstanceSuspended, locked_instance
from service.process.instances.commands.messages import Message, give_out, is_for, is_kept, keep, keep_for, taken
from service.process.instances.commands.record import Cause, Step, encoded, insert_groups, record_fault, record_step
from service.process.instances.commands.savepoint import Savepoint
from service.process.instances.commands.signals import broadcast_signal
from service.process.instances.commands.step import drive
from service.process.instances.model import ONGOING, message, message_subscription, process_instance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from service.core.tx import Tx
    from service.process.definitions.queries import Definition
    from service.process.instances.commands.lock import Locked

log = structlog.get_logger(__name__)

TIME_TO_LIVE = timedelta(days=30)
"""How long a message nobody awaits yet is kept (processes specification, messages)."""


class ProcessDefinitionNotFound(NotFound):
    """No such process or version is deployed."""

    code = "process_definition_not_found"
    template = sentence("Expected to start process '%(key)s', but it is not deployed. Check its id and version.")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a step went; where the diagram could not go on: the incident, and the fault it tells of."""

    incident_key: int | None = None
    fault: EngineFault | None = None


class MessageUnawaited(NotFound):
    """Nobody awaits the message, and it starts nothing."""

    code = "message_unawaited"
    template = sentence(
        "Expected somebody to await message '%(name)s' with key '%(key)s', but nobody does. "
        "Check both, or publish it with a time to live."
    )


def fresh(tx: Tx, instance: Locked) -> engine.Run:
    """Return the engine's run of an instance that has no state yet."""
    return engine.fresh(diagram(tx, instance.process_definition_key), now=tx.now, new_key=tx.new_key)


def loaded(tx: Tx, instance: Locked, *, even_suspended: bool = False) -> engine.Run:
    """Return the engine's run of a running instance's row.

    Raises ``ProcessInstanceEnded``, and ``ProcessInstanceSuspended`` but for what may be done to a suspended one.
    """
    if instance.state == "SUSPENDED" and not even_suspended:
        raise ProcessInstanceSuspended(key=instance.process_instance_key)
    if instance.state not in ONGOING or instance.blob is None:
        raise ProcessInstanceEnded(key=instance.process_instance_key)
    keys = engine.definition_keys(instance.blob)
    return engine.load(instance.blob, diagrams(tx, keys), now=tx.now, new_key=tx.new_key)


def advance(tx: Tx, instance: Locked, run: engine.Run, command: engine.Command, *, cause: Cause) -> Outcome:
    """Apply a command to the run of a locked instance and record what came of it.

    A fault of the diagram rolls back what operations wrote, leaves the state as it was and records an incident that
    names the submission. What an operation anticipates while a person waits (``InvalidInput`` and the like from a
    completing listener) is raised.
    """
    with _deferring(tx) as deferred:
        savepoint, sent_before = Savepoint(tx.connection), len(deferred)
        try:
            answers = drive(tx, instance.process_instance_key, run, command, savepoint)
            step = Step(command, run.take_events(), answers, encoded(run, instance.process_instance_key))
        except EngineFault as fault:
            savepoint.roll_back()
            del deferred[sent_before:]
            fault.process_definition_key = run.definition_key_at(fault.element_id)
            log.warning("diagram fault", process_instance_key=instance.process_instance_key, sentence=str(fault))
            return Outcome(record_fault(tx, instance, command, fault, cause), fault)
        savepoint.release()
        record_step(tx, instance, step, cause.entry)
        _defer_messages(tx, instance.process_instance_key, step.events)
        return Outcome()


def record(tx: Tx, instance: Locked, step: Step, entry: Entry) -> None:
    """Record a step in which nothing moved, and bring its new subscriptions what is kept for them."""
    with _deferring(tx):
        record_step(tx, instance, step, entry)
        _defer_messages(tx, instance.process_instance_key, step.events)


def create_instance(
    tx: Tx,
    *,
    process_definition_id: str | None = None,
    process_definition_key: int | None = None,
    variables: Mapping[str, Any] | None = None,
    business_id: str = "",
    groups: Sequence[str] | None = None,
) -> int:
    """Start an instance of the version with a key, or of the newest version of a process; returns its key.

    ``groups`` may see it; where none are given, the starter's agency (the start variable ``agency`` where it is one of
    theirs, else all of theirs).
    """
    key = process_definition_key
    chosen = latest_definition(tx, process_definition_id or "") if key is None else definition(tx, key)
    if chosen is None:
        raise ProcessDefinitionNotFound(key=process_definition_id if key is None else key)
    given = dict(variables or {})
    seen_by = _starting_groups(tx, given) if groups is None else list(groups)
    return _create(tx, chosen, engine.StartInstance(given), seen_by, business_id)


def begin(tx: Tx, process_instance_key: int, command: engine.StartInstance) -> Outcome:
    """Step an instance that has no state yet from its start event."""
    instance = locked_instance(tx, process_instance_key)
    entry = Entry("PROCESS_INSTANCE_CREATED", process_definition_key=instance.process_definition_key)
    return advance(tx, instance, fresh(tx, instance), command, cause=Cause(entry))


def publish_message(
    tx: Tx,
    *,
    name: str,
    correlation_key: str,
    variables: Mapping[str, Any] | None = None,
    time_to_live: timedelta = TIME_TO_LIVE,
    message_id: str | None = None,
) -> int:
    """Deliver a message: reach every instance that awaits it, each once, and start the processes that begin with it.

    It is kept where it did neither. Returns the message's key. Called from within a step (by an operation) it is
    delivered once that step is recorded. Raises ``MessageRepeated`` for an id already published in its time to live.
    """
    key = tx.new_key()
    sent = Message(name, correlation_key, variables or {}, message_id, time_to_live)

    def deliver() -> None:
        if sent.message_id is not None and sent.may_wait:
            keep(tx, key, sent)
        if _reached(tx, sent) or not sent.may_wait:
            return
        if sent.message_id is None:
            keep(tx, key, sent)
        else:
            give_out(tx, key)

    if tx.deferred is None:
        deliver()
    else:
        tx.deferred.append(deliver)
    return key


def correlate_message(
    tx: Tx, *, name: str, correlation_key: str, variables: Mapping[str, Any] | None = None
) -> tuple[int, int]:
    """Deliver a message to whom it reaches now; returns its key and the first instance's. It is never kept.

    Raises ``MessageUnawaited``.
    """
    reached = _reached(tx, Message(name, correlation_key, variables or {}))
    if not reached:
        raise MessageUnawaited(name=name, key=correlation_key)
    return tx.new_key(), reached[0]


def start_by_event(tx: Tx, process_definition_key: int, command: engine.StartInstance) -> int:
    """Start an instance by a message or signal; returns its key.

    Who may publish one may name any agency: the one in its variables sees the instance.
    """
    chosen = definition(tx, process_definition_key)
    if chosen is None:
        raise ProcessDefinitionNotFound(key=process_definition_key)
    agency = command.variables.get("agency")
    return _create(tx, chosen, command, [agency] if isinstance(agency, str) else [])


def _create(tx: Tx, chosen: Definition, command: engine.StartInstance, groups: list[str], business_id: str = "") -> int:
    key = tx.new_key()
    tx.execute(
        process_instance.insert(),
        {
            "process_instance_key": key,
            "process_definition_key": chosen.process_definition_key,
            "process_definition_id": chosen.process_definition_id,
            "version": chosen.version,
            "state": "ACTIVE",
            "revision": 0,
            "variables": dict(command.variables),
            "title": chosen.name,
            "folded": folded(chosen.name),
            "business_id": business_id,
            "groups": groups,
            "started_at": tx.now,
            "started_by": tx.actor.user_name,
        },
    )
    insert_groups(tx, key, groups)
    begin(tx, key, command)
    return key


def _starting_groups(tx: Tx, variables: Mapping[str, Any]) -> list[str]:
    agency = variables.get("agency")
    if isinstance(agency, str) and (agency in tx.actor.agencies or tx.actor.is_system):
        return [agency]
    return sorted(tx.actor.agencies)


def start_by_kept(tx: Tx, message_key: int) -> bool:
    """Start the processes that by now begin with a kept message; false when somebody else took it."""
    kept = taken(tx, message_key)
    return kept is not None and bool(_started(tx, kept))


def _reached(tx: Tx, sent: Message) -> list[int]:
    """Deliver a message and return the instances it reached: those that awaited it, then those it started.

    In this order, so that an instance that begins with a message does not get it a second time.
    """
    return _correlated(tx, sent) + _started(tx, sent)


def _started(tx: Tx, sent: Message) -> list[int]:
    """Start the newest version of each process that begins with the message."""
    command = engine.StartInstance(sent.variables, sent.name)
    return [start_by_event(tx, chosen.process_definition_key, command) for chosen in started_by(tx, sent.name)]


@contextmanager
def _deferring(tx: Tx) -> Iterator[list[Callable[[], None]]]:
    """Put off what a step sends until it is recorded, a step within another until that one is; drop it if refused."""
    if tx.deferred is not None:
        yield tx.deferred
        return
    waiting = tx.deferred = []
    try:
        yield waiting
    finally:
        tx.deferred = None
    for deliver in waiting:
        deliver()


def _defer_messages(tx: Tx, process_instance_key: int, events: Sequence[engine.Event]) -> None:
    """Put off what the step threw, and what its new subscriptions may find waiting."""
    for event in events:
        if isinstance(event, engine.MessageThrown):
            publish_message(
                tx, name=event.message_name, correlation_key=event.correlation_key, variables=event.variables
            )
        elif isinstance(event, engine.SignalThrown):
            broadcast_signal(tx, name=event.signal_name, variables=event.variables)
        elif isinstance(event, engine.SubscriptionOpened) and tx.deferred is not None:
            tx.deferred.append(_delivery_of_kept(tx, process_instance_key, event))


def _delivery_of_kept(tx: Tx, process_instance_key: int, opened: engine.SubscriptionOpened) -> Any:
    def deliver() -> None:
        kept = tx.execute(
            select(message.c.message_key)
            .where(
                message.c.message_name == opened.message_name,
                message.c.correlation_key == opened.correlation_key,
                is_kept(tx.now),
                is_for(process_instance_key),
            )
            .order_by(message.c.message_key)
            .limit(1)
        ).scalar_one_or_none()
        if kept is not None:
            deliver_kept(tx, locked_instance(tx, process_instance_key), opened.key, kept)

    return deliver


def deliver_kept(tx: Tx, instance: Locked, subscription_key: int, message_key: int) -> bool:
    """Give a kept message to a subscription of a locked instance; false when either is gone meanwhile."""
    if instance.state != "ACTIVE" or not _is_open(tx, subscription_key):
        return False
    kept = taken(tx, message_key)
    if kept is None:
        return False
    _receive(tx, instance, subscription_key, kept)
    return True


def _correlated(tx: Tx, sent: Message) -> list[int]:
    """Deliver to one subscription of each instance; returns those where it was still open when its turn came.

    If it may be, it is kept for an instance that is suspended or could not take it, and so counts as delivered.
    """
    table = message_subscription
    rows = tx.execute(
        select(table.c.process_instance_key, table.c.message_subscription_key)
        .where(table.c.message_name == sent.name, table.c.correlation_key == sent.correlation_key)
        .order_by(table.c.process_instance_key, table.c.message_subscription_key)
    ).all()
    first_of_each = {row.process_instance_key: row.message_subscription_key for row in reversed(rows)}
    reached = []
    for process_instance_key, subscription_key in sorted(first_of_each.items()):
        instance = locked_instance(tx, process_instance_key)
        if not _is_open(tx, subscription_key):
            continue
        if _received(tx, instance, subscription_key, sent) or keep_for(tx, process_instance_key, sent):
            reached.append(process_instance_key)
    return reached


def _received(tx: Tx, instance: Locked, subscription_key: int, sent: Message) -> bool:
    """Give a message to a subscription, behind a savepoint: one case that is broken does not keep it from the others.

    A message that cannot be kept for the case is refused with it.
    """
    if instance.state != "ACTIVE":
        return False
    try:
        with tx.connection.begin_nested():
            _receive(tx, instance, subscription_key, sent)
    except Exception as error:
        if is_deadlock(error) or not sent.may_wait:
            raise
        log.exception("message not received", process_instance_key=instance.process_instance_key, message=sent.name)
        return False
    return True


def _is_open(tx: Tx, subscription_key: int) -> bool:
    """Return whether a subscription found before the lock of its instance is still open under it."""
    key = message_subscription.c.message_subscription_key
    return tx.execute(select(key).where(key == subscription_key)).one_or_none() is not None


def _receive(tx: Tx, instance: Locked, subscription_key: int, sent: Message) -> None:
    command = engine.CorrelateMessage(subscription_key, sent.name, sent.variables)
    entry = Entry("MESSAGE_CORRELATED", details={"message": sent.name})
    advance(tx, instance, loaded(tx, instance), command, cause=Cause(entry))
