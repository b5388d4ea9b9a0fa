"""How often one address may try to prove who it is, counted in the memory of this process."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING

from flask import current_app, request
from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from werkzeug.exceptions import TooManyRequests

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import ParamSpec, TypeVar

    from flask import Flask

    Given = ParamSpec("Given")
    Answer = TypeVar("Answer")

SECONDS_TO_WAIT = 60
_SIGN_INS = parse("60 per minute")
_FAILURES = parse("30 per minute")
_EXTENSION = "lantoa_attempts"


def init_app(app: Flask) -> None:
    """Begin to count for an application."""
    app.extensions[_EXTENSION] = FixedWindowRateLimiter(MemoryStorage())


def limited(view: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """Answer 429 where an address asks a page of signing in too often."""

    @wraps(view)
    def counted(*args: Given.args, **kwargs: Given.kwargs) -> Answer:
        if not _counter().hit(_SIGN_INS, view.__name__, _address()):
            raise TooManyRequests(retry_after=SECONDS_TO_WAIT)
        return view(*args, **kwargs)

    return counted


def note_failure() -> None:
    """Count a header that proved nothing."""
    _counter().hit(_FAILURES, _address())


def refuse_many_failures() -> None:
    """Raise 429 after too many headers of one address that proved nothing."""
    if not _counter().test(_FAILURES, _address()):
        raise TooManyRequests(retry_after=SECONDS_TO_WAIT)


def _counter() -> FixedWindowRateLimiter:
    counter: FixedWindowRateLimiter = current_app.extensions[_EXTENSION]
    return counter


def _address() -> str:
    return request.remote_addr or ""
