"""Whose pages are opened: the cast's, and those of the people of the largest school.

The tables of the access matrix (tests/house) say who may open what. The largest school is added to them here as one
more subject, with its own people, because a page's time depends on the size of the school and the cast's are small.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone
from tests.house import routes, subjects

from doorway.accounts.errors import Refusal
from doorway.accounts.models import User
from doorway.announcements.models import Announcement
from doorway.assessments.layouts import shipped_layouts
from doorway.assessments.models import GrowthRun, ReadingLetter, Score, ScoreLayout, ScoreTakenOut, WaitingScore
from doorway.compliance.actions.exceptions import Approval, approve_exception
from doorway.compliance.actions.following_up import hold_group
from doorway.compliance.actions.keeping_records import hold_records
from doorway.compliance.actions.ordering import order_evidence
from doorway.compliance.actions.policies import add_consultation, begin_draft
from doorway.compliance.actions.service import write_time
from doorway.compliance.core.rules import Difference
from doorway.compliance.models import (
    BoardPolicy,
    ContactTry,
    EvidenceOrder,
    GroupConference,
    RecordHold,
    SchoolException,
    ServiceTime,
    SurveyAnswer,
    SurveyInvitation,
)
from doorway.compliance.queries.groups import staff_of
from doorway.conferences.actions.holding import Account, write_down
from doorway.conferences.actions.submission import add_room, add_window, prepare_conference
from doorway.conferences.models import (
    Appointment,
    Conference,
    FamilyQuestion,
    HeldConference,
    Host,
    HostTime,
    Invitation,
)
from doorway.conferences.queries.held import family_of, holders_of
from doorway.demo.people import BY_KEY
from doorway.messages.models import Message
from doorway.pathways.classes.actions import say
from doorway.pathways.models import (
    CatalogCourse,
    ClassLink,
    GraduationDecision,
    KeptPlan,
    KeptWay,
    LocalScholarship,
    PlannedCourse,
    RequirementSet,
)
from doorway.pathways.requirements.tests.sets import checked_draft
from doorway.plans.actions.ordering import order_packet
from doorway.plans.actions.versions import share
from doorway.plans.models import Goal, PacketOrder, Plan, PlanVersion
from doorway.policy.packs import grade_number
from doorway.roster.actions import close_record
from doorway.roster.models import AccessMark, Enrollment, ImportRun, Membership, Person, Role, Room, School, SchoolClass

LARGEST = "largest school"
LETTERS = "school with letters"
STAFF = {"teacher", "counselor", "principal", "office"}


@dataclass(frozen=True)
class Viewer:
    """Somebody who opens pages: a key of the cast, or ``largest school: role``."""

    key: str
    role: str
    user: User


@dataclass
class Subject:
    """A student and what hangs on them, found when a route asks for it."""

    name: str
    student: Person
    school: School
    # People who are not of the cast, by the keys that the access matrix knows them under.
    people: dict[str, Person] = field(default_factory=dict)
    found: dict[str, Any] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or name not in _FINDERS:
            raise AttributeError(f"bench/pages/things.py does not know how to find {name!r}")
        if name not in self.found:
            self.found[name] = _FINDERS[name](self)
        return self.found[name]


def _held(subject: Subject) -> Conference | None:
    """The conference of the school that is open, with the most bookings."""
    held = Conference.objects.filter(Q(school=subject.school) | Q(also_for=subject.school), status="published")
    return held.annotate(booked=Count("appointments")).order_by("-booked", "-created_at").first()


def _draft(subject: Subject) -> Conference:
    """A conference in preparation, with its suggested hosts and a day; made where there is none."""
    now = timezone.now()
    draft = Conference.objects.filter(school=subject.school, status="draft").order_by("created_at").first()
    if draft is None:
        draft = prepare_conference(school=subject.school, kind=subject.conference.kind, by=None, now=now)
    if not draft.windows.exists():
        window = subject.conference.windows.order_by("-starts_at")[0]
        _add_day(draft, window.starts_at, window.ends_at)
    return draft


def _add_day(draft: Conference, starts_at: datetime, ends_at: datetime) -> None:
    """The same hours some weeks later, on the first such day with school."""
    for weeks in range(3, 30):
        shift = timedelta(weeks=weeks)
        try:
            add_window(
                conference=draft, starts_at=starts_at + shift, ends_at=ends_at + shift, by=None, now=timezone.now()
            )
        except Refusal:
            continue
        return


def _room(subject: Subject) -> Room:
    return subject.school.rooms.first() or add_room(school=subject.school, name="Library")


def _appointment(subject: Subject) -> Appointment | None:
    booked = subject.student.appointments.filter(status=Appointment.Status.BOOKED, starts_at__gt=timezone.now())
    return booked.order_by("starts_at").first()


def _waiting(subject: Subject) -> WaitingScore:
    """A result that waits for its student, under an id that nobody has."""
    district = subject.student.district
    key = {"instrument": "rise", "subject": "math", "measure": "score", "school_year": 2025, "grade": "05"}
    row, _made = WaitingScore.objects.get_or_create(
        district=district,
        given_id="nobody-900",
        **key,
        defaults={
            "given_ids": ["nobody-900"], "row": 2, "since": timezone.now(), "scale": "rise-math-2019", "value": 400,
        },
    )  # fmt: skip
    return row


def _growth_run(subject: Subject) -> GrowthRun:
    """A computation of growth that is done, with a group that was too small."""
    run, _made = GrowthRun.objects.get_or_create(
        district=subject.student.district,
        school_year=2026,
        status="done",
        defaults={
            "asked_at": timezone.now(), "ended_at": timezone.now(), "scores_read": 900, "students": 310,
            "percentiles": 620,
            "cohorts": [
                {"subject": subject, "grade": grade, "before": before, "students": 310, "reason": reason, "number": 0,
                 "smallest": 300}
                for subject in ("ela", "math", "science")
                for grade in range(4, 11)
                for before, reason in ((1, ""), (2, "small"))
            ],
        },
    )  # fmt: skip
    return run


def _reading_letter(subject: Subject) -> ReadingLetter | None:
    """A letter about the student; none where the student reads at the goal."""
    return ReadingLetter.objects.filter(student=subject.student).first()


def _school_class(subject: Subject) -> SchoolClass | None:
    """The largest class of the student."""
    mine = SchoolClass.objects.filter(
        enrollments__person=subject.student, is_active=True, school_year__ends_on__gte=timezone.localdate()
    )
    return max(mine, key=lambda one: (one.enrollments.count(), str(one.pk)), default=None)


def _host(subject: Subject) -> Host | None:
    """The host with the most bookings."""
    hosts = subject.conference.hosts.annotate(booked=Count("appointments"))
    return hosts.order_by("-booked", "person__sourced_id").first()


def _version(subject: Subject) -> PlanVersion | None:
    """The newest version of the student's plan; shared where it was not."""
    plan = subject.plan
    if plan is None:
        return None
    shared: PlanVersion | None = plan.versions.first()
    if shared is None:
        try:
            shared = share(plan, by=subject.host.person.user, now=timezone.now())
        except Refusal:
            return None
    return shared


