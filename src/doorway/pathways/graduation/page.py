"""The graduation page of one student: the audit of this moment, put into the order in which people read it."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from django.utils import timezone
from django.utils.translation import gettext as _

from doorway.pathways.core.audit import audit, school_year
from doorway.pathways.core.compiled import Compiled
from doorway.pathways.core.flow import Use
from doorway.pathways.core.pace import LAST_GRADE
from doorway.pathways.core.result import Audit, LineResult, Status
from doorway.pathways.core.rules import Choice, Line, Option, RuleSet
from doorway.pathways.core.transcript import Certainty
from doorway.pathways.graduation import wording
from doorway.pathways.graduation.decisions import all_decisions_of
from doorway.pathways.graduation.fillers import FillerFinder, Fillers
from doorway.pathways.graduation.on_record import Decided, belong_to, decided, openers_of
from doorway.pathways.graduation.records import (
    PROPOSED,
    Catalog,
    catalog_of,
    class_of,
    planned_rows,
    rows_of,
    transcript_of,
    with_plan,
)
from doorway.pathways.graduation.rulebooks import OwnSet, Requirements, ready, requirements_of
from doorway.pathways.graduation.standing import Standing, Summary, summary_of
from doorway.pathways.models import GraduationDecision, TranscriptCourse
from doorway.pathways.models.courses import called
from doorway.policy.packs import grade_number, year_text
from doorway.policy.queries import state_pack
from doorway.roster.access.viewer import current
from doorway.roster.models import Membership, Person, Role

MOST_NAMED = 3
# More classes than these in one requirement are folded.
MOST_TAKEN = 4
PAINT = {
    "earned": "dw-far__earned",
    "progress": "dw-far__progress",
    "scheduled": "dw-far__scheduled",
    "planned": "dw-far__planned",
    "rest": "dw-far__rest",
}
TO_DO = (Status.MISSING, Status.ASK, Status.PROJECTED, Status.PLANNED)


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
    """One line of the requirements as the page shows it."""

    key: str
    title: str
    section: str
    status: str
    kind: str
    filled: str
    need: str
    missing: str
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

    @property
    def is_long(self) -> bool:
        """So many classes fill it that they are folded."""
        return len(self.taken) > MOST_TAKEN

    @property
    def has_tag(self) -> bool:
        """Says more than the heading that it stands under."""
        return bool(self.ask or self.again) or self.is_planned


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
    due: str = ""
    earned: str = ""
    left: str = ""
    is_even: bool = False
    behind: tuple[str, ...] = ()
    behind_by: str = ""
    made_up: str = ""
    unsure: str = ""
    to_do: tuple[Requirement, ...] = ()
    under_way: tuple[Requirement, ...] = ()
    done: tuple[Requirement, ...] = ()
    unused: tuple[tuple[Taken, str], ...] = ()
    problems: tuple[str, ...] = ()
    decisions: tuple[Decided, ...] = ()
    # What was decided and withdrawn, oldest first.
    withdrawn: tuple[Decided, ...] = ()
    starts_late: str = ""
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
    def standing(self) -> Standing:
        """How the student stands."""
        return self.summary.standing if self.summary else Standing.NOTHING


def graduation_page(
    student: Person,
    *,
    today: date | None = None,
    what_if: RuleSet | None = None,
    requirements: Requirements | None = None,
) -> GraduationPage:
    """The page of a student in a grade whose credit counts. Six queries; nothing is kept.

    ``what_if``: other requirements, held against the same record. ``requirements``: what holds, where it is known.
    """
    day = today or timezone.localdate(timezone=student.district.zone)
    year, grade = school_year(day), grade_number(student.grade)
    leaves = class_of(grade, year)
    taken = rows_of([student.pk])[student.pk]
    rows = with_plan(taken, planned_rows([student.pk], this_year=year).get(student.pk, ()))
    decided_on = all_decisions_of(student.pk)
    decisions = [row for row in decided_on if row.withdrawn_at is None]
    holding = requirements or requirements_of(student.district, day)
    held, own = holding.held(leaves), None if what_if else holding.own_for(leaves)
    rules = what_if or held
    if rules is None:
        return GraduationPage("no_rules", leaves, grade)
    if not rows:
        title = wording.said(rules.title)
        instead = Instead() if what_if else None
        return GraduationPage("no_transcript", leaves, grade, rules=title, instead=instead, held=held, own=own)
    catalog = catalog_of(student.district)
    kept, left_out = belong_to(decisions, rules, held)

    def build(rules: RuleSet, decisions: list[GraduationDecision]) -> GraduationPage:
        compiled = ready(rules, catalog.kinds)
        result = audit(compiled, transcript_of(student, rows, decisions, this_year=year), today=day)
        # How somebody stands does not depend on what is only planned; the counselor's list reads no plan.
        as_taken = result
        if len(rows) != len(taken):
            as_taken = audit(compiled, transcript_of(student, taken, decisions, this_year=year), today=day)
        return _Builder(student, compiled, result, summary_of(as_taken), rows, decisions, catalog, day, school).build()

    school = _school_of(student, day)
    withdrawn = decided([row for row in decided_on if row.withdrawn_at is not None], held, day=day)
    page = replace(build(rules, kept), held=held, own=own, withdrawn=withdrawn)
    if what_if is None:
        return page
    really = build(held, decisions) if held is not None else None
    left = decided(left_out, held, day=day)
    instead = Instead(really.rules, really.headline, really.left, left) if really else Instead(left_out=left)
    return replace(page, instead=instead)


def _school_of(student: Person, day: date) -> tuple[uuid.UUID | None, str]:
    """The student's main school, by id and name. One query."""
    held = Membership.objects.filter(current(day), person=student, role=Role.STUDENT, school__isnull=False)
    return next(iter(held.order_by("-is_primary", "school__name").values_list("school_id", "school__name")), (None, ""))


