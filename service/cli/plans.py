"""The verbs of ``lantoa plan``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from service.cli.opening import current_database
from service.config import Config, seed_directory
from service.nomination.plans import commands, queries
from service.nomination.plans.words import QUESTIONS, filled

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from service.nomination.plans.rules.changes import LoadReport
    from service.nomination.plans.rules.clone import Asked

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def plan() -> None:
    """Plans as data: loaded or drafted, published, cloned to the next period, closed."""


@plan.command("load")
@click.argument("file", required=False, type=_FILE)
@click.option("--reason", default="", help="Why, for the list of versions.")
@click.option("--basis", default="", help="The document that orders it.")
@click.option("--from", "effective_on", type=click.DateTime(["%Y-%m-%d"]), help="Amend from this day on, in the past.")
def load_plan(file: Path | None, reason: str, basis: str, effective_on: datetime | None) -> None:
    """Load and publish a plan FILE (without one, what comes with the service); loading it again changes nothing."""
    files = [file] if file else sorted((seed_directory() / "workflows" / "plans").glob("*.yaml"))
    with current_database() as database, database.begin() as tx:
        if effective_on is None:
            reports = [commands.load_plan(tx, each.read_bytes(), reason=reason, basis=basis) for each in files]
        else:
            reports = [
                commands.amend_plan(
                    tx,
                    queries.checked_document(each.read_bytes())["plan"]["code"],
                    each.read_bytes(),
                    effective_on=effective_on.date(),
                    reason=reason,
                    basis=basis,
                )
                for each in files
            ]
    _say(reports)


@plan.command("draft")
@click.argument("file", type=_FILE)
def draft_plan(file: Path) -> None:
    """Keep a plan FILE as a draft; nothing of it holds until it is published."""
    with current_database() as database, database.begin() as tx:
        found = commands.draft_plan(tx, file.read_bytes())
    click.echo(f"{found.code}: draft kept. Publish it with: lantoa plan publish {found.code}")


@plan.command("list")
def list_plans() -> None:
    """List plans and drafts, the newest period first."""
    with current_database() as database, database.read() as tx:
        for draft in queries.drafts(tx):
            count = queries.open_question_count(tx, draft.code)
            click.echo(f"{draft.code:<30}draft      {count} open questions")
        for found in queries.plans(tx):
            versions = len(queries.plan_versions(tx, found.code))
            click.echo(f"{found.code:<30}{found.state:<11}{found.valid_from} to {found.valid_to}, {versions} versions")


@plan.command("show")
@click.argument("code")
def show_plan(code: str) -> None:
    """Show a plan's versions, or what is still to decide in its draft."""
    with current_database() as database, database.read() as tx:
        drafted = {draft.code for draft in queries.drafts(tx)}
        if code not in drafted:
            found = queries.plan_by_code(tx, code)
            click.echo(f"{found.code}: {found.name}, {found.state}")
        for version in queries.plan_versions(tx, code):
            since = f", holds from {version.effective_on}" if version.effective_on else ""
            why = "; ".join(part for part in (version.reason, version.basis) if part)
            click.echo(f"  version {version.version}, {version.made_at:%Y-%m-%d}, {version.made_by}{since}  {why}")
        _say_questions(code, queries.questions(tx, code) if code in drafted else ())


@plan.command("clone")
@click.argument("code")
@click.option("--from", "first_year", type=int, required=True, help="The first year of the new period.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write the file here, keep no draft.")
def clone_plan(code: str, first_year: int, output: Path | None) -> None:
    """Clone plan CODE to another period as a draft: days moved, agencies replaced by who holds their functions.

    What a person must still decide is listed, and decided on the draft's page.
    """
    with current_database() as database:
        if output is not None:
            with database.read() as tx:
                made = queries.cloned_plan(tx, code, first_year)
            output.write_bytes(made.document)
            click.echo(f"{made.code}: written to {output}, {len(made.clone.asked)} questions to decide")
            for each in made.clone.asked:
                _say_question("", each)
            return
        with database.begin() as tx:
            draft = commands.clone_plan(tx, code, first_year=first_year)
            asked = queries.questions(tx, draft.code)
    click.echo(f"{draft.code}: draft kept, {len(asked)} questions to decide before it is published")
    _say_questions(draft.code, asked)


@plan.command("publish")
@click.argument("code")
@click.option("--reason", default="", help="Why, for the list of versions.")
@click.option("--basis", default="", help="The document that orders it.")
def publish_plan(code: str, reason: str, basis: str) -> None:
    """Put a draft in force; refused while questions are open."""
    with current_database() as database, database.begin() as tx:
        report = commands.publish_plan(tx, code, reason=reason, basis=basis)
    _say([report])


@plan.command("close")
@click.argument("code")
@click.option("--reason", default="", help="Why, such as the report that ended it.")
def close_plan(code: str, reason: str) -> None:
    """Close a plan: it never changes again; what still runs under it runs on."""
    with current_database() as database, database.begin() as tx:
        commands.close_plan(tx, code, reason=reason)
    click.echo(f"{code} is closed.")


def _say_questions(code: str, asked: Sequence[queries.Question]) -> None:
    """Say what is open or decided in a draft, and the page on which it is decided."""
    for question in asked:
        _say_question(f"{question.answer or 'open'}: ", question)
    if any(question.is_open for question in asked):
        config = Config.from_environment()
        click.echo(f"Decide them at {config.base_url or f'http://{config.bind}'}/plans/{code}/draft")


def _say_question(state: str, question: queries.Question | Asked) -> None:
    words = QUESTIONS[question.kind]
    asks, why = (filled(text, question.parameters, is_english=True) for text in (words.asks, words.why))
    click.echo(f"  {state}{asks} {why}")


def _say(reports: Iterable[LoadReport]) -> None:
    for line in (line for report in reports for line in report.lines()):
        click.echo(line)
