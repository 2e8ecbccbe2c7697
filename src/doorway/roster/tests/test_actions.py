"""What an office enters by hand."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from tests.world import World

from doorway.accounts.models import District
from doorway.roster.access import Viewer, why_visible
from doorway.roster.actions import add_days_off, add_district, close_record, grant_role, school_named, set_homes
from doorway.roster.errors import DistrictExists, NobodyThere, NotTheirGuardian, RoleUnknown, SchoolUnknown
from doorway.roster.models import Guardianship, HomeChange, Membership


def test_a_district_gets_its_code_from_its_name(db: None) -> None:
    assert add_district(name="Piute County School District").code == "piute-county-school-district"
    with pytest.raises(DistrictExists, match="another code"):
        add_district(name="Other", code="piute-county-school-district")
    assert District.objects.count() == 1


def test_a_role_is_given_by_hand_and_belongs_to_nobody_else(world: World) -> None:
    school = world.schools["panguitch-elementary"]
    membership = grant_role(
        district=world.district,
        email="NEW@staff.example",
        role="office",
        school=school,
        given_name="Nell",
        family_name="Orr",
    )
    assert (membership.source, membership.person.email) == (Membership.Source.LOCAL, "new@staff.example")
    viewer = Viewer(membership.person.user)
    assert why_visible(viewer, world.people["mateo"]) is not None
    assert why_visible(viewer, world.people["diego"]) is None
    again = grant_role(district=world.district, email="new@staff.example", role="office", school=school)
    assert again.pk == membership.pk


def test_what_cannot_be_given_is_refused_with_what_can(world: World) -> None:
    with pytest.raises(RoleUnknown, match="counselor"):
        grant_role(district=world.district, email="june.albrecht@staff.example", role="king")
    with pytest.raises(RoleUnknown):
        grant_role(district=world.district, email="june.albrecht@staff.example", role="guardian")
    with pytest.raises(NobodyThere, match="first and a family name"):
        grant_role(district=world.district, email="nobody@staff.example", role="office")


def test_a_school_is_found_by_name(world: World) -> None:
    school = world.schools["panguitch-middle"]
    for name in ("panguitch middle school", "Panguitch Middle School", "Panguitch Mid"):
        assert school_named(district=world.district, name=name) == school
    with pytest.raises(SchoolUnknown, match="Boulder Elementary"):
        school_named(district=world.district, name="Panguitch")


def test_homes_are_told_apart(world: World) -> None:
    people = world.people
    homes = {people["karen"].pk: 1, people["ben"].pk: 2}
    set_homes(student=people["ellie"], homes=homes, by=None, now=timezone.now())
    rows = Guardianship.objects.filter(student=people["ellie"]).values_list("guardian__sourced_id", "household")
    assert dict(rows) == {"karen": 1, "ben": 2}
    changes = set(HomeChange.objects.values_list("guardian__sourced_id", "home_before", "home_after"))
    assert changes == {("karen", 2, 1), ("ben", 1, 2)}
    with pytest.raises(IntegrityError, match="kept as it was"), transaction.atomic():
        HomeChange.objects.update(home_before=3)
    # The same again changes nothing, and nothing is written down.
    set_homes(student=people["ellie"], homes=homes, by=None, now=timezone.now())
    assert HomeChange.objects.count() == 2


def test_only_guardians_have_a_home(world: World) -> None:
    with pytest.raises(NotTheirGuardian):
        set_homes(student=world.people["ellie"], homes={world.people["rosa"].pk: 1}, by=None, now=timezone.now())


def test_a_closed_record_stays_closed_and_is_closed_once(world: World) -> None:
    people = world.people
    marks = [
        close_record(student=people["ellie"], to=people["ben"], reason="Order", by=None, now=timezone.now()).mark
        for _twice in range(2)
    ]
    assert marks[0] == marks[1]
    assert why_visible(Viewer(people["ben"].user), people["ellie"]) is None
    assert why_visible(Viewer(people["karen"].user), people["ellie"]) is not None


def test_a_day_off_keeps_its_first_reason(world: World) -> None:
    day = date(2026, 9, 7)
    add_days_off(district=world.district, days=[(day, "Labor Day")])
    (kept,) = add_days_off(district=world.district, days=[(day, "Other")])
    assert kept.reason == "Labor Day"
