"""Everything for the conversation about one student, on one page, in few queries."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, F, FilteredRelation, Max, OuterRef, Q
from django.utils import timezone, translation

from doorway.accounts.models import District
from doorway.assessments.evidence import Evidence
from doorway.assessments.queries import evidence_for
from doorway.conferences.models import Appointment, FamilyQuestion
from doorway.pathways.models import KeptOccupation
from doorway.pathways.occupations.access import keeps_occupations
from doorway.pathways.occupations.choices import kept_by
from doorway.plans.access.table import AtTheTable
from doorway.plans.actions.entries import Words
from doorway.plans.actions.opening import kind_for
from doorway.plans.errors.writing import NoSchoolYear
from doorway.plans.models import Goal, PlanEntry, PlanNote, PlanVersion
from doorway.plans.queries.meetings import Meeting, meetings
from doorway.policy.packs import PlanKindInYear, Section
from doorway.policy.queries import state_pack
from doorway.roster.access import Kind, Viewer
from doorway.roster.models import Guardianship, Person, SchoolYear

# Goals younger than this belong to the conference that is going on, older ones are "last time's".
FRESH = timedelta(days=28)


@dataclass(frozen=True)
class GoalLine:
    """A goal as the pages show it."""

    id: uuid.UUID
    text: str
    owner: str
    owner_name: str
    due_on: date
    status: str
    created_at: datetime
    by: str
    year_name: str
    is_carried: bool

    @property
    def owner_words(self) -> str:
        """Who works on it."""
        words = str(Goal.Owner(self.owner).label)
        return f"{words} ({self.owner_name})" if self.owner_name else words

    @property
    def status_words(self) -> str:
        """What became of it."""
        return str(Goal.Status(self.status).label)


@dataclass(frozen=True)
class PlanFile:
    """The plan of this year (which may not exist yet) with the goals of the whole file."""

    year: SchoolYear
    plan_id: uuid.UUID | None
    kind: str
    grade: str
    names: PlanKindInYear
    sections: tuple[Section, ...]
    goals: tuple[GoalLine, ...]
    last_goals: tuple[GoalLine, ...]
    last_shared: datetime | None

    @property
    def family_goals(self) -> list[GoalLine]:
        """The goals that the family knows: those of earlier years, and this year's once they were shared."""
        return [
            goal
            for goal in (*self.goals, *self.last_goals)
            if goal.year_name != self.year.name or (self.last_shared and goal.created_at <= self.last_shared)
        ]

    # A template calls what it is handed, and a wording cannot be said without a language: so these are texts.
    @property
    def staff_name(self) -> str:
        """What staff call this plan, in the page's language."""
        return self.names.staff(translation.get_language() or "en")

    @property
    def family_name(self) -> str:
        """What families call it."""
        return self.names.family(translation.get_language() or "en")


def plan_file(student: Person, today: date, now: datetime) -> PlanFile:
    """This year's plan under its names, and its goals with those of the plan before. One query."""
    rows = _spine(student, today)
    if not rows:
        raise NoSchoolYear
    first = rows[0]
    year = SchoolYear(
        id=first["id"],
        district_id=student.district_id,
        name=first["name"],
        starts_on=first["starts_on"],
        ends_on=first["ends_on"],
    )
    grade = first["file__grade"] or student.grade
    kind = first["file__kind"] or kind_for(student.district, grade, year)
    pack = state_pack(student.district)
    goals, last = _goals(rows, first["file__id"], now)
    return PlanFile(
        year=year,
        plan_id=first["file__id"],
        kind=kind,
        grade=grade,
        names=pack.words(year.end_year).plan(kind),
        sections=pack.sections(kind, grade),
        goals=goals,
        last_goals=last,
        last_shared=first["shared_at"],
    )


def _spine(student: Person, today: date) -> list[dict[str, Any]]:
    """School years, newest first, with the student's plan and its goals in each: a row per goal."""
    years = SchoolYear.objects.filter(district=student.district_id, starts_on__lte=today)
    file = years.annotate(file=FilteredRelation("plans", condition=Q(plans__student=student.pk)))
    shared = PlanVersion.objects.filter(plan=OuterRef("file__id")).order_by().values("plan")
    rows = file.annotate(
        shared_at=shared.annotate(last=Max("created_at")).values("last"),
        by_given=F("file__goals__created_by__given_name"),
        by_preferred=F("file__goals__created_by__preferred_given_name"),
        by_family=F("file__goals__created_by__family_name"),
    )
    names = ("text", "owner", "owner_name", "due_on", "status", "created_at", "carried_from", "id")
    return list(
        rows.order_by("-starts_on", "file__goals__due_on", "file__goals__created_at").values(
            "id",
            "name",
            "starts_on",
            "ends_on",
            "file__id",
            "file__kind",
            "file__grade",
            "shared_at",
            "by_given",
            "by_preferred",
            "by_family",
            *(f"file__goals__{name}" for name in names),
        )
    )


