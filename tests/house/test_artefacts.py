"""Diagrams, forms and operations know each other: nothing named is missing, nothing present is unused."""

from __future__ import annotations

import inspect
import json
import re
from pathlib import Path

import pytest
from lxml import etree

from service.app import domain
from service.core.operations import SERVICE_TASK, USER_TASK, signature_of, told_by

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


OPERATIONS = domain().operations
MAPPED_BY_REMINDERS = {"step"}
"""A header that reminders leave for the reader of the diagram."""


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_says_what_it_does(name: str) -> None:
    assert told_by(OPERATIONS[name].__doc__).endswith(".")


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_variable_and_header_of_an_operation_has_a_word(name: str) -> None:
    signature = signature_of(OPERATIONS[name])
    assert {*signature.reads, *signature.headers, *signature.gives} <= domain().ask("variable_names").keys()


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_is_signed_for_what_its_own_lines_read(name: str) -> None:
    lines, signature = inspect.getsource(OPERATIONS[name]), signature_of(OPERATIONS[name])
    assert set(re.findall(r'call\.variables(?:\.get\(|\[)"(\w+)"', lines)) <= {*signature.reads}
    assert set(re.findall(r'call\.headers(?:\.get\(|\[)"(\w+)"', lines)) == {*signature.headers}
    assert "exemplar_key_of(call)" not in lines or "exemplar_key" in signature.reads


@pytest.mark.parametrize("path", DIAGRAMS, ids=lambda path: path.stem)
def test_a_diagram_uses_operations_as_they_are_signed(path: Path) -> None:
    for called in etree.parse(str(path)).iter(ZEEBE + "taskDefinition", ZEEBE + "taskListener"):
        (step,) = called.xpath("ancestor::*[starts-with(local-name(), 'serviceTask') or local-name() = 'userTask'][1]")
        signature = signature_of(OPERATIONS[called.get("type")])
        is_service = step.tag == BPMN + "serviceTask"
        assert (SERVICE_TASK if is_service else USER_TASK) in signature.at, step.get("id")
        headers = {header.get("key") for header in step.iter(ZEEBE + "header")}
        assert headers <= {*signature.headers, *MAPPED_BY_REMINDERS}, step.get("id")
        if is_service:
            given = {output.get("source").removeprefix("= ") for output in step.iter(ZEEBE + "output")}
            assert given <= {*signature.gives}, step.get("id")
