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


def _nothing(_word: str) -> None:
    pass


@dataclass
class Mailbox:
    """What arrived, oldest first; ``answer`` is said to each message.

    ``before_answering`` is told which word a client has just said: ``MAIL`` before it hands a message over, ``DATA``
    when the message is here and nothing was said to it yet, ``QUIT`` when it has its answer.
    """

    port: int = 0
    messages: list[EmailMessage] = field(default_factory=list)
    answer: str = TAKEN
    before_answering: Callable[[str], None] = _nothing

    @property
    def url(self) -> str:
        """The setting that leads here."""
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 -- the library's name
        if self.answer == TAKEN:
            self.messages.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        self.before_answering("DATA")
        return self.answer

    async def handle_MAIL(self, _server: Any, _session: Any, envelope: Any, address: str, options: list[str]) -> str:  # noqa: N802 -- the library's name
        self.before_answering("MAIL")
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_QUIT(self, _server: Any, _session: Any, _envelope: Any) -> str:  # noqa: N802 -- the library's name
        self.before_answering("QUIT")
        return "221 Bye"


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
