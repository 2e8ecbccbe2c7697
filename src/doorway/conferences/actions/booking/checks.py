"""What has to be true of a wish before it is booked."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from doorway.conferences.actions.booking.questions import readable_question
from doorway.conferences.actions.booking.wish import Wish
from doorway.conferences.core.slots import Span
from doorway.conferences.errors import booking as errors
from doorway.conferences.models import Appointment, Conference, Host
from doorway.conferences.queries.hosts import belonging, schools_of
from doorway.conferences.queries.slots import first_bookable, is_open, slots_of
from doorway.conferences.wording import moment_in_words
from doorway.roster.access.marks import marks_against
from doorway.roster.models import AccessMark, Guardianship, Person


@dataclass(frozen=True)
class Checked:
    """A wish that may be booked: who books, for which home, in which slot."""

    wish: Wish
    guardian: Person
    household: int
    span: Span

    @property
    def people(self) -> set[uuid.UUID]:
        """Everybody who has to be there."""
        come = self.wish.student_comes == Appointment.StudentComes.YES
        student = {self.wish.student.pk} if come else set()
        return {self.wish.host.person_id, self.guardian.pk, *(guest.pk for guest in self.wish.guests)} | student

    @property
    def family(self) -> set[uuid.UUID]:
        """Those of them who are not the host."""
        return self.people - {self.wish.host.person_id}


def said(moment: datetime, wish: Wish) -> str:
    """The moment in the words of the student's district."""
    return moment_in_words(moment, wish.student.district.zone)


def check(wish: Wish, guardian: Person, now: datetime, *, office: bool) -> Checked:
    """Who books what, for which home; or a refusal of ``errors/booking.py``."""
    guardian = wish.guardian or guardian
    span = slot_of(wish, now, office=office)
    household = _household(wish, guardian)
    _check_host(wish, now.astimezone(wish.student.district.zone).date())
    if guardian in wish.guests:
        raise errors.NotInThisHome
    check_guests(wish.guests, wish.student, household)
    readable_question(wish.question)
    return Checked(wish, guardian, household, span)


def slot_of(wish: Wish, now: datetime, *, office: bool) -> Span:
    """The slot that a wish is about, when it can be booked now; ``office``: as the school may."""
    conference = Conference.objects.select_related("school").get(pk=wish.host.conference_id)
    if conference.status != Conference.Status.PUBLISHED or not (office or is_open(conference, now)):
        raise errors.NotOpenYet(school=conference.school.name)
    if wish.starts_at <= now:
        raise errors.InThePast(time=said(wish.starts_at, wish))
    if not office and wish.starts_at < first_bookable(conference, now):
        raise errors.TooLate(time=said(wish.starts_at, wish))
    host = Host.objects.select_related("conference", "person").get(pk=wish.host.pk)
    for span in slots_of(host):
        if span.starts_at == wish.starts_at:
            return span
    raise errors.NoSuchSlot(host=host.person.full_name, time=said(wish.starts_at, wish))


def _household(wish: Wish, guardian: Person) -> int:
    row = Guardianship.objects.filter(
        student=wish.student, guardian=guardian, is_active=True, guardian__is_active=True, student__is_active=True
    ).first()
    # As a page does: a mark on one person closes the record for everybody who reads the same mailbox.
    if row is None or marks_against(guardian).filter(student=wish.student).exists():
        raise errors.NotTheGuardian
    return row.household


def _check_host(wish: Wish, on: date) -> None:
    host = wish.host
    belongs = belonging([wish.student.pk], on)
    if host.person.is_active and belongs.meets(wish.student.pk, host, schools_of(host.conference)):
        return
    raise errors.NotTheirHost(host=host.person.full_name, student=wish.student.first_name)


def check_guests(people: Sequence[Person], student: Person, household: int) -> None:
    """Refuse people who are not guardians in this home of the student, or to whom the student's record is closed."""
    ids = {person.pk for person in people}
    home = Guardianship.objects.filter(
        student=student, guardian__in=ids, household=household, is_active=True, guardian__is_active=True
    )
    closed = AccessMark.objects.filter(student=student, person__in=ids, lifted_at=None)
    if home.count() != len(ids) or closed.exists():
        raise errors.NotInThisHome


def refuse_overlaps(checked: Sequence[Checked]) -> None:
    """Refuse a basket in which somebody would be in two places, or one meeting stands twice."""
    for index, one in enumerate(checked):
        for other in checked[:index]:
            if one.wish.key == other.wish.key:
                raise twice(one)
            if one.people & other.people and one.span.overlaps(other.span):
                first, second = sorted((one, other), key=lambda item: item.span)
                raise errors.FamilyOverlap(
                    first=said(first.span.starts_at, first.wish), second=said(second.span.starts_at, second.wish)
                )


def twice(checked: Checked) -> errors.AlreadyMeeting:
    """This home meets this host about this student already."""
    wish = checked.wish
    return errors.AlreadyMeeting(host=wish.host.person.full_name, student=wish.student.first_name)
