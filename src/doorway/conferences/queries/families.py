"""Everything a family's booking page needs, in six queries whatever the number of children."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value, prefetch_related_objects

from doorway.conferences.core.itinerary import Itinerary, Meeting, Rescue, Wish, propose, rescue
from doorway.conferences.core.slots import Span, free_of
from doorway.conferences.models import Appointment, Conference, ConferenceWindow, Host, Occupancy
from doorway.conferences.queries.hosts import Belonging, belonging
from doorway.conferences.queries.slots import first_bookable, is_open, slots_of
from doorway.roster.access.marks import marked_as
from doorway.roster.access.viewer import current
from doorway.roster.models import AccessMark, Guardianship, Membership, Person, Role

# So many meetings for one child fit into one visit.
FEW = 3


@dataclass(frozen=True)
class Ward:
    """A student, the guardian who books, and the other guardians of the same home."""

    student: Person
    household: int
    guardian: Person
    home: tuple[Person, ...] = ()


@dataclass(frozen=True)
class Choice:
    """One student with one host: the time that is booked, or the times that are free."""

    ward: Ward
    host: Host
    is_open: bool
    free: tuple[Span, ...]
    appointment: Appointment | None = None
    # Every time of the host is too near (or over) to be booked by the family itself.
    is_closed: bool = False

    @property
    def key(self) -> str:
        """The name of the form's field."""
        return wish_key(self.ward.student.pk, self.host.pk)

    @property
    def conference(self) -> Conference:
        """The conference at which they meet."""
        return self.host.conference

    @property
    def place(self) -> str:
        """The building: joint conferences are held in one."""
        return str(self.host.conference_id)


def _first(choices: list[Choice]) -> list[Choice]:
    everyone = [choice for choice in choices if choice.host.meets_everyone]
    return everyone if everyone and len(choices) > FEW else choices


def wish_key(student_id: uuid.UUID, host_id: uuid.UUID) -> str:
    """How a student with a host is named in forms and itineraries.

    By whole ids: those of one import begin alike, and siblings with one host would share a field, and lose a time.
    """
    return f"{student_id.hex}-{host_id.hex}"


@dataclass(frozen=True)
class FamilyBoard:
    """The family: its children, whom they can meet, what is booked, what is free."""

    zone: ZoneInfo
    wards: tuple[Ward, ...] = ()
    choices: tuple[Choice, ...] = ()
    elsewhere: tuple[Meeting, ...] = ()
    conferences: Mapping[uuid.UUID, Conference] = field(default_factory=dict)

    @property
    def open_choices(self) -> list[Choice]:
        """What can be booked now."""
        return [choice for choice in self.choices if choice.is_open and not choice.appointment]

    @property
    def suggested(self) -> list[Choice]:
        """The open choices that are chosen beforehand; the others are offered.

        A child meets one teacher in elementary school and eight in high school. Where there are more than
        :data:`FEW` for one conference, those who meet everyone (the counselor) are suggested, and the family adds
        the teachers it wants to talk to.
        """
        together: dict[tuple[uuid.UUID, uuid.UUID], list[Choice]] = defaultdict(list)
        for choice in self.choices:
            together[choice.ward.student.pk, choice.host.conference_id].append(choice)
        wanted = {choice.key for choices in together.values() for choice in _first(choices)}
        return [choice for choice in self.open_choices if choice.key in wanted and not choice.is_closed]

    @property
    def soon(self) -> list[Conference]:
        """Conferences that are published and not open yet, in order of their opening."""
        waits = {c.conference.pk: c.conference for c in self.choices if not c.is_open and not c.appointment}
        return sorted(waits.values(), key=lambda one: (one.opens_at is None, one.opens_at or one.created_at))

    @property
    def closed(self) -> list[Conference]:
        """Conferences at which the family cannot book by itself any more, and has not booked everything."""
        found = {c.conference.pk: c.conference for c in self.open_choices if c.is_closed}
        return list(found.values())

    @property
    def appointments(self) -> list[Appointment]:
        """What this home has booked, in order of time."""
        found = [choice.appointment for choice in self.choices if choice.appointment]
        return sorted(found, key=lambda appointment: appointment.starts_at)

    @property
    def booked(self) -> list[Meeting]:
        """Where this family has to be already."""
        own = [
            Meeting(c.key, c.place, Span(c.appointment.starts_at, c.appointment.ends_at), fixed=True)
            for c in self.choices
            if c.appointment
        ]
        return [*own, *self.elsewhere]

    def only(self, conference: uuid.UUID, students: Collection[uuid.UUID]) -> FamilyBoard:
        """What one school sees of the family: its own conference and these students; elsewhere the family is busy."""
        mine = [c for c in self.choices if c.conference.pk == conference and c.ward.student.pk in students]
        keys = {choice.key for choice in mine}
        others = (meeting for meeting in self.booked if meeting.key not in keys)
        return replace(
            self,
            wards=tuple(ward for ward in self.wards if ward.student.pk in students),
            choices=tuple(mine),
            elsewhere=tuple(others),
        )

    def choice(self, key: str) -> Choice | None:
        """The choice with this key."""
        return next((choice for choice in self.choices if choice.key == key), None)

    def wishes(self, keys: Iterable[str] | None = None) -> list[Wish]:
        """The open choices (of these keys) as wishes for an itinerary."""
        wanted = None if keys is None else set(keys)
        return [
            Wish(choice.key, choice.place, choice.free)
            for choice in self.open_choices
            if wanted is None or choice.key in wanted
        ]

    def compact(self, wishes: Sequence[Wish] | None = None) -> Itinerary:
        """One compact visit for everything that can be booked."""
        return propose(self.wishes() if wishes is None else wishes, zone=self.zone, booked=self.booked)

    def rescue(self, wanted: Mapping[str, datetime], lost: Iterable[str]) -> Rescue:
        """After some of the wanted times went: the nearest ones, and a whole visit."""
        gone = set(lost)
        known = self.wishes(wanted)
        known += [Wish(key, "", ()) for key in sorted(gone - {wish.key for wish in known})]
        return rescue(known, wanted, gone, zone=self.zone, booked=self.booked)


