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
from service.nomination.reports.rules.shapes import Column, Figure, Report, Scope, Source, counted

__all__ = [
    "MODES",
    "Bar",
    "Column",
    "Figure",
    "Line",
    "Report",
    "Scope",
    "Source",
    "bars",
    "counted",
    "forecast_begins",
    "shown_year",
    "total",
    "verdict",
]
