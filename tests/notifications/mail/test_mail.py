"""Mail goes once to who wishes it, when it may come, and tells nothing on the outside."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select, update

from service.access.model import account
from service.core.actor import Actor
from service.core.database import Database, business_clock
from service.notifications.commands import close_notices
from service.notifications.mail import commands, rules
from service.notifications.mail.delivery import MailServer, MailSettingsError, Postman, links, mail_of_link
from service.notifications.mail.model import mail, mail_wish
from service.notifications.mail.queries import due_digests, troubled_mails
from tests.notifications.mail.conftest import MORNING, URGENT, Wall, notify, run_out, states, wish

if TYPE_CHECKING:
    from service.config import Config
    from service.worker import Errand
    from tests.support.mailbox import Mailbox

NIGHT = MORNING.replace(hour=15)


def test_an_urgent_notice_comes_at_once_and_is_sent_once(twin: Database, errand: Errand, box: Mailbox) -> None:
    notify(twin)
    assert run_out(twin, errand) == 1
    assert run_out(twin, errand) == 0
    (message,) = box.messages
    assert message["To"] == "lan@example.vn"
    assert states(twin) == {"sent": 1}


def test_names_nobody_in_the_subject_and_says_it_in_text_and_html(twin: Database, errand: Errand, box: Mailbox) -> None:
    notify(twin)
    run_out(twin, errand)
    (message,) = box.messages
    text, html = (message.get_body((kind,)) for kind in ("plain", "html"))
    assert text is not None
    assert html is not None
    assert "Hoa" not in message["Subject"]
    assert "Bà Nguyễn Thị Hoa" in text.get_content()
    assert "Bà Nguyễn Thị Hoa" in html.get_content()
    assert message["List-Unsubscribe"] == "<https://lantoa.example.vn/account/mail>"
    assert message["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize(
    ("wished", "manner", "count"),
    [
        (rules.DIGEST, "in app", 0),
        (rules.DIGEST, URGENT, 1),
        (rules.IMMEDIATE, "in app", 1),
        (rules.IMMEDIATE, URGENT, 1),
        (rules.NONE, URGENT, 0),
    ],
)
def test_sends_at_once_what_each_person_wishes(
    twin: Database, errand: Errand, box: Mailbox, wished: str, manner: str, count: int
) -> None:
    wish(twin, "head.so-y-te", wished)
    notify(twin, manner=manner)
    run_out(twin, errand)
    assert len(box.messages) == count


def test_writes_in_the_language_the_person_chose(twin: Database, errand: Errand, box: Mailbox) -> None:
    wish(twin, "head.so-y-te", rules.DIGEST, "en")
    notify(twin)
    run_out(twin, errand)
    assert box.messages[0]["Subject"] == "Lan Tỏa: a reminder"
    assert box.messages[0]["Content-Language"] == "en"


def test_posts_a_notice_once_however_often_its_step_tells_it(twin: Database) -> None:
    notify(twin)
    notify(twin)
    assert states(twin) == {"waiting": 1}


def test_writes_to_nobody_while_the_clock_is_pinned(twin: Database, errand: Errand) -> None:
    notify(twin)
    with twin.begin() as tx:
        tx.execute(business_clock.insert(), {"business_clock_id": 1, "pinned_at": MORNING - timedelta(days=900)})
    notify(twin, step=2)
    assert states(twin) == {"waiting": 1}
    assert run_out(twin, errand) == 0


def test_holds_mail_back_at_night_and_on_days_off(twin: Database, errand: Errand, wall: Wall, box: Mailbox) -> None:
    wall.now = NIGHT
    notify(twin)
    for moment in (NIGHT, MORNING + timedelta(days=1), MORNING + timedelta(days=2, hours=14)):
        wall.now = moment
        assert run_out(twin, errand) == 0
    wall.now = MORNING + timedelta(days=3)
    notify(twin, step=2)
    assert run_out(twin, errand) >= 1
    assert box.messages


def test_drops_what_is_no_longer_news(twin: Database, errand: Errand, box: Mailbox) -> None:
    notify(twin)
    with twin.begin() as tx:
        close_notices(tx, process_instance_key=7)
    assert run_out(twin, errand) == 0
    assert states(twin) == {"dropped": 1}
    assert not box.messages


def test_tries_again_ever_more_rarely_and_then_shows_it_to_administrators(
    twin: Database, errand: Errand, box: Mailbox, wall: Wall
) -> None:
    notify(twin)
    box.answer = "451 try later"
    tried = 0
    for _ in range(40):
        tried += run_out(twin, errand)
        wall.now = (wall.now + timedelta(days=1)).replace(hour=2)
    assert tried == len(rules.DELAYS) + 1
    with twin.read() as tx:
        (dead,) = troubled_mails(tx).items
    assert dead.state == "dead"
    assert "451" in dead.last_error
    box.answer = "250 taken"
    with twin.begin() as tx:
        commands.send_again(tx, mail_key=dead.mail_key)
    while not run_out(twin, errand):
        wall.now += timedelta(days=1)
    assert states(twin) == {"sent": 1}


def test_gives_up_at_once_what_the_server_refuses_for_good(twin: Database, errand: Errand, box: Mailbox) -> None:
    notify(twin)
    box.answer = "550 no such person"
    run_out(twin, errand)
    assert states(twin) == {"dead": 1}


def test_a_worker_that_died_leaves_its_mail_to_the_next_with_the_same_message_id(
    twin: Database, errand: Errand, box: Mailbox, wall: Wall
) -> None:
    notify(twin)
    with twin.begin() as tx:
        handout = errand.claim(tx)
    errand.run(handout)
    assert run_out(twin, errand) == 0, "the lease protects it"
    wall.now += rules.LEASE
    assert run_out(twin, errand) == 1
    first, second = box.messages
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Date"] == second["Date"]


def test_what_the_server_took_counts_even_when_it_is_recorded_late(twin: Database, errand: Errand, wall: Wall) -> None:
    notify(twin)
    with twin.begin() as tx:
        slow = errand.claim(tx)
    outcome = errand.run(slow)
    wall.now += rules.LEASE
    with twin.begin() as tx:
        assert errand.claim(tx) is not None
    with twin.begin() as tx:
        errand.record(tx, slow, outcome)
    assert states(twin) == {"sent": 1}


def test_two_workers_never_get_the_same_mail(twin: Database, errand: Errand) -> None:
    notify(twin)
    with twin.begin() as tx:
        assert errand.claim(tx) is not None
    with twin.begin() as tx:
        assert errand.claim(tx) is None


def test_looks_once_a_working_day_for_a_digest(twin: Database, wall: Wall) -> None:
    with twin.read() as tx:
        assert due_digests(tx) == ["head.so-y-te", "officer.so-y-te"]
    with twin.begin() as tx:
        assert commands.write_digest(tx, "head.so-y-te")
    with twin.read() as tx:
        assert due_digests(tx) == ["officer.so-y-te"]
    assert states(twin) == {}, "there was nothing to tell"
    for moment in (MORNING.replace(hour=0, minute=29), NIGHT, MORNING + timedelta(days=1)):
        wall.now = moment
        with twin.read() as tx:
            assert due_digests(tx) == []


def test_the_wish_stands_whatever_the_day_of_the_digest(twin: Database) -> None:
    wish(twin, "head.so-y-te", rules.IMMEDIATE, "en")
    with twin.begin() as tx:
        commands.write_digest(tx, "head.so-y-te")
        found = tx.execute(select(mail_wish.c.wish, mail_wish.c.language)).one()
    assert tuple(found) == (rules.IMMEDIATE, "en")


def test_forgets_what_ended_long_ago(twin: Database, errand: Errand) -> None:
    notify(twin)
    run_out(twin, errand)
    with twin.begin() as tx:
        tx.execute(update(mail).values(ended_at=tx.wall - timedelta(days=91)))
        commands.drop_old_mails(tx)
    assert states(twin) == {}


def test_confirms_an_address_by_a_link_of_its_own(config: Config) -> None:
    link = links(config).dumps(["officer.so-y-te", 7])
    assert mail_of_link(config, link, "officer.so-y-te") == 7
    assert mail_of_link(config, link, "head.so-y-te") is None
    assert mail_of_link(config, link + "x", "officer.so-y-te") is None
    assert mail_of_link(config, links(config).dumps(["officer.so-y-te", "mai@example.vn"]), "officer.so-y-te") is None


@pytest.fixture
def officer(twin: Database) -> Actor:
    with twin.read() as tx:
        key = tx.execute(select(account.c.account_key).where(account.c.user_name == "officer.so-y-te")).scalar_one()
    return Actor("officer.so-y-te", account_key=key)


@pytest.fixture
def asked(twin: Database, officer: Actor) -> int:
    """The key of a link that the officer, who has no address any more, has just asked for."""
    with twin.begin(officer) as tx:
        commands.forget_address(tx)
        commands.ask_to_confirm(tx, "mai@example.org")
    return newest_mail(twin)


def newest_mail(database: Database) -> int:
    with database.read() as tx:
        return int(tx.execute(select(func.max(mail.c.mail_key))).scalar_one())


def address_of_officer(database: Database) -> str | None:
    with database.read() as tx:
        return tx.execute(select(account.c.email).where(account.c.user_name == "officer.so-y-te")).scalar_one()


def test_a_link_counts_once(twin: Database, asked: int, officer: Actor) -> None:
    with twin.begin(officer) as tx:
        assert commands.confirm_address(tx, mail_key=asked) == "mai@example.org"
    with pytest.raises(commands.LinkInvalid), twin.begin(officer) as tx:
        commands.confirm_address(tx, mail_key=asked)
    assert address_of_officer(twin) == "mai@example.org"


def test_a_link_does_not_bring_back_an_address_that_was_given_up(twin: Database, asked: int, officer: Actor) -> None:
    with twin.begin(officer) as tx:
        commands.forget_address(tx)
    with pytest.raises(commands.LinkInvalid), twin.begin(officer) as tx:
        commands.confirm_address(tx, mail_key=asked)
    assert address_of_officer(twin) is None


def test_a_later_link_ends_the_one_before(twin: Database, asked: int, officer: Actor) -> None:
    with twin.begin(officer) as tx:
        commands.ask_to_confirm(tx, "mai@example.net")
    with pytest.raises(commands.LinkInvalid), twin.begin(officer) as tx:
        commands.confirm_address(tx, mail_key=asked)
    with twin.begin(officer) as tx:
        assert commands.confirm_address(tx, mail_key=newest_mail(twin)) == "mai@example.net"


def test_a_link_that_was_given_up_is_not_sent(twin: Database, asked: int, errand: Errand, officer: Actor) -> None:
    with twin.begin(officer) as tx:
        commands.forget_address(tx)
    assert run_out(twin, errand) == 0
    assert states(twin) == {"spent": 1}
    with pytest.raises(commands.MailNotFound), twin.begin() as tx:
        commands.send_again(tx, mail_key=asked)


def test_refuses_more_links_than_anybody_needs(twin: Database) -> None:
    with twin.begin(Actor("officer.so-y-te", account_key=1)) as tx:
        for _ in range(commands.LINKS_A_DAY):
            commands.ask_to_confirm(tx, "mai@example.vn")
        with pytest.raises(commands.TooManyLinks):
            commands.ask_to_confirm(tx, "mai@example.vn")


@pytest.mark.parametrize(
    "text", ["", "mai", "mai@", "@x.vn", "a@b", "a b@x.vn", "a@x.vn\nBcc: b@x.vn", "a" * 255 + "@x.vn"]
)
def test_refuses_what_is_no_address(twin: Database, text: str) -> None:
    with twin.begin(Actor("officer.so-y-te", account_key=1)) as tx, pytest.raises(commands.AddressInvalid):
        commands.ask_to_confirm(tx, text)


@pytest.mark.parametrize(
    "url", ["", "mail.example.vn", "http://mail.example.vn", "smtp://", "smtp://a:b@mail.example.vn", "smtp://x:port"]
)
def test_refuses_settings_that_cannot_be_used(url: str) -> None:
    with pytest.raises(MailSettingsError):
        MailServer.from_url(url)


def test_says_what_keeps_the_server_from_taking_mail(config: Config, box: Mailbox) -> None:
    assert Postman(config).look() == ""
    assert "Error" in Postman(replace(config, smtp_url=f"smtp://127.0.0.1:{box.port + 1}")).look()
