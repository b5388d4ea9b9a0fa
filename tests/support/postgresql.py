"""A PostgreSQL server of our own in a temporary folder, from the programs on this machine."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

if TYPE_CHECKING:
    from collections.abc import Iterator

HOW_TO_GET_IT = "PostgreSQL's server programs are not on this machine; on Debian: apt-get install postgresql"


def programs() -> Path | None:
    """The newest folder with initdb in it."""
    if (found := shutil.which("initdb")) and not Path(found).is_symlink() and Path(found).parent.name == "bin":
        candidate = Path(found).resolve().parent
        if (candidate / "postgres").exists():
            return candidate
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    return next((folder for folder in reversed(folders) if (folder / "initdb").exists()), None)


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """Run a server on a free port of the loopback; yields the URL of its maintenance database."""
    binaries = programs()
    if binaries is None:
        raise RuntimeError(HOW_TO_GET_IT)
    data = folder / "postgresql"
    data.mkdir()
    prefix = _as_ordinary_user(data)
    subprocess.run(
        [*prefix, binaries / "initdb", "-D", data, "-U", "lantoa", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"],
        check=True,
        capture_output=True,
        cwd="/",
    )
    port = _free_port()
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={data} -c fsync=off"
    control = [*prefix, binaries / "pg_ctl", "-D", data, "-w"]
    subprocess.run([*control, "-o", options, "-l", data / "log", "start"], check=True, capture_output=True, cwd="/")
    try:
        yield f"postgresql://lantoa@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=False, capture_output=True, cwd="/")


def new_database(server_url: str, name: str, *, template: str = "template1") -> str:
    """Create a database on the server, empty or a copy of another that nobody is connected to; returns its URL."""
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return f"{server_url.rsplit('/', 1)[0]}/{name}"


def _as_ordinary_user(data: Path) -> list[str]:
    """PostgreSQL refuses to run as root; give the folder to an ordinary user then."""
    if os.getuid() != 0:
        return []
    user = (
        pwd.getpwnam("postgres") if "postgres" in {entry.pw_name for entry in pwd.getpwall()} else pwd.getpwuid(65534)
    )
    os.chown(data, user.pw_uid, user.pw_gid)
    for parent in data.parents:
        if parent.stat().st_uid == 0 and str(parent).startswith("/tmp/"):  # noqa: S108 -- pytest's own folders
            parent.chmod(0o755)
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
