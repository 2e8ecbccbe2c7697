"""The plan documents of students, built from the database: three queries for one student and for two hundred."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from doorway.accounts.models import District
from doorway.assessments.charts import Table as ChartTable
from doorway.assessments.evidence import Evidence, ReadingEvidence, SubjectEvidence
from doorway.assessments.queries import evidence_for_many
from doorway.conferences.models import Appointment, AppointmentGuest, FamilyQuestion
from doorway.pathways.models import GraduationDecision, KeptOccupation, StudentFact
from doorway.pathways.on_the_plan import DECISION, FACT, on_file, said_on_plans
from doorway.plans.charts import freeze, words_of
from doorway.plans.core import document as doc
from doorway.plans.errors import NoSchoolYear
from doorway.plans.models import Goal, Plan, PlanEntry, PlanNote
from doorway.plans.rows import JsonRows, Row, moment_in, name_columns, name_in
from doorway.policy.packs import PlanKindInYear, StatePack, grade_number
from doorway.policy.queries import state_pack
from doorway.roster.access.viewer import current
from doorway.roster.models import AccessMark, Enrollment, Guardianship, Membership, Person, Role, SchoolYear

_STAFF = (Role.COUNSELOR, Role.PRINCIPAL, Role.TEACHER, Role.OFFICE, Role.DISTRICT, Role.AIDE, Role.INTERPRETER)


def school_year_on(district: District, day: date) -> SchoolYear:
    """The school year that a day belongs to: the last one that has begun."""
    year = SchoolYear.objects.filter(district=district, starts_on__lte=day).order_by("-starts_on").first()
    if year is None:
        raise NoSchoolYear(district=district.name)
    return year


def document_for(student: Person, *, year: SchoolYear | None = None) -> doc.PlanDocument:
    """The document of one student's plan as it stands now."""
    return documents_for([student], year=year)[student.pk]


def documents_for(
    students: Iterable[Person], *, year: SchoolYear | None = None, questions: Q | None = None
) -> dict[uuid.UUID, doc.PlanDocument]:
    """The documents of students of one district by their id, in three queries (two when the year is given).

    Three to six more where there are students whose credit counts toward graduation.
    Students without a plan get the empty one of their grade: paper with room to write. What belongs to one home (its
    questions and words, who came) is in the document only of a student with a single home (docs/decisions/010).
    ``questions`` narrows what the family asked to what the reader may know.
    """
    people = list(students)
    if not people:
        return {}
    wanted = year or school_year_on(people[0].district, timezone.localdate())
    rows = _rows([person.pk for person in people], wanted, questions or Q())
    evidence = evidence_for_many(people)
    district = people[0].district
    graduation = said_on_plans(people, district, timezone.localdate(timezone=district.zone), rows)
    builder = _Builder(district, wanted, state_pack(district))
    return {
        person.pk: builder.build(person, rows[person.pk], evidence[person.pk], graduation.get(person.pk, ()))
        for person in people
    }


def shared_document(plan: Plan) -> doc.PlanDocument:
    """What a version of this plan would freeze now: what everybody with access reads. Two queries."""
    return doc.for_a_version(document_for(plan.student, year=plan.school_year))


def _role_of(person: str) -> Subquery:
    """The role in which a person of the staff writes."""
    held = Membership.objects.filter(person=OuterRef(person), role__in=_STAFF)
    return Subquery(held.order_by("-is_primary", "role").values("role")[:1])


