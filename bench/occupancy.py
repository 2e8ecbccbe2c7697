"""What "nobody in two places at once" costs: one row and an overlap check, or one row per tick with a unique key.

    python -m bench.occupancy

Both keep the same promise on the same bookings: 3,000 appointments, four occupants each (host, guardian, student,
room), about 7 in 100 of them refused because somebody is busy. Ticks are half minutes: slots of 7.5 minutes exist.
Prints a table with the ratio of the medians; both ways run in turn, five times, on SQLite and on PostgreSQL.
"""

from __future__ import annotations

import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
from tests.servers import postgresql

APPOINTMENTS, ROUNDS, TICK = 3000, 5, 30
Wish = tuple[int, list[int], int, int]  # number, occupants, first and last second

SPANS = "CREATE TABLE spans (id INTEGER PRIMARY KEY, person INTEGER, starts INTEGER, ends INTEGER)"
TICKS = "CREATE TABLE ticks (person INTEGER, tick INTEGER, appointment INTEGER, PRIMARY KEY (person, tick))"
TRIGGER = (
    "CREATE TRIGGER no_overlap BEFORE INSERT ON spans FOR EACH ROW WHEN EXISTS (SELECT 1 FROM spans o "
    "WHERE o.person = NEW.person AND o.starts < NEW.ends AND o.ends > NEW.starts) "
    "BEGIN SELECT RAISE(ABORT, 'busy'); END"
)
EXCLUSION = (
    "CREATE EXTENSION IF NOT EXISTS btree_gist",
    "ALTER TABLE spans ADD CONSTRAINT no_overlap EXCLUDE USING gist (person WITH =, int8range(starts, ends) WITH &&)",
)


def wishes() -> Iterator[Wish]:
    """Appointments of 15 minutes at 60 hosts over two half days; some people are asked for twice."""
    dice = random.Random(7)  # noqa: S311  # a bench, not a secret
    for number in range(APPOINTMENTS):
        start = dice.randrange(0, 400) * 900
        host, guardian = dice.randrange(60), 1000 + dice.randrange(2000)
        yield number, [host, guardian, guardian + 10_000, host + 20_000], start, start + 900


def spans(run: Callable[[str, list[tuple[Any, ...]]], None], mark: str) -> Callable[[Wish], None]:
    """One row an occupant."""
    sql = f"INSERT INTO spans (person, starts, ends) VALUES ({mark}, {mark}, {mark})"  # noqa: S608  # constants
    return lambda wish: run(sql, [(person, wish[2], wish[3]) for person in wish[1]])


def ticks(run: Callable[[str, list[tuple[Any, ...]]], None], mark: str) -> Callable[[Wish], None]:
    """One row an occupant and half minute."""
    sql = f"INSERT INTO ticks (person, tick, appointment) VALUES ({mark}, {mark}, {mark})"  # noqa: S608  # constants
    return lambda wish: run(
        sql, [(person, tick, wish[0]) for person in wish[1] for tick in range(wish[2] // TICK, wish[3] // TICK)]
    )


def timed(book: Callable[[Wish], None], begin: Callable[[], Any], end: Callable[[bool], Any]) -> tuple[float, int]:
    """Seconds for all wishes, each in a transaction, and how many were refused."""
    refused, began = 0, time.perf_counter()
    for wish in wishes():
        begin()
        try:
            book(wish)
        except (sqlite3.IntegrityError, psycopg.IntegrityError):
            end(False)
            refused += 1
        else:
            end(True)
    return time.perf_counter() - began, refused


def on_sqlite(way: str, folder: Path) -> tuple[float, int, int]:
    """Seconds, refusals, bytes."""
    path = folder / f"{way}-{time.monotonic_ns()}.sqlite3"
    base = sqlite3.connect(path, isolation_level=None)
    base.execute("PRAGMA journal_mode=WAL")
    base.execute("PRAGMA synchronous=NORMAL")
    if way == "spans":
        base.execute(SPANS)
        base.execute("CREATE INDEX spans_person ON spans (person, starts)")
        base.execute(TRIGGER)
    else:
        base.execute(TICKS + " WITHOUT ROWID")
    book = {"spans": spans, "ticks": ticks}[way](lambda sql, rows: base.executemany(sql, rows) and None, "?")
    seconds, refused = timed(
        book, lambda: base.execute("BEGIN IMMEDIATE"), lambda good: base.execute("COMMIT" if good else "ROLLBACK")
    )
    base.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return seconds, refused, path.stat().st_size


def on_postgresql(way: str, address: str) -> tuple[float, int, int]:
    """Seconds, refusals, bytes."""
    with psycopg.connect(address, autocommit=True) as base:
        base.execute("SET synchronous_commit = off")
        base.execute("DROP TABLE IF EXISTS spans, ticks")
        serial = SPANS.replace("INTEGER PRIMARY KEY", "BIGSERIAL PRIMARY KEY")
        for sql in (serial, *EXCLUSION) if way == "spans" else (TICKS,):
            base.execute(sql)

        def insert(sql: str, rows: list[tuple[Any, ...]]) -> None:
            """All rows in one statement: psycopg's own way of many rows complains of every refusal."""
            head, _values, row = sql.partition("VALUES ")
            base.execute(f"{head}VALUES {', '.join([row] * len(rows))}", [value for one in rows for value in one])

        book = {"spans": spans, "ticks": ticks}[way](insert, "%s")
        seconds, refused = timed(
            book, lambda: base.execute("BEGIN"), lambda good: base.execute("COMMIT" if good else "ROLLBACK")
        )
        size = base.execute("SELECT pg_total_relation_size(%s)", [way]).fetchone()
    return seconds, refused, size[0] if size else 0


def main() -> None:
    """Both ways in turn on both databases."""
    server = postgresql.start()
    try:
        _compare(server.address)
    finally:
        server.stop()


def _compare(address: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        print(f"{'database':<12}{'way':<8}{'median s':>9}{'refused':>9}{'KiB':>8}   ratio")
        for name, run, where in (
            ("SQLite", on_sqlite, Path(folder)),
            ("PostgreSQL", on_postgresql, address),
        ):
            found: dict[str, list[tuple[float, int, int]]] = {"spans": [], "ticks": []}
            for _round in range(ROUNDS):
                for way, results in found.items():
                    results.append(run(way, where))  # type: ignore[arg-type]
            median = {way: statistics.median(one[0] for one in results) for way, results in found.items()}
            for way, results in found.items():
                ratio = f"{median['ticks'] / median['spans']:.1f} × slower" if way == "ticks" else ""
                print(f"{name:<12}{way:<8}{median[way]:>9.2f}{results[0][1]:>9}{results[0][2] // 1024:>8}   {ratio}")
            if found["spans"][0][1] != found["ticks"][0][1]:
                raise SystemExit("The two ways refused different wishes: the comparison is worth nothing.")


if __name__ == "__main__":
    main()
