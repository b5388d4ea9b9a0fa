"""``/api/v1/nominations`` and ``/api/v1/exemplars``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import request

from service.access import policy
from service.access.current import actor
from service.access.edge import begin, read
from service.access.policy import Action
from service.access.routes import How, asks
from service.nomination.exemplars import commands, queries, schemas
from service.web.interface import Blueprint

if TYPE_CHECKING:
    from service.core.paging import Page

blueprint = Blueprint("exemplars_api", __name__, url_prefix="/api/v1", description="Nominations and exemplars")


@blueprint.post("/nominations")
@blueprint.doc(parameters=[schemas.IDEMPOTENCY_KEY])
@blueprint.arguments(schemas.NominationStart)
@blueprint.response(201, schemas.Nomination)
@asks(Action.CASE_START)
def start_nomination(body: dict[str, Any]) -> queries.Exemplar:
    """Start the life of an exemplar for one of the actor's agencies.

    The same ``Idempotency-Key`` sent again by the same person answers with the nomination made the first time.
    """
    policy.authorize(actor(), Action.CASE_START, policy.StartResource(body["agency"]))
    with begin() as tx:
        return commands.start_nomination(
            tx, agency=body["agency"], idempotency_key=request.headers.get("Idempotency-Key")
        )


@blueprint.get("/nominations")
@blueprint.arguments(schemas.ExemplarQuery, location="query")
@blueprint.response(200, schemas.NominationPage)
@asks(Action.WORKLIST_VIEW, How.ACTOR)
def list_nominations(query: dict[str, Any]) -> Page[queries.Exemplar]:
    """List the nominations the actor may see, newest first."""
    return _page(query)


@blueprint.get("/exemplars")
@blueprint.arguments(schemas.ExemplarQuery, location="query")
@blueprint.response(200, schemas.ExemplarPage)
@asks(Action.WORKLIST_VIEW, How.ACTOR)
def list_exemplars(query: dict[str, Any]) -> Page[queries.Exemplar]:
    """List the exemplars the actor may see, newest first."""
    return _page(query)


@blueprint.get("/exemplars/<int:exemplar_key>")
@blueprint.response(200, schemas.Exemplar)
@asks(Action.CASE_VIEW)
def get_exemplar(exemplar_key: int) -> queries.Exemplar:
    """Return one exemplar; one whose case the actor may not see is not found."""
    with read() as tx:
        return queries.visible_exemplar(tx, exemplar_key)


def _page(query: dict[str, Any]) -> Page[queries.Exemplar]:
    filters = queries.Filters(
        movement=query["movement"],
        agency=query["agency"],
        status=query["status"],
        year=query["year"],
        text=query["search"],
    )
    with read() as tx:
        return queries.exemplars(tx, filters, limit=query["limit"], cursor=query["cursor"])
