"""Locking an instance for a step. Lock order: instance row, then user task, then job.

The lock leaves the key to others (``FOR NO KEY UPDATE``): who only writes a row that refers to the instance, such as a
signal's delivery to it, need not wait.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from service.core.errors import NotFound, WrongState, sentence
from service.core.statement import Statement
from service.process.instances.model import process_instance

if TYPE_CHECKING:
    from sqlalchemy import Select

    from service.core.tx import Tx


class ProcessInstanceNotFound(NotFound):
    """No such instance, or not one the actor may see."""

    code = "process_instance_not_found"
    template = sentence("Expected to find process instance '%(key)s', but there is none. Check the key.")


class ProcessInstanceEnded(WrongState):
    """The instance has ended."""

    code = "process_instance_ended"
    template = sentence("Expected to continue process instance '%(key)s', but it has ended. Reload the list.")


class ProcessInstanceSuspended(WrongState):
    """The instance is suspended."""

    code = "process_instance_suspended"
    template = sentence(
        "Expected to continue process instance '%(key)s', but it is suspended. "
        "Wait until it is resumed, or ask your supervisor."
    )


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


LOCKED_COLUMNS = [process_instance.c[name].label(f"locked_{name}") for name in Locked.__slots__]
"""What a select that locks an instance together with something else adds last, see ``locking`` and ``locked_from``."""


def locking(statement: Select[Any], *, skip_locked: bool = False) -> Statement:
    """Return a statement that locks the instance it selects ``LOCKED_COLUMNS`` of."""
    return Statement(statement.with_for_update(of=process_instance, key_share=True, skip_locked=skip_locked))


_SELECT_INSTANCE = select(*LOCKED_COLUMNS).where(process_instance.c.process_instance_key == bindparam("key"))
_INSTANCE = locking(_SELECT_INSTANCE)
_FREE_INSTANCE = locking(_SELECT_INSTANCE, skip_locked=True)


def locked_instance(tx: Tx, process_instance_key: int) -> Locked:
    """Lock an instance's row for this transaction and return it; raises ``ProcessInstanceNotFound``."""
    row = tx.driver.first(_INSTANCE, {"key": process_instance_key})
    if row is None:
        raise ProcessInstanceNotFound(key=process_instance_key)
    return locked_from(row)


def free_instance(tx: Tx, process_instance_key: int) -> Locked | None:
    """Lock an instance's row without waiting: ``None`` where another transaction holds it, or there is no such row."""
    row = tx.driver.first(_FREE_INSTANCE, {"key": process_instance_key})
    return None if row is None else locked_from(row)


def locked_from(row: Any) -> Locked:
    """Return the instance of a row that ends with ``LOCKED_COLUMNS``."""
    return Locked(*row[-len(LOCKED_COLUMNS) :])
