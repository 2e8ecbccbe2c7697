"""How fast a score file is taken in: ``python -m bench.score_import [--rows 100000] [--postgresql]``.

A district of its own (one student for every fifteen rows, as 65,000 students have a million) in a database that is made
for the measure and thrown away, a plain file of reading and core tests, and three passes over it: looked at and taken
in, taken in again (nothing changes), and with every twentieth score corrected. The machine may be busy with other
things, so the processor's seconds (Doorway's and the database's) are said beside the clock's, and both for a million
rows.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

MILLION = 1_000_000
ROWS_OF_A_STUDENT = 15
# What a million rows may take, on the clock of a machine that does nothing else.
BAR_SECONDS = 60
COLUMNS = ("student_id", "instrument", "subject", "school_year", "grade", "period", "measure", "value", "test_date")
SEED = 11
# All students begin together.
FIRST_YEAR, FIRST_GRADE, LAST_GRADE = 2021, 1, 12


def main(words: list[str] | None = None) -> int:
    """Measure, print, and end with 1 when the first pass takes more than the bar."""
    parser = argparse.ArgumentParser(prog="python -m bench.score_import")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--postgresql", action="store_true", help="on a PostgreSQL that is started for it")
    asked = parser.parse_args(words)
    asked.rows -= asked.rows % ROWS_OF_A_STUDENT
    with tempfile.TemporaryDirectory(prefix="doorway-scores-") as folder, _database(Path(folder), asked.postgresql):
        return _measure(Path(folder), asked.rows)


@contextmanager
def _database(folder: Path, postgresql: bool) -> Iterator[None]:
    """Where the district lives while it is measured."""
    os.environ |= {"DOORWAY_HOME": str(folder), "DJANGO_SETTINGS_MODULE": "doorway.config.settings"}
    if not postgresql:
        yield
        return
    from tests.servers import postgresql as servers  # late: only who asks for it has one

    server = servers.start()
    os.environ["DOORWAY_DATABASE"] = server.address
    try:
        yield
    finally:
        server.stop()


def _measure(folder: Path, rows: int) -> int:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    district = _district(rows // ROWS_OF_A_STUDENT)
    path = folder / "scores.csv"
    print(f"{rows:,} rows of {rows // ROWS_OF_A_STUDENT:,} students, {connection.vendor}", flush=True)
    worst = 0.0
    for name, every in (("all new", 0), ("the same again", 0), ("every 20th corrected", 20)):
        _write(path, rows, corrected=every)
        before = _servers_work()
        seconds, work, counts = _timed(lambda: _take_in(district, path))
        servers = _servers_work() - before
        said = ", ".join(f"{number:,} {key}" for key, number in counts.items() if number)
        print(f"{name:>21}: {_spent(seconds, work, servers)}: {said}")
        million = [one * MILLION / rows for one in (seconds, work, servers)]
        print(f"{'a million':>21}: {_spent(*million)}", flush=True)
        # Doorway and the server take turns, but for the rows that are handed over: together they are what a machine
        # that does nothing else would take at most.
        worst = worst or min(million[0], million[1] + million[2])
    print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")
    print(f"the bar is {BAR_SECONDS} s for a million new rows: {'reached' if worst <= BAR_SECONDS else 'missed'}")
    return int(worst > BAR_SECONDS)


def _spent(seconds: float, work: float, servers: float) -> str:
    """What something took, by the clock and of the processor."""
    database = f" and {servers:.1f} s of the database" if servers else ""
    return f"{seconds:6.1f} s ({work:.1f} s of processor{database})"


def _servers_work() -> float:
    """Seconds of the processor that PostgreSQL has spent for this connection; SQLite works in this process."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return 0.0
    connection.ensure_connection()
    spent = Path(f"/proc/{connection.connection.info.backend_pid}/stat").read_text(encoding="ascii")
    # The 14th and 15th field; what stands before the bracket is its number and name.
    user, system = spent.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _timed(work: Callable[[], dict[str, int]]) -> tuple[float, float, dict[str, int]]:
    """Seconds of the clock and of the processor."""
    began, used = time.monotonic(), time.process_time()
    counts = work()
    return time.monotonic() - began, time.process_time() - used, counts


def _take_in(district: Any, path: Path) -> dict[str, int]:
    """Look and take in, as the command does."""
    from doorway.assessments.imports.actions import apply_scores, preview_scores

    run = preview_scores(district=district, path=path, by=None, name=path.name)
    counts: dict[str, int] = apply_scores(run=run, path=path, by=None).counts
    return counts


def _district(students: int) -> Any:
    """A district with so many students at one school."""
    from doorway.accounts.models import District
    from doorway.accounts.statistics import count_rows
    from doorway.assessments.imports.actions import this_school_year
    from doorway.policy.packs import grade_code
    from doorway.roster.models import Membership, Person, School

    district = District.objects.create(code="measure", name="Measure", time_zone="America/Denver")
    # The grade in which they are by now; those who left school by then have none.
    now = FIRST_GRADE + this_school_year(district) - FIRST_YEAR
    grade = grade_code(now) if now <= LAST_GRADE else ""
    school = School.objects.create(district=district, name="School", slug="school")
    people = [
        Person(
            district=district,
            given_name="A",
            family_name=str(n),
            identifier=f"L{n}",
            state_id=f"{10_000_000 + n}",
            grade=grade,
        )
        for n in range(students)
    ]
    Person.objects.bulk_create(people, batch_size=1_000)
    Membership.objects.bulk_create(
        [Membership(district=district, person=person, school=school, role="student") for person in people],
        batch_size=1_000,
    )
    # As after a roster was taken in: PostgreSQL asks for a student by an index only when it knows how many there are.
    count_rows()
    return district


def _write(path: Path, rows: int, *, corrected: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(COLUMNS)
        writer.writerows(_rows(rows, corrected))


def _rows(rows: int, corrected: int) -> Iterator[tuple[object, ...]]:
    """Each student: nine reading results of grades 1 to 3, then six core tests of grades 3 to 5."""
    dice = random.Random(SEED)  # noqa: S311  # no secrets
    for number in range(rows):
        student, place = divmod(number, ROWS_OF_A_STUDENT)
        drawn = dice.randint(40, 150) + (3 if corrected and number % corrected == 0 else 0)
        given = 10_000_000 + student % max(1, rows // ROWS_OF_A_STUDENT)
        grade = FIRST_GRADE + place % 3 + (0 if place < 9 else 2)
        year = FIRST_YEAR + grade - FIRST_GRADE
        if place < 9:
            period, day = (("BOY", f"{year - 1}-09-12"), ("MOY", f"{year}-01-15"), ("EOY", f"{year}-05-10"))[place // 3]
            yield given, "acadience", "reading", year, grade, period, "", drawn, day
        else:
            subject = "math" if place < 12 else "ela"
            yield given, "rise", subject, year, grade, "", "", 300 + drawn // 3, f"{year}-04-18"


if __name__ == "__main__":
    sys.exit(main())
