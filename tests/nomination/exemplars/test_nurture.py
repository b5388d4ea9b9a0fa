"""Nurturing: who follows, what is asked, how it goes, what others can learn."""

from __future__ import annotations

from datetime import date
from typing import Any

from service.nomination.exemplars.model import (
    encouragement,
    experience,
    nurture_target,
    policy_proposal,
    progress_entry,
)
from service.nomination.exemplars.operations import nurture
from service.nomination.plans.model import quota_counter

EXPERIENCE = {
    "context": "Lớp ghép ba trình độ.",
    "how": "Chia nhóm theo trình độ.",
    "result": "100% lên lớp.",
    "lesson": "Kiên trì.",
}


def test_names_the_mentor_and_logs_the_praise(steps: Any) -> None:
    steps.twice(nurture.record_mentor, {"mentor": "officer.so-gddt", "praise": "Thư khen"}, at="nurture/appoint_mentor")
    assert steps.exemplar().mentor == "officer.so-gddt"
    (row,) = steps.rows(encouragement)
    assert (row.step, row.praise) == ("appoint_mentor", "Thư khen")


def test_keeps_targets_in_order_and_a_policy_only_when_one_is_proposed(steps: Any) -> None:
    target = {"task": "Mở chuyên đề", "target": "2 buổi", "by": "2022-05-30"}
    plain = {"targets": [target, {**target, "task": "Viết bài"}], "follow_up_on": "2022-04-01", "outcome": "plain"}
    steps.twice(nurture.record_nurture_plan, plain, at="nurture/agree_targets")
    assert [(row.position, row.task, row.due_on) for row in steps.rows(nurture_target)] == [
        (0, "Mở chuyên đề", date(2022, 5, 30)),
        (1, "Viết bài", date(2022, 5, 30)),
    ]
    assert steps.rows(policy_proposal) == []
    steps.call(nurture.record_nurture_plan, plain | {"outcome": "policy", "policy": "Hỗ trợ lớp ghép"})
    steps.twice(nurture.submit_policy)
    assert steps.rows(policy_proposal)[0].submitted_at == steps.tx.now


def test_keeps_every_follow_up(steps: Any) -> None:
    steps.call(nurture.record_follow_up, {"done": "Đã mở lớp", "outcome": "continue", "follow_up_on": "2022-06-01"})
    steps.call(nurture.record_follow_up, {"done": "Vướng phòng học", "outcome": "stuck", "reason": "Thiếu phòng"})
    assert [row.outcome for row in steps.rows(progress_entry)] == ["continue", "stuck"]


def test_counts_as_built_once_and_makes_the_newest_experience_material(steps: Any) -> None:
    steps.call(nurture.record_experience, EXPERIENCE)
    steps.call(nurture.record_experience, EXPERIENCE | {"how": "Cách thứ hai."})
    assert steps.twice(nurture.mark_built) == {"outcome": "built"}
    assert [(row.how, row.is_material) for row in steps.rows(experience)] == [
        ("Chia nhóm theo trình độ.", False),
        ("Cách thứ hai.", True),
    ]
    steps.call(nurture.mark_built)
    assert [row.kind for row in steps.rows(quota_counter)] == ["built"]
    assert (steps.exemplar().status, steps.exemplar().stage) == ("built", "propagate")
