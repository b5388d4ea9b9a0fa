from __future__ import annotations

import time
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert, select, text, update

from service.access import commands, demo, passwords, queries, rules
from service.access.model import Account, account, personal_token
from service.core.database import business_clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from service.core.database import Database

AGENCIES = [
    "ubnd-tinh",
    "hoi-dong-tdkt",
    "ban-tdkt",
    "so-noi-vu",
    "ban-tuyen-giao",
    "vp-dieu-phoi-ntm",
    "hiep-hoi-doanh-nghiep",
    "so-ldtbxh",
    "mttq",
    "so-gddt",
    "cong-an",
    "bo-chqs",
    "bo-chbp",
    "so-y-te",
    "hoi-nong-dan",
    "lien-doan-lao-dong",
    "doan-thanh-nien",
    "hoi-lhpn",
    "bao-lang-son",
    "dai-ptth",
]


def test_groups_come_from_the_memberships_in_force_on_the_business_day(
    database: Database, person: Callable[..., int]
) -> None:
    key = person()
    with database.begin() as tx:
        tx.execute(insert(business_clock).values(business_clock_id=1, pinned_at=tx.wall, is_demo=0))
        commands.add_membership(
            tx, account_key=key, agency="so-y-te", role="officer", from_on=date(2021, 1, 1), until_on=date(2022, 3, 1)
        )
        commands.add_membership(tx, account_key=key, agency="cong-an", role="head", from_on=date(2022, 3, 1))
        commands.grant_role(tx, account_key=key, role="auditor")
    assert _groups_at(database, "2022-02-28 16:59:59") == {"so-y-te", "so-y-te/officer"}
    assert _groups_at(database, "2022-02-28 17:00:00") == {"cong-an", "cong-an/head"}
    with database.read() as tx:
        actor = queries.actor_of(tx, key)
        assert (actor.user_name, actor.display_name) == ("nong.thi-hoa", "Nông Thị Hoa")
        assert actor.roles == {"auditor"}
        assert queries.actor_named(tx, "nobody") is None
        with pytest.raises(queries.AccountNotFound):
            queries.actor_of(tx, 7)


def test_several_memberships_and_roles_do_not_mix(database: Database, person: Callable[..., int]) -> None:
    key = person()
    with database.begin() as tx:
        for agency, role in (("so-y-te", "officer"), ("so-y-te", "head"), ("cong-an", "publicist")):
            commands.add_membership(tx, account_key=key, agency=agency, role=role, from_on=date(2021, 1, 1))
        commands.grant_role(tx, account_key=key, role="auditor")
        commands.grant_role(tx, account_key=key, role="auditor")
        actor = queries.actor_of(tx, key)
    assert actor.groups == {"so-y-te", "so-y-te/officer", "so-y-te/head", "cong-an", "cong-an/publicist"}
    assert actor.agencies == {"so-y-te", "cong-an"}
    assert actor.roles == {"auditor"}


def test_names_the_active_people_of_a_group_on_a_day(database: Database, person: Callable[..., int]) -> None:
    first, second = person(), person("vi.van-nam")
    with database.begin() as tx:
        for key in (first, second):
            commands.add_membership(tx, account_key=key, agency="so-y-te", role="officer", from_on=date(2021, 1, 1))
        ending = queries.memberships_of(tx, second)[0].membership_key
        commands.end_membership(tx, membership_key=ending, until_on=date(2022, 1, 1))
    with database.begin() as tx:
        assert len(queries.people_in(tx, "so-y-te/officer", date(2021, 12, 31))) == 2
        assert queries.people_in(tx, "so-y-te/officer", date(2022, 1, 1)) == [
            queries.Person("nong.thi-hoa", "Nông Thị Hoa")
        ]
        assert len(queries.people_in(tx, "so-y-te", date(2022, 1, 1))) == 1
        assert queries.people_in(tx, "so-y-te/head", date(2022, 1, 1)) == []
        commands.disable_account(tx, account_key=first)
        assert queries.people_in(tx, "so-y-te/officer", date(2022, 1, 1)) == []


def test_refuses_a_second_account_of_the_same_name(person: Callable[..., int]) -> None:
    person()
    with pytest.raises(commands.UserNameTaken):
        person()


def test_refuses_ill_formed_accounts_memberships_and_roles(database: Database, person: Callable[..., int]) -> None:
    key = person()
    with database.begin() as tx:
        with pytest.raises(commands.AccountInvalid) as refused:
            commands.create_account(tx, user_name="Hoa", display_name="", password_hash="x")
        assert set(refused.value.fields) == {"user_name", "display_name"}
        with pytest.raises(commands.AccountInvalid) as refused:
            commands.add_membership(
                tx, account_key=key, agency="a/b", role="king", from_on=date(2022, 1, 2), until_on=date(2022, 1, 1)
            )
        assert set(refused.value.fields) == {"agency", "role", "until_on"}
        with pytest.raises(commands.AccountInvalid):
            commands.grant_role(tx, account_key=key, role="king")
        with pytest.raises(commands.MembershipNotFound):
            commands.end_membership(tx, membership_key=1, until_on=date(2022, 1, 1))
        with pytest.raises(queries.AccountNotFound):
            commands.set_password(tx, account_key=1, password_hash="x")


def test_refuses_the_demo_password_as_a_chosen_one() -> None:
    with pytest.raises(commands.PasswordRefused):
        commands.hash_chosen_password(rules.DEMO_PASSWORD, "nong.thi-hoa")


