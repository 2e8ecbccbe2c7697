"""What the database holds about students, as the engine of the audit takes it."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any, Protocol

from django.db.models import Exists, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce, Lower

from doorway.accounts.models import District
from doorway.pathways.core.level import is_harder, plain_of, same_content
from doorway.pathways.core.planning import Offer, terms_in
from doorway.pathways.core.registering import WITHDRAWN, may_begin
from doorway.pathways.core.rest import rest_of
from doorway.pathways.core.rules import CONCURRENT_TAG, CTE_AREA, CourseKind
from doorway.pathways.core.spelling import Spelling
from doorway.pathways.core.terms import YEAR, is_year, may_be_one, part_of, single_terms, slot, usual_place
from doorway.pathways.core.transcript import STATES, Certainty, Course, Decision, Transcript
from doorway.pathways.graduation.beside import NOTHING, Beside
from doorway.pathways.models import (
    CatalogCourse,
    GraduationDecision,
    HigherLevel,
    PlannedCourse,
    RegistrationReason,
    TaughtAt,
    TranscriptCourse,
)
from doorway.policy.packs import grade_number
from doorway.roster.access.viewer import current
from doorway.roster.core.grades import school_year_of
from doorway.roster.models import Enrollment, Membership, Person, Role
from doorway.roster.years import year_of_grade_of, year_of_grades

LAST_GRADE = 12
State, Status = TranscriptCourse.State, PlannedCourse.Status
# What in a transcript says that a student is in the class, will be, or was.
REGISTERED = (State.SCHEDULED, State.IN_PROGRESS, State.COMPLETED)
# What a class of the plan is to the engine before the counselor has approved it.
PROPOSED = "projected"


class HasGrade(Protocol):
    """A student as far as an audit needs one: a person, or a row of a list."""

    @property
    def pk(self) -> uuid.UUID:
        """The id."""

    @property
    def grade(self) -> str:
        """The grade of today, as rosters write it."""


@dataclass(frozen=True)
class Taught:
    """A course of the catalog as pages speak of it: ``title`` is in the reader's language, ``own_title`` the catalog's.

    ``is_plain``: it asks for no more than a class of its subject usually does. ``sced``: its national code or nothing.
    ``schools``: where it is taught; empty is everywhere.
    """

    code: str
    title: str
    units: int
    first_grade: int
    last_grade: int
    prerequisites: tuple[str, ...]
    is_plain: bool
    is_concurrent: bool
    is_cte: bool
    is_offered: bool
    sced: str
    schools: frozenset[uuid.UUID]
    terms: str = ""
    is_repeatable: bool = False
    own_title: str = ""
    # In every language in which somebody has written it.
    titles: tuple[str, ...] = ()

    def at(self, school: uuid.UUID | None) -> bool:
        """Whether it is taught at this school."""
        return not self.schools or school in self.schools

    def offer(self, *, taught: bool) -> Offer:
        """The class as the rules of planning see it."""
        return Offer(
            code=self.code,
            title=self.title,
            units=self.units,
            first_grade=self.first_grade,
            last_grade=self.last_grade,
            prerequisites=self.prerequisites,
            terms=terms_in(self.terms),
            repeatable=self.is_repeatable,
            taught=taught,
        )


@dataclass(frozen=True)
class Catalog:
    """The district's catalog: for the engine, and for pages. Empty where none was taken in."""

    kinds: tuple[CourseKind, ...] = ()
    taught: Mapping[str, Taught] = field(default_factory=dict)

    @cached_property
    def offers(self) -> dict[str, Offer]:
        """Each class as the rules of planning see it, wherever in the district it is taught."""
        return {code: course.offer(taught=course.is_offered) for code, course in self.taught.items()}

    @cached_property
    def same(self) -> dict[str, frozenset[str]]:
        """For a class that is taught as an honors class as well, the codes of the same content."""
        return same_content(self.kinds, self._national)

    @cached_property
    def higher(self) -> dict[str, frozenset[str]]:
        """For a plain class the codes of those that are it at a higher level, as ``HigherLevel`` has it."""
        found: dict[str, set[str]] = {}
        for honors, plain in plain_of(self.kinds, self._national).items():
            found.setdefault(plain, set()).add(honors)
        return {plain: frozenset(codes) for plain, codes in found.items()}

    @property
    def _national(self) -> dict[str, str]:
        return {code: course.sced for code, course in self.taught.items()}


