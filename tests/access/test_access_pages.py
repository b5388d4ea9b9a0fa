from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pyotp
import pytest
from sqlalchemy import select, update

from service.access import commands
from service.access.model import account, account_session
from tests.support.visitor import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from flask.testing import FlaskClient

    from service.core.database import Database
    from tests.support.visitor import Visitor

ANOTHER = "năm chiếc thuyền trên sông Kỳ Cùng"


def test_sends_a_stranger_to_the_sign_in_page_and_back(client: FlaskClient, person: Callable[..., int]) -> None:
    person()
    answer = client.get("/?view=mine")
    assert answer.status_code == 303
    assert answer.location == "/sign-in?next=/?view%3Dmine"


def test_signs_in_with_the_right_password(visitor: Visitor, person: Callable[..., int]) -> None:
    person()
    answer = visitor.sign_in("nong.thi-hoa")
    assert answer.status_code == 303
    assert visitor.get("/").text == "<p>nong.thi-hoa</p>"


def test_refuses_a_wrong_password_and_an_unknown_name_with_the_same_words(
    visitor: Visitor, person: Callable[..., int]
) -> None:
    person()
    wrong = visitor.sign_in("nong.thi-hoa", "một mật khẩu khác hẳn")
    summary = re.search(r'class="summary".*?</div>', wrong.text, re.DOTALL).group()
    unknown = visitor.sign_in("khong.co-ai", "một mật khẩu khác hẳn")
    assert wrong.status_code == unknown.status_code == 422
    assert summary in unknown.text


def test_sign_in_never_leads_to_another_site(visitor: Visitor, person: Callable[..., int]) -> None:
    person()
    visitor.get("/sign-in?next=https://evil.example/")
    answer = visitor.post("/sign-in", user_name="nong.thi-hoa", password=PASSWORD, next="//evil.example/")
    assert answer.location == "/"


def test_refuses_a_sign_in_without_the_form_token(client: FlaskClient, person: Callable[..., int]) -> None:
    person()
    answer = client.post("/sign-in", data={"user_name": "nong.thi-hoa", "password": PASSWORD})
    assert answer.status_code == 400


def test_locks_an_account_after_ten_failures_and_opens_it_again_later(
    visitor: Visitor, person: Callable[..., int], database: Database
) -> None:
    key = person()
    for _ in range(10):
        visitor.sign_in("nong.thi-hoa", "một mật khẩu khác hẳn")
    assert visitor.sign_in("nong.thi-hoa").status_code == 422
    with database.begin() as tx:
        tx.execute(update(account).where(account.c.account_key == key).values(locked_until=tx.wall))
    assert visitor.sign_in("nong.thi-hoa").status_code == 303


def test_keeps_only_the_hash_of_a_session_and_gives_a_new_one_at_each_sign_in(
    visitor: Visitor, person: Callable[..., int], database: Database
) -> None:
    person()
    visitor.sign_in("nong.thi-hoa")
    first = _session_hashes(database)
    visitor.client.get("/")
    with visitor.client.session_transaction() as kept:
        clear = kept["access"]
    visitor.get("/account")
    visitor.post("/sign-in", user_name="nong.thi-hoa", password=PASSWORD)
    assert clear not in first
    assert len(first) == len(_session_hashes(database)) == 1
    assert first != _session_hashes(database)


def test_signing_out_ends_the_session_on_the_server(
    visitor: Visitor, person: Callable[..., int], database: Database
) -> None:
    person()
    visitor.sign_in("nong.thi-hoa")
    with visitor.client.session_transaction() as kept:
        stolen = dict(kept)
    visitor.get("/account")
    assert visitor.post("/sign-out").location == "/sign-in"
    with visitor.client.session_transaction() as kept:
        kept.update(stolen)
    assert visitor.get("/").status_code == 303
    assert _session_hashes(database) == []


