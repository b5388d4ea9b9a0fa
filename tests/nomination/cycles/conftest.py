"""A cycle to try operations on: the plan of Lạng Sơn, its members' diagrams, and a way to call what a step calls."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count as counting
from typing import TYPE_CHECKING, Any

import pytest

from service.core.actor import Actor
from service.core.operations import OperationCall
from service.nomination.cycles.model import records as _records  # noqa: F401 -- its tables belong to the database
from service.nomination.cycles.model import rounds as _rounds  # noqa: F401
from service.process.definitions.commands import Resource, deploy
from tests.support.diagrams import process, user_task

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from service.core.tx import Tx

PLAN = "lang-son-2021-2025"
SPECIALIST = Actor("officer.ban-tdkt", account_key=3, groups=frozenset({"ban-tdkt/officer"}))
_ELEMENT_INSTANCES = counting(5000)


@dataclass
class Cycle:
    """Calls operations as the steps of one cycle's instance would."""

    tx: Tx
    variables: dict[str, Any] = field(default_factory=lambda: {"plan_key": PLAN})
    process_instance_key: int = 70
    instances: Iterator[int] = _ELEMENT_INSTANCES

    def call(
        self,
        operation: Callable[[Tx, OperationCall], Any],
        submission: dict[str, Any] | None = None,
        *,
        at: str = "annual_cycle/step",
        key: int | None = None,
        headers: dict[str, str] | None = None,
        **variables: Any,
    ) -> Any:
        """Call an operation at ``process/element``; a new element instance unless one is given."""
        process_id, element_id = at.split("/")
        made = OperationCall(
            process_instance_key=self.process_instance_key,
            element_instance_key=key or next(self.instances),
            element_id=element_id,
            process_id=process_id,
            variables={**self.variables, **variables},
            headers=headers or {},
            submission=submission,
        )
        return operation(self.tx, made)

    def twice(self, operation: Callable[[Tx, OperationCall], Any], *args: Any, **options: Any) -> Any:
        """Call an operation twice for the same element instance; returns what the second call gave."""
        key = next(self.instances)
        self.call(operation, *args, key=key, **options)
        return self.call(operation, *args, key=key, **options)

    def rows(self, table: Any) -> list[Any]:
        """Everything in a table, in the order it was written."""
        return list(self.tx.execute(table.select().order_by(*table.primary_key.columns)))

    def at(self, moment: datetime) -> None:
        """Let the business clock stand at another moment."""
        self.tx.now = moment

    def for_member(self, agency: str, process_instance_key: int, **variables: Any) -> Cycle:
        """A cycle of one agency."""
        mine = {**self.variables, "agency": agency, "mode": "directive", **variables}
        return Cycle(self.tx, mine, process_instance_key)


@pytest.fixture
def cycle(tx: Tx) -> Cycle:
    """A cycle of the plan, run by Ban TĐKT; each member's diagram has one step."""
    tx.actor = SPECIALIST
    groups = '= [agency + "/officer"]'
    drawn = {name: process(name, ("write", user_task("write", groups=groups))) for name in ("unit_plan", "unit_review")}
    media = process("publicity_plan", ("write", user_task("write", groups='= [media_agency + "/publicist"]')))
    others = ("programme", "annual_cycle", "inspection", "midterm_review_2023", "final_review_2025")
    board = {name: process(name, ("write", user_task("write", groups='= ["ban-tdkt/officer"]'))) for name in others}
    files = {**drawn, **board, "publicity_plan": media}
    deploy(tx, [Resource(f"{name}.bpmn", xml) for name, xml in files.items()])
    return Cycle(tx)
