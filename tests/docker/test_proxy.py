"""The proxy with its own configuration, before the real service."""

from __future__ import annotations

import http.client
import shutil
import socket
import ssl
import subprocess
import threading
import time
from contextlib import closing, contextmanager
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from service import app as composition
from service.serving import listen
from tests.conftest import lacking
from tests.support.served import config_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.core.database import Database

CADDYFILE = Path(__file__).resolve().parents[2] / "docker" / "Caddyfile"
HOW_TO_GET_IT = "Caddy is not on this machine; on Debian: apt-get install caddy"


PATIENCE = 20
"""Seconds until a proxy that does not answer is a failure."""


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def proxy(folder: Path, web_port: int) -> Iterator[int]:
    """Run the proxy with our configuration on free ports; yields the port for TLS."""
    if (program := shutil.which("caddy")) is None:
        lacking(HOW_TO_GET_IT)
    port = free_port()
    configuration = folder / "Caddyfile"
    text = CADDYFILE.read_text(encoding="utf-8")
    ports = f"admin off\n\thttp_port {free_port()}\n\thttps_port {port}"
    configuration.write_text(text.replace("admin off", ports, 1), encoding="utf-8")
    environment = {
        "HOME": str(folder),
        "LANTOA_SITE": "localhost",
        "LANTOA_WEB_HOST": "localhost",
        "LANTOA_WEB_PORT": str(web_port),
    }
    command = [str(program), "run", "--config", str(configuration), "--adapter", "caddyfile"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        awaited = {"certificate obtained successfully", "stapling OCSP", "serving initial configuration"}
        for line in process.stderr:
            awaited = {words for words in awaited if words not in line}
            if not awaited:
                break
        drained = threading.Thread(target=process.stderr.read, daemon=True)
        drained.start()
        until = time.monotonic() + PATIENCE
        while not shakes_hands(port):
            assert time.monotonic() < until, "the proxy has its certificate but does not use it"
        try:
            yield port
        finally:
            process.terminate()
            process.wait(20)
            drained.join(20)


def shakes_hands(port: int) -> bool:
    """Whether TLS works: the proxy says that it has its certificate a moment before it uses it."""
    context = ssl._create_unverified_context()  # noqa: S323 -- the proxy's own authority
    try:
        with (
            socket.create_connection(("localhost", port), timeout=PATIENCE) as plain,
            context.wrap_socket(plain, server_hostname="localhost"),
        ):
            return True
    except (ssl.SSLError, ConnectionError):
        return False


@contextmanager
def opened(port: int, path: str, headers: dict[str, str] | None = None) -> Iterator[http.client.HTTPResponse]:
    context = ssl._create_unverified_context()  # noqa: S323 -- the proxy's own authority
    with closing(http.client.HTTPSConnection("localhost", port, timeout=PATIENCE, context=context)) as connection:
        connection.request("GET", path, headers=headers or {})
        yield connection.getresponse()


@pytest.fixture
def web_port(database: Database, tmp_path: Path) -> Iterator[int]:
    """The port of the service as a web container runs it."""
    port, stop = free_port(), threading.Event()
    config = replace(config_for(tmp_path), proxies=1, bind=f"127.0.0.1:{port}")
    thread = threading.Thread(target=listen, args=(composition.create_app(config, database), config, stop))
    thread.start()
    yield port
    stop.set()
    thread.join(20)


def test_pages_come_over_tls_with_cookies_for_tls_only(web_port: int, tmp_path: Path) -> None:
    with proxy(tmp_path, web_port) as port, opened(port, "/sign-in") as answer:
        assert answer.status == HTTPStatus.OK
        assert answer.headers["Set-Cookie"].startswith("__Host-lantoa=")
        assert "Secure" in answer.headers["Set-Cookie"]
        assert answer.headers["Strict-Transport-Security"]
        assert "Server" not in answer.headers


def test_a_visitor_cannot_forge_where_the_service_is(web_port: int, tmp_path: Path) -> None:
    forged = {"X-Forwarded-Host": "elsewhere.example", "X-Forwarded-For": "203.0.113.9"}
    with proxy(tmp_path, web_port) as port, opened(port, "/", forged) as answer:
        assert answer.status == HTTPStatus.FOUND
        assert "elsewhere.example" not in answer.headers["Location"]
