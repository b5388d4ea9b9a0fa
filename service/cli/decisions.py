"""``lantoa decisions``: try the test rows of decision tables, see the effect of a change on past cases."""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from service.cli.opening import current_database, seed_folders
from service.core.clock import at_local_hour, business_date, wall_now
from service.process.decisions.commands import latest_model, read_model
from service.process.decisions.effects import Effect, count_of_past, effects
from service.process.decisions.rows import Difference, Trial, read_rows, try_rows
from service.process.instances.queries import instance

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from service.core.tx import Tx

ROWS = ".tests.yaml"
SHOWN = 10
"""How many cases of a kind are named one by one; ``--json`` names all."""


@click.group()
def decisions() -> None:
    """Decision tables: try their test rows, see the effect of a change."""


@decisions.command("test")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--deployed", is_flag=True, help="Try the newest deployed versions, not the files beside the rows.")
def test_decisions(paths: tuple[Path, ...], *, deployed: bool) -> None:
    """Try the test rows (NAME.tests.yaml beside NAME.dmn) among PATHS; without PATHS those of the service.

    Exit code 1 when an answer differs or a rule is reached by no row.
    """
    trials = _trials_of_deployed(paths) if deployed else _trials(paths)
    for line in (line for trial in trials for line in _told(trial)):
        click.echo(line)
    sys.exit(0 if all(trial.is_well for trial in trials) else 1)


@decisions.command("effect")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--since", type=click.DateTime(["%Y-%m-%d", "%d/%m/%Y"]), help="Only answers from this day on.")
@click.option("--json", "as_json", is_flag=True, help="Every answer that would differ, as JSON.")
def show_effect(file: Path, *, since: datetime | None, as_json: bool) -> None:
    """Show which past cases the decisions of FILE would have answered otherwise; nothing is changed."""
    model = read_model(file.read_bytes(), name=file.name)
    moment = None if since is None else at_local_hour(since.date(), 0)
    with current_database() as database, database.read() as tx:
        count = count_of_past(tx, model, since=moment)
        with click.progressbar(effects(tx, model, since=moment), count, file=sys.stderr) as asked:
            changes = [effect for effect in asked if effect.is_change]
        cases = {change.process_instance_key: _case(tx, change.process_instance_key) for change in changes}
    if as_json:
        told = [asdict(change) | {"case": cases[change.process_instance_key]} for change in changes]
        click.echo(json.dumps({"asked": count, "changes": told}, default=str, ensure_ascii=False, indent=2))
        return
    click.echo(f"{count} answers to past cases, {len(changes)} of them would differ.")
    for line in _by_kind(changes, cases):
        click.echo(line)


def _trials(paths: Iterable[Path]) -> list[Trial]:
    now = wall_now()
    return [
        try_rows(
            read_model(beside(file).read_bytes(), name=beside(file).name),
            read_rows(file.read_bytes(), name=file.name),
            now=now,
        )
        for file in _row_files(paths)
    ]


def _trials_of_deployed(paths: Iterable[Path]) -> list[Trial]:
    with current_database() as database, database.read() as tx:
        found = [read_rows(file.read_bytes(), name=file.name) for file in _row_files(paths)]
        return [try_rows(latest_model(tx, rows.decision_id), rows, now=tx.now) for rows in found]


def _row_files(paths: Iterable[Path]) -> list[Path]:
    files: list[Path] = []
    for path in tuple(paths) or seed_folders():
        files += sorted(path.rglob(f"*{ROWS}")) if path.is_dir() else [path]
    return files


def beside(rows: Path) -> Path:
    """Return the decision file that test rows stand beside; raises ``click.UsageError`` where there is none."""
    file = rows.with_name(rows.name.removesuffix(ROWS) + ".dmn")
    if not rows.name.endswith(ROWS) or not file.exists():
        message = f"{rows} is not the test rows of a decision file: name them NAME{ROWS} and put them beside NAME.dmn."
        raise click.UsageError(message)
    return file


def _told(trial: Trial) -> Iterator[str]:
    held = trial.tried - len(trial.differences)
    reached = "" if trial.unreached else ", every rule reached"
    yield f"{trial.decision_id}: {held} of {trial.tried} test rows hold{reached}"
    for difference in trial.differences:
        yield f"  row {difference.number}: expected {_value(difference.row.expected)}, but {_instead(difference)}"
    for decision_id, number in trial.unreached:
        yield f"  no row reaches rule {number} of {decision_id}"


def _instead(difference: Difference) -> str:
    given = ", ".join(f"{name} {_value(value)}" for name, value in difference.row.given.items())
    answer = difference.fault or f"the answer is {_value(difference.found)}"
    return f"{answer} ({given})"


def _by_kind(changes: list[Effect], cases: Mapping[int, str]) -> Iterator[str]:
    """Yield a line for each kind of change, the most frequent first, with some of its cases."""
    kinds: dict[str, list[Effect]] = defaultdict(list)
    for change in changes:
        would_be = change.fault or _value(change.would_be)
        kinds[f"{change.decision_id}: {_value(change.was)} → {would_be}"].append(change)
    for kind, found in sorted(kinds.items(), key=lambda item: -len(item[1])):
        yield f"{kind}: {len(found)}"
        for change in found[:SHOWN]:
            yield f"  {business_date(change.evaluated_at):%d/%m/%Y}  {cases[change.process_instance_key]}"
        if len(found) > SHOWN:
            yield f"  … and {len(found) - SHOWN} more: --json names all"


def _case(tx: Tx, process_instance_key: int) -> str:
    found = instance(tx, process_instance_key)
    named = [] if found is None else [part for part in (found.business_id, found.title) if part]
    return " ".join(named) or str(process_instance_key)


def _value(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
