"""Reading what cloning a plan to the next period would give, before anything is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from service.core.errors import InvalidInput, sentence
from service.core.plain_yaml import read_document
from service.nomination.plans.queries.plans import plan_by_code
from service.nomination.plans.queries.versions import version_document
from service.nomination.plans.rules import LAST_YEAR
from service.nomination.plans.rules.clone import Clone, clone

if TYPE_CHECKING:
    from service.core.tx import Tx

_LINE_WIDTH = 120


class CloneYearInvalid(InvalidInput):
    """The clone would begin before the plan has ended, or too far off."""

    code = "plan_clone_year_invalid"
    template = sentence(
        "Expected to clone plan '%(plan)s' from %(year)s on, but a clone begins in %(first)s to %(last)s. "
        "Choose one of these years."
    )


@dataclass(frozen=True, slots=True)
class ClonedPlan:
    """The clone of a plan with its code and its file."""

    code: str
    document: bytes
    clone: Clone


def first_years(tx: Tx, code: str) -> range:
    """Return the years in which a clone of a plan can begin; raises ``PlanNotFound``."""
    found = plan_by_code(tx, code)
    length = found.valid_to.year - found.valid_from.year
    return range(found.valid_to.year, LAST_YEAR - length + 1)


def cloned_plan(tx: Tx, code: str, first_year: int) -> ClonedPlan:
    """Return the draft of the period that begins in a year, made from a plan's newest version.

    Raises ``PlanNotFound``, ``PlanVersionNotFound``, ``CloneYearInvalid``.
    """
    years = first_years(tx, code)
    if first_year not in years:
        raise CloneYearInvalid(fields=None, plan=code, year=first_year, first=years[0], last=years[-1])
    source, _ = read_document(version_document(tx, code))
    made = clone(source, first_year)
    return ClonedPlan(made.document["plan"]["code"], file_of(made.document), made)


def file_of(document: dict[str, Any]) -> bytes:
    """Return a plan's data as a file."""
    text: str = yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=_LINE_WIDTH)
    return text.encode()
