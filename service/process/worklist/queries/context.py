"""What a form's expressions see besides its answers, and what the policy sees of a task."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from service.access.policy import TaskResource
from service.core.late import Late

if TYPE_CHECKING:
    from service.core.tx import Tx
    from service.process.instances.queries import UserTask


class Lists(Mapping[str, Any]):
    """The option lists of one case, each asked of the domain when a form first names it."""

    def __init__(self, tx: Tx, process_instance_key: int | None, variables: Mapping[str, Any]) -> None:
        self._tx = tx
        self._key = process_instance_key
        self._variables = variables
        self._known: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        """Return the options of a list; an empty list where the domain knows none of that name."""
        if name not in self._known:
            self._known[name] = self._tx.domain.ask(
                "option_list", self._tx, name, self._key, self._variables, default=[]
            )
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        """Iterate over the lists asked so far."""
        return iter(self._known)

    def __len__(self) -> int:
        """Return how many lists have been asked so far."""
        return len(self._known)


def form_context(tx: Tx, process_instance_key: int | None, variables: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a form's expressions see: process variables (also as ``variables``), ``case`` and ``lists``."""
    facts = Late(lambda: _facts_of_case(tx, process_instance_key))
    return {**variables, "variables": variables, "case": facts, "lists": Lists(tx, process_instance_key, variables)}


def _facts_of_case(tx: Tx, process_instance_key: int | None) -> Mapping[str, Any]:
    if process_instance_key is None:
        return {}
    found: Mapping[str, Any] = tx.domain.ask("case_facts", tx, process_instance_key, default={})
    return found


def task_resource(task: UserTask) -> TaskResource:
    """Return a user task as the policy looks at it."""
    return TaskResource(
        candidate_groups=frozenset(task.candidate_groups),
        candidate_users=frozenset(task.candidate_users),
        assignee=task.assignee,
        instance_groups=frozenset(task.instance_groups),
    )
