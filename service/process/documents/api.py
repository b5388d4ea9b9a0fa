"""``/v2/documents``."""

from __future__ import annotations

from typing import Any

from flask import Response, request, send_file
from marshmallow import RAISE, ValidationError

from service.access.edge import begin, documents_dir, read
from service.access.policy import Action
from service.access.routes import How, asks
from service.core.errors import InvalidInput, sentence
from service.process.documents import commands, queries, schemas
from service.process.instances.api import visible_instance
from service.web.interface import Blueprint

blueprint = Blueprint("documents_api", __name__, url_prefix="/v2/documents", description="Files")


class FileMissing(InvalidInput):
    """The request carries no file."""

    code = "file_missing"
    template = sentence("Expected to store a file, but the request has no part named 'file'. Send multipart form data.")


class MetadataInvalid(InvalidInput):
    """The part about the file cannot be read."""

    code = "metadata_invalid"
    template = sentence(
        "Expected to read the part 'metadata' of the file, but it does not fit. Leave it out or correct it."
    )


@blueprint.post("")
@blueprint.doc(requestBody=schemas.UPLOAD_BODY)
@blueprint.arguments(schemas.UploadQuery, location="query", unknown=RAISE)
@blueprint.response(201, schemas.DocumentReference)
@asks(Action.DOCUMENT_CREATE, How.ACTOR)
def create_document(_query: dict[str, Any]) -> dict[str, Any]:
    """Store a file (multipart field ``file``) and return its reference.

    ``metadata.processInstanceKey`` names the case it belongs to: then everybody who sees the case may read it.
    """
    file = request.files.get("file")
    if file is None:
        raise FileMissing
    metadata = _metadata()
    name = metadata.get("file_name") or file.filename or ""
    stored = commands.store_content(documents_dir(), file_name=name, stream=file.stream)
    key = metadata.get("process_instance_key")
    with begin() as tx:
        if key is not None:
            visible_instance(tx, key)
        made = commands.create_document(tx, stored, process_instance_key=key)
    described = made.reference()
    return {
        "store_id": described["storeId"],
        "document_id": described["documentId"],
        "content_hash": made.content_hash,
        "metadata": described["metadata"]
        | {
            "expiresAt": None,
            "processDefinitionId": None,
            "processInstanceKey": None if key is None else str(key),
            "customProperties": {},
        },
    }


@blueprint.get("/<int:document_key>")
@blueprint.arguments(schemas.DownloadQuery, location="query", unknown=RAISE)
@blueprint.response(200, content_type="application/octet-stream")
@asks(Action.DOCUMENT_READ)
def get_document(query: dict[str, Any], document_key: int) -> Response:
    """Return a file's content; one whose content is not what ``contentHash`` says is not found."""
    with read() as tx:
        found = queries.readable_document(tx, document_key)
    if query.get("content_hash", found.content_hash) != found.content_hash:
        raise queries.DocumentNotFound(key=document_key)
    path = queries.content_path(documents_dir(), found.content_hash)
    return send_file(path, mimetype=found.content_type, as_attachment=True, download_name=found.file_name)


def _metadata() -> dict[str, Any]:
    """Return the multipart field ``metadata``, a JSON object; raises 422 with what is wrong in it."""
    try:
        given: dict[str, Any] = schemas.UploadMetadata().loads(request.form.get("metadata") or "{}")
    except ValidationError as error:
        raise MetadataInvalid(fields=error.messages_dict) from error
    except ValueError as error:
        raise MetadataInvalid from error
    return given
