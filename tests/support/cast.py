"""A person of every kind on the demo service, signed in, with the cases they work on and those they must not see."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import String, cast, func, insert, select

from service import app as composition
from service.access import commands as accounts
from service.access import passwords
from service.access.model import account_session, membership
from service.access.queries import actor_named
from service.core.database import metadata, sqlite_module
from service.nomination.exemplars.commands import open_integrity_block
from service.nomination.exemplars.model import exemplar
from service.nomination.exemplars.rules import BLOCK_KINDS
from service.nomination.plans.commands import clone_plan
from service.notifications.commands import Notice, write_notice
from service.notifications.model import notice
from service.process.batches.commands import begin_batch
from service.process.decisions.model import decision_definition
from service.process.definitions.commands import Resource as DeployedResource
from service.process.definitions.commands import deploy
from service.process.definitions.model import process_definition
from service.process.documents.model import document
from service.process.forms.model import form
from service.process.instances.commands import create_instance
from service.process.instances.model import incident, instance_group, job, process_instance, user_task
from service.process.worklist.commands import assign_user_task
from tests.support import bpmn
from tests.support.served import PASSWORD
from tests.support.visitor import Visitor, basic

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from flask import Flask
    from sqlalchemy import ColumnElement, Row
    from werkzeug.test import TestResponse

    from service.config import Config
    from service.core.database import Database
    from service.core.tx import Tx

NOBODY = "nobody"
PERSONS = (
    *("officer", "head", "foreign officer", "foreign head", "publicist", "council"),
    *("supervisor", "owner", "administrator", "auditor"),
)
OVERSEERS = {"supervisor", "auditor"}
MEDIA = "bao-lang-son"
COUNCIL = "hoi-dong-tdkt"
_NOTED = {"account", "account_session", "personal_token"}


@dataclass(frozen=True)
class Resource:
    """What fills an address, and whom the words of a row mean for it."""

    name: str
    values: Mapping[str, Any] = field(default_factory=dict)
    words: Mapping[str, set[str]] = field(default_factory=dict)

    def meant(self, words: set[str]) -> set[str]:
        """The kinds of person that these words mean."""
        return {kind for word in words for kind in self.words.get(word, {word})}


class Cast:
    """Who is who on the service; what a test changes can be put back."""

    def __init__(self, app: Flask, database: Database) -> None:
        self.app = app
        self.database = database
        self.agencies: dict[str, str] = {}
        self.user_names: dict[str, str] = {}
        self.things: dict[str, Any] = {}
        self.resources: dict[str, list[Resource]] = {"nothing": [Resource("")]}
        self._cookies: dict[str, tuple[str, str]] = {}
        self._kept = sqlite_module().connect(":memory:")

    def sign_in(self, kind: str) -> None:
        """Sign a person in at the page, and keep their cookie and form token."""
        visitor = Visitor(self.app.test_client())
        assert visitor.sign_in(self.user_names[kind], PASSWORD).status_code == 303, kind
        visitor.get("/account")
        cookie = visitor.client.get_cookie(self.app.config["SESSION_COOKIE_NAME"])
        assert cookie is not None
        token = visitor.page.split('name="csrf-token" content="', 1)[1].split('"', 1)[0]
        self._cookies[kind] = (f"{cookie.key}={cookie.value}", token)

    def ask(self, kind: str, method: str, path: str, body: Mapping[str, Any]) -> TestResponse:
        """Send a request as a person: with a password to the interfaces, with a session to the pages."""
        headers = dict(body.get("headers", {}))
        if kind != NOBODY and path.startswith(("/v2/", "/api/")):
            headers |= basic(self.user_names[kind], PASSWORD)
        elif kind != NOBODY:
            cookie, token = self._cookies[kind]
            headers |= {"Cookie": cookie, "X-CSRFToken": token}
        client = self.app.test_client(use_cookies=False)
        answer = client.open(path, method=method, **{**body, "headers": headers})
        answer.get_data()
        answer.close()
        return answer

    @contextmanager
    def begin(self, kind: str) -> Iterator[Tx]:
        """Open a transaction as a person."""
        with self.database.read() as tx:
            actor = actor_named(tx, self.user_names[kind])
        assert actor is not None
        with self.database.begin(actor) as tx:
            yield tx

    def starts(self, agencies: Mapping[str, tuple[set[str], set[str]]]) -> list[Resource]:
        """A start for each agency; ``{agency}`` is the officer's."""
        return [
            Resource(
                f"a start for {code}",
                {"agency": code.format(agency=self.agencies["officer"])},
                {"may": may, "told": told},
            )
            for code, (may, told) in agencies.items()
        ]

    def state(self) -> dict[str, int]:
        """What stands in every table but those that note who came when, each as one number."""
        with self.database.read() as tx:
            return {
                table.name: hash(tuple(sorted(repr(tuple(row)) for row in tx.execute(select(table)))))
                for table in metadata.sorted_tables
                if table.name not in _NOTED
            }

    def keep(self) -> None:
        """Remember how everything stands."""
        with self._raw() as connection:
            connection.backup(self._kept)

    def put_back(self) -> None:
        """Undo what was done since."""
        with self._raw() as connection:
            self._kept.backup(connection)

    @contextmanager
    def _raw(self) -> Iterator[Any]:
        with self.database.engine.connect() as connection:
            driver = connection.connection.driver_connection
            connection.rollback()
            yield driver