def family_rows(
    guardians: Sequence[uuid.UUID] | QuerySet[Guardianship, uuid.UUID], *, seen: QuerySet[Person] | None = None
) -> list[Guardianship]:
    """Every guardianship of every student of these guardians (ids, or a queryset of ids). One query.

    Each carries ``is_marked`` (the record is closed to this guardian's mailbox) and, with ``seen`` (a queryset about
    ``OuterRef("student")``), ``is_seen``.
    """
    # "In these students" and not "there is a row of these guardians": then SQLite walks through the whole district.
    own = Guardianship.objects.filter(guardian__in=guardians, is_active=True).values("student")
    rows = Guardianship.objects.filter(
        student__in=own, is_active=True, student__is_active=True, guardian__is_active=True
    ).annotate(is_marked=Exists(marked_as("guardian")), is_seen=Exists(seen) if seen is not None else Value(value=True))
    return list(rows.select_related("student__district", "guardian__district"))


def guardians_in(rows: Sequence[Guardianship], student_id: uuid.UUID) -> list[Guardianship]:
    """For whom the office can book: the student's guardians without a mark, home by home."""
    found = [row for row in rows if row.student_id == student_id and not getattr(row, "is_marked", True)]
    return sorted(
        found, key=lambda row: (row.household, row.guardian.family_name, row.guardian.given_name, str(row.guardian_id))
    )


def wards_of(persons: Sequence[Person], rows: Sequence[Guardianship] | None = None) -> list[Ward]:
    """The students of these guardians (the persons of one mailbox), each with its home.

    A mark against any of the persons closes the student for all of them. ``rows``: those of :func:`family_rows`, when
    they were read already.
    """
    ids = [person.pk for person in persons]
    by_student: dict[uuid.UUID, list[Guardianship]] = defaultdict(list)
    for row in family_rows(ids) if rows is None else rows:
        by_student[row.student_id].append(row)
    wards = []
    for family in by_student.values():
        own = [row for row in family if row.guardian_id in ids]
        if not own or any(getattr(row, "is_marked", True) for row in own):
            continue
        mine = min(own, key=lambda row: ids.index(row.guardian_id))
        others = (row for row in family if row.household == mine.household and row.pk != mine.pk)
        home = [row.guardian for row in others if not getattr(row, "is_marked", True)]
        home.sort(key=lambda person: (person.family_name, person.given_name, str(person.pk)))
        wards.append(Ward(mine.student, mine.household, mine.guardian, tuple(home)))
    return sorted(wards, key=lambda ward: (ward.student.grade, ward.student.first_name, str(ward.student.pk)))


