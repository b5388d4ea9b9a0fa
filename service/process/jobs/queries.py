"""Reading what is due: timers, signals, and jobs for workers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, and_, bindparam, or_, select

from service.core.statement import Statement
from service.process.definitions.model import process_definition
from service.process.definitions.queries import latest_definitions
from service.process.instances.commands.messages import is_for, is_kept
from service.process.instances.model import (
    job,
    message,
    message_subscription,
    process_instance,
    signal_delivery,
    timer,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sqlalchemy import Select

    from service.core.tx import Tx

BATCH = 200


@dataclass(frozen=True, slots=True)
class Delivery:
    """A signal to bring to an instance; ``target_key`` is its subscription, or without an instance what it starts."""

    signal_key: int
    target_key: int
    process_instance_key: int | None
    attempts: int


@dataclass(frozen=True, slots=True)
class Awaited:
    """A kept message and a subscription that it fits."""

    message_key: int
    message_subscription_key: int
    process_instance_key: int
    element_id: str
    attempts: int


_LIMIT = bindparam("limit", type_=Integer)
_DUE_TIMERS = Statement(
    select(timer.c.process_instance_key)
    .join(process_instance, process_instance.c.process_instance_key == timer.c.process_instance_key)
    .where(timer.c.due_at <= bindparam("now"), process_instance.c.state == "ACTIVE")
    .order_by(timer.c.due_at)
    .limit(_LIMIT)
)
_DUE_DELIVERIES = Statement(
    select(*(signal_delivery.c[name] for name in Delivery.__slots__))
    .outerjoin(process_instance, process_instance.c.process_instance_key == signal_delivery.c.process_instance_key)
    .where(signal_delivery.c.due_at <= bindparam("wall"), (process_instance.c.state == "SUSPENDED").is_not(True))
    .order_by(signal_delivery.c.due_at, signal_delivery.c.signal_key, signal_delivery.c.target_key)
    .limit(_LIMIT)
)
_WAITING = (
    is_kept(bindparam("now")),
    or_(message.c.due_at.is_(None), message.c.due_at <= bindparam("wall")),
)
"""The conditions on kept messages that may be brought to somebody now."""

_AWAITED = Statement(
    select(
        message.c.message_key,
        message_subscription.c.message_subscription_key,
        message_subscription.c.process_instance_key,
        message_subscription.c.element_id,
        message.c.attempts,
    )
    .join(
        message_subscription,
        and_(
            message_subscription.c.message_name == message.c.message_name,
            message_subscription.c.correlation_key == message.c.correlation_key,
            is_for(message_subscription.c.process_instance_key),
        ),
    )
    .join(process_instance, process_instance.c.process_instance_key == message_subscription.c.process_instance_key)
    .where(process_instance.c.state == "ACTIVE", *_WAITING)
    .order_by(message.c.message_key, message_subscription.c.message_subscription_key)
    .limit(_LIMIT)
)
_FOR_ALL = (*_WAITING, message.c.process_instance_key.is_(None))
_NAMES_FOR_ALL = Statement(select(message.c.message_name).where(*_FOR_ALL).distinct())


def instances_with_due_timers(tx: Tx, limit: int = BATCH) -> list[int]:
    """Return the keys of instances that have a timer due at the business time, the longest due first.

    Suspended instances wait. Read along the index and no further than the batch, however many are due.
    """
    rows = tx.driver.all(_DUE_TIMERS, {"now": tx.now, "limit": limit})
    return list(dict.fromkeys(row.process_instance_key for row in rows))


def due_deliveries(tx: Tx, limit: int = BATCH) -> list[Delivery]:
    """Return signals to deliver at the real time, the first broadcast first; suspended instances wait."""
    return [Delivery(*row) for row in tx.driver.all(_DUE_DELIVERIES, {"wall": tx.wall, "limit": limit})]


def awaited_messages(tx: Tx, limit: int = BATCH) -> list[Awaited]:
    """Return kept messages that a subscription waits for, the oldest first.

    There are any only for an instance that was suspended, and where a message was published at the moment in which
    somebody began to await it, so that neither transaction saw the other.
    """
    moments = {"now": tx.now, "wall": tx.wall, "limit": limit}
    return [Awaited(*row) for row in tx.driver.all(_AWAITED, moments)]


@dataclass(frozen=True, slots=True)
class Starting:
    """A kept message that by now starts a process."""

    message_key: int
    attempts: int


def starting_messages(tx: Tx, limit: int = BATCH) -> list[Starting]:
    """Return kept messages with which a process begins that was deployed after them, the oldest first."""
    moments = {"now": tx.now, "wall": tx.wall}
    kept = {row.message_name for row in tx.driver.all(_NAMES_FOR_ALL, moments)}
    names = kept and kept & {name for found in latest_definitions(tx) for name in found.start_messages}
    if not names:
        return []
    statement = (
        select(message.c.message_key, message.c.attempts)
        .where(*_FOR_ALL, message.c.message_name.in_(names))
        .order_by(message.c.message_key)
        .limit(limit)
    )
    return [Starting(**row) for row in tx.execute(statement, moments).mappings()]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which jobs a worker asks for. One that was once leased is given to workers with a lease only, as in Camunda."""

    job_type: str
    with_lease: bool = False


