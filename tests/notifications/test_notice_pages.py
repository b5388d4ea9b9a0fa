"""The bell in the bar, and the page of one's notices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from service.notifications.model import notice
from tests.support.reading import reader

if TYPE_CHECKING:
    from tests.support.served import Service


def somebody(service: Service) -> str:
    """Return the user name of an officer whose group has an open notice."""
    with service.database.read() as tx:
        groups = tx.execute(select(notice.c.recipient).where(notice.c.closed_at.is_(None))).scalars()
        agency = next(group.split("/")[0] for group in groups if group.endswith("/officer"))
    return f"officer.{agency}"


def test_counts_unread_notices_at_the_bell_until_they_are_read(service: Service) -> None:
    person = reader(service, somebody(service))
    page = person.open("/notices")
    unread = int(page.xpath('string(//a[@class="bell"]/b)'))
    forms = page.xpath('//li[contains(@class,"is-unread")]//form')
    assert unread == len(forms) > 0
    token = forms[0].xpath('.//input[@name="csrf_token"]/@value')[0]
    assert person.client.post(forms[0].get("action"), data={"csrf_token": token}).status_code == 303
    page = person.open("/notices")
    assert len(page.xpath('//li[contains(@class,"is-unread")]')) == unread - 1
    assert (page.xpath('string(//a[@class="bell"]/b)') or "0") == str(unread - 1)


def test_leads_from_a_notice_to_its_task(service: Service) -> None:
    person = reader(service, somebody(service))
    links = person.open("/notices").xpath('//p[@class="work-name"]/a/@href')
    assert links
    assert person.get(links[0]).status_code == 200


def test_says_where_reminders_appear_when_there_are_none(service: Service) -> None:
    page = reader(service, "admin").open("/notices")
    assert "Không có thông báo" in page.text_content()
    assert not page.xpath('//a[@class="bell"]/b')
