"""Forms and decisions: the lists, and one version with how it looks and who uses it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Response, render_template, request, url_for

from service.access import policy
from service.access.edge import read
from service.access.policy import Action
from service.access.queries import display_names
from service.access.routes import How, asks
from service.core.clock import business_date
from service.core.errors import NotFound, sentence
from service.process.decisions.queries import decision_model, decision_xml
from service.process.forms import pages as form_pages
from service.process.forms.queries import form_by_key
from service.process.forms.rules import from_html
from service.process.studio import queries, rules
from service.process.studio.pages.entrance import as_file, blueprint
from service.process.worklist.queries import form_context
from service.web.i18n import language

if TYPE_CHECKING:
    from collections.abc import Mapping

    from service.core.tx import Tx
    from service.process.definitions.queries import Definition
    from service.process.studio.queries import Artefact


class ArtefactNotFound(NotFound):
    """No such form or decision, or no such version of it."""

    code = "artefact_not_found"
    template = sentence("Expected to show '%(key)s', but it is not deployed. Choose one from the list.")


@blueprint.get("/forms")
@asks(Action.DEFINITION_VIEW, How.ACTOR)
def forms() -> str:
    """List the forms with version, the processes that use them, and last change."""
    with read() as tx:
        return _list(tx, queries.latest_forms(tx), "forms")


@blueprint.get("/decisions")
@asks(Action.DEFINITION_VIEW, How.ACTOR)
def decisions() -> str:
    """List the decisions with version, the processes that use them, and last change."""
    with read() as tx:
        return _list(tx, queries.latest_decisions(tx), "decisions")


@blueprint.route("/forms/<form_id>", methods=["GET", "POST"])
@asks(Action.DEFINITION_VIEW, How.ACTOR)
def show_form(form_id: str) -> str:
    """Show a form as officers see it, to be tried out: what is sent here decides what is asked, nothing is kept."""
    with read() as tx:
        versions = queries.form_versions(tx, form_id)
        shown = _version(versions, form_id)
        form = form_by_key(tx, shown.key).form
        questions = form_pages.render(
            form,
            from_html(form, request.form),
            {},
            form_context(tx, None, {}),
            now=tx.now,
            locale=language(),
            links=form_pages.Links(refresh=url_for("studio.show_form", form_id=form_id, version=shown.version)),
        )
        return _page(tx, "studio/form.html", versions, shown, "forms", questions=questions)


@blueprint.get("/decisions/<decision_definition_id>")
@asks(Action.DEFINITION_VIEW, How.ACTOR)
def show_decision(decision_definition_id: str) -> str:
    """Show a decision: its table as it is drawn."""
    with read() as tx:
        versions = queries.decision_versions(tx, decision_definition_id)
        shown = _version(versions, decision_definition_id)
        xml = decision_xml(tx, shown.key) or b""
        tables = rules.decision_tables(xml)
        table = next(item for item in tables if item.decision_id == decision_definition_id)
        is_dated = rules.block_in_force(xml, decision_definition_id, business_date(tx.now)) is not None
        may_change = is_dated and shown is versions[0] and policy.may(tx.actor, Action.DEFINITION_DEPLOY)
        model = decision_model(tx, shown.key)
        required = model.decision(decision_definition_id).required_decisions if model is not None else ()
        parts = {"table": table, "may_change": may_change, "required": required}
        return _page(tx, "studio/decision.html", versions, shown, "decisions", **parts)


@blueprint.get("/forms/<form_id>/versions/<int:version>.form")
@asks(Action.DEFINITION_VIEW, How.ACTOR)
def form_document(form_id: str, version: int) -> Response:
    """Return the file a form version was deployed with."""
    with read() as tx:
        shown = _version(queries.form_versions(tx, form_id), form_id, version)
        return as_file(form_by_key(tx, shown.key).document, "application/json", name=f"{form_id}.form")


@blueprint.get("/decisions/<decision_definition_id>/versions/<int:version>.dmn")
@asks(Action.DEFINITION_VIEW, How.ACTOR)
def decision_document(decision_definition_id: str, version: int) -> Response:
    """Return the file a decision version was deployed with."""
    with read() as tx:
        shown = _version(queries.decision_versions(tx, decision_definition_id), decision_definition_id, version)
        return as_file(decision_xml(tx, shown.key) or b"", "application/xml", name=shown.resource_name)


def _list(tx: Tx, found: list[Artefact], kind: str) -> str:
    return render_template(
        "studio/artefacts.html",
        artefacts=found,
        kind=kind,
        users=_users(tx, kind),
        names=display_names(tx, {item.deployed_by for item in found}),
        may_deploy=policy.may(tx.actor, Action.DEFINITION_DEPLOY),
    )


def _page(tx: Tx, template: str, versions: list[Artefact], shown: Artefact, kind: str, **parts: Any) -> str:
    return render_template(
        template,
        versions=versions,
        shown=shown,
        users=_users(tx, kind).get(shown.artefact_id, []),
        names=display_names(tx, {item.deployed_by for item in versions}),
        **parts,
    )


def _users(tx: Tx, kind: str) -> Mapping[str, list[tuple[Definition, tuple[str, ...]]]]:
    """Return artefact id → each process whose newest version uses it, with the steps that do."""
    users: dict[str, list[tuple[Definition, tuple[str, ...]]]] = {}
    for definition, used in queries.used(tx, language()):
        for artefact_id, steps in getattr(used, kind).items():
            users.setdefault(artefact_id, []).append((definition, steps))
    return users


def _version(versions: list[Artefact], artefact_id: str, version: int | None = None) -> Artefact:
    wanted = version if version is not None else request.args.get("version", type=int)
    for artefact in versions:
        if wanted is None or artefact.version == wanted:
            return artefact
    raise ArtefactNotFound(key=artefact_id)
