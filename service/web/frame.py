"""What surrounds a page, as data: ``app.py`` knows the person and the menu, the templates only draw them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class MenuItem:
    """An entry of the rail; ``more`` is the rest of the label that a phone's bottom bar leaves to screen readers."""

    label: str
    href: str
    icon: str
    count: int | None = None
    current: bool = False
    more: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """An entry of the person's menu."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class Person:
    """Who is signed in."""

    name: str
    user_name: str = ""
    links: Sequence[Link] = ()


@dataclass(frozen=True, slots=True)
class RoleChoice:
    """A membership one may work under: agency and role in the reader's language."""

    agency: str
    role: str
    href: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """Everything around a page's own content.

    ``roles`` holds the memberships, the one in use marked ``current``. ``clock_pinned_at`` is the business moment of
    a rehearsal (UTC), ``clock_reset_href`` where a POST lets the clock run again, ``clock_href`` where it is
    moved; ``clock_runs_to`` is where the worker runs it to. ``sign_out_href`` takes a POST.
    ``plan`` and ``province`` stand at the foot of the rail.
    """

    menu: Sequence[MenuItem]
    person: Person | None = None
    roles: Sequence[RoleChoice] = ()
    locale: str = "vi"
    clock_pinned_at: datetime | None = None
    is_demo: bool = False
    notice_count: int = 0
    notice_href: str = ""
    search_href: str = ""
    sign_out_href: str = ""
    clock_reset_href: str = ""
    clock_href: str = ""
    clock_runs_to: datetime | None = None
    help_href: str = ""
    home_href: str = "/"
    plan: str = ""
    province: str = ""

    @property
    def role(self) -> RoleChoice | None:
        """The membership in use."""
        return next((role for role in self.roles if role.current), None)
