"""Asking families and students about a conference that is over, and taking what they say."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet, UUIDField, Value
from django.db.models.functions import TruncDate
from django.utils import timezone

from doorway.accounts.typing import holds_ssn
from doorway.compliance.actions.policies import locked_draft, refuse_changed, touch
from doorway.compliance.actions.words import student_names_in
from doorway.compliance.errors import (
    AnsweredAlready,
    LooksLikeNumber,
    NotAllMarked,
    SentenceNamesStudent,
    SurveyOver,
    WordsMayNameStudent,
)
from doorway.compliance.models import BoardPolicy, SurveyAnswer, SurveyInvitation
from doorway.compliance.models.survey import LONGEST_SENTENCE, Asked
from doorway.compliance.queries.drafts import ASKS, Prints
from doorway.compliance.queries.policies import in_force
from doorway.compliance.queries.schools_then import holder_then
from doorway.compliance.queries.survey import questions_for
from doorway.conferences.models import Appointment, Conference
from doorway.messages.actions import queue
from doorway.roster.models import Person, School
from doorway.roster.names import Names, quoted

# The day after the last day is soon enough to remember, and no family is asked on the day itself.
AFTER, OPEN_FOR = timedelta(hours=15), timedelta(days=14)
AT_A_TIME = 200
KIND = "compliance/mail/survey"


@transaction.atomic
def write_asks(*, policy: BoardPolicy, asks: Iterable[str], now: datetime, seen: Prints | None = None) -> None:
    """Say whom a draft asks after a conference; nobody turns it off."""
    draft = locked_draft(policy)
    refuse_changed(draft, seen, [ASKS])
    draft.asks = [role for role in Asked.values if role in set(asks)]
    draft.save(update_fields=["asks"])
    touch(draft, now)


def ask_after_conferences(*, now: datetime) -> int:
    """Write to those who came to a conference that is over since yesterday; how many letters. Once to each."""
    return sum(_ask(conference, now) for conference in _over(now))


def _over(now: datetime) -> QuerySet[Conference]:
    others = Conference.also_for.through.objects.filter(conference=OuterRef("pk"))
    rows = Conference.objects.filter(status=Conference.Status.PUBLISHED)
    rows = rows.annotate(last=Max("windows__ends_at"), is_joint=Exists(others))
    rows = rows.filter(last__lte=now - AFTER, last__gt=now - OPEN_FOR)
    return rows.select_related("district", "school").order_by("last", "pk")


def _ask(conference: Conference, now: datetime) -> int:
    district = conference.district
    today = timezone.localdate(now, district.zone)
    policy = in_force(district, today)
    if policy is None or not policy.asks or not questions_for(district, "guardian"):
        return 0
    last: datetime = getattr(conference, "last")  # noqa: B009  # annotated
    closes = timezone.localdate(last, district.zone) + OPEN_FOR
    written = 0
    for one in _who_came(conference, policy.asks):
        written += _invite(conference, one, closes, now)
        if written >= AT_A_TIME:
            break
    return written


@dataclass
class _Came:
    """Somebody who was at a meeting of a conference and can be written to: as what, about which students, and the
    school that asks, which is theirs."""

    person: Person
    role: str
    school: School
    students: list[Person] = field(default_factory=list)


def _who_came(conference: Conference, asks: Iterable[str]) -> list[_Came]:
    """Who was at a meeting of the conference, can be written to and was not, for each school that asks. One query, and
    one for the schools where there are several.

    This is asked every minute for two weeks: whoever was asked is left out by the database.
    """
    schools = {conference.school_id: conference.school}
    asking: Any = Value(conference.school_id, output_field=UUIDField())
    if getattr(conference, "is_joint", True):
        schools |= {school.pk: school for school in conference.also_for.all()}
        asking = holder_then("day")
    wanted = Q(pk=None)
    if Asked.GUARDIAN in asks:
        wanted |= _not_asked("guardian") & ~Q(guardian__email="")
    if Asked.STUDENT in asks:
        wanted |= _not_asked("student") & ~Q(student__email="") & Q(student_comes=Appointment.StudentComes.YES)
    rows: Any = (
        Appointment.objects.filter(
            conference=conference, status=Appointment.Status.BOOKED, attendance=Appointment.Attendance.CAME
        )
        .annotate(day=TruncDate("starts_at", tzinfo=conference.district.zone))
        .annotate(asking=asking)
        .filter(wanted)
        .select_related("guardian__district", "student__district")
    )
    found: dict[tuple[uuid.UUID, uuid.UUID], _Came] = {}
    for row in rows.order_by("starts_at", "pk"):
        school = schools[row.asking]
        came = row.student_comes == Appointment.StudentComes.YES
        for role, person, is_asked in ((Asked.GUARDIAN, row.guardian, True), (Asked.STUDENT, row.student, came)):
            if role in asks and is_asked and person.email:
                one = found.setdefault((person.pk, school.pk), _Came(person, role, school))
                one.students.append(row.student)
    return list(found.values())


def _not_asked(who: str) -> Q:
    asked = SurveyInvitation.objects.filter(
        conference=OuterRef("conference"), school=OuterRef("asking"), person=OuterRef(who)
    )
    return Q(~Exists(asked))


@transaction.atomic
def _invite(conference: Conference, came: _Came, closes: date, now: datetime) -> int:
    token = secrets.token_urlsafe(32)
    invitation, is_new = SurveyInvitation.objects.get_or_create(
        conference=conference,
        school=came.school,
        person=came.person,
        defaults={
            "district_id": conference.district_id, "role": came.role, "token": token, "asked_at": now,
            "closes_on": closes,
        },
    )  # fmt: skip
    if not is_new:
        return 0
    own = conference.school_id == came.school.pk
    message = queue(
        to=came.person,
        template=KIND,
        context={
            "url": f"{settings.ADDRESS}/i/s/{token}/",
            "school": came.school.name,
            "closes": closes,
            "is_student": came.role == Asked.STUDENT,
        },
        key=f"survey:{conference.pk}:{came.person.pk}" + ("" if own else f":{came.school.pk}"),
        about=came.students,
        useful_until=datetime.combine(closes, datetime.min.time(), tzinfo=conference.district.zone),
    )
    if message is None:
        invitation.delete()
        return 0
    return 1


@transaction.atomic
def answer(
    *, invitation: SurveyInvitation, marks: Mapping[str, int], sentence: str, language: str, now: datetime
) -> None:
    """Keep what somebody says, apart from who said it. Every question is answered, once, as long as it is open."""
    own = SurveyInvitation.objects.select_for_update(of=("self",)).select_related("district").get(pk=invitation.pk)
    if own.is_answered:
        raise AnsweredAlready
    if timezone.localdate(now, own.district.zone) >= own.closes_on:
        raise SurveyOver
    questions = questions_for(own.district, own.role)
    steps = len(questions[0].steps) if questions else 0
    if not questions or any(not 0 <= marks.get(question.key, -1) < steps for question in questions):
        raise NotAllMarked
    sentence = " ".join(sentence.replace("\x00", "").split())[:LONGEST_SENTENCE]
    if holds_ssn(sentence):
        raise LooksLikeNumber
    own.is_answered = True
    own.save(update_fields=["is_answered"])
    SurveyAnswer.objects.create(
        district_id=own.district_id,
        conference_id=own.conference_id,
        school_id=own.school_id,
        role=own.role,
        closes_on=own.closes_on,
        marks={question.key: marks[question.key] for question in questions},
        sentence=sentence,
        language=language,
        status=SurveyAnswer.Status.WAITING if sentence else SurveyAnswer.Status.NOTHING,
    )


@transaction.atomic
def judge_sentence(*, answer: SurveyAnswer, is_shown: bool, looked_at: Collection[str] = ()) -> None:
    """The district office has read a sentence: it is shown with the results, or not.

    One that names a student is not: the school reads it, and the evidence goes to a reviewer. Looked at when somebody
    decides, and not when it is written: whoever writes would find out who goes to school here. ``looked_at``: words of
    which the reader has said that they name no student.
    """
    names = student_names_in(answer.district, answer.sentence) if is_shown else Names()
    if names.sure:
        raise SentenceNamesStudent(names=quoted(names.sure))
    if set(names.perhaps) - set(looked_at):
        raise WordsMayNameStudent(names.perhaps)
    status = SurveyAnswer.Status.SHOWN if is_shown else SurveyAnswer.Status.REFUSED
    SurveyAnswer.objects.filter(pk=answer.pk).exclude(sentence="").update(status=status)
