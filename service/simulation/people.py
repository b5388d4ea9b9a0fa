"""The officers of a simulation: who may do a task, and as whom they act."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.access.queries import actor_named, people_in
from service.core.clock import business_date

if TYPE_CHECKING:
    from service.core.actor import Actor
    from service.core.database import Database
    from service.process.instances.queries import UserTask


class People:
    """Who serves in which group on a day; asked of the database once a day and group."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._serving: dict[str, str | None] = {}
        self._actors: dict[str, Actor] = {}

    def start_day(self) -> None:
        """Forget who served yesterday."""
        self._serving.clear()
        self._actors.clear()

    def who(self, task: UserTask) -> Actor:
        """Return somebody who may do a task; raises ``LookupError`` where nobody serves in any of its groups."""
        user_name = task.assignee or next(filter(None, map(self._in_group, task.candidate_groups)), None)
        if user_name is None:
            message = f"Expected somebody to do '{task.element_id}', but nobody serves in {task.candidate_groups}."
            raise LookupError(message)
        return self.named(user_name)

    def officer_of(self, agency: str) -> Actor:
        """Return an officer of an agency; raises ``LookupError`` where it has none."""
        user_name = self._in_group(f"{agency}/officer")
        if user_name is None:
            raise LookupError(agency)
        return self.named(user_name)

    def named(self, user_name: str) -> Actor:
        """Return a person as they act; raises ``LookupError``."""
        if user_name not in self._actors:
            with self._database.read() as tx:
                found = actor_named(tx, user_name)
            if found is None:
                raise LookupError(user_name)
            self._actors[user_name] = found
        return self._actors[user_name]

    def _in_group(self, group: str) -> str | None:
        if group not in self._serving:
            with self._database.read() as tx:
                people = people_in(tx, group, business_date(tx.now))
            self._serving[group] = people[0].user_name if people else None
        return self._serving[group]
