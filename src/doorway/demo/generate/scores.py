"""Invented scores with the shape of real ones.

Every student has a standing in each subject, in standard deviations of the state. It moves from year to year: 0.9 of
it stays, the rest is new, so that the spread keeps. The new part is what growth percentiles measure. A score is read
off the standing through the pack's own cuts, so that about as many students reach each level as in the state.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from random import Random
from statistics import NormalDist

from doorway.demo.generate.calendar import year_name
from doorway.demo.generate.model import DistrictDraft, Student
from doorway.policy.packs import Cut, StatePack, grade_text

COLUMNS = (
    "student_id",
    "instrument",
    "subject",
    "school_year",
    "grade",
    "period",
    "measure",
    "value",
    "level",
    "growth_percentile",
    "not_tested",
    "test_date",
    "accommodations",
)
STAYS = 0.9
MOVES = math.sqrt(1 - STAYS**2)
# Standing at which levels 2, 3 and 4 begin: the shares of a state's students (about 40 % proficient).
CORE_STARTS = (-0.65, 0.2, 1.15)
READING_STARTS = (-0.8, -0.3, 0.35)
SUBJECTS = ("reading", "ela", "math", "science")
NOT_TESTED = {"family_choice": 0.035, "absent": 0.012, "alternate": 0.006, "excused": 0.004}
# The state has not published the numbers of this scale: levels are in the file, and numbers of an invented one.
UNPUBLISHED_LOWEST, UNPUBLISHED_CUTS, UNPUBLISHED_HIGHEST = 600, (712, 750, 792), 900
PERIODS = (("BOY", 9, 12), ("MOY", 1, 20), ("EOY", 5, 4))
BULK = 10_000

# Support during core tests: of one of the cast, and of a few others.
SUPPORT = {"diego": "more time"}
SUPPORTED = {"more time": 0.03, "read aloud; more time": 0.015, "large print": 0.005}

# Standings of the cast where a story needs them, by subject: four years ago, and each year since to this one. Years
# differ, as those of real children do: a year of progress, a steady one, one that fell behind.
STORIES: dict[str, dict[str, tuple[float, float, float, float, float]]] = {
    "mateo": {"reading": (-1.5, -1.2, -0.6, -0.45, 0.15)},
    "lucia": {
        "reading": (0.4, 0.55, 0.3, 0.65, 0.7),
        "ela": (-0.1, 0.45, 0.3, 0.75, 0.8),
        "math": (0.6, 0.1, 0.45, -0.15, -0.35),
        "science": (1.0, 0.9, 1.25, 1.5, 1.7),
    },
    "diego": {
        "ela": (-0.5, -0.7, -0.2, 0.1, 0.0),
        "math": (0.1, 0.5, -0.1, 0.4, 0.65),
        "science": (0.2, 0.1, 0.6, 0.35, 0.5),
    },
    "ellie": {"reading": (1.0, 0.8, 1.2, 1.0, 1.1)},
    "sadie": {"reading": (0.2, 0.3, -0.1, -0.2, -0.5)},
}


@dataclass(frozen=True)
class Standing:
    """A student in one subject and year: the standing, and how unusual the move since last year was."""

    value: float
    surprise: float


def write_scores(draft: DistrictDraft, pack: StatePack, path: Path, *, years: int = 4) -> int:
    """Write the long score file for the last ``years`` school years and this one; the number of rows."""
    rows = 0
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(COLUMNS)
        for row in score_rows(draft, pack, years=years):
            writer.writerow(row)
            rows += 1
    return rows


def score_rows(draft: DistrictDraft, pack: StatePack, *, years: int = 4) -> Iterator[Sequence[object]]:
    """The rows of the file. A district of more than 10,000 students gets the main measures and two years."""
    bulk = len(draft.students) > BULK
    for student in draft.students:
        maker = ScoreMaker(draft, pack, student, Random(f"{draft.seed}:scores:{student.key}"))  # noqa: S311
        yield from maker.rows(2 if bulk else years, details=not bulk)


class ScoreMaker:
    """Makes the scores of one student."""

    def __init__(self, draft: DistrictDraft, pack: StatePack, student: Student, random: Random) -> None:
        self.pack, self.student, self.random = pack, student, random
        self.support = self._support()
        self.end_year = draft.calendar.end_year
        self.today = draft.calendar.today

    def rows(self, years: int, *, details: bool) -> Iterator[Sequence[object]]:
        """All rows of the last ``years`` years and this one."""
        first = self.end_year - years
        history = {subject: self._history(subject, years + 1) for subject in SUBJECTS}
        for number in range(years + 1):
            year, grade = first + number, self.student.grade - years + number
            if grade < 0:
                continue
            yield from self._reading(year, grade, history["reading"][number], details=details)
            if year < self.end_year:
                for subject in ("ela", "math", "science"):
                    yield from self._core(year, grade, subject, history[subject][number])

    def core_rows(self, years: int) -> Iterator[Sequence[object]]:
        """The core tests alone."""
        return (row for row in self.rows(years, details=False) if row[COLUMNS.index("period")] == "YEAR")

    def _history(self, subject: str, years: int) -> list[Standing]:
        """Standings year by year."""
        story = STORIES.get(self.student.key, {}).get(subject)
        if story:
            told = story[-years:]
            moved = ((after - STAYS * before) / MOVES for before, after in pairwise(told))
            return [Standing(value, surprise) for value, surprise in zip(told, (0.0, *moved), strict=True)]
        # One general standing, and as much again that is of the subject: subjects agree at about 0.75.
        general = Random(f"{self.student.key}:general").gauss(0, 0.86)  # noqa: S311
        value = general + self.random.gauss(0, 0.5)
        found = [Standing(value, 0.0)]
        for _year in range(years - 1):
            surprise = self.random.gauss(0, 1)
            value = STAYS * value + MOVES * surprise
            found.append(Standing(value, surprise))
        return found

    def _reading(self, year: int, grade: int, standing: Standing, *, details: bool) -> Iterator[Sequence[object]]:
        if grade > 6:
            return
        instrument = next(
            (test for test in self.pack.instruments if test.kind == "reading" and test.key == "acadience"), None
        )
        scale = instrument.scale("reading", grade, year) if instrument else None
        if instrument is None or scale is None:
            return
        for period, month, day in PERIODS:
            tested = date(year - 1 if month >= 7 else year, month, day)
            if tested > self.today:
                continue
            # Who has a story was there.
            if self.random.random() < 0.02 and self.student.key not in STORIES:
                yield self._row(
                    instrument.key, "reading", year, grade, period, instrument.main_measure.key, tested, "absent"
                )
                continue
            shown = standing.value + self.random.gauss(0, 0.2)
            for measure in instrument.measures:
                cut = self.pack.cut(scale.key, measure.key, grade, period)
                if cut is None or not (measure.main or details):
                    continue
                own = shown if measure.main else shown + self.random.gauss(0, 0.35)
                value = min(_value(own, READING_STARTS, cut), cut.highest or math.inf)
                if measure.key == "orf-accuracy":
                    value = min(value, 100)
                yield self._row(instrument.key, "reading", year, grade, period, measure.key, tested, value=value)

    def _core(self, year: int, grade: int, subject: str, standing: Standing) -> Iterator[Sequence[object]]:
        for instrument in self.pack.instruments:
            if instrument.kind != "core" or not instrument.tests(subject, grade, year):
                continue
            scale = instrument.scale(subject, grade, year)
            if scale is None or instrument.key not in ("rise", "aspire-plus"):
                continue
            tested = date(year, 4, 18) if subject != "science" else date(year, 4, 25)
            measure = instrument.main_measure.key
            reason = None if self.student.key in STORIES else self._reason()
            if reason:
                yield self._row(instrument.key, subject, year, grade, "YEAR", measure, tested, reason)
                return
            cut = self.pack.cut(scale.key, measure, grade, "YEAR")
            shown = standing.value + self.random.gauss(0, 0.15)
            levels = sorted(instrument.levels, key=lambda level: level.number)
            number = sum(shown >= start for start in CORE_STARTS)
            growth = None
            if grade > (4 if subject == "science" else 3) and standing.surprise:
                growth = max(1, min(99, round(100 * NormalDist().cdf(standing.surprise))))
            value = _value(shown, CORE_STARTS, cut) if cut else _unpublished(shown)
            yield self._row(
                instrument.key,
                subject,
                year,
                grade,
                "YEAR",
                measure,
                tested,
                value=value,
                level="" if cut else levels[number].key,
                growth=growth,
            )

    def _reason(self) -> str | None:
        """Why the student was not tested, for a few."""
        return _drawn(NOT_TESTED, self.random)

    def _support(self) -> str:
        """With which support the student takes core tests; none for nearly all."""
        if self.student.key in STORIES:
            return SUPPORT.get(self.student.key, "")
        # Of its own, so that the scores stay what they are.
        return _drawn(SUPPORTED, Random(f"{self.student.key}:support")) or ""  # noqa: S311

    def _row(
        self,
        instrument: str,
        subject: str,
        year: int,
        grade: int,
        period: str,
        measure: str,
        tested: date,
        reason: str = "",
        *,
        value: float | None = None,
        level: str = "",
        growth: int | None = None,
    ) -> Sequence[object]:
        return (
            self.student.local_id,
            instrument,
            subject,
            year_name(year),
            grade_text(grade),
            period,
            measure,
            "" if value is None else round(value),
            level,
            "" if growth is None else growth,
            reason,
            tested.isoformat(),
            self.support if period == "YEAR" and not reason else "",
        )


def _drawn(shares: dict[str, float], random: Random) -> str | None:
    """One of these by its share, or none."""
    drawn = random.random()
    for word, share in shares.items():
        drawn -= share
        if drawn < 0:
            return word
    return None


def _line(at: float, points: Sequence[tuple[float, float]]) -> float:
    """Read a value off straight lines between points; the outer lines go on."""
    for (x1, y1), (x2, y2) in pairwise(points):
        if at <= x2 or (x2, y2) == points[-1]:
            return y1 + (at - x1) * (y2 - y1) / (x2 - x1)
    return points[-1][1]


def _value(standing: float, starts: Sequence[float], cut: Cut) -> float:
    """The score on a scale whose cuts are known."""
    lowest = cut.lowest or 0.0
    cuts = (cut.level_2, cut.level_3, cut.level_4)
    points = [(-3.2, lowest)] + [(x, float(y)) for x, y in zip(starts, cuts, strict=True) if y is not None]
    if len(points) == 1:
        return lowest
    top = points[-1]
    highest = cut.highest if cut.highest is not None else top[1] + (top[1] - lowest) * 0.45 + 4
    points.append((3.2, max(float(highest), top[1] + 1)))
    return max(lowest, min(_line(standing, points), float(highest)))


def _unpublished(standing: float) -> float:
    """The score on an invented scale, where the real one is not published."""
    points = [
        (-3.2, float(UNPUBLISHED_LOWEST)),
        *zip(CORE_STARTS, map(float, UNPUBLISHED_CUTS), strict=True),
        (3.2, float(UNPUBLISHED_HIGHEST)),
    ]
    return max(UNPUBLISHED_LOWEST, min(_line(standing, points), UNPUBLISHED_HIGHEST))
