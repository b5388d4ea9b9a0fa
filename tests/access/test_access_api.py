from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from service.access import commands, passwords
from service.access.model import account, personal_token
from service.access.policy import Action
from service.access.routes import PUBLIC, How, RouteRule, declare, declared
from tests.support.visitor import PASSWORD, basic, bearer

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from service.core.database import Database
    from tests.support.visitor import Visitor


def challenges(answer: TestResponse) -> list[str]:
    return [challenge.split(" ", 1)[0].lower() for challenge in answer.headers.getlist("WWW-Authenticate")]


@pytest.fixture
def token(database: Database, person: Callable[..., int]) -> Callable[..., str]:
    def issue(scopes: str = "all", user_name: str = "nong.thi-hoa") -> str:
        key = person(user_name)
        with database.begin() as tx:
            return commands.issue_token(tx, account_key=key, name="script", scopes=scopes).clear

    return issue


def test_answers_a_stranger_with_401_and_how_to_prove_oneself(client: FlaskClient) -> None:
    answer = client.get("/v2/who")
    assert answer.status_code == 401
    assert answer.mimetype == "application/problem+json"
    assert answer.json["code"] == "unauthorized"
    assert challenges(answer) == ["basic", "bearer"]


def test_does_not_make_the_browser_of_a_page_open_a_password_window(client: FlaskClient, visitor: Visitor) -> None:
    asked_by_script = client.get("/v2/who", headers={"Sec-Fetch-Site": "same-origin"})
    assert (asked_by_script.status_code, challenges(asked_by_script)) == (401, ["bearer"])
    with_stale_credentials = client.get("/v2/who", headers=basic("a", "b") | {"Sec-Fetch-Site": "same-origin"})
    assert (with_stale_credentials.status_code, challenges(with_stale_credentials)) == (401, ["bearer"])
    visitor.get("/sign-in")
    from_a_browser_without_tls = visitor.get("/v2/who")
    assert (from_a_browser_without_tls.status_code, challenges(from_a_browser_without_tls)) == (401, ["bearer"])
    sent_after_the_session_ended = visitor.post("/account/tokens", name="x")
    assert sent_after_the_session_ended.status_code == 401
    assert challenges(sent_after_the_session_ended) == ["bearer"]


def test_accepts_basic_with_the_password(client: FlaskClient, person: Callable[..., int]) -> None:
    person()
    assert client.get("/v2/who", headers=basic("nong.thi-hoa", PASSWORD)).json["user"] == "nong.thi-hoa"
    assert client.get("/v2/who", headers=basic("nong.thi-hoa", "wrong")).status_code == 401
    assert client.get("/v2/who", headers=basic("nobody", PASSWORD)).status_code == 401
    assert client.get("/v2/who", headers={"Authorization": "Nonsense"}).status_code == 401


def test_accepts_a_token_as_bearer_and_as_basic_password_of_its_owner(
    client: FlaskClient, person: Callable[..., int], token: Callable[..., str]
) -> None:
    clear = token()
    person("another")
    assert client.get("/v2/who", headers=bearer(clear)).json["user"] == "nong.thi-hoa"
    assert client.get("/v2/who", headers=basic("nong.thi-hoa", clear)).json["user"] == "nong.thi-hoa"
    assert client.get("/v2/who", headers=basic("another", clear)).status_code == 401
    assert client.get("/v2/who", headers=bearer(clear + "x")).status_code == 401


def test_notes_when_a_token_was_used(client: FlaskClient, token: Callable[..., str], database: Database) -> None:
    client.get("/v2/who", headers=bearer(token()))
    with database.read() as tx:
        assert tx.execute(select(personal_token.c.last_used_at)).scalar_one() is not None


def test_a_reading_token_does_not_write(client: FlaskClient, token: Callable[..., str]) -> None:
    clear = token("read")
    assert client.get("/v2/who", headers=bearer(clear)).status_code == 200
    refused = client.post("/v2/write", headers=bearer(clear))
    assert (refused.status_code, refused.json["code"]) == (403, "token_reads_only")