def kinds_of(district: District) -> tuple[CourseKind, ...]:
    """The district's catalog for the engine alone. One query."""
    return tuple(_kind(row) for row in CatalogCourse.objects.filter(district=district).order_by("code"))


def catalog_of(district: District) -> Catalog:
    """The district's catalog. Two queries."""
    schools: dict[uuid.UUID, set[uuid.UUID]] = {}
    for course, school in TaughtAt.objects.filter(district=district).values_list("course_id", "school_id"):
        schools.setdefault(course, set()).add(school)
    rows = list(CatalogCourse.objects.filter(district=district).order_by("code"))
    taught = {row.code: _taught(row, frozenset(schools.get(row.pk, ()))) for row in rows}
    return Catalog(tuple(map(_kind, rows)), taught)


def _kind(row: CatalogCourse) -> CourseKind:
    return CourseKind(
        code=row.code,
        title=row.title,
        areas=frozenset(row.areas) | ({CTE_AREA} if row.is_cte else frozenset()),
        tags=_tags(row),
        credits=row.units,
        repeatable=row.is_repeatable,
        first_grade=row.first_grade,
        last_grade=row.last_grade,
        titles=row.titles,
        terms=terms_in(row.terms),
    )


def _taught(row: CatalogCourse, schools: frozenset[uuid.UUID]) -> Taught:
    return Taught(
        code=row.code,
        title=row.called,
        own_title=row.title,
        units=row.units,
        first_grade=row.first_grade or 0,
        last_grade=row.last_grade or LAST_GRADE,
        prerequisites=tuple(row.prerequisites),
        is_plain=not is_harder(row.title, _tags(row)),
        is_concurrent=row.is_concurrent,
        is_cte=row.is_cte,
        is_offered=row.is_offered,
        sced=row.sced,
        schools=schools,
        terms=row.terms,
        is_repeatable=row.is_repeatable,
        titles=tuple(dict.fromkeys((row.title, *row.titles.values()))),
    )


def _tags(row: CatalogCourse) -> frozenset[str]:
    return frozenset(row.tags) | ({CONCURRENT_TAG} if row.is_concurrent else frozenset())


def rows_of(students: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[TranscriptCourse]]:
    """The transcripts of students, in order of time. One query."""
    wanted = list(students)
    found: dict[uuid.UUID, list[TranscriptCourse]] = {student: [] for student in wanted}
    rows = TranscriptCourse.objects.filter(student__in=wanted).defer("imported_by", "district", "changed_at")
    for row in rows.order_by("school_year", "term", "code", "part"):
        found[row.student_id].append(row)
    return found


def spelled(rows: Iterable[TranscriptCourse], known: Collection[str]) -> list[TranscriptCourse]:
    """Rows of a record with codes as the catalog writes them; ``known``: its codes.

    A file of transcripts is read like that, but a row stays in other capitals where the student had the class of that
    term by the catalog's code already. Such a one is a copy that nobody saves.
    """
    found = list(rows)
    if all(row.code in known for row in found):
        return found
    spelling = Spelling(known)
    for at, row in enumerate(found):
        code = spelling.of(row.code) or row.code
        if code != row.code:
            found[at] = copy(row)
            found[at].code = code
    return found


def planned_rows(
    students: Iterable[uuid.UUID], *, this_year: int, today: date
) -> dict[uuid.UUID, list[TranscriptCourse]]:
    """What stands in the course plans for the years to come, as rows of a transcript that nobody has saved. One query.

    An approved class is planned; one that is only proposed is less sure. What the transcript lists itself comes first.
    An approved class of this year is planned as long as it may still be registered and nobody has written why not, and
    scheduled as soon as the student is on its class list, until the year is over.
    """
    found: dict[uuid.UUID, list[TranscriptCourse]] = {}
    rows = PlannedCourse.objects.filter(
        Q(school_year__gt=this_year) | Q(school_year=this_year, makes_up=True) | waiting_in(this_year),
        student__in=list(students),
        status__in=[Status.PROPOSED, Status.APPROVED],
    )
    for row in rows.select_related("course").annotate(**class_list_columns()).order_by("school_year", "course__code"):
        waits = row.school_year == this_year and not row.makes_up
        if not waits or may_still_come(row, today):
            record = as_record(row, this_year=this_year, on=today if waits else None)
            record.waits = waits
            found.setdefault(row.student_id, []).append(record)
    return found


