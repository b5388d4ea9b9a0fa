"""One number over everything that happened, the same on every database."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from service.core.clock import business_date
from service.nomination.correspondence.queries import issued_documents
from service.nomination.exemplars.model import exemplar
from service.nomination.plans.queries import quota_rows
from service.process.forms.model import submission
from service.process.instances.model import process_instance, user_task

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from service.core.tx import Tx

_OF_EXEMPLAR = (
    *("code", "year", "agency", "lead_agency", "movement", "subject_type", "stage", "status", "round", "secret"),
    *("name", "birth_year", "place", "source", "mentor", "score", "spread"),
)
_MOMENTS = ("opened_at", "recognised_at", "built_at", "replicated_at", "closed_at")


def digest(tx: Tx, plan: str) -> str:
    """Return SHA-256 over the facts, as hexadecimal digits.

    Facts are what people decided and what came of it, with business dates; keys, files and the real clock, which are
    never the same twice, are not among them. They are sorted here, for databases sort texts each in their own way.
    """
    lines = sorted(json.dumps(fact, ensure_ascii=False, sort_keys=True) for fact in _facts(tx, plan))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _facts(tx: Tx, plan: str) -> Iterator[list[Any]]:
    for row in tx.execute(select(exemplar)).mappings():
        yield ["exemplar", *(row[name] for name in _OF_EXEMPLAR), *(_day(row[name]) for name in _MOMENTS)]
    for quota in quota_rows(tx, plan):
        yield ["quota", asdict(quota)]
    for document in issued_documents(tx, plan=plan):
        yield ["document", document.code, document.issuer, document.recipient, _day(document.issued_at)]
    yield from _cases(tx)
    yield from _submissions(tx)


def _cases(tx: Tx) -> Iterator[list[Any]]:
    table = process_instance
    names = ("process_definition_id", "business_id", "title", "state", "started_by")
    columns = (*names, "started_at", "ended_at")
    for row in tx.execute(select(*(table.c[name] for name in columns))).mappings():
        yield ["case", *(row[name] for name in names), _day(row["started_at"]), _day(row["ended_at"])]


def _submissions(tx: Tx) -> Iterator[list[Any]]:
    statement = (
        select(
            process_instance.c.business_id,
            process_instance.c.title,
            user_task.c.process_definition_id,
            user_task.c.element_id,
            user_task.c.created_at,
            user_task.c.due_at,
            submission.c.submitted_at,
            submission.c.submitted_by,
            submission.c.answers,
        )
        .join(user_task, user_task.c.user_task_key == submission.c.user_task_key)
        .join(process_instance, process_instance.c.process_instance_key == submission.c.process_instance_key)
    )
    for row in tx.execute(statement):
        said = {name: row.answers.get(name) for name in ("outcome", "answer", "choice", "score") if name in row.answers}
        whose = [row.business_id, row.title, row.process_definition_id, row.element_id, row.submitted_by]
        yield ["submission", *whose, _day(row.created_at), _day(row.due_at), _day(row.submitted_at), said]


def _day(moment: datetime | None) -> str | None:
    return None if moment is None else business_date(moment).isoformat()
