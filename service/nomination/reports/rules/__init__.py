"""Pure: the lines of the quota table (``lines``), and the shape of every report (``shapes``)."""

from service.nomination.reports.rules.lines import (
    MODES,
    Bar,
    Line,
    bars,
    forecast_begins,
    shown_year,
    total,
    verdict,
)
from service.nomination.reports.rules.shapes import (
    Column,
    Figure,
    Report,
    Scope,
    Source,
    Table,
    counted,
    standing,
    waits_for,
)

__all__ = [
    "MODES",
    "Bar",
    "Column",
    "Figure",
    "Line",
    "Report",
    "Scope",
    "Source",
    "Table",
    "bars",
    "counted",
    "forecast_begins",
    "shown_year",
    "standing",
    "total",
    "verdict",
    "waits_for",
]
