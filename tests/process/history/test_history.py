"""The chained history: whatever is changed, taken away or moved afterwards shows. On both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import delete, insert, select, update

from service.core.actor import Actor
from service.process.definitions.commands import Resource, deploy
from service.process.history.commands import append
from service.process.history.model import audit_log
from service.process.history.queries import HistoryEntry, broken_links, entries_of
from service.process.history.rules import Entry, Head, chained_hash
from service.process.instances.commands import create_instance
from service.process.instances.queries import histories_cut_short, open_user_tasks
from service.process.worklist.commands import complete_user_task
from tests.support import diagrams
from tests.support.pinned import pinned

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import ColumnElement, UpdateBase

    from service.core.database import Database

OFFICER = Actor("officer.so-y-te", account_key=1, groups=frozenset({"so-y-te", "so-y-te/officer"}))
NINE = datetime(2022, 3, 1, 2, 0, 0, 120, tzinfo=UTC)
DETAILS = {
    "z": None,
    "note": "Điển hình \U0001f31f \\ \"'\n",
    "score": 81.5,
    "large": 2**70,
    "trail": [{"b": True, "a": 1e-9}],
}
ONE, OTHER = 101, 102
CHANGES: list[dict[str, Any]] = [
    {"actor": "somebody.else"},
    {"operation": "STEP_9"},
    {"element_id": ""},
    {"process_definition_key": None},
    {"happened_at": NINE + timedelta(microseconds=1)},
    {"recorded_at": NINE},
    {"details": {}},
    {"details": DETAILS | {"of": ONE, "score": 81.6}},
    {"details": DETAILS | {"of": str(ONE)}},
]


@pytest.fixture
def twin(database_url: str) -> Iterator[Database]:
    with pinned(database_url, at=NINE) as database:
        yield database


@pytest.fixture
def told(twin: Database) -> Database:
    """The histories of two instances, five entries each, written in turn."""
    heads = {ONE: Head(), OTHER: Head()}
    for number in range(1, 6):
        for key, head in heads.items():
            heads[key] = written(twin, key, head, Entry(f"STEP_{number}", f"task_{number}", 7, DETAILS | {"of": key}))
    return twin


def written(database: Database, key: int, head: Head, *entries: Entry) -> Head:
    with database.begin(OFFICER) as tx:
        return append(tx, process_instance_key=key, head=head, entries=entries)


def broken(database: Database, *tamperings: UpdateBase) -> list[tuple[int, int]]:
    """Return the links found broken after changes of a row each, which are then taken back."""
    with database.read() as tx:
        for tampering in tamperings:
            assert tx.execute(tampering).rowcount, str(tampering)
        return list(broken_links(tx))


def at(sequence: int, key: int = ONE) -> ColumnElement[bool]:
    return (audit_log.c.process_instance_key == key) & (audit_log.c.sequence == sequence)


def change(number: int, /, *, of: int = ONE, **values: Any) -> UpdateBase:
    return update(audit_log).where(at(number, of)).values(**values)


def removal(*numbers: int, of: int = ONE) -> list[UpdateBase]:
    return [delete(audit_log).where(at(number, of)) for number in numbers]


def row(database: Database, number: int) -> dict[str, Any]:
    with database.read() as tx:
        return dict(tx.execute(select(audit_log).where(at(number))).mappings().one())


def test_the_entries_are_numbered_and_each_hash_covers_the_one_before(twin: Database) -> None:
    head = written(twin, ONE, Head(), Entry("A"), Entry("B", "task", 7, DETAILS))
    assert (head.sequence, head.hash) == (2, row(twin, 2)["hash"])
    first, second = row(twin, 1), row(twin, 2)
    assert first["hash"] != second["hash"]
    content = {
        "process_instance_key": ONE,
        "sequence": 2,
        "happened_at": "2022-03-01T02:00:00.000120+00:00",
        "recorded_at": second["recorded_at"].isoformat(timespec="microseconds"),
        "actor": "officer.so-y-te",
        "operation": "B",
        "element_id": "task",
        "process_definition_key": 7,
        "details": DETAILS,
    }
    assert second["hash"] == chained_hash(first["hash"], content)


def test_nothing_appended_leaves_the_head_where_it_was(twin: Database) -> None:
    assert written(twin, ONE, Head(3, "abc")) == Head(3, "abc")
    assert broken(twin) == []


def test_the_history_is_read_back_as_it_was_written_oldest_first(told: Database) -> None:
    with told.read() as tx:
        found = entries_of(tx, ONE)
        assert [item.operation for item in found] == [f"STEP_{number}" for number in range(1, 6)]
        assert entries_of(tx, ONE, operations=("STEP_4", "STEP_2")) == [found[1], found[3]]
        assert entries_of(tx, 103) == []
    assert found[1] == HistoryEntry(2, NINE, "officer.so-y-te", "STEP_2", "task_2", 7, DETAILS | {"of": ONE})


def test_what_nobody_touched_is_whole(told: Database) -> None:
    assert broken(told) == []


def test_a_changed_entry_is_found_whatever_was_changed(told: Database) -> None:
    for values in CHANGES:
        assert broken(told, change(3, **values)) == [(ONE, 3)], values


def test_an_entry_changed_together_with_its_hash_is_found_at_the_next(told: Database) -> None:
    forged = row(told, 3) | {"actor": "somebody.else"}
    forged |= {name: forged[name].isoformat(timespec="microseconds") for name in ("happened_at", "recorded_at")}
    content = {name: value for name, value in forged.items() if name not in {"audit_log_key", "hash"}}
    hashed = chained_hash(row(told, 2)["hash"], content)
    assert broken(told, change(3, actor="somebody.else", hash=hashed)) == [(ONE, 4)]
    assert broken(told, change(3, hash=hashed)) == [(ONE, 3), (ONE, 4)]


def test_entries_taken_from_the_start_or_the_middle_are_found_at_the_next(told: Database) -> None:
    for gone in ((1,), (3,), (2, 3), (1, 2, 3, 4)):
        assert broken(told, *removal(*gone)) == [(ONE, gone[-1] + 1)], gone


def test_closing_the_gap_in_the_numbers_hides_nothing(told: Database) -> None:
    closing = [change(number, sequence=number - 1) for number in (4, 5)]
    assert broken(told, *removal(3), *closing) == [(ONE, 3), (ONE, 4)]


def test_an_entry_put_in_between_is_found(told: Database) -> None:
    opening = [change(number, sequence=number + 1) for number in (5, 4)]
    put_in = insert(audit_log).values(row(told, 3) | {"audit_log_key": 1, "sequence": 4})
    assert broken(told, *opening, put_in) == [(ONE, 4), (ONE, 5), (ONE, 6)]


def test_entries_in_another_order_are_found(told: Database) -> None:
    swap = [change(old, sequence=new) for old, new in ((2, 9), (3, 2), (9, 3))]
    assert broken(told, *swap) == [(ONE, 2), (ONE, 3), (ONE, 4)]


def test_an_entry_given_to_another_instance_is_found(told: Database) -> None:
    assert broken(told, change(5, process_instance_key=103, sequence=1)) == [(103, 1)]
    assert broken(told, change(5, process_instance_key=OTHER, sequence=6)) == [(OTHER, 6)]


def test_two_instances_are_chained_apart(told: Database) -> None:
    assert broken(told, *removal(1, 2, 3, 4, 5)) == []
    assert broken(told, change(2, of=OTHER, actor="somebody.else")) == [(OTHER, 2)]
    both = [change(5, details={}), change(1, of=OTHER, details={})]
    assert broken(told, *both) == [(ONE, 5), (OTHER, 1)]


@pytest.mark.parametrize("gone", [1, 2, 3])
def test_entries_taken_from_the_end_are_missed_by_the_instance_they_belong_to(twin: Database, gone: int) -> None:
    with twin.begin() as tx:
        deploy(tx, [Resource("row.bpmn", diagrams.tasks("row", 4))])
    with twin.begin(OFFICER) as tx:
        key, whole = (create_instance(tx, process_definition_id="row", variables={}) for _ in range(2))
    for _ in range(2):
        completed(twin, key)
    assert cut_short(twin) == []
    with twin.begin() as tx:
        tx.execute(delete(audit_log).where(audit_log.c.process_instance_key == key, audit_log.c.sequence > 3 - gone))
    assert (broken(twin), cut_short(twin)) == ([], [(key, 3)])
    completed(twin, key)
    completed(twin, whole)
    assert (broken(twin), cut_short(twin)) == ([(key, 4)], [])


def completed(database: Database, key: int) -> None:
    with database.begin(OFFICER) as tx:
        complete_user_task(tx, user_task_key=open_user_tasks(tx, key)[0].user_task_key, answers={})


def cut_short(database: Database) -> list[tuple[int, int]]:
    with database.read() as tx:
        return histories_cut_short(tx)
