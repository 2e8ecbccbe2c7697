"""Four students with everything that can hang on one, and who of the cast may see each.

``own`` and ``other_child`` share a school and a class, ``other_school`` is a brother of ``own`` in the high school,
``other_district`` has the same name in another district of the same installation.
"""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from doorway.announcements.models import Announcement, AnnouncementText, Reply
from doorway.assessments.models import (
    GrowthRun,
    ReadingLetter,
    ReadingLetterReader,
    Score,
    ScoreLayout,
    ScoreTakenOut,
    WaitingScore,
)
from doorway.compliance.actions.exceptions import Approval, approve_exception
from doorway.compliance.actions.policies import begin_draft
from doorway.compliance.core.rules import Difference
from doorway.compliance.models import (
    BoardPolicy,
    Consultation,
    ContactTry,
    EvidenceOrder,
    GroupConference,
    RecordHold,
    SchoolException,
    ServiceTime,
    SurveyAnswer,
    SurveyInvitation,
)
from doorway.compliance.tests.stage import adopted_policy
from doorway.conferences.models import (
    Appointment,
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
    ClassLink,
    GraduationDecision,
    KeptPlan,
    KeptWay,
    LocalScholarship,
    PlannedCourse,
    RequirementSet,
    TranscriptCourse,
)
from doorway.pathways.requirements.tests.sets import checked_draft
from doorway.plans.models import Goal, PacketOrder, Plan, PlanEntry, PlanNote, PlanVersion
from doorway.roster.models import AccessMark, DayOff, Guardianship, ImportRun, Person, School
from tests.world import World, add_conference, at, school_day

# Who may see the record of whom. Written by hand: the code that decides it is what is being tested.
SEES: dict[str, set[str]] = {
    "own": {"rosa", "june", "harriet", "peggy", "ruth"},
    "other_child": {"ben", "karen", "june", "harriet", "peggy", "ruth"},
    "other_school": {"rosa", "diego", "owen", "dana", "ruth"},
    "other_district": set(),
}
# Who works at the school of whom, or in its whole district.
WORKS_AT: dict[str, set[str]] = {
    "own": {"june", "harriet", "peggy", "ruth", "sam", "ines"},
    "other_child": {"june", "harriet", "peggy", "ruth", "sam", "ines"},
    "other_school": {"owen", "dana", "ruth", "sam", "ines"},
    "other_district": set(),
}
# Whose appointment it is: the home that booked, and the host.
MEETS: dict[str, set[str]] = {
    "own": {"rosa"},
    "other_child": {"ben"},
    "other_school": {"rosa"},
    "other_district": set(),
}
# Who ordered the packet of the school of whom.
ORDERED: dict[str, set[str]] = {
    "own": {"peggy"},
    "other_child": {"harriet"},
    "other_school": {"dana"},
    "other_district": set(),
}
# Who ordered the evidence of the school of whom.
EVIDENCE_ORDERED: dict[str, set[str]] = {
    "own": {"harriet"},
    "other_child": {"ruth"},
    "other_school": {"dana"},
    "other_district": set(),
}
VIEWERS = (
    "rosa", "ben", "karen", "amy", "travis", "diego", "june", "owen", "dana", "harriet", "peggy", "ruth", "sam", "ines",
)  # fmt: skip


@dataclass
class Subject:
    """One student and one of each record that belongs to them, by the name that a route's argument has."""

    name: str
    world: World
    student_key: str
    things: dict[str, Any] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        try:
            return self.things[name]
        except KeyError:
            raise AttributeError(name) from None


def given_up(student: Person, guardian: Person, kind: str, key: str) -> Message:
    """An e-mail about a student that the mail server refused for good."""
    now = timezone.now()
    return Message.objects.create(
        district=student.district, kind=kind, to_person=guardian, to_address=guardian.email or "gone@family.example",
        language="en", subject="Hello", body_text="Hello", not_before=now, created_at=now, status="failed",
        about=[str(student.pk)], last_error="SMTPRecipientsRefused: 550 5.1.1", idempotency_key=key,
    )  # fmt: skip


def make_subjects(world: World, other: World) -> dict[str, Subject]:
    """The four subjects, each with a booked appointment, a plan with a shared version, a question, an import."""
    add_conference(world)
    add_conference(world, school="panguitch-high", host="owen")
    add_conference(other)
    return {
        "own": _subject("own", world, "mateo", "rosa", "june", "grade-3", 13),
        "other_child": _subject("other_child", world, "ellie", "ben", "june", "grade-3", 14),
        "other_school": _subject("other_school", world, "diego", "rosa", "owen", "math-10", 15),
        "other_district": _subject("other_district", other, "mateo", "rosa", "june", "grade-3", 13),
    }