def _rows(ids: list[uuid.UUID], year: SchoolYear, questions: Q) -> Mapping[uuid.UUID, Row]:
    """All that people wrote about each student, as JSON lists, in one query."""
    student = OuterRef("pk")
    own = Plan.objects.filter(student=student, school_year=year)
    rows = Person.objects.filter(pk__in=ids).annotate(
        plan_kind=Subquery(own.values("kind")[:1]),
        plan_grade=Subquery(own.values("grade")[:1]),
        entry_rows=JsonRows(_entry_rows(year), **_ENTRY),
        goal_rows=JsonRows(_goal_rows(year), **_GOAL),
        occupation_rows=JsonRows(_occupation_rows(), **_OCCUPATION),
        note_rows=JsonRows(_note_rows(year), **_NOTE),
        question_rows=JsonRows(_question_rows(year).filter(questions), **_QUESTION),
        came_rows=JsonRows(_came(year), student_comes="student_comes", role=_role_of("host__person"), **_CAME),
        guest_rows=JsonRows(_guests(year), name="name", **name_columns("person")),
        school_rows=JsonRows(_schools(), name="school__name", phone="school__phone", grades="school__grades"),
        teacher_rows=JsonRows(_teachers(year), kind="school_class__kind", title="school_class__title",
                              course="school_class__course__title", **name_columns("person")),
        guardian_rows=JsonRows(_guardians(), id="guardian_id", home="household", reads=F("reads")),
        decision_rows=JsonRows(_decisions(), **DECISION),
        fact_rows=JsonRows(_facts(), **FACT),
        **(known := on_file()),
    )  # fmt: skip
    names = ("plan_kind", "plan_grade", "entry_rows", "goal_rows", "note_rows", "question_rows", "came_rows")
    found = rows.values(
        "pk",
        *names,
        "occupation_rows",
        "guest_rows",
        "school_rows",
        "teacher_rows",
        "guardian_rows",
        "decision_rows",
        "fact_rows",
        *known,
    )
    return {row["pk"]: row for row in found}


_ENTRY: dict[str, Any] = {
    "section": "section", "subject": "subject", "rating": "rating", "text": "text", "author_id": "author_id",
    "language": "author__language", "role": F("role"), **name_columns("author"),
}  # fmt: skip
_GOAL: dict[str, Any] = {
    "text": "text", "owner": "owner", "owner_name": "owner_name", "due_on": "due_on", "status": "status",
    "year": "plan__school_year__starts_on", "language": "created_by__language",
}  # fmt: skip
_NOTE: dict[str, Any] = {
    "text": "text", "written_at": "written_at", "language": "author__language", **name_columns("author"),
}  # fmt: skip
_OCCUPATION: dict[str, Any] = {"code": "code", "title": "title", "place": "place", "kept_at": "kept_at"}
_QUESTION: dict[str, Any] = {
    "text": "text", "asked_at": "asked_at", "answer": "answer", "language": "asked_by__language",
    **name_columns("asked_by"), **name_columns("answered_by"),
}  # fmt: skip
_CAME: dict[str, Any] = {**name_columns("guardian"), **name_columns("host__person")}


def _entry_rows(year: SchoolYear) -> QuerySet[PlanEntry]:
    rows = PlanEntry.objects.filter(plan__student=OuterRef("pk"), plan__school_year=year)
    return rows.annotate(role=_role_of("author")).order_by("section", "author__family_name", "author__given_name", "pk")


def _goal_rows(year: SchoolYear) -> QuerySet[Goal]:
    rows = Goal.objects.filter(plan__student=OuterRef("pk"), plan__school_year__starts_on__lte=year.starts_on)
    return rows.order_by("-plan__school_year__starts_on", "due_on", "created_at", "pk")


def _note_rows(year: SchoolYear) -> QuerySet[PlanNote]:
    rows = PlanNote.objects.filter(plan__student=OuterRef("pk"), plan__school_year=year)
    return rows.order_by("written_at", "pk")


def _occupation_rows() -> QuerySet[KeptOccupation]:
    """What the student keeps today: the first and the second choice, then the others by date."""
    rows = KeptOccupation.objects.filter(student=OuterRef("pk"), let_go_at=None)
    return rows.order_by(F("place").asc(nulls_last=True), "kept_at", "pk")


def _facts() -> QuerySet[Any]:
    """What persons said of the student because a rule asks."""
    return StudentFact.objects.filter(student=OuterRef("pk")).order_by("number")