def test_a_session_ends_when_idle_for_eight_hours(
    visitor: Visitor, person: Callable[..., int], database: Database
) -> None:
    person()
    visitor.sign_in("nong.thi-hoa")
    _age_sessions(database, last_seen=timedelta(hours=8))
    assert visitor.get("/").status_code == 303


def test_a_session_ends_after_seven_days_however_busy(
    visitor: Visitor, person: Callable[..., int], database: Database
) -> None:
    person()
    visitor.sign_in("nong.thi-hoa")
    with database.begin() as tx:
        tx.execute(update(account_session).values(expires_at=tx.wall))
    assert visitor.get("/").status_code == 303


def test_notes_when_somebody_was_seen_at_most_every_five_minutes(
    visitor: Visitor, person: Callable[..., int], database: Database
) -> None:
    person()
    visitor.sign_in("nong.thi-hoa")
    before = _last_seen(database)
    visitor.get("/")
    assert _last_seen(database) == before
    _age_sessions(database, last_seen=timedelta(minutes=6))
    aged = _last_seen(database)
    visitor.get("/")
    assert _last_seen(database) > aged


def test_disabling_an_account_ends_its_sessions_at_once(
    visitor: Visitor, person: Callable[..., int], database: Database
) -> None:
    key = person()
    visitor.sign_in("nong.thi-hoa")
    with database.begin() as tx:
        commands.disable_account(tx, account_key=key)
    assert visitor.get("/").status_code == 303
    assert visitor.sign_in("nong.thi-hoa").status_code == 422


def test_a_handed_out_password_must_be_changed_before_anything_else(
    visitor: Visitor, person: Callable[..., int]
) -> None:
    person(must_change_password=True)
    visitor.sign_in("nong.thi-hoa")
    assert visitor.get("/").location == "/account/password"
    visitor.get("/account/password")
    answer = visitor.post("/account/password", present=PASSWORD, password=ANOTHER, repeated=ANOTHER)
    assert answer.location == "/account"
    assert visitor.get("/").status_code == 200


def test_changing_the_password_ends_the_other_sessions(
    visitor: Visitor, another_visitor: Visitor, person: Callable[..., int]
) -> None:
    person()
    visitor.sign_in("nong.thi-hoa")
    another_visitor.sign_in("nong.thi-hoa")
    visitor.get("/account/password")
    visitor.post("/account/password", present=PASSWORD, password=ANOTHER, repeated=ANOTHER)
    assert visitor.get("/").status_code == 200
    assert another_visitor.get("/").status_code == 303


def test_refuses_a_new_password_that_is_short_common_or_mistyped(visitor: Visitor, person: Callable[..., int]) -> None:
    person()
    visitor.sign_in("nong.thi-hoa")
    visitor.get("/account/password")
    for new, repeated in (("ngắn", "ngắn"), ("matkhau@2024!!", "matkhau@2024!!"), (ANOTHER, PASSWORD)):
        answer = visitor.post("/account/password", present=PASSWORD, password=new, repeated=repeated)
        assert answer.status_code == 422
    assert visitor.post("/account/password", present=ANOTHER, password=ANOTHER, repeated=ANOTHER).status_code == 422


def test_a_second_factor_is_asked_at_sign_in_and_each_code_works_once(
    visitor: Visitor, another_visitor: Visitor, person: Callable[..., int]
) -> None:
    person()
    visitor.sign_in("nong.thi-hoa")
    visitor.get("/account")
    assert visitor.post("/account/second-factor").location == "/account/second-factor"
    key = re.search(r'<code class="secret">([A-Z2-7 -]+)</code>', visitor.get("/account/second-factor").text).group(1)
    picture = visitor.client.get("/account/second-factor.svg")
    assert picture.mimetype == "image/svg+xml"
    assert b"<svg" in picture.data
    totp = pyotp.TOTP(key.replace("-", "").replace(" ", ""))
    code = totp.now()
    assert visitor.post("/account/second-factor/confirm", code=code).location == "/account"

    answer = another_visitor.sign_in("nong.thi-hoa")
    assert answer.location.startswith("/sign-in/code")
    assert another_visitor.get("/").status_code == 303
    another_visitor.get(answer.location)
    assert another_visitor.post("/sign-in/code", code=code, next="/").status_code == 422


