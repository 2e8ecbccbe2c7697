"""The start page of each role: the next step is the one that waits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.world import World, add_conference

from doorway.accounts.models import User
from doorway.conferences.models import Appointment
from doorway.plans.actions.entries import Author, Words, write_entry
from doorway.plans.actions.signing import sign
from doorway.plans.actions.versions import share
from doorway.plans.models import Plan, PlanEntry, PlanVersion
from doorway.roster.access import Viewer
from doorway.roster.models import Guardianship, Person
from doorway.web.home import start_page

SignIn = Callable[[World, str], Client]
MOST_QUERIES = 12


def viewer_of(world: World, key: str) -> Viewer:
    return Viewer(world.user(key))


def test_an_office_without_a_conference_begins_one(world: World) -> None:
    step = start_page(viewer_of(world, "peggy")).next_step

    assert step is not None
    assert step.url == reverse("office_new")


@pytest.mark.parametrize("status", ["draft", "returned"])
def test_an_office_goes_on_with_what_it_began(world: World, status: str) -> None:
    add_conference(world, status=status)
    assert world.conference is not None

    step = start_page(viewer_of(world, "peggy")).next_step

    assert step is not None
    assert step.url == reverse("office_conference", args=[world.conference.pk])


def test_a_conference_that_is_out_of_the_offices_hands_asks_for_nothing(open_world: World) -> None:
    start = start_page(viewer_of(open_world, "peggy"))

    assert start.next_step is None
    assert open_world.conference is not None
    assert reverse("office_board", args=[open_world.conference.pk]) in [card.url for card in start.others]


def test_another_schools_conference_is_not_on_the_page(world: World) -> None:
    add_conference(world, status="draft", school="panguitch-high", host="dana")

    step = start_page(viewer_of(world, "peggy")).next_step

    assert step is not None
    assert step.url == reverse("office_new")


@pytest.mark.parametrize(("status", "words"), [("submitted", "1 school waits"), ("approved", "1 conference is not")])
def test_the_district_sees_what_waits(world: World, status: str, words: str) -> None:
    add_conference(world, status=status)

    step = start_page(viewer_of(world, "ruth")).next_step

    assert step is not None
    assert step.title.startswith(words)


def test_the_district_does_not_see_drafts_or_other_districts(world: World, other_world: World) -> None:
    add_conference(world, status="draft")
    add_conference(other_world, status="submitted")

    # What is left to do is the board's policy, not one of these.
    step = start_page(viewer_of(world, "ruth")).next_step
    assert step is not None
    assert step.url == reverse("write_policy")


def shared_plan(world: World) -> PlanVersion:
    """Mateo's plan, shared by June; a classmate's plan was begun and is not."""
    for student in ("mateo", "ellie"):
        write_entry(
            student=world.people[student],
            section="strengths",
            author=Author(world.people["june"], {"teacher"}),
            words=Words(f"Reads every day ({PlanEntry.history.count()})."),
            on=timezone.localdate(),
            now=timezone.now(),
        )
    plan = Plan.objects.get(student=world.people["mateo"])
    return share(plan, by=world.user("june"), now=timezone.now(), reason="Corrected.")


def titles(world: World, key: str) -> list[str]:
    start = start_page(viewer_of(world, key))
    return [card.title for card in filter(None, [start.next_step, *start.others])]


def test_a_shared_plan_is_the_guardians_next_step_until_the_home_has_signed(world: World) -> None:
    version = shared_plan(world)
    step = start_page(viewer_of(world, "rosa")).next_step
    assert step is not None
    assert (step.title, step.url) == (
        "Read and sign Mateo’s plan",
        reverse("family_plan", args=[version.plan.student_id]),
    )

    other = Person.objects.create(district=world.district, given_name="Luis", family_name="Morales")
    other.user = User.objects.for_mailbox("luis@family.example")
    other.save()
    Guardianship.objects.create(district=world.district, student=version.plan.student, guardian=other)
    sign(version, person=other, signer="guardian", typed_name="Luis Morales", now=timezone.now(), by=other.user)

    assert "The plans of my children" in titles(world, "rosa")
    assert "Read and sign Mateo’s plan" not in titles(world, "rosa")
    assert shared_plan(world).number == 2
    assert "Read what is new in Mateo’s plan" in titles(world, "rosa")


def test_another_home_and_a_marked_guardian_have_cards_of_their_own(world: World) -> None:
    for student in ("ellie", "sadie"):
        write_entry(
            student=world.people[student],
            section="strengths",
            author=Author(world.people["june"], {"teacher"}),
            words=Words("Kind."),
            on=timezone.localdate(),
            now=timezone.now(),
        )
        version = share(Plan.objects.get(student=world.people[student]), by=world.user("june"), now=timezone.now())
        if student == "ellie":
            ben = world.people["ben"]
            sign(version, person=ben, signer="guardian", typed_name="Ben Whitaker", now=timezone.now(), by=ben.user)

    assert "Read and sign Ellie’s plan" not in titles(world, "ben")
    assert "Read and sign Ellie’s plan" in titles(world, "karen")
    assert "Read and sign Sadie’s plan" in titles(world, "amy")
    assert not [title for title in titles(world, "travis") if "plan" in title.lower()]


def test_a_student_is_asked_to_sign_the_own_plan(world: World) -> None:
    diego = world.people["diego"]
    write_entry(
        student=diego,
        section="strengths",
        author=Author(world.people["owen"], {"teacher"}),
        words=Words("Reliable."),
        on=timezone.localdate(),
        now=timezone.now(),
    )
    assert "Read and sign your plan" not in titles(world, "diego")
    version = share(Plan.objects.get(student=diego), by=world.user("owen"), now=timezone.now())
    assert titles(world, "diego")[0] == "Read and sign your plan"
    sign(version, person=diego, signer="student", typed_name="Diego Morales", now=timezone.now(), by=diego.user)
    assert "My plan" in titles(world, "diego")


def test_a_teacher_sees_what_to_share_and_what_waits_for_signatures(open_world: World) -> None:
    shared_plan(open_world)
    start = timezone.now() - timedelta(hours=2)
    for minutes, student, guardian, attendance in (
        (0, "mateo", "rosa", "came"),
        (20, "ellie", "ben", ""),
        (40, "sadie", "amy", "no_show"),
    ):
        begin = start + timedelta(minutes=minutes)
        Appointment.objects.create(
            district=open_world.district,
            conference=open_world.conference,
            host=open_world.hosts["june"],
            student=open_world.people[student],
            guardian=open_world.people[guardian],
            starts_at=begin,
            ends_at=begin + timedelta(minutes=15),
            attendance=attendance,
            booked_at=start,
        )

    start_of_june = start_page(viewer_of(open_world, "june"))

    assert start_of_june.next_step is not None
    assert "One shared plan waits for signatures" in titles(open_world, "june")
    assert "Share one plan with the family" in titles(open_world, "june")
    assert not [title for title in titles(open_world, "owen") if "plan" in title]


@pytest.mark.parametrize("key", ["rosa", "june", "dana", "harriet", "peggy", "ruth", "sam", "ines", "diego"])
def test_the_start_page_costs_little(open_world: World, client_of: SignIn, key: str) -> None:
    client = client_of(open_world, key)
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("home"))

    assert len(queries) <= MOST_QUERIES
