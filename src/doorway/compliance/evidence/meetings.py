"""What took place at a school: conferences with bookings and without, and group conferences."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, UUIDField
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone
from django.utils.translation import gettext as _

from doorway.compliance.counseling import is_counsel_of
from doorway.compliance.models import GroupConference
from doorway.compliance.queries.groups import had_counselor, hosts_of, with_hosts
from doorway.compliance.queries.schools_then import holder_then, school_then
from doorway.compliance.queries.standing import Here
from doorway.compliance.wording import grades_name, held_by_words
from doorway.conferences.models import Appointment, Conference, EarlierConference, EarlierGroup, HeldConference
from doorway.roster.models import Membership, Role, School

Came = Appointment.Attendance


@dataclass(frozen=True)
class Held:
    """A conference of the school: its days, and what became of the meetings."""

    name: str
    first: datetime | None
    last: datetime | None
    booked: int
    came: int
    nobody: int
    is_earlier: bool = False


@dataclass(frozen=True)
class HeldGroup:
    """A group conference: what it was about and in which language that is written, who held it, in words, whether a
    counselor was there, of how many students the family came."""

    topic: str
    language: str
    held_at: datetime
    held_by: str
    counselor: bool | None
    students: int
    grades: str
    is_earlier: bool = False


def booked_meetings(school: School, begins: datetime) -> Iterator[Held]:
    """The conferences that have begun since the longest span of the school's grades began, the newest first.

    What several schools held together is there for each, with the meetings of its own students. Two queries.
    """
    rows = (
        Conference.objects.filter(Q(school=school) | Q(also_for=school), windows__starts_at__gte=begins)
        # What was never published has taken place nowhere, whatever its days.
        .filter(status=Conference.Status.PUBLISHED)
        .annotate(first=Min("windows__starts_at"), last=Max("windows__ends_at"))
        .filter(first__lte=timezone.now())
        .select_related("school")
        .order_by("-first", "pk")
    )
    found = list(rows)
    meetings = _meetings(school, found)
    for row in found:
        yield Held(str(row), row.first, row.last, *meetings.get(row.pk, (0, 0, 0)))


def unbooked_meetings(school: School, begins: datetime) -> Iterator[Held]:
    """All that was written down without a booking since a moment, as one line; none where there was nothing.

    Each counts for the school where the student was on that day, and where that is not known for the one for which it
    was written down. One query.
    """
    there = school_then(Q(school__isnull=False), "on")
    rows = (
        HeldConference.objects.filter(district=school.district_id, taken_back_at=None, ends_at__gte=begins)
        .annotate(counts_for=Coalesce(*there, F("conference__school"), output_field=UUIDField()))
        .filter(counts_for=school.pk)
        .order_by()
        .aggregate(number=Count("pk"), first=Min("starts_at"), last=Max("starts_at"))
    )
    if rows["number"]:
        number = rows["number"]
        yield Held(_("Not booked, written down afterwards"), rows["first"], rows["last"], number, number, 0)


def group_meetings(school: School, begins: datetime) -> Iterator[HeldGroup]:
    """The group conferences of the time that counts, the newest first. One query."""
    rows = GroupConference.objects.filter(school=school, taken_back_at=None, held_at__gte=begins)
    group: Any
    for group in with_hosts(rows).order_by("-held_at", "pk"):
        hosts = hosts_of(group)
        grades = _("all") if group.grades is None else grades_name(group.grades[0], group.grades[-1])
        yield HeldGroup(
            group.topic,
            group.language,
            group.held_at,
            held_by_words(hosts, group.led_by),
            had_counselor(hosts),
            group.students,
            grades,
        )
    yield from _groups_of_files(school, begins)


def earlier_meetings(school: School, begins: datetime) -> Iterator[Held]:
    """The individual conferences that files say were held at the school since a moment, as one line. One query."""
    rows = EarlierConference.objects.filter(
        school=school, kind=EarlierConference.Kind.INDIVIDUAL, taken_back_at=None, held_at__gte=begins
    )
    days = list(rows.order_by().values_list("student", "on", "held_at").distinct())
    if days:
        moments = [held_at for _student, _on, held_at in days]
        yield Held(_("From earlier records"), min(moments), max(moments), len(days), len(days), 0, is_earlier=True)


def held_elsewhere(school: School, begins: datetime, students: Here) -> int:
    """How many conferences of before, of both kinds, these students of the school were at that were held at no school
    of the district. One query."""
    here = Membership.objects.filter(students.rows(), school=school, role=Role.STUDENT, person=OuterRef("student"))
    rows = EarlierConference.objects.filter(
        Exists(here), district=school.district_id, school=None, taken_back_at=None, held_at__gte=begins
    )
    return rows.order_by().values("student", "on", "kind").distinct().count()


def _groups_of_files(school: School, begins: datetime) -> Iterator[HeldGroup]:
    """The group conferences that files say were held at the school, one for each day, the newest first. Two queries."""
    since = timezone.localdate(begins, school.district.zone)
    rows = EarlierConference.objects.filter(
        school=school, kind=EarlierConference.Kind.GROUP, taken_back_at=None, on__gte=since
    ).annotate(counsels=is_counsel_of("host", "on"))
    days: dict[datetime, list[EarlierConference]] = {}
    for row in rows.select_related("host").order_by("-on", "held_by", "pk"):
        days.setdefault(row.held_at, []).append(row)
    grades: dict[datetime, list[int]] = {}
    known = EarlierGroup.objects.filter(school=school, taken_back_at=None, held_at__in=days)
    for held_at, grade in known.values_list("held_at", "grade") if days else ():
        grades.setdefault(held_at, []).append(grade)
    for held_at, found in days.items():
        run = grades.get(held_at)
        names = dict.fromkeys(str(row.host) if row.host else row.held_by for row in found)
        yield HeldGroup(
            _("From earlier records"),
            "",
            held_at,
            ", ".join(name for name in names if name) or _("not known"),
            _counselor_of_file(found),
            len({row.student_id for row in found}),
            _grades(run) if run else _("not known"),
            is_earlier=True,
        )


def _grades(grades: Sequence[int]) -> str:
    """These grades and no others: a file may name 7 and 11 alone."""
    first, last = min(grades), max(grades)
    if last - first + 1 == len(set(grades)):
        return grades_name(first, last)
    return ", ".join(grades_name(grade, grade) for grade in sorted(set(grades)))


def _counselor_of_file(rows: Sequence[Any]) -> bool | None:
    """Whether a counselor was there: as the file says, else as the roster says of whoever held it; none where neither
    does of every family. Of several who held it for a family one is enough, as for where it stands."""
    families: dict[Any, set[bool | None]] = {}
    for row in rows:
        says = row.with_counselor if row.with_counselor is not None else (row.counsels if row.host_id else None)
        families.setdefault(row.student_id, set()).add(says)
    said = {True if True in one else None if None in one else False for one in families.values()}
    return None if None in said else all(said)


def _meetings(school: School, held: Sequence[Conference]) -> dict[uuid.UUID, tuple[int, int, int]]:
    """Of each conference the meetings that count for the school: how many, to how many they came, to how many nobody.

    Each meeting counts for one school: of those that hold the conference the one where the student was on that day,
    and where that is not known the one whose conference it is.
    """
    rows = (
        Appointment.objects.filter(conference__in=held, status=Appointment.Status.BOOKED)
        .annotate(day=TruncDate("starts_at", tzinfo=school.district.zone))
        .annotate(counts_for=holder_then("day"))
        .filter(counts_for=school.pk)
        .order_by()
        .values("conference")
        .annotate(
            booked=Count("pk"),
            came=Count("pk", filter=Q(attendance=Came.CAME)),
            nobody=Count("pk", filter=Q(attendance=Came.NO_SHOW)),
        )
    )
    return {row["conference"]: (row["booked"], row["came"], row["nobody"]) for row in rows}
