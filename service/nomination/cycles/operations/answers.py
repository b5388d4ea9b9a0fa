"""Keeping what people answer at the steps of the cycles: which answer goes into which column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.core.errors import sentence
from service.core.operations import USER_TASK, OperationCall, operation
from service.nomination.correspondence.commands import IssuedDocument, issue_document
from service.nomination.cycles.commands import write_cycle_record, write_cycle_records
from service.nomination.cycles.model import records
from service.nomination.cycles.queries import unit_figures
from service.nomination.cycles.rules import PROVINCE, RECEIVER
from service.nomination.records.rules import day, items, required_day, text, whole

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import Table

    from service.core.tx import Tx

APPROVED = "approve"

SIGNED = {
    ("programme", "sign_consolidation"): (("D2", PROVINCE),),
    ("annual_cycle", "sign_year"): (("D10", PROVINCE), ("D11", PROVINCE)),
    ("final_review_2025", "sign_final"): (("D9", PROVINCE),),
    ("publicity_plan", "approve_publicity"): (("D13", "ban-tuyen-giao"),),
}
"""Where a signature issues what was drafted before it: (process, step) → codes and who gets them."""

Column = tuple[str, "Callable[[Any], Any]"]
"""The key of an answer, and how it is read."""


def columns_of(answers: Mapping[str, Any], columns: Mapping[str, Column]) -> dict[str, Any]:
    """Return column → value of a step's answers."""
    return {column: read(answers.get(key)) for column, (key, read) in columns.items()}


def keeping(name: str, says: str, table: Table, columns: Mapping[str, Column], *, rows: str | None = None) -> Any:
    """Return the operation that keeps a step's answers in a table: one record, or one for each row of a list.

    ``says`` tells process owners what it keeps. A row may also read the answers beside its list: every delegate stands
    in the same minutes.
    """

    @operation(name, at=(USER_TASK,), reads=("agency", "plan_key", "plan_year"))
    def keep(tx: Tx, call: OperationCall) -> None:
        answers = call.submission or {}
        found = [{}] if rows is None else items(answers.get(rows))
        write_cycle_records(tx, table, call, [columns_of({**answers, **row}, columns) for row in found])

    keep.__doc__ = says
    return keep


def _same(value: Any) -> Any:
    return value


def _yes(value: Any) -> bool:
    return bool(value)


def _kept(*keys: str) -> dict[str, Column]:
    """Columns that are called like their answers and take them as they are."""
    return {key: (key, _same) for key in keys}


def _texts(*keys: str) -> dict[str, Column]:
    return {key: (key, text) for key in keys}


def _lists(*keys: str) -> dict[str, Column]:
    return {key: (key, items) for key in keys}


_FILES: dict[str, Column] = {"files": ("file", items)}
_PERIOD: dict[str, Column] = {"from_on": ("from", required_day), "to_on": ("to", required_day)}


@operation("cycle_step.record", at=(USER_TASK,), reads=("agency", "media_agency", "plan_key", "plan_year"))
def record_step(tx: Tx, call: OperationCall) -> None:
    """Keep a decision, a note, minutes or a check: the step, its outcome and the answers as given."""
    answers = dict(call.submission or {})
    outcome = text(answers.pop("outcome", None))
    write_cycle_record(tx, records.cycle_step, call, step=call.element_id, outcome=outcome, answers=answers)
    if outcome == APPROVED:
        _issue_signed(tx, call)


def _issue_signed(tx: Tx, call: OperationCall) -> None:
    """Send what this signature lets go: a consolidated report, the measures, a publicity plan (R75)."""
    for code, recipient in SIGNED.get((call.process_id, call.element_id), ()):
        document = IssuedDocument(
            code,
            issuer=str(call.variables.get("media_agency") or RECEIVER),
            recipient=recipient,
            plan=str(call.variables["plan_key"]),
            plan_year=call.variables.get("plan_year"),
        )
        issue_document(tx, call, document)


def record_unit_at(tx: Tx, call: OperationCall, table: Table, columns: Mapping[str, Column]) -> None:
    """Keep what was answered about the unit an inspection visits, under that unit."""
    answers = columns_of(call.submission or {}, columns)
    write_cycle_record(tx, table, call, agency=str(call.variables["unit"]), **answers)


