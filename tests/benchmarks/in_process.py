"""Durable completions in one process, beside the naive way, and at the start of a case beside its end."""

from __future__ import annotations

import time
from statistics import median
from typing import TYPE_CHECKING

from sqlalchemy import LargeBinary, cast, func, select

from service.process.instances.model import process_instance, user_task
from service.process.worklist.commands import complete_user_task
from tests.benchmarks import case
from tests.benchmarks.report import Row
from tests.support.watching import watched

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from service.core.database import Database
    from tests.benchmarks.case import Prepared, Shape
    from tests.benchmarks.naive import Naive


def open_tasks(database: Database, instances: Sequence[int]) -> list[int]:
    """Return the key of each instance's one open user task, in the instances' order."""
    statement = select(user_task.c.process_instance_key, user_task.c.user_task_key).where(
        user_task.c.process_instance_key.in_(instances), user_task.c.state == "CREATED"
    )
    with database.read() as tx:
        found = {row.process_instance_key: row.user_task_key for row in tx.execute(statement)}
    return [found[key] for key in instances]


def complete(prepared: Prepared, user_task_key: int) -> float:
    """Complete a user task as the service does between request and answer; returns the seconds."""
    answers = case.answers()
    began = time.perf_counter()
    with prepared.database.begin(prepared.officer) as tx:
        complete_user_task(tx, user_task_key=user_task_key, answers=answers)
    return time.perf_counter() - began


def step(prepared: Prepared, instances: Sequence[int]) -> list[float]:
    """Complete the open task of each instance; returns the seconds of each."""
    return [complete(prepared, key) for key in open_tasks(prepared.database, instances)]


def beside_naive(prepared: Prepared, naive: Naive, shape: Shape, rounds: int) -> Iterator[Row]:
    """Play whole cases both ways, taking turns."""
    ours, theirs = [], []
    for _ in range(rounds):
        theirs.append(shape.count / sum(naive.play(shape)))
        instance = prepared.start(shape)
        ours.append(shape.count / sum(step(prepared, [instance])[0] for _ in range(shape.count)))
    yield Row(f"in_process_{shape.name}", median(ours), "completions/s")
    yield Row(f"naive_{shape.name}", median(theirs), "completions/s")
    ratio = median(mine / naive for mine, naive in zip(ours, theirs, strict=True))
    yield Row(f"in_process_{shape.name}_ratio_to_naive", ratio, "×")


def late_beside_early(prepared: Prepared, shape: Shape, instances: int) -> Iterator[Row]:
    """Compare steps 3 to 7 of cases with the steps up to the last but one of others, taking turns."""
    count = shape.count
    early = [prepared.start(shape) for _ in range(instances)]
    late = [prepared.start(shape) for _ in range(instances)]
    for _ in range(2):
        step(prepared, early)
    for _ in range(count - 6):
        step(prepared, late)
    first, last = [], []
    for _ in range(5):
        for one, other in zip(open_tasks(prepared.database, early), open_tasks(prepared.database, late), strict=True):
            first.append(complete(prepared, one))
            last.append(complete(prepared, other))
    yield Row("step_5", median(first) * 1000, "ms")
    yield Row(f"step_{count}", median(last) * 1000, "ms")
    yield Row(f"step_{count}_to_step_5_ratio", median(last) / median(first), "×")


def sizes(database: Database) -> Iterator[Row]:
    """Measure what the instances of this run keep: the whole row, state, variables and names."""
    columns = [func.length(cast(column, LargeBinary)) for column in process_instance.c]
    row = sum((func.coalesce(column, 0) for column in columns[1:]), start=func.coalesce(columns[0], 0))
    for name, state in (("running_state_bytes", "ACTIVE"), ("ended_state_bytes", "COMPLETED")):
        with database.read() as tx:
            average = tx.execute(select(func.avg(row)).where(process_instance.c.state == state)).scalar_one()
        yield Row(name, float(average), "bytes")


def cost(prepared: Prepared) -> Iterator[Row]:
    """Count what one completion asks of the database."""
    instance = prepared.start(case.THIRTY)
    step(prepared, [instance])
    key = open_tasks(prepared.database, [instance])[0]
    with watched(prepared.database) as seen:
        complete(prepared, key)
    yield Row("sql_statements_per_completion", len(seen.statements), "statements")
    yield Row("commits_per_completion", seen.commits, "commits")
