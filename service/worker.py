"""The worker: find what is due, do each piece in a transaction of its own, never let one hold up the others.

Any number of workers may run on PostgreSQL. They find the same pieces and share them by the lock of each piece's
instance: who comes second passes over it (``commands``), so none is done twice and none waits for another.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import structlog

from service.core.database import repeated
from service.nomination.cycles.commands import postpone_start, start_scheduled
from service.nomination.cycles.queries import due_starts
from service.nomination.reminders.commands import postpone_repeat, remind_again
from service.nomination.reminders.queries import due_repeats
from service.notifications.mail.commands import drop_old_mails, give_out, record, skip_digest, write_digest
from service.notifications.mail.delivery import MailSettingsError, Postman
from service.notifications.mail.queries import due_digests
from service.process.batches.commands import do_item, fail_item
from service.process.batches.queries import open_items
from service.process.jobs import commands, queries
from service.process.monitoring.commands import give_up_run, step_clock
from service.process.monitoring.queries import Clock, clock_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from service.config import Config
    from service.core.database import Database
    from service.core.tx import Tx

log = structlog.get_logger(__name__)

INTERVAL_SECONDS = 1.0
SWEEPS_PER_CLEANING = 600


@dataclass(frozen=True, slots=True)
class Duty:
    """One kind of work that falls due.

    ``due`` finds a batch of pieces, the longest due first; ``do`` does one and returns whether anything was left to do;
    ``postpone`` makes one that failed wait, so that it stands behind the others of the next batch, or closes it; it is
    told why.
    """

    name: str
    due: Callable[[Tx], Sequence[Any]]
    do: Callable[[Tx, Any], bool]
    postpone: Callable[[Tx, Any, Exception], None]


@dataclass(frozen=True, slots=True)
class Errand:
    """Work outside the database, which must hold no transaction while it lasts.

    ``claim`` gives out one piece under a lease, or ``None``; ``run`` does it and returns how it went, raising for
    nothing it can tell; ``record`` writes that down. A worker that dies between the two leaves the piece to the next
    once the lease ends.
    """

    name: str
    claim: Callable[[Tx], Any | None]
    run: Callable[[Any], Any]
    record: Callable[[Tx, Any, Any], None]


DUTIES = (
    Duty("timers", queries.instances_with_due_timers, commands.fire_timers, commands.postpone_timers),
    Duty("signals", queries.due_deliveries, commands.deliver_signal, commands.postpone_signal),
    Duty("messages", queries.awaited_messages, commands.deliver_message, commands.postpone_message),
    Duty("message starts", queries.starting_messages, commands.start_by_message, commands.postpone_message),
    Duty("batches", open_items, do_item, fail_item),
    Duty("schedule", due_starts, start_scheduled, postpone_start),
    Duty("reminders", due_repeats, remind_again, postpone_repeat),
)
"""All that falls due; add a duty here and every worker does it."""


def clock_runs(tx: Tx) -> list[Clock]:
    """Return the rehearsal's clock where it runs ahead and nothing else is due where it stands."""
    clock = clock_of(tx)
    return [] if clock.runs_to is None or any(duty.due(tx) for duty in DUTIES) else [clock]


ALL_DUTIES = (*DUTIES, Duty("clock", clock_runs, step_clock, give_up_run))
"""Every duty of a worker; the last one moves the clock on, so that what falls due on the way is done on its day."""

MAIL_DUTIES = (Duty("digests", due_digests, write_digest, skip_digest),)
"""What falls due where mail is set up, and nowhere else."""

CLEANINGS = (commands.drop_expired_messages, commands.drop_delivered_signals, drop_old_mails)
"""What is cleared away now and then."""


def sweep(database: Database, stop: threading.Event | None = None, duties: Sequence[Duty] = ALL_DUTIES) -> int:
    """Do a batch of every duty, until told to stop between two pieces; returns how many pieces there were to do."""
    return sum(_perform(database, duty, stop or threading.Event()) for duty in duties)


