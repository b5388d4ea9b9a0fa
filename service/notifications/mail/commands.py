"""Posting mail, giving it out to be handed over, and recording how that went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, or_, select, update

from service.access.commands import set_email
from service.core.clock import business_date
from service.core.errors import InvalidInput, NotFound, WrongState, sentence
from service.notifications.mail import rules
from service.notifications.mail.model import mail, mail_wish
from service.notifications.mail.queries import (
    DEFAULT_LANGUAGE,
    DayOfWork,
    NoticeTold,
    Reader,
    day_of_work,
    is_rehearsal,
    language_of,
    links_sent,
    notice_told,
    proposed_address,
    reader,
    readers,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from sqlalchemy import ColumnElement

    from service.core.tx import Tx

LINKS_A_DAY = 5
KEPT = timedelta(days=90)
"""How long it is known that a mail was sent or dropped."""

LONGEST_ERROR = 300
_DROPPED_AT_ONCE = 50


class AddressInvalid(InvalidInput):
    """It is no e-mail address."""

    code = "address_invalid"
    template = sentence("Expected to use the e-mail address, but it is none. Write it like 'ten@langson.gov.vn'.")


class TooManyLinks(WrongState):
    """Somebody asks for link after link."""

    code = "too_many_links"
    template = sentence(
        "Expected to send another link, but %(count)s were sent within a day. Open the last one, or try tomorrow."
    )


class LinkInvalid(NotFound):
    """A link to confirm an address that is old, used, broken, or another person's."""

    code = "link_invalid"
    template = sentence(
        "Expected to confirm an address by this link, but it was used, is older than two days or not yours. "
        "Ask for another one on the page of your e-mail."
    )


class WishUnknown(InvalidInput):
    """It is none of the wishes."""

    code = "wish_unknown"
    template = sentence("Expected to keep what e-mail you wish, but '%(wish)s' is no choice. Choose one of the list.")


class MailNotFound(NotFound):
    """No dead mail of that key."""

    code = "mail_not_found"
    template = sentence(
        "Expected to find undelivered mail '%(key)s', but there is none that was given up. Reload the page."
    )


@dataclass(frozen=True, slots=True)
class Handout:
    """A mail given out to be handed over, until its lease ends; ``attempts`` counts this one."""

    mail_key: int
    attempts: int
    posted_at: datetime
    to: Reader
    told: NoticeTold | DayOfWork | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How handing over went: taken, refused for good, or neither; ``said`` is the server's word."""

    is_taken: bool
    is_refused: bool = False
    said: str = ""


def post_notice(tx: Tx, *, notice_key: int, recipient: str, manner: str) -> None:
    """Post a notice just written to those of its recipients who wish it as a mail of its own.

    In a rehearsal nothing is posted.
    """
    if is_rehearsal(tx):
        return
    is_urgent = manner not in rules.CALM_MANNERS
    for person in readers(tx, recipient):
        if rules.is_wanted(person.wish, is_urgent=is_urgent):
            _post(tx, person.user_name, "notice", f"notice {notice_key}", {"notice_key": str(notice_key)})


def write_digest(tx: Tx, user_name: str) -> bool:
    """Post today's digest where there is something to tell, and note the day either way."""
    today = business_date(tx.wall)
    _note_digest(tx, user_name, today)
    if day_of_work(tx, user_name, today).count:
        _post(tx, user_name, "digest", f"digest {today.isoformat()}", {"day": today.isoformat()})
    return True


def skip_digest(tx: Tx, user_name: str, error: Exception) -> None:
    """Leave out the digest of a day that could not be made; tomorrow's will tell."""
    del error
    _note_digest(tx, user_name, business_date(tx.wall))


def ask_to_confirm(tx: Tx, address: str) -> None:
    """Post a link to an address by which the actor confirms it as theirs; the links before it count no more.

    Raises ``AddressInvalid``, and ``TooManyLinks`` where five were posted within a day.
    """
    if not rules.is_address(address):
        raise AddressInvalid(fields={"address": sentence("Write the address like 'ten@langson.gov.vn'.")})
    if links_sent(tx, tx.actor.user_name, tx.wall - timedelta(days=1)) >= LINKS_A_DAY:
        raise TooManyLinks(count=LINKS_A_DAY)
    _end_links(tx)
    _post(tx, tx.actor.user_name, "address", f"address {tx.new_key()}", {"address": address})


def confirm_address(tx: Tx, *, mail_key: int) -> str:
    """Write mail to the actor at the address of a link from now on, and return it.

    ``mail_key`` is that of the mail the link went in, its signature seen. A link counts once; raises ``LinkInvalid``.
    """
    address = proposed_address(tx, tx.actor.user_name, mail_key)
    if not address:
        raise LinkInvalid
    _end_links(tx)
    set_email(tx, account_key=tx.actor.account_key or 0, email=address)
    return address


def forget_address(tx: Tx) -> None:
    """Write the actor no mail any more, whatever links are on their way."""
    _end_links(tx)
    set_email(tx, account_key=tx.actor.account_key or 0, email=None)


def keep_wish(tx: Tx, *, wish: str, language: str) -> None:
    """Keep what mail the actor wishes, and in which language; raises ``WishUnknown``."""
    if wish not in rules.WISHES:
        raise WishUnknown(wish=wish)
    _keep(tx, tx.actor.user_name, {"wish": wish, "language": language})