def _add_held(world: World, student: Person, *, day: datetime, by: Host) -> HeldConference:
    """A conference that nobody had booked. Who held it and who wrote it down teach none of the students."""
    harriet, school = world.people["harriet"], by.conference.school
    conference = Conference.objects.create(
        district=world.district, school=school, school_year=world.year, kind="sep", status="held", created_at=day
    )
    host = Host.objects.create(district=world.district, conference=conference, person=harriet)
    held = HeldConference.objects.create(
        district=world.district, conference=conference, student=student, on=day.date(), how="phone", minutes=15,
        starts_at=day, ends_at=day + timedelta(minutes=15), written_by=harriet, written_at=timezone.now(),
    )  # fmt: skip
    guardian = Guardianship.objects.filter(student=student).select_related("guardian").order_by("household").first()
    assert guardian is not None
    Appointment.objects.create(
        district=world.district, conference=conference, host=host, student=student, guardian=guardian.guardian,
        starts_at=held.starts_at, ends_at=held.ends_at, booked_at=held.written_at, attendance="came",
    )  # fmt: skip
    return held


def _add_policies(world: World) -> dict[str, Any]:
    """The district's adopted policy and a draft of the next, made once for all its subjects."""
    known = BoardPolicy.objects.filter(district=world.district)
    if not known.exists():
        adopted_policy(world, timezone.localdate() - timedelta(days=30))
        draft = begin_draft(district=world.district, by=world.user("ruth"), now=timezone.now())
        Consultation.objects.create(
            district=world.district, policy=draft, group="staff", held_on=timezone.localdate(), how="2026-10-10"
        )
        RecordHold.objects.create(
            district=world.district, kind="uploads", reason="2026-10", set_by=world.user("ruth"), set_at=timezone.now()
        )
        # Of grade 12 alone, so that nothing else about these students is different.
        approve_exception(
            school=world.schools["panguitch-high"], difference=Difference(12, 12, due=(5, 1)), by=world.user("ruth"),
            now=timezone.now(),
            approval=Approval({"en": "2026-27"}, timezone.localdate(), "2026-10-14", timezone.localdate()),
        )  # fmt: skip
    draft = known.get(status="draft")
    return {
        "exception": SchoolException.objects.get(district=world.district),
        "adopted": known.get(status="adopted"),
        "aging_kind": "replies",
        "record_hold": RecordHold.objects.get(district=world.district),
        "policy": draft,
        "policy_rule": draft.rules.first(),
        "consultation": draft.consultations.first(),
    }


