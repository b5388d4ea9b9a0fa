"""What all JSON schemas share: camelCase names, keys as decimal strings, search requests and answers."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from marshmallow import RAISE, Schema, fields, validate

from service.core.keys import LARGEST_KEY

TENANT = "<default>"
"""Camunda's name for the one tenant: a province is a database."""

_MOST_DIGITS = len(str(LARGEST_KEY))
_INVALID = "invalid"
_FIRST_YEAR, _LAST_YEAR = 1900, 9998


def camel(name: str) -> str:
    """Return a snake_case name in camelCase."""
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


class CamelSchema(Schema):
    """Fields are snake_case in Python and camelCase in JSON; unknown fields are refused."""

    class Meta:
        """Refuse what nobody reads."""

        unknown = RAISE

    def on_bind_field(self, field_name: str, field_obj: fields.Field[Any]) -> None:
        """Name the JSON field."""
        field_obj.data_key = field_obj.data_key or camel(field_name)


class Key(fields.Field[int]):
    """A key: an integer inside, a decimal string in JSON."""

    default_error_messages = {_INVALID: "Not a key."}  # noqa: RUF012 -- marshmallow merges them, and types them so

    def _serialize(self, value: int | None, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        del attr, obj, kwargs
        return None if value is None else str(value)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:
        del attr, data, kwargs
        text = str(value)
        if isinstance(value, bool) or not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS):
            raise self.make_error(_INVALID)
        key = int(text)
        if key > LARGEST_KEY:
            raise self.make_error(_INVALID)
        return key


class Moment(fields.AwareDateTime):
    """A moment of the years 1900 to 9998, written in UTC to the millisecond: some Camunda clients take nothing else."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        moment = super()._deserialize(value, attr, data, **kwargs)
        if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:  # beyond them another zone's year may not exist
            raise self.make_error(_INVALID, input=value, obj_type=self.OBJ_TYPE)
        return moment

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        del attr, obj, kwargs
        if value is None:
            return None
        return value.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


class Tenant(fields.Constant[str]):
    """Camunda's tenant, always the default one."""

    def __init__(self, **options: Any) -> None:
        super().__init__(TENANT, **options)


class SearchRequest(CamelSchema):
    """Camunda's search request; filters are checked against the searched resource's own fields."""

    filter = fields.Dict(keys=fields.String(), load_default=dict)
    sort = fields.List(fields.Dict(), load_default=list)
    page = fields.Dict(keys=fields.String(), load_default=dict)


def search_answer(item: type[Schema]) -> type[Schema]:
    """Return the schema of a search answer over items."""
    members: dict[str, fields.Field[Any]] = {"items": fields.List(fields.Nested(item)), "page": fields.Dict()}
    return CamelSchema.from_dict(members, name=f"{item.__name__}Search")


NAME = validate.Length(min=1, max=300)
