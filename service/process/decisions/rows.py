"""Test rows: what the office expects of a decision, written beside its table and tried whenever it changes.

A file of rows names the decision, the columns, and one list a row: the values given, then the answers expected.
``today`` among the columns is the business date; the answer of a decision with several outputs takes a column each.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from marshmallow import RAISE, Schema, ValidationError, fields, post_load, validate, validates_schema

from service import dmn, feel
from service.core.clock import at_local_hour
from service.core.errors import InvalidInput, sentence
from service.core.plain_yaml import read_document

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

TODAY = "today"
"""The column that sets the business date."""

_ANSWERS = "expected the name of an output, or a list of names"


class RowsRefused(InvalidInput):
    """A file that holds no test rows."""

    code = "rows_refused"
    template = sentence(
        "Expected to read test rows '%(name)s', but they are not as they should be. Correct each place."
    )


@dataclass(frozen=True, slots=True)
class Row:
    """One test row: when, what is given, what is expected."""

    day: date | None
    given: Mapping[str, Any]
    expected: Any


@dataclass(frozen=True, slots=True)
class Rows:
    """The test rows of a decision."""

    decision_id: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A row, by its number from 1, whose answer is another; ``fault`` is set where the decision has none."""

    number: int
    row: Row
    found: Any = None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of trying the rows: those that differ, and (decision id, rule number) of each rule no row reached."""

    decision_id: str
    tried: int
    differences: tuple[Difference, ...]
    unreached: tuple[tuple[str, int], ...]

    @property
    def is_well(self) -> bool:
        """Whether every row holds and every rule was reached."""
        return not self.differences and not self.unreached


class RowFile(Schema):
    """A file of test rows; loads to ``Rows``."""

    class Meta:
        """Unknown sections are faults."""

        unknown = RAISE

    decision = fields.String(required=True, validate=validate.Length(1, 200))
    given = fields.List(fields.String(validate=validate.Length(1, 200)), required=True)
    expected = fields.Raw(required=True)
    rows = fields.List(fields.List(fields.Raw(allow_none=True)), required=True, validate=validate.Length(1, 5_000))

    @validates_schema
    def check_rows(self, data: dict[str, Any], **_: Any) -> None:
        """Refuse rows that do not fit the columns."""
        answers = data["expected"] if isinstance(data["expected"], list) else [data["expected"]]
        if not answers or not all(isinstance(name, str) for name in answers):
            raise ValidationError(_ANSWERS, "expected")
        wanted = len(data["given"]) + len(answers)
        place = data["given"].index(TODAY) if TODAY in data["given"] else None
        faults: dict[int, list[str]] = {}
        for number, row in enumerate(data["rows"]):
            if len(row) != wanted:
                faults[number] = [f"expected {wanted} values, one for each column, but there are {len(row)}"]
            elif place is not None and type(row[place]) is not date:
                faults[number] = ["expected 'today' to be a date, such as 2025-07-01"]
        if faults:
            raise ValidationError({"rows": faults})

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> Rows:
        """Build the rows."""
        return Rows(data["decision"], tuple(_row(data["given"], data["expected"], row) for row in data["rows"]))


def _row(columns: list[str], expected: str | list[str], values: list[Any]) -> Row:
    given = dict(zip(columns, values, strict=False))
    answers = values[len(columns) :]
    day = given.pop(TODAY, None)
    return Row(day, given, answers[0] if isinstance(expected, str) else dict(zip(expected, answers, strict=True)))


def read_rows(document: bytes, *, name: str) -> Rows:
    """Return the test rows of a file; raises ``RowsRefused`` with every fault by its place."""
    found, faults = read_document(document)
    if faults:
        raise RowsRefused(name=name, fields={fault.path: fault.reason for fault in faults})
    try:
        rows: Rows = RowFile().load(found)
    except ValidationError as error:
        raise RowsRefused(name=name, fields=dict(_places(error.messages))) from error
    return rows


def _places(messages: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(messages, dict):
        for key, inner in messages.items():
            yield from _places(inner, f"{path}[{key}]" if isinstance(key, int) else f"{path}.{key}".lstrip("."))
    else:
        yield path, " ".join(messages)


@dataclass(slots=True)
class _Reached:
    rules: set[tuple[str, str]] = field(default_factory=set)

    def add(self, evaluation: dmn.Evaluation) -> None:
        self.rules |= {(evaluation.decision_id, rule.rule_id) for rule in evaluation.matched_rules}
        for required in evaluation.required:
            self.add(required)


def try_rows(model: dmn.DecisionModel, rows: Rows, *, now: datetime) -> Trial:
    """Return what a model answers to test rows; ``now`` is the moment of rows that name no day.

    Rules are those of every decision of the model. Raises ``dmn.DmnError`` where the decision is unknown.
    """
    model.decision(rows.decision_id)
    reached = _Reached()
    differences = []
    for number, row in enumerate(rows.rows, 1):
        moment = now if row.day is None else at_local_hour(row.day, 12)
        try:
            evaluation = model.explain(rows.decision_id, row.given, now=moment)
            reached.add(evaluation)
            found = feel.to_plain(evaluation.output)
        except (dmn.DmnError, feel.FeelError) as fault:
            differences.append(Difference(number, row, fault=str(fault)))
            continue
        if found != feel.to_plain(feel.admit(row.expected)):
            differences.append(Difference(number, row, found))
    unreached = tuple(
        (decision.id, rule.index)
        for decision in model.decisions
        for rule in decision.rules
        if (decision.id, rule.id) not in reached.rules
    )
    return Trial(rows.decision_id, len(rows.rows), tuple(differences), unreached)
