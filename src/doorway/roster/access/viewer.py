"""Who is looking: the signed-in user with all their persons and the roles these hold today."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet
from django.utils import timezone

from doorway.accounts.models import District, User
from doorway.roster.access.kinds import SEEN_AT_WORK, WHOLE_PLAN, Kind, kept_columns, kept_in
from doorway.roster.models import Guardianship, Person, School


def current(on: date, prefix: str = "", *, until: date | None = None) -> Q:
    """The condition that a dated row (``begins_on``, ``ends_on``) is in force on a day, or on one ``until`` then."""
    begins = Q(**{f"{prefix}begins_on__isnull": True}) | Q(**{f"{prefix}begins_on__lte": until or on})
    ends = Q(**{f"{prefix}ends_on__isnull": True}) | Q(**{f"{prefix}ends_on__gte": on})
    return begins & ends


@dataclass(frozen=True)
class Held:
    """A role that one of the viewer's persons holds today, at a school or (``school_id`` empty) in the district.

    ``grades``: those of the school as rosters write them; empty for the district, and where nobody has said them.
    ``kept_from``: which roles the district's board keeps from which kinds of record.
    """

    person: Person
    role: str
    school_id: uuid.UUID | None
    grades: tuple[str, ...] = ()
    kept_from: Mapping[str, frozenset[str]] = field(default_factory=dict, compare=False)

    def opens(self, kind: Kind) -> bool:
        """Whether the role sees this kind of record: the board has not kept it from the role."""
        return self.role not in self.kept_from.get(kind.value, ())

    @property
    def district(self) -> District:
        """The district of the role: always the person's."""
        return self.person.district


def _grades(row: Person) -> tuple[str, ...]:
    return tuple(grade for grade in (getattr(row, "held_grades", "") or "").split(",") if grade)