@operation("inspection_visit.record", at=(USER_TASK,), reads=("agency", "plan_key", "plan_year", "unit"))
def record_visit(tx: Tx, call: OperationCall) -> None:
    """Keep what the inspectors saw at a unit (R63, R65)."""
    record_unit_at(tx, call, records.inspection_visit, _VISIT)


@operation("finding_reply.record", at=(USER_TASK,), reads=("agency", "plan_key", "plan_year", "unit"))
def record_reply(tx: Tx, call: OperationCall) -> None:
    """Keep what a unit answers to a finding."""
    record_unit_at(tx, call, records.finding_reply, _REPLY)


@operation("conference.record", at=(USER_TASK,), reads=("agency", "plan_key", "plan_year"))
def record_conference(tx: Tx, call: OperationCall) -> None:
    """Keep how a conference, the province's review or the Congress went (R56, R57, R59)."""
    answers = columns_of(call.submission or {}, _CONFERENCE)
    write_cycle_record(tx, records.conference, call, step=call.element_id, **answers)


@operation("consolidation.record", at=(USER_TASK,), reads=("agency", "plan_key", "plan_year"))
def record_consolidation(tx: Tx, call: OperationCall) -> None:
    """Keep a consolidated report as drafted (R61, R66); it is issued when it is signed."""
    answers = columns_of(call.submission or {}, _CONSOLIDATION)
    write_cycle_record(tx, records.consolidated_report, call, step=call.element_id, **answers)


@operation("review_report.record", at=(USER_TASK,), reads=("agency", "plan_key", "plan_year", "review_kind"))
def record_review(tx: Tx, call: OperationCall) -> None:
    """Keep a unit's review with its lessons (R17, R18), and the learning events it plans (R19)."""
    answers = call.submission or {}
    kind = str(call.variables["review_kind"])
    year = int(call.variables["plan_year"]) if kind == "annual" else None
    figures = unit_figures(tx, str(call.variables["plan_key"]), str(call.variables["agency"]), year)
    write_cycle_record(tx, records.unit_review, call, review_kind=kind, figures=figures, **columns_of(answers, _REVIEW))
    events = [columns_of(row, _EVENT) for row in items(answers.get("learning"))]
    write_cycle_records(tx, records.learning_event, call, events)


@operation("publicity_plan.record", at=(USER_TASK,), reads=("agency", "media_agency", "plan_key", "plan_year"))
def record_publicity_plan(tx: Tx, call: OperationCall) -> None:
    """Keep what a newspaper or broadcaster plans for the year (R70, R71)."""
    media = str(call.variables["media_agency"])
    answers = columns_of(call.submission or {}, _PUBLICITY_PLAN)
    write_cycle_record(tx, records.publicity_programme, call, agency=media, **answers)


@operation(
    "publicity_report.record", at=(USER_TASK,), reads=("agency", "media_agency", "plan_key", "plan_year", "quarter")
)
def record_publicity_report(tx: Tx, call: OperationCall) -> None:
    """Keep a quarter of a column: its entries, its sessions, what was hard (R70)."""
    answers, quarter = call.submission or {}, int(call.variables["quarter"])
    media = str(call.variables["media_agency"])
    shared = {"quarter": quarter, "agency": media}
    write_cycle_record(tx, records.publicity_quarter, call, **columns_of(answers, _QUARTER), **shared)
    entries = [columns_of(row, _ENTRY) | shared for row in items(answers.get("entries"))]
    write_cycle_records(tx, records.column_entry, call, entries)


