"""What a plan says of graduation and scholarships: a few sentences in every language, for the letter and for paper."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from doorway.accounts.models import District
from doorway.pathways.core.audit import audit, school_year
from doorway.pathways.core.pace import LAST_GRADE
from doorway.pathways.core.result import Audit, LineResult, Status
from doorway.pathways.graduation.access import graduating_grades
from doorway.pathways.graduation.amounts import sure
from doorway.pathways.graduation.beside import NOTHING, beside_of, settled
from doorway.pathways.graduation.records import class_of, kinds_of, rows_of, transcript_of
from doorway.pathways.graduation.rulebooks import held_against, ready
from doorway.pathways.graduation.standing import Standing, summary_of
from doorway.pathways.graduation.wording import credit_words, number, said, year_words
from doorway.pathways.models import GraduationDecision, ScholarshipStep, TranscriptCourse
from doorway.pathways.scholarships.local import local_scholarships, programs_of
from doorway.pathways.scholarships.programs import Program
from doorway.pathways.scholarships.steps import Told, What, told_of
from doorway.policy.packs import grade_number, year_text
from doorway.roster.models import Person

# More requirements than these are counted, not named: the page of graduation has them all.
MOST_NAMED = 5
# A sentence may have a list: each point in a line of its own, begun with this.
POINT = "• "
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
        "has_scholarship": Exists(ScholarshipStep.objects.filter(student=student)),
    }


def said_on_plans(
    students: Sequence[Person], district: District, day: date, held: Mapping[uuid.UUID, Mapping[str, Any]]
) -> dict[uuid.UUID, tuple[Words, ...]]:
    """Sentences for the plan of each student of the district whose credit counts and who has a transcript.

    ``held``: the columns of ``on_file`` for each student, under ``decision_rows`` those of ``DECISION`` for each
    decision that stands, and under ``fact_rows`` those of ``FACT`` for each answer. Two queries whatever the number of
    students, two more where one of them keeps a scholarship, and one where a score is asked of one; none for students
    of lower grades.
    """
    grades = graduating_grades(district)
    counted = [one for one in students if held[one.pk]["has_transcript"] and _grade(one) in grades]
    if not counted:
        return {}
    ids, year = [student.pk for student in counted], school_year(day)
    keeping = [pk for pk in ids if held[pk]["has_scholarship"]]
    records, kinds = rows_of(ids), kinds_of(district)
    told = told_of(keeping) if keeping else {}
    local = local_scholarships(district, day) if keeping else []
    programs: dict[int, list[Program]] = {}
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
        transcript = transcript_of(student, records[student.pk], decisions, this_year=year, beside=own_beside)
        result = audit(ready(rules, kinds), transcript, today=day)
        own = told.get(student.pk, Told())
        said_in = {code: list(_sentences(code, result, leaves, own, programs[leaves], day))
                   for code, _name in settings.LANGUAGES}  # fmt: skip
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


def _sentences(
    code: str, result: Audit, leaves: int, told: Told, programs: Sequence[Program], day: date
) -> Iterator[str]:
    with translation.override(code):
        yield _stands(result)
        yield from _left(result, leaves, day)
        yield from _beside(result, leaves)
        kept = list(_scholarships(told, programs, day, LAST_GRADE - (leaves - school_year(day))))
        if kept:
            yield _("Scholarships: %(list)s.") % {"list": "; ".join(kept)}


def _left(result: Audit, leaves: int, day: date) -> Iterator[str]:
    """What is to be taken by name, and how much is left in all: electives have no name and count as well."""
    summary, is_last = summary_of(result), leaves == school_year(day)
    steps = [_step(line, leaves, says_when=not is_last) for line in _to_take(result)]
    if steps:
        lead = _("Missing besides this year’s classes:") if is_last else _("Still to take after this year’s classes:")
        more = len(steps) - MOST_NAMED
        rest = [_("and %(number)s more") % {"number": more}] if more > 0 else []
        yield "\n".join([lead, *(f"{POINT}{step}" for step in steps[:MOST_NAMED] + rest)])
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


def _stands(result: Audit) -> str:
    """The credits, and how it stands in a sentence."""
    summary = summary_of(result)
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
    elif summary.standing is Standing.DONE:
        how = _("With this year’s classes, everything that is needed is done.")
    elif summary.beside and not summary.left:
        how = _("With this year’s classes, the credits are all there.")
    elif summary.standing is Standing.BESIDE:
        how = _("The credits are on track.")
    else:
        how = _("That is on track.")
    if summary.asks:
        asks = ngettext(
            "%(number)s question is left for the counselor.",
            "%(number)s questions are left for the counselor.",
            summary.asks,
        )
        how = f"{how} {asks % {'number': summary.asks}}"
    return f"{earned} {how}"


def _to_take(result: Audit) -> list[LineResult]:
    """What nothing fills yet, the most urgent first; what any class fills is no step."""
    lines = (line for line in result.lines if line.status in {Status.MISSING, Status.ASK})
    return sorted(
        (line for line in lines if line.short and not line.line.open), key=lambda line: (not line.late, line.by or 9999)
    )


def _step(line: LineResult, leaves: int, *, says_when: bool) -> str:
    title = f"{said(line.line.title)} ({_credits(line)})"
    if line.by is None or not says_when:
        return title
    by = year_words(LAST_GRADE - (leaves - line.by), year_text(line.by))
    return _("%(class)s, by %(grade)s") % {"class": title, "grade": by}


def _credits(line: LineResult) -> str:
    """What it lacks; what somebody still has to say is not told as if it were sure."""
    certain, short = sure(line), credit_words(line.short)
    if certain == line.short:
        return short
    if not certain:
        return _("perhaps %(credits)s") % {"credits": short}
    return _("%(credits)s, perhaps %(most)s") % {"credits": credit_words(certain), "most": short}


def _scholarships(told: Told, programs: Sequence[Program], day: date, grade: int) -> Iterator[str]:
    """What the student keeps, applied for or was awarded, each with its last day while it can still be applied for.

    Whether it is open to the student is not said here: that takes more than a plan has room for.
    """
    for program in programs:
        title = said(program.title)
        if told.holds(What.AWARDED, program.key, year=school_year(day)):
            yield _("%(title)s, awarded") % {"title": title}
        elif told.holds(What.APPLIED, program.key, year=school_year(day)):
            yield _("%(title)s, applied") % {"title": title}
        elif told.holds(What.KEPT, program.key):
            closes = program.dates.closes
            if grade < program.first_grade:
                yield _("%(title)s, from grade %(grade)s on") % {"title": title, "grade": program.first_grade}
            elif closes is None or closes < day or grade > program.last_grade:
                yield title
            else:
                yield _("%(title)s, deadline %(day)s") % {"title": title, "day": date_format(closes, "DATE_FORMAT")}
