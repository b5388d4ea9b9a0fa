"""Opening and closing what keeps an exemplar from evaluation, award and signature."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from service.core.errors import Forbidden, InvalidInput, NotFound, WrongState, sentence
from service.nomination.exemplars.model import integrity_block
from service.nomination.exemplars.queries import open_blocks, visible_exemplar
from service.nomination.exemplars.rules import BLOCK_KINDS
from service.nomination.records.commands import write_page_record
from service.process.instances.commands import publish_message

if TYPE_CHECKING:
    from datetime import date

    from service.core.tx import Tx

TIME_TO_LIVE = timedelta(days=30)


class IntegrityForbidden(Forbidden):
    """Only a supervisor opens and closes blocks."""

    code = "integrity_forbidden"
    template = sentence(
        "Expected to change the integrity block of exemplar '%(code)s', but you are no supervisor. Ask Ban TĐKT."
    )


class IntegrityBlockInvalid(InvalidInput):
    """A block names its kind and the document it rests on."""

    code = "integrity_block_invalid"
    template = sentence(
        "Expected to change the integrity block of exemplar '%(code)s', but kind or document is missing. Fill them in."
    )


class IntegrityBlockNotFound(NotFound):
    """No such block."""

    code = "integrity_block_not_found"
    template = sentence("Expected to find integrity block '%(key)s', but there is none. Reload the page.")


class IntegrityBlockClosed(WrongState):
    """The block was closed before."""

    code = "integrity_block_closed"
    template = sentence("Expected to close integrity block '%(key)s', but it is closed already. Reload the page.")


def open_integrity_block(
    tx: Tx, *, exemplar_key: int, kind: str, document: str, detail: str = "", penalty_until: date | None = None
) -> int:
    """Open a block on a document; returns its key.

    ``kind`` is discipline, inspection, complaint, press, or barred (an award revoked, a declaration proven false).
    Raises ``ExemplarNotFound``, ``IntegrityForbidden``, ``IntegrityBlockInvalid``.
    """
    code = visible_exemplar(tx, exemplar_key).code
    _require_supervisor(tx, code)
    faults = {"kind": kind in BLOCK_KINDS, "document": bool(document.strip())}
    if not all(faults.values()):
        fields = {name: sentence("Fill in this field.") for name, is_good in faults.items() if not is_good}
        raise IntegrityBlockInvalid(code=code, fields=fields)
    columns = {"kind": kind, "document": document.strip(), "detail": detail or None, "penalty_until": penalty_until}
    return write_page_record(tx, integrity_block, exemplar_key=exemplar_key, columns=columns)


def close_integrity_block(tx: Tx, *, integrity_block_key: int, document: str) -> None:
    """Close a block on a document; the last one closed tells the waiting process (``block_lifted``).

    Raises ``IntegrityBlockNotFound``, ``IntegrityForbidden``, ``IntegrityBlockClosed``, ``IntegrityBlockInvalid``.
    """
    table = integrity_block
    row = tx.execute(select(table).where(table.c.integrity_block_key == integrity_block_key)).one_or_none()
    if row is None:
        raise IntegrityBlockNotFound(key=integrity_block_key)
    code = visible_exemplar(tx, row.exemplar_key).code
    _require_supervisor(tx, code)
    if not document.strip():
        raise IntegrityBlockInvalid(code=code, fields={"document": sentence("Fill in this field.")})
    closed = tx.execute(
        update(table)
        .where(table.c.integrity_block_key == integrity_block_key, table.c.closed_at.is_(None))
        .values(closed_at=tx.now, closed_by=tx.actor.user_name, closing_document=document.strip())
    )
    if closed.rowcount != 1:
        raise IntegrityBlockClosed(key=integrity_block_key)
    if not open_blocks(tx, row.exemplar_key):
        publish_message(
            tx,
            name="block_lifted",
            correlation_key=str(row.exemplar_key),
            variables={},
            time_to_live=TIME_TO_LIVE,
        )


def _require_supervisor(tx: Tx, code: str) -> None:
    if not (tx.actor.is_system or any(group.endswith("/supervisor") for group in tx.actor.groups)):
        raise IntegrityForbidden(code=code)
