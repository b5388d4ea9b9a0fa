"""Modification: elements of a running instance started, ended or moved out of turn, and variables set."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from service import engine
from service.core.errors import InvalidInput, WrongState, sentence
from service.process.history.rules import Entry
from service.process.instances.commands.advance import advance, loaded
from service.process.instances.commands.incidents import resolve_moot_incidents
from service.process.instances.commands.lock import locked_instance
from service.process.instances.commands.record import Cause
from service.process.instances.model import ONGOING

if TYPE_CHECKING:
    from service.core.tx import Tx
    from service.process.instances.commands.lock import Locked


class ProcessInstanceNotBegun(WrongState):
    """An incident holds the instance at its very start."""

    code = "process_instance_not_begun"
    template = sentence(
        "Expected to modify process instance '%(key)s', but it has not begun: an incident holds its start. "
        "Retry that incident."
    )


class ModificationFaulted(InvalidInput):
    """The diagram cannot go on from what a modification starts."""

    code = "modification_faulted"
    template = sentence(
        "Expected process instance '%(key)s' to go on from the modification, but it cannot, and nothing was changed: "
        "%(reason)s"
    )


@dataclass(frozen=True, slots=True)
class Modified:
    """What a modification changed: which element instances are active no more, which are now, and the state after."""

    ended: tuple[engine.OpenElement, ...]
    started: tuple[engine.OpenElement, ...]
    state: str


def modify_instance(
    tx: Tx,
    *,
    process_instance_key: int,
    command: engine.ModifyInstance,
    reason: str = "",
    is_dry_run: bool = False,
) -> Modified:
    """Modify a running or suspended instance, or only find out what that would change.

    A dry run does everything and takes it back. Where the diagram cannot go on nothing is changed and no incident
    made: whoever modifies is there to read why. Raises ``engine.ModificationRefused``, ``ModificationFaulted``,
    ``ProcessInstanceEnded``, ``ProcessInstanceNotBegun``.
    """
    instance = locked_instance(tx, process_instance_key)
    if instance.state in ONGOING and instance.blob is None:
        raise ProcessInstanceNotBegun(key=process_instance_key)
    run = loaded(tx, instance, even_suspended=True)
    with tx.connection.begin_nested() as attempt:
        modified = _modified(tx, instance, run, command, reason)
        if is_dry_run:
            attempt.rollback()
    return modified


def _modified(tx: Tx, instance: Locked, run: engine.Run, command: engine.ModifyInstance, reason: str) -> Modified:
    before = run.open_elements()
    entry = Entry("PROCESS_INSTANCE_MODIFIED", details=_details(before, command, reason))
    outcome = advance(tx, instance, run, command, cause=Cause(entry))
    if outcome.fault is not None:
        raise ModificationFaulted(key=instance.process_instance_key, reason=outcome.fault)
    # Looked at anew: messages that were kept, or that the step itself sent, may have moved it on.
    moved = locked_instance(tx, instance.process_instance_key)
    run_now = None if moved.blob is None else loaded(tx, moved, even_suspended=True)
    resolve_moot_incidents(tx, instance.process_instance_key, run_now)
    if run_now is None:
        tx.domain.ask("case_ended", tx, instance.process_instance_key)
    after = [] if run_now is None else run_now.open_elements()
    return Modified(
        ended=tuple(each for each in before if each not in after),
        started=tuple(each for each in after if each not in before),
        state=moved.state,
    )


def _details(active: list[engine.OpenElement], command: engine.ModifyInstance, reason: str) -> dict[str, Any]:
    """Return what the history keeps; of variables their names only: values may be personal, and history stays."""
    element_ids = {each.key: each.element_id for each in active}
    moves = [engine.Move(*each) for each in command.moves]
    named = [*command.terminations, *(move.source for move in moves)]
    starts = [engine.Activation(*each) for each in command.activations]
    starts += [engine.Activation(each.element_id, each.variables) for each in moves]
    scopes = [scope for each in starts for scope in each.variables.values()]
    scopes += [engine.Assignment(*each).variables for each in command.assignments]
    return {
        "reason": reason,
        "started": [each.element_id for each in starts],
        "ended": [each if isinstance(each, str) else element_ids.get(each, "") for each in named],
        "variables": sorted({name for variables in scopes for name in variables}),
    }
