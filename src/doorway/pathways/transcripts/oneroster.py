"""Final marks out of a OneRoster bundle (1.1 and 1.2): its results, as rows of transcripts.

A result is a mark of one student for one line item of a class. Only line items of a category for final marks
(``FINAL``) are read: which other items of a class come near to one is a habit of each system, and is not guessed. The
course is found through the class, the year and the term through the item's grading period. OneRoster knows no credits,
so the district's catalog gives them, and :mod:`~doorway.pathways.transcripts.crediting` says which results give credit.
For it a row says in how many terms the class is (``class_terms``), which of them the item is about (``turns``: its own
term, or those within it; ``is_own``), whether the item or the class is of a whole school year (``is_whole``,
``class_is_whole``), and the session of the item with those around it (``session``, ``around``: numbers of this file).
``section`` is the class itself: of one course a student can be in two, one after the other.
The row of a result is its row in ``results.csv``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from doorway.pathways.core.terms import usual_place
from doorway.pathways.transcripts.edfi import term_in
from doorway.roster.core.oneroster import Findings, Limits
from doorway.roster.core.oneroster.bundle import Bundle, open_bundle
from doorway.roster.core.oneroster.text import decode, parse
from doorway.roster.files import TableRefused
from doorway.roster.files.given import GivenTable
from doorway.roster.imports.sentences import sentence_of

COLUMNS = (
    "student_id", "code", "school_year", "term", "mark", "status", "title", "class_terms", "turns", "is_own",
    "is_whole", "class_is_whole", "session", "around", "section", "lost_item",
)  # fmt: skip
# Titles of categories, in small letters, whose results stand on a transcript.
FINAL = (
    "final", "final grade", "final grades", "final mark", "final marks", "course grade", "semester grade", "term grade",
    "transcript", "transcript grade", "report card",
)  # fmt: skip
FILES = ("academicSessions", "categories", "classes", "courses", "lineItems", "results")
GRADED = {"fully graded", "fullygraded"}
# A result of these is no mark, and does not say that a class is taken.
NOTHING = {"exempt", "not submitted", "notsubmitted"}
SCHOOL_YEAR = "schoolYear"
Row = Mapping[str, str]


def looks_zipped(beginning: bytes) -> bool:
    """Whether a file that begins like this is a zip."""
    return beginning[:2] == b"PK"


def open_oneroster(path: Path, name: str = "") -> GivenTable:
    """The results of a zip as a table of transcript rows; ``TableRefused`` says why there are none."""
    findings = Findings(strict=False)
    bundle = open_bundle(path, findings=findings, limits=Limits(), name=name or path.name)
    sheets = _Sheets(bundle, findings)
    missing = [f"{one}.csv" for one in FILES if one not in bundle.readers]
    if findings.fatal:
        first = next(iter(findings.all()))
        raise TableRefused(TableRefused.BUNDLE, reason=sentence_of(first.code.value, dict(first.params)))
    if "[content_types].xml" in {other.lower() for other in bundle.others}:
        raise TableRefused(TableRefused.SPREADSHEET)
    if missing:
        raise TableRefused(TableRefused.FILES, missing=", ".join(missing))
    rows = list(_Results(sheets).rows())
    with path.open("rb") as handle:
        sha256 = hashlib.file_digest(handle, "sha256").hexdigest()
    return GivenTable.of(path, name, sha256, COLUMNS, rows)


@dataclass(frozen=True)
class _Sheets:
    """The files of a bundle as rows by column."""

    bundle: Bundle
    findings: Findings

    def rows(self, name: str) -> Iterator[tuple[int, Row]]:
        """(row, cells by column) of a file; rows that were deleted are left out."""
        reader = self.bundle.readers.get(name)
        data = reader() if reader is not None else None
        file = f"{name}.csv"
        text = None if data is None else decode(data, file=file, findings=self.findings)
        table = None if text is None else parse(text, file=file, limits=Limits(), findings=self.findings)
        if table is None:
            raise TableRefused(TableRefused.FILES, missing=file)
        for number, cells in table.rows:
            row = {column.strip(): cell.strip() for column, cell in zip(table.header, cells, strict=False)}
            if row.get("status", "").casefold() != "tobedeleted":
                yield number, row

    def by_id(self, name: str) -> dict[str, Row]:
        """The rows of a file by their id."""
        return {row.get("sourcedId", ""): row for _number, row in self.rows(name)}


class _Results:
    """The final results of a bundle."""

    def __init__(self, sheets: _Sheets) -> None:
        self._sheets = sheets
        self._sessions, self._classes = sheets.by_id("academicSessions"), sheets.by_id("classes")
        self._numbers = {key: str(number) for number, key in enumerate(self._sessions)}
        self._around: dict[str, frozenset[str]] = {}
        self._courses = sheets.by_id("courses")
        categories = sheets.by_id("categories")
        final = {key for key, row in categories.items() if row.get("title", "").casefold() in FINAL}
        if not final:
            found = ", ".join(sorted({row.get("title", "") for row in categories.values()}))[:400]
            raise TableRefused(TableRefused.NO_FINAL, known=", ".join(FINAL), found=found or "–")
        self._items, self._final = sheets.by_id("lineItems"), final

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """One for each result of a final item, and of an item that is not there: it may be a final one."""
        for number, result in self._sheets.rows("results"):
            key, status = result.get("lineItemSourcedId", ""), result.get("scoreStatus", "").casefold()
            item = self._items.get(key)
            if status in NOTHING:
                continue
            if item is None:
                lost = {"student_id": result.get("studentSourcedId", ""), "lost_item": key or "–"}
                yield number, [lost.get(column, "") for column in COLUMNS]
            elif item.get("categorySourcedId", "") in self._final:
                yield number, self._cells(result, item, is_graded=status in GRADED)

    def _cells(self, result: Row, item: Row, *, is_graded: bool) -> list[str]:
        held = self._classes.get(item.get("classSourcedId", ""), {})
        course = self._courses.get(held.get("courseSourcedId", ""), {})
        terms = [one for one in held.get("termSourcedIds", "").replace(" ", "").split(",") if one]
        session = self._session(item, terms)
        key = session.get("sourcedId", "")
        is_whole = session.get("type") == SCHOOL_YEAR
        turns = (
            [terms.index(key)]
            if key in terms
            else [at for at, one in enumerate(terms) if key in self._sessions_around(one)]
        )
        title = session.get("title", "")
        values = {
            "student_id": result.get("studentSourcedId", ""),
            "code": course.get("courseCode", ""),
            "school_year": self._year(session),
            "term": "" if is_whole else term_in(title),
            # 1.2 has letters in a column of their own; 1.1 writes them where the score stands.
            "mark": (result.get("textScore") or result.get("score", "")) if is_graded else "",
            "status": "completed" if is_graded else "in_progress",
            "title": course.get("title", "") or held.get("title", ""),
            "class_terms": str(max(1, len(terms))),
            "turns": " ".join(str(turn + 1) for turn in turns),
            "is_own": "yes" if key in terms else "no",
            "is_whole": "yes" if is_whole else "no",
            "class_is_whole": "yes" if len(terms) == 1 and self._is_year(terms[0]) else "no",
            "session": self._numbers.get(key, ""),
            "around": " ".join(sorted(self._numbers[one] for one in self._sessions_around(key))),
            "section": held.get("sourcedId", ""),
            "lost_item": "",
        }
        return [values[column] for column in COLUMNS]

    def _session(self, item: Row, terms: list[str]) -> Row:
        """When the item was: its grading period, in 1.2 its session, or the only term of its class."""
        for name in ("gradingPeriodSourcedId", "academicSessionSourcedId"):
            if item.get(name, "") in self._sessions:
                return self._sessions[item[name]]
        return self._sessions.get(terms[0], {}) if len(terms) == 1 else {}

    def _year(self, session: Row) -> str:
        """The year in which its school year ends: its own word, else that of what it is a part of."""
        return next((one["schoolYear"] for one in (session, *self._above(session)) if one.get("schoolYear")), "")

    def _is_year(self, key: str) -> bool:
        return self._sessions.get(key, {}).get("type") == SCHOOL_YEAR

    def _above(self, session: Row) -> Iterator[Row]:
        """What a session is a part of, what that is a part of, and so on."""
        seen = {session.get("sourcedId", "")}
        while (above := session.get("parentSourcedId", "")) in self._sessions and above not in seen:
            seen.add(above)
            session = self._sessions[above]
            yield session

    def _sessions_around(self, key: str) -> frozenset[str]:
        """The sessions within which one lies: by what it is a part of, by its days, or by the names of both.

        Many systems make every term a part of the year, so that only days and names say that Q1 lies in S1.
        """
        if key not in self._sessions:
            return frozenset()
        if key not in self._around:
            own = self._sessions[key]
            year, found = self._year(own), {one["sourcedId"] for one in self._above(own)}
            for other, session in self._sessions.items():
                if other != key and (_within(own, session) or (self._year(session) == year and _is_part(own, session))):
                    found.add(other)
            self._around[key] = frozenset(found)
        return self._around[key]


def _within(session: Row, other: Row) -> bool:
    """Whether all days of a session are days of a longer one."""
    first, last = session.get("startDate", ""), session.get("endDate", "")
    begins, ends = other.get("startDate", ""), other.get("endDate", "")
    is_known = bool(first and last and begins and ends)
    return is_known and begins <= first <= last <= ends and (first, last) != (begins, ends)


def _is_part(session: Row, other: Row) -> bool:
    """Whether a term is a part of a longer one by their usual names, as Q2 is of S1."""
    part, term = usual_place(session.get("title", "")), usual_place(other.get("title", ""))
    if part is None or term is None or part.of <= term.of:
        return False
    return (term.number - 1) * part.of <= (part.number - 1) * term.of and part.number * term.of <= term.number * part.of