def _decisions() -> QuerySet[GraduationDecision]:
    """What holds about a student's graduation, oldest first."""
    return GraduationDecision.objects.filter(student=OuterRef("pk"), withdrawn_at=None).order_by("decided_on", "pk")


def _question_rows(year: SchoolYear) -> QuerySet[FamilyQuestion]:
    return FamilyQuestion.objects.filter(student=OuterRef("pk"), conference__school_year=year).order_by("asked_at")


def _came(year: SchoolYear) -> QuerySet[Appointment]:
    return Appointment.objects.filter(
        student=OuterRef("pk"),
        conference__school_year=year,
        status=Appointment.Status.BOOKED,
        attendance=Appointment.Attendance.CAME,
    ).order_by("starts_at")


def _guests(year: SchoolYear) -> QuerySet[AppointmentGuest]:
    return AppointmentGuest.objects.filter(
        appointment__student=OuterRef("pk"),
        appointment__conference__school_year=year,
        appointment__status=Appointment.Status.BOOKED,
        appointment__attendance=Appointment.Attendance.CAME,
    ).order_by("appointment__starts_at", "pk")


def _schools() -> QuerySet[Membership]:
    held = Membership.objects.filter(
        current(timezone.localdate()), person=OuterRef("pk"), role=Role.STUDENT, school__isnull=False
    )
    return held.order_by("-is_primary", "school__name")[:1]


def _guardians() -> QuerySet[Guardianship]:
    """Every guardian of a student, and whether the plan goes to them."""
    marked = AccessMark.objects.filter(student=OuterRef("student"), person=OuterRef("guardian"), lifted_at=None)
    rows = Guardianship.objects.filter(student=OuterRef("pk"), is_active=True)
    return rows.annotate(reads=ExpressionWrapper(~Exists(marked), output_field=BooleanField()))


def _teachers(year: SchoolYear) -> QuerySet[Enrollment]:
    taken = Enrollment.objects.filter(
        current(timezone.localdate()),
        person=OuterRef(OuterRef("pk")),
        role=Enrollment.Role.STUDENT,
        is_active=True,
    )
    # "In the student's classes": asked whether each class has the student, SQLite walks through all classes there are.
    teaching = Enrollment.objects.filter(
        current(timezone.localdate()),
        school_class__in=taken.values("school_class"),
        role=Enrollment.Role.TEACHER,
        is_active=True,
        school_class__is_active=True,
        school_class__school_year=year,
    )
    return teaching.order_by("school_class__kind", "school_class__title", "-is_primary", "person__family_name", "pk")


