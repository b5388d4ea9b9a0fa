"""What somebody wrote for a report, beside its figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.nomination.cycles.queries import latest_report

if TYPE_CHECKING:
    from service.core.tx import Tx

TEXTS = ("assessment", "proposals")


def written_texts(tx: Tx, plan: str, step: str, plan_year: int | None = None) -> dict[str, str]:
    """Return the texts of the report consolidated last at a step (of a year); none where nobody wrote one."""
    written = latest_report(tx, plan, step, plan_year)
    return {} if written is None else {key: written[key] or "" for key in TEXTS}
