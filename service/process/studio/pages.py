"""*Quy trình*: the list of processes, one process with its versions, and the editor."""

from __future__ import annotations

import json
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext

from service import engine
from service.access import policy
from service.access.edge import begin, read
from service.access.policy import Action
from service.access.queries import display_names
from service.access.routes import How, asks
from service.config import seed_directory
from service.core.errors import AnticipatedError, NotFound, sentence
from service.process.definitions import commands
from service.process.definitions import queries as definitions
from service.process.studio import queries, rules
from service.web import allow_style_attributes
from service.web.i18n import language, translated

if TYPE_CHECKING:
    from collections.abc import Iterable

    from werkzeug.wrappers import Response as AnyResponse


blueprint = Blueprint("studio", __name__, url_prefix="/definitions", template_folder="templates")

_NO_CACHE = {"Cache-Control": "private, no-cache"}


class ProcessNotFound(NotFound):
    """No such process, or no such version of it."""

    code = "process_definition_not_found"
    template = sentence("Expected to show process '%(key)s', but it is not deployed. Choose one from the list.")


@blueprint.get("")
@asks(Action.DEFINITION_VIEW, How.ACTOR)
def index() -> str:
    """List the processes with version, running cases and last change."""
    return _index()


@blueprint.post("")
@asks(Action.DEFINITION_DEPLOY, How.ACTOR)
def upload() -> AnyResponse | tuple[str, int]:
    """Deploy files chosen from the reader's machine; all of them or none."""
    sent = [file for file in request.files.getlist("resources") if file.filename]
    resources = [commands.Resource(PurePosixPath(file.filename or "").name, file.stream.read()) for file in sent]
    try:
        with begin() as tx:
            made = commands.deploy(tx, resources, note=request.form.get("note", "")[:500])
    except engine.DiagramRefused as refused:
        return _index(findings=refused.findings), 422
    except AnticipatedError as refused:
        return _index(refusal=translated(refused)), 422
    count = len(made.definitions) + len(made.forms) + len(made.decisions)
    flash(ngettext("%(num)d resource deployed.", "%(num)d resources deployed.", count))
    return redirect(url_for("studio.index"), 303)


@blueprint.get("/new")
@asks(Action.DEFINITION_EDIT, How.ACTOR)
@allow_style_attributes
def new() -> str:
    """Show the editor with an empty diagram."""
    return render_template("studio/editor.html", definition=None, running=0, may_deploy=True)


@blueprint.get("/<process_definition_id>")
@asks(Action.DEFINITION_VIEW, How.ACTOR)
@allow_style_attributes
def show(process_definition_id: str) -> str:
    """Show a process: its diagram with what runs, the same in words, and its versions."""
    with read() as tx:
        versions = definitions.versions(tx, process_definition_id)
        shown = _version(versions, request.args.get("version", type=int), process_definition_id)
        xml = definitions.xml_of(tx, shown.definition.process_definition_key) or b""
        return render_template(
            "studio/process.html",
            definition=shown.definition,
            shown=shown,
            versions=versions,
            running=queries.running_by_version(tx, process_definition_id),
            outline=rules.outline(xml, language()),
            deployed={item.process_definition_id for item in definitions.latest_definitions(tx)},
            names=display_names(tx, {version.deployed_by for version in versions}),
            may_edit=policy.may(tx.actor, Action.DEFINITION_EDIT),
        )


@blueprint.get("/<process_definition_id>/edit")
@asks(Action.DEFINITION_EDIT, How.ACTOR)
@allow_style_attributes
def edit(process_definition_id: str) -> str:
    """Show the editor with a version of a process, the newest unless ``?version=`` names another."""
    with read() as tx:
        versions = definitions.versions(tx, process_definition_id)
        shown = _version(versions, request.args.get("version", type=int), process_definition_id)
        return render_template(
            "studio/editor.html",
            definition=shown.definition,
            latest=versions[0].definition,
            running=sum(queries.running_by_version(tx, process_definition_id).values()),
            may_deploy=policy.may(tx.actor, Action.DEFINITION_DEPLOY),
        )


@blueprint.get("/<process_definition_id>/versions/<int:version>.bpmn")
@asks(Action.DEFINITION_VIEW, How.ACTOR)
def xml(process_definition_id: str, version: int) -> Response:
    """Return the deployed bytes of a version; ``?download=1`` names them as a file."""
    with read() as tx:
        found = definitions.definition_version(tx, process_definition_id, version)
        if found is None:
            raise ProcessNotFound(key=f"{process_definition_id}, {version}")
        content = definitions.xml_of(tx, found.process_definition_key)
    response = Response(content, mimetype="application/xml", headers=_NO_CACHE)
    if "download" in request.args:
        response.headers.set("Content-Disposition", "attachment", filename=f"{process_definition_id}.bpmn")
    return response


@blueprint.get("/element-templates.json")
@asks(Action.DEFINITION_EDIT, How.ACTOR)
def element_templates() -> Response:
    """Return the element templates the editor offers, those of ``workflows/element-templates``."""
    return jsonify(_element_templates())


@blueprint.post("/lint")
@asks(Action.DEFINITION_EDIT, How.ACTOR)
def lint() -> Response:
    """Check the diagram in the body; answer every finding in the reader's language."""
    with read() as tx:
        return jsonify(findings=_said(commands.lint(tx, request.get_data())))


@blueprint.post("/deploy")
@asks(Action.DEFINITION_DEPLOY, How.ACTOR)
def deploy() -> tuple[Response, int]:
    """Deploy the diagram in the body as the next version; 422 with the findings when it is refused."""
    name = PurePosixPath(request.args.get("name", "diagram")).stem or "diagram"
    resource = commands.Resource(f"{name}.bpmn", request.get_data())
    try:
        with begin() as tx:
            made = commands.deploy(tx, [resource], note=request.args.get("note", "")[:500])
    except engine.DiagramRefused as refused:
        return jsonify(findings=_said(refused.findings), said=translated(refused)), 422
    deployed = made.definitions[0]
    flash(gettext("%(name)s, version %(version)s, is in use now.", name=deployed.name, version=deployed.version))
    href = url_for("studio.show", process_definition_id=deployed.process_definition_id)
    return jsonify(version=deployed.version, href=href, findings=_said(made.warnings)), 200


def _index(*, findings: Iterable[engine.Finding] = (), refusal: str = "") -> str:
    with read() as tx:
        found = queries.processes(tx)
        return render_template(
            "studio/index.html",
            processes=found,
            running=sum(process.running for process in found),
            names=display_names(tx, {process.last.deployed_by for process in found}),
            findings=_said(findings),
            refusal=refusal,
            may_edit=policy.may(tx.actor, Action.DEFINITION_EDIT),
            may_deploy=policy.may(tx.actor, Action.DEFINITION_DEPLOY),
        )


def _version(
    versions: list[definitions.DeployedVersion], version: int | None, process_definition_id: str
) -> definitions.DeployedVersion:
    for deployed in versions:
        if version is None or deployed.definition.version == version:
            return deployed
    raise ProcessNotFound(key=process_definition_id)


def _said(findings: Iterable[engine.Finding]) -> list[dict[str, Any]]:
    return [
        {
            "ruleId": finding.rule_id,
            "severity": finding.severity,
            "elementId": finding.element_id,
            "message": translated(finding),
        }
        for finding in findings
    ]


def _element_templates() -> list[Any]:
    templates: list[Any] = []
    for path in sorted((seed_directory() / "workflows" / "element-templates").glob("*.json")):
        content = json.loads(path.read_text(encoding="utf-8"))
        templates += content if isinstance(content, list) else [content]
    return templates
