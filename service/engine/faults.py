"""What the engine refuses: a diagram that cannot go on, a diagram that may not be deployed, a key that is closed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from service.core.errors import EngineFault, InvalidInput, WrongState, sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from service.engine.findings import Finding


class DiagramFault(EngineFault):
    """A step cannot go on at an element. ``error_type`` is Camunda's (``CONDITION_ERROR``, ``IO_MAPPING_ERROR``, ...).

    Whatever the run did since it was loaded is void; the caller rolls back and records an incident.
    """

    code: ClassVar[str] = "diagram_fault"
    template: ClassVar[str] = sentence(
        "Expected to go on at element '%(element_id)s', but %(message)s. "
        "Correct the diagram or the variables and retry."
    )

    def __init__(self, element_id: str, error_type: str, message: str) -> None:
        self.error_type = error_type
        self.message = message
        super().__init__(element_id=element_id, message=message)


class DiagramRefused(InvalidInput):
    """The linter found errors; ``findings`` holds all of them, warnings included."""

    code: ClassVar[str] = "diagram_refused"
    template: ClassVar[str] = sentence(
        "Expected a diagram that can run, but the check found %(errors)d errors; the first: %(first)s"
    )

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        errors = [finding for finding in findings if finding.severity == "error"]
        super().__init__(
            errors=len(errors),
            first=errors[0].message if errors else "",
            fields={finding.element_id or "definitions": finding.advice for finding in reversed(errors)},
        )


class NotWaiting(WrongState):
    """The element instance of a command is not there, or does not wait for that."""

    code: ClassVar[str] = "not_waiting"
    template: ClassVar[str] = sentence(
        "Expected element instance '%(key)s' to wait for %(wanted)s, but it does not. "
        "Reload and look where the case stands."
    )


class StateUnreadable(EngineFault):
    """The stored state has an unknown version or lacks its diagram."""

    code: ClassVar[str] = "state_unreadable"
    template: ClassVar[str] = sentence(
        "Expected to load the state of an instance, but %(fact)s. Restore it from a backup."
    )


class MappingInvalid(InvalidInput):
    """Instructions of a migration are wrong whatever the instance; ``findings`` holds its own reasons too."""

    code: ClassVar[str] = "mapping_invalid"
    template: ClassVar[str] = sentence(
        "Expected instructions that fit both versions, but %(count)d reasons speak against them; the first: %(first)s"
    )

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(count=len(findings), first=findings[0].message, fields=_fields(findings))


class MigrationRefused(WrongState):
    """An instance cannot be migrated as it stands; ``findings`` holds every reason."""

    code: ClassVar[str] = "migration_refused"
    template: ClassVar[str] = sentence(
        "Expected to migrate the process instance, but %(count)d reasons speak against it; the first: %(first)s"
    )

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        self.fields = _fields(findings)
        super().__init__(count=len(findings), first=findings[0].message)


def _fields(findings: Sequence[Finding]) -> dict[str, str]:
    return {finding.element_id or "instance": finding.message for finding in reversed(findings)}


class ModificationRefused(InvalidInput):
    """An instruction to modify an instance cannot be followed; then none of them is."""


class NothingToModify(ModificationRefused):
    """There is no instruction."""

    code: ClassVar[str] = "nothing_to_modify"
    template: ClassVar[str] = sentence(
        "Expected something to start, to end or to set, but there is no instruction. Send at least one."
    )


class ElementUnknown(ModificationRefused):
    """An element to start is in none of the instance's diagrams."""

    code: ClassVar[str] = "element_unknown"
    template: ClassVar[str] = sentence(
        "Expected to start element '%(element_id)s', but no diagram of the instance has it. Check its id."
    )


class ElementUnstartable(ModificationRefused):
    """An element cannot be started by itself."""

    code: ClassVar[str] = "element_unstartable"
    template: ClassVar[str] = sentence(
        "Expected to start element '%(element_id)s', but %(fact)s. Start what comes behind it, or another element."
    )


class AncestorMissing(ModificationRefused):
    """Where to start an element is not clear."""

    code: ClassVar[str] = "ancestor_missing"
    template: ClassVar[str] = sentence(
        "Expected to start element '%(element_id)s' in the one running instance of '%(scope_id)s', but %(fact)s. "
        "Name the element instance to start it in as its ancestor."
    )


class AncestorInvalid(ModificationRefused):
    """An element cannot be started in the element instance named as its ancestor."""

    code: ClassVar[str] = "ancestor_invalid"
    template: ClassVar[str] = sentence(
        "Expected to start element '%(element_id)s' in element instance '%(key)s', but %(fact)s. "
        "Name a running one around the element."
    )


class VariableScopeInvalid(ModificationRefused):
    """A scope for variables is not around the element that is started."""

    code: ClassVar[str] = "variable_scope_invalid"
    template: ClassVar[str] = sentence(
        "Expected scope '%(scope_id)s' of variables to be around element '%(element_id)s', but it is not. "
        "Name one that is, or none for the process."
    )


class ElementNotActive(ModificationRefused):
    """What is to be ended, or to get variables, is not active in the instance."""

    code: ClassVar[str] = "element_not_active"
    template: ClassVar[str] = sentence(
        "Expected '%(key)s' to be active in the process instance, but it is not. Reload and look where the case stands."
    )


class InstructionRepeated(ModificationRefused):
    """One element instance is to be ended twice."""

    code: ClassVar[str] = "instruction_repeated"
    template: ClassVar[str] = sentence(
        "Expected to end element instance '%(key)s' once, but several instructions do. Send one of them."
    )


class CalledProcessEmptied(ModificationRefused):
    """A called process would be left with nothing active."""

    code: ClassVar[str] = "called_process_emptied"
    template: ClassVar[str] = sentence(
        "Expected called process '%(process_id)s' to keep an active element, but its last one is to be ended. "
        "End the call activity, element instance '%(key)s', instead."
    )
