"""A result of a wrong grade: said plainly, corrected by a file, or taken out by a person, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.world import World

from doorway.assessments.errors import AnotherOnFile, ResultGone
from doorway.assessments.growth.stored import stored_scores
from doorway.assessments.imports import sentence_of
from doorway.assessments.imports.taking_out import put_back, take_out
from doorway.assessments.models import GrowthPercentile, Score, ScoreTakenOut
from doorway.assessments.queries import evidence_for
from doorway.assessments.queries.corrections import corrections_of
from doorway.assessments.tests.test_import import MATH, PACK, take, write
from doorway.roster.models import RecordLook

ClientOf = Callable[[World, str], Client]
WRONG = MATH | {"grade": "5", "test_date": "2025-04-22"}
RIGHT = MATH | {"test_date": "2025-04-22"}
OTHER_DAY = MATH | {"test_date": "2025-05-02"}
NOW = timezone.now()


def out(score: Score) -> ScoreTakenOut:
    take_out(score, reason="Wrong grade in the file.", by=None, now=timezone.now())
    return ScoreTakenOut.objects.get(score_id=score.pk, put_back_at=None)


def grades() -> list[str]:
    return list(Score.objects.order_by("grade").values_list("grade", flat=True))


@pytest.mark.both
def test_a_file_with_the_right_grade_for_the_same_day_is_a_correction(world: World, tmp_path: Path) -> None:
    take(world, write(tmp_path, WRONG))
    score = Score.objects.get()
    GrowthPercentile.objects.create(
        district=world.district, score=score, student=score.student, instrument="rise", subject="math",
        school_year=2025, value=440, percentile=70, years_before=1, cohort_size=400, method="m", computed_at=NOW,
    )  # fmt: skip

    run = take(world, write(tmp_path, RIGHT | {"value": "441"}))

    assert (run.counts["created"], run.counts["changed"], run.counts["noticed"]) == (0, 1, 0)
    changes = run.lines.get(verdict="changed").changes
    assert changes["grade"] == ["05", "06"]
    assert changes["value"] == ["440", "441"]
    score = Score.objects.get()
    assert (score.grade, score.value) == ("06", Decimal(441))
    assert list(Score.history.order_by("history_id").values_list("grade", "history_type")) == [("05", "+"), ("06", "~")]
    change = corrections_of(world.people["lucia"]).found[0].changes[0]
    assert (change.field, change.before, change.after) == ("grade", "05", "06")
    # What was computed among fifth graders says nothing of a sixth grader.
    assert not GrowthPercentile.objects.exists()
    again = take(world, write(tmp_path, RIGHT | {"value": "441"}))
    assert again.counts["unchanged"] == 1
    # The old file once more is a correction like any other; both are in the history.
    take(world, write(tmp_path, WRONG))
    assert grades() == ["05"]


@pytest.mark.parametrize(
    ("second", "is_correction"),
    [
        (MATH, True),
        (MATH | {"value": "441"}, False),
        (RIGHT, False),
        (MATH | {"value": "", "growth_percentile": "", "not_tested": "absent"}, False),
    ],
)
def test_without_days_only_the_same_result_is(
    world: World, tmp_path: Path, second: dict[str, str], is_correction: bool
) -> None:
    take(world, write(tmp_path, MATH | {"grade": "5"}))
    take(world, write(tmp_path, second))
    assert grades() == (["06"] if is_correction else ["05", "06"])


def test_two_results_stand_against_each_other_until_somebody_decides(world: World, tmp_path: Path) -> None:
    lucia = world.people["lucia"]
    take(world, write(tmp_path, MATH | {"school_year": "2023-24", "grade": "5", "value": "300"}))
    take(world, write(tmp_path, WRONG | {"value": "500"}))
    run = take(world, write(tmp_path, OTHER_DAY))
    assert run.counts["noticed"] == 1

    subject = evidence_for(lucia).subjects[0]
    said = subject.sentence("en")
    assert said == (
        "Math, 2024-25: results for grade 5 and grade 6 are on file, and only one of them can be right. None of them "
        "counts until the district has looked."
    )

    assert "grado 5 y grado 6" in subject.sentence("es")
    assert (subject.growth("en"), subject.support("en"), subject.parts("en")) == ("", "", None)
    assert subject.series.points[-1].level is None
    from doorway.assessments.charts import rows

    assert any("only one can be right" in " ".join(row) for row in rows(subject.chart, "en").rows)
    assert not stored_scores(world.district, 2025).subjects[0].targets

    out(Score.objects.get(grade="05", school_year=2025))
    assert "a higher level" in evidence_for(lucia).subjects[0].sentence("en")
    assert len(stored_scores(world.district, 2025).subjects[0].targets) == 1


@pytest.mark.both
def test_what_is_taken_out_counts_nowhere_and_can_be_put_back(world: World, tmp_path: Path) -> None:
    lucia = world.people["lucia"]
    run = take(world, write(tmp_path, WRONG, WRONG | {"measure": "geometry", "value": "", "level": "at or near"}))
    whole = (
        Score.objects.get(measure="score") if Score.objects.filter(measure="score").exists() else Score.objects.first()
    )
    assert whole is not None
    number = Score.objects.count()
    taken = out(whole)
    assert not Score.objects.exists()
    assert not evidence_for(lucia)
    assert ScoreTakenOut.objects.count() == number
    gone = corrections_of(lucia).found[0]
    assert (gone.gone, gone.reason) == (True, "Wrong grade in the file.")

    # The same file again leaves it out, and says so; another result of that test is taken.
    again = take(world, write(tmp_path, WRONG))
    assert (again.counts["created"], again.counts["refused"]) == (0, 1)
    line = again.lines.get(verdict="refused")
    assert "was taken out as one that does not count" in sentence_of(line.code, line.params, PACK)

    assert put_back(taken, by=None, now=timezone.now()) == number
    back = Score.objects.get(pk=whole.pk)
    assert (back.value, back.grade, back.imported_by) == (Decimal(440), "05", run)
    assert corrections_of(lucia).found[0].back
    with pytest.raises(ResultGone):
        put_back(taken, by=None, now=timezone.now())
    # And once more, with both on record.
    out(back)
    assert ScoreTakenOut.objects.filter(score_id=whole.pk).count() == 2


def test_it_does_not_come_back_beside_another_and_is_no_correction(world: World, tmp_path: Path) -> None:
    take(world, write(tmp_path, WRONG))
    taken = out(Score.objects.get())
    with pytest.raises(ResultGone):
        take_out(Score(pk=taken.score_id, district=world.district, student=taken.student, **vars_of(taken)),
                 reason="Again", by=None, now=NOW)  # fmt: skip
    take(world, write(tmp_path, RIGHT))
    # Another result of the grade that was taken out is no correction of the right one.
    take(world, write(tmp_path, WRONG | {"value": "450"}))
    assert grades() == ["05", "06"]
    with pytest.raises(AnotherOnFile):
        put_back(taken, by=None, now=NOW)


@pytest.mark.parametrize(
    "more", [{"growth_percentile": "61"}, {"national_percentile": "70"}, {"test_date": "2025-04-23"}, {"level": ""}]
)
def test_it_stays_out_when_a_later_file_says_more_about_it(world: World, tmp_path: Path, more: dict[str, str]) -> None:
    take(world, write(tmp_path, MATH | {"growth_percentile": ""}))
    out(Score.objects.get())

    run = take(world, write(tmp_path, MATH | {"growth_percentile": ""} | more))

    assert (run.counts["created"], run.counts["refused"], run.counts["noticed"]) == (0, 1, 0)
    assert run.lines.get(verdict="refused").code == "taken_out"
    assert not Score.objects.exists()


def test_another_score_of_that_test_is_taken_and_named_to_be_looked_at(world: World, tmp_path: Path) -> None:
    take(world, write(tmp_path, MATH))
    day = timezone.localdate(out(Score.objects.get()).taken_out_at, timezone=world.district.zone).isoformat()

    run = take(world, write(tmp_path, MATH | {"value": "441"}))

    assert (run.counts["created"], run.counts["refused"], run.counts["noticed"]) == (1, 0, 1)
    line = run.lines.get(code="taken_out_before")
    assert line.row == 2
    assert f"A person took out a result of this test on {day}." in sentence_of(line.code, line.params, PACK)


def vars_of(taken: ScoreTakenOut) -> dict[str, object]:
    names = ("instrument", "subject", "measure", "school_year", "grade", "period", "sitting")
    return {name: getattr(taken, name) for name in names}


@pytest.mark.both
def test_the_database_loses_nothing(world: World, tmp_path: Path) -> None:
    take(world, write(tmp_path, WRONG))
    score = Score.objects.get()
    for statement in (
        lambda: Score.objects.all().delete(),
        lambda: Score.history.all().delete(),
        lambda: Score.history.update(grade="06"),
        lambda: Score.history.update(value=1),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            statement()
    taken = out(score)
    rows = ScoreTakenOut.objects.filter(pk=taken.pk)
    for statement in (
        lambda: rows.delete(),
        lambda: rows.update(reason="Because"),
        lambda: rows.update(value=None),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            statement()
    put_back(taken, by=None, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(put_back_at=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Score.objects.all().delete()


def test_a_data_person_finds_it_takes_it_out_and_puts_it_back(
    world: World, client_of: ClientOf, tmp_path: Path
) -> None:
    take(world, write(tmp_path, WRONG | {"value": "500"}))
    take(world, write(tmp_path, OTHER_DAY))
    client = client_of(world, "sam")
    page = client.get(reverse("score_results")).content.decode()
    assert "The same test of one year is on file in more than one grade." in page
    wrong = Score.objects.get(grade="05")
    address = reverse("score_result", args=[wrong.pk])
    assert address in page
    assert address in client.get(reverse("score_results"), {"student": "S-lucia"}).content.decode()
    nobody = client.get(reverse("score_results"), {"student": "S-nobody"})
    assert nobody.status_code == 422
    one = client.get(address).content.decode()
    assert "The same test of the same year is also on file as" in one
    assert reverse("score_result", args=[Score.objects.get(grade="06").pk]) in one
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "His number is 123-45-6789"}).status_code == 422

    client.post(address, {"reason": "The file had the wrong grade."})

    assert grades() == ["06"]
    taken = ScoreTakenOut.objects.get()
    assert (taken.reason, taken.taken_out_by) == ("The file had the wrong grade.", world.user("sam"))
    assert Score.history.filter(history_type="-").get().history_user == world.user("sam")
    after = client.get(reverse("score_results")).content.decode()
    assert "None. Every core test is on file in one grade." in after
    assert "The file had the wrong grade." in after
    teacher = client_of(world, "owen").get(reverse("score_corrections", args=[world.people["lucia"].pk]))
    assert "This result was taken out and does not count. “The file had the wrong grade.”" in teacher.content.decode()
    client.post(reverse("put_back_score", args=[taken.pk]))
    assert grades() == ["05", "06"]
    assert RecordLook.objects.filter(page="score_results", reason="data", student=world.people["lucia"]).exists()
