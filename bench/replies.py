"""What ten thousand replies to one letter do: how many are taken, how the others are refused, who else has to wait.

    python -m bench.replies                     # in SQLite
    python -m bench.replies --postgresql        # in PostgreSQL too
    python -m bench.replies --replies 1000

Two thousand senders (addresses of the loopback network) send five replies each, as fast as they are answered, to a
server with two processes; meanwhile a reader opens the letter again and again. Ends with 1 when an answer is anything
but "thank you" or a sentence that refuses, when the table holds another number of replies than were thanked for, or
when the reader is not answered.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "var" / "bench"
CLIENTS, EACH = 8, 5
ADDRESS = "/d/large/letters/hello/"
COOKIE = re.compile(r"csrftoken=([^;]+)")
FIELD = re.compile(r'name="(csrfmiddlewaretoken|page)"[^>]*value="([^"]+)"')
# Longer than a page has to be open before its reply is believed to be a person's.
READING = 6


def main() -> int:
    """Both databases, one after the other."""
    parser = argparse.ArgumentParser(prog="python -m bench.replies", description=__doc__)
    parser.add_argument("--replies", type=int, default=10_000)
    parser.add_argument("--postgresql", action="store_true", help="measure in PostgreSQL too")
    parser.add_argument("--inside", default="", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        return inside(options.inside)
    from tests.servers import postgresql  # late: only where it is wanted

    missed = 0
    for engine in ("sqlite", *(["postgresql"] if options.postgresql else [])):
        home = KEPT / f"replies-{engine}"
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        database = postgresql.start() if engine == "postgresql" else None
        environment = os.environ | {
            "DOORWAY_HOME": str(home),
            "DOORWAY_DATABASE": database.address if database else "",
            "DOORWAY_DEBUG": "no",
            "DOORWAY_ADDRESS": "http://localhost:8000",
            "DJANGO_SETTINGS_MODULE": "doorway.config.settings",
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")]),
        }
        try:
            missed |= measure(engine, environment, options.replies)
        finally:
            if database:
                database.stop()
            shutil.rmtree(home, ignore_errors=True)
    return missed


def inside(act: str) -> int:
    """In the environment of one database: ``fill`` writes the letter, ``count`` prints how many replies there are."""
    import django  # late: the settings are in this process's environment

    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from doorway.accounts.models import District, User
    from doorway.announcements.models import Announcement, AnnouncementText, Reply

    if act == "count":
        print(Reply.objects.count())
        return 0
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    now = timezone.now()
    district = District.objects.create(code="large", name="Large District")
    letter = Announcement.objects.create(
        district=district, slug="hello", dated=now.date(), status="published", created_at=now, changed_at=now,
        created_by=User.objects.for_mailbox("office@large.example"), published_at=now - timedelta(hours=1),
    )  # fmt: skip
    AnnouncementText.objects.create(
        district=district, announcement=letter, language="en", title="Hello", body="We meet in fall.\n\n[dates]"
    )
    return 0


def measure(engine: str, environment: dict[str, str], replies: int) -> int:
    """Fill, serve, flood, count; 1 when something is not as it must be."""
    _run(environment, "fill")
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "gunicorn", "doorway.config.wsgi:application"]
    command += ["--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4", "--log-level", "error"]
    with Path(environment["DOORWAY_HOME"], "server.log").open("ab") as log:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True, stdout=log, stderr=log)
    try:
        _wait(port)
        calm = [_read(port)[0] for _time in range(50)]
        form = _form(port)
        time.sleep(READING)
        ended, waits, reading = threading.Event(), list[float](), Counter[int]()

        def read() -> None:
            while not ended.is_set():
                took, status = _read(port)
                waits.append(took)
                reading[status] += 1
                time.sleep(0.2)

        reader = threading.Thread(target=read)
        reader.start()
        began = time.perf_counter()
        with ThreadPoolExecutor(CLIENTS) as pool:
            answers = Counter(pool.map(lambda number: _send(port, form, number), range(replies)))
        seconds = time.perf_counter() - began
        ended.set()
        reader.join()
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()
    kept = int(_run(environment, "count"))
    others = {status: count for status, count in answers.items() if status not in {302, 422}}
    wrong = bool(others) or kept != answers[302] or set(reading) != {200}
    print(
        f"{engine}: {replies:,} replies in {seconds:.0f} s ({replies / seconds:.0f} a second): {answers[302]} taken, "
        f"{answers[422]:,} refused with a sentence, {sum(others.values())} otherwise {others or ''}; {kept} are kept. "
        f"The letter meanwhile: {statistics.median(waits):.0f} ms median, {max(waits):.0f} at most, of {len(waits)} "
        f"(alone {statistics.median(calm):.0f}).{' WRONG' if wrong else ''}",
        flush=True,
    )
    return int(wrong)


def _run(environment: dict[str, str], act: str) -> str:
    command = [sys.executable, "-m", "bench.replies", "--inside", act]
    return subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout


def _wait(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            _read(port)
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("The server did not start.")


def _ask(port: int, method: str, body: str, headers: dict[str, str], sender: str) -> tuple[int, str, str]:
    connection = HTTPConnection("127.0.0.1", port, timeout=120, source_address=(sender, 0))
    with closing(connection):
        address = ADDRESS if method == "GET" else f"{ADDRESS}reply/"
        connection.request(method, address, body, headers | {"Host": "localhost"})
        response = connection.getresponse()
        return response.status, response.read().decode(), response.headers.get("Set-Cookie", "")


def _read(port: int) -> tuple[float, int]:
    """Milliseconds until a reader has the letter, and with which status."""
    began = time.perf_counter()
    status, _page, _cookie = _ask(port, "GET", "", {}, "127.0.0.1")
    return (time.perf_counter() - began) * 1000, status


def _form(port: int) -> dict[str, str]:
    """What the page's form holds, and its cookie."""
    _status, page, cookie = _ask(port, "GET", "", {}, "127.0.0.1")
    found = COOKIE.search(cookie)
    if found is None:
        raise SystemExit("The letter has no form for a reply.")
    return dict(FIELD.findall(page)) | {"cookie": found.group(1)}


def _send(port: int, form: dict[str, str], number: int) -> int:
    """One reply of a sender who sends five in all; the status of the answer, 0 when there was none."""
    sender = number // EACH
    fields = {one: form[one] for one in ("csrfmiddlewaretoken", "page")}
    fields |= {"name": f"Reader {sender}", "email": "", "text": f"Thank you, number {number}.", "website": ""}
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": f"csrftoken={form['cookie']}"}
    try:
        return _ask(port, "POST", urlencode(fields), headers, f"127.0.{1 + sender // 250}.{1 + sender % 250}")[0]
    except OSError:
        return 0


if __name__ == "__main__":
    raise SystemExit(main())
