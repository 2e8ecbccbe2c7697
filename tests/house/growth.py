"""Much more of everything around the students of the access matrix, so that a page that asks row by row shows it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.utils import timezone

from doorway.accounts.models import User
from doorway.announcements.models import Announcement, AnnouncementText, Reply
from doorway.assessments.models import Score
from doorway.compliance.models import Consultation, ContactTry, GroupConference, GroupGuest, GroupHost
from doorway.conferences.models import (
    Appointment,
    AppointmentGuest,
    Conference,
    ConferenceWindow,
    EarlierConference,
    FamilyQuestion,
    HeldConference,
    Host,
    HostTime,
    Invitation,
)
from doorway.messages.models import Message
from doorway.pathways.models import (
    CatalogCourse,
    GraduationDecision,
    KeptOccupation,
    OccupationChange,
    StudentFact,
    TranscriptCourse,
)
from doorway.plans.models import Goal, Plan, PlanEntry, PlanNote
from doorway.roster.models import (
    AccessMark,
    DayOff,
    Enrollment,
    Guardianship,
    ImportLine,
    ImportRun,
    Membership,
    Person,
    Room,
    School,
    SchoolClass,
    SchoolYear,
)
from tests.house.subjects import Subject, given_up
from tests.world import World, at

Numbers = Sequence[int]


def grow(world: World, subjects: dict[str, Subject], numbers: Numbers) -> None:
    """One more for each number of everything that a page of these subjects could list."""
    _more_of_the_district(world, numbers)
    for name in ("own", "other_child", "other_school"):
        subject = subjects[name]
        _more_about(subject, numbers)
        _more_around(subject, world, numbers)
    _more_children(world, subjects["own"], numbers)


def _person(world: World, key: str, *, mailbox: bool = False, grade: str = "") -> Person:
    email = f"{key}@more.example" if mailbox else ""
    return Person.objects.create(
        district=world.district,
        sourced_id=key,
        given_name=key.title(),
        family_name="More",
        grade=grade,
        email=email,
        user=User.objects.for_mailbox(email) if email else None,
    )


def _more_of_the_district(world: World, numbers: Numbers) -> None:
    """Schools with conferences of several years, imports with their lines, days off, mail."""
    now, d = timezone.now(), world.district
    for number in numbers:
        year = SchoolYear.objects.create(
            district=d, name=f"200{number}-0{number + 1}", starts_on=date(2000 + number, 7, 1),
            ends_on=date(2001 + number, 6, 30),
        )  # fmt: skip
        school = School.objects.create(district=d, name=f"School {number}", slug=f"more-{number}", grades="KG,01,02,03")
        DayOff.objects.create(district=d, date=date(2001 + number, 1, 2), reason="Holiday")
        for index, status in enumerate(Conference.Status.values):
            conference = Conference.objects.create(
                district=d, school=school, school_year=world.year if index % 2 else year, kind="sep", status=status,
                created_at=now, opens_at=now, published_at=now,
            )  # fmt: skip
            conference.also_for.add(world.schools["boulder-elementary"])
            for day in range(2):
                begin = now + timedelta(days=10 * index + day)
                ConferenceWindow.objects.create(
                    district=d, conference=conference, starts_at=begin, ends_at=begin + timedelta(hours=3)
                )
        for kind in ImportRun.Kind.values:
            ImportRun.objects.create(
                district=d, kind=kind, status="applied", source_name=f"more-{number}", sha256="2" * 64,
                created_at=now - timedelta(days=number + 1), counts={},
            )  # fmt: skip


def _more_about(subject: Subject, numbers: Numbers) -> None:
    """The student's own file: words, goals, notes, questions, scores, mail."""
    now, d, plan = timezone.now(), subject.student.district, subject.plan
    for number in numbers:
        for lifted in (None, now):
            AccessMark.objects.create(
                district=d, student=subject.student, reason="Order", set_at=now, lifted_at=lifted,
                person=_person(subject.world, f"{subject.name}-{number}-{lifted is None}"),
                set_by=subject.world.user("peggy"), lifted_by=subject.world.user("ruth"),
            )  # fmt: skip
        author = _person(subject.world, f"{subject.name}-author-{number}")
        PlanEntry.objects.create(
            district=d, plan=plan, section="strengths", author=author, text="Kind.", updated_at=now
        )
        PlanNote.objects.create(
            district=d, plan=plan, author=author, text="Good.", written_at=now - timedelta(days=number), updated_at=now
        )
        for age in (1, 60):
            Goal.objects.create(
                district=d, plan=plan, text=f"Goal {number}", owner="student", due_on=date(now.year + 1, 3, number + 1),
                created_by=author, created_at=now - timedelta(days=age),
            )  # fmt: skip
        FamilyQuestion.objects.create(
            district=d, conference=subject.conference, student=subject.student, asked_by=subject.guardian,
            host=subject.host if number % 2 else None, text="How?", asked_at=now, answer="So.", answered_by=author,
        )  # fmt: skip
        AppointmentGuest.objects.create(district=d, appointment=subject.appointment, person=author)
        AppointmentGuest.objects.create(district=d, appointment=subject.appointment, name=f"Grandparent {number}")
        Score.objects.create(
            district=d, student=subject.student, instrument="acadience", edition="7", subject="reading",
            measure="composite", school_year=subject.world.year.ends_on.year - 1 - number // 3, grade="03",
            period=("BOY", "MOY", "EOY")[number % 3], scale="acadience-reading", value=200 + number,
        )  # fmt: skip
        for run, code in (
            (subject.run, "bad_email"), (subject.score_run, "bad_grade"), (subject.record_run, "bad_grade"),
            (subject.earlier_run, "bad_date"),
        ):  # fmt: skip
            ImportLine.objects.bulk_create(
                ImportLine(run=run, verdict=verdict, file="users.csv", row=number + 2, field="email", label="Somebody",
                           code=code, params={"value": "x"}, changes={"email": ["a", "b"]})
                for verdict in ImportLine.Verdict.values
            )  # fmt: skip
        EarlierConference.objects.create(
            district=d, student=subject.student, imported_by=subject.earlier_run, row=number + 3, kind="group",
            on=now.date() - timedelta(days=600 + number), held_at=now - timedelta(days=600 + number),
            school=subject.school, held_by=f"Ms. {number}",
        )  # fmt: skip
        CatalogCourse.objects.create(
            district=d, code=f"{subject.name}-{number}", title=f"Curso {number}", units=1000,
            areas=["math.secondary-2"], changed_at=now,
        )  # fmt: skip
        TranscriptCourse.objects.create(
            district=d, student=subject.student, code=f"{subject.name}-{number}", state="completed", mark="C",
            school_year=subject.world.year.end_year - 1, units=500, changed_at=now,
        )  # fmt: skip
        GraduationDecision.objects.create(
            district=d, student=subject.student, kind="waiver", line="arts", units=250, decided_by=author,
            reason="De acuerdo.", decided_on=now.date(), decided_at=now,
        )  # fmt: skip
        KeptOccupation.objects.create(
            district=d, student=subject.student, code=f"29-11{number}1.00", title={"en": "Nurse"}, kept_at=now
        )
        OccupationChange.objects.create(
            district=d, student=subject.student, code=f"29-11{number}1.00", title={"en": "Nurse"}, what="kept",
            by=subject.student, role="student", at=now, number=number + 1,
        )  # fmt: skip
        StudentFact.objects.create(
            district=d, student=subject.student, fact="college_bound", title={"en": "College"}, says="yes",
            by=subject.student, role="student", at=now, number=number + 1,
        )  # fmt: skip
        letter = Announcement.objects.create(
            district=d, school=subject.school, slug=f"{subject.name.replace('_', '-')}-{number}", dated=subject.day,
            status="published", created_by=subject.letter.created_by, created_at=now, changed_at=now, published_at=now,
        )  # fmt: skip
        AnnouncementText.objects.create(
            district=d, announcement=letter, language="en", title=f"Letter {number}", body="Dear families,\n\n[dates]"
        )
        for about in (letter, subject.letter):
            for status in Reply.Status.values:
                Reply.objects.create(
                    district=d, announcement=about, name="A reader", language="en", text="Thanks!", written_at=now,
                    status=status, decided_at=now,
                )  # fmt: skip
        ContactTry.objects.create(
            district=d, student=subject.student, how="call", outcome="no_answer", at=now - timedelta(hours=number),
            by=author,
        )  # fmt: skip
        _held(subject, author, now - timedelta(days=20 + number))
        group = GroupConference.objects.create(
            district=d, school=subject.school, held_at=now, topic=f"Topic {number}", led_by="Dana",
            created_by=subject.world.user("ruth"), created_at=now,
        )  # fmt: skip
        GroupGuest.objects.create(district=d, conference=group, student=subject.student)
        GroupHost.objects.create(district=d, conference=group, person=author)
        Consultation.objects.create(
            district=d, policy=subject.policy, group="staff", held_on=now.date(), how=f"Meeting {number}"
        )
        Message.objects.create(
            district=d, kind="test", to_person=subject.guardian, to_address=subject.guardian.email, language="en",
            subject="More", body_text="More", not_before=now, created_at=now,
            idempotency_key=f"{subject.name}-{number}",
        )  # fmt: skip
        given_up(subject.student, subject.guardian, "booked", f"visit:{subject.name}-{number}:1")


