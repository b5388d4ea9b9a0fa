"""Reading YAML that people write: plain data only, bounded, no anchors, no key twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import yaml

from service.core.text import normal

MAXIMUM_BYTES = 1_000_000
MAXIMUM_DEPTH = 20


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a file: where (``movements[3].leads[0].minimum``, or ``line 7``) and why."""

    path: str
    reason: str


class _PlainLoader(yaml.SafeLoader):
    """YAML's safe types, minus anchors (they can swell a small file) and minus keys written twice."""

    depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.events.AliasEvent) or getattr(event, "anchor", None) is not None:
            raise _at(event, "anchors and aliases are not allowed")
        self.depth += 1
        if self.depth > MAXIMUM_DEPTH:
            raise _at(event, f"nested deeper than {MAXIMUM_DEPTH} levels")
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002 -- PyYAML's own
        seen = set()
        for key_node, _ in node.value:
            if key_node.tag != "tag:yaml.org,2002:str":  # YAML reads on, off, yes and no as truth values
                raise _at(key_node, "a key must be plain text; quote it")
            if key_node.value in seen:
                raise _at(key_node, f"key '{key_node.value}' is written twice")
            seen.add(key_node.value)
        return super().construct_mapping(node, deep=deep)


def _at(place: Any, reason: str) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=reason, problem_mark=place.start_mark)


def read_document(document: bytes) -> tuple[dict[str, Any], list[Fault]]:
    """Return a file of named sections as plain data, its text in NFC, and the faults that kept it from being read."""
    if len(document) > MAXIMUM_BYTES:
        return {}, [Fault("file", f"larger than {MAXIMUM_BYTES} bytes")]
    try:
        found = yaml.load(document.decode("utf-8"), Loader=_PlainLoader)  # noqa: S506 -- a SafeLoader, stricter
    except UnicodeDecodeError as error:
        return {}, [Fault(f"byte {error.start}", "not UTF-8 text")]
    except yaml.MarkedYAMLError as error:
        return {}, [Fault(_line(error), error.problem or "not YAML")]
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError) as error:
        return {}, [Fault("file", f"not YAML: {str(error).splitlines()[0][:200]}")]
    if not isinstance(found, dict):
        return {}, [Fault("file", "expected named sections, such as 'plan:'")]
    return _normal(found), []


def _line(error: yaml.MarkedYAMLError) -> str:
    return f"line {error.problem_mark.line + 1}" if error.problem_mark else "file"


def _normal(value: Any) -> Any:
    if isinstance(value, dict):
        return {_normal(key): _normal(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_normal(item) for item in value]
    return normal(value) if isinstance(value, str) else value
