"""A small application that has only this room, and pages to try it on."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from flask import Flask, abort, flash, render_template_string, request

from service import web
from service.core.errors import Conflict, EngineFault, Forbidden, InvalidInput, NotFound, WrongState, sentence
from service.web import build_hook

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient

PINNED = datetime(2023, 5, 15, 7, 5, tzinfo=UTC)
PAGE = "{% extends 'layout.html' %}{% block title %}Trang{% endblock %}{% block content %}<h1>Trang</h1>{% endblock %}"


class TaskIsClosed(WrongState):
    code = "task_is_closed"
    template = sentence("Expected to complete user task '%(key)s', but it is already completed. Reload the list.")


class TaskUnknown(NotFound):
    template = sentence("Expected to find user task '%(key)s', but there is none. Reload the list.")


class AnswersDoNotFit(InvalidInput):
    template = sentence("Expected answers that fit the form, but some do not. Correct them.")


class NotYours(Forbidden):
    template = sentence("Expected to claim the task, but it is another agency's. Ask them.")


class Outrun(Conflict):
    template = sentence("Expected revision 3, but there is a newer one. Reload.")


class Stuck(EngineFault):
    template = sentence("Expected to go on, but no flow fits. Tell the process owner.")


class Said:
    template = "Write at most %(limit)s words."

    def __init__(self, limit: int) -> None:
        self.parameters = {"limit": limit}


ERRORS = {
    "closed": lambda: TaskIsClosed(key="7"),
    "unknown": lambda: TaskUnknown(key="7"),
    "unfit": lambda: AnswersDoNotFit(fields={"story": Said(50), "name": "Missing."}),
    "denied": NotYours,
    "outrun": Outrun,
    "stuck": Stuck,
}


def frame() -> web.Frame | None:
    if request.args.get("nobody"):
        return None
    return web.Frame(
        menu=[web.MenuItem("Việc", "/page", "tasks", 14, current=True, more="của tôi")],
        person=web.Person("Vi Thị Minh Họa", "vi.minh-hoa", [web.Link("Ủy quyền", "/delegate")]),
        roles=[web.RoleChoice("Sở Nội vụ", "Cán bộ", "/role", current=True)],
        clock_pinned_at=PINNED,
        clock_reset_href="/clock",
        is_demo=True,
        search_href="/search",
        sign_out_href="/logout",
    )


def add_pages(app: Flask) -> None:
    @app.route("/page", methods=["GET", "POST"])
    def page() -> str:
        if request.args.get("flash"):
            flash("Đã gửi.")
        return render_template_string(PAGE)

    @app.get("/drawn")
    @web.allow_style_attributes
    def drawn() -> str:
        return render_template_string(PAGE)

    @app.get("/fault")
    def fault() -> str:
        message = "boom"
        raise RuntimeError(message)

    @app.get("/status/<int:status>")
    def refuse(status: int) -> str:
        abort(status)

    for path in ("/raise/<name>", "/v2/raise/<name>", "/api/v1/raise/<name>"):
        app.add_url_rule(path, path, _raise)

    @app.post("/v2/echo")
    def echo() -> dict[str, object]:
        return {"got": request.get_json()}


def _raise(name: str) -> str:
    raise ERRORS[name]()  # noqa: RSE102 -- makes the error


def make_app(**settings: object) -> Flask:
    app = Flask("web-test", static_folder=None)
    app.secret_key = "not a secret"
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.config.update(settings)
    add_pages(app)
    web.init_app(app, frame)
    return app


@pytest.fixture(scope="session", autouse=True)
def catalogues() -> None:
    build_hook.compile_catalogues()


@pytest.fixture
def app_with() -> Callable[..., Flask]:
    return make_app


@pytest.fixture
def app() -> Flask:
    return make_app()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
