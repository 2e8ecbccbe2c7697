"""A plan document as a letter that a family reads: a short summary first, then everything in its order."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from doorway.assessments.charts import Chart, GoalChart, LadderChart, compares_years
from doorway.pathways.on_the_plan import MOST_POINTS, POINT
from doorway.plans.charts import thaw
from doorway.plans.core.document import GRADUATION, OCCUPATIONS, Entry, Exhibit, Goal, PlanDocument, Section, Table
from doorway.plans.models import Goal as GoalRow
from doorway.plans.wording import language, owner_words, said

# Beyond this a summary is no summary.
SHORT = 220


@dataclass(frozen=True)
class Point:
    """A line of the summary: what it is about, the sentence (or several), and where the rest stands."""

    title: str
    text: str
    anchor: str
    language: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Picture:
    """A chart on the page with its sentence and the table of its parts. The words are those of the version."""

    title: str
    sentence: str
    notes: tuple[str, ...]
    chart: Chart
    parts: Table | None


@dataclass(frozen=True)
class Told:
    """A sentence with the points of its list: the first of them, and those that are folded."""

    lead: str
    points: tuple[str, ...]
    folded: tuple[str, ...]


def _told(lead: str, points: list[str]) -> Told:
    shown = MOST_POINTS if len(points) > MOST_POINTS + 1 else len(points)
    return Told(lead, tuple(points[:shown]), tuple(points[shown:]))


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
        return [section for section in self.document.sections if self.document.is_filled(section)]

    @property
    def empty_sections(self) -> list[Section]:
        """The parts in which nobody wrote yet."""
        return [section for section in self.document.sections if not self.document.is_filled(section)]

    @property
    def graduation(self) -> list[Told]:
        """How the student stands toward graduation: sentences, mostly without a list."""
        found = (said(words).split("\n") for words in self.document.graduation)
        return [_told(lead, [point.removeprefix(POINT) for point in points]) for lead, *points in found]

    @property
    def graduation_apart(self) -> bool:
        """There is something to say of graduation, and this kind of plan has no part for it."""
        return bool(self.document.graduation) and all(part.key != GRADUATION for part in self.document.sections)

    @property
    def occupations_apart(self) -> bool:
        """The student keeps occupations, and this kind of plan has no part for them."""
        return bool(self.document.occupations) and all(part.key != OCCUPATIONS for part in self.document.sections)

    @property
    def has_other_languages(self) -> bool:
        """Somebody wrote in another language than the page is read in."""
        written = [entry.language for section in self.sections for entry in section.entries]
        written += [goal.language for goal in self.document.goals] + [note.language for note in self.document.notes]
        return any(used != language() for used in written)

    @cached_property
    def summary(self) -> list[Point]:
        """What goes well, what each test says, what comes next: one line for each."""
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
        lines = [_short_reading(picture) for picture in self.reading[:1]]
        lines += [_short_subject(picture) for picture in self.subjects]
        said = tuple(line for line in lines if line)
        return Point(_("What the tests say"), " ".join(said), "tests", language(), said) if said else None

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


def _short_reading(picture: Picture) -> str:
    """The last reading test in short: its level and whether that is the goal of its own grade."""
    chart = picture.chart
    if not isinstance(chart, GoalChart):
        return picture.sentence
    last = next((one for one in reversed(chart.columns) if one.level is not None or one.not_tested is not None), None)
    if last is None or last.level is None:
        return picture.sentence
    values = {"level": last.level.title(language()), "when": _inside(last.title(language())), "year": chart.year}
    values["grade"] = chart.grade
    if last.level.good:
        return _("Reading: “%(level)s”. That reaches the goal for grade %(grade)s (%(when)s, %(year)s).") % values
    return _("Reading: “%(level)s”. That is below the goal for grade %(grade)s (%(when)s, %(year)s).") % values


def _short_subject(picture: Picture) -> str:
    """The last core test of a subject in short: its level, whether that is the goal, and the word for the year.

    Where that year cannot be compared it is the word of the last one that can.
    """
    chart = picture.chart
    columns = chart.columns if isinstance(chart, LadderChart) else ()
    last = columns[-1] if columns else None
    if last is None or last.level is None:
        return picture.sentence
    values = {"subject": picture.title, "year": last.year, "level": last.level.title(language())}
    if last.level.good:
        found = _("%(subject)s, %(year)s: “%(level)s”. That reaches the goal.") % values
    else:
        found = _("%(subject)s, %(year)s: “%(level)s”. That is below the goal.") % values
    if last.step is None:
        words = [(one.year, one.step(language())) for one in columns if one.step is not None]
        if not words:
            return found
        year, word = words[-1]
        earlier = _("This cannot be compared with the time before. In %(year)s: %(word)s.")
        return f"{found} {earlier % {'year': year, 'word': word}}"
    since = _("Since the time before: %(word)s.") % {"word": last.step(language())}
    return f"{found} {since}"


def _inside(text: str) -> str:
    """The text inside a sentence: without the capital it begins with."""
    return text[:1].lower() + text[1:]


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
