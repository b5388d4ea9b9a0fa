"""Guards of every request and headers of every answer.

Content security policy, CSRF, cookies, kinds and sizes of bodies. Sources: OWASP ASVS 5 (V3, V4), W3C CSP 3.
"""

from __future__ import annotations

import json
import logging
from collections import deque
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

from flask import Blueprint, current_app, request
from flask_wtf.csrf import CSRFProtect
from werkzeug.exceptions import Forbidden, RequestEntityTooLarge, UnsupportedMediaType

from service.web.body import check_text

if TYPE_CHECKING:
    from collections.abc import Callable, MutableSequence
    from typing import Any

    from flask import Flask, Response

    View = TypeVar("View", bound=Callable[..., Any])

API_PREFIXES = ("/v2/", "/api/")
JSON_LIMIT = 10 * 1024 * 1024
BODY_LIMIT = 64 * 1024 * 1024
_REPORT_LIMIT = 16 * 1024
_REPORTS = "lantoa-csp-reports"
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_STYLE_MARK = "__allows_style_attributes__"
_CSP = {
    "default-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "object-src": "'none'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "report-uri": "/csp-report",
}
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_TWO_YEARS = "max-age=63072000"

_log = logging.getLogger(__name__)

csrf = CSRFProtect()
csp_pages = Blueprint("csp", __name__)


def init_app(app: Flask) -> None:
    """Set cookie rules, limits, CSRF and headers."""
    secure = bool(app.config.get("SESSION_COOKIE_SECURE"))
    app.config["SESSION_COOKIE_NAME"] = "__Host-lantoa" if secure else "lantoa"
    app.config["SESSION_COOKIE_HTTPONLY"] = True
    app.config["SESSION_COOKIE_SAMESITE"] = "Lax"
    app.config["SESSION_COOKIE_PATH"] = "/"
    app.config["REMEMBER_COOKIE_NAME"] = "__Host-lantoa-remember" if secure else "lantoa-remember"
    app.config["REMEMBER_COOKIE_SECURE"] = secure
    app.config["REMEMBER_COOKIE_HTTPONLY"] = True
    app.config["REMEMBER_COOKIE_SAMESITE"] = "Lax"
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    app.config["WTF_CSRF_TIME_LIMIT"] = None  # a token lives as long as its session: an officer may write all day
    if app.config.get("MAX_CONTENT_LENGTH") is None:
        app.config["MAX_CONTENT_LENGTH"] = BODY_LIMIT
    app.extensions[_REPORTS] = deque(maxlen=100)
    csrf.init_app(app)
    app.register_blueprint(csp_pages)
    app.before_request(check_body)
    app.before_request(check_text)
    app.before_request(check_origin)
    app.after_request(add_headers)


def allow_style_attributes(view: View) -> View:
    """Mark a page whose script sets style attributes: the diagram tools place things that way."""
    setattr(view, _STYLE_MARK, True)
    return view


def is_api() -> bool:
    """Whether this request came to one of the two JSON interfaces."""
    return request.path.startswith(API_PREFIXES)


def check_body() -> None:
    """Refuse bodies an interface cannot read, and JSON and XML beyond 10 MB, before anything reads them."""
    if request.is_json or request.mimetype.endswith("xml"):
        request.max_content_length = JSON_LIMIT
        if (request.content_length or 0) > JSON_LIMIT:
            raise RequestEntityTooLarge
    if not is_api() or request.method in _SAFE_METHODS or not request.content_length:
        return
    if not request.is_json and request.mimetype != "multipart/form-data":
        raise UnsupportedMediaType


def check_origin() -> None:
    """Refuse what another site made a browser send.

    Pages need a CSRF token; so does an API call that the session cookie alone would authenticate. A browser adds
    cached Basic credentials to any site's request, so on the API a request that says it is cross-site is refused too.
    """
    if request.method in _SAFE_METHODS or request.endpoint == "csp.receive_report":
        return
    if is_api() and request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none"):
        raise Forbidden
    has_cookie = current_app.config["SESSION_COOKIE_NAME"] in request.cookies
    if is_api() and ("Authorization" in request.headers or not has_cookie):
        return
    csrf.protect()


@lru_cache(maxsize=2)
def content_security_policy(*, style_attributes: bool = False) -> str:
    """Return the policy; ``style_attributes`` for pages marked by ``allow_style_attributes``."""
    policy = _CSP | ({"style-src-attr": "'unsafe-inline'"} if style_attributes else {})
    return "; ".join(f"{name} {sources}" for name, sources in policy.items())


def add_headers(response: Response) -> Response:
    """Add what every answer carries; pages are never kept by a cache between us and the reader."""
    view = current_app.view_functions.get(request.endpoint or "")
    policy = content_security_policy(style_attributes=bool(getattr(view, _STYLE_MARK, False)))
    response.headers.setdefault("Content-Security-Policy", policy)
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", _TWO_YEARS)
    if not request.path.startswith("/assets/"):
        response.headers.setdefault("Cache-Control", "no-store")
    return response


@csp_pages.post("/csp-report")
def receive_report() -> tuple[str, int]:
    """Take a browser's word that a page tried what the policy forbids; a fault of ours, or an attack."""
    if (request.content_length or 0) > _REPORT_LIMIT:
        return "", 413
    try:
        report = json.loads(request.get_data())
    except (ValueError, RecursionError):
        return "", 400
    _log.warning("A page broke the content security policy: %s", json.dumps(report, ensure_ascii=True)[:2000])
    csp_reports(current_app).append(report)
    return "", 204


def csp_reports(app: Flask) -> MutableSequence[object]:
    """Return the last hundred reports; tests fail on any."""
    reports: MutableSequence[object] = app.extensions[_REPORTS]
    return reports
