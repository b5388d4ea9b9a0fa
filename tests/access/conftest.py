"""A small application around the room: its own pages, the web floor, and two endpoints that say who asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from flask import Blueprint, Flask, jsonify
from sqlalchemy import insert, update

from service.access import commands, demo, passwords
from service.access.current import actor
from service.access.policy import Action
from service.access.routes import How, asks
from service.access.wiring import init_app
from service.config import Config
from service.core.database import business_clock
from service.web import init_app as init_web
from service.web import interface
from tests.support.visitor import PASSWORD, Visitor

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask import Response
    from flask.testing import FlaskClient

    from service.core.database import Database

PASSWORD_HASH = passwords.hash_password(PASSWORD)

probe = Blueprint("probe", __name__)


@probe.get("/")
@asks(Action.WORKLIST_VIEW, How.ACTOR)
def home() -> str:
    return f"<p>{actor().user_name}</p>"


@probe.get("/v2/who")
@asks(Action.TOPOLOGY_READ, How.ACTOR)
def who() -> Response:
    return jsonify(user=actor().user_name, groups=sorted(actor().groups))


@probe.post("/v2/write")
@asks(Action.DOCUMENT_CREATE, How.ACTOR)
def write() -> Response:
    return jsonify(user=actor().user_name)


@probe.get("/v2/forgotten")
def forgotten() -> Response:
    return jsonify()


@dataclass(frozen=True)
class Lantoa:
    database: Database
    config: Config


@pytest.fixture
def app(database: Database, tmp_path: Path) -> Flask:
    config = Config(
        database_url="", data_dir=tmp_path, bind="127.0.0.1:0", secret_key="a key only for this test", log="info"
    )
    app = Flask("service.access")
    app.testing = True
    app.config["WTF_CSRF_ENABLED"] = True
    app.extensions["lantoa"] = Lantoa(database, config)
    init_app(app, database, config)
    interface.init_app(app)
    app.register_blueprint(probe)
    init_web(app)
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def demo_data(database: Database) -> None:
    with database.begin() as tx:
        tx.execute(insert(business_clock).values(business_clock_id=1, is_demo=1))
        demo.create_demo_people(tx, ["ban-tdkt", "so-y-te", "cong-an"])


@pytest.fixture
def end_demo(database: Database) -> Callable[[], None]:
    def run() -> None:
        with database.begin() as tx:
            tx.execute(update(business_clock).values(is_demo=0))

    return run


@pytest.fixture
def person(database: Database) -> Callable[..., int]:
    """Make an account whose password is PASSWORD; returns its key."""

    def make(user_name: str = "nong.thi-hoa", role: str | None = None, **options: bool) -> int:
        with database.begin() as tx:
            key = commands.create_account(
                tx, user_name=user_name, display_name="Nông Thị Hoa", password_hash=PASSWORD_HASH, **options
            )
            if role is not None:
                commands.grant_role(tx, account_key=key, role=role)
            return key

    return make


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    return Visitor(app.test_client())


@pytest.fixture
def another_visitor(app: Flask) -> Visitor:
    return Visitor(app.test_client())
