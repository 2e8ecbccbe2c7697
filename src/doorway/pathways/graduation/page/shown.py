"""What the graduation page shows: values only, in the reader's words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from doorway.pathways.core.pace import LAST_GRADE
from doorway.pathways.core.rules import RuleSet
from doorway.pathways.graduation.fillers import Fillers
from doorway.pathways.graduation.on_record import Decided
from doorway.pathways.graduation.rulebooks import OwnSet
from doorway.pathways.graduation.standing import Standing, Summary
from doorway.pathways.models import StudentFact

# More classes than these in one requirement are folded.
MOST_TAKEN = 4


@dataclass(frozen=True)
class Tells:
    """What a reader is told: ``scores`` of tests, and the ``names`` of those who said something, not only as what."""

    scores: bool = True
    names: bool = False


@dataclass(frozen=True)
class Taken:
    """A class that fills a requirement, or none: what it is called, when, its marks, and how surely it counts.

    Terms of one class in one year are one of these, with the marks of all of them.
    """

    title: str
    year: str
    marks: str
    credits: str
    state: str
    school: str = ""


@dataclass(frozen=True)
class Requirement:
    """One line of the requirements as the page shows it.

    ``missing`` is sure; ``unsure`` is missing besides if the answer to a question is no. ``spared``: why the rest is
    not needed. ``of_marks``: what is to be said of classes whose mark does not do, or has not come.
    """

    key: str
    title: str
    section: str
    status: str
    kind: str
    filled: str
    need: str
    missing: str
    unsure: str
    spared: str
    taken: tuple[Taken, ...]
    fillers: Fillers
    by: str
    is_late: bool
    is_open: bool
    is_planned: bool
    rule: str
    cite: str
    source: str
    ask: str
    ways: str
    waived: str
    again: bool
    of_marks: tuple[str, ...] = ()

    @property
    def is_long(self) -> bool:
        """So many classes fill it that they are folded."""
        return len(self.taken) > MOST_TAKEN

    @property
    def has_gap(self) -> bool:
        """Something is missing, or may be."""
        return bool(self.missing or self.unsure)

    @property
    def has_tag(self) -> bool:
        """Says more than the heading that it stands under."""
        return bool(self.ask or self.again) or self.is_planned


@dataclass(frozen=True)
class Answer:
    """One answer on record: what was said, as what, when, and for whoever works there by whom."""

    says: str
    role: str
    at: datetime
    person: str = ""


@dataclass(frozen=True)
class FactShown:
    """What a person says of the student. ``says``: the last word, ``open`` for none; ``past``: those before."""

    key: str
    title: str
    question: str
    about: str
    yes: str
    no: str
    says: str
    last: Answer | None
    past: tuple[Answer, ...]

    @property
    def is_open(self) -> bool:
        """Whether nobody has said it."""
        return self.says == StudentFact.Says.OPEN


@dataclass(frozen=True)
class WayShown:
    """One way to fulfil something. ``status`` is empty where there is nothing yet; ``note``: what is on file for it."""

    words: str
    status: str
    kind: str
    note: str
    taken: tuple[Taken, ...]
    fillers: Fillers


@dataclass(frozen=True)
class BesideShown:
    """Something beside credits. ``applies``: it is asked of this student; ``is_asked``: a person has to say whether."""

    key: str
    title: str
    section: str
    status: str
    kind: str
    applies: bool
    is_asked: bool
    is_there: bool
    facts: tuple[FactShown, ...]
    ways: tuple[WayShown, ...]
    note: str
    by: str
    rule: str
    cite: str
    source: str
    ask: str


@dataclass(frozen=True)
class Part:
    """A part of the whole: its name, its credits, and where it begins and how wide it is, in percent.

    ``css``: the class of the style sheet that paints it.
    """

    key: str
    css: str
    name: str
    credits: str
    begins: float
    width: float


@dataclass(frozen=True)
class Instead:
    """On a what-if: the requirements that really hold, and what they say first. Empty where none hold.

    ``left_out``: decisions that are about them, and do not count here.
    """

    rules: str = ""
    headline: str = ""
    left: str = ""
    left_out: tuple[Decided, ...] = ()


@dataclass(frozen=True)
class GraduationPage:
    """Everything the page says. ``state``: ``no_rules``, ``no_transcript`` or ``audited``."""

    state: str
    class_of: int
    grade: int
    school: str = ""
    rules: str = ""
    rules_source: str = ""
    rules_ask: str = ""
    summary: Summary | None = None
    headline: str = ""
    next_titles: tuple[str, ...] = ()
    more_titles: int = 0
    a_year: str = ""
    parts: tuple[Part, ...] = ()
    need: str = ""
    # Where the parts come to more than the total: what is needed in all, and why.
    whole: str = ""
    # More than the total asks for: part of what counts fills nothing that is open.
    is_more: bool = False
    whole_why: str = ""
    # What is asked for beside credits, and what of it is asked of this student and neither there nor under way.
    beside: tuple[BesideShown, ...] = ()
    beside_open: tuple[str, ...] = ()
    # Why something is missing although the credits are enough in all.
    enough: str = ""
    due: str = ""
    earned: str = ""
    left: str = ""
    is_even: bool = False
    behind: tuple[str, ...] = ()
    behind_by: str = ""
    made_up: str = ""
    unsure: str = ""
    # The classes of past years whose marks have not come, their credits, and what is left when all are passed.
    unmarked: str = ""
    unmarked_credits: str = ""
    unmarked_then: str = ""
    to_do: tuple[Requirement, ...] = ()
    under_way: tuple[Requirement, ...] = ()
    done: tuple[Requirement, ...] = ()
    unused: tuple[tuple[Taken, str], ...] = ()
    problems: tuple[str, ...] = ()
    decisions: tuple[Decided, ...] = ()
    # What was decided and withdrawn, oldest first.
    withdrawn: tuple[Decided, ...] = ()
    starts_late: str = ""
    # How many planned classes fill nothing here, because they are no longer possible where they stand.
    stopped: int = 0
    has_catalog: bool = True
    is_proven: bool = True
    instead: Instead | None = None
    # The set that really holds, and where the district has put one in force itself, since when and by which decision.
    held: RuleSet | None = None
    own: OwnSet | None = None
    # Ways that a family's request opens: what opens each, and its name.
    openers: tuple[tuple[str, str], ...] = ()

    @property
    def lines(self) -> tuple[Requirement, ...]:
        """Every requirement of this student."""
        return (*self.to_do, *self.under_way, *self.done)

    @property
    def under_way_titles(self) -> list[str]:
        """What is done when this year's classes are passed, by name."""
        return [line.title for line in self.under_way]

    @property
    def done_titles(self) -> list[str]:
        """What is done, by name."""
        return [line.title for line in self.done]

    @property
    def is_last_grade(self) -> bool:
        """Whether only what is left of this year can be planned: there are no grades to come."""
        return self.grade >= LAST_GRADE

    @property
    def waits(self) -> bool:
        """Whether the student is behind only as long as these marks have not come."""
        return self.summary is not None and self.summary.waits

    @property
    def standing(self) -> Standing:
        """How the student stands."""
        return self.summary.standing if self.summary else Standing.NOTHING