def has_times_to_choose(persons: Sequence[Person], *, now: datetime) -> bool:
    """A conference is open at which one of the students has no time yet. One query, for the start page."""
    ids = [person.pk for person in persons]
    booked = Appointment.objects.filter(
        conference=OuterRef("pk"),
        student=OuterRef(OuterRef("student")),
        household=OuterRef(OuterRef("household")),
        status=Appointment.Status.BOOKED,
    )
    attends = Membership.objects.filter(
        Q(school=OuterRef("school")) | Q(school__joint_conferences=OuterRef("pk")),
        current(now.date()),
        person=OuterRef(OuterRef("student")),
        role=Role.STUDENT,
    )
    ahead = ConferenceWindow.objects.filter(conference=OuterRef("pk"), ends_at__gt=now)
    waits = Conference.objects.filter(
        Exists(ahead), Exists(attends), ~Exists(booked), status=Conference.Status.PUBLISHED, opens_at__lte=now
    )
    closed = AccessMark.objects.filter(student=OuterRef("student"), person__in=ids, lifted_at=None)
    wards = Guardianship.objects.filter(guardian__in=ids, is_active=True, student__is_active=True)
    return wards.filter(~Exists(closed), Exists(waits)).exists()


def family_board(
    persons: Sequence[Person],
    *,
    now: datetime,
    office: bool = False,
    moving: Appointment | None = None,
    rows: Sequence[Guardianship] | None = None,
) -> FamilyBoard:
    """The board of the guardians of one mailbox.

    For the office, times before the opening and within the lead time are free too. ``moving``: an appointment whose
    own time counts as free. ``rows``: those of :func:`family_rows`, when they were read already.
    """
    wards = wards_of(persons, rows)
    if not wards:
        return FamilyBoard(ZoneInfo("UTC"))
    zone = wards[0].student.district.zone
    belongs = belonging((ward.student.pk for ward in wards), now.astimezone(zone).date())
    hosts = _hosts(belongs, now)
    busy = _busy(wards, hosts, now)
    diary = _Diary(busy, now, office=office, moving=moving)
    choices = tuple(
        diary.choice(ward, host)
        for ward in wards
        for host, schools in hosts
        if belongs.meets(ward.student.pk, host, schools)
    )
    known = {choice.appointment.pk for choice in choices if choice.appointment}
    guardians = {ward.guardian.pk for ward in wards}
    elsewhere = {
        row.appointment_id: Meeting(str(row.appointment_id), str(row.appointment.conference_id), _span(row), fixed=True)
        for row in busy
        if row.person_id in guardians and row.appointment_id not in known and not _same(row, moving)
    }
    return FamilyBoard(
        zone,
        tuple(wards),
        choices,
        tuple(elsewhere.values()),
        {host.conference_id: host.conference for host, _ in hosts},
    )


def other_times(appointment: Appointment, *, now: datetime) -> list[Span]:
    """The times to which the office can move a meeting: free for the host, the room, the guardian and the student.

    Three queries.
    """
    host = appointment.host
    host.conference = appointment.conference
    people = [host.person_id, appointment.guardian_id, appointment.student_id]
    busy = Occupancy.objects.filter(Q(person__in=people) | Q(room=host.room_id, room__isnull=False), ends_at__gt=now)
    taken = [_span(row) for row in busy.exclude(appointment=appointment)]
    return [
        slot
        for slot in slots_of(host)
        if slot.starts_at >= now
        and slot.starts_at != appointment.starts_at
        and not any(slot.overlaps(span) for span in taken)
    ]


