"""Keeping and ordering occupations at the same moment: one first choice, on both databases."""

from __future__ import annotations

import pytest
from django.utils import timezone

from doorway.accounts.errors import Refusal
from doorway.pathways.models import KeptOccupation, OccupationChange
from doorway.pathways.models.roles import SaidAs
from doorway.pathways.occupations.access import Chooser
from doorway.pathways.occupations.actions import keep, put_in_place
from doorway.pathways.occupations.catalog import catalog
from doorway.policy.packs import load_pack
from tests.concurrency.clients import at_once
from tests.world import World

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True)]
CODES = ("29-1141.00", "51-4121.00", "49-9051.00", "35-1011.00")


def test_mother_and_son_who_keep_at_once_keep_each_occupation_once(world: World) -> None:
    diego, rosa = world.people["diego"], world.people["rosa"]
    works = catalog(load_pack("utah")).works
    choosers = (
        Chooser(diego, diego, SaidAs.STUDENT),
        Chooser(diego, rosa, SaidAs.GUARDIAN),
    )

    answers = at_once(
        [lambda c=c, code=code: keep(c, works[code], now=timezone.now()) for code in CODES for c in choosers]
    )

    assert all(isinstance(answer, KeptOccupation) for answer in answers), answers
    kept = KeptOccupation.objects.filter(student=diego)
    assert sorted(kept.values_list("code", flat=True)) == sorted(CODES)
    assert kept.filter(place=1).count() == 1

    rows = list(kept)
    moved = at_once(
        [lambda row=row, c=c: put_in_place(c, row.pk, 1, now=timezone.now()) for row in rows for c in choosers]
    )

    assert all(isinstance(answer, KeptOccupation | Refusal) for answer in moved), moved
    assert kept.filter(place=1).count() == 1
    assert kept.filter(place=2).count() == 1
    numbers = list(OccupationChange.objects.filter(student=diego).values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
