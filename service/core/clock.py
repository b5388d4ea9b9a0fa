"""The two clocks: the wall, and the business clock that a rehearsal can pin."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

BUSINESS_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def wall_now() -> datetime:
    """Return the real time, UTC. The only place in the service that reads it."""
    return datetime.fromtimestamp(time.time(), tz=UTC)


def local(moment: datetime) -> datetime:
    """Return a moment in the business zone."""
    return moment.astimezone(BUSINESS_ZONE)


def business_date(moment: datetime) -> date:
    """Return the calendar day of a moment in the business zone."""
    return local(moment).date()


def at_local_hour(day: date, hour: int) -> datetime:
    """Return the moment of a full local hour of a day, UTC."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=BUSINESS_ZONE).astimezone(UTC)


def parse_moment(text: str) -> datetime:
    """Read an ISO 8601 date or date-time; naive values mean the business zone, a bare date its first moment."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=BUSINESS_ZONE)
    return moment.astimezone(UTC)


def parse_day(text: str) -> date | None:
    """Return a day written dd/mm/yyyy, or as a browser's date picker sends it; ``None`` for anything else."""
    for pattern in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text.strip(), pattern).date()  # noqa: DTZ007 -- a day has no zone
        except ValueError:
            continue
    return None


def pinned_at(pinned: datetime | None, wall: datetime) -> datetime:
    """Return the business time: the pinned moment, or the wall clock where none is pinned."""
    return wall if pinned is None else pinned


__all__ = [
    "BUSINESS_ZONE",
    "at_local_hour",
    "business_date",
    "local",
    "parse_day",
    "parse_moment",
    "pinned_at",
    "wall_now",
]
