"""What is to be done on which day; nothing here touches a database."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from service.core.calendar import add_working_days
from service.core.clock import business_date

if TYPE_CHECKING:
    from service.process.instances.queries import UserTask
    from service.simulation.chance import Chance
    from service.simulation.profile import Profile


@dataclass(frozen=True, order=True, slots=True)
class Act:
    """A task that somebody will do on a day; ``name`` is stable and orders the acts of a day."""

    day: date
    name: str
    user_task_key: int = field(compare=False)


class Agenda:
    """The acts to come, the earliest first."""

    def __init__(self) -> None:
        self._acts: list[Act] = []

    def add(self, act: Act) -> None:
        """Put an act on the agenda."""
        heapq.heappush(self._acts, act)

    def take(self, day: date) -> Act | None:
        """Take the first act that is due by a day off the agenda; ``None`` when there is none left."""
        return heapq.heappop(self._acts) if self._acts and self._acts[0].day <= day else None


def day_of_act(task: UserTask, opened_on: date, agency: str, chance: Chance, profile: Profile) -> date:
    """Return the working day on which a task will be done.

    It takes as long as the profile says, is put off by leave, keeps its due day, and misses it where chance and the
    agency's habits have it so.
    """
    habits = profile.habits_of(agency)
    due_on = None if task.due_at is None else business_date(task.due_at)
    days = chance.days(profile.steps.get(task.element_id, profile.days))
    away = chance.days(profile.leave_days) if chance.stream.random() < profile.leave else 0
    is_late, late_days = chance.stream.random() < habits.late, chance.days(habits.late_days)
    if due_on is not None and task.element_id in profile.on_due_day:
        return add_working_days(max(due_on, opened_on), 0)
    planned = add_working_days(opened_on, days + away)
    if due_on is None or due_on < opened_on:
        return planned
    if is_late and task.process_definition_id not in profile.in_time:
        return add_working_days(due_on, late_days)
    last_in_time = add_working_days(max(due_on, opened_on) + timedelta(days=1), -1)
    return min(planned, last_in_time)
