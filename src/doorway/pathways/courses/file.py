"""A course catalog as a file: one course in each row. ``docs/howto/import-transcripts.md`` lists the columns."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings
from django.utils import timezone

from doorway.accounts.decimals import with_point
from doorway.accounts.models import District
from doorway.accounts.tables import given_cell
from doorway.pathways.codes.table import national_table
from doorway.pathways.core.spelling import Spelling
from doorway.pathways.core.units import most_of_a_class, units_of
from doorway.pathways.courses.cycles import cycles
from doorway.pathways.courses.levels import settle_levels
from doorway.pathways.graduation.errors import NoRules
from doorway.pathways.graduation.rulebooks import rule_book
from doorway.pathways.imports.model import Key, RecordFile, Said, Stored, Values, Wanted
from doorway.pathways.models import CatalogCourse, CodeChange, TaughtAt
from doorway.pathways.transcripts.respelling import respell
from doorway.roster.files import RowRefused, TableFile, TableRefused, cells_of, given_id, open_table
from doorway.roster.models import ImportRun, School

_SCED = re.compile(r"^\d{5}[A-Za-z0-9.]*$")
_GRADES = re.compile(r"^(\d{1,2})(?:\s*-\s*(\d{1,2}))?$")
_FIGURE = re.compile(r"^[+-]?(\d+\.?\d*|\.\d+)$", re.ASCII)
_YES, _NO = {"yes", "y", "true", "1", "x"}, {"no", "n", "false", "0"}
# The column of a title in another language, by the language.
TITLES = {code: f"title_{code}" for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE}
MOST_SEATS = 5_000
LONGEST_CODE = 80
LISTS = ("areas", "tags", "prerequisites")
FLAGS = {"concurrent": "is_concurrent", "cte": "is_cte", "repeatable": "is_repeatable", "offered": "is_offered"}


class CourseFile(RecordFile):
    """The catalog. A column that the file does not have leaves what is on file; a course that it does not list, too."""

    kind: ClassVar[ImportRun.Kind] = ImportRun.Kind.COURSES
    required: ClassVar[tuple[str, ...]] = ("code", "title", "credits")
    optional: ClassVar[tuple[str, ...]] = (
        "sced", "grades", "terms", "seats", "areas", "tags", "prerequisites", "concurrent", "cte", "repeatable",
        "offered", "schools", *TITLES.values(),
    )  # fmt: skip
    model: ClassVar[type[CatalogCourse]] = CatalogCourse
    key_fields: ClassVar[tuple[str, ...]] = ("code",)
    contradiction: ClassVar[str] = "contradicts_course"
    # Systems keep seats apart from the catalog: such a list names courses that are there, and says nothing else.
    seats_alone: ClassVar[tuple[str, ...]] = ("code", "seats")

    def __init__(self, file: TableFile, district: District, today: date) -> None:
        super().__init__(file, district, today)
        book = rule_book(district)
        if book is None:
            raise NoRules
        self._areas = frozenset(book.areas)
        # The codes that stand there before the file is taken in.
        self._codes: dict[uuid.UUID, str] = {}
        self._titles: dict[str, str] | None = None
        # Codes that the file writes in other capitals than the catalog, or than a row before, by the row.
        self._written: dict[int, str] = {}
        self._schools: dict[str, str] = {}
        schools = School.objects.filter(district=district).values_list("pk", "slug", "identifier", "sourced_id")
        for pk, *names in schools:
            self._schools |= {name.casefold(): str(pk) for name in names if name}

    @classmethod
    def open(cls, path: Path, name: str = "") -> TableFile:
        """A catalog; or a list of seats alone, in which of the other columns none is read."""
        try:
            return super().open(path, name)
        except TableRefused as refusal:
            if refusal.sentence is not TableRefused.COLUMNS:
                raise
            file = open_table(path, name, required=("code",), optional=("seats", "title", "credits"))
            if set(file.places) != set(cls.seats_alone):
                raise
            return file

    def given(self, cells: list[str]) -> str:
        """The code."""
        return given_cell(given_id(self.file, cells, "code"))

    def read(self, number: int, cells: list[str]) -> Wanted:
        """The course of a row."""
        # The catalog that was written out comes back as it was.
        row = {name: given_cell(text) for name, text in cells_of(self.file, cells).items()}
        code = uncut("code", row.get("code", ""), LONGEST_CODE)
        if not code:
            raise RowRefused("code", "no_code")
        written, code = code, self._spelling.keep(code)
        if code != written:
            self._written[number] = written
        if "title" not in self.file.places:
            return self._seats_of(number, code, row)
        if not row.get("title"):
            raise RowRefused("title", "no_title")
        values: Values = {"title": row["title"], "units": credits_in(row.get("credits", ""))}
        for column in ("sced", "terms", "seats", *LISTS, *FLAGS, "grades", "schools"):
            if column in self.file.places:
                values |= self._cell(column, row.get(column, ""), code)
        titles = {language: text[:200] for language, name in TITLES.items() if (text := row.get(name, ""))}
        if titles:
            values["titles"] = titles
        return Wanted(number, code, row["title"], (code,), values)

    @cached_property
    def _spelling(self) -> Spelling:
        """How codes are written: as in the catalog, else as in the first row that has one. One query."""
        return Spelling(CatalogCourse.objects.filter(district=self.district).values_list("code", flat=True))

    def _seats_of(self, number: int, code: str, row: Mapping[str, str]) -> Wanted:
        """A row of a list of seats: of a course that the catalog has."""
        if self._titles is None:
            rows = CatalogCourse.objects.filter(district=self.district)
            self._titles = dict(rows.values_list("code", "title"))
        if code not in self._titles:
            raise RowRefused("code", "seats_unknown_course", value=code)
        return Wanted(number, code, self._titles[code], (code,), {"seats": _seats(row.get("seats", ""))})

    def _cell(self, column: str, text: str, code: str) -> Values:
        match column:
            case "sced":
                # An empty cell takes no code away that a person has confirmed.
                if text and not _SCED.match(text):
                    raise RowRefused("sced", "bad_sced", value=text)
                return {"sced": uncut("sced", text, 20)} if text else {}
            case "grades":
                first, last = _grades(text)
                return {"first_grade": first, "last_grade": last}
            case "seats":
                return {"seats": _seats(text)}
            case "schools":
                return {"schools": self._schools_in(text)}
            case "areas":
                return {"areas": known_areas(text, self._areas)}
            case "prerequisites":
                before = [self._spelling.of(one) or one for one in text.split()]
                if code in before:
                    raise RowRefused("prerequisites", "own_prerequisite", value=code)
                return {"prerequisites": before}
            case "tags":
                return {"tags": text.split()}
            case "terms":
                return {"terms": uncut("terms", text, 60)}
        return {FLAGS[column]: _flag(column, text, empty=column == "offered")}

    def _schools_in(self, text: str) -> list[str]:
        found = []
        for name in re.split(r"[\s|]+", text.strip()) if text.strip() else []:
            pk = self._schools.get(name.casefold())
            if pk is None:
                raise RowRefused("schools", "unknown_school", value=name)
            found.append(pk)
        return sorted(set(found))

    def stored(self, wanted: Mapping[Key, Wanted]) -> dict[Key, Stored]:
        """The whole catalog. Two queries."""
        schools: dict[uuid.UUID, list[str]] = {}
        for course, school in TaughtAt.objects.filter(district=self.district).values_list("course_id", "school_id"):
            schools.setdefault(course, []).append(str(school))
        names = (
            "title", "titles", "units", "sced", "terms", "seats", *LISTS, *FLAGS.values(), "first_grade", "last_grade"
        )  # fmt: skip
        found: dict[Key, Stored] = {}
        for row in CatalogCourse.objects.filter(district=self.district).values("pk", "code", *names):
            values: dict[str, Any] = {name: row[name] for name in names}
            values["schools"] = sorted(schools.get(row["pk"], []))
            said = wanted.get((row["code"],))
            if said is not None and "titles" in said.values:
                # An empty cell takes no title away that somebody has written.
                said.values["titles"] = {**row["titles"], **said.values["titles"]}
            self._codes[row["pk"]] = row["sced"]
            found[row["code"],] = Stored(row["pk"], values, row["title"], row["code"])
        return found

    def notes(self, wanted: Iterable[Wanted], stored: Mapping[Key, Stored]) -> Iterator[Said]:
        """Codes that nobody knows, prerequisites that cannot be taken before, and courses that wait for each other."""
        table = national_table()
        for row in wanted:
            if row.row in self._written:
                values = {"value": self._written[row.row], "code": row.key[0]}
                yield Said(row.row, "code", row.given, "code_read_as", values)
            code = row.values.get("sced", "")
            if code and not table.knows(code):
                yield Said(row.row, "sced", row.given, "sced_unknown", {"value": code, "table": table.name})
        before = {key[0]: row.values["prerequisites"] for key, row in stored.items()}
        rows = {row.given: row for row in wanted}
        after = {code: row.values.get("prerequisites", before.get(code, [])) for code, row in rows.items()}
        asked = {**before, **after}
        for code, row in rows.items():
            for other in asked[code]:
                if other not in asked:
                    yield Said(row.row, "prerequisites", code, "prerequisite_unknown", {"value": other})
        yield from self._too_late(rows, stored, asked)
        for ring in cycles(asked):
            row_number = next((rows[code].row for code in ring if code in rows), None)
            if row_number is not None:
                said = " → ".join((*ring, ring[0]))
                yield Said(row_number, "prerequisites", ring[0], "prerequisite_cycle", {"value": said})

    def _too_late(
        self, rows: Mapping[str, Wanted], stored: Mapping[Key, Stored], asked: Mapping[str, Iterable[str]]
    ) -> Iterator[Said]:
        """Prerequisites that are not offered any more, or only for grades after those of the course.

        Each stands at the row of the course, and where the file has none, at that of the prerequisite.
        """
        course = {key[0]: row.values for key, row in stored.items()}
        course |= {code: {**course.get(code, {}), **row.values} for code, row in rows.items()}
        for code, before in asked.items():
            if not course[code].get("is_offered", True):
                continue
            for other in before:
                row = rows.get(code) or rows.get(other)
                if row is None or other not in course:
                    continue
                values = {"value": other, "course": code}
                if not course[other].get("is_offered", True):
                    yield Said(row.row, "prerequisites", row.given, "prerequisite_not_offered", values)
                    continue
                last, first = course[code].get("last_grade"), course[other].get("first_grade")
                if last is not None and first is not None and first > last:
                    grades = {"last": last, "first": first}
                    yield Said(row.row, "prerequisites", row.given, "prerequisite_later", values | grades)

    def fields_of(self, values: Values) -> Values:
        """All but the schools, which are rows of their own."""
        return {name: value for name, value in values.items() if name != "schools"}

    def after_writing(self, records: Mapping[uuid.UUID, Values], run: ImportRun) -> None:
        """Where the courses are taught, that their codes are from this file, and which are others at a higher level.

        Transcripts that were there before the catalog get their codes as it writes them.
        """
        CodeChange.objects.bulk_create(
            CodeChange(
                district=self.district, course_id=pk, before=self._codes.get(pk, ""), code=values["sced"],
                how=CodeChange.How.FILE, run=run, at=timezone.now(),
            )
            for pk, values in records.items()
            if values.get("sced")
        )  # fmt: skip
        told = {pk: values["schools"] for pk, values in records.items() if "schools" in values}
        TaughtAt.objects.filter(district=self.district, course__in=told).delete()
        TaughtAt.objects.bulk_create(
            TaughtAt(district=self.district, course_id=pk, school_id=school)
            for pk, schools in told.items()
            for school in schools
        )
        respell(self.district, run)
        settle_levels(self.district)


def uncut(column: str, text: str, most: int) -> str:
    """The text, which the record can hold as it is. What is cut off in silence makes one class of two."""
    if len(text) > most:
        raise RowRefused(column, "cell_too_long", value=f"{text[:40]}…", most=most)
    return text


def credits_in(text: str, scale: int | None = None) -> int:
    """Credits as thousandths, with a point or, as in files with semicolons, a comma. ``scale``: what a school that
    counts otherwise asks for in all.
    """
    if not text:
        raise RowRefused("credits", "no_credits")
    figure = with_point(text)
    try:
        # Python reads “1e0”, “1_0” and digits of other scripts as numbers; a file of credits has none.
        units = units_of(figure) if _FIGURE.match(figure) else None
    except ValueError:
        units = None
    if units is None:
        raise RowRefused("credits", "bad_credits", value=text)
    if units < 0:
        raise RowRefused("credits", "negative_credits", value=text)
    if units > most_of_a_class(scale):
        raise RowRefused("credits", "too_many_credits", value=text)
    return units


def known_areas(text: str, areas: frozenset[str]) -> list[str]:
    """Subject areas by their keys, which stand in the requirements' file of areas."""
    found = text.split()
    for area in found:
        if area not in areas:
            raise RowRefused("areas", "unknown_area", value=area)
    return found


def _grades(text: str) -> tuple[int | None, int | None]:
    if not text:
        return None, None
    match = _GRADES.match(text)
    first, last = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
    if not 1 <= first <= last <= 12:
        raise RowRefused("grades", "bad_grades", value=text)
    return first, last


def _seats(text: str) -> int | None:
    """Seats; none where nobody has said how many. A class without any would not be offered."""
    if not text:
        return None
    if not text.isdecimal() or not 1 <= int(text[:9]) <= MOST_SEATS:
        raise RowRefused("seats", "bad_seats", value=text)
    return int(text)


def _flag(column: str, text: str, *, empty: bool) -> bool:
    word = text.casefold()
    if not word:
        return empty
    if word not in _YES | _NO:
        raise RowRefused(column, "bad_yes_no", value=text)
    return word in _YES
