"""JSON of document references, as Camunda 8 writes them."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from service.web.schemas import CamelSchema, Key

STORE = "default"
"""There is one store of documents."""

UPLOAD_BODY: dict[str, Any] = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["file"],
                "properties": {
                    "file": {"type": "string", "format": "binary"},
                    "metadata": {"type": "string", "contentMediaType": "application/json"},
                },
            }
        }
    },
}
"""The body of an upload, for the description of the interface."""


class UploadQuery(CamelSchema):
    """Where to store a file."""

    store_id = fields.String(validate=validate.Equal(STORE))


class DownloadQuery(UploadQuery):
    """Which store a file is in, and the hash its content must have."""

    content_hash = fields.String()


class UploadMetadata(CamelSchema):
    """What a client says about a file it stores; its kind and size are found out, not believed."""

    file_name = fields.String(validate=validate.Length(min=1, max=255), allow_none=True)
    content_type = fields.String(allow_none=True)
    size = fields.Integer(allow_none=True)
    process_instance_key = Key(allow_none=True)
    process_definition_id = fields.String(allow_none=True)


class DocumentReference(CamelSchema):
    """Where a stored file is and what it is."""

    camunda_document_type = fields.Constant("camunda", data_key="camunda.document.type")
    store_id = fields.String(data_key="storeId")
    document_id = fields.String()
    content_hash = fields.String()
    metadata = fields.Dict()
