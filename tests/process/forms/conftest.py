"""Forms made on the spot, and the seed forms with lists like the plan's."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from service.process.forms.rules import Form, read_form

if TYPE_CHECKING:
    from collections.abc import Callable

FORMS = Path(__file__).parents[3] / "forms"


@pytest.fixture
def now() -> datetime:
    return datetime(2022, 3, 1, 2, 0, tzinfo=UTC)


@pytest.fixture
def make_form() -> Callable[..., Form]:
    def make(*components: dict[str, Any], form_id: str = "trial") -> Form:
        return read_form(json.dumps({"id": form_id, "type": "default", "components": components}).encode())

    return make


@pytest.fixture
def seed_form() -> Callable[[str], Form]:
    return lambda form_id: read_form((FORMS / f"{form_id}.form").read_bytes())


@pytest.fixture
def facts() -> dict[str, Any]:
    """Process variables with ``case`` and ``lists`` as the domain supplies them."""

    def options(*values: str) -> list[dict[str, str]]:
        return [{"value": value, "label": value.title()} for value in values]

    return {
        "agency": "so-y-te",
        "lead_agency": "so-y-te",
        "movement": "y-te",
        "subject_type": "individual",
        "secret": False,
        "award_level": "province",
        "case": {
            "plan_from": "2021-01-01",
            "plan_to": "2025-12-31",
            "age": 40,
            "required_rate": 0.5,
            "has_initiative": False,
        },
        "lists": {
            "my_agencies": options("so-y-te"),
            "agencies": options("so-y-te", "so-gddt", "hoi-lhpn"),
            "movements": options("y-te", "nong-thon-moi", "kinh-te-nong-dan"),
            "subject_types": [
                {"value": "collective", "label": "Tập thể", "movements": ["y-te", "nong-thon-moi"]},
                {"value": "individual", "label": "Cá nhân", "movements": ["y-te", "nong-thon-moi"]},
                {"value": "household", "label": "Hộ gia đình", "movements": ["nong-thon-moi"]},
                {"value": "farmer", "label": "Nông dân", "movements": ["kinh-te-nong-dan"]},
            ],
            "places": options("xa-chi-lang", "phuong-tam-thanh"),
            "people": options("head.so-y-te", "officer.so-y-te"),
            "mentors": options("officer.so-y-te"),
            "detection_sources": options("bao-cao", "truyen-thong"),
            "criteria": options("G1", "G4", "N1"),
            "media_agencies": options("bao-lang-son", "dai-ptth"),
            "voters": options("council.1", "council.2", "council.3"),
            "achievements": options("tt-1"),
            "channels": options("trang-web", "bao-cao-vien"),
            "relations": options("cha-me"),
            "duplicates": options("4711"),
            "similar": [{"value": "4711", "name": "Trạm y tế xã", "agency": "so-y-te", "year": 2021}],
            "files": [],
        },
    }
