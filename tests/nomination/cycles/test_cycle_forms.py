"""Each form of the cycles at the entrance: its plausible answer becomes a row, a bad one changes nothing."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from service.access import demo
from service.access.queries import actor_named
from service.access.rules import DEMO_PASSWORD
from service.app import create_app, domain, import_models
from service.config import Config, seed_directory
from service.core.clock import business_date
from service.core.database import Database, business_clock, metadata
from service.nomination.cycles.model import records
from service.nomination.plans.commands import load_plan
from service.nomination.publicity.operations import record_consent
from service.process.definitions.commands import Resource, deploy
from service.process.forms.model import submission
from service.process.instances.commands import create_instance
from service.process.instances.queries import open_user_tasks
from service.process.worklist.queries import Lists, first_answers
from service.simulation.answers import ANSWERS, Situation
from tests.nomination.conftest import opened
from tests.support.diagrams import process, user_task
from tests.support.playing import invented
from tests.support.visitor import Visitor, basic

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from flask.testing import FlaskClient
    from sqlalchemy import Table
    from werkzeug.test import TestResponse

    from service.core.tx import Tx
    from service.process.instances.queries import UserTask

NOW = datetime(2022, 3, 1, 2, 0, tzinfo=UTC)
ROOT = seed_directory()
PLAN = "lang-son-2021-2025"
BOARD = "officer.ban-tdkt"
UNIT = {"agency": "so-gddt", "mode": "directive", "due_on": "2022-12-20", "round_key": "1"}
REVIEW = {**UNIT, "review_kind": "final", "plan_year": 2022, "delegate_quota": 2}
YEAR = {"plan_year": 2022}
MEDIA = {"plan_year": 2022, "media_agency": "bao-lang-son", "quarter": 1}
VISIT = {"plan_year": 2022, "unit": "so-gddt"}


@dataclass(frozen=True)
class Asked:
    """A step of a cycle: its form, who answers it, what keeps the answers, and what the case knows."""

    process_id: str
    form_id: str
    table: Table
    variables: Mapping[str, Any] = field(default_factory=dict)
    user_name: str = BOARD
    operation: str = ""

    @property
    def listener(self) -> str:
        return self.operation or f"{self.form_id}.record"


STEP = {"table": records.cycle_step, "operation": "cycle_step.record"}
OFFICER = {"user_name": "officer.so-gddt"}
MEDIUM = {"user_name": "publicist.bao-lang-son"}
STEPS = [
    Asked("programme", "programme", records.programme),
    Asked("programme", "amendment", records.amendment),
    Asked("programme", "consolidation", records.consolidated_report),
    Asked("programme", "action_note", **STEP),
    Asked("programme", "decision_record", **STEP),
    Asked("programme", "head_decision", **STEP),
    Asked("unit_plan", "unit_plan", records.unit_plan, UNIT, **OFFICER),
    Asked("unit_plan", "check_result", variables=UNIT, **STEP),
    Asked("unit_review", "progress", records.exemplar_progress, REVIEW, **OFFICER),
    Asked("unit_review", "minutes", variables=REVIEW, **STEP, **OFFICER),
    Asked("unit_review", "review_report", records.unit_review, REVIEW, **OFFICER),
    Asked("unit_review", "delegates", records.delegate, REVIEW, **OFFICER),
    Asked("unit_review", "conference", records.conference, REVIEW, **OFFICER),
    Asked("annual_cycle", "learning_events", records.learning_event, YEAR),
    Asked("annual_cycle", "measures", records.measure, YEAR),
    Asked("inspection", "inspection_plan", records.inspection, YEAR),
    Asked("inspection", "inspection_visit", records.inspection_visit, VISIT),
    Asked("inspection", "reply", records.finding_reply, VISIT, operation="finding_reply.record", **OFFICER),
    Asked("publicity_plan", "publicity_direction", records.publicity_direction, MEDIA),
    Asked("publicity_plan", "publicity_plan", records.publicity_programme, MEDIA, **MEDIUM),
    Asked("publicity_plan", "publicity_report", records.publicity_quarter, MEDIA, **MEDIUM),
    Asked("midterm_review_2023", "round_setup", records.round_setup),
    Asked("final_review_2025", "allocation", records.delegate_allocation),
    Asked("final_review_2025", "honours_roll", records.honour_roll),
]


def named(step: Asked) -> str:
    return f"{step.process_id}-{step.form_id}"


@dataclass
class Counter:
    """The counter at which forms are handed in: a database, and the service before it."""

    database: Database
    client: FlaskClient
    documents: dict[str, dict[str, Any]] = field(default_factory=dict)

    def ask(self, step: Asked) -> UserTask:
        """Start a case whose only step asks a form; returns the task."""
        role, _, agency = step.user_name.partition(".")
        inside = (
            f'<zeebe:formDefinition formId="{step.form_id}"/><zeebe:taskListeners>'
            f'<zeebe:taskListener eventType="completing" type="{step.listener}"/></zeebe:taskListeners>'
        )
        task = user_task("answer", groups=f'= ["{agency}/{role}"]', inside=inside)
        with self.database.begin() as tx:
            deploy(tx, [Resource(f"{step.process_id}.bpmn", process(step.process_id, ("answer", task)))])
            started = {"plan_key": PLAN, **step.variables}
            key = create_instance(tx, process_definition_id=step.process_id, variables=started)
            (found,) = open_user_tasks(tx, key)
        return found

    def plausible(self, step: Asked, task: UserTask) -> dict[str, Any]:
        """Return the answer that demo data and rehearsals give to the form."""
        variables = {"plan_key": PLAN, **step.variables}
        document = self.document(step.user_name)
        with self.database.begin(self.actor(step.user_name)) as tx:
            situation = Situation(
                case={},
                form_id=step.form_id,
                process_id=step.process_id,
                element_id=task.element_id,
                variables=variables,
                today=business_date(tx.now),
                texts=invented()["texts"],
                file=document,
                options=lambda name: [o["value"] for o in Lists(tx, task.process_instance_key, variables)[name]],
                prefilled=first_answers(tx, task, variables),
            )
            return ANSWERS[step.form_id](situation)

    def actor(self, user_name: str) -> Any:
        with self.database.read() as tx:
            return actor_named(tx, user_name)

    def document(self, user_name: str) -> dict[str, Any]:
        """Return the reference of a paper of a person's own."""
        if user_name not in self.documents:
            self.documents[user_name] = self._upload(user_name)
        return self.documents[user_name]

    def _upload(self, user_name: str) -> dict[str, Any]:
        pdf = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
        data = {"file": (io.BytesIO(pdf), "ban-ky.pdf", "application/pdf")}
        answer = self.client.post("/v2/documents", data=data, headers=basic(user_name, DEMO_PASSWORD))
        assert answer.status_code == 201, answer.text
        return dict(answer.json)

    def send(self, step: Asked, task: UserTask, answers: Mapping[str, Any]) -> TestResponse:
        """Complete a task over the API, as the person whose step it is."""
        path = f"/v2/user-tasks/{task.user_task_key}/completion"
        return self.client.post(path, json={"variables": answers}, headers=basic(step.user_name, DEMO_PASSWORD))

    def count(self, table: Table, task: UserTask) -> int:
        """How many rows a case has in a table."""
        mine = table.c.process_instance_key == task.process_instance_key
        with self.database.read() as tx:
            return int(tx.execute(select(func.count()).select_from(table).where(mine)).scalar_one())

    def is_open(self, task: UserTask) -> bool:
        with self.database.read() as tx:
            return bool(open_user_tasks(tx, task.process_instance_key))


