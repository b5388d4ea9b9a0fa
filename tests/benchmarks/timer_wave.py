"""A wave of timers: many cases wait, the reminders of all fall due at once, and the worker fires them one by one."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import zstandard
from sqlalchemy import insert, select

from service import worker
from service.core.database import business_clock
from service.process.instances.model import process_instance, timer, user_task
from tests.benchmarks import case
from tests.benchmarks.report import Row

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from service.core.tx import Tx
    from tests.benchmarks.case import Prepared

ROWS_AT_ONCE = 1_000
LATER = timedelta(days=30)


def fired(prepared: Prepared, instances: int, fires: int) -> Iterator[Row]:
    """Let so many instances wait, and fire the timers of some while those of all are due."""
    key = prepared.start(case.THIRTY)
    for begun in range(1, instances, ROWS_AT_ONCE):
        with prepared.database.begin() as tx:
            _copy(tx, key, min(ROWS_AT_ONCE, instances - begun))
    with prepared.database.begin() as tx:
        tx.execute(insert(business_clock), {"business_clock_id": 1, "pinned_at": tx.now + LATER, "is_demo": 1})
    done, began = 0, time.perf_counter()
    while done < fires:
        done += worker.sweep(prepared.database)
    yield Row("timer_fires_per_s", done / (time.perf_counter() - began), "fires/s")


def _copy(tx: Tx, process_instance_key: int, count: int) -> None:
    """Write copies of an instance that waits at a task with a timer; each has keys of its own, in its state too."""
    instance, task, waiting = (
        tx.execute(select(table).where(table.c.process_instance_key == process_instance_key)).one()._asdict()
        for table in (process_instance, user_task, timer)
    )
    state = zstandard.ZstdDecompressor().decompress(instance["blob"], max_output_size=1 << 20)
    compressor = zstandard.ZstdCompressor()
    rows: dict[Any, list[Mapping[str, Any]]] = {process_instance: [], user_task: [], timer: []}
    for _ in range(count):
        own, task_key, timer_key = tx.new_key(), tx.new_key(), tx.new_key()
        copied = state.replace(_packed(task["user_task_key"]), _packed(task_key))
        blob = compressor.compress(copied.replace(_packed(waiting["timer_key"]), _packed(timer_key)))
        same = {"process_instance_key": own}
        rows[process_instance].append(instance | same | {"blob": blob})
        rows[user_task].append(task | same | {"user_task_key": task_key})
        rows[timer].append(waiting | same | {"timer_key": timer_key})
    for table, written in rows.items():
        tx.execute(insert(table), written)


def _packed(key: int) -> bytes:
    """Return a key as MessagePack writes it: all keys have 60 bits or more."""
    return b"\xcf" + key.to_bytes(8)
