"""A PostgreSQL of the tests' own: an unprivileged user's, on a free loopback port, in a folder that goes away."""

from __future__ import annotations

import glob
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path


class NoPostgresql(RuntimeError):
    """The machine has no PostgreSQL server; ``make test`` brings it."""


def _binary(name: str) -> str:
    found = sorted(glob.glob(f"/usr/lib/postgresql/*/bin/{name}"), reverse=True) or [shutil.which(name) or ""]
    if not found[0]:
        raise NoPostgresql(f"{name} was not found. Run: make test-tools")
    return found[0]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """A running server; ``address`` is what DOORWAY_DATABASE takes."""

    folder: Path
    port: int
    user: str | None

    @property
    def address(self) -> str:
        """postgresql:// address of the maintenance database."""
        return f"postgresql://doorway@127.0.0.1:{self.port}/postgres"

    def dump(self, path: Path) -> None:
        """Keep the maintenance database in a file, for :meth:`restore`."""
        # The server's own client is used: the machine's may be older than the server.
        with path.open("wb") as out:
            subprocess.run([_binary("pg_dump"), "-Fc", "-d", self.address], stdout=out, check=True)

    def restore(self, path: Path) -> None:
        """Fill the empty maintenance database from a file, and let the planner know what came."""
        subprocess.run([_binary("pg_restore"), "-d", self.address, "-j", "2", str(path)], check=True)
        subprocess.run([_binary("psql"), "-q", "-d", self.address, "-c", "ANALYZE"], check=True)

    def stop(self) -> None:
        """Stop at once and remove the folder."""
        _run([_binary("pg_ctl"), "-D", str(self.folder / "data"), "-m", "immediate", "stop"], self.user, check=False)
        shutil.rmtree(self.folder, ignore_errors=True)


def _run(command: list[str], user: str | None, *, check: bool = True) -> None:
    result = subprocess.run(command, user=user, group=user, cwd="/", capture_output=True, text=True, check=False)
    if check and result.returncode:
        raise RuntimeError(f"{command[0]} failed: {result.stderr or result.stdout}")


def start() -> Server:
    """Start a server; PostgreSQL refuses to run as root, so root hands it to the user ``postgres`` or ``nobody``."""
    user = None
    if os.geteuid() == 0:
        names = {entry.pw_name for entry in pwd.getpwall()}
        user = "postgres" if "postgres" in names else "nobody"
    folder = Path(tempfile.mkdtemp(prefix="doorway-postgresql-"))
    if user:
        os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
    server = Server(folder, _free_port(), user)
    data = str(folder / "data")
    _run([_binary("initdb"), "-D", data, "-U", "doorway", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"], user)
    options = (
        f"-p {server.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} "
        "-c fsync=off -c max_connections=120"
    )
    _run([_binary("pg_ctl"), "-D", data, "-w", "-o", options, "-l", str(folder / "log"), "start"], user)
    return server
