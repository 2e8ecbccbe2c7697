"""Whole files of students: read line by line, audited on all cores, written in the same order."""

from __future__ import annotations

import gc
import gzip
import os
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import IO

from doorway.pathways.core.audit import audit, school_year
from doorway.pathways.core.compiled import Compiled
from doorway.pathways.files.records import Record, line_of, rules_record, student_line
from doorway.pathways.files.transcripts import Asked, LineRefused, transcript_of
from doorway.pathways.rules import NoSetForClass, load_rules

# Lines that a worker takes at a time: long enough to be worth handing over, short enough to see progress.
LINES = 200
KEPT = 1_000  # problems that are kept with their place; all are counted
ALL_CORES = -1
# Some programs begin a text with this mark; it belongs to no line.
_BEGINNING = b"\xef\xbb\xbf"
# These say that it is written in UTF-16 or UTF-32.
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")


class Unsuitable(Exception):
    """The audit of a file cannot be done like this; the sentence says why, and what to write."""


@dataclass(frozen=True)
class Question:
    """What to hold students against. ``named``: one set for all instead of the set of each class; ``day``: today."""

    rules: str
    day: date
    courses: Path | None = None
    named: str = ""
    as_class: int | None = None


@dataclass(frozen=True)
class Found:
    """Something to say about a line: its number, the student as far as known, the code of the problem, the sentence."""

    line: int
    student: str
    code: str
    says: str


@dataclass
class Tally:
    """What came of some lines. ``refused`` lines have no audit; ``problems`` are counted by code."""

    students: int = 0
    refused: list[Found] = field(default_factory=list)
    refused_count: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    problems: Counter[str] = field(default_factory=Counter)
    examples: list[Found] = field(default_factory=list)
    unproven: int = 0
    twice: int = 0

    def add(self, other: Tally) -> None:
        """Take another tally in."""
        self.students += other.students
        self.refused_count += other.refused_count
        self.statuses += other.statuses
        self.problems += other.problems
        self.unproven += other.unproven
        self.refused += other.refused[: KEPT - len(self.refused)]
        self.examples += other.examples[: KEPT - len(self.examples)]


def audit_file(
    question: Question, transcripts: Path, output: Path, *, jobs: int = ALL_CORES, progress: Callable[[int], None]
) -> Tally:
    """Audit every student of a file and write the audits; ``progress`` is told how many bytes were done.

    The output appears as a whole at the end, or not at all. Raises RulesError, LookupError, OSError, and Unsuitable for
    files and processes with which it cannot be done.
    """
    partial = output.with_name(f"{output.name}.partial")
    _check(question, transcripts, (output, partial), jobs)
    _look_at(transcripts)
    book = load_rules(question.rules, question.courses)
    sets = book.sets if not question.named else (book.named(question.named),)
    tally, seen = Tally(), set[str]()
    partial.unlink(missing_ok=True)
    # Children's records: nobody else on this machine reads them.
    partial.touch(mode=0o600)
    try:
        with _opened(partial, "wb") as file:
            for rules in sets:
                file.write(line_of(rules_record(rules)))
            for size, written, names, part in _answers(question, transcripts, jobs):
                file.write(written)
                tally.add(part)
                tally.twice += len(names) - len(set(names) - seen)
                seen.update(names)
                progress(size)
            file.write(line_of(_summary(question, tally)))
        os.replace(partial, output)
    finally:
        partial.unlink(missing_ok=True)
    return tally


def _check(question: Question, transcripts: Path, written: tuple[Path, Path], jobs: int) -> None:
    """Refuse what would write over a file that is read, or have nobody do the work."""
    if jobs < 1 and jobs != ALL_CORES:
        raise Unsuitable(f"{jobs} processes audit nobody. Write --jobs 1 or more, or -1 for one for each core.")
    read = [transcripts, *filter(None, (question.courses, Path(question.rules)))]
    if not written[0].parent.is_dir():
        raise Unsuitable(f"There is no folder {written[0].parent}. Make it first, or write the audits elsewhere.")
    for output in written:
        if output.is_dir():
            raise Unsuitable(f"{output} is a folder. Write the name of a file for the audits.")
        if any(output.exists() and path.exists() and output.samefile(path) for path in read):
            raise Unsuitable(f"{output} is read here. Write the audits to another file; nothing was written.")


def _look_at(transcripts: Path) -> None:
    """Refuse a file that as a whole is not written as it must be: each of its lines would be refused."""
    with _opened(transcripts, "rb") as file:
        first = next((line.strip() for line in _read(transcripts, file) if line.strip()), b"")
    if first.startswith(_WIDE) or b"\0" in first[:4]:
        raise Unsuitable(f"{transcripts} is not written in UTF-8. Save it as UTF-8; nothing was written.")
    first = first.removeprefix(_BEGINNING)
    if first.startswith(b"[") or (first.startswith(b"{") and first.endswith((b"{", b"[", b","))):
        raise Unsuitable(
            f"{transcripts} holds one piece of JSON over many lines, or a list. Write one student in each line, without"
            " a list around them (jq -c '.[]' does that); nothing was written."
        )


