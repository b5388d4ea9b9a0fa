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
    valid_to = fields.Date(allow_none=True)
    replaced_by = fields.String(allow_none=True)
    certainty = fields.String()


class Plan(CamelSchema):
    """A published or closed plan; ``validTo`` is the first day after it."""

    code = fields.String()
    name = fields.String()
    short_name = fields.String()
    name_en = fields.String()
    valid_from = fields.Date()
    valid_to = fields.Date()
    state = fields.String()
    loaded_at = Moment()
    closed_at = Moment(allow_none=True)
    closed_by = fields.String(allow_none=True)
    closing_reason = fields.String()
    legal_bases = fields.List(fields.Nested(_LegalBasis))


class PlanPage(CamelSchema):
    """Every plan, the newest period first; there is always one page."""

    items = fields.List(fields.Nested(Plan))
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


class PlanVersion(CamelSchema):
    """A plan as it was loaded once; ``effectiveOn`` is set for an amendment, ``digest`` is the file's SHA-256."""

    plan = fields.String()
    version = fields.Integer()
    digest = fields.String()
    effective_on = fields.Date(allow_none=True)
    basis = fields.String()
    reason = fields.String()
    made_at = Moment()
    made_by = fields.String()


class PlanDocument(CamelSchema):
    """A plan file (YAML) as it was loaded."""

    plan = fields.String()
    document = fields.String()


class _DraftHead(CamelSchema):
    code = fields.String()
    digest = fields.String()
    document = fields.String()
    cloned_from = fields.String(allow_none=True)
    made_at = Moment()
    made_by = fields.String()
    changed_at = Moment()
    changed_by = fields.String()


class _Question(CamelSchema):
    code = fields.String()
    kind = fields.String()
    path = fields.List(fields.String())
    field = fields.String()
    parameters = fields.Dict()
    answers = fields.List(fields.String())
    answer = fields.String(allow_none=True)
    value = fields.String()
    note = fields.String()
    decided_at = Moment(allow_none=True)
    decided_by = fields.String(allow_none=True)


class Draft(CamelSchema):
    """A plan in preparation, with what a person must decide; of a question, the first answer is the one proposed."""

    draft = fields.Nested(_DraftHead)
    questions = fields.List(fields.Nested(_Question))


class DraftMade(CamelSchema):
    """A plan file (YAML)."""

    document = fields.String(required=True, validate=validate.Length(1, 1_000_000))


class CloneMade(CamelSchema):
    """The first year of the new period."""

    first_year = fields.Integer(required=True, strict=True, validate=validate.Range(DAY_ONE_YEAR, LAST_YEAR))


class DecisionMade(CamelSchema):
    """A decision: of the answers the question offers; ``value`` is what a change sets."""

    question = fields.String(required=True, validate=validate.Length(1, 200))
    answer = fields.String(required=True, validate=validate.Length(1, 20))
    value = fields.String(load_default="", validate=validate.Length(0, 1000))
    note = fields.String(load_default="", validate=validate.Length(0, 1000))


class PublicationMade(CamelSchema):
    """Why a draft is put in force, and the document that orders it."""

    reason = fields.String(load_default="", validate=validate.Length(0, 1000))
    basis = fields.String(load_default="", validate=validate.Length(0, 500))


class ClosingMade(CamelSchema):
    """Why a plan is closed."""

    reason = fields.String(required=True, validate=validate.Length(1, 1000))
