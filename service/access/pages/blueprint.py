"""The blueprint that the pages of this room hang on, and what they share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, current_app, redirect, url_for

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from service.access.security import AccountDatastore, AccountTotp

blueprint = Blueprint("access", __name__, template_folder="../templates")


def totp() -> AccountTotp:
    """Return what makes and checks authenticator codes."""
    found: AccountTotp = current_app.extensions["lantoa_totp"]
    return found


def datastore() -> AccountDatastore:
    """Return Flask-Security's view of our accounts."""
    found: AccountDatastore = current_app.extensions["security"].datastore
    return found


def back_to(endpoint: str, **values: Any) -> Response:
    """Return the redirect after a POST."""
    return redirect(url_for(endpoint, **values), code=303)
