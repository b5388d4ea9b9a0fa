"""The verbs of ``lantoa``."""

from __future__ import annotations

import json
import sys
import threading
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from service import app, engine, serving, worker
from service.access import commands as accounts
from service.access import demo as demo_accounts
from service.access import passwords
from service.access.queries import AccountNotFound, account_by_name
from service.cli.opening import current_database, database_at_hand, resources_in, seed_folders
from service.config import Config
from service.core.clock import business_date
from service.core.database import ChangedMeanwhile
from service.core.errors import AnticipatedError
from service.migrations import run as migrations
from service.process.decisions import queries as decision_queries
from service.process.definitions import commands as definitions
from service.process.definitions import queries as definition_queries
from service.process.forms import queries as form_queries
from service.process.history.queries import broken_links
from service.process.instances.queries import histories_cut_short

if TYPE_CHECKING:
    from service.core.database import Database


class Group(click.Group):
    """Anticipated errors are one sentence on standard error and exit code 1."""

    def invoke(self, context: click.Context) -> object:
        """Run a verb."""
        try:
            return super().invoke(context)
        except AnticipatedError as error:
            click.echo(str(error), err=True)
            for place, said in getattr(error, "fields", {}).items():
                click.echo(f"  {place}: {said}", err=True)
            sys.exit(1)


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="lantoa", prog_name="lantoa")
def main() -> None:
    """Run the life of an exemplar as BPMN diagrams."""


@main.command()
def serve() -> None:
    """Serve the pages and the API; with SQLite the worker runs inside."""
    config = Config.from_environment()
    with current_database() as database:
        announce_first_administrator(database)
        serving.serve(config, database)


@main.command("worker")
def work() -> None:
    """Do what is due (timers, signals, messages) and clear what expired, until stopped."""
    config = Config.from_environment()
    app.configure_logging(config)
    stop = threading.Event()
    with current_database() as database:
        serving.stop_on_signals(stop)
        worker.run(database, stop, worker.errands_of(config))


@main.command()
def migrate() -> None:
    """Bring the database to the newest schema."""
    with database_at_hand() as database:
        migrations.upgrade(database)
    click.echo("The database stands at the newest schema.")


@main.command()
def doctor() -> None:
    """Check settings, database, schema, assets and folders; say what is wrong and what to do."""
    findings = serving.diagnose(Config.from_environment())
    for finding in findings:
        click.echo(f"{'ok  ' if finding.is_well else 'FAIL'}  {finding.sentence}")
    sys.exit(0 if all(finding.is_well for finding in findings) else 1)


@main.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--note", default="", help="Why, for the list of versions.")
def deploy(paths: tuple[Path, ...], note: str) -> None:
    """Deploy diagrams, decisions and forms (files or folders) together; without PATHS those of the service."""
    with current_database() as database, database.begin() as tx:
        made = definitions.deploy(tx, resources_in(paths or seed_folders()), note=note)
    for definition in made.definitions:
        click.echo(f"{definition.process_definition_id} version {definition.version}")
    for decision in made.decisions:
        click.echo(f"{decision.decision_definition_id} version {decision.version}")
    for form in made.forms:
        click.echo(f"{form.form_id} version {form.version}")
    for finding in made.warnings:
        click.echo(f"warning: {finding.message}", err=True)


@main.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list instead.")
def lint(paths: tuple[Path, ...], *, as_json: bool) -> None:
    """Print what is wrong with diagrams, like a compiler; exit 1 when there are errors."""
    resources = resources_in(paths)
    files = [resource for resource in resources if resource.suffix == ".bpmn"]
    found = [(file.name, finding) for file in files for finding in engine.lint(file.content)]
    if as_json:
        click.echo(json.dumps([{"file": name, **finding.plain()} for name, finding in found], ensure_ascii=False))
    else:
        for name, finding in found:
            click.echo(compiler_line(name, finding))
    severities = Counter(finding.severity for _, finding in found)
    if not as_json:
        click.echo(f"{len(files)} diagrams: {severities['error']} errors, {severities['warning']} warnings", err=True)
    sys.exit(1 if severities["error"] else 0)


