"""What each endpoint asks of the person: declared by every room, refused where nobody declared it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar

from service.access.policy import READS, Action
from service.core.errors import Forbidden, sentence

if TYPE_CHECKING:
    from flask import Flask

F = TypeVar("F", bound=Callable[..., Any])
_MARK = "__route_rule__"


class How(Enum):
    """Where the decision falls."""

    PUBLIC = "public"
    """Anybody, signed in or not."""
    ACTOR = "actor"
    """The guard asks the policy before the view runs; the action needs no resource."""
    RESOURCE = "resource"
    """The guard wants a person; the room asks the policy once it has read the resource."""


@dataclass(frozen=True, slots=True)
class RouteRule:
    """The action behind an endpoint, and where it is decided."""

    action: Action | None
    how: How = How.RESOURCE

    @property
    def only_reads(self) -> bool:
        """Whether a token of scope ``read`` suffices."""
        return self.how is How.PUBLIC or self.action in READS


class RouteUndeclared(Forbidden):
    """Nobody has said what this endpoint needs."""

    code = "route_undeclared"
    template = sentence(
        "Expected endpoint '%(endpoint)s' to say what it needs, but no room declared it. Tell an administrator."
    )


PUBLIC = RouteRule(None, How.PUBLIC)

ROUTES: dict[str, RouteRule] = {"static": PUBLIC}
"""Endpoint → rule, or ``"<METHOD> <endpoint>"`` → rule where the methods of one endpoint differ."""


def declare(rules: Mapping[str, RouteRule]) -> None:
    """Declare endpoints (``"blueprint.view"``, or ``"POST blueprint.view"`` for one method).

    Raises ``ValueError`` when one is already declared otherwise.
    """
    for endpoint, rule in rules.items():
        if ROUTES.setdefault(endpoint, rule) != rule:
            message = f"Expected to declare route '{endpoint}' once, but it is already {ROUTES[endpoint]}."
            raise ValueError(message)


def asks(action: Action | None, how: How = How.RESOURCE) -> Callable[[F], F]:
    """Declare a view function where it stands: ``@asks(Action.TASK_VIEW)`` below the route decorator."""

    def mark(view: F) -> F:
        setattr(view, _MARK, RouteRule(action, how))
        return view

    return mark


def rule_of(app: Flask, endpoint: str, method: str) -> RouteRule | None:
    """Return what an endpoint asks for with a method, ``None`` where nobody declared it."""
    for name in (f"{method} {endpoint}", endpoint):
        if name in ROUTES:
            return ROUTES[name]
    view = app.view_functions.get(endpoint)
    for function in (getattr(getattr(view, "view_class", None), method.lower(), None), view):
        rule = getattr(function, _MARK, None)
        if isinstance(rule, RouteRule):
            return rule
    return None


def declared(app: Flask) -> dict[tuple[str, str], RouteRule | None]:
    """Return ``(endpoint, method)`` → rule of every route of an app; ``None`` marks the undeclared ones."""
    return {
        (rule.endpoint, method): rule_of(app, rule.endpoint, method)
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    }
