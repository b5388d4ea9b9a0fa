"""Serving: what a proxy tells is believed only where a setting says so, and the end is clean."""

from __future__ import annotations

import http.client
import socket
import threading
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from flask import Flask, request

from service import app as composition
from service.serving import listen
from tests.support.served import config_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from service.config import Config
    from service.core.database import Database

FORWARDED = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "lantoa.example"}


class Slow:
    """An application whose answer waits until it may go on."""

    def __init__(self) -> None:
        self.asked, self.may_answer = threading.Event(), threading.Event()
        self.app = Flask(__name__)
        self.app.add_url_rule("/", "visitor", lambda: f"{request.remote_addr} {request.host_url}")
        self.app.add_url_rule("/slow", "slow", self.slow)

    def slow(self) -> str:
        self.asked.set()
        self.may_answer.wait(10)
        return "answered"


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def answers(port: int) -> bool:
    with socket.socket() as visitor:
        return visitor.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def listening(application: Flask, config: Config) -> Iterator[tuple[int, threading.Event, threading.Thread]]:
    port, stop = free_port(), threading.Event()
    thread = threading.Thread(target=listen, args=(application, replace(config, bind=f"127.0.0.1:{port}"), stop))
    thread.start()
    while not answers(port):
        assert thread.is_alive()
    try:
        yield port, stop, thread
    finally:
        stop.set()
        thread.join(15)
        assert not thread.is_alive()


def get(port: int, path: str = "/", headers: dict[str, str] | None = None) -> str:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.request("GET", path, headers=headers or {})
        return connection.getresponse().read().decode()


def test_without_a_proxy_what_a_visitor_forwards_is_ignored(tmp_path: Path) -> None:
    with listening(Slow().app, config_for(tmp_path)) as (port, _stop, _thread):
        assert get(port, headers=FORWARDED) == f"127.0.0.1 http://127.0.0.1:{port}/"


def test_behind_a_proxy_the_visitor_is_who_the_proxy_says(tmp_path: Path) -> None:
    with listening(Slow().app, replace(config_for(tmp_path), proxies=1)) as (port, _stop, _thread):
        assert get(port, headers=FORWARDED) == "203.0.113.9 https://lantoa.example/"


def test_an_answer_under_way_is_finished_before_the_end(tmp_path: Path) -> None:
    slow, received = Slow(), list[str]()
    with listening(slow.app, config_for(tmp_path)) as (port, stop, thread):
        visitor = threading.Thread(target=lambda: received.append(get(port, "/slow")))
        visitor.start()
        assert slow.asked.wait(10)
        stop.set()
        slow.may_answer.set()
        visitor.join(10)
        thread.join(15)
    assert received == ["answered"]


def test_a_browser_that_keeps_its_connection_does_not_hold_up_the_end(tmp_path: Path) -> None:
    with (
        listening(Slow().app, config_for(tmp_path)) as (port, stop, thread),
        closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection,
    ):
        connection.request("GET", "/")
        connection.getresponse().read()
        stop.set()
        thread.join(5)
        assert not thread.is_alive()


@pytest.mark.parametrize(
    ("proxies", "name", "mark"), [(0, "lantoa", "HttpOnly"), (1, "__Host-lantoa", "Secure; HttpOnly")]
)
def test_cookies_are_for_tls_only_behind_a_proxy(
    database: Database, tmp_path: Path, proxies: int, name: str, mark: str
) -> None:
    application = composition.create_app(replace(config_for(tmp_path), proxies=proxies), database)
    scheme = "https" if proxies else "http"
    answer = application.test_client().get("/sign-in", base_url=f"{scheme}://localhost")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith(f"{name}=")
    assert cookie.split("; ", 1)[1].startswith(mark)
