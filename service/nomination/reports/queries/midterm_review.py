"""D7: the province at mid-term, as its figures were frozen (R56)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.core.clock import business_date
from service.core.errors import sentence
from service.nomination.cycles.model.records import conference, figure_snapshot
from service.nomination.cycles.queries import latest_cycle_record, latest_report, quota_figures
from service.nomination.reports.queries.quota_lines import QUOTA_COLUMNS_BY_YEAR, quota_figures_of, quota_line
from service.nomination.reports.queries.round_figures import MEMBER_COLUMNS, MEMBERS, member_rows, received_figures
from service.nomination.reports.queries.written import written_texts
from service.nomination.reports.rules import Figure, Report, Scope, Source, Table

if TYPE_CHECKING:
    from service.core.tx import Tx

TITLE = sentence("Mid-term review, province")
FROZEN = sentence("The quota table as it was frozen for the review")
LIVE = sentence("The quota table as it stands; it is not frozen yet")


def of_province(tx: Tx, scope: Scope) -> Report:
    """Return the years up to the freeze, line by line; live figures before it, and said so.

    The units' own reports come in until the end of June, after the province's: they stand in a table of their own.
    """
    mine = figure_snapshot.c.plan == scope.plan
    frozen = latest_cycle_record(tx, figure_snapshot, mine)
    today = business_date(tx.now)
    figures = (
        frozen["figures"] if frozen else [row for row in quota_figures(tx, scope.plan) if row["year"] <= today.year]
    )
    lines = tuple({"year": row["year"], **quota_line(row)} for row in figures if row["minimum"] or row["selected"])
    source = Source("figure_snapshot", FROZEN) if frozen else Source("quota_counter", LIVE, "/supervision")
    members = member_rows(tx, scope.plan, "midterm")
    held = latest_cycle_record(tx, conference, conference.c.plan == scope.plan, conference.c.step == "hold_midterm")
    meeting = Source("conference", sentence("The province's mid-term conference"))
    return Report(
        code="D7",
        title=TITLE,
        scope=scope,
        as_of=frozen["as_of"] if frozen else today,
        is_closed=frozen is not None,
        figures=(
            *quota_figures_of(lines),
            *received_figures(members),
            Figure("attended", sentence("Attended the conference"), held["attended"] if held else None, meeting),
            Figure("praised", sentence("Praised there"), held["praised"] if held else None, meeting),
        ),
        tables=(
            Table("quotas", sentence("Quotas and what was counted"), QUOTA_COLUMNS_BY_YEAR, lines, source),
            Table("members", sentence("Reports of the units"), MEMBER_COLUMNS, members, MEMBERS),
        ),
        texts=_texts(tx, scope.plan),
    )


def _texts(tx: Tx, plan: str) -> dict[str, str]:
    """Return what was written for the review, and what the supplement added once the units had reported."""
    added = latest_report(tx, plan, "finish_midterm")
    return written_texts(tx, plan, "draft_midterm") | ({"supplement": added["assessment"]} if added else {})
