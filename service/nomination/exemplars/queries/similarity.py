"""Where an exemplar could be learnt from: agencies most like its own (R52)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.nomination.agencies.queries import Agency, agencies

if TYPE_CHECKING:
    from service.core.tx import Tx
    from service.nomination.exemplars.queries.exemplar import Exemplar

_MOST = 10
_ARMED = "armed_forces"
_WEIGHTS = {"family": 3, "kind": 2, "parent": 1}


def similar_agencies(tx: Tx, found: Exemplar) -> list[dict[str, Any]]:
    """Return at most ten agencies as rows ``agency, similarity, factors``, the most alike first.

    Alike are agencies of the same family, kind and parent body. A secret exemplar stays among the armed forces.
    """
    standing = agencies(tx)
    own = next((agency for agency in standing if agency.code == found.agency), None)
    rows = [
        _row(own, agency)
        for agency in standing
        if agency.code not in {found.agency, found.lead_agency} and (not found.secret or agency.family == _ARMED)
    ]
    return sorted(rows, key=lambda row: -row["similarity"])[:_MOST]


def _row(own: Agency | None, agency: Agency) -> dict[str, Any]:
    factors = [
        name
        for name in _WEIGHTS
        if own is not None and getattr(own, name) and getattr(own, name) == getattr(agency, name)
    ]
    return {"agency": agency.code, "similarity": sum(_WEIGHTS[name] for name in factors), "factors": factors}
