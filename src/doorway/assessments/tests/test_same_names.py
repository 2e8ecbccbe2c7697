"""Two children of one name in the lists of scores."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.world import World

from doorway.assessments.imports.taking_out import take_out
from doorway.assessments.models import Score, WaitingScore
from doorway.assessments.tests.test_import import MATH, READING, take, write
from doorway.assessments.tests.test_results_pages import give, read, words_of

ClientOf = Callable[[World, str], Client]


@pytest.fixture
def two(world: World) -> World:
    """Ellie and Sadie of the third grade are called the same; their birthdays differ."""
    for key, day in (("ellie", date(2017, 3, 4)), ("sadie", date(2017, 9, 1))):
        person = world.people[key]
        person.given_name, person.preferred_given_name, person.family_name = "Emma", "", "Lund"
        person.middle_name, person.birth_date, person.identifier = "", day, f"L-{key}"
        person.save()
    return world


def test_in_a_class(two: World, client_of: ClientOf) -> None:
    give(two.people["ellie"], 2, before=3, percentile=12)
    give(two.people["sadie"], 2, before=3, percentile=60)
    give(two.people["mateo"], 4, before=3)
    page = client_of(two, "june").get(f"/classes/{two.classes['grade-3'].pk}/results/").content.decode()

    words = words_of(page)
    # Who fell behind, the list, and the table behind the drawing.
    for name in ("Emma Lund (born on March 4)", "Emma Lund (born on September 1)"):
        assert words.count(name) >= 3, name
    assert "Emma Lund :" not in words
    assert "Mateo Morales (" not in words
    assert "2017" not in words
    assert "L-ellie" not in words


def test_in_the_letters_of_a_school(two: World, client_of: ClientOf) -> None:
    read(two, "ellie", 200, "BOY")
    read(two, "sadie", 150, "BOY")
    address = f"/reading-letters/{two.schools['panguitch-elementary'].pk}/?period=BOY&show="
    client = client_of(two, "peggy")

    words = words_of(client.get(address + "all").content.decode())
    assert "Emma Lund (born on March 4)" in words
    assert "Emma Lund (born on September 1)" in words
    # The other one is at the school, though not in this part of the list.
    Score.objects.filter(student=two.people["ellie"]).update(value=230)
    assert "Emma Lund (born on September 1)" in words_of(client.get(address + "to_write").content.decode())


@pytest.mark.both
def test_where_results_are_corrected_and_matched(two: World, client_of: ClientOf, tmp_path: Path) -> None:
    for key, row in (("ellie", MATH), ("sadie", MATH)):
        take(two, write(tmp_path, row | {"student_id": f"L-{key}"}))
    for score in Score.objects.all():
        take_out(score, reason="Of another child.", by=None, now=timezone.now())
    client = client_of(two, "sam")
    words = words_of(client.get(reverse("score_results")).content.decode())
    assert "Emma Lund (local id L-ellie)" in words
    assert "Emma Lund (local id L-sadie)" in words

    take(two, write(tmp_path, READING | {"student_id": "900"}))
    address = reverse("waiting_score_page", args=[WaitingScore.objects.get().pk])
    words = words_of(client.post(address, {"student": "L-ellie"}).content.decode())
    assert "Emma Lund (local id L-ellie)" in words
    assert "One other student of the district has this name." in words
    words = words_of(client.post(address, {"student": "L-mateo"}).content.decode())
    assert "Mateo Morales" in words
    assert "has this name" not in words


def test_it_asks_the_database_no_more(two: World, client_of: ClientOf) -> None:
    give(two.people["ellie"], 2, before=3)
    give(two.people["sadie"], 2, before=3)
    client, address = client_of(two, "june"), f"/classes/{two.classes['grade-3'].pk}/results/"
    client.get(address)
    with CaptureQueriesContext(connection) as same:
        client.get(address)
    two.people["sadie"].given_name = "Sadie"
    two.people["sadie"].save()
    with CaptureQueriesContext(connection) as others:
        client.get(address)
    assert len(same) == len(others)
