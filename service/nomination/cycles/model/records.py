"""Tables: what the steps of the cycles' diagrams leave behind (``processes.md`` §3.8-3.15, *Produces*)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import JSON, BigInteger, Boolean, Column, Date, Index, Integer, String, Table, Text, UniqueConstraint

from service.core.database import Instant, key_column, metadata

if TYPE_CHECKING:
    from sqlalchemy.schema import SchemaItem


def cycle_table(name: str, *columns: SchemaItem) -> Table:
    """Return a table of cycle records: key, where it was written, whose it is, the columns, who and when."""
    return Table(
        name,
        metadata,
        key_column(f"{name}_key"),
        Column("process_instance_key", BigInteger, nullable=False),
        Column("element_instance_key", BigInteger, nullable=False),
        Column("position", Integer, nullable=False),
        Column("plan", String(60), nullable=False),
        Column("plan_year", Integer),
        Column("agency", String(60)),
        *columns,
        Column("recorded_at", Instant, nullable=False),
        Column("recorded_by", String(100), nullable=False),
        UniqueConstraint("element_instance_key", "position"),
        Index(f"ix_{name}_instance", "process_instance_key"),
        Index(f"ix_{name}_plan", "plan", "plan_year", "agency"),
    )


cycle_step = cycle_table(
    "cycle_step",
    Column("step", String(60), nullable=False),
    Column("outcome", String(20)),
    Column("answers", JSON, nullable=False),
)
"""A decision, note, minutes or check: what was answered at a step that needs no table of its own."""

programme = cycle_table(
    "programme",
    Column("name", String(500), nullable=False),
    Column("from_on", Date, nullable=False),
    Column("to_on", Date, nullable=False),
    Column("bases", JSON, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("files", JSON, nullable=False),
)

amendment = cycle_table(
    "amendment",
    Column("kind", String(40), nullable=False),
    Column("from_on", Date, nullable=False),
    Column("basis", String(200), nullable=False),
    Column("change", Text, nullable=False),
    Column("files", JSON, nullable=False),
    Column("applied_at", Instant),
)

unit_plan = cycle_table(
    "unit_plan",
    Column("leadership", Text, nullable=False),
    Column("numbers", Text, nullable=False),
    Column("count", Integer, nullable=False),
    Column("nurturing", Text, nullable=False),
    Column("spreading", Text, nullable=False),
    Column("rewarding", Text, nullable=False),
    Column("reporting", Text, nullable=False),
    Column("mobilising", Text),
    Column("partners", JSON, nullable=False),
    Column("own_rules", JSON, nullable=False),
    Column("paper", JSON, nullable=False),
)
"""The six sections of R14, and what the Front's organisations add (R67)."""

exemplar_progress = cycle_table(
    "exemplar_progress",
    Column("exemplar", String(300), nullable=False),
    Column("state", String(40), nullable=False),
    Column("note", Text),
)

unit_review = cycle_table(
    "unit_review",
    Column("review_kind", String(20), nullable=False),
    Column("results", Text, nullable=False),
    Column("inspected", Text, nullable=False),
    Column("lessons", Text, nullable=False),
    Column("causes", Text),
    Column("next_steps", Text, nullable=False),
    Column("figures", JSON, nullable=False, server_default="[]"),
)
"""``figures`` are the agency's rows of the quota table when it wrote the review: what its words are about."""

learning_event = cycle_table(
    "learning_event",
    Column("held_on", Date),
    Column("host", String(60)),
    Column("topic", String(200)),
    Column("guests", JSON, nullable=False),
)

delegate = cycle_table(
    "delegate",
    Column("person", String(200), nullable=False),
    Column("exemplar", String(300)),
    Column("is_reserve", Boolean, nullable=False),
    Column("files", JSON, nullable=False),
    Column("reserved_at", Instant),
    Column("released_at", Instant),
)
"""A person is personal (P2); of an agency only the newest list counts. A seat is held from ``reserved_at`` on."""

delegate_allocation = cycle_table("delegate_allocation", Column("seats", Integer, nullable=False))

