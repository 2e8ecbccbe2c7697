"""What every stage of the build shares: the draft, the district, and people by their roster ids."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property
from random import Random

from doorway.accounts.models import District, User
from doorway.demo.generate import DistrictDraft
from doorway.roster.models import Guardianship, Membership, Person, Role, School

Tell = Callable[[str], None]
# Beyond this a district is for measuring: no last year, fewer bookings.
LARGE = 2_000


@dataclass
class Stage:
    """The district that is being built."""

    draft: DistrictDraft
    district: District
    now: datetime
    tell: Tell = field(default=lambda _step: None)

    @property
    def is_large(self) -> bool:
        """A district for measuring, with less detail."""
        return len(self.draft.students) > LARGE

    @property
    def today(self) -> date:
        """The day on which the demo begins."""
        return self.draft.calendar.today

    def random(self, purpose: str) -> Random:
        """Chance of its own for each purpose: the same seed gives the same district."""
        return Random(f"{self.draft.seed}:{purpose}")  # noqa: S311  # invents, guards nothing

    def at(self, day: date, hour: int, minute: int = 0) -> datetime:
        """A moment in the district's time."""
        return datetime.combine(day, time(hour, minute), tzinfo=self.district.zone)

    def people(self) -> dict[str, Person]:
        """Everybody by roster id, as the database has them now, each with the district."""
        rows = Person.objects.filter(district=self.district).exclude(sourced_id="")
        found = {person.sourced_id: person for person in rows}
        for person in found.values():
            person.district = self.district
        return found

    @cached_property
    def schools(self) -> dict[str, School]:
        """Schools by roster id."""
        rows = School.objects.filter(district=self.district)
        found = {school.sourced_id: school for school in rows}
        for school in found.values():
            school.district = self.district
        return found

    @cached_property
    def _offices(self) -> dict[str, User]:
        rows = Membership.objects.filter(district=self.district, role__in=[Role.OFFICE, Role.DISTRICT])
        users: dict[str, User] = {}
        for row in rows.select_related("person__user", "school").order_by("person__sourced_id"):
            if row.person.user:
                users.setdefault(row.school.sourced_id if row.school else "", row.person.user)
        return users

    def office(self, school: str = "") -> User | None:
        """The user in the office of a school, or in the district office."""
        return self._offices.get(school)

    def homes(self) -> dict[str, list[list[Person]]]:
        """For each student's roster id the guardians who have a mailbox, home by home."""
        found: dict[str, dict[int, list[Person]]] = {}
        rows = Guardianship.objects.filter(district=self.district, is_active=True).select_related("guardian", "student")
        for row in rows.order_by("guardian__sourced_id"):
            row.guardian.district = self.district
            found.setdefault(row.student.sourced_id, {}).setdefault(row.household, []).append(row.guardian)
        return {key: [homes[number] for number in sorted(homes)] for key, homes in found.items()}
