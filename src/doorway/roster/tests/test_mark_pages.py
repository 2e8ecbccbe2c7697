"""Closing a record to somebody, on the pages of the offices."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.world import World

from doorway.accounts.models import User
from doorway.roster.access import Viewer, why_visible
from doorway.roster.actions import close_record, lift_mark
from doorway.roster.errors import MarkIsLifted, OtherDistrict, OwnRecord, ReasonNeeded
from doorway.roster.models import AccessMark, Guardianship, Membership, Person, RecordLook

REASON = {"reason": "The court said so.", "order": "Order 4D-12, binder 3", "sure": "on"}


def client_of(world: World, key: str) -> Client:
    client = Client()
    client.force_login(world.user(key))
    return client


def address(name: str, world: World, student: str, **more: Any) -> str:
    return reverse(name, kwargs={"student_id": world.people[student].pk, **more})


def close_page(world: World, student: str, person: str) -> str:
    return address("close_record", world, student, person_id=world.people[person].pk)


def lift_page(world: World, student: str, mark: AccessMark) -> str:
    return address("open_record", world, student, mark_id=mark.pk)


@pytest.mark.parametrize("key", ["peggy", "harriet", "ruth"])
def test_an_office_closes_a_record_and_the_guardian_sees_nothing_at_once(world: World, key: str) -> None:
    signed_in = client_of(world, "ben")
    plan = reverse("family_plan", kwargs={"student_id": world.people["ellie"].pk})
    assert signed_in.get(plan).status_code == 200

    done = client_of(world, key).post(close_page(world, "ellie", "ben"), REASON, follow=True)

    assert "is closed to Ben" in done.content.decode()
    assert signed_in.get(plan).status_code == 404
    mark = AccessMark.objects.get(student=world.people["ellie"])
    assert (mark.reason, mark.order, mark.set_by) == (REASON["reason"], REASON["order"], world.user(key))
    assert mark.history.get().history_user == world.user(key)
    assert why_visible(Viewer(world.user("karen")), world.people["ellie"]) is not None


def test_every_look_is_logged_and_so_is_who_closed(world: World) -> None:
    peggy = client_of(world, "peggy")
    peggy.get(reverse("closed_records"))
    peggy.get(address("closed_record", world, "ellie"))
    peggy.get(close_page(world, "ellie", "ben"))

    looks = RecordLook.objects.order_by("pk").values_list("page", "student__sourced_id", "reason", "user__email")

    mailbox = world.people["peggy"].email
    assert list(looks) == [
        ("closed records", "sadie", "office", mailbox),
        ("closed record", "ellie", "office", mailbox),
        ("close record", "ellie", "office", mailbox),
    ]


@pytest.mark.parametrize("missing", ["reason", "sure"])
def test_without_a_reason_or_a_yes_nothing_is_closed(world: World, missing: str) -> None:
    given = {key: value for key, value in REASON.items() if key != missing}
    answer = client_of(world, "peggy").post(close_page(world, "ellie", "ben"), given)
    assert answer.status_code == 422
    assert "Please" in answer.content.decode()
    assert not AccessMark.objects.filter(student=world.people["ellie"]).exists()


def test_a_form_that_is_sent_twice_closes_once(world: World) -> None:
    peggy = client_of(world, "peggy")
    peggy.post(close_page(world, "ellie", "ben"), REASON)
    again = peggy.post(close_page(world, "ellie", "ben"), REASON, follow=True)
    assert "was closed to Ben" in again.content.decode()
    assert AccessMark.objects.filter(student=world.people["ellie"]).count() == 1
    assert "It is closed already" in peggy.get(close_page(world, "ellie", "ben")).content.decode()


def test_the_record_is_opened_again_and_what_was_stays(world: World) -> None:
    mark = world.people["sadie"].access_marks.get()
    travis = Viewer(world.user("travis"))
    assert why_visible(travis, world.people["sadie"]) is None
    peggy, given = client_of(world, "peggy"), {"reason": "The order ended.", "sure": "on"}

    peggy.post(lift_page(world, "sadie", mark), given)

    assert why_visible(Viewer(world.user("travis")), world.people["sadie"]) is not None
    mark.refresh_from_db()
    assert (mark.lifted_by, mark.lift_reason) == (world.user("peggy"), "The order ended.")
    page = peggy.get(address("closed_record", world, "sadie")).content.decode()
    assert "The order ended." in page
    assert "Court order on file in the office." in page
    again = peggy.post(lift_page(world, "sadie", mark), given, follow=True)
    assert "open again already" in again.content.decode()
    assert mark.history.filter(history_change_reason="lift").count() == 1


def test_closed_again_after_lifting_is_a_mark_of_its_own(world: World) -> None:
    people, now = world.people, timezone.now()
    mark = people["sadie"].access_marks.get()
    lift_mark(mark=mark, reason="Ended", by=None, now=now)
    closed = close_record(student=people["sadie"], to=people["travis"], reason="A new order", by=None, now=now)
    assert closed.is_new
    assert people["sadie"].access_marks.count() == 2
    with pytest.raises(MarkIsLifted):
        lift_mark(mark=mark, reason="Ended", by=None, now=now)


def test_what_cannot_be_closed_is_refused(world: World, other_world: World) -> None:
    people, now = world.people, timezone.now()
    with pytest.raises(OwnRecord):
        close_record(student=people["ellie"], to=people["ellie"], reason="x", by=None, now=now)
    with pytest.raises(OtherDistrict):
        close_record(student=people["ellie"], to=other_world.people["ben"], reason="x", by=None, now=now)
    with pytest.raises(ReasonNeeded):
        close_record(student=people["ellie"], to=people["ben"], reason="  ", by=None, now=now)
    assert not AccessMark.objects.filter(student=people["ellie"]).exists()


def test_the_page_says_kindly_that_the_student_keeps_the_own_record(world: World) -> None:
    page = close_page(world, "ellie", "ellie")
    answer = client_of(world, "peggy").post(page, REASON, follow=True)
    assert "own record cannot be closed" in answer.content.decode()


def test_nobody_closes_a_record_to_themselves_or_at_a_school_to_its_staff(world: World) -> None:
    peggy = client_of(world, "peggy")
    for person, words in (
        ("peggy", "to yourself"),
        ("june", "Only the district office"),
        ("ruth", "Only the district"),
    ):
        answer = peggy.post(close_page(world, "ellie", person), REASON, follow=True)
        assert words in answer.content.decode(), person
    assert not AccessMark.objects.filter(student=world.people["ellie"]).exists()
    client_of(world, "ruth").post(close_page(world, "ellie", "june"), REASON)
    assert why_visible(Viewer(world.user("june")), world.people["ellie"]) is None
    mark = AccessMark.objects.get(student=world.people["ellie"])
    answer = peggy.post(lift_page(world, "ellie", mark), {"reason": "x", "sure": "on"}, follow=True)
    assert "Only the district office" in answer.content.decode()


def test_nobody_decides_about_their_own_child(world: World) -> None:
    Guardianship.objects.create(
        district=world.district, student=world.people["ellie"], guardian=world.people["peggy"], household=3
    )
    peggy = client_of(world, "peggy")
    assert peggy.get(address("closed_record", world, "ellie")).status_code == 404
    assert peggy.post(close_page(world, "ellie", "ben"), REASON).status_code == 404
    own = address("closed_record", world, "ellie")
    assert own not in peggy.get(reverse("closed_records"), {"q": "Ellie"}).content.decode()
    assert own in client_of(world, "harriet").get(reverse("closed_records"), {"q": "Ellie"}).content.decode()


@pytest.mark.parametrize("key", ["june", "dana", "ben", "karen", "sam", "diego"])
def test_teachers_counselors_families_and_students_decide_nothing(world: World, key: str) -> None:
    client = client_of(world, key)
    student = "diego" if key in {"dana", "diego"} else "ellie"
    for page in (reverse("closed_records"), address("closed_record", world, student)):
        assert client.get(page).status_code == 404
    assert client.post(close_page(world, student, "rosa"), REASON).status_code == 404
    assert not AccessMark.objects.filter(student=world.people[student]).exists()


def test_a_closed_record_closes_the_whole_mailbox_and_the_page_says_so(world: World) -> None:
    ben = world.people["ben"]
    other = Person.objects.create(
        district=world.district, given_name="Nora", family_name="Reed", user=ben.user, email=ben.email
    )
    Guardianship.objects.create(district=world.district, student=world.people["ellie"], guardian=other, household=1)
    peggy = client_of(world, "peggy")
    assert "Nora Reed" in peggy.get(close_page(world, "ellie", "ben")).content.decode()
    peggy.post(close_page(world, "ellie", "ben"), REASON)
    page = peggy.get(address("closed_record", world, "ellie")).content.decode()
    assert f"the same mailbox as {ben.full_name}" in page


def test_a_mailbox_that_the_student_reads_is_closed_to_the_student_too_and_the_page_warns(world: World) -> None:
    Person.objects.filter(pk=world.people["ellie"].pk).update(user=world.people["ben"].user)
    page = client_of(world, "peggy").get(close_page(world, "ellie", "ben")).content.decode()
    assert "closed to the student, too" in page


def test_somebody_else_is_found_by_the_whole_name_or_the_mailbox(world: World) -> None:
    stranger = Person.objects.create(
        district=world.district,
        given_name="Ida Mae",
        family_name="van Dyke",
        email="ida@families.example",
        user=User.objects.for_mailbox("ida@families.example"),
    )
    Membership.objects.create(district=world.district, person=stranger, role="guardian")
    peggy, page = client_of(world, "peggy"), address("closed_record", world, "ellie")
    target = reverse("close_record", args=[world.people["ellie"].pk, stranger.pk])
    for text in ("IDA@families.example", " ida mae  van dyke "):
        assert target in peggy.get(page, {"q": text}).content.decode(), text
    for text in ("Ida", "van Dyke", "ida@", "nobody@nowhere.example", "%", "\x00"):
        found = peggy.get(page, {"q": text}).content.decode()
        assert target not in found, text
    unknown = peggy.get(page, {"q": "nobody@nowhere.example"}).content.decode()
    assert "Whoever is not on the roster cannot sign in" in unknown


def test_an_office_finds_only_its_own_students_and_marks(world: World) -> None:
    close_record(student=world.people["diego"], to=world.people["ben"], reason="x", by=None, now=timezone.now())
    peggy, ruth = client_of(world, "peggy"), client_of(world, "ruth")
    page = address("closed_record", world, "diego")
    assert page not in peggy.get(reverse("closed_records"), {"q": "diego"}).content.decode()
    assert page in ruth.get(reverse("closed_records"), {"q": "diego"}).content.decode()
    assert peggy.get(address("closed_record", world, "diego")).status_code == 404


def test_a_mark_of_another_student_is_nobodys_to_lift_here(world: World) -> None:
    mark = world.people["sadie"].access_marks.get()
    peggy = client_of(world, "peggy")
    assert peggy.get(lift_page(world, "ellie", mark)).status_code == 404
