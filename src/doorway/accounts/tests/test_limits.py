"""Counts that hold between clients at the same moment."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.concurrency.clients import at_once

from doorway.accounts.limits import KEPT, Limit, count, forget_old_counts, give_back
from doorway.accounts.models import Tally

THREE = Limit("test", 3, timedelta(minutes=1))


def test_so_many_and_no_more(db: None) -> None:
    assert [count(THREE, "me") for _ in range(5)] == [True, True, True, False, False]
    assert count(THREE, "somebody else")
    assert count(Limit("another test", 3, timedelta(minutes=1)), "me")


def test_the_time_begins_with_the_first_and_then_anew(db: None) -> None:
    begin = timezone.now()
    for second in (0, 30, 59):
        assert count(THREE, "me", now=begin + timedelta(seconds=second))

    assert not count(THREE, "me", now=begin + timedelta(seconds=59))
    assert count(THREE, "me", now=begin + timedelta(seconds=60))
    assert Tally.objects.get().number == 1


def test_what_was_given_back_can_be_used_again(db: None) -> None:
    for _ in range(3):
        count(THREE, "me")
    give_back(THREE, "me")

    assert [count(THREE, "me"), count(THREE, "me")] == [True, False]


def test_nothing_can_be_read_from_a_count(db: None) -> None:
    count(THREE, "rosa.morales@family.example", "192.0.2.1")

    assert Tally.objects.get().key.isalnum()


def test_old_counts_are_put_away(db: None) -> None:
    count(THREE, "old", now=timezone.now() - KEPT - timedelta(minutes=1))
    count(THREE, "new")

    assert forget_old_counts() == 1
    assert Tally.objects.count() == 1


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_get_three() -> None:
    answers = at_once([lambda: count(THREE, "me") for _ in range(20)])

    assert answers.count(True) == 3, answers
    assert answers.count(False) == 17, answers