def test_the_next_code_opens_the_session(
    visitor: Visitor, another_visitor: Visitor, person: Callable[..., int], database: Database
) -> None:
    key = person()
    visitor.sign_in("nong.thi-hoa")
    visitor.get("/account")
    visitor.post("/account/second-factor")
    secret = re.search(r'<code class="secret">([A-Z2-7 -]+)</code>', visitor.get("/account/second-factor").text).group(
        1
    )
    totp = pyotp.TOTP(secret.replace("-", "").replace(" ", ""))
    visitor.post("/account/second-factor/confirm", code=totp.now())
    with database.begin() as tx:
        tx.execute(update(account).where(account.c.account_key == key).values(tf_last_counter=0))
    answer = another_visitor.sign_in("nong.thi-hoa")
    another_visitor.get(answer.location)
    assert another_visitor.post("/sign-in/code", code=totp.now(), next="/").location == "/"
    assert another_visitor.get("/").text == "<p>nong.thi-hoa</p>"


def test_stores_the_second_factor_encrypted(visitor: Visitor, person: Callable[..., int], database: Database) -> None:
    person()
    visitor.sign_in("nong.thi-hoa")
    visitor.get("/account")
    visitor.post("/account/second-factor")
    key = re.search(r'<code class="secret">([A-Z2-7 -]+)</code>', visitor.get("/account/second-factor").text).group(1)
    with database.read() as tx:
        stored = tx.execute(select(account.c.tf_totp_secret)).scalar_one()
    assert key.replace("-", "") not in stored
    assert "enckey" in stored


def test_a_person_ends_a_session_on_another_machine(
    visitor: Visitor, another_visitor: Visitor, person: Callable[..., int], database: Database
) -> None:
    person()
    another_visitor.sign_in("nong.thi-hoa")
    with database.read() as tx:
        other = tx.execute(select(account_session.c.session_key)).scalar_one()
    visitor.sign_in("nong.thi-hoa")
    visitor.get("/account")
    assert visitor.post(f"/account/sessions/{other}/end").location == "/account"
    assert another_visitor.get("/").status_code == 303


def test_nobody_ends_the_session_of_somebody_else(
    visitor: Visitor, another_visitor: Visitor, person: Callable[..., int], database: Database
) -> None:
    person()
    person("another")
    another_visitor.sign_in("another")
    with database.read() as tx:
        other = tx.execute(select(account_session.c.session_key)).scalar_one()
    visitor.sign_in("nong.thi-hoa")
    visitor.get("/account")
    assert visitor.post(f"/account/sessions/{other}/end").status_code == 404
    assert another_visitor.get("/").status_code == 200


def test_only_an_administrator_sees_the_people(
    visitor: Visitor, another_visitor: Visitor, person: Callable[..., int]
) -> None:
    person()
    person("quan-tri", role="administrator")
    visitor.sign_in("nong.thi-hoa")
    another_visitor.sign_in("quan-tri")
    assert visitor.get("/accounts").status_code == 403
    assert "nong.thi-hoa" in another_visitor.get("/accounts?search=nong thi").text
    assert "nong.thi-hoa" not in another_visitor.get("/accounts?search=nobody").text


