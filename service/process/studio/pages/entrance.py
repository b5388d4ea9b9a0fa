"""What the pages of this room share: the blueprint, and how findings and versions are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response

from service.core.errors import NotFound, sentence
from service.web.i18n import translated

if TYPE_CHECKING:
    from collections.abc import Iterable

    from service import engine
    from service.process.definitions.queries import DeployedVersion

blueprint = Blueprint("studio", __name__, template_folder="../templates")

_NO_CACHE = {"Cache-Control": "private, no-cache"}


class ProcessNotFound(NotFound):
    """No such process, or no such version of it."""

    code = "process_definition_not_found"
    template = sentence("Expected to show process '%(key)s', but it is not deployed. Choose one from the list.")


def version_of(versions: list[DeployedVersion], version: int | None, process_definition_id: str) -> DeployedVersion:
    """Return a version, the newest for ``None``; raises ``ProcessNotFound``."""
    for deployed in versions:
        if version is None or deployed.definition.version == version:
            return deployed
    raise ProcessNotFound(key=process_definition_id)


def said(findings: Iterable[engine.Finding]) -> list[dict[str, Any]]:
    """Return findings as the editor and the lists show them, in the reader's language."""
    return [
        {
            "ruleId": finding.rule_id,
            "severity": finding.severity,
            "elementId": finding.element_id,
            "message": translated(finding),
            "hint": translated(finding.hint) if finding.remedy else "",
        }
        for finding in findings
    ]


def as_file(content: bytes, media_type: str, *, name: str = "") -> Response:
    """Answer deployed bytes; with a name they are offered as a file."""
    response = Response(content, mimetype=media_type, headers=_NO_CACHE)
    if name:
        response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
