"""What the pages of this room call agencies and browsers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_babel import gettext

from service.access.rules import browser_of

if TYPE_CHECKING:
    from service.core.tx import Tx


def agencies(tx: Tx) -> list[dict[str, Any]]:
    """Return the agencies to choose from (``value``, ``label``), as the domain names them."""
    named = tx.domain.ask("option_list", tx, "agencies", None, {}, default=[])
    if named:
        return list(named)
    groups = tx.domain.ask("known_groups", tx, default=frozenset())
    codes = sorted({group.split("/", 1)[0] for group in groups})
    return [{"value": code, "label": code} for code in codes]


def agency_names(tx: Tx) -> dict[str, str]:
    """Return agency code → name."""
    return {one["value"]: one["label"] for one in agencies(tx)}


def browser_words(user_agent: str) -> str:
    """Return what a person calls the browser they sit at."""
    browser, system = browser_of(user_agent)
    if browser and system:
        return str(gettext("%(browser)s on %(system)s", browser=browser, system=system))
    return browser or system or str(gettext("Unknown browser"))