def filled(value: Any, values: Mapping[str, Any]) -> Any:
    """Put a resource's values where a body or an address names them in braces."""
    if isinstance(value, dict):
        return {filled(name, values): filled(inner, values) for name, inner in value.items()}
    if isinstance(value, list):
        return [filled(inner, values) for inner in value]
    if not isinstance(value, str):
        return value
    for name, inner in values.items():
        value = value.replace(f"{{{name}}}", str(inner))
    return value


@contextmanager
def on_stage(config: Config) -> Iterator[Cast]:
    """The whole service on demo data in this process, with everybody signed in."""
    database = composition.open_database(config)
    found = Cast(composition.create_app(config, database), database)
    _choose(found)
    for kind in PERSONS:
        found.sign_in(kind)
    found.resources["mine"] = [_belongings(found, kind) for kind in ("officer", "publicist", "council")]
    yield found
    database.dispose()


def _choose(found: Cast) -> None:
    """Choose the people and their cases, and make what the demo lacks."""
    with found.database.begin() as tx:
        tasks = {
            "officer": _task_of_an_officer_alone(tx),
            "publicist": _task(tx, _is_for(f"{MEDIA}/publicist")),
            "council": _task(tx, user_task.c.assignee.startswith("council.")),
        }
        agency = str(tasks["officer"].assignee).removeprefix("officer.")
        foreign = _foreign_agency(tx, [task.process_instance_key for task in tasks.values()])
        found.things = _things(tx)
    found.user_names = {
        "officer": f"officer.{agency}",
        "head": f"head.{agency}",
        "foreign officer": f"officer.{foreign}",
        "foreign head": f"head.{foreign}",
        "publicist": f"publicist.{MEDIA}",
        "council": tasks["council"].assignee,
        "supervisor": "supervisor",
        "owner": "owner",
        "administrator": "admin",
        "auditor": "auditor",
    }
    found.agencies = {"officer": agency, "head": agency, "foreign officer": foreign, "foreign head": foreign}
    found.agencies |= {"publicist": MEDIA, "council": COUNCIL}
    with found.begin("publicist") as tx:
        task = tasks["publicist"]
        assign_user_task(tx, user_task_key=task.user_task_key, assignee=tx.actor.user_name)
    found.resources["cases"] = [_case(found, doer, task) for doer, task in tasks.items()]
    found.things["incident_key"] = _incident(found)
    found.things["job_key"] = _job(found)
    found.things["batch_operation_key"] = _batch(found)


def _task(tx: Tx, *conditions: ColumnElement[bool]) -> Row[Any]:
    """Return the first open user task that meets the conditions."""
    statement = select(user_task).where(user_task.c.state == "CREATED", *conditions).order_by(user_task.c.user_task_key)
    return tx.execute(statement.limit(1)).one()


def _is_for(group: str) -> ColumnElement[bool]:
    return cast(user_task.c.candidate_groups, String).contains(f'"{group}"')


def _task_of_an_officer_alone(tx: Tx) -> Row[Any]:
    """Return a task held by the officer of the only agency that sees its case."""
    seen_by_one = select(instance_group.c.process_instance_key).group_by(instance_group.c.process_instance_key)
    alone = user_task.c.process_instance_key.in_(seen_by_one.having(func.count() == 1))
    return _task(tx, alone, user_task.c.assignee.startswith("officer."))


def _foreign_agency(tx: Tx, process_instance_keys: list[int]) -> str:
    """Return a leading agency that sees none of these cases."""
    mine = select(instance_group.c.group).where(instance_group.c.process_instance_key.in_(process_instance_keys))
    seeing = set(tx.execute(mine).scalars())
    leading = set(tx.execute(select(exemplar.c.lead_agency)).scalars()) - {None, "so-noi-vu", "ban-tdkt", COUNCIL}
    return min(leading - seeing)