def _goals(
    rows: list[dict[str, Any]], plan_id: uuid.UUID | None, now: datetime
) -> tuple[tuple[GoalLine, ...], tuple[GoalLine, ...]]:
    """This conference's goals, and last time's: of this plan, of the plan before, and those still open before that."""
    carried = {row["file__goals__carried_from"] for row in rows}
    earlier = [row["file__id"] for row in rows if row["file__id"] and row["file__id"] != plan_id]
    before = earlier[0] if earlier else None
    new, last = [], []
    for row in rows:
        if not row["file__goals__id"]:
            continue
        line = _goal_line(row, row["file__goals__id"] in carried)
        if row["file__id"] == plan_id and now - line.created_at < FRESH:
            new.append(line)
        elif row["file__id"] in {plan_id, before} or line.status == Goal.Status.OPEN:
            last.append(line)
    return tuple(new), tuple(last)


def _goal_line(row: Mapping[str, Any], is_carried: bool) -> GoalLine:
    values = {name: row[f"file__goals__{name}"] for name in ("id", "text", "owner", "owner_name", "due_on", "status")}
    return GoalLine(
        **values,
        created_at=row["file__goals__created_at"],
        by=f"{row['by_preferred'] or row['by_given']} {row['by_family']}",
        year_name=row["name"],
        is_carried=is_carried,
    )


@dataclass(frozen=True)
class EntryLine:
    """What somebody else wrote in a section."""

    author: str
    subject: str
    voice: str
    rating: str
    text: str
    updated_at: datetime


@dataclass(frozen=True)
class SectionLine:
    """A section of the plan: its words, the viewer's own entry (or none to write), and everybody else's."""

    key: str
    title: str
    prompt: str
    scale: tuple[tuple[int, str], ...]
    can_write: bool
    own: Words
    own_at: datetime | None
    others: tuple[EntryLine, ...]

    @property
    def anchor(self) -> str:
        """The section's id on the page."""
        return f"entry-{self.key}"


def section_lines(
    file: PlanFile, student: Person, person_ids: list[uuid.UUID], voices: frozenset[str]
) -> list[SectionLine]:
    """The sections with what is written in them. One query; none when there is no plan yet."""
    entries: list[Any] = []
    if file.plan_id:
        family = Guardianship.objects.filter(student=student.pk, guardian=OuterRef("author"))
        found = PlanEntry.objects.filter(plan=file.plan_id).select_related("author").annotate(at_home=Exists(family))
        entries = list(found.order_by("author__family_name", "author__given_name"))
    language = translation.get_language() or "en"
    return [_section_line(part, student, entries, person_ids, voices, language) for part in file.sections]


def _section_line(
    part: Section,
    student: Person,
    entries: list[Any],
    person_ids: list[uuid.UUID],
    voices: frozenset[str],
    language: str,
) -> SectionLine:
    scale = scale_of(student.district, part, language)
    here = [entry for entry in entries if entry.section == part.key]
    can_write = bool(voices & set(part.writers))
    own = next((entry for entry in here if can_write and entry.author_id in person_ids), None)
    return SectionLine(
        key=part.key,
        title=part.title(language),
        prompt=part.prompt(language),
        scale=scale,
        can_write=can_write,
        own=Words() if own is None else Words(own.text, own.rating),
        own_at=None if own is None else own.updated_at,
        others=tuple(
            EntryLine(
                author=entry.author.full_name,
                subject=entry.subject,
                voice="student" if entry.author_id == student.pk else "guardian" if entry.at_home else "",
                rating=dict(scale).get(entry.rating, ""),
                text=entry.text,
                updated_at=entry.updated_at,
            )
            for entry in here
            if entry is not own
        ),
    )


