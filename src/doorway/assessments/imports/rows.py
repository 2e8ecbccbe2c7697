"""A result of a score file against the state pack: what it says, or why it is refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from doorway.accounts.typing import holds_ssn
from doorway.assessments.imports import cells
from doorway.assessments.imports.cells import Day
from doorway.assessments.imports.names import InstrumentNames, PackNames, plain
from doorway.assessments.imports.reader import ReadAs
from doorway.policy.packs import Cut, Period, Scale, StatePack, grade_code, grade_number, year_ending, year_text
from doorway.roster.files import LONGEST_CELL, SSN, RowRefused

LONGEST_MEASURE = 40
# So many times what hardly anybody reaches is a code or a slip, and no score of a child.
NO_SCORE = 3
TARGET_COLUMNS = ("instrument", "edition", "subject", "school_year", "grade", "period", "measure")


@dataclass(frozen=True)
class Target:
    """The test that a row is about, in the pack's keys. ``grade`` is None where the file does not say it."""

    names: InstrumentNames
    edition: str
    subject: str
    year: int
    grade: int | None
    period: str
    measure: str
    scale: Scale
    cut: Cut | None

    @property
    def grade_code(self) -> str:
        """The grade as the database keeps it."""
        return "" if self.grade is None else grade_code(self.grade)

    @cached_property
    def key(self) -> tuple[str, str, str, int, str, str]:
        """What tells this test from others of a student, as the database keeps it."""
        return self.names.instrument.key, self.subject, self.measure, self.year, self.grade_code, self.period

    @cached_property
    def first_grade_year(self) -> int | None:
        """The grade less the year: the same for all tests of a student who goes up by one grade a year."""
        return None if self.grade is None else self.grade - self.year

    @cached_property
    def is_core(self) -> bool:
        """Whether the test is one that a student takes in one grade only."""
        return self.names.instrument.kind == "core"

    @property
    def levels(self) -> dict[str, str]:
        """What files call the levels of this test or part."""
        is_part = self.measure != self.names.instrument.main_measure.key
        return self.names.part_levels if is_part else self.names.levels

    @property
    def range(self) -> tuple[float | None, float | None]:
        """The lowest and the highest possible score, where they are known."""
        cut = self.cut
        lowest = cut.lowest if cut is not None and cut.lowest is not None else None
        highest = cut.highest if cut is not None and cut.highest is not None else None
        measure = self.names.instrument.measure(self.measure)
        if measure is not None:
            lowest = measure.lowest if lowest is None else lowest
            highest = measure.highest if highest is None else highest
        main = self.names.instrument.main_measure
        if main.main and self.measure != main.key:
            # The scale's own range is that of the whole test.
            return lowest, highest
        return (
            self.scale.lowest if lowest is None else lowest,
            self.scale.highest if highest is None else highest,
        )


class Remark(NamedTuple):
    """Something odd in a result that is taken in all the same, for a person to look at."""

    column: str
    code: str
    params: dict[str, Any]


@dataclass(frozen=True)
class Said:
    """What a row says of the test; None and empty where the cell was empty.

    ``accommodations`` are keys with blanks between, empty where the file says that there were none, and None where it
    does not say.

    ``sitting`` is the day of a test that may be taken several times in one period; a month where no day is said.
    ``remarks`` are no part of what is said.
    """

    value: Decimal | None = None
    level: str = ""
    growth_percentile: int | None = None
    national_percentile: int | None = None
    not_tested: str = ""
    tested_on: date | None = None
    sitting: str = ""
    accommodations: str | None = None
    remarks: tuple[Remark, ...] = field(default=(), compare=False)


