"""``python -m tests.engine.golden.write``: saves the situations in the codec's present version.

It writes the files that are missing and never touches one that is there: what a version once wrote must be read for
ever.
"""

from __future__ import annotations

import base64
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from service.engine.codec import VERSION
from tests.engine.golden.resume import Resumed
from tests.engine.golden.situations import SITUATIONS

if TYPE_CHECKING:
    from tests.engine.golden.situations import Situation

HERE = Path(__file__).parent


def main() -> None:
    """Write what is missing."""
    folder = HERE / str(VERSION)
    folder.mkdir(exist_ok=True)
    for name, situation in SITUATIONS.items():
        file = folder / f"{name}.json"
        if file.exists():
            sys.stdout.write(f"kept    {file}\n")
            continue
        file.write_text(json.dumps(saved(situation), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        sys.stdout.write(f"written {file}\n")


def saved(situation: Situation) -> dict[str, Any]:
    """A state with all that is needed to go on from it, and what must happen then."""
    play = Resumed(situation.files)
    play.begin(situation.variables)
    play.go(situation.before)
    golden = {
        "files": [file.decode() for file in situation.files],
        "state": base64.b64encode(play.state).decode(),
        "now": play.now.isoformat(),
        "next_key": play.next_key,
        "moves": situation.after,
    }
    play.trace.clear()
    play.go(situation.after)
    return golden | {"trace": play.trace, "variables": play.variables, "is_ended": play.is_ended}


if __name__ == "__main__":
    main()
