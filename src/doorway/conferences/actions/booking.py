"""Booking, moving and cancelling. A basket is booked whole or not at all.

That nobody is in two places is not checked here: the database refuses it (``conferences/guards.py``), which holds
between clients that cannot see each other yet. Here the refusal becomes a sentence with the nearest times that fit.

Rows are inserted in one order in every transaction (whom they occupy, by id, then time), so two baskets wait for each
other in a line and not in a circle.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from doorway.accounts.models import User
from doorway.accounts.typing import holds_ssn
from doorway.conferences.actions.conflicts import says_taken, says_twice, stand_in_line, whole_or_not
from doorway.conferences.actions.steps import hold_still, save
from doorway.conferences.core.slots import Span
from doorway.conferences.errors import booking as errors
from doorway.conferences.letters import tell_booked, tell_cancelled, tell_moved, tell_of_interpreter
from doorway.conferences.models import Appointment, AppointmentGuest, Conference, FamilyQuestion, Host, Occupancy
from doorway.conferences.queries.families import family_board, wish_key
from doorway.conferences.queries.hosts import belonging, schools_of
from doorway.conferences.queries.slots import first_bookable, is_open, slots_of
from doorway.conferences.wording import moment_in_words
from doorway.roster.access.marks import marks_against
from doorway.roster.access.viewer import current
from doorway.roster.models import AccessMark, Guardianship, Membership, Person, Role

QUESTION_LIMIT = 2000


@dataclass(frozen=True)
class Wish:
    """One meeting of a basket. ``guests`` are guardians of the same home, ``guest_names`` anybody else."""

    student: Person
    host: Host
    starts_at: datetime
    student_comes: str = Appointment.StudentComes.OPEN
    language: str = settings.LANGUAGE_CODE
    wants_interpreter: bool = False
    guests: tuple[Person, ...] = ()
    guest_names: tuple[str, ...] = ()
    question: str = ""
    # When another person of the same mailbox is this student's guardian.
    guardian: Person | None = None

    @property
    def key(self) -> str:
        """The name of the student with the host."""
        return wish_key(self.student.pk, self.host.pk)


@dataclass(frozen=True)
class _Checked:
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


def book_basket(
    *, wishes: Sequence[Wish], guardian: Person, by: User | None, now: datetime, office: bool = False
) -> list[Appointment]:
    """Book all wishes or none, and queue a confirmation with a calendar entry for every guardian who comes.

    ``office``: the school books for a family, also before the opening and within the lead time. Raises
    :class:`~doorway.conferences.errors.booking.SlotTaken` with offers when a time went, and other refusals of
    ``errors/booking.py``; then nothing was booked.
    """
    if not wishes:
        raise errors.NothingChosen
    basket = uuid.uuid4()

    def work() -> list[Appointment]:
        hold_still(wish.host.conference_id for wish in wishes)
        checked = [_check(wish, guardian, now, office=office) for wish in wishes]
        _refuse_overlaps(checked)
        return _write(checked, by=by, now=now, basket=basket)

    return whole_or_not(work, taken=lambda: _taken(wishes, guardian, now, office=office))


def move(
    *, appointment: Appointment, starts_at: datetime, by: User | None, now: datetime, office: bool = False
) -> Appointment:
    """Give the appointment another time with the same host; the calendar entries follow."""

    def wish_of(row: Appointment) -> Wish:
        guests = list(row.guests.select_related("person"))
        return Wish(
            student=row.student,
            host=row.host,
            starts_at=starts_at,
            student_comes=row.student_comes,
            language=row.language,
            wants_interpreter=row.wants_interpreter,
            guests=tuple(guest.person for guest in guests if guest.person),
            guest_names=tuple(guest.name for guest in guests if guest.name),
            guardian=row.guardian,
        )

    def work() -> Appointment:
        hold_still([appointment.conference_id])
        row = _changeable(appointment, now)
        wish = wish_of(row)
        span = _slot(wish, now, office=office)
        if span.starts_at == row.starts_at:
            return row
        checked = _Checked(wish, row.guardian, row.household, span)
        was = row.starts_at
        row.occupancies.all().delete()
        row.starts_at, row.ends_at = span.starts_at, span.ends_at
        _occupy([(row, checked)])
        _find_interpreter(row, first=row.interpreter)
        save(row, by, "move")
        tell_moved(row, was=was, now=now)
        return row

    def taken() -> Exception | None:
        row = Appointment.objects.select_related("host", "student", "guardian").get(pk=appointment.pk)
        return _taken([wish_of(row)], row.guardian, now, office=office, moving=row)

    return whole_or_not(work, taken=taken)


def cancel(*, appointment: Appointment, by: User | None, now: datetime) -> Appointment:
    """Cancel it: everybody's time is free again, and the calendar entries go."""
    with transaction.atomic():
        row = _changeable(appointment, now)
        row.occupancies.all().delete()
        row.status = Appointment.Status.CANCELLED
        row.cancelled_at = now
        save(row, by, "cancel")
        tell_cancelled(row, now=now)
    return row