@dataclass(frozen=True, slots=True)
class ActivatedJob:
    """A job as a worker gets it, with the variables that its element sees; ``deadline`` is of the real clock."""

    job_key: int
    job_type: str
    process_instance_key: int
    process_definition_key: int
    process_definition_id: str
    process_definition_version: int
    element_id: str
    headers: Mapping[str, str]
    retries: int
    business_id: str
    worker: str
    deadline: datetime
    lease_token: str | None
    variables: Mapping[str, Any]


def select_due_jobs(tx: Tx, wanted: Wanted) -> Select[Any]:
    """Return the statement that finds jobs that wait for a worker, the longest waiting first."""
    columns = (job.c[name] for name in _GIVEN)
    statement = (
        _with_origin(*columns)
        .where(job.c.job_type == wanted.job_type, job.c.due_at <= tx.wall, process_instance.c.state == "ACTIVE")
        .order_by(job.c.due_at, job.c.job_key)
    )
    return statement if wanted.with_lease else statement.where(job.c.lease_token.is_(None))


def waits_for_worker(tx: Tx, wanted: Wanted) -> bool:
    """Return whether there is a job to give, without a lock: most calls of workers find none."""
    return tx.execute(select_due_jobs(tx, wanted).limit(1)).one_or_none() is not None


@dataclass(frozen=True, slots=True)
class OpenJob:
    """A step that waits for a worker, or for an incident to be resolved."""

    process_instance_key: int
    process_definition_key: int
    element_id: str
    job_type: str
    is_held: bool


def open_jobs(tx: Tx, process_instance_keys: Iterable[int]) -> list[OpenJob]:
    """Return the jobs of instances that have not ended, the oldest first."""
    columns = (job.c[name] for name in OpenJob.__slots__ if name != "is_held")
    rows = tx.execute(
        select(*columns, job.c.due_at.is_(None).label("is_held"))
        .where(job.c.process_instance_key.in_(list(process_instance_keys)), job.c.ended_at.is_(None))
        .order_by(job.c.job_key)
    )
    return [OpenJob(**row) for row in rows.mappings()]


def select_jobs() -> Select[Any]:
    """Return the statement that reads jobs with where they come from."""
    return _with_origin(job)


def _with_origin(*columns: Any) -> Select[Any]:
    return (
        select(*columns, *_ORIGIN)
        .select_from(job)
        .join(process_instance, process_instance.c.process_instance_key == job.c.process_instance_key)
        .join(process_definition, process_definition.c.process_definition_key == job.c.process_definition_key)
    )


_GIVEN = ("job_key", "job_type", "process_instance_key", "process_definition_key", "element_id", "headers", "retries")
_ORIGIN = (
    process_definition.c.process_definition_id,
    process_definition.c.version.label("process_definition_version"),
    process_instance.c.business_id,
)
