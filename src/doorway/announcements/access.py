"""Who reads, writes and moderates which letters."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db.models import Q, QuerySet
from django.http import Http404

from doorway.accounts.models import District
from doorway.announcements.models import Announcement, Reply
from doorway.announcements.queries import readers
from doorway.roster.access import Viewer
from doorway.roster.models import Person, School

AT_A_SCHOOL = ("office", "principal")
WRITERS = (*AT_A_SCHOOL, "district")


def published(district: District) -> QuerySet[Announcement]:
    """What everybody may read, the newest first."""
    rows = Announcement.objects.filter(district=district, status=Announcement.Status.PUBLISHED)
    return rows.select_related("school", "district").prefetch_related("texts")


def in_feed(district: District, since: datetime) -> QuerySet[Announcement]:
    """What everybody may read and, in their places, the letters that were taken down ``since`` then."""
    return _once_public(district).filter(Q(status=Announcement.Status.PUBLISHED) | Q(taken_down_at__gte=since))


def _once_public(district: District) -> QuerySet[Announcement]:
    rows = Announcement.objects.filter(district=district).exclude(status=Announcement.Status.DRAFT)
    return rows.select_related("school", "district").prefetch_related("texts")


def public_letter(district: District, slug: str) -> Announcement:
    """A letter that everybody may read, or might until it was taken down, by its address; otherwise 404.

    Of one that was taken down nothing is shown but that it was: somebody has its address from an e-mail.
    """
    found = _once_public(district).filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def managed(viewer: Viewer) -> QuerySet[Announcement]:
    """Letters that the viewer writes: all of the district for its office, a school's own for the school.

    Who is in an office or a principal for the whole district has the letters of every school, and not the district's
    own: these are the schools that the form of a letter offers.
    """
    rows = Announcement.objects.filter(
        Q(district__in=viewer.district_ids(["district"]))
        | Q(school__in=viewer.school_ids(WRITERS))
        | Q(school__district__in=viewer.district_ids(AT_A_SCHOOL))
    )
    return rows.select_related("school", "district").prefetch_related("texts")


def letter_for(viewer: Viewer, letter_id: uuid.UUID) -> Announcement:
    """A letter that the viewer writes, or 404."""
    found = managed(viewer).filter(pk=letter_id).first()
    if found is None:
        raise Http404
    return found


def managed_replies(viewer: Viewer) -> QuerySet[Reply]:
    """Replies to the viewer's letters."""
    rows = Reply.objects.filter(announcement__in=managed(viewer).prefetch_related(None).values("pk"))
    return rows.select_related("announcement__school", "district").prefetch_related("announcement__texts")


def reply_for(viewer: Viewer, reply_id: uuid.UUID) -> Reply:
    """A reply to one of the viewer's letters, or 404."""
    found = managed_replies(viewer).filter(pk=reply_id).first()
    if found is None:
        raise Http404
    return found


def writes_as_family(viewer: Viewer, letter: Announcement) -> bool:
    """Whether a guardian who gets this letter has signed in to reply to it. One query where somebody has."""
    return viewer.is_signed_in and readers(letter).filter(pk__in=viewer.person_ids).exists()


def own_schools(viewer: Viewer) -> list[School]:
    """Schools for which the viewer may write."""
    return list(viewer.schools(*WRITERS))


def writes_for_district(viewer: Viewer) -> District | None:
    """The district for which the viewer may write, when they work in its office."""
    ids = viewer.district_ids(["district"])
    return next((person.district for person in viewer.persons if person.district_id in ids), None)


def writer(viewer: Viewer, district: District) -> Person:
    """Who of the viewer's persons writes; 404 without one."""
    person = viewer.person_with(*WRITERS, district=district)
    if person is None:
        raise Http404
    return person
