"""Writes about publicity: hiding what was published, and revoking the consent it rests on."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import update

from service.core.errors import WrongState, sentence
from service.nomination.publicity.model import consent, publicity_item, story
from service.nomination.publicity.queries import consent_in_force
from service.process.instances.commands import publish_message

if TYPE_CHECKING:
    from service.core.tx import Tx

TIME_TO_LIVE = timedelta(days=30)


class ConsentNotInForce(WrongState):
    """There is no consent to revoke."""

    code = "consent_not_in_force"
    template = sentence("Expected to revoke the consent of exemplar '%(key)s', but none is in force. Reload the page.")


def hide_published(tx: Tx, *, exemplar_key: int) -> None:
    """Hide the stories and published items of an exemplar; what is hidden already keeps its moment."""
    for table in (story, publicity_item):
        tx.execute(
            update(table)
            .where(table.c.exemplar_key == exemplar_key, table.c.hidden_at.is_(None))
            .values(hidden_at=tx.now)
        )


def revoke_consent(tx: Tx, *, exemplar_key: int, reason: str = "") -> None:
    """Revoke the consent in force: what was published is hidden at once, its process hears ``consent_revoked``.

    The caller has checked that the actor may see the exemplar. Raises ``ConsentNotInForce``.
    """
    current = consent_in_force(tx, exemplar_key)
    if current is None:
        raise ConsentNotInForce(key=exemplar_key)
    tx.execute(
        update(consent)
        .where(consent.c.consent_key == current.consent_key)
        .values(revoked_at=tx.now, revoked_by=tx.actor.user_name, revoked_reason=reason.strip() or None)
    )
    hide_published(tx, exemplar_key=exemplar_key)
    publish_message(
        tx,
        name="consent_revoked",
        correlation_key=str(exemplar_key),
        variables={},
        time_to_live=TIME_TO_LIVE,
    )
