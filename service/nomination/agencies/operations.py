"""What the BPMN wing may ask about agencies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.core.operations import provider
from service.nomination.agencies.queries import agencies
from service.nomination.agencies.rules import ROLES

if TYPE_CHECKING:
    from service.core.tx import Tx


@provider("known_groups")
def known_groups(tx: Tx) -> frozenset[str]:
    """Return every candidate group a diagram may name today: ``<agency>/<role>``."""
    return frozenset(f"{found.code}/{role}" for found in agencies(tx) for role in ROLES)
