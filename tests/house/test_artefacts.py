"""Diagrams, forms and operations know each other: nothing named is missing, nothing present is unused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from lxml import etree

from service.app import domain

ROOT = Path(__file__).resolve().parents[2]
DIAGRAMS = sorted((ROOT / "workflows" / "bpmn").glob("*.bpmn"))
FORMS = sorted((ROOT / "forms").glob("*.form"))
ZEEBE = "{http://camunda.org/schema/zeebe/1.0}"
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
OPENED_BY_PAGES = {"exemplar_start"}


def values(tag: str, attribute: str) -> set[str]:
    return {
        str(element.get(attribute))
        for path in DIAGRAMS
        for element in etree.parse(str(path)).iter(ZEEBE + tag)
        if element.get(attribute)
    }


def test_every_form_has_a_user() -> None:
    assert {path.stem for path in FORMS} - OPENED_BY_PAGES == values("formDefinition", "formId")


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_a_form_is_called_like_its_file(path: Path) -> None:
    assert json.loads(path.read_text(encoding="utf-8"))["id"] == path.stem


def test_every_operation_named_in_a_diagram_exists() -> None:
    named = values("taskDefinition", "type") | values("taskListener", "type")
    assert named <= set(domain().operations)


def test_every_operation_is_named_in_a_diagram() -> None:
    named = values("taskDefinition", "type") | values("taskListener", "type")
    assert set(domain().operations) == named


def test_every_decision_and_called_process_has_a_file() -> None:
    assert values("calledDecision", "decisionId") <= {path.stem for path in (ROOT / "workflows" / "dmn").glob("*.dmn")}
    assert values("calledElement", "processId") <= {path.stem for path in DIAGRAMS}


@pytest.mark.parametrize("path", DIAGRAMS, ids=lambda path: path.stem)
def test_a_diagram_is_called_like_its_file(path: Path) -> None:
    executable = [
        process.get("id")
        for process in etree.parse(str(path)).iter(BPMN + "process")
        if process.get("isExecutable") == "true"
    ]
    assert executable == [path.stem]
