"""Taking an exemplar back while its case runs."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from service.access import policy
from service.core.errors import InvalidInput, WrongState, sentence
from service.nomination.exemplars.commands.change import change_exemplar
from service.nomination.exemplars.queries import visible_exemplar
from service.process.instances.commands import publish_message

if TYPE_CHECKING:
    from service.core.tx import Tx

TIME_TO_LIVE = timedelta(days=30)


class ExemplarClosed(WrongState):
    """The case has ended."""

    code = "exemplar_closed"
    template = sentence("Expected to change exemplar '%(code)s', but its case is closed. Reload the page.")


class ReasonMissing(InvalidInput):
    """A withdrawal says why."""

    code = "reason_missing"
    template = sentence("Expected to withdraw exemplar '%(code)s', but no reason is given. Write why.")


def withdraw_exemplar(tx: Tx, *, exemplar_key: int, reason: str) -> None:
    """Withdraw an exemplar: its process gets ``exemplar_withdrawn`` and closes the case.

    Raises ``ExemplarNotFound`` (a foreign one too), ``NotAllowed``, ``ExemplarClosed``, ``ReasonMissing``.
    """
    found = visible_exemplar(tx, exemplar_key)
    resource = policy.CaseResource(groups=tx.actor.groups, agency=found.agency)
    policy.authorize(tx.actor, policy.Action.CASE_WITHDRAW, resource)
    if not found.is_open:
        raise ExemplarClosed(code=found.code)
    if not reason.strip():
        fields = {"reason": sentence("Write why the exemplar is withdrawn.")}
        raise ReasonMissing(code=found.code, fields=fields)
    change_exemplar(tx, exemplar_key, withdrawal_reason=reason.strip())
    publish_message(
        tx,
        name="exemplar_withdrawn",
        correlation_key=str(exemplar_key),
        variables={"outcome": "withdrawn"},
        time_to_live=TIME_TO_LIVE,
    )
