"""States that earlier versions of the codec wrote go on and end as they would have."""

from __future__ import annotations

import base64
import json
from datetime import datetime
from pathlib import Path

import pytest

from service.engine.codec import VERSION
from tests.engine.golden.resume import Resumed
from tests.engine.golden.situations import SITUATIONS

GOLDEN = Path(__file__).parent / "golden"
FILES = sorted(GOLDEN.glob("*/*.json"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_goes_on_from_a_state_of_any_version(file: Path) -> None:
    golden = json.loads(file.read_text(encoding="utf-8"))
    play = Resumed(
        [text.encode() for text in golden["files"]],
        base64.b64decode(golden["state"]),
        datetime.fromisoformat(golden["now"]),
        golden["next_key"],
    )

    play.go(golden["moves"])

    assert play.trace == golden["trace"]
    assert play.variables == golden["variables"]
    assert play.is_ended is golden["is_ended"]


def test_every_situation_is_saved_in_the_present_version() -> None:
    saved = {file.stem for file in (GOLDEN / str(VERSION)).glob("*.json")}
    assert saved == set(SITUATIONS), "write what is missing: python -m tests.engine.golden.write"
