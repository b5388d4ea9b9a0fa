"""The command line, as an operator types it."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import threading
import urllib.request
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click
import pytest
from click.testing import CliRunner
from sqlalchemy import select, text

from service import app, cli
from service.access import passwords, queries
from service.access.demo import first_administrator
from service.cli.opening import DEPLOYABLE
from service.cli.verbs import announce_first_administrator
from service.config import Config, seed_directory
from service.migrations import run as migrations
from service.process.history.model import audit_log
from tests.support import bpmn, served
from tests.support.served import config_for
from tests.support.visitor import Visitor

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from service.core.database import Database


@pytest.fixture
def lantoa(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """The command, with a data folder of this test's own."""
    monkeypatch.setenv("LANTOA_DATA_DIR", str(tmp_path / "data"))
    return CliRunner()


@pytest.fixture
def migrated(lantoa: CliRunner) -> CliRunner:
    """The command on an empty database of the newest schema."""
    assert lantoa.invoke(cli.main, ["migrate"]).exit_code == 0
    return lantoa


@pytest.fixture
def demo(lantoa: CliRunner, demo_folder: Path, tmp_path: Path) -> CliRunner:
    """The command on a copy of the demo data."""
    served.copy_demo(demo_folder, tmp_path)
    return lantoa


def test_the_doctor_says_what_is_missing_and_what_to_do(lantoa: CliRunner) -> None:
    said = lantoa.invoke(cli.main, ["doctor"])
    assert said.exit_code == 1
    assert "FAIL  schema is older than the service: lantoa migrate" in said.output


def test_the_doctor_is_content_after_migrating(lantoa: CliRunner) -> None:
    assert lantoa.invoke(cli.main, ["migrate"]).exit_code == 0
    said = lantoa.invoke(cli.main, ["doctor"])
    assert said.output.count("FAIL") == said.output.count("assets are not built")
    assert "SQLite" in said.output


