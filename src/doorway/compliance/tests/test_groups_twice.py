"""A group conference is written down once, however often the button is pressed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.world import World

from doorway.compliance.actions.following_up import hold_group, take_group_back
from doorway.compliance.errors import GroupTwice
from doorway.compliance.models import GroupConference

ClientOf = Callable[[World, str], Client]


def held(world: World, **changes: Any) -> GroupConference:
    values: dict[str, Any] = {
        "topic": "Reading", "hosts": [world.people["june"].pk], "held_on": timezone.localdate(),
        "by": world.user("peggy"), "now": timezone.now(), "first_grade": 3,
    }  # fmt: skip
    return hold_group(school=world.schools["panguitch-elementary"], **values | changes)


def test_the_same_one_within_minutes_is_refused_and_another_is_not(world: World) -> None:
    first = held(world)

    with pytest.raises(GroupTwice) as refused:
        held(world, now=timezone.now() + timedelta(minutes=5))
    assert refused.value.group == first.pk
    held(world, topic="Reading, second evening")
    held(world, first_grade=None)
    held(world, held_on=timezone.localdate() - timedelta(days=1))
    held(world, hosts=[world.people["june"].pk, world.people["harriet"].pk])
    held(world, now=timezone.now() + timedelta(minutes=11))
    assert GroupConference.objects.count() == 6


def test_what_was_taken_back_can_be_written_down_again(world: World) -> None:
    take_group_back(group=held(world), why="Wrong day.", by=world.user("peggy"), now=timezone.now())

    assert held(world).taken_back_at is None


def test_who_presses_twice_comes_to_the_one_that_is_there(world: World, client_of: ClientOf) -> None:
    school, client = world.schools["panguitch-elementary"], client_of(world, "peggy")
    client.cookies["doorway_language"] = "en"
    sent = {
        "topic": "Reading", "held_on": timezone.localdate().isoformat(), "hosts": [str(world.people["june"].pk)],
        "language": "en",
    }  # fmt: skip
    address = reverse("group_conferences", args=[school.pk])

    first, second = client.post(address, sent), client.post(address, sent)

    found = GroupConference.objects.get()
    assert first.status_code == 302
    assert first.headers["Location"] == second.headers["Location"]
    assert str(found.pk) in second.headers["Location"]
    assert "This group conference is written down already: here it is." in " ".join(
        client.get(second.headers["Location"]).content.decode().split()
    )