def _hosts(belongs: Belonging, now: datetime) -> list[tuple[Host, set[uuid.UUID]]]:
    """Hosts of coming conferences whom the students may meet, each with the schools of the conference."""
    ahead = ConferenceWindow.objects.filter(conference=OuterRef("conference"), ends_at__gt=now)
    rows = (
        Host.objects.annotate(joint=F("conference__also_for"))
        .filter(
            Exists(ahead),
            Q(conference__school__in=belongs.schools) | Q(joint__in=belongs.schools),
            Q(person__in=belongs.teachers) | Q(meets_everyone=True),
            conference__status=Conference.Status.PUBLISHED,
            person__is_active=True,
        )
        .select_related("conference__school", "conference__school_year", "person", "room")
        .order_by("conference__school__name", "person__family_name", "person__given_name", "pk")
    )
    found: dict[uuid.UUID, Host] = {}
    schools: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    conferences: dict[uuid.UUID, Conference] = {}
    for host in rows:
        found.setdefault(host.pk, host).conference = conferences.setdefault(host.conference_id, host.conference)
        schools[host.pk] |= {host.conference.school_id, host.joint} - {None}
    prefetch_related_objects(list(conferences.values()), "windows")
    prefetch_related_objects(list(found.values()), "times")
    # What comes first stands first; within a conference, by school and name.
    begins = {key: min(window.starts_at for window in one.windows.all()) for key, one in conferences.items()}
    ordered = sorted(found.values(), key=lambda host: begins[host.conference_id])
    return [(host, schools[host.pk]) for host in ordered]


def _busy(wards: Sequence[Ward], hosts: Sequence[tuple[Host, set[uuid.UUID]]], now: datetime) -> list[Occupancy]:
    """Who and what is taken by appointments that are not over for a day, with the appointments."""
    people = {host.person_id for host, _schools in hosts}
    people |= {ward.guardian.pk for ward in wards} | {ward.student.pk for ward in wards}
    rooms = {host.room_id for host, _schools in hosts if host.room_id}
    students = [ward.student.pk for ward in wards]
    begins = [w.starts_at for host, _schools in hosts for w in host.conference.windows.all()]
    # A column of another table in one "or" with those of this one would make the database read all of it.
    about = Appointment.objects.filter(student__in=students).values("pk")
    rows = Occupancy.objects.filter(
        Q(person__in=people) | Q(room__in=rooms) | Q(appointment__in=about),
        ends_at__gt=min([*begins, now]),
    )
    return list(rows.select_related("appointment"))


def _span(row: Occupancy) -> Span:
    return Span(row.starts_at, row.ends_at)


def _same(row: Occupancy, moving: Appointment | None) -> bool:
    return moving is not None and row.appointment_id == moving.pk


class _Diary:
    """Who is taken when, for many students with many hosts: what concerns a host alone is worked out once."""

    def __init__(self, busy: Sequence[Occupancy], now: datetime, *, office: bool, moving: Appointment | None) -> None:
        self._now, self._office = now, office
        self._people: dict[uuid.UUID | None, list[Span]] = defaultdict(list)
        self._rooms: dict[uuid.UUID | None, list[Span]] = defaultdict(list)
        self._booked: dict[tuple[uuid.UUID, uuid.UUID, int], Appointment] = {}
        self._times: dict[uuid.UUID, tuple[bool, list[Span], list[Span]]] = {}
        for row in busy:
            if _same(row, moving):
                continue
            booked = row.appointment
            self._people[row.person_id].append(_span(row))
            self._rooms[row.room_id].append(_span(row))
            self._booked.setdefault((booked.student_id, booked.host_id, booked.household), booked)

    def choice(self, ward: Ward, host: Host) -> Choice:
        """What is booked for this student with this host, and what is free for all of them."""
        appointment = self._booked.get((ward.student.pk, host.pk, ward.household))
        if appointment is not None:
            appointment.host, appointment.student, appointment.conference = host, ward.student, host.conference
        opened, bookable, free = self._host(host)
        family = [*self._people[ward.guardian.pk], *self._people[ward.student.pk]]
        return Choice(ward, host, opened, tuple(free_of(free, family)), appointment, is_closed=opened and not bookable)

    def _host(self, host: Host) -> tuple[bool, list[Span], list[Span]]:
        """Whether families book, the times that are not too near, and those that host and room have left."""
        if host.pk not in self._times:
            opened = self._office or is_open(host.conference, self._now)
            begin = self._now if self._office else first_bookable(host.conference, self._now)
            bookable = [slot for slot in slots_of(host) if slot.starts_at >= begin] if opened else []
            taken = [*self._people[host.person_id], *(self._rooms[host.room_id] if host.room_id else ())]
            self._times[host.pk] = opened, bookable, free_of(bookable, taken)
        return self._times[host.pk]
