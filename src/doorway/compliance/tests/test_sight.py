"""Who may see what as a rule of the policy: written, read by everybody, previewed, in force on its day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.world import World

from doorway.accounts.errors import Refusal
from doorway.compliance.actions.policies import adopt, begin_draft, write_sight
from doorway.compliance.models import BoardPolicy
from doorway.compliance.queries.sight import kept_from, sight_changes
from doorway.compliance.tests.stage import adopted_policy, ready_draft
from doorway.compliance.wording import sight_words
from doorway.plans.actions.ordering import make_next_packet, order_packet
from doorway.plans.models import PacketOrder
from doorway.roster.access import Kind, Viewer, visible_students

ClientOf = Callable[[World, str], Client]


def narrowed(world: World, kept: dict[Kind, list[str]], days: int = 0) -> BoardPolicy:
    """The policy in force with these kept from these."""
    draft = ready_draft(world, timezone.localdate() + timedelta(days=days), adopted_on=timezone.localdate())
    write_sight(policy=draft, kept_from=kept, now=timezone.now())
    return adopt(policy=draft, by=world.user("ruth"), now=timezone.now())


def test_what_is_kept_from_a_role_is_gone_from_its_viewer_and_from_no_other(world: World) -> None:
    narrowed(world, {Kind.SCORES: ["office", "district"]})

    office = Viewer(world.user("peggy"))
    assert office.has_role("office")
    assert visible_students(office).exists()
    assert not office.about(Kind.SCORES).has_role("office")
    assert not visible_students(office.about(Kind.SCORES)).exists()
    assert office.about(Kind.NOTES) is office
    assert office.about(Kind.SCORES).whole is office
    for key in ("june", "harriet", "rosa"):
        viewer = Viewer(world.user(key))
        assert visible_students(viewer.about(Kind.SCORES)).count() == visible_students(viewer).count() > 0


def test_who_a_person_is_and_what_is_kept_from_them_is_one_query(
    world: World, django_assert_num_queries: Callable[[int], object]
) -> None:
    narrowed(world, {Kind.PLAN: ["office"]})
    viewer = Viewer(world.user("peggy"))

    with django_assert_num_queries(1):  # type: ignore[attr-defined]  # a context
        assert not viewer.about(Kind.PLAN).has_role("office")
        assert not viewer.opens_plans


def test_it_begins_on_the_day_of_the_version_and_ends_with_it(world: World) -> None:
    narrowed(world, {Kind.PLAN: ["office"]}, days=3)
    user, today = world.user("peggy"), timezone.localdate()
    assert Viewer(user, on=today + timedelta(days=2)).about(Kind.PLAN).has_role("office")
    assert not Viewer(user, on=today + timedelta(days=3)).about(Kind.PLAN).has_role("office")

    narrowed(world, {}, days=9)
    assert Viewer(user, on=today + timedelta(days=9)).about(Kind.PLAN).has_role("office")


def test_nobody_can_keep_anything_from_who_sits_with_the_family_not_even_past_the_page(world: World) -> None:
    draft = ready_draft(world)
    write_sight(policy=draft, kept_from={Kind.PLAN: ["teacher", "counselor", "guardian", "office"]}, now=timezone.now())
    draft.refresh_from_db()
    assert draft.kept_from == {"plan": ["office"]}

    BoardPolicy.objects.filter(pk=draft.pk).update(kept_from={"scores": ["teacher", "data"], "nonsense": ["office"]})
    draft.refresh_from_db()
    adopt(policy=draft, by=world.user("ruth"), now=timezone.now())
    assert kept_from(draft) == {}
    assert Viewer(world.user("june")).about(*Kind).has_role("teacher")


def test_an_adopted_version_is_frozen_in_this_too_and_a_new_one_begins_like_it(world: World) -> None:
    policy = narrowed(world, {Kind.NOTES: ["principal"]})

    with pytest.raises(IntegrityError), transaction.atomic():
        BoardPolicy.objects.filter(pk=policy.pk).update(kept_from={})
    with pytest.raises(Refusal):
        write_sight(policy=policy, kept_from={}, now=timezone.now())
    assert begin_draft(district=world.district, by=world.user("ruth"), now=timezone.now()).kept_from == {
        "notes": ["principal"]
    }


def test_the_preview_says_who_would_see_less_or_more_and_how_many_people_they_are(
    world: World, client_of: ClientOf
) -> None:
    adopted_policy(world, timezone.localdate() - timedelta(days=40))
    draft = ready_draft(world, timezone.localdate() + timedelta(days=10), adopted_on=timezone.localdate())
    draft = write_sight(policy=draft, kept_from={Kind.SCORES: ["office"]}, now=timezone.now())

    found = sight_changes(world.district, None, draft, timezone.localdate())
    assert [(one.kind, one.role, one.people, one.sees) for one in found] == [(Kind.SCORES, "office", 1, False)]
    page = client_of(world, "ruth").get(reverse("policy_changes", args=[draft.pk])).content.decode()
    assert "the school office would not see it any more (1 person)" in page

    draft = adopt(policy=draft, by=world.user("ruth"), now=timezone.now())
    back = begin_draft(district=world.district, by=world.user("ruth"), now=timezone.now())
    back = write_sight(policy=back, kept_from={}, now=timezone.now())
    assert [one.sees for one in sight_changes(world.district, draft, back, timezone.localdate())] == [True]


def test_the_district_office_writes_it_on_a_page_and_everybody_reads_it(world: World, client_of: ClientOf) -> None:
    draft = ready_draft(world)
    client = client_of(world, "ruth")
    address = reverse("policy_sight", args=[draft.pk])
    assert "Keep it from" in client.get(address).content.decode()
    assert client.post(address, {"scores": ["office"], "graduation": ["principal"]}).status_code == 302
    assert client.post(address, {"scores": ["teacher"]}).status_code == 422
    draft.refresh_from_db()
    assert draft.kept_from == {"scores": ["office"], "graduation": ["principal"]}

    adopt(policy=draft, by=world.user("ruth"), now=timezone.now())
    assert client.post(address, {}).status_code == 302
    for page in (reverse("policy_of", args=[world.district.code]), reverse("privacy")):
        html = Client().get(page).content.decode()
        assert "Test results" in html
        assert "Not seen by: the school office" in html


def test_a_packet_that_was_ordered_before_is_not_made_afterwards(world: World) -> None:
    order = order_packet(
        school=world.schools["panguitch-elementary"], by=world.user("peggy"), now=timezone.now(), language="en",
        as_it_stands=True,
    )  # fmt: skip
    narrowed(world, {Kind.NOTES: ["office"]})

    make_next_packet()

    assert PacketOrder.objects.get(pk=order.pk).status == PacketOrder.Status.FAILED


def test_the_list_names_the_data_office_beside_those_who_see_results() -> None:
    assert [words for one in sight_words(None) for words in one.also] == [
        "Test results are also seen by the data office, when it corrects results. Every look is written down."
    ]
