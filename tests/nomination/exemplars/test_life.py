"""The whole life: succession of agencies, withdrawal, blocks, and how a case closes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from service.access.policy import NotAllowed
from service.nomination.council import operations as council
from service.nomination.exemplars import commands
from service.nomination.exemplars.commands import integrity, withdraw
from service.nomination.exemplars.model import action_note, approval
from service.nomination.exemplars.operations import life, reward
from service.nomination.exemplars.queries import ExemplarNotFound
from service.nomination.exemplars.rules import Reached, closing_status
from service.process.instances.model import message

NOTHING = Reached("detect", recognised=False, built=False, awarded=False, honoured=False, replicated=False)


def reached(stage: str, *names: str) -> Reached:
    flags = {name: name in names for name in ("recognised", "built", "awarded", "honoured", "replicated")}
    return Reached(stage, **flags)


@pytest.mark.parametrize(
    ("outcome", "so_far", "status"),
    [
        ("withdrawn", reached("reward", "recognised", "built", "awarded"), "withdrawn"),
        ("same", NOTHING, "merged"),
        ("refuse", NOTHING, "not_recognised"),
        ("ineligible", NOTHING, "not_recognised"),
        ("drop", reached("nurture", "recognised"), "dropped"),
        ("drop", reached("nurture", "recognised", "built"), "dropped"),
        ("barred", reached("evaluate", "recognised", "built"), "withheld"),
        ("needs_more", reached("evaluate", "recognised", "built"), "not_effective"),
        ("refuse", reached("evaluate", "recognised", "built"), "not_effective"),
        ("stop", reached("replicate", "recognised", "built", "awarded"), "awarded"),
        ("stop", reached("replicate", "recognised", "built", "honoured"), "honoured"),
        ("replicated", reached("replicate", "recognised", "built", "awarded", "replicated"), "replicated"),
    ],
)
def test_closes_with_the_status_that_was_reached(outcome: str, so_far: Reached, status: str) -> None:
    assert closing_status(outcome, so_far) == status


def test_writes_the_closing_status_once(steps: Any) -> None:
    steps.change(recognised_at=steps.tx.now, built_at=steps.tx.now, stage="replicate")
    steps.call(council.record_honour)
    closed_at = steps.tx.now
    steps.call(life.close_case, outcome="stop")
    steps.at(datetime(2022, 4, 1, tzinfo=UTC))
    steps.call(life.close_case, outcome="stop")
    assert (steps.exemplar().status, steps.exemplar().closed_at) == ("honoured", closed_at)


def test_does_not_take_an_unregistered_decision_for_an_award_when_closing(steps: Any) -> None:
    steps.change(recognised_at=steps.tx.now, built_at=steps.tx.now, stage="reward")
    granted = {"outcome": "granted", "number": "1", "signed_on": "2022-02-10", "signer": "A"}
    steps.call(council.record_decision, granted)
    steps.call(life.close_case, outcome="granted")
    assert steps.exemplar().status == "not_effective"
    steps.call(reward.register_award)
    steps.call(life.close_case, outcome="awarded")
    assert steps.exemplar().status == "awarded"


def test_passes_papers_to_the_entity_and_the_lead_to_the_function(steps: Any) -> None:
    steps.describe(movement="vi-nguoi-ngheo")
    steps.change(agency="so-ldtbxh", lead_agency="so-ldtbxh")
    before = steps.call(life.resolve_agencies, at="nurture/resolve_agencies")
    assert before == {"agency": "so-ldtbxh", "lead_agency": "so-ldtbxh"}
    steps.at(datetime(2025, 4, 1, 2, 0, tzinfo=UTC))
    after = steps.call(life.resolve_agencies, at="evaluate/resolve_agencies")
    assert after["agency"] == "so-noi-vu"
    assert after["lead_agency"] != "so-ldtbxh"
    assert (steps.exemplar().agency, steps.exemplar().stage) == ("so-noi-vu", "evaluate")


def test_keeps_decisions_and_notes_under_their_step(steps: Any) -> None:
    steps.twice(life.record_head_decision, {"outcome": "return", "comment": "Thiếu số"}, at="detect/confirm_by_head")
    steps.twice(life.record_action_note, {"action": "Đã gọi", "next_on": "2022-03-09"}, at="exemplar_lifecycle/talk")
    assert [(row.step, row.outcome) for row in steps.rows(approval)] == [("confirm_by_head", "return")]
    assert [(row.step, row.action) for row in steps.rows(action_note)] == [("talk", "Đã gọi")]


def test_lets_the_head_withdraw_with_a_reason(visible: Any) -> None:
    visible.by("so-gddt/head")
    commands.withdraw_exemplar(visible.tx, exemplar_key=visible.exemplar_key, reason="Gia đình xin rút")
    (sent,) = visible.rows(message)
    assert (sent.message_name, sent.correlation_key) == ("exemplar_withdrawn", str(visible.exemplar_key))
    assert sent.variables == {"outcome": "withdrawn"}
    assert visible.exemplar().withdrawal_reason == "Gia đình xin rút"


def test_asks_a_reason_for_a_withdrawal(visible: Any) -> None:
    visible.by("so-gddt/head")
    with pytest.raises(withdraw.ReasonMissing):
        commands.withdraw_exemplar(visible.tx, exemplar_key=visible.exemplar_key, reason="  ")
    assert visible.rows(message) == []


def test_lets_no_officer_withdraw(visible: Any) -> None:
    with pytest.raises(NotAllowed):
        commands.withdraw_exemplar(visible.tx, exemplar_key=visible.exemplar_key, reason="Vì")


def test_knows_no_foreign_exemplar(visible: Any) -> None:
    visible.by("so-y-te/head")
    with pytest.raises(ExemplarNotFound):
        commands.withdraw_exemplar(visible.tx, exemplar_key=visible.exemplar_key, reason="Vì")


def test_withdraws_no_closed_case(visible: Any) -> None:
    visible.change(closed_at=visible.tx.now)
    visible.by("so-gddt/head")
    with pytest.raises(withdraw.ExemplarClosed):
        commands.withdraw_exemplar(visible.tx, exemplar_key=visible.exemplar_key, reason="Vì")


def test_tells_the_process_only_when_the_last_block_is_closed(visible: Any) -> None:
    visible.by("ban-tdkt/supervisor")
    given = {"exemplar_key": visible.exemplar_key, "document": "CV 5"}
    first = commands.open_integrity_block(visible.tx, kind="ky-luat", **given)
    second = commands.open_integrity_block(visible.tx, kind="khieu-nai-to-cao", **given)
    commands.close_integrity_block(visible.tx, integrity_block_key=first, document="CV 9")
    assert visible.rows(message) == []
    commands.close_integrity_block(visible.tx, integrity_block_key=second, document="CV 10")
    assert [row.message_name for row in visible.rows(message)] == ["block_lifted"]
    with pytest.raises(integrity.IntegrityBlockClosed):
        commands.close_integrity_block(visible.tx, integrity_block_key=second, document="CV 10")


def test_lets_only_a_supervisor_open_a_block(visible: Any) -> None:
    with pytest.raises(integrity.IntegrityForbidden):
        commands.open_integrity_block(visible.tx, exemplar_key=visible.exemplar_key, kind="ky-luat", document="CV 5")
