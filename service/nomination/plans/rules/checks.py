"""What must hold across the sections of a plan file, each with the path and reason of a fault."""

from __future__ import annotations

from collections import defaultdict
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from service.core.plain_yaml import Fault
from service.nomination.agencies.rules import DISTRICT_KINDS, overlaps

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

Document = dict[str, Any]
EVERY = "*"


def plan_faults(document: Document) -> list[Fault]:
    """Return every fault of a plan document whose shape is already known to be right."""
    return list(chain.from_iterable(check(document) for check in _CHECKS))


def _unique(document: Document) -> Iterator[Fault]:
    for section, key in _IDENTIFIED:
        yield from _taken_twice(section, document[section], itemgetter(key))
    for index, movement in enumerate(document["movements"]):
        base = f"movements[{index}]"
        yield from _taken_twice(f"{base}.subject_types", movement["subject_types"], itemgetter("code"))
        parts = movement["leads"] + movement["coordinating"]
        yield from _taken_twice(f"{base}.leads", parts, itemgetter("agency"))
    for index, group in enumerate(document["criteria"]):
        yield from _taken_twice(f"criteria[{index}].items", group["items"], itemgetter("code"))
    yield from _taken_twice("milestones.occurrences", _occurrences(document), itemgetter("code"))
    yield from _taken_twice("places", list(_places(document)), itemgetter("code"))


def _taken_twice(path: str, rows: Iterable[Document], key: Callable[[Document], Any]) -> Iterator[Fault]:
    seen = set()
    for index, row in enumerate(rows):
        if key(row) in seen:
            yield Fault(f"{path}[{index}]", f"'{key(row)}' is given twice")
        seen.add(key(row))


def _periods(document: Document) -> Iterator[Fault]:
    for path, row in _dated(document):
        if row["to"] is not None and row["to"] <= row["from"]:
            yield Fault(f"{path}.to", f"{row['to']} is not after {row['from']}")
    for index, agency in enumerate(document["agencies"]):
        path = f"agencies[{index}].names"
        periods = [(name["from"], name["to"]) for name in agency["names"]]
        if overlaps(periods):
            yield Fault(path, f"names of '{agency['code']}' overlap in time")
        if min(since for since, _ in periods) > agency["from"]:
            yield Fault(path, f"'{agency['code']}' has no name on {agency['from']}")
    yield from _overlapping("parameters", document["parameters"], lambda row: [(row["code"], row["scope"])])
    yield from _overlapping("criteria", document["criteria"], _answered_by)
    yield from _overlapping(
        "consultations", document["consultations"], lambda row: [(*pair, row["agency"]) for pair in _answered_by(row)]
    )


def _overlapping(section: str, rows: list[Document], keys: Callable[[Document], list[Any]]) -> Iterator[Fault]:
    periods: dict[Any, list[tuple[date, date | None]]] = defaultdict(list)
    for index, row in enumerate(rows):
        for key in keys(row):
            periods[key].append((row["from"], row["to"]))
            if overlaps(periods[key]):
                words = "/".join(str(part) for part in key if part)
                yield Fault(f"{section}[{index}].from", f"validity of '{words}' overlaps an earlier row")


def _answered_by(row: Document) -> list[tuple[str, str]]:
    return [(row["movement"], subject_type) for subject_type in row["subject_types"]]


def _dated(document: Document) -> Iterator[tuple[str, Document]]:
    yield "plan", document["plan"]
    for section in ("agencies", "places", "parameters", "criteria", "consultations"):
        for index, row in enumerate(document[section]):
            yield f"{section}[{index}]", row
            for place, name in enumerate(row["names"] if section == "agencies" else ()):
                yield f"{section}[{index}].names[{place}]", name


def _agency_references(document: Document) -> Iterator[Fault]:
    known = {row["code"] for row in document["agencies"]}
    for path, code in _named_agencies(document):
        if code is not None and code not in known:
            yield Fault(path, f"unknown agency '{code}'")


def _ended_agencies(document: Document) -> Iterator[Fault]:
    """Refuse to give work to an agency that ended before the plan begins; history may name it."""
    ended = {row["code"]: row["to"] for row in document["agencies"] if row["to"] is not None}
    begins = document["plan"]["from"]
    for path, code in _named_agencies(document):
        is_work = path.startswith(("movements", "channels"))
        if is_work and code in ended and ended[code] <= begins:
            yield Fault(path, f"'{code}' ended on {ended[code]}, before the plan begins")