def may_still_come(row: PlannedCourse, today: date) -> bool:
    """Whether a planned class is on a class list (``is_listed``), or may still be registered, or a term of it of which
    the record has the terms before.
    """
    if getattr(row, "is_listed", False):
        return True
    ways = (row.term, *terms_in(row.course.terms))
    # A class of the whole year can be registered by any terms of it.
    names = {name for way in ways for name in single_terms(way) if not is_year(name)} or {"S2"}
    return any(may_begin(term, row.school_year, today) for term in (row.term, *names))


def waiting_in(year: int | Coalesce) -> Q:
    """Approved classes of a school year, planned before it began, of which nobody has said why they do not come."""
    explained = RegistrationReason.objects.filter(planned=OuterRef("pk"), withdrawn_at=None)
    return Q(~Exists(explained), school_year=year, makes_up=False, status=Status.APPROVED)


def class_list_columns() -> dict[str, Exists]:
    """Columns for classes of plans, as ``as_record`` takes them: ``is_listed`` and ``is_there``, both of
    ``on_class_list``."""
    return {"is_listed": on_class_list(), "is_there": on_class_list(still=True)}


def on_class_list(*, still: bool = False) -> Exists:
    """A column ``is_listed`` for classes of plans: whether the roster has the student in the class in its year, or in
    one that is the same at a higher level, or had until the class was over. Codes are one whatever their capitals.

    ``still``: not those in which the student only was until the class was over.
    """
    # Named ``written``: the code as the roster writes it.
    written = Enrollment.objects.alias(written=Lower("school_class__course__code"))
    return Exists(
        written.filter(
            same_class(), takes_part() if still else in_class(), person=OuterRef("student"),
            role=Enrollment.Role.STUDENT, school_class__school_year__ends_on__year=OuterRef("school_year"),
        )
    )  # fmt: skip


def in_class() -> Q:
    """Places in classes that a student has, or had until the class was over: its mark may still be to come.

    Who has changed school has left the class, and only the transcript tells what it was worth.
    """
    return takes_part() | Q(stayed_until=Enrollment.Until.CLASS)


def takes_part() -> Q:
    """Places in classes that a student has now."""
    return Q(is_active=True, school_class__is_active=True)


def on_transcript(**rows: object) -> Exists:
    """The same of the transcript. ``rows``: which rows of it, as a filter."""
    written = TranscriptCourse.objects.filter(**rows).alias(written=Lower("code"))
    return Exists(written.filter(same_class(), student=OuterRef("student"), school_year=OuterRef("school_year")))


def same_class() -> Q:
    """That ``written``, a code in small letters, is that of the planned class outside, or of one at a higher level."""
    higher = HigherLevel.objects.filter(plain=OuterRef(OuterRef("course")))
    return Q(written=Lower(OuterRef("course__code"))) | Q(written__in=higher.values(code=Lower("course__code")))


