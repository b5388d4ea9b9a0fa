"""JSON of document references, as Camunda 8 writes them."""

from __future__ import annotations

from marshmallow import fields

from service.web.schemas import CamelSchema


class DocumentReference(CamelSchema):
    """Where a stored file is and what it is."""

    camunda_document_type = fields.Constant("camunda", data_key="camunda.document.type")
    store_id = fields.String(data_key="storeId")
    document_id = fields.String()
    content_hash = fields.String()
    metadata = fields.Dict()