def _order(subject: Subject) -> PacketOrder:
    """A packet of the school, ordered by whom the access matrix names; it stays waiting, since nothing ticks here."""
    key = next(iter(subjects.ORDERED[subject.name]))
    person = subject.people.get(key) or Person.objects.get(sourced_id=key)
    return order_packet(school=subject.school, by=person.user, now=timezone.now())


def _evidence_order(subject: Subject) -> EvidenceOrder:
    """Evidence of the school, ordered by whom the access matrix names; it stays waiting, since nothing ticks here."""
    key = next(iter(subjects.EVIDENCE_ORDERED[subject.name]))
    person = subject.people.get(key) or Person.objects.get(sourced_id=key)
    return order_evidence(school=subject.school, format="pdf", language="en", by=person.user, now=timezone.now())


def _letter(subject: Subject) -> Announcement | None:
    """The newest published letter of the subject's own school, which its office and the district can change."""
    return Announcement.objects.filter(school=subject.school, status="published").order_by("-dated").first()


def _mark(subject: Subject) -> AccessMark:
    """A mark on a parent who has nothing to do with the student: about staff, a school does not decide."""
    parents = Person.objects.filter(wards__isnull=False).exclude(wards__student=subject.student)
    stranger = parents.order_by("sourced_id").first()
    return close_record(
        student=subject.student, to=stranger, reason="To measure the page.", by=None, now=timezone.now()
    ).mark


def _score(subject: Subject) -> Score | None:
    """A result on file of the student."""
    return Score.objects.filter(student=subject.student).first() or Score.objects.first()


