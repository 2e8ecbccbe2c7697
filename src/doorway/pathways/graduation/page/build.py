"""The graduation page of one student: the audit of this moment, put into the order in which people read it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from doorway.pathways.core.audit import audit
from doorway.pathways.core.compiled import Compiled
from doorway.pathways.core.pace import LAST_GRADE
from doorway.pathways.core.result import Audit, LineResult, Status
from doorway.pathways.core.rules import RuleSet
from doorway.pathways.core.transcript import Certainty, Transcript
from doorway.pathways.graduation import wording
from doorway.pathways.graduation.amounts import enough_in_all, whole_of
from doorway.pathways.graduation.beside import Beside, facts_in, settled, tests_in
from doorway.pathways.graduation.decisions import all_decisions_of
from doorway.pathways.graduation.facts import answers_of
from doorway.pathways.graduation.on_record import belong_to, decided, openers_of
from doorway.pathways.graduation.page.beside import Besides
from doorway.pathways.graduation.page.lines import PLANNED, Lines
from doorway.pathways.graduation.page.shown import GraduationPage, Instead, Part, Requirement, Taken, Tells
from doorway.pathways.graduation.records import (
    Catalog,
    catalog_of,
    class_of,
    is_registered_ahead,
    own_year,
    planned_rows,
    rows_of,
    transcript_of,
    with_plan,
)
from doorway.pathways.graduation.rulebooks import Requirements, failing_marks, ready, requirements_of
from doorway.pathways.graduation.scores import taken_by
from doorway.pathways.graduation.standing import Standing, Summary
from doorway.pathways.graduation.unmarked import summary_with
from doorway.pathways.models import GraduationDecision, StudentFact, TranscriptCourse
from doorway.policy.packs import grade_number, year_text
from doorway.policy.queries import state_pack
from doorway.roster.access.viewer import current
from doorway.roster.models import Membership, Person, Role, School

MOST_NAMED = 3
PAINT = {
    "earned": "dw-far__earned",
    "progress": "dw-far__progress",
    "scheduled": "dw-far__scheduled",
    "made_up": "dw-far__planned",
    "registered": "dw-far__planned",
    "planned": "dw-far__planned",
    "rest": "dw-far__rest",
    "asked": "dw-far__rest",
}
TO_DO = (Status.MISSING, Status.ASK, Status.PROJECTED, Status.PLANNED)


NotPossible = Callable[
    [Person, School | None, Sequence[TranscriptCourse], Catalog, date], Collection[uuid.UUID]
]  # fmt: skip


def graduation_page(
    student: Person,
    *,
    today: date | None = None,
    what_if: RuleSet | None = None,
    requirements: Requirements | None = None,
    tells: Tells | None = None,
    with_beside: bool = True,
    not_possible: NotPossible | None = None,
) -> GraduationPage:
    """The page of a student in a grade whose credit counts. Ten queries at most; nothing is kept.

    ``what_if``: other requirements, held against the same record. ``requirements``: what holds, where it is known.
    ``tells``: what the reader is told; as a family where nothing is said. Without ``with_beside`` it is about credits
    alone, which saves two of them. ``not_possible``: what finds the planned classes that fill nothing, because they are
    no longer possible; it is asked where something is planned.
    """
    day = today or timezone.localdate(timezone=student.district.zone)
    year, grade = own_year(student, day), grade_number(student.grade)
    leaves = class_of(grade, year)
    taken = rows_of([student.pk])[student.pk]
    planned = planned_rows([student.pk], this_year=year, today=day).get(student.pk, [])
    decided_on = all_decisions_of(student.pk)
    decisions = [row for row in decided_on if row.withdrawn_at is None]
    holding = requirements or requirements_of(student.district, day)
    held, own = holding.held(leaves), None if what_if else holding.own_for(leaves)
    rules = what_if or held
    if rules is None:
        return GraduationPage("no_rules", leaves, grade)
    without = GraduationPage(
        "no_transcript", leaves, grade, rules=wording.said(rules.title), instead=Instead() if what_if else None,
        held=held, own=own,
    )  # fmt: skip
    if not (taken or planned) and not (with_beside and rules.criteria):
        return without
    catalog = catalog_of(student.district)
    school = _school_of(student, day)
    gone: Collection[uuid.UUID] = ()
    if planned and not_possible is not None:
        gone = not_possible(student, school, taken, catalog, day)
    stopped = sum(row.pk in gone for row in planned)
    planned = [row for row in planned if row.pk not in gone]
    failing = failing_marks(student.district)
    rows = with_plan(taken, planned, catalog, failing=failing)
    on_lists = [row for row in planned if row.state == TranscriptCourse.State.SCHEDULED]
    with_lists = with_plan(taken, on_lists, catalog, failing=failing)
    kept, left_out = belong_to(decisions, rules, held)
    sets = [one for one in (rules, held) if one is not None and with_beside]
    answers = answers_of(student, frozenset().union(*map(facts_in, sets)))
    beside = _beside(student, sets, answers)

    named: tuple[uuid.UUID | None, str] = (None, "") if school is None else (school.pk, school.name)

    def build(rules: RuleSet, decisions: list[GraduationDecision]) -> GraduationPage:
        compiled = ready(rules, catalog.kinds)
        record = before = transcript_of(student, rows, decisions, this_year=year, today=day, beside=beside)
        result = audit(compiled, record, today=day)
        # How somebody stands does not depend on what is only planned; the counselor's list reads no plan.
        as_taken = result
        if len(rows) != len(with_lists):
            before = transcript_of(student, with_lists, decisions, this_year=year, today=day, beside=beside)
            as_taken = audit(compiled, before, today=day)
        summary = summary_with(compiled, before, as_taken, today=day)
        builder = _Builder(student, year, compiled, result, record, summary, rows, decisions, catalog, day, named)
        besides = Besides(builder.lines, record, answers, holding.book, state_pack(student.district), tells or Tells())
        shown = tuple(besides.shown()) if with_beside else ()
        if not rows:
            # A person's word and a score need no transcript: they are asked for and told just the same.
            return replace(without, beside=shown, has_catalog=bool(catalog.kinds))
        return replace(builder.build(), beside=shown)

    if not rows:
        return replace(build(rules, []), stopped=stopped)
    withdrawn = decided([row for row in decided_on if row.withdrawn_at is not None], held, day=day)
    page = replace(build(rules, kept), held=held, own=own, withdrawn=withdrawn, stopped=stopped)
    if what_if is None:
        return page
    really = build(held, decisions) if held is not None else None
    left = decided(left_out, held, day=day)
    instead = Instead(really.rules, really.headline, really.left, left) if really else Instead(left_out=left)
    return replace(page, instead=instead)


def _beside(student: Person, sets: list[RuleSet], answers: list[StudentFact]) -> Beside:
    """The scores that any of these ask for, and what was said. One query; none where no test is asked for."""
    ways = tests_in(criterion for rules in sets for criterion in rules.criteria)
    taken = taken_by([student.pk], ways, student.district) if ways else {}
    return Beside(taken.get(student.pk, ()), settled((row.fact, row.says) for row in answers))


def _school_of(student: Person, day: date) -> School | None:
    """The student's main school. One query."""
    held = Membership.objects.filter(current(day), person=student, role=Role.STUDENT, school__isnull=False)
    first = held.order_by("-is_primary", "school__name").select_related("school").first()
    return None if first is None else first.school


