"""What of a plan's past a change would rewrite: quotas of years that are over, milestones that have passed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.core.plain_yaml import Fault
from service.nomination.plans.rules.changes import key_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from service.nomination.plans.rules.changes import Key, LoadReport, SectionReport

_DAYS = {"from_on", "due_on"}


def rewritten_past(
    report: LoadReport, before: date, there: Mapping[str, Mapping[Key, Any]], wanted: Mapping[str, Mapping[Key, Any]]
) -> list[Fault]:
    """Return what a change would alter of what lies before a day, each with the row and the reason.

    ``there`` and ``wanted`` are the rows of the tables by their keys, before and after the change.
    """
    faults: list[Fault] = []
    for section in report.sections:
        if section.section == "quota":
            faults += _years(section, before)
        elif section.section == "milestone_occurrence":
            faults += _milestones(section, before, there[section.section], wanted[section.section])
    return faults


def _years(section: SectionReport, before: date) -> Iterator[Fault]:
    for key in (*section.added, *(change.key for change in section.changed), *section.removed):
        year = key[1]
        if year < before.year:
            yield Fault(f"quota/{key_name(key[1:])}", f"the year {year} is over")


def _milestones(
    section: SectionReport, before: date, there: Mapping[Key, Any], wanted: Mapping[Key, Any]
) -> Iterator[Fault]:
    moved = [change.key for change in section.changed if _DAYS & {name for name, _, _ in change.values}]
    for key in (*section.added, *moved, *section.removed):
        days = [rows[key]["due_on"] for rows in (there, wanted) if key in rows]
        if min(days) < before:
            yield Fault(f"milestone/{key_name(key[2:])}", f"its day {min(days):%d/%m/%Y} has passed")
