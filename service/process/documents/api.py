"""``/v2/documents``."""

from __future__ import annotations

from typing import Any

from flask import Response, request, send_file
from flask_smorest import Blueprint

from service.access.edge import begin, documents_dir, read
from service.access.policy import Action
from service.access.routes import How, asks
from service.core.errors import InvalidInput, sentence
from service.process.documents import commands, queries, schemas

blueprint = Blueprint("documents_api", __name__, url_prefix="/v2/documents", description="Files")


class FileMissing(InvalidInput):
    """The request carries no file."""

    code = "file_missing"
    template = sentence("Expected to store a file, but the request has no part named 'file'. Send multipart form data.")


@blueprint.post("")
@blueprint.response(201, schemas.DocumentReference)
@asks(Action.DOCUMENT_CREATE, How.ACTOR)
def create_document() -> dict[str, Any]:
    """Store a file (multipart field ``file``) and return its reference."""
    file = request.files.get("file")
    if file is None:
        raise FileMissing
    stored = commands.store_content(documents_dir(), file_name=file.filename or "", stream=file.stream)
    with begin() as tx:
        made = commands.create_document(tx, stored)
    described = made.reference()
    metadata = described["metadata"] | {
        "expiresAt": None,
        "processDefinitionId": None,
        "processInstanceKey": None,
        "customProperties": {},
    }
    return {
        "store_id": "default",
        "document_id": described["documentId"],
        "content_hash": made.content_hash,
        "metadata": metadata,
    }


@blueprint.get("/<int:document_key>")
@blueprint.response(200, content_type="application/octet-stream")
@asks(Action.DOCUMENT_READ)
def get_document(document_key: int) -> Response:
    """Return a file's content."""
    with read() as tx:
        found = queries.readable_document(tx, document_key)
    path = queries.content_path(documents_dir(), found.content_hash)
    return send_file(path, mimetype=found.content_type, as_attachment=True, download_name=found.file_name)
