"""Many people, programs and workers at the same cases: what was acknowledged is there, once, and the books agree.

``LANTOA_RACE_ROUNDS`` (default 1) multiplies how long they race and how often a program is killed.
"""

from __future__ import annotations

import os
import random
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from tests.support import racing

if TYPE_CHECKING:
    import subprocess
    from collections import Counter

ROUNDS = int(os.environ.get("LANTOA_RACE_ROUNDS", "1"))
PROGRAMS = 2
THREADS = 8
CASES = 8
KILLS = 2


@pytest.fixture
def url(database_url: str) -> str:
    """The URL of a database of each kind; PostgreSQL looks for deadlocks more often than once a second."""
    is_postgresql = database_url.startswith("postgresql")
    return f"{database_url}?options=-cdeadlock_timeout%3D50ms" if is_postgresql else database_url


def finished(program: subprocess.Popen[bytes]) -> list[bytes]:
    """Return what a program has printed at its end."""
    printed, _ = program.communicate()
    assert program.returncode == 0
    return printed.splitlines(keepends=True)


def killed_amid(program: subprocess.Popen[bytes], lines: int) -> list[bytes]:
    """Kill a program after so many lines; returns all it printed."""
    assert program.stdout is not None
    printed = [program.stdout.readline() for _ in range(lines)]
    program.kill()
    rest, _ = program.communicate()
    return printed + rest.splitlines(keepends=True)


def report(test: str, url: str, answers: Counter[tuple[str, str | None]]) -> None:
    """Print the figures of a race: attempts, and how each kind was answered."""
    told = ", ".join(
        f"{deed} {answer or 'unanswered'} {number}" for (deed, answer), number in sorted(answers.items(), key=str)
    )
    sys.stdout.write(f"{test} on {url.partition(':')[0]}: {answers.total()} attempts; lost 0; {told}\n")


def test_of_many_who_race_each_is_told_the_truth(url: str) -> None:
    told = racing.Told()
    database = racing.prepared(url, CASES)
    for number in range(ROUNDS):
        programs = [racing.program(url, threads=THREADS, rounds=3, seed=f"{number}.{one}") for one in range(PROGRAMS)]
        with ThreadPoolExecutor(PROGRAMS) as readers:
            for printed in readers.map(finished, programs):
                told.hear(printed)
        racing.check(database, told)
        racing.open_cases(database, range((number + 1) * CASES, (number + 2) * CASES))
    database.dispose()
    answers = told.answers()
    report("raced", url, answers)
    assert not [line for line in told.lines.values() if line["answer"] is None]
    assert answers["complete", "done"] >= CASES
    assert answers["complete", "UserTaskClosed"] > answers["complete", "done"], "nobody raced"


def test_what_was_acknowledged_before_a_kill_is_there_after_it(url: str) -> None:
    told = racing.Told()
    database = racing.prepared(url, CASES)
    chance = random.Random(url)
    for number in range(KILLS * ROUNDS):
        program = racing.program(url, threads=THREADS, rounds=20, seed=f"killed.{number}")
        told.hear(killed_amid(program, chance.randrange(30, 250)))
        racing.check(database, told)
        racing.open_cases(database, range((number + 1) * CASES, (number + 2) * CASES))
    database.dispose()
    answers = told.answers()
    report("killed", url, answers)
    assert answers["complete", "done"] >= KILLS
