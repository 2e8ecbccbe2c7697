"""Measures every page in one database, in a process of its own: prints one line of JSON for each page and role."""

from __future__ import annotations

import http.client
import json
import os
import re
import socket
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from statistics import median, quantiles

WARM_UP = 2
# Milliseconds after which more rounds would tell nothing new.
HOPELESS = 2_000
ASSET = re.compile(rb"""(?:href|src)="(/static/[^"]+\.(?:css|js|woff2))\"""")
IN_CSS = re.compile(rb"""url\("?([^")]+\.woff2)"?\)""")


@dataclass(frozen=True)
class Measured:
    """One page as one person opens it. Times in milliseconds of the server, sizes in bytes as they are sent."""

    route: str
    role: str
    who: str
    address: str
    status: int
    queries: int
    median: float
    p95: float
    in_database: float
    size: int
    first_visit: int


@dataclass(frozen=True)
class Answer:
    """What one request brought."""

    status: int
    cost: float
    in_database: float
    queries: int
    body: bytes
    size: int


class Browser:
    """One connection that is kept open, and the sizes of the static files that pages ask for."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self._assets: dict[str, int] = {}

    def open(self, address: str, cookie: str = "", encoding: str = "br, gzip") -> Answer:
        """Open a page; ``body`` is as it was sent."""
        headers = {"Accept-Encoding": encoding, "Accept": "text/html", "Host": "localhost"}
        if cookie:
            headers["Cookie"] = f"sessionid={cookie}"
        self._connection.request("GET", address, headers=headers)
        response = self._connection.getresponse()
        body = response.read()
        cost, in_database, queries = (response.headers["X-Doorway-Cost"] or "0 0 0").split()
        return Answer(response.status, float(cost), float(in_database), int(queries), body, len(body))

    def first_visit(self, address: str, cookie: str, squeezed: int) -> int:
        """The page with everything it asks for but images, in bytes as they are sent."""
        page = self.open(address, cookie, encoding="identity").body
        asked = {match.decode() for match in ASSET.findall(page)}
        for sheet in [name for name in asked if name.endswith(".css")]:
            text = self.open(sheet, encoding="identity").body
            asked |= {f"{sheet.rpartition('/')[0]}/{match.decode()}" for match in IN_CSS.findall(text)}
        return squeezed + sum(self._size(name) for name in asked)

    def _size(self, address: str) -> int:
        if address not in self._assets:
            answer = self.open(address)
            if answer.status != 200:
                raise SystemExit(f"{address} answered {answer.status}")
            self._assets[address] = answer.size
        return self._assets[address]


@contextmanager
def server() -> Iterator[int]:
    """gunicorn with one worker on a free port: one request at a time, so that none waits for another."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [
        *(sys.executable, "-m", "gunicorn", "bench.pages.wsgi:application", "--bind", f"127.0.0.1:{port}"),
        *("--workers", "1", "--worker-class", "gthread", "--threads", "1", "--log-level", "warning"),
    ]
    child = subprocess.Popen(command)
    try:
        _wait_for(port, child)
        yield port
    finally:
        child.terminate()
        child.wait(timeout=30)


def _wait_for(port: int, child: subprocess.Popen[bytes]) -> None:
    for _attempt in range(300):
        if child.poll() is not None:
            raise SystemExit("The server ended by itself.")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("The server did not start within 30 seconds.")


def measure(rounds: int, only: str) -> Iterator[Measured]:
    """Open every page once in each round, so that a busy moment of the machine touches one round and not one page."""
    from bench.pages.targets import FAMILY, all_targets  # late: Django is set up by now

    targets, without = all_targets()
    for route, problem in without.items():
        if only in route:
            yield Measured(route, "", problem, "", 0, 0, 0, 0, 0, 0, 0)
    targets = [target for target in targets if only in target.route]
    answers: dict[int, list[Answer]] = defaultdict(list)
    hopeless: set[int] = set()
    with server() as port:
        browser = Browser(port)
        for number in range(WARM_UP + rounds):
            print(f"  round {number + 1} of {WARM_UP + rounds}: {len(targets)} pages", file=sys.stderr, flush=True)
            for place, target in enumerate(targets):
                if place in hopeless and number > WARM_UP:
                    continue
                answer = browser.open(target.address, target.cookie)
                if answer.cost > HOPELESS:
                    hopeless.add(place)
                if number >= WARM_UP:
                    answers[place].append(answer)
        for place, target in enumerate(targets):
            seen = answers[place]
            costs = [answer.cost for answer in seen]
            size = max(answer.size for answer in seen)
            is_first = target.role in FAMILY and seen[-1].status == 200
            yield Measured(
                target.route,
                target.role,
                target.who,
                target.address,
                seen[-1].status,
                max(answer.queries for answer in seen),
                median(costs),
                quantiles(costs, n=20)[-1] if len(costs) > 1 else costs[0],
                median(answer.in_database for answer in seen),
                size,
                browser.first_visit(target.address, target.cookie, size) if is_first else 0,
            )


def main() -> None:
    """``python -m bench.pages.measure ROUNDS [PART-OF-A-NAME]``; the environment names the district."""
    import django  # late: the environment is complete only now

    os.environ["DJANGO_SETTINGS_MODULE"] = "doorway.config.settings"
    django.setup()
    for line in measure(int(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else ""):
        print(json.dumps(asdict(line)), flush=True)


if __name__ == "__main__":
    main()