conference = cycle_table(
    "conference",
    Column("step", String(60), nullable=False),
    Column("held_on", Date, nullable=False),
    Column("attended", Integer, nullable=False),
    Column("praised", Integer),
    Column("summary", Text, nullable=False),
    Column("files", JSON, nullable=False),
)

consolidated_report = cycle_table(
    "consolidated_report",
    Column("step", String(60), nullable=False),
    Column("as_of", Date, nullable=False),
    Column("assessment", Text, nullable=False),
    Column("proposals", Text),
    Column("files", JSON, nullable=False),
)

measure = cycle_table(
    "measure",
    Column("learning", Text, nullable=False),
    Column("honours", Text, nullable=False),
    Column("policies", JSON, nullable=False),
)

round_setup = cycle_table(
    "round_setup",
    Column("due_on", Date, nullable=False),
    Column("freeze_on", Date),
    Column("held_on", Date, nullable=False),
    Column("classes", JSON, nullable=False),
    Column("files", JSON, nullable=False),
)

honour_roll = cycle_table(
    "honour_roll",
    Column("exemplar", String(300), nullable=False),
    Column("form", String(200), nullable=False),
    Column("title", String(200)),
    Column("published_at", Instant),
)

inspection = cycle_table(
    "inspection",
    Column("units", JSON, nullable=False),
    Column("from_on", Date, nullable=False),
    Column("to_on", Date, nullable=False),
    Column("team", JSON, nullable=False),
    Column("topics", JSON, nullable=False),
    Column("is_survey", Boolean, nullable=False),
)

inspection_visit = cycle_table(
    "inspection_visit",
    Column("visited_on", Date, nullable=False),
    Column("checked", JSON, nullable=False),
    Column("good", Text),
    Column("finding", String(20), nullable=False),
    Column("problem", Text),
    Column("files", JSON, nullable=False),
)
"""``agency`` is the unit that was visited; so it is of its reply and of the recommendation."""

finding_reply = cycle_table(
    "finding_reply",
    Column("answer", String(20), nullable=False),
    Column("note", Text),
    Column("files", JSON, nullable=False),
)
"""``answer``: accept, decline, or ``silent`` where none came in time."""

recommendation = cycle_table(
    "recommendation",
    Column("problem", Text, nullable=False),
    Column("state", String(20), nullable=False),
)
"""``state``: answered, contested or silent, as the unit replied."""

publicity_direction = cycle_table(
    "publicity_direction",
    Column("themes", Text, nullable=False),
    Column("networks", JSON, nullable=False),
)

publicity_programme = cycle_table(
    "publicity_programme",
    Column("column_name", String(200), nullable=False),
    Column("per_quarter", Integer, nullable=False),
    Column("movements", JSON, nullable=False),
    Column("innovation", Text),
    Column("files", JSON, nullable=False),
)

column_entry = cycle_table(
    "column_entry",
    Column("quarter", Integer, nullable=False),
    Column("published_on", Date, nullable=False),
    Column("title", String(200), nullable=False),
    Column("link", String(500)),
    Column("exemplar", String(300)),
)

publicity_quarter = cycle_table(
    "publicity_quarter",
    Column("quarter", Integer, nullable=False),
    Column("sessions", Integer),
    Column("gap", Text),
)

quota_forecast = cycle_table(
    "quota_forecast",
    Column("movement", String(60), nullable=False),
    Column("minimum", Integer, nullable=False),
    Column("selected", Integer, nullable=False),
    Column("least", Integer, nullable=False),
    Column("most", Integer, nullable=False),
    Column("outcome", String(20), nullable=False),
)

figure_snapshot = cycle_table(
    "figure_snapshot",
    Column("as_of", Date, nullable=False),
    Column("figures", JSON, nullable=False),
)

archive_list = cycle_table(
    "archive_list",
    Column("term", String(40), nullable=False),
    Column("papers", Integer, nullable=False),
)
"""How many papers of a plan go to the archive for how long (``archive_years``)."""
