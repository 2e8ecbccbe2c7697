"""A state pack once it is read, and what the product asks it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from pydantic import Field

from doorway.policy.packs.abilities import OccupationAbilities
from doorway.policy.packs.board import BoardFile
from doorway.policy.packs.clusters import CareerClusters
from doorway.policy.packs.instruments import Cut, Instrument, Pause, Subject, Tests
from doorway.policy.packs.occupations import PackOccupation
from doorway.policy.packs.reading_letters import ReadingLetters
from doorway.policy.packs.values import Dated, Fact, Grades, Part, Text, grade_number, grade_text, year_ending

Writer = Literal["teacher", "counselor", "student", "guardian"]


class Source(Part):
    """Where a fact comes from. ``remark``: what we say of it, in every language; the title is its own."""

    key: str
    title: str
    remark: Text | None = None
    date: str = ""
    address: str = ""


class TermNames(Dated):
    """A word of the field as families and as staff read it, for some years."""

    key: str
    family: Text
    staff: Text


class Citation(Dated):
    """A law or rule by the number it had in those years."""

    key: str
    code: str
    about: Text


class KindNames(Dated):
    """What a kind of plan is called in some years."""

    family: Text
    staff: Text
    short: Text
    conference: Text


# As many as there are bits beside the first in a whole number of a database.
MOST_SECTIONS = 30


class Section(Fact):
    """One part of a plan: its heading, what to write there, who writes it, and its words from 1 to 4 if it has them.

    ``number`` is the part's own for ever: by it a shared version says that the part is filled in. A part that two kinds
    of plan have is the same one, with the same number.
    """

    key: str
    number: int = Field(ge=1, le=MOST_SECTIONS)
    title: Text
    prompt: Text
    writers: tuple[Writer, ...]
    grades: Grades | None = None
    # The key of a rating scale below, or empty for words only.
    rating: str = ""


class RatingWord(Part):
    """One step of a rating."""

    value: int
    title: Text


class Rating(Fact):
    """Words for 1 to 4."""

    key: str
    words: tuple[RatingWord, ...]


class PlanKind(Fact):
    """A kind of plan: the grades it is for, its names through the years, its sections."""

    key: str
    grades: Grades
    names: tuple[KindNames, ...]
    sections: tuple[Section, ...]


class ConferenceRule(Fact):
    """How conferences go for some grades."""

    grades: Grades
    student: Literal["choice", "encouraged"]
    attendance: Text
    slot_minutes: float
    passing_minutes: float


class PackFile(Part):
    """pack.toml: the state itself."""

    key: str
    title: Text
    languages: tuple[str, ...]
    time_zone: str


class SourcesFile(Part):
    """sources.toml."""

    sources: tuple[Source, ...]


class WordsFile(Part):
    """words.toml: terms and citations by school year."""

    terms: tuple[TermNames, ...]
    citations: tuple[Citation, ...]


class PlansFile(Part):
    """plans.toml: kinds of plan, their sections, rating words."""

    kinds: tuple[PlanKind, ...]
    ratings: tuple[Rating, ...] = ()


class ConferencesFile(Part):
    """conferences.toml: how conferences go, by grades."""

    rules: tuple[ConferenceRule, ...]


@dataclass(frozen=True)
class PlanKindInYear:
    """A kind of plan under the names of one school year; ``str()`` it with a language: ``kind.family("es")``."""

    key: str
    first_grade: int
    last_grade: int
    family: Text
    staff: Text
    short: Text
    conference: Text


@dataclass(frozen=True)
class Term:
    """A word of the field, as families and as staff read it."""

    family: Text
    staff: Text


@dataclass(frozen=True)
class Words:
    """The words of one school year."""

    year: int
    plans: dict[str, PlanKindInYear]
    terms: dict[str, Term]
    citations: dict[str, Citation]

    def plan(self, kind: str) -> PlanKindInYear:
        """The names of a kind of plan; KeyError for a kind the pack does not have that year."""
        return self.plans[kind]

    def term(self, key: str) -> Term:
        """A word of the field; KeyError for one the pack does not have that year."""
        return self.terms[key]


@dataclass(frozen=True)
class StatePack:
    """Everything a state brings as data. Grades and years are taken as numbers or as written in files."""

    about: PackFile
    sources: dict[str, Source]
    word_list: WordsFile
    plans: PlansFile
    conferences: ConferencesFile
    tests: Tests
    instruments: tuple[Instrument, ...]
    cuts: tuple[Cut, ...]
    occupations: tuple[PackOccupation, ...] = ()
    # What they ask for, by code; of those of which the state says it.
    abilities: Mapping[str, OccupationAbilities] = field(default_factory=dict)
    # A state may have no career clusters.
    clusters: CareerClusters | None = None
    # A state may leave the policy for a board to begin with out.
    board: BoardFile | None = None
    # A state may ask for no letters about reading.
    reading_letters: ReadingLetters | None = None

    @property
    def key(self) -> str:
        """The pack's short name."""
        return self.about.key

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages every wording of the pack is in."""
        return self.about.languages

    def words(self, year: str | int) -> Words:
        """The words of a school year."""
        number = year_ending(year)
        kinds = (self._kind_in_year(kind, number) for kind in self.plans.kinds)
        return Words(
            year=number,
            plans={kind.key: kind for kind in kinds if kind is not None},
            terms={term.key: Term(term.family, term.staff) for term in self.word_list.terms if term.holds(number)},
            citations={cited.key: cited for cited in self.word_list.citations if cited.holds(number)},
        )

    def plan_kind(self, grade: str | int, year: str | int) -> PlanKindInYear:
        """The kind of plan for a grade, under that year's names; LookupError where the pack has none."""
        number = grade_number(grade)
        for kind in self.plans.kinds:
            found = self._kind_in_year(kind, year_ending(year)) if number in kind.grades else None
            if found is not None:
                return found
        raise LookupError(f"The pack {self.key} has no plan for grade {grade_text(number)} in {year}.")

    def sections(self, kind: str, grade: str | int) -> tuple[Section, ...]:
        """The parts of that kind of plan in a grade, in the order in which they stand."""
        number = grade_number(grade)
        found = next((known for known in self.plans.kinds if known.key == kind), None)
        if found is None:
            raise LookupError(f"The pack {self.key} has no kind of plan {kind!r}.")
        return tuple(part for part in found.sections if part.grades is None or number in part.grades)

    def marks(self, keys: Iterable[str]) -> int:
        """Parts of plans as one number: the bit of each part's number is set, where the pack has the part."""
        wanted = set(keys)
        numbers = {part.number for kind in self.plans.kinds for part in kind.sections if part.key in wanted}
        return sum(1 << number for number in numbers)

    def marked(self, kind: str, marks: int) -> list[Section]:
        """The parts of a kind of plan whose bits are set, in their order."""
        found = next((known for known in self.plans.kinds if known.key == kind), None)
        return [part for part in found.sections if marks & 1 << part.number] if found else []

    def rating(self, key: str) -> Rating:
        """The words of a rating; LookupError for one the pack does not have."""
        for rating in self.plans.ratings:
            if rating.key == key:
                return rating
        raise LookupError(f"The pack {self.key} has no rating {key!r}.")

    def conference_rule(self, grade: str | int) -> ConferenceRule:
        """How conferences go in a grade; LookupError where the pack says nothing."""
        number = grade_number(grade)
        for rule in self.conferences.rules:
            if number in rule.grades:
                return rule
        raise LookupError(f"The pack {self.key} has no conference rule for grade {grade_text(number)}.")

    def attendance_wording(self, grade: str | int, language: str) -> str:
        """What to tell a family about bringing the student."""
        return self.conference_rule(grade).attendance(language)

    def citation(self, key: str, year: str | int) -> Citation:
        """A law under the number it had in a year; LookupError where the pack has none."""
        for cited in self.word_list.citations:
            if cited.key == key and cited.holds(year_ending(year)):
                return cited
        raise LookupError(f"The pack {self.key} has no citation {key!r} for {year}.")

    def instrument(self, key: str) -> Instrument:
        """The test with that key; LookupError for one the pack does not have."""
        try:
            return self._instruments[key]
        except KeyError:
            raise LookupError(f"The pack {self.key} has no test {key!r}.") from None

    def subject(self, key: str) -> Subject:
        """The subject with that key; LookupError for one the pack does not have."""
        for subject in self.tests.subjects:
            if subject.key == key:
                return subject
        raise LookupError(f"The pack {self.key} has no subject {key!r}.")

    def cut(self, scale: str, measure: str, grade: int, period: str) -> Cut | None:
        """Where the levels begin on a scale for one measure, grade and period, or none."""
        return self._cuts.get((scale, measure, grade, period))

    def pause(self, year: int, kind: str) -> Pause | None:
        """Why core tests were not given (``none``) or are hard to read (``caution``) in a year, or none."""
        return next((pause for pause in self.tests.pauses if pause.kind == kind and pause.holds(year)), None)

    def gives(self, subject: str, grade: int, year: int) -> bool:
        """Whether the state has a core test of that subject for that grade in that year."""
        return any(i.kind == "core" and i.tests(subject, grade, year) for i in self.instruments)

    @cached_property
    def _instruments(self) -> dict[str, Instrument]:
        """Tests by key."""
        return {instrument.key: instrument for instrument in self.instruments}

    @cached_property
    def _cuts(self) -> dict[tuple[str, str, int, str], Cut]:
        """Cuts by scale, measure, grade and period."""
        return {(cut.scale, cut.measure, cut.grade, cut.period): cut for cut in self.cuts}

    def _kind_in_year(self, kind: PlanKind, year: int) -> PlanKindInYear | None:
        """A kind of plan under the names of one year."""
        for names in kind.names:
            if names.holds(year):
                return PlanKindInYear(
                    key=kind.key,
                    first_grade=kind.grades.first,
                    last_grade=kind.grades.last,
                    family=names.family,
                    staff=names.staff,
                    short=names.short,
                    conference=names.conference,
                )
        return None