def _read(path: Path, file: IO[bytes]) -> Iterator[bytes]:
    """The lines of a file; Unsuitable where it cannot be unpacked."""
    try:
        yield from file
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise Unsuitable(
            f"{path} cannot be unpacked: it is damaged, or was cut off before its end. Copy it once more; nothing was"
            " written."
        ) from None


def _summary(question: Question, tally: Tally) -> Record:
    return {
        "kind": "summary",
        "rules": question.rules,
        "day": question.day.isoformat(),
        "students": tally.students,
        "refused": tally.refused_count,
        "twice": tally.twice,
        "unproven": tally.unproven,
        "statuses": dict(sorted(tally.statuses.items())),
        "problems": dict(sorted(tally.problems.items())),
    }


Answer = tuple[int, bytes, list[str], Tally]


def _answers(question: Question, transcripts: Path, jobs: int) -> Iterator[Answer]:
    """The answers to all bunches of lines, in order."""
    if jobs == 1:
        yield from (answer(question, first, lines) for first, lines in _bunches(transcripts))
        return
    import joblib  # late: only those who spread work need it

    damaged: list[Unsuitable] = []

    def bunches() -> Iterator[tuple[int, list[bytes]]]:
        # They are read by a thread of the pool, which must end by itself: what is wrong is said afterwards.
        try:
            yield from _bunches(transcripts)
        except Unsuitable as refusal:
            damaged.append(refusal)

    parallel = joblib.Parallel(n_jobs=jobs, return_as="generator", batch_size=1, pre_dispatch="3*n_jobs")
    yield from parallel(joblib.delayed(answer)(question, first, lines) for first, lines in bunches())
    if damaged:
        raise damaged[0]


def _bunches(path: Path) -> Iterator[tuple[int, list[bytes]]]:
    """Lines of a file, some at a time, with the number of the first."""
    with _opened(path, "rb") as file:
        lines: list[bytes] = []
        number = 0
        for number, line in enumerate(_read(path, file), start=1):
            lines.append(line.removeprefix(_BEGINNING) if number == 1 else line)
            if len(lines) == LINES:
                yield number - LINES + 1, lines
                lines = []
        if lines:
            yield number - len(lines) + 1, lines


@contextmanager
def _opened(path: Path, mode: str) -> Iterator[IO[bytes]]:
    """A file, packed when its name says so."""
    packed = ".gz" in path.suffixes
    with gzip.open(path, mode, compresslevel=4) if packed else path.open(mode) as file:
        yield file  # type: ignore[misc]


def answer(question: Question, first: int, lines: list[bytes]) -> Answer:
    """Audit some lines: their size, the lines to write, the students, and what there is to say."""
    tally = Tally()
    names: list[str] = []
    out: list[bytes] = []
    # Nothing here makes circles, and looking for them would take a fifth of the time. What is left of some lines is
    # what is remembered for others; it makes none either, and is not looked through afterwards.
    gc.disable()
    try:
        for number, line in enumerate(lines, start=first):
            if line.strip():
                out.append(_answered(question, number, line, tally, names))
    finally:
        gc.freeze()
        gc.enable()
    return sum(map(len, lines)), b"".join(out), names, tally


def _answered(question: Question, number: int, line: bytes, tally: Tally, names: list[str]) -> bytes:
    try:
        asked = _asked(question.rules, question.courses)
        transcript = transcript_of(line, this_year=school_year(question.day), asked=asked)
        compiled = _compiled(question, transcript.class_of)
    except LineRefused as refused:
        return _refused(number, "", refused.problems, tally)
    except NoSetForClass as error:
        return _refused(number, transcript.student, (("class_of", str(error)),), tally)
    result = audit(compiled, transcript, today=question.day)
    names.append(transcript.student)
    tally.students += 1
    tally.statuses[str(result.status)] += 1
    tally.unproven += not result.proven
    for problem in result.problems:
        tally.problems[problem.code] += 1
        if len(tally.examples) < KEPT:
            tally.examples.append(Found(number, transcript.student, problem.code, str(problem)))
    return student_line(result, transcript)


def _refused(number: int, student: str, problems: tuple[tuple[str, str], ...], tally: Tally) -> bytes:
    tally.refused_count += 1
    for place, reason in problems:
        tally.refused.append(Found(number, student, place, reason))
    said = [{"place": place, "says": reason} for place, reason in problems]
    return line_of({"kind": "refused", "line": number, "student": student, "problems": said})


@lru_cache(maxsize=64)
def _asked(rules: str, courses: Path | None) -> Asked:
    """What any set of these requirements asks for beside classes, worked out once per process."""
    book = load_rules(rules, courses)
    return Asked.by(book.sets, book.areas)


@lru_cache(maxsize=64)
def _ready(rules: str, courses: Path | None, key: str) -> Compiled:
    return Compiled(load_rules(rules, courses).named(key), shares_rows=True)


@lru_cache(maxsize=256)
def _set_of(rules: str, courses: Path | None, class_of: int) -> str:
    return load_rules(rules, courses).for_class(class_of).key


def _compiled(question: Question, class_of: int) -> Compiled:
    """The requirements for a class, made ready once per process; NoSetForClass when there are none."""
    key = question.named
    if not key:
        key = _set_of(question.rules, question.courses, question.as_class or class_of)
    return _ready(question.rules, question.courses, key)
