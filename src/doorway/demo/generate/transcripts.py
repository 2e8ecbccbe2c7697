"""Invented transcripts of the high-school students, year by year up to today, as a school's system exports them.

Everybody follows the county's usual way through grades 9 to 12 and fills the rest with electives, nine credits a year.
How well they do follows from a standing of their own; who fails a class may take it again. Some came from another
school, and some have no transcript yet, as in every district.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random

from doorway.demo.generate.calendar import year_name
from doorway.demo.generate.catalog import CODES
from doorway.demo.generate.model import DistrictDraft, Student
from doorway.pathways.core.rules import CourseKind
from doorway.pathways.core.units import CREDIT, credits_of

COLUMNS = (
    "student_id", "code", "title", "school_year", "term", "part", "credits", "mark", "status", "grade", "school",
    "school_credits", "areas",
)  # fmt: skip
FIRST_GRADE = 9
YEARLY = 9 * CREDIT
HALF = CREDIT // 2
# The county's usual way. Halves of a course that have to be different ones are told apart.
WAY: dict[int, tuple[str, ...]] = {
    9: ("ENG-9", "SEC-MATH-1", "EARTH-SCIENCE", "GEOGRAPHY", "PARTICIPATION", "DIGITAL-BUSINESS"),
    10: ("ENG-10", "SEC-MATH-2", "BIOLOGY", "WORLD-HISTORY", "FITNESS", "HEALTH-2"),
    11: ("ENG-11", "SEC-MATH-3", "CHEMISTRY", "US-HISTORY", "LIFETIME", "FAMILY"),
    12: ("ENG-12", "PRECALCULUS", "US-GOVERNMENT", "GEN-FINANCE", "HEALTH-SCIENCE"),
}
HALVES = frozenset({"US-HISTORY", "CONSTITUTION"})
ELECTIVES = (
    "BAND", "CHOIR", "SPANISH-1", "SPANISH-2", "SPANISH-3", "WELDING-1", "WELDING-2", "AG-SYSTEMS", "ANIMAL-SCIENCE",
    "ART-FOUNDATIONS", "DRAWING", "CERAMICS", "PHOTOGRAPHY", "GUITAR", "FOODS-1", "WOODS-1", "CONSTRUCTION",
    "CS-PRINCIPLES", "PROGRAMMING-1", "YEARBOOK", "WEIGHTS", "DRIVER-ED", "PSYCHOLOGY", "CREATIVE-WRITING",
    "ENTREPRENEUR", "TOURISM", "SPORT-BASKETBALL", "SPORT-TRACK", "WILDLIFE", "NATURAL-RESOURCES", "ACCOUNTING",
    "CHILD-DEVELOPMENT", "WEB-1", "LEATHER-CRAFT", "STUDENT-COUNCIL",
)  # fmt: skip
AFTER = {"SPANISH-2": "SPANISH-1", "SPANISH-3": "SPANISH-2", "WELDING-2": "WELDING-1"}
# Marks by how far above or below the middle a class went, best first.
MARKS = (
    (1.5, "A"), (0.9, "A-"), (0.55, "B+"), (0.2, "B"), (-0.15, "B-"), (-0.45, "C+"), (-0.75, "C"), (-1.0, "C-"),
    (-1.3, "D+"), (-1.65, "D"), (-1.9, "D-"),
)  # fmt: skip
MOVED, NOTHING_YET, RETAKES = 0.05, 0.02, 0.6
# The school from which some came: its names of courses, and what they are about.
ELSEWHERE, ELSEWHERE_CREDITS = "Red Cliffs Academy", "24"
THEIRS: dict[int, tuple[tuple[str, str, str], ...]] = {
    9: (
        ("LA09", "Literature and Composition 9", "ela.9"), ("MA09", "Integrated Math 1", "math.secondary-1"),
        ("SC09", "Earth Systems", "science.earth"), ("GE09", "Geography", "social.geography"),
        ("XX09", "Explorations", ""),
    ),
    10: (
        ("LA10", "Literature and Composition 10", "ela.10"), ("MA10", "Integrated Math 2", "math.secondary-2"),
        ("SC10", "Life Science", "science.biology"), ("MU10", "Orchestra", "arts.music"),
    ),
    11: (("LA11", "American Literature", "ela.11"), ("MA11", "Integrated Math 3", "math.secondary-3")),
}  # fmt: skip
Row = dict[str, str]


def write_transcripts(draft: DistrictDraft, courses: Mapping[str, CourseKind], path: Path) -> int:
    """Write the transcripts of grades 9 to 12 as ``doorway import transcripts`` reads them; the number of rows."""
    taken = _taken_now(draft)
    count = 0
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, COLUMNS, restval="")
        writer.writeheader()
        for student in draft.students:
            if student.grade >= FIRST_GRADE:
                for row in _Maker(draft, courses, student, taken.get(student.key, [])).rows():
                    writer.writerow(row)
                    count += 1
    return count


def _taken_now(draft: DistrictDraft) -> dict[str, list[str]]:
    """The codes of the classes that each student is in, by the roster."""
    found: dict[str, list[str]] = {}
    for entry in draft.classes:
        code = CODES.get(entry.title)
        for student in entry.students if code else ():
            found.setdefault(student, []).append(code or "")
    return found


@dataclass
class _Maker:
    """Makes the rows of one student."""

    draft: DistrictDraft
    courses: Mapping[str, CourseKind]
    student: Student
    now: list[str]
    passed: set[str] = field(default_factory=set)
    failed: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.random = Random(f"{self.draft.seed}:transcript:{self.student.key}")  # noqa: S311  # invents, guards nothing
        general = Random(f"{self.student.key}:general").gauss(0, 0.86)  # noqa: S311
        self.standing = 0.45 if self.student.key == "diego" else 0.35 + 0.75 * general
        self.is_cast = self.student.key == "diego"
        self.moved = not self.is_cast and self.student.grade > FIRST_GRADE and self.random.random() < MOVED
        # Whoever has just come has brought no papers yet.
        self.has_none = not self.is_cast and self.random.random() < NOTHING_YET

    def rows(self) -> Iterator[Row]:
        """From grade 9 to the grade of now."""
        if self.has_none:
            return
        came_in = self.random.randint(FIRST_GRADE + 1, self.student.grade) if self.moved else FIRST_GRADE
        for grade in range(FIRST_GRADE, self.student.grade + 1):
            if grade < came_in:
                yield from self._elsewhere(grade)
            else:
                yield from self._year(grade)

    def _elsewhere(self, grade: int) -> Iterator[Row]:
        for code, title, areas in THEIRS.get(grade, ()):
            yield self._row(code, title, grade, "Y", CREDIT, mark=self._mark()) | {
                "school": ELSEWHERE, "school_credits": ELSEWHERE_CREDITS, "areas": areas,
            }  # fmt: skip

    def _year(self, grade: int) -> Iterator[Row]:
        codes = self._codes(grade)
        retake = self.failed.pop(0) if self.failed and self.random.random() < RETAKES else None
        this_year = grade == self.student.grade
        for code in codes:
            units = self.courses[code].credits
            for number, term in enumerate(("S1", "S2") if units >= CREDIT else (self.random.choice(("S1", "S2")),)):
                part = str(number + 1) if code in HALVES else ""
                yield self._class(code, grade, term, part, min(units, HALF), this_year=this_year)
        if retake is not None:
            code, part = retake
            # An empty hour in summer: the term is one in which the class is not taken anyway.
            yield self._class(code, grade, "SU", part, HALF, this_year=this_year)

    def _codes(self, grade: int) -> list[str]:
        """The year's classes: those of the roster now, the county's way, and electives up to nine credits."""
        wanted = [code for code in WAY[grade] if code not in self.passed]
        if grade == self.student.grade:
            wanted = [*self._fitting_now(grade), *wanted]
        codes = list(dict.fromkeys(wanted))
        units = sum(self.courses[code].credits for code in codes)
        for code in self.random.sample(ELECTIVES, len(ELECTIVES)):
            kind = self.courses[code]
            fits = (kind.first_grade or 0) <= grade <= (kind.last_grade or 12) and units + kind.credits <= YEARLY
            known = code in codes or (code in self.passed and not kind.repeatable)
            if fits and not known and AFTER.get(code, "") in {"", *self.passed}:
                codes.append(code)
                units += kind.credits
        self.passed.update(codes)
        return codes

    def _fitting_now(self, grade: int) -> Iterator[str]:
        """Classes of the roster. A language or a shop goes on where the student had begun it."""
        more = {"SPANISH-1": ("SPANISH-2", "SPANISH-3"), "WELDING-1": ("WELDING-2",)}
        for code in self.now:
            if code == "FITNESS" and grade == FIRST_GRADE:
                code = "PARTICIPATION"
            options = [one for one in (code, *more.get(code, ())) if one not in self.passed]
            if options or self.courses[code].repeatable:
                yield options[0] if options else code

    def _class(self, code: str, grade: int, term: str, part: str, units: int, *, this_year: bool) -> Row:
        title = self.courses[code].title
        if not this_year:
            mark = self._mark()
            if mark in {"F", "W"}:
                self.failed.append((code, part))
            return self._row(code, title, grade, term, units, part=part, mark=mark)
        return self._row(code, title, grade, term, units, part=part, status=self._status(term))

    def _status(self, term: str) -> str:
        """Of a class of this year: in progress in its term, scheduled before it. Marks come when the year is over."""
        spring = self.draft.calendar.terms[1][1]
        begun = term == "S1" or (term == "S2" and self._today >= spring)
        return "in_progress" if begun else "scheduled"

    @property
    def _today(self) -> date:
        return self.draft.calendar.today

    def _mark(self) -> str:
        went = self.standing + self.random.gauss(0, 0.7)
        if self.random.random() < 0.012:
            return "W"
        return next((mark for least, mark in MARKS if went >= least), "F")

    def _row(
        self,
        code: str,
        title: str,
        grade: int,
        term: str,
        units: int,
        *,
        part: str = "",
        mark: str = "",
        status: str = "",
    ) -> Row:
        year = self.draft.calendar.end_year - self.student.grade + grade
        return {
            "student_id": self.student.local_id,
            "code": code,
            "title": title,
            "school_year": year_name(year),
            "term": term,
            "part": part,
            "credits": credits_of(units),
            "mark": mark,
            "status": status or "completed",
            "grade": str(grade),
        }