def listed_rows(
    district: District,
    *,
    this_year: int,
    students: Iterable[uuid.UUID] | None = None,
    failing: Collection[str] = (),
) -> dict[uuid.UUID, list[TranscriptCourse]]:
    """Approved classes of this year that are on a class list, as rows of a transcript: what the record does not have
    of them. One query, two more where the record has less of a class than it gives.

    ``failing``: marks that give no credit.
    """
    written = TranscriptCourse.objects.alias(written=Lower("code"))
    # The plain class on record is the honors class of the plan, too: it is one of the two that is taken.
    plain_one = HigherLevel.objects.filter(course=OuterRef(OuterRef("course")))
    of_it = same_class() | Q(written__in=plain_one.values(code=Lower("plain__code")))
    own = written.filter(of_it, student=OuterRef("student"), school_year=OuterRef("school_year"))
    credit = Coalesce(Sum("units", filter=~Q(state=State.COMPLETED, mark__in=failing)), 0)
    # Half of the plain class and the same half of the honors class are half of it.
    given = own.values("student", "code").annotate(given=credit).order_by("-given")
    rows = PlannedCourse.objects.filter(waiting_in(this_year), on_class_list(), district=district)
    if students is not None:
        rows = rows.filter(student__in=list(students))
    # All of most classes is on the transcript, and then nothing has to be read.
    rows = rows.annotate(is_there=on_class_list(still=True), given=Subquery(given.values("given")[:1])).filter(
        Q(given=None) | Q(given__lt=F("course__units"))
    )
    asked: dict[uuid.UUID, list[TranscriptCourse]] = {}
    begun: set[uuid.UUID] = set()
    courses: set[uuid.UUID] = set()
    for row in rows.select_related("course").order_by("course__code"):
        row.is_listed = True  # type: ignore[attr-defined]  # the column of that name
        asked.setdefault(row.student_id, []).append(as_record(row, this_year=this_year))
        if row.given is not None:
            begun.add(row.student_id)
            courses.add(row.course_id)
    records: dict[uuid.UUID, list[TranscriptCourse]] = {}
    same: dict[str, frozenset[str]] = {}
    if begun:
        for one in TranscriptCourse.objects.filter(student__in=begun, school_year=this_year):
            records.setdefault(one.student_id, []).append(one)
        levels = HigherLevel.objects.filter(Q(plain__in=courses) | Q(course__in=courses))
        for pair in levels.values_list("plain__code", "course__code"):
            for code in pair:
                same[code] = same.get(code, frozenset()) | frozenset(pair)
    found: dict[uuid.UUID, list[TranscriptCourse]] = {}
    for student, planned in asked.items():
        own_rows = records.get(student, [])
        left = [rest for row in planned for rest in not_on_record(row, own_rows, same.get(row.code, ()), failing)]
        if left:
            found[student] = left
    return found


def not_on_record(
    row: TranscriptCourse, record: Iterable[TranscriptCourse], same: Collection[str], failing: Collection[str]
) -> Iterator[TranscriptCourse]:
    """What a record does not have yet of a planned class (``as_record``), as rows that nobody has saved.

    ``same``: codes of the same content, a part of which is that part of the class. Where a part of it was failed or
    given up (``failing``), that the rest is still to come is hoped no more, unless the class list still has the
    student in the class, or the same part is on the record beside it and not lost. Codes are one whatever their
    capitals.
    """
    codes = {code.casefold() for code in (row.code, *same)}
    there = [one for one in record if one.school_year == row.school_year and one.code.casefold() in codes]
    kind = CourseKind(row.code, credits=row.units, terms=row.ways)
    ended = [one for one in there if one.state == State.COMPLETED and one.mark in failing]
    going = [one for one in there if one not in ended]
    lost = [one for one in ended if not _goes_on_beside(one, going, kind)]
    if lost and not row.is_there:
        return
    # Who has a place in the class has not left all of it.
    there = [*going, *(one for one in lost if not _is_left_whole(one, kind))]
    rest = rest_of(_plain(row), [_plain(one)._replace(code=row.code) for one in there], kind)
    for number, one in enumerate(rest):
        if row.on is not None and not may_begin(one.term, row.school_year, row.on):
            continue
        if not there:
            yield row
            continue
        part = copy(row)
        # A row of its own for each term that is left.
        part.pk = row.pk if not number else uuid.uuid5(row.pk, one.term)
        part.term, part.units = one.term, one.units
        yield part


def _goes_on_beside(ended: TranscriptCourse, going: Iterable[TranscriptCourse], kind: CourseKind) -> bool:
    """Whether the part of a class that was failed or given up is under way or passed beside it, as who changes from
    honors to plain in September has a W in one and the other; who left the whole year of it, any part.
    """
    own = _time_of(ended, kind)
    return any(_is_left_whole(ended, kind) or not own.isdisjoint(_time_of(one, kind)) for one in going)


def _time_of(row: TranscriptCourse, kind: CourseKind) -> set[object]:
    """The part and the term of a row: two rows are of one time where one of them is the same."""
    part = part_of(_plain(row), kind, kind.credits, 0)
    return {slot(row.term, kind.terms), *([part] if part else [])}


def _is_left_whole(row: TranscriptCourse, kind: CourseKind) -> bool:
    """Whether a row says that the student left the whole year of a class."""
    return row.mark in WITHDRAWN and not row.part and slot(row.term, kind.terms) == YEAR