_VISIT: dict[str, Column] = {
    "visited_on": ("visited_on", required_day),
    **_lists("checked"),
    **_texts("good", "problem"),
    **_kept("finding"),
    **_FILES,
}
_REPLY: dict[str, Column] = {**_kept("answer"), **_texts("note"), **_FILES}
_CONFERENCE: dict[str, Column] = {
    "held_on": ("held_on", required_day),
    "attended": ("attended", int),
    "praised": ("praised", whole),
    **_kept("summary"),
    **_FILES,
}
_CONSOLIDATION: dict[str, Column] = {
    "as_of": ("as_of", required_day),
    **_kept("assessment"),
    **_texts("proposals"),
    **_FILES,
}
_REVIEW: dict[str, Column] = {
    **_kept("results", "inspected", "lessons"),
    **_texts("causes"),
    "next_steps": ("next", _same),
}
_EVENT: dict[str, Column] = {
    "held_on": ("on", day),
    "host": ("host", text),
    "topic": ("topic", text),
    "guests": ("guests", items),
}
_PUBLICITY_PLAN: dict[str, Column] = {
    "column_name": ("column", str),
    "per_quarter": ("per_quarter", int),
    **_lists("movements"),
    **_texts("innovation"),
    **_FILES,
}
_QUARTER: dict[str, Column] = {"sessions": ("sessions", whole), **_texts("gap")}
_ENTRY: dict[str, Column] = {"published_on": ("on", required_day), **_kept("title"), **_texts("link", "exemplar")}

record_unit_plan = keeping(
    "unit_plan.record",
    sentence("Keep a unit's plan with its six sections."),
    records.unit_plan,
    {
        **_kept("leadership", "numbers", "nurturing", "spreading", "rewarding", "reporting"),
        "count": ("count", int),
        **_texts("mobilising"),
        **_lists("partners", "own_rules", "paper"),
    },
)
record_progress = keeping(
    "progress.record",
    sentence("Keep how each exemplar of a unit fares."),
    records.exemplar_progress,
    {**_kept("exemplar", "state"), **_texts("note")},
    rows="rows",
)
record_learning_events = keeping(
    "learning_events.record",
    sentence("Keep the learning events that are planned."),
    records.learning_event,
    _EVENT,
    rows="events",
)
record_measures = keeping(
    "measures.record",
    sentence("Keep the measures that a review leads to."),
    records.measure,
    {**_kept("learning", "honours"), **_lists("policies")},
)
record_round_setup = keeping(
    "round_setup.record",
    sentence("Keep when a round's reports are due and the days it is held."),
    records.round_setup,
    {
        "due_on": ("due_on", required_day),
        "freeze_on": ("freeze_on", day),
        "held_on": ("held_on", required_day),
        **_lists("classes"),
        "files": ("guide", items),
    },
)
record_honours_roll = keeping(
    "honours_roll.record",
    sentence("Keep the roll of honour as it is proposed."),
    records.honour_roll,
    {**_kept("exemplar", "form"), **_texts("title")},
    rows="rows",
)
record_allocation = keeping(
    "allocation.record",
    sentence("Keep how many delegates each agency sends."),
    records.delegate_allocation,
    {"agency": ("agency", str), "seats": ("seats", int)},
    rows="rows",
)
record_delegates = keeping(
    "delegates.record",
    sentence("Keep whom an agency sends as delegates and in reserve."),
    records.delegate,
    {"person": ("person", str), **_texts("exemplar"), "is_reserve": ("reserve", _yes), "files": ("minutes", items)},
    rows="delegates",
)
record_inspection_plan = keeping(
    "inspection_plan.record",
    sentence("Keep which units are inspected, by whom, when and on what."),
    records.inspection,
    {**_lists("units", "team", "topics"), **_PERIOD, "is_survey": ("survey", _yes)},
)
record_publicity_direction = keeping(
    "publicity_direction.record",
    sentence("Keep the year's themes of publicity and the networks that spread them."),
    records.publicity_direction,
    {**_kept("themes"), **_lists("networks")},
)
record_amendment = keeping(
    "amendment.record",
    sentence("Keep what an amendment of the plan changes, on what basis and from when."),
    records.amendment,
    {"from_on": ("from", required_day), **_kept("kind", "basis", "change"), **_FILES},
)
record_programme = keeping(
    "programme.record",
    sentence("Keep the programme as it was decided."),
    records.programme,
    {**_kept("name"), **_PERIOD, **_lists("bases"), "due_on": ("due_on", required_day), "files": ("plan_file", items)},
)
