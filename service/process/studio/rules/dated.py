"""Dated tables: decisions whose figures hold from a day on, and their file with the figures of one day more.

Such a table has the business date as its first column, newest rows first, and numbers as its answers. Rows that begin
on the same day are a *block*; the first block that has begun is in force.
"""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from lxml import etree

from service import dmn
from service.process.studio.rules.tables import children, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping

_TODAY = "today()"
_FROM = re.compile(r'>=\s*date\("([0-9]{4}-[0-9]{2}-[0-9]{2})"\)')
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_ALWAYS = "-"

Place = tuple[int, str]
"""A figure of a block: its row in the block, its column's name."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a block: where it stands, what it is called, what it is."""

    place: Place
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a block: what it is about, by its annotation where there are several, and its figures."""

    about: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """The rows that begin on a day (``None``: they have always held)."""

    begins_on: date | None
    lines: tuple[Line, ...]


def block_in_force(xml: bytes, decision_id: str, day: date) -> Block | None:
    """Return the figures of a decision that hold on a day; ``None`` where it is no dated table."""
    table = _dated_table(dmn.read_document(xml), decision_id)
    if table is None:
        return None
    begins_on, rules = _in_force(table, day)
    return Block(
        begins_on,
        tuple(_line(table, rule, number, is_one_of_several=len(rules) > 1) for number, rule in enumerate(rules)),
    )


def with_figures(xml: bytes, decision_id: str, day: date, figures: Mapping[Place, str], basis: str) -> bytes:
    """Return a decision's file with other figures from a day on; ``basis`` is what they rest on.

    Figures that already begin on that day are replaced. Raises ``ValueError`` where the decision is no dated table.
    """
    document = dmn.read_document(xml)
    table = _dated_table(document, decision_id)
    if table is None:
        message = f"Expected dated table '{decision_id}', but its first column is not the business date."
        raise ValueError(message)
    begins_on, rules = _in_force(table, day)
    if begins_on != day:
        rules = _inserted(table, rules, day)
    columns = [output.get("name", "") for output in children(table, "output")]
    for number, rule in enumerate(rules):
        for name, entry in zip(columns, children(rule, "outputEntry"), strict=True):
            _write(entry, figures[number, name])
        if len(rules) == 1 and (note := next(children(rule, "annotationEntry"), None)) is not None:
            _write(note, basis)
    return etree.tostring(document, xml_declaration=True, encoding="UTF-8")


def _dated_table(document: etree._Element, decision_id: str) -> etree._Element | None:
    for decision in children(document, "decision"):
        if decision.get("id") == decision_id:
            table = next(children(decision, "decisionTable"), None)
            return table if table is not None and _is_dated(table) else None
    return None


def _is_dated(table: etree._Element) -> bool:
    first = next(children(table, "input"), None)
    expression = None if first is None else next(children(first, "inputExpression"), None)
    if table.get("hitPolicy") != "FIRST" or expression is None or text_of(expression) != _TODAY:
        return False
    rules = [*children(table, "rule")]
    return bool(rules) and all(
        (_day_entry(rule) == _ALWAYS or _FROM.fullmatch(_day_entry(rule)))
        and all(_NUMBER.fullmatch(text_of(entry)) for entry in children(rule, "outputEntry"))
        for rule in rules
    )


def _in_force(table: etree._Element, day: date) -> tuple[date | None, list[etree._Element]]:
    """Return the first block that has begun; the oldest one where none has."""
    blocks = [(_begin(entry), [*rules]) for entry, rules in groupby(children(table, "rule"), _day_entry)]
    return next((block for block in blocks if block[0] is None or block[0] <= day), blocks[-1])


def _inserted(table: etree._Element, rules: list[etree._Element], day: date) -> list[etree._Element]:
    """Copy a block in front of it, for another day; the copies have ids of their own."""
    taken = {element.get("id", "") for element in table.iter(etree.Element)}
    copies = []
    for rule in rules:
        copy = deepcopy(rule)
        old = rule.get("id", "rule")
        new = next(name for number in range(1, len(taken) + 2) if (name := f"{_stem(old)}_{number}") not in taken)
        taken.add(new)
        for element in copy.iter(etree.Element):
            if (own := element.get("id", "")).startswith(old):
                element.set("id", new + own[len(old) :])
        _write(next(children(copy, "inputEntry")), f'>= date("{day.isoformat()}")')
        copies.append(copy)
    for copy in copies:
        rules[0].addprevious(copy)
    return copies


def _stem(identifier: str) -> str:
    return re.sub(r"_[0-9]+$", "", identifier)


def _begin(entry: str) -> date | None:
    found = _FROM.fullmatch(entry)
    return date.fromisoformat(found.group(1)) if found else None


def _line(table: etree._Element, rule: etree._Element, number: int, *, is_one_of_several: bool) -> Line:
    note = next(children(rule, "annotationEntry"), None)
    figures = zip(children(table, "output"), children(rule, "outputEntry"), strict=True)
    return Line(
        text_of(note).partition(";")[0] if is_one_of_several and note is not None else "",
        tuple(
            Figure((number, column.get("name", "")), column.get("label", "") or column.get("name", ""), text_of(entry))
            for column, entry in figures
        ),
    )


def _day_entry(rule: etree._Element) -> str:
    return next((text_of(entry) for entry in children(rule, "inputEntry")), "")


def _write(element: etree._Element, text: str) -> None:
    next(children(element, "text")).text = text
