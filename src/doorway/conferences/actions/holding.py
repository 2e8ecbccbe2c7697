"""A conference that nobody had booked: it is written down after it took place, and taken back when that was wrong."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from doorway.accounts.models import District, User
from doorway.accounts.typing import holds_ssn
from doorway.conferences.actions.publishing import school_year_of
from doorway.conferences.actions.steps import Status, save
from doorway.conferences.errors import held as errors
from doorway.conferences.models import (
    Appointment,
    AppointmentGuest,
    Conference,
    EarlierConference,
    HeldConference,
    Host,
)
from doorway.conferences.models.held import LONGEST_MINUTES
from doorway.conferences.queries.held import family_of, holders_of, school_on
from doorway.policy.queries import state_pack
from doorway.roster.models import Guardianship, Person

# No rule looks back further; whoever writes an older day has mistaken the year.
MOST_YEARS = 6
LONGEST_REASON = 300
LONGEST_NAME = 120
_NOON = time(12)
_SLOT = (120, 7200)


@dataclass(frozen=True)
class Account:
    """What somebody writes down: about whom, when, who was there.

    ``hosts`` and ``guardians`` are ids of persons. ``at`` none: only the day is known. ``others``: somebody of the
    family who is not on the roster, in words. ``students`` were there themselves.
    """

    on: date
    how: str
    minutes: int
    hosts: Collection[uuid.UUID]
    guardians: Collection[uuid.UUID]
    at: time | None = None
    others: str = ""
    students: bool = False


@transaction.atomic
def write_down(
    *, student: Person, account: Account, by: Person, user: User | None, now: datetime, also: Sequence[Person] = ()
) -> list[HeldConference]:
    """Write the conference down for a student, and for ``also``: children of the same family talked about with them.

    It counts from now on like one that was booked. All or nothing; a refusal of ``errors/held.py`` says why.
    """
    # Beside a file of earlier conferences that comes in at this moment: whichever is second sees the first.
    District.objects.select_for_update(no_key=True).get(pk=student.district_id)
    everybody = [student, *also]
    # Two people who write the same conference down follow each other.
    ids = sorted(one.pk for one in everybody)
    list(Person.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk").values_list("pk"))
    starts, ends = _span(account, student, now)
    others = _tidy(account.others, LONGEST_NAME)
    if holds_ssn(others):
        raise errors.NumberInName
    _check_hosts(account, student, now)
    came = _who_came(account, everybody)
    for one in everybody:
        _check_once(one, account)
    conference = _conference(student, account, user, now)
    hosts = [
        Host.objects.create(district_id=student.district_id, conference=conference, person_id=person)
        for person in sorted(set(account.hosts))
    ]
    found = []
    for one in everybody:
        found.append(
            HeldConference.objects.create(
                district_id=student.district_id,
                conference=conference,
                student=one,
                on=account.on,
                how=HeldConference.How(account.how),
                minutes=account.minutes,
                time_known=account.at is not None,
                starts_at=starts,
                ends_at=ends,
                written_by=by,
                written_at=now,
            )
        )
        for host in hosts:
            _meet(found[-1], host, came[one.pk], others, students=account.students, user=user)
    return found


@transaction.atomic
def take_back(*, held: HeldConference, why: str, by: Person, user: User | None, now: datetime) -> HeldConference:
    """It was written down by mistake: it counts no more, and stays on record with why. Other children keep theirs."""
    found = HeldConference.objects.select_for_update(of=("self",)).get(pk=held.pk)
    if found.taken_back_at is not None:
        raise errors.HeldTakenBack
    why = _tidy(why, LONGEST_REASON)
    if not why:
        raise errors.NoHeldReason
    if holds_ssn(why):
        raise errors.NumberInName
    rows = Appointment.objects.select_for_update(of=("self",)).filter(
        conference=found.conference_id, student=found.student_id, status=Appointment.Status.BOOKED
    )
    for row in rows.order_by("pk"):
        row.status, row.cancelled_at = Appointment.Status.CANCELLED, now
        save(row, user, "take back")
    found.taken_back_at, found.taken_back_by, found.taken_back_why = now, by, why
    found.save(update_fields=["taken_back_at", "taken_back_by", "taken_back_why"])
    return found


def _span(account: Account, student: Person, now: datetime) -> tuple[datetime, datetime]:
    """From when to when; without a time of the day around noon, never after now."""
    zone = student.district.zone
    today = timezone.localdate(now, zone)
    if account.on > today:
        raise errors.HeldInFuture(date=date_format(account.on, "DATE_FORMAT"))
    if account.on < today - timedelta(days=366 * MOST_YEARS):
        raise errors.HeldTooLongAgo(date=date_format(account.on, "DATE_FORMAT"), years=MOST_YEARS)
    long = timedelta(minutes=min(max(account.minutes, 1), LONGEST_MINUTES))
    # In UTC: on the two days of the year when clocks change, local times cannot be added to.
    begins = datetime.combine(account.on, account.at or _NOON, tzinfo=zone).astimezone(now.tzinfo)
    if account.at is None:
        ends = min(begins + long, now)
        return ends - long, ends
    if begins + long > now:
        raise errors.HeldNotOver
    return begins, begins + long


def _check_hosts(account: Account, student: Person, now: datetime) -> None:
    if not account.hosts:
        raise errors.NobodyHeldIt
    on = timezone.localdate(now, student.district.zone)
    if set(account.hosts) - {one.person for one in holders_of(student, min(on, account.on))}:
        raise errors.NotOfTheirs(student=student.first_name)


def _who_came(account: Account, everybody: Sequence[Person]) -> dict[uuid.UUID, list[Guardianship]]:
    """For each child the guardians who came, home by home."""
    if not account.guardians:
        raise errors.NobodyCame
    rows = [row for row in family_of(everybody) if row.guardian_id in set(account.guardians)]
    found = {one.pk: [row for row in rows if row.student_id == one.pk] for one in everybody}
    for one in everybody:
        if not found[one.pk]:
            raise errors.NotInTheFamily(student=one.first_name)
    return found


def _check_once(student: Person, account: Account) -> None:
    values = {"student": student.first_name, "date": date_format(account.on, "DATE_FORMAT")}
    if HeldConference.objects.filter(student=student, on=account.on, taken_back_at=None).exists():
        raise errors.HeldAlready(**values)
    earlier = EarlierConference.objects.filter(student=student, on=account.on, taken_back_at=None)
    if earlier.filter(kind=EarlierConference.Kind.INDIVIDUAL).exists():
        raise errors.CameWithAFile(**values)
    zone = student.district.zone
    day = datetime.combine(account.on, time(), tzinfo=zone)
    next_day = datetime.combine(account.on + timedelta(days=1), time(), tzinfo=zone)
    booked = Appointment.objects.filter(
        student=student,
        host__person__in=account.hosts,
        status=Appointment.Status.BOOKED,
        starts_at__gte=day,
        starts_at__lt=next_day,
    ).exclude(conference__status=Status.HELD)
    # One that was marked comes first: it is the stronger reason.
    for row in sorted(booked.select_related("host__person"), key=lambda row: row.attendance != "came"):
        refused = errors.CameAlready if row.attendance == Appointment.Attendance.CAME else errors.WasBooked
        raise refused(host=row.host.person.full_name, **values)


def _conference(student: Person, account: Account, user: User | None, now: datetime) -> Conference:
    school = school_on(student, account.on)
    if school is None:  # whoever may be seen goes to a school: the roster changed in this moment
        raise errors.NotOfTheirs(student=student.first_name)
    year = school_year_of(school, account.on)
    least, most = _SLOT
    conference = Conference(
        district_id=student.district_id,
        school=school,
        school_year=year,
        kind=_kind(student, year.ends_on.year),
        status=Status.HELD,
        slot_seconds=min(max(account.minutes * 60, least), most),
        created_at=now,
    )
    save(conference, user, "write down")
    return conference


def _kind(student: Person, year: int) -> str:
    """The kind of the student's plan; the first one for a grade that has none."""
    pack = state_pack(student.district)
    try:
        return pack.plan_kind(student.grade, year).key
    except (LookupError, ValueError):
        return pack.plans.kinds[0].key


