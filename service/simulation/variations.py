"""What an invented officer answers: the plausible answer, or what chance makes of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from service.simulation.answers import ANSWERS

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.simulation.answers import Situation
    from service.simulation.chance import Chance
    from service.simulation.profile import Profile

Answers = dict[str, Any]
LEFT_OUT = ("G4", "G5", "N1")
"""The common criteria that incomplete evidence leaves unticked."""


def answer(at: Situation, chance: Chance, profile: Profile) -> Answers:
    """Return the answers to a form."""
    usual = ANSWERS[at.form_id](at)
    vary = _VARIATIONS.get(at.form_id)
    return usual if vary is None else vary(at, chance, usual, profile)


def _candidate(at: Situation, chance: Chance, usual: Answers, profile: Profile) -> Answers:
    del profile
    if at.is_secret:
        return usual
    return usual | {
        "place": chance.one_of(at.options("places")),
        "source": chance.one_of(at.options("detection_sources")),
    }


def _evidence(at: Situation, chance: Chance, usual: Answers, profile: Profile) -> Answers:
    del at, profile
    if not chance.happens("evidence_incomplete"):
        return usual
    rows = [
        {"criterion": row["criterion"], "met": False} if row["criterion"] in LEFT_OUT else row
        for row in usual["criteria"]
    ]
    return usual | {"criteria": rows}


def _head_decision(at: Situation, chance: Chance, usual: Answers, profile: Profile) -> Answers:
    del profile
    reason = {"comment": at.texts["reason"]}
    if chance.happens("head_returns"):
        return {"outcome": "return", **reason}
    is_about_an_exemplar = bool(at.case.get("movement"))
    if is_about_an_exemplar and chance.happens("head_refuses"):
        return {"outcome": "refuse", **reason}
    return usual


def _lead_review(at: Situation, chance: Chance, usual: Answers, profile: Profile) -> Answers:
    del profile
    reason = {"reason": at.texts["reason"]}
    if chance.happens("lead_returns"):
        return {"outcome": "return", **reason}
    return {"outcome": "decline", **reason} if chance.happens("lead_declines") else usual


def _mentor(at: Situation, chance: Chance, usual: Answers, profile: Profile) -> Answers:
    del profile
    return usual | {"mentor": chance.one_of(at.options("mentors"))}


def _nurture_plan(at: Situation, chance: Chance, usual: Answers, profile: Profile) -> Answers:
    follow_up = at.today + timedelta(days=chance.days(profile.follow_up_days))
    return usual | {"follow_up_on": follow_up.isoformat()}


def _follow_up(at: Situation, chance: Chance, usual: Answers, profile: Profile) -> Answers:
    days = chance.days(profile.follow_up_days)
    later = {"follow_up_on": (at.today + timedelta(days=days)).isoformat()}
    if chance.happens("follow_up_stops"):
        return usual | {"outcome": "drop", "reason": at.texts["context"]}
    if chance.happens("follow_up_stuck"):
        return usual | {"outcome": "stuck", "reason": at.texts["context"], **later}
    return usual | {"outcome": "continue", **later} if chance.happens("follow_up_continues") else usual


def _consent(at: Situation, chance: Chance, usual: Answers, profile: Profile) -> Answers:
    del at, profile
    if not chance.happens("consent_refused"):
        return usual
    return {"outcome": "refused"} | {name: usual[name] for name in ("guardian", "relation") if name in usual}


def _evaluation(at: Situation, chance: Chance, usual: Answers, profile: Profile) -> Answers:
    del at, profile
    marks = {mark: chance.one_of((3, 4, 4, 5, 5)) for mark in ("prominence", "fit", "reach", "effect")}
    spread = chance.one_of(("unit", "commune", "commune", "province"))
    outcome = "not_effective" if chance.happens("not_effective") else "effective"
    outcome = "needs_more" if chance.happens("needs_more") else outcome
    return usual | marks | {"spread": spread, "outcome": outcome}


def _ballot(at: Situation, chance: Chance, usual: Answers, profile: Profile) -> Answers:
    del at, profile
    return {"choice": "disagree"} if chance.happens("ballot_against") else usual


def _reply(at: Situation, chance: Chance, usual: Answers, profile: Profile) -> Answers:
    del profile
    declines = at.element_id == "answer_offer" and chance.happens("offer_declined")
    return usual | {"answer": "decline"} if declines else usual


def _check_result(at: Situation, chance: Chance, usual: Answers, profile: Profile) -> Answers:
    del profile
    is_of_a_unit = at.process_id in {"unit_plan", "unit_review"}
    if is_of_a_unit and chance.happens("report_returned"):
        return {"outcome": "return", "note": at.texts["action"]}
    return usual


def _conference(at: Situation, chance: Chance, usual: Answers, profile: Profile) -> Answers:
    del at, profile
    return usual | {"attended": 60 + chance.days((0, 120)), "praised": chance.days((5, 30))}


_VARIATIONS: dict[str, Callable[[Situation, Chance, Answers, Profile], Answers]] = {
    "ballot": _ballot,
    "candidate": _candidate,
    "check_result": _check_result,
    "conference": _conference,
    "consent": _consent,
    "evaluation": _evaluation,
    "evidence": _evidence,
    "follow_up": _follow_up,
    "head_decision": _head_decision,
    "lead_review": _lead_review,
    "mentor": _mentor,
    "nurture_plan": _nurture_plan,
    "reply": _reply,
}
"""Form id → what chance may make of its plausible answer."""
