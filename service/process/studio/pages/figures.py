"""The figures of a dated decision: enter those of another day, see what they would have changed, put them in force."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext

from service.access.edge import begin, read
from service.access.policy import Action
from service.access.routes import How, asks
from service.core.clock import business_date, parse_day
from service.core.errors import Conflict, NotFound, sentence
from service.process.decisions.commands import read_model
from service.process.decisions.effects import effects
from service.process.decisions.queries import decision_xml
from service.process.definitions import commands
from service.process.studio import queries, rules
from service.process.studio.pages.entrance import blueprint

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask.typing import ResponseReturnValue

    from service.core.tx import Tx
    from service.process.studio.queries import Artefact

_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?")
_NOT_A_DATE = sentence("Enter a date as day/month/year.")
_NOT_A_NUMBER = sentence("Enter a number for “%(label)s”.")
_NO_BASIS = sentence("Say what the figures rest on, such as a decree or a decision.")
_SAME = sentence("Change a figure: these are in force already.")


class NoDatedTable(NotFound):
    """The decision has no figures that hold from a day on."""

    code = "no_dated_table"
    template = sentence("Expected to change the figures of '%(key)s', but it is no dated table. Edit its file instead.")


class FiguresChangedMeanwhile(Conflict):
    """Somebody else deployed the decision since the page was opened."""

    code = "figures_changed_meanwhile"
    template = sentence(
        "Expected to change version %(version)s of '%(key)s', but a newer one is in use. Look at it, enter them again."
    )


@dataclass(frozen=True, slots=True)
class Entered:
    """What was entered on the page: texts as typed, and what they mean once nothing is wrong."""

    day: date | None = None
    figures: Mapping[rules.Place, str] = field(default_factory=dict)
    basis: str = ""
    errors: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Effect:
    """How past cases would have gone: how many asked, and (what was, what would be) → how many."""

    asked: int
    changes: Counter[tuple[str, str]]


@blueprint.get("/decisions/<decision_definition_id>/figures")
@asks(Action.DEFINITION_DEPLOY, How.ACTOR)
def figures(decision_definition_id: str) -> str:
    """Ask for the figures of another day; those in force today stand in the fields."""
    with read() as tx:
        latest = _latest(tx, decision_definition_id)
        block = _block(tx, latest, business_date(tx.now))
        values = {figure.place: figure.value for line in block.lines for figure in line.figures}
        return _page(latest, block, Entered(figures=values))


@blueprint.post("/decisions/<decision_definition_id>/figures")
@asks(Action.DEFINITION_DEPLOY, How.ACTOR)
def change_figures(decision_definition_id: str) -> ResponseReturnValue:
    """Show what the figures entered would have changed, or put them in force as a new version."""
    if request.form.get("_do") == "apply":
        return _applied(decision_definition_id)
    with read() as tx:
        latest = _latest(tx, decision_definition_id)
        block, entered = _entered(tx, latest)
        if entered.errors:
            return make_response(_page(latest, block, entered), 422)
        return _page(latest, block, entered, _effect(tx, latest, _changed(tx, latest, entered)))


def _applied(decision_definition_id: str) -> ResponseReturnValue:
    with begin() as tx:
        latest = _latest(tx, decision_definition_id)
        if request.form.get("version") != str(latest.version):
            raise FiguresChangedMeanwhile(key=latest.name, version=request.form.get("version", ""))
        block, entered = _entered(tx, latest)
        if entered.errors:
            return make_response(_page(latest, block, entered), 422)
        resource = commands.Resource(latest.resource_name, _changed(tx, latest, entered))
        commands.deploy(tx, [resource], note=entered.basis)
        version = _latest(tx, decision_definition_id).version
    flash(gettext("%(name)s, version %(version)s, is in use now.", name=latest.name, version=version), "done")
    return redirect(url_for("studio.show_decision", decision_definition_id=decision_definition_id), 303)


def _latest(tx: Tx, decision_definition_id: str) -> Artefact:
    versions = queries.decision_versions(tx, decision_definition_id)
    if not versions:
        raise NoDatedTable(key=decision_definition_id)
    return versions[0]


def _block(tx: Tx, latest: Artefact, day: date) -> rules.Block:
    block = rules.block_in_force(decision_xml(tx, latest.key) or b"", latest.artefact_id, day)
    if block is None:
        raise NoDatedTable(key=latest.name)
    return block


def _entered(tx: Tx, latest: Artefact) -> tuple[rules.Block, Entered]:
    """Return the block that holds on the day entered, and what was entered with every fault."""
    errors: list[tuple[str, Any]] = []
    day = parse_day(request.form.get("from_on", ""))
    if day is None:
        errors.append(("from_on", _NOT_A_DATE))
    block = _block(tx, latest, day or business_date(tx.now))
    values: dict[rules.Place, str] = {}
    for figure in (figure for line in block.lines for figure in line.figures):
        name = f"figure-{figure.place[0]}-{figure.place[1]}"
        values[figure.place] = text = request.form.get(name, "").strip().replace(",", ".")
        if not _NUMBER.fullmatch(text):
            errors.append((name, sentence(_NOT_A_NUMBER, label=figure.label)))
    basis = " ".join(request.form.get("basis", "").split())[:500]
    if not basis:
        errors.append(("basis", _NO_BASIS))
    if not errors and all(values[figure.place] == figure.value for line in block.lines for figure in line.figures):
        errors.append(("from_on", _SAME))
    return block, Entered(day, values, basis, tuple(errors))


def _changed(tx: Tx, latest: Artefact, entered: Entered) -> bytes:
    xml = decision_xml(tx, latest.key) or b""
    return rules.with_figures(xml, latest.artefact_id, entered.day or date.min, entered.figures, entered.basis)


def _effect(tx: Tx, latest: Artefact, xml: bytes) -> Effect:
    found = list(effects(tx, read_model(xml, name=latest.resource_name)))
    changes = Counter((_said(each.was), each.fault or _said(each.would_be)) for each in found if each.is_change)
    return Effect(len(found), changes)


def _said(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_said(inner)}" for key, inner in value.items())
    return gettext("nothing") if value is None else str(value)


def _page(latest: Artefact, block: rules.Block, entered: Entered, effect: Effect | None = None) -> str:
    return render_template(
        "studio/figures.html",
        shown=latest,
        block=block,
        entered=entered,
        from_on=request.form.get("from_on", ""),
        faults=dict(entered.errors),
        effect=effect,
    )
