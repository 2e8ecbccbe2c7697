from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from tests.world import World, add_conference

from doorway.accounts import guards
from doorway.roster.models import Guardianship, Person, RecordLook

pytestmark = pytest.mark.both


def test_every_guard_is_in_the_database(db: None) -> None:
    wanted = {name for guard in guards.all_guards() for name in guard.names(connection.vendor)}

    assert len(guards.all_guards()) == len({guard.name for guard in guards.all_guards()})
    assert wanted <= guards.installed_names()


def test_a_reference_never_crosses_districts(world: World, other_world: World) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Guardianship.objects.create(
            district=world.district, student=world.people["ellie"], guardian=other_world.people["rosa"]
        )


def test_one_row_of_another_district_keeps_all_rows_of_its_statement_out(world: World, other_world: World) -> None:
    """PostgreSQL looks at the new rows of a statement together."""
    student = world.people["ellie"]
    ours = [world.people[key] for key in ("ben", "karen", "june")]
    Guardianship.objects.filter(student=student).delete()

    def rows(*guardians: Person) -> list[Guardianship]:
        return [Guardianship(district=world.district, student=student, guardian=one) for one in guardians]

    with pytest.raises(IntegrityError), transaction.atomic():
        Guardianship.objects.bulk_create(rows(*ours, other_world.people["rosa"]))
    assert not Guardianship.objects.filter(student=student).exists()

    Guardianship.objects.bulk_create(rows(*ours))
    assert Guardianship.objects.filter(student=student).count() == len(ours)


def test_a_reference_is_not_set_to_another_district_later(world: World, other_world: World) -> None:
    kept = Guardianship.objects.filter(district=world.district).first()
    assert kept is not None

    with pytest.raises(IntegrityError), transaction.atomic():
        Guardianship.objects.filter(pk=kept.pk).update(guardian=other_world.people["rosa"])


def test_a_row_stays_in_its_district(world: World, other_world: World) -> None:
    """What refers to it would be left behind in the other one."""
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(pk=world.people["mateo"].pk).update(district=other_world.district)


def test_schools_of_two_districts_hold_no_conference_together(world: World, other_world: World) -> None:
    conference = add_conference(world).conference
    assert conference is not None
    conference.also_for.add(world.schools["panguitch-high"])

    with pytest.raises(IntegrityError), transaction.atomic():
        conference.also_for.add(other_world.schools["panguitch-high"])
    with pytest.raises(IntegrityError), transaction.atomic():
        conference.also_for.through.objects.update(school=other_world.schools["panguitch-high"])


def test_a_look_cannot_be_rewritten(world: World) -> None:
    from doorway.roster.access import Viewer, log_look

    log_look(Viewer(world.user("june")), world.people["mateo"], reason="teacher", page="plan")

    with pytest.raises(IntegrityError), transaction.atomic():
        RecordLook.objects.update(reason="guardian")
    with pytest.raises(IntegrityError), transaction.atomic():
        RecordLook.objects.all().delete()
