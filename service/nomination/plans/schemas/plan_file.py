"""The shapes a plan file must have, section by section; unknown keys are refused."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate

from service.core.plain_yaml import Fault
from service.nomination.agencies.rules import CARRIES, CERTAINTIES, FAMILIES, PLACE_WORDS, SUCCESSION_KINDS
from service.nomination.plans.rules import DAY_ONE_YEAR, LAST_YEAR, MODES

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST_MINIMUM = 10_000
_CODE = r"^[a-z0-9]+(-[a-z0-9]+)*$"
_WORD = r"^[a-z0-9]+([_-][a-z0-9]+)*$"


class Day(fields.Field[date]):
    """A calendar day: a YAML date, or the same in ISO text."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> date:
        del attr, data, options
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        try:
            return date.fromisoformat(value)
        except (TypeError, ValueError) as error:
            message = "Expected a day such as 2022-03-01."
            raise ValidationError(message) from error


class Value(fields.Field[Any]):
    """What a parameter says: a number or a short text."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> Any:
        del attr, data, options
        if isinstance(value, bool) or not isinstance(value, int | float | str) or value != value:  # noqa: PLR0124 -- NaN
            message = "Expected a number or a text."
            raise ValidationError(message)
        return value


def _text(longest: int = 300, **options: Any) -> fields.String:
    return fields.String(required=True, validate=validate.Length(1, longest), **options)


def _code(pattern: str = _CODE, **options: Any) -> fields.String:
    options.setdefault("required", True)
    return fields.String(validate=[validate.Length(1, 60), validate.Regexp(pattern)], **options)


def _one_of(words: tuple[str, ...], **options: Any) -> fields.String:
    options.setdefault("required", True)
    return fields.String(validate=validate.OneOf(words), **options)


def _certainty() -> fields.String:
    return _one_of(CERTAINTIES, required=False, load_default="confirmed")


def _from() -> Day:
    return Day(required=True, data_key="from", attribute="from")


def _to() -> Day:
    return Day(load_default=None, allow_none=True, data_key="to", attribute="to")


def _rows(shape: type[Schema], *, at_least: int = 0) -> fields.List[Any]:
    options: dict[str, Any] = {"required": True} if at_least else {"load_default": list}
    return fields.List(fields.Nested(shape), validate=validate.Length(at_least, 2000), **options)


class _Shape(Schema):
    class Meta:
        """Refuse what is not named: a misspelt key must not silently mean nothing."""

        unknown = RAISE


class _PlanHead(_Shape):
    code = _code()
    name = _text(500)
    short_name = _text(100)
    name_en = _text(500)
    valid_from = _from()
    valid_to = Day(required=True, data_key="to", attribute="to")
    quota_years = fields.List(
        fields.Integer(strict=True, validate=validate.Range(DAY_ONE_YEAR, LAST_YEAR)), required=True
    )


class _LegalBasis(_Shape):
    number = _text(100)
    issued_on = Day(load_default=None, allow_none=True)
    issuer = _text(200)
    title = _text(500)
    title_en = _text(500)
    valid_to = _to()
    replaced_by = fields.String(load_default=None, allow_none=True, validate=validate.Length(1, 100))
    certainty = _certainty()


class _Name(_Shape):
    valid_from = _from()
    valid_to = _to()
    name = _text()
    short_name = _text(100)
    name_en = _text()
    parent = _code(required=False, load_default=None, allow_none=True)
    certainty = _certainty()


class _Succession(_Shape):
    kind = _one_of(SUCCESSION_KINDS)
    successor = _code(required=False, load_default=None, allow_none=True)
    carries = _one_of(CARRIES)
    function = _code(required=False, load_default=None, allow_none=True)
    succession_on = Day(required=True)
    document = fields.String(load_default="", validate=validate.Length(0, 300))
    certainty = _certainty()
    note = fields.String(load_default="", validate=validate.Length(0, 1000))


class _Agency(_Shape):
    code = _code()
    family = _one_of(FAMILIES)
    issuer_family = _one_of(FAMILIES)
    kind = _code(_WORD)
    head = _text(200)
    head_en = _text(200)
    valid_from = _from()
    valid_to = _to()
    certainty = _certainty()
    names = _rows(_Name, at_least=1)
    successions = _rows(_Succession)


class _Function(_Shape):
    code = _code()
    name = _text()
    name_en = _text()


class _Label(_Shape):
    code = _code(_WORD)
    label = _text(200)
    label_en = _text(200)


class _Lead(_Shape):
    agency = _code()
    mode = _one_of(MODES)
    minimum = fields.Integer(strict=True, required=True, validate=validate.Range(0, LARGEST_MINIMUM))


class _Coordinating(_Shape):
    agency = _code()
    certainty = _certainty()


class _Movement(_Shape):
    code = _code()
    number = fields.Integer(strict=True, required=True, validate=validate.Range(1, 999))
    kind = _one_of(("movement", "campaign", "field"))
    name = _text(500)
    short_name = _text(100)
    name_en = _text(500)
    subject_types = _rows(_Label, at_least=1)
    leads = _rows(_Lead, at_least=1)
    coordinating = _rows(_Coordinating)


class _Criterion(_Shape):
    code = fields.String(required=True, validate=validate.Regexp(r"^[A-Z][0-9]{0,2}(\.[A-Z][0-9]{1,2})?$"))
    text = _text(1000, data_key="text_vi")
    text_en = _text(1000)
    proof = _one_of(("any", "paper"), required=False, load_default="any")


class _CriteriaSet(_Shape):
    movement = fields.String(required=True)
    subject_types = fields.List(fields.String(), required=True, validate=validate.Length(1, 20))
    valid_from = _from()
    valid_to = _to()
    note = fields.String(load_default="", validate=validate.Length(0, 500))
    items = _rows(_Criterion, at_least=1)


class _Occurrence(_Shape):
    code = fields.String(required=True, validate=validate.Regexp(r"^M\d+(-[a-z0-9-]+)?$"))
    name = _text()
    name_en = _text()
    from_on = Day(required=True)
    due_on = Day(required=True)


class _Milestone(_Shape):
    code = fields.String(required=True, validate=validate.Regexp(r"^M\d+$"))
    name = _text()
    name_en = _text()
    responsible = _code(_WORD)
    recurrence = _one_of(("once", "yearly", "occasion", "continuous"))
    occurrences = _rows(_Occurrence)


class _Channel(_Label):
    agency = _code(required=False, load_default=None, allow_none=True)
    is_people_network = fields.Boolean(truthy={True}, falsy={False}, load_default=False)


class _Consultation(_Shape):
    movement = fields.String(required=True)
    subject_types = fields.List(fields.String(), required=True, validate=validate.Length(1, 20))
    agency = _code()
    valid_from = _from()
    valid_to = _to()
    certainty = _certainty()


class _Parameter(_Shape):
    code = _code(_WORD)
    scope = _code(_WORD, required=False, load_default="")
    valid_from = _from()
    valid_to = _to()
    value = Value(required=True)
    unit = fields.String(load_default="", validate=validate.Length(0, 40))
    note = fields.String(load_default="", validate=validate.Length(0, 500))
    certainty = _certainty()


class _Commune(_Shape):
    code = _code()
    name = _text(200)
    kind = _one_of(tuple(PLACE_WORDS))


class _Place(_Commune):
    valid_from = _from()
    valid_to = _to()
    certainty = _certainty()
    communes = _rows(_Commune)


class PlanFile(_Shape):
    """A whole plan file."""

    plan = fields.Nested(_PlanHead, required=True)
    legal_bases = _rows(_LegalBasis)
    agencies = _rows(_Agency, at_least=1)
    functions = _rows(_Function)
    subject_types = _rows(_Label, at_least=1)
    movements = _rows(_Movement, at_least=1)
    criteria = _rows(_CriteriaSet, at_least=1)
    milestones = _rows(_Milestone)
    detection_sources = _rows(_Label, at_least=1)
    channels = _rows(_Channel)
    consultations = _rows(_Consultation)
    parameters = _rows(_Parameter)
    places = _rows(_Place)


def shape_faults(messages: Any, path: str = "") -> Iterator[Fault]:
    """Turn marshmallow's nested messages into faults with readable paths."""
    if isinstance(messages, dict):
        for key, below in messages.items():
            step = f"[{key}]" if isinstance(key, int) else f".{key}"
            here = path if key == "_schema" else f"{path}{step}".lstrip(".")
            yield from shape_faults(below, here)
        return
    for reason in messages if isinstance(messages, list) else [messages]:
        yield Fault(path or "file", str(reason))