def _subject(
    name: str, world: World, student_key: str, guardian_key: str, host_key: str, class_key: str, hour: int
) -> Subject:
    now = timezone.now()
    student, guardian, host = world.people[student_key], world.people[guardian_key], world.hosts[host_key]
    day = school_day()
    d = world.district
    draft = Conference.objects.create(
        district=d, school=host.conference.school, school_year=world.year, kind="sep", created_at=now,
    )  # fmt: skip
    window = ConferenceWindow.objects.create(
        district=d, conference=draft, starts_at=at(day + timedelta(days=7), 13), ends_at=at(day + timedelta(days=7), 15)
    )
    host_break = HostTime.objects.create(
        district=d, host=host, kind="break", starts_at=at(day, hour, 45), ends_at=at(day, hour, 50)
    )
    appointment = Appointment.objects.create(
        district=d,
        conference=host.conference,
        host=host,
        student=student,
        guardian=guardian,
        starts_at=at(day, hour),
        ends_at=at(day, hour, 15),
        booked_at=now,
    )
    question = FamilyQuestion.objects.create(
        district=d, conference=host.conference, student=student, asked_by=guardian, text="How does it go?", asked_at=now
    )
    token = hashlib.sha256(f"{name}".encode()).hexdigest()[:40]
    invitation = Invitation.objects.create(
        district=d,
        conference=host.conference,
        guardian=guardian,
        token=token,
        created_at=now,
        expires_at=now + timedelta(days=30),
    )
    plan = Plan.objects.create(
        district=d, student=student, school_year=world.year, kind=host.conference.kind, grade=student.grade,
        created_at=now,
    )  # fmt: skip
    entry = PlanEntry.objects.create(
        district=d, plan=plan, section="strengths", author=host.person, text="Kind and curious.", updated_at=now
    )
    goal = Goal.objects.create(
        district=d, plan=plan, text="Read every evening.", owner="student", due_on=date(now.year + 1, 1, 15),
        created_by=host.person, created_at=now,
    )  # fmt: skip
    note = PlanNote.objects.create(
        district=d, plan=plan, author=host.person, text="A good talk.", written_at=now, updated_at=now
    )
    survey = SurveyInvitation.objects.create(
        district=d, conference=host.conference, school=host.conference.school, person=guardian, role="guardian",
        token=f"t-{d.code}-{name}", asked_at=now, closes_on=timezone.localdate() + timedelta(days=9),
    )  # fmt: skip
    survey_answer = SurveyAnswer.objects.create(
        district=d, conference=host.conference, school=host.conference.school, role="guardian",
        closes_on=timezone.localdate(), sentence="2026", language="es", status="waiting",
    )  # fmt: skip
    decision = GraduationDecision.objects.create(
        district=d, student=student, kind="waiver", line="arts", units=500, decided_by=host.person,
        reason="De acuerdo con la familia.", decided_on=now.date(), decided_at=now,
    )  # fmt: skip
    taught, _new = CatalogCourse.objects.get_or_create(
        district=d, code="SALUD", defaults={"title": "Ciencias de la salud", "units": 1000, "changed_at": now}
    )
    class_link, _new = ClassLink.objects.get_or_create(
        district=d, school=host.conference.school, occupation="29-1141.00", course=taught,
        defaults={
            "kind": "added", "reason": "Así empiezan nuestras enfermeras.", "decided_by": host.person, "decided_at": now
        },
    )  # fmt: skip
    _add_core_tests(student, world.year.end_year - 1)
    if student.grade >= "09" and student.grade.isdigit():
        _add_transcript(student, world.year.end_year)
    run = ImportRun.objects.create(
        district=d,
        kind="roster",
        status="previewed",
        source_name="roster.zip",
        sha256="0" * 64,
        created_at=now,
        counts={"nouns": {}},
    )
    reading_letter = _add_letter(student, guardian, host.conference.school, world)
    score_run = ImportRun.objects.create(
        district=d, kind="scores", status="previewed", source_name="scores.csv", sha256="1" * 64, created_at=now
    )
    waiting_score = WaitingScore.objects.create(
        district=d, given_id=f"900-{name}", given_ids=[f"900-{name}"], row=2, since=now, instrument="rise",
        subject="math", measure="score", school_year=2025, grade="05", period="YEAR", scale="rise-math-2019", value=400,
    )  # fmt: skip
    score_key = {"instrument": "rise", "subject": "ela", "measure": "score", "school_year": 2025, "grade": "05",
                 "period": "YEAR", "scale": "rise-ela-2019", "value": 400}  # fmt: skip
    score, _made = Score.objects.get_or_create(district=d, student=student, **score_key)
    taken_out = ScoreTakenOut.objects.create(
        district=d, student=student, score_id=uuid.uuid4(), reason="Falsche Stufe", taken_out_at=now,
        **score_key | {"grade": "04"},
    )  # fmt: skip
    layout_key = f"own-{name.replace('_', '-')}"
    score_layout = ScoreLayout.objects.create(
        district=d, key=layout_key, name=f"Lesetest {name}", created_at=now,
        content={
            "key": layout_key, "title": {"en": f"Lesetest {name}"}, "source": "district",
            "recognised_by": [f"Punkte {name}"], "students": ["Nummer"],
            "results": [{"instrument": {"text": "act"}, "subject": {"text": "math"}, "value": {"text": "{Punkte}"}}],
        },
    )  # fmt: skip
    growth_run = GrowthRun.objects.create(
        district=d, school_year=world.year.end_year - 1, status="done", asked_at=now, ended_at=now, tries=1,
        scores_read=40, students=30, percentiles=30, last_change=10**9,
        cohorts=[
            {"subject": "math", "grade": 5, "before": 1, "students": 30, "reason": "", "number": 0, "smallest": 300},
            {"subject": "math", "grade": 6, "before": 1, "students": 9, "reason": "small", "number": 9,
             "smallest": 300},
        ],
    )  # fmt: skip
    record_run = ImportRun.objects.create(
        district=d, kind="transcript", status="previewed", source_name="transcripts.csv", sha256="3" * 64,
        created_at=now, options={"ignored_columns": []},
        counts=dict.fromkeys(("created", "changed", "unchanged", "vanished", "refused", "noted"), 0),
    )  # fmt: skip
    earlier_run = ImportRun.objects.create(
        district=d, kind="earlier", status="applied", source_name="earlier.csv", sha256="4" * 64, created_at=now,
        applied_at=now, created_by=world.user("sam"),
        options={
            "ignored_columns": [], "all_groups": 1,
            "groups": [{"school": "Panguitch High School", "on": "2025-10-03", "grade": 9, "families": 12}],
        },
        counts=dict.fromkeys(
            ("created", "unchanged", "refused", "noted", "individual", "group", "students", "elsewhere", "unsaid"), 0
        ) | {"created": 1, "individual": 1, "students": 1},
    )  # fmt: skip
    EarlierConference.objects.create(
        district=d, student=student, imported_by=earlier_run, row=2, kind="individual", on=timezone.localdate(now) -
        timedelta(days=500), held_at=now - timedelta(days=500), host=host.person, minutes=20,
    )  # fmt: skip
    message = Message.objects.create(
        district=d, kind="test", to_person=guardian, to_address=guardian.email, language="en", subject="Hello",
        body_text="Hello", not_before=now, created_at=now, idempotency_key=f"subject-{name}",
    )  # fmt: skip
    given_up(student, guardian, "invitation", f"invitation:subject-{name}")
    letter = Announcement.objects.create(
        district=d, school=host.conference.school, slug=f"letter-{name.replace('_', '-')}", dated=day,
        status="published", created_by=world.user("ruth"), created_at=now, changed_at=now, published_at=now,
    )  # fmt: skip
    for language in ("en", "es"):
        AnnouncementText.objects.create(
            district=d, announcement=letter, language=language, title="Come in", body="Dear families,\n\n[dates]"
        )
    reply = Reply.objects.create(
        district=d, announcement=letter, name="A reader", language="en", text="Thank you!", written_at=now
    )
    order = PacketOrder.objects.create(
        district=d, school=host.conference.school, ordered_by=world.user(next(iter(ORDERED[name] or {"peggy"}))),
        ordered_at=now,
    )  # fmt: skip
    evidence_order = EvidenceOrder.objects.create(
        district=d, school=host.conference.school, format="pdf", language="en", ordered_at=now,
        ordered_by=world.user(next(iter(EVIDENCE_ORDERED[name] or {"harriet"}))),
    )  # fmt: skip
    former = Person.objects.create(district=d, given_name="Former", family_name="Neighbor", sourced_id=f"former-{name}")
    mark = AccessMark.objects.create(
        district=d, student=student, person=former, reason="Carta del juez.", set_by=world.user("ruth"), set_at=now
    )
    subject = Subject(
        name,
        world,
        student_key,
        {
            "student": student,
            "guardian": guardian,
            "host": host,
            "school_class": world.classes[class_key],
            "school": host.conference.school,
            "conference": host.conference,
            "draft": draft,
            "window": window,
            "day_off": DayOff.objects.create(
                district=d, school=draft.school, date=day + timedelta(days=20 + len(name)), reason="Fair"
            ),
            "host_time": host_break,
            "appointment": appointment,
            "question": question,
            "invitation": invitation,
            "plan": plan,
            "entry": entry,
            "goal": goal,
            "mark": mark,
            "note": note,
            "order": order,
            "evidence_order": evidence_order,
            "run": run,
            "score_run": score_run,
            "score_layout": score_layout,
            "growth_run": growth_run,
            "waiting_score": waiting_score,
            "score": score,
            "taken_out": taken_out,
            "reading_letter": reading_letter,
            "reading_period": "BOY",
            "record_run": record_run,
            "earlier_run": earlier_run,
            "record_kind": "transcripts",
            "decision": decision,
            "survey": survey,
            "survey_answer": survey_answer,
            "class_link": class_link,
            "scholarship": LocalScholarship.objects.create(
                district=d,
                school=host.conference.school,
                name={"en": "2026", "es": "2026"},
                closes_on=timezone.localdate() + timedelta(days=30),
                first_grade=9,
                source="2026",
                created_at=now,
                changed_at=now,
                changed_by=host.person,
            ),
            "kept_plan": KeptPlan.objects.create(
                district=d,
                student=student,
                name="2026",
                classes=[{"code": taught.code, "title": taught.title, "year": world.year.end_year + 1}],
                kept_by=student,
                role="student",
                kept_at=timezone.now(),
            ),
            "kept_way": KeptWay.objects.create(
                district=d,
                student=student,
                name="2026",
                codes=[taught.code],
                kept_by=student,
                role="student",
                kept_at=now,
            ),
            "requirements": _requirements(host.person),
            "pack_requirements": "garfield-2029" if d.code == "garfield" else "utah-2029",
            "requirement_line": "la_10",
            "requirement_choice": "math_way",
            "requirement_limit": "verbal",
            "planned": PlannedCourse.objects.create(
                district=d,
                student=student,
                course=taught,
                school_year=world.year.end_year + 1,
                status="proposed",
                proposed_by=student,
                role="student",
                proposed_at=now,
                changed_at=now,
            ),
            "message": message,
            "letter": letter,
            "reply": reply,
            "room": world.rooms[host_key],
            "day": day,
            "section": "strengths",
            "occupation": "29-1141.00",
            "feed": "district",
            "code": d.code,
            **_add_policies(world),
            "service_line": ServiceTime.objects.create(
                district=d,
                counselor=world.people["dana"],
                on=now.date(),
                kind="student",
                minutes=15,
                written_at=now,
            ),
            # Of a school year that nobody has entered any more, and that is over.
            "past_service_line": ServiceTime.objects.create(
                district=d,
                counselor=world.people["dana"],
                on=now.date() - timedelta(days=1100),
                kind="student",
                minutes=15,
                written_at=now,
            ),
            "contact_try": ContactTry.objects.create(
                district=d, student=student, how="call", outcome="no_answer", at=now, by=world.people["peggy"]
            ),
            "held": _add_held(world, student, day=now - timedelta(days=9), by=host),
            "group": GroupConference.objects.create(
                district=d,
                school=host.conference.school,
                held_at=now - timedelta(days=3),
                topic="2027",
                led_by="Dana",
                created_by=world.user("ruth"),
                created_at=now,
            ),
        },
    )
    add_version(subject, host_key)
    return subject


