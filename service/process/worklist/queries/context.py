"""What a form's expressions see besides its answers, and what the policy sees of a task."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from service.access.policy import TaskResource

if TYPE_CHECKING:
    from service.core.tx import Tx
    from service.process.instances.queries import UserTask


class CaseFacts(Mapping[str, Any]):
    """The facts of one case, asked of the domain when a form first names one."""

    def __init__(self, tx: Tx, process_instance_key: int | None) -> None:
        self._tx = tx
        self._key = process_instance_key

    @cached_property
    def _facts(self) -> Mapping[str, Any]:
        if self._key is None:
            return {}
        found: Mapping[str, Any] = self._tx.domain.ask("case_facts", self._tx, self._key, default={})
        return found

    def __getitem__(self, name: str) -> Any:
        """Return a fact; raises ``KeyError`` for one the domain does not know."""
        return self._facts[name]

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names of all facts."""
        return iter(self._facts)

    def __len__(self) -> int:
        """Return how many facts there are."""
        return len(self._facts)


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
    facts = CaseFacts(tx, process_instance_key)
    return {**variables, "variables": variables, "case": facts, "lists": Lists(tx, process_instance_key, variables)}


def task_resource(task: UserTask) -> TaskResource:
    """Return a user task as the policy looks at it."""
    return TaskResource(
        candidate_groups=frozenset(task.candidate_groups),
        candidate_users=frozenset(task.candidate_users),
        assignee=task.assignee,
        instance_groups=frozenset(task.instance_groups),
    )
