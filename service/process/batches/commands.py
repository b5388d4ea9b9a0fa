"""Beginning a batch operation, doing its items, holding it and calling it off."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, String, cast, exists, func, insert, literal, select, update

from service import engine
from service.access import policy
from service.access.policy import Action, CaseResource
from service.access.queries import actor_named
from service.core.errors import AnticipatedError, NotFound, Sentence, WrongState, plain_sentence, sentence
from service.process.batches.model import batch_operation, batch_operation_item
from service.process.batches.queries import UNDER_WAY
from service.process.instances.commands import (
    Migration,
    ProcessInstanceNotFound,
    cancel_instance,
    migrate_instance,
    modify_instance,
    resolve_incident,
    resume_instance,
    suspend_instance,
)
from service.process.instances.model import ONGOING, incident, process_instance
from service.process.instances.queries import instance

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import ColumnElement

    from service.core.actor import Actor
    from service.core.tx import Tx
    from service.process.batches.queries import OpenItem

STOPPED_AGAIN = sentence("It was tried again and stopped again; the new incident tells why.")
AUTHOR_GONE = sentence("The account of the person who began this batch has been closed.")
FAILED = sentence("It failed unexpectedly: %(reason)s")


class BatchOperationNotFound(NotFound):
    """No such batch."""

    code = "batch_operation_not_found"
    template = sentence("Expected to find batch operation '%(key)s', but there is none. Check the key.")


class BatchOperationEnded(WrongState):
    """The batch has ended."""

    code = "batch_operation_ended"
    template = sentence("Expected to change batch operation '%(key)s', but it has ended. Begin another one.")


@dataclass(frozen=True, slots=True)
class Operation:
    """Something that can be done to many instances: what it needs, on which it makes sense, and how one is done.

    ``do`` returns a sentence where it was done in vain, and raises what it refuses. One that is not ``plain`` needs
    parameters.
    """

    action: Action
    fits: Callable[[], ColumnElement[bool]]
    do: Callable[[Tx, int, str, Mapping[str, Any]], Sentence | None]
    is_plain: bool = True


def _cancel(tx: Tx, key: int, reason: str, _parameters: Mapping[str, Any]) -> None:
    cancel_instance(tx, process_instance_key=key, reason=reason)


def _suspend(tx: Tx, key: int, reason: str, _parameters: Mapping[str, Any]) -> None:
    suspend_instance(tx, process_instance_key=key, reason=reason)


def _resume(tx: Tx, key: int, reason: str, _parameters: Mapping[str, Any]) -> None:
    resume_instance(tx, process_instance_key=key, reason=reason)


def _move(tx: Tx, key: int, reason: str, parameters: Mapping[str, Any]) -> None:
    """Move what stands at elements of an instance to others beside them; one that stands at none is refused."""
    moves = (engine.Move(source, target, {}, engine.SOURCE_PARENT) for source, target in parameters["moves"])
    command = engine.ModifyInstance(moves=tuple(moves))
    modify_instance(tx, process_instance_key=key, command=command, reason=reason)


def _migrate(tx: Tx, key: int, reason: str, parameters: Mapping[str, Any]) -> None:
    source = parameters.get("source")
    migration = Migration(
        int(parameters["target"]),
        [(before, after) for before, after in parameters["instructions"]],
        None if source is None else int(source),
    )
    migrate_instance(tx, process_instance_key=key, migration=migration, reason=reason)


def _resolve(tx: Tx, key: int, _reason: str, _parameters: Mapping[str, Any]) -> Sentence | None:
    is_open = (incident.c.process_instance_key == key, incident.c.state == "ACTIVE")
    keys = tx.execute(select(incident.c.incident_key).where(*is_open).order_by(incident.c.incident_key)).scalars().all()
    following = [resolve_incident(tx, incident_key=each) for each in keys]
    return STOPPED_AGAIN if any(following) else None


def _is_in(*states: str) -> Callable[[], ColumnElement[bool]]:
    return lambda: process_instance.c.state.in_(states)


def _has_incident() -> ColumnElement[bool]:
    mine = incident.c.process_instance_key == process_instance.c.process_instance_key
    return exists().where(mine, incident.c.state == "ACTIVE")


OPERATIONS: Mapping[str, Operation] = {
    "SUSPEND_PROCESS_INSTANCE": Operation(Action.CASE_SUSPEND, _is_in("ACTIVE"), _suspend),
    "RESUME_PROCESS_INSTANCE": Operation(Action.CASE_SUSPEND, _is_in("SUSPENDED"), _resume),
    "RESOLVE_INCIDENT": Operation(Action.INCIDENT_RESOLVE, _has_incident, _resolve),
    "MODIFY_PROCESS_INSTANCE": Operation(Action.CASE_MODIFY, _is_in(*ONGOING), _move, is_plain=False),
    "MIGRATE_PROCESS_INSTANCE": Operation(Action.CASE_MIGRATE, _is_in(*ONGOING), _migrate, is_plain=False),
    "CANCEL_PROCESS_INSTANCE": Operation(Action.CASE_CANCEL, _is_in(*ONGOING), _cancel),
}
"""What a batch can do, by Camunda's name."""


