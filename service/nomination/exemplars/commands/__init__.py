"""Writes about exemplars: the row itself, and the actions of its page."""

from __future__ import annotations

from service.nomination.exemplars.commands.change import change_exemplar, next_code, open_exemplar
from service.nomination.exemplars.commands.count import count_exemplar, recount_exemplar
from service.nomination.exemplars.commands.describe import describe_exemplar
from service.nomination.exemplars.commands.integrity import close_integrity_block, open_integrity_block
from service.nomination.exemplars.commands.start import start_nomination
from service.nomination.exemplars.commands.withdraw import withdraw_exemplar

__all__ = [
    "change_exemplar",
    "close_integrity_block",
    "count_exemplar",
    "describe_exemplar",
    "next_code",
    "open_exemplar",
    "open_integrity_block",
    "recount_exemplar",
    "start_nomination",
    "withdraw_exemplar",
]
