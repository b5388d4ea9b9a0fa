"""What the codes in reports are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.core.errors import sentence

if TYPE_CHECKING:
    from service.core.errors import Sentence

MODES: dict[str | None, tuple[Sentence, Sentence]] = {
    "directive": (
        sentence("Directed"),
        sentence("The provincial People's Committee directs these agencies. Who is late is urged."),
    ),
    "request": (
        sentence("Requested"),
        sentence("The province requests these agencies. Who is late gets a courteous letter."),
    ),
    None: (
        sentence("Without a minimum"),
        sentence("Counted for an agency or movement that has no minimum this year."),
    ),
}
"""Mode → its title over a table, and what it means."""

CELLS: dict[object, str] = {
    "directive": sentence("Directed"),
    "request": sentence("Requested"),
    "answered": sentence("Answered"),
    "contested": sentence("Contested"),
    "silent": sentence("No answer"),
    True: sentence("Yes"),
    False: sentence("No"),
    None: "",
}
"""Codes in the cells of a report → what readers read."""

TEXTS: dict[str, Sentence] = {
    "assessment": sentence("Assessment"),
    "proposals": sentence("Proposals"),
    "supplement": sentence("Supplement after the units reported"),
    "leadership": sentence("Leadership and direction"),
    "numbers": sentence("Exemplars to build"),
    "nurturing": sentence("Detecting and nurturing"),
    "spreading": sentence("Spreading"),
    "rewarding": sentence("Rewarding"),
    "reporting": sentence("Inspecting and reporting"),
    "results": sentence("Results"),
    "inspected": sentence("What was inspected"),
    "lessons": sentence("Lessons"),
    "causes": sentence("Shortcomings and their causes"),
    "next_steps": sentence("Next steps"),
    "learning": sentence("Learning and replicating"),
    "honours": sentence("Forms of honour"),
}
"""Question a report's text answers → its heading."""

STANDINGS: dict[str, tuple[str, str, Sentence]] = {
    "closed": ("done", "check", sentence("Figures closed")),
    "draft": ("plain", "", sentence("Draft figures")),
    "empty": ("plain", "", sentence("Not yet")),
    "ahead": ("plain", "", sentence("Not yet")),
}
"""How a report stands → the state it is shown as, its icon, its word."""
