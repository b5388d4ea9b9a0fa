"""Files for people: the same bytes as the API's, under the pages' address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, send_file

from service.access.edge import documents_dir, read
from service.access.policy import Action
from service.access.routes import asks
from service.process.documents import queries

if TYPE_CHECKING:
    from flask import Response

blueprint = Blueprint("documents", __name__, url_prefix="/documents")


@blueprint.get("/<int:document_key>")
@asks(Action.DOCUMENT_READ)
def download(document_key: int) -> Response:
    """Return a file the reader may have."""
    with read() as tx:
        found = queries.readable_document(tx, document_key)
    path = queries.content_path(documents_dir(), found.content_hash)
    return send_file(path, mimetype=found.content_type, as_attachment=True, download_name=found.file_name)
