"""Storing files: the content first, outside any transaction, then the row that names it."""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING

from service.core.errors import InvalidInput, sentence
from service.core.text import normal
from service.process.documents.model import document
from service.process.documents.queries import Document, content_path
from service.process.documents.rules import CONTENT_TYPES, MAXIMUM_SIZE, content_matches, without_location

if TYPE_CHECKING:
    from service.core.tx import Tx


class FileTypeRefused(InvalidInput):
    """The file is of a kind that is not taken, or not what its name says."""

    code = "file_type_refused"
    template = sentence(
        "Expected to store file '%(name)s', but it is not a PDF, Word, Excel, JPG or PNG file. Choose another file."
    )


class FileTooLarge(InvalidInput):
    """The file is larger than 20 MB."""

    code = "file_too_large"
    template = sentence("Expected to store file '%(name)s', but it is larger than 20 MB. Choose a smaller file.")


class FileEmpty(InvalidInput):
    """The file has no content."""

    code = "file_empty"
    template = sentence("Expected to store file '%(name)s', but it is empty. Choose another file.")


@dataclass(frozen=True, slots=True)
class StoredContent:
    """Content that lies in the store, ready to be named by a document row."""

    file_name: str
    content_type: str
    content_hash: str
    size: int


def store_content(documents_dir: Path, *, file_name: str, stream: IO[bytes]) -> StoredContent:
    """Check a file and put its content in the store, named by its hash; call before the transaction begins."""
    name = normal(PurePosixPath(file_name.replace("\\", "/")).name)[:300] or "tệp"
    content_type = CONTENT_TYPES.get(PurePosixPath(name).suffix.lower())
    content = stream.read(MAXIMUM_SIZE + 1)
    if len(content) > MAXIMUM_SIZE:
        raise FileTooLarge(name=name)
    if not content:
        raise FileEmpty(name=name)
    if content_type is None or not content_matches(content_type, content[:16]):
        raise FileTypeRefused(name=name)
    content = without_location(content_type, content)
    content_hash = hashlib.sha256(content).hexdigest()
    _write_once(content_path(documents_dir, content_hash), content)
    return StoredContent(name, content_type, content_hash, len(content))


def create_document(tx: Tx, stored: StoredContent, *, process_instance_key: int | None = None) -> Document:
    """Name stored content by a document row."""
    created = Document(
        document_key=tx.new_key(),
        content_hash=stored.content_hash,
        file_name=stored.file_name,
        content_type=stored.content_type,
        size=stored.size,
        created_at=tx.now,
        created_by=tx.actor.user_name,
        process_instance_key=process_instance_key,
    )
    tx.execute(document.insert(), {name: getattr(created, name) for name in Document.__slots__})
    return created


def _write_once(path: Path, content: bytes) -> None:
    """Write and rename, so that a file under its hash is always whole."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(path)
