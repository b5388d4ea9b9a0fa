"""The blueprint that the pages of this room hang on, and the names they all show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint
from flask_babel import gettext

from service.access import policy
from service.access.policy import Action, CaseResource
from service.process.definitions import queries as definitions
from service.process.monitoring.rules import picture_of
from service.web.i18n import language

if TYPE_CHECKING:
    from service.core.tx import Tx

blueprint = Blueprint("monitoring", __name__, url_prefix="/monitoring", template_folder="../templates")


def element_name(tx: Tx, process_definition_key: int, element_id: str) -> str:
    """Return the name of an element, or of the process itself, in the reader's language; its id where it has none."""
    xml = definitions.xml_of(tx, process_definition_key) or b""
    return picture_of(xml, language()).names.get(element_id) or element_id


def shown_case(tx: Tx, item: Any) -> tuple[str, str | None]:
    """Return how a case is named to the reader and the address of its page: who may not see it gets its number alone.

    ``item`` has the key, title, business id and groups of a process instance.
    """
    if policy.may(tx.actor, Action.CASE_VIEW, CaseResource(frozenset(item.groups))):
        return item.title, tx.domain.ask("case_href", tx, item.process_instance_key)
    return str(gettext("Case %(number)s", number=item.business_id or item.process_instance_key)), None
