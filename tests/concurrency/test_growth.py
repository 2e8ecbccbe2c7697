"""Growth percentiles are kept once, however many runs end at the same moment."""

from __future__ import annotations

import pytest
from django.utils import timezone

from doorway.assessments.core.growth.percentiles import outcome_of
from doorway.assessments.growth.actions import Kept, keep_growth
from doorway.assessments.growth.ledger import ask_for_growth, compute_next
from doorway.assessments.growth.stored import cohorts_in, stored_scores
from doorway.assessments.models import GrowthPercentile, GrowthRun
from doorway.assessments.tests.stored import YEAR, add_cohort
from tests.concurrency.clients import at_once
from tests.world import World

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True)]


def test_runs_at_once_write_each_percentile_once(world: World) -> None:
    add_cohort(world)
    stored = stored_scores(world.district, YEAR)
    outcomes = [outcome_of(cohort) for cohort in cohorts_in(stored)]

    def keep() -> Kept:
        return keep_growth(district=world.district, stored=stored, outcomes=outcomes, now=timezone.now())

    answers = at_once([keep] * 4)

    assert sorted(map(str, answers)) == sorted(map(str, [Kept(330, 0, 0, 0), *[Kept(0, 0, 0, 330)] * 3]))
    assert GrowthPercentile.objects.count() == 330


def test_growth_that_is_asked_for_at_once_is_computed_once(world: World) -> None:
    add_cohort(world)
    by = world.user("sam")

    def ask() -> object:
        return ask_for_growth(district=world.district, year=YEAR, by=by, now=timezone.now()).pk

    assert len({str(answer) for answer in at_once([ask] * 4)}) == 1
    done = [answer for answer in at_once([compute_next] * 4) if answer is not None]

    assert len(done) == 1
    run = GrowthRun.objects.get()
    assert (run.status, run.tries, run.percentiles) == ("done", 1, 330)
    assert GrowthPercentile.objects.count() == 330
