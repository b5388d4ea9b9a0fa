"""The plan's lists as forms offer them: plain options with Vietnamese and English labels.

They are those of the plan that the variable ``plan_key`` names, as a case or a cycle has it, else of the one in force.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.nomination.plans.queries.criteria import criteria
from service.nomination.plans.queries.movements import movements, subject_types
from service.nomination.plans.queries.plans import channels, detection_sources

if TYPE_CHECKING:
    from collections.abc import Mapping

    from service.core.tx import Tx

Option = dict[str, Any]


def option_list_movements(tx: Tx, variables: Mapping[str, Any] | None = None) -> list[Option]:
    """Return the movements as options, each with the codes of the subject types it allows."""
    return [
        {
            "value": found.code,
            "label": found.name,
            "label_en": found.name_en,
            "subject_types": [word.code for word in found.subject_types],
        }
        for found in movements(tx, _plan(variables))
    ]


def option_list_subject_types(tx: Tx, variables: Mapping[str, Any] | None = None) -> list[Option]:
    """Return the subject types as options, each with the movements that allow it.

    Where a movement is already settled (``variables["movement"]``) only its own are left, in its own words.
    """
    plan = _plan(variables)
    known = movements(tx, plan)
    settled = next((found for found in known if found.code == (variables or {}).get("movement")), None)
    words = settled.subject_types if settled else subject_types(tx, plan)
    allowed = {
        word.code: [found.code for found in known if word.code in {own.code for own in found.subject_types}]
        for word in words
    }
    return [
        {"value": word.code, "label": word.label, "label_en": word.label_en, "movements": allowed[word.code]}
        for word in words
    ]


def option_list_detection_sources(tx: Tx, variables: Mapping[str, Any] | None = None) -> list[Option]:
    """Return where an exemplar may have been detected (R41) as options."""
    return [
        {"value": word.code, "label": word.label, "label_en": word.label_en}
        for word in detection_sources(tx, _plan(variables))
    ]


def option_list_channels(tx: Tx, variables: Mapping[str, Any] | None = None) -> list[Option]:
    """Return the channels (R47) as options; ``is_people_network`` asks for sessions and audience."""
    return [
        {
            "value": found.code,
            "label": found.label,
            "label_en": found.label_en,
            "agency": found.agency,
            "is_people_network": found.is_people_network,
        }
        for found in channels(tx, _plan(variables))
    ]


def option_list_criteria(tx: Tx, variables: Mapping[str, Any] | None = None) -> list[Option]:
    """Return the checklist of the case's movement and subject type as options; ``proof`` says what each needs."""
    known = variables or {}
    movement, subject_type = known.get("movement"), known.get("subject_type")
    found = criteria(tx, movement=movement, subject_type=subject_type, plan=_plan(known))
    return [
        {"value": one.code, "label": one.text, "label_en": one.text_en, "proof": one.proof, "is_common": one.is_common}
        for one in found
    ]


def _plan(variables: Mapping[str, Any] | None) -> str | None:
    """Return the plan that a case or cycle names."""
    return str((variables or {}).get("plan_key") or "") or None


OPTION_LISTS = {
    "movements": option_list_movements,
    "subject_types": option_list_subject_types,
    "detection_sources": option_list_detection_sources,
    "channels": option_list_channels,
    "criteria": option_list_criteria,
}
"""``lists.<name>`` → its function ``(tx, variables) -> options`` as this room answers it."""
