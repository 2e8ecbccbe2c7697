"""Before the first day nobody can apply: it is neither open, nor has anybody failed to apply."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.world import World

from doorway.pathways.models import LocalScholarship, ScholarshipStep
from doorway.pathways.scholarships.page import ScholarshipPage
from doorway.pathways.scholarships.tests.files import enter_one, make_senior, offer, page_now, teach
from doorway.pathways.scholarships.wording import full_day

ClientOf = Callable[[World, str], Client]
AWARD = "Lions Club Award"
OPENS = 5


def unopened(world: World, tmp_path: Path) -> LocalScholarship:
    make_senior(world)
    teach(world, tmp_path)
    return enter_one(world, opens_on=timezone.localdate() + timedelta(days=OPENS))


def group_of(page: ScholarshipPage) -> str:
    return next(word for word, _title, found in page.groups if any(one.title == AWARD for one in found))


def client_in(client_of: ClientOf, world: World, who: str, language: str = "en") -> Client:
    client = client_of(world, who)
    client.cookies["doorway_language"] = language
    return client


def text_of(client: Client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())


def test_it_stands_apart_until_its_first_day(world: World, tmp_path: Path) -> None:
    unopened(world, tmp_path)
    found = offer(page_now(world), AWARD)
    assert (group_of(page_now(world)), found.tag, found.can_apply) == ("unopened", "Not open yet", False)
    found = offer(page_now(world, days=OPENS), AWARD)
    assert (group_of(page_now(world, days=OPENS)), found.tag, found.can_apply) == ("open", "Open", True)


def test_nobody_says_that_they_have_applied(world: World, tmp_path: Path, client_of: ClientOf) -> None:
    row = unopened(world, tmp_path)
    opens = full_day(row.opens_on or timezone.localdate())
    address = f"/scholarships/of/{world.people['diego'].pk}/"
    page = text_of(client_in(client_of, world, "diego"), address)
    own = page[page.index(f'id="offer-{row.pk.hex}"') :].split('id="offer-', 2)[1]
    assert 'value="applied"' not in own
    assert 'value="kept"' in own
    assert f"Students can apply from {opens} on." in page

    client = client_in(client_of, world, "rosa")
    answer = client.post(f"{address}step/", {"what": "applied", "subject": row.pk.hex}, follow=True)
    assert f"Students can apply for this scholarship from {opens} on." in answer.content.decode()
    assert not ScholarshipStep.objects.exists()
    assert "Todavía no abre" in text_of(client_in(client_of, world, "rosa", "es"), address)


def test_the_counselors_list_counts_it_apart(world: World, tmp_path: Path, client_of: ClientOf) -> None:
    row = unopened(world, tmp_path)
    client = client_in(client_of, world, "dana")
    text = text_of(client, "/scholarships/?grade=12")
    line = text[text.index(AWARD) :].split("</tr>")[0]
    assert 'numeric">0<br><span class="dw-quiet">one before the first day</span>' in line
    assert "has not applied" not in line
    chosen = f"/scholarships/?grade=12&scholarship={row.pk.hex}&standing="
    assert "Not open yet</strong>" in text_of(client, f"{chosen}unopened")
    for standing in ("open", "waiting"):
        assert "Nobody fits." in text_of(client, f"{chosen}{standing}")


def test_the_start_page_says_from_when(world: World, tmp_path: Path, client_of: ClientOf) -> None:
    row = unopened(world, tmp_path)
    words = f"{AWARD}: students can apply from {full_day(row.opens_on or timezone.localdate())} on"
    assert words in text_of(client_in(client_of, world, "diego"), reverse("home"))