def _plain(row: TranscriptCourse) -> Course:
    return Course(row.pk.hex, row.code, row.units, row.school_year, row.term, part=row.part, scale=row.scale)


def as_record(row: PlannedCourse, *, this_year: int | None = None, on: date | None = None) -> TranscriptCourse:
    """A class of the plan as a row of a transcript that nobody has saved. No query where its course is there.

    An approved class of ``this_year`` that carries that the student is on its class list (``class_list_columns``) is
    scheduled. ``on``: the day on which it waits for its registration; what is on a class list waits for none, and its
    marks may come when the year ends.
    """
    is_listed = row.school_year == this_year and not row.makes_up and getattr(row, "is_listed", False)
    approved = State.SCHEDULED if is_listed else State.PLANNED
    record = TranscriptCourse(
        pk=row.pk,
        student_id=row.student_id,
        code=row.course.code,
        title=row.course.called,
        school_year=row.school_year,
        term=row.term,
        state=approved if row.status == Status.APPROVED else PROPOSED,
        units=row.credit,
        part=row.part,
    )
    record.makes_up, record.on, record.ways = row.makes_up, None if is_listed else on, terms_in(row.course.terms)
    record.is_there = is_listed and getattr(row, "is_there", False)
    return record


def with_plan(
    rows: list[TranscriptCourse],
    planned: Iterable[TranscriptCourse],
    catalog: Catalog | None = None,
    *,
    failing: Collection[str] = (),
) -> list[TranscriptCourse]:
    """The record and, behind it, what is planned and not on it already; of a class of which it has a part, the rest.

    An honors class on the record stands for the plain one of its year: ``catalog`` knows which these are.
    ``failing``: marks that give no credit. Where a part was failed or given up, the rest is hoped for no more.

    What makes up credit may be of the same year as what gave none; it is on the record when its own term is. Where the
    first half was failed this year, the second half that follows in the term of the make-up is not the make-up.
    """
    terms: dict[tuple[str, int], list[str]] = {}
    for row in rows:
        if not _goes_on(row, rows):
            terms.setdefault((row.code.casefold(), row.school_year), []).append(row.term)

    found = list(rows)
    for row in planned:
        if row.makes_up:
            own = terms.get((row.code.casefold(), row.school_year), ())
            if not any(may_be_one(row.term, term) for term in own):
                found.append(row)
        else:
            same: frozenset[str] = catalog.same.get(row.code, frozenset()) if catalog else frozenset()
            found += not_on_record(row, rows, same, failing)
    return found


def _goes_on(row: TranscriptCourse, rows: Iterable[TranscriptCourse]) -> bool:
    """Whether a row is the second half of a class of which the first half stands on the record of the same year."""
    return _half(row) == "2" and any(
        _half(one) == "1" and one.school_year == row.school_year and one.code.casefold() == row.code.casefold()
        for one in rows
    )


def _half(row: TranscriptCourse) -> str:
    place = usual_place(row.term)
    return row.part or (str(place.number) if place is not None and place.of == 2 else "")


def is_ahead(row: TranscriptCourse, this_year: int) -> bool:
    """Whether a row of the record is of a school year after ``this_year`` (that of the grade) and not over."""
    return row.school_year > this_year and row.state != State.COMPLETED


def is_registered_ahead(row: TranscriptCourse, this_year: int) -> bool:
    """The same, and the school has the student in the class: it does not only plan it."""
    return is_ahead(row, this_year) and row.state in REGISTERED


def courses_of(students: Iterable[uuid.UUID], *, this_year: int, runs: int) -> dict[uuid.UUID, list[Course]]:
    """The same for the engine alone, of many students: without records, which take most of the time. One query.

    ``this_year``: the school year of the grades; ``runs``: the one that runs, classes of earlier ones are over.
    """
    wanted = list(students)
    found: dict[uuid.UUID, list[Course]] = {student: [] for student in wanted}
    names = (
        "student_id", "code", "units", "school_year", "term", "state", "mark", "taken_grade", "part", "scale", "areas",
        "title",
    )  # fmt: skip
    rows = TranscriptCourse.objects.filter(student__in=wanted).order_by().values_list(*names, named=True)
    for number, row in enumerate(rows.iterator(chunk_size=20_000)):
        course = _course(row, str(number), this_year, runs)
        if course is not None:
            found[row.student_id].append(course)
    return found


