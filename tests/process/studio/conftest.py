"""The process owner at the pages, and seed diagrams to change."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.served import PASSWORD
from tests.support.visitor import Visitor

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.test import TestResponse

    from tests.support.served import Service

BPMN = Path(__file__).parents[3] / "workflows" / "bpmn"


def with_script_task(xml: bytes | None = None) -> bytes:
    """A diagram (*Phát hiện*) in which one service task is a script task."""
    found = re.compile(rb'<bpmn:serviceTask( id="register_exemplar".*?)</bpmn:serviceTask>', re.DOTALL)
    return found.sub(rb"<bpmn:scriptTask\1</bpmn:scriptTask>", xml or (BPMN / "detect.bpmn").read_bytes())


class Owner(Visitor):
    """A person at the pages who also sends diagrams, as the editor does."""

    def send(self, path: str, xml: bytes) -> TestResponse:
        headers = {"X-CSRFToken": self.token, "Accept": "application/json"}
        return self.client.post(path, data=xml, content_type="application/xml", headers=headers)

    def upload(self, *files: tuple[Any, str], note: str = "") -> TestResponse:
        data = {"resources": list(files), "note": note, "csrf_token": self.token}
        return self.client.post("/definitions", data=data, content_type="multipart/form-data")

    @property
    def token(self) -> str:
        return self.client.get("/definitions").text.split('name="csrf-token" content="', 1)[1].split('"', 1)[0]


@pytest.fixture
def sign_in(service: Service) -> Callable[[str], Owner]:
    def signed_in(user_name: str) -> Owner:
        visitor = Owner(service.app.test_client())
        assert visitor.sign_in(user_name, PASSWORD).status_code == 303
        return visitor

    return signed_in


@pytest.fixture
def owner(sign_in: Callable[[str], Owner]) -> Owner:
    return sign_in("owner")


@pytest.fixture
def detect() -> bytes:
    return (BPMN / "detect.bpmn").read_bytes()