@pytest.mark.postgresql
def test_the_doctor_names_the_version_of_postgresql(
    lantoa: CliRunner, postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANTOA_DATABASE_URL", postgresql_url)
    lantoa.invoke(cli.main, ["migrate"])
    assert "ok    PostgreSQL 1" in lantoa.invoke(cli.main, ["doctor"]).output


def test_the_plan_and_the_diagrams_of_the_service_need_no_path(lantoa: CliRunner) -> None:
    lantoa.invoke(cli.main, ["migrate"])
    assert "lang-son-2021-2025" in lantoa.invoke(cli.main, ["plan", "load"]).output
    deployed = lantoa.invoke(cli.main, ["deploy"])
    assert deployed.exit_code == 0, deployed.output
    assert "exemplar_lifecycle version 1" in deployed.output


def test_every_verb_says_what_it_does(lantoa: CliRunner) -> None:
    for path, verb in verbs(cli.main):
        said = lantoa.invoke(cli.main, [*path, "--help"])
        assert said.exit_code == 0, path
        assert verb.help, path
        assert verb.help.split(".")[0].split("\n")[0][:40] in said.output.replace("\n", " "), path


@pytest.mark.parametrize(
    "line",
    [
        ["serve"],
        ["worker"],
        ["plan", "load"],
        ["deploy"],
        ["export", "here"],
        ["user", "create", "a", "--name", "A"],
        ["user", "disable", "a"],
        ["verify-audit"],
    ],
)
def test_a_verb_on_a_database_that_is_not_migrated_says_what_to_do(lantoa: CliRunner, line: list[str]) -> None:
    said = lantoa.invoke(cli.main, line)
    assert said.exit_code == 1
    assert said.output.strip().endswith("Run: lantoa migrate")


def test_wrong_usage_is_code_2(lantoa: CliRunner) -> None:
    assert lantoa.invoke(cli.main, ["fly"]).exit_code == 2
    assert lantoa.invoke(cli.main, ["lint"]).exit_code == 2
    assert lantoa.invoke(cli.main, ["user", "create", "a"]).exit_code == 2


def test_migrating_again_changes_nothing(migrated: CliRunner) -> None:
    said = migrated.invoke(cli.main, ["migrate"])
    assert (said.exit_code, said.output) == (0, "The database stands at the newest schema.\n")


def test_loading_a_plan_again_changes_nothing(migrated: CliRunner) -> None:
    path = str(seed_directory() / "workflows" / "plans" / "lang-son-2021-2025.yaml")
    first, second = (migrated.invoke(cli.main, ["plan", "load", path]) for _ in range(2))
    assert first.exit_code == second.exit_code == 0
    assert first.output != second.output
    assert "0 added, 0 changed, 0 removed" in second.output


def test_a_plan_is_drafted_published_shown_and_closed(migrated: CliRunner) -> None:
    path = seed_directory() / "workflows" / "plans" / "lang-son-2021-2025.yaml"
    code = path.stem

    def said(*words: str, exit_code: int = 0) -> str:
        answer = migrated.invoke(cli.main, ["plan", *words])
        assert answer.exit_code == exit_code, answer.output
        return answer.output

    assert "draft kept" in said("draft", str(path))
    assert said("list").split()[:2] == [code, "draft"]
    assert said("publish", code, "--basis", "12/QĐ-UBND").startswith(f"{code}: ")
    assert said("list").split()[:2] == [code, "published"]
    assert "version 1" in said("show", code)
    assert "12/QĐ-UBND" in said("show", code)
    assert "is closed" in said("close", code, "--reason", "Đã tổng kết")
    assert said("list").split()[:2] == [code, "closed"]
    assert "but it is closed" in said("close", code, exit_code=1)
    assert "there is none" in said("publish", code, exit_code=1)
    assert "is not loaded" in said("show", "khong-co", exit_code=1)


def test_a_plan_is_cloned_to_the_next_period(migrated: CliRunner, tmp_path: Path) -> None:
    code = "lang-son-2021-2025"
    migrated.invoke(cli.main, ["plan", "load"])
    file = tmp_path / "next.yaml"
    written = migrated.invoke(cli.main, ["plan", "clone", code, "--from", "2026", "--output", str(file)])
    assert written.output.startswith("lang-son-2026-2030: written to ")
    assert "code: lang-son-2026-2030" in file.read_text(encoding="utf-8")
    assert "draft" not in migrated.invoke(cli.main, ["plan", "list"]).output
    kept = migrated.invoke(cli.main, ["plan", "clone", code, "--from", "2026"])
    assert "open: Which years have a minimum? The old plan had minimums in 2022, 2023, 2024, 2025" in kept.output
    assert kept.output.endswith("/plans/lang-son-2026-2030/draft\n"), "where they are decided"
    assert "quota_years" not in kept.output
    shown = migrated.invoke(cli.main, ["plan", "show", "lang-son-2026-2030"]).output
    assert "open: Which years have a minimum?" in shown
    listed = migrated.invoke(cli.main, ["plan", "list"]).output
    assert listed.split()[:2] == ["lang-son-2026-2030", "draft"]
    refused = migrated.invoke(cli.main, ["plan", "publish", "lang-son-2026-2030"])
    assert (refused.exit_code, "questions are open" in refused.output) == (1, True)
    early = migrated.invoke(cli.main, ["plan", "clone", code, "--from", "2024"])
    assert (early.exit_code, "a clone begins in 2026" in early.output) == (1, True)


def test_a_plan_is_amended_from_a_day_on(migrated: CliRunner, tmp_path: Path) -> None:
    path = seed_directory() / "workflows" / "plans" / "lang-son-2021-2025.yaml"
    migrated.invoke(cli.main, ["plan", "load", str(path)])
    changed = tmp_path / "changed.yaml"
    changed.write_text(path.read_text(encoding="utf-8").replace("minimum: 10", "minimum: 12"), encoding="utf-8")
    refused = migrated.invoke(cli.main, ["plan", "load", str(changed)])
    assert (refused.exit_code, "the file changes what lies before" in refused.output) == (1, True)
    done = migrated.invoke(cli.main, ["plan", "load", str(changed), "--from", "2022-01-01", "--basis", "9/QĐ-UBND"])
    assert (done.exit_code, "minimum 10 → 12" in done.output) == (0, True)
    assert "holds from 2022-01-01" in migrated.invoke(cli.main, ["plan", "show", path.stem]).output


def test_a_plan_with_faults_is_refused_whole_and_every_fault_named(migrated: CliRunner, tmp_path: Path) -> None:
    (tmp_path / "plan.yaml").write_text("plan: {code: bad, years: never}\nagencies: 7\n", encoding="utf-8")
    said = migrated.invoke(cli.main, ["plan", "load", str(tmp_path / "plan.yaml")])
    assert said.exit_code == 1
    assert said.output.startswith("Expected to load a plan file, but it has ")
    assert "\n  agencies: " in said.output


def test_deploys_anew_only_what_changed(migrated: CliRunner, tmp_path: Path) -> None:
    diagram = tmp_path / "one.bpmn"
    diagram.write_bytes(one_step("first"))
    assert "one version 1\n" in migrated.invoke(cli.main, ["deploy", str(diagram), "--note", "why"]).output
    assert "one version 1\n" in migrated.invoke(cli.main, ["deploy", str(diagram)]).output
    diagram.write_bytes(one_step("second"))
    assert "one version 2\n" in migrated.invoke(cli.main, ["deploy", str(tmp_path)]).output


def test_a_diagram_that_cannot_run_is_refused_at_its_element(migrated: CliRunner, tmp_path: Path) -> None:
    (tmp_path / "bad.bpmn").write_bytes(one_step("script", tag="scriptTask"))
    said = migrated.invoke(cli.main, ["deploy", str(tmp_path)])
    assert said.exit_code == 1
    assert "\n  script: 'script' (scriptTask) cannot run" in said.output


def test_lint_is_silent_about_the_seeds_and_exits_with_1_at_an_error(lantoa: CliRunner, tmp_path: Path) -> None:
    seeds = lantoa.invoke(cli.main, ["lint", str(seed_directory() / "workflows")])
    assert (seeds.exit_code, seeds.output) == (0, "15 diagrams: 0 errors, 0 warnings\n")
    (tmp_path / "bad.bpmn").write_bytes(one_step("script", tag="scriptTask"))
    said = lantoa.invoke(cli.main, ["lint", str(tmp_path)])
    assert said.exit_code == 1
    first, second, *_ = said.output.splitlines()
    assert first.startswith("bad.bpmn:1: error: 'script' (scriptTask) cannot run: ")
    assert first.endswith(" [element-not-supported]")
    assert second == "    hint: Replace the element; docs/elements.md lists what runs."


def test_lint_tells_programs_the_same(lantoa: CliRunner, tmp_path: Path) -> None:
    (tmp_path / "bad.bpmn").write_bytes(one_step("script", tag="scriptTask"))
    said = lantoa.invoke(cli.main, ["lint", "--json", str(tmp_path)])
    assert said.exit_code == 1
    found = json.loads(said.output)[0]
    assert (found["file"], found["ruleId"], found["severity"], found["elementId"], found["line"]) == (
        "bad.bpmn",
        "element-not-supported",
        "error",
        "script",
        1,
    )


def test_the_decisions_of_the_service_do_as_the_office_expects(migrated: CliRunner) -> None:
    beside = migrated.invoke(cli.main, ["decisions", "test"])
    assert (beside.exit_code, beside.output.count("test rows hold, every rule reached")) == (0, 3), beside.output
    assert migrated.invoke(cli.main, ["decisions", "test", "--deployed"]).exit_code == 1
    migrated.invoke(cli.main, ["plan", "load"])
    migrated.invoke(cli.main, ["deploy"])
    assert migrated.invoke(cli.main, ["decisions", "test", "--deployed"]).output == beside.output


def test_a_test_row_that_fails_is_told_with_what_was_given(lantoa: CliRunner, tmp_path: Path) -> None:
    changed(tmp_path, "<text>60</text>", "<text>80</text>")
    (tmp_path / "eligibility.tests.yaml").write_text(
        "decision: eligibility\ngiven: [secret, gate_met, common_met, own_met]\nexpected: outcome\n"
        "rows: [[false, 4, 2, 60, eligible], [true, 0, 0, 0, eligible]]",
        encoding="utf-8",
    )
    said = lantoa.invoke(cli.main, ["decisions", "test", str(tmp_path)])
    assert said.exit_code == 1
    assert said.output.startswith("eligibility: 1 of 2 test rows hold\n")
    assert '  row 1: expected "eligible", but the answer is "incomplete" (secret false, gate_met 4, ' in said.output
    assert "  no row reaches rule 8 of eligibility\n" in said.output


def test_test_rows_without_a_decision_beside_them_are_wrong_usage(lantoa: CliRunner, tmp_path: Path) -> None:
    (tmp_path / "alone.tests.yaml").write_text("decision: d\n", encoding="utf-8")
    said = lantoa.invoke(cli.main, ["decisions", "test", str(tmp_path)])
    assert (said.exit_code, "beside NAME.dmn" in said.output) == (2, True)


def test_shows_which_past_cases_a_change_would_have_answered_otherwise(demo: CliRunner, tmp_path: Path) -> None:
    same = changed(tmp_path, "<text>60</text>", "<text>60</text>")
    assert (
        " answers to past cases, 0 of them would differ." in demo.invoke(cli.main, ["decisions", "effect", same]).output
    )
    stricter = changed(tmp_path, "<text>2</text>", "<text>5</text>")
    said = demo.invoke(cli.main, ["decisions", "effect", stricter])
    assert said.exit_code == 0
    assert 'eligibility: "eligible" → "incomplete": ' in said.output
    assert "  12/01/2022  LS-2022-0001 " in said.output
    told = json.loads(demo.invoke(cli.main, ["decisions", "effect", stricter, "--json"]).stdout)
    assert told["asked"] >= len(told["changes"]) > 10
    assert (told["changes"][0]["was"], told["changes"][0]["would_be"]) == ("eligible", "incomplete")
    later = demo.invoke(cli.main, ["decisions", "effect", stricter, "--since", "01/03/2022"])
    assert later.stdout.startswith("0 answers to past cases")


def test_the_effect_of_a_broken_file_is_refused_at_its_element(migrated: CliRunner, tmp_path: Path) -> None:
    said = migrated.invoke(cli.main, ["decisions", "effect", changed(tmp_path, "<text>60</text>", "<text>60 +</text>")])
    assert said.exit_code == 1
    assert said.output.startswith("Expected to read decision file 'eligibility.dmn', but element 'eligibility_minimum_")


def test_exports_what_is_deployed_as_it_was_deployed(migrated: CliRunner, tmp_path: Path) -> None:
    migrated.invoke(cli.main, ["plan", "load"])
    assert migrated.invoke(cli.main, ["deploy"]).exit_code == 0
    assert migrated.invoke(cli.main, ["export", str(tmp_path / "out")]).exit_code == 0
    seeds = {
        path.relative_to(seed_directory()): path.read_bytes()
        for folder in ("workflows/bpmn", "workflows/dmn", "forms")
        for path in (seed_directory() / folder).iterdir()
        if not path.name.endswith(".tests.yaml")
        if path.suffix in DEPLOYABLE
    }
    written = {
        path.relative_to(tmp_path / "out"): path.read_bytes()
        for path in (tmp_path / "out").rglob("*")
        if path.is_file()
    }
    assert written == seeds


def test_creates_a_person_who_signs_in_once_with_the_password_printed(migrated: CliRunner) -> None:
    migrated.invoke(cli.main, ["plan", "load"])
    line = ["user", "create", "vi.van-nam", "--name", "Vi Văn Nam", "--group", "so-y-te/officer", "--role", "auditor"]
    said = migrated.invoke(cli.main, line)
    assert said.exit_code == 0
    clear = said.output.rsplit(" ", 1)[1].strip()
    with opened() as database, database.read() as tx:
        kept = queries.credentials(tx, "vi.van-nam")
        assert kept is not None
        assert kept.must_change_password
        assert passwords.verify_password(clear, kept.password_hash)
        actor = queries.actor_named(tx, "vi.van-nam")
        assert actor is not None
        assert (actor.groups, actor.roles) == ({"so-y-te", "so-y-te/officer"}, {"auditor"})


@pytest.mark.parametrize(
    ("options", "field"),
    [
        (["--group", "so-y-te/king"], "role"),
        (["--group", "no-such-agency/officer"], "agency"),
        (["--role", "king"], "role"),
    ],
)
def test_creates_nobody_with_a_membership_or_role_that_does_not_exist(
    migrated: CliRunner, options: list[str], field: str
) -> None:
    migrated.invoke(cli.main, ["plan", "load"])
    said = migrated.invoke(cli.main, ["user", "create", "vi.van-nam", "--name", "Vi Văn Nam", *options])
    assert said.exit_code == 1
    assert f"\n  {field}: " in said.output
    with opened() as database, database.read() as tx:
        assert queries.account_by_name(tx, "vi.van-nam") is None


def test_disables_a_person_but_never_the_last_administrator(migrated: CliRunner) -> None:
    for name, options in (("first", ["--role", "administrator"]), ("second", [])):
        migrated.invoke(cli.main, ["user", "create", name, "--name", name, *options])
    assert migrated.invoke(cli.main, ["user", "disable", "second"]).output == "second can no longer sign in.\n"
    for name, said in (("first", "no other administrator is left"), ("nobody", "there is none")):
        refused = migrated.invoke(cli.main, ["user", "disable", name])
        assert refused.exit_code == 1
        assert said in refused.output
    with opened() as database, database.read() as tx:
        active = {name: queries.credentials(tx, name) for name in ("first", "second")}
        assert {name: kept and kept.active for name, kept in active.items()} == {"first": True, "second": False}


def test_demo_data_never_joins_real_data(migrated: CliRunner) -> None:
    migrated.invoke(cli.main, ["user", "create", "vi.van-nam", "--name", "Vi Văn Nam"])
    said = migrated.invoke(cli.main, ["demo"])
    assert said.exit_code == 1
    assert said.output.startswith("Expected an empty database for demo data, but this one holds real accounts")


def test_the_demo_started_again_keeps_its_people_and_says_how_to_sign_in(demo: CliRunner) -> None:
    said = demo.invoke(cli.main, ["demo"])
    assert said.exit_code == 0, said.output
    assert "lantoa-demo" in said.output
    assert "officer.so-y-te" in said.output
    assert demo.invoke(cli.main, ["verify-audit"]).output == "Every history is whole.\n"


@pytest.mark.parametrize(
    ("tampering", "said"),
    [
        ("UPDATE audit_log SET actor = 'nobody' WHERE audit_log_key = :key", "entry 2: does not follow"),
        ("UPDATE audit_log SET happened_at = recorded_at WHERE audit_log_key = :key", "entry 2: does not follow"),
        ("DELETE FROM audit_log WHERE audit_log_key = :key", "entry 3: does not follow"),
        ("DELETE FROM audit_log WHERE process_instance_key = :case AND sequence > 1", "does not end with entry"),
        ("DELETE FROM audit_log WHERE process_instance_key = :case", "does not end with entry"),
    ],
)
def test_verify_audit_finds_what_was_changed_or_taken_away(demo: CliRunner, tampering: str, said: str) -> None:
    with opened() as database, database.engine.begin() as connection:
        entry = connection.execute(select(audit_log).where(audit_log.c.sequence == 2).limit(1)).one()
        values = {"key": entry.audit_log_key, "case": entry.process_instance_key}
        connection.execute(text(tampering), {name: values[name] for name in values if f":{name}" in tampering})
    found = demo.invoke(cli.main, ["verify-audit"])
    assert found.exit_code == 1
    assert f"process instance {entry.process_instance_key}" in found.output
    assert said in found.output


def test_the_first_start_prints_a_one_time_password_once(migrated: CliRunner) -> None:
    del migrated  # the database is there, and nobody in it
    first, second = started(), started()
    clear = re.fullmatch(r"First start: sign in as 'admin' with the one-time password (\S{23})", first.said)
    assert clear
    assert "one-time" not in second.said
    with opened() as database:
        visitor = Visitor(app.create_app(Config.from_environment(), database).test_client())
        assert visitor.sign_in("admin", clear.group(1)).status_code == 303
        assert visitor.get("/tasks").location == "/account/password"


@pytest.mark.postgresql
def test_two_first_starts_at_once_make_one_administrator(
    postgresql_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database = app.open_database(config_for(tmp_path, postgresql_url))
    migrations.upgrade(database)
    other = threading.Thread(target=announce_first_administrator, args=(database,))
    with database.begin() as tx:
        assert first_administrator(tx) is not None
        tx.flush()
        other.start()
        while other.is_alive() and not _waits_for_a_lock(database):
            pass
    other.join(20)
    database.dispose()
    assert "one-time password" not in capsys.readouterr().out


def _waits_for_a_lock(database: app.Database) -> bool:
    with database.engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
        return bool(found.scalar_one())


def changed(folder: Path, old: str, new: str) -> str:
    """Write the eligibility decision with a change to a folder; returns the file."""
    seed = (seed_directory() / "workflows" / "dmn" / "eligibility.dmn").read_text("utf-8")
    assert old in seed
    (folder / "eligibility.dmn").write_text(seed.replace(old, new), encoding="utf-8")
    return str(folder / "eligibility.dmn")


def verbs(group: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield path, group
    if isinstance(group, click.Group):
        for name, verb in group.commands.items():
            yield from verbs(verb, (*path, name))


def one_step(element_id: str, tag: str = "manualTask") -> bytes:
    step = bpmn.node(tag, element_id)
    return bpmn.diagram("one", bpmn.start(), step, bpmn.end(), bpmn.path("start", element_id, "end"))


@contextmanager
def opened() -> Iterator[Database]:
    database = app.open_database(Config.from_environment())
    yield database
    database.dispose()


@dataclass(frozen=True)
class Started:
    """A service that was started, asked for its health, and ended."""

    said: str


def started() -> Started:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{listener.getsockname()[1]}"
    environment = os.environ | {"LANTOA_BIND": address, "PYTHONUNBUFFERED": "1"}
    line = [sys.executable, "-m", "service.cli", "serve"]
    with subprocess.Popen(line, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as run:
        try:
            assert healthy(f"http://{address}/healthz", run), "it never answered"
        finally:
            run.terminate()
            said, _ = run.communicate(timeout=30)
    assert run.returncode == 0
    return Started("\n".join(line for line in said.splitlines() if line.startswith("First start")))


def healthy(url: str, run: subprocess.Popen[str]) -> bool:
    """Ask until the service answers; ends with the process, or after as many tries as a slow machine needs."""
    for _ in range(600):
        with suppress(OSError), urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 -- our own loopback
            return bool(answer.status == 200)
        with suppress(subprocess.TimeoutExpired):
            run.wait(0.1)
            return False
    return False


def test_a_simulation_prints_what_came_of_it(lantoa: CliRunner) -> None:
    played = [*["simulate", "--plan", "lang-son-2021-2025", "--seed", "3", "--json", "--until"], "2021-10-08"]
    said = lantoa.invoke(cli.main, played)
    assert said.exit_code == 0, said.output
    told = json.loads(said.stdout)
    assert told.keys() == {"seed", "digest", "quotas", "milestones", "documents", "seconds"}
    assert (told["seed"], len(told["digest"]), told["quotas"][0]["year"]) == (3, 64, 2022)
    assert "04/10/2021 – 08/10/2021" in said.stderr
    again = json.loads(lantoa.invoke(cli.main, played).stdout)
    assert again["digest"] == told["digest"], "what is played already is not played again"


def test_a_simulation_is_refused_on_real_data(migrated: CliRunner) -> None:
    migrated.invoke(cli.main, ["plan", "load"])
    migrated.invoke(cli.main, ["user", "create", "chi.mai", "--name", "Nông Thị Mai"])
    said = migrated.invoke(cli.main, ["simulate", "--plan", "lang-son-2021-2025"])
    assert (said.exit_code, said.stdout) == (1, "")
    assert said.stderr.startswith("Expected an empty database for demo data, but this one holds real accounts or cases")


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["--plan", "lao-cai"], 1, "'lao-cai'"),
        (
            ["--plan", "lang-son-2021-2025", "--profile", "busy"],
            1,
            "'busy', but there are only default, demo, poor",
        ),
        (["--plan", "lang-son-2021-2025", "--until", "soon"], 2, "'soon' does not match"),
        (["--plan", "lang-son-2021-2025", "--seed", "one"], 2, "'one' is not a valid integer"),
        ([], 2, "Missing option '--plan'"),
    ],
)
def test_a_simulation_of_what_is_not_there_is_refused(
    lantoa: CliRunner, arguments: list[str], code: int, sentence: str
) -> None:
    said = lantoa.invoke(cli.main, ["simulate", *arguments])
    assert (said.exit_code, said.stdout) == (code, "")
    assert sentence in said.stderr
