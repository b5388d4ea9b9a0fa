"""Reading what is public, or may become so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from service.nomination.publicity.model import consent, publicity_item, story
from service.nomination.records.queries import all_of, latest

if TYPE_CHECKING:
    from datetime import date

    from service.core.tx import Tx


@dataclass(frozen=True, slots=True)
class Consent:
    """A consent in force: what it covers (ten, anh, cau-chuyen, xa, don-vi)."""

    consent_key: int
    outcome: str
    scope: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """The newest story about an exemplar."""

    title: str
    how: str
    meaning: str
    photos: tuple[dict[str, Any], ...]
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class PublishedItem:
    """One piece that was published."""

    channel: str
    published_on: date
    link: str | None
    owner: str
    is_hidden: bool


def consent_in_force(tx: Tx, exemplar_key: int) -> Consent | None:
    """Return the newest consent if it was given and not revoked, else ``None``."""
    row = latest(tx, consent, exemplar_key)
    if row is None or row["outcome"] == "refused" or row["revoked_at"] is not None:
        return None
    return Consent(row["consent_key"], row["outcome"], tuple(row["scope"]))


def latest_story(tx: Tx, exemplar_key: int) -> Story | None:
    """Return the newest story, hidden or not."""
    row = latest(tx, story, exemplar_key)
    if row is None:
        return None
    return Story(row["title"], row["how"], row["meaning"], tuple(row["photos"]), row["hidden_at"] is not None)


def published_items(tx: Tx, exemplar_key: int) -> list[PublishedItem]:
    """Return everything published about an exemplar, oldest first."""
    return [
        PublishedItem(row["channel"], row["published_on"], row["link"], row["owner"], row["hidden_at"] is not None)
        for row in all_of(tx, publicity_item, exemplar_key)
    ]
