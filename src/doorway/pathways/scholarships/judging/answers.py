"""What is said of a scholarship, and of each thing that it asks for: values only."""

from __future__ import annotations

from dataclasses import dataclass

from doorway.pathways.core.chances import Chance, Reach
from doorway.pathways.core.result import Status
from doorway.pathways.core.rules import Way
from doorway.pathways.graduation.fillers import Filler
from doorway.pathways.graduation.rulebooks import LAST_GRADE
from doorway.pathways.scholarships.programs import Asking, Program


@dataclass(frozen=True)
class Classes:
    """Classes that would fulfil something: taught here, or, where there are none here, elsewhere in the district.

    ``last``: the last grade in which one of them can be taken. ``clashing``: codes that graduation does not count in
    the section that the scholarship has in mind. ``waits``: there are some, and there is no time for what comes
    before them.
    """

    here: tuple[Filler, ...] = ()
    more: int = 0
    elsewhere: tuple[Filler, ...] = ()
    last: int | None = None
    clashing: frozenset[str] = frozenset()
    waits: bool = False


@dataclass(frozen=True)
class Sooner:
    """The average that the ``rest`` (units still to be marked) needs for who applies in a grade before the last one."""

    grade: int
    needed: int
    rest: int


@dataclass(frozen=True)
class Answer:
    """One thing that is asked for, held against a student.

    ``status``: how surely the record fulfils it, None where a person says so. ``said``: yes, no, or nobody has said.
    ``has``: keys of the classes that count. ``average``: points now; ``needed``: the average that the ``rest`` (units
    still to be marked) needs. ``until``: the grade that counts last; ``is_late``: it takes marks that come after one
    has applied. ``lacking``: units or classes that are missing; ``is_count`` says which. ``way``: the one
    that is spoken of; ``score``: the best score on file where that is a test; ``kinds``: how many kinds there are.
    ``is_unsettled``: the average depends on how credit of another school counts, and nobody has recorded it.
    """

    asking: Asking
    reach: Reach
    status: Status | None = None
    said: bool | None = None
    has: tuple[str, ...] = ()
    clashing: tuple[str, ...] = ()
    classes: Classes = Classes()
    average: int | None = None
    needed: int | None = None
    rest: int = 0
    until: int = LAST_GRADE
    is_late: bool = False
    sooner: Sooner | None = None
    lacking: int = 0
    is_count: bool = False
    way: Way | None = None
    score: int | None = None
    kinds: int | None = None
    is_unsettled: bool = False


@dataclass(frozen=True)
class Judged:
    """A scholarship held against a student. ``is_over``: nobody of this class can apply any more.

    ``grade``: the one in which the student is when one applies (``grade_for``).

    ``is_early``: its first day is still to come.

    ``is_too_soon``: it is within reach, but what is missing comes in a later grade, after the last day on file.
    """

    program: Program
    chance: Chance
    answers: tuple[Answer, ...]
    is_over: bool = False
    is_too_soon: bool = False
    grade: int = LAST_GRADE
    is_early: bool = False

    @property
    def is_unopened(self) -> bool:
        """Whether all that is asked for is there, and the day comes from which one can apply."""
        return self.chance is Chance.OPEN and self.is_now and self.is_early

    @property
    def is_now(self) -> bool:
        """Whether one applies in that grade."""
        return self.program.first_grade <= self.grade <= self.program.last_grade
