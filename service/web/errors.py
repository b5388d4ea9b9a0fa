"""One table from the kind of an error to its status; problem+json (RFC 9457) for programs, a page for people."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import Response, current_app, request
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError

from service.core.errors import (
    AnticipatedError,
    Conflict,
    EngineFault,
    Forbidden,
    InvalidInput,
    NotFound,
    WrongState,
    sentence,
)
from service.core.keys import new_key
from service.web.i18n import translated
from service.web.security import is_api

if TYPE_CHECKING:
    from flask import Flask

STATUS: Mapping[type[AnticipatedError], int] = {
    NotFound: 404,
    Forbidden: 403,
    InvalidInput: 422,
    WrongState: 409,
    Conflict: 409,
    EngineFault: 500,
}

# What a page says per status: its title, and what the reader can do about it.
PAGES: Mapping[int, tuple[str, str]] = {
    400: (
        sentence("The page could not read what was sent"),
        sentence("Go back, reload the page and send again. What you typed is kept in the draft."),
    ),
    401: (sentence("Please sign in"), sentence("You are not signed in, or your session has ended.")),
    403: (
        sentence("You may not do this"),
        sentence(
            "Ask the person who manages your accounts if this should be yours, or choose another role at the top."
        ),
    ),
    404: (
        sentence("This page is not here"),
        sentence("The address may be mistyped, or what it shows belongs to another agency. Start from your tasks."),
    ),
    405: (sentence("This address does not do that"), sentence("Go back and use the buttons of the page.")),
    409: (
        sentence("Things have changed meanwhile"),
        sentence("Somebody else was faster. Reload to see how it stands now; what you typed is kept in the draft."),
    ),
    413: (
        sentence("What was sent is too large"),
        sentence("A file may be at most 20 MB. Make it smaller, or send it in parts."),
    ),
    415: (sentence("This kind of content cannot be read"), sentence("Go back and use the form of the page.")),
    422: (sentence("Something needs correcting"), sentence("Go back, correct it and send again.")),
    429: (sentence("Too many attempts"), sentence("Wait a minute, then try again.")),
    500: (
        sentence("Something went wrong on our side"),
        sentence("Nothing you sent was lost halfway: it was done completely or not at all. Try again in a minute."),
    ),
    503: (sentence("The service is busy"), sentence("Try again in a minute.")),
}

# What a program is told per status that the framework gives; in English, as all of the interfaces.
SAID: Mapping[int, str] = {
    400: "Expected a request that can be read, but its syntax is wrong. Check it against the API description.",
    403: "Expected a request from this site or from a program, but another site sent it. Call from your own program.",
    404: "Expected something at this address, but there is nothing. Check it against the API description.",
    405: "Expected another method at this address. Use one that the Allow header names.",
    413: "Expected at most 10 MB of JSON or XML, or 64 MB with files, but the body is larger. Send less.",
    415: "Expected a body of application/json or multipart/form-data, but it is of another type. Set Content-Type.",
    422: "Expected fields as the API description has them, but some do not fit. Correct the named ones and send again.",
    429: "Expected fewer attempts, but too many failed in the last minute. Wait, then try again.",
}

_CSRF_ADVICE = sentence(
    "For your safety a form can only be sent from the page that you opened yourself. Reload the page and send again."
)
_log = logging.getLogger(__name__)


def init_app(app: Flask) -> None:
    """Answer every error of the application here."""
    app.register_error_handler(AnticipatedError, answer_anticipated)
    app.register_error_handler(CSRFError, answer_csrf)
    app.register_error_handler(HTTPException, answer_http)
    app.register_error_handler(InternalServerError, answer_fault)


def status_of(error: AnticipatedError) -> int:
    """Return the status of an error by its kind."""
    return next(status for kind, status in STATUS.items() if isinstance(error, kind))


def wants_problem() -> bool:
    """Whether to answer with JSON: on the two interfaces always, elsewhere to scripts that ask for it."""
    if is_api():
        return True
    accepted = request.accept_mimetypes
    return accepted.best in ("application/json", "application/problem+json")


def problem(
    status: int, *, code: str, detail: str, fields: Mapping[str, Any] | None = None, findings: Iterable[Any] = ()
) -> Response:
    """Return an RFC 9457 answer; ``fields`` maps field paths to English sentences, ``findings`` are of a diagram."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
        "instance": request.path,
    }
    if fields:
        body["fields"] = {path: _english(said) for path, said in fields.items()}
    if told := [finding.plain() for finding in findings]:
        body["findings"] = told
    text = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
    return Response(text, status, mimetype="application/problem+json")


