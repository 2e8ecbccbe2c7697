"""Reads about computing growth: which years there are, and whether scores are newer than what was computed."""

from __future__ import annotations

from django.db.models import Q

from doorway.accounts.models import District
from doorway.assessments.models import GrowthRun, Score
from doorway.policy.queries import state_pack


def years_with_core_tests(district: District) -> list[int]:
    """The school years of which core tests are on file, newest first. One query."""
    rows = Score.objects.filter(_core(district), district=district, value__isnull=False)
    return sorted(set(rows.order_by().values_list("school_year", flat=True).distinct()), reverse=True)


def newer_results(run: GrowthRun, district: District) -> int:
    """How many core tests of that year or of one before came, changed or went since the run read them. One query."""
    later = Score.history.filter(
        _core(district), district=district, school_year__lte=run.school_year, history_id__gt=run.last_change
    )
    return int(later.order_by().values("id").distinct().count())


def last_runs(district: District) -> list[GrowthRun]:
    """The computation of each school year that was done last, newest year first. One query."""
    done = GrowthRun.objects.filter(district=district, status=GrowthRun.Status.DONE)
    found: dict[int, GrowthRun] = {}
    for run in done.order_by("-school_year", "-ended_at").defer("cohorts", "left_out"):
        found.setdefault(run.school_year, run)
    return list(found.values())


def _core(district: District) -> Q:
    """Results of the core tests."""
    return Q(instrument__in=[test.key for test in state_pack(district).instruments if test.kind == "core"])
