"""Issuing documents."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from service.core.text import folded
from service.nomination.correspondence.model import issued_document
from service.nomination.correspondence.rules import DOCUMENT_CODES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from service.core.operations import OperationCall
    from service.core.tx import Tx


SEARCHED = ("task", "case")
"""The parameters that a search looks into."""

LONGEST_SEARCHED = 1000


@dataclass(frozen=True, slots=True)
class IssuedDocument:
    """A document to issue: which kind, from whom to whom, in which manner, what it says.

    ``code`` is one of ``DOCUMENT_CODES``; agencies are codes; ``user_task_key`` is the task a letter is about.
    """

    code: str
    issuer: str
    recipient: str
    plan: str
    plan_year: int | None = None
    mode: str | None = None
    user_task_key: int | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)


def issue_document(tx: Tx, call: OperationCall, document: IssuedDocument) -> int | None:
    """Issue a document; returns its key, or ``None`` where this step issued the same to the same recipient before.

    Steps of one instance run one after the other, under its lock: nobody issues between the look and the writing.
    Raises ``ValueError`` for a code that is none.
    """
    if document.code not in DOCUMENT_CODES:
        message = f"Expected to issue a document of a known code, but '{document.code}' is none."
        raise ValueError(message)
    table = issued_document
    same = (
        table.c.element_instance_key == call.element_instance_key,
        table.c.code == document.code,
        table.c.recipient == document.recipient,
        table.c.user_task_key.is_not_distinct_from(document.user_task_key),
    )
    if tx.execute(select(table.c.issued_document_key).where(*same)).first():
        return None
    key = tx.new_key()
    tx.execute(
        table.insert(),
        {
            "issued_document_key": key,
            "code": document.code,
            "issuer": document.issuer,
            "recipient": document.recipient,
            "mode": document.mode,
            "plan": document.plan,
            "plan_year": document.plan_year,
            "process_instance_key": call.process_instance_key,
            "element_instance_key": call.element_instance_key,
            "user_task_key": document.user_task_key,
            "parameters": dict(document.parameters),
            "folded": _folded(document.parameters),
            "issued_at": tx.now,
            "issued_by": tx.actor.user_name,
        },
    )
    return key


def _folded(parameters: Mapping[str, Any]) -> str:
    return folded(" ".join(str(parameters[name]) for name in SEARCHED if parameters.get(name)))[:LONGEST_SEARCHED]