@pytest.fixture(scope="module")
def counter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counter]:
    """A service with the plan, the people of three agencies, all forms, and one exemplar who may be named."""
    import_models()
    folder = tmp_path_factory.mktemp("counter")
    twin = Database(f"sqlite:///{folder / 'counter.db'}", domain())
    with twin.engine.begin() as connection:
        metadata.create_all(connection)
        connection.execute(business_clock.insert().values(business_clock_id=1, pinned_at=NOW, is_demo=1))
    with twin.begin() as tx:
        load_plan(tx, (ROOT / "workflows" / "plans" / f"{PLAN}.yaml").read_bytes())
        demo.create_demo_people(tx, ["ban-tdkt", "so-gddt", "so-noi-vu"])
        deploy(tx, [Resource(path.name, path.read_bytes()) for path in sorted((ROOT / "forms").glob("*.form"))])
        recognised(tx)
    app = create_app(Config("", folder, "127.0.0.1:0", "a key only for this test", "error"), twin)
    app.testing = True
    yield Counter(twin, app.test_client())
    twin.dispose()


def recognised(tx: Tx) -> None:
    steps = opened(tx)
    steps.describe()
    steps.change(recognised_at=NOW, status="recognised")
    given = {"outcome": "granted", "scope": ["ten"], "signer": "Mơ", "file": []}
    steps.call(record_consent, given, at="propagate/collect_consent")


