"""The editor: what it opens, what it asks the server, and deploying from it."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from flask import Response, flash, jsonify, render_template, request, url_for
from flask_babel import gettext

from service import engine
from service.access import policy
from service.access.edge import begin, read
from service.access.policy import Action
from service.access.queries import display_names
from service.access.routes import How, asks
from service.process.definitions import commands
from service.process.definitions import queries as definitions
from service.process.studio import queries, rules
from service.process.studio.pages.element_templates import element_templates as element_templates_of
from service.process.studio.pages.entrance import blueprint, said, version_of
from service.web import allow_style_attributes
from service.web.i18n import language, translated

if TYPE_CHECKING:
    from service.core.tx import Tx


@blueprint.get("/definitions/new")
@asks(Action.DEFINITION_EDIT, How.ACTOR)
@allow_style_attributes
def new() -> str:
    """Show the editor with an empty diagram."""
    with read() as tx:
        return render_template(
            "studio/editor.html", definition=None, may_deploy=policy.may(tx.actor, Action.DEFINITION_DEPLOY)
        )


@blueprint.get("/definitions/<process_definition_id>/edit")
@asks(Action.DEFINITION_EDIT, How.ACTOR)
@allow_style_attributes
def edit(process_definition_id: str) -> str:
    """Show the editor with a version of a process, the newest unless ``?version=`` names another."""
    with read() as tx:
        versions = definitions.versions(tx, process_definition_id)
        shown = version_of(versions, request.args.get("version", type=int), process_definition_id)
        return render_template(
            "studio/editor.html",
            definition=shown.definition,
            may_deploy=policy.may(tx.actor, Action.DEFINITION_DEPLOY),
        )


@blueprint.get("/definitions/element-templates.json")
@asks(Action.DEFINITION_EDIT, How.ACTOR)
def element_templates() -> Response:
    """Return the element templates the editor offers."""
    with read() as tx:
        return jsonify(element_templates_of(tx.domain))


@blueprint.post("/definitions/lint")
@asks(Action.DEFINITION_EDIT, How.ACTOR)
def lint() -> Response:
    """Check the diagram in the body; answer every finding in the reader's language."""
    with read() as tx:
        return jsonify(findings=said(commands.lint(tx, request.get_data())))


@blueprint.post("/definitions/changes")
@asks(Action.DEFINITION_EDIT, How.ACTOR)
def changes() -> tuple[Response, int]:
    """Say what deploying the diagram in the body would change, as HTML; 422 with the findings where it is refused.

    ``?base=`` is the version the work began from.
    """
    xml = request.get_data()
    with read() as tx:
        findings = commands.lint(tx, xml)
        if any(finding.severity == "error" for finding in findings):
            return jsonify(findings=said(findings)), 422
        html = _what_changes(tx, xml, request.args.get("base", type=int))
    return jsonify(findings=said(findings), html=html), 200


@blueprint.post("/definitions/deploy")
@asks(Action.DEFINITION_DEPLOY, How.ACTOR)
def deploy() -> tuple[Response, int]:
    """Deploy the diagram in the body as the next version; 422 with the findings when it is refused."""
    name = PurePosixPath(request.args.get("name", "diagram")).stem or "diagram"
    resource = commands.Resource(f"{name}.bpmn", request.get_data())
    try:
        with begin() as tx:
            made = commands.deploy(tx, [resource], note=request.args.get("note", "").strip()[:500])
    except engine.DiagramRefused as refused:
        return jsonify(findings=said(refused.findings), said=translated(refused)), 422
    deployed = made.definitions[0]
    flash(
        gettext("%(name)s, version %(version)s, is in use now.", name=deployed.name, version=deployed.version), "done"
    )
    href = url_for("studio.show", process_definition_id=deployed.process_definition_id)
    return jsonify(version=deployed.version, href=href, findings=said(made.warnings)), 200


def _what_changes(tx: Tx, xml: bytes, base: int | None) -> str:
    diagram = engine.read(xml)
    versions = definitions.versions(tx, diagram.process_id)
    latest = versions[0] if versions else None
    before = None if latest is None else definitions.xml_of(tx, latest.definition.process_definition_key)
    running = queries.running_by_version(tx, diagram.process_id)
    return render_template(
        "studio/changes.html",
        name=diagram.name or diagram.process_id,
        process_definition_id=diagram.process_id,
        latest=latest,
        base=base,
        who=display_names(tx, {latest.deployed_by} if latest else set()),
        changes=rules.changes(before, xml, language()) if before is not None else (),
        steps=len(rules.outline(xml, language())),
        kinds=rules.KINDS,
        running=sorted((version, count) for (_, version), count in running.items()),
        standing=queries.cases_by_element(tx, diagram.process_id),
        callers=queries.callers(tx, diagram.process_id),
    )