def give_out(tx: Tx) -> Handout | None:
    """Give out the mail that waits longest, for the time of a lease; ``None`` where none may go now.

    What is no longer news is dropped. A mail whose workers died at it each time is dead.
    """
    if is_rehearsal(tx):
        return None
    for _ in range(_DROPPED_AT_ONCE):
        row = tx.execute(
            select(mail)
            .where(*_may_go(tx))
            .order_by(mail.c.not_before, mail.c.mail_key)
            .limit(1)
            .with_for_update(skip_locked=True)
        ).one_or_none()
        if row is None:
            return None
        found = _handout(tx, row)
        if found is not None:
            return found
    return None


def record(tx: Tx, handout: Handout, outcome: Outcome) -> None:
    """Record how handing over went. What the server took counts whoever else has the mail by now."""
    this = [mail.c.mail_key == handout.mail_key, mail.c.state == "waiting"]
    if outcome.is_taken:
        _end(tx, this, "sent")
        return
    this.append(mail.c.attempts == handout.attempts)
    delay = rules.delay_after(handout.attempts)
    said = outcome.said[:LONGEST_ERROR]
    if outcome.is_refused or delay is None:
        _end(tx, this, "dead", said)
        return
    tx.execute(update(mail).where(*this).values(locked_until=None, not_before=tx.wall + delay, last_error=said or "-"))


def send_again(tx: Tx, *, mail_key: int) -> None:
    """Let a dead mail be tried anew; raises ``MailNotFound``."""
    done = tx.execute(
        update(mail)
        .where(mail.c.mail_key == mail_key, mail.c.state == "dead")
        .values(
            state="waiting",
            attempts=0,
            not_before=tx.wall,
            posted_at=tx.wall,
            locked_until=None,
            ended_at=None,
            last_error="",
        )
    )
    if not done.rowcount:
        raise MailNotFound(key=mail_key)


def drop(tx: Tx, *, mail_key: int) -> None:
    """Give a dead mail up for good; raises ``MailNotFound``."""
    done = tx.execute(update(mail).where(mail.c.mail_key == mail_key, mail.c.state == "dead").values(state="dropped"))
    if not done.rowcount:
        raise MailNotFound(key=mail_key)


def drop_old_mails(tx: Tx) -> None:
    """Forget mails that ended long ago."""
    tx.execute(delete(mail).where(mail.c.ended_at < tx.wall - KEPT))


def _may_go(tx: Tx) -> list[ColumnElement[bool]]:
    may = [
        mail.c.state == "waiting",
        mail.c.not_before <= tx.wall,
        or_(mail.c.locked_until.is_(None), mail.c.locked_until <= tx.wall),
    ]
    return may if rules.may_disturb(tx.wall) else [*may, mail.c.kind == "address"]


def _handout(tx: Tx, row: Any) -> Handout | None:
    """Lease a mail, or end one that is no longer news or was tried too often; ``None`` then."""
    this = [mail.c.mail_key == row.mail_key]
    if row.attempts > len(rules.DELAYS):
        _end(tx, this, "dead", "no answer of the mail server was recorded")
        return None
    person, told = _news(tx, row)
    if person is None or (row.attempts == 0 and row.posted_at < tx.wall - rules.KEEPS):
        _end(tx, this, "dropped")
        return None
    tx.execute(update(mail).where(*this).values(locked_until=tx.wall + rules.LEASE, attempts=row.attempts + 1))
    return Handout(row.mail_key, row.attempts + 1, row.posted_at, person, told)


def _news(tx: Tx, row: Any) -> tuple[Reader | None, NoticeTold | DayOfWork | None]:
    """Return to whom a mail goes and what it tells now; nobody where it has nothing to tell any more."""
    if row.kind == "address":
        return _proposed(tx, row), None
    person = reader(tx, row.user_name)
    if person is None or person.wish == rules.NONE:
        return None, None
    told: NoticeTold | DayOfWork | None
    if row.kind == "notice":
        told = notice_told(tx, int(row.parameters["notice_key"]))
    else:
        day = business_date(tx.wall)
        told = day_of_work(tx, row.user_name, day) if row.parameters["day"] == day.isoformat() else None
    is_empty = told is None or (isinstance(told, DayOfWork) and not told.count)
    return (None, None) if is_empty else (person, told)


def _proposed(tx: Tx, row: Any) -> Reader:
    language = language_of(tx, row.user_name) or DEFAULT_LANGUAGE
    return Reader(row.user_name, "", row.parameters["address"], language, rules.IMMEDIATE)


def _end_links(tx: Tx) -> None:
    """Let none of the actor's links count any more; one that is still waiting, or dead, is not sent either."""
    _end(tx, [mail.c.user_name == tx.actor.user_name, mail.c.kind == "address"], "spent")


def _end(tx: Tx, which: list[ColumnElement[bool]], state: str, said: str = "") -> None:
    values = {"state": state, "ended_at": tx.wall, "locked_until": None, "last_error": said}
    tx.execute(update(mail).where(*which).values(values))


def _note_digest(tx: Tx, user_name: str, day: date) -> None:
    _keep(tx, user_name, {"digest_on": day})


def _keep(tx: Tx, user_name: str, values: Mapping[str, Any]) -> None:
    row = {"user_name": user_name, "wish": rules.DIGEST, "language": DEFAULT_LANGUAGE, **values}
    tx.execute(
        tx.insert_into(mail_wish).values(row).on_conflict_do_update(index_elements=["user_name"], set_=dict(values))
    )


def _post(tx: Tx, user_name: str, kind: str, about: str, parameters: Mapping[str, Any]) -> None:
    row = {
        "mail_key": tx.new_key(),
        "user_name": user_name,
        "kind": kind,
        "about": about,
        "parameters": dict(parameters),
        "state": "waiting",
        "attempts": 0,
        "not_before": tx.wall,
        "posted_at": tx.wall,
        "last_error": "",
    }
    tx.insert_missing(mail, [row])
