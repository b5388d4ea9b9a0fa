"""Opening a round for every member agency, and counting in who reported."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, update

from service.core.errors import NotFound, sentence
from service.nomination.agencies.queries import short_names
from service.nomination.cycles.model.rounds import round_, round_member
from service.nomination.cycles.queries import members_of_plan
from service.nomination.plans.queries import plan_by_code
from service.process.definitions.queries import latest_definition
from service.process.instances.commands import create_instance, describe_instance, publish_message

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from service.core.operations import OperationCall
    from service.core.tx import Tx


class RoundNotFound(NotFound):
    """No round has this key."""

    code = "round_not_found"
    template = sentence("Expected to find round '%(key)s', but there is none. Check the key.")


@dataclass(frozen=True, slots=True)
class NewRound:
    """A round to open: which diagram each member runs, of what kind, until when.

    ``seats`` is agency → delegates it may send; an agency that is not in it has none.
    """

    kind: str
    child: str
    plan: str
    due_on: date
    plan_year: int | None = None
    seats: Mapping[str, int] = field(default_factory=dict)


def open_round(tx: Tx, call: OperationCall, new: NewRound) -> int:
    """Open a round once per element instance: one child instance per member agency of the day; returns its key.

    Members are those who hold a leading function of the plan today; one that holds two counts once (``domain.md`` §4).
    """
    known = select(round_.c.round_key).where(round_.c.element_instance_key == call.element_instance_key)
    if (found := tx.execute(known).scalar_one_or_none()) is not None:
        return int(found)
    key = tx.new_key()
    tx.execute(
        round_.insert(),
        {
            "round_key": key,
            "kind": new.kind,
            "plan": new.plan,
            "plan_year": new.plan_year,
            "process_instance_key": call.process_instance_key,
            "element_instance_key": call.element_instance_key,
            "due_on": new.due_on,
            "opened_at": tx.now,
        },
    )
    names = short_names(tx)
    for agency, mode in members_of_plan(tx, new.plan).items():
        _open_member(tx, key, new, agency=agency, mode=mode, name=names.get(agency, agency))
    return key


def report_member(tx: Tx, *, round_key: int, process_instance_key: int) -> None:
    """Count a member in; the last one completes the round, which its cycle is told by ``round_completed``.

    Raises ``RoundNotFound``.
    """
    table = round_member
    mine = (table.c.round_key == round_key, table.c.process_instance_key == process_instance_key)
    tx.execute(update(table).where(*mine, table.c.reported_at.is_(None)).values(reported_at=tx.now))
    found = tx.execute(select(round_).where(round_.c.round_key == round_key).with_for_update()).one_or_none()
    if found is None:
        raise RoundNotFound(key=round_key)
    waiting = select(func.count()).where(table.c.round_key == round_key, table.c.reported_at.is_(None))
    if found.completed_at is None and tx.execute(waiting).scalar_one() == 0:
        tx.execute(update(round_).where(round_.c.round_key == round_key).values(completed_at=tx.now))
        publish_message(tx, name="round_completed", correlation_key=str(round_key))


def _open_member(tx: Tx, round_key: int, new: NewRound, *, agency: str, mode: str, name: str) -> None:
    variables: dict[str, Any] = {
        "round_key": str(round_key),
        "plan_key": new.plan,
        "agency": agency,
        "mode": mode,
        "due_on": new.due_on.isoformat(),
    }
    if new.child == "unit_review":
        variables |= {
            "review_kind": new.kind,
            "plan_year": new.plan_year or new.due_on.year,
            "delegate_quota": new.seats.get(agency, 0),
        }
    child = create_instance(tx, process_definition_id=new.child, variables=variables, groups=[agency])
    drawn = latest_definition(tx, new.child)
    title = f"{name} · {new.plan_year or new.due_on.year}"
    what = "" if drawn is None else f"{drawn.name} · "
    subtitle = f"{what}{plan_by_code(tx, new.plan).short_name}"
    describe_instance(tx, process_instance_key=child, title=title, subtitle=subtitle)
    tx.execute(
        round_member.insert(),
        {"round_key": round_key, "agency": agency, "mode": mode, "process_instance_key": child},
    )
