"""Who held a school's group conferences, and who of its staff can be said to have."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from doorway.compliance.core.days import Year, years_back
from doorway.compliance.counseling import holds_at_all, is_counsel_of
from doorway.compliance.models import GroupConference, GroupGuest, GroupHost, Standing
from doorway.compliance.queries.policies import today_in
from doorway.compliance.queries.standing import seats
from doorway.plans.rows import JsonRows, name_columns, name_in
from doorway.roster.access.viewer import current
from doorway.roster.models import EarlierStay, Membership, Person, Role, School, SchoolYear

# A group conference of an earlier year is put in order later, by when somebody may have left.
BACK = timedelta(days=2 * 366)
NO_STAFF = (Role.STUDENT, Role.GUARDIAN)
# Who works for all schools and may hold one at any of them.
_EVERYWHERE = (Role.COUNSELOR, Role.DISTRICT)


@dataclass(frozen=True)
class Staff:
    """Somebody who works at a school, in the role that counts most here."""

    person: uuid.UUID
    name: str
    role: Role

    @property
    def is_counselor(self) -> bool:
        """A group conference that this person held was one with a counselor."""
        return self.role == Role.COUNSELOR


def staff_of(school: School) -> list[Staff]:
    """Who works at a school or did within two years, counselors first, then by name. One query."""
    since = today_in(school.district) - BACK
    there = Q(school=school) | Q(school=None, role__in=_EVERYWHERE)
    rows = (
        Membership.objects.filter(
            there, holds_at_all(), Q(ends_on=None) | Q(ends_on__gte=since), district=school.district_id
        )
        .exclude(role__in=NO_STAFF)
        .select_related("person")
    )
    found: dict[uuid.UUID, Staff] = {}
    for row in sorted(rows, key=lambda row: _rank(Role(row.role))):
        found.setdefault(row.person_id, Staff(row.person_id, row.person.full_name, Role(row.role)))
    return sorted(found.values(), key=lambda one: (not one.is_counselor, one.name, one.person))


def _rank(role: Role) -> tuple[bool, bool, str]:
    return (role != Role.COUNSELOR, role != Role.PRINCIPAL, role.value)


def years_since(group: GroupConference) -> int:
    """How many school years ago it was: whoever was in grade 9 then is in grade 10 a year later. One query."""
    district = group.school.district
    today = today_in(district)
    begun = SchoolYear.objects.filter(district=district, starts_on__lte=today).order_by("-starts_on")
    years = [Year(starts, ends) for starts, ends in begun.values_list("starts_on", "ends_on")]
    held_on = timezone.localdate(group.held_at, district.zone)
    return years_back(held_on, years) if years else 0


def not_here_now(group: GroupConference, here: QuerySet[Standing], grades: Sequence[str] | None) -> QuerySet[Person]:
    """Who was at the school on the day of a group conference, or is ticked, and is not among its students of today.

    ``here``: the students of today who are in its grades; ``grades``: these as codes, none for all. A family that came
    may move before anybody writes it down. Each with ``came`` (ticked) and ``has_moved`` (to no grade of this school).
    """
    school = group.school
    held_on = timezone.localdate(group.held_at, school.district.zone)
    of_grades = Q() if grades is None else Q(person__grade__in=grades)
    there = Q(current(held_on), of_grades, school=school, role=Role.STUDENT)
    then, before = Membership.objects.filter(there).order_by(), EarlierStay.objects.filter(there).order_by()
    ticked = GroupGuest.objects.filter(conference=group)
    # One list of ids: with two conditions the database would look at every person of the district.
    known = then.values_list("person", flat=True).union(
        before.values_list("person", flat=True), ticked.order_by().values_list("student", flat=True)
    )
    came = Exists(ticked.filter(student=OuterRef("pk")))
    now = seats(school.district, today_in(school.district), schools=[school.pk]).filter(student=OuterRef("pk"))
    rows = (
        Person.objects.filter(pk__in=known)
        .exclude(pk__in=here.order_by().values("student"))
        .annotate(came=came, has_moved=~Exists(now))
    )
    return rows.order_by("family_name", "given_name", "pk")


@dataclass(frozen=True)
class HeldBy:
    """Somebody who held a group conference, and whether the roster has them as a counselor on that day."""

    name: str
    is_counselor: bool


def with_hosts(groups: QuerySet[GroupConference]) -> QuerySet[GroupConference]:
    """Group conferences with who held them and of how many students the family came; :func:`hosts_of` reads them.

    Students are ticked and counted, not families: two children of one family are two.
    """
    hosts = (
        # Kept at noon in the district, which is the same day in UTC.
        GroupHost.objects.filter(conference=OuterRef("pk"))
        .alias(day=TruncDate("conference__held_at", tzinfo=UTC))
        .annotate(is_counselor=is_counsel_of("person", "day"))
        .order_by("-is_counselor", "person__family_name", "person__given_name", "pk")
    )
    rows = JsonRows(hosts, is_counselor="is_counselor", **name_columns("person"))
    return groups.annotate(host_rows=rows, students=Count("guests"))


def hosts_of(group: Any) -> tuple[HeldBy, ...]:
    """Who held a group conference of :func:`with_hosts`; nobody where it is not known."""
    return tuple(HeldBy(name_in(row, "person"), bool(row["is_counselor"])) for row in group.host_rows)


def had_counselor(hosts: Iterable[HeldBy]) -> bool | None:
    """Whether a counselor was there; none where nobody has said who held it."""
    known = list(hosts)
    return any(one.is_counselor for one in known) if known else None
