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

KILLS = 20
MAILS = 3 * KILLS


def test_twenty_kills_lose_no_mail_and_repeat_only_what_was_in_hand(
    twin: Database, database_url: str, errand: Errand, box: Mailbox, wall: Wall
) -> None:
    for step in range(MAILS):
        notify(twin, step=step)
    in_hand: Counter[str] = Counter()
    for number in range(KILLS):
        in_hand[_killed_at(1 + number % 3, database_url, errand, box)] += 1
        wall.now += rules.LEASE
    run_out(twin, errand)
    assert states(twin) == {"sent": MAILS}
    arrived = Counter(message["Message-ID"] for message in box.messages)
    assert len(arrived) == MAILS, "none is lost"
    assert arrived == Counter(dict.fromkeys(arrived, 1)) + in_hand, "only what was in hand comes again"
    assert len({(message["Message-ID"], message["Date"]) for message in box.messages}) == MAILS


def _killed_at(arrival: int, url: str, errand: Errand, box: Mailbox) -> str:
    """Let a worker process hand mail over, kill it when so many have come, and return the id of the one in hand.

    The server has that mail and has not said so yet: the moment at which nobody can know.
    """
    arrivals = iter(range(1, arrival + 1))
    reached = threading.Event()
    working: BaseProcess = multiprocessing.get_context("fork").Process(target=_work, args=(url, errand))

    def kill() -> None:
        if next(arrivals) == arrival:
            assert working.pid is not None
            reached.set()
            os.kill(working.pid, signal.SIGKILL)

    box.on_arrival = kill
    working.start()
    working.join()
    box.on_arrival = lambda: None
    assert reached.is_set(), "it ended before it was killed"
    assert working.exitcode == -signal.SIGKILL
    return str(box.messages[-1]["Message-ID"])


def _work(url: str, errand: Errand) -> None:
    worker.run_errands(Database(url), threading.Event(), (errand,))
