"""Which dates the papers of a case may carry: those of its plan, and what the case reaches beyond it."""

from __future__ import annotations

from datetime import date

import pytest

from service.nomination.plans.rules import dates_of_case

BEGINS_ON, ENDS_BEFORE = date(2021, 1, 1), date(2026, 1, 1)


@pytest.mark.parametrize(
    ("opened_on", "today", "expected"),
    [
        (date(2022, 3, 1), date(2022, 3, 1), (date(2021, 1, 1), date(2025, 12, 31))),
        (date(2020, 12, 1), date(2020, 12, 20), (date(2020, 12, 1), date(2025, 12, 31))),
        (date(2025, 12, 1), date(2025, 12, 20), (date(2021, 1, 1), date(2026, 12, 20))),
        (date(2025, 12, 1), date(2026, 1, 9), (date(2021, 1, 1), date(2027, 1, 9))),
    ],
    ids=["inside the plan", "a programme written before it", "in its last month", "after its end"],
)
def test_a_case_reaches_from_its_opening_to_a_year_ahead(
    opened_on: date, today: date, expected: tuple[date, date]
) -> None:
    assert dates_of_case(BEGINS_ON, ENDS_BEFORE, opened_on=opened_on, today=today) == expected