def _meet(
    held: HeldConference,
    host: Host,
    came: Sequence[Guardianship],
    others: str,
    *,
    students: bool,
    user: User | None,
) -> None:
    """One appointment for each home that came."""
    comes = Appointment.StudentComes.YES if students else Appointment.StudentComes.NO
    for place, home in enumerate(dict.fromkeys(row.household for row in came)):
        first, *more = (row.guardian for row in came if row.household == home)
        meeting = Appointment(
            district_id=held.district_id,
            conference_id=held.conference_id,
            host=host,
            student_id=held.student_id,
            guardian=first,
            household=home,
            starts_at=held.starts_at,
            ends_at=held.ends_at,
            student_comes=comes,
            language=first.language,
            attendance=Appointment.Attendance.CAME,
            attendance_at=held.written_at,
            booked_by=user,
            booked_at=held.written_at,
        )
        save(meeting, user, "write down")
        guests = [AppointmentGuest(district_id=held.district_id, appointment=meeting, person=one) for one in more]
        if others and not place:
            guests.append(AppointmentGuest(district_id=held.district_id, appointment=meeting, name=others))
        AppointmentGuest.objects.bulk_create(guests)


def _tidy(text: str, most: int) -> str:
    return " ".join(text.replace("\x00", "").split())[:most]