def scale_of(district: District, part: Section, language: str) -> tuple[tuple[int, str], ...]:
    """The steps of a section's scale with their words; empty where it has words only."""
    if not part.rating:
        return ()
    return tuple((word.value, word.title(language)) for word in state_pack(district).rating(part.rating).words)


@dataclass(frozen=True)
class Conversation:
    """The page of one student for the conversation."""

    student: Person
    file: PlanFile
    meeting: Meeting | None
    earlier: Meeting | None
    later: Meeting | None
    is_host: bool
    questions: list[FamilyQuestion]
    sections: list[SectionLine]
    own_note: str
    other_notes: list[PlanNote]
    evidence: Evidence
    occupations: list[KeptOccupation]
    can_write: bool
    keeps_occupations: bool = False
    voices: frozenset[str] = field(default_factory=frozenset)


def conversation(viewer: Viewer, table: AtTheTable, *, asked: uuid.UUID | None, now: datetime) -> Conversation:
    """Everything on the page, in seven queries. ``asked`` is the appointment in the address, if any.

    What the board keeps from the viewer is not read.
    """
    student = table.student
    today = timezone.localdate(now, student.district.zone)
    file = plan_file(student, today, now)
    begin = timezone.make_aware(datetime.combine(file.year.starts_on, datetime.min.time()), student.district.zone)
    around = meetings(
        Appointment.objects.filter(
            Q(student=student.pk) | Q(host__person__in=viewer.person_ids),
            district=student.district_id,
            starts_at__gte=begin,
        ),
        viewer,
    )
    meeting = _meeting_now(around, viewer, student, asked, now)
    is_host = meeting is not None and meeting.host_id in viewer.person_ids
    earlier, later = _neighbors(around, viewer, meeting) if is_host and meeting else (None, None)
    notes = []
    if file.plan_id and Kind.NOTES not in table.closed:
        notes = list(PlanNote.objects.filter(plan=file.plan_id).select_related("author"))
    own_note = next((note for note in reversed(notes) if _is_todays(note, viewer, student, today)), None)
    return Conversation(
        student=student,
        file=file,
        meeting=meeting,
        earlier=earlier,
        later=later,
        is_host=is_host,
        questions=_questions(viewer, student, begin),
        sections=section_lines(file, student, viewer.person_ids, table.voices),
        own_note="" if own_note is None else own_note.text,
        other_notes=[note for note in notes if note is not own_note],
        evidence=evidence_for(student) if Kind.SCORES not in table.closed else Evidence(None, ()),
        occupations=kept_by(student) if keeps_occupations(student) else [],
        can_write=table.can_write,
        keeps_occupations=keeps_occupations(student),
        voices=table.voices,
    )


def _questions(viewer: Viewer, student: Person, begin: datetime) -> list[FamilyQuestion]:
    """What the family asked this year; a question to one host is read by that host only."""
    rows = FamilyQuestion.objects.filter(
        Q(host=None) | Q(host__person__in=viewer.person_ids), student=student.pk, asked_at__gte=begin
    )
    return list(rows.select_related("asked_by", "answered_by"))


def _is_todays(note: PlanNote, viewer: Viewer, student: Person, today: date) -> bool:
    return note.author_id in viewer.person_ids and timezone.localdate(note.written_at, student.district.zone) == today


def _meeting_now(
    around: list[Meeting], viewer: Viewer, student: Person, asked: uuid.UUID | None, now: datetime
) -> Meeting | None:
    """The meeting in the address; else the viewer's own nearest one about this student; else the next of anybody."""
    about = [meeting for meeting in around if meeting.student_id == student.pk]
    named = next((meeting for meeting in about if meeting.id == asked), None)
    if named is not None:
        return named
    own = [meeting for meeting in about if meeting.host_id in viewer.person_ids]
    coming = [meeting for meeting in own or about if meeting.day >= now.astimezone(student.district.zone).date()]
    return coming[0] if coming else own[-1] if own else None


def _neighbors(around: list[Meeting], viewer: Viewer, meeting: Meeting) -> tuple[Meeting | None, Meeting | None]:
    """The viewer's families before and after this one on the same day, as far as their pages open."""
    day = [
        other
        for other in around
        if other.host_id in viewer.person_ids and other.day == meeting.day and (other.can_open or other is meeting)
    ]
    place = day.index(meeting)
    return (day[place - 1] if place else None, day[place + 1] if place + 1 < len(day) else None)