def assign_interpreter(
    *, appointment: Appointment, interpreter: Person | None, by: User | None, now: datetime
) -> Appointment:
    """Give the meeting this interpreter, or none; the family is told when one was found for it."""
    with transaction.atomic():
        row = _changeable(appointment, now)
        if row.interpreter == interpreter:
            return row
        if row.interpreter is not None:
            row.occupancies.filter(person=row.interpreter).delete()
        if interpreter is not None and (interpreter not in interpreters_for(row) or not _take(row, interpreter)):
            raise errors.InterpreterBusy(name=interpreter.full_name)
        row.interpreter = interpreter
        row.wants_interpreter = row.wants_interpreter or interpreter is not None
        save(row, by, "assign interpreter")
        if interpreter is not None:
            tell_of_interpreter(row)
    return row


def interpreters_for(appointment: Appointment) -> list[Person]:
    """The interpreters who are free at the meeting's time; the one it has comes first."""
    found = _interpreters(appointment, appointment.interpreter)
    own = [appointment.interpreter] if appointment.interpreter and appointment.interpreter not in found else []
    return [*own, *found]


def ask(*, appointment: Appointment, guardian: Person, text: str, now: datetime) -> FamilyQuestion | None:
    """Write, change or (empty) take back this home's question to the host, until the conference begins."""
    with transaction.atomic():
        row = _changeable(appointment, now)
        text = _question(text)
        known = questions_of(row).filter(answer="").first()
        if known is None:
            return _ask(row, guardian, text, now) if text else None
        if not text:
            known.delete()
            return None
        if known.text != text:
            known.text, known.asked_by, known.asked_at = text, guardian, now
            known.save()
        return known


def questions_of(appointment: Appointment) -> QuerySet[FamilyQuestion]:
    """The questions that this home asked this host: those of the other home stay there."""
    home = Guardianship.objects.filter(student=appointment.student_id, household=appointment.household)
    return FamilyQuestion.objects.filter(
        conference=appointment.conference_id,
        student=appointment.student_id,
        host=appointment.host_id,
        asked_by__in=home.values("guardian"),
    )


# Checks


def _said(moment: datetime, wish: Wish) -> str:
    return moment_in_words(moment, wish.student.district.zone)


def _check(wish: Wish, guardian: Person, now: datetime, *, office: bool) -> _Checked:
    guardian = wish.guardian or guardian
    span = _slot(wish, now, office=office)
    household = _household(wish, guardian)
    _check_host(wish, now.astimezone(wish.student.district.zone).date())
    _check_guests(wish, guardian, household)
    _question(wish.question)
    return _Checked(wish, guardian, household, span)


def _slot(wish: Wish, now: datetime, *, office: bool) -> Span:
    conference = Conference.objects.select_related("school").get(pk=wish.host.conference_id)
    if conference.status != Conference.Status.PUBLISHED or not (office or is_open(conference, now)):
        raise errors.NotOpenYet(school=conference.school.name)
    if wish.starts_at <= now:
        raise errors.InThePast(time=_said(wish.starts_at, wish))
    if not office and wish.starts_at < first_bookable(conference, now):
        raise errors.TooLate(time=_said(wish.starts_at, wish))
    host = Host.objects.select_related("conference", "person").get(pk=wish.host.pk)
    for span in slots_of(host):
        if span.starts_at == wish.starts_at:
            return span
    raise errors.NoSuchSlot(host=host.person.full_name, time=_said(wish.starts_at, wish))


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


