"""Making an empty database ready for invented people: its plans, diagrams and accounts, marked as a demonstration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from service.access.demo import create_demo_people, demo_people
from service.access.model import account
from service.access.rules import DEMO_PASSWORD
from service.config import seed_directory
from service.core.database import business_clock
from service.core.errors import Forbidden, sentence
from service.nomination.agencies.queries import agencies as agencies_on
from service.nomination.agencies.queries import every_agency
from service.nomination.plans.commands import load_plan
from service.process.definitions.commands import Resource, deploy
from service.process.instances.model import process_instance

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date, datetime

    from service.access.demo import DemoPerson
    from service.core.database import Database

SIGN_IN_FIRST = ("officer.so-ldtbxh", "supervisor", "owner")
COUNCIL_NAME = "council"
SHOWN_OF_A_KIND = 3
NAME_WIDTH = 30


class DatabaseIsReal(Forbidden):
    """There is real data: it is never mixed with invented people."""

    code = "database_is_real"
    template = sentence(
        "Expected an empty database for demo data, but this one holds real accounts or cases. Use another database."
    )


def set_up(database: Database, resources: Sequence[Resource], first_day: datetime) -> tuple[bool, list[DemoPerson]]:
    """Mark an empty database as demo data, its clock on the first day, and give it plans, diagrams and people.

    A database that is marked already keeps its clock and its people; seeds that changed are deployed anew. Returns
    whether it was empty, and the people. Raises ``DatabaseIsReal``.
    """
    with database.begin() as tx:
        is_new = tx.execute(select(business_clock.c.is_demo)).scalar_one_or_none() is None
        used = sum(
            tx.execute(select(func.count()).select_from(table)).scalar_one() for table in (account, process_instance)
        )
        is_demo = bool(tx.execute(select(business_clock.c.is_demo)).scalar_one_or_none())
        if used and not is_demo:
            raise DatabaseIsReal
        if is_new:
            tx.execute(
                business_clock.insert(), {"business_clock_id": 1, "pinned_at": first_day, "is_demo": 1, "note": ""}
            )
    with database.begin() as tx:
        for plan in sorted((seed_directory() / "workflows" / "plans").glob("*.yaml")):
            load_plan(tx, plan.read_bytes())
        deploy(tx, resources)
        every = [*every_agency(tx)]
        people = create_demo_people(tx, every) if is_new else demo_people(every)
        closed = {*every} - {agency.code for agency in agencies_on(tx)}
    return is_new, [person for person in people if not closed & {group.split("/")[0] for group in person.groups}]


def sign_in_list(people: Iterable[DemoPerson], bind: str, today: date) -> Iterator[str]:
    """Yield the lines that tell a newcomer where to go and as whom: one person of each kind, then all by agency."""
    named = {person.user_name: person for person in people}
    yield f"Lan Tỏa: http://{bind}"
    yield f"Demo data; it is {today:%Y-%m-%d} here. Everybody's password: {DEMO_PASSWORD}"
    yield from ("", "Begin as one of these:")
    yield from (f"  {name:<{NAME_WIDTH}}{named[name].what_for}" for name in SIGN_IN_FIRST if name in named)
    rows = dict[str, list[str]]()
    for name in named:
        kind, _, place = name.partition(".")
        if place or name not in SIGN_IN_FIRST:
            rows.setdefault(kind if kind == COUNCIL_NAME else place, []).append(name)
    yield from ("", "Or as anybody else:")
    for names in rows.values():
        yield "  " + (f"{names[0]} … {names[-1]}" if len(names) > SHOWN_OF_A_KIND else _columns(names))


def _columns(names: Sequence[str]) -> str:
    return "".join(f"{name:<{NAME_WIDTH}}" for name in names).rstrip()
