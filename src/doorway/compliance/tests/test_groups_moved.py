"""After a transfer the old school still sees whom it ticked, and can put it right."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.world import World

from doorway.compliance.actions.following_up import hold_group, set_guests
from doorway.compliance.models import GroupConference, Standing
from doorway.compliance.queries.groups import not_here_now
from doorway.compliance.queries.standing import seats
from doorway.roster.models import EarlierStay, Membership, RecordLook

ClientOf = Callable[[World, str], Client]


@pytest.fixture
def held(world: World) -> GroupConference:
    """Mateo's and Ellie's families came; since yesterday Mateo is at another school."""
    found = hold_group(
        school=world.schools["panguitch-elementary"], topic="Reading", hosts=[world.people["june"].pk],
        held_on=timezone.localdate(), by=world.user("peggy"), now=timezone.now(), first_grade=3,
    )  # fmt: skip
    both = {world.people["mateo"].pk, world.people["ellie"].pk}
    set_guests(group=found, shown=both, came=both)
    own = Membership.objects.filter(person=world.people["mateo"], role="student")
    own.update(ends_on=timezone.localdate() - timedelta(days=1))
    Membership.objects.create(
        district=world.district, person=world.people["mateo"], school=world.schools["boulder-elementary"],
        role="student", begins_on=timezone.localdate(),
    )  # fmt: skip
    return found


def address(group: GroupConference) -> str:
    return reverse("group_conference", args=[group.school_id, group.pk])


def page(client: Client, group: GroupConference) -> str:
    client.cookies["doorway_language"] = "en"
    return " ".join(client.get(address(group)).content.decode().split())


def test_who_was_ticked_and_has_moved_stands_there_and_can_be_unticked(
    world: World, held: GroupConference, client_of: ClientOf
) -> None:
    mateo, ellie, peggy = world.people["mateo"], world.people["ellie"], client_of(world, "peggy")
    text = page(peggy, held)

    assert "Has moved since" in text.split("may have come</h2>")[1]
    assert mateo.family_name in text.split("may have come</h2>")[1]
    assert ellie.full_name not in text.split("may have come</h2>")[1]
    assert RecordLook.objects.filter(student=mateo, page="group_conference").exists()

    # Saved as it is, both stay; unticked, he is gone from it, and she stays.
    both = [str(mateo.pk), str(ellie.pk)]
    shown = [f"{student}:1" for student in both]
    peggy.post(address(held), {"shown": shown, "came": both})
    assert held.guests.count() == 2
    peggy.post(address(held), {"shown": shown, "came": [str(ellie.pk)]})
    assert list(held.guests.values_list("student", flat=True)) == [ellie.pk]
    assert "may have come</h2>" not in page(peggy, held)
    # Nobody who is not on the page is ticked by it.
    peggy.post(address(held), {"shown": both, "came": both})
    assert list(held.guests.values_list("student", flat=True)) == [ellie.pk]


def test_who_came_and_moved_before_anybody_ticked_it_can_be_ticked(
    world: World, held: GroupConference, client_of: ClientOf
) -> None:
    mateo, ellie, peggy = world.people["mateo"], world.people["ellie"], client_of(world, "peggy")
    sadie, today = world.people["sadie"], timezone.localdate()
    held.guests.all().delete()
    GroupConference.objects.update(held_at=held.held_at - timedelta(days=3))
    # Somebody else had left before that day.
    Membership.objects.filter(person=sadie, role="student").update(ends_on=today - timedelta(days=4))
    text = page(peggy, held).split("may have come</h2>")[1]
    assert f"{mateo.full_name} <strong" in text
    assert "Has moved since" in text
    assert " checked" not in text
    assert sadie.full_name not in text
    assert RecordLook.objects.filter(student=mateo, page="group_conference").exists()

    for came in ([mateo.pk], [], [mateo.pk, ellie.pk]):
        ticked = set(held.guests.values_list("student", flat=True))
        shown = [f"{one}:{int(one in ticked)}" for one in (mateo.pk, ellie.pk, sadie.pk)]
        peggy.post(address(held), {"shown": shown, "came": list(map(str, [*came, sadie.pk]))})
        assert set(held.guests.values_list("student", flat=True)) == set(came)
        # Who is unticked by mistake stays there to be ticked.
        assert mateo.full_name in page(peggy, held).split("may have come</h2>")[1]
    standing = Standing.objects.get(student=mateo, school=world.schools["boulder-elementary"])
    assert standing.group_1 == GroupConference.objects.get().held_at


def test_who_came_back_is_among_the_students_of_today_alone(
    world: World, held: GroupConference, client_of: ClientOf
) -> None:
    GroupConference.objects.update(held_at=held.held_at - timedelta(days=3))
    Membership.objects.filter(person=world.people["mateo"], role="student").update(ends_on=None, begins_on=None)
    Membership.objects.filter(school=world.schools["boulder-elementary"], role="student").delete()

    text = page(client_of(world, "peggy"), held)

    assert "may have come</h2>" not in text
    assert text.count(world.people["mateo"].full_name) == 1


def test_of_many_who_have_gone_each_page_has_some(
    world: World, held: GroupConference, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("doorway.compliance.views.groups.FAMILIES_PER_PAGE", 1)
    held.guests.all().delete()
    GroupConference.objects.update(held_at=held.held_at - timedelta(days=3))
    gone = [world.people[key] for key in ("mateo", "ellie", "sadie")]
    Membership.objects.filter(person__in=gone, school=held.school, role="student").update(
        ends_on=timezone.localdate() - timedelta(days=1)
    )
    peggy = client_of(world, "peggy")

    seen = [peggy.get(address(held), {"page": number}).content.decode() for number in (1, 2, 3)]

    for one in gone:
        assert [one.full_name in text for text in seen].count(True) == 1
    assert "Page 3 of 3" in " ".join(seen[2].split())


def test_who_is_in_another_grade_of_the_school_has_not_moved(
    world: World, held: GroupConference, client_of: ClientOf
) -> None:
    GroupConference.objects.update(first_grade=5, last_grade=5)

    text = page(client_of(world, "peggy"), held).split("may have come</h2>")[1]

    assert text.count("Has moved since") == 1
    assert world.people["ellie"].family_name in text


def test_who_was_there_in_an_earlier_stay_can_be_ticked(world: World) -> None:
    today = timezone.localdate(timezone=world.district.zone)
    school = world.schools["panguitch-high"]
    kept = Membership.objects.get(person=world.people["diego"], role="student")
    EarlierStay.objects.create(
        district=world.district, person=kept.person, school=school, role="student",
        begins_on=today - timedelta(days=90), ends_on=today - timedelta(days=60),
    )  # fmt: skip
    kept.begins_on, kept.ends_on = today - timedelta(days=40), today - timedelta(days=5)
    kept.save()
    here = seats(school.district, today, schools=[school.pk])
    found = {}
    for days in (70, 50, 20):
        on = today - timedelta(days=days)
        group = GroupConference.objects.create(
            district=world.district, school=school, topic=f"{days}", created_by=world.user("dana"),
            held_at=datetime(on.year, on.month, on.day, 12, tzinfo=world.district.zone), created_at=timezone.now(),
        )  # fmt: skip
        found[days] = world.people["diego"] in not_here_now(group, here, None)
    assert found == {70: True, 50: False, 20: True}
