"""The people of the demonstration, and the first administrator of a real installation."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from service.access import commands, passwords, queries, rules
from service.access.model import account, membership, province_role
from service.core.actor import ADMINISTRATOR, PROCESS_OWNER, SEES_EVERYTHING
from service.core.errors import WrongState, sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from service.core.tx import Tx

SERVING_SINCE = date(2021, 1, 1)
MEDIA_AGENCIES = ("bao-lang-son", "dai-ptth", "bao-va-dai-ptth")
COUNCIL = "hoi-dong-tdkt"
COUNCIL_MEMBERS = 9

ADMINISTERS = sentence("Manages people and the clock")
OWNS = sentence("Draws and deploys the diagrams")
SUPERVISES = sentence("Heads Ban TĐKT: sees every case, quotas and reports")
OFFICIATES = sentence("Finds and follows the exemplars of the agency")
HEADS = sentence("Signs for the agency and hands out its tasks")
PUBLISHES = sentence("Publishes articles and broadcasts")
VOTES = sentence("Votes in the council")

# Family names as common in Lạng Sơn, of Tày, Nùng, Dao and Kinh families alike.
_FAMILIES = (
    *("Hoàng", "Nông", "Lương", "Vi", "Lý", "Triệu", "Hứa", "Chu", "Đàm", "Lâm"),
    *("Nguyễn", "Trần", "Lộc", "Bế", "Phùng", "Dương", "Hà", "Vy", "Mông", "Đặng"),
)
_WOMEN = ("Thị", "Ngọc Lan;Thu Hà;Bích Thủy;Minh Nguyệt;Hồng Nhung;Kim Oanh;Thanh Mai;Phương Thảo;Thúy Hằng;Hải Yến")
_MEN = ("Văn", "Quốc Hưng;Đức Thịnh;Minh Tuấn;Xuân Trường;Công Thành;Hữu Nghĩa;Trọng Khải;Anh Dũng;Thanh Sơn;Việt Bắc")


class DemoRefused(WrongState):
    """This database is not a demonstration."""

    code = "demo_refused"
    template = sentence(
        "Expected to create demo people, but this database does not hold demo data. Use 'lantoa demo' on an empty one."
    )


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A person of the demonstration; ``what_for`` is a sentence of the catalogue for the sign-in list."""

    user_name: str
    display_name: str
    groups: tuple[str, ...]
    what_for: str
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FirstAdministrator:
    """The account of a first start; the password is printed once and must be changed at sign-in."""

    user_name: str
    password: str


def demo_people(agencies: Iterable[str]) -> list[DemoPerson]:
    """Return the demo people of these agencies; the same names on every call."""
    plan: list[tuple[str, tuple[str, ...], str, tuple[str, ...]]] = [
        ("admin", (), ADMINISTERS, (ADMINISTRATOR,)),
        ("owner", (), OWNS, (PROCESS_OWNER,)),
        ("supervisor", (SEES_EVERYTHING,), SUPERVISES, ()),
    ]
    for agency in agencies:
        plan.append((f"officer.{agency}", (f"{agency}/officer",), OFFICIATES, ()))
        plan.append((f"head.{agency}", (f"{agency}/head",), HEADS, ()))
    plan += [(f"publicist.{agency}", (f"{agency}/publicist",), PUBLISHES, ()) for agency in MEDIA_AGENCIES]
    plan += [(f"council.{number}", (f"{COUNCIL}/council",), VOTES, ()) for number in range(1, COUNCIL_MEMBERS + 1)]
    taken: set[str] = set()
    return [DemoPerson(name, _name_for(name, taken), groups, why, roles) for name, groups, why, roles in plan]


def _name_for(user_name: str, taken: set[str]) -> str:
    """Return an invented name, always the same for a user name and never given twice."""
    chance = random.Random(user_name)
    while True:
        middle, given = chance.choice((_WOMEN, _MEN))
        name = f"{chance.choice(_FAMILIES)} {chance.choice((middle + ' ', ''))}{chance.choice(given.split(';'))}"
        if name not in taken:
            taken.add(name)
            return name


def create_demo_people(tx: Tx, agencies: Sequence[str]) -> list[DemoPerson]:
    """Create the demo people that are missing, all with the demo password; returns all of them.

    Raises ``DemoRefused`` where the database is not marked as demo data.
    """
    if not queries.is_demo(tx):
        raise DemoRefused
    people = demo_people(agencies)
    names = [person.user_name for person in people]
    present = set(tx.execute(select(account.c.user_name).where(account.c.user_name.in_(names))).scalars())
    new = [person for person in people if person.user_name not in present]
    accounts = [commands.new_account_row(tx, one.user_name, one.display_name, _demo_hash()) for one in new]
    keys = {row["user_name"]: row["account_key"] for row in accounts}
    _insert_all(
        tx,
        accounts,
        [_membership_row(tx, keys[one.user_name], group) for one in new for group in one.groups],
        [{"account_key": keys[one.user_name], "role": role} for one in new for role in one.roles],
    )
    return people


def _insert_all(
    tx: Tx, accounts: list[dict[str, object]], memberships: list[dict[str, object]], roles: list[dict[str, object]]
) -> None:
    for table, rows in ((account, accounts), (membership, memberships), (province_role, roles)):
        if rows:
            tx.execute(insert(table), rows)


def _membership_row(tx: Tx, account_key: int, group: str) -> dict[str, object]:
    agency, _, role = group.partition("/")
    return {
        "membership_key": tx.new_key(),
        "account_key": account_key,
        "agency": agency,
        "role": role,
        "from_on": SERVING_SINCE,
    }


@lru_cache(maxsize=1)
def _demo_hash() -> str:
    return passwords.hash_password(rules.DEMO_PASSWORD)


def first_administrator(tx: Tx, user_name: str = "admin") -> FirstAdministrator | None:
    """Create the first administrator; ``None`` once any administrator exists, for the door then stays shut.

    A first start that opens on a live system is how others were taken over (CVE-2026-77226).
    """
    if queries.administrators(tx) > 0:
        return None
    clear = passwords.one_time_password()
    key = commands.create_account(
        tx,
        user_name=user_name,
        display_name="Quản trị viên",
        password_hash=passwords.hash_password(clear),
        must_change_password=True,
    )
    commands.grant_role(tx, account_key=key, role=ADMINISTRATOR)
    return FirstAdministrator(user_name, clear)
