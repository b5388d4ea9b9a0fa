"""Reading what a plan file would change, before anything is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from marshmallow import ValidationError
from sqlalchemy import Table, select

from service.core.errors import InvalidInput, sentence
from service.core.plain_yaml import Fault, read_document
from service.nomination.agencies import model as agencies
from service.nomination.plans import model as plans
from service.nomination.plans.rules import plan_faults
from service.nomination.plans.rules.changes import LoadReport, compare, keyed
from service.nomination.plans.rules.naming import Names
from service.nomination.plans.rules.rows import table_rows
from service.nomination.plans.schemas import PlanFile, shape_faults

if TYPE_CHECKING:
    from collections.abc import Mapping

    from service.core.tx import Tx
    from service.nomination.plans.rules.changes import Key

Row = dict[str, Any]
_SHOWN_FAULTS = 3
_KEPT = frozenset({"agency", "place", "plan"})
_OF_AN_AGENCY = {"agency_name": "agency", "agency_succession": "predecessor"}
_BESIDE = frozenset({"quota_counter", "plan_version", "plan_draft", "plan_question"})
_NOTHING: frozenset[str] = frozenset()
_UNTOLD = {"place": frozenset({"position"})}
"""A plan after the districts lists fewer places: their order stays, and is no change."""

TABLES: dict[str, Table] = {
    table.name: table
    for room in (agencies, plans)
    for table in vars(room).values()
    if isinstance(table, Table) and table.name not in _BESIDE
}
"""The tables that a plan file fills, by name."""

_KEYS = {name: [column.name for column in table.primary_key] for name, table in TABLES.items()}

SHARED = ("agency", "agency_name", "agency_succession", "place", "parameter")
"""Those that are of no one plan."""


class PlanRefused(InvalidInput):
    """A plan file with faults; nothing of it was loaded. ``faults`` holds the path and reason of every one."""

    code = "plan_refused"
    template = sentence(
        "Expected to load a plan file, but it has %(count)s faults: %(shown)s. Correct the file and load it again."
    )

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = tuple(faults)
        shown = "; ".join(f"{fault.path}: {fault.reason}" for fault in faults[:_SHOWN_FAULTS])
        super().__init__(fields=fields_of(faults), count=len(faults), shown=shown)


@dataclass(frozen=True, slots=True)
class Difference:
    """What must be written so that the tables say what a file says: the rows before and after, by table and key."""

    report: LoadReport
    there: Mapping[str, Mapping[Key, Row]]
    wanted: Mapping[str, Mapping[Key, Row]]

    def names(self, *, is_english: bool) -> Names:
        """Return what a reader calls the rows of both states."""
        both = {table: {**self.there[table], **rows} for table, rows in self.wanted.items()}
        return Names(both, _KEYS, is_english)


def checked_document(document: bytes) -> dict[str, Any]:
    """Return a plan file as checked data; raises ``PlanRefused`` with every fault."""
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


def difference(tx: Tx, checked: dict[str, Any]) -> Difference:
    """Return what loading a checked file would change.

    Agencies and places the file no longer has are kept, for history names them; so are parameters it does not name.
    Once a plan of a later period is published, what is of no one plan is spoken for by that plan's file, not this one.
    """
    head = checked["plan"]
    wanted = table_rows(checked)
    later = select(plans.plan.c.code).where(plans.plan.c.valid_from > head["from"], plans.plan.c.code != head["code"])
    is_superseded = tx.execute(later.limit(1)).first() is not None
    there: dict[str, Mapping[Key, Row]] = {}
    after: dict[str, Mapping[Key, Row]] = {}
    sections = []
    for name, rows in wanted.items():
        table = TABLES[name]
        keys = _KEYS[name]
        there[name] = keyed([dict(row) for row in tx.execute(select(table)).mappings()], keys)
        after[name] = keyed(rows, keys)
        if is_superseded and name in SHARED:
            after[name] = _unspoken(there, name, after[name])
        scope = _Scope(name, head["code"], frozenset(row["code"] for row in wanted["agency"]), rows, is_superseded)
        sections.append(compare(name, there[name], after[name], scope.owns, ignored=_UNTOLD.get(name, _NOTHING)))
    return Difference(LoadReport(head["code"], tuple(sections)), there, after)


def versions_differ(before: bytes, after: bytes) -> Difference:
    """Return what differs between two files of a plan."""
    old, new = (
        {name: keyed(rows, _KEYS[name]) for name, rows in table_rows(checked_document(document)).items()}
        for document in (before, after)
    )
    sections = [compare(name, old[name], rows, ignored=frozenset({"position"})) for name, rows in new.items()]
    ((code,),) = new["plan"]
    return Difference(LoadReport(code, tuple(sections)), old, new)


def fields_of(faults: list[Fault]) -> dict[str, str]:
    """Return path → reason of faults, the first reason of each path."""
    fields: dict[str, str] = {}
    for fault in faults:
        fields.setdefault(fault.path, fault.reason)
    return fields


def _unspoken(there: Mapping[str, Mapping[Key, Row]], name: str, wanted: Mapping[Key, Row]) -> dict[Key, Row]:
    """Return the rows about agencies, places and figures that nobody has spoken of yet; the others as they stand."""
    spoken_for = {key[0] for key in there["agency" if name in _OF_AN_AGENCY else name]}
    own = {key: row for key, row in wanted.items() if key[0] not in spoken_for}
    return {key: row for key, row in there[name].items() if key in wanted} | own


@dataclass(frozen=True, slots=True)
class _Scope:
    """What a file speaks for: its plan, and everything of the agencies it lists."""

    table: str
    plan: str
    agencies: frozenset[str]
    rows: list[Row]
    is_superseded: bool

    def owns(self, row: Mapping[str, Any]) -> bool:
        """Return whether a row the file does not have must go."""
        if self.table in SHARED and self.is_superseded:
            return False
        if self.table == "parameter":
            return any((row["code"], row["scope"]) == (other["code"], other["scope"]) for other in self.rows)
        if self.table in _OF_AN_AGENCY:
            return row[_OF_AN_AGENCY[self.table]] in self.agencies
        return self.table not in _KEPT and row.get("plan") == self.plan
