"""Why an instance cannot be migrated: the sentences, one per rule; translatable."""

# ruff: noqa: E501 -- the rules read as a table, one a line

from __future__ import annotations

from typing import Any, Final

from service.core.errors import sentence
from service.engine.findings import Finding

SENTENCES: Final = {
    # of the instructions, whatever the instance
    "source-unknown": sentence("'%(element_id)s' is no element or flow of the version to migrate from. Correct the instruction."),
    "target-unknown": sentence("'%(target)s', which '%(element_id)s' is to become, is no element or flow of the target. Correct the instruction."),
    "mapped-twice": sentence("'%(element_id)s' is mapped more than once. Keep one instruction."),
    "kind-changed": sentence("'%(element_id)s' (%(kind)s) cannot become '%(target)s' (%(other)s). Map it on an element of its own kind."),
    "loop-changed": sentence("'%(element_id)s' and '%(target)s' do not repeat in the same way: once, in parallel or in sequence. Map it on one that does."),
    "event-shared": sentence("Several events are to become '%(target)s', '%(element_id)s' among them. Map one of them."),
    "event-detached": sentence("'%(element_id)s' belongs to '%(host)s', but '%(target)s' does not belong to what that becomes. Map it on an event there."),
    # of what is active in the instance
    "version-absent": sentence("Nothing of process '%(process)s' in version '%(element_id)s' is active. Migrate from the version the case runs on."),
    "start-absent": sentence("The case has not begun, and the target does not begin as it was begun. Choose another target, or cancel the case."),
    "not-mapped": sentence("'%(element_id)s' is active, but not mapped. Say which element of the target it becomes."),
    "scope-changed": sentence("'%(element_id)s' and '%(target)s' do not stand in the same sub-process. Map it on an element that does."),
    "worker-lost": sentence("'%(element_id)s' waits for an external worker, but '%(target)s' asks for none. Map it on a task that does."),
    "join-narrower": sentence("The gateway '%(element_id)s' waits for %(count)d flows, but '%(target)s' has only %(others)d. Map it on one with as many."),
    "flow-not-mapped": sentence("The flow '%(element_id)s' was taken to the waiting gateway '%(gateway)s', but is not mapped. Say which flow of the target it becomes."),
    "flow-elsewhere": sentence("The flow '%(element_id)s' was taken to the waiting gateway '%(gateway)s', but '%(target)s' does not lead to what that becomes. Map it on one that does."),
    "flow-shared": sentence("Several flows taken to the waiting gateway '%(gateway)s' are to become '%(target)s', '%(element_id)s' among them. Map each on its own."),
    "join-released": sentence("Nothing would still be on its way to the waiting gateway '%(element_id)s', so the case would move on by the migration alone. Map it otherwise, or move on first."),
    "event-unarmed": sentence("'%(element_id)s' of the target cannot begin to wait: %(reason)s. Correct the diagram or the variables."),
}  # fmt: skip


def refusal(rule_id: str, element_id: str | None, **parameters: Any) -> Finding:
    """Return the finding that a rule makes at an element; its id also fills the sentence."""
    return Finding(rule_id, "error", element_id, SENTENCES[rule_id], {"element_id": element_id or "", **parameters})