def test_a_token_is_stored_as_a_hash_and_lives_until_revoked_expired_or_disabled(
    database: Database, person: Callable[..., int]
) -> None:
    key = person()
    with database.begin() as tx:
        issued = commands.issue_token(tx, account_key=key, name="script", expires_at=tx.wall + timedelta(days=1))
        lasting = commands.issue_token(tx, account_key=key, name="another")
        stored = tx.execute(select(personal_token.c.token_hash)).scalars().all()
        assert issued.clear not in stored
        found = queries.live_token(tx, passwords.hash_token(issued.clear))
        assert (found.key, found.account_key, found.scopes) == (issued.token_key, key, "all")
        tx.execute(
            update(personal_token).where(personal_token.c.token_key == issued.token_key).values(expires_at=tx.wall)
        )
        assert queries.live_token(tx, passwords.hash_token(issued.clear)) is None
        assert queries.live_token(tx, passwords.hash_token(lasting.clear)) is not None
        commands.disable_account(tx, account_key=key)
        commands.enable_account(tx, account_key=key)
        assert queries.live_token(tx, passwords.hash_token(lasting.clear)) is None


def test_nobody_revokes_the_token_of_somebody_else(database: Database, person: Callable[..., int]) -> None:
    key = person()
    other = person("another")
    with database.begin() as tx:
        issued = commands.issue_token(tx, account_key=key, name="script")
        with pytest.raises(commands.TokenNotFound):
            commands.revoke_token(tx, token_key=issued.token_key, account_key=other)
        commands.revoke_token(tx, token_key=issued.token_key, account_key=key)
        with pytest.raises(commands.TokenNotFound):
            commands.revoke_token(tx, token_key=issued.token_key, account_key=key)


def test_lists_people_page_by_page_and_finds_them_without_diacritics(database: Database) -> None:
    with database.begin() as tx:
        for number in range(queries.PAGE_SIZE + 1):
            commands.create_account(tx, user_name=f"p{number:03}", display_name="Đỗ Ước", password_hash="x")
        first = queries.accounts(tx)
        rest = queries.accounts(tx, cursor=first.next_cursor)
        assert len(first.items) == queries.PAGE_SIZE
        assert [one.user_name for one in rest.items] == [f"p{queries.PAGE_SIZE:03}"]
        assert rest.next_cursor is None
        assert queries.accounts(tx, search="do uoc").items == first.items
        assert queries.accounts(tx, search="do uoc").next_cursor == first.next_cursor
        assert queries.accounts(tx, search="khong co").items == ()
        assert queries.accounts(tx, agency="so-y-te").items == ()


def test_creates_the_demo_people_in_less_than_a_second(database: Database) -> None:
    with database.begin() as tx:
        tx.execute(insert(business_clock).values(business_clock_id=1, is_demo=1))
        began = time.perf_counter()
        people = demo.create_demo_people(tx, AGENCIES)
        assert time.perf_counter() - began < 1
    assert len(people) == 3 + 2 * 20 + 3 + 9
    assert len({one.display_name for one in people}) == len(people)
    with database.begin() as tx:
        assert queries.actor_named(tx, "supervisor").sees_everything
        assert queries.actor_named(tx, "admin").roles == {"administrator"}
        assert queries.actor_named(tx, "owner").roles == {"process_owner"}
        assert "dai-ptth/publicist" in queries.actor_named(tx, "publicist.dai-ptth").groups
        assert "hoi-dong-tdkt/council" in queries.actor_named(tx, "council.9").groups
        assert "so-y-te/head" in queries.actor_named(tx, "head.so-y-te").groups
        assert demo.create_demo_people(tx, AGENCIES) == people
        assert passwords.verify_password("lantoa-demo", queries.credentials(tx, "owner").password_hash)


def test_creates_no_demo_people_outside_demo_data(database: Database) -> None:
    with database.begin() as tx, pytest.raises(demo.DemoRefused):
        demo.create_demo_people(tx, AGENCIES)


def test_the_first_administrator_comes_once_with_a_one_time_password(database: Database) -> None:
    with database.begin() as tx:
        first = demo.first_administrator(tx)
        found = queries.credentials(tx, first.user_name)
        assert passwords.verify_password(first.password, found.password_hash)
        assert found.must_change_password
        assert queries.actor_named(tx, "admin").roles == {"administrator"}
        assert demo.first_administrator(tx) is None


def test_the_datastore_flushes_and_leaves_the_commit_to_the_edge(
    app: Flask, database: Database, person: Callable[..., int]
) -> None:
    key = person()
    datastore = app.extensions["security"].datastore

    def rename_and_fail() -> None:
        with database.begin() as tx, datastore.within(tx):
            found = datastore.find_user(account_key=key)
            found.display_name = "Đổi tên"
            datastore.commit()
            assert tx.execute(select(account.c.display_name)).scalar_one() == "Đổi tên"
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        rename_and_fail()
    assert datastore.find_user(user_name="nong.thi-hoa").display_name == "Nông Thị Hoa"
    with pytest.raises(RuntimeError):
        datastore.put(Account())


def test_the_datastore_adds_and_drops_accounts_in_the_transaction_at_hand(app: Flask, database: Database) -> None:
    datastore = app.extensions["security"].datastore
    with database.begin() as tx, datastore.within(tx):
        datastore.put(Account(**commands.new_account_row(tx, "a", "A", "x")))
        datastore.commit()
    found = datastore.find_user(user_name="a")
    assert found.active
    assert datastore.reload(found) is found
    with database.begin() as tx, datastore.within(tx):
        datastore.delete(datastore.find_user(user_name="a"))
    assert datastore.find_user(user_name="a") is None


def _groups_at(database: Database, utc: str) -> frozenset[str]:
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE business_clock SET pinned_at = :at"), {"at": f"{utc}.000000"})
    with database.read() as tx:
        return queries.actor_named(tx, "nong.thi-hoa").groups