def _case(found: Cast, doer: str, task: Row[Any]) -> Resource:
    """Return a case with a file its doer did not bring, a block and an incident."""
    agency = {"officer", "head"} if doer == "officer" else set()
    words = {
        "doer": {doer},
        "agency": agency,
        "leader": agency & {"head"},
        "near": OVERSEERS | _seeing(found, task.process_instance_key),
    }
    values = {"doer": task.assignee or found.user_names[doer], "user_task_key": task.user_task_key}
    values |= {"element_instance_key": task.user_task_key, "element_id": task.element_id}
    values["process_definition_key"] = task.process_definition_key
    values["process_instance_key"] = key = task.process_instance_key
    with found.begin("supervisor") as tx:
        values["exemplar_key"] = tx.execute(
            select(exemplar.c.exemplar_key).where(exemplar.c.process_instance_key == key)
        ).scalar_one()
        values["document_key"] = tx.new_key()
        values["integrity_block_key"] = open_integrity_block(
            tx, exemplar_key=values["exemplar_key"], kind=BLOCK_KINDS[0], document="Đơn số 1"
        )
        a_file = tx.execute(select(document).limit(1)).one()._asdict()
        owned = {"document_key": values["document_key"], "created_by": "nobody", "process_instance_key": key}
        tx.execute(insert(document).values(a_file | owned))
        values["incident_key"] = tx.new_key()
        tx.execute(insert(incident).values(_incident_row(tx, values["incident_key"], task)))
    return Resource(f"{doer}'s case", values, words)


def _seeing(found: Cast, process_instance_key: int) -> set[str]:
    """Return the kinds of person whose agency is one of the case's."""
    with found.database.read() as tx:
        groups = select(instance_group.c.group).where(instance_group.c.process_instance_key == process_instance_key)
        seeing = set(tx.execute(groups).scalars())
    return {kind for kind, agency in found.agencies.items() if agency in seeing}


def _incident_row(tx: Tx, key: int, task: Row[Any]) -> dict[str, Any]:
    return {
        "incident_key": key,
        "process_instance_key": task.process_instance_key,
        "process_definition_key": task.process_definition_key,
        "process_definition_id": task.process_definition_id,
        "element_id": task.element_id,
        "error_type": "CONDITION_ERROR",
        "message": "a fault of the diagram",
        "template": "a fault of the diagram",
        "parameters": {},
        "state": "ACTIVE",
        "created_at": tx.now,
        "actor": "nobody",
        "command": {},
    }


def _incident(found: Cast) -> int:
    """Return an incident as the engine makes it: a gateway whose only flow never matches."""
    flows = (bpmn.flow("start", "choose"), bpmn.flow("choose", "end", "= false"))
    stuck = bpmn.diagram("stuck", bpmn.start(), bpmn.node("exclusiveGateway", "choose"), bpmn.end(), *flows)
    with found.begin("owner") as tx:
        deploy(tx, [DeployedResource("stuck.bpmn", stuck)])
        key = create_instance(tx, process_definition_id="stuck")
        statement = select(incident.c.incident_key).where(incident.c.process_instance_key == key)
        return int(tx.execute(statement).scalar_one())


def _job(found: Cast) -> int:
    """Return a job that waits for a worker."""
    nodes = (bpmn.start(), bpmn.service("send", "mail"), bpmn.end(), bpmn.path("start", "send", "end"))
    with found.begin("owner") as tx:
        deploy(tx, [DeployedResource("sends.bpmn", bpmn.diagram("sends", *nodes))])
        key = create_instance(tx, process_definition_id="sends")
        return int(tx.execute(select(job.c.job_key).where(job.c.process_instance_key == key)).scalar_one())


def _batch(found: Cast) -> int:
    """Return a batch that nobody has begun to do."""
    with found.begin("supervisor") as tx:
        stuck = process_instance.c.process_definition_id == "stuck"
        return begin_batch(tx, operation="SUSPEND_PROCESS_INSTANCE", which=stuck, reason="Rà soát")


def _belongings(found: Cast, kind: str) -> Resource:
    """Return a session, a token, a notice and a second factor begun that are one person's own."""
    found.ask(kind, "POST", "/account/second-factor", {})
    with found.begin(kind) as tx:
        key = tx.actor.account_key or 0
        write_notice(tx, Notice(recipient=tx.actor.user_name, template="Hello"))
        of_mine = account_session.c.account_key == key
        values = {
            "token_key": accounts.issue_token(tx, account_key=key, name="script").token_key,
            "session_key": tx.execute(select(account_session.c.session_key).where(of_mine)).scalar_one(),
            "notice_key": tx.execute(
                select(notice.c.notice_key).where(
                    notice.c.recipient == tx.actor.user_name, notice.c.template == "Hello"
                )
            ).scalar_one(),
        }
    return Resource(f"{kind}'s own", values, {"doer": {kind}})


def _things(tx: Tx) -> dict[str, Any]:
    """Make an auditor; return what addresses name that belongs to no agency."""
    hashed = passwords.hash_password(PASSWORD)
    key = accounts.create_account(tx, user_name="auditor", display_name="Thanh tra", password_hash=hashed)
    accounts.grant_role(tx, account_key=key, role="auditor")
    clone_plan(tx, "lang-son-2021-2025", first_year=2026)
    somebody = tx.execute(select(membership).limit(1)).one()
    columns = (
        process_definition.c.process_definition_key,
        form.c.form_id,
        decision_definition.c.decision_definition_id,
        decision_definition.c.decision_definition_key,
    )
    named = {column.name: tx.execute(select(column).limit(1)).scalar_one() for column in columns}
    return named | {"account_key": somebody.account_key, "membership_key": somebody.membership_key}