def check_allowed(actor: Actor, operation: str) -> None:
    """Raise ``NotAllowed`` where somebody may not do an operation to any case at all."""
    action = OPERATIONS[operation].action
    if not policy.may(actor, action, CaseResource()):
        raise policy.NotAllowed(action=action.value, user_name=actor.user_name)


def begin_batch(
    tx: Tx,
    *,
    operation: str,
    which: ColumnElement[bool],
    reason: str = "",
    parameters: Mapping[str, Any] | None = None,
) -> int:
    """Begin a batch over the instances that meet the condition now and on which it makes sense; returns its key.

    None is a batch that has ended at once. Raises ``NotAllowed``.
    """
    check_allowed(tx.actor, operation)
    chosen = OPERATIONS[operation]
    key = tx.new_key()
    values = {"batch_operation_key": key, "operation": operation, "state": "ACTIVE", "reason": reason}
    origin = {"parameters": dict(parameters or {}), "created_at": tx.now, "created_by": tx.actor.user_name}
    tx.execute(batch_operation.insert(), values | origin)
    instance_key = process_instance.c.process_instance_key
    items = select(
        literal(key, BigInteger),
        instance_key,
        func.row_number().over(order_by=instance_key),
        cast(literal("ACTIVE"), String(20)),
    ).where(chosen.fits(), which)
    columns = ["batch_operation_key", "process_instance_key", "position", "state"]
    tx.execute(insert(batch_operation_item).from_select(columns, items))
    _end_if_done(tx, key)
    return key


def repeat_batch(tx: Tx, *, batch_operation_key: int) -> int:
    """Begin the same again for the instances on which it failed, with the same reason; returns the new batch's key."""
    found = tx.execute(_batch(batch_operation_key)).one_or_none()
    if found is None:
        raise BatchOperationNotFound(key=batch_operation_key)
    item = batch_operation_item
    have_failed = select(item.c.process_instance_key).where(
        item.c.batch_operation_key == batch_operation_key, item.c.state == "FAILED"
    )
    return begin_batch(
        tx,
        operation=found.operation,
        which=process_instance.c.process_instance_key.in_(have_failed),
        reason=found.reason,
        parameters=found.parameters,
    )


def do_item(tx: Tx, item: OpenItem) -> bool:
    """Do an item as who began its batch; returns whether there still was anything to do under the batch's lock.

    What an item refuses is undone and told with it. A batch that another worker has at this moment is left to it.
    """
    batch = tx.execute(_batch(item.batch_operation_key).with_for_update(skip_locked=True)).one_or_none()
    if batch is None or batch.state != "ACTIVE" or not _is_open(tx, item):
        return False
    author = actor_named(tx, batch.created_by)
    told: Sentence | AnticipatedError | None = AUTHOR_GONE
    if author is not None:
        try:
            with tx.connection.begin_nested():
                told = _done(tx, author, batch, item.process_instance_key)
        except AnticipatedError as refused:
            told = refused
    _close(tx, item, told)
    return True