@dataclass
class RowReader:
    """Reads the results of one file. Those about the same test are resolved once."""

    read_as: ReadAs
    pack: StatePack
    this_year: int
    # Whether any row was of a year that the layout is for, and a year of those that were not.
    right_year: bool = field(init=False, default=False)
    other_year: str = field(init=False, default="")
    # A day that stands for no day, as a row writes it; and whether no year was said beside one.
    placeholder: str = field(init=False, default="")
    lacks_year: bool = field(init=False, default=False)
    _names: PackNames = field(init=False)
    _targets: dict[tuple[str, ...], Target | RowRefused] = field(init=False, default_factory=dict)
    _days: dict[str, Day | None] = field(init=False, default_factory=dict)
    _supports: dict[tuple[str, str], tuple[str | None, tuple[Remark, ...]]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._names = PackNames.of(self.pack)

    def check(self, row: list[str], width: int, places: frozenset[int]) -> tuple[str, ...]:
        """The student's ids; :class:`RowRefused` when the row as a whole cannot be taken."""
        if len(row) > width and any(row[width:]):
            raise RowRefused("", "too_many_cells")
        # The row as one text first: what is not in it is in none of its cells.
        whole = "\n".join(row)
        if len(whole) > LONGEST_CELL and any(len(row[place]) > LONGEST_CELL for place in places if place < len(row)):
            raise RowRefused("", "too_long", most=LONGEST_CELL)
        ids = self.read_as.translator.student_ids(row)
        column = self.read_as.layout.students[0]
        if not ids:
            raise RowRefused(column, "no_student_id")
        if any(SSN.match(given) for given in ids):
            raise RowRefused(column, "ssn_shaped")
        if holds_ssn(whole) and any(holds_ssn(row[place]) for place in places if place < len(row)):
            raise RowRefused("", "holds_ssn")
        return ids

    def student_id(self, row: list[str]) -> str:
        """The id that the row gives, as far as a ledger may keep it: not at all where it looks like an SSN."""
        ids = self.read_as.translator.student_ids(row)
        return "" if not ids or SSN.match(ids[0]) else ids[0][:LONGEST_CELL]

    def read(self, row: Mapping[str, str], columns: Mapping[str, str]) -> tuple[Target, Said]:
        """(test, what is said of it); :class:`RowRefused` when the result cannot be taken.

        ``columns``: in which column of the file a field stands.
        """
        day = self._day(row.get("test_date", ""))
        target = self._target(row, day)
        if day is not None and not date(target.year - 1, 7, 1) <= day.day <= date(target.year, 8, 31):
            raise RowRefused("test_date", "date_outside", value=row["test_date"])
        if target.names.instrument.many_days and day is None:
            raise RowRefused("test_date", "no_day", instrument=target.names.instrument.key)
        said = self._said(row, target, day)
        if said.remarks:
            named = (remark._replace(column=columns.get(remark.column, remark.column)) for remark in said.remarks)
            said = replace(said, remarks=tuple(named))
        return target, said

    def _day(self, text: str) -> Day | None:
        """The day of the test, by the ways in which the layout writes days."""
        if not text:
            return None
        if text not in self._days:
            self._days[text] = cells.day(text, self.read_as.layout.dates)
        day = self._days[text]
        if day is None:
            raise RowRefused("test_date", "bad_date", value=text)
        if day.day in self.read_as.layout.placeholder_days:
            self.placeholder = text
            return None
        return day

    def _target(self, row: Mapping[str, str], day: Day | None) -> Target:
        """The test of a row, from memory when an earlier row named the same."""
        year = row.get("school_year", "")
        if not year:
            year = self.read_as.school_year if day is None else str(day.school_year)
        key = tuple(year if name == "school_year" else row.get(name, "") for name in TARGET_COLUMNS)
        found = self._targets.get(key)
        if found is None:
            try:
                found = self._resolve(*key)
            except RowRefused as refused:
                found = refused
            self._targets[key] = found
        if isinstance(found, RowRefused):
            raise RowRefused(found.column, found.code, **found.params)
        return found

    def _resolve(
        self, instrument: str, edition: str, subject: str, year: str, grade: str, period: str, measure: str
    ) -> Target:
        """The test in the pack's keys, or why there is none such."""
        year_number = self._year(year)
        known = self._names.instruments.get(plain(instrument))
        if known is None:
            raise RowRefused("instrument", "unknown_instrument", value=instrument)
        title = known.instrument.key
        subject_key = known.subjects.get(plain(subject))
        if subject_key is None:
            raise RowRefused("subject", "unknown_subject", value=subject, instrument=title)
        if not known.instrument.holds(year_number) or self._is_paused(known, year_number):
            raise RowRefused("school_year", "year_outside", value=year_text(year_number), instrument=title)
        grade_as_number = _grade(known, grade)
        scale = known.instrument.scale(subject_key, grade_as_number, year_number)
        if scale is None:
            raise RowRefused("grade", "grade_outside", value=grade, instrument=title)
        found_period = _period(known, period)
        found_measure = _measure(known, measure, title)
        cut = None
        if grade_as_number is not None:
            cut = self.pack.cut(scale.key, found_measure, grade_as_number, found_period.key)
        return Target(
            names=known,
            edition=_edition(known, edition, year_number, title),
            subject=subject_key,
            year=year_number,
            grade=grade_as_number,
            period=found_period.key,
            measure=found_measure,
            scale=scale,
            cut=cut,
        )

    def _is_paused(self, known: InstrumentNames, year: int) -> bool:
        """Whether it is a core test that the state did not give that year."""
        pause = self.pack.pause(year, "none") if known.instrument.kind == "core" else None
        return pause is not None and known.instrument.key not in pause.given

    def _year(self, text: str) -> int:
        """The school year: one that has begun, and for which the layout is."""
        if not text:
            self.lacks_year = bool(self.placeholder)
            raise RowRefused("school_year", "no_year")
        try:
            year = year_ending(text)
        except ValueError:
            raise RowRefused("school_year", "bad_year", value=text) from None
        if year > self.this_year:
            raise RowRefused("school_year", "year_to_come", value=year_text(year))
        if not self.read_as.layout.holds(year):
            self.other_year = year_text(year)
            raise RowRefused("school_year", "layout_year", value=year_text(year), known=self.read_as.layout.years)
        self.right_year = True
        return year

    def _said(self, row: Mapping[str, str], target: Target, day: Day | None) -> Said:
        """What the row says of its test."""
        text = row.get("value", "")
        value = cells.score(text, *target.range, layout=self.read_as.layout)
        level = self._level(row.get("level", ""), target)
        not_tested = row.get("not_tested", "")
        if not_tested:
            if value is not None or level:
                raise RowRefused("not_tested", "tested_and_not")
            not_tested = self._reason(not_tested)
        elif value is None and not level:
            if cells.is_bound(text):
                raise RowRefused("value", "bound", value=text)
            raise RowRefused("value", "says_nothing")
        many_days = target.names.instrument.many_days
        supports, unknown = self._accommodations(row.get("accommodations"), target)
        if not_tested:
            # Files name what was planned for the day; a test that was not taken was taken with nothing.
            supports, unknown = "", ()
        return Said(
            value=value,
            level=level,
            growth_percentile=cells.growth(row.get("growth_percentile", "")),
            national_percentile=cells.national(row.get("national_percentile", "")),
            not_tested=not_tested,
            tested_on=day.day if day is not None and day.whole else None,
            sitting=day.text if day is not None and many_days else "",
            accommodations=supports,
            remarks=(*unknown, *_odd(text, value, level, target)),
        )

    def _accommodations(self, text: str | None, target: Target) -> tuple[str | None, tuple[Remark, ...]]:
        """The keys of the accommodations, in the order of the test; a remark for those that it does not know.

        None where the file has no column for them, or only says what nobody knows.
        """
        if not text:
            return text, ()
        key = (target.names.instrument.key, text)
        found = self._supports.get(key)
        if found is None:
            known = target.names.accommodations
            words = text.split(";")
            keys = {known[plain(word)] for word in words if plain(word) in known}
            order = dict.fromkeys(support.key for support in target.names.instrument.accommodations)
            unknown = tuple(
                Remark("accommodations", "unknown_accommodation", {"value": word, "instrument": key[0]})
                for word in words
                if plain(word) not in known
            )
            found = self._supports[key] = " ".join(one for one in order if one in keys) or None, unknown
        return found

    def _reason(self, text: str) -> str:
        """The key of a reason for not being tested."""
        reasons = self._names.reasons
        if plain(text) not in reasons:
            known = ", ".join(sorted(set(reasons.values())))
            raise RowRefused("not_tested", "unknown_reason", value=text, known=known)
        return reasons[plain(text)]

    def _level(self, text: str, target: Target) -> str:
        """The level's key."""
        if not text:
            return ""
        found = target.levels.get(plain(text))
        if found is None:
            raise RowRefused("level", "unknown_level", value=text, instrument=target.names.instrument.key)
        return found


def _grade(known: InstrumentNames, text: str) -> int | None:
    """The grade of the test; a test that stands in a table may do without."""
    if not text:
        if known.instrument.needs_grade:
            raise RowRefused("grade", "no_grade")
        return None
    try:
        return grade_number(text)
    except ValueError:
        raise RowRefused("grade", "bad_grade", value=text) from None


def _period(known: InstrumentNames, text: str) -> Period:
    """The time of the year; a test that is given once needs no word for it."""
    periods = known.instrument.periods
    if not text and len(periods) == 1:
        return periods[0]
    listed = ", ".join(period.key for period in periods)
    if not text:
        raise RowRefused("period", "no_period", known=listed, instrument=known.instrument.key)
    found = known.instrument.period(known.periods.get(plain(text), ""))
    if found is None:
        raise RowRefused("period", "unknown_period", value=text, known=listed, instrument=known.instrument.key)
    return found


def _measure(known: InstrumentNames, text: str, title: str) -> str:
    """The measure; an empty cell is the whole test. Some tests have parts that only the files name."""
    if not text:
        return known.instrument.main_measure.key
    found = known.measures.get(plain(text))
    if found is None and known.instrument.open_measures and len(plain(text)) <= LONGEST_MEASURE:
        return plain(text)
    if found is None:
        raise RowRefused("measure", "unknown_measure", value=text, instrument=title)
    return found


def _edition(known: InstrumentNames, text: str, year: int, title: str) -> str:
    """The edition; an empty cell is the one in use that year."""
    if not text:
        return next((edition.key for edition in known.instrument.editions if edition.holds(year)), "")
    found = known.editions.get(plain(text))
    if found is None:
        raise RowRefused("edition", "unknown_edition", value=text, instrument=title)
    if not any(edition.holds(year) for edition in known.instrument.editions if edition.key == found):
        raise RowRefused("edition", "edition_outside", value=text, instrument=title, year=year_text(year))
    return found


def _odd(text: str, value: Decimal | None, level: str, target: Target) -> Iterator[Remark]:
    """What is odd about a score: higher than scores of its kind are, or on another level than the cut scores say.

    Refused where it is so high that it can be no score at all.
    """
    if value is None:
        return
    measure = target.names.instrument.measure(target.measure)
    if measure is not None and measure.unusual_above is not None and value > measure.unusual_above:
        if value > measure.unusual_above * NO_SCORE:
            highest = f"{measure.unusual_above:g}"
            raise RowRefused("value", "no_score", value=text, highest=highest)
        yield Remark("value", "unusual_score", {"value": text, "highest": f"{measure.unusual_above:g}"})
    said = target.names.instrument.level(level)
    if said is None or target.cut is None:
        return
    if any((value >= start) != (said.number >= number) for number, start in target.cut.starts):
        reached = max((number for number, start in target.cut.starts if value >= start), default=1)
        by_score = target.names.instrument.level_numbered(reached)
        if by_score is not None:
            params = {"value": text, "level": level, "by_score": by_score.key}
            yield Remark("level", "level_differs", params | {"instrument": target.names.instrument.key})
