"""Breaking words into lines: SVG does not, and text keeps its 15 px whatever the diagram's size."""

from __future__ import annotations

from dataclasses import dataclass

from service.core.text import folded

FONT = 15
LINE = 19
"""Size of the letters and distance of the lines, px."""

_NARROW, _WIDE = set("iljtfr.,:;!'|()- "), set("mw")
_EM = {"narrow": 0.32, "wide": 0.87, "capital": 0.66, "other": 0.57}
"""Widths of Noto Sans in em, each rounded up: a line may end early, never run over its box."""

Point = tuple[float, float]
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Lettering:
    """A line of text with the place of its middle, px."""

    x: float
    y: float
    text: str


def width_of(text: str) -> float:
    """Return about how wide a text is, px."""
    return FONT * sum(_em(letter) for letter in text)


def lines_of(text: str, width: float) -> list[str]:
    """Break a text into lines of at most a width, px; a word that is longer stands alone."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def centred(text: str, x: float, y: float, width: float) -> tuple[Lettering, ...]:
    """Return a text in the middle of a box around (x, y)."""
    lines = lines_of(text, width)
    first = y - LINE * (len(lines) - 1) / 2
    return tuple(Lettering(round(x, 1), round(first + LINE * place, 1), line) for place, line in enumerate(lines))


def hanging(text: str, x: float, top: float, width: float) -> tuple[Lettering, ...]:
    """Return a text whose first line begins at a height."""
    lines = lines_of(text, width)
    return tuple(Lettering(round(x, 1), round(top + LINE * (place + 0.5), 1), line) for place, line in enumerate(lines))


def beside(text: str, middle: Point, box: Box, width: float) -> tuple[Lettering, ...]:
    """Return a text at its place beside a shape: above it the last line stands on the box, else the first hangs in it.

    ``box`` is where the file puts the text, as (top, bottom, the shape's upper edge, its lower edge).
    """
    x, y = middle
    top, bottom, upper, lower = box
    if bottom <= upper + LINE / 2:
        return hanging(text, x, bottom - LINE * len(lines_of(text, width)), width)
    return hanging(text, x, top, width) if top >= lower - LINE / 2 else centred(text, x, y, width)


def _em(letter: str) -> float:
    bare = folded(letter) or letter
    if bare in _NARROW or letter == " ":
        return _EM["narrow"]
    if bare in _WIDE:
        return _EM["wide"]
    return _EM["capital" if letter.isupper() else "other"]
