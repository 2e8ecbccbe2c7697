"""Computing the growth of a school year from end to end, for the command line and for whoever asked in the browser."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from django.conf import settings
from django.utils import timezone

from doorway.accounts.models import District
from doorway.assessments.core.growth import compiling, percentiles
from doorway.assessments.core.growth.cohorts import Cohort
from doorway.assessments.core.growth.percentiles import SMALLEST, Outcome
from doorway.assessments.errors import NoScores
from doorway.assessments.growth.actions import Kept, keep_growth
from doorway.assessments.growth.others import among_others
from doorway.assessments.growth.projected import projected
from doorway.assessments.growth.stored import Stored, cohorts_in, stored_scores
from doorway.assessments.models import GrowthRun
from doorway.assessments.yardsticks import Yardsticks
from doorway.policy.packs import year_text
from doorway.policy.queries import state_pack

Stage = GrowthRun.Stage
Tell = Callable[[Stage, int, int], None]


@dataclass(frozen=True)
class Grown:
    """What was read, what came of it, and what was kept. ``smallest``: fewer students got no percentiles."""

    stored: Stored
    outcomes: tuple[Outcome, ...]
    kept: Kept
    smallest: int

    @property
    def students(self) -> int:
        """How many students have a percentile."""
        found = {
            student
            for outcome in self.outcomes
            if outcome.percentiles is not None
            for student in outcome.students[self.stored.own(outcome.students)].tolist()
        }
        return len(found)

    def without(self) -> list[tuple[str, int, int, int]]:
        """For each subject how many were tested, have no percentile, and of those had a score the year before.

        The last are the students whose grade did not go up by one, and those of a cohort that has none.
        """
        found = []
        for one in self.stored.subjects:
            scores = one.scores
            tested = scores.students[(scores.years == self.stored.year) & self.stored.own(scores.students)]
            own = [
                out.students for out in self.outcomes if out.subject == scores.subject and out.percentiles is not None
            ]
            left = np.setdiff1d(tested, np.concatenate([*own, np.empty(0, np.int32)]))
            before = np.intersect1d(left, scores.students[scores.years == self.stored.year - 1])
            found.append((scores.subject, int(tested.size), int(left.size), int(before.size)))
        return found


def grow(
    district: District,
    year: int,
    *,
    tell: Tell,
    smallest: int = SMALLEST,
    workers: int = -1,
    cluster: str = "",
    among: str | None = None,
) -> Grown:
    """Compute and keep the growth of a school year. ``tell``: what is being done, and how much of it is done of all.

    ``among``: a file of scores of other districts to compare with; that of the settings unless told.

    Raises :class:`NoScores`, :class:`~doorway.assessments.errors.OthersUnreadable`,
    :class:`~doorway.assessments.errors.ScoresChanged`, and what
    :func:`~doorway.assessments.core.growth.percentiles.workers_at` raises. Nothing was written then.
    """
    tell(Stage.READING, 0, 0)
    stored = stored_scores(district, year)
    if not any(one.targets for one in stored.subjects):
        raise NoScores(year=year_text(year))
    yardsticks = Yardsticks(state_pack(district))
    file = settings.GROWTH_AMONG if among is None else among
    if file:
        stored = among_others(stored, Path(file), yardsticks)
    cohorts = list(cohorts_in(stored))
    if not compiling.is_ready():
        from doorway.assessments.core.growth import path  # late: it brings the loops that are compiled

        tell(Stage.PREPARING, 0, 0)
        path.compile_loops()
    outcomes = tuple(_outcomes(cohorts, tell, smallest, workers, cluster))
    tell(Stage.AHEAD, 0, 0)
    ahead = projected(stored, cohorts, outcomes, yardsticks, workers)
    tell(Stage.WRITING, 0, 0)
    kept = keep_growth(district=district, stored=stored, outcomes=outcomes, now=timezone.now(), projections=ahead)
    return Grown(stored, outcomes, kept, smallest)


def _outcomes(cohorts: list[Cohort], tell: Tell, smallest: int, workers: int, cluster: str) -> list[Outcome]:
    """The outcomes of all cohorts, and word after each."""
    found: list[Outcome] = []
    tell(Stage.COHORTS, 0, len(cohorts))
    with percentiles.workers_at(cluster):
        for outcome in percentiles.outcomes_of(cohorts, smallest=smallest, workers=workers):
            found.append(outcome)
            tell(Stage.COHORTS, len(found), len(cohorts))
    return found
