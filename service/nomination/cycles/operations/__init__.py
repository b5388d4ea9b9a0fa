"""What the eight diagrams of the cycles may call, by subject.

Importing the package imports every file: whoever collects by mark finds them as its attributes.
"""

from service.nomination.cycles.operations import (
    answers,
    congress,
    facts,
    inspection,
    programme,
    publicity,
    rounds,
    year,
)

__all__ = ["answers", "congress", "facts", "inspection", "programme", "publicity", "rounds", "year"]