def compiler_line(name: str, finding: engine.Finding) -> str:
    """Return a finding as compilers print them, so that editors lead to its line."""
    place = f"{name}:{finding.line}" if finding.line else name
    hint = f"\n    hint: {finding.hint}" if finding.remedy else ""
    return f"{place}: {finding.severity}: {finding.message} [{finding.rule_id}]{hint}"


@main.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def export(folder: Path) -> None:
    """Write the newest deployed diagrams, decisions and forms to FOLDER, in the layout of the seed."""
    with current_database() as database, database.read() as tx:
        files = {
            Path("workflows", "dmn", Path(name).name): xml for name, xml in decision_queries.latest_files(tx).items()
        }
        for definition in definition_queries.latest_definitions(tx):
            xml = definition_queries.xml_of(tx, definition.process_definition_key) or b""
            files[Path("workflows", "bpmn", f"{definition.process_definition_id}.bpmn")] = xml
        for form_id in form_queries.known_form_ids(tx):
            if (form := form_queries.latest_form(tx, form_id)) is not None:
                files[Path("forms", f"{form_id}.form")] = form.document
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    click.echo(f"Exported {len(files)} files to {folder}.")


@main.group()
def user() -> None:
    """People and their accounts."""


@user.command("create")
@click.argument("user_name")
@click.option("--name", "display_name", required=True, help="The name people read.")
@click.option("--group", "groups", multiple=True, help="A membership, <agency>/<role>; may be given several times.")
@click.option("--role", "roles", multiple=True, help="A province-wide role: process_owner, administrator, auditor.")
def create_user(user_name: str, display_name: str, groups: tuple[str, ...], roles: tuple[str, ...]) -> None:
    """Create an account; prints its one-time password."""
    clear = passwords.one_time_password()
    hashed = passwords.hash_password(clear)
    with current_database() as database, database.begin() as tx:
        key = accounts.create_account(
            tx, user_name=user_name, display_name=display_name, password_hash=hashed, must_change_password=True
        )
        for agency, _, role in (group.partition("/") for group in groups):
            accounts.add_membership(tx, account_key=key, agency=agency, role=role, from_on=business_date(tx.now))
        for role in roles:
            accounts.grant_role(tx, account_key=key, role=role)
    click.echo(f"One-time password of {user_name}: {clear}")


@user.command("disable")
@click.argument("user_name")
def disable_user(user_name: str) -> None:
    """Disable an account and end its sessions."""
    with current_database() as database, database.begin() as tx:
        found = account_by_name(tx, user_name)
        if found is None:
            raise AccountNotFound(key=user_name)
        accounts.disable_account(tx, account_key=found.account_key)
    click.echo(f"{user_name} can no longer sign in.")


@main.command("verify-audit")
def verify_audit() -> None:
    """Check the hash chain of every case's history; exit 1 when an entry was changed or taken away."""
    with current_database() as database, database.read() as tx:
        broken = list(broken_links(tx))
        short = [entry for entry in histories_cut_short(tx) if entry not in broken]
    for process_instance_key, sequence in broken:
        click.echo(f"process instance {process_instance_key}, entry {sequence}: does not follow", err=True)
    for process_instance_key, sequence in short:
        click.echo(f"process instance {process_instance_key}: does not end with entry {sequence}", err=True)
    faults = len(broken) + len(short)
    click.echo(f"{faults} histories or entries are not as they were written." if faults else "Every history is whole.")
    sys.exit(1 if faults else 0)


def announce_first_administrator(database: Database) -> None:
    """Print who the first administrator is, where this start made the account."""
    try:
        with database.begin() as tx:
            first = demo_accounts.first_administrator(tx)
    except ChangedMeanwhile:
        return  # another process, started at the same time, made the account and says its password
    if first is not None:
        click.echo(f"First start: sign in as '{first.user_name}' with the one-time password {first.password}")
