"""Sharing and signing at the same moment: one after the other, never an error page, on both databases."""

from __future__ import annotations

import pytest
from django.utils import timezone

from doorway.accounts.errors import Refusal
from doorway.plans.actions.entries import Author, Words, write_entry
from doorway.plans.actions.signing import sign
from doorway.plans.actions.versions import share
from doorway.plans.models import PlanVersion, Signature
from doorway.plans.tests.stage import full_plan
from tests.concurrency.clients import at_once
from tests.world import World

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True)]


def _correct(world: World, text: str) -> None:
    write_entry(
        student=world.people["mateo"],
        section="improve",
        author=Author(world.people["june"], {"teacher"}),
        words=Words(text),
        on=timezone.localdate(),
        now=timezone.now(),
    )


def test_many_who_share_at_once_make_one_version_of_one_content(open_world: World) -> None:
    plan = full_plan(open_world, "mateo")

    for number in range(1, 6):
        if number > 1:
            _correct(open_world, f"Correction {number}.")
        answers = at_once(
            [lambda: share(plan, by=open_world.user("june"), now=timezone.now(), reason="Corrected.")] * 6
        )

        assert sum(isinstance(answer, PlanVersion) for answer in answers) == 1, answers
        assert all(isinstance(answer, PlanVersion | Refusal) for answer in answers), answers
        assert list(plan.versions.values_list("number", flat=True)) == list(range(number, 0, -1))


def test_writing_and_sharing_at_once_gives_numbers_in_a_row(open_world: World) -> None:
    plan = full_plan(open_world, "mateo")

    def correct_and_share(text: str) -> PlanVersion:
        _correct(open_world, text)
        return share(plan, by=open_world.user("june"), now=timezone.now(), reason=text)

    answers = at_once([lambda n=n: correct_and_share(f"From window {n}.") for n in range(5)])

    made = [answer for answer in answers if isinstance(answer, PlanVersion)]
    assert made
    assert all(isinstance(answer, PlanVersion | Refusal) for answer in answers), answers
    assert sorted(version.number for version in made) == list(range(1, len(made) + 1))


def test_a_double_click_signs_once_and_a_correction_meanwhile_is_said(open_world: World) -> None:
    plan = full_plan(open_world, "mateo")
    rosa = open_world.people["rosa"]

    for number in range(1, 4):
        version = share(plan, by=open_world.user("june"), now=timezone.now(), reason="Corrected.")
        _correct(open_world, f"Correction {number}.")

        def signing(version: PlanVersion = version) -> Signature:
            return sign(
                version, person=rosa, signer="guardian", typed_name="Rosa Morales", now=timezone.now(),
                by=open_world.user("rosa"),
            )  # fmt: skip

        def sharing() -> PlanVersion:
            return share(plan, by=open_world.user("june"), now=timezone.now(), reason="Corrected in the meantime.")

        answers = at_once([signing, signing, signing, sharing])

        assert all(isinstance(answer, PlanVersion | Signature | Refusal) for answer in answers), answers
        signatures = {answer.pk for answer in answers if isinstance(answer, Signature)}
        assert Signature.objects.filter(version=version).count() == len(signatures) <= 1
        _correct(open_world, f"After round {number}.")