def _score_layout(subject: Subject) -> ScoreLayout:
    """A layout of the district; one is made where it has none."""
    district = subject.student.district
    content = next(layout for layout in shipped_layouts() if layout.key == "act").model_dump(
        mode="json", exclude_none=True
    )
    row, _made = ScoreLayout.objects.get_or_create(
        district=district,
        key="own-measured",
        defaults={"name": "Measured", "content": content, "created_at": timezone.now()},
    )
    return row


def _taken_out(subject: Subject) -> ScoreTakenOut:
    """A result that does not count."""
    known = ScoreTakenOut.objects.filter(district=subject.student.district_id, put_back_at=None).first()
    return known or ScoreTakenOut.objects.create(
        district_id=subject.student.district_id, student=subject.student, score_id=uuid.uuid4(), reason="2026",
        taken_out_at=timezone.now(), instrument="rise", subject="math", measure="score", school_year=2025, grade="04",
        period="YEAR", scale="rise-math-2019", value=400,
    )  # fmt: skip


def _run(kind: str) -> Callable[[Subject], ImportRun | None]:
    return lambda subject: ImportRun.objects.filter(kind=kind).order_by("-created_at").first()


def _adopted_policy(subject: Subject) -> BoardPolicy | None:
    """The policy that everybody reads."""
    return BoardPolicy.objects.filter(district=subject.school.district_id, status="adopted").first()


def _policy(subject: Subject) -> BoardPolicy:
    """A draft, begun where there is none."""
    draft = BoardPolicy.objects.filter(district=subject.school.district_id, status="draft").first()
    by = User.objects.filter(persons__memberships__role="district").first()
    return draft or begin_draft(district=subject.school.district, by=by, now=timezone.now())


def _consultation(subject: Subject) -> Any:
    policy = subject.policy
    return policy.consultations.first() or add_consultation(
        policy=policy, group="staff", held_on=timezone.localdate(), how="To measure the page.", comments=0, summary="",
        now=timezone.now(),
    )  # fmt: skip


def _exception(subject: Subject) -> SchoolException:
    """What the school does differently in a grade; the board approves something where there is nothing."""
    today = timezone.localdate()
    by = User.objects.filter(persons__memberships__role="district").first()
    known = SchoolException.objects.filter(district=subject.school.district_id, withdrawn_on=None).first()
    last = grade_number(subject.school.grade_list[-1])
    return known or approve_exception(
        school=subject.school, difference=Difference(last, last, due=(5, 1)), by=by, now=timezone.now(),
        approval=Approval({"en": "To measure the page."}, today, "Minutes.", today),
    )  # fmt: skip


def _record_hold(subject: Subject) -> RecordHold:
    """Records that must not be deleted; some are held where there is nothing."""
    district = subject.school.district
    by = User.objects.filter(persons__memberships__role="district").first()
    known = RecordHold.objects.filter(district=district, lifted_at=None).first()
    return known or hold_records(
        district=district, kind="uploads", reason="To measure the page.", by=by, now=timezone.now()
    )


def _survey(subject: Subject) -> SurveyInvitation:
    """Somebody who is asked how a conference was; somebody is asked where nobody is."""
    now, today = timezone.now(), timezone.localdate()
    known = SurveyInvitation.objects.filter(is_answered=False, closes_on__gt=today).first()
    return known or SurveyInvitation.objects.create(
        district_id=subject.conference.district_id, conference=subject.conference, school=subject.conference.school,
        person=subject.guardian, role="guardian", token=secrets.token_urlsafe(8), asked_at=now,
        closes_on=today + timedelta(days=9),
    )  # fmt: skip


def _survey_answer(subject: Subject) -> SurveyAnswer:
    """A sentence that waits; one is written where none does."""
    known = SurveyAnswer.objects.filter(status="waiting").first()
    return known or SurveyAnswer.objects.create(
        district_id=subject.conference.district_id, conference=subject.conference, school=subject.conference.school,
        role="guardian", closes_on=timezone.localdate(), sentence="To measure the page.", language="en",
        status="waiting",
    )  # fmt: skip


