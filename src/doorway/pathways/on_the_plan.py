"""What a plan says of graduation and scholarships: a few sentences in every language, for the letter and for paper."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from doorway.accounts.models import District
from doorway.pathways.by_grade import Ahead, enrolled, has_plan, planned_of
from doorway.pathways.core.audit import audit
from doorway.pathways.core.pace import LAST_GRADE
from doorway.pathways.core.registering import may_begin
from doorway.pathways.core.result import Audit, LineResult, Status
from doorway.pathways.core.rules import CourseKind
from doorway.pathways.graduation.access import graduating_grades
from doorway.pathways.graduation.amounts import sure, sure_in
from doorway.pathways.graduation.beside import NOTHING, beside_of, settled
from doorway.pathways.graduation.records import as_record, catalog_of, class_of, rows_of, transcript_of, with_plan
from doorway.pathways.graduation.rulebooks import failing_marks, held_against, ready, rule_book
from doorway.pathways.graduation.standing import Standing, Summary
from doorway.pathways.graduation.unmarked import summary_with
from doorway.pathways.graduation.wording import (
    credit_words,
    number,
    said,
    unmarked_words,
    year_over_words,
    year_words,
)
from doorway.pathways.models import GraduationDecision, ScholarshipStep, TranscriptCourse
from doorway.pathways.rules.book import Known
from doorway.pathways.scholarships.local import local_scholarships, programs_of
from doorway.pathways.scholarships.programs import Program
from doorway.pathways.scholarships.steps import Told, What, told_of
from doorway.pathways.scholarships.years import grade_for, year_of
from doorway.policy.packs import grade_number, year_text
from doorway.roster.models import Person
from doorway.roster.years import year_of_grades

# A sentence may have a list: each point in a line of its own, begun with this.
POINT = "• "
# Where room is short, so many points of a list are shown at once. One more is shown as well: it takes no more room than
# saying that there is one.
MOST_POINTS = 5
# Before an answer, to be ticked on paper.
BOX, NO_BREAK = "☐", "\u00a0"
Words = dict[str, str]
# What persons said of the student, in the order of their number.
FACT = {"fact": "fact", "says": "says"}
_COLUMNS = (
    "kind", "line", "units", "course_id", "course_title", "school", "numerator", "denominator", "lowers_total",
    "reason", "decided_on", "expires_on",
)  # fmt: skip
# What the engine needs to know of a decision: without a person and a reason none counts.
DECISION = {name: name for name in _COLUMNS} | {"person": "decided_by__family_name"}


def on_file() -> dict[str, Exists]:
    """Columns for a query of students: whether there is a transcript, and a word on a scholarship.

    They save the questions whose answer would be empty.
    """
    student = OuterRef("pk")
    return {
        "has_transcript": Exists(TranscriptCourse.objects.filter(student=student)),
        "has_course_plan": has_plan(),
        "has_scholarship": Exists(ScholarshipStep.objects.filter(student=student)),
    }


def said_on_plans(
    students: Sequence[Person], district: District, day: date, held: Mapping[uuid.UUID, Mapping[str, Any]]
) -> dict[uuid.UUID, tuple[Words, ...]]:
    """Sentences for the plan of each student of the district whose credit counts and who has a transcript or a course
    plan.

    ``held``: the columns of ``on_file`` for each student, under ``decision_rows`` those of ``DECISION`` for each
    decision that stands, and under ``fact_rows`` those of ``FACT`` for each answer. Four queries whatever the number
    of students, one more where one of them has a course plan, two more where one keeps a scholarship, and one where a
    score is asked of one; none for students of lower grades.
    """
    grades = graduating_grades(district)
    on_record = {one.pk for one in students if held[one.pk]["has_transcript"]}
    planning = {one.pk for one in students if held[one.pk]["has_course_plan"]}
    counted = [one for one in students if one.pk in on_record | planning and _grade(one) in grades]
    if not counted:
        return {}
    ids, year = [student.pk for student in counted], year_of_grades(district, day)
    keeping = [pk for pk in ids if held[pk]["has_scholarship"]]
    records, taught = rows_of(ids), catalog_of(district)
    kinds = taught.kinds
    roster = enrolled(ids, this_year=year, known=[kind.code for kind in kinds])
    planned = planned_of([pk for pk in ids if pk in planning], this_year=year, today=day) if planning else {}
    catalog, book = {kind.code: kind for kind in kinds}, rule_book(district)
    told = told_of(keeping) if keeping else {}
    local = local_scholarships(district, day) if keeping else []
    programs: dict[int, list[Program]] = {}
    failing = failing_marks(district)
    sets = {one.pk: held_against(district, class_of(grade_number(one.grade), year)) for one in counted}
    said = {pk: settled((row["fact"], row["says"]) for row in held[pk]["fact_rows"]) for pk in ids}
    beside = beside_of(sets, district, said=said)
    found: dict[uuid.UUID, tuple[Words, ...]] = {}
    for student in counted:
        leaves = class_of(grade_number(student.grade), year)
        rules = sets[student.pk]
        if rules is None:
            continue
        if leaves not in programs:
            programs[leaves] = programs_of(district, leaves, local) if keeping else []
        decisions = list(map(_decision, held[student.pk]["decision_rows"]))
        own_beside = beside.get(student.pk, NOTHING)
        compiled, rows, wishes = ready(rules, kinds), records[student.pk], planned.get(student.pk, [])
        waiting = {wish.pk for wish in wishes if wish.school_year == year and not wish.makes_up}
        asked = [as_record(wish, this_year=year, on=day if wish.pk in waiting else None) for wish in wishes]
        # What is on a class list is one of this year's classes, also where the transcript does not have it yet.
        on_lists = [one for one in asked if one.state == TranscriptCourse.State.SCHEDULED]
        taken = with_plan(rows, on_lists, taught, failing=failing)
        transcript = transcript_of(student, taken, decisions, this_year=year, today=day, beside=own_beside)
        result = audit(compiled, transcript, today=day)
        covered: Mapping[str, Status] = {}
        if wishes:
            together = transcript_of(
                student,
                with_plan(rows, asked, taught, failing=failing),
                decisions,
                this_year=year,
                today=day,
                beside=own_beside,
            )
            covered = {line.line.key: line.status for line in audit(compiled, together, today=day).lines}
        own = told.get(student.pk, Told())
        one = _Student(
            result=result if student.pk in on_record else None,
            summary=summary_with(compiled, transcript, result, today=day),
            leaves=leaves,
            year=year,
            day=day,
            covered=covered,
            ahead=Ahead(
                rows,
                # What is on a class list is named as registered.
                [one for one in wishes if one.pk not in waiting or may_begin(one.term, year, day)],
                roster.get(student.pk, []),
                year,
                leaves,
                taught.same,
            ),
            questions=tuple(_questions(result, said[student.pk], {} if book is None else book.facts)),
            told=own,
            programs=programs[leaves],
        )
        said_in = {code: list(_sentences(code, one, catalog, district)) for code, _name in settings.LANGUAGES}
        found[student.pk] = tuple(
            dict(zip(said_in, sentences, strict=True)) for sentences in zip(*said_in.values(), strict=True)
        )
    return found


def _decision(row: Mapping[str, Any]) -> GraduationDecision:
    """A decision from a row of JSON, in which days and ids are texts."""
    values = {name: row[name] for name in _COLUMNS}
    values |= {name: row[name] and date.fromisoformat(row[name][:10]) for name in ("decided_on", "expires_on")}
    values["course_id"] = row["course_id"] and uuid.UUID(row["course_id"])
    return GraduationDecision(**values, decided_by=Person(family_name=row["person"]))


def _grade(student: Person) -> int | None:
    try:
        return grade_number(student.grade)
    except ValueError:
        return None


@dataclass(frozen=True)
class _Student:
    """What there is to say of one student. ``result``: none without a transcript; ``covered``: how each line stands
    with the course plan; ``questions``: what the requirements ask of a person, and nobody has answered; ``year``: of
    the grade, which is not always that of the ``day``.
    """

    result: Audit | None
    summary: Summary
    leaves: int
    year: int
    day: date
    covered: Mapping[str, Status]
    ahead: Ahead
    questions: tuple[Known, ...]
    told: Told
    programs: Sequence[Program]


def _sentences(code: str, one: _Student, catalog: Mapping[str, CourseKind], district: District) -> Iterator[str]:
    with translation.override(code):
        over = year_over_words(district, one.day)
        if over:
            yield over
        if one.result is not None:
            yield _stands(one.result, one.summary)
            yield from _left(one.result, one)
        grades = list(one.ahead.grades(catalog))
        if grades:
            yield _listed(_("The course plan, grade by grade:"), grades)
        if one.result is not None:
            yield from _beside(one.result, one.leaves)
        yield from map(_asked, one.questions)
        kept = list(_scholarships(one.told, one.programs, one.leaves, one.day))
        if kept:
            yield _("Scholarships: %(list)s.") % {"list": "; ".join(kept)}


def _listed(lead: str, points: Iterable[str]) -> str:
    return "\n".join([lead, *(f"{POINT}{point}" for point in points)])


def _questions(result: Audit, known: Mapping[str, bool], facts: Mapping[str, Known]) -> Iterator[Known]:
    """What a requirement depends on and nobody has said, as long as it is not fulfilled anyway."""
    still = {
        one.criterion.only_for: None
        for one in result.criteria
        if one.criterion.only_for and one.status in {Status.MISSING, Status.ASK}
    }
    yield from (facts[key] for key in still if key not in known and key in facts)


def _asked(fact: Known) -> str:
    """A question of the requirements with its answers to tick; what is not known yet is one of them."""
    answers = (said(fact.yes), said(fact.no), _("Not known yet"))
    return f"{said(fact.question)} {said(fact.about)} {'   '.join(f'{BOX}{NO_BREAK}{one}' for one in answers)}"


def _left(result: Audit, one: _Student) -> Iterator[str]:
    """What is to be taken by name, and how much is left in all: electives have no name and count as well."""
    summary, is_last = one.summary, one.leaves == one.year
    steps = [_step(line, one, says_when=not is_last) for line in _to_take(result)]
    if steps:
        yield _listed(
            _("Missing besides this year’s classes:") if is_last else _("Still to take after this year’s classes:"),
            steps,
        )
    if summary.left or summary.unsure:
        left = _("Left in all, electives included: %(credits)s.") % {"credits": credit_words(summary.left)}
        unsure = _("Not sure: %(credits)s more.") % {"credits": credit_words(summary.unsure)}
        yield f"{left} {unsure}" if summary.unsure else left


def _beside(result: Audit, leaves: int) -> Iterator[str]:
    """What is asked for beside credits of this student, and how it stands."""
    for one in result.criteria:
        if one.applies:
            values = {"title": said(one.criterion.title), "by": year_words(LAST_GRADE, year_text(leaves))}
            if one.status is Status.MET:
                yield _("Besides credits: %(title)s, done.") % values
            elif one.status in {Status.IN_PROGRESS, Status.SCHEDULED}:
                yield _("Besides credits: %(title)s, done when this year’s classes are passed.") % values
            elif one.status in {Status.PLANNED, Status.PROJECTED}:
                yield _("Besides credits: %(title)s, planned.") % values
            elif one.status is Status.ASK:
                yield _("Besides credits: %(title)s, a question for the counselor.") % values
            else:
                yield _("Besides credits: %(title)s is still asked for, by %(by)s.") % values


def _stands(result: Audit, summary: Summary) -> str:
    """The credits, and how it stands in a sentence."""
    earned = _("%(rules)s: %(earned)s of %(need)s credits are earned.") % {
        "rules": said(result.rules.title),
        "earned": number(summary.earned),
        "need": number(summary.need),
    }
    if summary.standing is Standing.BEHIND:
        how = _("That is behind.")
        if summary.behind_by:
            how = _("That is %(credits)s behind.") % {"credits": credit_words(summary.behind_by)}
        if summary.behind:
            titles = ", ".join(said(title) for title in summary.behind)
            usual = _("Usually done by now: %(titles)s.") % {"titles": titles}
            how = f"{how} {usual}"
    elif summary.waits:
        how = _("How that stands, the marks will tell.")
    elif summary.standing is Standing.DONE:
        how = _("With this year’s classes, everything that is needed is done.")
    elif summary.beside and not summary.left:
        how = _("With this year’s classes, the credits are all there.")
    else:
        how = _("That is on track.")
    if summary.asks:
        asks = ngettext(
            "%(number)s question is left for the counselor.",
            "%(number)s questions are left for the counselor.",
            summary.asks,
        )
        how = f"{how} {asks % {'number': summary.asks}}"
    return " ".join(filter(None, (earned, unmarked_words(summary), how)))


def _to_take(result: Audit) -> list[LineResult]:
    """What nothing fills yet, the most urgent first; what any class fills is no step."""
    lines = (line for line in result.lines if line.status in {Status.MISSING, Status.ASK})
    return sorted(
        (line for line in lines if line.short and not line.line.open), key=lambda line: (not line.late, line.by or 9999)
    )


def _step(line: LineResult, one: _Student, *, says_when: bool) -> str:
    step = f"{said(line.line.title)} ({_credits(line, one.result)})"
    if line.by is not None and says_when:
        by = year_words(LAST_GRADE - (one.leaves - line.by), year_text(line.by))
        step = _("%(class)s, by %(grade)s") % {"class": step, "grade": by}
    match one.covered.get(line.line.key):
        case Status.PLANNED:
            return _("%(step)s: in the course plan, approved") % {"step": step}
        case Status.PROJECTED:
            return _("%(step)s: in the course plan, not approved yet") % {"step": step}
    return step


def _credits(line: LineResult, result: Audit | None) -> str:
    """What it lacks; what somebody still has to say is not told as if it were sure."""
    certain, short = (sure_in(line, result) if result else sure(line)), credit_words(line.short)
    if certain == line.short:
        return short
    if not certain:
        return _("perhaps %(credits)s") % {"credits": short}
    return _("%(credits)s, perhaps %(most)s") % {"credits": credit_words(certain), "most": short}


def _scholarships(told: Told, programs: Sequence[Program], leaves: int, day: date) -> Iterator[str]:
    """What the student keeps, applied for or was awarded, each with its last day while it can still be applied for.

    Whether it is open to the student is not said here: that takes more than a plan has room for.
    """
    for program in programs:
        title, year = said(program.title), year_of(program, leaves, day)
        if told.holds(What.AWARDED, program.key, year=year):
            yield _("%(title)s, awarded") % {"title": title}
        elif told.holds(What.APPLIED, program.key, year=year):
            yield _("%(title)s, applied") % {"title": title}
        elif told.holds(What.KEPT, program.key):
            closes, grade = program.dates.closes, grade_for(program, leaves, day)
            if grade < program.first_grade:
                yield _("%(title)s, from grade %(grade)s on") % {"title": title, "grade": program.first_grade}
            elif closes is None or closes < day or grade > program.last_grade:
                yield title
            else:
                yield _("%(title)s, deadline %(day)s") % {"title": title, "day": date_format(closes, "DATE_FORMAT")}
