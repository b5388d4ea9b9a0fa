"""How lists name and find an instance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import update

from service.core.text import folded
from service.process.instances.model import process_instance

if TYPE_CHECKING:
    from service.core.tx import Tx


def describe_instance(
    tx: Tx, *, process_instance_key: int, title: str, subtitle: str = "", business_id: str | None = None
) -> None:
    """Set the title (≤ 300 characters), subtitle and business id by which people recognise an instance."""
    values = {
        "title": title[:300],
        "subtitle": subtitle[:300],
        "folded": folded(" ".join(filter(None, (title, subtitle, business_id)))),
    }
    if business_id is not None:
        values["business_id"] = business_id
    tx.execute(
        update(process_instance).where(process_instance.c.process_instance_key == process_instance_key).values(**values)
    )
