"""Transcripts as a file: one class of a student in each row. ``docs/howto/import-transcripts.md`` lists the columns."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar

from django.db.models import Q

from doorway.accounts.decimals import with_point
from doorway.accounts.models import District
from doorway.pathways.core.apart import are_apart, differ, said_of, title_key
from doorway.pathways.core.planning import terms_in
from doorway.pathways.core.registering import ALL_YEAR, WITHDRAWN
from doorway.pathways.core.rules import CourseKind, known_marks
from doorway.pathways.core.spelling import Spelling
from doorway.pathways.core.terms import (
    YEAR,
    are_all,
    contradicts,
    exact_units,
    first_places,
    is_summer,
    is_year,
    single_terms,
    slot,
)
from doorway.pathways.core.transcript import Course, school_year
from doorway.pathways.core.units import CREDIT, credits_of, units_of
from doorway.pathways.courses.file import LONGEST_CODE, credits_in, known_areas, uncut
from doorway.pathways.graduation.errors import NoRules
from doorway.pathways.graduation.records import class_of
from doorway.pathways.graduation.rulebooks import rule_book
from doorway.pathways.imports.model import Key, RecordFile, Said, Stored, Values, Wanted
from doorway.pathways.models import CatalogCourse, GraduationDecision, TranscriptCourse
from doorway.pathways.transcripts.crediting import Crediting
from doorway.pathways.transcripts.edfi import looks_like_edfi, open_edfi
from doorway.pathways.transcripts.found_again import find_again
from doorway.pathways.transcripts.oneroster import looks_zipped, open_oneroster
from doorway.policy.packs import grade_number, year_ending, year_text
from doorway.roster.files import RowRefused, StudentIds, TableFile, cells_of, check_id, given_id
from doorway.roster.files.given import GivenTable
from doorway.roster.models import ImportRun
from doorway.roster.years import year_of_grades

State = TranscriptCourse.State
# Nobody is planned further ahead, and nobody's first class is longer ago.
YEARS_AHEAD, YEARS_BACK = 8, 30
LONGEST_TERM = 20
# Of classes that are not over; one that is completed has a mark that is not final.
_SUREST = (State.IN_PROGRESS, State.COMPLETED, State.SCHEDULED, State.PLANNED)


class TranscriptFile(RecordFile):
    """The classes of students. What is completed is never taken away by a file that no longer lists it.

    A file that says what a student takes in a school year says all of it: classes of that student and that year that
    are not completed and that it does not list are taken away, so that a dropped class does not stay “in progress”
    for ever. It says nothing about the classes of another year: in August those of June wait for their marks. They go
    when there are marks for all of their time; what was only planned then goes with the classes of now. Where a row of
    a student was refused, nothing of that student is taken away: it may be that very class.

    A row is known by the slot of its term (:func:`~doorway.pathways.core.terms.slot`), so that “Fall” in one file and
    S1 in the next are the same row. It is written down as the first file called it.
    """

    kind: ClassVar[ImportRun.Kind] = ImportRun.Kind.TRANSCRIPTS
    required: ClassVar[tuple[str, ...]] = ("student_id", "code", "school_year", "credits")
    optional: ClassVar[tuple[str, ...]] = (
        "term", "mark", "status", "part", "title", "grade", "school", "school_credits", "areas",
    )  # fmt: skip
    model: ClassVar[type[TranscriptCourse]] = TranscriptCourse
    key_fields: ClassVar[tuple[str, ...]] = ("student_id", "code", "school_year", "term", "part")
    contradiction: ClassVar[str] = "taken_twice"

    def __init__(self, file: TableFile, district: District, today: date) -> None:
        super().__init__(file, district, today)
        book = rule_book(district)
        if book is None:
            raise NoRules
        self._areas = frozenset(book.areas)
        # The course list beside the requirements, which holds where the district has no catalog.
        self._beside_rules: Mapping[str, CourseKind] = book.sets[0].catalog if book.sets else {}
        # What a class gives that no catalog knows.
        self._usual = max((rules.unknown_credits for rules in book.sets), default=CREDIT)
        self._marks = known_marks(book.sets)
        self._passing = {mark for rules in book.sets for mark, one in rules.marks.items() if one.credit == "yes"}
        self._final = {mark for rules in book.sets for mark, one in rules.marks.items() if one.credit != "pending"}
        self._students = StudentIds(district)
        self._this_year = school_year(today)
        self._codes: frozenset[str] | None = None
        # Students of whom a row was refused: what the file says of them is not all of it.
        self._partly: set[uuid.UUID] = set()
        # Terms as they are written down, by the row.
        self._terms: dict[int, str] = {}
        # Records of a class in a term of which the file has another one: it was there under two names of the term.
        self._twins: list[tuple[Key, Stored]] = []
        # Codes that a file writes in other capitals than the catalog, by the row.
        self._written: dict[int, str] = {}
        # Marks that a file gives as a number alone, and credits that it gives rounded, by the row.
        self._numbers: dict[int, str] = {}
        # The section of a class that a result is from, by the row.
        self._sections: dict[int, str] = {}
        # Marks of classes that are still in progress, which count for nothing until they are over.
        self._waiting: dict[int, str] = {}
        # Marks that a file writes otherwise than the requirements do.
        self._marked: dict[int, str] = {}
        self._rounded: dict[int, int] = {}
        # Records that the file takes away.
        self._gone: set[uuid.UUID] = set()
        # Classes that are “in progress” in a year to come, by the row.
        self._not_begun: set[int] = set()

    @classmethod
    def open(cls, path: Path, name: str = "") -> TableFile:
        """A CSV file, Ed-Fi course transcripts, or the results of a OneRoster zip: what it is, its beginning says."""
        if path.is_file():
            with path.open("rb") as handle:
                beginning = handle.read(64)
            if looks_like_edfi(beginning):
                return open_edfi(path, name)
            if looks_zipped(beginning):
                return open_oneroster(path, name)
        return super().open(path, name)

    def given(self, cells: list[str]) -> str:
        """The student's id."""
        return given_id(self.file, cells)

    def read(self, number: int, cells: list[str]) -> Wanted:
        """The class of a row."""
        row = cells_of(self.file, cells)
        if row.get("other"):
            raise RowRefused("other", "no_transcript", value=row["other"][:80])
        if row.get("lost_item"):
            raise RowRefused("line_item", "no_line_item", value=row["lost_item"][:80])
        if row.get("twice"):
            raise RowRefused("", "name_twice", value=row["twice"])
        check_id(row)
        student = self._students.find(row["student_id"])
        try:
            return self._class(number, row, student)
        except RowRefused:
            self._partly.add(student)
            raise

    def _class(self, number: int, row: dict[str, str], student: uuid.UUID) -> Wanted:
        code = uncut("code", row.get("code", ""), LONGEST_CODE)
        if not code:
            raise RowRefused("code", "no_code")
        code = self._code(number, code)
        if row.get("conversion"):
            raise RowRefused("credits", "bad_conversion", value=row["conversion"])
        if row.get("credit_type"):
            raise RowRefused("credits", "credit_hours", value=row["credit_type"])
        if row.get("section"):
            self._sections[number] = row["section"]
        if row.get("number"):
            self._numbers[number] = row["number"]
        if not row.get("school_year"):
            raise RowRefused("school_year", "no_session" if "class_terms" in row else "no_year")
        year = self._year(row["school_year"])
        state, mark = self._state(row.get("status", ""), row.get("mark", ""), year)
        if state == State.IN_PROGRESS and year > self._this_year:
            # Nobody is in a class of a year to come: the school has registered the student.
            if mark in self._final:
                raise RowRefused("school_year", "completed_later", value=year_text(year))
            state = State.SCHEDULED
            self._not_begun.add(number)
        if state == State.IN_PROGRESS and mark in self._final:
            self._waiting[number] = mark
        if mark != row.get("mark", ""):
            self._marked[number] = row["mark"]
        scale = _scale(row["school_credits"]) if row.get("school_credits") else None
        is_without = "class_terms" in row
        units = self._units_of(number, code, row) if is_without else credits_in(row.get("credits", ""), scale)
        # A class that was passed gives what was earned in it, which can be less than what was tried for.
        if row.get("earned") and mark in self._passing:
            units = credits_in(row["earned"], scale)
        if scale is None:
            units = self._exact(number, Course("", code, units, year, row.get("term", "")))
        values: Values = {"units": units, "state": state.value, "mark": mark}
        for column in ("title", "school", "grade", "school_credits", "areas"):
            text = row.get(column, "")
            # An empty cell of a table takes away what is on file; what a resource does not say, it leaves.
            if column in self.file.places and (text or not isinstance(self.file, GivenTable)):
                values |= self._cell(column, text)
        term, part = self._term(code, row.get("term", "")), uncut("part", row.get("part", ""), 10)
        self._terms[number] = term
        label = " ".join(filter(None, (code, year_text(year), term, part)))
        return Wanted(number, row["student_id"], label, (student, code, year, self._slot(code, term), part), values)

    def _term(self, code: str, term: str) -> str:
        """A term as it is written down: as the file calls it, or where that is too long, as transcripts write it."""
        is_known = all(first_places(one) or is_summer(one) or is_year(one) for one in single_terms(term))
        return uncut("term", self._slot(code, term) if len(term) > LONGEST_TERM and is_known else term, LONGEST_TERM)

    def _slot(self, code: str, term: str) -> str:
        kind = self._kinds.get(code)
        return slot(term, () if kind is None else kind.terms)

    def contradicts(self, one: Wanted, other: Wanted) -> str:
        """Two titles under a code that nobody knows are not the same class twice; two schools may both have a mark."""
        if self._has_two_titles([one, other]):
            return "titles_differ"
        return self.contradiction if _school(one) == _school(other) else "marks_of_two_schools"

    def _has_two_titles(self, rows: Iterable[Wanted]) -> bool:
        rows = list(rows)
        titles = {title_key(row.values.get("title", "")) for row in rows}
        return rows[0].key[1] not in self._known_codes() and differ(titles)

    def one_of(self, rows: Sequence[Wanted]) -> Wanted | None:
        """Of a class at several schools in one term, because the student moved: where it was passed, or else goes on.
        So it is with several sections of one school, of which only one goes on; there a mark is that of the class.

        None where two of them gave a final mark: which one holds, no file says. Who left a class was in it, and no
        more. A failing mark says that of the school that gave it, as long as the class goes on at another one.
        """
        places = {(_school(row), self._sections.get(row.row, "")) for row in rows}
        if len(places) < len(rows) or self._has_two_titles(rows):
            return None
        over = [row for row in rows if row.values["state"] == State.COMPLETED and row.values["mark"] in self._final]
        final = [row for row in over if row.values["mark"] not in WITHDRAWN]
        if len(final) > 1:
            return None
        passed = [row for row in final if row.values["mark"] in self._passing]
        going_on = [row for row in rows if row not in over]
        if len({_school(row) for row in rows}) == 1:
            return min(final or going_on or over, key=_first)
        return min(passed or going_on or final or over, key=_first)

    def in_place_of(self, held: Wanted) -> tuple[str, dict[str, Any]]:
        """The class at another school, or in another section of its own."""
        return "two_sections" if held.row in self._sections else "two_schools", {"row": held.row}

    def named(self, row: Wanted) -> Values:
        """The term by its name, and not by its slot."""
        return super().named(row) | {"term": self._terms[row.row]}

    def _code(self, number: int, written: str) -> str:
        """The code as the catalog has it, else as the first row that named it: capitals make no other class."""
        code = self._spelling.of(written) or self._beside.keep(written)
        if code != written:
            self._written[number] = written
        return code

    @cached_property
    def _spelling(self) -> Spelling:
        return Spelling(self._known_codes())

    @cached_property
    def _beside(self) -> Spelling:
        """Codes on record that the catalog does not know. One query, where a file has one that it does not know."""
        rows = TranscriptCourse.objects.filter(district=self.district).order_by().values_list("code", flat=True)
        return Spelling(rows.distinct())

    @cached_property
    def _crediting(self) -> Crediting:
        """Which results of a OneRoster bundle give credit, and how much."""
        return Crediting(self.file, self._kinds, lambda code: self._spelling.of(code) or code)

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """The rows; of a OneRoster bundle without marks whose time counts by other marks of it."""
        left = self._crediting.left if "class_terms" in self.file.places else {}
        return ((number, cells) for number, cells in self.file.rows() if number not in left)

    def _units_of(self, number: int, code: str, row: Mapping[str, str]) -> int:
        """The credits of a result, which says none: those of the catalog, or the part that its term has of them."""
        if code not in self._kinds:
            raise RowRefused("code", "no_credits_known", value=code)
        share = self._crediting.shares[number]
        if share is None:
            raise RowRefused("term", "part_of_term", value=row["term"] or "–", course=code)
        return share.units

    def _exact(self, number: int, course: Course) -> int:
        """The credit of a term: three thirds of a credit, each written as 0.333, are the whole credit."""
        units = exact_units(course, self._kinds.get(course.code), self._usual)
        if units != course.units:
            self._rounded[number] = course.units
        return units

    @cached_property
    def _kinds(self) -> dict[str, CourseKind]:
        """What the catalog says of the credit of classes, and of the terms in which they run."""
        rows = CatalogCourse.objects.filter(district=self.district).values_list("code", "units", "terms")
        own = {code: CourseKind(code, credits=units, terms=terms_in(terms)) for code, units, terms in rows}
        return own or dict(self._beside_rules)

    def _cell(self, column: str, text: str) -> Values:
        match column:
            case "grade":
                return {"taken_grade": _grade(text)}
            case "school_credits":
                return {"scale": _scale(text)}
            case "areas":
                return {"areas": known_areas(text, self._areas) or None}
        return {column: text}

    def _year(self, text: str) -> int:
        try:
            year = year_ending(text)
        except ValueError:
            raise RowRefused("school_year", "bad_year", value=text) from None
        if not self._this_year - YEARS_BACK <= year <= self._this_year + YEARS_AHEAD:
            raise RowRefused("school_year", "year_far", value=year_text(year))
        return year

    def _state(self, status: str, mark: str, year: int) -> tuple[TranscriptCourse.State, str]:
        """What the class is, and its mark. An empty status is read off the mark and the year."""
        known = self._marks.get(mark) or self._marks.get(mark.casefold(), "")
        if mark and not known:
            raise RowRefused("mark", "bad_mark", value=mark, known=", ".join(sorted({*self._marks.values()})))
        word = "_".join(status.casefold().replace("-", " ").split())
        if word and word not in State.values:
            raise RowRefused("status", "bad_state", value=status, known=", ".join(State.values))
        if word:
            state = State(word)
        elif known or year < self._this_year:
            state = State.COMPLETED
        elif year == self._this_year > self._year_of_grades:
            # Between two school years, until the roster of the next one is there, no class of it has begun.
            state = State.SCHEDULED
        else:
            state = State.IN_PROGRESS if year == self._this_year else State.PLANNED
        if state == State.COMPLETED and not known:
            raise RowRefused("mark", "no_mark")
        if state == State.COMPLETED and year > self._this_year:
            raise RowRefused("school_year", "completed_later", value=year_text(year))
        if state in {State.PLANNED, State.SCHEDULED} and year < self._this_year:
            raise RowRefused("status", "open_before", value=status, year=year_text(year))
        if state in {State.PLANNED, State.SCHEDULED} and known in self._final:
            raise RowRefused("status", "open_with_mark", value=status, mark=known)
        return state, known

    @cached_property
    def _year_of_grades(self) -> int:
        return year_of_grades(self.district, self.today)

    def stored(self, wanted: Mapping[Key, Wanted]) -> dict[Key, Stored]:
        """What is on file of the district's students. One query."""
        names = ("units", "state", "mark", "title", "school", "taken_grade", "scale", "areas")
        students = {key[0] for key in wanted}
        rows = TranscriptCourse.objects.filter(district=self.district)
        if len(students) <= 500:
            rows = rows.filter(student__in=students)
        on_file: dict[Key, list[tuple[str, str, Stored]]] = {}
        for pk, student, written, year, term, part, *rest in rows.values_list("pk", *self.key_fields, *names).iterator(
            chunk_size=20_000
        ):
            if student not in students:
                continue
            label = " ".join(filter(None, (written, year_text(year), term, part)))
            code = self._spelling.of(written) or written
            there = Stored(pk, dict(zip(names, rest, strict=True)), label)
            on_file.setdefault((student, code, year, self._slot(code, term), part), []).append((written, term, there))
        found: dict[Key, Stored] = {}
        for key, several in on_file.items():
            row = wanted.get(key)
            # Of several names of one term that of the file comes first; a code in other capitals is the same class.
            called = "" if row is None else self._terms[row.row]
            several.sort(key=lambda one: (one[0] != key[1], one[1] != called, one[1]))
            written, _term, first = several[0]
            if row is not None and written != key[1]:
                first.values["code"], row.values["code"] = written, key[1]
            if row is not None and self._says_no_state and first.values["state"] == State.COMPLETED:
                row.values.pop("state")
                row.values.pop("mark")
            found[key] = first
            for _written, term, there in several[1:]:
                if row is None:
                    found[*key, term, there.pk] = there
                else:
                    self._twins.append((key, there))
        return found

    @property
    def _says_no_state(self) -> bool:
        """Whether the file has neither marks nor states: what is completed is not in progress again by its silence."""
        return not {"mark", "status"} & {*self.file.places}

    def vanished(self, wanted: Mapping[Key, Wanted], stored: Mapping[Key, Stored]) -> list[Stored]:
        """Classes that are not completed, of students whose current classes the file lists, and not these."""
        gone = self._vanished(wanted, stored)
        self._gone = {row.pk for row in gone}
        return gone

    def _vanished(self, wanted: Mapping[Key, Wanted], stored: Mapping[Key, Stored]) -> list[Stored]:
        partly = self._partly.union(key[0] for key in self.disputed)
        # What the file says of the class in that term, it says of all of it; what is completed stays all the same.
        gone = [
            Stored(there.pk, there.values, there.label, wanted[key].given)
            for key, there in self._twins
            if key[0] not in partly and there.values["state"] != State.COMPLETED
        ]
        # Results are there of classes that have a mark: they do not say what else a student takes.
        says_all = not isinstance(self.file, GivenTable)
        given = {(key[0], key[2]): row.given for key, row in wanted.items() if says_all and _is_open(row)}
        marked = self._marked_times(wanted, stored)
        # Until the roster of a year that has begun is there, the year before is the one whose classes count.
        this_year = min(self._this_year, self._year_of_grades)
        for key, row in stored.items():
            if key in wanted or key[0] in partly or row.values["state"] == State.COMPLETED:
                continue
            called = given.get((key[0], key[2])) or marked.get(key)
            # What was only planned for a year that is over waits for no mark: it is nothing.
            if row.values["state"] == State.PLANNED and key[2] < this_year:
                called = called or given.get((key[0], this_year))
            if called:
                gone.append(Stored(row.pk, row.values, row.label, called))
        return gone

    def _marked_times(self, wanted: Mapping[Key, Wanted], stored: Mapping[Key, Stored]) -> dict[Key, str]:
        """Classes on file that go on under another name of their time (Y beside S1 and S2) and of which, with this
        file, marks of all of it are there: what the file calls their students. Who withdrew may have begun anew.
        """
        slots: dict[Key, set[str]] = {}
        called: dict[Key, str] = {}
        for key, row in wanted.items():
            if self._has_final_mark(row.values):
                own = self._class_and_year(key, row.values)
                slots.setdefault(own, set()).add(key[3])
                called[own] = row.given
        open_rows: dict[Key, Key] = {}
        for key, there in stored.items():
            own = self._class_and_year(key, there.values)
            if own in called and key not in wanted:
                if self._has_final_mark(there.values):
                    slots[own].add(key[3])
                elif not is_summer(key[3]):
                    open_rows[key] = own
        return {
            key: called[own]
            for key, own in open_rows.items()
            if YEAR in slots[own] or (key[3] == YEAR and are_all(slots[own]))
        }

    def _class_and_year(self, key: Key, values: Values) -> Key:
        """What rows of one class in one year have in common; under a code that nobody knows, the title too."""
        student, code, year, _slot, part = key[:5]
        return student, code, year, part, "" if code in self._known_codes() else title_key(values.get("title") or "")

    def _has_final_mark(self, values: Values) -> bool:
        mark = values.get("mark")
        return values.get("state") == State.COMPLETED and mark in self._final and mark not in WITHDRAWN

    def after_writing(self, records: Mapping[uuid.UUID, Values], run: ImportRun) -> None:
        """Classes that are back are those of the decisions about them."""
        if records:
            find_again(self.district, self._slot)

    def notes(self, wanted: Iterable[Wanted], stored: Mapping[Key, Stored]) -> Iterator[Said]:
        """What is odd and taken all the same: codes that nobody has said the meaning of, marks that were only a number,
        credits that were rounded or are more than the class has, and a year after the student's last one.
        """
        codes = self._known_codes()
        if "class_terms" in self.file.places and (left := self._crediting.left_by_term):
            told = ", ".join(term or ALL_YEAR for term in left)
            yield Said(None, "term", "", "counted_already", {"value": sum(left.values()), "terms": told})
        wanted = list(wanted)
        yield from self._unmet(wanted, stored)
        yield from self._titles(wanted, stored)
        yield from self._open_again(wanted, stored)
        for row in wanted:
            before = stored.get(row.key)
            areas = row.values.get("areas", before.values["areas"] if before else None)
            if row.row in self._written:
                values = {"value": self._written[row.row], "code": row.key[1]}
                yield Said(row.row, "code", row.given, "code_read_as", values)
            if row.key[1] not in codes and areas is None:
                yield Said(row.row, "code", row.given, "code_unknown", {"value": row.key[1]})
            if row.row in self._numbers:
                values = {"value": self._numbers[row.row], "mark": row.values["mark"]}
                yield Said(row.row, "mark", row.given, "number_mark", values)
            if row.row in self._marked:
                values = {"value": self._marked[row.row], "mark": row.values["mark"]}
                yield Said(row.row, "mark", row.given, "mark_read_as", values)
            if row.row in self._waiting:
                yield Said(row.row, "mark", row.given, "mark_waits", {"value": self._waiting[row.row]})
            if row.row in self._not_begun:
                yield Said(row.row, "status", row.given, "in_progress_later", {"value": year_text(row.key[2])})
            if row.row in self._rounded:
                values = {"value": credits_of(self._rounded[row.row]), "credits": credits_of(row.values["units"])}
                yield Said(row.row, "credits", row.given, "credits_rounded", values)
            scale = row.values.get("scale", before.values["scale"] if before else None)
            kind = self._kinds.get(row.key[1])
            # A school that counts otherwise has figures of its own.
            if kind is not None and scale is None and row.values["units"] > kind.credits > 0:
                values = {"value": credits_of(row.values["units"]), "credits": credits_of(kind.credits)}
                yield Said(row.row, "credits", row.given, "more_credits", values)
            if kind is None and scale is None and row.values["units"] > self._usual:
                values = {"value": credits_of(row.values["units"]), "credits": credits_of(self._usual)}
                yield Said(row.row, "credits", row.given, "much_credit", values)
            if contradicts(self._terms[row.row], row.key[2]):
                values = {"value": self._terms[row.row], "year": year_text(row.key[2])}
                yield Said(row.row, "term", row.given, "other_year", values)
            class_of = self._class_of(row.key[0])
            if class_of is not None and row.key[2] > class_of and _is_open(row):
                values = {"year": year_text(row.key[2]), "class_of": class_of}
                yield Said(row.row, "school_year", row.given, "after_the_class", values)

    def _open_again(self, wanted: Iterable[Wanted], stored: Mapping[Key, Stored]) -> Iterator[Said]:
        """Classes that were completed and that the file has in progress: how many, and each with the mark it had."""
        marks = {
            row.row: (row.given, before.values["mark"])
            for row in wanted
            if _is_open(row) and (before := stored.get(row.key)) and before.values["state"] == State.COMPLETED
        }
        if marks:
            yield Said(None, "status", "", "many_open_again", {"value": len(marks)})
        for number, (given, mark) in marks.items():
            yield Said(number, "status", given, "open_again", {"mark": mark})

    def _titles(self, wanted: Iterable[Wanted], stored: Mapping[Key, Stored]) -> Iterator[Said]:
        """Codes that the catalog does not know and that a student has with different titles."""
        known = self._known_codes()
        titles: dict[tuple[uuid.UUID, str], dict[str, str]] = {}
        rows = {row.key: row for row in wanted if row.key[1] not in known}
        for key, before in stored.items():
            title = before.values["title"]
            if (
                key[1] not in known
                and before.pk not in self._gone
                and (key not in rows or "title" not in rows[key].values)
            ):
                titles.setdefault((key[0], key[1]), {}).setdefault(title_key(title), title)
            elif key in rows and differ({title_key(title), title_key(rows[key].values["title"])}):
                values = {"value": key[1], "before": title, "after": rows[key].values["title"]}
                yield Said(rows[key].row, "title", rows[key].given, "other_title", values)
        for key, row in rows.items():
            title = row.values.get("title") if "title" in row.values or key in stored else ""
            if title is not None:
                titles.setdefault((key[0], key[1]), {}).setdefault(title_key(title), title)
        for row in rows.values():
            own = titles.pop((row.key[0], row.key[1]), {})
            if are_apart({*own}):
                for problem, names in said_of(own):
                    yield Said(row.row, "title", row.given, problem, {"value": row.key[1], "titles": names})

    def _unmet(self, wanted: Iterable[Wanted], stored: Mapping[Key, Stored]) -> Iterator[Said]:
        """Decisions about credit from a school of which, with this file, the student has no class any more.

        One query, where a class loses its school.
        """
        rows = {row.key: row for row in wanted}
        there = {(key[0], row.values["school"]) for key, row in rows.items() if row.values.get("school")}
        lost: dict[tuple[uuid.UUID, str], Wanted | None] = {}
        for key, before in stored.items():
            if before.values["school"]:
                row, place = rows.get(key), (key[0], before.values["school"])
                is_kept = before.pk not in self._gone and (row is None or "school" not in row.values)
                if is_kept or (row is not None and row.values.get("school") == place[1]):
                    there.add(place)
                else:
                    lost[place] = lost.get(place) or row
        lost = {place: row for place, row in lost.items() if place not in there}
        if not lost:
            return
        found = GraduationDecision.objects.filter(
            Q(expires_on=None) | Q(expires_on__gte=self.today), kind=GraduationDecision.Kind.CONVERSION,
            withdrawn_at=None, district=self.district, school__in={school for _student, school in lost},
        )  # fmt: skip
        for student, school in dict.fromkeys(found.order_by("school").values_list("student_id", "school")):
            if (student, school) in lost:
                row = lost[student, school]
                number, given = (row.row, row.given) if row is not None else (None, self._called(student, wanted))
                yield Said(number, "school", given, "conversion_unmet", {"school": school})

    @staticmethod
    def _called(student: uuid.UUID, wanted: Iterable[Wanted]) -> str:
        """What the file calls a student."""
        return next((row.given for row in wanted if row.key[0] == student), "")

    def _class_of(self, student: uuid.UUID) -> int | None:
        """The year in which the student's class graduates; none where the roster says no grade."""
        try:
            grade = grade_number(self._students.grades.get(student, ""))
        except ValueError:
            return None
        return class_of(grade, self._year_of_grades)

    def _known_codes(self) -> frozenset[str]:
        if self._codes is None:
            own = frozenset(CatalogCourse.objects.filter(district=self.district).values_list("code", flat=True))
            self._codes = own or frozenset(self._beside_rules)
        return self._codes


def _school(row: Wanted) -> str:
    """The other school that a row names, in whatever capitals; none for the own one."""
    return " ".join(str(row.values.get("school", "")).casefold().split())


def _first(row: Wanted) -> tuple[object, ...]:
    """The order in which a class at several schools is taken from one of them: what is surest, then the own school."""
    values = sorted((name, str(one)) for name, one in row.values.items())
    return _SUREST.index(row.values["state"]), _school(row), values


def _is_open(row: Wanted) -> bool:
    """Whether a row says of its class that it is not over."""
    return bool(row.values.get("state", State.COMPLETED) != State.COMPLETED)


def _grade(text: str) -> int | None:
    if not text:
        return None
    try:
        return grade_number(text)
    except ValueError:
        raise RowRefused("grade", "bad_grade", value=text) from None


def _scale(text: str) -> int | None:
    if not text:
        return None
    try:
        units = units_of(with_point(text))
    except ValueError:
        units = 0
    if units <= 0:
        raise RowRefused("school_credits", "bad_credits", value=text)
    return units
