"""A bare Flask endpoint that makes the writes of a completion and nothing else, on the service's server and database.

``python -m tests.benchmarks.bare FOLDER PORT`` serves the transactions kept in ``FOLDER/transactions`` until stopped.
"""

from __future__ import annotations

import logging
import sys
from pathlib import Path

import waitress
from flask import Flask, request

from service.serving import THREADS
from tests.benchmarks import case
from tests.benchmarks.replay import Replay, kept


def create_app(replay: Replay) -> Flask:
    """Build the application of one endpoint."""
    app = Flask(__name__)

    @app.post("/completions/<int:number>")
    def complete(number: int) -> tuple[str, int]:
        request.get_json()
        replay.run(number)
        return "", 204

    @app.get("/healthz")
    def health() -> str:
        return "ok"

    return app


def main(folder: Path, port: int) -> None:
    """Serve until stopped."""
    logging.basicConfig(level=logging.ERROR)  # waitress would warn of every request that waits
    replay = Replay(case.opened(case.sqlite_url(folder)), kept(folder / "transactions"))
    waitress.serve(create_app(replay), host="127.0.0.1", port=port, threads=THREADS, ident=None)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
