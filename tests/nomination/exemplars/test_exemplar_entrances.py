"""The pages and the API of exemplars, over the whole application with the seed diagrams deployed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from lxml import html
from sqlalchemy import update

from service.access import demo
from service.app import create_app, domain, import_models
from service.config import Config
from service.core.database import Database, business_clock, metadata
from service.nomination.exemplars.model import exemplar
from service.process.definitions import commands as definitions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask.testing import FlaskClient

ROOT = Path(__file__).parents[3]
PATTERNS = ("forms/*.form", "workflows/dmn/*.dmn", "workflows/bpmn/*.bpmn")


@pytest.fixture
def service(planned: Database, tmp_path: Path) -> Iterator[FlaskClient]:
    """A client of the whole application."""
    import_models()
    twin = Database(str(planned.engine.url), domain())
    with twin.engine.begin() as connection:
        metadata.create_all(connection)
        connection.execute(update(business_clock).values(is_demo=1))
    with twin.begin() as tx:
        demo.create_demo_people(tx, ["ban-tdkt", "so-gddt", "so-y-te"])
        files = [path for pattern in PATTERNS for path in sorted(ROOT.glob(pattern))]
        definitions.deploy(tx, [definitions.Resource(path.name, path.read_bytes()) for path in files])
    app = create_app(Config("", tmp_path, "127.0.0.1:0", "a key only for this test", "error"), twin)
    app.testing = True
    yield app.test_client()
    twin.dispose()


def api(service: FlaskClient, method: str, path: str, user_name: str = "officer.so-gddt", **options: Any) -> Any:
    return service.open(path, method=method, auth=(user_name, "lantoa-demo"), **options)


def started(service: FlaskClient, key: str = "one", agency: str = "so-gddt") -> Any:
    return api(service, "POST", "/api/v1/nominations", json={"agency": agency}, headers={"Idempotency-Key": key})


def sign_in(service: FlaskClient, user_name: str) -> str:
    page = service.get("/sign-in").text
    entries = {"user_name": user_name, "password": "lantoa-demo", "csrf_token": token(page)}
    assert service.post("/sign-in", data=entries).status_code == 303
    return token(service.get("/exemplars").text)


def token(page: str) -> str:
    return page.split('name="csrf-token" content="', 1)[1].split('"', 1)[0]


def test_starts_a_nomination_once_for_one_idempotency_key(service: FlaskClient) -> None:
    first, again, other = started(service), started(service), started(service, "two")
    assert first.status_code == again.status_code == 201
    assert first.json["processInstanceKey"] == again.json["processInstanceKey"]
    assert [first.json["code"], other.json["code"]] == ["LS-2022-0001", "LS-2022-0002"]


def test_lists_a_case_without_a_name_by_its_code_once(service: FlaskClient) -> None:
    code = started(service).json["code"]
    sign_in(service, "officer.so-gddt")
    (name,) = html.fromstring(service.get("/exemplars").text).xpath('//p[@class="work-name"]')
    assert name.xpath('string(a[@class="is-none"])') == "Chưa có tên"
    assert name.text_content().count(code) == 1


def test_starts_no_nomination_for_a_foreign_agency(service: FlaskClient) -> None:
    assert started(service, agency="so-y-te").status_code == 404
    assert api(service, "GET", "/api/v1/exemplars").json == {"items": [], "nextCursor": None}


def test_refuses_an_unknown_field(service: FlaskClient) -> None:
    answer = api(service, "POST", "/api/v1/nominations", json={"agency": "so-gddt", "colour": "red"})
    assert answer.status_code == 422


def test_hides_a_foreign_case_from_api_and_pages(service: FlaskClient) -> None:
    key = started(service).json["exemplarKey"]
    assert api(service, "GET", f"/api/v1/exemplars/{key}").json["code"] == "LS-2022-0001"
    assert api(service, "GET", f"/api/v1/exemplars/{key}", "officer.so-y-te").status_code == 404
    assert api(service, "GET", "/api/v1/exemplars", "officer.so-y-te").json["items"] == []
    assert len(api(service, "GET", "/api/v1/nominations", "supervisor").json["items"]) == 1
    sign_in(service, "officer.so-y-te")
    assert service.get(f"/exemplars/{key}").status_code == 404


def test_pages_the_list_by_cursor(service: FlaskClient) -> None:
    for key in "abc":
        started(service, key)
    first = api(service, "GET", "/api/v1/exemplars?limit=2").json
    second = api(service, "GET", f"/api/v1/exemplars?limit=2&cursor={first['nextCursor']}").json
    codes = [item["code"] for item in first["items"] + second["items"]]
    assert codes == ["LS-2022-0003", "LS-2022-0002", "LS-2022-0001"]
    assert api(service, "GET", "/api/v1/exemplars?cursor=zz").status_code == 422


def test_shows_list_and_case(service: FlaskClient) -> None:
    key = started(service).json["exemplarKey"]
    sign_in(service, "officer.so-gddt")
    listed = service.get("/exemplars?q=ls-2022&year=2022&status=open")
    assert listed.status_code == 200
    assert "LS-2022-0001" in listed.text
    shown = service.get(f"/exemplars/{key}")
    assert shown.status_code == 200
    assert "LS-2022-0001" in shown.text


def test_withdraws_from_the_page_and_closes_the_case(service: FlaskClient, planned: Database) -> None:
    key = started(service).json["exemplarKey"]
    form_token = sign_in(service, "head.so-gddt")
    answer = service.post(f"/exemplars/{key}/withdrawal", data={"csrf_token": form_token, "reason": "Gia đình xin rút"})
    assert answer.status_code == 303
    with planned.read() as tx:
        row = tx.execute(exemplar.select()).one()
    assert (row.status, row.withdrawal_reason) == ("withdrawn", "Gia đình xin rút")


def test_opens_and_closes_a_block_from_the_page(service: FlaskClient) -> None:
    key = started(service).json["exemplarKey"]
    form_token = sign_in(service, "supervisor")
    entries = {"csrf_token": form_token, "kind": "ky-luat", "document": "CV 5", "penalty_until": "2022-06-30"}
    assert service.post(f"/exemplars/{key}/integrity-blocks", data=entries).status_code == 303
    page = service.get(f"/exemplars/{key}").text
    action = page.split("/closing", 1)[0].rsplit('"', 1)[1] + "/closing"
    assert service.post(action, data={"csrf_token": form_token, "document": "CV 9"}).status_code == 303
    assert "/closing" not in service.get(f"/exemplars/{key}").text
