"""The effect of a change: what a decision model would have answered where past cases asked the deployed one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from service import dmn, feel
from service.process.decisions.model import decision_instance

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy import Select

    from service.core.tx import Tx

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Effect:
    """What one case was answered and would be: values as JSON; ``fault`` where there would be no answer."""

    decision_id: str
    process_instance_key: int
    element_id: str
    evaluated_at: datetime
    was: Any
    would_be: Any
    fault: str = ""

    @property
    def is_change(self) -> bool:
        """Whether the case would have gone another way."""
        return bool(self.fault) or self.was != self.would_be


def count_of_past(tx: Tx, model: dmn.DecisionModel, *, since: datetime | None = None) -> int:
    """Return how often cases asked the decisions of a model."""
    return int(tx.execute(_asked(model, since).with_only_columns(func.count()).order_by(None)).scalar_one())


def effects(tx: Tx, model: dmn.DecisionModel, *, since: datetime | None = None) -> Iterator[Effect]:
    """Yield what a model would have answered to each question of a case, oldest first.

    Each is asked with the variables and at the moment of its day, in the business time of the case. A variable that the
    answering version did not read was not kept: it is null here.
    """
    for row in tx.execute(_asked(model, since).execution_options(yield_per=_AT_ONCE)):
        would_be, fault = None, ""
        try:
            found = model.evaluate(row.decision_definition_id, row.variables, now=row.evaluated_at)
            would_be = feel.to_plain(found)
        except (dmn.DmnError, feel.FeelError) as error:
            fault = str(error)
        yield Effect(
            row.decision_definition_id,
            row.process_instance_key,
            row.element_id,
            row.evaluated_at,
            row.value,
            would_be,
            fault,
        )


def _asked(model: dmn.DecisionModel, since: datetime | None) -> Select[Any]:
    """Return the questions that cases put to the decisions of a model."""
    columns = decision_instance.c
    statement = select(decision_instance).where(
        columns.decision_definition_id.in_([decision.id for decision in model.decisions])
    )
    if since is not None:
        statement = statement.where(columns.evaluated_at >= since)
    return statement.order_by(columns.decision_instance_key)
