"""Built-in functions on contexts and on null."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.feel.functions.builtin import builtin
from service.feel.limits import allow_items
from service.feel.values import admit, kind_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from service.feel.limits import Run


def get_value(run: Run, context: Mapping[str, Any], key: Any) -> Any:
    """Return the entry of a key, or of a list of keys one inside the other; null where there is none."""
    value: Any = context
    for step in key if isinstance(key, list) else [key]:
        run.spend(1)
        if not isinstance(step, str) or kind_of(value) != "context":
            return None
        value = admit(value.get(step))
    return value


def get_entries(context: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the entries as contexts of ``key`` and ``value``."""
    allow_items(len(context))
    return [{"key": str(key), "value": admit(value)} for key, value in context.items()]


def context_put(run: Run, context: Mapping[str, Any], keys: Any, value: Any) -> dict[str, Any] | None:
    """Return the context with an entry set; a list of keys reaches into contexts inside it."""
    keys = keys if isinstance(keys, list) else [keys]
    run.spend(len(context))
    if not keys or not all(isinstance(step, str) for step in keys):
        return None
    result = dict(context)
    place = result
    for step in keys[:-1]:
        inner = admit(place.get(step, {}))
        if kind_of(inner) != "context":
            return None
        run.spend(len(inner) + 1)
        place[step] = dict(inner)
        place = place[step]
    place[keys[-1]] = value
    return result


def context_merge(run: Run, contexts: list[Any]) -> dict[str, Any] | None:
    """Return one context of all; a later entry replaces an earlier one of the same key."""
    result: dict[str, Any] = {}
    for context in contexts:
        if kind_of(context) != "context":
            return None
        run.spend(len(context) + 1)
        result.update(context)
    return result


def context_of(run: Run, entries: list[Any]) -> dict[str, Any] | None:
    """Return a context from contexts of ``key`` and ``value``; null when a key comes twice or is no string."""
    result: dict[str, Any] = {}
    for entry in entries:
        run.spend(1)
        if kind_of(entry) != "context" or "value" not in entry:
            return None
        key = entry.get("key")
        if not isinstance(key, str) or key in result:
            return None
        result[key] = admit(entry["value"])
    return result


def negation(value: Any) -> bool | None:
    """Return the opposite of a boolean; null for anything else."""
    return not value if isinstance(value, bool) else None


CONTEXTS = {
    "context": builtin(context_of, "entries: list"),
    "context merge": builtin(context_merge, "contexts: list"),
    "context put": builtin(
        context_put, "context: context, keys: any, value: any", "context: context, key: string, value: any"
    ),
    "get entries": builtin(get_entries, "m: context"),
    "get or else": builtin(lambda value, default: default if value is None else value, "value: any, default: any"),
    "get value": builtin(get_value, "m: context, key: any"),
    "is defined": builtin(lambda value: value is not None, "value: any"),
    "not": builtin(negation, "negand: any"),
}
