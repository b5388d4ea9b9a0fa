"""Cases that are migrated in tests: small diagrams of user tasks, and what is done with them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from service.core.actor import Actor
from service.core.database import business_clock
from service.process.definitions.commands import Resource, deploy
from service.process.definitions.queries import definition_version
from service.process.instances.commands import (
    Migration,
    create_instance,
    migrate_instance,
    proposed_instructions,
)
from service.process.instances.model import process_instance
from service.process.instances.queries import open_user_tasks
from service.process.worklist.commands import complete_user_task
from tests.support import bpmn
from tests.support.pinned import NINE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from service import engine
    from service.core.database import Database

OFFICER = Actor("officer", account_key=1, display_name="Officer", groups=frozenset({"so-y-te", "so-y-te/officer"}))
MINE = '<zeebe:assignmentDefinition candidateGroups="so-y-te/officer"/>'
QUESTION = '{"type": "textfield", "key": "a", "label": "A"}'
LETTER = bpmn.message("letter", "= place")
RECALL = bpmn.boundary("recall", "ask", bpmn.by_message("letter")) + bpmn.end("gone") + bpmn.flow("recall", "gone")


def user(element_id: str, *inner: str, **options: Any) -> str:
    return bpmn.user(element_id, *inner, extensions=MINE, **{"form": "", **options})


def in_a_row(process_id: str, *nodes: str, ids: Sequence[str], roots: tuple[str, ...] = ()) -> bytes:
    return bpmn.diagram(process_id, bpmn.start(), *nodes, bpmn.end(), bpmn.path("start", *ids, "end"), roots=roots)


def deployed(database: Database, *files: bytes) -> None:
    with database.begin() as tx:
        deploy(tx, [Resource(f"{n}.bpmn", xml) for n, xml in enumerate(files)])


def version(database: Database, process_id: str, number: int) -> int:
    with database.read() as tx:
        found = definition_version(tx, process_id, number)
    assert found is not None
    return found.process_definition_key


def start(database: Database, process_id: str, **variables: Any) -> int:
    with database.begin(OFFICER) as tx:
        return create_instance(tx, process_definition_id=process_id, variables=variables)


def migrate(
    database: Database, key: int, target: int, *instructions: engine.Instruction, source: int | None = None
) -> None:
    with database.begin(OFFICER) as tx:
        migration = Migration(target, instructions, source)
        migrate_instance(tx, process_instance_key=key, migration=migration, reason="Sửa hạn xét")


def migrate_as_proposed(database: Database, key: int, process_id: str) -> None:
    source, target = version(database, process_id, 1), version(database, process_id, 2)
    with database.read() as tx:
        instructions = proposed_instructions(tx, source, target)
    migrate(database, key, target, *instructions)


def complete(database: Database, key: int, element_id: str, **answers: Any) -> None:
    with database.begin(OFFICER) as tx:
        task = next(task for task in open_user_tasks(tx, key) if task.element_id == element_id)
        complete_user_task(tx, user_task_key=task.user_task_key, answers=answers)


def tasks(database: Database, key: int) -> list[str]:
    with database.read() as tx:
        return sorted(task.element_id for task in open_user_tasks(tx, key))


def read(database: Database, *columns: Any, **conditions: Any) -> list[Any]:
    with database.read() as tx:
        return list(tx.execute(select(*columns).filter_by(**conditions)).all())


def state(database: Database, key: int) -> str:
    ((found,),) = read(database, process_instance.c.state, process_instance_key=key)
    return str(found)


def set_clock(database: Database, days: int) -> None:
    with database.begin() as tx:
        tx.execute(update(business_clock).values(pinned_at=NINE + timedelta(days=days)))


def same(*drawn_ids: str) -> list[engine.Instruction]:
    return [(drawn_id, drawn_id) for drawn_id in drawn_ids]
