"""Giving the Flask application everything this room has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, request

from service.web import assets, errors, i18n, security

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask, Response

    from service.web.frame import Frame


def init_app(app: Flask, frame_provider: Callable[[], Frame | None] = lambda: None) -> None:
    """Register layout, assets, error pages, guards and languages; call it last, after every other extension.

    ``frame_provider`` is asked once a page and returns what surrounds it, ``None`` where nobody is signed in.
    """
    web = Blueprint("web", __name__, static_folder="static", static_url_path="/assets", template_folder="templates")
    app.register_blueprint(web)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.do")
    app.jinja_env.globals.update(asset=assets.asset)
    assets.init_app(app)
    i18n.init_app(app)
    security.init_app(app)
    errors.init_app(app)

    @app.context_processor
    def _frame() -> dict[str, Any]:
        return {"frame": frame_provider()}

    @app.after_request
    def _keep(response: Response) -> Response:
        assets.keep_hashed_files(response, request.path)
        return response
