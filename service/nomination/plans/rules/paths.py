"""Ways into a plan file: a list's item is named by what identifies it, so that a way still leads there when others go.

``("movements", "y-te", "leads", "so-y-te")`` is the lead so-y-te of the movement y-te.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

Document = dict[str, Any]
Path = Sequence[str]

_IDENTIFIED = {
    "legal_bases": ("number",),
    "leads": ("agency",),
    "coordinating": ("agency",),
    "criteria": ("movement", "subject_types", "from"),
    "consultations": ("movement", "subject_types", "agency"),
    "parameters": ("code", "scope", "from"),
    "names": ("from",),
}
"""List → the keys that name its items; ``code`` where the list is not here."""


def identity(section: str, item: Document) -> str:
    """Return what names an item of a list."""
    parts = (item.get(key, "") for key in _IDENTIFIED.get(section, ("code",)))
    return "/".join(",".join(part) if isinstance(part, list) else str(part) for part in parts)


def find(document: Document, path: Path) -> Any:
    """Return what a way leads to; raises ``LookupError`` where it leads nowhere."""
    found: Any = document
    section = ""
    for step in path:
        if isinstance(found, list):
            found = found[_position(found, section, step)]
        else:
            found, section = found[step], step
    return found


def leads_somewhere(document: Document, path: Path) -> bool:
    """Return whether a way leads to something in a file."""
    try:
        find(document, path)
    except LookupError:
        return False
    return True


def set_field(document: Document, path: Path, field: str, value: Any) -> Document:
    """Return the document with a field of the item at a way set; raises ``LookupError``."""
    changed = deepcopy(document)
    find(changed, path)[field] = value
    return changed


def without(document: Document, path: Path) -> Document:
    """Return the document without the item at a way; raises ``LookupError``."""
    changed = deepcopy(document)
    *above, last = path
    holder = find(changed, above)
    if isinstance(holder, list):
        del holder[_position(holder, str(above[-1]), last)]
    else:
        del holder[last]
    return changed


def confirmed(document: Document, path: Path) -> Document:
    """Return the document without the marks of assumption at and below a way; raises ``LookupError``."""
    changed = deepcopy(document)
    _confirm(find(changed, path))
    return changed


def assumption_count(part: Any) -> int:
    """Return how many marks of assumption stand in a part of a file."""
    if isinstance(part, list):
        return sum(map(assumption_count, part))
    if not isinstance(part, dict):
        return 0
    return (part.get("certainty") == "assumption") + sum(map(assumption_count, part.values()))


def _confirm(part: Any) -> None:
    if isinstance(part, dict):
        if part.get("certainty") == "assumption":
            del part["certainty"]
        part = list(part.values())
    for below in part if isinstance(part, list) else ():
        _confirm(below)


def _position(items: list[Any], section: str, name: str) -> int:
    for position, item in enumerate(items):
        if identity(section, item) == name:
            return position
    raise LookupError(name)
