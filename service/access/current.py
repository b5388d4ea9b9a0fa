"""Who asks: the person behind this request, found before its view runs and kept with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import current_app, g, request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

from service.web.security import is_api

if TYPE_CHECKING:
    from service.core.actor import Actor

REALM = "Lan Toa"


@dataclass(frozen=True, slots=True)
class Caller:
    """A person, and what they proved themselves with: a session cookie, a token, or a password (neither key)."""

    actor: Actor
    must_change_password: bool = False
    session_key: int | None = None
    token_key: int | None = None
    scopes: str = "all"


def set_caller(caller: Caller | None) -> None:
    """Keep who asks with this request."""
    g.lantoa_caller = caller


def caller() -> Caller | None:
    """Return who asks and how they proved it, ``None`` where nobody is signed in."""
    found: Caller | None = g.get("lantoa_caller")
    return found


def maybe_actor() -> Actor | None:
    """Return the person behind this request, ``None`` where nobody is signed in."""
    found = caller()
    return None if found is None else found.actor


def actor() -> Actor:
    """Return the person behind this request; answers 401 where there is none. Never the system."""
    found = maybe_actor()
    if found is None:
        raise sign_in_needed()
    return found


require_actor = actor


def account_key() -> int:
    """Return the account of the person behind this request."""
    key = actor().account_key
    if key is None:
        raise sign_in_needed()
    return key


def sign_in_needed() -> Unauthorized:
    """Return the 401 that says how to prove who one is."""
    challenges = [WWWAuthenticate("bearer", {"realm": REALM})]
    if not _comes_from_a_page():
        challenges.insert(0, WWWAuthenticate("basic", {"realm": REALM, "charset": "UTF-8"}))
    return Unauthorized("Send a user name with a password or personal token.", www_authenticate=challenges)


def _comes_from_a_page() -> bool:
    """Whether a page or its script asks: told of Basic, the browser would open a password window of its own.

    Browsers send ``Sec-Fetch-Site`` over TLS and to the loopback only, so our cookie tells as well.
    """
    has_cookie = current_app.config["SESSION_COOKIE_NAME"] in request.cookies
    return has_cookie or not is_api() or request.headers.get("Sec-Fetch-Site") == "same-origin"
