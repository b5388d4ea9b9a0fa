"""Writing the plan: loading its file as a whole, and counting exemplars toward its quotas."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from marshmallow import ValidationError
from sqlalchemy import Table, and_, insert, select, update
from sqlalchemy import delete as delete_from

from service.core.errors import InvalidInput, sentence
from service.core.plain_yaml import Fault, read_document
from service.nomination.agencies import model as agencies
from service.nomination.agencies.queries import successions
from service.nomination.agencies.rules import function_line
from service.nomination.plans import model as plans
from service.nomination.plans.queries import plan_in_force, quota_minimums
from service.nomination.plans.rules import COUNTER_KINDS, plan_faults
from service.nomination.plans.rules.rows import table_rows
from service.nomination.plans.schemas import PlanFile, shape_faults

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement

    from service.core.tx import Tx

Row = dict[str, Any]
_SHOWN_FAULTS = 3
_STAMPS = frozenset({"loaded_at", "loaded_by"})


class PlanRefused(InvalidInput):
    """A plan file with faults; nothing of it was loaded. ``faults`` holds the path and reason of every one."""

    code = "plan_refused"
    template = sentence(
        "Expected to load a plan file, but it has %(count)s faults: %(shown)s. Correct the file and load it again."
    )

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = tuple(faults)
        shown = "; ".join(f"{fault.path}: {fault.reason}" for fault in faults[:_SHOWN_FAULTS])
        fields: dict[str, str] = {}
        for fault in faults:
            fields.setdefault(fault.path, fault.reason)
        super().__init__(fields=fields, count=len(faults), shown=shown)


class QuotaKindUnknown(InvalidInput):
    """Something else than selected, built or replicated was to be counted."""

    code = "quota_kind_unknown"
    template = sentence(
        "Expected to count an exemplar as '%(kind)s', but there are only selected, built and replicated. "
        "Use one of them."
    )


@dataclass(frozen=True, slots=True)
class SectionReport:
    """What loading did to one table: its rows by name; a changed row says which values went from what to what."""

    section: str
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What loading a plan file changed, section by section."""

    plan: str
    sections: tuple[SectionReport, ...]

    @property
    def added(self) -> int:
        """How many rows are new."""
        return sum(len(section.added) for section in self.sections)

    @property
    def changed(self) -> int:
        """How many rows have other values than before."""
        return sum(len(section.changed) for section in self.sections)

    @property
    def removed(self) -> int:
        """How many rows the file no longer has."""
        return sum(len(section.removed) for section in self.sections)

    @property
    def unchanged(self) -> int:
        """How many rows stayed as they were."""
        return sum(section.unchanged for section in self.sections)

    @property
    def is_unchanged(self) -> bool:
        """Whether the file said nothing new."""
        return not (self.added or self.changed or self.removed)

    def lines(self) -> list[str]:
        """Return the report for a terminal: a line per section, below it every changed and removed row."""
        total = f"{self.added} added, {self.changed} changed, {self.removed} removed, {self.unchanged} unchanged"
        told = [f"{self.plan}: {total}"]
        for part in self.sections:
            if part.added or part.changed or part.removed:
                counts = f"{len(part.added)} added, {len(part.changed)} changed, {len(part.removed)} removed"
                told.append(f"  {part.section}: {counts}, {part.unchanged} unchanged")
                told += [f"    changed {row}" for row in part.changed] + [f"    removed {row}" for row in part.removed]
        return told


def load_plan(tx: Tx, document: bytes) -> LoadReport:
    """Load a plan file: afterwards the tables say what it says; loading it again changes nothing.

    Agencies and places the file no longer has are kept, for history names them (end them with ``to``); so are
    parameters it does not name. Everything else of the plan that the file no longer has is removed.
    Raises ``PlanRefused`` with every fault before anything is written.
    """
    checked = _checked(document)
    wanted = table_rows(checked)
    stamps = {"loaded_at": tx.now, "loaded_by": tx.actor.user_name}
    wanted["plan"] = [{**row, **stamps} for row in wanted["plan"]]
    code = checked["plan"]["code"]
    spoken_for = {row["code"] for row in wanted["agency"]}
    differences = [
        _difference(tx, _TABLES[name], rows, _Scope(code, frozenset(spoken_for))) for name, rows in wanted.items()
    ]
    for difference in reversed(differences):
        for key in difference.removed:
            tx.execute(delete_from(difference.table).where(_is(difference.table, key)))
    for difference in differences:
        if difference.added:
            tx.execute(insert(difference.table), [*difference.added])
        for key, row in difference.changed.items():
            tx.execute(update(difference.table).where(_is(difference.table, key)).values(row))
    report = LoadReport(plan=code, sections=tuple(difference.report() for difference in differences))
    if not report.is_unchanged:
        tx.execute(update(plans.plan).where(plans.plan.c.code == code).values(stamps))
    return report


