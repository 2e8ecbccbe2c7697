"""Classes of one record whose mark is too low for what the student still needs: they may be taken again."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _

from doorway.pathways.core.audit import audit
from doorway.pathways.core.compiled import Compiled
from doorway.pathways.core.rules import RuleSet
from doorway.pathways.core.too_low import LowMarks, TooLow
from doorway.pathways.graduation.decisions import decisions_of
from doorway.pathways.graduation.records import Catalog, class_of, transcript_of
from doorway.pathways.graduation.rulebooks import ready
from doorway.pathways.graduation.wording import said
from doorway.pathways.models import GraduationDecision, LocalScholarship, TranscriptCourse
from doorway.pathways.scholarships.ground import schools_of
from doorway.pathways.scholarships.marks import as_requirements, asking_for_marks, open_programs
from doorway.pathways.scholarships.programs import Program
from doorway.policy.packs import grade_number
from doorway.roster.models import Person

CONVERSION = GraduationDecision.Kind.CONVERSION


def low_marks(
    student: Person, record: Sequence[TranscriptCourse], rules: RuleSet | None, catalog: Catalog, year: int, today: date
) -> Mapping[str, Sequence[TooLow]]:
    """By code what is open without the plan and asks for a better mark, most that is missing first; of requirements
    and of the scholarships that are open to the student.

    Three queries at most, and none for most: only where a mark is too low for anything at all the record is audited,
    and scholarships are read for whoever does not carry that none of the district asks for a mark (``has_mark_asked``).
    """
    if rules is None or not record:
        return {}
    graduation = ready(rules, catalog.kinds)
    sets = [graduation]
    beside = _beside(student, graduation, year, today)
    if beside is not None:
        sets.append(beside)
    taken = transcript_of(student, record, this_year=year, today=today)
    low = [(compiled, marks) for compiled in sets if (marks := LowMarks(compiled, taken)).of_any()]
    if not low:
        return {}
    decisions = decisions_of([student.pk])[student.pk] if getattr(student, "has_decisions", True) else []
    found: dict[str, list[TooLow]] = {}
    for compiled, marks in low:
        # Of all decisions only conversions say something of a scholarship, as on its own page.
        own = decisions if compiled is graduation else [one for one in decisions if one.kind == CONVERSION]
        taken = transcript_of(student, record, own, this_year=year, today=today)
        for one in marks.of_all(audit(compiled, taken, today=today)):
            found.setdefault(one.code, []).append(one)
    return {code: sorted(each, key=lambda one: -one.units) for code, each in found.items()}


def _beside(student: Person, graduation: Compiled, year: int, today: date) -> Compiled | None:
    """What scholarships that are open to the student ask for. Two queries at most."""
    rows = asking_for_marks(student.district, today) if getattr(student, "has_mark_asked", True) else []
    leaves = class_of(grade_number(student.grade), year)
    programs = open_programs(student.district, leaves, rows, today)
    if not programs:
        return None
    return as_requirements(programs, graduation.rules, _school_of(student, programs, today))


def _school_of(student: Person, programs: Sequence[Program], today: date) -> uuid.UUID | None:
    """The main school, as the student carries it, else in one query; where no scholarship asks, none."""
    if not any(program.school for program in programs):
        return None
    if hasattr(student, "main_school"):
        own: uuid.UUID | None = student.main_school
        return own
    return schools_of([student.pk], today).get(student.pk)


def low_for_any(
    student: Person, record: Iterable[TranscriptCourse], rules: RuleSet | None, catalog: Catalog, year: int, today: date
) -> frozenset[str]:
    """Codes of classes whose mark is too low for anything that is asked for, open or not. No query."""
    if rules is None:
        return frozenset()
    compiled = ready(rules, catalog.kinds)
    if not compiled.asks_marks:
        return frozenset()
    return LowMarks(compiled, transcript_of(student, record, this_year=year, today=today)).of_any()


def low_for_scholarships(
    student: Person,
    record: Sequence[TranscriptCourse],
    rules: RuleSet | None,
    catalog: Catalog,
    year: int,
    today: date,
    rows: Sequence[LocalScholarship] | None = None,
) -> frozenset[str]:
    """Codes of classes whose mark is too low for a scholarship that is open to the student, fulfilled or not.

    ``rows``: the scholarships of the place that ask for a mark, where they are known, and the student carries the main
    school; else two queries at most.
    """
    if rules is None or not record:
        return frozenset()
    graduation = ready(rules, catalog.kinds)
    if rows is None:
        beside = _beside(student, graduation, year, today)
    else:
        programs = open_programs(student.district, class_of(grade_number(student.grade), year), rows, today)
        school = _school_of(student, programs, today)
        beside = as_requirements(programs, graduation.rules, school) if programs else None
    if beside is None:
        return frozenset()
    return LowMarks(beside, transcript_of(student, record, this_year=year, today=today)).of_any()


def asked_words(low: Iterable[TooLow]) -> str:
    """The marks that would do, each with what asks for it; empty where nothing asks for a better one."""
    found = [
        _("%(title)s asks for at least %(mark)s.") % {"title": said(one.title), "mark": one.asked}
        for one in low
        if one.asked
    ]
    return " ".join(dict.fromkeys(found))
