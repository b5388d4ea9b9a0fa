"""Reading a form file: a strict subset of Camunda Forms, refused whole with every fault."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import nh3

from service.core.errors import InvalidInput, sentence
from service.process.forms.rules.attributes import Reading
from service.process.forms.rules.form import (
    CHOICES,
    KEYED,
    PRIVACY_CLASSES,
    TEXTS,
    TYPES,
    Bounds,
    Column,
    Component,
    Form,
    Option,
    Rule,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

LARGEST_FORM: Final = 512 * 1024
_MOST_COMPONENTS: Final = 300
_DEEPEST: Final = 5
_NEWEST_SCHEMA: Final = 30
_RESERVED: Final = frozenset({"case", "lists", "variables", "this", "parent", "i", "csrf_token", "documents"})
_KEY: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,99}")
_VALIDATIONS: Final = frozenset(
    ["required", "minLength", "maxLength", "min", "max", "pattern", "patternErrorMessage", "validationType"]
)
_DEFAULT_LENGTH: Final = {"textfield": 200, "textarea": 2_000}
_DEFAULT_FILES: Final = 10
_HTML_TAGS: Final = frozenset(["a", "b", "br", "em", "h2", "h3", "h4", "i", "li", "ol", "p", "strong", "u", "ul"])


class FormRefused(InvalidInput):
    """The file is no form this service can ask correctly; ``fields`` maps each path to its reason."""

    code = "form_refused"
    template = sentence(
        "Expected to read form '%(form_id)s', but %(count)s places do not fit, the first at '%(path)s': %(reason)s. "
        "Correct the form and deploy it again."
    )


@dataclass(frozen=True, slots=True)
class Level:
    """How deep the reading stands, the keys taken there, and whether that is inside a list's row."""

    depth: int = 0
    taken: set[str] = field(default_factory=set)
    in_list: bool = False


def read_form(document: bytes) -> Form:
    """Return the form a ``.form`` file describes; raises ``FormRefused`` with every fault found.

    Source: Camunda Forms JSON as form-js 1.x and 2.x write it.
    """
    reading = Reading()
    root = _parse(document, reading)
    form_id = _root(root, reading)
    components = _components(root, "", reading, Level())
    if not components and not reading.faults:
        reading.refuse("components", "expected at least one component")
    if reading.faults:
        path, reason = next(iter(reading.faults.items()))
        raise FormRefused(fields=reading.faults, form_id=form_id, count=len(reading.faults), path=path, reason=reason)
    return Form(form_id, components, hashlib.sha256(document).hexdigest())


