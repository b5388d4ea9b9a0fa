"""Operations of *Nhân rộng*: similar places, offers, visits, adoption."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import update

from service.core.operations import USER_TASK, OperationCall, operation
from service.nomination.exemplars.commands import change_exemplar, count_exemplar
from service.nomination.exemplars.model import (
    adoption,
    replication_candidate,
    replication_result,
    replication_site,
    study_visit,
)
from service.nomination.exemplars.queries import exemplar_by_key, similar_agencies
from service.nomination.records.commands import exemplar_key_of, write_record, write_records
from service.nomination.records.queries import latest_where
from service.nomination.records.rules import items, required_day, text, whole

if TYPE_CHECKING:
    from service.core.tx import Tx


@operation("replication.suggest", reads=("exemplar_key",))
def suggest_sites(tx: Tx, call: OperationCall) -> None:
    """List the agencies most like the exemplar's own; a secret exemplar stays among the armed forces (R52)."""
    found = exemplar_by_key(tx, exemplar_key_of(call))
    candidates = similar_agencies(tx, found)
    write_records(tx, replication_candidate, call, candidates)


@operation("sites.record", at=(USER_TASK,), reads=("exemplar_key",))
def record_sites(tx: Tx, call: OperationCall) -> None:
    """Keep where the exemplar is offered; this list replaces the one before."""
    rows = items((call.submission or {}).get("rows"))
    sites = [
        {
            "agency": row["agency"],
            "place": row["place"],
            "subject": text(row.get("subject")),
            "similar": items(row.get("similar")),
            "state": "offered",
            "files": [],
        }
        for row in rows
    ]
    write_records(tx, replication_site, call, sites)


def answer_offer(tx: Tx, call: OperationCall) -> None:
    """Keep a site's answer to the offer."""
    answers = call.submission or {}
    state = "accepted" if answers["answer"] == "accept" else "declined"
    note, files = text(answers.get("note")), items(answers.get("file"))
    _change_site(tx, call, state=state, note=note, files=files, answered_at=tx.now)


@operation("study_visit.record", at=(USER_TASK,), reads=("exemplar_key", "site"))
def record_study_visit(tx: Tx, call: OperationCall) -> None:
    """Keep who came to learn, and what (R49)."""
    answers = call.submission or {}
    write_record(
        tx,
        study_visit,
        call,
        site=call.variables["site"],
        held_on=required_day(answers["held_on"]),
        guests=whole(answers["guests"]),
        host=answers["host"],
        learned=answers["learned"],
    )


@operation("adoption.record", at=(USER_TASK,), reads=("exemplar_key", "site"))
def record_adoption(tx: Tx, call: OperationCall) -> None:
    """Keep what a site made of it."""
    answers = call.submission or {}
    write_record(
        tx,
        adoption,
        call,
        site=call.variables["site"],
        adopted=answers["adopted"],
        result=answers["result"],
        benefit_vnd=whole(answers.get("benefit_vnd")),
        files=items(answers.get("file")),
    )
    _change_site(tx, call, state="adopted")


@operation("replication.close_site", reads=("exemplar_key", "site"))
def close_site(tx: Tx, call: OperationCall) -> None:
    """Close a site that did not answer, visit or report in time."""
    _change_site(tx, call, state="closed")


@operation("replication_result.record", at=(USER_TASK,), reads=("exemplar_key",))
def record_replication_result(tx: Tx, call: OperationCall) -> None:
    """Keep the lead agency's conclusion."""
    answers = call.submission or {}
    write_record(tx, replication_result, call, outcome=answers["outcome"], summary=answers["summary"])


@operation("exemplar.mark_replicated", reads=("exemplar_key",), gives=("outcome",))
def mark_replicated(tx: Tx, call: OperationCall) -> dict[str, Any]:
    """Count the exemplar as *replicated*, once in its life."""
    found = exemplar_by_key(tx, exemplar_key_of(call))
    if found.replicated_at is None:
        change_exemplar(tx, found.exemplar_key, replicated_at=tx.now)
        count_exemplar(tx, found, "replicated")
    return {"outcome": "replicated"}


def _change_site(tx: Tx, call: OperationCall, **values: Any) -> None:
    site = replication_site.c.agency == call.variables["site"]
    newest = latest_where(tx, replication_site, exemplar_key_of(call), site)
    if newest is not None:
        same = replication_site.c.replication_site_key == newest["replication_site_key"]
        tx.execute(update(replication_site).where(same).values(**values))
