"""Pure rules of a plan: what must hold across its sections."""

from service.nomination.plans.rules.checks import plan_faults
from service.nomination.plans.rules.dates import dates_of_case
from service.nomination.plans.rules.forecast import Forecast, same_day_before, together, year_end

EVERY = "*"
"""Movement and subject type of what holds for all."""

MODES = ("directive", "request")
COUNTER_KINDS = ("selected", "built", "replicated")
DAY_ONE_YEAR, LAST_YEAR = 2000, 2100

__all__ = [
    "COUNTER_KINDS",
    "DAY_ONE_YEAR",
    "EVERY",
    "LAST_YEAR",
    "MODES",
    "Forecast",
    "dates_of_case",
    "plan_faults",
    "same_day_before",
    "together",
    "year_end",
]
