"""What the cases of a play are called, and whom each is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from service.core.clock import business_date
from service.nomination.exemplars.model import nomination_request

if TYPE_CHECKING:
    from service.core.tx import Tx
    from service.process.instances.queries import UserTask
    from service.simulation.nominations import Nominations
    from service.simulation.tasks import Opened


class Cases:
    """The cases of a play; those of exemplars are called as their nominations are, which stand in the database."""

    def __init__(self, tx: Tx, nominations: Nominations) -> None:
        self._nominations = nominations
        table = nomination_request
        started = tx.execute(select(table.c.process_instance_key, table.c.idempotency_key))
        self._names = {row.process_instance_key: row.idempotency_key for row in started}
        self._subjects: dict[int, dict[str, Any]] = {}

    def add(self, process_instance_key: int, name: str) -> None:
        """Note the case that a nomination began."""
        self._names[process_instance_key] = name

    def name_of_act(self, opened: Opened) -> str:
        """Return the stable name of a task that was opened; chance is drawn from it, so it may never change."""
        task = opened.task
        case = self._names.get(task.process_instance_key) or f"{task.title}/{business_date(task.created_at)}"
        who = task.assignee or ",".join(task.candidate_groups)
        return f"{case}/{task.process_definition_id}/{task.element_id}/{who}/{opened.times_before}"

    def subject(self, tx: Tx, task: UserTask) -> dict[str, Any]:
        """Return whom a task is about: the nominated exemplar, or an agency."""
        key = task.process_instance_key
        if key not in self._subjects:
            name = self._names.get(key)
            found = {"agency": agency_of(task)} if name is None else self._nominations.named(tx, name).case
            self._subjects[key] = found
        return self._subjects[key]


def agency_of(task: UserTask) -> str:
    """Return the agency that is to do a task."""
    return task.candidate_groups[0].partition("/")[0] if task.candidate_groups else ""
