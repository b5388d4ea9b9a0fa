"""Reading what was issued."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from service.core.errors import NotFound, sentence
from service.nomination.correspondence.model import issued_document

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from service.core.tx import Tx


class IssuedDocumentNotFound(NotFound):
    """No document was issued under this key."""

    code = "issued_document_not_found"
    template = sentence("Expected to find issued document '%(key)s', but there is none. Check the address.")


@dataclass(frozen=True, slots=True)
class Issued:
    """A document as it was issued; ``parameters`` is what its page is made of."""

    issued_document_key: int
    code: str
    issuer: str
    recipient: str
    mode: str | None
    plan: str
    plan_year: int | None
    process_instance_key: int
    user_task_key: int | None
    parameters: Mapping[str, Any]
    files: Sequence[Mapping[str, Any]]
    issued_at: datetime
    issued_by: str


def issued_documents(
    tx: Tx, *, plan: str | None = None, code: str | None = None, process_instance_key: int | None = None
) -> list[Issued]:
    """Return what was issued, oldest first, narrowed to a plan, a code or a process instance."""
    given = {"plan": plan, "code": code, "process_instance_key": process_instance_key}
    conditions = [issued_document.c[name] == value for name, value in given.items() if value is not None]
    statement = select(*_columns()).where(*conditions).order_by(issued_document.c.issued_document_key)
    return [Issued(**dict(row)) for row in tx.execute(statement).mappings()]


def issued_by_key(tx: Tx, key: int) -> Issued:
    """Return one issued document; raises ``IssuedDocumentNotFound``."""
    statement = select(*_columns()).where(issued_document.c.issued_document_key == key)
    row = tx.execute(statement).mappings().one_or_none()
    if row is None:
        raise IssuedDocumentNotFound(key=key)
    return Issued(**dict(row))


def counts_by_code(tx: Tx, plan: str) -> dict[str, int]:
    """Return code → how many documents of a plan were issued; codes of which there are none are not named."""
    table = issued_document
    statement = select(table.c.code, func.count().label("total")).where(table.c.plan == plan).group_by(table.c.code)
    return {row.code: row.total for row in tx.execute(statement.order_by(table.c.code))}


def _columns() -> list[Any]:
    return [issued_document.c[name] for name in Issued.__dataclass_fields__]
