"""When mail may come, how often it is tried, and what an address is; nothing here touches a database."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from service.core.calendar import add_working_days, is_working_day
from service.core.clock import at_local_hour, local

IMMEDIATE, DIGEST, NONE = "immediate", "digest", "none"
WISHES = (IMMEDIATE, DIGEST, NONE)

CALM_MANNERS = frozenset({"in app"})
"""Manners of the reminder policy that can wait for the digest; every other one is urgent."""

WAKES, SLEEPS = 7, 20
"""Local hours between which mail may come, on working days."""

DIGEST_MINUTE = 30
"""Minutes after ``WAKES`` from which the digest is written."""

LEASE = timedelta(minutes=5)
"""How long a worker has a mail; longer than all the waits for a mail server together."""

KEEPS = timedelta(days=3)
"""How long a mail that was never tried is still news."""

DELAYS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720))
"""How long to wait after each failure; one more and the mail is dead."""

LONGEST_ADDRESS = 254
_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}", re.ASCII)


def is_address(text: str) -> bool:
    """Return whether a text is an e-mail address every mail server takes: ASCII, one at sign, a domain with a dot."""
    return len(text) <= LONGEST_ADDRESS and _ADDRESS.fullmatch(text) is not None


def may_disturb(moment: datetime) -> bool:
    """Return whether mail may come at a moment: on a working day, outside the quiet hours."""
    there = local(moment)
    return is_working_day(there.date()) and WAKES <= there.hour < SLEEPS


def is_digest_time(moment: datetime) -> bool:
    """Return whether the digest of a moment's day may be written: on a working day from 07:30 to 20:00."""
    there = local(moment)
    return may_disturb(moment) and (there.hour, there.minute) >= (WAKES, DIGEST_MINUTE)


def news_since(today: date) -> datetime:
    """Return since when a task is new to a digest: 07:30 of the working day before."""
    return at_local_hour(add_working_days(today, -1), WAKES) + timedelta(minutes=DIGEST_MINUTE)


def delay_after(attempts: int) -> timedelta | None:
    """Return how long to wait after so many failed attempts, ``None`` where the mail is dead."""
    return DELAYS[attempts - 1] if attempts <= len(DELAYS) else None


def is_wanted(wish: str, *, is_urgent: bool) -> bool:
    """Return whether a notice goes out as a mail of its own to somebody with this wish."""
    return wish == IMMEDIATE or (wish == DIGEST and is_urgent)
