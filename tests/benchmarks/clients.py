"""Clients with one connection each that they keep, and the servers they ask."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

CLIENTS = 8
PATIENCE = 30.0
"""Seconds a server may take to answer at first."""


class Clients:
    """Eight clients of a server on the loopback."""

    def __init__(self, port: int, headers: Mapping[str, str]) -> None:
        self.headers = {"Content-Type": "application/json", **headers}
        self.connections = [HTTPConnection("127.0.0.1", port, timeout=PATIENCE) for _ in range(CLIENTS)]
        for connection in self.connections:
            connection.connect()
            connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def post(self, paths: Sequence[str], body: bytes) -> tuple[float, list[float]]:
        """Post to every path, each client its share one after the other; returns all seconds and those of each."""

        def share(number: int) -> list[float]:
            return [self._post(number, path, body) for path in paths[number::CLIENTS]]

        began = time.perf_counter()
        with ThreadPoolExecutor(CLIENTS) as pool:
            taken = [seconds for each in pool.map(share, range(CLIENTS)) for seconds in each]
        return time.perf_counter() - began, taken

    def close(self) -> None:
        """End the connections."""
        for connection in self.connections:
            connection.close()

    def _post(self, number: int, path: str, body: bytes) -> float:
        connection = self.connections[number]
        began = time.perf_counter()
        connection.request("POST", path, body, self.headers)
        answer = connection.getresponse()
        said = answer.read()
        seconds = time.perf_counter() - began
        if answer.status != 204:
            message = f"{path} answered {answer.status}: {said!r}"
            raise RuntimeError(message)
        return seconds


@contextmanager
def serving(arguments: Sequence[str], environment: Mapping[str, str]) -> Iterator[int]:
    """Run a server program of ours until the block ends; ``{port}`` in arguments and environment is its free port."""
    port = _free_port()
    program = subprocess.Popen(
        [sys.executable, "-m", *(each.format(port=port) for each in arguments)],
        env={**os.environ, **{name: value.format(port=port) for name, value in environment.items()}},
        stdout=subprocess.DEVNULL,
    )
    try:
        _await(program, port)
        yield port
    finally:
        program.terminate()
        program.wait(timeout=PATIENCE)


def _await(program: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and program.poll() is None:
        with closing(HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as connection:
            try:
                connection.request("GET", "/healthz")
                if connection.getresponse().status == 200:
                    return
            except ConnectionError:
                time.sleep(0.05)
    message = f"the server did not answer on port {port}"
    raise RuntimeError(message)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