class _Builder:
    """Puts one student's rows into a document; knows what all students of the list share."""

    def __init__(self, district: District, year: SchoolYear, pack: StatePack) -> None:
        self.district = district
        self.year = year
        self.pack = pack

    def build(
        self, person: Person, row: Row, evidence: Evidence, graduation: tuple[doc.Words, ...] = ()
    ) -> doc.PlanDocument:
        """The document of one student."""
        school = next(iter(row["school_rows"]), {"name": "", "phone": "", "grades": ""})
        grade = row["plan_grade"] or person.grade
        known_grade, kind = self._kind(row["plan_kind"], grade, school["grades"])
        goals = self._goals(row["goal_rows"])
        has_one_home = len({found["home"] for found in row["guardian_rows"] if found["reads"]}) <= 1
        document = doc.PlanDocument(
            district=self.district.name,
            school=doc.School(school["name"], school["phone"]),
            school_year=self.year.name,
            grade=grade,
            student=doc.Student(str(person.pk), person.full_name, person.first_name),
            kind=doc.Kind(
                kind.key,
                words_of(kind.family),
                words_of(kind.staff),
                words_of(kind.short),
                words_of(kind.conference),
            ),
            teachers=tuple(_unique(_teacher(found) for found in row["teacher_rows"])),
            participants=tuple(_unique(_participants(person, row))),
            evidence=tuple(_exhibits(evidence)),
            sections=self._sections(kind.key, known_grade, person, row),
            goals=goals[0],
            last_goals=goals[1],
            occupations=tuple(_occupation(found) for found in row["occupation_rows"]),
            graduation=graduation,
            questions=tuple(_question(found) for found in row["question_rows"]),
            notes=tuple(_note(found) for found in row["note_rows"]),
            citations=self._citations(kind.key),
        )
        return document if has_one_home else doc.for_every_home(document)

    def _kind(self, kind: str | None, grade: str, school_grades: str) -> tuple[int, PlanKindInYear]:
        """The kind of plan, and the grade by which its parts are chosen.

        A roster may hold a grade that no pack knows (``UG``, empty): then the school's first grade decides, and
        last the pack's first kind, so that nobody is without a plan because of a code.
        """
        plans = self.pack.words(self.year.end_year).plans
        for text in [grade, *school_grades.split(",")]:
            try:
                number = grade_number(text)
                found = self.pack.plan_kind(number, self.year.end_year)
            except (ValueError, LookupError):
                continue
            return number, plans.get(kind or found.key, found)
        first = plans.get(kind or "") or next(iter(plans.values()))
        return first.first_grade, first

    def _citations(self, kind: str) -> tuple[doc.Citation, ...]:
        """The law that this kind of plan rests on: the plan's own, and the one for its grades."""
        known = self.pack.words(self.year.end_year).citations
        keys = ["plan", "secondary_plan"] if kind == _last_kind(self.pack) else ["plan"]
        return tuple(doc.Citation(known[key].code, words_of(known[key].about)) for key in keys if key in known)

    def _sections(self, kind: str, grade: int, person: Person, row: Row) -> tuple[doc.Section, ...]:
        guardians = {uuid.UUID(found["id"]) for found in row["guardian_rows"]}
        entries = {key: list(group) for key, group in groupby(row["entry_rows"], key=lambda found: found["section"])}
        return tuple(
            doc.Section(
                key=part.key,
                title=words_of(part.title),
                prompt=words_of(part.prompt),
                scale=self._scale(part.rating),
                entries=tuple(
                    self._entry(found, part.rating, person, guardians) for found in entries.get(part.key, [])
                ),
            )
            for part in self.pack.sections(kind, grade)
        )

    def _scale(self, rating: str) -> tuple[doc.Step, ...]:
        if not rating:
            return ()
        return tuple(doc.Step(word.value, words_of(word.title)) for word in self.pack.rating(rating).words)

    def _entry(self, row: Row, rating: str, person: Person, guardians: set[uuid.UUID]) -> doc.Entry:
        author = uuid.UUID(row["author_id"])
        role = row["role"] or "teacher"
        role = "student" if author == person.pk else "guardian" if author in guardians else role
        steps = {step.value: step.title for step in self._scale(rating)}
        return doc.Entry(
            author=name_in(row, "author"),
            role=role,
            text=row["text"],
            subject=row["subject"],
            rating=row["rating"],
            rating_words=steps.get(row["rating"]),
            language=row["language"],
        )

    def _goals(self, rows: list[Row]) -> tuple[tuple[doc.Goal, ...], tuple[doc.Goal, ...]]:
        """This year's goals, and those of the year before for which there are any."""
        years = {year: tuple(map(_goal, group)) for year, group in groupby(rows, key=lambda row: row["year"])}
        own = self.year.starts_on.isoformat()
        before = [year for year in years if year < own]
        return years.get(own, ()), years[max(before)] if before else ()


def _last_kind(pack: StatePack) -> str:
    """The kind of plan for the highest grades."""
    return max(pack.plans.kinds, key=lambda kind: kind.grades.last).key


def _unique(items: Iterable[Any]) -> list[Any]:
    return list(dict.fromkeys(items))


def _goal(row: Row) -> doc.Goal:
    return doc.Goal(
        row["text"],
        row["owner"],
        row["owner_name"],
        date.fromisoformat(row["due_on"][:10]),
        row["status"],
        row["language"],
    )