def answer_anticipated(error: AnticipatedError) -> Response:
    """Answer an error a person or client can act on."""
    status = status_of(error)
    if isinstance(error, EngineFault):
        _log.error("A diagram could not go on: %s", error)
    fields = getattr(error, "fields", {})
    if wants_problem():
        findings = getattr(error, "findings", ())
        return problem(status, code=error.code, detail=str(error), fields=fields, findings=findings)
    return page(status, said=translated(error), fields=fields)


def answer_csrf(error: CSRFError) -> Response:
    """Answer a form that did not come from our page, or from one whose session ended."""
    if wants_problem():
        return problem(400, code="csrf", detail=str(error.description))
    return page(400, said=str(gettext(_CSRF_ADVICE)))


def answer_http(error: HTTPException) -> Response:
    """Answer what the framework refuses; redirects and ready-made responses pass."""
    if error.response is not None or error.code is None or error.code < HTTPStatus.BAD_REQUEST:
        return error.get_response()  # type: ignore[return-value]  # werkzeug's base class of Flask's response
    if wants_problem():
        code = HTTPStatus(error.code).phrase.lower().replace(" ", "_")
        detail = SAID.get(error.code, str(error.description or ""))
        answer = problem(error.code, code=code, detail=detail, fields=_schema_messages(error))
    else:
        answer = page(error.code)
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After", "WWW-Authenticate"):
            answer.headers.add(name, value)
    return answer


def answer_fault(_error: InternalServerError) -> Response:
    """Answer a fault nobody anticipated: logged with a number that the reader can name."""
    reference = str(new_key())
    _log.error("Fault %s at %s %s", reference, request.method, request.path)
    if wants_problem():
        return problem(500, code="internal_error", detail=f"Something went wrong on our side. Name fault {reference}.")
    return page(500, reference=reference)


def page(status: int, *, said: str = "", fields: Mapping[str, Any] | None = None, reference: str = "") -> Response:
    """Return the page of a status; a fault's page asks for no frame, since what gives it may be what failed."""
    title, advice = PAGES.get(status, PAGES[500 if status >= HTTPStatus.INTERNAL_SERVER_ERROR else 400])
    context = {
        "status": status,
        "heading": gettext(title),
        "advice": gettext(advice),
        "said": said,
        "fields": [translated(sentence_) for sentence_ in (fields or {}).values()],
        "reference": reference,
    }
    if not reference:
        current_app.update_template_context(context)
    html = current_app.jinja_env.get_template("errors/error.html").render(context)
    return Response(html, status, mimetype="text/html")


def _english(said: Any) -> Any:
    if isinstance(said, str | list):
        return said
    return said.template % said.parameters if getattr(said, "template", "") else str(said)


def _schema_messages(error: HTTPException) -> dict[str, Any]:
    """Flatten what a marshmallow schema found, as flask-smorest hands it over, to field path → sentences."""
    data = getattr(error, "data", None) or {}
    by_place = data.get("messages") or {}
    if not all(isinstance(messages, Mapping) for messages in by_place.values()):
        return dict(_flattened(by_place))
    return dict(pair for messages in by_place.values() for pair in _flattened(messages))


def _flattened(messages: Any, path: str = "") -> list[tuple[str, Any]]:
    if not isinstance(messages, Mapping):
        return [(path, messages)]
    return [
        pair for name, inner in messages.items() for pair in _flattened(inner, f"{path}.{name}" if path else str(name))
    ]
