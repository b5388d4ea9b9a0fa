"""What somebody sees who opens the form of a task, and what is attached there."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

from service.core.clock import business_date
from service.core.late import Late
from service.process.documents.commands import StoredContent, create_document, store_content
from service.process.forms.queries import form_by_key
from service.process.instances.queries import visible_variables
from service.process.worklist.queries import Lists
from service.simulation.answers import Situation

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from service.core.tx import Tx
    from service.process.forms.rules import Component
    from service.process.instances.queries import UserTask

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"trailer<</Root 1 0 R>>\n"
)


def store_attachment(documents_dir: Path) -> StoredContent:
    """Store the file that is attached wherever one is asked for; call before the transaction begins."""
    return store_content(documents_dir, file_name="minh-chung.pdf", stream=BytesIO(PDF))


def situation(
    tx: Tx, task: UserTask, subject: Mapping[str, Any], texts: Mapping[str, str], attached: StoredContent
) -> Situation | None:
    """Return what the answers to a task about ``subject`` depend on; ``None`` where it has no form."""
    if task.form_key is None:
        return None
    deployed = form_by_key(tx, task.form_key)
    key = task.process_instance_key
    variables = Late(lambda: visible_variables(tx, key, task.user_task_key))
    lists = Lists(tx, key, variables)
    asks_for_file = _asks_for_file(deployed.form.components)
    return Situation(
        case=subject,
        form_id=deployed.form_id,
        process_id=task.process_definition_id,
        element_id=task.element_id,
        variables=variables,
        today=business_date(tx.now),
        texts=texts,
        file=create_document(tx, attached, process_instance_key=key).reference() if asks_for_file else {},
        options=lambda name: [option["value"] for option in lists[name]],
        prefilled=Late(lambda: tx.domain.ask("prefill", tx, deployed.form_id, key, variables, default={})),
    )


@cache
def _asks_for_file(parts: tuple[Component, ...]) -> bool:
    return any(part.type == "filepicker" or _asks_for_file(part.children) for part in parts)
