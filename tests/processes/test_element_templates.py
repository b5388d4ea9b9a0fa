"""The choices a process owner gets in the modeler say what the engine understands."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from service import feel

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "workflows" / "element-templates").glob("*.json"))
ROLES = {"officer", "head", "supervisor", "council", "publicist"}
CASE = {"agency": "so-y-te", "lead_agency": "mttq", "media_agency": "bao-lang-son", "mentor": "an.nguyen"}


def values(template: dict[str, Any]) -> list[str]:
    """Every value the template may write, chosen or fixed."""
    found = [choice["value"] for entry in template["properties"] for choice in entry.get("choices", [])]
    return found + [entry["value"] for entry in template["properties"] if "value" in entry]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_a_template_is_called_like_its_file(path: Path) -> None:
    assert json.loads(path.read_text(encoding="utf-8"))["id"] == f"vn.lantoa.{path.stem}"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_what_a_template_writes_is_understood(path: Path) -> None:
    template = json.loads(path.read_text(encoding="utf-8"))
    now = datetime(2023, 3, 1, tzinfo=UTC)
    for text in filter(feel.is_expression, values(template)):
        assert feel.parse_property(text).evaluate(CASE, now=now) is not None, text


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_a_template_assigns_to_groups_of_known_roles(path: Path) -> None:
    template = json.loads(path.read_text(encoding="utf-8"))
    now = datetime(2023, 3, 1, tzinfo=UTC)
    for entry in template["properties"]:
        if entry["binding"].get("property") == "candidateGroups":
            for text in [entry["value"], *(choice["value"] for choice in entry.get("choices", []))]:
                groups = feel.parse_property(text).evaluate(CASE, now=now)
                assert {group.split("/")[1] for group in groups} <= ROLES


def texts(part: Any) -> list[tuple[str, dict[str, Any]]]:
    """Every text a reader sees in a part of a template, with what it stands in."""
    if isinstance(part, list):
        return [found for each in part for found in texts(each)]
    if not isinstance(part, dict):
        return []
    shown = [(name, part) for name in ("name", "label", "description", "message") if " " in str(part.get(name, ""))]
    return shown + [found for each in part.values() for found in texts(each)]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_every_text_of_a_template_has_its_english(path: Path) -> None:
    for name, part in texts(json.loads(path.read_text(encoding="utf-8"))):
        assert part.get(f"{name}_en", "").isascii() or "TĐKT" in part[f"{name}_en"], part[name]
        assert part.get(f"{name}_en"), part[name]
