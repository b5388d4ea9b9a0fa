"""Decisions by version, the newest of which answers, and what an instance's history keeps of the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from service.process.decisions.commands import (
    DecisionFailed,
    DecisionRefused,
    DecisionUnknown,
    evaluate_decision,
    record_of,
)
from service.process.decisions.model import decision_definition
from service.process.decisions.queries import decision_model, decision_xml, latest_decision, latest_files
from service.process.history.queries import entries_of
from service.process.instances.model import incident, process_instance
from tests.dmn.models import literal, model, table
from tests.process.decisions.cases import deployed, judged

if TYPE_CHECKING:
    from service.core.database import Database

ONE, TWO = model(literal("fee", "1 * x", name="Lệ phí")), model(literal("fee", "2 * x", name="Lệ phí"))


def answer(database: Database, decision_id: str = "fee", **variables: Any) -> Any:
    with database.read() as tx:
        return evaluate_decision(tx, decision_id=decision_id, variables=variables).value


def incidents(database: Database, process_instance_key: int) -> list[tuple[str, str, str]]:
    of_this = incident.c.process_instance_key == process_instance_key
    with database.read() as tx:
        return [
            tuple(row)
            for row in tx.execute(
                select(incident.c.error_type, incident.c.element_id, incident.c.message).where(of_this)
            )
        ]


def test_each_change_is_a_version_more_and_the_newest_answers(twin: Database) -> None:
    (first,) = deployed(twin, ONE)
    assert answer(twin, x=5) == 5
    (second,) = deployed(twin, TWO)
    assert answer(twin, x=5) == 10
    with twin.read() as tx:
        latest = latest_decision(tx, "fee")
        assert latest is not None
        assert (latest.decision_definition_key, latest.version, latest.name) == (second, 2, "Lệ phí")
        assert [decision_xml(tx, key) for key in (first, second)] == [ONE, TWO]


def test_an_unchanged_file_keeps_its_version_and_a_returning_one_is_new(database: Database) -> None:
    assert deployed(database, ONE) == deployed(database, ONE)
    deployed(database, TWO)
    deployed(database, ONE)
    with database.read() as tx:
        latest = latest_decision(tx, "fee")
        assert latest is not None
        assert latest.version == 3
    assert answer(database, x=5) == 5


def test_the_decisions_of_a_file_are_versioned_each_and_answer_together(database: Database) -> None:
    deployed(database, TWO)
    both = model(literal("fee", "3 * x"), literal("total", "fee + 1", "fee"))
    fee, total = deployed(database, both, "total.dmn")
    with database.read() as tx:
        found = [latest_decision(tx, decision_id) for decision_id in ("fee", "total")]
        assert [(item.decision_definition_key, item.version) for item in found if item] == [(fee, 2), (total, 1)]
    assert answer(database, "total", x=5) == 16


def test_the_newest_files_are_those_to_write_back(database: Database) -> None:
    for xml, name in ((ONE, "fee.dmn"), (TWO, "fee.dmn"), (model(literal("other", "1")), "other.dmn")):
        deployed(database, xml, name)
    with database.read() as tx:
        assert latest_files(tx) == {"fee.dmn": TWO, "other.dmn": model(literal("other", "1"))}


def test_a_refused_file_leaves_nothing_and_says_where(database: Database) -> None:
    with pytest.raises(DecisionRefused, match=r"file 'bad\.dmn', but element 'rule_1_1' is refused: Expected FEEL in"):
        deployed(database, model(table((">", "1"))), "bad.dmn")
    with pytest.raises(DecisionRefused, match="element 'definitions' is refused: Expected to read a decision model"):
        deployed(database, b"Xin chao")
    with database.read() as tx:
        assert tx.execute(select(func.count()).select_from(decision_definition)).scalar_one() == 0


def test_the_longest_id_and_name_are_kept_whole(twin: Database) -> None:
    deployed(twin, model(literal("d" * 200, "1", name="ệ" * 300)))
    with twin.read() as tx:
        latest = latest_decision(tx, "d" * 200)
        assert latest is not None
        assert latest.name == "ệ" * 300


def test_an_answer_is_json_and_comes_with_what_led_to_it(twin: Database) -> None:
    deployed(twin, model(table(("> 1", "today()", "x / 2"), outputs=("on", "half"))))
    with twin.read() as tx:
        found = evaluate_decision(tx, decision_id="d", variables={"x": 3})
    assert found.value == {"on": "2022-03-01", "half": 1.5}
    assert found.definition.version == 1
    assert [(rule.rule_id, rule.index) for rule in found.evaluation.matched_rules] == [("rule_1", 1)]
    record = record_of(found)
    assert (record["value"], record["rules"], record["required"]) == (found.value, [1], [])
    assert [given["value"] for given in record["inputs"]] == [3]
    assert answer(twin, "d", x=1) is None


def test_an_unknown_decision_is_a_fault_that_says_what_to_do(database: Database) -> None:
    with pytest.raises(DecisionUnknown, match=r"decision 'fee', but it is not deployed\. Deploy it\."):
        answer(database)
    deployed(database, ONE)
    with pytest.raises(DecisionUnknown):
        answer(database, "Lệ phí")
    with database.read() as tx:
        assert latest_decision(tx, "Lệ phí") is None
        assert decision_model(tx, 1) is None
        assert decision_xml(tx, 1) is None


@pytest.mark.parametrize("body", [table(("-", "1"), ("-", "2")), literal("d", "function(x) x"), literal("d", "[1..3]")])
def test_a_decision_without_an_answer_is_a_fault(database: Database, body: str) -> None:
    deployed(database, model(body))
    with pytest.raises(DecisionFailed, match="decision 'd', but it failed: Expected "):
        answer(database, "d")


def test_an_evaluation_stands_in_the_history_as_it_was(twin: Database) -> None:
    deployed(twin, model(table(("< 5", '"ít"'), (">= 5", '"nhiều"'))))
    key = judged(twin, which="d", x=7)
    with twin.read() as tx:
        (entry,) = entries_of(tx, key)
        (told,) = entry.details["decisions"]
        assert (told["element_id"], told["decision"], told["version"]) == ("judge", "d", 1)
        assert [(given["label"], given["value"]) for given in told["inputs"]] == [("x", 7)]
        assert (told["rules"], told["value"]) == ([2], "nhiều")
        of_this = process_instance.c.process_instance_key == key
        assert tx.execute(select(process_instance.c.variables).where(of_this)).scalar_one()["found"] == "nhiều"
    deployed(twin, model(table(("-", '"khác"'))))
    with twin.read() as tx:
        assert entries_of(tx, key) == [entry]


def test_a_diagram_that_asks_for_an_unknown_decision_stops_there(database: Database) -> None:
    ((kind, element_id, message),) = incidents(database, judged(database, which="nowhere"))
    assert (kind, element_id) == ("CALLED_DECISION_ERROR", "judge")
    assert "'nowhere'" in message


def test_a_diagram_whose_decision_fails_stops_there(database: Database) -> None:
    deployed(database, model(table(("-", "1"), ("-", "2"))))
    ((kind, element_id, message),) = incidents(database, judged(database, which="d"))
    assert (kind, element_id) == ("DECISION_EVALUATION_ERROR", "judge")
    assert "rules 1, 2" in message
