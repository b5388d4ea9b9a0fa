"""From a checked plan document to the rows of each table, in the order they may be written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.core.text import folded
from service.nomination.agencies.rules import place_label

if TYPE_CHECKING:
    from collections.abc import Iterator

Row = dict[str, Any]
Document = dict[str, Any]


def table_rows(document: Document) -> dict[str, list[Row]]:
    """Return table name → rows, parents before children."""
    code = document["plan"]["code"]
    shared = {
        "agency": [_agency(index, row) for index, row in enumerate(document["agencies"])],
        "agency_name": [_dated(name, agency=row["code"]) for row in document["agencies"] for name in row["names"]],
        "agency_succession": list(_successions(document)),
        "place": list(_places(document)),
        "parameter": [_dated(row) for row in document["parameters"]],
    }
    own = {
        "legal_basis": [{**_without(row, "to"), "valid_to": row["to"]} for row in _numbered(document["legal_bases"])],
        "subject_type": _numbered(document["subject_types"]),
        "movement": [_only(row, "code", "number", "kind", "name", "short_name", "name_en") for row in _moves(document)],
        "movement_subject_type": list(_subject_types(document)),
        "movement_agency": list(_movement_agencies(document)),
        "quota": list(_quotas(document)),
        "criteria_set": [_only(row, *_SET) for row in _criteria_sets(document)],
        "criterion": list(_criteria(document)),
        "milestone": [_without(row, "occurrences") for row in _numbered(document["milestones"])],
        "milestone_occurrence": list(_occurrences(document)),
        "detection_source": _numbered(document["detection_sources"]),
        "channel": _numbered(document["channels"]),
        "consultation": list(_consultations(document)),
    }
    head = _dated(_without(document["plan"], "quota_years"))
    planned = {table: [{"plan": code, **row} for row in rows] for table, rows in own.items()}
    return {**shared, "plan": [head], **planned}


_SET = ("movement", "subject_type", "valid_from", "valid_to", "note")


def _only(row: Row, *names: str) -> Row:
    return {name: row[name] for name in names}


def _without(row: Row, *names: str) -> Row:
    return {name: value for name, value in row.items() if name not in names}


def _dated(row: Row, **more: Any) -> Row:
    return {**_without(row, "from", "to"), "valid_from": row["from"], "valid_to": row["to"], **more}


def _numbered(rows: list[Row]) -> list[Row]:
    return [{**row, "position": index} for index, row in enumerate(rows)]


def _moves(document: Document) -> list[Row]:
    return list(document["movements"])


def _agency(index: int, row: Row) -> Row:
    return _dated(_without(row, "names", "successions"), position=index)


def _successions(document: Document) -> Iterator[Row]:
    for agency in document["agencies"]:
        for row in _numbered(agency["successions"]):
            yield {**row, "predecessor": agency["code"]}


def _places(document: Document) -> Iterator[Row]:
    position = 0
    for row in document["places"]:
        shared = {"valid_from": row["from"], "valid_to": row["to"], "certainty": row["certainty"]}
        below = [{**item, "code": f"{row['code']}.{item['code']}", "district": row["code"]} for item in row["communes"]]
        for item in ({**_only(row, "code", "name", "kind"), "district": None}, *below):
            words = folded(place_label(item["name"], item["kind"], row["name"] if item["district"] else ""))
            yield {**item, **shared, "name_folded": words, "position": position}
            position += 1


def _subject_types(document: Document) -> Iterator[Row]:
    for movement in document["movements"]:
        for row in _numbered(movement["subject_types"]):
            yield {**_without(row, "code"), "movement": movement["code"], "subject_type": row["code"]}


def _movement_agencies(document: Document) -> Iterator[Row]:
    for movement in document["movements"]:
        for row in _numbered(movement["leads"]):
            lead = {**_without(row, "minimum"), "role": "lead", "certainty": "confirmed"}
            yield {**lead, "movement": movement["code"]}
        for row in _numbered(movement["coordinating"]):
            yield {**row, "role": "coordinating", "mode": None, "movement": movement["code"]}


def _quotas(document: Document) -> Iterator[Row]:
    for year in document["plan"]["quota_years"]:
        for movement in document["movements"]:
            for row in movement["leads"]:
                yield {**row, "year": year, "movement": movement["code"]}


def _criteria_sets(document: Document) -> Iterator[Row]:
    for row in document["criteria"]:
        for subject_type in row["subject_types"]:
            yield {**_dated(_without(row, "subject_types")), "subject_type": subject_type}


def _criteria(document: Document) -> Iterator[Row]:
    for row in _criteria_sets(document):
        for item in _numbered(row["items"]):
            yield {**item, **_only(row, "movement", "subject_type", "valid_from")}


def _occurrences(document: Document) -> Iterator[Row]:
    for milestone in document["milestones"]:
        for row in milestone["occurrences"]:
            yield {**row, "milestone": milestone["code"]}


def _consultations(document: Document) -> Iterator[Row]:
    for row in _numbered(document["consultations"]):
        for subject_type in row["subject_types"]:
            yield {**_dated(_without(row, "subject_types")), "subject_type": subject_type}
