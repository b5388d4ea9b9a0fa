"""JSON of plans, agencies, movements and quotas."""

from __future__ import annotations

from marshmallow import fields, validate

from service.nomination.plans.rules import DAY_ONE_YEAR, LAST_YEAR
from service.web.schemas import CamelSchema, Moment


class AgencyQuery(CamelSchema):
    """The day whose agencies and names are meant (default: today), and which page of them."""

    on = fields.Date(load_default=None)
    ended = fields.Boolean(load_default=False)
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))
    cursor = fields.String(load_default=None)


class Agency(CamelSchema):
    """An agency under its name of a day; ``validTo`` is the first day it no longer exists."""

    code = fields.String()
    name = fields.String()
    short_name = fields.String()
    name_en = fields.String()
    parent = fields.String(allow_none=True)
    family = fields.String()
    issuer_family = fields.String()
    kind = fields.String()
    head = fields.String()
    head_en = fields.String()
    valid_from = fields.Date()
    valid_to = fields.Date(allow_none=True)
    certainty = fields.String()


class AgencyPage(CamelSchema):
    """A page of agencies; ``nextCursor`` is null at the end."""

    items = fields.List(fields.Nested(Agency))
    next_cursor = fields.String(allow_none=True)


class PlanQuery(CamelSchema):
    """Which plan is meant; default the one in force."""

    plan = fields.String(load_default=None, validate=validate.Length(max=60))


class QuotaQuery(PlanQuery):
    """Which plan's quotas, and of which year; default every year."""

    year = fields.Integer(load_default=None, validate=validate.Range(DAY_ONE_YEAR, LAST_YEAR))


class QuotaRow(CamelSchema):
    """A yearly minimum with its three counters; ``responsible`` holds the agency's function now."""

    year = fields.Integer()
    agency = fields.String()
    movement = fields.String()
    mode = fields.String(allow_none=True)
    minimum = fields.Integer()
    selected = fields.Integer()
    built = fields.Integer()
    replicated = fields.Integer()
    responsible = fields.String()


class _LegalBasis(CamelSchema):
    number = fields.String()
    issued_on = fields.Date(allow_none=True)
    issuer = fields.String()
    title = fields.String()
    title_en = fields.String()
    certainty = fields.String()


class _Plan(CamelSchema):
    code = fields.String()
    name = fields.String()
    short_name = fields.String()
    name_en = fields.String()
    valid_from = fields.Date()
    valid_to = fields.Date()
    loaded_at = Moment()
    legal_bases = fields.List(fields.Nested(_LegalBasis))


class PlanPage(CamelSchema):
    """Every plan, the newest period first; there is always one page."""

    items = fields.List(fields.Nested(_Plan))
    next_cursor = fields.String(allow_none=True)


class _SubjectType(CamelSchema):
    code = fields.String()
    label = fields.String()
    label_en = fields.String()


class _Lead(CamelSchema):
    agency = fields.String()
    mode = fields.String()


class _Movement(CamelSchema):
    code = fields.String()
    number = fields.Integer()
    kind = fields.String()
    name = fields.String()
    short_name = fields.String()
    name_en = fields.String()
    subject_types = fields.List(fields.Nested(_SubjectType))
    leads = fields.List(fields.Nested(_Lead))
    coordinating = fields.List(fields.String())


class MovementPage(CamelSchema):
    """A plan's movements in their official order; there is always one page."""

    items = fields.List(fields.Nested(_Movement))
    next_cursor = fields.String(allow_none=True)
