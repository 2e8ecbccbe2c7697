"""A plan document as a letter that a family reads: a short summary first, then everything in its order."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from doorway.assessments.charts import Chart, LadderChart, compares_years
from doorway.pathways.on_the_plan import POINT
from doorway.plans.charts import thaw
from doorway.plans.core.document import Entry, Exhibit, Goal, PlanDocument, Section, Table
from doorway.plans.models import Goal as GoalRow
from doorway.plans.wording import language, owner_words, said

# The part of a plan in which what a student keeps stands.
OCCUPATIONS = "occupations"
# The part of a plan in which it stands how the student stands toward graduation.
GRADUATION = "graduation"
# Beyond this a summary is no summary.
SHORT = 220


@dataclass(frozen=True)
class Point:
    """A line of the summary: what it is about, the sentence, and where the rest stands."""

    title: str
    text: str
    anchor: str
    language: str


@dataclass(frozen=True)
class Picture:
    """A chart on the page with its sentence and the table of its parts. The words are those of the version."""

    title: str
    sentence: str
    notes: tuple[str, ...]
    chart: Chart
    parts: Table | None


@dataclass(frozen=True)
class Letter:
    """What the page shows of a document, in the active language."""

    document: PlanDocument

    @property
    def plan_name(self) -> str:
        """What families call this plan."""
        return said(self.document.kind.family)

    @cached_property
    def reading(self) -> list[Picture]:
        """Reading: the last results, and the history where there is one."""
        return [_picture(exhibit) for exhibit in self.document.evidence if exhibit.key.startswith("reading")]

    @cached_property
    def subjects(self) -> list[Picture]:
        """The core tests, subject by subject."""
        return [_picture(exhibit) for exhibit in self.document.evidence if not exhibit.key.startswith("reading")]

    @property
    def compares_years(self) -> bool:
        """Whether a year of a core test has a word beside the time before, so that its rule is to be said."""
        return compares_years(picture.chart for picture in self.subjects)

    @property
    def tells_growth(self) -> bool:
        """Whether a note beside a core test is about growth, so that its rule is to be said."""
        return any(map(_says_growth, self.subjects))

    @property
    def sections(self) -> list[Section]:
        """The parts in which somebody wrote, and the one on occupations when the student keeps some."""
        return [section for section in self.document.sections if section.entries or self._is_kept(section)]

    @property
    def empty_sections(self) -> list[Section]:
        """The parts in which nobody wrote yet."""
        return [section for section in self.document.sections if not (section.entries or self._is_kept(section))]

    @property
    def graduation(self) -> list[tuple[str, list[str]]]:
        """How the student stands toward graduation: sentences, each with the points of its list, mostly none."""
        found = (said(words).split("\n") for words in self.document.graduation)
        return [(lead, [point.removeprefix(POINT) for point in points]) for lead, *points in found]

    @property
    def graduation_apart(self) -> bool:
        """There is something to say of graduation, and this kind of plan has no part for it."""
        return bool(self.document.graduation) and all(part.key != GRADUATION for part in self.document.sections)

    @property
    def occupations_apart(self) -> bool:
        """The student keeps occupations, and this kind of plan has no part for them."""
        return bool(self.document.occupations) and all(part.key != OCCUPATIONS for part in self.document.sections)

    def _is_kept(self, section: Section) -> bool:
        kept = {OCCUPATIONS: self.document.occupations, GRADUATION: self.document.graduation}
        return bool(kept.get(section.key))

    @property
    def has_other_languages(self) -> bool:
        """Somebody wrote in another language than the page is read in."""
        written = [entry.language for section in self.sections for entry in section.entries]
        written += [goal.language for goal in self.document.goals] + [note.language for note in self.document.notes]
        return any(used != language() for used in written)

    @cached_property
    def summary(self) -> list[Point]:
        """What goes well, what the tests say, what comes next: at most one line of each."""
        return [point for point in (self._strength(), self._tests(), self._next()) if point is not None]

    def _strength(self) -> Point | None:
        for section in self.sections:
            if section.key not in {"strengths", "accomplishments"}:
                continue
            entry = next((entry for entry in section.entries if entry.text and _is_schools(entry)), None)
            if entry is not None:
                return Point(_("What goes well"), _short(entry.text), f"part-{section.key}", entry.language)
        return None

    def _tests(self) -> Point | None:
        pictures = [picture for picture in (*self.reading, *self.subjects) if picture.sentence]
        if not pictures:
            return None
        return Point(_("What the tests say"), pictures[0].sentence, "tests", language())

    def _next(self) -> Point | None:
        goal: Goal | None = next((goal for goal in self.document.goals if goal.status == GoalRow.Status.OPEN), None)
        if goal is not None:
            return Point(_("What comes next"), f"{_short(goal.text)} – {owner_words(goal)}", "goals", goal.language)
        for section in self.sections:
            entry = next((entry for entry in section.entries if entry.text), None)
            if section.key == "improve" and entry is not None:
                return Point(_("What comes next"), _short(entry.text), "part-improve", entry.language)
        return None


def _is_schools(entry: Entry) -> bool:
    return entry.role not in {"student", "guardian"}


def _short(text: str) -> str:
    """The first words of a text; the whole stands below."""
    line = " ".join(text.split())
    if len(line) <= SHORT:
        return line
    return line[:SHORT].rsplit(" ", 1)[0].rstrip(".,;:") + " …"


def _says_growth(picture: Picture) -> bool:
    """Whether a note is about growth: there are more than those on the support and on the years before."""
    columns = picture.chart.columns if isinstance(picture.chart, LadderChart) else ()
    with_support = bool(columns) and columns[-1].support is not None
    moved_before = any(column.step is not None for column in columns[:-1])
    return len(picture.notes) > with_support + moved_before


def _picture(exhibit: Exhibit) -> Picture:
    parts = exhibit.parts or {}
    return Picture(
        title=said(exhibit.title),
        sentence=said(exhibit.sentence),
        notes=tuple(said(note) for note in exhibit.notes),
        chart=thaw(exhibit.chart),
        parts=parts.get(language()) or next(iter(parts.values()), None),
    )