def _requirements(writer: Person) -> RequirementSet:
    """A draft of the district's own requirements that somebody has checked; one for all its subjects."""
    known = RequirementSet.objects.filter(district=writer.district).first()
    return known or checked_draft(writer)


def _add_core_tests(student: Person, year: int) -> None:
    """Two years of math, so that every page with evidence has a picture, a percentile and somebody to compare."""
    for back, value, percentile in ((1, 300, None), (0, 360, 62)):
        Score.objects.create(
            district=student.district, student=student, instrument="rise", subject="math", measure="score",
            school_year=year - back, grade=f"{4 - back:02d}", scale="rise-math-2019", value=value,
            growth_percentile=percentile,
        )  # fmt: skip


def _add_letter(student: Person, guardian: Person, school: School, world: World) -> ReadingLetter:
    """A reading result below the goal, and the letter of which one home has been told; on paper, too."""
    now, year = timezone.now(), world.year.end_year
    if student.grade == "03":
        Score.objects.create(
            district=world.district, student=student, instrument="acadience", subject="reading", measure="composite",
            school_year=year, grade="03", period="BOY", scale="acadience", value=200,
        )  # fmt: skip
    said = {"title": "Lectura", "blocks": [{"kind": "heading", "text": "200"}, {"kind": "text", "text": "220"}]}
    letter = ReadingLetter.objects.create(
        district=world.district, student=student, school=school, school_year=year, period="BOY",
        instrument="acadience", grade="03", value=200, level="below", addressed=guardian.full_name,
        language=guardian.language, content={code: {**said, "help": "Leemos."} for code in ("en", "es")},
        channel="paper", on_paper_at=now, written_at=now,
    )  # fmt: skip
    ReadingLetterReader.objects.create(
        district=world.district, letter=letter, guardian=guardian, student=student, school_year=year, period="BOY"
    )
    return letter


