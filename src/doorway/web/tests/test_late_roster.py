"""When the roster of the year that runs has not come after its first weeks, those who can do something are asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from tests.world import World

from doorway.accounts.models import District
from doorway.compliance.tests.stage import adopted_policy
from doorway.roster.models import SchoolYear

ClientOf = Callable[[World, str], Client]
LATE = "School has begun, and the students are still in the grades of"


@pytest.fixture
def waits(world: World, monkeypatch: pytest.MonkeyPatch) -> Callable[[int, int], str]:
    """A day of the year after that of the grades, as the name of that year."""
    year = world.year.end_year
    District.objects.filter(pk=world.district.pk).update(grades_of=year)

    def on(month: int, day: int) -> str:
        at = date(year + (month < 7), month, day)
        monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(at.year, month, day, 18, tzinfo=UTC))
        return f"{year}-{(year + 1) % 100:02d}"

    return on


def text(client: Client, address: str, language: str = "en") -> str:
    client.cookies["doorway_language"] = language
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(unescape(answer.content.decode()).split())


def test_the_office_is_asked_on_its_start_page_and_where_it_matters(
    world: World, client_of: ClientOf, waits: Callable[[int, int], str]
) -> None:
    for month, day in ((8, 20), (9, 15)):
        waits(month, day)
        ruth = client_of(world, "ruth")
        assert LATE not in text(ruth, "/home/") + text(ruth, reverse("rosters"))
    for month, day in ((9, 16), (2, 1)):
        name, ruth = waits(month, day), client_of(world, "ruth")
        home = text(ruth, "/home/")
        assert f"Take in the roster of {name}" in home
        assert LATE in home
        roster = text(ruth, reverse("rosters"))
        assert LATE in roster
        assert f"Import the roster of {name} now." in roster
    assert "Cargar la lista de estudiantes de" in text(ruth, "/home/", "es")
    District.objects.filter(pk=world.district.pk).update(grades_of=world.year.end_year + 1)
    assert LATE not in text(ruth, "/home/")


def test_who_works_with_it_reads_whom_to_ask_and_a_family_does_not(
    world: World, client_of: ClientOf, waits: Callable[[int, int], str]
) -> None:
    name, diego = waits(10, 1), world.people["diego"].pk
    ask = f"Ask the district office to import the roster of {name}."
    dana, rosa = client_of(world, "dana"), client_of(world, "rosa")

    assert ask in text(dana, "/graduation/")
    assert ask in text(dana, f"/graduation/{diego}/")
    family = text(rosa, f"/graduation/{diego}/")
    assert "has not come yet" in family
    assert "district office to import" not in family


def test_the_follow_up_says_whose_grades_it_counts_by(
    world: World, client_of: ClientOf, waits: Callable[[int, int], str]
) -> None:
    """Where the roster has the terms of the new year and nobody has moved on, the school year itself is there."""
    adopted_policy(world)
    year = world.year.end_year
    SchoolYear.objects.create(
        district=world.district, name="next", starts_on=date(year, 7, 1), ends_on=date(year + 1, 6, 30)
    )
    waits(10, 1)
    for key, page in (("ruth", "/follow-up/"), ("dana", f"/follow-up/{world.schools['panguitch-high'].pk}/")):
        shown = text(client_of(world, key), page)
        assert LATE in shown
    assert "Import the roster" in text(client_of(world, "ruth"), "/follow-up/")
