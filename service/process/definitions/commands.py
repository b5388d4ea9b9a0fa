"""Deploying: several resources become new versions together, or none of them does."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from sqlalchemy import select

from service import engine
from service.core.errors import InvalidInput, sentence
from service.process.decisions import commands as decision_commands
from service.process.decisions.model import decision_definition
from service.process.definitions.model import deployment, process_definition
from service.process.definitions.queries import Definition, latest_definition, latest_definitions
from service.process.forms import commands as form_commands
from service.process.forms.model import form

if TYPE_CHECKING:
    from collections.abc import Sequence

    from service.core.tx import Tx

LONGEST_NAME = 300
"""Characters of a resource's name."""


@dataclass(frozen=True, slots=True)
class Resource:
    """A file to deploy: its name (the suffix tells its kind) and its bytes."""

    name: str
    content: bytes

    @property
    def suffix(self) -> str:
        """The kind: ``.bpmn``, ``.dmn`` or ``.form``."""
        return PurePosixPath(self.name).suffix.lower()


@dataclass(frozen=True, slots=True)
class DeployedForm:
    """A form of this deployment."""

    form_key: int
    form_id: str
    version: int
    resource_name: str


@dataclass(frozen=True, slots=True)
class DeployedDecision:
    """A decision of this deployment."""

    decision_definition_key: int
    decision_definition_id: str
    version: int
    name: str
    resource_name: str


@dataclass(frozen=True, slots=True)
class Deployment:
    """What one deployment made; a resource that had not changed keeps its version."""

    deployment_key: int
    definitions: tuple[Definition, ...]
    forms: tuple[DeployedForm, ...]
    decisions: tuple[DeployedDecision, ...]
    warnings: tuple[engine.Finding, ...]


class ResourceKindUnknown(InvalidInput):
    """The file is no diagram, decision or form."""

    code = "resource_kind_unknown"
    template = sentence(
        "Expected to deploy resource '%(name)s', but its name does not end in .bpmn, .dmn or .form. Rename the file."
    )


class ResourceNameTooLong(InvalidInput):
    """The file's name does not fit."""

    code = "resource_name_too_long"
    template = sentence(
        "Expected to deploy resource '%(name)s', but its name is longer than %(limit)s characters. Rename the file."
    )


class NothingToDeploy(InvalidInput):
    """The deployment holds no resource."""

    code = "nothing_to_deploy"
    template = sentence("Expected to deploy resources, but none was sent. Choose at least one file.")


def deploy(tx: Tx, resources: Sequence[Resource], *, note: str = "") -> Deployment:
    """Deploy resources together: forms and decisions first, so that diagrams find them.

    Raises ``InvalidInput`` kinds of the rooms (``engine.DiagramRefused`` with every finding); the caller's transaction
    is then rolled back whole.
    """
    _check(resources)
    key = tx.new_key()
    tx.execute(
        deployment.insert(),
        {"deployment_key": key, "deployed_at": tx.now, "deployed_by": tx.actor.user_name, "note": note},
    )
    form_keys = [
        form_commands.deploy_form(tx, resource_name=item.name, document=item.content, deployment_key=key)
        for item in resources
        if item.suffix == ".form"
    ]
    decision_keys = [
        decision_key
        for item in resources
        if item.suffix == ".dmn"
        for decision_key in decision_commands.deploy_decisions(
            tx, resource_name=item.name, xml=item.content, deployment_key=key
        )
    ]
    diagrams = [item for item in resources if item.suffix == ".bpmn"]
    facts = known_facts(tx, also_processes=frozenset(_process_ids(diagrams)))
    deployed = [_deploy_diagram(tx, item, key, facts) for item in diagrams]
    return Deployment(
        deployment_key=key,
        definitions=tuple(definition for definition, _ in deployed),
        forms=_forms(tx, form_keys),
        decisions=_decisions(tx, decision_keys),
        warnings=tuple(finding for _, findings in deployed for finding in findings),
    )


def lint(tx: Tx, xml: bytes) -> list[engine.Finding]:
    """Return every finding about a diagram, with what is deployed and known here taken into account."""
    return engine.lint(xml, known_facts(tx))


def known_facts(tx: Tx, *, also_processes: frozenset[str] = frozenset()) -> engine.Facts:
    """Return what the linter may check names against."""
    return engine.Facts(
        groups=tx.domain.ask("known_groups", tx),
        form_ids=frozenset(tx.execute(select(form.c.form_id).distinct()).scalars()),
        decision_ids=frozenset(tx.execute(select(decision_definition.c.decision_definition_id).distinct()).scalars()),
        operation_types=frozenset(tx.domain.operations) or None,
        process_ids=frozenset(item.process_definition_id for item in latest_definitions(tx)) | also_processes,
        ends_on=tx.domain.ask("plans_end_on", tx),
    )


def _check(resources: Sequence[Resource]) -> None:
    """Refuse a deployment for what its files are called."""
    if not resources:
        raise NothingToDeploy
    for resource in resources:
        if resource.suffix not in (".bpmn", ".dmn", ".form"):
            raise ResourceKindUnknown(name=resource.name)
        if len(resource.name) > LONGEST_NAME:
            raise ResourceNameTooLong(name=resource.name, limit=LONGEST_NAME)


def _process_ids(diagrams: Sequence[Resource]) -> list[str]:
    return [PurePosixPath(item.name).stem for item in diagrams]


def _deploy_diagram(
    tx: Tx, resource: Resource, deployment_key: int, facts: engine.Facts
) -> tuple[Definition, list[engine.Finding]]:
    findings = engine.lint(resource.content, facts)
    if any(finding.severity == "error" for finding in findings):
        raise engine.DiagramRefused(findings)
    diagram = engine.read(resource.content)
    digest = hashlib.sha256(resource.content).hexdigest()
    latest = latest_definition(tx, diagram.process_id)
    if latest is not None and latest.digest == digest:
        return latest, findings
    definition = Definition(
        process_definition_key=tx.new_key(),
        process_definition_id=diagram.process_id,
        version=1 if latest is None else latest.version + 1,
        name=diagram.name or diagram.process_id,
        resource_name=resource.name,
        deployment_key=deployment_key,
        digest=digest,
        start_messages=sorted(diagram.start.messages),
        start_signals=sorted(diagram.start.signals),
    )
    values = {name: getattr(definition, name) for name in Definition.__slots__}
    tx.execute(process_definition.insert(), values | {"xml": resource.content})
    return definition, findings


def _forms(tx: Tx, form_keys: Sequence[int]) -> tuple[DeployedForm, ...]:
    rows = tx.execute(select(form).where(form.c.form_key.in_(form_keys)).order_by(form.c.form_key))
    return tuple(DeployedForm(row.form_key, row.form_id, row.version, row.resource_name) for row in rows)


def _decisions(tx: Tx, keys: Sequence[int]) -> tuple[DeployedDecision, ...]:
    table = decision_definition
    rows = tx.execute(select(table).where(table.c.decision_definition_key.in_(keys)))
    return tuple(
        DeployedDecision(
            row.decision_definition_key, row.decision_definition_id, row.version, row.name, row.resource_name
        )
        for row in rows
    )
