"""Forms by key and by id, and past submissions."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from service.core.errors import NotFound, sentence
from service.process.forms.model import form as form_table
from service.process.forms.model import submission
from service.process.forms.rules import Form, read_form

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import ColumnElement, Row, ScalarSelect

    from service.core.tx import Tx

_MOST_PARSED: Final = 256


class FormNotFound(NotFound):
    """No form has this key."""

    code = "form_not_found"
    template = sentence("Expected to find form '%(form_key)s', but there is none. Reload the list of forms.")


@dataclass(frozen=True, slots=True)
class DeployedForm:
    """One version of a form as it was deployed; ``document`` is the file."""

    form_key: int
    form_id: str
    version: int
    resource_name: str
    deployment_key: int
    document: bytes
    form: Form


@dataclass(frozen=True, slots=True)
class Submission:
    """Answers as they were checked and kept."""

    submission_key: int
    user_task_key: int
    process_instance_key: int
    process_definition_id: str
    element_id: str
    form_key: int | None
    submitted_at: datetime
    submitted_by: str
    answers: Mapping[str, Any]


def form_by_key(tx: Tx, form_key: int) -> DeployedForm:
    """Return a form version; raises ``FormNotFound``. Versions never change, so each is read from the database once.

    The parsed form is kept by the digest of its file, so that all its versions and databases share one.
    """
    if (known := _deployed_forms.get(form_key)) is not None:
        return known
    row = tx.execute(select(form_table).where(form_table.c.form_key == form_key)).one_or_none()
    if row is None:
        raise FormNotFound(form_key=form_key)
    return _deployed_forms.setdefault(form_key, _deployed(row))


def latest_form(tx: Tx, form_id: str) -> DeployedForm | None:
    """Return the newest version of a form, ``None`` when the id was never deployed."""
    statement = select(form_table).where(form_table.c.form_id == form_id).order_by(form_table.c.version.desc()).limit(1)
    row = tx.execute(statement).one_or_none()
    return None if row is None else _deployed(row)


def newest_form_key(form_id: ColumnElement[str]) -> ScalarSelect[int]:
    """Return the subquery for the key of a form's newest version, null where there is none."""
    newest = select(form_table.c.form_key).where(form_table.c.form_id == form_id).order_by(form_table.c.version.desc())
    return newest.limit(1).scalar_subquery()


def known_form_ids(tx: Tx) -> frozenset[str]:
    """Return the ids of all deployed forms."""
    return frozenset(tx.execute(select(form_table.c.form_id).distinct()).scalars())


def last_submission(tx: Tx, process_instance_key: int, element_id: str) -> Submission | None:
    """Return the newest submission of an element in an instance, ``None`` when there is none."""
    of_step = (submission.c.process_instance_key == process_instance_key, submission.c.element_id == element_id)
    return _newest(tx, *of_step)


def submission_of_task(tx: Tx, user_task_key: int) -> Submission | None:
    """Return what a user task was completed with, ``None`` when it was not or asks nothing."""
    return _newest(tx, submission.c.user_task_key == user_task_key)


def _newest(tx: Tx, *conditions: ColumnElement[bool]) -> Submission | None:
    statement = select(submission).where(*conditions).order_by(submission.c.submission_key.desc()).limit(1)
    row = tx.execute(statement).one_or_none()
    return None if row is None else Submission(**row._mapping)  # noqa: SLF001 -- SQLAlchemy's public name


def _deployed(row: Row[Any]) -> DeployedForm:
    return DeployedForm(
        form_key=row.form_key,
        form_id=row.form_id,
        version=row.version,
        resource_name=row.resource_name,
        deployment_key=row.deployment_key,
        document=row.document,
        form=_parsed(row.digest, row.document),
    )


_deployed_forms: dict[int, DeployedForm] = {}
_recent: OrderedDict[str, Form] = OrderedDict()
_recent_lock = threading.Lock()


def _parsed(digest: str, document: bytes) -> Form:
    with _recent_lock:
        found = _recent.get(digest)
        if found is not None:
            _recent.move_to_end(digest)
            return found
    found = read_form(document)
    with _recent_lock:
        _recent[digest] = found
        while len(_recent) > _MOST_PARSED:
            _recent.popitem(last=False)
    return found