def clean(database: Database) -> None:
    """Clear away what nobody will ask for any more."""
    for cleaning in CLEANINGS:
        with database.begin() as tx:
            cleaning(tx)


def errands_of(config: Config) -> tuple[Errand, ...]:
    """Return the errands that the settings ask for; faulty ones stop nothing else and stand in the log."""
    if not config.sends_mail:
        return ()
    try:
        return (Errand("mail", give_out, Postman(config).hand_over, record),)
    except MailSettingsError as fault:
        log.error("mail is not sent", because=str(fault))  # noqa: TRY400 -- the sentence is all there is to know
        return ()


def run(database: Database, stop: threading.Event, errands: Sequence[Errand] = ()) -> None:
    """Sweep until told to stop: at once while there is work, else once a second. A piece under way is finished.

    Errands go in a thread of their own, so that a mail server that does not answer holds up no timer.
    """
    sweeps = 0
    duties = (*ALL_DUTIES, *MAIL_DUTIES) if errands else ALL_DUTIES
    running = threading.Thread(target=run_errands, args=(database, stop, errands), name="errands", daemon=True)
    running.start()
    log.info("working")
    while not stop.is_set():
        moved = 0
        try:
            moved = sweep(database, stop, duties)
            sweeps += 1
            if sweeps % SWEEPS_PER_CLEANING == 0:
                clean(database)
        except Exception:
            log.exception("sweep failed")
        if not moved:
            stop.wait(INTERVAL_SECONDS)
    running.join()
    log.info("stopped")


def run_errands(database: Database, stop: threading.Event, errands: Sequence[Errand]) -> None:
    """Run errands until told to stop, one piece at a time, so that a crash leaves at most one in doubt."""
    while errands and not stop.is_set():
        if not sum(errand_done(database, errand) for errand in errands):
            stop.wait(INTERVAL_SECONDS)


def errand_done(database: Database, errand: Errand) -> bool:
    """Run one piece of an errand; returns whether there was one."""

    def claim() -> Any:
        with database.begin() as tx:
            return errand.claim(tx)

    try:
        piece = repeated(claim)
        if piece is None:
            return False
        outcome = errand.run(piece)

        def record() -> None:
            with database.begin() as tx:
                errand.record(tx, piece, outcome)

        repeated(record)
    except Exception:
        # What was claimed waits for the end of its lease.
        log.exception("an errand failed", errand=errand.name)
        return False
    return True


@contextmanager
def in_background(database: Database, stop: threading.Event, errands: Sequence[Errand] = ()) -> Iterator[None]:
    """Work in a thread of this process while the block runs; at its end the piece under way is waited for."""
    working = threading.Thread(target=run, args=(database, stop, errands), name="worker", daemon=True)
    working.start()
    try:
        yield
    finally:
        stop.set()
        working.join()


def _perform(database: Database, duty: Duty, stop: threading.Event) -> int:
    try:
        with database.read() as tx:
            due = duty.due(tx)
    except Exception:
        log.exception("what is due cannot be read", duty=duty.name)
        return 0
    moved = 0
    for piece in due:
        if stop.is_set():
            break
        moved += _done(database, duty, piece)
    return moved


def _done(database: Database, duty: Duty, piece: Any) -> bool:
    def do() -> bool:
        with database.begin() as tx:
            return duty.do(tx, piece)

    try:
        return repeated(do)
    except Exception as error:
        log.exception("a piece of work failed", duty=duty.name, piece=piece)
        _postpone(database, duty, piece, error)
    return False


def _postpone(database: Database, duty: Duty, piece: Any, error: Exception) -> None:
    try:
        with database.begin() as tx:
            duty.postpone(tx, piece, error)
    except Exception:
        log.exception("a piece of work could not be postponed", duty=duty.name, piece=piece)
