"""What people, steps and buttons are called, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.access.queries import display_names
from service.process.definitions.queries import diagram

if TYPE_CHECKING:
    from collections.abc import Mapping

    from service.core.tx import Tx
    from service.process.instances.queries import UserTask


def element_name(tx: Tx, process_definition_key: int, element_id: str, name: str = "", *, locale: str = "vi") -> str:
    """Return what an element is called: as it was when it ran, else as drawn; in English where the diagram says it."""
    drawn = diagram(tx, process_definition_key)
    english = drawn.english.get(element_id, "") if locale == "en" else ""
    return english or name or drawn.elements.get(element_id, ("", ""))[1]


def task_name(tx: Tx, task: UserTask, *, locale: str = "vi") -> str:
    """Return a user task's name in a language."""
    return element_name(tx, task.process_definition_key, task.element_id, task.name, locale=locale)


def submit_label(tx: Tx, task: UserTask, *, locale: str = "vi") -> str:
    """Return what the diagram says sending this task does (property ``submit_label``); empty where it does not."""
    drawn = diagram(tx, task.process_definition_key).user_tasks
    found: Mapping[str, str] = next((each.properties for each in drawn if each.element_id == task.element_id), {})
    english = found.get("submit_label_en", "") if locale == "en" else ""
    return english or found.get("submit_label", "")


def name_of(tx: Tx, user_name: str | None) -> str:
    """Return the display name of a person, empty for nobody."""
    return "" if user_name is None else display_names(tx, {user_name}).get(user_name, user_name)
