"""JSON of reports."""

from __future__ import annotations

from datetime import date
from typing import Any

from marshmallow import fields, validate

from service.nomination.plans.rules import DAY_ONE_YEAR, LAST_YEAR
from service.nomination.plans.schemas import PlanQuery
from service.web.i18n import translated
from service.web.schemas import CamelSchema


class Said(fields.Field[str]):
    """A sentence of the catalogue, in the reader's language."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str:
        del attr, obj, kwargs
        return translated(value)


class ReportQuery(PlanQuery):
    """Which plan, which year of it, and whose report is meant."""

    year = fields.Integer(load_default=None, validate=validate.Range(DAY_ONE_YEAR, LAST_YEAR))
    agency = fields.String(load_default="")


class _Source(CamelSchema):
    table = fields.String()
    how = Said()
    href = fields.String()


class _Figure(CamelSchema):
    key = fields.String()
    label = Said()
    value = fields.Raw(allow_none=True)
    source = fields.Nested(_Source)


class _Column(CamelSchema):
    key = fields.String()
    label = Said()
    source = fields.Nested(_Source, allow_none=True)


class _Table(CamelSchema):
    key = fields.String()
    title = Said()
    columns = fields.List(fields.Nested(_Column))
    rows = fields.Method("plain_rows")
    source = fields.Nested(_Source)

    def plain_rows(self, table: Any) -> list[dict[str, Any]]:
        """Return the rows as plain values; days are ISO text."""
        return [
            {key: value.isoformat() if isinstance(value, date) else value for key, value in row.items()}
            for row in table.rows
        ]


class _Scope(CamelSchema):
    plan = fields.String()
    plan_year = fields.Integer(allow_none=True)
    agency = fields.String()


class Report(CamelSchema):
    """A report: its figures and tables, each with its source; once ``isClosed`` the figures do not change any more."""

    code = fields.String()
    title = Said()
    scope = fields.Nested(_Scope)
    as_of = fields.Date()
    is_closed = fields.Boolean()
    figures = fields.List(fields.Nested(_Figure))
    tables = fields.List(fields.Nested(_Table))
    texts = fields.Dict()


class ReportKind(CamelSchema):
    """A report there is, by its code in R75; ``years`` are those it can be made for, none where it has no year."""

    code = fields.String()
    title = Said()
    is_yearly = fields.Boolean()
    is_of_agency = fields.Boolean()
    plan = fields.String()
    years = fields.List(fields.Integer())
