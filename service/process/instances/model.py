"""Tables: running instances and everything they wait for."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
)

from service.core.database import Instant, key_column, metadata

ONGOING = ("ACTIVE", "SUSPENDED")
"""The states of an instance that has not ended."""


def _of_instance() -> Column[int]:
    """Return the column by which a row belongs to an instance."""
    return Column(
        "process_instance_key", BigInteger, ForeignKey("process_instance.process_instance_key"), nullable=False
    )


process_instance = Table(
    "process_instance",
    metadata,
    key_column("process_instance_key"),
    Column(
        "process_definition_key",
        BigInteger,
        ForeignKey("process_definition.process_definition_key"),
        nullable=False,
    ),
    Column("process_definition_id", String(200), nullable=False),
    Column("version", Integer, nullable=False),
    Column("state", String(20), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("blob", LargeBinary),
    Column("variables", JSON, nullable=False),
    Column("business_id", String(200), nullable=False, server_default=""),
    Column("title", String(300), nullable=False, server_default=""),
    Column("subtitle", String(300), nullable=False, server_default=""),
    Column("folded", Text, nullable=False, server_default=""),
    Column("started_at", Instant, nullable=False),
    Column("started_by", String(100), nullable=False),
    Column("ended_at", Instant),
    Column("history_sequence", Integer, nullable=False, server_default="0"),
    Column("history_hash", String(64), nullable=False, server_default=""),
    Column("groups", JSON, nullable=False),
    Index("ix_process_instance_definition", "process_definition_id", "state"),
    Index("ix_process_instance_business_id", "business_id"),
)
"""``variables`` are those of the root scope, for reading; the ``blob`` is the truth (the engine's own format).

``title``, ``subtitle`` and ``folded`` are how lists name and find the instance; the domain sets them.
``groups`` repeats the rows of ``instance_group``, so that a step knows without reading which are new.
States: ACTIVE, SUSPENDED, COMPLETED, TERMINATED.
"""

instance_group = Table(
    "instance_group",
    metadata,
    Column(
        "process_instance_key",
        BigInteger,
        ForeignKey("process_instance.process_instance_key"),
        primary_key=True,
    ),
    Column("group", String(100), primary_key=True),
    Index("ix_instance_group_group", "group"),
)
"""Who may see an instance: the starter's group and every candidate group of its tasks, ever.

A group here is the part before the slash (an agency): colleagues see the cases of their agency.
"""

element_instance = Table(
    "element_instance",
    metadata,
    key_column("element_instance_key"),
    _of_instance(),
    Column("process_definition_key", BigInteger, nullable=False),
    Column("process_definition_id", String(200), nullable=False),
    Column("element_id", String(200), nullable=False),
    Column("element_type", String(40), nullable=False),
    Column("name", String(300), nullable=False),
    Column("scope_key", BigInteger),
    Column("state", String(20), nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Index("ix_element_instance_instance", "process_instance_key", "state"),
    Index("ix_element_instance_element", "process_definition_id", "element_id", "state"),
)

"""What waits or contains others, except user tasks: those are rows of ``user_task``. States: ACTIVE, COMPLETED,
TERMINATED.
"""

user_task = Table(
    "user_task",
    metadata,
    key_column("user_task_key"),
    _of_instance(),
    Column("process_definition_key", BigInteger, nullable=False),
    Column("process_definition_id", String(200), nullable=False),
    Column("process_definition_version", Integer, nullable=False),
    Column("element_id", String(200), nullable=False),
    Column("scope_key", BigInteger),
    Column("name", String(300), nullable=False),
    Column("folded", String(300), nullable=False),
    Column("state", String(20), nullable=False),
    Column("assignee", String(100)),
    Column("candidate_groups", JSON, nullable=False),
    Column("candidate_users", JSON, nullable=False),
    Column("form_key", BigInteger, ForeignKey("form.form_key")),
    Column("due_at", Instant),
    Column("follow_up_at", Instant),
    Column("priority", Integer, nullable=False, server_default="50"),
    Column("created_at", Instant, nullable=False),
    Column("completed_at", Instant),
    Column("completed_by", String(100)),
    Index("ix_user_task_instance", "process_instance_key", "state"),
    Index("ix_user_task_assignee", "assignee", "state"),
    Index("ix_user_task_due", "state", "due_at"),
)
"""``user_task_key`` is the element instance key. States: CREATED, COMPLETED, CANCELED."""

user_task_group = Table(
    "user_task_group",
    metadata,
    Column("user_task_key", BigInteger, ForeignKey("user_task.user_task_key"), primary_key=True),
    Column("group", String(100), primary_key=True),
    Index("ix_user_task_group_group", "group", "user_task_key"),
)
"""The candidate groups of open user tasks; rows go when the task closes."""

timer = Table(
    "timer",
    metadata,
    key_column("timer_key"),
    _of_instance(),
    Column("element_id", String(200), nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Index("ix_timer_due_at", "due_at"),
    Index("ix_timer_instance", "process_instance_key"),
)
"""``timer_key`` is the element instance key of the waiting event; rows go when the timer fires or is disarmed."""

message_subscription = Table(
    "message_subscription",
    metadata,
    key_column("message_subscription_key"),
    _of_instance(),
    Column("process_definition_key", BigInteger, nullable=False),
    Column("element_id", String(200), nullable=False),
    Column("message_name", String(200), nullable=False),
    Column("correlation_key", String(300), nullable=False),
    Column("interrupting", Boolean, nullable=False),
    Index("ix_message_subscription_name", "message_name", "correlation_key"),
    Index("ix_message_subscription_instance", "process_instance_key"),
)

signal_subscription = Table(
    "signal_subscription",
    metadata,
    key_column("signal_subscription_key"),
    _of_instance(),
    Column("element_id", String(200), nullable=False),
    Column("signal_name", String(200), nullable=False),
    Index("ix_signal_subscription_name", "signal_name"),
    Index("ix_signal_subscription_instance", "process_instance_key"),
)

signal = Table(
    "signal",
    metadata,
    key_column("signal_key"),
    Column("signal_name", String(200), nullable=False),
    Column("variables", JSON, nullable=False),
    Column("broadcast_at", Instant, nullable=False),
    Column("broadcast_by", String(100), nullable=False),
)
"""Signals on their way; rows go when they have reached everybody."""

signal_delivery = Table(
    "signal_delivery",
    metadata,
    Column("signal_key", BigInteger, ForeignKey("signal.signal_key"), primary_key=True, autoincrement=False),
    Column("target_key", BigInteger, primary_key=True, autoincrement=False),
    Column("process_instance_key", BigInteger, ForeignKey("process_instance.process_instance_key")),
    Column("due_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Index("ix_signal_delivery_due_at", "due_at"),
    Index("ix_signal_delivery_instance", "process_instance_key"),
)
"""Whom a signal has yet to reach: the subscription of an instance, or without one the process that it starts."""

message = Table(
    "message",
    metadata,
    key_column("message_key"),
    Column("message_name", String(200), nullable=False),
    Column("correlation_key", String(300), nullable=False),
    Column("message_id", String(200)),
    Column("variables", JSON, nullable=False),
    Column("published_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("delivered_at", Instant),
    Column("due_at", Instant),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("process_instance_key", BigInteger, ForeignKey("process_instance.process_instance_key")),
    Index("ix_message_name", "message_name", "correlation_key"),
    Index("ux_message_id", "message_name", "correlation_key", "message_id", unique=True),
)
"""Messages that nobody awaited yet; rows go when delivered or expired, those with an id not before they expire.

With a ``process_instance_key`` a message is kept for that instance only: it could not take its message when it came.
``due_at`` and ``attempts`` are for one that could not be given to whoever awaits it: when to try again.
"""

incident = Table(
    "incident",
    metadata,
    key_column("incident_key"),
    _of_instance(),
    Column("process_definition_key", BigInteger, nullable=False),
    Column("process_definition_id", String(200), nullable=False),
    Column("element_id", String(200), nullable=False),
    Column("element_instance_key", BigInteger),
    Column("job_key", BigInteger),
    Column("error_type", String(60), nullable=False),
    Column("message", Text, nullable=False),
    Column("template", Text, nullable=False),
    Column("parameters", JSON, nullable=False),
    Column("state", String(20), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("resolved_at", Instant),
    Column("resolved_by", String(100)),
    Column("replaced_by", BigInteger),
    Column("submission_key", BigInteger),
    Column("actor", String(100), nullable=False),
    Column("command", JSON, nullable=False),
    Index("ix_incident_instance", "process_instance_key", "state"),
    Index("ix_incident_state", "state"),
)
"""``command`` is what failed, to be replayed as its original ``actor``; with a ``job_key`` the
worker of that job failed, and it is given out again instead. States: ACTIVE, RESOLVED.

``message`` is the English sentence, ``template`` with ``parameters`` the same to be said in another language.
``error_type`` is one of Camunda's. ``replaced_by`` is the incident in which a retry ended again.
"""

job = Table(
    "job",
    metadata,
    key_column("job_key"),
    Column("job_type", String(200), nullable=False),
    Column("state", String(20), nullable=False),
    Column("process_instance_key", BigInteger, ForeignKey("process_instance.process_instance_key")),
    Column("process_definition_key", BigInteger),
    Column("element_id", String(200), nullable=False, server_default=""),
    Column("headers", JSON, nullable=False),
    Column("retries", Integer, nullable=False),
    Column("due_at", Instant),
    Column("locked_until", Instant),
    Column("lease_token", String(40)),
    Column("worker", String(200), nullable=False, server_default=""),
    Column("error_code", String(200)),
    Column("error_message", Text),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Index("ix_job_due", "job_type", "due_at"),
    Index("ix_job_instance", "process_instance_key"),
)
"""Work of external workers; ``job_key`` is the element instance key. All moments are of the real clock.

``due_at`` is when a worker may get the job next: ``locked_until`` while one has it, ``None`` while an incident holds it
and once it has ended. States are Camunda's: CREATED, FAILED, ERROR_THROWN, COMPLETED, CANCELED.
"""