class _Builder:
    """Puts one student's page together."""

    def __init__(
        self,
        student: Person,
        compiled: Compiled,
        result: Audit,
        summary: Summary,
        rows: list[TranscriptCourse],
        decisions: list[GraduationDecision],
        catalog: Catalog,
        day: date,
        school: tuple[uuid.UUID | None, str],
    ) -> None:
        self.compiled, self.result, self.catalog = compiled, result, catalog
        self.year, self.grade = school_year(day), grade_number(student.grade)
        self.summary, self.decisions, self.day = summary, decisions, day
        self.rows = {row.pk.hex: row for row in rows}
        self.sources = state_pack(student.district).sources
        self.school = school
        self.sections = {section.key: wording.said(section.title) for section in result.rules.sections}
        self.choices = {choice.choice.key: choice for choice in result.choices}

    def build(self) -> GraduationPage:
        """The page."""
        result, rules = self.result, self.result.rules
        lines = [(line, self._requirement(line)) for line in result.lines]
        to_do = [shown for line, shown in sorted(lines, key=_urgency) if line.status in TO_DO]
        summary = self.summary
        named = [shown.title for shown in to_do if shown.missing and not shown.is_open]
        return GraduationPage(
            state="audited",
            class_of=class_of(self.grade, self.year),
            grade=self.grade,
            school=self.school[1],
            rules=wording.said(rules.title),
            rules_source=self._source(rules.source),
            rules_ask=wording.said(rules.ask),
            summary=summary,
            headline=self._headline(summary),
            next_titles=tuple(named[:MOST_NAMED]),
            more_titles=max(0, len(named) - MOST_NAMED),
            a_year=self._a_year(summary),
            parts=tuple(self._parts()),
            need=wording.number(result.total.need),
            due=wording.number(result.pace.due),
            earned=wording.number(result.pace.earned),
            left=wording.credit_words(summary.left) if summary.left else "",
            is_even=result.pace.assumed,
            behind=tuple(map(wording.said, summary.behind)),
            behind_by=wording.credit_words(summary.behind_by) if summary.behind_by else "",
            made_up=wording.credit_words(summary.made_up) if summary.made_up else "",
            unsure=wording.credit_words(summary.unsure) if summary.unsure else "",
            to_do=tuple(to_do),
            under_way=tuple(s for line, s in lines if line.status in {Status.IN_PROGRESS, Status.SCHEDULED}),
            done=tuple(shown for line, shown in lines if line.status is Status.MET),
            unused=tuple(self._unused()),
            problems=tuple(dict.fromkeys(filter(None, self._problems()))),
            decisions=decided(self.decisions, rules, self.rows.values(), result, day=self.day),
            starts_late=self._starts_late(),
            has_catalog=bool(self.catalog.kinds),
            is_proven=result.proven,
            openers=tuple(openers_of(rules).items()),
        )

    # The top

    def _headline(self, summary: Summary) -> str:
        if self.result.status is Status.MET:
            return _("Everything that is needed is done.")
        if not summary.left:
            if summary.asks:
                return _("Everything is done when this year’s classes are passed and the questions below are settled.")
            return _("Everything is done when this year’s classes are passed.")
        planned = summary.left + summary.unsure - self.result.short[Certainty.PROJECTED]
        left = wording.credit_words(summary.left)
        if self.grade >= LAST_GRADE:
            return _("Missing besides this year’s classes: %(credits)s.") % {"credits": left}
        if planned > 0:
            return _("%(credits)s left after this year’s classes. In the plan: %(planned)s.") % {
                "credits": left,
                "planned": wording.credit_words(planned),
            }
        return _("%(credits)s left after this year’s classes.") % {"credits": left}

    def _a_year(self, summary: Summary) -> str:
        years = LAST_GRADE - self.grade
        return wording.credit_words(-(-summary.left // years // 250) * 250) if years > 1 and summary.left else ""

    def _parts(self) -> Iterator[Part]:
        """Earned, in progress, scheduled, planned and the rest: credit that counts, level by level."""
        filled, need = self.result.total.filled, max(1, self.result.total.need)
        levels = (
            ("earned", _("Earned"), filled[Certainty.EARNED]),
            ("progress", _("In progress"), filled[Certainty.IN_PROGRESS]),
            ("scheduled", _("Scheduled this year"), filled[Certainty.SCHEDULED]),
            ("planned", _("Planned for later years"), filled[Certainty.PROJECTED]),
            ("rest", _("Not planned yet"), max(self.result.total.need, filled[Certainty.PROJECTED])),
        )
        before, whole = 0, max(need, filled[Certainty.PROJECTED])
        for key, name, upto in levels:
            units = upto - before
            if units > 0 or key in {"earned", "rest"}:
                yield Part(key, PAINT[key], name, wording.number(units), 100 * before / whole, 100 * units / whole)
            before = upto

    def _starts_late(self) -> str:
        """The school year of the oldest class, where nothing is on file of the grades before it; else empty."""
        planned = {PROPOSED, TranscriptCourse.State.PLANNED}
        first = min((row.school_year for row in self.rows.values() if row.state not in planned), default=self.year)
        began = self.year - (self.grade - self.result.rules.first_grade)
        return year_text(first) if first > began else ""

    # Lines

    @cached_property
    def _finder(self) -> FillerFinder:
        kinds, marks = self.result.rules.catalog, self.result.rules.marks
        given: Counter[str] = Counter()
        begun: dict[str, tuple[int, str]] = {}
        for row in self.rows.values():
            if row.state != TranscriptCourse.State.COMPLETED or marks[row.mark].credit != "no":
                given[row.code] += row.units
                at = self.grade + row.school_year - self.year
                # Of a class in two parts the last one, and then no term comes after it.
                begun[row.code] = (at, row.term) if row.code not in begun else (max(at, begun[row.code][0]), "")
        # Half a course that was passed leaves the other half to take.
        whole = {
            code
            for code, units in given.items()
            if code not in kinds or (not kinds[code].repeatable and units >= kinds[code].credits)
        }
        return FillerFinder(
            self.compiled,
            self.catalog,
            grade=self.grade,
            year=self.year,
            school=self.school[0],
            done=whole,
            begun=begun,
        )

    def _requirement(self, result: LineResult) -> Requirement:
        line = result.line
        status, kind = wording.STATUSES[Status.ASK if self._is_asked(result) else result.status]
        wants = result.status in {Status.MISSING, Status.ASK} and not line.open
        return Requirement(
            key=line.key,
            title=wording.said(line.title),
            section=self.sections.get(line.section, ""),
            status=str(status),
            kind=kind,
            filled=wording.number(min(result.need, result.filled[Certainty.PROJECTED])),
            need=wording.number(result.need),
            missing=wording.credit_words(result.short) if result.short else "",
            taken=tuple(self._uses(result.uses)),
            fillers=self._finder.of(line.key) if wants else Fillers(),
            by=self._by(result),
            is_late=result.late,
            is_open=line.open,
            is_planned=result.status in {Status.PLANNED, Status.PROJECTED},
            rule=wording.said(line.words),
            cite=line.cite,
            source=self._source(line.source),
            ask=wording.said(line.ask) if self._is_asked(result) else "",
            ways=self._ways(line),
            waived=wording.credit_words(result.waived) if result.waived else "",
            again=result.again,
        )

    def _is_asked(self, result: LineResult) -> bool:
        """Whether its question matters for this student: it decides now, or how much is missing."""
        vague = result.line.enough is not None and result.status is Status.MISSING
        return result.status is Status.ASK or vague

    def _by(self, result: LineResult) -> str:
        if result.by is None or not result.short:
            return ""
        grade = LAST_GRADE - (class_of(self.grade, self.year) - result.by)
        return wording.year_words(grade, year_text(result.by))

    def _ways(self, line: Line) -> str:
        """The choice that the line belongs to, and the other ways through it."""
        found = self.choices.get(line.choice)
        if found is None:
            return ""
        names = [wording.said(option.title) for option in _options(found.choice, found.others)]
        if not names:
            return wording.said(found.choice.words)
        return _("%(rule)s Other ways: %(ways)s.") % {
            "rule": wording.said(found.choice.words),
            "ways": "; ".join(names),
        }

    def _uses(self, uses: Iterable[Use]) -> Iterator[Taken]:
        """The terms of a class together, as far as they count equally surely."""
        together: dict[tuple[str, int, int], list[Use]] = {}
        for use in uses:
            row = self.rows[use.row.course.key]
            together.setdefault((row.code, row.school_year, use.level), []).append(use)
        for (_code, _year, level), found in together.items():
            rows = [self.rows[use.row.course.key] for use in found]
            yield self._taken(rows, sum(use.units for use in found), Certainty(level))

    def _taken(self, rows: Sequence[TranscriptCourse], units: int, level: Certainty | None) -> Taken:
        row = rows[0]
        over = (one for one in rows if one.state == TranscriptCourse.State.COMPLETED)
        return Taken(
            title=self._title(row),
            year=" ".join(filter(None, (year_text(row.school_year), row.term if len(rows) == 1 else ""))),
            marks=", ".join(one.mark for one in over if one.mark),
            credits=wording.number(units),
            state="" if level is None else str(wording.LEVELS[level]),
            school=row.school,
        )

    def _title(self, row: TranscriptCourse) -> str:
        known = self.catalog.taught.get(row.code)
        beside = self.result.rules.catalog.get(row.code)
        of_the_list = called(beside.title, beside.titles) if beside else ""
        return (known.title if known else "") or row.title or of_the_list or row.code

    # The rest

    def _unused(self) -> Iterator[tuple[Taken, str]]:
        for item in self.result.unused:
            if item.course in self.rows:
                row = self.rows[item.course]
                yield self._taken([row], item.units or row.units, None), str(wording.REASONS[item.reason])

    def _problems(self) -> Iterator[str]:
        titles = {key: self._title(row) for key, row in self.rows.items()}
        codes = {row.code: self._title(row) for row in self.rows.values()}
        for problem in self.result.problems:
            school = self.rows[problem.course].school if problem.course in self.rows else ""
            yield wording.problem_words(problem, titles, codes, school)

    def _source(self, key: str) -> str:
        source = self.sources.get(key)
        return wording.source_words(source) if source else ""


def _options(choice: Choice, keys: Iterable[str]) -> list[Option]:
    """The options of a choice that are open without anything having to happen first."""
    wanted = set(keys)
    return [option for option in choice.options if option.key in wanted]


def _urgency(pair: tuple[LineResult, Requirement]) -> tuple[bool, bool, int, bool]:
    """Late first, then by when it has to be there; what anything fills comes after those, what is planned last."""
    line, shown = pair
    return shown.is_planned, not line.late, line.by or 9999, line.line.open
