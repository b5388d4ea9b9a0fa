"""Reading agencies and places as they stand on a day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, or_, select

from service.core.clock import business_date
from service.core.errors import NotFound, sentence
from service.core.kept import kept_for_a_day
from service.core.paging import CursorInvalid, Page, decode_cursor, encode_cursor
from service.core.text import folded
from service.nomination.agencies import rules
from service.nomination.agencies.model import agency, agency_name, agency_succession, place

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from sqlalchemy import ColumnElement, Select, Table

    from service.core.tx import Tx

Option = dict[str, Any]

BOARD = "ban-tdkt"
"""Ban Thi đua - Khen thưởng: it keys in what agencies send on paper."""


class AgencyNotFound(NotFound):
    """No agency has, or ever had, this code."""

    code = "agency_not_found"
    template = sentence("Expected to find agency '%(agency)s', but there is none. Check the code.")


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency under the name it has on the day asked for (its last name where it has ended by then)."""

    code: str
    name: str
    short_name: str
    name_en: str
    parent: str | None
    family: str
    issuer_family: str
    kind: str
    head: str
    head_en: str
    position: int
    valid_from: date
    valid_to: date | None
    certainty: str


@dataclass(frozen=True, slots=True)
class Place:
    """A district, commune, ward or town; ``label`` names its district where it has one."""

    code: str
    name: str
    kind: str
    district: str | None
    label: str
    label_en: str
    valid_from: date
    valid_to: date | None
    certainty: str


def valid_on(table: Table, on: date) -> ColumnElement[bool]:
    """Return the condition that a dated row holds on a day."""
    return and_(table.c.valid_from <= on, or_(table.c.valid_to.is_(None), table.c.valid_to > on))


@kept_for_a_day
def agencies(tx: Tx, *, on: date | None = None) -> tuple[Agency, ...]:
    """Return the agencies valid on a day (default: the business day), in the plan's order."""
    day = on or business_date(tx.now)
    statement = select(agency).where(valid_on(agency, day)).order_by(agency.c.position, agency.c.code)
    return _named(tx, statement, day)


def agency_page(
    tx: Tx, *, on: date | None = None, has_ended: bool = False, limit: int = 100, cursor: str | None = None
) -> Page[Agency]:
    """Return a page of agencies in the plan's order; ``has_ended`` adds those not valid on the day."""
    day = on or business_date(tx.now)
    statement = select(agency).order_by(agency.c.position, agency.c.code).limit(limit + 1)
    if not has_ended:
        statement = statement.where(valid_on(agency, day))
    if cursor:
        position, code = decode_cursor(cursor, 2)
        if not isinstance(position, int) or not isinstance(code, str):
            raise CursorInvalid(cursor=cursor[:40])
        later = and_(agency.c.position == position, agency.c.code > code)
        statement = statement.where(or_(agency.c.position > position, later))
    found = _named(tx, statement, day)
    last = found[limit - 1] if len(found) > limit else None
    return Page(found[:limit], encode_cursor([last.position, last.code]) if last else None)


def every_agency(tx: Tx, *, on: date | None = None) -> dict[str, Agency]:
    """Return code → agency of all there are or were, in the plan's order, under their names on a day."""
    statement = select(agency).order_by(agency.c.position, agency.c.code)
    return {found.code: found for found in _named(tx, statement, on or business_date(tx.now))}


@kept_for_a_day
def agency_by_code(tx: Tx, code: str, *, on: date | None = None) -> Agency:
    """Return an agency, ended or not, under its name on a day; raises ``AgencyNotFound``."""
    found = _named(tx, select(agency).where(agency.c.code == code), on or business_date(tx.now))
    if not found:
        raise AgencyNotFound(agency=code)
    return found[0]


def display_name(tx: Tx, code: str, *, on: date | None = None) -> str:
    """Return the name an agency bears on a day; the code itself where it is unknown."""
    return agency_names(tx, on=on).get(code, code)


@kept_for_a_day
def agency_names(tx: Tx, *, on: date | None = None) -> dict[str, str]:
    """Return code → name on a day of every agency there is or was."""
    return {found.code: found.name for found in _named(tx, select(agency), on or business_date(tx.now))}


@kept_for_a_day
def short_names(tx: Tx, *, on: date | None = None) -> dict[str, str]:
    """Return code → short name on a day of every agency there is or was."""
    return {found.code: found.short_name for found in _named(tx, select(agency), on or business_date(tx.now))}


def agency_of_actor(tx: Tx) -> str | None:
    """Return the agency the actor works for here: Ban TĐKT where they belong to it, else the first of theirs."""
    mine = sorted(tx.actor.agencies)
    return BOARD if BOARD in mine else next(iter(mine), None)


