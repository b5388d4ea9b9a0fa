"""A worker that is killed while it hands mail over loses none, and repeats only the one it had in hand."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import Counter
from typing import TYPE_CHECKING

from service import worker
from service.core.database import Database
from service.notifications.mail import rules
from tests.notifications.mail.conftest import notify, run_out, states

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

    from service.worker import Errand
    from tests.notifications.mail.conftest import Wall
    from tests.support.mailbox import Mailbox

KILLS = 21
MOMENTS = ("MAIL", "DATA", "QUIT")
"""Before a mail is handed over; when the server has it and has not said so; when it has said so."""
MAILS = 3 * KILLS


def test_a_worker_killed_at_every_moment_loses_no_mail_and_repeats_only_what_was_in_hand(
    twin: Database, database_url: str, errand: Errand, box: Mailbox, wall: Wall
) -> None:
    for step in range(MAILS):
        notify(twin, step=step)
    in_hand = {moment: Counter[str]() for moment in MOMENTS}
    for number in range(KILLS):
        moment, count = MOMENTS[number % len(MOMENTS)], 1 + number // len(MOMENTS) % 3
        in_hand[moment][_killed_at(moment, count, database_url, errand, box)] += 1
        wall.now += rules.LEASE
    run_out(twin, errand)
    assert states(twin) == {"sent": MAILS}
    arrived = Counter(message["Message-ID"] for message in box.messages)
    assert len(arrived) == MAILS, "none is lost"
    again = arrived - Counter(dict.fromkeys(arrived, 1))
    assert again >= in_hand["DATA"], "nobody can know whether the server took it"
    assert again <= in_hand["DATA"] + in_hand["QUIT"], "only what was in hand comes again"
    assert len({(message["Message-ID"], message["Date"]) for message in box.messages}) == MAILS


def _killed_at(moment: str, count: int, url: str, errand: Errand, box: Mailbox) -> str:
    """Let a worker process hand mail over, kill it at a moment of its so many-th mail; returns the id of the last."""
    times = iter(range(1, count + 1))
    reached = threading.Event()
    working: BaseProcess = multiprocessing.get_context("fork").Process(target=_work, args=(url, errand))

    def kill(word: str) -> None:
        if word == moment and next(times) == count:
            assert working.pid is not None
            reached.set()
            os.kill(working.pid, signal.SIGKILL)

    box.before_answering = kill
    working.start()
    working.join()
    box.before_answering = lambda _word: None
    assert reached.is_set(), "it ended before it was killed"
    assert working.exitcode == -signal.SIGKILL
    return str(box.messages[-1]["Message-ID"]) if box.messages else ""


def _work(url: str, errand: Errand) -> None:
    worker.run_errands(Database(url), threading.Event(), (errand,))