def fail_item(tx: Tx, item: OpenItem, error: Exception) -> None:
    """Close an item that failed for no reason of its own; nothing of it was done."""
    if tx.execute(_batch(item.batch_operation_key).with_for_update()).one_or_none() is not None and _is_open(tx, item):
        _close(tx, item, sentence(FAILED, reason=str(error)[:500] or type(error).__name__))


def suspend_batch(tx: Tx, *, batch_operation_key: int) -> None:
    """Begin no further item until the batch is resumed; raises ``BatchOperationEnded``."""
    _turn(tx, batch_operation_key, "SUSPENDED")


def resume_batch(tx: Tx, *, batch_operation_key: int) -> None:
    """Go on with a batch that is held; raises ``BatchOperationEnded``."""
    _turn(tx, batch_operation_key, "ACTIVE")


def cancel_batch(tx: Tx, *, batch_operation_key: int) -> None:
    """Call off the items that are not done yet; what is done stays. Raises ``BatchOperationEnded``."""
    _turn(tx, batch_operation_key, "CANCELED", ended_at=tx.now)
    item = batch_operation_item
    are_open = (item.c.batch_operation_key == batch_operation_key, item.c.state == "ACTIVE")
    tx.execute(update(item).where(*are_open).values(state="CANCELED", processed_at=tx.now))


def _done(tx: Tx, author: Actor, batch: Any, process_instance_key: int) -> Sentence | None:
    chosen = OPERATIONS[batch.operation]
    found = instance(tx, process_instance_key)
    if found is None:
        raise ProcessInstanceNotFound(key=process_instance_key)
    policy.authorize(author, chosen.action, CaseResource(frozenset(found.groups)))
    return chosen.do(replace(tx, actor=author), process_instance_key, batch.reason, batch.parameters)


def _close(tx: Tx, item: OpenItem, told: Sentence | AnticipatedError | None) -> None:
    values = {"state": "COMPLETED" if told is None else "FAILED", "processed_at": tx.now}
    said = {} if told is None else plain_sentence(told)
    tx.execute(update(batch_operation_item).where(*_same(item)).values(**values, **said))
    _end_if_done(tx, item.batch_operation_key)


def _end_if_done(tx: Tx, batch_operation_key: int) -> None:
    is_open = exists().where(
        batch_operation_item.c.batch_operation_key == batch_operation_key, batch_operation_item.c.state == "ACTIVE"
    )
    key = batch_operation.c.batch_operation_key == batch_operation_key
    tx.execute(update(batch_operation).where(key, ~is_open).values(state="COMPLETED", ended_at=tx.now))


def _turn(tx: Tx, batch_operation_key: int, state: str, **values: Any) -> None:
    found = tx.execute(_batch(batch_operation_key).with_for_update()).one_or_none()
    if found is None:
        raise BatchOperationNotFound(key=batch_operation_key)
    if found.state not in UNDER_WAY:
        raise BatchOperationEnded(key=batch_operation_key)
    key = batch_operation.c.batch_operation_key == batch_operation_key
    tx.execute(update(batch_operation).where(key).values(state=state, **values))


def _batch(batch_operation_key: int) -> Any:
    return select(batch_operation).where(batch_operation.c.batch_operation_key == batch_operation_key)


def _same(item: OpenItem) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    table = batch_operation_item
    return (
        table.c.batch_operation_key == item.batch_operation_key,
        table.c.process_instance_key == item.process_instance_key,
    )


def _is_open(tx: Tx, item: OpenItem) -> bool:
    found = select(batch_operation_item.c.state).where(*_same(item))
    return tx.execute(found).scalar_one_or_none() == "ACTIVE"
