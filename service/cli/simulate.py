"""``lantoa simulate`` and ``lantoa demo``: a plan played by invented officers."""

from __future__ import annotations

import json
import sys
import time
from datetime import date
from typing import TYPE_CHECKING

import click

from service import serving
from service.cli.opening import database_at_hand, resources_in, seed_folders
from service.config import Config
from service.migrations import run as migrations
from service.nomination.plans.queries import plan_by_code
from service.simulation.clock import first_day, today
from service.simulation.demo import PROFILE, STANDS_ON, begin_demo, play_demo
from service.simulation.outcome import outcome, plain
from service.simulation.play import Play
from service.simulation.prepare import set_up, sign_in_list
from service.simulation.profile import read_profile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from service.core.database import Database
    from service.simulation.outcome import Outcome
    from service.simulation.profile import Profile


@click.command("simulate")
@click.option("--plan", required=True, help="The code of the plan, such as lang-son-2021-2025.")
@click.option(
    "--seed", type=int, default=1, show_default=True, help="The same seed, profile and plan: the same events."
)
@click.option(
    "--profile", "profile_name", default="default", show_default=True, help="How people work: a name or FILE."
)
@click.option("--until", type=click.DateTime(["%Y-%m-%d", "%d/%m/%Y"]), help="The last day; without it the plan's.")
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON.")
def simulate(plan: str, seed: int, profile_name: str, until: datetime | None, *, as_json: bool) -> None:
    """Play a plan with invented officers in an empty or demo database; refused where there is real data.

    A simulation that was broken off goes on when it is called again.
    """
    profile = read_profile(profile_name)
    started = time.monotonic()
    with database_at_hand() as database:
        migrations.upgrade(database)
        set_up(database, resources_in(seed_folders()), first_day(profile))
        with database.read() as tx:
            last = plan_by_code(tx, plan).last_on
        _play(database, plan, seed, profile, min(until.date(), last) if until else last)
        with database.read() as tx:
            found = outcome(tx, plan, seed, time.monotonic() - started)
    click.echo(json.dumps(plain(found), ensure_ascii=False, indent=2) if as_json else "\n".join(_lines(found)))


@click.command("demo")
@click.option("--serve", "then_serve", is_flag=True, help="Serve afterwards.")
def demo(*, then_serve: bool) -> None:
    """Fill an empty database with two simulated years of the plan and its people; refused where there is real data."""
    config = Config.from_environment()
    with database_at_hand() as database:
        migrations.upgrade(database)
        people = begin_demo(database, resources_in(seed_folders()))
        first = date.fromisoformat(read_profile(PROFILE).programme_on)
        _show(play_demo(database, config.documents_dir), first, STANDS_ON)
        for line in sign_in_list(people, config.bind, today(database)):
            click.echo(line)
        if then_serve:
            serving.serve(config, database)


def _play(database: Database, plan: str, seed: int, profile: Profile, until: date) -> None:
    first = today(database)
    played = Play(database, Config.from_environment().documents_dir, plan, seed, profile)
    _show(played.days(first, until), first, until)


def _show(played: Iterable[date], first: date, until: date) -> None:
    """Show the days that are played as a bar on standard error."""
    days = max((until - first).days, 0) + 1
    with click.progressbar(length=days, label=f"{first:%d/%m/%Y} – {until:%d/%m/%Y}", file=sys.stderr) as bar:
        for day in played:
            bar.update((day - first).days + 1 - bar.pos)


def _lines(found: Outcome) -> Iterator[str]:
    yield f"Seed {found.seed}, {found.seconds:.0f} seconds, digest {found.digest}"
    for row in found.quotas:
        yield f"{row['year']}  {row['agency']:<24}{row['movement']:<22}{row['selected']:>3} of {row['minimum']}"
    for milestone in found.milestones:
        yield f"{milestone['code']:<12}due {milestone['due_on']}, reached {milestone['reached_on'] or '-'}"
    for document in found.documents:
        yield f"{document['code']:<12}{document['count']}"
