"""What clients send and get about working days."""

from __future__ import annotations

from datetime import date
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from service.process.calendar.rules import FIRST_YEAR, LAST_YEAR

_LONGEST_SPAN = 3_700
_WITHIN = validate.Range(min=date(FIRST_YEAR, 1, 1), max=date(LAST_YEAR, 12, 31))


class SpanQuery(Schema):
    """From which day to which, both included; at most ten years."""

    first = fields.Date(data_key="from", required=True, validate=_WITHIN)
    last = fields.Date(data_key="to", required=True, validate=_WITHIN)

    @validates_schema
    def check_order(self, data: dict[str, Any], **_: Any) -> None:
        """Refuse a span that ends before it begins, or is longer than ten years."""
        if not 0 <= (data["last"] - data["first"]).days <= _LONGEST_SPAN:
            message = "Expected a day from 'from' on, at most ten years later."
            raise ValidationError(message, "to")


class DecidedDay(Schema):
    """A decision on a day."""

    day = fields.Date()
    is_working = fields.Boolean()
    reason = fields.String()
    document = fields.String()
    issuer = fields.String()
    decided_at = fields.AwareDateTime()
    decided_by = fields.String()
    taken_back_at = fields.AwareDateTime(allow_none=True)
    taken_back_by = fields.String(allow_none=True)


class Span(Schema):
    """How many working days there are, and the decisions on days among them."""

    first = fields.Date(data_key="from")
    last = fields.Date(data_key="to")
    count = fields.Integer()
    decided = fields.List(fields.Nested(DecidedDay))


class Decision(Schema):
    """Whether a day is a working day, why, and by which document of whom."""

    is_working = fields.Boolean(required=True)
    reason = fields.String(required=True, validate=validate.Length(1, 300))
    document = fields.String(required=True, validate=validate.Length(1, 200))
    issuer = fields.String(required=True, validate=validate.Length(1, 200))
