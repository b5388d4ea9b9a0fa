"""What one completion costs the database: a count of statements and commits, which no busy machine changes.

Counted as in the benchmark: statements inside the transaction of one completion, without BEGIN and COMMIT and without
finding out who asks.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from service.access.demo import create_demo_people
from service.app import domain
from service.config import seed_directory
from service.core.actor import Actor
from service.nomination.agencies.queries import places
from service.nomination.exemplars.commands import start_nomination
from service.nomination.plans.commands import load_plan
from service.process.definitions.commands import Resource, deploy
from service.process.instances.commands import create_instance
from service.process.instances.queries import open_user_tasks
from service.process.worklist.commands import complete_user_task
from tests.support import diagrams
from tests.support.pinned import pinned
from tests.support.watching import watched

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.core.database import Database
    from tests.support.watching import Seen

OFFICER = Actor("officer.so-y-te", account_key=1, display_name="Officer", groups=frozenset({"so-y-te/officer"}))
SEED = seed_directory()
FORM = {
    "id": "step",
    "type": "default",
    "schemaVersion": 19,
    "components": [{"type": "textarea", "id": "f1", "key": "opinion", "label": "Opinion"}],
}
MAPPED = (
    '<zeebe:formDefinition formId="step"/>'
    '<zeebe:ioMapping><zeebe:output source="= opinion" target="opinion"/></zeebe:ioMapping>'
)


@pytest.fixture
def twin(database_url: str) -> Iterator[Database]:
    with pinned(database_url, domain()) as database:
        with database.begin() as tx:
            load_plan(tx, (SEED / "workflows" / "plans" / "lang-son-2021-2025.yaml").read_bytes())
            create_demo_people(tx, ["so-y-te"])
        yield database


def completed(database: Database, key: int, answers: dict[str, Any]) -> Seen:
    """Complete the instance's one open task and return what that took."""
    with database.read(OFFICER) as tx:
        task = open_user_tasks(tx, key)[0]
    with watched(database) as seen, database.begin(OFFICER) as tx:
        assert complete_user_task(tx, user_task_key=task.user_task_key, answers=answers) is None
    return seen


def test_a_plain_completion_takes_ten_statements_and_one_commit(twin: Database) -> None:
    task = diagrams.user_task("task", inside=MAPPED)
    steps = [(f"task_{number}", task.replace('id="task"', f'id="task_{number}"')) for number in range(4)]
    with twin.begin() as tx:
        deploy(
            tx, [Resource("step.form", json.dumps(FORM).encode()), Resource("p.bpmn", diagrams.process("p", *steps))]
        )
    with twin.begin(OFFICER) as tx:
        key = create_instance(tx, process_definition_id="p", variables={"agency": "so-y-te"})
    completed(twin, key, {"opinion": "the first one reads the form and the definition"})
    seen = completed(twin, key, {"opinion": "good"})
    assert len(seen.statements) <= 10, seen.statements
    assert seen.commits == 1


CANDIDATE = {
    "secret_mark": "none",
    "kind": "guong",
    "movement": "y-te",
    "subject_type": "individual",
    "name": "Bác sĩ Hoàng Thị Mơ",
    "birth_year": 1985,
    "post": "truc-tiep-lao-dong",
    "scope": "tung-mat",
    "source": "reports",
    "highlight": "Chữa bệnh cho 40 hộ ở bản xa suốt mười năm.",
    "accountable": "head.so-y-te",
}


PROCESS_TABLES = ("business_clock", "user_task", "user_task_group", "submission", "draft", "timer", "audit_log")


def is_of_the_process(sql: str) -> bool:
    """Whether a statement is the BPMN wing's own, not a list, a fact or a record of the domain."""
    words = sql.replace('"', "").split()
    table = words[words.index("FROM") + 1] if "FROM" in words else words[2 if words[0] == "INSERT" else 1]
    return table in {*PROCESS_TABLES, "process_instance"}


def test_introducing_an_exemplar_adds_what_its_form_and_listener_ask_and_is_still_one_commit(twin: Database) -> None:
    """The heaviest step of detection: five lists to check the answers against, a listener that records the candidate
    and names the case (one more update of the instance), a service task that registers it, a timer to replace.
    """
    resources = [Resource(path.name, path.read_bytes()) for path in sorted(SEED.glob("workflows/[bd]*/*.*mn"))]
    resources += [Resource(path.name, path.read_bytes()) for path in sorted(SEED.glob("forms/*.form"))]
    with twin.begin() as tx:
        deploy(tx, resources)
    with twin.begin(OFFICER) as tx:
        keys = [start_nomination(tx, agency="so-y-te").process_instance_key for _ in range(2)]
        candidate = CANDIDATE | {"place": places(tx)[0].code}
    completed(twin, keys[0], candidate)
    seen = completed(twin, keys[1], candidate)
    assert len(seen.statements) <= 45, seen.statements
    assert sum(is_of_the_process(statement.sql) for statement in seen.statements) <= 13
    assert seen.commits == 1
