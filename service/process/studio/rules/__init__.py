"""Diagrams and decisions in words, pure: what one says (``outline``), what differs between two (``changes``)."""

from service.process.studio.rules.changes import Change, Difference, changes
from service.process.studio.rules.dated import Block, Place, block_in_force, with_figures
from service.process.studio.rules.kinds import ICONS, KINDS
from service.process.studio.rules.outline import Line, Used, outline, used_by_diagram
from service.process.studio.rules.tables import Table, decision_tables

__all__ = [
    "ICONS",
    "KINDS",
    "Block",
    "Change",
    "Difference",
    "Line",
    "Place",
    "Table",
    "Used",
    "block_in_force",
    "changes",
    "decision_tables",
    "outline",
    "used_by_diagram",
    "with_figures",
]