def _parse(document: bytes, reading: Reading) -> Mapping[str, Any]:
    if len(document) > LARGEST_FORM:
        reading.refuse("", "expected a file of at most 512 KB")
        return {"components": []}
    try:
        root = json.loads(document, object_pairs_hook=_without_repeats, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        reading.refuse("", f"not JSON: {error}")
        return {"components": []}
    if not isinstance(root, dict):
        reading.refuse("", "expected an object")
        return {"components": []}
    return root


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        message = "a name stands twice in one object"
        raise ValueError(message)
    return found


def _no_constant(name: str) -> None:
    message = f"{name} is not a number"
    raise ValueError(message)


def _root(root: Mapping[str, Any], reading: Reading) -> str:
    form_id = reading.text(root, "id", "")
    if not re.fullmatch(r"[A-Za-z_][\w.-]{0,199}", form_id, re.ASCII):
        reading.refuse("id", "expected an id of letters, digits, '_', '.' or '-'")
    if root.get("type", "default") != "default":
        reading.refuse("type", "expected 'default'")
    version = root.get("schemaVersion", 1)
    if isinstance(version, bool) or not isinstance(version, int) or not 1 <= version <= _NEWEST_SCHEMA:
        reading.refuse("schemaVersion", f"expected a number from 1 to {_NEWEST_SCHEMA}")
    return form_id


def _components(source: Mapping[str, Any], path: str, reading: Reading, level: Level) -> tuple[Component, ...]:
    prefix = f"{path}.components" if path else "components"
    found = []
    for index, item in enumerate(reading.items(source, "components", path)):
        place = f"{prefix}[{index}]"
        reading.count += 1
        if reading.count > _MOST_COMPONENTS or level.depth > _DEEPEST:
            reading.refuse(place, f"expected at most {_MOST_COMPONENTS} components, {_DEEPEST} levels deep")
            break
        if not isinstance(item, dict):
            reading.refuse(place, "expected an object")
        elif not isinstance(item.get("type"), str) or item["type"] not in TYPES:
            reading.refuse(f"{place}.type", f"component type '{str(item.get('type'))[:40]}' is not one of ours")
        else:
            found.append(_component(item, place, reading, level))
    return tuple(found)


def _component(item: Mapping[str, Any], path: str, reading: Reading, level: Level) -> Component:
    _refuse_unsupported(item, path, reading)
    kind: str = item["type"]
    properties = _properties(item, path, reading)
    appearance = reading.mapping(item, "appearance", path)
    validate = reading.mapping(item, "validate", path)
    content, content_en = _content(item, properties, path, reading)
    options, options_expression = _options(item, path, reading)
    return Component(
        type=kind,
        key=_key(item, path, reading, level),
        label=reading.text(item, "dateLabel" if kind == "datetime" and "label" not in item else "label", path)
        or properties.get("label", ""),
        label_en=properties.get("label_en", ""),
        description=reading.text(item, "description", path),
        description_en=properties.get("description_en", ""),
        hide=reading.expression(reading.mapping(item, "conditional", path), "hide", f"{path}.conditional"),
        required=reading.flag(validate, "required", f"{path}.validate"),
        bounds=_bounds(item, properties, path, reading),
        options=options,
        options_expression=options_expression,
        expression=_expression(item, path, reading),
        expression_en=_expression_en(properties, path, reading),
        rule=_rule(properties, path, reading),
        rows=reading.expression(properties, "rows", f"{path}.properties"),
        row_key=properties.get("row_key", ""),
        children=_children(item, path, reading, level),
        columns=_columns(item, path, reading),
        content=content,
        content_en=content_en,
        prefix=reading.text(appearance, "prefixAdorner", f"{path}.appearance"),
        suffix=reading.text(appearance, "suffixAdorner", f"{path}.appearance"),
        suffix_en=properties.get("suffix_en", ""),
        accept=_accepted(item, path, reading),
        multiple=reading.flag(item, "multiple", path),
        can_change_rows=reading.flag(item, "allowAddRemove", path, default=True),
        within_plan=properties.get("period") == "plan",
        privacy=_privacy(properties, path, reading),
        properties=properties,
    )


def _refuse_unsupported(item: Mapping[str, Any], path: str, reading: Reading) -> None:
    for name in ("readonly", "disabled"):
        if item.get(name) not in {None, False}:
            reading.refuse(f"{path}.{name}", "not offered: show a computed value with an expression or a text")
    if item.get("defaultValue") not in (None, "", False, []):
        reading.refuse(f"{path}.defaultValue", "not offered: nothing is preselected")
    for name in ("valuesKey", "externalData"):
        if item.get(name):
            reading.refuse(f"{path}.{name}", "not offered: use values or valuesExpression")
    if item["type"] == "datetime" and item.get("subtype", "date") != "date":
        reading.refuse(f"{path}.subtype", "only dates are asked")
    if item["type"] == "group" and item.get("path"):
        reading.refuse(f"{path}.path", "not offered: a group's answers stay beside the others")
    known = reading.mapping(item, "validate", path)
    for name in sorted(set(known) - _VALIDATIONS):
        reading.refuse(f"{path}.validate.{name[:40]}", "not a validation of ours")


def _properties(item: Mapping[str, Any], path: str, reading: Reading) -> dict[str, str]:
    found = reading.mapping(item, "properties", path)
    return {name: reading.text(found, name, f"{path}.properties") for name in found}


def _key(item: Mapping[str, Any], path: str, reading: Reading, level: Level) -> str:
    if item["type"] not in KEYED:
        return ""
    name = "path" if item["type"] == "dynamiclist" else "key"
    key = reading.text(item, name, path)
    if not _KEY.fullmatch(key):
        reading.refuse(f"{path}.{name}", "expected a key of letters, digits and '_', starting with a letter")
    elif key in _RESERVED:
        reading.refuse(f"{path}.{name}", f"the key '{key}' means something else in a form")
    elif key in level.taken:
        reading.refuse(f"{path}.{name}", f"the key '{key}' stands twice")
    level.taken.add(key)
    return key


def _children(item: Mapping[str, Any], path: str, reading: Reading, level: Level) -> tuple[Component, ...]:
    if item["type"] not in {"group", "dynamiclist"}:
        return ()
    is_list = item["type"] == "dynamiclist"
    if is_list and level.in_list:
        reading.refuse(path, "not offered: a list inside a list")
    taken = set() if is_list else level.taken
    children = _components(item, path, reading, Level(level.depth + 1, taken, in_list=is_list or level.in_list))
    if not children:
        reading.refuse(f"{path}.components", "expected at least one component")
    row_key = reading.mapping(item, "properties", path).get("row_key", "")
    if is_list and row_key and row_key not in taken:
        reading.refuse(f"{path}.properties.row_key", "expected the key of a component of the row")
    return children


def _options(item: Mapping[str, Any], path: str, reading: Reading) -> tuple[tuple[Option, ...], Any]:
    if item["type"] not in CHOICES:
        return (), None
    expression = reading.expression(item, "valuesExpression", path)
    if "valuesExpression" in item:
        if item.get("values"):
            reading.refuse(f"{path}.values", "expected either values or valuesExpression")
        return (), expression
    options = [_option(o, f"{path}.values[{n}]", reading) for n, o in enumerate(reading.items(item, "values", path))]
    if not options:
        reading.refuse(f"{path}.values", "expected values or valuesExpression")
    if len({option.value for option in options}) != len(options):
        reading.refuse(f"{path}.values", "a value stands twice")
    return tuple(options), None


def _option(item: Any, path: str, reading: Reading) -> Option:
    if not isinstance(item, dict):
        reading.refuse(path, "expected an object")
        return Option("", "")
    value, label = item.get("value"), reading.text(item, "label", path)
    if not isinstance(value, int) or isinstance(value, bool):
        value = reading.text(item, "value", path)
    if value == "" or not label:
        reading.refuse(path, "expected a value and a label")
    return Option(value, label, reading.text(item, "label_en", path))


def _bounds(item: Mapping[str, Any], properties: Mapping[str, str], path: str, reading: Reading) -> Bounds:
    validate, place = reading.mapping(item, "validate", path), f"{path}.validate"
    most = reading.whole(validate, "maxLength", place)
    shape = reading.text(validate, "validationType", place)
    if shape not in {"", "custom", "email", "phone"}:
        reading.refuse(f"{place}.validationType", "expected 'email' or 'phone'")
    items = reading.whole(properties, "max_items", f"{path}.properties")
    return Bounds(
        min_length=reading.whole(validate, "minLength", place),
        max_length=most if most is not None else _DEFAULT_LENGTH.get(item["type"]),
        minimum=reading.limit(validate, "min", place),
        maximum=reading.limit(validate, "max", place),
        digits=reading.whole(item, "decimalDigits", path),
        pattern=reading.pattern(validate, "pattern", place) if item["type"] in TEXTS else "",
        pattern_message=reading.text(validate, "patternErrorMessage", place),
        shape=shape if shape != "custom" else "",
        max_items=items if items is not None or item["type"] != "filepicker" else _DEFAULT_FILES,
    )


def _rule(properties: Mapping[str, str], path: str, reading: Reading) -> Rule | None:
    expression = reading.expression(properties, "rule", f"{path}.properties")
    message = properties.get("rule_message", "")
    if expression is None:
        return None
    if not message:
        reading.refuse(f"{path}.properties.rule_message", "expected the sentence shown when the rule is broken")
    return Rule(expression, message, properties.get("rule_message_en", "") or message)


def _expression(item: Mapping[str, Any], path: str, reading: Reading) -> Any:
    kind = item["type"]
    if kind == "text" and not reading.text(item, "text", path).startswith("="):
        return None
    name = {"expression": "expression", "table": "dataSource", "text": "text"}.get(kind)
    if name is None:
        return None
    found = reading.expression(item, name, path)
    if found is None:
        reading.refuse(f"{path}.{name}", "expected a FEEL expression, which starts with '='")
    return found


def _expression_en(properties: Mapping[str, str], path: str, reading: Reading) -> Any:
    if not properties.get("text_en", "").startswith("="):
        return None
    return reading.expression(properties, "text_en", f"{path}.properties")


def _content(item: Mapping[str, Any], properties: Mapping[str, str], path: str, reading: Reading) -> tuple[str, str]:
    if item["type"] == "text":
        return reading.text(item, "text", path), properties.get("text_en", "")
    if item["type"] != "html":
        return "", ""
    content = reading.text(item, "content", path)
    if content.startswith("="):
        reading.refuse(f"{path}.content", "not offered: HTML from an expression")
    return _clean(content), _clean(properties.get("content_en", ""))


def _clean(content: str) -> str:
    return str(
        nh3.clean(content, tags=set(_HTML_TAGS), attributes={"a": {"href"}}, url_schemes={"https", "http", "mailto"})
    )


def _columns(item: Mapping[str, Any], path: str, reading: Reading) -> tuple[Column, ...]:
    if item["type"] != "table":
        return ()
    if "columnsExpression" in item:
        reading.refuse(f"{path}.columnsExpression", "not offered: name the columns")
        return ()
    found = []
    for index, column in enumerate(reading.items(item, "columns", path)):
        place = f"{path}.columns[{index}]"
        if not isinstance(column, dict) or not _KEY.fullmatch(reading.text(column, "key", place)):
            reading.refuse(place, "expected a column with a key and a label")
            continue
        names = [reading.text(column, name, place) for name in ("key", "label", "label_en")]
        found.append(Column(*names))
    if not found:
        reading.refuse(f"{path}.columns", "expected at least one column")
    return tuple(found)


def _accepted(item: Mapping[str, Any], path: str, reading: Reading) -> tuple[str, ...]:
    if item["type"] != "filepicker":
        return ()
    found = tuple(part.strip().lower() for part in reading.text(item, "accept", path).split(",") if part.strip())
    if any(not re.fullmatch(r"\.[a-z0-9]{1,10}", part) for part in found):
        reading.refuse(f"{path}.accept", "expected file name endings such as '.pdf,.docx'")
        return ()
    return found


def _privacy(properties: Mapping[str, str], path: str, reading: Reading) -> str:
    privacy = properties.get("privacy", "P1")
    if privacy not in PRIVACY_CLASSES:
        reading.refuse(f"{path}.properties.privacy", f"expected one of {', '.join(PRIVACY_CLASSES)}")
    return privacy
