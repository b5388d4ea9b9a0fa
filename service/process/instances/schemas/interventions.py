"""JSON that every intervention in a running instance shares: why it is made."""

from __future__ import annotations

from marshmallow import fields, validate

from service.web.schemas import CamelSchema

LONGEST_REASON = 2000


class Intervention(CamelSchema):
    """Camunda's request to cancel, suspend or resume an instance; the reason goes into its history."""

    operation_reference = fields.Integer()
    reason = fields.String(load_default="", validate=validate.Length(max=LONGEST_REASON))


def needed_reason() -> fields.String:
    """Return the field of a reason that may not be left out."""
    said = validate.Regexp(r"(?s).*\S", error="Write why.")
    return fields.String(required=True, validate=[validate.Length(max=LONGEST_REASON), said])
