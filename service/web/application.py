"""Flask, with one thing more: a request that another transaction outran is answered by a second try."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask, request

from service.core.database import repeated

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


class Application(Flask):
    """The application; whoever asked sees a conflict only where every try was outrun (``repeated``)."""

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
