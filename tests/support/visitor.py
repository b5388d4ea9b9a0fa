"""A person at the pages without a browser, and how a program proves who it is."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

PASSWORD = "bốn con ngựa chạy qua cầu"


def basic(user_name: str, password: str) -> dict[str, str]:
    """The header of HTTP Basic."""
    return {"Authorization": "Basic " + base64.b64encode(f"{user_name}:{password}".encode()).decode()}


def bearer(token: str) -> dict[str, str]:
    """The header of a personal token."""
    return {"Authorization": f"Bearer {token}"}


class Visitor:
    """A person at the pages: keeps cookies, and sends the form token of the page it last saw."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.page = ""

    def get(self, path: str, **options: Any) -> TestResponse:
        answer = self.client.get(path, **options)
        self.page = answer.text
        return answer

    def post(self, path: str, **entries: str) -> TestResponse:
        marker = 'name="csrf-token" content="'
        if marker in self.page:
            entries["csrf_token"] = self.page.split(marker, 1)[1].split('"', 1)[0]
        answer = self.client.post(path, data=entries)
        if marker in answer.text:
            self.page = answer.text
        return answer

    def sign_in(self, user_name: str, password: str = PASSWORD) -> TestResponse:
        self.get("/sign-in")
        return self.post("/sign-in", user_name=user_name, password=password)
