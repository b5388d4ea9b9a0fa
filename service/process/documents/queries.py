"""Reading documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from service.access import policy
from service.core.errors import NotFound, sentence
from service.process.documents.model import document
from service.process.instances.model import instance_group

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from service.core.tx import Tx


class DocumentNotFound(NotFound):
    """No such document, or not one the actor may read."""

    code = "document_not_found"
    template = sentence("Expected to find document '%(key)s', but there is none for you. Check its id.")


@dataclass(frozen=True, slots=True)
class Document:
    """A stored file, without its content; ``size`` in bytes."""

    document_key: int
    content_hash: str
    file_name: str
    content_type: str
    size: int
    created_at: datetime
    created_by: str
    process_instance_key: int | None

    def reference(self) -> dict[str, Any]:
        """Return Camunda's reference to this document, as forms and variables carry it."""
        return {
            "camunda.document.type": "camunda",
            "documentId": str(self.document_key),
            "storeId": "default",
            "contentHash": self.content_hash,
            "metadata": {"fileName": self.file_name, "contentType": self.content_type, "size": self.size},
        }


def document_by_key(tx: Tx, document_key: int) -> Document | None:
    """Return one document."""
    row = tx.execute(select(document).where(document.c.document_key == document_key)).one_or_none()
    return None if row is None else _document(row)


def readable_document(tx: Tx, document_key: int) -> Document:
    """Return a document the actor may read: their own, or one of a case they may see."""
    found = document_by_key(tx, document_key)
    if found is not None:
        groups = groups_of(tx, found)
        resource = policy.DocumentResource(created_by=found.created_by, groups=groups)
        if policy.may(tx.actor, policy.Action.DOCUMENT_READ, resource):
            return found
    raise DocumentNotFound(key=document_key)


def groups_of(tx: Tx, found: Document) -> frozenset[str]:
    """Return the agencies that may see the case a document belongs to; none while it belongs to no case."""
    if found.process_instance_key is None:
        return frozenset()
    statement = select(instance_group.c.group).where(
        instance_group.c.process_instance_key == found.process_instance_key
    )
    return frozenset(tx.execute(statement).scalars())


def content_path(documents_dir: Path, content_hash: str) -> Path:
    """Return where the content with this hash lies."""
    return documents_dir / content_hash[:2] / content_hash


def _document(row: Any) -> Document:
    return Document(**{name: getattr(row, name) for name in Document.__slots__})
