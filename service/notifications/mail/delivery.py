"""Handing mail to a mail server: outside every transaction, with what is needed to recognise a repetition."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from itsdangerous import BadData, URLSafeTimedSerializer

from service.notifications.mail import rules
from service.notifications.mail.commands import Handout, Outcome
from service.notifications.mail.wording import worded

if TYPE_CHECKING:
    from service.config import Config
    from service.notifications.mail.wording import Letter

PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
"""Scheme of ``LANTOA_SMTP_URL`` → port where it names none: no encryption, STARTTLS demanded, TLS from the start."""

SECONDS_TO_ANSWER = 30.0
LINK_LIVES_SECONDS = 2 * 24 * 3600
_PERMANENT = 500
_HERE = ("localhost", "127.0.0.1", "::1")


class MailSettingsError(ValueError):
    """The settings of mail cannot be used; the message says why, without the password."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where and how mail is handed over."""

    host: str
    port: int
    scheme: str
    user_name: str = ""
    password: str = ""

    @classmethod
    def from_url(cls, url: str) -> MailServer:
        """Read ``smtp[s]://user:password@host:port``; raises ``MailSettingsError``.

        A password is sent over TLS only, unless the server is on this machine.
        """
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError as error:
            message = "LANTOA_SMTP_URL is no address: write smtps://user:password@host"
            raise MailSettingsError(message) from error
        if parts.scheme not in PORTS or not parts.hostname:
            message = f"LANTOA_SMTP_URL must begin with one of {', '.join(f'{name}://' for name in PORTS)} and a host"
            raise MailSettingsError(message)
        if parts.username and parts.scheme == "smtp" and parts.hostname not in _HERE:
            message = "LANTOA_SMTP_URL has a password but no encryption: use smtps:// or smtp+starttls://"
            raise MailSettingsError(message)
        return cls(
            parts.hostname,
            port or PORTS[parts.scheme],
            parts.scheme,
            unquote(parts.username or ""),
            unquote(parts.password or ""),
        )

    def connect(self) -> smtplib.SMTP:
        """Open a connection and sign in; raises what ``smtplib`` raises, and ``OSError``."""
        context = ssl.create_default_context()
        if self.scheme == "smtps":
            return self._signed_in(smtplib.SMTP_SSL(self.host, self.port, timeout=SECONDS_TO_ANSWER, context=context))
        server = smtplib.SMTP(self.host, self.port, timeout=SECONDS_TO_ANSWER)
        try:
            if self.scheme == "smtp+starttls":
                server.starttls(context=context)
        except BaseException:
            server.close()
            raise
        return self._signed_in(server)

    def _signed_in(self, server: smtplib.SMTP) -> smtplib.SMTP:
        try:
            if self.user_name:
                server.login(self.user_name, self.password)
        except BaseException:
            server.close()
            raise
        return server


class Postman:
    """Hands mail over with the settings of a service; raises ``MailSettingsError`` when made with faulty ones."""

    def __init__(self, config: Config) -> None:
        self._server = MailServer.from_url(config.smtp_url)
        self._sender = sender_of(config)
        self._base_url = config.base_url
        if urlsplit(config.base_url).scheme not in ("http", "https") or not urlsplit(config.base_url).hostname:
            message = "LANTOA_BASE_URL must be the address people open, such as https://lantoa.example.vn"
            raise MailSettingsError(message)
        self._links = links(config)

    def hand_over(self, handout: Handout) -> Outcome:
        """Give one mail to the server and say how that went; never raises for what the server or the network do."""
        try:
            message = self._message(handout)
        except ValueError as error:
            return Outcome(is_taken=False, is_refused=True, said=str(error))
        try:
            server = self._server.connect()
        except (OSError, smtplib.SMTPException) as error:
            return Outcome(is_taken=False, said=_said(error))
        try:
            server.send_message(message)
        except (OSError, smtplib.SMTPException) as error:
            return Outcome(is_taken=False, is_refused=_is_refusal(error), said=_said(error))
        finally:
            # The server has answered: nothing that happens to the connection now may hide it, nor make us wait.
            with suppress(OSError, smtplib.SMTPException):
                server.putcmd("quit")
            server.close()
        return Outcome(is_taken=True)

    def look(self) -> str:
        """Return what keeps the server from taking mail now, an empty text where nothing does."""
        try:
            server = self._server.connect()
        except (OSError, smtplib.SMTPException) as error:
            return _said(error)
        with suppress(OSError, smtplib.SMTPException):
            server.quit()
        return ""

    def _message(self, handout: Handout) -> EmailMessage:
        """Return the message; the same mail has the same Message-ID and Date however often it is made."""
        to = handout.to
        if not rules.is_address(to.address):
            fault = "the account's address is no e-mail address"
            raise ValueError(fault)
        confirm = f"{self._base_url}/account/mail/confirm/{self._links.dumps([to.user_name, handout.mail_key])}"
        letter: Letter = worded(to, handout.told, base_url=self._base_url, confirm_address=confirm)
        message = EmailMessage()
        message["From"] = self._sender
        message["To"] = to.address
        message["Subject"] = letter.subject
        message["Date"] = format_datetime(handout.posted_at)
        message["Message-ID"] = f"<{handout.mail_key}@{urlsplit(self._base_url).hostname}>"
        message["List-Unsubscribe"] = f"<{letter.settings_address}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.as_text())
        message.add_alternative(letter.as_html(to.language), subtype="html")
        # Content headers set earlier would have moved into the first alternative.
        message["Content-Language"] = to.language
        return message


def sender_of(config: Config) -> Address:
    """Return who mail comes from, ``Name <address>`` or an address; raises ``MailSettingsError``."""
    name, address = parseaddr(config.mail_from)
    if not rules.is_address(address):
        message = "LANTOA_MAIL_FROM must be an address, such as Lan Tỏa <lantoa@example.vn>"
        raise MailSettingsError(message)
    return Address(name, addr_spec=address)


def links(config: Config) -> URLSafeTimedSerializer:
    """Return what signs and reads the links that confirm an address: ``[user name, key of the mail it went in]``."""
    return URLSafeTimedSerializer(config.secret_key, salt="mail address")


def mail_of_link(config: Config, link: str, user_name: str) -> int | None:
    """Return the key of the mail a person's link went in, ``None`` for a link that is old, forged or another's."""
    try:
        whose, mail_key = links(config).loads(link, max_age=LINK_LIVES_SECONDS)
        return int(mail_key) if whose == user_name else None
    except (BadData, ValueError, TypeError):
        return None


def _is_refusal(error: Exception) -> bool:
    """Return whether the server refused this mail for good: its recipient or its content, not us or the hour."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= _PERMANENT for code, _ in error.recipients.values())
    return isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= _PERMANENT


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, refused = next(iter(error.recipients.values()))
        return f"{code} {refused.decode(errors='replace')}"
    if isinstance(error, smtplib.SMTPResponseException):
        # The library's types promise bytes, but some of its own errors carry text.
        said: bytes | str = error.smtp_error
        return f"{error.smtp_code} {said.decode(errors='replace') if isinstance(said, bytes) else said}"
    return f"{type(error).__name__}: {error}"
