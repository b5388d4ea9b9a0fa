"""The messages that are kept: for whoever comes to await them, and their ids so that none is published twice."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, delete, or_, update

from service.core.errors import Conflict, sentence
from service.process.instances.model import message

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import BindParameter, ColumnElement

    from service.core.tx import Tx


class MessageRepeated(Conflict):
    """A message of this name, correlation key and id was published, and its time is not over."""

    code = "message_repeated"
    template = sentence(
        "Expected message '%(name)s' with id '%(message_id)s' to be new, but it was published already. "
        "Nothing needs doing, or send another id."
    )


@dataclass(frozen=True, slots=True)
class Message:
    """A message to deliver, and how long it may be kept; one with an id is published once in that time."""

    name: str
    correlation_key: str
    variables: Mapping[str, Any] = field(default_factory=dict)
    message_id: str | None = None
    time_to_live: timedelta = timedelta(0)

    @property
    def may_wait(self) -> bool:
        """Whether it is kept where nobody takes it now."""
        return self.time_to_live > timedelta(0)


def is_kept(now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """Return the condition on messages that whoever comes at a business time may still take."""
    return and_(message.c.delivered_at.is_(None), message.c.expires_at > now)


def is_for(process_instance_key: ColumnElement[int] | int) -> ColumnElement[bool]:
    """Return the condition on kept messages that an instance may take: its own, and those kept for anybody."""
    column = message.c.process_instance_key
    return or_(column.is_(None), column == process_instance_key)


def keep_for(tx: Tx, process_instance_key: int, sent: Message) -> bool:
    """Keep a message for one instance, which awaits it but cannot take it; false for one that is not to be kept."""
    if not sent.may_wait:
        return False
    tx.execute(message.insert(), _row(tx, tx.new_key(), sent) | {"process_instance_key": process_instance_key})
    return True


def keep(tx: Tx, key: int, sent: Message) -> None:
    """Keep a message for its time to live; raises ``MessageRepeated``.

    One with an id is kept as delivered, so that nobody who comes meanwhile takes it; see ``give_out``. Of two who
    publish the same at once the second waits here for the first.
    """
    same = (
        message.c.message_name == sent.name,
        message.c.correlation_key == sent.correlation_key,
        message.c.message_id == sent.message_id,
    )
    if sent.message_id is not None:
        tx.execute(delete(message).where(*same, message.c.expires_at <= tx.now))
    delivered_at = None if sent.message_id is None else tx.now
    row = _row(tx, key, sent) | {"message_id": sent.message_id, "delivered_at": delivered_at}
    if not tx.insert_missing(message, [row]):
        raise MessageRepeated(name=sent.name, message_id=sent.message_id)


def _row(tx: Tx, key: int, sent: Message) -> dict[str, Any]:
    return {
        "message_key": key,
        "message_name": sent.name,
        "correlation_key": sent.correlation_key,
        "variables": dict(sent.variables),
        "published_at": tx.now,
        "expires_at": tx.now + sent.time_to_live,
    }


def give_out(tx: Tx, key: int) -> None:
    """Let whoever comes take a message that is kept as delivered."""
    tx.execute(update(message).where(message.c.message_key == key).values(delivered_at=None))


def taken(tx: Tx, key: int) -> Message | None:
    """Take a kept message; ``None`` where somebody else has. Its id is remembered until its time is over."""
    which = (message.c.message_key == key, message.c.delivered_at.is_(None))
    row = tx.execute(update(message).where(*which).values(delivered_at=tx.now).returning(message)).one_or_none()
    if row is None:
        return None
    if row.message_id is None:
        tx.execute(delete(message).where(message.c.message_key == key))
    return Message(row.message_name, row.correlation_key, row.variables, row.message_id)