def _service_line(subject: Subject) -> ServiceTime:
    """A line that a counselor wrote down; one is written where there is none."""
    now = timezone.now()
    by = Person.objects.filter(memberships__role="counselor", district=subject.school.district_id).first()
    return ServiceTime.objects.first() or write_time(
        counselor=by, on=timezone.localdate(), kind="student", minutes=15, note="To measure the page.", now=now
    )


def _past_service_line(subject: Subject) -> ServiceTime:
    """A line of a school year that is over; one is written where there is none."""
    line, today = _service_line(subject), timezone.localdate()
    past = ServiceTime.objects.filter(on__lt=today - timedelta(days=400), taken_back_at=None).first()
    return past or ServiceTime.objects.create(
        district_id=line.district_id, counselor_id=line.counselor_id, on=today - timedelta(days=1100), kind="student",
        minutes=15, written_at=timezone.now(),
    )  # fmt: skip


def _try(subject: Subject) -> ContactTry:
    """A try to reach the family; one is written down where there is none."""
    known = ContactTry.objects.filter(student=subject.student, taken_back_at=None).first()
    by = Person.objects.filter(memberships__role="principal", memberships__school=subject.school).first()
    return known or ContactTry.objects.create(
        district_id=subject.student.district_id, student=subject.student, how="call", outcome="no_answer", by=by,
        at=timezone.now(),
    )  # fmt: skip


def _held_line(subject: Subject) -> HeldConference:
    """A conference about the student that nobody had booked; one is written down where there is none."""
    known = HeldConference.objects.filter(student=subject.student, taken_back_at=None).first()
    if known is not None:
        return known
    now, today = timezone.now(), timezone.localdate()
    host = next(one for one in holders_of(subject.student, today) if one.role == "principal")
    by = Person.objects.get(pk=host.person)
    account = Account(
        on=today - timedelta(days=1), how="phone", minutes=15, hosts=[by.pk],
        guardians=[family_of([subject.student])[0].guardian_id],
    )  # fmt: skip
    return write_down(student=subject.student, account=account, by=by, user=by.user, now=now)[0]


def _group(subject: Subject) -> GroupConference:
    """A group conference of the school, written down where there is none."""
    known = GroupConference.objects.filter(school=subject.school).first()
    by = User.objects.filter(persons__memberships__role="district").first()
    return known or hold_group(
        school=subject.school, topic="To measure the page.",
        hosts=[staff_of(subject.school)[0].person], held_on=timezone.localdate(), by=by,
        now=timezone.now(),
    )  # fmt: skip


def _class_link(subject: Subject) -> ClassLink:
    """A counselor's word about a class; the counselor of the school puts one on the list where there is none."""
    known = ClassLink.objects.filter(school=subject.school, withdrawn_at=None).first()
    by = Person.objects.filter(memberships__role="counselor", memberships__school=subject.school).first()
    return known or say(
        school=subject.school, occupation=subject.occupation, kind=ClassLink.Kind.ADDED, reason="To measure the page.",
        code=CatalogCourse.objects.filter(district=subject.school.district_id).first().code, by=by, now=timezone.now(),
    )  # fmt: skip


def _scholarship(subject: Subject) -> LocalScholarship:
    """A scholarship of the place; one is entered where there is none."""
    known = LocalScholarship.objects.filter(district=subject.student.district_id, ended_at=None).first()
    by = Person.objects.filter(memberships__role="counselor", memberships__school=subject.school).first()
    now = timezone.now()
    return known or LocalScholarship.objects.create(
        district_id=subject.student.district_id, name={"en": "2026"}, closes_on=now.date(), source="2026",
        created_at=now, changed_at=now, changed_by=by,
    )  # fmt: skip


def _kept_way(subject: Subject) -> KeptWay:
    """Two ways that the student kept; one is kept where there is none."""
    known = KeptWay.objects.filter(student=subject.student, let_go_at=None).first()
    course = CatalogCourse.objects.filter(district=subject.student.district_id).first()
    return known or KeptWay.objects.create(
        district_id=subject.student.district_id, student=subject.student, name="2026", kept_by=subject.student,
        codes=[course.code if course else "2026"], role="student", kept_at=timezone.now(),
    )  # fmt: skip


def _kept_plan(subject: Subject) -> KeptPlan:
    """A whole plan that the student kept; one is kept where there is none."""
    known = KeptPlan.objects.filter(student=subject.student, let_go_at=None).first()
    course = CatalogCourse.objects.filter(district=subject.student.district_id).first()
    entry = {"code": course.code if course else "2026", "title": "2026", "year": timezone.localdate().year + 2}
    return known or KeptPlan.objects.create(
        district_id=subject.student.district_id, student=subject.student, name="2026", kept_by=subject.student,
        classes=[entry], role="student", kept_at=timezone.now(),
    )  # fmt: skip


