"""*Văn bản đã phát hành*: what was issued, as a list, as a file, and each document to read and to print."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext

from service.access import policy
from service.access.edge import read
from service.access.policy import Action, ReportResource
from service.access.queries import display_names
from service.access.routes import How, asks
from service.core.clock import business_date
from service.nomination.agencies.queries import Agency, every_agency
from service.nomination.correspondence import queries
from service.nomination.correspondence.rules import DOCUMENT_CODES
from service.nomination.correspondence.words import (
    MODES,
    OF_UNIT,
    PARAGRAPHS,
    REPORTED,
    SUBJECTS,
    TITLES,
    kind_of,
)
from service.nomination.plans.queries import movements, plan_by_code
from service.web.i18n import format_date, language, translated
from service.web.spreadsheet import csv_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from flask import Response

    from service.core.tx import Tx
    from service.nomination.correspondence.queries import Issued

blueprint = Blueprint("correspondence", __name__, url_prefix="/issued", template_folder="templates")

PAGE_SIZE = 50


@blueprint.get("")
@asks(Action.CORRESPONDENCE_READ, How.ACTOR)
def index() -> str:
    """Show what was issued, newest first."""
    filters = _filters()
    with read() as tx:
        page = queries.visible_documents(tx, filters, cursor=request.args.get("after"), limit=PAGE_SIZE)
        return render_template(
            "correspondence/index.html",
            page=page,
            filters=filters,
            kinds=_kinds(),
            years=queries.years_of_documents(tx),
            names=_short_names(tx),
            title_of=_title,
            about=_about,
            modes=MODES,
        )


@blueprint.get("/list.csv")
@asks(Action.CORRESPONDENCE_READ, How.ACTOR)
def index_csv() -> Response:
    """Send the list, narrowed as asked, as CSV."""
    with read() as tx:
        names = _short_names(tx)
        found = queries.visible_documents(tx, _filters()).items
        return csv_file("issued", _table(found, names))


@blueprint.get("/<int:issued_document_key>")
@asks(Action.CORRESPONDENCE_READ, How.ACTOR)
def show(issued_document_key: int) -> str:
    """Show one document as it was issued: from whom to whom, when, and what it says."""
    with read() as tx:
        found = queries.visible_document(tx, issued_document_key)
        agencies = every_agency(tx, on=business_date(found.issued_at))
        kind = kind_of(found.code, found.mode)
        said = _said(tx, found, agencies)
        return render_template(
            "correspondence/show.html",
            document=found,
            kind=kind,
            title=_title(found),
            subject=translated(SUBJECTS[kind]) % said if kind in SUBJECTS else "",
            paragraphs=[translated(one) % said for one in PARAGRAPHS.get(kind, PARAGRAPHS[""])],
            movements=_movement_names(tx, found.plan),
            issuer=agencies.get(found.issuer),
            signer=display_names(tx, {found.issued_by}).get(found.issued_by, ""),
            names=said,
            case_href=tx.domain.ask("case_href", tx, found.process_instance_key),
            report_href=_report_href(tx, found),
        )


def _filters() -> queries.Filters:
    given = request.args
    code, mode = given.get("code", ""), given.get("mode", "")
    return queries.Filters(
        text=given.get("q", "").strip()[:100],
        code=code if code in DOCUMENT_CODES else "",
        agency=given.get("agency", ""),
        mode=mode if mode in MODES else "",
        year=given.get("year", type=int),
    )


def _said(tx: Tx, found: Issued, agencies: Mapping[str, Agency]) -> dict[str, Any]:
    """Return what fills the places of a document's sentences."""
    plan = plan_by_code(tx, found.plan)
    names = {code: one.name_en if language() == "en" else one.name for code, one in agencies.items()}
    return {
        **found.parameters,
        "issuer": names.get(found.issuer, found.issuer),
        "recipient": names.get(found.recipient, found.recipient),
        "plan": plan.name_en if language() == "en" else plan.name,
        "year": found.plan_year or "",
        "day": format_date(found.issued_at),
    }


def _short_names(tx: Tx) -> dict[str, str]:
    is_english = language() == "en"
    return {code: one.name_en if is_english else one.short_name for code, one in every_agency(tx).items()}


def _movement_names(tx: Tx, plan: str) -> dict[str, str]:
    return {one.code: one.name_en if language() == "en" else one.name for one in movements(tx, plan)}


def _kinds() -> dict[str, str]:
    """Return code → what its documents are called, both manners where they differ."""
    return {
        code: " / ".join(translated(words) for kind, words in TITLES.items() if kind.partition("/")[0] == code)
        for code in DOCUMENT_CODES
        if code not in ("D4", "D5")
    }


def _title(found: Issued) -> str:
    return translated(TITLES[kind_of(found.code, found.mode)])


def _about(found: Issued) -> str:
    """Return what a document is about beside its title: a task and its case, or a year."""
    parameters = found.parameters
    if "task" in parameters:
        return f"{parameters['task']}: {parameters['case']}"
    return str(found.plan_year or "")


def _report_href(tx: Tx, found: Issued) -> str:
    """Return where the report that a document carries is read; an empty text where the actor may not read it."""
    agency = found.issuer if found.code in OF_UNIT else ""
    if found.code not in REPORTED or not policy.may(tx.actor, Action.REPORT_READ, ReportResource(agency)):
        return ""
    return url_for("shelf.show", code=found.code, plan=found.plan, year=found.plan_year, agency=agency or None)


def _table(found: tuple[Issued, ...], names: Mapping[str, str]) -> Iterator[list[Any]]:
    yield [
        gettext("Day"),
        gettext("Code"),
        gettext("Document"),
        gettext("About"),
        gettext("From"),
        gettext("To"),
        gettext("Mode"),
    ]
    for one in found:
        mode = translated(MODES[one.mode]) if one.mode in MODES else ""
        whose = (names.get(one.issuer, one.issuer), names.get(one.recipient, one.recipient))
        yield [format_date(one.issued_at), one.code, _title(one), _about(one), *whose, mode]
