"""Everything the case page shows of one exemplar, read in one go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from service.core.clock import business_date
from service.nomination.agencies.queries import agency_names, place_by_code
from service.nomination.council.queries import Award, awards_of, has_honour
from service.nomination.exemplars.model import (
    adoption,
    evaluation,
    evidence,
    experience,
    opinion,
    replication_site,
)
from service.nomination.exemplars.queries.evidence import criteria_of, facts_of_evidence
from service.nomination.exemplars.queries.record import open_blocks
from service.nomination.publicity.queries import (
    Consent,
    PublishedItem,
    Story,
    consent_in_force,
    latest_story,
    published_items,
)
from service.nomination.records.queries import all_of, latest, latest_rows

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from service.core.tx import Tx
    from service.nomination.exemplars.queries.exemplar import Exemplar
    from service.nomination.records.queries import Record

MARKS = ("prominence", "fit", "reach", "effect")


@dataclass(frozen=True, slots=True)
class Proof:
    """One criterion with what proves it; ``documents`` are (document id, file name)."""

    code: str
    text: str
    text_en: str
    is_met: bool
    fact: str | None
    documents: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One round's evaluation; without score where the round ended before scoring."""

    round: int
    marks: Mapping[str, int | None]
    score: float | None
    spread: str | None
    outcome: str
    reason: str | None
    is_final: bool


@dataclass(frozen=True, slots=True)
class Opinion:
    """What an agency said when asked; ``is_silent`` counts as no objection."""

    agency: str
    is_silent: bool
    note: str | None


@dataclass(frozen=True, slots=True)
class Site:
    """A place the exemplar was offered to, and what came of it."""

    agency: str
    place: str
    state: str
    adopted: str | None
    result: str | None
    benefit_vnd: int | None


@dataclass(frozen=True, slots=True)
class Block:
    """An open integrity block; what lies behind it is not shown here (P3)."""

    integrity_block_key: int
    kind: str
    penalty_until: date | None
    is_lapsed: bool


@dataclass(frozen=True, slots=True)
class Case:
    """One exemplar's case. While it is secret every part but the awards is empty."""

    exemplar: Exemplar
    experience: Mapping[str, Any] | None
    proofs: tuple[Proof, ...]
    consent: Consent | None
    story: Story | None
    items: tuple[PublishedItem, ...]
    evaluations: tuple[Evaluation, ...]
    opinions: tuple[Opinion, ...]
    awards: tuple[Award, ...]
    is_honoured: bool
    sites: tuple[Site, ...]
    blocks: tuple[Block, ...]


def case_of(tx: Tx, found: Exemplar) -> Case:
    """Return the case of an exemplar the caller may see."""
    key, is_open = found.exemplar_key, not found.secret
    written = latest(tx, experience, key) if is_open else None
    return Case(
        exemplar=found,
        experience=None if written is None else dict(written),
        proofs=_proofs(tx, found) if is_open else (),
        consent=consent_in_force(tx, key) if is_open else None,
        story=latest_story(tx, key) if is_open else None,
        items=tuple(published_items(tx, key)) if is_open else (),
        evaluations=tuple(_evaluation(row, is_open=is_open) for row in all_of(tx, evaluation, key)),
        opinions=_opinions(tx, key) if is_open else (),
        awards=tuple(awards_of(tx, key)),
        is_honoured=has_honour(tx, key),
        sites=_sites(tx, key) if is_open else (),
        blocks=_blocks(tx, key),
    )


def _proofs(tx: Tx, found: Exemplar) -> tuple[Proof, ...]:
    criteria = {criterion.code: criterion for criterion in criteria_of(tx, found)}
    papers: dict[str, list[tuple[str, str]]] = {}
    for row in latest_rows(tx, evidence, found.exemplar_key):
        document = row["document"]
        name = str((document.get("metadata") or {}).get("fileName") or row["code"])
        papers.setdefault(row["code"], []).append((str(document.get("documentId")), name))
    return tuple(
        Proof(
            code=row["code"],
            text=criteria[row["code"]].text,
            text_en=criteria[row["code"]].text_en,
            is_met=row["met"] and row["is_proven"],
            fact=row["fact"],
            documents=tuple(papers.get(row["code"], ())),
        )
        for row in facts_of_evidence(tx, found.exemplar_key)
        if row["code"] in criteria
    )


def _evaluation(row: Record, *, is_open: bool) -> Evaluation:
    return Evaluation(
        round=row["round"],
        marks={name: row[name] for name in MARKS},
        score=row["score"],
        spread=row["spread"] if is_open else None,
        outcome=row["outcome"],
        reason=row["reason"] if is_open else None,
        is_final=row["frozen_at"] is not None,
    )


def _opinions(tx: Tx, exemplar_key: int) -> tuple[Opinion, ...]:
    names = agency_names(tx)
    return tuple(
        Opinion(names.get(row["consultee"]) or str(row["consultee"]), row["is_silent"], row["note"])
        for row in all_of(tx, opinion, exemplar_key)
    )


def _sites(tx: Tx, exemplar_key: int) -> tuple[Site, ...]:
    names = agency_names(tx)
    adopted = {row["site"]: row for row in all_of(tx, adoption, exemplar_key)}
    return tuple(
        _site(tx, row, names, adopted.get(row["agency"])) for row in all_of(tx, replication_site, exemplar_key)
    )


def _site(tx: Tx, row: Record, names: Mapping[str, str], made: Record | None) -> Site:
    place = place_by_code(tx, row["place"])
    return Site(
        agency=names.get(row["agency"], row["agency"]),
        place=row["place"] if place is None else place.label,
        state=row["state"],
        adopted=None if made is None else made["adopted"],
        result=None if made is None else made["result"],
        benefit_vnd=None if made is None else made["benefit_vnd"],
    )


def _blocks(tx: Tx, exemplar_key: int) -> tuple[Block, ...]:
    today = business_date(tx.now)
    return tuple(
        Block(
            integrity_block_key=row["integrity_block_key"],
            kind=row["kind"],
            penalty_until=row["penalty_until"],
            is_lapsed=row["penalty_until"] is not None and row["penalty_until"] <= today,
        )
        for row in open_blocks(tx, exemplar_key)
    )