def _check_guests(wish: Wish, guardian: Person, household: int) -> None:
    ids = {guest.pk for guest in wish.guests}
    if guardian.pk in ids:
        raise errors.NotInThisHome
    home = Guardianship.objects.filter(
        student=wish.student, guardian__in=ids, household=household, is_active=True, guardian__is_active=True
    )
    closed = AccessMark.objects.filter(student=wish.student, person__in=ids, lifted_at=None)
    if home.count() != len(ids) or closed.exists():
        raise errors.NotInThisHome


def _question(text: str) -> str:
    text = text.strip()
    if len(text) > QUESTION_LIMIT:
        raise errors.QuestionTooLong(limit=QUESTION_LIMIT)
    if holds_ssn(text):
        raise errors.QuestionHoldsNumber
    return text


def _refuse_overlaps(checked: Sequence[_Checked]) -> None:
    for index, one in enumerate(checked):
        for other in checked[:index]:
            if one.wish.key == other.wish.key:
                raise _twice(one)
            if one.people & other.people and one.span.overlaps(other.span):
                first, second = sorted((one, other), key=lambda item: item.span)
                raise errors.FamilyOverlap(
                    first=_said(first.span.starts_at, first.wish), second=_said(second.span.starts_at, second.wish)
                )


def _twice(checked: _Checked) -> errors.AlreadyMeeting:
    wish = checked.wish
    return errors.AlreadyMeeting(host=wish.host.person.full_name, student=wish.student.first_name)


def _changeable(appointment: Appointment, now: datetime) -> Appointment:
    row = (
        Appointment.objects.select_for_update(of=("self",))
        .select_related(
            "student__district",
            "guardian__district",
            "interpreter",
            "host__person",
            "host__room",
            "conference__district",
            "conference__school",
        )
        .get(pk=appointment.pk)
    )
    if row.status != Appointment.Status.BOOKED:
        raise errors.NotBooked
    if row.starts_at <= now:
        raise errors.AlreadyBegun
    return row


# Writing


def _write(checked: Sequence[_Checked], *, by: User | None, now: datetime, basket: uuid.UUID) -> list[Appointment]:
    rows = [
        (_appointment(item, by=by, now=now, basket=basket), item)
        for item in sorted(checked, key=lambda item: (str(item.wish.host.pk), str(item.wish.student.pk)))
    ]
    _occupy(rows)
    rows.sort(key=lambda pair: pair[0].starts_at)
    for row, item in rows:
        if _find_interpreter(row):
            row.save()
        for guest in item.wish.guests:
            AppointmentGuest.objects.create(district_id=row.district_id, appointment=row, person=guest)
        for name in item.wish.guest_names:
            AppointmentGuest.objects.create(district_id=row.district_id, appointment=row, name=name)
        if _question(item.wish.question):
            _ask(row, item.guardian, _question(item.wish.question), now)
    booked = [row for row, _item in rows]
    tell_booked(booked, now=now)
    return booked


def _appointment(item: _Checked, *, by: User | None, now: datetime, basket: uuid.UUID) -> Appointment:
    wish = item.wish
    try:
        with transaction.atomic():
            return Appointment.objects.create(
                district_id=wish.student.district_id,
                conference_id=wish.host.conference_id,
                host=wish.host,
                student=wish.student,
                guardian=item.guardian,
                household=item.household,
                starts_at=item.span.starts_at,
                ends_at=item.span.ends_at,
                student_comes=wish.student_comes,
                language=wish.language,
                wants_interpreter=wish.wants_interpreter,
                basket=basket,
                booked_by=by,
                booked_at=now,
            )
    except IntegrityError as error:
        if says_twice(error):
            raise _twice(item) from error
        raise


def _occupy(rows: Sequence[tuple[Appointment, _Checked]]) -> None:
    """Take everybody's time, in one statement and in one order."""
    wanted = [taken for row, item in rows for taken in _occupancies(row, item)]
    wanted.sort(key=lambda taken: (str(taken.person_id or taken.room_id), taken.starts_at))
    stand_in_line(one for taken in wanted if (one := taken.person_id or taken.room_id))
    Occupancy.objects.bulk_create(wanted)


