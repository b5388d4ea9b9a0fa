"""Locking an instance for a step. Lock order: instance row, then user task, then job.

The lock leaves the key to others (``FOR NO KEY UPDATE``): who only writes a row that refers to the instance, such as a
signal's delivery to it, need not wait.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from service.core.errors import NotFound, sentence
from service.core.statement import Statement
from service.process.instances.model import process_instance, user_task
from service.process.instances.queries import UserTask, select_user_tasks, user_task_from

if TYPE_CHECKING:
    from service.core.tx import Tx


class ProcessInstanceNotFound(NotFound):
    """No such instance, or not one the actor may see."""

    code = "process_instance_not_found"
    template = sentence("Expected to find process instance '%(key)s', but there is none. Check the key.")


@dataclass(frozen=True, slots=True)
class Locked:
    """What a step needs of an instance's row, as it stands under this transaction's lock."""

    process_instance_key: int
    process_definition_key: int
    state: str
    revision: int
    blob: bytes | None
    groups: list[str]
    history_sequence: int
    history_hash: str


_COLUMNS = [process_instance.c[name].label(f"locked_{name}") for name in Locked.__slots__]
_SELECT_INSTANCE = select(*_COLUMNS).where(process_instance.c.process_instance_key == bindparam("key"))
_INSTANCE = Statement(_SELECT_INSTANCE.with_for_update(of=process_instance, key_share=True))
_FREE_INSTANCE = Statement(_SELECT_INSTANCE.with_for_update(of=process_instance, key_share=True, skip_locked=True))
_USER_TASK = Statement(
    select_user_tasks()
    .add_columns(*_COLUMNS)
    .where(user_task.c.user_task_key == bindparam("key"))
    .with_for_update(of=process_instance, key_share=True)
)


def locked_instance(tx: Tx, process_instance_key: int) -> Locked:
    """Lock an instance's row for this transaction and return it; raises ``ProcessInstanceNotFound``."""
    row = tx.driver.first(_INSTANCE, {"key": process_instance_key})
    if row is None:
        raise ProcessInstanceNotFound(key=process_instance_key)
    return _locked(row)


def free_instance(tx: Tx, process_instance_key: int) -> Locked | None:
    """Lock an instance's row without waiting: ``None`` where another transaction holds it, or there is no such row."""
    row = tx.driver.first(_FREE_INSTANCE, {"key": process_instance_key})
    return None if row is None else _locked(row)


def locked_user_task(tx: Tx, user_task_key: int) -> tuple[UserTask, Locked] | None:
    """Lock the instance of a user task and return both; the task's row itself is not locked, see ``close_user_task``.

    Whether the actor may see the task is the caller's question to the policy.
    """
    row = tx.driver.first(_USER_TASK, {"key": user_task_key})
    return None if row is None else (user_task_from(row), _locked(row))


def _locked(row: Any) -> Locked:
    return Locked(*row[-len(_COLUMNS) :])
