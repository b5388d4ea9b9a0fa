"""What can be said of an exemplar without a database."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from service.core.text import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

STAGES = ("detect", "nurture", "propagate", "evaluate", "reward", "replicate")
PERSONS = frozenset({"individual", "worker", "farmer", "student"})
GATE = ("G1", "G2", "G3", "H")
COMMON = ("G4", "G5", "N1", "N2")
SHARED = ("G1", "G2", "G3", "G4", "G5", "H", "N1", "N2")
"""The criteria every movement asks for, in the order the form shows them (R2, R11, R12)."""

FIGURES = (
    "culture_years",
    "exit_year",
    "helped",
    "land_m2",
    "money_vnd",
    "labour_days",
    "profit_vnd",
    "initiative_vnd",
    "growth",
    "tax_vnd",
)
TEXTS = {"study": "P2", "hardship": "P3", "ntm_level": "P1"}
"""Answers of the evidence form beside the criteria, with the privacy of the texts among them."""

BESIDE = frozenset(FIGURES) | frozenset(TEXTS)

PENDING = ("ky-luat", "thanh-tra-dieu-tra", "khieu-nai-to-cao", "bao-neu-tham-nhung")
BARRED = "thu-hoi"
BLOCK_KINDS = (*PENDING, BARRED)
"""What keeps an exemplar back: the four matters of the law while they are open, and for good an award revoked or a
declaration proven false."""

CLOSED = (
    "replicated",
    "awarded",
    "honoured",
    "not_recognised",
    "not_effective",
    "dropped",
    "merged",
    "withheld",
    "withdrawn",
)

_HONORIFIC = re.compile(
    r"^(ong|ba|anh|chi|em|co giao|thay giao|nha giao|thay|bac si|dong chi"
    r"|ho|ho gia dinh|gia dinh|tap the|hoc sinh|sinh vien)\s+(?=\S)"
)
_MARKING = re.compile(
    r"\b(tuyệt mật|tối mật|độ mật|dấu mật|bí mật nhà nước|(?:tài liệu|văn bản|công văn) mật)\b", re.IGNORECASE
)
_STAMP = re.compile(r"(?:^|[\[(])\s*MẬT\s*(?:$|[\])])", re.MULTILINE)


def subject_name(name: str) -> str:
    """Return a name as duplicates are found by: folded, without the form of address before it."""
    bare = folded(name)
    while (shorter := _HONORIFIC.sub("", bare)) != bare:
        bare = shorter
    return bare


def has_secret_marking(*texts: str | None) -> bool:
    """Return whether a text carries a mark of State secrets; the word "mật" alone does not (mật ong is honey)."""
    return any(_MARKING.search(text) or _STAMP.search(text) for text in texts if text)


def is_proven(row: Mapping[str, Any]) -> bool:
    """Return whether a ticked criterion has the proof it needs: a fact, file or link; a gate one a file or link."""
    return _has_paper(row) or (not _asks_paper(row) and bool(str(row.get("fact") or "").strip()))


def _asks_paper(row: Mapping[str, Any]) -> bool:
    return row.get("code") in GATE or row.get("proof") == "paper"


def _has_paper(row: Mapping[str, Any]) -> bool:
    return bool(row.get("file")) or "://" in str(row.get("fact") or "")


def evidence_faults(answers: Mapping[str, Any]) -> dict[str, str]:
    """Return field path → reason code of what the evidence form's answers lack (``processes.md`` §4, *Evidence*).

    Reasons: ``proof`` (no fact, file or link), ``paper`` (no file or link), ``members`` (more agreed than there are).
    """
    faults = {}
    for place, row in enumerate(answers.get("criteria") or []):
        if row.get("met") and not is_proven(row):
            faults[f"criteria.{place}.file"] = "paper" if _asks_paper(row) else "proof"
    if (answers.get("agree") or 0) > (answers.get("members") or 0):
        faults["agree"] = "members"
    return faults


@dataclass(frozen=True, slots=True)
class Counts:
    """How many criteria are met: of the gate (0-4), the common ones (0-4), the movement's own in per cent."""

    gate_met: int
    common_met: int
    own_met: int


def measure(answers: Iterable[Mapping[str, Any]]) -> Counts:
    """Count the criteria that are ticked and proven; the movement's own are 100 per cent where it has none."""
    met = {row["code"]: bool(row["met"] and row["is_proven"]) for row in answers if row["code"] not in BESIDE}
    own = [is_met for code, is_met in met.items() if code not in SHARED]
    return Counts(
        gate_met=sum(met.get(code, False) for code in GATE),
        common_met=sum(met.get(code, False) for code in COMMON),
        own_met=round(100 * sum(own) / len(own)) if own else 100,
    )


def integrity_outcome(blocks: Iterable[Mapping[str, Any]], today: date) -> str:
    """Return clear, pending or barred for the blocks not closed yet; a penalty that has run out no longer counts."""
    outcome = "clear"
    for block in blocks:
        if block["kind"] == BARRED:
            return "barred"
        if block["penalty_until"] is None or block["penalty_until"] > today:
            outcome = "pending"
    return outcome


@dataclass(frozen=True, slots=True)
class Reached:
    """What an exemplar reached before its case closes."""

    stage: str
    recognised: bool
    built: bool
    awarded: bool
    honoured: bool
    replicated: bool


def closing_status(outcome: str, reached: Reached) -> str:
    """Return the status a case ends with, from the last outcome and what was reached (``processes.md`` §3.1)."""
    by_order = (
        (outcome == "withdrawn", "withdrawn"),
        (outcome == "same" and not reached.recognised, "merged"),
        (not reached.recognised, "not_recognised"),
        (reached.replicated, "replicated"),
        (reached.awarded, "awarded"),
        (outcome == "barred", "withheld"),
        (reached.honoured, "honoured"),
        (reached.stage == "nurture" or not reached.built, "dropped"),
    )
    return next((status for holds, status in by_order if holds), "not_effective")