class _Builder:
    """Puts one student's page together."""

    def __init__(
        self,
        student: Person,
        year: int,
        compiled: Compiled,
        result: Audit,
        record: Transcript,
        summary: Summary,
        rows: list[TranscriptCourse],
        decisions: list[GraduationDecision],
        catalog: Catalog,
        day: date,
        school: tuple[uuid.UUID | None, str],
    ) -> None:
        self.result, self.catalog = result, catalog
        self.year, self.grade = year, grade_number(student.grade)
        self.summary, self.decisions, self.day = summary, decisions, day
        self.rows = {row.pk.hex: row for row in rows}
        self.school = school
        self.lines = Lines(
            compiled, result, record, rows, catalog, state_pack(student.district).sources, grade=self.grade,
            year=self.year, today=day, school=school[0],
        )  # fmt: skip

    def build(self) -> GraduationPage:
        """The page."""
        result, rules = self.result, self.result.rules
        lines = [(line, self.lines.requirement(line)) for line in result.lines]
        to_do = [shown for line, shown in sorted(lines, key=_urgency) if line.status in TO_DO]
        summary = self.summary
        named = [shown.title for shown in to_do if shown.missing and not shown.is_open]
        whole, most, why = whole_of(result)
        return GraduationPage(
            state="audited",
            class_of=class_of(self.grade, self.year),
            grade=self.grade,
            school=self.school[1],
            rules=wording.said(rules.title),
            rules_source=self.lines.source(rules.source),
            rules_ask=wording.said(rules.ask),
            summary=summary,
            headline=self._headline(summary),
            next_titles=tuple(named[:MOST_NAMED]),
            more_titles=max(0, len(named) - MOST_NAMED),
            a_year=self._a_year(summary),
            parts=tuple(self._parts()),
            need=wording.number(result.total.need),
            enough=enough_in_all(result),
            whole=_in_all(whole, most),
            is_more=whole > result.total.need,
            whole_why=why,
            beside_open=tuple(map(wording.said, summary.beside)),
            due=wording.number(result.pace.due),
            earned=wording.number(result.pace.earned),
            left=wording.credit_words(summary.left) if summary.left else "",
            is_even=result.pace.assumed,
            behind=tuple(map(wording.said, summary.behind)),
            behind_by=wording.credit_words(summary.behind_by) if summary.behind_by else "",
            made_up=wording.credit_words(summary.made_up) if summary.made_up else "",
            unsure=wording.credit_words(summary.unsure) if summary.unsure else "",
            unmarked=wording.unmarked_words(summary),
            unmarked_credits=wording.credit_words(summary.unmarked_units) if summary.unmarked else "",
            unmarked_then=wording.credit_words(summary.left_then) if summary.left_then else "",
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
            if summary.standing is Standing.ASK:
                return _("Everything that is needed is done, once the questions below are settled.")
            return _("Everything that is needed is done.")
        if not summary.left and summary.beside:
            return self._beside_headline()
        if not summary.left:
            if summary.asks:
                return _("Everything is done when this year’s classes are passed and the questions below are settled.")
            return _("Everything is done when this year’s classes are passed.")
        planned = summary.left + summary.unsure - self.result.short[Certainty.PROJECTED]
        left = wording.credit_words(summary.left)
        values = {"credits": left, "planned": wording.credit_words(planned)}
        if self.grade >= LAST_GRADE:
            if planned > 0:
                return (
                    _("Missing besides this year’s classes: %(credits)s. Planned to make up for it: %(planned)s.")
                    % values
                )
            return _("Missing besides this year’s classes: %(credits)s.") % values
        if planned > 0:
            return _("%(credits)s left after this year’s classes. In the plan: %(planned)s.") % values
        return _("%(credits)s left after this year’s classes.") % {"credits": left}

    def _beside_headline(self) -> str:
        """The credits are there, and something beside them is not."""
        credit = [line.status for line in self.result.lines] + [self.result.total.status]
        if all(status is Status.MET for status in credit):
            return _("The credits are all there. Something besides them is still asked for.")
        return _(
            "The credits are there when this year’s classes are passed. Something besides them is still asked for."
        )

    def _a_year(self, summary: Summary) -> str:
        years = LAST_GRADE - self.grade
        return wording.credit_words(-(-summary.left // years // 250) * 250) if years > 1 and summary.left else ""

    def _parts(self) -> Iterator[Part]:
        """Earned, in progress, scheduled, planned and the rest: credit that counts, level by level, and what lacks."""
        filled, short = self.result.total.filled, self.result.short[Certainty.PROJECTED]
        # What a question decides is told apart, as in the sentence above.
        sure, there = min(short, self.result.short[Certainty.ASK]), filled[Certainty.PROJECTED]
        planned = filled[Certainty.PROJECTED] - filled[Certainty.SCHEDULED]
        registered = min(planned, self._registered_ahead)
        made_up = min(planned - registered, planned if self.grade >= LAST_GRADE else self._made_up)
        levels = (
            ("earned", _("Earned"), filled[Certainty.EARNED]),
            ("progress", _("In progress"), filled[Certainty.IN_PROGRESS]),
            ("scheduled", _("Scheduled this year"), filled[Certainty.SCHEDULED]),
            ("made_up", _("Planned for this year"), filled[Certainty.SCHEDULED] + made_up),
            ("registered", _("Registered for later years"), filled[Certainty.SCHEDULED] + made_up + registered),
            ("planned", _("Planned for later years"), filled[Certainty.PROJECTED]),
            ("rest", _("Not planned yet"), there + sure),
            ("asked", _("A question to settle"), max(there + sure, min(there + short, self.result.total.need))),
        )
        before, whole = 0, max(1, there + short)
        for key, name, upto in levels:
            units = upto - before
            if units > 0 or key in {"earned", "rest"}:
                yield Part(key, PAINT[key], name, wording.number(units), 100 * before / whole, 100 * units / whole)
            before = upto

    @property
    def _registered_ahead(self) -> int:
        """Credit that is registered for years to come, as far as it counts."""
        uses = (use for line in self.result.lines for use in line.uses)
        sure = (use for use in uses if use.level <= Certainty.PLANNED)
        return sum(use.units for use in sure if is_registered_ahead(self.rows[use.row.course.key], self.year))

    @property
    def _made_up(self) -> int:
        """Credit of the plan that is made up or still to be registered this year, as far as it counts."""
        uses = (use for line in self.result.lines for use in line.uses)
        rows = ((use, self.rows[use.row.course.key]) for use in uses)
        return sum(use.units for use, row in rows if row.makes_up or (row.waits and row.state in PLANNED))

    def _starts_late(self) -> str:
        """The school year of the oldest class, where nothing is on file of the grades before it; else empty."""
        there = (row.school_year for row in self.rows.values() if row.state not in PLANNED)
        first = min((year for year in there if year <= self.year), default=self.year)
        began = self.year - (self.grade - self.result.rules.first_grade)
        return year_text(first) if first > began else ""

    # The rest

    def _unused(self) -> Iterator[tuple[Taken, str]]:
        for item in self.result.unused:
            if item.course in self.rows:
                row = self.rows[item.course]
                yield self.lines.taken([row], item.units or row.units, None), str(wording.REASONS[item.reason])

    def _problems(self) -> Iterator[str]:
        titles = {key: self.lines.title(row) for key, row in self.rows.items()}
        codes = {row.code: self.lines.title(row) for row in self.rows.values()}
        for problem in self.result.problems:
            school = self.rows[problem.course].school if problem.course in self.rows else ""
            yield wording.problem_words(problem, titles, codes, school)


def _in_all(whole: int, most: int) -> str:
    """What is needed in all, and what it may come to when a question is settled."""
    if most <= whole:
        return wording.number(whole)
    return _("%(credits)s, perhaps %(most)s") % {"credits": wording.number(whole), "most": wording.number(most)}


def _urgency(pair: tuple[LineResult, Requirement]) -> tuple[bool, bool, int, bool]:
    """Late first, then by when it has to be there; what anything fills comes after those, what is planned last."""
    line, shown = pair
    return shown.is_planned, not line.late, line.by or 9999, line.line.open
