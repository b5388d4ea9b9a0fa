"""How lists name the case: the exemplar's name, or while it is secret its code alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.nomination.exemplars.queries import exemplar_by_key
from service.nomination.plans.queries import movement_by_code
from service.process.instances.commands import describe_instance

if TYPE_CHECKING:
    from service.core.tx import Tx


def describe_exemplar(tx: Tx, exemplar_key: int) -> None:
    """Tell the process wing title, subtitle and business id of an exemplar's instance."""
    found = exemplar_by_key(tx, exemplar_key)
    describe_instance(
        tx,
        process_instance_key=found.process_instance_key,
        title=found.name or found.code,
        subtitle=movement_by_code(tx, found.movement, found.plan).short_name if found.movement else "",
        business_id=found.code,
    )
