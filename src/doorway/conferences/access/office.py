"""Which conferences the school offices, principals and the district office may see and change."""

from __future__ import annotations

import uuid

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from doorway.conferences.models import Appointment, Conference, Host
from doorway.roster.access import STAFF_REASONS, Scope, Viewer, visible_students
from doorway.roster.models import Membership, Person, Role, Room, School

SCHOOL_STAFF = ("office", "principal")


def school_conferences(viewer: Viewer) -> QuerySet[Conference]:
    """Conferences that the viewer's schools hold themselves: theirs to prepare and to run."""
    return _all().filter(school__in=viewer.schools(*SCHOOL_STAFF))


def district_conferences(viewer: Viewer) -> QuerySet[Conference]:
    """Conferences of the districts in whose office the viewer works; a school's drafts are the school's own."""
    return _all().filter(district__in=viewer.district_ids(["district"])).exclude(status=Conference.Status.DRAFT)


def _readable(viewer: Viewer) -> QuerySet[Conference]:
    schools = viewer.schools(*SCHOOL_STAFF)
    return _all().filter(
        Q(school__in=schools)
        | Q(also_for__in=schools)
        | Q(district__in=viewer.district_ids(["district"])) & ~Q(status=Conference.Status.DRAFT)
    )


def conference_for_school(viewer: Viewer, conference_id: uuid.UUID) -> Conference:
    """A conference that the viewer may prepare, or 404."""
    return _one(school_conferences(viewer), conference_id)


def conference_for_district(viewer: Viewer, conference_id: uuid.UUID) -> Conference:
    """A conference that the viewer may decide on, or 404."""
    return _one(district_conferences(viewer), conference_id)


def conference_for_days(viewer: Viewer, conference_id: uuid.UUID) -> Conference:
    """A conference whose days the viewer may change, or 404: the school's own, for the district what is published."""
    found = school_conferences(viewer) | district_conferences(viewer).filter(status=Conference.Status.PUBLISHED)
    return _one(found.distinct(), conference_id)


def decides_days(viewer: Viewer, conference: Conference) -> bool:
    """The viewer works in the district office, which has approved the days and may change them."""
    return conference.district_id in viewer.district_ids(["district"])


def conference_for_staff(viewer: Viewer, conference_id: uuid.UUID) -> Conference:
    """A conference whose board and schedule the viewer may read, or 404."""
    return _one(_readable(viewer).distinct(), conference_id)


def conference_to_run(viewer: Viewer, conference_id: uuid.UUID) -> Conference:
    """A published conference that one of the viewer's schools holds, alone or with others: theirs to book in."""
    schools = viewer.schools(*SCHOOL_STAFF)
    joint = Conference.also_for.through.objects.filter(conference=OuterRef("pk"), school__in=schools)
    held = Conference.objects.filter(Q(school__in=schools) | Exists(joint), status=Conference.Status.PUBLISHED)
    conference = held.select_related("school", "school_year", "district").filter(pk=conference_id).first()
    if conference is None:
        raise Http404
    return conference


def students_to_book(
    viewer: Viewer, conference: Conference, *, one: uuid.UUID | OuterRef | None = None
) -> QuerySet[Person]:
    """The conference's students (or this ``one``) whom the viewer may see as somebody who works at their school."""
    here = Q(school=conference.school_id) | Q(school__joint_conferences=conference)
    attends = Membership.objects.filter(here, person=OuterRef("pk"), role=Role.STUDENT)
    return visible_students(viewer, Scope.NAMES, reasons=STAFF_REASONS, one=one).filter(Exists(attends))


def meeting_for_office(viewer: Viewer, conference_id: uuid.UUID, appointment_id: uuid.UUID) -> Appointment:
    """An appointment at such a conference about a student whom the viewer may see at work, or 404."""
    conference = conference_to_run(viewer, conference_id)
    seen = visible_students(viewer, Scope.NAMES, reasons=STAFF_REASONS, one=OuterRef("student"))
    found = (
        conference.appointments.filter(Exists(seen), pk=appointment_id)
        .select_related("student__district", "guardian__district", "interpreter", "host__person", "host__room")
        .first()
    )
    if found is None:
        raise Http404
    found.conference = conference
    return found


def host_for_school(viewer: Viewer, conference_id: uuid.UUID, host_id: uuid.UUID) -> Host:
    """A host of a conference that the viewer may prepare, or 404. Its conference comes with it."""
    conference = conference_for_school(viewer, conference_id)
    host = conference.hosts.select_related("person", "room").filter(pk=host_id).first()
    if host is None:
        raise Http404
    host.conference = conference
    return host


def room_for_school(viewer: Viewer, room_id: uuid.UUID) -> Room:
    """A room of one of the viewer's schools, or 404."""
    room = Room.objects.filter(pk=room_id, school__in=viewer.schools(*SCHOOL_STAFF)).select_related("school").first()
    if room is None:
        raise Http404
    return room


def school_for_staff(viewer: Viewer, school_id: uuid.UUID) -> School:
    """A school whose conferences the viewer prepares, or 404."""
    school = viewer.schools(*SCHOOL_STAFF).filter(pk=school_id).first()
    if school is None:
        raise Http404
    return school


def _all() -> QuerySet[Conference]:
    # One that nobody had booked has no days to prepare, to agree to or to look at.
    rows = Conference.objects.exclude(status=Conference.Status.HELD)
    return rows.select_related("school", "school_year", "district").prefetch_related("windows")


def _one(conferences: QuerySet[Conference], conference_id: uuid.UUID) -> Conference:
    conference = conferences.prefetch_related("also_for").filter(pk=conference_id).first()
    if conference is None:
        raise Http404
    return conference
