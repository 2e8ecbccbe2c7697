"""The district itself, its schools and families: what no roster file carries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils.text import slugify

from doorway.accounts.models import District
from doorway.roster.errors import DistrictExists, SchoolUnknown
from doorway.roster.models import DayOff, School


@transaction.atomic
def add_district(*, name: str, code: str = "", short_name: str = "", phone: str = "", pack: str = "utah") -> District:
    """A new district. Its code stands in addresses and commands; without one it is made from the name."""
    code = slugify(code or name)[:50]
    if District.objects.filter(code=code).exists():
        raise DistrictExists(code=code)
    return District.objects.create(code=code, name=name, short_name=short_name, phone=phone, state_pack=pack)


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
