"""JSON of nominations and exemplars."""

from __future__ import annotations

from marshmallow import fields, validate

from service.nomination.exemplars.rules import CLOSED
from service.web.schemas import CamelSchema, Key, Moment

IDEMPOTENCY_KEY = {"in": "header", "name": "Idempotency-Key", "required": False, "schema": {"type": "string"}}
"""The header under which a POST sent again is done once, for the description of the interface."""

STATUSES = ("open", "recognised", "built", *CLOSED)


class ExemplarQuery(CamelSchema):
    """What a list of exemplars is narrowed to, and which page of it."""

    movement = fields.String(load_default=None)
    agency = fields.String(load_default=None)
    status = fields.String(load_default=None, validate=validate.OneOf(STATUSES))
    year = fields.Integer(load_default=None, validate=validate.Range(2000, 2100))
    search = fields.String(load_default="", validate=validate.Length(max=200))
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))
    cursor = fields.String(load_default=None)


class Exemplar(CamelSchema):
    """An exemplar; name, place and highlight are null while it is secret."""

    exemplar_key = Key()
    process_instance_key = Key()
    code = fields.String()
    year = fields.Integer()
    agency = fields.String()
    lead_agency = fields.String(allow_none=True)
    movement = fields.String(allow_none=True)
    subject_type = fields.String(allow_none=True)
    kind = fields.String(allow_none=True)
    name = fields.String(allow_none=True)
    place = fields.String(allow_none=True)
    highlight = fields.String(allow_none=True)
    stage = fields.String()
    status = fields.String()
    round = fields.Integer()
    secret = fields.Boolean()
    score = fields.Float(allow_none=True)
    spread = fields.String(allow_none=True)
    opened_at = Moment()
    recognised_at = Moment(allow_none=True)
    built_at = Moment(allow_none=True)
    replicated_at = Moment(allow_none=True)
    closed_at = Moment(allow_none=True)


class ExemplarPage(CamelSchema):
    """A page of exemplars; ``nextCursor`` is null at the end."""

    items = fields.List(fields.Nested(Exemplar))
    next_cursor = fields.String(allow_none=True)


class NominationStart(CamelSchema):
    """Which agency nominates."""

    agency = fields.String(required=True, validate=validate.Length(min=1, max=100))


class Nomination(CamelSchema):
    """A nomination: the process instance that is an exemplar's life."""

    process_instance_key = Key()
    exemplar_key = Key()
    code = fields.String()
    agency = fields.String()
    stage = fields.String()
    status = fields.String()
    opened_at = Moment()
    closed_at = Moment(allow_none=True)


class NominationPage(CamelSchema):
    """A page of nominations; ``nextCursor`` is null at the end."""

    items = fields.List(fields.Nested(Nomination))
    next_cursor = fields.String(allow_none=True)
