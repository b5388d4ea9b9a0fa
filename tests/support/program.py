"""The service as a program of its own: started as an operator starts it, killed as a power cut kills it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.config import Config

STARTS_WITHIN = 60.0
"""Seconds a start may take on a busy machine."""


@dataclass
class Program:
    """``lantoa serve`` on a port of its own; it can be started again after a kill."""

    config: Config
    port: int
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> float:
        """Start it and return after how many seconds it answered."""
        settings = {
            "LANTOA_DATABASE_URL": self.config.database_url,
            "LANTOA_DATA_DIR": str(self.config.data_dir),
            "LANTOA_BIND": f"127.0.0.1:{self.port}",
            "LANTOA_LOG": "error",
        }
        began = time.monotonic()
        self.process = subprocess.Popen([sys.executable, "-m", "service.cli", "serve"], env=os.environ | settings)
        while not self._answers():
            assert not self._has_ended_within(0.1), "the service ended instead of answering"
            assert time.monotonic() - began < STARTS_WITHIN, "the service does not answer"
        return time.monotonic() - began

    def kill(self) -> None:
        """End it at once, without a chance to write anything more."""
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()

    def _has_ended_within(self, seconds: float) -> bool:
        try:
            return self.process is not None and self.process.wait(seconds) is not None
        except subprocess.TimeoutExpired:
            return False

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.url}/healthz", timeout=5).status_code == httpx.codes.OK
        except httpx.TransportError:
            return False


@contextmanager
def programs(config: Config, count: int = 1) -> Iterator[list[Program]]:
    """Run so many programs on one database until the block ends."""
    running = [Program(config, _free_port()) for _ in range(count)]
    try:
        for program in running:
            program.start()
        yield running
    finally:
        for program in running:
            program.kill()


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
