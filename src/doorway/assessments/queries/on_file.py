"""Reads for whoever corrects a result: what is on file, what stands against each other, what was taken out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

from django.db.models import Count, Exists, OuterRef, QuerySet

from doorway.accounts.models import District
from doorway.assessments.models import TEST_KEY, Score, ScoreTakenOut
from doorway.policy.queries import state_pack
from doorway.roster.models import Person

# What two results of one test and year have in common; some tests are taken on several days.
_SAME = tuple(name for name in TEST_KEY if name not in {"grade", "sitting"})


@dataclass(frozen=True)
class Against:
    """The results of one test of a student that are on file in several grades: only one can be right."""

    student: Person
    results: tuple[Score, ...]


def against_each_other(district: District) -> QuerySet[Score]:
    """The whole core tests that are on file in another grade of the same year, too; by student and test."""
    main = {one.key: one.main_measure.key for one in state_pack(district).instruments if one.kind == "core"}
    whole = Score.objects.filter(district=district, instrument__in=main, measure__in=set(main.values()))
    # Grouped first: a district has hundreds of thousands of such results, and hardly ever two of one test.
    tests = whole.order_by().values("student", *_SAME)
    several = tests.annotate(number=Count("grade", distinct=True)).filter(number__gt=1)
    students = {row["student"] for row in several}
    other = Score.objects.filter(
        district=OuterRef("district"), student=OuterRef("student"), **{name: OuterRef(name) for name in _SAME}
    ).exclude(grade=OuterRef("grade"))
    return (
        whole.filter(Exists(other), student__in=students)
        .select_related("student", "imported_by")
        .order_by(
            "student__family_name", "student__given_name", "student", "school_year", "instrument", "subject", "grade"
        )
    )


def grouped(scores: Sequence[Score]) -> list[Against]:
    """The same, test by test."""
    found: dict[tuple[object, ...], list[Score]] = {}
    for score in scores:
        found.setdefault((score.student_id, *attrgetter(*_SAME)(score)), []).append(score)
    return [Against(results[0].student, tuple(results)) for results in found.values()]


def results_of(student: Person) -> QuerySet[Score]:
    """Everything that is on file of a student, the newest first; of a test with parts the whole stands first."""
    rows = Score.objects.filter(district=student.district_id, student=student).select_related("imported_by")
    return rows.order_by("-school_year", "instrument", "subject", "grade", "period", "sitting", "measure")


def beside(score: Score) -> list[Score]:
    """Other results of the same test and year in another grade."""
    same = {name: getattr(score, name) for name in _SAME}
    rows = Score.objects.filter(district=score.district_id, student=score.student_id, **same)
    return list(rows.exclude(grade=score.grade).select_related("imported_by").order_by("grade"))


def taken_out(district: District) -> QuerySet[ScoreTakenOut]:
    """Whole tests and single parts that do not count, the last first."""
    rows = ScoreTakenOut.objects.filter(district=district, put_back_at=None)
    return rows.select_related("student", "taken_out_by").order_by("-taken_out_at", "student", "measure", "pk")
