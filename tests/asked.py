"""What each test asks the database, noted on SQLite, so that PostgreSQL is asked the same and nothing three times.

Two thousand tests answered a second time on PostgreSQL what is not the database's to answer: one page after another,
by the same questions. ``scripts/run-tests`` has the first stage note the questions of each test, and on PostgreSQL
runs as many tests as it takes to ask every one of them (:func:`settled`). A question is

- a statement, without how many values are in its lists, with the place in the product that asks it;
- a statement that would take locks on PostgreSQL (SQLite has none, and leaves the words out);
- a place in the product that goes another way on the other database.

Always run again, whatever they ask, is a test that

- is marked with ``both``, or is outside of the slices (``tests/``): booking at once, the guards as a whole;
- has its own connections or transactions: the order of things between them is the database's;
- was refused something by the database: that is what its guards are for;
- failed, or has left no note.
"""

from __future__ import annotations

import json
import os
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.db.models.sql.compiler import SQLCompiler
from django.utils.connection import ConnectionProxy

NOTED_IN = "DOORWAY_TEST_ASKED"
LEFT_OUT_IN = "DOORWAY_TEST_LEFT_OUT"
# Each question by two tests, so that it does not hang on what one of them happens to have in its tables.
LEAST = 2
PRODUCT = f"{os.sep}src{os.sep}doorway{os.sep}"
_LIST = re.compile(r"\((?:%s|NULL)(?:, ?(?:%s|NULL))*\)(?:, ?\((?:%s|NULL)(?:, ?(?:%s|NULL))*\))*")
_OF_TRANSACTIONS = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "PRAGMA")
_OWN_CONNECTIONS = {"transactional_db", "django_db_reset_sequences", "live_server"}

Questions = dict[str, "Asked"]


@dataclass
class Asked:
    """Of one test: its questions, whether it runs again whatever they are, processor seconds."""

    questions: set[str] = field(default_factory=set)
    always: bool = False
    seconds: float = 0.0


class Noting:
    """Plugin of pytest that writes down what the tests of this process ask."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.noted: Questions = {}
        self.now: Asked | None = None
        self.patch = pytest.MonkeyPatch()

    def pytest_sessionstart(self) -> None:
        as_sql, attribute = SQLCompiler.as_sql, ConnectionProxy.__getattr__

        def locking(compiler: SQLCompiler, *given: Any, **more: Any) -> Any:
            found = as_sql(compiler, *given, **more)
            if compiler.query.select_for_update:
                self._note(f"{_shape(found[0])} FOR UPDATE {compiler.query.select_for_update_of}")
            return found

        def branching(proxy: ConnectionProxy, name: str) -> Any:
            if name == "vendor":
                self._note("another way")
            return attribute(proxy, name)

        self.patch.setattr(SQLCompiler, "as_sql", locking)
        self.patch.setattr(ConnectionProxy, "__getattr__", branching)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self.now = self.noted[item.nodeid] = Asked(always=_is_kept(item))
        if self._statement not in connection.execute_wrappers:
            connection.execute_wrappers.append(self._statement)
        began = time.process_time()
        try:
            return (yield)
        finally:
            self.now.seconds = time.process_time() - began
            self.now = None

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and report.nodeid in self.noted:
            self.noted[report.nodeid].always = True

    def pytest_sessionfinish(self) -> None:
        self.patch.undo()
        if self.noted:
            rows = {name: [sorted(one.questions), one.always, one.seconds] for name, one in self.noted.items()}
            (self.folder / f"{os.getpid()}.json").write_text(json.dumps(rows), encoding="utf-8")

    def _statement(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        text = str(sql)
        if not text.startswith(_OF_TRANSACTIONS):
            self._note(_shape(text))
        try:
            return execute(sql, params, many, context)
        except DatabaseError:
            if self.now is not None:
                self.now.always = True
            raise

    def _note(self, what: str) -> None:
        if self.now is not None:
            self.now.questions.add(f"{_place()} {what}")


@lru_cache(maxsize=20_000)
def _shape(sql: str) -> str:
    return _LIST.sub("(…)", sql)


def _place() -> str:
    """The nearest line of the product; empty where a test asks for itself."""
    frame = sys._getframe(2)
    while frame is not None:
        name = frame.f_code.co_filename
        if PRODUCT in name:
            # The tests lie beside the product: from there on it is the test that asks.
            return "" if f"{os.sep}tests{os.sep}" in name else f"{name.rpartition(PRODUCT)[2]}:{frame.f_lineno}"
        frame = frame.f_back  # type: ignore[assignment]  # the outermost has none
    return ""


def _is_kept(item: pytest.Item) -> bool:
    return (
        not item.nodeid.startswith("src/")
        or item.get_closest_marker("both") is not None
        or bool(_OWN_CONNECTIONS & set(getattr(item, "fixturenames", ())))
        or any(mark.kwargs.get("transaction") for mark in item.iter_markers("django_db"))
    )


def read(folder: Path) -> Questions:
    """What all processes have noted."""
    found: Questions = {}
    for path in sorted(folder.glob("*.json")):
        for name, (questions, always, seconds) in json.loads(path.read_text(encoding="utf-8")).items():
            found[name] = Asked(set(questions), always, seconds)
    return found


def settled(noted: Questions, least: int = LEAST) -> set[str]:
    """The tests that need not run again: those that do ask all questions, each ``least`` times or by all who have it.

    From the longest on, each is left out of which every question still has enough others.
    """
    askers = Counter(question for one in noted.values() for question in one.questions)
    left = set()
    for name, one in sorted(noted.items(), key=lambda row: (-row[1].seconds, row[0])):
        if not one.always and all(askers[question] > least for question in one.questions):
            askers.subtract(one.questions)
            left.add(name)
    return left


def left_out() -> set[str]:
    """What ``scripts/run-tests`` has found settled; a single ``pytest`` leaves nothing out."""
    path = os.environ.get(LEFT_OUT_IN)
    return set(json.loads(Path(path).read_text(encoding="utf-8"))) if path else set()