def count(tx: Tx, *, year: int, agency: str, movement: str, exemplar_key: int, kind: str) -> bool:
    """Count an exemplar toward a year's quota (R36); returns whether it was not counted there before.

    ``kind`` is selected, built or replicated. It counts under the agency the quota is written for, also when another
    holds the function by then (``domain.md`` §4). Raises ``QuotaKindUnknown``.
    """
    if kind not in COUNTER_KINDS:
        raise QuotaKindUnknown(kind=kind)
    found = plan_in_force(tx, on=date(year, 1, 1))
    code = found.code if found else ""
    row = {
        "plan": code,
        "year": year,
        "agency": _quota_agency(tx, code, year, movement, agency),
        "movement": movement,
        "exemplar_key": exemplar_key,
        "kind": kind,
    }
    counter = plans.quota_counter
    same = and_(*(counter.c[name] == row[name] for name in ("year", "agency", "movement", "exemplar_key", "kind")))
    if tx.execute(select(counter.c.quota_counter_key).where(same)).first():
        return False
    stamps = {"quota_counter_key": tx.new_key(), "counted_at": tx.now, "counted_by": tx.actor.user_name}
    tx.execute(insert(counter).values({**row, **stamps}))
    return True


def _checked(document: bytes) -> dict[str, Any]:
    found, faults = read_document(document)
    if faults:
        raise PlanRefused(faults)
    try:
        checked: dict[str, Any] = PlanFile().load(found)
    except ValidationError as error:
        raise PlanRefused(list(shape_faults(error.messages))) from error
    if faults := plan_faults(checked):
        raise PlanRefused(faults)
    return checked


def _quota_agency(tx: Tx, plan: str, year: int, movement: str, agency: str) -> str:
    quotas = [row.agency for row in quota_minimums(tx, plan, year) if row.movement == movement]
    if agency in quotas:
        return agency
    became = successions(tx)
    return next((code for code in quotas if agency in function_line(code, movement, became, date.max)), agency)


@dataclass(frozen=True, slots=True)
class _Difference:
    """What must be written so that a table says what the file says."""

    table: Table
    added: tuple[Row, ...]
    changed: Mapping[tuple[Any, ...], Row]
    removed: tuple[tuple[Any, ...], ...]
    unchanged: int
    words: Mapping[tuple[Any, ...], str]

    def report(self) -> SectionReport:
        keys = [column.name for column in self.table.primary_key]
        added = tuple(_named(tuple(row[name] for name in keys)) for row in self.added)
        changed = tuple(f"{_named(key)}: {self.words[key]}" for key in self.changed)
        return SectionReport(self.table.name, added, changed, tuple(map(_named, self.removed)), self.unchanged)


@dataclass(frozen=True, slots=True)
class _Scope:
    """What a file speaks for: its plan, and everything of the agencies it lists."""

    plan: str
    agencies: frozenset[str]

    def owns(self, table: Table, row: Mapping[str, Any], rows: list[Row]) -> bool:
        """Return whether a row the file does not have must go."""
        if table.name == "parameter":
            return any((row["code"], row["scope"]) == (other["code"], other["scope"]) for other in rows)
        if table.name in _OF_AN_AGENCY:
            return row[_OF_AN_AGENCY[table.name]] in self.agencies
        return table.name not in _KEPT and row.get("plan") == self.plan


def _difference(tx: Tx, table: Table, rows: list[Row], scope: _Scope) -> _Difference:
    keys = [column.name for column in table.primary_key]
    there = {tuple(row[name] for name in keys): dict(row) for row in tx.execute(select(table)).mappings()}
    wanted = {tuple(row[name] for name in keys): row for row in rows}
    changed, words = {}, {}
    for key, new in wanted.items():
        old = there.get(key, new)
        differing = [name for name in new if new[name] != old[name] and name not in _STAMPS]
        if differing:
            changed[key] = new
            words[key] = ", ".join(f"{name} {old[name]!s} → {new[name]!s}" for name in sorted(differing))
    removed = tuple(key for key, row in there.items() if key not in wanted and scope.owns(table, row, rows))
    added = tuple(row for key, row in wanted.items() if key not in there)
    return _Difference(table, added, changed, removed, len(wanted) - len(added) - len(changed), words)


def _is(table: Table, key: tuple[Any, ...]) -> ColumnElement[bool]:
    return and_(*(column == value for column, value in zip(table.primary_key, key, strict=True)))


def _named(key: tuple[Any, ...]) -> str:
    return "/".join(str(part) for part in key if part != "")


_KEPT = frozenset({"agency", "place", "plan"})
_OF_AN_AGENCY = {"agency_name": "agency", "agency_succession": "predecessor"}
_TABLES: dict[str, Table] = {
    table.name: table
    for room in (agencies, plans)
    for table in vars(room).values()
    if isinstance(table, Table) and table.name != "quota_counter"
}
