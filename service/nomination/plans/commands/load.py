"""Loading a plan file as a whole, as a version that is kept."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from sqlalchemy import Table, and_, func, insert, select, update
from sqlalchemy import delete as delete_from

from service.core.clock import business_date
from service.core.errors import InvalidInput, WrongState, sentence
from service.nomination.plans import model as plans
from service.nomination.plans.commands.count import take_counters
from service.nomination.plans.queries import PlanNotFound, checked_document
from service.nomination.plans.queries.differences import TABLES, Difference, difference, fields_of
from service.nomination.plans.rules.past import rewritten_past

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from sqlalchemy import ColumnElement

    from service.core.plain_yaml import Fault
    from service.core.tx import Tx
    from service.nomination.plans.rules.changes import Key, LoadReport

_SHOWN = 3


class PlanClosed(WrongState):
    """A closed plan was to be changed."""

    code = "plan_closed"
    template = sentence(
        "Expected to change plan '%(plan)s', but it is closed. Write what is new into the plan that follows."
    )


class PlanPastChanged(InvalidInput):
    """A file would rewrite years that are over or milestones that have passed."""

    code = "plan_past_changed"
    template = sentence(
        "Expected to change plan '%(plan)s' from %(day)s on, but the file changes what lies before: %(shown)s. "
        "Leave it as it was, or amend the plan with the day from which the change holds."
    )

    def __init__(self, plan: str, before: date, faults: list[Fault]) -> None:
        self.faults = tuple(faults)
        shown = "; ".join(f"{fault.path}: {fault.reason}" for fault in faults[:_SHOWN])
        super().__init__(fields=fields_of(faults), plan=plan, day=f"{before:%d/%m/%Y}", shown=shown)


class PlanCodeDiffers(InvalidInput):
    """The file is of another plan than the one it was given for."""

    code = "plan_code_differs"
    template = sentence(
        "Expected to amend plan '%(plan)s', but the file is of plan '%(found)s'. Give the file of this plan."
    )


def load_plan(tx: Tx, document: bytes, *, reason: str = "", basis: str = "") -> LoadReport:
    """Load a plan file and publish it: afterwards the tables say what it says; loading it again changes nothing.

    A file that changes something is kept as a new version of the plan. Raises ``PlanRefused`` with every fault,
    ``PlanClosed``, or ``PlanPastChanged`` before anything is written.
    """
    checked = checked_document(document)
    return _load(tx, document, checked, before=business_date(tx.now), effective_on=None, said=(reason, basis))


def amend_plan(tx: Tx, code: str, document: bytes, *, effective_on: date, basis: str, reason: str = "") -> LoadReport:
    """Amend a published plan from a day on, by its whole file as it stands then; kept as a new version.

    ``basis`` names the document that orders it. The day may lie in the past: what precedes it stays as it was.
    Raises ``PlanNotFound``, ``PlanCodeDiffers``, ``PlanRefused``, ``PlanClosed``, ``PlanPastChanged``.
    """
    if not _row(tx, code):
        raise PlanNotFound(plan=code)
    checked = checked_document(document)
    if (found := checked["plan"]["code"]) != code:
        raise PlanCodeDiffers(plan=code, found=found)
    return _load(tx, document, checked, before=effective_on, effective_on=effective_on, said=(reason, basis))


def digest_of(document: bytes) -> str:
    """Return the SHA-256 of a plan file."""
    return hashlib.sha256(document).hexdigest()


def _load(
    tx: Tx, document: bytes, checked: dict[str, Any], *, before: date, effective_on: date | None, said: tuple[str, str]
) -> LoadReport:
    code = checked["plan"]["code"]
    row = _row(tx, code)
    found = difference(tx, checked)
    if row is not None and not found.report.is_unchanged:
        if row.closed_at is not None:
            raise PlanClosed(plan=code)
        if faults := rewritten_past(found.report, before, found.there, found.wanted):
            raise PlanPastChanged(code, before, faults)
    stamps = {"loaded_at": tx.now, "loaded_by": tx.actor.user_name}
    _write(tx, found, stamps)
    if row is None:
        take_counters(tx, code)
    elif not found.report.is_unchanged:
        tx.execute(update(plans.plan).where(plans.plan.c.code == code).values(stamps))
    last = tx.execute(
        select(func.max(plans.plan_version.c.version)).where(plans.plan_version.c.plan == code)
    ).scalar_one()
    if last is None or not found.report.is_unchanged:
        version = {
            "plan_version_key": tx.new_key(),
            "plan": code,
            "version": (last or 0) + 1,
            "document": document.decode(),
            "digest": digest_of(document),
            "effective_on": effective_on,
            "reason": said[0],
            "basis": said[1],
            "made_at": tx.now,
            "made_by": tx.actor.user_name,
        }
        tx.execute(insert(plans.plan_version).values(version))
    return found.report


def _row(tx: Tx, code: str) -> Any:
    return tx.execute(select(plans.plan).where(plans.plan.c.code == code)).one_or_none()


def _write(tx: Tx, found: Difference, stamps: dict[str, Any]) -> None:
    for section in reversed(found.report.sections):
        for key in section.removed:
            tx.execute(delete_from(TABLES[section.section]).where(_is(TABLES[section.section], key)))
    for section in found.report.sections:
        table, rows = TABLES[section.section], found.wanted[section.section]
        more = stamps if table is plans.plan else {}
        if section.added:
            tx.execute(insert(table), [{**rows[key], **more} for key in section.added])
        for key in _changed(section.changed):
            tx.execute(update(table).where(_is(table, key)).values(rows[key]))


def _changed(changes: Iterable[Any]) -> list[Key]:
    return [change.key for change in changes]


def _is(table: Table, key: Key) -> ColumnElement[bool]:
    return and_(*(column == value for column, value in zip(table.primary_key, key, strict=True)))
