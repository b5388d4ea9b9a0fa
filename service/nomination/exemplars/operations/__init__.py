"""What the seven diagrams of an exemplar's life may call, one file per phase; and the answers to the wing's questions.

Importing the package imports every file: whoever collects by mark finds them as its attributes.
"""

from service.nomination.exemplars.operations import (
    case,
    detect,
    evaluate,
    life,
    lists,
    nurture,
    propagate,
    replicate,
    reward,
)

__all__ = [
    "case",
    "detect",
    "evaluate",
    "life",
    "lists",
    "nurture",
    "propagate",
    "replicate",
    "reward",
]
