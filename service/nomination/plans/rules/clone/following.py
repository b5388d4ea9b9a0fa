"""The steps that make the draft of the next period, section by section."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from service.core.calendar import is_working_day
from service.nomination.agencies.rules import DISTRICT_KINDS
from service.nomination.plans.rules.clone.cloning import Clone, Cloning, Holders, as_day, moved_day
from service.nomination.plans.rules.clone.leads import replace_agencies
from service.nomination.plans.rules.clone.texts import moved_numbers, moved_years
from service.nomination.plans.rules.paths import assumption_count, find, identity

if TYPE_CHECKING:
    from collections.abc import Iterator

Document = dict[str, Any]


def clone(source: Document, first_year: int) -> Clone:
    """Return the draft of the plan that begins in a year, made from a plan file as it was read.

    Days move by whole years, whatever weekday they fall on; what ended is left out, and whoever holds a function on
    the new first day takes its place. Agencies, functions and figures go on as they are: they are of no one plan.
    """
    made = Cloning(source, deepcopy(source), first_year)
    holders = Holders(source, made.first_day)
    _move_head(made)
    _keep_legal_bases_in_force(made)
    replace_agencies(made, holders)
    _carry_criteria(made)
    _move_milestones(made)
    _carry_consultations(made, holders)
    _carry_places(made)
    _ask_about_assumptions(made)
    return Clone(made.document, tuple(made.moved), tuple(made.asked))


def _move_head(made: Cloning) -> None:
    head, old = made.document["plan"], made.source["plan"]
    within = range(as_day(old["from"]).year, made.last_day_before.year + 1)
    for name in ("code", "name", "short_name", "name_en"):
        head[name] = moved_years(old[name], made.years, within)
    if head["code"] == old["code"]:
        head["code"] = f"{old['code']}-{made.first_year}"
    for name in ("from", "to"):
        head[name] = moved_day(as_day(old[name]), made.years)
    made.move("plan", as_day(old["from"]), head["from"], name="from")
    made.move("plan", made.last_day_before, head["to"] - timedelta(days=1), name="to")
    head["quota_years"] = [year + made.years for year in old["quota_years"]]
    before, after = (", ".join(map(str, each["quota_years"])) for each in (old, head))
    made.move("plan", before, after, name="quota_years")
    made.ask("quota_years", "quota_years", ("plan",), ("keep", "change"), field="quota_years", before=before)
    minimums = [lead["minimum"] for movement in made.source["movements"] for lead in movement["leads"]]
    made.ask("minimums", "minimums", ("movements",), ("keep",), total=sum(minimums), count=len(minimums))


def _keep_legal_bases_in_force(made: Cloning) -> None:
    bases = {row["number"]: row for row in made.source.get("legal_bases", ())}
    kept = []
    for number, row in bases.items():
        if _in_force(row, made):
            kept.append(row)
            continue
        heir = row.get("replaced_by")
        while heir in bases and not _in_force(bases[heir], made):
            heir = bases[heir].get("replaced_by")
        if heir in bases:
            made.move("legal_bases", number, heir, name=bases[heir]["title"], name_en=bases[heir]["title_en"])
            continue
        kept.append(row)
        ended = f"{as_day(row['to']):%d/%m/%Y}"
        item = ("legal_bases", number)
        told = {"number": number, "title": row["title"], "title_en": row["title_en"], "day": ended}
        made.ask(f"legal_basis.{number}", "legal_basis", item, ("remove", "keep"), **told)
    made.document["legal_bases"] = deepcopy(kept)


def _in_force(row: Document, made: Cloning) -> bool:
    ends = row.get("to")
    return ends is None or as_day(ends) > made.first_day


def _carry_criteria(made: Cloning) -> None:
    """Carry the checklists of the last day; ask about a wording that changed on the way or names what was abolished."""
    movements = {row["code"]: row for row in made.document["movements"]}
    gone = list(_abolished(made))
    carried = []
    for old in made.source["criteria"]:
        if not made.holds(old, made.last_day_before):
            continue
        new = {name: value for name, value in deepcopy(old).items() if name != "note"}
        new["from"] = made.first_day
        if old.get("to") is not None:
            new["to"] = moved_day(as_day(old["to"]), made.years)
        carried.append(new)
        earlier = _wordings_before(made, old)
        movement = movements.get(old["movement"], {})
        for item in new["items"]:
            text = item["text_vi"]
            names = [word for word in gone if word.lower() in text.lower()]
            if not names and earlier.get(item["code"], text) == text:
                continue
            made.ask(
                f"criterion.{item['code']}",
                "criterion_abolished" if names else "criterion_changed",
                ("criteria", identity("criteria", new), "items", item["code"]),
                ("change", "keep") if names else ("keep", "change"),
                field="text_vi",
                criterion=item["code"],
                movement=movement.get("short_name", ""),
                movement_en=movement.get("name_en", ""),
                names=", ".join(names),
                before=earlier.get(item["code"], text),
                note=old.get("note", ""),
            )
    made.document["criteria"] = carried


def _wordings_before(made: Cloning, row: Document) -> dict[str, str]:
    """Return code → wording of the checklist that this one took the place of."""
    for other in made.source["criteria"]:
        same = (other["movement"], other["subject_types"]) == (row["movement"], row["subject_types"])
        if same and other.get("to") is not None and as_day(other["to"]) == as_day(row["from"]):
            return {item["code"]: item["text_vi"] for item in other["items"]}
    return {}


def _abolished(made: Cloning) -> Iterator[str]:
    """Yield the words for what no longer exists on the new plan's first day."""
    districts = [row for row in made.source.get("places", ()) if row["kind"] in DISTRICT_KINDS]
    if districts and not any(made.holds(row, made.first_day) for row in districts):
        yield "cấp huyện"
    for agency in made.source["agencies"]:
        if agency.get("to") is not None and as_day(agency["to"]) <= made.first_day:
            yield from {row[name] for row in agency["names"] for name in ("name", "short_name")}


