"""A real mail server on the loopback: it keeps what it takes, and answers as a test tells it."""

from __future__ import annotations

import socket
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from typing import TYPE_CHECKING, Any

from aiosmtpd.controller import Controller

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from email.message import EmailMessage

TAKEN = "250 taken"


def _nothing() -> None:
    pass


@dataclass
class Mailbox:
    """What arrived, oldest first; ``answer`` is said to each message, ``on_arrival`` done before it is said."""

    port: int = 0
    messages: list[EmailMessage] = field(default_factory=list)
    answer: str = TAKEN
    on_arrival: Callable[[], None] = _nothing

    @property
    def url(self) -> str:
        """The setting that leads here."""
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 -- the library's name
        if self.answer == TAKEN:
            self.messages.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        self.on_arrival()
        return self.answer


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    """Run a mail server on a free port until the block ends."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        box = Mailbox(listener.getsockname()[1])
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()
