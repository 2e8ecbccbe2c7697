"""What an office enters by hand: the district itself, roles, days off, homes, and marks that close a record."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.text import slugify

from doorway.accounts.models import District, User
from doorway.roster.errors import DistrictExists, NobodyThere, RoleUnknown, SchoolUnknown
from doorway.roster.models import AccessMark, DayOff, Guardianship, Membership, Person, Role, School


@transaction.atomic
def add_district(*, name: str, code: str = "", short_name: str = "", phone: str = "", pack: str = "utah") -> District:
    """A new district. Its code stands in addresses and commands; without one it is made from the name."""
    code = slugify(code or name)[:50]
    if District.objects.filter(code=code).exists():
        raise DistrictExists(code=code)
    return District.objects.create(code=code, name=name, short_name=short_name, phone=phone, state_pack=pack)


@transaction.atomic
def grant_role(
    *,
    district: District,
    email: str,
    role: str,
    school: School | None = None,
    given_name: str = "",
    family_name: str = "",
) -> Membership:
    """Give whoever holds this mailbox a role at a school, or in the whole district; no import takes it away.

    Somebody who is not on the roster yet is entered, which needs a name.
    """
    if role not in Role.values or role in {Role.STUDENT, Role.GUARDIAN}:
        known = (value for value in Role.values if value not in {Role.STUDENT, Role.GUARDIAN})
        raise RoleUnknown(role=role, known=", ".join(known))
    email = email.strip().lower()
    person = Person.objects.filter(district=district, email__iexact=email, is_active=True).order_by("pk").first()
    if person is None:
        if not (given_name and family_name):
            raise NobodyThere(email=email)
        person = Person.objects.create(
            district=district,
            given_name=given_name,
            family_name=family_name,
            email=email,
            user=User.objects.for_mailbox(email),
        )
    membership, _created = Membership.objects.get_or_create(
        district=district, person=person, school=school, role=role, defaults={"source": Membership.Source.LOCAL}
    )
    return membership


def school_named(*, district: District, name: str) -> School:
    """The school of that name or short name (its slug), however it is capitalised."""
    schools = School.objects.filter(district=district, is_active=True)
    found = schools.filter(slug=slugify(name)).first() or schools.filter(name__iexact=name.strip()).first()
    if found is None:
        near = list(schools.filter(name__istartswith=name.strip())[:2])
        if len(near) == 1:
            return near[0]
        raise SchoolUnknown(name=name, known=", ".join(schools.values_list("name", flat=True)))
    return found


@transaction.atomic
def add_days_off(*, district: District, days: Iterable[tuple[date, str]], school: School | None = None) -> list[DayOff]:
    """Weekdays without school, with the reason; a day that is on the list already keeps its reason."""
    return [
        DayOff.objects.get_or_create(district=district, school=school, date=day, defaults={"reason": reason})[0]
        for day, reason in days
    ]


@transaction.atomic
def set_homes(*, student: Person, homes: Iterable[Iterable[Person]]) -> None:
    """Say which guardians live in which home of the student: each home meets the teachers by itself."""
    for number, home in enumerate(homes, start=1):
        Guardianship.objects.filter(student=student, guardian__in=list(home)).update(household=number)


@transaction.atomic
def close_record(*, student: Person, to: Person, reason: str, by: User | None, now: datetime) -> AccessMark:
    """Mark that this person has no access to the student; it wins over every other reason, and no import touches it."""
    mark, _created = AccessMark.objects.get_or_create(
        district_id=student.district_id,
        student=student,
        person=to,
        lifted_at=None,
        defaults={"reason": reason, "set_by": by, "set_at": now},
    )
    return mark
