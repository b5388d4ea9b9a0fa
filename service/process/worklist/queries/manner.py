"""In which manner tasks were given: ordered (Giao), or asked for (Đề nghị) of who is never pressed (R34)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from service.core.tx import Tx
    from service.process.instances.queries import UserTask


def asked_for(tx: Tx, tasks: Iterable[UserTask]) -> frozenset[int]:
    """Return the keys of those tasks past their day that their holders were only asked for."""
    late = (task for task in tasks if task.due_at is not None and task.due_at < tx.now)
    return frozenset(task.user_task_key for task in late if tx.domain.ask("is_asked_for", tx, task, default=False))


def is_only_asked(tx: Tx) -> bool:
    """Return whether all agencies for which the actor acts are asked, and none is given orders."""
    agencies = {group.partition("/")[0] for group in tx.actor.groups}
    return bool(agencies) and all(tx.domain.ask("is_asked", tx, agency, default=False) for agency in agencies)
