"""The list of processes, one process with its versions, and files to deploy."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import ngettext

from service import engine
from service.access import policy
from service.access.edge import begin, read
from service.access.policy import Action
from service.access.queries import display_names
from service.access.routes import How, asks
from service.core.errors import AnticipatedError
from service.process.definitions import commands
from service.process.definitions import queries as definitions
from service.process.monitoring.queries import counts_by_element
from service.process.monitoring.rules import picture_of
from service.process.studio import queries, rules
from service.process.studio.pages.entrance import ProcessNotFound, as_file, blueprint, said, version_of
from service.web.i18n import language, translated

if TYPE_CHECKING:
    from collections.abc import Iterable

    from werkzeug.wrappers import Response as AnyResponse

    from service.core.tx import Tx
    from service.process.definitions.queries import DeployedVersion


@blueprint.get("/definitions")
@asks(Action.DEFINITION_VIEW, How.ACTOR)
def index() -> str:
    """List the processes with version, running cases and last change."""
    return _index()


@blueprint.post("/definitions")
@asks(Action.DEFINITION_DEPLOY, How.ACTOR)
def upload() -> AnyResponse | tuple[str, int]:
    """Deploy files chosen from the reader's machine; all of them or none."""
    sent = [file for file in request.files.getlist("resources") if file.filename]
    resources = [commands.Resource(PurePosixPath(file.filename or "").name, file.stream.read()) for file in sent]
    try:
        with begin() as tx:
            made = commands.deploy(tx, resources, note=request.form.get("note", "").strip()[:500])
    except engine.DiagramRefused as refused:
        return _index(findings=refused.findings), 422
    except AnticipatedError as refused:
        return _index(refusal=translated(refused)), 422
    count = len(made.definitions) + len(made.forms) + len(made.decisions)
    flash(ngettext("%(num)d resource deployed.", "%(num)d resources deployed.", count), "done")
    kinds = ((made.definitions, "studio.index"), (made.forms, "studio.forms"), (made.decisions, "studio.decisions"))
    return redirect(url_for(next(endpoint for found, endpoint in kinds if found)), 303)


@blueprint.get("/definitions/<process_definition_id>")
@asks(Action.DEFINITION_VIEW, How.ACTOR)
def show(process_definition_id: str) -> str:
    """Show a process: its diagram with what runs, the same in words, what changed, and its versions."""
    with read() as tx:
        versions = definitions.versions(tx, process_definition_id)
        shown = version_of(versions, request.args.get("version", type=int), process_definition_id)
        xml = definitions.xml_of(tx, shown.definition.process_definition_key) or b""
        before = _version_before(versions, shown)
        is_latest = shown.definition.version == versions[0].definition.version
        return render_template(
            "studio/process.html",
            definition=shown.definition,
            is_latest=is_latest,
            versions=versions,
            picture=picture_of(xml, language()),
            is_whole=request.args.get("view") == "whole",
            counts=counts_by_element(tx, process_definition_id) if is_latest else {},
            running=queries.running_by_version(tx, process_definition_id),
            outline=rules.outline(xml, language()),
            before=before,
            changes=_changes(tx, before, xml),
            kinds=rules.KINDS,
            deployed={item.process_definition_id for item in definitions.latest_definitions(tx)},
            names=display_names(tx, {version.deployed_by for version in versions}),
            may_edit=policy.may(tx.actor, Action.DEFINITION_EDIT),
            may_migrate=policy.may(tx.actor, Action.CASE_MIGRATE, policy.CaseResource()),
            may_see_incidents=policy.may(tx.actor, Action.INCIDENT_VIEW),
        )


@blueprint.get("/definitions/<process_definition_id>/versions/<int:version>.bpmn")
@asks(Action.DEFINITION_VIEW, How.ACTOR)
def xml(process_definition_id: str, version: int) -> Response:
    """Return the deployed bytes of a version; ``?download=1`` names them as a file."""
    with read() as tx:
        found = definitions.definition_version(tx, process_definition_id, version)
        if found is None:
            raise ProcessNotFound(key=f"{process_definition_id}, {version}")
        content = definitions.xml_of(tx, found.process_definition_key) or b""
    return as_file(
        content, "application/xml", name=f"{process_definition_id}.bpmn" if "download" in request.args else ""
    )


def _index(*, findings: Iterable[engine.Finding] = (), refusal: str = "") -> str:
    with read() as tx:
        found = queries.processes(tx)
        return render_template(
            "studio/index.html",
            processes=found,
            cases=queries.running_cases(tx),
            names=display_names(tx, {process.last.deployed_by for process in found}),
            findings=said(findings),
            refusal=refusal,
            may_edit=policy.may(tx.actor, Action.DEFINITION_EDIT),
            may_migrate=policy.may(tx.actor, Action.CASE_MIGRATE, policy.CaseResource()),
            may_deploy=policy.may(tx.actor, Action.DEFINITION_DEPLOY),
        )


def _version_before(versions: list[DeployedVersion], shown: DeployedVersion) -> DeployedVersion | None:
    return next((item for item in versions if item.definition.version < shown.definition.version), None)


def _changes(tx: Tx, before: DeployedVersion | None, xml: bytes) -> tuple[rules.Change, ...]:
    if before is None:
        return ()
    return rules.changes(definitions.xml_of(tx, before.definition.process_definition_key), xml, language())
