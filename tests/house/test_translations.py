"""Everything the interface says, it says in Vietnamese and in English."""

from __future__ import annotations

import re
import shlex
from functools import cache
from pathlib import Path

import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_keywords, parse_mapping_cfg
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

ROOT = Path(__file__).resolve().parents[2]
SERVICE = ROOT / "service"
TEMPLATES = sorted(path for path in SERVICE.rglob("templates/**/*.html") if "node_modules" not in path.parts)

PLACE = re.compile(r"%\((\w+)\)[sd]")
WORD = re.compile(r"[^\W\d_]{2,}")
VIETNAMESE = re.compile(
    "[ăâđêôơưĂÂĐÊÔƠƯ\N{COMBINING GRAVE ACCENT}-\N{COMBINING DOT BELOW}À-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĨĩŨũẠ-ỹ]"
)
NAMES = ("Lạng Sơn", "Lan Tỏa", "Ban TĐKT", "Giao", "Đề nghị")
"""What English calls by its Vietnamese name."""

SAID_BY_ITSELF = {"Lan Tỏa", "Ctrl"}
"""Words of templates that are the same in every language."""

SPOKEN_ATTRIBUTES = re.compile(r"""\s(?:aria-label|title|placeholder|alt|data-[\w-]*word[\w-]*)="([^"]*)\"""")
ATTRIBUTES = re.compile(r"""[\w-]+=("[^"]*"|'[^']*')|\bdata-[\w-]+|\bformnovalidate\b""")
TRANSLATORS = {"_", "gettext", "ngettext"}

Text = str | tuple[str, str]


@cache
def texts_of_the_code() -> frozenset[Text]:
    """Return the msgids that ``make translations`` extracts, by its own keywords and mapping."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    command = re.search(r"pybabel extract (.*)", makefile)
    assert command
    words = shlex.split(command.group(1))
    given = [words[index + 1] for index, word in enumerate(words) if word == "-k"]
    with (ROOT / words[words.index("-F") + 1]).open(encoding="utf-8") as mapping:
        methods, options = parse_mapping_cfg(mapping)
    keywords = {**DEFAULT_KEYWORDS, **parse_keywords(given)}
    found = extract_from_dir(ROOT / words[-1], methods, options, keywords, directory_filter=_holds_our_code)
    return frozenset(message for _, _, message, _, _ in found if message)


def _holds_our_code(path: str) -> bool:
    return Path(path).name not in {"node_modules", "static", "__pycache__"}


@cache
def catalogue(language: str) -> dict[Text, tuple[str, ...]]:
    """Return msgid → translations, one for each plural form; empty where there is none."""
    path = SERVICE / "translations" / language / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        messages = [message for message in read_po(file, locale=language) if message.id]
    assert not [message.id for message in messages if message.fuzzy]
    return {message.id: _said(message.string) for message in messages}


def _said(string: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    forms = (string,) if isinstance(string, str) else tuple(string)
    return tuple(form for form in forms if form)


def places(text: Text) -> set[str]:
    forms = (text,) if isinstance(text, str) else text
    return {place for form in forms for place in PLACE.findall(form)}


def test_every_text_in_the_code_has_vietnamese() -> None:
    silent = [text for text in texts_of_the_code() if not catalogue("vi").get(text)]
    assert not silent, "run `make translations` and fill in the Vietnamese"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_catalogue_holds_no_text_the_code_no_longer_has(language: str) -> None:
    assert not catalogue(language).keys() - texts_of_the_code(), "run `make translations`"


def test_vietnamese_has_the_places_of_its_text_and_no_others() -> None:
    assert not [
        (text, form) for text, forms in catalogue("vi").items() for form in forms if places(form) != places(text)
    ]


def test_english_has_the_places_of_its_text_and_no_others() -> None:
    assert not [
        (text, form)
        for text, forms in catalogue("en").items()
        for form, like in zip(forms, (text,) if isinstance(text, str) else text, strict=False)
        if places(form) != places(like)
    ]


def test_a_translation_ends_as_its_text_does() -> None:
    """A sentence stays a sentence, a label a label; what goes on after a colon does so in both."""
    ends = (".", ":", "…", "?")
    differing = [
        (text, form)
        for text, forms in catalogue("vi").items()
        for form in forms
        if _end(text if isinstance(text, str) else text[0], ends) != _end(form, ends)
    ]
    assert not differing


def _end(text: str, ends: tuple[str, ...]) -> str:
    return text[-1] if text.endswith(ends) else ""


def test_english_texts_carry_no_vietnamese() -> None:
    foreign = [text for text in texts_of_the_code() if VIETNAMESE.search(_without_names(text))]
    assert not foreign


def _without_names(text: Text) -> str:
    said = text if isinstance(text, str) else " ".join(text)
    for name in NAMES:
        said = said.replace(name, "")
    return said


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(SERVICE).as_posix())
def test_a_template_shows_no_words_of_its_own(path: Path) -> None:
    shown = _shown(path.read_text(encoding="utf-8"))
    for word in SAID_BY_ITSELF:
        shown = shown.replace(word, "")
    assert not WORD.findall(shown)


def _shown(template: str) -> str:
    """Return what a reader sees or hears of a template beside what it computes."""
    template = re.sub(r"\{% block body_class %\}.*?\{% endblock %\}", "", template)
    fixed = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", template, flags=re.DOTALL)
    fixed = re.sub(r"<(script|style|kbd|code)\b.*?</\1>", "", fixed, flags=re.DOTALL)
    heard = SPOKEN_ATTRIBUTES.findall(fixed)
    seen = ATTRIBUTES.sub("", re.sub(r"<[^>]*>", " ", fixed))  # a macro may make attributes
    return " ".join([seen, *heard])


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(SERVICE).as_posix())
def test_a_template_computes_no_words_of_its_own(path: Path) -> None:
    """A sentence or capitalised word as an argument or a choice goes through ``_()`` too."""
    if path.name == "language.html":  # it speaks the language that the reader does not have yet
        return
    tree = Environment(autoescape=True, extensions=["jinja2.ext.do"]).parse(path.read_text(encoding="utf-8"))
    assert not [value for value in _constants(tree) if _is_spoken(value)]


def _constants(node: nodes.Node) -> list[str]:
    if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name in TRANSLATORS:
        return [value for child in node.kwargs for value in _constants(child)]
    if isinstance(node, nodes.Const):
        return [node.value] if isinstance(node.value, str) else []
    return [value for child in node.iter_child_nodes() for value in _constants(child)]


def _is_spoken(value: str) -> bool:
    """Whether it reads like a label or a sentence rather than a code, an address, an attribute or a style."""
    if value in {"True", "False"} or re.search(r"[=/_-]", value) or value.isupper():
        return False
    return bool(re.match(r"[A-ZĐ][a-zà-ỹ]", value) or re.search(r"[^\W\d_]{2,} [^\W\d_]{2,}", value))
