"""What a mail says, in its reader's language, as plain text and as simple HTML."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from service.notifications.mail.queries import DayOfWork, NoticeTold, TaskLine
from service.web.i18n import catalogue

if TYPE_CHECKING:
    from collections.abc import Sequence
    from gettext import NullTranslations

    from service.notifications.mail.queries import Reader

NAMED_AT_MOST = 20


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a mail: a heading, which may be empty, and lines with the address each leads to, which may be empty."""

    heading: str
    lines: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail in words; ``foot`` says why it came."""

    subject: str
    greeting: str
    parts: Sequence[Part]
    foot: str
    settings_address: str

    def as_text(self) -> str:
        """Return it as plain text."""
        blocks = [self.greeting]
        for part in self.parts:
            lines = [f"- {said}\n  {href}" if href else said for said, href in part.lines]
            blocks.append("\n".join([part.heading, *lines] if part.heading else lines))
        return "\n\n".join([*blocks, f"-- \n{self.foot}\n{self.settings_address}"]) + "\n"

    def as_html(self, language: str) -> str:
        """Return it as HTML that every mail program shows: no styles but a width, no pictures."""
        body = Markup("<p>{}</p>").format(self.greeting)
        for part in self.parts:
            if part.heading:
                body += Markup("<h2>{}</h2>").format(part.heading)
            items = [
                Markup('<li><a href="{}">{}</a></li>').format(href, said)
                if href
                else Markup("<li>{}</li>").format(said)
                for said, href in part.lines
            ]
            body += Markup("<ul>{}</ul>").format(Markup("").join(items))
        foot = Markup('<hr><p><a href="{}">{}</a></p>').format(self.settings_address, self.foot)
        frame = Markup('<!doctype html><html lang="{}"><head><meta charset="utf-8"><title>{}</title></head>')
        return str(frame.format(language, self.subject) + Markup("<body>") + body + foot + Markup("</body></html>"))


def worded(to: Reader, told: NoticeTold | DayOfWork | None, *, base_url: str, confirm_address: str) -> Letter:
    """Return a mail in words; without anything told it is the link that confirms an address.

    No subject names a person or a case: subjects are shown on locked screens and kept in logs.
    """
    words = catalogue(to.language)
    gettext = words.gettext
    if isinstance(told, NoticeTold):
        subject = gettext("Lan Tỏa: a reminder")
        said = gettext(told.template) % told.parameters
        parts = [Part("", [(said, _task(base_url, told.user_task_key))])]
        foot = gettext("You get this e-mail because the reminder is for you. Choose what you wish to get:")
    elif isinstance(told, DayOfWork):
        subject = gettext("Lan Tỏa: your work on %(day)s") % {"day": f"{told.day:%d/%m/%Y}"}
        parts = _parts(told, words, base_url)
        foot = gettext("You get this e-mail once on a working day, when there is something. Choose what you wish:")
    else:
        subject = gettext("Lan Tỏa: confirm your e-mail address")
        said = gettext("Open this page within two days to get e-mail of Lan Tỏa at this address.")
        parts = [Part("", [(said, confirm_address)])]
        foot = gettext("Somebody with a Lan Tỏa account gave this address. If it was not you, do nothing.")
    greeting = gettext("Dear %(name)s,") % {"name": to.display_name} if to.display_name else gettext("Dear reader,")
    return Letter(subject, greeting, parts, foot, f"{base_url}/account/mail")


def _parts(told: DayOfWork, words: NullTranslations, base_url: str) -> list[Part]:
    headings = (
        (words.gettext("Past their date, still waiting"), told.late),
        (words.gettext("Your reply is awaited"), told.awaited),
        (words.gettext("Due today"), told.today),
        (words.gettext("New"), told.new),
    )
    return [Part(heading, _lines(lines, words, base_url)) for heading, lines in headings if lines]


def _lines(tasks: Sequence[TaskLine], words: NullTranslations, base_url: str) -> list[tuple[str, str]]:
    lines = [(_line(task, words), _task(base_url, task.user_task_key)) for task in tasks[:NAMED_AT_MOST]]
    more = len(tasks) - len(lines)
    if more > 0:
        said = words.ngettext("and %(num)d more", "and %(num)d more", more) % {"num": more}
        lines.append((said, f"{base_url}/tasks"))
    return lines


def _line(task: TaskLine, words: NullTranslations) -> str:
    said = f"{task.name}: {task.title}" if task.title else task.name
    if task.due_on is None:
        return said
    return words.gettext("%(task)s (by %(day)s)") % {"task": said, "day": f"{task.due_on:%d/%m/%Y}"}


def _task(base_url: str, user_task_key: int | None) -> str:
    return f"{base_url}/tasks/{user_task_key}" if user_task_key else f"{base_url}/notices"
