"""The schedule of a plan: writing it when the plan opens, and starting what falls due."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from service.core.clock import at_local_hour, business_date
from service.nomination.agencies.queries import agencies, short_names
from service.nomination.cycles.model.rounds import plan_schedule
from service.nomination.cycles.rules import schedule_of
from service.nomination.plans.queries import plan_by_code, quota_minimums
from service.process.definitions.queries import latest_definition
from service.process.instances.commands import create_instance, describe_instance

if TYPE_CHECKING:
    from service.core.tx import Tx

MORNING = 8
"""The local hour at which what is scheduled for a day starts."""

PAUSE = timedelta(minutes=10)
"""How long a start that failed waits."""


def write_schedule(tx: Tx, plan: str) -> int:
    """Write what the plan will start by itself from today on; rows already there stay. Returns how many days there are.

    What should have begun in an earlier year than this is not made up for.
    """
    years = sorted({row.year for row in quota_minimums(tx, plan)})
    last_year = plan_by_code(tx, plan).last_on.year
    this_year = business_date(tx.now).year
    rows = [
        {
            "plan_schedule_key": tx.new_key(),
            "plan": plan,
            "process_definition_id": start.process_definition_id,
            "plan_year": start.plan_year or start.starts_on.year,
            "starts_at": at_local_hour(start.starts_on, MORNING),
        }
        for start in schedule_of(years, last_year)
        if start.starts_on.year >= this_year
    ]
    tx.insert_missing(plan_schedule, rows)
    return len(rows)


def start_scheduled(tx: Tx, plan_schedule_key: int) -> bool:
    """Start what one row of the schedule says, once; returns whether there was anything left to start.

    A publicity plan starts once for each newspaper and broadcaster of the day (R70).
    """
    table = plan_schedule
    mine = (table.c.plan_schedule_key == plan_schedule_key, table.c.started_at.is_(None))
    row = tx.execute(select(table).where(*mine).with_for_update(skip_locked=True)).one_or_none()
    if row is None:
        return False
    tx.execute(update(table).where(*mine).values(started_at=tx.now))
    variables: dict[str, Any] = {"plan_key": row.plan, "plan_year": row.plan_year}
    media = [found.code for found in agencies(tx) if found.family == "press"]
    for agency in media if row.process_definition_id == "publicity_plan" else [None]:
        _start(tx, row.process_definition_id, variables, agency)
    return True


def postpone_start(tx: Tx, plan_schedule_key: int, error: Exception) -> None:
    """Let a start that failed wait."""
    del error
    table = plan_schedule
    tx.execute(
        update(table).where(table.c.plan_schedule_key == plan_schedule_key).values(tried_again_at=tx.wall + PAUSE)
    )


def _start(tx: Tx, process_definition_id: str, variables: dict[str, Any], media_agency: str | None) -> None:
    mine = variables if media_agency is None else variables | {"media_agency": media_agency}
    groups = ["ban-tdkt"] if media_agency is None else ["ban-tdkt", media_agency]
    key = create_instance(tx, process_definition_id=process_definition_id, variables=mine, groups=groups)
    drawn = latest_definition(tx, process_definition_id)
    what = process_definition_id if drawn is None else drawn.name
    whose = what if media_agency is None else short_names(tx).get(media_agency, media_agency)
    year = str(variables["plan_year"])
    title = f"{whose.removesuffix(f' {year}')} · {year}"
    plan = plan_by_code(tx, variables["plan_key"]).short_name
    subtitle = plan if media_agency is None else f"{what} · {plan}"
    describe_instance(tx, process_instance_key=key, title=title, subtitle=subtitle)
