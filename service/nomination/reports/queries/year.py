"""Reading the year: quotas, counters and running cases, line by line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from service.core.clock import business_date
from service.core.errors import NotFound, sentence
from service.nomination.agencies.queries import every_agency
from service.nomination.cycles.queries import milestones_reached
from service.nomination.exemplars.queries import QuotaShare, count_in_share, running_by_stage, year_end_forecasts
from service.nomination.exemplars.rules import STAGES
from service.nomination.plans.queries import milestones, movements, quota_rows, quota_years
from service.nomination.reports.rules import Line, forecast_begins, shown_year

if TYPE_CHECKING:
    from collections.abc import Mapping

    from service.core.tx import Tx
    from service.nomination.agencies.queries import Agency
    from service.nomination.plans.queries import Milestone, Movement, Occurrence


class YearWithoutQuota(NotFound):
    """No plan sets a quota for this year."""

    code = "year_without_quota"
    template = sentence("Expected to show the year '%(year)s', but no plan sets a quota for it. Choose another year.")


@dataclass(frozen=True, slots=True)
class Year:
    """One year of a plan: its lines in the order of the plan, and what no line holds.

    ``unplaced`` are running cases without an agency or movement that has a quota. ``agencies`` and ``movements`` are
    by code, agencies under the names they bore on ``on``: today, or when the year ended.
    """

    year: int
    years: tuple[int, ...]
    plan: str
    today: date
    on: date
    lines: tuple[Line, ...]
    running: int
    unplaced: int
    not_replicated: int
    agencies: Mapping[str, Agency]
    movements: Mapping[str, Movement]


def year_of_plan(tx: Tx, year: int | None) -> Year:
    """Return a year against its quotas; ``None`` is the present one. Raises ``YearWithoutQuota``."""
    plans, today = quota_years(tx), business_date(tx.now)
    chosen = shown_year(tuple(plans), today) if year is None else year
    if chosen is None or chosen not in plans:
        raise YearWithoutQuota(year=chosen or today.year)
    on = min(today, date(chosen, 12, 31))
    return Year(
        year=chosen,
        years=tuple(plans),
        plan=plans[chosen],
        today=today,
        on=on,
        lines=_lines(tx, plans[chosen], chosen, today),
        running=count_in_share(tx, QuotaShare("running", chosen)),
        unplaced=count_in_share(tx, QuotaShare("unplaced", chosen)),
        not_replicated=count_in_share(tx, QuotaShare("not_replicated", chosen)),
        agencies=every_agency(tx, on=on),
        movements={movement.code: movement for movement in movements(tx, plans[chosen])},
    )


def milestones_of(tx: Tx, year: Year) -> list[tuple[Milestone, Occurrence]]:
    """Return the dated milestones of a year's plan by the day they are due."""
    dated = [(found, occurrence) for found in milestones(tx, year.plan) for occurrence in found.occurrences]
    return sorted(dated, key=lambda item: (item[1].due_on, item[1].from_on))


def reached_on(tx: Tx, year: Year) -> dict[str, date]:
    """Return code → day of the milestones of a year's plan that were reached (R74)."""
    found = milestones_reached(tx, year.plan)
    return {one.code: one.reached_on for one in found if one.reached_on is not None}


def _lines(tx: Tx, plan: str, year: int, today: date) -> tuple[Line, ...]:
    running = running_by_stage(tx, year)
    is_shown = forecast_begins(year) <= today <= date(year, 12, 31)
    forecasts = year_end_forecasts(tx, plan, year) if is_shown else {}
    return tuple(
        Line(
            agency=row.agency,
            movement=row.movement,
            mode=row.mode,
            minimum=row.minimum,
            selected=row.selected,
            built=row.built,
            replicated=row.replicated,
            stages=tuple(running[row.agency, row.movement, stage] for stage in STAGES),
            responsible=row.responsible,
            forecast=forecasts.get((row.agency, row.movement)),
        )
        for row in quota_rows(tx, plan, year)
    )
