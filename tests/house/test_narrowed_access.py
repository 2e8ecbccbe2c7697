"""What a board keeps from a role is closed on every page that shows it, and to nobody else.

The roles at work lose what the policy in force keeps from them; the family, teachers and counselors lose nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponseNotFound
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from doorway.compliance.models import BoardPolicy
from doorway.config import urls
from doorway.roster.access import Kind, shown_by
from doorway.roster.access.kinds import SEEN_AT_WORK, can_be_kept_from
from doorway.roster.models import Membership
from tests.house.routes import BY_NAME, ROLE_HOLDERS, ROUTES, SHOWS, SHOWS_NOTHING_KEPT, Route
from tests.house.subjects import Subject, make_subjects
from tests.house.test_access_matrix import _patterns
from tests.world import World, make_world

pytestmark = pytest.mark.usefixtures("_paper_is_not_set")

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


@pytest.fixture(autouse=True)
def _short_refusals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(urls, "handler404", lambda request, exception: HttpResponseNotFound(), raising=False)


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


def _statuses(subjects: dict[str, Subject], route: Route, viewers: tuple[str, ...]) -> dict[tuple[str, str], int]:
    found = {}
    client = Client(raise_request_exception=False)
    for viewer in viewers:
        client.force_login(subjects["own"].world.user(viewer))
        for name in ("own", "other_school"):
            subject = subjects[name]
            with transaction.atomic():
                found[viewer, name] = client.generic(route.method, route.address(subject)).status_code
                transaction.set_rollback(True)
    return found


def _roles(viewer: str) -> set[str]:
    return {role for role, people in ROLE_HOLDERS.items() if viewer in people}


@pytest.mark.parametrize("name", sorted(SHOWS))
def test_who_may_not_see_it_is_not_let_in_and_everybody_else_is_as_before(
    name: str, subjects: dict[str, Subject], world: World
) -> None:
    before = _statuses(subjects, BY_NAME[name], VIEWERS)
    keep(world, EVERYTHING)
    after = _statuses(subjects, BY_NAME[name], VIEWERS)

    for (viewer, subject), status in after.items():
        if _roles(viewer) & NARROWED:
            assert status == 404, f"{viewer} → {subject}: {status}"
        else:
            assert (status == 404) == (before[viewer, subject] == 404), f"{viewer} → {subject}: {status}"
    opened = {viewer for (viewer, _subject), status in before.items() if status != 404}
    assert opened, f"{name} opens to nobody here: the test would prove nothing"


@pytest.mark.parametrize("kind", list(Kind), ids=lambda kind: kind.value)
def test_one_kind_closes_its_own_pages_and_no_other(kind: Kind, subjects: dict[str, Subject], world: World) -> None:
    viewers = ("harriet", "peggy", "ruth")
    names = ("conversation", "review_plan", "results", "student_graduation", "student_scholarships", "packets")
    routes = [BY_NAME[name] for name in names]
    before = {route.name: _statuses(subjects, route, viewers) for route in routes}
    keep(world, {kind.value: list(can_be_kept_from(kind))})

    for route in routes:
        for pair, status in _statuses(subjects, route, viewers).items():
            closes = kind.value in SHOWS[route.name]
            assert (status == 404) == (closes or before[route.name][pair] == 404), f"{route.name} {pair}: {status}"


def test_a_version_that_is_not_in_force_yet_or_a_draft_keeps_nothing(
    subjects: dict[str, Subject], world: World
) -> None:
    keep(world, EVERYTHING, days=-1)
    BoardPolicy.objects.filter(status="draft", district=world.district).update(kept_from=EVERYTHING)

    assert _statuses(subjects, BY_NAME["conversation"], ("peggy",))["peggy", "own"] == 200


def test_another_district_keeps_what_it_likes(subjects: dict[str, Subject], world: World) -> None:
    keep(subjects["other_district"].world, EVERYTHING)

    assert _statuses(subjects, BY_NAME["conversation"], ("peggy",))["peggy", "own"] == 200


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
