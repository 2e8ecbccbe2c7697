"""The whole district from a seed and a date."""

from __future__ import annotations

from datetime import date
from random import Random

from doorway.demo.generate import cast
from doorway.demo.generate.calendar import calendar_for
from doorway.demo.generate.families import FamilyMaker, Seats
from doorway.demo.generate.model import DistrictDraft
from doorway.demo.generate.schools import schools_for
from doorway.demo.generate.staffing import StaffMaker


def draft_district(*, seed: int, today: date, students: int = 900) -> DistrictDraft:
    """Invent a district with about so many students. The same seed and date give the same district."""
    calendar = calendar_for(today)
    schools = schools_for(students)
    # A stream of its own for each part, so that a change in one leaves the others as they were.
    families = FamilyMaker(Random(f"{seed}:families"), calendar.end_year)  # noqa: S311  # invents, guards nothing
    cast.add_families(families)
    families.fill(Seats.of(schools, cast.taken_seats(), Random(f"{seed}:seats")))  # noqa: S311
    staffing = StaffMaker(Random(f"{seed}:staff"), families.addresses)  # noqa: S311
    staffing.run(schools, families.students)
    return DistrictDraft(
        seed=seed,
        calendar=calendar,
        schools=schools,
        guardians=tuple(families.guardians),
        students=tuple(families.students),
        staff=tuple(staffing.staff),
        classes=tuple(staffing.classes),
    )
