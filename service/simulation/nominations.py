"""Whom the agencies nominate, and when: planned from the seed, the quotas and the profile."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from service.core.calendar import add_working_days
from service.nomination.agencies.queries import function_holder
from service.nomination.cycles.rules import month_day
from service.nomination.plans.queries import movements, quota_minimums, quota_rows
from service.simulation.chance import Chance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.core.tx import Tx
    from service.nomination.plans.queries import Movement
    from service.simulation.profile import Profile

_WOMEN = ("Thị", ("Mơ", "Lan", "Hạnh", "Nga", "Sen", "Thảo", "Yến", "Đào", "Mai", "Hoa"))
_MEN = ("Văn", ("Thịnh", "Cường", "Lâm", "Sơn", "Phúc", "Toàn", "Khải", "Nam", "Bình", "Đức"))
_FAMILIES = ("Hoàng", "Nông", "Lương", "Vi", "Lý", "Triệu", "Hứa", "Chu", "Đàm", "Lộc", "Bế", "Mông", "Nguyễn", "Trần")
_PEOPLE = ("individual", "worker", "farmer", "student")
_PUPILS_BORN = (2006, 2012)
_ADULTS_BORN = (1960, 1995)
_WITH_SECRETS = "quoc-phong-an-ninh"
"""The one movement whose exemplars may be State secrets."""


@dataclass(frozen=True, slots=True)
class Nomination:
    """Somebody to nominate on a day; ``name`` is stable, tells it from every other, and is the key of its request."""

    name: str
    starts_on: date
    case: dict[str, Any]


class Nominations:
    """What the agencies of a plan nominate."""

    def __init__(self, tx: Tx, plan: str, seed: int, profile: Profile) -> None:
        self._plan, self._seed, self._profile = plan, seed, profile
        self._movements: dict[str, Movement] = {movement.code: movement for movement in movements(tx, plan)}

    def planned(self, tx: Tx) -> list[Nomination]:
        """Return what the agencies nominate by themselves, in every year of the plan, by day and name."""
        found = [
            self.named(tx, _name(row.year, row.agency, row.movement, number))
            for row in quota_minimums(tx, self._plan)
            for number in range(1, self._wanted(row.minimum, row.agency) + 1)
        ]
        return sorted(found, key=lambda one: (one.starts_on, one.name))

    def topping_up(self, tx: Tx, on: date) -> Iterator[Nomination]:
        """Yield what agencies that are short of their minimum nominate besides on a day."""
        if f"{on:%m-%d}" not in {f"{day:%m-%d}" for day in self._topped_up_on(on.year)}:
            return
        for row in quota_rows(tx, self._plan, on.year):
            for number in range(1, row.minimum - row.selected + 1):
                yield self.named(tx, f"{_name(row.year, row.agency, row.movement, number)}/{on:%m-%d}")

    def named(self, tx: Tx, name: str) -> Nomination:
        """Return a nomination: its day and whom it is about, all drawn from its name."""
        year, agency, code, number, *besides = name.split("/")
        chance = Chance.of(self._seed, name, self._profile.chances)
        day = month_day(besides[0], int(year)) if besides else self._day(int(year), chance)
        subject_type = chance.one_of([one.code for one in self._movements[code].subject_types])
        born = _PUPILS_BORN if subject_type == "student" else _ADULTS_BORN
        case = {
            "agency": function_holder(tx, agency, code, on=day),
            "movement": code,
            "subject_type": subject_type,
            "birth_year": chance.stream.randint(*born),
            "name": self._called(subject_type, code, f"{year}-{'-'.join([number, *besides])}", chance),
            "secret": code == _WITH_SECRETS and chance.happens("secret"),
        }
        return Nomination(name, day, case)

    def _wanted(self, minimum: int, agency: str) -> int:
        factor = self._profile.habits_of(agency).nominations
        return math.ceil(minimum * factor) + self._profile.spare if factor else 0

    def _day(self, year: int, chance: Chance) -> date:
        first, last = (month_day(day, year) for day in (self._profile.nominated_from, self._profile.nominated_until))
        return add_working_days(first + timedelta(days=chance.stream.randint(0, (last - first).days)), 0)

    def _topped_up_on(self, year: int) -> list[date]:
        return [add_working_days(month_day(day, year), 0) for day in self._profile.topped_up_on]

    def _called(self, subject_type: str, movement: str, number: str, chance: Chance) -> str:
        middle, given = chance.one_of((_WOMEN, _MEN))
        person = f"{chance.one_of(_FAMILIES)} {middle} {chance.one_of(given)}"
        if subject_type in _PEOPLE:
            return person
        collectives = self._profile.collectives.get(movement)
        return (
            f"Hộ {person}"
            if subject_type == "household" or not collectives
            else f"{chance.one_of(collectives)} {number}"
        )


def _name(year: int, agency: str, movement: str, number: int) -> str:
    return f"{year}/{agency}/{movement}/{number}"