def _requirements(subject: Subject) -> RequirementSet:
    """A draft of the district's own requirements; one is begun where there is none."""
    district = subject.student.district
    known = RequirementSet.objects.filter(district=district, status__in=["draft", "checked"]).first()
    by = Person.objects.filter(memberships__role="counselor", district=district).first()
    return known or checked_draft(by)


def _planned(subject: Subject) -> PlannedCourse:
    """A class that the student proposed for the next year; one is proposed where there is none."""
    known = PlannedCourse.objects.filter(student=subject.student, status="proposed").first()
    now = timezone.now()
    return known or PlannedCourse.objects.create(
        district_id=subject.student.district_id, student=subject.student, status="proposed", role="student",
        course=CatalogCourse.objects.filter(district=subject.student.district_id).first(), proposed_by=subject.student,
        school_year=now.year + 2, proposed_at=now, changed_at=now,
    )  # fmt: skip


_FINDERS: dict[str, Callable[[Subject], Any]] = {
    "occupation": lambda subject: "29-1141.00",
    "adopted": _adopted_policy,
    "aging_kind": lambda _subject: "replies",
    "record_hold": _record_hold,
    "survey": _survey,
    "survey_answer": _survey_answer,
    "group": _group,
    "contact_try": _try,
    "held": _held_line,
    "policy": _policy,
    "policy_rule": lambda subject: subject.policy.rules.first(),
    "consultation": _consultation,
    "exception": _exception,
    "service_line": _service_line,
    "past_service_line": _past_service_line,
    "conference": _held,
    "draft": _draft,
    "window": lambda subject: subject.draft.windows.first(),
    "host": _host,
    "host_time": lambda subject: HostTime.objects.filter(host=subject.host).first(),
    "room": _room,
    "appointment": _appointment,
    "question": lambda subject: FamilyQuestion.objects.filter(student=subject.student).first(),
    "invitation": lambda subject: Invitation.objects.filter(guardian__wards__student=subject.student).first(),
    "guardian": lambda subject: Person.objects.filter(wards__student=subject.student, wards__is_active=True).first(),
    "mark": _mark,
    "plan": lambda subject: Plan.objects.filter(student=subject.student).first(),
    "goal": lambda subject: Goal.objects.filter(plan__student=subject.student).first(),
    "version": _version,
    "order": _order,
    "evidence_order": _evidence_order,
    "letter": _letter,
    "school_class": _school_class,
    "run": _run("roster"),
    "score_run": _run("scores"),
    "waiting_score": _waiting,
    "score": _score,
    "score_layout": _score_layout,
    "taken_out": _taken_out,
    "growth_run": _growth_run,
    "record_run": _run("transcript"),
    "earlier_run": _run("earlier"),
    "class_link": _class_link,
    "planned": _planned,
    "kept_plan": _kept_plan,
    "kept_way": _kept_way,
    "scholarship": _scholarship,
    "requirements": _requirements,
    "pack_requirements": lambda _subject: "garfield-2029",
    "requirement_line": lambda _subject: "la_10",
    "requirement_choice": lambda _subject: "math_way",
    "requirement_limit": lambda _subject: "verbal",
    "decision": lambda subject: GraduationDecision.objects.filter(student=subject.student).first(),
    "record_kind": lambda _subject: "transcripts",
    "message": lambda subject: Message.objects.exclude(calendar="").order_by("-created_at").first(),
    "reading_letter": _reading_letter,
    "reading_period": lambda _subject: "BOY",
    "day": lambda subject: timezone.localdate(subject.conference.windows.first().starts_at),
    "section": lambda subject: "strengths",
    "feed": lambda subject: "district",
    "code": lambda subject: subject.school.district.code,
}


THINGS = frozenset({"student", "school", *_FINDERS})


def cast_subjects() -> list[Subject]:
    """The students of the access matrix, in the demo district."""
    found = []
    for name, key in (("own", "mateo"), ("other_child", "ellie"), ("other_school", "diego")):
        student = Person.objects.get(sourced_id=key)
        found.append(Subject(name, student, School.objects.get(sourced_id=BY_KEY[key].school)))
    return found


