"""Two languages, Vietnamese first: who reads which, and how dates, numbers and names are written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from babel.numbers import format_decimal
from babel.support import Translations
from flask import Blueprint, redirect, request
from flask_babel import Babel, get_locale, gettext, ngettext

from service.core.clock import local

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal
    from gettext import NullTranslations

    from flask import Flask
    from werkzeug.wrappers import Response

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
DEFAULT = "vi"
COOKIE = "lantoa-language"
_TRANSLATIONS = Path(__file__).parent.parent / "translations"
_A_YEAR = 365 * 24 * 3600
_LAST_DAY_OF_WEEK = 6
_MINUTES_OF_DAY_END = (23, 59)

language_pages = Blueprint("i18n", __name__)


class Translatable(Protocol):
    """An error or finding: a msgid with its parameters."""

    @property
    def template(self) -> str:
        """The English sentence with its places."""

    @property
    def parameters(self) -> Mapping[str, object]:
        """What fills the places."""


def init_app(app: Flask) -> None:
    """Set up Flask-Babel, the language switch and the template filters."""
    app.config.setdefault("BABEL_DEFAULT_LOCALE", DEFAULT)
    app.config.setdefault("BABEL_DEFAULT_TIMEZONE", "Asia/Ho_Chi_Minh")
    app.config.setdefault("BABEL_TRANSLATION_DIRECTORIES", str(_TRANSLATIONS))
    Babel(app, locale_selector=select_language)
    app.register_blueprint(language_pages)
    app.jinja_env.filters.update(
        date=format_date,
        datetime=format_moment,
        time=format_time,
        number=format_number,
        filesize=format_size,
        translated=translated,
        monogram=monogram,
    )
    app.jinja_env.globals.update(due_state=due_state, languages=LANGUAGES, language=language)


def select_language() -> str:
    """Return the language of this request: ``?lang=``, else the cookie, else Vietnamese."""
    asked = request.args.get("lang") or request.cookies.get(COOKIE)
    return asked if asked in LANGUAGES else DEFAULT


def language() -> str:
    """Return the code of the language in use, ``vi`` or ``en``."""
    locale = get_locale()
    return DEFAULT if locale is None else str(locale.language)


@lru_cache(maxsize=len(LANGUAGES))
def catalogue(code: str) -> NullTranslations:
    """Return the words of a language for what is said outside a request, such as e-mail."""
    return Translations.load(_TRANSLATIONS, [code if code in LANGUAGES else DEFAULT])


@language_pages.get("/language/<any(vi, en):code>")
def switch_language(code: str) -> Response:
    """Remember the language and go back to the page the reader came from."""
    response = redirect(safe_target(request.args.get("next") or request.referrer), code=303)
    response.set_cookie(COOKIE, code, max_age=_A_YEAR, samesite="Lax", secure=request.is_secure, httponly=True)
    return response


def safe_target(address: str | None, default: str = "/") -> str:
    """Return a path on this host: never another host, never ``//host``, whatever a link asked for."""
    try:
        parts = urlsplit((address or "").replace("\\", "/"))
    except ValueError:
        return default
    is_ours = parts.netloc in ("", request.host) and parts.scheme in ("", "http", "https")
    if not is_ours or not parts.path.startswith("/") or parts.path.startswith("//"):
        return default
    return parts.path + (f"?{parts.query}" if parts.query else "")


def translated(said: Translatable | str) -> str:
    """Return a sentence, error or finding in the reader's language, with what fills its places; text passes through."""
    template = getattr(said, "template", "")
    if not template:
        return str(said)
    places = {name: _place(value) for name, value in getattr(said, "parameters", {}).items()}
    return str(gettext(template)) % places if places else str(gettext(template))


def _place(value: Any) -> Any:
    return translated(value) if getattr(value, "template", "") else value


def format_date(value: date | datetime | str | None) -> str:
    """Return dd/mm/yyyy in both languages; moments are shown in the business zone."""
    day = _day(value)
    return "" if day is None else day.strftime("%d/%m/%Y")


