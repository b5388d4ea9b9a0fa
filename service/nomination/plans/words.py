"""The sentences of what a cloned plan leaves to decide, by kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from service.core.errors import Sentence, sentence

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


@dataclass(frozen=True, slots=True)
class Words:
    """What is asked, why, and what is proposed."""

    asks: str
    why: str
    proposes: str


_WHO_LEADS = sentence("Who leads %(movement)s?")
_LEADS = sentence("%(new)s leads, with a minimum of %(minimum)s a year.")
_KEPT = sentence("Keep what the draft says.")

QUESTIONS = {
    "quota_years": Words(
        sentence("Which years have a minimum?"),
        sentence("The old plan had minimums in %(before)s; its first year was for writing the unit plans."),
        sentence("The same years of the new period."),
    ),
    "minimums": Words(
        sentence("Do the minimums stay as they are?"),
        sentence("All %(count)s minimums, %(total)s exemplars a year, are those of the old plan."),
        sentence("Keep them; where one differs, upload the draft with the new number."),
    ),
    "legal_basis": Words(
        sentence("Does %(number)s still stand?"),
        sentence("%(title)s. It is out of force from %(day)s, and nothing in the plan replaces it."),
        sentence("Leave it out of the new plan."),
    ),
    "lead_split": Words(
        _WHO_LEADS,
        sentence("%(old)s ended: this function went to %(new)s, papers and duties to %(entity)s. %(document)s"),
        _LEADS,
    ),
    "lead_moved": Words(_WHO_LEADS, sentence("%(old)s is a part of %(new)s now. %(document)s"), _LEADS),
    "lead_merged": Words(_WHO_LEADS, sentence("%(old)s became %(new)s. %(document)s"), _LEADS),
    "quota_merged": Words(
        sentence("How many exemplars a year from %(new)s in %(movement)s?"),
        sentence("%(agencies)s had a minimum each (%(minimums)s) and are one agency in the new period."),
        sentence("The sum of both."),
    ),
    "channel": Words(
        sentence("What becomes of the channel “%(label)s”?"),
        sentence("%(old)s became %(new)s."),
        sentence("Keep the channel under its name."),
    ),
    "criterion_changed": Words(
        sentence("Does the wording of criterion %(criterion)s hold?"),
        sentence("%(movement)s: it changed during the old plan; before, it read “%(before)s”. %(note)s"),
        sentence("Keep the present wording."),
    ),
    "criterion_abolished": Words(
        sentence("How does criterion %(criterion)s read now?"),
        sentence("%(movement)s: it names what no longer exists: %(names)s."),
        sentence("Word it anew."),
    ),
    "numbering": Words(
        sentence("Is the number in this name right?"),
        sentence("In the old plan it was “%(before)s”; the number was counted on."),
        _KEPT,
    ),
    "milestone_day": Words(
        sentence("Does “%(milestone)s” stay on its day?"),
        sentence("Offices are closed on that day."),
        sentence("Keep it: anniversaries and ends of quarters do not move."),
    ),
    "unconfirmed_basis": Words(
        sentence("Is %(what)s confirmed?"),
        sentence("Its number or day is assumed: nobody has compared it with the paper yet."),
        _KEPT,
    ),
    "unconfirmed_agency": Words(
        sentence("Are name, dates and succession of %(what)s confirmed?"),
        sentence("%(count)s of them are assumed: nobody has compared them with the papers yet."),
        _KEPT,
    ),
    "unconfirmed_helpers": Words(
        sentence("Who coordinates in %(what)s?"),
        sentence("The plan asks for coordination without naming the agencies; %(count)s are assumed."),
        _KEPT,
    ),
    "unconfirmed_consultations": Words(
        sentence("Are these the agencies to ask for an opinion?"), sentence("%(count)s of them are assumed."), _KEPT
    ),
    "unconfirmed_parameters": Words(
        sentence("Are the figures confirmed?"),
        sentence("%(count)s figures of the law or the office are assumed, such as voting rates and terms."),
        _KEPT,
    ),
    "unconfirmed_places": Words(
        sentence("Are the names of communes confirmed?"),
        sentence("%(count)s names must be compared with the gazette."),
        _KEPT,
    ),
}
"""Kind of question → its words."""

ANSWERS = {
    "keep": sentence("As in the draft"),
    "change": sentence("Changed"),
    "remove": sentence("Left out"),
    "confirm": sentence("Confirmed"),
    "separate": sentence("Each its own, as before"),
}
"""Answer → what was decided."""

ACTS = {
    "keep": sentence("Keep the draft"),
    "change": sentence("Change"),
    "remove": sentence("Leave it out"),
    "confirm": sentence("Confirm"),
    "separate": sentence("Give each its own"),
}
"""Answer → the button that decides so."""

SECTIONS = {
    "plan": sentence("Plan"),
    "legal_basis": sentence("Legal bases"),
    "legal_bases": sentence("Legal bases"),
    "subject_type": sentence("Subject types"),
    "movement": sentence("Movements"),
    "movements": sentence("Who leads"),
    "coordinating": sentence("Who coordinates"),
    "movement_subject_type": sentence("Subject types of movements"),
    "movement_agency": sentence("Leads and coordinating agencies"),
    "quota": sentence("Quotas"),
    "criteria_set": sentence("Checklists"),
    "criterion": sentence("Criteria"),
    "milestone": sentence("Milestones"),
    "milestones": sentence("Milestones"),
    "milestone_occurrence": sentence("Days of milestones"),
    "detection_source": sentence("Detection sources"),
    "channel": sentence("Channels"),
    "channels": sentence("Channels"),
    "consultation": sentence("Consultations"),
    "parameter": sentence("Figures"),
    "agency": sentence("Agencies"),
    "agency_name": sentence("Names of agencies"),
    "agency_succession": sentence("Successions"),
    "place": sentence("Places"),
    "places": sentence("Places"),
}
"""Table, or section of a file → its word."""

COLUMNS = {
    "agency": sentence("Agency"),
    "carries": sentence("What goes on"),
    "certainty": sentence("Certainty"),
    "district": sentence("District"),
    "document": sentence("Document"),
    "due_on": sentence("Due on"),
    "family": sentence("Family"),
    "from_on": sentence("From"),
    "function": sentence("Function"),
    "head": sentence("Head"),
    "head_en": sentence("Head in English"),
    "is_people_network": sentence("Network of people"),
    "issued_on": sentence("Issued on"),
    "issuer": sentence("Issuer"),
    "issuer_family": sentence("Layout of papers"),
    "kind": sentence("Kind"),
    "label": sentence("Name"),
    "label_en": sentence("Name in English"),
    "minimum": sentence("Minimum"),
    "mode": sentence("Manner"),
    "name": sentence("Name"),
    "name_en": sentence("Name in English"),
    "name_folded": sentence("Words to find it by"),
    "note": sentence("Note"),
    "number": sentence("Number"),
    "parent": sentence("Part of"),
    "position": sentence("Place in the list"),
    "proof": sentence("Proof"),
    "recurrence": sentence("Recurrence"),
    "replaced_by": sentence("Replaced by"),
    "responsible": sentence("Responsible"),
    "role": sentence("Role"),
    "short_name": sentence("Short name"),
    "succession_on": sentence("Day of the succession"),
    "successor": sentence("Successor"),
    "text": sentence("Wording"),
    "text_en": sentence("Wording in English"),
    "title": sentence("Title"),
    "title_en": sentence("Title in English"),
    "unit": sentence("Unit of measure"),
    "valid_from": sentence("From"),
    "valid_to": sentence("Until before"),
    "value": sentence("Value"),
}
"""Column that a plan file fills → its word."""

FIELDS = {
    "from": sentence("First day"),
    "to": sentence("Last day"),
    "quota_years": sentence("Years with a minimum"),
    "places": sentence("Number of places"),
}
"""Field of a plan file that a clone changes → its word."""

STATES = {"draft": sentence("Draft"), "published": sentence("Published"), "closed": sentence("Closed")}


def filled(template: str, parameters: Mapping[str, Any], *, is_english: bool) -> Sentence:
    """Return a sentence with its places filled, names in the reader's language."""
    chosen = {
        name: parameters.get(f"{name}_en", value) if is_english else value
        for name, value in parameters.items()
        if not name.endswith("_en") and name != "separate"
    }
    return Sentence(template, **chosen)
