"""The worker: claim what is due, do each piece in its own transaction, never let one stop the sweep."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import structlog

from service.process.jobs import commands, queries

if TYPE_CHECKING:
    from service.core.database import Database

log = structlog.get_logger(__name__)

INTERVAL_SECONDS = 1.0
SWEEPS_PER_CLEANING = 600


def sweep(database: Database) -> int:
    """Fire the timers that are due and deliver the signals on their way; returns how many instances moved."""
    return _fire_timers(database) + _deliver_signals(database)


def _fire_timers(database: Database) -> int:
    moved = 0
    with database.read() as tx:
        keys = queries.instances_with_due_timers(tx)
    for key in keys:
        try:
            with database.begin() as tx:
                moved += commands.fire_timers(tx, process_instance_key=key)
        except Exception:
            log.exception("timers failed", process_instance_key=key)
            with database.begin() as tx:
                commands.postpone_timers(tx, process_instance_key=key)
    return moved


def _deliver_signals(database: Database) -> int:
    moved = 0
    with database.read() as tx:
        deliveries = queries.due_deliveries(tx)
    for delivery in deliveries:
        try:
            with database.begin() as tx:
                moved += commands.deliver_signal(tx, delivery)
        except Exception:
            log.exception("a signal was not delivered", signal_key=delivery.signal_key)
            with database.begin() as tx:
                commands.postpone_signal(tx, delivery)
    return moved


def run(database: Database, stop: threading.Event) -> None:
    """Sweep until told to stop: at once while there is work, else once a second."""
    sweeps = 0
    log.info("working")
    while not stop.is_set():
        moved = 0
        try:
            moved = sweep(database)
            sweeps += 1
            if sweeps % SWEEPS_PER_CLEANING == 0:
                with database.begin() as tx:
                    commands.drop_expired_messages(tx)
                    commands.drop_delivered_signals(tx)
        except Exception:
            log.exception("sweep failed")
        if not moved:
            stop.wait(INTERVAL_SECONDS)


def in_background(database: Database) -> threading.Event:
    """Start the worker as a thread of this process; set the returned event to stop it."""
    stop = threading.Event()
    threading.Thread(target=run, args=(database, stop), name="worker", daemon=True).start()
    return stop
