"""Plausible answers to the forms of the cycles: plans, reviews, conferences, inspections, publicity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.simulation.answers import Situation

SECTIONS = ("leadership", "numbers", "nurturing", "spreading", "rewarding", "reporting")
LEAST_A_YEAR = 3


def programme(at: Situation) -> dict[str, Any]:
    """Draft the programme of the period, with its draft file."""
    return {
        **at.prefilled,
        "name": at.prefilled.get("name") or at.texts["title"],
        "from": at.prefilled.get("from") or at.day(),
        "to": at.prefilled.get("to") or at.day(365 * 4),
        "bases": at.prefilled.get("bases") or [{"number": "34-CT/TW", "on": "2014-04-07"}],
        "due_on": f"{at.today.year}-12-31",
        "plan_file": [at.file],
    }


def unit_plan(at: Situation) -> dict[str, Any]:
    """Write the six sections, with as many exemplars a year as were set."""
    sections = dict.fromkeys(SECTIONS, at.texts["done"])
    count = at.prefilled.get("count") or LEAST_A_YEAR
    return {**sections, "count": count, "mobilising": at.texts["lesson"], "paper": [at.file]}


def review_report(at: Situation) -> dict[str, Any]:
    """Report a period: results, own inspection, lessons, what comes next."""
    return {
        "results": at.texts["result"],
        "inspected": at.texts["reason"],
        "lessons": at.texts["lesson"],
        "causes": at.texts["context"],
        "next": at.texts["target"],
    }


def delegates(at: Situation) -> dict[str, Any]:
    """Name as many delegates as there are seats, and one in reserve."""
    seats = int(at.variables.get("delegate_quota") or 0)
    names = [f"{at.texts['signer']} {number}" for number in range(1, seats + 2)]
    rows = [{"person": name, "reserve": number > seats} for number, name in enumerate(names, start=1)]
    return {"delegates": rows, "minutes": [at.file]}


def conference(at: Situation) -> dict[str, Any]:
    """Record a conference held on the day it was planned for, else today."""
    planned = str(at.variables.get("held_on") or "")[:10]
    held_on = planned if planned and planned <= at.day() else at.day()
    return {"held_on": held_on, "attended": 120, "praised": 15, "summary": at.texts["summary"]}


def round_setup(at: Situation) -> dict[str, Any]:
    """Set up the mid-term or final round with the days of the plan."""
    year = at.today.year
    is_final = at.process_id.startswith("final")
    days = {"due_on": f"{year}-06-30", "held_on": f"{year}-09-12" if is_final else f"{year}-06-11"}
    frozen = {} if is_final else {"freeze_on": f"{year}-05-31"}
    return {**days, **frozen, "classes": ["units", "enterprises"], "guide": [at.file]}


def allocation(at: Situation) -> dict[str, Any]:
    """Give every member agency the same number of seats."""
    rows = [{"agency": agency, "seats": 4} for agency in at.options("members")]
    return {"rows": rows, "total": sum(row["seats"] for row in rows)}


def inspection_plan(at: Situation) -> dict[str, Any]:
    """Plan to inspect a few units next month."""
    return {
        "units": at.options("members")[:4],
        "from": at.day(10),
        "to": at.day(40),
        "team": at.options("inspectors")[:2],
        "topics": ["plan", "cases"],
    }


CYCLE_ANSWERS: dict[str, Callable[[Situation], dict[str, Any]]] = {
    "allocation": allocation,
    "amendment": lambda at: {
        "kind": "quota",
        "from": at.day(),
        "basis": "15/KH-UBND",
        "change": at.texts["action"],
        "file": [at.file],
    },
    "check_result": lambda _: {"outcome": "accept"},
    "conference": conference,
    "consolidation": lambda at: {
        "as_of": at.day(),
        "assessment": at.texts["result"],
        "proposals": at.texts["target"],
        "file": [at.file],
    },
    "delegates": delegates,
    "honours_roll": lambda at: {
        "rows": [{"exemplar": key, "form": at.texts["title"]} for key in at.options("honourable")[:15]]
    },
    "inspection_plan": inspection_plan,
    "inspection_visit": lambda at: {
        "visited_on": at.day(),
        "checked": ["plan", "cases"],
        "good": at.texts["result"],
        "finding": "none",
        "file": [at.file],
    },
    "learning_events": lambda at: {
        "events": [{"on": at.day(30), "host": at.first("agencies"), "topic": at.texts["title"]}]
    },
    "measures": lambda at: {"learning": at.texts["how"], "honours": at.texts["title"], "policies": []},
    "programme": programme,
    "progress": lambda at: {"rows": [{"exemplar": key, "state": "good"} for key in at.options("exemplars")]},
    "publicity_direction": lambda at: {"themes": at.texts["meaning"], "networks": ["speakers"]},
    "publicity_plan": lambda at: {
        "column": at.texts["title"],
        "per_quarter": 6,
        "movements": at.options("movements")[:3],
    },
    "publicity_report": lambda at: {
        "entries": [{"on": at.day(-2), "title": at.texts["title"], "link": "https://example.org/chuyen-muc"}],
        "sessions": 4,
    },
    "review_report": review_report,
    "round_setup": round_setup,
    "unit_plan": unit_plan,
}
"""Form id → its answers."""
