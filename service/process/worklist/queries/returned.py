"""Why a user task came back: the sentence of the BPMN error that led to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from service.core.errors import sentence_of
from service.process.history.queries import entries_of
from service.process.instances.queries import open_user_tasks
from service.process.worklist.queries.names import element_name

if TYPE_CHECKING:
    from service.core.tx import Tx
    from service.process.instances.queries import UserTask


@dataclass(frozen=True, slots=True)
class Returned:
    """What caught the error, by the name it has in the diagram, and the sentence it was thrown with (may be empty)."""

    name: str
    reason: str


def returned(tx: Tx, task: UserTask, *, locale: str = "vi") -> Returned | None:
    """Return why a user task was opened by a caught error; ``None`` for one that the diagram led to otherwise."""
    for entry in entries_of(tx, task.process_instance_key, happened_at=task.created_at):
        for error in entry.details.get("errors", ()):
            if str(task.user_task_key) in error["user_tasks"]:
                key = int(error["process_definition_key"])
                return Returned(element_name(tx, key, error["element_id"], locale=locale), sentence_of(error["reason"]))
    return None


def came_back_now(tx: Tx, process_instance_key: int) -> UserTask | None:
    """Return the open user task to which this moment's step led back, ``None`` where all went on."""
    opened = [task for task in open_user_tasks(tx, process_instance_key) if task.created_at == tx.now]
    return next((task for task in opened if returned(tx, task) is not None), None)
