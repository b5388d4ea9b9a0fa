"""A request whose transaction was outrun: answered by a later try, with all that was sent."""

from __future__ import annotations

from io import BytesIO

import pytest
from flask import request, session

from service.core.database import ATTEMPTS, ChangedMeanwhile
from service.web.application import Application


class Outrun:
    """An application with a view that is outrun so many times; ``heard`` is what each try read."""

    def __init__(self, times: int) -> None:
        self.times = times
        self.heard: list[tuple[bytes, str | None]] = []
        self.asked = 0
        self.app = Application(__name__)
        self.app.before_request(self.count)
        self.app.add_url_rule("/", "view", self.view, methods=["POST"])
        self.app.register_error_handler(ChangedMeanwhile, lambda _: ("outrun", 409))

    def count(self) -> None:
        self.asked += 1

    def view(self) -> str:
        self.heard.append((request.files["file"].read(), request.form.get("name")))
        if len(self.heard) <= self.times:
            raise ChangedMeanwhile
        return "done"


def post(outrun: Outrun) -> tuple[int, str]:
    answer = outrun.app.test_client().post("/", data={"file": (BytesIO(b"content"), "a.txt"), "name": "me"})
    return answer.status_code, answer.text


def test_a_view_is_called_again_and_reads_the_same() -> None:
    outrun = Outrun(2)
    assert post(outrun) == (200, "done")
    assert outrun.heard == [(b"content", "me")] * 3
    assert outrun.asked == 1


@pytest.mark.parametrize("times", [ATTEMPTS, 1000])
def test_in_the_end_the_conflict_is_told(times: int) -> None:
    outrun = Outrun(times)
    assert post(outrun) == (409, "outrun")
    assert len(outrun.heard) == ATTEMPTS


@pytest.mark.parametrize(
    ("path", "headers", "is_known"),
    [
        ("/v2/view", {}, True),
        ("/v2/view", {"Authorization": "Bearer x"}, False),
        ("/view", {"Authorization": "x"}, True),
    ],
)
def test_a_program_that_says_who_it_is_has_no_session(path: str, headers: dict[str, str], is_known: bool) -> None:  # noqa: FBT001
    app = Application(__name__)
    app.secret_key = "a key for this test only"
    app.add_url_rule(path, "view", lambda: {"is_known": "name" in session})
    client = app.test_client()
    with client.session_transaction() as stored:
        stored["name"] = "me"
    assert client.get(path, headers=headers).get_json() == {"is_known": is_known}