def format_moment(value: datetime | None) -> str:
    """Return ``15/05/2023, 14:05`` in the business zone."""
    return "" if value is None else local(value).strftime("%d/%m/%Y, %H:%M")


def format_time(value: datetime | None) -> str:
    """Return ``14:05`` in the business zone."""
    return "" if value is None else local(value).strftime("%H:%M")


def format_number(value: float | Decimal | None, digits: int | None = None) -> str:
    """Return ``1.234,5`` in Vietnamese and ``1,234.5`` in English, with at most (or exactly) so many decimals."""
    if value is None:
        return ""
    pattern = "#,##0.####" if digits is None else "#,##0" + ("." + "0" * digits if digits else "")
    return format_decimal(value, format=pattern, locale=language())


def format_size(size: float) -> str:
    """Return a file's size as people say it: ``84 KB``, ``1,2 MB``."""
    value = float(size)
    for unit in ("B", "KB", "MB"):
        if value < 1024:  # noqa: PLR2004 -- bytes in a kilobyte
            return f"{format_number(round(value, 1 if unit == 'MB' else 0), None)} {unit}"
        value /= 1024
    return f"{format_number(round(value, 1))} GB"


def monogram(name: str) -> str:
    """Return the two letters that stand for a name: of its last two words, as a Vietnamese name is told apart.

    Numbers are no part of a name: a case is called after an agency and a year.
    """
    words = [word for word in name.replace("-", " ").split() if word[0].isalpha()]
    return "".join(word[0].upper() for word in words[-2:])


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline as a row shows it.

    ``state`` is the class (``late``, ``soon``, ``plain``), ``icon`` its icon (may be empty), ``word`` the relative
    word, ``on`` the date, ``group`` one of ``overdue awaited today week later none``.
    """

    state: str
    icon: str
    word: str
    on: date | None
    group: str


def due_state(due_at: datetime | None, now: datetime, *, is_asked: bool = False) -> Due:
    """Say how far a deadline is from the business time ``now``; both aware.

    ``is_asked`` says that its holder was asked (Đề nghị, R34): what is past its day is hoped for, never overdue.
    """
    if due_at is None:
        return Due("plain", "", str(gettext("No deadline")), None, "none")
    due, today = local(due_at), local(now).date()
    days = (due.date() - today).days
    if due_at < now and is_asked:
        return Due("soon", "clock", str(gettext("Hoped for")), due.date(), "awaited")
    if due_at < now:
        return Due("late", "late", _overdue(-days), due.date(), "overdue")
    if days == 0:
        return Due("soon", "clock", _before(due), due.date(), "today")
    group = "week" if due.date() <= today + timedelta(days=_LAST_DAY_OF_WEEK - today.weekday()) else "later"
    return Due("plain", "", _ahead(due.date(), days, group), due.date(), group)


def _overdue(days: int) -> str:
    if days == 0:
        return str(gettext("Overdue today"))
    return str(ngettext("%(num)d day overdue", "%(num)d days overdue", days))


def _before(due: datetime) -> str:
    if (due.hour, due.minute) >= _MINUTES_OF_DAY_END:
        return str(gettext("Today"))
    return str(gettext("Before %(time)s", time=due.strftime("%H:%M")))


def _ahead(day: date, days: int, group: str) -> str:
    if days == 1:
        return str(gettext("Tomorrow"))
    if group == "week":
        return weekday(day)
    return str(ngettext("In %(num)d day", "In %(num)d days", days))


def weekday(day: date) -> str:
    """Return the name of a day of the week."""
    names = (
        gettext("Monday"),
        gettext("Tuesday"),
        gettext("Wednesday"),
        gettext("Thursday"),
        gettext("Friday"),
        gettext("Saturday"),
        gettext("Sunday"),
    )
    return str(names[day.weekday()])


def _day(value: Any) -> date | None:
    if isinstance(value, datetime):
        return local(value).date()
    if isinstance(value, str):
        return date.fromisoformat(value[:10]) if value else None
    return value if isinstance(value, date) else None
