"""Before every view: who asks, and whether this endpoint is theirs to call at all. Refuses by default."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app, redirect, request, url_for

from service.access import policy
from service.access.authentication import identify
from service.access.current import caller, set_caller, sign_in_needed
from service.access.edge import database
from service.access.routes import How, RouteRule, RouteUndeclared, rule_of
from service.core.errors import Forbidden, sentence
from service.web.errors import wants_problem
from service.web.security import is_api

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from service.access.current import Caller

_OPEN_WITH_OLD_PASSWORD = frozenset({"access.password", "access.change_password", "access.sign_out"})


class PasswordChangeNeeded(Forbidden):
    """The account still has the password that was handed out."""

    code = "password_change_needed"
    template = sentence("Expected to let '%(user_name)s' in, but the password handed out must be changed first.")


class TokenReadsOnly(Forbidden):
    """The token's scope is reading."""

    code = "token_reads_only"
    template = sentence("Expected to do '%(endpoint)s', but this token may only read. Use a token of scope 'all'.")


def policy_guard() -> Response | None:
    """Let the request through, or answer it: 401 or the sign-in page, 403, or the change of password."""
    if request.endpoint is None:
        if not is_api():
            set_caller(identify(database()))  # so that the page of the error keeps its menu and person
        return None
    rule = rule_of(current_app, request.endpoint, _method())
    set_caller(None if request.endpoint.endswith("static") else identify(database()))
    if request.method == "OPTIONS" or (rule is not None and rule.how is How.PUBLIC):
        return None
    found = caller()
    if found is None:
        return _ask_to_sign_in()
    if rule is None:
        current_app.logger.error("Endpoint %s is declared by no room.", request.endpoint)
        raise RouteUndeclared(endpoint=request.endpoint)
    return _check(found, rule)


def _check(found: Caller, rule: RouteRule) -> Response | None:
    if found.must_change_password and request.endpoint not in _OPEN_WITH_OLD_PASSWORD:
        if wants_problem():
            raise PasswordChangeNeeded(user_name=found.actor.user_name)
        return redirect(url_for("access.password"), code=303)
    if found.scopes == "read" and not rule.only_reads:
        raise TokenReadsOnly(endpoint=request.endpoint)
    if rule.how is How.ACTOR and rule.action is not None:
        policy.authorize(found.actor, rule.action)
    return None


def _ask_to_sign_in() -> Response:
    if wants_problem() or request.method not in ("GET", "HEAD"):
        raise sign_in_needed()
    return redirect(url_for("access.sign_in", next=request.full_path.rstrip("?")), code=303)


def _method() -> str:
    return "GET" if request.method == "HEAD" else request.method