def _add_transcript(student: Person, year: int) -> None:
    """A catalog and classes, so that the graduation page shows every kind of line: done, under way, open, asked."""
    now, d = timezone.now(), student.district
    for code, title, areas in (
        ("E9", "Inglés 9", ["ela.9"]), ("E10", "Inglés 10", ["ela.10"]), ("E11", "Inglés 11", ["ela.11"]),
        ("CUERO", "Cuero", ["crafts.applied"]), ("BANDA", "Banda", ["arts.music"]),
    ):  # fmt: skip
        CatalogCourse.objects.create(district=d, code=code, title=title, units=1000, areas=areas, changed_at=now)
    for code, back, state, mark in (
        ("E9", 1, "completed", "B"), ("CUERO", 1, "completed", "A"), ("BANDA", 1, "completed", "F"),
        ("E10", 0, "in_progress", ""), ("NADIE", 0, "scheduled", ""),
    ):  # fmt: skip
        TranscriptCourse.objects.create(
            district=d, student=student, code=code, title="Otra", school_year=year - back, state=state, mark=mark,
            units=1000, changed_at=now,
        )  # fmt: skip


def add_version(subject: Subject, by: str) -> PlanVersion:
    """The subject's plan shared with the family through the product's own action."""
    from doorway.plans.actions.versions import share  # late: made by a slice above the tables used here

    version = share(subject.plan, by=subject.world.user(by), now=timezone.now())
    subject.things["version"] = version
    return version
