"""What families do: book in one basket, ask, come or not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from random import Random

from doorway.accounts.errors import Refusal
from doorway.conferences.actions.attendance import record_attendance
from doorway.conferences.actions.booking import Wish, book_basket
from doorway.conferences.models import Appointment, Conference
from doorway.conferences.queries.families import Choice, FamilyBoard, family_board
from doorway.demo.build.stage import Stage
from doorway.demo.build.words import QUESTIONS
from doorway.roster.models import Membership, Person, Role

# How many of the families have booked, by how far the conference is.
BOOKED_OVER, BOOKED_OPEN = 0.88, 0.42
ATTENDED = 0.93
MOST_TEACHERS = 3
LARGE_BOOKINGS = 400
# These book in front of the audience; Rosa's invitation is unanswered.
WAITING = {"rosa"}


def book_families(stage: Stage, conferences: Sequence[Conference], *, share: float, begin: datetime) -> int:
    """Families book, one after the other, in the hours after the opening; the number of appointments."""
    random = stage.random(f"book:{conferences[0].school.sourced_id}")
    guardians = _guardians(stage, conferences)
    made = 0
    for number, guardian in enumerate(guardians):
        if stage.is_large and number >= LARGE_BOOKINGS:
            break
        if guardian.sourced_id in WAITING or (random.random() > share and guardian.sourced_id != "ben"):
            continue
        now = begin + timedelta(minutes=3 * number)
        made += len(_book(guardian, conferences, random, min(now, stage.now)))
    return made


def _guardians(stage: Stage, conferences: Sequence[Conference]) -> list[Person]:
    """One guardian of each home with a child at these schools, in a settled order."""
    schools = {school for c in conferences for school in (c.school_id, *c.also_for.values_list("pk", flat=True))}
    rows = Membership.objects.filter(school__in=schools, role=Role.STUDENT, ends_on=None)
    here = set(rows.values_list("person__sourced_id", flat=True))
    found: dict[str, Person] = {}
    for student, homes in sorted(stage.homes().items()):
        if student in here:
            for home in homes:
                with_mailbox = [guardian for guardian in home if guardian.email] or home
                found.setdefault(with_mailbox[0].sourced_id, with_mailbox[0])
    people = sorted(found.values(), key=lambda person: person.sourced_id)
    stage.random("order").shuffle(people)
    return people


def _book(guardian: Person, conferences: Sequence[Conference], random: Random, now: datetime) -> list[Appointment]:
    board = family_board([guardian], now=now, office=not guardian.email)
    keys = [choice.key for choice in _chosen(board, conferences, random)]
    if not keys:
        return []
    visit = board.compact(board.wishes(keys))
    wishes = []
    for meeting in visit.meetings:
        choice = board.choice(meeting.key)
        if choice is None or meeting.fixed:
            continue
        grade = choice.ward.student.grade
        comes = random.random() < (0.8 if grade in {"07", "08", "09", "10", "11", "12"} else 0.45)
        wishes.append(
            Wish(
                student=choice.ward.student,
                host=choice.host,
                starts_at=meeting.span.starts_at,
                student_comes=Appointment.StudentComes.YES if comes else Appointment.StudentComes.NO,
                language=guardian.language,
                wants_interpreter=guardian.language == "es" and random.random() < 0.5,
                question=random.choice(QUESTIONS[guardian.language]) if random.random() < 0.25 else "",
                guardian=choice.ward.guardian,
            )
        )
    if not wishes:
        return []
    try:
        return book_basket(wishes=wishes, guardian=guardian, by=guardian.user, now=now, office=not guardian.email)
    except Refusal:
        # A child who comes along to a sibling's meeting at the same minute: this family calls the office later.
        return []


def _chosen(board: FamilyBoard, conferences: Sequence[Conference], random: Random) -> Iterable[Choice]:
    """The homeroom teacher in elementary school, a few teachers per student above it."""
    ids = {conference.pk for conference in conferences}
    by_student: dict[str, list[Choice]] = {}
    for choice in board.open_choices:
        if choice.host.conference_id in ids and choice.free:
            by_student.setdefault(choice.ward.student.sourced_id, []).append(choice)
    for choices in by_student.values():
        choices.sort(key=lambda choice: choice.host.person.sourced_id)
        yield from random.sample(choices, min(len(choices), random.randint(1, MOST_TEACHERS)))


def hold(stage: Stage, conference: Conference) -> list[Appointment]:
    """The days themselves: who came is marked when the meeting ends. Those who came are returned."""
    random = stage.random(f"hold:{conference.school.sourced_id}")
    rows = conference.appointments.filter(status=Appointment.Status.BOOKED).select_related(
        "student", "guardian", "host__person"
    )
    came = []
    for row in rows.order_by("starts_at", "student__sourced_id"):
        attends = random.random() < ATTENDED
        state = Appointment.Attendance.CAME if attends else Appointment.Attendance.NO_SHOW
        record_attendance(appointment=row, attendance=state, now=row.ends_at)
        if attends:
            came.append(row)
    return came