class Viewer:
    """Everything a page needs to know of the one who looks. Loaded lazily with one query."""

    def __init__(self, user: User | None, *, on: date | None = None) -> None:
        self.user = user
        self.today = on or timezone.localdate()
        # Students are seen whose role at a school is in force on a day from today until then.
        self.until = self.today
        self._whole: Viewer | None = None

    @property
    def is_signed_in(self) -> bool:
        """Somebody proved to hold a mailbox."""
        return self.user is not None

    @cached_property
    def _rows(self) -> list[Person]:
        """Each person of this mailbox once for every role held today, and once without any: one query for both."""
        if self.user is None:
            return []
        wards = Guardianship.objects.filter(guardian=OuterRef("pk"), is_active=True)
        held = FilteredRelation("memberships", condition=current(self.today, "memberships__"))
        persons = self.user.persons.annotate(has_wards=Exists(wards), held=held)
        persons = persons.annotate(held_role=F("held__role"), held_school=F("held__school_id"))
        persons = persons.annotate(held_grades=F("held__school__grades"), **kept_columns(self.today))
        return list(persons.select_related("district").order_by("family_name", "given_name", "pk", "held__pk"))

    @cached_property
    def _everybody(self) -> list[Person]:
        """All persons of this mailbox, those who are no longer on the roster too."""
        return list({person.pk: person for person in reversed(self._rows)}.values())[::-1]

    @cached_property
    def persons(self) -> list[Person]:
        """The active persons of this mailbox."""
        return [person for person in self._everybody if person.is_active]

    @property
    def person_ids(self) -> list[uuid.UUID]:
        """Ids of the persons."""
        return [person.pk for person in self.persons]

    @property
    def mailbox_ids(self) -> list[uuid.UUID]:
        """Ids of everybody who ever had this mailbox: a "no access" mark on any of them closes a record for it."""
        return [person.pk for person in self._everybody]

    @property
    def person(self) -> Person | None:
        """The first person: the one whose name stands in the header."""
        return self.persons[0] if self.persons else None

    @property
    def name(self) -> str:
        """How to address the one who looks."""
        return " / ".join(dict.fromkeys(person.full_name for person in self.persons))

    @cached_property
    def memberships(self) -> list[Held]:
        """The roles in force today."""
        rows = (row for row in self._rows if row.is_active and getattr(row, "held_role", None))
        return [
            Held(row, getattr(row, "held_role", ""), getattr(row, "held_school", None), _grades(row), kept_in(row))
            for row in rows
        ]

    @property
    def whole(self) -> Viewer:
        """The viewer before anything was narrowed."""
        return self._whole or self

    def ahead(self, span: timedelta) -> Viewer:
        """The same viewer, who sees those students, too, who begin within this time. No query.

        The viewer's own roles stay those of today.
        """
        found = copy(self)
        found.until = self.today + span
        return found

    def about(self, *kinds: Kind) -> Viewer:
        """The same viewer without the roles from which the board keeps one of these kinds of record.

        Whatever is asked with it (students, schools, roles) is narrowed. The family, and who teaches a student now,
        see by no role and are never narrowed. No query.
        """
        held = [one for one in self.memberships if all(one.opens(kind) for kind in kinds)]
        if len(held) == len(self.memberships):
            return self
        found = copy(self)
        found.__dict__.pop("roles", None)
        found.__dict__ |= {"memberships": held, "_whole": self.whole}
        return found

    @property
    def opens_plans(self) -> bool:
        """For links: some role of the viewer opens students' plans."""
        return self.whole.about(Kind.PLAN).has_role(*SEEN_AT_WORK[Kind.PLAN])

    @property
    def opens_whole_plans(self) -> bool:
        """The same for a plan as the family reads it, and on paper."""
        return self.whole.about(*WHOLE_PLAN).has_role(*SEEN_AT_WORK[Kind.PLAN])

    def closed_kinds(self, district: District, roles: Iterable[str]) -> frozenset[Kind]:
        """What of a student's record the board keeps from whoever sees the student in these roles."""
        kept = next((one.kept_from for one in self.whole.memberships if one.district == district), {})
        roles = frozenset(roles)
        return frozenset(
            kind
            for kind in Kind
            if (opened := roles & frozenset(SEEN_AT_WORK[kind])) and opened <= kept.get(kind.value, frozenset())
        )

    @property
    def _is_guardian(self) -> bool:
        return any(getattr(person, "has_wards", False) for person in self.persons)

    @cached_property
    def roles(self) -> frozenset[str]:
        """Every role held today; ``guardian`` only with an active guardianship."""
        held = {membership.role for membership in self.memberships} - {"guardian"}
        return frozenset(held | ({"guardian"} if self._is_guardian else set()))

    def has_role(self, *roles: str) -> bool:
        """One of these roles is held today."""
        return not self.roles.isdisjoint(roles)

    def person_with(self, *roles: str, district: District | None = None) -> Person | None:
        """The person of this viewer who holds one of the roles (in the district)."""
        for membership in self.memberships:
            if membership.role in roles and (district is None or membership.district == district):
                return membership.person
        return None

    def school_ids(self, roles: Iterable[str]) -> set[uuid.UUID]:
        """Ids of the schools at which one of the roles is held."""
        wanted = set(roles)
        return {m.school_id for m in self.memberships if m.role in wanted and m.school_id is not None}

    def district_ids(self, roles: Iterable[str]) -> set[uuid.UUID]:
        """Ids of the districts in which one of the roles is held for the whole district."""
        wanted = set(roles)
        return {m.person.district_id for m in self.memberships if m.role in wanted and m.school_id is None}

    def schools(self, *roles: str) -> QuerySet[School]:
        """The active schools at which one of the roles is held, or all of the district for a district-wide role."""
        return School.objects.filter(
            Q(pk__in=self.school_ids(roles)) | Q(district__in=self.district_ids(roles)), is_active=True
        ).select_related("district")

    @property
    def district(self) -> District | None:
        """The district of the first person."""
        return self.persons[0].district if self.persons else None
