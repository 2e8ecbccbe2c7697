"""The values that scores are read with: results, ladders of levels, bars between them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True)
class Rung:
    """A level: its number from 1 (lowest) up, and whether it reaches what the state asks for."""

    key: str
    number: int
    good: bool


@dataclass(frozen=True)
class Ladder:
    """The levels of a test, lowest first."""

    rungs: tuple[Rung, ...]

    def rung(self, key: str) -> Rung | None:
        """The level with that key, or none."""
        return next((rung for rung in self.rungs if rung.key == key), None)

    def numbered(self, number: int) -> Rung | None:
        """The level with that number, or none."""
        return next((rung for rung in self.rungs if rung.number == number), None)

    @property
    def goal(self) -> Rung | None:
        """The lowest level that reaches what the state asks for."""
        return next((rung for rung in self.rungs if rung.good), None)


@dataclass(frozen=True)
class Bar:
    """Where levels begin for one measure, grade and period, and the range of possible scores."""

    starts: tuple[tuple[int, float], ...]
    lowest: float | None = None
    highest: float | None = None

    def number(self, score: float) -> int:
        """The number of the level a score lies in; below every start it is the lowest."""
        reached = [number for number, start in self.starts if score >= start]
        return max(reached, default=1)

    def start(self, rung: Rung | None) -> float | None:
        """The lowest score of a level, or none where the level has no start of its own."""
        return None if rung is None else dict(self.starts).get(rung.number)


Among = Literal["own", "several", "unsaid"]
"""Only students of the district, students of several districts, or nobody wrote it down."""


@dataclass(frozen=True)
class Growth:
    """A growth percentile. ``students``: how many the district compared for it; None for the state's own.

    ``others``: how many of those are of other districts; None where that was not written down.
    """

    percentile: int
    students: int | None = None
    others: int | None = 0

    @property
    def among(self) -> Among | None:
        """Among whom the district compared; None for the state's own."""
        if self.students is None:
            return None
        return "unsaid" if self.others is None else "several" if self.others else "own"


def shown_growth(states: int | None, own: Growth | None, smallest: int | None) -> Growth | None:
    """Which of the two to show: the district's own stands where its cohort is as large as the state asks for.

    Where it is smaller, or where the state says no size, the ``states`` percentile is preferred if there is one.
    """
    carries = own is not None and smallest is not None and (own.students or 0) >= smallest
    return own if carries or states is None else Growth(states)


@dataclass(frozen=True)
class Projection:
    """What growth it would take to be at the goal in a later year, as the district computed it.

    ``low``, ``needed`` and ``high``: growth percentiles in each year until ``year``, when the student is in ``grade``;
    above 99 is more than any of a hundred. ``stays``: the student is at the goal now. ``instrument`` and ``level``: the
    test of that grade, and the lowest level that reaches what the state asks for.
    """

    stays: bool
    year: int
    grade: int
    instrument: str
    level: str
    low: int
    needed: int
    high: int


@dataclass(frozen=True)
class Result:
    """One result as it was imported. ``year`` is the one in which the school year ends; ``grade`` the assessed one.

    ``growth_percentile`` is the state's, as it was imported; ``own_growth`` what the district computed.
    ``national_percentile`` (0 to 100) came with the file: so many of a hundred in the country score no higher.
    """

    instrument: str
    scale: str
    subject: str
    year: int
    grade: int
    period: str
    measure: str
    value: float | None = None
    level: str = ""
    growth_percentile: int | None = None
    own_growth: Growth | None = None
    projection: Projection | None = None
    national_percentile: int | None = None
    not_tested: str = ""
    # Keys of the support it was taken with, blanks between.
    accommodations: str = ""
    # ISO text; the later one counts where a test was taken twice.
    test_date: str = ""


@dataclass(frozen=True)
class Sentence:
    """What something means: a key and its values, to be put into words in the reader's language."""

    key: str
    values: dict[str, str | int | float] = field(default_factory=dict)


def rung_of(result: Result, ladder: Ladder, bar: Bar | None) -> Rung | None:
    """The level of a result: the one that came with it, else the one its score lies in, else none."""
    if result.level:
        return ladder.rung(result.level)
    # A bar without starts says nothing about levels; its range is for the axis only.
    if result.value is None or bar is None or not bar.starts:
        return None
    return ladder.numbered(bar.number(result.value))


def place(ladder: Ladder, rung: Rung, score: float | None = None, bar: Bar | None = None) -> float:
    """How high to draw a result on an axis from 0 to 1 that every test shares.

    Levels short of what the state asks for share the lower half, the others the upper half; inside its level a score
    stands where it lies between the level's start and the next one, and in the middle where that is not known.
    """
    low, high = rung_span(ladder, rung)
    return low + (high - low) * _inside(rung, score, bar)


def rung_span(ladder: Ladder, rung: Rung) -> tuple[float, float]:
    """The part of the shared axis that a level takes."""
    side = [other for other in ladder.rungs if other.good == rung.good]
    both = len(side) < len(ladder.rungs)
    height = (0.5 if both else 1.0) / len(side)
    bottom = (0.5 if both and rung.good else 0.0) + height * side.index(rung)
    return bottom, bottom + height


def _inside(rung: Rung, score: float | None, bar: Bar | None) -> float:
    """Where in its level a score stands, from 0.1 to 0.9; 0.5 where that cannot be said."""
    if score is None or bar is None:
        return 0.5
    starts = dict(bar.starts)
    low = starts.get(rung.number, bar.lowest if rung.number == 1 else None)
    following = [start for number, start in bar.starts if number > rung.number]
    high = min(following) if following else bar.highest
    if low is None or high is None or high <= low:
        return 0.5
    return min(0.9, max(0.1, (score - low) / (high - low)))