def test_verifies_a_password_once_in_five_minutes(
    client: FlaskClient, person: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    person()
    verified = []
    real = passwords.verify_password
    monkeypatch.setattr(passwords, "verify_password", lambda *given: verified.append(1) or real(*given))
    for _ in range(3):
        assert client.get("/v2/who", headers=basic("nong.thi-hoa", PASSWORD)).status_code == 200
    assert len(verified) == 1


def test_forgets_a_remembered_password_when_it_changes_or_the_account_closes(
    client: FlaskClient, person: Callable[..., int], database: Database
) -> None:
    key = person()
    proof = basic("nong.thi-hoa", PASSWORD)
    assert client.get("/v2/who", headers=proof).status_code == 200
    with database.begin() as tx:
        commands.disable_account(tx, account_key=key)
    assert client.get("/v2/who", headers=proof).status_code == 401
    with database.begin() as tx:
        commands.enable_account(tx, account_key=key)
        commands.set_password(tx, account_key=key, password_hash=passwords.hash_password("năm chiếc thuyền"))
    assert client.get("/v2/who", headers=proof).status_code == 401


def test_verifies_passwords_while_no_transaction_is_open(
    client: FlaskClient, person: Callable[..., int], database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    person()
    held = []
    real = passwords.verify_password
    pool = database.engine.pool
    monkeypatch.setattr(passwords, "verify_password", lambda *given: held.append(pool.checkedout()) or real(*given))
    client.get("/v2/who", headers=basic("nong.thi-hoa", PASSWORD))
    assert held == [0]


def test_a_password_alone_does_not_open_an_account_with_a_second_factor(
    client: FlaskClient, person: Callable[..., int], database: Database
) -> None:
    key = person()
    with database.begin() as tx:
        tx.execute(update(account).where(account.c.account_key == key).values(tf_primary_method="authenticator"))
    assert client.get("/v2/who", headers=basic("nong.thi-hoa", PASSWORD)).status_code == 401


def test_a_handed_out_password_opens_no_interface(client: FlaskClient, person: Callable[..., int]) -> None:
    person(must_change_password=True)
    refused = client.get("/v2/who", headers=basic("nong.thi-hoa", PASSWORD))
    assert (refused.status_code, refused.json["code"]) == (403, "password_change_needed")


def test_credentials_of_a_header_count_on_the_interfaces_only(client: FlaskClient, person: Callable[..., int]) -> None:
    person()
    assert client.get("/", headers=basic("nong.thi-hoa", PASSWORD)).status_code == 303


def test_the_session_of_a_page_opens_the_interface_and_needs_the_form_token_to_write(
    visitor: Visitor, person: Callable[..., int]
) -> None:
    person()
    visitor.sign_in("nong.thi-hoa")
    assert visitor.get("/v2/who").json["user"] == "nong.thi-hoa"
    assert visitor.client.post("/v2/write").status_code == 400


def test_stops_guessing_after_thirty_failures_a_minute(client: FlaskClient, person: Callable[..., int]) -> None:
    person()
    statuses = [client.get("/v2/who", headers=bearer("lt_wrong")).status_code for _ in range(31)]
    assert statuses == [401] * 30 + [429]


def test_refuses_an_endpoint_that_no_room_declared(client: FlaskClient, token: Callable[..., str]) -> None:
    refused = client.get("/v2/forgotten", headers=bearer(token()))
    assert (refused.status_code, refused.json["code"]) == (403, "route_undeclared")
    assert client.get("/v2/no-such-thing").status_code == 404


def test_tells_which_endpoints_nobody_declared(app: Flask) -> None:
    forgotten = [endpoint for (endpoint, _), rule in declared(app).items() if rule is None]
    assert forgotten == ["probe.forgotten"]


def test_every_page_of_the_room_but_the_sign_in_wants_a_person(app: Flask) -> None:
    open_to_all = {endpoint for (endpoint, _), rule in declared(app).items() if rule and rule.how is How.PUBLIC}
    mine = {endpoint for endpoint in open_to_all if endpoint.startswith("access.")}
    assert mine == {"access.sign_in", "access.take_password", "access.second_step", "access.take_code"}


def test_refuses_to_declare_an_endpoint_twice_with_different_rules() -> None:
    declare({"test.once": PUBLIC})
    declare({"test.once": PUBLIC})
    with pytest.raises(ValueError, match="already"):
        declare({"test.once": RouteRule(Action.TASK_VIEW)})


@pytest.mark.usefixtures("demo_data")
def test_a_demo_password_opens_the_interface_of_demo_data_only(
    client: FlaskClient, end_demo: Callable[[], None]
) -> None:
    proof = basic("officer.so-y-te", "lantoa-demo")
    assert client.get("/v2/who", headers=proof).json["groups"] == ["so-y-te", "so-y-te/officer"]
    end_demo()
    assert client.get("/v2/who", headers=proof).status_code == 401


def test_failed_attempts_lock_the_account_for_the_interface_too(
    client: FlaskClient, person: Callable[..., int]
) -> None:
    person()
    for _ in range(10):
        client.get("/v2/who", headers=basic("nong.thi-hoa", "wrong"))
    assert client.get("/v2/who", headers=basic("nong.thi-hoa", PASSWORD)).status_code == 401


def test_a_lock_holds_for_a_password_verified_a_minute_ago(client: FlaskClient, person: Callable[..., int]) -> None:
    person()
    assert client.get("/v2/who", headers=basic("nong.thi-hoa", PASSWORD)).status_code == 200
    for _ in range(10):
        client.get("/v2/who", headers=basic("nong.thi-hoa", "wrong"))
    assert client.get("/v2/who", headers=basic("nong.thi-hoa", PASSWORD)).status_code == 401
