"""Plans, agencies, movements and quotas as a client reads them."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from flask_smorest import Api

from service.access.current import Caller, set_caller
from service.access.policy import Action
from service.access.routes import How, rule_of
from service.core.actor import Actor
from service.core.database import Database, metadata
from service.core.errors import AnticipatedError
from service.nomination.plans import api, commands

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask.testing import FlaskClient

PLAN_FILE = Path(__file__).parents[3] / "workflows/plans/lang-son-2021-2025.yaml"
PLAN = "lang-son-2021-2025"
SUPERVISOR = Actor("supervisor", account_key=1, groups=frozenset({"ban-tdkt/supervisor"}))


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('api') / 'api.db'}")
    with database.engine.begin() as connection:
        metadata.create_all(connection)
    with database.begin() as tx:
        commands.load_plan(tx, PLAN_FILE.read_bytes())
        commands.count(tx, year=2022, agency="so-y-te", movement="y-te", exemplar_key=7, kind="selected")
    app = Flask("plans-test", static_folder=None)
    app.config.update(API_TITLE="test", API_VERSION="1", OPENAPI_VERSION="3.1.0")
    app.extensions["lantoa"] = SimpleNamespace(database=database)
    Api(app).register_blueprint(api.blueprint)
    app.before_request(lambda: set_caller(Caller(SUPERVISOR)))
    app.register_error_handler(AnticipatedError, lambda error: ({"code": error.code}, 400))
    yield app
    database.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def test_answers_quotas_as_rows(client: FlaskClient) -> None:
    rows = client.get(f"/api/v1/quotas?plan={PLAN}&year=2022").get_json()
    assert len(rows) == 15
    assert sum(row["minimum"] for row in rows) == 91
    health = next(row for row in rows if row["agency"] == "so-y-te")
    assert health == {
        "year": 2022,
        "agency": "so-y-te",
        "movement": "y-te",
        "mode": "directive",
        "minimum": 10,
        "selected": 1,
        "built": 0,
        "replicated": 0,
        "responsible": "so-y-te",
    }


def test_answers_no_quotas_for_2021_and_those_of_all_years_without_a_year(client: FlaskClient) -> None:
    assert client.get(f"/api/v1/quotas?plan={PLAN}&year=2021").get_json() == []
    assert sum(row["minimum"] for row in client.get("/api/v1/quotas").get_json()) == 364


def test_refuses_a_plan_nobody_loaded(client: FlaskClient) -> None:
    for path in ("quotas", "movements"):
        answer = client.get(f"/api/v1/{path}?plan=khong-co")
        assert (answer.status_code, answer.get_json()["code"]) == (400, "plan_not_found")


@pytest.mark.parametrize("query", ["year=la", "year=99999", "yeer=2022"])
def test_refuses_an_ill_typed_query(client: FlaskClient, query: str) -> None:
    assert client.get(f"/api/v1/quotas?{query}").status_code == 422


def test_lists_plans_with_what_they_stand_on(client: FlaskClient) -> None:
    (plan,) = client.get("/api/v1/plans").get_json()["items"]
    assert (plan["code"], plan["validFrom"], plan["validTo"]) == (PLAN, "2021-01-01", "2026-01-01")
    assert {basis["number"] for basis in plan["legalBases"]} >= {"34-CT/TW", "152/2025/NĐ-CP"}


def test_lists_movements_with_leads_and_subject_types(client: FlaskClient) -> None:
    movements = client.get("/api/v1/movements").get_json()["items"]
    assert len(movements) == 13
    assert movements[9]["leads"] == [{"agency": "hoi-nong-dan", "mode": "request"}]
    assert [word["code"] for word in movements[9]["subjectTypes"]] == ["farmer"]


def test_pages_through_the_agencies_of_a_day(client: FlaskClient) -> None:
    first = client.get("/api/v1/agencies?on=2022-03-01&limit=15").get_json()
    rest = client.get(f"/api/v1/agencies?on=2022-03-01&limit=15&cursor={first['nextCursor']}").get_json()
    codes = [agency["code"] for agency in first["items"] + rest["items"]]
    assert len(codes) == len(set(codes)) == 20
    assert rest["nextCursor"] is None


def test_answers_an_agency_under_its_name_of_the_day(client: FlaskClient) -> None:
    found = client.get("/api/v1/agencies/ban-tuyen-giao?on=2025-08-01").get_json()
    assert found["name"] == "Ban Tuyên giáo và Dân vận Tỉnh ủy"
    assert client.get("/api/v1/agencies/khong-co").get_json()["code"] == "agency_not_found"


def test_declares_what_every_route_asks(app: Flask) -> None:
    endpoints = [rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint.startswith("plans_api.")]
    asked = {endpoint: rule_of(app, endpoint, "GET") for endpoint in endpoints}
    assert len(asked) == 14
    assert all(rule and rule.how is How.ACTOR for rule in asked.values())
    assert asked["plans_api.list_quotas"].action is Action.QUOTA_READ


def test_takes_a_plan_through_its_life(client: FlaskClient) -> None:
    assert client.get(f"/api/v1/plans/{PLAN}").get_json()["state"] == "published"
    (version,) = client.get(f"/api/v1/plans/{PLAN}/versions").get_json()
    file = client.get(f"/api/v1/plans/{PLAN}/versions/{version['version']}").get_json()["document"]
    assert file == PLAN_FILE.read_text(encoding="utf-8")
    made = client.post(f"/api/v1/plans/{PLAN}/clone", json={"firstYear": 2026})
    assert (made.status_code, made.get_json()["draft"]["clonedFrom"]) == (201, PLAN)
    path = f"/api/v1/plans/{made.get_json()['draft']['code']}"
    assert client.post(f"{path}/publication", json={}).get_json()["code"] == "plan_questions_open"
    quota = {"question": "quota.quoc-phong-an-ninh.bo-chqs", "answer": "change", "value": "7"}
    assert client.post(f"{path}/draft/decisions", json=quota | {"value": "x"}).get_json()["code"] == (
        "plan_decision_invalid"
    )
    answered = client.post(f"{path}/draft/decisions", json=quota).get_json()
    assert [one["value"] for one in answered["questions"] if one["answer"]] == ["7"]
    assert "minimum: 7" in client.get(f"{path}/draft").get_json()["draft"]["document"]
    assert client.post("/api/v1/plans/drafts", json={"document": "plan: 1"}).get_json()["code"] == "plan_refused"
    closed = client.post(f"/api/v1/plans/{PLAN}/closing", json={"reason": "Đã tổng kết"}).get_json()
    assert (closed["state"], closed["closedBy"]) == ("closed", "supervisor")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("clone", {}),
        ("clone", {"firstYear": "2026"}),
        ("clone", {"firstYear": 10**9}),
        ("clone", {"firstYear": 2026, "year": 1}),
        ("closing", {}),
        ("closing", {"reason": ""}),
        ("closing", {"reason": "x" * 1001}),
        ("draft/decisions", {"question": "minimums"}),
        ("publication", {"basis": 7}),
    ],
)
def test_refuses_an_ill_typed_body(client: FlaskClient, path: str, body: dict[str, object]) -> None:
    assert client.post(f"/api/v1/plans/{PLAN}/{path}", json=body).status_code == 422
