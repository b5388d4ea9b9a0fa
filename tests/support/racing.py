"""Many who work on the same cases at once, and the books that must agree afterwards.

As a program (``python -m tests.support.racing URL THREADS ROUNDS SEED``) it lets threads complete user tasks, publish
messages, fire timers, move the clock, modify, migrate and cancel, on cases of a database that was prepared. Each line
it prints is an attempt, before it is made and once it is answered; an answer is printed after its transaction was
committed.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import threading
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy import func, select, text, update

from service import engine, worker
from service.app import import_models
from service.core.actor import Actor
from service.core.database import Database, business_clock, repeated
from service.core.errors import AnticipatedError
from service.process.definitions.commands import Resource, deploy
from service.process.definitions.model import process_definition
from service.process.forms.model import submission
from service.process.history.model import audit_log
from service.process.history.queries import broken_links
from service.process.instances.commands import (
    Migration,
    cancel_instance,
    create_instance,
    loaded,
    locked_instance,
    migrate_instance,
    modify_instance,
    proposed_instructions,
    publish_message,
)
from service.process.instances.model import (
    element_instance,
    incident,
    message,
    message_subscription,
    process_instance,
    timer,
    user_task,
)
from service.process.instances.queries import histories_cut_short
from service.process.worklist.commands import complete_user_task
from tests.support import bpmn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from service.core.tx import Tx

OFFICER = Actor("officer", account_key=1, display_name="Officer", groups=frozenset({"so-y-te", "so-y-te/officer"}))
NINE = datetime(2022, 3, 1, 2, tzinfo=UTC)
MINE = '<zeebe:assignmentDefinition candidateGroups="so-y-te/officer"/>'


def _user(element_id: str, *inner: str) -> str:
    return bpmn.user(element_id, *inner, form="", extensions=MINE)


CASE = bpmn.diagram(
    "raced",
    bpmn.start(),
    bpmn.gateway("parallelGateway", "fork"),
    _user("soon"),
    bpmn.boundary("late", "soon", bpmn.timer("PT5H")),
    _user("catch_up"),
    _user("first"),
    bpmn.boundary("remind", "first", bpmn.timer("R3/PT1H", "timeCycle"), interrupts=False),
    bpmn.boundary("nudge", "first", bpmn.by_message("nudge"), interrupts=False),
    _user("nudged"),
    _user("second"),
    bpmn.node("intermediateThrowEvent", "greet", bpmn.by_message("nudge"), extensions=bpmn.io({"case": "= partner"})),
    _user("each", bpmn.multi('= ["a", "b", "c"]', "one")),
    bpmn.node("intermediateCatchEvent", "awaited", bpmn.by_message("go")),
    _user("last"),
    *(bpmn.end(f"end_{number}") for number in range(7)),
    bpmn.path("start", "fork", "soon", "end_0"),
    bpmn.path("late", "catch_up", "end_1"),
    bpmn.path("fork", "first", "second", "greet", "end_2"),
    bpmn.path("remind", "end_3"),
    bpmn.path("nudge", "nudged", "end_4"),
    bpmn.path("fork", "each", "end_5"),
    bpmn.path("fork", "awaited", "last", "end_6"),
    roots=(bpmn.message("nudge", "= case"), bpmn.message("go", "= case")),
)

NEXT_CASE = CASE.replace(b'name="raced"', b'name="raced again"')
"""Another version, between which and the first one cases go to and fro."""

CLEAN_REFUSALS = {"UserTaskClosed", "ElementNotActive", "MigrationRefused", "ProcessInstanceEnded"}
"""What one may be told who comes second."""


def prepared(url: str, cases: int) -> Database:
    """Open a database with every table and start so many cases; their variable ``case`` is what messages name."""
    database = Database(url)
    with database.engine.begin() as connection:
        connection.execute(business_clock.insert(), {"business_clock_id": 1, "pinned_at": NINE, "is_demo": 1})
    with database.begin() as tx:
        deploy(tx, [Resource("raced.bpmn", CASE)])
        deploy(tx, [Resource("raced.bpmn", NEXT_CASE)])
    open_cases(database, range(cases))
    return database


def open_cases(database: Database, numbers: Iterable[int]) -> None:
    """Start a case of each number; an even one and the next are partners, who send each other a message."""
    for number in numbers:
        variables = {"case": str(number), "partner": str(number ^ 1)}
        with database.begin(OFFICER) as tx:
            create_instance(tx, process_definition_id="raced", variables=variables)


# ── Racing ──────────────────────────────────────────────────────────────────────────────────────────────────────────


class Racer:
    """One thread: goes over all open tasks as a page showed them, and does other things in between."""

    def __init__(self, database: Database, name: str, say: Callable[[dict[str, Any]], None]) -> None:
        self.database = database
        self.name = name
        self.say = say
        self.random = random.Random(name)
        self.count = 0

    def round(self) -> None:
        """Try every task that is open now; most others of this round try the same ones."""
        with self.database.read(OFFICER) as tx:
            columns = (user_task.c.user_task_key, user_task.c.process_instance_key, process_instance.c.variables)
            shown = tx.execute(
                select(*columns).join(process_instance).where(user_task.c.state == "CREATED").order_by(columns[0])
            ).all()
        for task in shown:
            if self.random.randrange(20) == 0:
                self.attempt("modify", task.user_task_key)
            if self.random.randrange(20) == 0:
                self.attempt("migrate", task.process_instance_key)
            self.attempt("complete", task.user_task_key)
            case = task.variables["case"]
            match self.random.randrange(200):
                case 0:
                    self.attempt("cancel", task.process_instance_key)
                case chance if chance < 12:
                    self.attempt("go", case)
                case chance if chance < 28:
                    self.attempt("nudge", case)
                case chance if chance < 36:
                    self.attempt("clock", 0)
                case chance if chance < 48:
                    worker.sweep(self.database)

    def attempt(self, deed: str, subject: Any) -> None:
        """Do one thing in a transaction of its own; say so before and after."""
        self.count += 1
        line = {"attempt": f"{self.name}-{self.count}", "deed": deed, "subject": subject}
        self.say(line | {"answer": None})

        def do() -> None:
            with self.database.begin(OFFICER) as tx:
                _DEEDS[deed](tx, subject, line["attempt"])

        try:
            repeated(do)
        except Exception as refusal:  # noqa: BLE001 -- the check judges what is a clean refusal
            clean = isinstance(refusal, AnticipatedError)
            self.say(line | {"answer": type(refusal).__name__, "detail": "" if clean else repr(refusal)})
        else:
            self.say(line | {"answer": "done"})


def _complete(tx: Tx, subject: int, attempt: str) -> None:
    complete_user_task(tx, user_task_key=subject, answers={"attempt": attempt})


def _publish(name: str) -> Callable[[Tx, str, str], None]:
    def publish(tx: Tx, subject: str, attempt: str) -> None:
        publish_message(tx, name=name, correlation_key=subject, variables={name: attempt})

    return publish


def _modify(tx: Tx, subject: int, attempt: str) -> None:
    of_task = select(user_task.c.process_instance_key).where(user_task.c.user_task_key == subject)
    command = engine.ModifyInstance(moves=(engine.Move(subject, "second"),))
    modify_instance(tx, process_instance_key=tx.execute(of_task).scalar_one(), command=command, reason=attempt)


def _migrate(tx: Tx, subject: int, attempt: str) -> None:
    own = select(process_instance.c.process_definition_key)
    source = tx.execute(own.where(process_instance.c.process_instance_key == subject)).scalar_one()
    others = select(process_definition.c.process_definition_key).where(
        process_definition.c.process_definition_key != source
    )
    target = tx.execute(others).scalar_one()
    migration = Migration(target, proposed_instructions(tx, source, target), source)
    migrate_instance(tx, process_instance_key=subject, migration=migration, reason=attempt)


def _cancel(tx: Tx, subject: int, attempt: str) -> None:
    cancel_instance(tx, process_instance_key=subject, reason=attempt)


def _move_clock(tx: Tx, _subject: int, _attempt: str) -> None:
    tx.execute(update(business_clock).values(pinned_at=tx.now + timedelta(hours=1)))


_DEEDS: dict[str, Callable[[Any, Any, str], None]] = {
    "complete": _complete,
    "nudge": _publish("nudge"),
    "go": _publish("go"),
    "modify": _modify,
    "migrate": _migrate,
    "cancel": _cancel,
    "clock": _move_clock,
}


def main(url: str, threads: int, rounds: int, seed: str) -> None:
    """Race on a prepared database."""
    import_models()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    database = Database(url)

    def say(line: dict[str, Any]) -> None:
        os.write(1, json.dumps(line).encode() + b"\n")

    def race(name: str) -> None:
        racer = Racer(database, name, say)
        for _ in range(rounds):
            racer.round()

    running = [threading.Thread(target=race, args=(f"{seed}.{number}",)) for number in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    database.dispose()


def program(url: str, *, threads: int, rounds: int, seed: str) -> subprocess.Popen[bytes]:
    """Start racing in a process of its own."""
    command = [sys.executable, "-m", "tests.support.racing", url, str(threads), str(rounds), seed]
    return subprocess.Popen(command, stdout=subprocess.PIPE)


# ── Checking ────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Told:
    """What the racers were told: attempt → its line with the last answer."""

    lines: dict[str, dict[str, Any]] = field(default_factory=dict)

    def hear(self, printed: Iterable[bytes]) -> None:
        """Take down printed lines; a last one cut short by a kill was not said."""
        for line in printed:
            if line.endswith(b"\n"):
                said = json.loads(line)
                self.lines[said["attempt"]] = said

    def of(self, deed: str, answer: str | None) -> Iterator[dict[str, Any]]:
        """Return the attempts of a deed with an answer; ``None`` are those that never had one."""
        return (line for line in self.lines.values() if line["deed"] == deed and line["answer"] == answer)

    def answers(self) -> Counter[tuple[str, str | None]]:
        """Count (deed, answer)."""
        return Counter((line["deed"], line["answer"]) for line in self.lines.values())


def check(database: Database, told: Told) -> None:
    """Compare what is stored with what was told, and the stored with itself."""
    for line in told.lines.values():
        assert line["answer"] in {None, "done", *CLEAN_REFUSALS}, line
    worker.sweep(database)
    with database.begin() as tx:
        _check_completions(tx, told)
        _check_messages(tx, told)
        _check_histories(tx)
        for key in tx.execute(select(process_instance.c.process_instance_key)).scalars().all():
            _check_state(tx, key)
        assert tx.execute(select(func.count()).select_from(incident)).scalar_one() == 0
        if database.is_sqlite:
            assert tx.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"


def _check_completions(tx: Tx, told: Told) -> None:
    rows = tx.execute(select(submission.c.user_task_key, submission.c.submission_key, submission.c.answers)).all()
    stored = {row.user_task_key: row.answers["attempt"] for row in rows}
    assert len(stored) == len(rows), "a submission is stored twice"
    acknowledged = {line["subject"]: line["attempt"] for line in told.of("complete", "done")}
    assert len(acknowledged) == sum(1 for _ in told.of("complete", "done")), "a completion was acknowledged twice"
    assert acknowledged.items() <= stored.items(), "an acknowledged completion is lost"
    unanswered = {line["attempt"] for line in told.of("complete", None)}
    assert {stored[task] for task in stored.keys() - acknowledged.keys()} <= unanswered, "nobody sent a completion"
    completed = tx.execute(select(user_task.c.user_task_key).where(user_task.c.state == "COMPLETED")).scalars()
    assert set(completed) == stored.keys()
    details = tx.execute(select(audit_log.c.details).where(audit_log.c.operation == "USER_TASK_COMPLETED")).scalars()
    recorded = Counter(entry["submission_key"] for entry in details)
    assert recorded == Counter({str(row.submission_key): 1 for row in rows})


def _check_messages(tx: Tx, told: Told) -> None:
    """Each published or thrown message was received once or is kept, and none is kept that somebody awaits."""
    received = tx.execute(select(func.count()).where(audit_log.c.operation == "MESSAGE_CORRELATED")).scalar_one()
    kept = tx.execute(select(func.count()).select_from(message)).scalar_one()
    sent = [line for deed in ("nudge", "go") for answer in ("done", None) for line in told.of(deed, answer)]
    acknowledged = [line for line in sent if line["answer"] == "done"]
    details = tx.execute(select(audit_log.c.details)).scalars()
    thrown = sum(step == ["thrown", "greet"] for each in details for step in each.get("trail", ()))
    assert len(acknowledged) <= received + kept - thrown <= len(sent), "a message is lost or doubled"
    awaited = message_subscription.c.correlation_key == message.c.correlation_key
    forgotten = select(message).join(
        message_subscription, awaited & (message_subscription.c.message_name == message.c.message_name)
    )
    assert tx.execute(forgotten).first() is None, "a kept message is awaited"


def _check_histories(tx: Tx) -> None:
    assert list(broken_links(tx)) == []
    assert histories_cut_short(tx) == []
    numbers: dict[int, list[int]] = {}
    for row in tx.execute(select(audit_log.c.process_instance_key, audit_log.c.sequence)):
        numbers.setdefault(row.process_instance_key, []).append(row.sequence)
    revisions = tx.execute(select(process_instance.c.process_instance_key, process_instance.c.revision)).all()
    for key, revision in revisions:
        assert sorted(numbers[key]) == list(range(1, revision + 1)), "a revision without its history, or the reverse"


def _check_state(tx: Tx, key: int) -> None:
    """The stored state and the rows hold the same open things."""
    instance = locked_instance(tx, key)
    run = loaded(tx, instance) if instance.state == "ACTIVE" else None
    tokens = [] if run is None else list(run._instance.tokens.values())
    mine = [
        (user_task.c.user_task_key, user_task, user_task.c.state == "CREATED"),
        (element_instance.c.element_instance_key, element_instance, element_instance.c.state == "ACTIVE"),
    ]
    is_open = [
        row for column, table, state in mine for row in _keys(tx, column, table.c.process_instance_key == key, state)
    ]
    assert sorted(is_open) == sorted(token.id for token in tokens if token.is_open)
    for _, table, state in mine:
        versions = _keys(tx, table.c.process_definition_key, table.c.process_instance_key == key, state)
        assert set(versions) <= {instance.process_definition_key}, "a row names a version its case does not run on"
    timers = _keys(tx, timer.c.timer_key, timer.c.process_instance_key == key)
    assert sorted(timers) == sorted(token.id for token in tokens if token.due_at is not None)
    subscriptions = _keys(
        tx, message_subscription.c.message_subscription_key, message_subscription.c.process_instance_key == key
    )
    assert sorted(subscriptions) == sorted(token.id for token in tokens if token.has_subscription)


def _keys(tx: Tx, column: Any, *conditions: Any) -> list[int]:
    return list(tx.execute(select(column).where(*conditions)).scalars())


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
