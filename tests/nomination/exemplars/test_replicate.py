"""Replicating: where, whether they said yes, what came of it."""

from __future__ import annotations

from typing import Any

from service.nomination.exemplars.model import adoption, replication_candidate, replication_site, study_visit
from service.nomination.exemplars.operations import evaluate, replicate
from service.nomination.plans.model import quota_counter

SITES = {"rows": [{"agency": code, "place": "xa-vu-le", "similar": ["nghe"]} for code in ("so-y-te", "mttq")]}


def states(steps: Any) -> list[tuple[str, str]]:
    return [(row.agency, row.state) for row in steps.rows(replication_site)]


def test_suggests_at_most_ten_agencies_the_most_alike_first(steps: Any) -> None:
    steps.twice(replicate.suggest_sites)
    rows = steps.rows(replication_candidate)
    assert 0 < len(rows) <= 10
    assert [row.similarity for row in rows] == sorted((row.similarity for row in rows), reverse=True)
    assert "so-gddt" not in {row.agency for row in rows}
    assert "family" in rows[0].factors


def test_keeps_a_secret_exemplar_among_the_armed_forces(steps: Any) -> None:
    steps.change(secret=True, agency="cong-an")
    steps.call(replicate.suggest_sites)
    assert {row.agency for row in steps.rows(replication_candidate)} == {"bo-chqs", "bo-chbp"}


def test_moves_each_site_by_its_own_answers(steps: Any) -> None:
    steps.twice(replicate.record_sites, SITES)
    offer = {"answer": "accept", "note": "Rất muốn học."}
    steps.twice(evaluate.record_reply, offer, at="replicate/answer_offer", site="so-y-te")
    steps.call(evaluate.record_reply, offer | {"answer": "decline"}, at="replicate/answer_offer", site="mttq")
    assert states(steps) == [("so-y-te", "accepted"), ("mttq", "declined")]
    visit = {"held_on": "2022-03-05", "guests": 12, "host": "Trường Vũ Lễ", "learned": "Chia nhóm"}
    steps.twice(replicate.record_study_visit, visit, site="so-y-te")
    result = {"adopted": "da-ap-dung", "result": "Đã mở hai lớp", "benefit_vnd": 5000000}
    steps.twice(replicate.record_adoption, result, site="so-y-te")
    assert states(steps) == [("so-y-te", "adopted"), ("mttq", "declined")]
    assert len(steps.rows(study_visit)) == len(steps.rows(adoption)) == 1


def test_closes_a_site_that_stays_silent(steps: Any) -> None:
    steps.call(replicate.record_sites, SITES)
    steps.call(replicate.close_site, site="mttq")
    assert states(steps) == [("so-y-te", "offered"), ("mttq", "closed")]


def test_leaves_the_sites_of_an_earlier_list_as_they_were(steps: Any) -> None:
    steps.call(replicate.record_sites, SITES)
    steps.call(replicate.close_site, site="mttq")
    steps.call(replicate.record_sites, SITES)
    steps.call(evaluate.record_reply, {"answer": "accept", "note": ""}, at="replicate/answer_offer", site="mttq")
    assert states(steps) == [("so-y-te", "offered"), ("mttq", "closed"), ("so-y-te", "offered"), ("mttq", "accepted")]


def test_counts_as_replicated_once(steps: Any) -> None:
    assert steps.twice(replicate.mark_replicated) == {"outcome": "replicated"}
    steps.call(replicate.mark_replicated)
    assert [row.kind for row in steps.rows(quota_counter)] == ["replicated"]
