"""The two openings through which the BPMN wing reaches the domain without importing it.

An *operation* is what a diagram may call: a function marked ``@operation("exemplar.register")`` in a room's
``operations.py``. A *provider* answers a named question of the BPMN wing: a function marked
``@provider("case_facts")``. Several rooms may answer the same question, each for its own cases: who has no answer
returns ``None``. ``app.py`` collects both by their marks and hands them over.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from types import ModuleType

F = TypeVar("F", bound="Callable[..., Any]")


@dataclass(frozen=True, slots=True)
class OperationCall:
    """What an operation is told: where it stands, what the diagram gives it, and the submission if there is one.

    ``variables`` are those visible at the element (after input mappings); ``submission`` is the validated answer of
    the user task whose completion called the operation, ``None`` for a service task. ``attempt`` identifies the
    element instance, so that an operation run again can see that it already ran.
    """

    process_instance_key: int
    element_instance_key: int
    element_id: str
    process_id: str
    variables: Mapping[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)
    submission: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Domain:
    """What the domain offers the BPMN wing: operations by the name diagrams use, providers by the question."""

    operations: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    providers: Mapping[str, Sequence[Callable[..., Any]]] = field(default_factory=dict)

    def ask(self, question: str, *arguments: Any, default: Any = None) -> Any:
        """Ask the providers of a question in turn; ``default`` where none of them has an answer."""
        answers = (answer(*arguments) for answer in self.providers.get(question, ()))
        return next((found for found in answers if found is not None), default)


class BpmnError(Exception):
    """An error the diagram knows by its code and catches at a boundary event.

    ``reason`` is a sentence for whoever the diagram leads back to: what was expected, what is the case, what to do.
    """

    def __init__(self, code: str, reason: str = "") -> None:
        self.code = code
        self.reason = reason
        super().__init__(f"{code}: {reason}" if reason else code)


SERVICE_TASK = "service task"
USER_TASK = "user task"


@dataclass(frozen=True, slots=True)
class Signature:
    """What a diagram sees of an operation.

    ``at`` are the elements that may call it: at a user task it runs when the task is completed and gets the answers.
    ``reads`` and ``gives`` name variables, ``headers`` task headers.
    """

    at: tuple[str, ...]
    reads: tuple[str, ...]
    headers: tuple[str, ...]
    gives: tuple[str, ...]


def operation(
    name: str,
    *,
    at: tuple[str, ...] = (SERVICE_TASK,),
    reads: tuple[str, ...] = (),
    headers: tuple[str, ...] = (),
    gives: tuple[str, ...] = (),
) -> Callable[[F], F]:
    """Mark ``function(tx, call) -> dict | None`` as the operation a diagram names; the dict becomes variables.

    Its docstring's first sentence tells process owners what it does, and is translated.
    """

    def mark_function(function: F) -> F:
        function.__signature_in_diagrams__ = Signature(at, reads, headers, gives)  # type: ignore[attr-defined]
        return _marked("__operation__", name)(function)

    return mark_function


def signature_of(function: Callable[..., Any]) -> Signature:
    """Return what a diagram sees of an operation; of a function that was not marked, a service task's without names."""
    return getattr(function, "__signature_in_diagrams__", Signature((SERVICE_TASK,), (), (), ()))


def told_by(docstring: str | None) -> str:
    """Return what a docstring tells process owners: its first sentence, without references and marks."""
    paragraph = " ".join((docstring or "").partition("\n\n")[0].split())
    first = re.split(r"(?<=\.) (?=[A-Z`])", paragraph)[0]
    return re.sub(r" \([DR]\d+(, [DR]\d+)*\)|``|\*", "", first)


def provider(name: str) -> Callable[[F], F]:
    """Mark a function as the answer to a named question of the BPMN wing."""
    return _marked("__provider__", name)


def _marked(mark: str, name: str) -> Callable[[F], F]:
    def mark_function(function: F) -> F:
        setattr(function, mark, name)
        return function

    return mark_function


def collect_operations(modules: Iterable[ModuleType]) -> dict[str, Callable[..., Any]]:
    """Return name → operation of everything marked in the modules; raises ``ValueError`` for a name taken twice."""
    found: dict[str, Callable[..., Any]] = {}
    for name, function, module in _marked_in(modules, "__operation__"):
        if name in found:
            message = f"Expected to collect operation '{name}' once, but {module.__name__} defines it again."
            raise ValueError(message)
        found[name] = function
    return found


def collect_providers(modules: Iterable[ModuleType]) -> dict[str, tuple[Callable[..., Any], ...]]:
    """Return question → its providers, in the order of the modules."""
    found: dict[str, tuple[Callable[..., Any], ...]] = {}
    for name, function, _ in _marked_in(modules, "__provider__"):
        found[name] = (*found.get(name, ()), function)
    return found


def _marked_in(modules: Iterable[ModuleType], mark: str) -> Iterator[tuple[str, Callable[..., Any], ModuleType]]:
    for module in modules:
        for function in vars(module).values():
            name = getattr(function, mark, None)
            if name is not None and getattr(function, "__module__", None) == module.__name__:
                yield name, function, module
