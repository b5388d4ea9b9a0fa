"""The profile of a simulation: how many are nominated, how long steps take, how often things go otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate

from service.config import seed_directory
from service.core.errors import InvalidInput, NotFound, sentence
from service.core.plain_yaml import Fault, read_document

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

CHANCES = (
    "ballot_against",
    "consent_refused",
    "evidence_incomplete",
    "follow_up_continues",
    "follow_up_stuck",
    "follow_up_stops",
    "head_refuses",
    "head_returns",
    "lead_declines",
    "lead_returns",
    "offer_declined",
    "report_returned",
    "secret",
    "needs_more",
    "not_effective",
)
"""What may go otherwise than planned; each with a chance from 0 to 1 in a profile's ``chances``."""

_LONGEST_DAYS = 400


class ProfileRefused(InvalidInput):
    """A profile file with faults."""

    code = "profile_refused"
    template = sentence("Expected to read a simulation profile, but %(shown)s. Correct the file and try again.")

    def __init__(self, faults: list[Fault]) -> None:
        shown = "; ".join(f"{fault.path}: {fault.reason}" for fault in faults[:3])
        super().__init__(fields={fault.path: fault.reason for fault in faults}, shown=shown)


class ProfileNotFound(NotFound):
    """There is no profile of this name, and no such file."""

    code = "profile_not_found"
    template = sentence(
        "Expected to find simulation profile '%(name)s', but there are only %(known)s. Name one of them."
    )


@dataclass(frozen=True, slots=True)
class Habits:
    """How an agency works: its chance to be late, by how many working days, and how much it nominates."""

    late: float
    late_days: tuple[int, int]
    nominations: float


@dataclass(frozen=True, slots=True)
class Profile:
    """How people work in a simulation. Days are working days, chances lie between 0 and 1."""

    name: str
    programme_on: str
    nominated_from: str
    nominated_until: str
    spare: int
    topped_up_on: tuple[str, ...]
    days: tuple[int, int]
    steps: Mapping[str, tuple[int, int]]
    on_due_day: frozenset[str]
    in_time: frozenset[str]
    leave: float
    leave_days: tuple[int, int]
    follow_up_days: tuple[int, int]
    habits: Habits
    agencies: Mapping[str, Habits]
    chances: Mapping[str, float]
    texts: Mapping[str, str]
    collectives: Mapping[str, tuple[str, ...]]

    def habits_of(self, agency: str) -> Habits:
        """Return how an agency works."""
        return self.agencies.get(agency, self.habits)


def read_profile(name: str) -> Profile:
    """Return the profile of a name, or of a file; raises ``ProfileNotFound`` and ``ProfileRefused``."""
    folder = seed_directory() / "workflows" / "simulation"
    known = {path.stem: path for path in sorted(folder.glob("*.yaml"))}
    path = known.get(name) or _file(name)
    if path is None:
        raise ProfileNotFound(name=name, known=", ".join(sorted(known)))
    return profile_from(path.read_bytes(), path.stem)


def profile_from(document: bytes, name: str) -> Profile:
    """Return the profile a YAML document describes; raises ``ProfileRefused``."""
    found, faults = read_document(document)
    if faults:
        raise ProfileRefused(faults)
    try:
        checked: dict[str, Any] = _ProfileFile().load(found)
    except ValidationError as error:
        raise ProfileRefused(list(_faults(error.messages))) from error
    habits = Habits(checked["late"], checked["late_days"], checked["nominations"])
    agencies = {
        code: Habits(
            own.get("late", habits.late),
            own.get("late_days", habits.late_days),
            own.get("nominations", habits.nominations),
        )
        for code, own in checked.pop("agencies").items()
    }
    for part in ("late", "late_days", "nominations"):
        checked.pop(part)
    steps = {step: tuple(days) for step, days in checked.pop("steps").items()}
    collectives = {movement: tuple(words) for movement, words in checked.pop("collectives").items()}
    return Profile(
        name=name,
        habits=habits,
        agencies=agencies,
        steps=steps,
        collectives=collectives,
        on_due_day=frozenset(checked.pop("on_due_day")),
        in_time=frozenset(checked.pop("in_time")),
        topped_up_on=tuple(checked.pop("topped_up_on")),
        **checked,
    )


def _file(name: str) -> Path | None:
    from pathlib import Path  # noqa: PLC0415 -- only here is a name a path

    path = Path(name)
    return path if path.is_file() else None


class _Days(fields.Field[tuple[int, int]]):
    """A least and a most number of working days: ``[2, 7]``."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> tuple[int, int]:
        del attr, data, options
        is_pair = isinstance(value, list) and len(value) == 2 and all(type(part) is int for part in value)  # noqa: PLR2004
        if not is_pair or not 0 <= value[0] <= value[1] <= _LONGEST_DAYS:
            message = f"Expected two whole numbers of days, the least and the most, up to {_LONGEST_DAYS}."
            raise ValidationError(message)
        return (value[0], value[1])


def _chance(**options: Any) -> fields.Float:
    return fields.Float(validate=validate.Range(0, 1), **options)


def _month_day(**options: Any) -> fields.String:
    return fields.String(validate=validate.Regexp(r"^(0[1-9]|1[0-2])-([0-2][0-9]|3[01])$"), **options)


class _Agency(Schema):
    class Meta:
        """Refuse what is not named."""

        unknown = RAISE

    late = _chance()
    late_days = _Days()
    nominations = fields.Float(validate=validate.Range(0, 5))


class _ProfileFile(Schema):
    class Meta:
        """Refuse what is not named: a misspelt key must not silently mean nothing."""

        unknown = RAISE

    programme_on = fields.String(required=True, validate=validate.Regexp(r"^\d{4}-\d{2}-\d{2}$"))
    nominated_from = _month_day(required=True)
    nominated_until = _month_day(required=True)
    nominations = fields.Float(required=True, validate=validate.Range(0, 5))
    spare = fields.Integer(strict=True, required=True, validate=validate.Range(0, 20))
    topped_up_on = fields.List(_month_day(), required=True)
    days = _Days(required=True)
    steps = fields.Dict(keys=fields.String(), values=_Days(), required=True)
    on_due_day = fields.List(fields.String(), required=True)
    in_time = fields.List(fields.String(), required=True)
    late = _chance(required=True)
    late_days = _Days(required=True)
    leave = _chance(required=True)
    leave_days = _Days(required=True)
    follow_up_days = _Days(required=True)
    agencies = fields.Dict(keys=fields.String(), values=fields.Nested(_Agency), load_default=dict)
    chances = fields.Dict(keys=fields.String(validate=validate.OneOf(CHANCES)), values=_chance(), required=True)
    texts = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    collectives = fields.Dict(keys=fields.String(), values=fields.List(fields.String()), required=True)


def _faults(messages: Any, path: str = "") -> list[Fault]:
    if isinstance(messages, dict):
        steps = ((f"{path}.{key}".lstrip("."), below) for key, below in messages.items() if key != "value")
        below_value = _faults(messages["value"], path) if "value" in messages else []
        return [fault for step, below in steps for fault in _faults(below, step)] + below_value
    reasons = messages if isinstance(messages, list) else [messages]
    return [Fault(path or "file", str(reason)) for reason in reasons]
