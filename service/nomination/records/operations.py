"""What the variables are called that operations read and give."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.core.errors import sentence
from service.core.operations import provider

if TYPE_CHECKING:
    from collections.abc import Mapping

VARIABLES = {
    "agency": sentence("Unit"),
    "award_level": sentence("Level of the award"),
    "award_type": sentence("Type of award"),
    "child": sentence("Process that every unit starts"),
    "common_met": sentence("Common criteria that are met, 0 to 4"),
    "consultee": sentence("Agency asked for an opinion"),
    "consultees": sentence("Agencies to ask for an opinion"),
    "document": sentence("Document to issue"),
    "due_on": sentence("Due on"),
    "exemplar_key": sentence("Exemplar"),
    "gate_met": sentence("Required criteria that are met, 0 to 4"),
    "lead_agency": sentence("Lead agency"),
    "media_agency": sentence("Newspaper or broadcaster"),
    "mode": sentence("Giao or Đề nghị"),
    "outcome": sentence("Outcome"),
    "own_met": sentence("Criteria of the movement that are met, per cent"),
    "plan_key": sentence("Plan"),
    "plan_year": sentence("Year of the plan"),
    "quarter": sentence("Quarter"),
    "report_on": sentence("Day of the report"),
    "review_kind": sentence("Kind of review"),
    "round": sentence("Number of the evaluation round"),
    "round_key": sentence("Round"),
    "site": sentence("Place of replication"),
    "subject_type": sentence("Subject type"),
    "unit": sentence("Unit visited"),
    "units": sentence("Further units"),
    "voter": sentence("Who votes"),
}
"""Variable or header → its word."""


@provider("variable_names")
def variable_names() -> Mapping[str, str]:
    """Return what a reader calls each variable."""
    return VARIABLES
