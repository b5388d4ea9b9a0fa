"""The pages of mail: an address is confirmed by a link in a real mail; what was given up is tried again."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from lxml import html
from sqlalchemy import insert, select, update

from service import app as composition
from service import worker
from service.access.model import account
from service.core.database import business_clock
from service.notifications.mail.model import mail, mail_wish
from tests.notifications.mail.conftest import run_out
from tests.support import served
from tests.support.browser import PHONE, WIDE, axe
from tests.support.served import PASSWORD
from tests.support.visitor import Visitor

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask import Flask

    from service.core.database import Database
    from service.worker import Errand
    from tests.support.browser import Visits
    from tests.support.mailbox import Mailbox
    from tests.support.served import Service

OFFICER, OTHER = "officer.so-y-te", "head.so-y-te"
ADDRESS = "mai@example.vn"


@dataclass
class Post:
    """A service that sends mail, a person at its pages, and where mail arrives."""

    database: Database
    errand: Errand
    box: Mailbox
    app: Flask

    def person(self, user_name: str) -> Visitor:
        visitor = Visitor(self.app.test_client())
        assert visitor.sign_in(user_name, PASSWORD).status_code == 303
        return visitor

    def address_of(self, user_name: str) -> str | None:
        with self.database.read() as tx:
            return tx.execute(select(account.c.email).where(account.c.user_name == user_name)).scalar_one()

    def link(self) -> str:
        """Return the path of the link in the newest mail."""
        run_out(self.database, self.errand)
        body = self.box.messages[-1].get_body(("plain",))
        assert body is not None
        (found,) = re.findall(r"https?://\S+/account/mail/confirm/\S+", body.get_content())
        return urlsplit(found).path


@pytest.fixture
def post(demo_folder: Path, tmp_path: Path, box: Mailbox) -> Iterator[Post]:
    config = replace(
        served.copy_demo(demo_folder, tmp_path),
        smtp_url=box.url,
        mail_from="lantoa@example.vn",
        base_url="https://lantoa.example.vn",
    )
    database = composition.open_database(config)
    with database.begin() as tx:
        tx.execute(update(business_clock).values(pinned_at=None))
    (errand,) = worker.errands_of(config)
    yield Post(database, errand, box, composition.create_app(config, database))
    database.dispose()


def test_an_address_counts_once_the_link_sent_to_it_was_opened(post: Post) -> None:
    person = post.person(OFFICER)
    person.get("/account/mail")
    assert person.post("/account/mail/address", address=f" {ADDRESS} ").status_code == 303
    assert post.address_of(OFFICER) is None
    assert f"Đã gửi đường dẫn đến {ADDRESS}, chưa được mở" in person.get("/account/mail").text
    link = post.link()
    assert post.box.messages[-1]["To"] == ADDRESS
    asked = person.get(link).text
    assert ADDRESS in html.fromstring(asked).xpath("string(//main)")
    assert post.address_of(OFFICER) is None, "opening the link alone changes nothing"
    assert person.post(link).status_code == 303
    assert post.address_of(OFFICER) == ADDRESS
    own = person.get("/account/mail").text
    assert "đã xác nhận" in own
    assert "chưa được mở" not in own


def test_a_link_that_was_used_says_so_and_changes_nothing(post: Post) -> None:
    person = post.person(OFFICER)
    person.get("/account/mail")
    person.post("/account/mail/address", address=ADDRESS)
    link = post.link()
    person.post(link)
    person.post("/account/mail/address/forget")
    for answer in (person.get(link), person.post(link)):
        assert answer.status_code == 404
        assert "đã dùng rồi" in answer.text
    assert post.address_of(OFFICER) is None


def test_a_link_counts_for_nobody_else(post: Post) -> None:
    person = post.person(OFFICER)
    person.get("/account/mail")
    person.post("/account/mail/address", address=ADDRESS)
    link = post.link()
    other = post.person(OTHER)
    answer = other.get(link)
    assert answer.status_code == 404
    assert "Hãy xin đường dẫn mới" in answer.text
    other.get("/account/mail")
    assert other.post(link).status_code == 404
    assert post.address_of(OTHER) is None


@pytest.mark.parametrize("address", ["", "mai", "mai@", "a" * 255 + "@x.vn", "mai@x.vn\nBcc: b@x.vn"])
def test_what_is_no_address_is_refused_at_its_field_and_nothing_is_sent(post: Post, address: str) -> None:
    person = post.person(OFFICER)
    person.get("/account/mail")
    answer = person.post("/account/mail/address", address=address)
    assert answer.status_code == 422
    page = html.fromstring(answer.text)
    assert page.xpath('//input[@id="address"]/@aria-invalid') == ["true"]
    assert page.xpath('//*[@class="summary"]//a/@href') == ["#address"]
    assert run_out(post.database, post.errand) == 0


def test_the_wish_is_kept_and_shown(post: Post) -> None:
    person = post.person(OFFICER)
    person.get("/account/mail")
    assert person.post("/account/mail/wish", wish="immediate", language="en").status_code == 303
    page = html.fromstring(person.get("/account/mail").text)
    assert page.xpath('//input[@name="wish"][@checked]/@value') == ["immediate"]
    assert page.xpath('//select[@name="language"]/option[@selected]/@value') == ["en"]


@pytest.mark.parametrize("wish", ["daily", ""])
def test_a_wish_of_no_kind_is_refused(post: Post, wish: str) -> None:
    person = post.person(OFFICER)
    person.get("/account/mail")
    assert person.post("/account/mail/wish", wish=wish, language="vi").status_code == 422
    with post.database.read() as tx:
        assert tx.execute(select(mail_wish)).all() == []


def test_an_unknown_language_of_mail_is_the_one_of_the_page(post: Post) -> None:
    person = post.person(OFFICER)
    person.get("/account/mail?lang=vi")
    person.post("/account/mail/wish", wish="digest", language="xx" * 40)
    with post.database.read() as tx:
        assert tx.execute(select(mail_wish.c.language)).scalars().all() == ["vi"]


def test_mail_can_be_stopped(post: Post) -> None:
    with post.database.begin() as tx:
        tx.execute(update(account).where(account.c.user_name == OFFICER).values(email=ADDRESS))
    person = post.person(OFFICER)
    assert ADDRESS in person.get("/account/mail").text
    assert person.post("/account/mail/address/forget").status_code == 303
    assert post.address_of(OFFICER) is None


def given_up(database: Database) -> None:
    """Leave a mail that a server refused."""
    with database.begin() as tx:
        row = {"mail_key": 7, "user_name": OFFICER, "kind": "address", "about": "address 7", "attempts": 1}
        row |= {"parameters": {"address": ADDRESS}, "state": "dead", "last_error": "550 no such person"}
        row |= {"not_before": tx.wall, "posted_at": tx.wall, "ended_at": tx.wall}
        tx.execute(insert(mail).values(row))


def test_an_administrator_sees_what_was_given_up_and_has_it_tried_again(post: Post) -> None:
    given_up(post.database)
    admin = post.person("admin")
    page = html.fromstring(admin.get("/mail").text)
    (row,) = page.xpath('//li[contains(@class, "work")]')
    assert "550 no such person" in row.text_content()
    assert "1 thư không gửi được" in page.xpath("string(//main)")
    assert admin.post(row.xpath(".//form/@action")[0]).status_code == 303
    assert run_out(post.database, post.errand) == 1
    assert [message["To"] for message in post.box.messages] == [ADDRESS]
    assert "Mọi thư đã gửi xong" in admin.get("/mail").text


def test_an_administrator_drops_what_will_never_arrive(post: Post) -> None:
    given_up(post.database)
    admin = post.person("admin")
    (_, drop) = html.fromstring(admin.get("/mail").text).xpath('//li[contains(@class, "work")]//form/@action')
    assert admin.post(drop).status_code == 303
    assert "Mọi thư đã gửi xong" in admin.get("/mail").text
    assert run_out(post.database, post.errand) == 0


@pytest.mark.parametrize("wish", ["retry", "drop"])
def test_a_mail_that_was_not_given_up_is_neither_sent_again_nor_dropped(post: Post, wish: str) -> None:
    admin = post.person("admin")
    admin.get("/mail")
    answer = admin.post(f"/mail/8/{wish}")
    assert answer.status_code == 404
    assert run_out(post.database, post.errand) == 0


@pytest.mark.browser
@pytest.mark.parametrize(("size", "language"), [(PHONE, "vi"), (WIDE, "en")])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    visit: Visits, service: Service, size: tuple[int, int], language: str
) -> None:
    given_up(service.database)
    for person, path in ((OFFICER, "/account/mail"), ("admin", "/mail")):
        page = visit(person, f"{path}?lang={language}", size=size)
        assert "chưa khai báo máy chủ thư" in page.content() or language == "en"
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        assert axe(page) == []
    for word in ("Gửi lại", "Bỏ qua") if language == "vi" else ("Try again", "Drop it"):
        assert page.get_by_role("button", name=word).is_visible()