def _named_agencies(document: Document) -> Iterator[tuple[str, str | None]]:
    for index, agency in enumerate(document["agencies"]):
        for place, name in enumerate(agency["names"]):
            yield f"agencies[{index}].names[{place}].parent", name["parent"]
        for place, item in enumerate(agency["successions"]):
            yield f"agencies[{index}].successions[{place}].successor", item["successor"]
    for index, movement in enumerate(document["movements"]):
        for part in ("leads", "coordinating"):
            for place, row in enumerate(movement[part]):
                yield f"movements[{index}].{part}[{place}].agency", row["agency"]
    for section in ("channels", "consultations"):
        for index, row in enumerate(document[section]):
            yield f"{section}[{index}].agency", row["agency"]


def _successions(document: Document) -> Iterator[Fault]:
    functions = {row["code"] for row in document["movements"]} | {row["code"] for row in document["functions"]}
    for index, agency in enumerate(document["agencies"]):
        for place, item in enumerate(agency["successions"]):
            path = f"agencies[{index}].successions[{place}]"
            if (item["function"] is None) == (item["carries"] == "function"):
                yield Fault(f"{path}.function", "is given exactly when 'carries' is 'function'")
            elif item["function"] is not None and item["function"] not in functions:
                yield Fault(f"{path}.function", f"unknown movement or function '{item['function']}'")
            if (item["successor"] is None) != (item["kind"] == "dissolve"):
                yield Fault(f"{path}.successor", "is missing exactly when 'kind' is 'dissolve'")


def _movements(document: Document) -> Iterator[Fault]:
    words = {row["code"] for row in document["subject_types"]}
    for index, movement in enumerate(document["movements"]):
        for place, row in enumerate(movement["subject_types"]):
            if row["code"] not in words:
                yield Fault(f"movements[{index}].subject_types[{place}].code", f"unknown subject type '{row['code']}'")
    allowed = {row["code"]: {word["code"] for word in row["subject_types"]} for row in document["movements"]}
    for section in ("criteria", "consultations"):
        for index, row in enumerate(document[section]):
            yield from _movement_reference(f"{section}[{index}]", row, allowed)
    for code in allowed.keys() - {row["movement"] for row in document["criteria"]}:
        yield Fault("criteria", f"movement '{code}' has no criteria")


def _movement_reference(path: str, row: Document, allowed: dict[str, set[str]]) -> Iterator[Fault]:
    if row["movement"] != EVERY and row["movement"] not in allowed:
        yield Fault(f"{path}.movement", f"unknown movement '{row['movement']}'")
        return
    known = set().union(*allowed.values()) if row["movement"] == EVERY else allowed[row["movement"]]
    for place, word in enumerate(row["subject_types"]):
        if word != EVERY and word not in known:
            yield Fault(f"{path}.subject_types[{place}]", f"subject type '{word}' does not fit the movement")


def _years(document: Document) -> Iterator[Fault]:
    period = document["plan"]
    for index, year in enumerate(period["quota_years"]):
        if not period["from"].year <= year < period["to"].year + (period["to"].timetuple().tm_yday > 1):
            yield Fault(f"plan.quota_years[{index}]", f"{year} is outside the plan's period")
    for index, row in enumerate(_occurrences(document)):
        if row["due_on"] < row["from_on"]:
            yield Fault(f"milestones.occurrences[{index}].due_on", f"{row['due_on']} is before {row['from_on']}")


def _place_tiers(document: Document) -> Iterator[Fault]:
    for index, row in enumerate(document["places"]):
        if row["communes"] and row["kind"] not in DISTRICT_KINDS:
            yield Fault(f"places[{index}].communes", f"'{row['code']}' is no district")


def _occurrences(document: Document) -> list[Document]:
    return [row for milestone in document["milestones"] for row in milestone["occurrences"]]


def _places(document: Document) -> Iterator[Document]:
    for row in document["places"]:
        yield row
        for below in row["communes"]:
            yield {**below, "code": f"{row['code']}.{below['code']}"}


_IDENTIFIED = (
    ("legal_bases", "number"),
    ("agencies", "code"),
    ("functions", "code"),
    ("subject_types", "code"),
    ("movements", "code"),
    ("milestones", "code"),
    ("detection_sources", "code"),
    ("channels", "code"),
)
_CHECKS = (_unique, _periods, _agency_references, _ended_agencies, _successions, _movements, _years, _place_tiers)
