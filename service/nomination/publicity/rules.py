"""What may not appear in a story, found in its text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from service.core.text import folded

if TYPE_CHECKING:
    from collections.abc import Collection

_IDENTITY_NUMBER = re.compile(r"(?<!\d)(?:\d{9}|\d{12})(?!\d)")
_PHONE = re.compile(r"(?<!\d)0\d{9}(?!\d)")
_RESTRICTED = ("dan toc thieu so", "ton giao", "nhiem hiv", "benh an", "khuyet tat", "can cuoc", "chung minh nhan dan")


@dataclass(frozen=True, slots=True)
class Subject:
    """Who the story is about, and what the consent lets be shown (ten, anh, cau-chuyen, xa, don-vi)."""

    name: str | None
    place: str | None
    unit: str | None
    scope: frozenset[str]


def restricted_findings(text: str) -> list[str]:
    """Return what a text holds that is never asked nor shown: identity numbers, phone numbers, sensitive words.

    Findings only warn the head who approves the story; they do not stop it.
    """
    plain = folded(text)
    findings = [word for word in _RESTRICTED if word in plain]
    if _IDENTITY_NUMBER.search(text):
        findings.append("identity_number")
    if _PHONE.search(text):
        findings.append("phone_number")
    return findings


def beyond_consent(text: str, *, has_photo: bool, subject: Subject) -> list[str]:
    """Return what the story shows although the consent does not cover it."""
    plain = folded(text)
    shown: Collection[tuple[str, bool]] = (
        ("ten", _mentions(plain, subject.name)),
        ("xa", _mentions(plain, subject.place)),
        ("don-vi", _mentions(plain, subject.unit)),
        ("anh", has_photo),
        ("cau-chuyen", bool(plain)),
    )
    return [what for what, is_shown in shown if is_shown and what not in subject.scope]


def _mentions(plain: str, name: str | None) -> bool:
    return bool(name) and re.search(rf"\b{re.escape(folded(name or ''))}\b", plain) is not None
