"""What a chart says, before it is drawn. Wordings are callables from a language to a text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

Wording = Callable[[str], str]
# In units of a drawing: what a phone shows without scrolling.
PHONE_WIDTH = 320.0
# Marks a field that came later: where it says nothing it is not written, so that an older version of a plan is still
# equal to the plan as it stands.
LATER = "later"


@dataclass(frozen=True)
class LevelWord:
    """A level as a chart needs it: number from 1 up, words, whether it reaches what is asked for.

    ``position`` counts upward from 0 among the levels that do, or among those that do not; it picks mark and band.
    """

    number: int
    title: Wording
    short: Wording
    good: bool
    position: int


@dataclass(frozen=True)
class GoalColumn:
    """One time of the year: where the levels begin, the goal, and the score if there is one."""

    title: Wording
    short: Wording
    starts: tuple[tuple[int, float], ...]
    goal: float | None
    score: float | None = None
    level: LevelWord | None = None
    not_tested: Wording | None = None
    # The national percentile, where the file had it.
    national: int | None = field(default=None, metadata={LATER: True})
    # With which support it was taken: in the table only.
    support: Wording | None = field(default=None, metadata={LATER: True})


@dataclass(frozen=True)
class GoalChart:
    """Scores of one test in one grade and school year against the goals; ``top`` ends the axis, which begins at 0.

    The axis depends on the test and the grade only, so that two students' charts can be laid side by side.
    """

    id: str
    test: Wording
    grade: str
    year: str
    levels: tuple[LevelWord, ...]
    columns: tuple[GoalColumn, ...]
    top: float


@dataclass(frozen=True)
class Column:
    """One test of a student on the shared ladder. ``place`` is its height, 0 to 1, None where there is no level.

    Columns of one ``run`` may be compared. ``breaks`` says why it cannot be compared with the column before; ``gap``
    stands where there is no result; ``caution`` is a warning about the year.
    """

    year: str
    grade: str
    test: Wording
    run: int
    when: Wording | None = None
    level: LevelWord | None = None
    place: float | None = None
    score: float | None = None
    growth_percentile: int | None = None
    breaks: Wording | None = None
    gap: Wording | None = None
    gap_reason: Wording | None = None
    caution: Wording | None = None
    # Whose percentile it is. Versions of plans older than this field are without it (see ``LATER``).
    growth_from: Wording | None = field(default=None, metadata={LATER: True})
    # One word for the year beside the time before: progress, steady, fell behind.
    step: Wording | None = field(default=None, metadata={LATER: True})
    # With which support it was taken: in the table only.
    support: Wording | None = field(default=None, metadata={LATER: True})


@dataclass(frozen=True)
class LadderChart:
    """Levels over time on one axis for all tests. ``levels`` are those of the last test.

    ``close`` draws narrow columns with the level words beside the axis (one test, many times); otherwise each point
    carries its word (a few years, perhaps of different tests).
    """

    id: str
    title: Wording
    levels: tuple[LevelWord, ...]
    columns: tuple[Column, ...]
    close: bool = False


@dataclass(frozen=True)
class Stripe:
    """One category of a group: how many, and how it is filled (``good`` and ``position`` as of a level)."""

    title: Wording
    number: int
    good: bool | None = None
    position: int = 0


@dataclass(frozen=True)
class StripeChart:
    """How a group divides into categories, as bars of one length axis, in their order from above."""

    id: str
    title: Wording
    category: Wording
    stripes: tuple[Stripe, ...]

    @property
    def students(self) -> int:
        """All of the group."""
        return sum(stripe.number for stripe in self.stripes)


@dataclass(frozen=True)
class Dot:
    """A growth percentile in a column: of one student (``sign`` is their number in the list, ``name`` the name), or the
    middle one of several (no sign)."""

    column: int
    percentile: float
    sign: str = ""
    name: str = ""


@dataclass(frozen=True)
class SpreadChart:
    """Growth against level: a column for each level (or for several), lowest first, percentiles from 1 to 99 upward."""

    id: str
    title: Wording
    columns: tuple[Stripe, ...]
    dots: tuple[Dot, ...]


@dataclass(frozen=True)
class Table:
    """A table of texts: a caption, headings, rows."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Chart = GoalChart | LadderChart | StripeChart | SpreadChart
