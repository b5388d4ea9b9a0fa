"""Pure rules of sign-in: user names, passwords, lock-out, and how long a session lives."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from service.core.errors import sentence
from service.core.text import folded

AGENCY_ROLES = ("officer", "head", "supervisor", "council", "publicist")
TOKEN_SCOPES = ("all", "read")

DEMO_PASSWORD = "lantoa-demo"  # noqa: S105 -- published with the demo; refused wherever the data is not a demo
MINIMUM_LENGTH = 12
MAXIMUM_LENGTH = 128
_FEWEST_LETTERS = 5

ATTEMPTS_BEFORE_LOCK = 10
LOCKED_FOR = timedelta(minutes=15)

SESSION_IDLE = timedelta(hours=8)
SESSION_ABSOLUTE = timedelta(days=7)
SEEN_EVERY = timedelta(minutes=5)
TOKEN_LIVES_AT_MOST = timedelta(days=366)

_USER_NAME = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*")
_LONGEST_USER_NAME = 80

TOO_SHORT = sentence("A password has at least 12 characters. A few words in a row are easy to remember.")
TOO_LONG = sentence("A password has at most 128 characters.")
TOO_COMMON = sentence("This password is on the list of those tried first. Choose one that nobody else uses.")
TOO_PLAIN = sentence("This password repeats too few characters. Choose one with more variety.")
NAMES_THE_PERSON = sentence("A password must not contain the user name.")
NOT_A_USER_NAME = sentence("A user name is small letters and digits, joined by single points or hyphens.")
NAME_MISSING = sentence("Enter a name.")
NO_SUCH_ROLE = sentence("Choose one of the roles of the list.")
NO_SUCH_AGENCY = sentence("Choose one of the agencies of the list.")
NO_SUCH_SCOPE = sentence("Choose what the token may do.")
ENDS_BEFORE_START = sentence("The last day must not lie before the first.")


def is_user_name(text: str) -> bool:
    """Return whether a text may be a user name: small letters and digits, joined by single ``.`` or ``-``."""
    return len(text) <= _LONGEST_USER_NAME and _USER_NAME.fullmatch(text) is not None


@lru_cache(maxsize=1)
def common_passwords() -> frozenset[str]:
    """Return the words that guessing starts with, from the list beside this module."""
    path = Path(__file__).with_name("common_passwords.txt")
    return frozenset(path.read_text(encoding="utf-8").split())


def password_fault(password: str, user_name: str) -> str | None:
    """Return the sentence that says why a password is refused, ``None`` when it is good.

    Length and an offline list, no rules about kinds of characters (ASVS 5.0, 6.2). Digits and signs around a common
    word do not make it uncommon, nor do diacritics.
    """
    if len(password) < MINIMUM_LENGTH:
        return TOO_SHORT
    if len(password) > MAXIMUM_LENGTH:
        return TOO_LONG
    plain = folded(password).replace(" ", "")
    if len(set(plain)) < _FEWEST_LETTERS:
        return TOO_PLAIN
    if folded(user_name) in plain:
        return NAMES_THE_PERSON
    if plain in common_passwords() or re.sub(r"[^a-z]", "", plain) in common_passwords():
        return TOO_COMMON
    return None


# The names in a user agent, the more telling first: most browsers also say they are Chrome and Safari.
_BROWSERS = (
    *(("coc_coc", "Cốc Cốc"), ("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung Internet")),
    *(("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari")),
)
_SYSTEMS = (
    *(("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows")),
    *(("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux")),
)


def browser_of(user_agent: str) -> tuple[str, str]:
    """Return the browser and the system a user agent names, each empty where it names none we know."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    return browser, next((name for mark, name in _SYSTEMS if mark in user_agent), "")


def is_locked(locked_until: datetime | None, wall: datetime) -> bool:
    """Return whether an account is locked at this moment."""
    return locked_until is not None and wall < locked_until


def after_failure(failed_attempts: int, wall: datetime) -> tuple[int, datetime | None]:
    """Return the count of failed attempts and the end of the lock after one more failure.

    The count starts again with the lock, so that one slip after it does not lock once more.
    """
    attempts = failed_attempts + 1
    return (0, wall + LOCKED_FOR) if attempts >= ATTEMPTS_BEFORE_LOCK else (attempts, None)


def session_is_live(last_seen_at: datetime, expires_at: datetime, wall: datetime) -> bool:
    """Return whether a session is within its idle limit (8 hours) and its absolute limit (7 days)."""
    return wall < expires_at and wall - last_seen_at < SESSION_IDLE


def worth_noting(seen_at: datetime | None, wall: datetime) -> bool:
    """Return whether being seen now is worth a write: at most one every five minutes."""
    return seen_at is None or wall - seen_at >= SEEN_EVERY
