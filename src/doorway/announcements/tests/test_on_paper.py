"""Whose child takes a letter home on paper."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.world import World

from doorway.announcements.models import Announcement
from doorway.announcements.on_paper import PaperHome, languages_of, paper_homes
from doorway.announcements.tests.test_letters import published
from doorway.roster.access import Viewer
from doorway.roster.models import Enrollment, Guardianship, Membership, Person, RecordLook, SchoolClass

Sign = Callable[[World, str], Client]


def without_mail(world: World, *keys: str) -> None:
    Person.objects.filter(pk__in=[world.people[key].pk for key in keys]).update(email="")


def named(homes: list[PaperHome]) -> list[tuple[str, list[str], list[str]]]:
    return [
        (
            home.child.given_name,
            sorted(sibling.given_name for sibling in home.siblings),
            [guardian.given_name for guardian in home.guardians],
        )
        for home in homes
    ]


def of_district(world: World, letter: Announcement | None = None) -> list[PaperHome]:
    return paper_homes(Viewer(world.user("ruth")), letter or published(world))


def test_where_everybody_has_an_address_nobody_needs_paper(world: World) -> None:
    assert of_district(world) == []


def test_children_of_one_home_take_one_sheet_in_the_language_of_the_home(world: World) -> None:
    without_mail(world, "rosa")

    homes = of_district(world)

    (child, siblings, guardians) = named(homes)[0]
    assert {child, *siblings} == {"Mateo", "Lucía", "Diego"}
    assert guardians == ["Rosa"]
    assert languages_of(homes) == [("es", 1)]


def test_each_home_of_a_child_is_asked_about_by_itself(world: World) -> None:
    without_mail(world, "ben")

    assert named(of_district(world)) == [("Ellie", [], ["Ben"])]


def test_one_address_in_a_home_is_enough(world: World) -> None:
    without_mail(world, "ben")
    Guardianship.objects.filter(guardian=world.people["karen"]).update(household=1)

    assert of_district(world) == []


def test_an_address_of_somebody_to_whom_the_child_is_closed_reaches_nobody(world: World) -> None:
    without_mail(world, "amy", "travis")
    assert named(of_district(world)) == [("Sadie", [], ["Amy"])]

    # Both in one home: his address counts as little as he does.
    Guardianship.objects.filter(guardian=world.people["travis"]).update(household=1)
    Person.objects.filter(pk=world.people["travis"].pk).update(email="travis.doyle@family.example")
    assert named(of_district(world)) == [("Sadie", [], ["Amy"])]


@pytest.mark.parametrize("gone", ["guardianship", "guardian"])
def test_a_child_of_whom_the_roster_knows_nobody_takes_a_sheet_too(world: World, gone: str) -> None:
    if gone == "guardianship":
        Guardianship.objects.filter(student=world.people["sadie"]).update(is_active=False)
    else:
        wards = Guardianship.objects.filter(student=world.people["sadie"])
        Person.objects.filter(pk__in=wards.values("guardian")).update(is_active=False)

    assert named(of_district(world)) == [("Sadie", [], [])]


def test_a_schools_letter_is_for_its_own_students_and_every_look_is_logged(world: World, client_of: Sign) -> None:
    without_mail(world, "rosa", "ben")
    letter = published(world, "panguitch-elementary")
    peggy = client_of(world, "peggy")
    address = f"/office/letters/{letter.pk}/on-paper"

    page = peggy.get(f"{address}/").content.decode()
    table = peggy.get(f"{address}.csv")

    assert "2 homes need it on paper" in page
    assert "Diego" not in page
    rows = list(csv.DictReader(table.content.decode("utf-8-sig").splitlines()))
    assert {(row["Guardians"], row["Language"]) for row in rows} == {
        ("Rosa Morales", "Spanish"),
        ("Ben Whitaker", "English"),
    }
    assert {row["School"] for row in rows} == {"Panguitch Elementary School"}
    assert table["Cache-Control"] == "private, no-store"
    looks = RecordLook.objects.filter(page="letter_on_paper", user=world.user("peggy"))
    assert {look.student.given_name for look in looks} == {"Ellie", *(row["Student"].split()[0] for row in rows)}
    assert {look.reason for look in looks} == {"office"}
    assert looks.count() == 2 * len(rows)


def test_the_buttons_to_print_and_the_list_are_found_from_the_letter(world: World, client_of: Sign) -> None:
    letter = published(world)
    ruth = client_of(world, "ruth")

    for page in ("", "send/"):
        assert (
            f"/office/letters/{letter.pk}/on-paper/" in ruth.get(f"/office/letters/{letter.pk}/{page}").content.decode()
        )
    assert "data-print" in Client().get(f"/d/garfield/letters/{letter.slug}/").content.decode()


def test_a_letter_of_a_school_names_no_class_of_another(world: World) -> None:
    """Ellie begins at the middle school within weeks, and is in a homeroom of the elementary school until then."""
    without_mail(world, "ben", "karen")
    middle, ellie = world.schools["panguitch-middle"], world.people["ellie"]
    begins = timezone.localdate() + timedelta(days=20)
    Membership.objects.create(
        district=world.district, person=ellie, school=middle, role="student", begins_on=begins, is_primary=False
    )
    room = SchoolClass.objects.create(
        district=world.district, school=middle, school_year=world.year, kind="homeroom", title="Room 70",
        sourced_id="room-70",
    )  # fmt: skip
    Enrollment.objects.create(
        district=world.district, person=ellie, school_class=room, role="student", begins_on=begins
    )

    def room_of(school: str) -> set[str]:
        letter = published(world, school)
        homes = paper_homes(Viewer(world.user("ruth")), letter)
        return {str(getattr(home.child, "homeroom")) for home in homes if home.child.pk == ellie.pk}  # noqa: B009

    assert room_of("panguitch-elementary") == {world.classes["grade-3"].title}
    assert room_of("panguitch-middle") == {"Room 70"}