def _held(subject: Subject, host: Person, day: datetime) -> None:
    """A conference that nobody had booked, with somebody by name at it."""
    d, now = subject.student.district, timezone.now()
    conference = Conference.objects.create(
        district=d, school=subject.school, school_year=subject.world.year, kind="sep", status="held", created_at=now
    )
    held = HeldConference.objects.create(
        district=d, conference=conference, student=subject.student, on=day.date(), how="phone", minutes=15,
        starts_at=day, ends_at=day + timedelta(minutes=15), written_by=host, written_at=now,
    )  # fmt: skip
    meeting = Appointment.objects.create(
        district=d, conference=conference, student=subject.student, guardian=subject.guardian, booked_at=now,
        host=Host.objects.create(district=d, conference=conference, person=host), starts_at=held.starts_at,
        ends_at=held.ends_at, attendance="came",
    )  # fmt: skip
    AppointmentGuest.objects.create(district=d, appointment=meeting, name="Grandmother")


def _more_around(subject: Subject, world: World, numbers: Numbers) -> None:
    """Classmates with families and meetings, more hosts, rooms, classes and breaks."""
    now, d = timezone.now(), world.district
    for number in numbers:
        key = f"{subject.name}-{number}"
        room = Room.objects.create(district=d, school=subject.school, name=f"Room {key}")
        teacher = _person(world, f"teacher-{key}", mailbox=True)
        Membership.objects.create(district=d, person=teacher, school=subject.school, role="teacher")
        more = SchoolClass.objects.create(
            district=d, sourced_id=f"class-{key}", title=f"Class {key}", kind="scheduled", school=subject.school,
            school_year=world.year, grades=subject.student.grade,
        )  # fmt: skip
        for person, role in ((teacher, "teacher"), (subject.host.person, "teacher"), (subject.student, "student")):
            Enrollment.objects.create(district=d, person=person, school_class=more, role=role)
        for conference in (subject.conference, subject.draft):
            Host.objects.create(district=d, conference=conference, person=teacher, room=room)
        HostTime.objects.create(
            district=d, host=subject.host, kind="break", starts_at=at(subject.day, 16, 5 * number),
            ends_at=at(subject.day, 16, 5 * number + 5),
        )  # fmt: skip
        begin = at(subject.day + timedelta(days=20 + number), 13)
        ConferenceWindow.objects.create(
            district=d, conference=subject.draft, starts_at=begin, ends_at=begin + timedelta(hours=3)
        )
        student = _person(world, f"student-{key}", grade=subject.student.grade)
        Membership.objects.create(district=d, person=student, school=subject.school, role="student")
        Enrollment.objects.create(district=d, person=student, school_class=subject.school_class, role="student")
        Score.objects.create(
            district=d, student=student, instrument="rise", subject="math", measure="score", grade="04",
            school_year=world.year.end_year - 1, scale="rise-math-2019", value=350 + number, growth_percentile=40,
        )  # fmt: skip
        plan = Plan.objects.create(
            district=d, student=student, school_year=world.year, kind=subject.plan.kind, grade=student.grade,
            created_at=now,
        )  # fmt: skip
        PlanEntry.objects.create(
            district=d, plan=plan, section="strengths", author=subject.host.person, text="Kind.", updated_at=now
        )
        for home in (1, 2):
            guardian = _person(world, f"guardian-{key}-{home}", mailbox=number % 2 == 0)
            Guardianship.objects.create(district=d, student=student, guardian=guardian, household=home)
            Invitation.objects.create(
                district=d, conference=subject.conference, guardian=guardian, token=f"{key}-{home}", created_at=now,
                expires_at=now + timedelta(days=30),
            )  # fmt: skip
        Appointment.objects.create(
            district=d, conference=subject.conference, host=subject.host, student=student, guardian=guardian,
            household=2, starts_at=at(subject.day, 13, 5 * number), ends_at=at(subject.day, 13, 5 * number + 5),
            booked_at=now, language="es", wants_interpreter=True, basket=subject.appointment.basket,
        )  # fmt: skip


def _more_children(world: World, subject: Subject, numbers: Numbers) -> None:
    """Rosa's family grows, and each child has a meeting in her basket."""
    for number in numbers:
        child = _person(world, f"child-{number}", grade=subject.student.grade)
        Membership.objects.create(district=world.district, person=child, school=subject.school, role="student")
        Enrollment.objects.create(
            district=world.district, person=child, school_class=subject.school_class, role="student"
        )
        Guardianship.objects.create(district=world.district, student=child, guardian=subject.guardian)
        Appointment.objects.create(
            district=world.district, conference=subject.conference, host=subject.host, student=child,
            guardian=subject.guardian, starts_at=at(subject.day, 15, 5 * number),
            ends_at=at(subject.day, 15, 5 * number + 5), booked_at=timezone.now(), basket=subject.appointment.basket,
        )  # fmt: skip
