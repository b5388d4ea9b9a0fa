"""Issued documents: once a step and recipient, never changed, counted by code."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from service.core.actor import Actor
from service.core.operations import OperationCall
from service.nomination.correspondence.commands import IssuedDocument, issue_document
from service.nomination.correspondence.queries import (
    IssuedDocumentNotFound,
    counts_by_code,
    issued_documents,
    visible_document,
)

if TYPE_CHECKING:
    from service.core.tx import Tx

PLAN = "lang-son-2021-2025"
REPORT = IssuedDocument("D3", issuer="so-y-te", recipient="ubnd-tinh", plan=PLAN, plan_year=2022)


def called(element_instance_key: int) -> OperationCall:
    return OperationCall(7, element_instance_key, "submit_review", "unit_review", {})


def test_a_step_issues_a_document_once(tx: Tx) -> None:
    key = issue_document(tx, called(1), REPORT)
    assert key is not None
    assert issue_document(tx, called(1), REPORT) is None
    assert [found.issued_document_key for found in issued_documents(tx, plan=PLAN)] == [key]


def test_a_step_that_is_done_again_issues_again(tx: Tx) -> None:
    issue_document(tx, called(1), REPORT)
    issue_document(tx, called(2), REPORT)
    assert counts_by_code(tx, PLAN) == {"D3": 2}
    assert counts_by_code(tx, "another") == {}


def test_an_issued_document_is_found_by_its_key_and_by_its_case(tx: Tx) -> None:
    key = issue_document(tx, called(1), REPORT)
    assert key is not None
    reader = Actor("officer.so-y-te", groups=frozenset({"so-y-te/officer"}))
    assert visible_document(replace(tx, actor=reader), key).recipient == "ubnd-tinh"
    assert issued_documents(tx, process_instance_key=8) == []
    assert len(issued_documents(tx, process_instance_key=7, code="D3")) == 1


def test_a_document_that_was_never_issued_is_not_found(tx: Tx) -> None:
    with pytest.raises(IssuedDocumentNotFound, match="issued document '5', but there is none"):
        visible_document(tx, 5)


def test_a_code_nobody_knows_is_refused(tx: Tx) -> None:
    with pytest.raises(ValueError, match="'D14' is none"):
        issue_document(tx, called(1), IssuedDocument("D14", issuer="a", recipient="b", plan=PLAN))
