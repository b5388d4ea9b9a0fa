"""cycles"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.core.database import Instant

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "amendment",
        sa.Column("amendment_key", KEY, autoincrement=False, nullable=False),
        sa.Column("process_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("plan", sa.String(60), nullable=False),
        sa.Column("plan_year", sa.Integer()),
        sa.Column("agency", sa.String(60)),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("basis", sa.String(200), nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("applied_at", Instant()),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(100), nullable=False),
        sa.PrimaryKeyConstraint("amendment_key", name=op.f("pk_amendment")),
        sa.UniqueConstraint(
            "element_instance_key", "position", name=op.f("uq_amendment_element_instance_key_position")
        ),
    )
    op.create_index("ix_amendment_instance", "amendment", ["process_instance_key"])
    op.create_index("ix_amendment_plan", "amendment", ["plan", "plan_year", "agency"])
    op.create_table(
        "archive_list",
        sa.Column("archive_list_key", KEY, autoincrement=False, nullable=False),
        sa.Column("process_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("plan", sa.String(60), nullable=False),
        sa.Column("plan_year", sa.Integer()),
        sa.Column("agency", sa.String(60)),
        sa.Column("term", sa.String(40), nullable=False),
        sa.Column("papers", sa.Integer(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(100), nullable=False),
        sa.PrimaryKeyConstraint("archive_list_key", name=op.f("pk_archive_list")),
        sa.UniqueConstraint(
            "element_instance_key", "position", name=op.f("uq_archive_list_element_instance_key_position")
        ),
    )
    op.create_index("ix_archive_list_instance", "archive_list", ["process_instance_key"])
    op.create_index("ix_archive_list_plan", "archive_list", ["plan", "plan_year", "agency"])
    op.create_table(
        "column_entry",
        sa.Column("column_entry_key", KEY, autoincrement=False, nullable=False),
        sa.Column("process_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("plan", sa.String(60), nullable=False),
        sa.Column("plan_year", sa.Integer()),
        sa.Column("agency", sa.String(60)),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("link", sa.String(500)),
        sa.Column("exemplar", sa.String(300)),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(100), nullable=False),
        sa.PrimaryKeyConstraint("column_entry_key", name=op.f("pk_column_entry")),
        sa.UniqueConstraint(
            "element_instance_key", "position", name=op.f("uq_column_entry_element_instance_key_position")
        ),
    )
    op.create_index("ix_column_entry_instance", "column_entry", ["process_instance_key"])
    op.create_index("ix_column_entry_plan", "column_entry", ["plan", "plan_year", "agency"])
    op.create_table(
        "conference",
        sa.Column("conference_key", KEY, autoincrement=False, nullable=False),
        sa.Column("process_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("plan", sa.String(60), nullable=False),
        sa.Column("plan_year", sa.Integer()),
        sa.Column("agency", sa.String(60)),
        sa.Column("step", sa.String(60), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("attended", sa.Integer(), nullable=False),
        sa.Column("praised", sa.Integer()),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(100), nullable=False),
        sa.PrimaryKeyConstraint("conference_key", name=op.f("pk_conference")),
        sa.UniqueConstraint(
            "element_instance_key", "position", name=op.f("uq_conference_element_instance_key_position")
        ),
    )
    op.create_index("ix_conference_instance", "conference", ["process_instance_key"])
    op.create_index("ix_conference_plan", "conference", ["plan", "plan_year", "agency"])
    op.create_table(
        "consolidated_report",
        sa.Column("consolidated_report_key", KEY, autoincrement=False, nullable=False),
        sa.Column("process_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("plan", sa.String(60), nullable=False),
        sa.Column("plan_year", sa.Integer()),
        sa.Column("agency", sa.String(60)),
        sa.Column("step", sa.String(60), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("assessment", sa.Text(), nullable=False),
        sa.Column("proposals", sa.Text()),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(100), nullable=False),
        sa.PrimaryKeyConstraint("consolidated_report_key", name=op.f("pk_consolidated_report")),
        sa.UniqueConstraint(
            "element_instance_key", "position", name=op.f("uq_consolidated_report_element_instance_key_position")
        ),
    )
    op.create_index("ix_consolidated_report_instance", "consolidated_report", ["process_instance_key"])
    op.create_index("ix_consolidated_report_plan", "consolidated_report", ["plan", "plan_year", "agency"])
    op.create_table(
        "cycle_step",
        sa.Column("cycle_step_key", KEY, autoincrement=False, nullable=False),
        sa.Column("process_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("plan", sa.String(60), nullable=False),
        sa.Column("plan_year", sa.Integer()),
        sa.Column("agency", sa.String(60)),
        sa.Column("step", sa.String(60), nullable=False),
        sa.Column("outcome", sa.String(20)),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(100), nullable=False),
        sa.PrimaryKeyConstraint("cycle_step_key", name=op.f("pk_cycle_step")),
        sa.UniqueConstraint(
            "element_instance_key", "position", name=op.f("uq_cycle_step_element_instance_key_position")
        ),
    )
    op.create_index("ix_cycle_step_instance", "cycle_step", ["process_instance_key"])
    op.create_index("ix_cycle_step_plan", "cycle_step", ["plan", "plan_year", "agency"])
    op.create_table(
        "delegate",
        sa.Column("delegate_key", KEY, autoincrement=False, nullable=False),
        sa.Column("process_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("plan", sa.String(60), nullable=False),
        sa.Column("plan_year", sa.Integer()),
        sa.Column("agency", sa.String(60)),
        sa.Column("person", sa.String(200), nullable=False),
        sa.Column("exemplar", sa.String(300)),
        sa.Column("is_reserve", sa.Boolean(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("reserved_at", Instant()),
        sa.Column("released_at", Instant()),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(100), nullable=False),
        sa.PrimaryKeyConstraint("delegate_key", name=op.f("pk_delegate")),
        sa.UniqueConstraint("element_instance_key", "position", name=op.f("uq_delegate_element_instance_key_position")),
    )
    op.create_index("ix_delegate_instance", "delegate", ["process_instance_key"])
    op.create_index("ix_delegate_plan", "delegate", ["plan", "plan_year", "agency"])
    op.create_table(
        "delegate_allocation",
        sa.Column("delegate_allocation_key", KEY, autoincrement=False, nullable=False),
        sa.Column("process_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("plan", sa.String(60), nullable=False),
        sa.Column("plan_year", sa.Integer()),
        sa.Column("agency", sa.String(60)),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(100), nullable=False),
        sa.PrimaryKeyConstraint("delegate_allocation_key", name=op.f("pk_delegate_allocation")),
        sa.UniqueConstraint(
            "element_instance_key", "position", name=op.f("uq_delegate_allocation_element_instance_key_position")
        ),
    )
    op.create_index("ix_delegate_allocation_instance", "delegate_allocation", ["process_instance_key"])
    op.create_index("ix_delegate_allocation_plan", "delegate_allocation", ["plan", "plan_year", "agency"])
    op.create_table(
        "exemplar_progress",
        sa.Column("exemplar_progress_key", KEY, autoincrement=False, nullable=False),
        sa.Column("process_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("plan", sa.String(60), nullable=False),
        sa.Column("plan_year", sa.Integer()),
        sa.Column("agency", sa.String(60)),
        sa.Column("exemplar", sa.String(300), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("note", sa.Text()),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(100), nullable=False),
        sa.PrimaryKeyConstraint("exemplar_progress_key", name=op.f("pk_exemplar_progress")),
        sa.UniqueConstraint(
            "element_instance_key", "position", name=op.f("uq_exemplar_progress_element_instance_key_position")
        ),
    )
    op.create_index("ix_exemplar_progress_instance", "exemplar_progress", ["process_instance_key"])
    op.create_index("ix_exemplar_progress_plan", "exemplar_progress", ["plan", "plan_year", "agency"])
    op.create_table(
        "figure_snapshot",
        sa.Column("figure_snapshot_key", KEY, autoincrement=False, nullable=False),
        sa.Column("process_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("plan", sa.String(60), nullable=False),
        sa.Column("plan_year", sa.Integer()),
        sa.Column("agency", sa.String(60)),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(100), nullable=False),
        sa.PrimaryKeyConstraint("figure_snapshot_key", name=op.f("pk_figure_snapshot")),
        sa.UniqueConstraint(
            "element_instance_key", "position", name=op.f("uq_figure_snapshot_element_instance_key_position")
        ),
    )
    op.create_index("ix_figure_snapshot_instance", "figure_snapshot", ["process_instance_key"])
    op.create_index("ix_figure_snapshot_plan", "figure_snapshot", ["plan", "plan_year", "agency"])
    op.create_table(
        "finding_reply",
        sa.Column("finding_reply_key", KEY, autoincrement=False, nullable=False),
        sa.Column("process_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("plan", sa.String(60), nullable=False),
        sa.Column("plan_year", sa.Integer()),
        sa.Column("agency", sa.String(60)),
        sa.Column("answer", sa.String(20), nullable=False),
        sa.Column("note", sa.Text()),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(100), nullable=False),
        sa.PrimaryKeyConstraint("finding_reply_key", name=op.f("pk_finding_reply")),
        sa.UniqueConstraint(
            "element_instance_key", "position", name=op.f("uq_finding_reply_element_instance_key_position")
        ),
    )
    op.create_index("ix_finding_reply_instance", "finding_reply", ["process_instance_key"])
    op.create_index("ix_finding_reply_plan", "finding_reply", ["plan", "plan_year", "agency"])
    op.create_table(
        "honour_roll",
        sa.Column("honour_roll_key", KEY, autoincrement=False, nullable=False),
        sa.Column("process_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("plan", sa.String(60), nullable=False),
        sa.Column("plan_year", sa.Integer()),
        sa.Column("agency", sa.String(60)),
        sa.Column("exemplar", sa.String(300), nullable=False),
        sa.Column("form", sa.String(200), nullable=False),
        sa.Column("title", sa.String(200)),
        sa.Column("published_at", Instant()),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(100), nullable=False),
        sa.PrimaryKeyConstraint("honour_roll_key", name=op.f("pk_honour_roll")),
        sa.UniqueConstraint(
            "element_instance_key", "position", name=op.f("uq_honour_roll_element_instance_key_position")
        ),
    )
    op.create_index("ix_honour_roll_instance", "honour_roll", ["process_instance_key"])
    op.create_index("ix_honour_roll_plan", "honour_roll", ["plan", "plan_year", "agency"])
    op.create_table(
        "inspection",
        sa.Column("inspection_key", KEY, autoincrement=False, nullable=False),
        sa.Column("process_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("plan", sa.String(60), nullable=False),
        sa.Column("plan_year", sa.Integer()),
        sa.Column("agency", sa.String(60)),
        sa.Column("units", sa.JSON(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("team", sa.JSON(), nullable=False),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("is_survey", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(100), nullable=False),
        sa.PrimaryKeyConstraint("inspection_key", name=op.f("pk_inspection")),
        sa.UniqueConstraint(
            "element_instance_key", "position", name=op.f("uq_inspection_element_instance_key_position")
        ),
    )
    op.create_index("ix_inspection_instance", "inspection", ["process_instance_key"])
    op.create_index("ix_inspection_plan", "inspection", ["plan", "plan_year", "agency"])
    op.create_table(
        "inspection_visit",
        sa.Column("inspection_visit_key", KEY, autoincrement=False, nullable=False),
        sa.Column("process_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("plan", sa.String(60), nullable=False),
        sa.Column("plan_year", sa.Integer()),
        sa.Column("agency", sa.String(60)),
        sa.Column("visited_on", sa.Date(), nullable=False),
        sa.Column("checked", sa.JSON(), nullable=False),
        sa.Column("good", sa.Text()),
        sa.Column("finding", sa.String(20), nullable=False),
        sa.Column("problem", sa.Text()),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(100), nullable=False),
        sa.PrimaryKeyConstraint("inspection_visit_key", name=op.f("pk_inspection_visit")),
        sa.UniqueConstraint(
            "element_instance_key", "position", name=op.f("uq_inspection_visit_element_instance_key_position")
        ),
    )
    op.create_index("ix_inspection_visit_instance", "inspection_visit", ["process_instance_key"])
    op.create_index("ix_inspection_visit_plan", "inspection_visit", ["plan", "plan_year", "agency"])
    op.create_table(
        "learning_event",
        sa.Column("learning_event_key", KEY, autoincrement=False, nullable=False),
        sa.Column("process_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("plan", sa.String(60), nullable=False),
        sa.Column("plan_year", sa.Integer()),
        sa.Column("agency", sa.String(60)),
        sa.Column("held_on", sa.Date()),
        sa.Column("host", sa.String(60)),
        sa.Column("topic", sa.String(200)),
        sa.Column("guests", sa.JSON(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(100), nullable=False),
        sa.PrimaryKeyConstraint("learning_event_key", name=op.f("pk_learning_event")),
        sa.UniqueConstraint(
            "element_instance_key", "position", name=op.f("uq_learning_event_element_instance_key_position")
        ),
    )
    op.create_index("ix_learning_event_instance", "learning_event", ["process_instance_key"])
    op.create_index("ix_learning_event_plan", "learning_event", ["plan", "plan_year", "agency"])
    op.create_table(
        "measure",
        sa.Column("measure_key", KEY, autoincrement=False, nullable=False),
        sa.Column("process_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("plan", sa.String(60), nullable=False),
        sa.Column("plan_year", sa.Integer()),
        sa.Column("agency", sa.String(60)),
        sa.Column("learning", sa.Text(), nullable=False),
        sa.Column("honours", sa.Text(), nullable=False),
        sa.Column("policies", sa.JSON(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(100), nullable=False),
        sa.PrimaryKeyConstraint("measure_key", name=op.f("pk_measure")),
        sa.UniqueConstraint("element_instance_key", "position", name=op.f("uq_measure_element_instance_key_position")),
    )
    op.create_index("ix_measure_instance", "measure", ["process_instance_key"])
    op.create_index("ix_measure_plan", "measure", ["plan", "plan_year", "agency"])
    op.create_table(
        "plan_schedule",
        sa.Column("plan_schedule_key", KEY, autoincrement=False, nullable=False),
        sa.Column("plan", sa.String(60), nullable=False),
        sa.Column("process_definition_id", sa.String(100), nullable=False),
        sa.Column("plan_year", sa.Integer()),
        sa.Column("starts_at", Instant(), nullable=False),
        sa.Column("tried_again_at", Instant()),
        sa.Column("started_at", Instant()),
        sa.PrimaryKeyConstraint("plan_schedule_key", name=op.f("pk_plan_schedule")),
        sa.UniqueConstraint(
            "plan",
            "process_definition_id",
            "plan_year",
            name=op.f("uq_plan_schedule_plan_process_definition_id_plan_year"),
        ),
    )
    op.create_index("ix_plan_schedule_due", "plan_schedule", ["started_at", "starts_at"])
    op.create_table(
        "programme",
        sa.Column("programme_key", KEY, autoincrement=False, nullable=False),
        sa.Column("process_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("plan", sa.String(60), nullable=False),
        sa.Column("plan_year", sa.Integer()),
        sa.Column("agency", sa.String(60)),
        sa.Column("name", sa.String(500), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("bases", sa.JSON(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(100), nullable=False),
        sa.PrimaryKeyConstraint("programme_key", name=op.f("pk_programme")),
        sa.UniqueConstraint(
            "element_instance_key", "position", name=op.f("uq_programme_element_instance_key_position")
        ),
    )
    op.create_index("ix_programme_instance", "programme", ["process_instance_key"])
    op.create_index("ix_programme_plan", "programme", ["plan", "plan_year", "agency"])
    op.create_table(
        "publicity_direction",
        sa.Column("publicity_direction_key", KEY, autoincrement=False, nullable=False),
        sa.Column("process_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("plan", sa.String(60), nullable=False),
        sa.Column("plan_year", sa.Integer()),
        sa.Column("agency", sa.String(60)),
        sa.Column("themes", sa.Text(), nullable=False),
        sa.Column("networks", sa.JSON(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(100), nullable=False),
        sa.PrimaryKeyConstraint("publicity_direction_key", name=op.f("pk_publicity_direction")),
        sa.UniqueConstraint(
            "element_instance_key", "position", name=op.f("uq_publicity_direction_element_instance_key_position")
        ),
    )
    op.create_index("ix_publicity_direction_instance", "publicity_direction", ["process_instance_key"])
    op.create_index("ix_publicity_direction_plan", "publicity_direction", ["plan", "plan_year", "agency"])
    op.create_table(
        "publicity_programme",
        sa.Column("publicity_programme_key", KEY, autoincrement=False, nullable=False),
        sa.Column("process_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("plan", sa.String(60), nullable=False),
        sa.Column("plan_year", sa.Integer()),
        sa.Column("agency", sa.String(60)),
        sa.Column("column_name", sa.String(200), nullable=False),
        sa.Column("per_quarter", sa.Integer(), nullable=False),
        sa.Column("movements", sa.JSON(), nullable=False),
        sa.Column("innovation", sa.Text()),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(100), nullable=False),
        sa.PrimaryKeyConstraint("publicity_programme_key", name=op.f("pk_publicity_programme")),
        sa.UniqueConstraint(
            "element_instance_key", "position", name=op.f("uq_publicity_programme_element_instance_key_position")
        ),
    )
    op.create_index("ix_publicity_programme_instance", "publicity_programme", ["process_instance_key"])
    op.create_index("ix_publicity_programme_plan", "publicity_programme", ["plan", "plan_year", "agency"])
    op.create_table(
        "publicity_quarter",
        sa.Column("publicity_quarter_key", KEY, autoincrement=False, nullable=False),
        sa.Column("process_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("plan", sa.String(60), nullable=False),
        sa.Column("plan_year", sa.Integer()),
        sa.Column("agency", sa.String(60)),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("sessions", sa.Integer()),
        sa.Column("gap", sa.Text()),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(100), nullable=False),
        sa.PrimaryKeyConstraint("publicity_quarter_key", name=op.f("pk_publicity_quarter")),
        sa.UniqueConstraint(
            "element_instance_key", "position", name=op.f("uq_publicity_quarter_element_instance_key_position")
        ),
    )
    op.create_index("ix_publicity_quarter_instance", "publicity_quarter", ["process_instance_key"])
    op.create_index("ix_publicity_quarter_plan", "publicity_quarter", ["plan", "plan_year", "agency"])
    op.create_table(
        "quota_forecast",
        sa.Column("quota_forecast_key", KEY, autoincrement=False, nullable=False),
        sa.Column("process_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("plan", sa.String(60), nullable=False),
        sa.Column("plan_year", sa.Integer()),
        sa.Column("agency", sa.String(60)),
        sa.Column("movement", sa.String(60), nullable=False),
        sa.Column("minimum", sa.Integer(), nullable=False),
        sa.Column("selected", sa.Integer(), nullable=False),
        sa.Column("least", sa.Integer(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(100), nullable=False),
        sa.PrimaryKeyConstraint("quota_forecast_key", name=op.f("pk_quota_forecast")),
        sa.UniqueConstraint(
            "element_instance_key", "position", name=op.f("uq_quota_forecast_element_instance_key_position")
        ),
    )
    op.create_index("ix_quota_forecast_instance", "quota_forecast", ["process_instance_key"])
    op.create_index("ix_quota_forecast_plan", "quota_forecast", ["plan", "plan_year", "agency"])
    op.create_table(
        "recommendation",
        sa.Column("recommendation_key", KEY, autoincrement=False, nullable=False),
        sa.Column("process_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("plan", sa.String(60), nullable=False),
        sa.Column("plan_year", sa.Integer()),
        sa.Column("agency", sa.String(60)),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(100), nullable=False),
        sa.PrimaryKeyConstraint("recommendation_key", name=op.f("pk_recommendation")),
        sa.UniqueConstraint(
            "element_instance_key", "position", name=op.f("uq_recommendation_element_instance_key_position")
        ),
    )
    op.create_index("ix_recommendation_instance", "recommendation", ["process_instance_key"])
    op.create_index("ix_recommendation_plan", "recommendation", ["plan", "plan_year", "agency"])
    op.create_table(
        "round",
        sa.Column("round_key", KEY, autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("plan", sa.String(60), nullable=False),
        sa.Column("plan_year", sa.Integer()),
        sa.Column("process_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("completed_at", Instant()),
        sa.PrimaryKeyConstraint("round_key", name=op.f("pk_round")),
        sa.UniqueConstraint("element_instance_key", name=op.f("uq_round_element_instance_key")),
    )
    op.create_index("ix_round_plan", "round", ["plan", "kind"])
    op.create_table(
        "round_setup",
        sa.Column("round_setup_key", KEY, autoincrement=False, nullable=False),
        sa.Column("process_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("plan", sa.String(60), nullable=False),
        sa.Column("plan_year", sa.Integer()),
        sa.Column("agency", sa.String(60)),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("freeze_on", sa.Date()),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("classes", sa.JSON(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(100), nullable=False),
        sa.PrimaryKeyConstraint("round_setup_key", name=op.f("pk_round_setup")),
        sa.UniqueConstraint(
            "element_instance_key", "position", name=op.f("uq_round_setup_element_instance_key_position")
        ),
    )
    op.create_index("ix_round_setup_instance", "round_setup", ["process_instance_key"])
    op.create_index("ix_round_setup_plan", "round_setup", ["plan", "plan_year", "agency"])
    op.create_table(
        "unit_plan",
        sa.Column("unit_plan_key", KEY, autoincrement=False, nullable=False),
        sa.Column("process_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("plan", sa.String(60), nullable=False),
        sa.Column("plan_year", sa.Integer()),
        sa.Column("agency", sa.String(60)),
        sa.Column("leadership", sa.Text(), nullable=False),
        sa.Column("numbers", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("nurturing", sa.Text(), nullable=False),
        sa.Column("spreading", sa.Text(), nullable=False),
        sa.Column("rewarding", sa.Text(), nullable=False),
        sa.Column("reporting", sa.Text(), nullable=False),
        sa.Column("mobilising", sa.Text()),
        sa.Column("partners", sa.JSON(), nullable=False),
        sa.Column("own_rules", sa.JSON(), nullable=False),
        sa.Column("paper", sa.JSON(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(100), nullable=False),
        sa.PrimaryKeyConstraint("unit_plan_key", name=op.f("pk_unit_plan")),
        sa.UniqueConstraint(
            "element_instance_key", "position", name=op.f("uq_unit_plan_element_instance_key_position")
        ),
    )
    op.create_index("ix_unit_plan_instance", "unit_plan", ["process_instance_key"])
    op.create_index("ix_unit_plan_plan", "unit_plan", ["plan", "plan_year", "agency"])
    op.create_table(
        "unit_review",
        sa.Column("unit_review_key", KEY, autoincrement=False, nullable=False),
        sa.Column("process_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("plan", sa.String(60), nullable=False),
        sa.Column("plan_year", sa.Integer()),
        sa.Column("agency", sa.String(60)),
        sa.Column("review_kind", sa.String(20), nullable=False),
        sa.Column("results", sa.Text(), nullable=False),
        sa.Column("inspected", sa.Text(), nullable=False),
        sa.Column("lessons", sa.Text(), nullable=False),
        sa.Column("causes", sa.Text()),
        sa.Column("next_steps", sa.Text(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(100), nullable=False),
        sa.PrimaryKeyConstraint("unit_review_key", name=op.f("pk_unit_review")),
        sa.UniqueConstraint(
            "element_instance_key", "position", name=op.f("uq_unit_review_element_instance_key_position")
        ),
    )
    op.create_index("ix_unit_review_instance", "unit_review", ["process_instance_key"])
    op.create_index("ix_unit_review_plan", "unit_review", ["plan", "plan_year", "agency"])
    op.create_table(
        "year_closing",
        sa.Column("plan", sa.String(60), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("process_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", Instant(), nullable=False),
        sa.Column("closed_by", sa.String(100), nullable=False),
        sa.PrimaryKeyConstraint("plan", "year", name=op.f("pk_year_closing")),
    )
    op.create_table(
        "round_member",
        sa.Column("round_key", sa.BigInteger(), nullable=False),
        sa.Column("agency", sa.String(60), nullable=False),
        sa.Column("mode", sa.String(20), nullable=False),
        sa.Column("process_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("reported_at", Instant()),
        sa.ForeignKeyConstraint(["round_key"], ["round.round_key"], name=op.f("fk_round_member_round_key")),
        sa.PrimaryKeyConstraint("round_key", "agency", name=op.f("pk_round_member")),
    )
    op.create_index("ix_round_member_instance", "round_member", ["process_instance_key"])


def downgrade() -> None:

    op.drop_table("round_member")
    op.drop_table("year_closing")
    op.drop_table("unit_review")
    op.drop_table("unit_plan")
    op.drop_table("round_setup")
    op.drop_table("round")
    op.drop_table("recommendation")
    op.drop_table("quota_forecast")
    op.drop_table("publicity_quarter")
    op.drop_table("publicity_programme")
    op.drop_table("publicity_direction")
    op.drop_table("programme")
    op.drop_table("plan_schedule")
    op.drop_table("measure")
    op.drop_table("learning_event")
    op.drop_table("inspection_visit")
    op.drop_table("inspection")
    op.drop_table("honour_roll")
    op.drop_table("finding_reply")
    op.drop_table("figure_snapshot")
    op.drop_table("exemplar_progress")
    op.drop_table("delegate_allocation")
    op.drop_table("delegate")
    op.drop_table("cycle_step")
    op.drop_table("consolidated_report")
    op.drop_table("conference")
    op.drop_table("column_entry")
    op.drop_table("archive_list")
    op.drop_table("amendment")
