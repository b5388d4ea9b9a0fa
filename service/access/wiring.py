"""Fitting the room into a Flask application."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.access import attempts, security
from service.access.current import caller
from service.access.guard import policy_guard
from service.access.model import Account
from service.access.pages import blueprint
from service.access.passwords import Remembered
from service.access.routes import PUBLIC, declare
from service.web.body import KeyConverter

if TYPE_CHECKING:
    from flask import Flask

    from service.config import Config
    from service.core.database import Database

SHARED = ("web.static", "i18n.switch_language", "csp.receive_report", "interface.docs", "interface.openapi_json")
"""Endpoints of the floor below that everybody may call."""


def init_app(app: Flask, database: Database, config: Config) -> None:
    """Set up sign-in, the guard before every view, and the pages; call it before ``service.web.init_app``."""
    app.secret_key = config.secret_key
    app.url_map.converters["int"] = KeyConverter  # for every route added from here on
    app.before_request(policy_guard)
    declare(dict.fromkeys(SHARED, PUBLIC))
    app.extensions["lantoa_remembered"] = Remembered()
    attempts.init_app(app)
    manager = security.init_app(app, database, config.secret_key).login_manager
    manager.user_loader(_person_of_session)
    # Flask-Security's own signed tokens could be neither listed nor revoked; ours are in the database.
    manager.request_loader(_nobody)
    app.register_blueprint(blueprint)


def _person_of_session(uniquifier: str) -> Account | None:
    """Return Flask-Login's user: who the guard found by the session row, never who the cookie alone names."""
    found = caller()
    if found is None or found.session_key is None:
        return None
    actor = found.actor
    return Account(
        account_key=actor.account_key,
        user_name=actor.user_name,
        display_name=actor.display_name,
        fs_uniquifier=uniquifier,
        active=True,
    )


def _nobody(request: Any) -> None:
    del request
