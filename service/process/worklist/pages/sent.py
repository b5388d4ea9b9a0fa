"""Reading what a task's form sent: its files first, then its answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from flask import request

from service.access.edge import documents_dir
from service.core.errors import InvalidInput
from service.process.documents import commands as document_commands
from service.process.documents.queries import document_by_key
from service.process.forms.queries import form_by_key
from service.process.forms.rules import from_html
from service.web.i18n import translated

if TYPE_CHECKING:
    from collections.abc import Mapping

    from service.core.tx import Tx
    from service.process.instances.queries import UserTask

_FILE = "__file"
"""The end of a file field's name (``rows.0.file__file`` for the question ``rows.0.file``)."""


@dataclass(frozen=True, slots=True)
class Uploads:
    """Files in the store by the path of their question, and what is wrong with those that were refused."""

    stored: Mapping[str, list[document_commands.StoredContent]] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)


def store_uploads() -> Uploads:
    """Put every uploaded file in the store, before any transaction."""
    stored: dict[str, list[document_commands.StoredContent]] = {}
    faults: dict[str, str] = {}
    for name, file in request.files.items(multi=True):
        if not file.filename or not name.endswith(_FILE):
            continue
        path = name.removesuffix(_FILE)
        try:
            content = document_commands.store_content(documents_dir(), file_name=file.filename, stream=file.stream)
        except InvalidInput as refused:
            faults[path] = translated(refused)
        else:
            stored.setdefault(path, []).append(content)
    return Uploads(stored, faults)


def answers_sent(tx: Tx, task: UserTask, uploads: Uploads) -> dict[str, Any]:
    """Return the typed answers of a task's form; uploaded files become documents of its instance."""
    if task.form_key is None:
        return {}

    def known(document_id: str) -> Mapping[str, Any] | None:
        found = document_by_key(tx, int(document_id)) if document_id.isdecimal() else None
        if found is None:
            return None
        belongs = found.process_instance_key == task.process_instance_key or found.created_by == tx.actor.user_name
        return found.reference() if belongs else None

    uploaded = {path: [_named(tx, task, each) for each in contents] for path, contents in uploads.stored.items()}
    return from_html(form_by_key(tx, task.form_key).form, request.form, documents=known, uploaded=uploaded)


def _named(tx: Tx, task: UserTask, content: document_commands.StoredContent) -> dict[str, Any]:
    return document_commands.create_document(tx, content, process_instance_key=task.process_instance_key).reference()