@kept_for_a_day
def successions(tx: Tx) -> tuple[rules.Succession, ...]:
    """Return everything that became of agencies, oldest first."""
    columns = [agency_succession.c[name] for name in rules.Succession.__dataclass_fields__]
    order = (agency_succession.c.succession_on, agency_succession.c.predecessor, agency_succession.c.position)
    rows = tx.execute(select(*columns).order_by(*order)).mappings()
    return tuple(rules.Succession(**dict(row)) for row in rows)


def successor_of(tx: Tx, code: str, *, on: date | None = None) -> str:
    """Return who holds an agency's entity (papers, cases) on a day; the agency itself while it stands."""
    return rules.entity_line(code, successions(tx), on or business_date(tx.now))[-1]


def function_holder(tx: Tx, code: str, function: str, *, on: date | None = None) -> str:
    """Return who holds one of an agency's functions (a movement's code) on a day."""
    return rules.function_line(code, function, successions(tx), on or business_date(tx.now))[-1]


@kept_for_a_day
def places(tx: Tx, *, on: date | None = None, tier: str = "commune", text: str = "") -> tuple[Place, ...]:
    """Return the places of a tier (``commune`` or ``district``) valid on a day; ``text`` forgives diacritics."""
    is_district = place.c.kind.in_(rules.DISTRICT_KINDS)
    conditions = [valid_on(place, on or business_date(tx.now)), is_district if tier == "district" else ~is_district]
    if text:
        conditions.append(place.c.name_folded.contains(folded(text), autoescape=True))
    rows = tx.execute(_places().where(*conditions).order_by(place.c.position, place.c.code)).mappings()
    return tuple(_place(dict(row)) for row in rows)


@kept_for_a_day
def place_by_code(tx: Tx, code: str) -> Place | None:
    """Return a place, ended or not, or ``None``."""
    row = tx.execute(_places().where(place.c.code == code)).mappings().one_or_none()
    return None if row is None else _place(dict(row))


def option_list_agencies(tx: Tx, variables: Mapping[str, Any] | None = None) -> list[Option]:
    """Return the agencies valid today as options, with their family."""
    del variables
    return [_agency_option(found) for found in agencies(tx)]


def option_list_my_agencies(tx: Tx, variables: Mapping[str, Any] | None = None) -> list[Option]:
    """Return the actor's own agencies as options; those who see everything get every agency."""
    del variables
    mine = tx.actor.agencies
    sees_all = tx.actor.sees_everything
    return [_agency_option(found) for found in agencies(tx) if sees_all or found.code in mine]


def option_list_media_agencies(tx: Tx, variables: Mapping[str, Any] | None = None) -> list[Option]:
    """Return the newspapers and broadcasters valid today as options."""
    del variables
    return [_agency_option(found) for found in agencies(tx) if found.family == "press"]


def option_list_places(tx: Tx, variables: Mapping[str, Any] | None = None) -> list[Option]:
    """Return the communes, wards and towns valid today as options, with their district's code."""
    del variables
    return [
        {"value": found.code, "label": found.label, "label_en": found.label_en, "district": found.district}
        for found in places(tx)
    ]


OPTION_LISTS = {
    "agencies": option_list_agencies,
    "my_agencies": option_list_my_agencies,
    "media_agencies": option_list_media_agencies,
    "places": option_list_places,
}
"""``lists.<name>`` → its function ``(tx, variables) -> options`` as this room answers it."""


def _agency_option(found: Agency) -> Option:
    return {"value": found.code, "label": found.name, "label_en": found.name_en, "family": found.family}


def _named(tx: Tx, statement: Select[Any], on: date) -> tuple[Agency, ...]:
    names: dict[str, Mapping[str, Any]] = {}
    rows = tx.execute(select(agency_name).order_by(agency_name.c.agency, agency_name.c.valid_from)).mappings()
    for row in rows:
        if row["agency"] not in names or row["valid_from"] <= on:
            names[row["agency"]] = dict(row)
    named = ("name", "short_name", "name_en", "parent")
    return tuple(
        Agency(**row, **{part: names[row["code"]][part] for part in named}) for row in tx.execute(statement).mappings()
    )


def _places() -> Select[Any]:
    above = place.alias("above")
    joined = place.outerjoin(above, place.c.district == above.c.code)
    columns = [place.c[name] for name in ("code", "name", "kind", "district", "valid_from", "valid_to", "certainty")]
    return select(*columns, above.c.name.label("above_name"), above.c.kind.label("above_kind")).select_from(joined)


def _place(row: Mapping[str, Any]) -> Place:
    own = {name: row[name] for name in row if not name.startswith("above_")}
    vi = en = ""
    if row["above_name"]:
        vi = rules.place_label(row["above_name"], row["above_kind"])
        en = rules.place_label_en(row["above_name"], row["above_kind"])
    label = rules.place_label(row["name"], row["kind"], vi)
    return Place(**own, label=label, label_en=rules.place_label_en(row["name"], row["kind"], en))
