"""What cycles and their rounds are called, so that no two rounds bear the same name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext

from service.core.errors import sentence
from service.nomination.plans.queries import plan_by_code
from service.process.definitions.queries import latest_definition

if TYPE_CHECKING:
    from service.core.errors import Sentence
    from service.core.tx import Tx
    from service.nomination.cycles.queries import Round

ROUNDS: dict[str, Sentence] = {
    "unit_plan": sentence("Unit plans of %(period)s"),
    "annual": sentence("Year-end review of %(year)s"),
    "midterm": sentence("Mid-term review %(year)s of %(period)s"),
    "final": sentence("Final review of %(period)s"),
}
"""Kind of a round → its name."""

MANNERS: dict[str, Sentence] = {"directive": sentence("Directed"), "request": sentence("Requested")}


def round_name(tx: Tx, found: Round) -> str:
    """Return what a round is called, with its year or the period of its plan.

    A round of a kind that a process owner thought of is called after the process its members run.
    """
    plan = plan_by_code(tx, found.plan)
    year, period = found.plan_year or found.due_on.year, f"{plan.valid_from.year}–{plan.last_on.year}"
    if found.kind in ROUNDS:
        return str(gettext(ROUNDS[found.kind], period=period, year=year))
    drawn = latest_definition(tx, found.kind)
    return f"{found.kind if drawn is None else drawn.name} {year}"