def cast_viewers() -> list[Viewer]:
    """Everybody of the cast who can sign in."""
    people = Person.objects.filter(sourced_id__in=BY_KEY, user__isnull=False).select_related("user")
    return [Viewer(person.sourced_id, BY_KEY[person.sourced_id].role, person.user) for person in people]


def largest_school() -> tuple[Subject, list[Viewer]]:
    """The largest school's subject and people, entered into the tables of the access matrix."""
    at_school = Q(memberships__role=Role.STUDENT, memberships__ends_on=None)
    school = School.objects.annotate(size=Count("memberships", filter=at_school)).order_by("-size", "sourced_id")[0]
    subject = Subject(LARGEST, _student_of(school), school)
    people = {
        "teacher": _teacher_of(subject),
        "guardian": Person.objects.filter(booked_appointments=subject.appointment).first(),
        **{role: _holder(school, role) for role in STAFF - {"teacher"}},
    }
    return subject, _entered(subject, people)


def school_with_letters() -> tuple[Subject, list[Viewer]] | None:
    """A child with a letter about reading at the school that sent most, and those who may open it; or none.

    The largest school teaches no third grade, and the children of the cast read well enough.
    """
    sent = ReadingLetter.objects.filter(readers__guardian__user__isnull=False)
    most = sent.values("school").annotate(number=Count("pk")).order_by("-number", "school").first()
    if most is None:
        return None
    letter = sent.filter(school=most["school"]).order_by("written_at", "pk").select_related("student", "school")[0]
    subject = Subject(LETTERS, letter.student, letter.school)
    people = {
        "teacher": _teacher_of(subject),
        "guardian": Person.objects.filter(user__isnull=False, pk__in=letter.readers.values("guardian")).first(),
        **{role: _holder(letter.school, role) for role in STAFF - {"teacher"}},
    }
    return subject, _entered(subject, people)


def _entered(subject: Subject, people: dict[str, Person | None]) -> list[Viewer]:
    """These people as viewers of a subject, known to the access matrix."""
    viewers = [
        Viewer(f"{subject.name}: {role}", role, person.user)
        for role, person in people.items()
        if person and person.user
    ]
    subject.people = {f"{subject.name}: {role}": person for role, person in people.items() if person}
    _enter(subject.name, viewers)
    return viewers


def _student_of(school: School) -> Person:
    """A student with a booked meeting, so that every page has something on it."""
    booked = Appointment.objects.filter(
        status=Appointment.Status.BOOKED,
        starts_at__gt=timezone.now(),
        guardian__user__isnull=False,
        student__memberships__school=school,
    )
    first = booked.order_by("student__sourced_id").first()
    if first is None:
        raise SystemExit(f"Nobody has booked at {school}: build the district anew with --again.")
    return first.student


def _teacher_of(subject: Subject) -> Person:
    """Of the student's teachers the one with the most students."""
    taught = Q(school_class__enrollments__person=subject.student)
    rows = Enrollment.objects.filter(taught, role=Enrollment.Role.TEACHER, school_class__is_active=True)
    teachers = Person.objects.filter(pk__in=rows.values("person"), user__isnull=False)
    return max(teachers, key=lambda person: (_students_of(person), person.sourced_id))


def _students_of(teacher: Person) -> int:
    classes = Enrollment.objects.filter(person=teacher, role=Enrollment.Role.TEACHER).values("school_class")
    return Enrollment.objects.filter(school_class__in=classes, role=Enrollment.Role.STUDENT).count()


def _holder(school: School, role: str) -> Person | None:
    held = Membership.objects.filter(school=school, role=role, person__user__isnull=False)
    row = held.select_related("person__user").order_by("person__sourced_id").first()
    return row.person if row else None


def _enter(name: str, viewers: list[Viewer]) -> None:
    for viewer in viewers:
        routes.ROLE_HOLDERS[viewer.role].add(viewer.key)
    keys = {viewer.key for viewer in viewers}
    staff = {viewer.key for viewer in viewers if viewer.role in STAFF}
    subjects.SEES[name] = keys | {"ruth"}
    subjects.WORKS_AT[name] = staff | {"ruth", "sam", "ines"}
    subjects.MEETS[name] = keys - staff
    subjects.ORDERED[name] = {f"{name}: office"}