def _occupancies(row: Appointment, item: _Checked) -> Iterator[Occupancy]:
    common = {
        "district_id": row.district_id,
        "appointment": row,
        "starts_at": item.span.starts_at,
        "ends_at": item.span.ends_at,
    }
    for person_id in item.people:
        yield Occupancy(person_id=person_id, **common)
    if item.wish.host.room_id is not None:
        yield Occupancy(room_id=item.wish.host.room_id, **common)


def _ask(row: Appointment, guardian: Person, text: str, now: datetime) -> FamilyQuestion:
    return FamilyQuestion.objects.create(
        district_id=row.district_id,
        conference_id=row.conference_id,
        student_id=row.student_id,
        host_id=row.host_id,
        asked_by=guardian,
        text=text,
        asked_at=now,
    )


# Interpreters


def _find_interpreter(row: Appointment, first: Person | None = None) -> bool:
    """Give the appointment an interpreter who is free then; True when one was found.

    Everybody in the role interprets between the two languages of the pages. For a talk in the school's own language
    (a signing interpreter, a third language) and when all are busy, the school looks for somebody.
    """
    row.interpreter = None
    if not row.wants_interpreter or row.language == settings.LANGUAGE_CODE:
        return False
    for person in _interpreters(row, first):
        if _take(row, person):
            row.interpreter = person
            return True
    return False


def _interpreters(row: Appointment, first: Person | None) -> list[Person]:
    today = timezone.localdate(row.starts_at, row.student.district.zone)
    roles = Membership.objects.filter(
        current(today),
        Q(school=None) | Q(school=row.conference.school_id),
        district=row.district_id,
        role=Role.INTERPRETER,
    )
    busy = Occupancy.objects.filter(starts_at__lt=row.ends_at, ends_at__gt=row.starts_at, person__isnull=False)
    marked = AccessMark.objects.filter(student=row.student_id, lifted_at=None)
    mailboxes = marked.filter(person__user__isnull=False).values("person__user")
    closed = Q(pk__in=marked.values("person")) | Q(user__isnull=False, user__in=mailboxes)
    free = Person.objects.filter(~closed, pk__in=roles.values("person"), is_active=True)
    free = free.exclude(pk__in=busy.values("person"))
    return sorted(free, key=lambda person: (person != first, str(person.pk)))


def _take(row: Appointment, person: Person) -> bool:
    try:
        with transaction.atomic():
            Occupancy.objects.create(
                district_id=row.district_id,
                appointment=row,
                person=person,
                starts_at=row.starts_at,
                ends_at=row.ends_at,
            )
    except IntegrityError as error:
        if not says_taken(error):
            raise
        return False
    return True


# What went


@dataclass
class _Overlaps:
    """Who and what is taken in the time of one wish."""

    people: set[uuid.UUID] = field(default_factory=set)
    rooms: set[uuid.UUID] = field(default_factory=set)


def _taken(
    wishes: Sequence[Wish], guardian: Person, now: datetime, *, office: bool, moving: Appointment | None = None
) -> errors.SlotTaken | None:
    """After everything was undone: which of the wanted times went, and what fits instead. None when all are free."""
    lost = []
    for wish in wishes:
        host = Host.objects.select_related("conference", "person").get(pk=wish.host.pk)
        span = next((slot for slot in slots_of(host) if slot.starts_at == wish.starts_at), None)
        if span is None:
            continue
        item = _Checked(wish, wish.guardian or guardian, 0, span)
        overlaps = _overlaps(span, moving)
        family_is_busy = bool(item.family & overlaps.people)
        if family_is_busy or host.person_id in overlaps.people or host.room_id in overlaps.rooms:
            lost.append(errors.Lost(wish, family_is_busy))
    if not lost:
        return None
    persons = list(dict.fromkeys([guardian, *(wish.guardian for wish in wishes if wish.guardian)]))
    board = family_board(persons, now=now, office=office, moving=moving)
    wanted = {wish.key: wish.starts_at for wish in wishes}
    return errors.SlotTaken(lost, board.rescue(wanted, [one.key for one in lost]))


def _overlaps(span: Span, moving: Appointment | None) -> _Overlaps:
    rows = Occupancy.objects.filter(starts_at__lt=span.ends_at, ends_at__gt=span.starts_at)
    if moving is not None:
        rows = rows.exclude(appointment=moving)
    found = _Overlaps()
    for person, room in rows.values_list("person_id", "room_id"):
        found.people |= {person} - {None}
        found.rooms |= {room} - {None}
    return found
