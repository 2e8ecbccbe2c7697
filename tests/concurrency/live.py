"""A real server process on the test's own database, and browsers without JavaScript that talk to it."""

from __future__ import annotations

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.db.models import Model

from doorway.accounts.models import User


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """gunicorn with two processes; ``kill`` takes all of them away in the middle of whatever they do."""

    process: subprocess.Popen[bytes]
    address: str
    home: Path

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def count(self, model: type[Model]) -> int:
        """Rows of a model, read by somebody who opens the database anew."""
        return count_rows(model, self.home)


def environment_in(home: Path) -> dict[str, str]:
    """For another process on what the test has written so far: on SQLite on a copy of the file in ``home``."""
    # DEBUG serves pages without collected static files, which these clients do not read.
    environment = os.environ | {
        "DOORWAY_HOME": str(home),
        "DOORWAY_DEBUG": "yes",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    if connection.vendor == "sqlite":
        target = home / "doorway.sqlite3"
        if not target.exists():
            connection.ensure_connection()
            with closing(sqlite3.connect(target)) as copy:
                connection.connection.backup(copy)
    else:
        name = connection.settings_dict["NAME"]
        environment["DOORWAY_DATABASE"] = os.environ["DOORWAY_DATABASE"].rsplit("/", 1)[0] + f"/{name}"
    return environment


def count_rows(model: type[Model], home: Path) -> int:
    """Rows of a model, read by somebody who opens the database anew."""
    query = f"SELECT count(*) FROM {model._meta.db_table}"
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(home / "doorway.sqlite3")) as fresh:
            return int(fresh.execute(query).fetchone()[0])
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute(query)
        return int(cursor.fetchone()[0])


@contextmanager
def served(home: Path) -> Iterator[Server]:
    """Serve what the test has written so far. On SQLite the server works on a copy of the file in ``home``."""
    environment = environment_in(home)
    port = _free_port()
    log = (home / "server.log").open("ab")
    bind = ("--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4", "--log-level", "error")
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "doorway.config.wsgi:application", *bind],
        env=environment,
        start_new_session=True,
        stdout=log,
        stderr=log,
    )
    server = Server(process, f"http://127.0.0.1:{port}", home)
    try:
        with log:
            _wait(server)
            yield server
    finally:
        if process.poll() is None:
            server.kill()


def _wait(server: Server) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            httpx.get(f"{server.address}/sign-in/", headers={"Host": "testserver"})
            return
        except httpx.TransportError:
            time.sleep(0.1)
    raise RuntimeError("The server did not start.")


def cookie_for(user: User) -> str:
    """The cookie of a session in which this user is signed in."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)


class Browser:
    """Signed in, opens the booking page, and posts what it found there."""

    def __init__(self, server: Server, cookie: str) -> None:
        self.client = httpx.Client(
            base_url=server.address,
            # A connection that is kept could be closed by the server in the moment in which it is used again.
            headers={"Host": "testserver", "Connection": "close"},
            cookies={settings.SESSION_COOKIE_NAME: cookie, settings.LANGUAGE_COOKIE_NAME: "en"},
            # Twenty pages at once on a machine that has other work: what is shown is who is told yes, not how fast.
            timeout=300,
        )
        self.sent: dict[str, str] = {}

    def open(self) -> None:
        page = self.client.get("/family/book/")
        assert page.status_code == 200, page.status_code
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
        assert token is not None
        self.sent = {"csrfmiddlewaretoken": token.group(1), "language": "en", "action": "book"}
        for name, body in re.findall(r'<select[^>]* name="(time-[^"]+)"[^>]*>(.*?)</select>', page.text, re.DOTALL):
            chosen = re.search(r'<option value="([^"]+)" selected', body)
            self.sent[name] = chosen.group(1) if chosen else ""
        assert self.times, "no time was chosen already"

    @property
    def times(self) -> dict[str, str]:
        """The fields in which the page proposes a time."""
        return {name: value for name, value in self.sent.items() if name.startswith("time-") and value}

    def book(self) -> int:
        """The status of the answer: 302 says booked, 409 says taken."""
        return self.client.post("/family/book/", data=self.sent).status_code

    def close(self) -> None:
        self.client.close()


@contextmanager
def browsers(server: Server, keys: Iterable[str]) -> Iterator[list[Browser]]:
    """A browser for each cookie, closed at the end whatever happens: an open socket would fail another test."""
    with ExitStack() as stack:
        yield [stack.enter_context(closing(Browser(server, key))) for key in keys]
