"""Reading pages as a person would: signed in over the Flask client, links with their text, rows of a list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import html

from tests.support.served import PASSWORD

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from tests.support.served import Service


@dataclass(frozen=True)
class Reader:
    """A signed-in person who opens pages."""

    client: FlaskClient

    def open(self, path: str, status: int = 200) -> html.HtmlElement:
        """Return a page as a tree; fails on another status."""
        answer = self.get(path)
        assert answer.status_code == status, f"{path}: {answer.status_code}"
        return html.fromstring(answer.text)

    def get(self, path: str) -> TestResponse:
        """Return the answer itself, read whole."""
        answer = self.client.get(path)
        answer.get_data()
        answer.close()
        return answer

    def rows(self, path: str) -> int:
        """Return how many rows a list has, over all its pages."""
        page = self.open(path)
        following = page.xpath('//a[@rel="next"]/@href')
        return len(page.xpath('//li[contains(@class, "work")]')) + (self.rows(following[0]) if following else 0)


def reader(service: Service, user_name: str) -> Reader:
    """Sign a person in."""
    client = service.app.test_client()
    token = html.fromstring(client.get("/sign-in").text).xpath('//meta[@name="csrf-token"]/@content')[0]
    entries = {"user_name": user_name, "password": PASSWORD, "csrf_token": token}
    assert client.post("/sign-in", data=entries).status_code == 303
    return Reader(client)
