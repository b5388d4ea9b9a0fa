"""What the editor offers for a step: the element templates of the files, and one for each operation there is."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from flask_babel import gettext

from service.config import seed_directory
from service.core.errors import sentence
from service.core.operations import SERVICE_TASK, USER_TASK, signature_of, told_by
from service.web.i18n import language, translated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from service.core.operations import Domain

Template = dict[str, Any]
Property = dict[str, Any]

_SCHEMA = "https://unpkg.com/@camunda/zeebe-element-templates-json-schema/resources/schema.json"
_ELEMENTS = {SERVICE_TASK: "bpmn:ServiceTask", USER_TASK: "bpmn:UserTask"}
_CATEGORIES = {
    SERVICE_TASK: sentence("Work of the system"),
    USER_TASK: sentence("Steps whose answers are kept"),
}
_RETRIES = "3"
_ENGLISH = "_en"
_STEP = "unit-task"
"""The file whose form, day and button every step with answers has too."""


def element_templates(domain: Domain) -> list[Template]:
    """Return the templates of ``workflows/element-templates`` and those of the operations, named for the reader."""
    files = _of_files()
    step = [each for each in files[_STEP]["properties"] if each.get("id") != "who"]
    step = [_who(files.values()), *step, _english("submit_label_en", gettext("Words on the button in English"))]
    words: Mapping[str, str] = domain.ask("variable_names", default={})
    made = [
        _of_operation(name, function, place, step, words)
        for name, function in sorted(domain.operations.items())
        for place in signature_of(function).at
    ]
    return [*files.values(), *made]


def _of_files() -> dict[str, Template]:
    paths = sorted((seed_directory() / "workflows" / "element-templates").glob("*.json"))
    suffix = _ENGLISH if language() == "en" else ""
    return {path.stem: _in_language(json.loads(path.read_text(encoding="utf-8")), suffix) for path in paths}


def _in_language(part: Any, suffix: str) -> Any:
    """Return a part of a template with the reader's words: what ends in ``_en`` in the file is the English one."""
    if isinstance(part, list):
        return [_in_language(each, suffix) for each in part]
    if not isinstance(part, dict):
        return part
    return {
        name: _in_language(part.get(name + suffix, value), suffix)
        for name, value in part.items()
        if not name.endswith(_ENGLISH)
    }


def _who(files: Any) -> Property:
    """Return the question who gets a step, with the answers of all files."""
    asked = [each for file in files for each in file["properties"] if each.get("id") == "who"]
    choices = {choice["value"]: choice["name"] for each in asked for choice in each.get("choices", ())}
    return {
        **asked[0],
        "value": next(iter(choices)),
        "choices": [{"name": name, "value": value} for value, name in choices.items()],
    }


def _of_operation(
    name: str, function: Callable[..., Any], place: str, step: list[Property], words: Mapping[str, str]
) -> Template:
    told = gettext(told_by(function.__doc__)) if function.__doc__ else name
    called = told.partition(";")[0].partition(":")[0].rstrip(".")
    properties = list(_service(name) if place == SERVICE_TASK else _step(name, step))
    properties += [*_parameters(function, words), _english("label_en", gettext("Name of the step in English"))]
    groups = [each["group"] for each in properties if "group" in each]
    return {
        "$schema": _SCHEMA,
        "name": called,
        "id": f"vn.lantoa.operation.{name}.{place.replace(' ', '-')}",
        "version": 1,
        "description": name if called == told.rstrip(".") else f"{told} ({name})",
        "category": {"id": place.replace(" ", "-"), "name": translated(_CATEGORIES[place])},
        "appliesTo": ["bpmn:Task", _ELEMENTS[place]],
        "elementType": {"value": _ELEMENTS[place]},
        "engines": {"camunda": "^8.8"},
        "groups": [each for each in _groups() if each["id"] in groups],
        "properties": properties,
    }


def _groups() -> list[dict[str, str]]:
    return [
        {"id": "step", "label": gettext("The step")},
        {"id": "headers", "label": gettext("What it is told")},
        {"id": "reads", "label": gettext("Variables it reads")},
        {"id": "gives", "label": gettext("Variables it gives")},
    ]


def _english(name: str, label: str) -> Property:
    """Return the question for an English word of a step: a diagram has no other place for it."""
    binding = {"type": "zeebe:property", "name": name}
    return {"id": name, "label": label, "group": "step", "type": "String", "optional": True, "binding": binding}


def _service(name: str) -> Iterator[Property]:
    yield {"type": "Hidden", "value": name, "binding": {"type": "zeebe:taskDefinition", "property": "type"}}
    yield {"type": "Hidden", "value": _RETRIES, "binding": {"type": "zeebe:taskDefinition", "property": "retries"}}


def _step(name: str, step: list[Property]) -> Iterator[Property]:
    for each in step:
        yield {**each, "group": "step"} if "group" in each else each
    yield {"type": "Hidden", "value": name, "binding": {"type": "zeebe:taskListener", "eventType": "completing"}}


def _parameters(function: Callable[..., Any], words: Mapping[str, str]) -> Iterator[Property]:
    signature = signature_of(function)
    for name in signature.headers:
        yield {
            **_named(name, "headers", words),
            "constraints": {"notEmpty": True},
            "binding": {"type": "zeebe:taskHeader", "key": name},
        }
    for name in signature.reads:
        yield {
            **_named(name, "reads", words),
            "feel": "required",
            "optional": True,
            "binding": {"type": "zeebe:input", "name": name},
        }
    for name in signature.gives:
        yield {
            **_named(name, "gives", words),
            "value": name,
            "optional": True,
            "binding": {"type": "zeebe:output", "source": f"= {name}"},
        }


def _named(name: str, group: str, words: Mapping[str, str]) -> Property:
    hints = {
        "headers": gettext("%(name)s, a header", name=name),
        "reads": gettext("%(name)s; leave it empty to take the variable of that name", name=name),
        "gives": gettext("%(name)s; the variable in which it is kept", name=name),
    }
    label = translated(words[name]) if name in words else name
    return {
        "id": f"{group}.{name}",
        "label": label,
        "description": hints[group],
        "group": group,
        "type": "String",
    }
