"""Where a case stands: its open steps, and who or what each waits for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from service.access.queries import display_names
from service.process.instances.queries import open_user_tasks
from service.process.jobs.queries import open_jobs
from service.process.worklist.queries.manner import asked_for
from service.process.worklist.queries.names import element_name, task_name

if TYPE_CHECKING:
    from service.core.tx import Tx
    from service.process.instances.queries import UserTask
    from service.process.jobs.queries import OpenJob


@dataclass(frozen=True, slots=True)
class OpenStep:
    """An open step by its name: a user task with its holder, empty where nobody holds it, or a job for a program.

    ``is_asked`` says that the task is past its day and was only asked for (Đề nghị).
    """

    name: str
    task: UserTask | None = None
    holder: str = ""
    is_asked: bool = False
    job: OpenJob | None = None


def open_steps(tx: Tx, process_instance_key: int, *, locale: str = "vi") -> list[OpenStep]:
    """Return the open steps of a case: user tasks first, then jobs."""
    tasks = open_user_tasks(tx, process_instance_key)
    names = display_names(tx, {task.assignee for task in tasks if task.assignee})
    asked = asked_for(tx, tasks)
    held = [
        OpenStep(
            name=task_name(tx, task, locale=locale),
            task=task,
            holder=names.get(task.assignee or "", ""),
            is_asked=task.user_task_key in asked,
        )
        for task in tasks
    ]
    return held + [
        OpenStep(element_name(tx, job.process_definition_key, job.element_id, locale=locale), job=job)
        for job in open_jobs(tx, [process_instance_key])
    ]