def _move_milestones(made: Cloning) -> None:
    within = range(as_day(made.source["plan"]["from"]).year, made.last_day_before.year + 1)
    for milestone in made.document.get("milestones", ()):
        _move_texts(made, milestone, ("milestones", milestone["code"]), within)
        for row in milestone.get("occurrences", ()):
            row["code"] = moved_years(row["code"], made.years, within)
            item = ("milestones", milestone["code"], "occurrences", row["code"])
            _move_texts(made, row, item, within)
            old = as_day(row["due_on"])
            for name in ("from_on", "due_on"):
                row[name] = moved_day(as_day(row[name]), made.years)
            made.move("milestones", old, row["due_on"], name=row["name"], name_en=row["name_en"])
            if not is_working_day(row["due_on"]):
                told = {"milestone": row["name"], "milestone_en": row["name_en"], "weekday": row["due_on"].isoweekday()}
                code = f"milestone_day.{row['code']}"
                made.ask(code, "milestone_day", item, ("keep", "change"), field="due_on", **told)


def _move_texts(made: Cloning, row: Document, item: tuple[str, ...], within: range) -> None:
    before = row["name"]
    for name in ("name", "name_en"):
        row[name] = moved_numbers(moved_years(row[name], made.years, within), made.years)
    if row["name"] != moved_years(before, made.years, within):
        made.ask(f"name.{item[-1]}", "numbering", item, ("keep", "change"), field="name", before=before)


def _carry_consultations(made: Cloning, holders: Holders) -> None:
    carried: dict[str, Document] = {}
    for old in made.source.get("consultations", ()):
        if made.holds(old, made.last_day_before):
            new = {**old, "agency": holders.of_function(old["agency"], old["movement"]), "from": made.first_day}
            new.pop("to", None)
            carried.setdefault(identity("consultations", new), new)
    made.document["consultations"] = list(carried.values())


def _carry_places(made: Cloning) -> None:
    places = made.source.get("places", [])
    kept = [row for row in places if made.holds(row, made.first_day)]
    if len(kept) < len(places):
        made.move("places", len(places), len(kept), name="places")
    made.document["places"] = deepcopy(kept)


def _ask_about_assumptions(made: Cloning) -> None:
    """Ask about everything that goes on and that the office has not confirmed yet."""
    for kind, item, told in _unconfirmed(made):
        if count := assumption_count(find(made.document, item)):
            code = ".".join((kind, *item[1:2]))
            made.ask(code, kind, item, ("keep", "confirm"), count=count, **told)


def _unconfirmed(made: Cloning) -> Iterator[tuple[str, tuple[str, ...], dict[str, Any]]]:
    document = made.document
    for row in document["legal_bases"]:
        yield "unconfirmed_basis", ("legal_bases", row["number"]), {"what": row["number"]}
    for row in document["agencies"]:
        if made.holds(row, made.first_day):
            yield "unconfirmed_agency", ("agencies", row["code"]), made.named(row["code"], "what")
    for row in document["movements"]:
        if row.get("coordinating"):
            told = {"what": row["short_name"], "what_en": row["name_en"]}
            yield "unconfirmed_helpers", ("movements", row["code"], "coordinating"), told
    for section in ("consultations", "parameters", "places"):
        if section in document:
            yield f"unconfirmed_{section}", (section,), {}
