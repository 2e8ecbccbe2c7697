"""A score file against the database: what is new, what changes, what stays, what is refused."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple, TypeVar

from django.db.models import TextField
from django.db.models.functions import Cast

from doorway.accounts.models import District
from doorway.assessments.errors import ScoreFileRefused, YearUnknown
from doorway.assessments.imports.memory import Memory, Whose
from doorway.assessments.imports.noticing import (
    Noticed,
    Noticing,
    TwoGrades,
    on_file_too,
    starts_of,
    taken_out_before,
    without_grade,
)
from doorway.assessments.imports.reader import ReadAs, ScoreFile, title_of
from doorway.assessments.imports.rows import RowReader, Said, Target
from doorway.assessments.imports.students import students_of
from doorway.assessments.imports.taking_out import day_of, says_the_same, still_out
from doorway.assessments.imports.years import this_year_of_grades
from doorway.assessments.models import TEST_KEY, Score
from doorway.policy.packs import StatePack, grade_text
from doorway.roster.files import RowRefused, StudentIds

# What the database keeps of a result, beside whose it is and which import brought it.
VALUES = (
    "instrument", "edition", "subject", "measure", "school_year", "grade", "period", "sitting", "scale", "value",
    "level", "growth_percentile", "national_percentile", "not_tested", "tested_on", "accommodations",
)  # fmt: skip
# Students asked for at once: a statement of SQLite holds at most 32,766 values.
AT_ONCE = 5_000
# Of words that no test knows so many are named.
MOST_WORDS = 20
Line = TypeVar("Line", "Refused", Noticed)
Key = tuple[uuid.UUID | str, str, str, str, int, str, str, str]
# What a result on file says; its value may be text, which is understood where it is met first.
STORED = (
    "value", "level", "growth_percentile", "national_percentile", "not_tested", "tested_on", "scale", "edition",
    "accommodations",
)  # fmt: skip
Stored = tuple[str | Decimal | None, str, int | None, int | None, str, date | None, str, str, str]


@dataclass(frozen=True)
class Refused:
    """A row that cannot be taken."""

    row: int
    column: str
    student: str
    code: str
    params: dict[str, Any]


class Wanted(NamedTuple):
    """A result that can be taken: whose it is, of which test, and what it says. Without a student it waits."""

    row: int
    student_id: uuid.UUID | None
    given_ids: tuple[str, ...]
    target: Target
    said: Said

    @property
    def key(self) -> Key:
        """What tells this result from others, as the database keeps it."""
        return (self.student_id or self.given_id, *self.target.key, self.said.sitting)

    @property
    def given_id(self) -> str:
        """The best id that the file gives."""
        return self.given_ids[0]

    @property
    def values(self) -> tuple[Any, ...]:
        """The values of :data:`VALUES`, in their order."""
        said, target = self.said, self.target
        instrument, subject, measure, year, grade, period = target.key
        return (
            instrument, target.edition, subject, measure, year, grade, period, said.sitting, target.scale.key,
            said.value, said.level, said.growth_percentile, said.national_percentile, said.not_tested, said.tested_on,
            said.accommodations or "",
        )  # fmt: skip

    def as_fields(self) -> dict[str, Any]:
        """The result as a row of the database holds it, without the student."""
        return dict(zip(VALUES, self.values, strict=True))


@dataclass(frozen=True)
class Change:
    """A result that is on file and gets other values: field to (before, after)."""

    wanted: Wanted
    score_id: uuid.UUID
    fields: dict[str, tuple[Any, Any]]


@dataclass
class Comparison:
    """Everything a file would do."""

    created: list[Wanted] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: int = 0
    # Results whose student nobody knows yet.
    waiting: list[Wanted] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    # Results that are taken in, at which a person should look.
    noticed: list[Noticed] = field(default_factory=list)
    # Words for support that no test knows, with the number of their rows: for whoever looks at the file, never kept.
    support_words: dict[str, int] = field(default_factory=dict)
    # A day of the file that stands for no day, and was left empty; none where no row had it.
    placeholder: str = ""

    @property
    def counts(self) -> dict[str, int]:
        """How many rows of each kind."""
        return {
            "created": len(self.created),
            "changed": len(self.changed),
            "unchanged": self.unchanged,
            "waiting": len(self.waiting),
            "refused": len(self.refused),
            "noticed": len(self.noticed),
        }


def compare(file: ScoreFile, read: ReadAs, *, district: District, pack: StatePack, this_year: int) -> Comparison:
    """What the file would do in a district: a fixed number of queries whatever its length."""
    result = Comparison()
    students = students_of(district)
    reader = RowReader(read, pack, this_year)
    wanted = _read(file, reader, students=students, refused=result.refused)
    result.placeholder = reader.placeholder
    gone = _refuse_taken_out(district, wanted, result.refused)
    starts = starts_of(students.grades, this_year_of_grades(district))
    noticing = Noticing(starts, _by_results(district, wanted, starts))
    noticing.look(wanted.values())
    pairs = noticing.of_two_grades(wanted.values())
    if pairs:
        for pair in pairs:
            _refuse_both(pair, wanted, result.refused)
        # What is refused is not looked at as well.
        noticing.noticed.clear()
        noticing.look(wanted.values())
    on_file, beside = _on_file(district, wanted, noticing)
    if beside:
        for key, row in wanted.items():
            others = beside.get(without_grade(key)) if row.target.is_core else None
            if others is None:
                continue
            if key not in on_file and key not in gone and len(others) == 1 and others[0].is_same_test(row):
                on_file[key] = others[0].corrected(row)
            else:
                # Where several other grades are on file, the one that is named is always the same.
                noticing.noticed.append(on_file_too(row, min(other.grade for other in others)))
    for key, row in wanted.items():
        if row.student_id is None:
            result.waiting.append(row)
            continue
        if key not in on_file:
            result.created.append(row)
            if key in gone:
                noticing.noticed.append(taken_out_before(row.row, row.given_id, gone[key]))
            continue
        change = on_file[key]
        if change is not None:
            result.changed.append(change)
        else:
            result.unchanged += 1
    result.refused = _once(result.refused)
    result.noticed, result.support_words = _words_apart(_once(noticing.noticed))
    return result


def _words_apart(noticed: list[Noticed]) -> tuple[list[Noticed], dict[str, int]]:
    """What a file calls support that no test knows, and in how many rows; with the rows themselves no word is kept.

    Somebody typed it, and it may say more of a child than anybody should read beside the id.
    """
    words: Counter[str] = Counter()
    found: list[Noticed] = []
    for one in noticed:
        if one.code == "unknown_accommodation":
            words[str(one.params["value"])] += 1
            found.append(replace(one, params={"instrument": one.params["instrument"]}))
        else:
            found.append(one)
    return _once(found), dict(words.most_common(MOST_WORDS))


def _refuse_both(pair: TwoGrades, wanted: dict[Key, Wanted], refused: list[Refused]) -> None:
    """Let neither of two rows count that give one core test of a year in two grades."""
    for row, other in ((pair.one, pair.other), (pair.other, pair.one)):
        if wanted.pop(row.key, None) is not None:
            params = {"row": other.row, "grade": _grade_said(row), "other": _grade_said(other)}
            refused.append(Refused(row.row, "grade", row.given_id, "two_grades", params))


def _grade_said(row: Wanted) -> str:
    return "" if row.target.grade is None else grade_text(row.target.grade)


def _refuse_taken_out(district: District, wanted: dict[Key, Wanted], refused: list[Refused]) -> dict[Key, str]:
    """Let no result count again that a person took out and that the file says once more.

    All that were taken out, with the last day: another result of that test is taken in, and corrects no grade.
    """
    found: dict[Key, str] = {}
    for taken in still_out(district, {key[1] for key in wanted}, {key[4] for key in wanted}):
        key: Key = (taken.student_id, *(getattr(taken, name) for name in TEST_KEY))
        row = wanted.get(key)
        day = day_of(taken, district)
        found.setdefault(key, day)
        if row is not None and says_the_same(row.as_fields(), taken):
            del wanted[key]
            refused.append(Refused(row.row, "", row.given_id, "taken_out", {"day": day}))
    return found


def _by_results(district: District, wanted: dict[Key, Wanted], starts: Mapping[uuid.UUID, int]) -> dict[uuid.UUID, int]:
    """The grade less the year at the last result on file, of students of whom the roster says no grade."""
    unknown = list({row.student_id for row in wanted.values() if row.student_id and row.student_id not in starts})
    found: dict[uuid.UUID, int] = {}
    for at in range(0, len(unknown), AT_ONCE):
        rows = Score.objects.filter(district=district, student__in=unknown[at : at + AT_ONCE]).exclude(grade="")
        for student, grade, year in rows.order_by("school_year", "grade").values_list(
            "student_id", "grade", "school_year"
        ):
            found |= starts_of({student: grade}, year)
    return found


def _once(lines: list[Line]) -> list[Line]:
    """The lines by row; what is said of a whole row is said once, not for each of its results."""
    found: dict[tuple[int, str, str, str], Line] = {}
    for one in lines:
        found.setdefault((one.row, one.column, one.code, str(one.params)), one)
    return sorted(found.values(), key=lambda one: one.row)


def _read(file: ScoreFile, reader: RowReader, *, students: StudentIds, refused: list[Refused]) -> dict[Key, Wanted]:
    """The results that can be taken, by what they are about; the others are added to ``refused``.

    A file in which no row is of a year that the layout is for is refused as a whole.
    """
    read = reader.read_as
    gathered = _Gathered(refused)
    translator, width, places = read.translator, len(file.header), read.translator.places
    memory = Memory(translator.student_places, translator.other_places, width)
    for number, cells in file.rows():
        known, understood = memory.recall(cells)
        if known is None and understood is not None:
            known = _whose(reader, students, cells, width, places)
            if known is not None:
                memory.remember(cells, known, understood)
        if known is not None and understood is not None:
            student, ids = known
            for target, said in understood:
                try:
                    gathered.add(Wanted(number, student, ids, target, said))
                except RowRefused as problem:
                    refused.append(Refused(number, problem.column, ids[0], problem.code, problem.params))
            continue
        given = reader.student_id(cells)
        try:
            ids = reader.check(cells, width, places)
            if translator.is_skipped(cells):
                raise RowRefused("", "row_left_out")
            results = list(translator.results(cells))
            if not results:
                raise RowRefused("", "nothing_in_row")
        except RowRefused as problem:
            refused.append(Refused(number, problem.column, given, problem.code, problem.params))
            continue
        whose: Whose | None = None
        read_now: list[tuple[Target, Said]] = []
        for result in results:
            try:
                target, said = reader.read(result.fields, result.columns)
                whose = (students.find_any(ids, read.layout.students[0]), ids)
                read_now.append((target, said))
                gathered.add(Wanted(number, *whose, target, said))
            except RowRefused as problem:
                column = result.columns.get(problem.column, problem.column)
                refused.append(Refused(number, column, given, problem.code, problem.params))
        if whose is not None and len(read_now) == len(results):
            memory.remember(cells, whose, read_now)
    if reader.lacks_year and not reader.right_year:
        raise YearUnknown(layout=title_of(read.layout))
    if reader.other_year and not reader.right_year:
        raise ScoreFileRefused(
            ScoreFileRefused.OTHER_YEAR,
            found=reader.other_year,
            layout=title_of(read.layout),
            years=read.layout.years,
        )
    return gathered.undisputed()


def _whose(
    reader: RowReader, students: StudentIds, cells: list[str], width: int, places: frozenset[int]
) -> Whose | None:
    """Whose a row is that says what an earlier row said of another student; none where it is refused."""
    try:
        ids = reader.check(cells, width, places)
        return students.find_any(ids), ids
    except RowRefused:
        return None


class _Gathered:
    """The results of a file by what they are about; of those that contradict each other none counts."""

    def __init__(self, refused: list[Refused]) -> None:
        self._refused = refused
        self._found: dict[Key, Wanted] = {}
        self._disputed: dict[Key, int] = {}

    def add(self, wanted: Wanted) -> None:
        """Keep a result; :class:`RowRefused` when an earlier row is about the same test."""
        key = wanted.key
        earlier = self._found.setdefault(key, wanted)
        if earlier is wanted:
            return
        if earlier.said != wanted.said:
            self._disputed.setdefault(key, wanted.row)
            raise RowRefused("", "contradicts", row=earlier.row)
        raise RowRefused("", "said_twice", row=earlier.row)

    def undisputed(self) -> dict[Key, Wanted]:
        """Those that nothing contradicts; the first row of the others is refused like the later ones."""
        for key, other in self._disputed.items():
            first = self._found.pop(key)
            self._refused.append(Refused(first.row, "", first.given_id, "contradicts", {"row": other}))
        return self._found


def _on_file(
    district: District, wanted: dict[Key, Wanted], noticing: Noticing
) -> tuple[dict[Key, Change | None], dict[tuple[Any, ...], list[_OtherGrade]]]:
    """The results of the file that are on file, with what changes in them, none where nothing does.

    And beside them the core tests that are on file in another grade.
    """
    instruments = {key[1] for key in wanted}
    years = {key[4] for key in wanted}
    scores = Score.objects.filter(district=district, instrument__in=instruments, school_year__in=years).order_by()
    # Ids and values as the database has them: to make objects of them takes longer than to compare them.
    rows = scores.values_list(
        Cast("student_id", TextField()),
        "instrument",
        "subject",
        "measure",
        "school_year",
        "grade",
        "period",
        "sitting",
        Cast("pk", TextField()),
        Cast("value", TextField()),
        "level",
        "growth_percentile",
        "national_percentile",
        "not_tested",
        "tested_on",
        "scale",
        "edition",
        "accommodations",
    )
    found: dict[Key, Change | None] = {}
    beside: dict[tuple[Any, ...], list[_OtherGrade]] = {}
    students: dict[str, uuid.UUID] = {}
    differences = _Differences()
    for row in rows.iterator(chunk_size=20_000):
        student = students.get(row[0])
        if student is None:
            student = students[row[0]] = uuid.UUID(row[0])
        key: Key = (student, *row[1:8])
        new = wanted.get(key)
        if new is not None:
            fields = differences.of(new, row[9:])
            found[key] = Change(new, uuid.UUID(row[8]), fields) if fields else None
        elif noticing.may_be_in_two(key):
            beside.setdefault(without_grade(key), []).append(_OtherGrade(key[5], uuid.UUID(row[8]), row[9:]))
    return found, beside


class _OtherGrade(NamedTuple):
    """A result of a core test on file, in another grade than a row of the file gives."""

    grade: str
    score_id: uuid.UUID
    stored: Stored

    def is_same_test(self, row: Wanted) -> bool:
        """Whether the row is the same test with its grade corrected: of one day, or without days the same result."""
        said, (text, level, *_rest) = row.said, self.stored
        if said.tested_on is not None or self.stored[5] is not None:
            return said.tested_on == self.stored[5]
        value = None if text is None else Decimal(text)
        return (said.value, said.level) == (value, level) and not said.not_tested

    def corrected(self, row: Wanted) -> Change:
        """The result with the grade of the row, and what else the row says."""
        grade = {"grade": (self.grade, row.target.grade_code)}
        return Change(row, self.score_id, grade | differences(row, self.stored))


class _Differences:
    """Which fields get another value. Thousands of students are on file with the same, and get the same."""

    def __init__(self) -> None:
        self._known: dict[Hashable, dict[str, tuple[Any, Any]]] = {}

    def of(self, row: Wanted, before: Stored) -> dict[str, tuple[Any, Any]]:
        """Field to (before, after). The rows live as long as this, so the place of an object tells it."""
        key = (id(row.target), id(row.said), before)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = differences(row, before)
        return found


def differences(row: Wanted, before: Stored) -> dict[str, tuple[Any, Any]]:
    """The fields that get another value. An empty cell leaves what is on file; a score takes a reason's place.

    But what belongs to another result (its score, its level, its percentiles) goes with that. And an empty cell for the
    support says that there was none.
    """
    said = row.said
    text, level, growth, national, not_tested, tested_on, scale, edition, supports = before
    value = None if text is None else Decimal(text)
    after: dict[str, tuple[Any, Any]] = {"scale": (scale, row.target.scale.key)}
    if said.not_tested:
        after |= {"value": (value, None), "level": (level, ""), "not_tested": (not_tested, said.not_tested)}
        after["growth_percentile"] = (growth, said.growth_percentile)
        after["national_percentile"] = (national, said.national_percentile)
    else:
        after["not_tested"] = (not_tested, "")
        other_level = bool(level and said.level) and said.level != level
        is_another = other_level if said.value is None else said.value != value
        if said.value is not None or is_another:
            after["value"] = (value, said.value)
        if said.level or is_another:
            after["level"] = (level, said.level)
        if said.growth_percentile is not None or is_another:
            after["growth_percentile"] = (growth, said.growth_percentile)
        if said.national_percentile is not None or is_another:
            after["national_percentile"] = (national, said.national_percentile)
    if said.tested_on is not None:
        after["tested_on"] = (tested_on, said.tested_on)
    if said.accommodations is not None:
        after["accommodations"] = (supports, said.accommodations)
    if row.target.edition:
        after["edition"] = (edition, row.target.edition)
    return {name: pair for name, pair in after.items() if pair[0] != pair[1]}
