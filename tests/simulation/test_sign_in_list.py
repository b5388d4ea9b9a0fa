"""What a newcomer reads first."""

from __future__ import annotations

from datetime import date

from service.access.demo import demo_people
from service.simulation.prepare import sign_in_list


def printed() -> list[str]:
    return list(
        sign_in_list(demo_people(["so-ldtbxh", "so-noi-vu", "bao-lang-son"]), "127.0.0.1:8000", date(2023, 5, 15))
    )


def test_the_address_and_the_password_come_first() -> None:
    assert "http://127.0.0.1:8000" in printed()[0]
    assert "it is 2023-05-15 here" in printed()[1]
    assert "lantoa-demo" in printed()[1]


def test_one_person_of_each_kind_stands_before_all_others() -> None:
    begin = printed().index("Begin as one of these:")
    assert [line.split()[0] for line in printed()[begin + 1 : begin + 4]] == [
        "officer.so-ldtbxh",
        "supervisor",
        "owner",
    ]


def test_everybody_is_named_in_a_line_an_agency() -> None:
    others = printed()[printed().index("Or as anybody else:") + 1 :]
    assert [line.split() for line in others] == [
        ["admin"],
        ["officer.so-ldtbxh", "head.so-ldtbxh"],
        ["officer.so-noi-vu", "head.so-noi-vu"],
        ["officer.bao-lang-son", "head.bao-lang-son", "publicist.bao-lang-son"],
        ["publicist.dai-ptth"],
        ["publicist.bao-va-dai-ptth"],
        ["council.1", "…", "council.9"],
    ]
