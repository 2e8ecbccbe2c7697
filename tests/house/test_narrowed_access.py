"""What a board keeps from a role is closed on every page that shows it, and to nobody else.

The roles at work lose what the policy in force keeps from them; the family, teachers and counselors lose nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from doorway.compliance.models import BoardPolicy
from doorway.pathways.graduation.tests.test_beside import on_file, scored
from doorway.roster.access import Kind, shown_by
from doorway.roster.access.kinds import SEEN_AT_WORK, can_be_kept_from
from doorway.roster.models import Membership
from tests.house.routes import BY_NAME, ROLE_HOLDERS, ROUTES, SHOWS, SHOWS_NOTHING_KEPT, Route
from tests.house.subjects import Subject, make_subjects
from tests.house.test_access_matrix import _patterns
from tests.world import World, make_world

# Not _everybody_is_read_once: what a board keeps stands in what is read of everybody.
pytestmark = pytest.mark.usefixtures("_paper_is_not_set", "_short_refusals", "_signed_in_once")

# Two at home, two who sit with the family, and the three roles that can see less.
VIEWERS = ("rosa", "diego", "june", "dana", "harriet", "peggy", "ruth")
NARROWED = {"principal", "office", "district"}


def test_every_route_shows_what_the_table_says() -> None:
    found = {
        pattern.name: {kind.value for kind in shown_by(pattern.callback)}
        for pattern in _patterns(get_resolver())
        if shown_by(pattern.callback)
    }

    assert found == {name: set(kinds) for name, kinds in SHOWS.items()}


def test_a_page_about_one_student_says_what_it_shows_or_that_it_shows_nothing_of_it() -> None:
    """A new page is not open by having been forgotten."""
    of_one = ("student.", "version.", "note.", "goal.", "question.", "order.", "reading_letter.", "appointment.")
    found = {route.name for route in ROUTES if any(path.startswith(of_one) for path in route.args.values())}

    assert found - set(SHOWS) == SHOWS_NOTHING_KEPT


def test_the_code_says_who_sees_what_and_a_board_takes_from_nobody_who_sits_with_the_family() -> None:
    assert set(SEEN_AT_WORK) == set(Kind)
    for kind in Kind:
        assert set(can_be_kept_from(kind)) == set(SEEN_AT_WORK[kind]) & NARROWED


@pytest.fixture(scope="module")
def subjects_once(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, Subject]]:
    with django_db_blocker.unblock(), transaction.atomic():
        world = make_world()
        subjects = make_subjects(world, make_world(code="other", name="Other County School District"))
        # A principal of the high school, where graduation is: Harriet, who is principal of the elementary school.
        Membership.objects.create(
            district=world.district, person=world.people["harriet"], school=world.schools["panguitch-high"],
            role="principal",
        )  # fmt: skip
        yield subjects
        transaction.set_rollback(True)


@pytest.fixture
def subjects(subjects_once: dict[str, Subject], db: None) -> dict[str, Subject]:
    return subjects_once


@pytest.fixture
def world(subjects: dict[str, Subject]) -> World:
    return subjects["own"].world


def keep(world: World, kept_from: dict[str, list[str]], days: int = 0) -> BoardPolicy:
    """A newer version in force that asks the same and keeps this from these."""
    now = timezone.now()
    last = BoardPolicy.objects.filter(district=world.district).order_by("-number")[0]
    return BoardPolicy.objects.create(
        district=world.district, number=last.number + 1, status="adopted", citation="Board", kept_from=kept_from,
        starts_on=timezone.localdate() - timedelta(days=days), adopted_on=timezone.localdate() - timedelta(days=20),
        created_by=world.user("ruth"), created_at=now, changed_at=now, adopted_at=now,
    )  # fmt: skip


EVERYTHING = {kind.value: list(can_be_kept_from(kind)) for kind in Kind}


Statuses = dict[tuple[str, str], int]
# One for all of them: each would build the way through all middleware anew.
_CLIENT = Client(raise_request_exception=False)


@dataclass
class Doors:
    """Opens routes as somebody of the cast; whatever it did is taken back."""

    subjects: dict[str, Subject]
    sessions: dict[str, str]

    def statuses(self, route: Route, viewers: Iterable[str]) -> Statuses:
        found = {}
        for viewer in viewers:
            _CLIENT.cookies = SimpleCookie({settings.SESSION_COOKIE_NAME: self.sessions[viewer]})
            for name in ("own", "other_school"):
                with transaction.atomic():
                    address = route.address(self.subjects[name])
                    found[viewer, name] = _CLIENT.generic(route.method, address).status_code
                    transaction.set_rollback(True)
        return found


@pytest.fixture
def doors(subjects: dict[str, Subject], sessions: dict[str, str]) -> Doors:
    return Doors(subjects, sessions)


def _any_opened(statuses: Statuses) -> bool:
    return any(status != 404 for status in statuses.values())


def _roles(viewer: str) -> set[str]:
    return {role for role, people in ROLE_HOLDERS.items() if viewer in people}


@pytest.mark.parametrize("name", sorted(SHOWS))
def test_who_may_not_see_it_is_not_let_in_and_everybody_else_is_as_before(
    name: str, doors: Doors, world: World
) -> None:
    narrowed = [viewer for viewer in VIEWERS if _roles(viewer) & NARROWED]
    others = [viewer for viewer in VIEWERS if viewer not in narrowed]
    before = doors.statuses(BY_NAME[name], others)
    # Of the narrowed it counts here only whether there was anything to close.
    opened = _any_opened(before) or any(_any_opened(doors.statuses(BY_NAME[name], [viewer])) for viewer in narrowed)
    keep(world, EVERYTHING)
    after = doors.statuses(BY_NAME[name], VIEWERS)

    for (viewer, subject), status in after.items():
        if viewer in narrowed:
            assert status == 404, f"{viewer} → {subject}: {status}"
        else:
            assert (status == 404) == (before[viewer, subject] == 404), f"{viewer} → {subject}: {status}"
    assert opened, f"{name} opens to nobody here: the test would prove nothing"


@pytest.mark.parametrize("kind", list(Kind), ids=lambda kind: kind.value)
def test_one_kind_closes_its_own_pages_and_no_other(kind: Kind, doors: Doors, world: World) -> None:
    viewers = ("harriet", "peggy", "ruth")
    names = ("conversation", "review_plan", "results", "student_graduation", "student_scholarships", "packets")
    routes = [BY_NAME[name] for name in names]
    before = {route.name: doors.statuses(route, viewers) for route in routes}
    keep(world, {kind.value: list(can_be_kept_from(kind))})

    for route in routes:
        for pair, status in doors.statuses(route, viewers).items():
            closes = kind.value in SHOWS[route.name]
            assert (status == 404) == (closes or before[route.name][pair] == 404), f"{route.name} {pair}: {status}"


def test_a_version_that_is_not_in_force_yet_or_a_draft_keeps_nothing(doors: Doors, world: World) -> None:
    keep(world, EVERYTHING, days=-1)
    BoardPolicy.objects.filter(status="draft", district=world.district).update(kept_from=EVERYTHING)

    assert doors.statuses(BY_NAME["conversation"], ["peggy"])["peggy", "own"] == 200


def test_another_district_keeps_what_it_likes(doors: Doors) -> None:
    keep(doors.subjects["other_district"].world, EVERYTHING)

    assert doors.statuses(BY_NAME["conversation"], ["peggy"])["peggy", "own"] == 200


@pytest.mark.parametrize("viewer", ["harriet", "peggy", "ruth"])
def test_nobody_is_led_to_a_page_that_is_closed(viewer: str, subjects: dict[str, Subject], world: World) -> None:
    keep(world, EVERYTHING)
    client = Client()
    client.force_login(world.user(viewer))
    school = world.schools["panguitch-elementary"].pk
    pages = (reverse("home"), reverse("school_follow_up", args=[school]), reverse("follow_up"), reverse("privacy"))
    for page in pages:
        html = client.get(page, follow=True).content.decode()
        links = {link.partition("#")[0] for link in re.findall(r'href="(/[^"]*)"', html)}
        led = {link for link in links if link and not link.startswith(("/static/", "/media/")) and ".pdf" not in link}
        closed = {link for link in led if client.get(link).status_code == 404}
        assert len(led) > 3
        assert closed == set(), page


def test_the_conversation_leaves_out_what_is_kept_and_says_so(subjects: dict[str, Subject], world: World) -> None:
    address = BY_NAME["conversation"].address(subjects["own"])
    client = Client()
    client.force_login(world.user("harriet"))
    whole = client.get(address).content.decode()
    keep(world, {"scores": ["principal"], "notes": ["principal"]})
    less = client.get(address).content.decode()

    for part in ("A good talk.", 'id="evidence-title"', 'id="notes-title"', "On paper (PDF)"):
        assert part in whole, part
        assert part not in less, part
    assert "Kind and curious." in less
    assert "The board’s policy keeps these" in less
    assert "Test results" in less
    client.force_login(world.user("june"))
    assert "A good talk." in client.get(address).content.decode()


def test_what_is_kept_from_principals_is_kept_from_one_who_is_a_counselor_elsewhere(
    world: World, tmp_path: Path, client_of: Callable[[World, str], Client]
) -> None:
    """In which role one reads of this student decides, and no other."""
    keep(world, {"scores": ["principal"]})
    on_file(world, tmp_path)
    scored(world, "act", 21)
    for school, role in (("panguitch-high", "principal"), ("boulder-elementary", "counselor")):
        Membership.objects.get_or_create(
            district=world.district, person=world.people["harriet"], school=world.schools[school], role=role
        )
    for name, reads in (("harriet", False), ("dana", True)):
        client = client_of(world, name)
        client.cookies["doorway_language"] = "en"
        text = client.get(f"/graduation/{world.people['diego'].pk}/").content.decode()
        assert ("The score on file is not enough." in text, "21" in text.split("ACT")[1][:300]) == (not reads, reads)
