"""How many families have children at two schools: what the district looks at when two schools choose one day."""

from __future__ import annotations

from tests.world import World

from doorway.conferences.queries.reach import shared_families
from doorway.roster.models import Guardianship, Membership


def counted(world: World) -> dict[frozenset[str], int]:
    names = {school.pk: key for key, school in world.schools.items()}
    found = shared_families(world.district.pk)
    return {frozenset(names[school] for school in pair): number for pair, number in found.items()}


def test_a_guardian_counts_once_for_every_two_schools(world: World) -> None:
    # Rosa has children at three schools; nobody else has any at two.
    elementary, middle, high = "panguitch-elementary", "panguitch-middle", "panguitch-high"
    assert counted(world) == {
        frozenset((elementary, middle)): 1,
        frozenset((elementary, high)): 1,
        frozenset((middle, high)): 1,
    }
    # A second child at a school of hers changes nothing, a second guardian of her children does.
    add(world, "ellie", "rosa")
    add(world, "mateo", "ben")
    add(world, "lucia", "ben")
    assert counted(world)[frozenset((elementary, middle))] == 2
    assert counted(world)[frozenset((elementary, high))] == 1


def test_who_has_left_or_goes_to_no_school_is_not_counted(world: World) -> None:
    Guardianship.objects.filter(guardian=world.people["rosa"], student=world.people["diego"]).update(is_active=False)
    Membership.objects.filter(person=world.people["lucia"], role="student").update(school=None)
    assert counted(world) == {}


def add(world: World, student: str, guardian: str) -> None:
    people = world.people
    Guardianship.objects.create(
        district=world.district, student=people[student], guardian=people[guardian], household=1
    )
