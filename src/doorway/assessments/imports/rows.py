"""A row of a score file against the state pack: what it says, or why it is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from doorway.assessments.imports.names import InstrumentNames, PackNames, plain
from doorway.policy.packs import Cut, Measure, Period, StatePack, grade_code, grade_number, year_ending, year_text
from doorway.roster.files import RowRefused, TableFile, cells_of, check_id

DATE_FORMATS = ("%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y")
MOST = Decimal(999_999)


@dataclass(frozen=True)
class Target:
    """The test that a row is about, in the pack's keys."""

    names: InstrumentNames
    edition: str
    subject: str
    year: int
    grade: int
    period: str
    measure: str
    scale: str
    cut: Cut | None

    @property
    def key(self) -> tuple[str, str, str, int, str, str]:
        """What tells this test from others of a student, as the database keeps it."""
        return self.names.instrument.key, self.subject, self.measure, self.year, grade_code(self.grade), self.period


@dataclass(frozen=True)
class Said:
    """What a row says of the test; None and empty where the cell was empty."""

    value: Decimal | None = None
    level: str = ""
    growth_percentile: int | None = None
    not_tested: str = ""
    tested_on: date | None = None


@dataclass
class RowReader:
    """Reads rows of one file. Rows about the same test are resolved once."""

    file: TableFile
    pack: StatePack
    this_year: int
    _names: PackNames = field(init=False)
    _targets: dict[tuple[str, ...], Target | RowRefused] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._names = PackNames.of(self.pack)

    def read(self, cells: list[str]) -> tuple[Target, Said]:
        """(test, what is said of it); :class:`RowRefused` when the row cannot be taken."""
        row = cells_of(self.file, cells)
        check_id(row)
        target = self._target(row)
        return target, _said(row, target, self._names.reasons)

    def _target(self, row: Mapping[str, str]) -> Target:
        """The test of a row, from memory when an earlier row named the same."""
        columns = ("instrument", "edition", "subject", "school_year", "grade", "period", "measure")
        key = tuple(row.get(column, "") for column in columns)
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
        known = self._names.instruments.get(plain(instrument))
        if known is None:
            raise RowRefused("instrument", "unknown_instrument", value=instrument)
        title = instrument
        subject_key = known.subjects.get(plain(subject))
        if subject_key is None:
            raise RowRefused("subject", "unknown_subject", value=subject, instrument=title)
        year_number = self._year(year)
        if not known.instrument.holds(year_number):
            raise RowRefused("school_year", "year_outside", value=year_text(year_number), instrument=title)
        try:
            grade_as_number = grade_number(grade)
        except ValueError:
            raise RowRefused("grade", "bad_grade", value=grade) from None
        scale = known.instrument.scale(subject_key, grade_as_number, year_number)
        if scale is None:
            raise RowRefused("grade", "grade_outside", value=grade, instrument=title)
        found_period = _period(known, period)
        found_measure = _measure(known, measure, title)
        return Target(
            names=known,
            edition=_edition(known, edition, year_number, title),
            subject=subject_key,
            year=year_number,
            grade=grade_as_number,
            period=found_period.key,
            measure=found_measure.key,
            scale=scale.key,
            cut=self.pack.cut(scale.key, found_measure.key, grade_as_number, found_period.key),
        )

    def _year(self, text: str) -> int:
        """The school year, not one that has yet to begin."""
        try:
            year = year_ending(text)
        except ValueError:
            raise RowRefused("school_year", "bad_year", value=text) from None
        if year > self.this_year:
            raise RowRefused("school_year", "year_to_come", value=year_text(year))
        return year


def _period(known: InstrumentNames, text: str) -> Period:
    """The time of the year; a test that is given once needs no word for it."""
    periods = known.instrument.periods
    if not text and len(periods) == 1:
        return periods[0]
    listed = ", ".join(period.key for period in periods)
    if not text:
        raise RowRefused("period", "no_period", known=listed)
    found = known.instrument.period(known.periods.get(plain(text), ""))
    if found is None:
        raise RowRefused("period", "unknown_period", value=text, known=listed)
    return found


def _measure(known: InstrumentNames, text: str, title: str) -> Measure:
    """The measure; an empty cell is the whole test."""
    if not text:
        return known.instrument.main_measure
    found = known.instrument.measure(known.measures.get(plain(text), ""))
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
    return found


def _said(row: Mapping[str, str], target: Target, reasons: Mapping[str, str]) -> Said:
    """What the row says of its test."""
    value = _value(row.get("value", ""), target)
    level = _level(row.get("level", ""), target)
    not_tested = row.get("not_tested", "")
    if not_tested:
        if value is not None or level:
            raise RowRefused("not_tested", "tested_and_not")
        if plain(not_tested) not in reasons:
            known = ", ".join(sorted(set(reasons.values())))
            raise RowRefused("not_tested", "unknown_reason", value=not_tested, known=known)
        not_tested = reasons[plain(not_tested)]
    elif value is None and not level:
        raise RowRefused("value", "says_nothing")
    return Said(
        value=value,
        level=level,
        growth_percentile=_growth(row.get("growth_percentile", "")),
        not_tested=not_tested,
        tested_on=_date(row.get("test_date", ""), target.year),
    )


def _value(text: str, target: Target) -> Decimal | None:
    """The score, inside its scale."""
    if not text:
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise RowRefused("value", "not_a_number", value=text) from None
    if not value.is_finite() or abs(value) > MOST or value != round(value, 3):
        raise RowRefused("value", "not_a_number", value=text)
    lowest = None if target.cut is None else target.cut.lowest
    highest = None if target.cut is None else target.cut.highest
    if highest is not None and lowest is not None and not lowest <= value <= highest:
        raise RowRefused("value", "outside_scale", value=text, lowest=f"{lowest:g}", highest=f"{highest:g}")
    if value < (lowest or 0):
        raise RowRefused("value", "below_scale", value=text, lowest=f"{lowest or 0:g}")
    return value


def _level(text: str, target: Target) -> str:
    """The level's key."""
    if not text:
        return ""
    found = target.names.levels.get(plain(text))
    if found is None:
        raise RowRefused("level", "unknown_level", value=text, instrument=target.names.instrument.key)
    return found


def _growth(text: str) -> int | None:
    """The growth percentile, 1 to 99."""
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 99):
        raise RowRefused("growth_percentile", "bad_growth", value=text)
    return int(text)


def _date(text: str, year: int) -> date | None:
    """The day of the test, in the school year (July to June, and the summer after it)."""
    if not text:
        return None
    for pattern in DATE_FORMATS:
        try:
            found = datetime.strptime(text, pattern).date()  # noqa: DTZ007  # a day, not a moment
        except ValueError:
            continue
        if not date(year - 1, 7, 1) <= found <= date(year, 8, 31):
            raise RowRefused("test_date", "date_outside", value=text)
        return found
    raise RowRefused("test_date", "bad_date", value=text)
