"""Starting the life of an exemplar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from service.core.errors import Conflict, EngineFault, InvalidInput, sentence
from service.nomination.exemplars.model import nomination_request
from service.nomination.exemplars.queries import Exemplar, exemplar_of_instance
from service.process.instances.commands import create_instance

if TYPE_CHECKING:
    from service.core.tx import Tx

PROCESS_ID = "exemplar_lifecycle"
LONGEST_KEY = 200


class IdempotencyKeyTooLong(InvalidInput):
    """An idempotency key is at most 200 characters."""

    code = "idempotency_key_invalid"
    template = sentence(
        "Expected an Idempotency-Key of 1 to 200 characters, but it has %(length)s. Send a shorter one."
    )


class IdempotencyKeyReused(Conflict):
    """The same key came with another request."""

    code = "idempotency_key_reused"
    template = sentence(
        "Expected to start a nomination of '%(agency)s', but this Idempotency-Key started one of '%(other)s'. "
        "Send a new key."
    )


class NominationNotOpened(EngineFault):
    """The diagram started without opening an exemplar."""

    code = "nomination_not_opened"
    template = sentence(
        "Expected process instance '%(key)s' to open an exemplar, but it stopped before. Look at its incident."
    )


def start_nomination(tx: Tx, *, agency: str, idempotency_key: str | None = None) -> Exemplar:
    """Start the life of an exemplar for an agency; returns the exemplar just opened.

    Sent again with the same key by the same person it returns the first one. Raises ``IdempotencyKeyReused`` (the key
    came with another agency), ``IdempotencyKeyTooLong``, ``NominationNotOpened`` (nothing is kept then).
    """
    if idempotency_key is not None and not 0 < len(idempotency_key) <= LONGEST_KEY:
        raise IdempotencyKeyTooLong(length=len(idempotency_key))
    key = None if idempotency_key is None else _started_before(tx, agency, idempotency_key)
    if key is None:
        key = create_instance(tx, process_definition_id=PROCESS_ID, variables={"agency": agency})
        if idempotency_key is not None:
            row = {"user_name": tx.actor.user_name, "idempotency_key": idempotency_key, "agency": agency}
            tx.execute(nomination_request.insert().values(row | {"process_instance_key": key, "sent_at": tx.wall}))
    found = exemplar_of_instance(tx, key)
    if found is None:
        raise NominationNotOpened(key=key)
    return found


def _started_before(tx: Tx, agency: str, idempotency_key: str) -> int | None:
    row = tx.execute(
        select(nomination_request).where(
            nomination_request.c.user_name == tx.actor.user_name,
            nomination_request.c.idempotency_key == idempotency_key,
        )
    ).one_or_none()
    if row is None:
        return None
    if row.agency != agency:
        raise IdempotencyKeyReused(agency=agency, other=row.agency)
    return int(row.process_instance_key)