def transcript_of(
    student: HasGrade,
    rows: Iterable[TranscriptCourse],
    decisions: Iterable[GraduationDecision] = (),
    *,
    this_year: int,
    today: date | None = None,
    beside: Beside = NOTHING,
) -> Transcript:
    """The record of one student. ``this_year``: the school year of the grade (``roster.years``), by its end.

    ``today``: where it is known, classes of the year that runs are not over because a roster has moved everybody up
    in May.
    """
    grade = grade_number(student.grade)
    listed = list(rows)
    runs = this_year if today is None else min(this_year, school_year_of(today))
    courses = tuple(course for row in listed if (course := _course(row, row.pk.hex, this_year, runs)) is not None)
    schools: dict[str, list[str]] = {}
    for row in listed:
        schools.setdefault(row.school, []).append(row.pk.hex)
    decided = tuple(decision_for(row, schools) for row in decisions)
    return Transcript(
        str(student.pk), class_of(grade, this_year), grade, courses, beside.tests, decided, beside.facts, year=this_year
    )


def decision_for(row: GraduationDecision, schools: Mapping[str, list[str]]) -> Decision:
    """A decision as the engine takes it. ``schools``: keys of the classes by the school that gave them.

    A decision about a class, or resting on one, that was taken off the record names one that is not there, and the
    engine says so.
    """
    courses: tuple[str, ...] = ()
    if row.kind in {GraduationDecision.Kind.SUBSTITUTION, GraduationDecision.Kind.PIN}:
        courses = (row.course_id.hex if row.course_id else row.course_title,)
    elif row.kind == GraduationDecision.Kind.CONVERSION:
        courses = tuple(schools.get(row.school, ()))
    return Decision(
        kind=row.kind,  # type: ignore[arg-type]  # the words are the engine's own
        person=row.decided_by.full_name,
        reason=row.reason,
        day=row.decided_on,
        expires=row.expires_on,
        line=row.line,
        courses=courses,
        units=row.units,
        factor=Fraction(row.numerator, row.denominator),
        lowers_total=row.lowers_total,
        rests_on=(row.rests_on_id.hex if row.rests_on_id else row.rests_on_title,) if row.rests_on_title else (),
    )


def class_of(grade: int, this_year: int) -> int:
    """The year in which a student of that grade graduates when all goes well.

    ``this_year``: the school year in which the grade is (``year_of_grades``), which is not always that of today.
    """
    return this_year + LAST_GRADE - grade


def own_year(student: Person, day: date) -> int:
    """The school year of one student's grade, for the class that follows from both.

    That of the district, as every list has it; of whoever is in no school any more while the district has turned, the
    one of which the grade is: a graduate who is still active stays of the own class. One query for who is left behind
    like that, none else.
    """
    year, own = year_of_grades(student.district, day), year_of_grade_of(student, student.district, day)
    if own == year:
        return year
    seats = Membership.objects.filter(current(day), person=student, role=Role.STUDENT, school__isnull=False)
    return year if seats.exists() else own


def course_of(row: TranscriptCourse, *, this_year: int, runs: int) -> Course | None:
    """One row for the engine; none for what is over and was only planned. The years are those of ``courses_of``."""
    return _course(row, row.pk.hex, this_year, runs)


def _course(row: Any, key: str, this_year: int, runs: int) -> Course | None:
    """The row for the engine. What is “in progress” in a year that is over is completed, without a mark.

    What a school has registered for a year to come is as sure as a plan, and no more: it is none of this year’s
    classes. ``this_year``: the school year of the grade, by its end; ``runs``: the one that runs.
    """
    state, mark = STATES[row.state], row.mark
    if state is not Certainty.EARNED:
        mark = ""
        if row.school_year < runs:
            if state is Certainty.PLANNED:
                return None
            state = Certainty.EARNED
        elif row.school_year > this_year:
            # What is only proposed in the plan is less sure, and stays so.
            state = max(state, Certainty.PLANNED)
    return Course(
        key=key,
        code=row.code,
        units=row.units,
        year=row.school_year,
        term=row.term,
        state=state,
        mark=mark,
        grade=row.taken_grade,
        part=row.part,
        title=row.title,
        areas=None if row.areas is None else tuple(row.areas),
        scale=row.scale,
    )