def test_an_administrator_adds_a_person_who_then_signs_in(
    visitor: Visitor, another_visitor: Visitor, person: Callable[..., int], database: Database
) -> None:
    person("quan-tri", role="administrator")
    visitor.sign_in("quan-tri")
    visitor.get("/accounts/new")
    shown = visitor.post("/accounts/new", user_name="vi.van-nam", display_name="Vi Văn Nam", email="").text
    clear = re.search(r'<code class="secret">([a-z0-9-]{23})</code>', shown).group(1)
    path = re.search(r"/accounts/\d+", shown).group()
    added = visitor.post(f"{path}/memberships", agency="so-y-te", role="officer", from_on="01/01/2021", until_on="")
    assert added.location == path
    assert another_visitor.sign_in("vi.van-nam", clear).status_code == 303
    assert another_visitor.get("/").location == "/account/password"
    with database.read() as tx:
        assert commands.queries.actor_named(tx, "vi.van-nam").groups == {"so-y-te", "so-y-te/officer"}


def test_an_administrator_disables_resets_and_ends_sessions(
    visitor: Visitor, another_visitor: Visitor, person: Callable[..., int]
) -> None:
    key = person()
    person("quan-tri", role="administrator")
    visitor.sign_in("quan-tri")
    another_visitor.sign_in("nong.thi-hoa")
    visitor.get(f"/accounts/{key}")
    visitor.post(f"/accounts/{key}/sessions/end")
    assert another_visitor.get("/").status_code == 303
    shown = visitor.post(f"/accounts/{key}/reset").text
    assert re.search(r'<code class="secret">[a-z0-9-]{23}</code>', shown)
    assert another_visitor.sign_in("nong.thi-hoa").status_code == 422
    visitor.post(f"/accounts/{key}/disable")
    assert "/enable" in visitor.get(f"/accounts/{key}").text


def test_the_last_administrator_stays(visitor: Visitor, person: Callable[..., int]) -> None:
    key = person("quan-tri", role="administrator")
    visitor.sign_in("quan-tri")
    visitor.get(f"/accounts/{key}")
    assert visitor.post(f"/accounts/{key}/disable").status_code == 409
    assert visitor.post(f"/accounts/{key}/roles", role="auditor").status_code == 409
    assert visitor.get("/accounts").status_code == 200


def test_faulty_entries_come_back_with_their_sentences(visitor: Visitor, person: Callable[..., int]) -> None:
    key = person("quan-tri", role="administrator")
    visitor.sign_in("quan-tri")
    visitor.get("/accounts/new")
    answer = visitor.post("/accounts/new", user_name="Có Dấu", display_name=" ", email="")
    assert answer.status_code == 422
    assert "user_name-error" in answer.text
    assert "display_name-error" in answer.text
    assert visitor.post("/accounts/new", user_name="quan-tri", display_name="X", email="").status_code == 409
    path = f"/accounts/{key}/memberships"
    assert visitor.post(path, agency="so-y-te", role="officer", from_on="31/02/2021").status_code == 422
    assert visitor.post(path, agency="so-y-te", role="king", from_on="2021-02-01").status_code == 422


def test_limits_how_often_one_address_may_try(visitor: Visitor, person: Callable[..., int]) -> None:
    person()
    answers = [visitor.sign_in("khong.co-ai", "x").status_code for _ in range(61)]
    assert answers[-1] == 429
    assert set(answers[:-1]) == {422}


@pytest.mark.usefixtures("demo_data")
def test_the_demo_password_opens_demo_data_only(
    visitor: Visitor, another_visitor: Visitor, end_demo: Callable[[], None]
) -> None:
    assert visitor.sign_in("officer.so-y-te", "lantoa-demo").status_code == 303
    end_demo()
    assert another_visitor.sign_in("officer.so-y-te", "lantoa-demo").status_code == 422


def _session_hashes(database: Database) -> list[str]:
    with database.read() as tx:
        return list(tx.execute(select(account_session.c.token_hash)).scalars())


def _last_seen(database: Database) -> datetime:
    with database.read() as tx:
        return tx.execute(select(account_session.c.last_seen_at)).scalar_one()


def _age_sessions(database: Database, *, last_seen: timedelta) -> None:
    with database.begin() as tx:
        tx.execute(update(account_session).values(last_seen_at=tx.wall - last_seen))
