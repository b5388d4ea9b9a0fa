"""Plausible answers to every form of the exemplar's life, for demo cases and rehearsals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from service.simulation.cycle_answers import CYCLE_ANSWERS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date


@dataclass(frozen=True, slots=True)
class Situation:
    """What an answer depends on: the case, the day, and what the form offers.

    ``options`` returns the values a list offers (``"places"``); ``file`` is a document reference to attach;
    ``prefilled`` is what the form would show at first.
    """

    case: Mapping[str, Any]
    form_id: str
    process_id: str
    element_id: str
    variables: Mapping[str, Any]
    today: date
    texts: Mapping[str, str]
    file: Mapping[str, Any]
    options: Callable[[str], list[Any]]
    prefilled: Mapping[str, Any]

    @property
    def is_person(self) -> bool:
        """Whether the subject is one person."""
        return self.case["subject_type"] in ("individual", "worker", "farmer", "student")

    @property
    def is_secret(self) -> bool:
        """Whether the case is a State secret, of which only a stub is kept."""
        return bool(self.case.get("secret"))

    def day(self, days: int = 0) -> str:
        """Return a day near today as ISO text."""
        return (self.today + timedelta(days=days)).isoformat()

    def first(self, name: str) -> Any:
        """Return the first value a list offers."""
        offered = self.options(name)
        return offered[0] if offered else None


def candidate(at: Situation) -> dict[str, Any]:
    """Introduce the exemplar."""
    given: dict[str, Any] = {
        "secret_mark": "mat" if at.is_secret else "none",
        "kind": "guong" if at.is_person else "mo-hinh",
        "movement": at.case["movement"],
        "subject_type": at.case["subject_type"],
        "scope": "tung-mat",
        "source": at.first("detection_sources"),
        "accountable": at.first("people"),
    }
    if at.is_secret:
        given["paper_ref"] = "12/HS"
    else:
        given |= {"name": at.case["name"], "place": at.first("places"), "highlight": at.texts["highlight"]}
    if at.is_person:
        given["post"] = "truc-tiep-lao-dong"
        if not at.is_secret:
            given["birth_year"] = at.case.get("birth_year", 1985)
    return given


def evidence(at: Situation) -> dict[str, Any]:
    """Tick every criterion with a fact and a file."""
    attached = {} if at.is_secret else {"file": [at.file]}
    rows = [
        {"criterion": criterion, "met": True, "fact": at.texts["fact"], **attached}
        for criterion in at.options("criteria")
    ]
    given: dict[str, Any] = {"criteria": rows, "acclaim_on": at.day(-3), "members": 43, "agree": 41}
    if not at.is_secret:
        given["acclaim_file"] = [at.file]
    movement, subject_type = at.case["movement"], at.case["subject_type"]
    if subject_type in ("household", "farmer"):
        given["culture_years"] = 5
    extra: dict[tuple[str | None, str], dict[str, Any]] = {
        ("vi-nguoi-ngheo", "household"): {"exit_year": 2019, "helped": 4},
        ("nong-thon-moi", "household"): {"land_m2": 300},
        ("nong-thon-moi", "individual"): {"labour_days": 25},
        ("nong-thon-moi", "collective"): {"ntm_level": "nang-cao"},
        ("doanh-nghiep", "collective"): {"growth": 12, "tax_vnd": 350000000},
        (None, "farmer"): {"profit_vnd": 420000000},
        (None, "worker"): {"initiative_vnd": 80000000},
        (None, "student"): {"study": at.texts["study"]},
    }
    return given | extra.get((movement, subject_type), {}) | extra.get((None, subject_type), {})


def minutes(at: Situation) -> dict[str, Any]:
    """Record a meeting that agreed."""
    return {
        "held_on": at.day(-1),
        "chair": at.texts["chair"],
        "method": "phieu-kin",
        "total": 12,
        "present": 11,
        "written": 1,
        "agree": 12,
        "against": 0,
        "file": [at.file],
    }


def consent(at: Situation) -> dict[str, Any]:
    """Agree to publication, with a guardian where the person is under age."""
    given: dict[str, Any] = {
        "outcome": "granted",
        "scope": ["ten", "anh", "cau-chuyen"],
        "signer": at.texts["signer"],
        "file": [at.file],
    }
    if at.case["subject_type"] in ("household", "collective"):
        given["named"] = [{"name": at.texts["signer"], "file": [at.file]}]
    if at.is_person and at.today.year - int(at.case.get("birth_year", 1985)) < 18:  # noqa: PLR2004 -- of age
        given |= {"guardian": at.texts["chair"], "relation": at.first("relations")}
    return given


def reply(at: Situation) -> dict[str, Any]:
    """Answer a consultation or an offer."""
    return {"answer": "accept", "note": at.texts["note"]}


def decision_record(at: Situation) -> dict[str, Any]:
    """Record an issued decision."""
    given = {"outcome": "granted", "number": "15/QĐ", "signed_on": at.day(), "signer": at.texts["signer"]}
    return given if at.is_secret else given | {"file": [at.file]}


def ballot_setup(at: Situation) -> dict[str, Any]:
    """Let the council vote on screen."""
    return {
        "meeting_on": at.day(5),
        "secret_ballot": "khong",
        "outcome": "electronic",
        "voters": at.options("voters")[:5],
    }


def sites(at: Situation) -> dict[str, Any]:
    """Choose two similar places of other agencies."""
    others = [value for value in at.options("agencies") if value != at.case["agency"] and value in _HOSTS][:2]
    return {"rows": [{"agency": agency, "place": at.first("places"), "similar": ["nghe"]} for agency in others]}


_HOSTS = ("hoi-nong-dan", "hoi-lhpn", "doan-thanh-nien", "mttq", "so-gddt", "so-y-te")

ANSWERS: dict[str, Callable[[Situation], dict[str, Any]]] = {
    "achievement": lambda at: {
        "achievement": at.first("achievements"),
        "from": at.day(-300),
        "to": at.day(-10),
        "award_type": "merit",
        "occasion": "tong-ket-nam",
    },
    "action_note": lambda at: {"action": at.texts["action"]},
    "adoption": lambda at: {"adopted": "da-ap-dung", "result": at.texts["result"], "benefit_vnd": 120000000},
    "appraisal": lambda _: {"missing": [], "meets": "co", "outcome": "complete"},
    "award_choice": lambda at: {"award_level": at.variables.get("award_level") or "unit"},
    "ballot": lambda _: {"choice": "agree"},
    "ballot_setup": ballot_setup,
    "candidate": candidate,
    "ceremony": lambda at: {"held_on": at.day(), "occasion": at.texts["title"], "money_vnd": 1000000},
    "channels": lambda at: {
        "channels": at.options("channels")[:2],
        "outcome": "media",
        "media_agency": at.first("media_agencies"),
    },
    "comments": lambda at: {"count": 0, "summary": at.texts["summary"], "outcome": "clear"},
    "consent": consent,
    "decision_record": decision_record,
    "dossier": lambda at: {
        "submission": [at.file],
        "report": [at.file],
        "minutes": [at.file],
        "initiative": [at.file],
        "checked": True,
    },
    "duplicate": lambda _: {"outcome": "different"},
    "evaluation": lambda at: {
        "prominence": 5,
        "fit": 4,
        "reach": 4,
        "effect": 5,
        "spread": "province",
        "outcome": "effective",
        "reason": at.texts["reason"],
    },
    "evidence": evidence,
    "experience": lambda at: {key: at.texts[key] for key in ("context", "how", "result", "lesson")},
    "follow_up": lambda at: {"done": at.texts["done"], "outcome": "ready"},
    "head_decision": lambda _: {"outcome": "approve"},
    "integrity": lambda _: {"pending": [], "confirmed": True},
    "lead_review": lambda _: {"outcome": "recommend"},
    "media_items": lambda at: {
        "items": [{"channel": at.first("channels"), "published_on": at.day(), "link": "https://example.org/bai-viet"}]
    },
    "mentor": lambda at: {"mentor": at.first("mentors")},
    "minutes": minutes,
    "nurture_plan": lambda at: {
        "targets": [{"task": at.texts["task"], "target": at.texts["target"], "by": at.day(60)}],
        "follow_up_on": at.day(2),
        "outcome": "plain",
    },
    "replication_result": lambda at: {"outcome": "done", "summary": at.texts["summary"]},
    "reply": reply,
    "self_assessment": lambda at: {
        "stages": ["phat-hien", "boi-duong"],
        "metrics": [{"name": at.texts["title"], "before": 10, "after": 18, "unit": "%"}],
        "lesson": at.texts["lesson"],
    },
    "sites": sites,
    "story": lambda at: {
        "title": at.texts["title"],
        "content": ["kinh-nghiem", "cach-lam-hay"],
        "how": at.texts["how"],
        "meaning": at.texts["meaning"],
    },
    "study_visit": lambda at: {
        "held_on": at.day(),
        "guests": 12,
        "host": at.texts["chair"],
        "learned": at.texts["learned"],
    },
    **CYCLE_ANSWERS,
}
"""Form id → its answers."""