MAY_BE_EMPTY = ("honours_roll", "progress")
"""Forms that may be sent as they come: nobody agreed to be named, nobody is followed yet."""


@pytest.mark.parametrize("step", STEPS, ids=named)
def test_a_plausible_answer_is_taken_and_kept(counter: Counter, step: Asked) -> None:
    task = counter.ask(step)
    answer = counter.send(step, task, counter.plausible(step, task))
    assert answer.status_code == 204, answer.text
    assert counter.count(step.table, task) > 0
    assert not counter.is_open(task)


@pytest.mark.parametrize("step", [step for step in STEPS if step.form_id not in MAY_BE_EMPTY], ids=named)
def test_nothing_sent_is_refused_in_a_sentence_and_changes_nothing(counter: Counter, step: Asked) -> None:
    task = counter.ask(step)
    refused(counter, step, task, {})


@pytest.mark.parametrize("step", STEPS, ids=named)
def test_what_the_form_does_not_ask_is_refused_whatever_else_is_right(counter: Counter, step: Asked) -> None:
    task = counter.ask(step)
    fields = refused(counter, step, task, counter.plausible(step, task) | {"nonsense": 1})
    assert fields == {"nonsense": "This form has no such question."}


@pytest.mark.parametrize("step", STEPS, ids=named)
def test_values_of_a_wrong_kind_are_named(counter: Counter, step: Asked) -> None:
    task = counter.ask(step)
    right = counter.plausible(step, task)
    named_ones = refused(counter, step, task, {key: {"a": 1} for key in right})
    assert named_ones.keys() <= right.keys()


def test_beside_a_cycles_task_stand_its_facts_and_no_phases_of_a_life(counter: Counter) -> None:
    task = counter.ask(STEPS[6])
    person = Visitor(counter.client.application.test_client())
    assert person.sign_in(STEPS[6].user_name, DEMO_PASSWORD).status_code == 303
    page = person.get(f"/tasks/{task.user_task_key}").text
    assert 'id="facts-title"' in page
    assert 'class="lifecycle"' not in page


def refused(counter: Counter, step: Asked, task: UserTask, answers: Mapping[str, Any]) -> dict[str, Any]:
    answer = counter.send(step, task, answers)
    problem = answer.json
    assert (answer.status_code, problem["code"]) == (422, "answers_invalid"), answer.text
    assert problem["detail"].startswith(f"Expected to accept the answers of form '{step.form_id}', but ")
    assert counter.count(step.table, task) == counter.count(submission, task) == 0
    assert counter.is_open(task)
    return dict(problem["fields"])