def _note(row: Row) -> doc.Note:
    return doc.Note(name_in(row, "author"), row["text"], _day(row["written_at"]), row["language"])


def _occupation(row: Row) -> doc.Occupation:
    # JSON inside JSON: PostgreSQL gives it as it is, SQLite as the text that it keeps.
    title = row["title"] if isinstance(row["title"], dict) else json.loads(row["title"])
    return doc.Occupation(row["code"], title, _day(row["kept_at"]), row["place"])


def _question(row: Row) -> doc.Question:
    return doc.Question(
        text=row["text"],
        asked_by=name_in(row, "asked_by"),
        asked_on=_day(row["asked_at"]),
        answer=row["answer"],
        answered_by=name_in(row, "answered_by"),
        language=row["language"],
    )


def _day(moment: str) -> date:
    """The local day of a moment in a JSON row."""
    return timezone.localtime(moment_in(moment)).date()


def _teacher(row: Row) -> doc.Teacher:
    homeroom = row["kind"] == "homeroom"
    return doc.Teacher(name_in(row, "person"), "" if homeroom else row["course"] or row["title"])


def _participants(person: Person, row: Row) -> Iterable[doc.Participant]:
    for came in row["came_rows"]:
        yield doc.Participant(name_in(came, "guardian"), "guardian")
        if came["student_comes"] == Appointment.StudentComes.YES:
            yield doc.Participant(person.full_name, "student")
        yield doc.Participant(name_in(came, "host__person"), came["role"] or "teacher")
    for guest in row["guest_rows"]:
        yield doc.Participant(guest["name"] or name_in(guest, "person"), "guest")


def _exhibits(evidence: Evidence) -> Iterable[doc.Exhibit]:
    if evidence.reading is not None:
        yield _reading(evidence.reading)
        if evidence.reading.history is not None:
            yield doc.Exhibit(
                key="reading_history",
                title=words_of(evidence.reading.history.title),
                sentence={},
                notes=(),
                chart=freeze(evidence.reading.history),
            )
    for subject in evidence.subjects:
        yield _subject(subject)


def _reading(reading: ReadingEvidence) -> doc.Exhibit:
    parts = {code: table for code in words_of(reading.test) if (table := reading.parts(code)) is not None}
    notes = (
        words_of(reading.other_grade),
        words_of(reading.grade_level),
        words_of(reading.national),
        words_of(reading.support),
    )
    return doc.Exhibit(
        key="reading",
        title=words_of(reading.test),
        sentence=words_of(reading.sentence),
        notes=tuple(note for note in notes if any(note.values())),
        chart=freeze(reading.chart),
        parts={code: _table(table) for code, table in parts.items()} or None,
    )


def _table(table: ChartTable) -> doc.Table:
    return doc.Table(table.caption, table.head, table.rows)


def _subject(subject: SubjectEvidence) -> doc.Exhibit:
    said = (subject.support, subject.earlier, subject.growth, subject.growth_before, subject.outlook)
    notes = tuple(words_of(one) for one in said)
    parts = {code: table for code in words_of(subject.title) if (table := subject.parts(code)) is not None}
    return doc.Exhibit(
        key=subject.key,
        title=words_of(subject.title),
        sentence=words_of(subject.sentence),
        notes=tuple(note for note in notes if any(note.values())),
        chart=freeze(subject.chart),
        parts={code: _table(table) for code, table in parts.items()} or None,
    )


def guardians_with_access(students: Iterable[uuid.UUID]) -> QuerySet[Guardianship]:
    """Active guardianships of these students without a "no access" mark, first homes first."""
    marked = AccessMark.objects.filter(student=OuterRef("student"), person=OuterRef("guardian"), lifted_at=None)
    rows = Guardianship.objects.filter(~Exists(marked), student__in=list(students), is_active=True)
    return rows.filter(guardian__is_active=True).select_related("guardian").order_by("household", "guardian", "pk")
