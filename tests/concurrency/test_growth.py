"""Growth percentiles are kept once, however many runs end at the same moment."""

from __future__ import annotations

import pytest
from django.utils import timezone

from doorway.assessments.core.growth.percentiles import outcome_of
from doorway.assessments.growth.actions import Kept, keep_growth
from doorway.assessments.growth.stored import cohorts_in, stored_scores
from doorway.assessments.models import GrowthPercentile
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
