"""Flask, with one thing more: a request that another transaction outran is answered by a second try."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask, request
from flask.sessions import SecureCookieSessionInterface

from service.core.database import repeated
from service.web.security import API_PREFIXES

if TYPE_CHECKING:
    from flask import Request
    from flask.sessions import SecureCookieSession
    from flask.typing import ResponseReturnValue


class Sessions(SecureCookieSessionInterface):
    """Flask's sessions; a program that says in a header who it is begins with an empty one at every request."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Read the cookie of a browser."""
        if "Authorization" in request.headers and request.path.startswith(API_PREFIXES):
            return self.session_class()
        return super().open_session(app, request)


class Application(Flask):
    """The application; whoever asked sees a conflict only where every try was outrun (``repeated``)."""

    session_interface = Sessions()

    def dispatch_request(self) -> ResponseReturnValue:
        """Call the view, and again where its transaction was outrun and rolled back; what precedes it is done once."""
        is_again = False

        def view() -> ResponseReturnValue:
            nonlocal is_again
            if is_again:
                for uploads in request.files.listvalues():
                    for upload in uploads:
                        upload.stream.seek(0)
            is_again = True
            return super(Application, self).dispatch_request()

        return repeated(view)
