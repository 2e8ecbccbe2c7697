"""Growth that somebody asks for in the browser: computed once, in the background, watched, and not lost in a crash."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.world import World

from doorway.assessments.core.growth import compiling, path
from doorway.assessments.errors import GrowthUnderway, ScoresChanged
from doorway.assessments.growth import ledger, running
from doorway.assessments.growth.ledger import ask_for_growth, begin_at_once, compute_next
from doorway.assessments.models import GrowthPercentile, GrowthRun, Score
from doorway.assessments.tests.stored import YEAR, add_cohort, score_of
from doorway.policy.packs import year_text
from doorway.roster.models import Person

ClientOf = Callable[[World, str], Client]
BOTH = pytest.mark.both
Status = GrowthRun.Status


def ask(world: World, year: int = YEAR, by: str = "sam") -> GrowthRun:
    """Somebody asks."""
    return ask_for_growth(district=world.district, year=year, by=world.user(by), now=timezone.now())


def text(client: Client, address: str) -> str:
    """A page in one line."""
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


# —— the page


@pytest.mark.parametrize("who", ["sam", "ruth"])
def test_a_data_person_asks_watches_and_reads_what_came_of_it(world: World, client_of: ClientOf, who: str) -> None:
    add_cohort(world)
    few = Person.objects.create(district=world.district, sourced_id="few", given_name="F", family_name="Ew", grade="08")
    Score.objects.bulk_create([score_of(few, YEAR, 8, 500.0), score_of(few, YEAR - 1, 7, 450.0)])
    client = client_of(world, who)

    answer = client.post(reverse("growth"), {"school_year": YEAR})

    run = GrowthRun.objects.get()
    assert answer["Location"] == reverse("growth_run", args=[run.pk])
    page = text(client, answer["Location"])
    assert "It begins within a few seconds." in page
    assert "What was computed before stays until this is done." in page
    assert not GrowthPercentile.objects.exists()
    assert "A computation is under way." in text(client, reverse("growth"))

    assert compute_next() is not None

    page = text(client, answer["Location"])
    assert 'Students with a growth percentile</dt><dd class="govuk-summary-list__value">330<' in page
    assert 'Core test results read</dt><dd class="govuk-summary-list__value">992<' in page
    assert "330, of all subjects; 330 differ from before" in page
    assert "1 group got no percentiles." in page
    assert "Math: 1 of 331 students has no percentile. Without a score the year before: 0." in page
    assert "No percentiles: too few students: at least 300 are needed." in page
    assert "No core test came, changed or went since then." in page
    assert GrowthPercentile.objects.count() == 330
    assert "Done" in text(client, reverse("growth"))
    assert compute_next() is None


def test_how_far_it_is_stands_on_the_page(world: World, client_of: ClientOf) -> None:
    run = ask(world)
    client, address = client_of(world, "sam"), reverse("growth_run", args=[run.pk])
    for values, words in (
        ({"status": "working", "stage": "reading"}, "Reading the scores."),
        ({"stage": "preparing"}, "Preparing the computation for this machine, once. It takes up to a minute."),
        ({"stage": "cohorts", "cohorts_done": 3, "cohorts_all": 28}, "Comparing students: 3 of 28 groups are done."),
        ({"stage": "ahead"}, "Looking ahead."),
        ({"stage": "writing"}, "Writing down what was found."),
    ):
        GrowthRun.objects.update(**values)
        assert words in text(client, address)
    assert '<progress value="3" max="28"' in text(client, address)


def test_scores_that_came_since_are_counted_and_others_are_not(world: World, client_of: ClientOf) -> None:
    add_cohort(world)
    ask(world)
    run = compute_next()
    assert run is not None
    client, address = client_of(world, "sam"), reverse("growth_run", args=[run.pk])
    mateo = world.people["mateo"]

    score_of(mateo, YEAR + 1, 5, 400.0).save()
    assert "No core test came, changed or went since then." in text(client, address)

    score_of(mateo, YEAR, 4, 350.0).save()
    assert "1 core test result came, changed or went since then." in text(client, address)
    first = Score.objects.filter(school_year=YEAR, grade="06")[0]
    first.value += 1
    first.save()
    first.value += 1
    first.save()
    assert "2 core test results came, changed or went since then." in text(client, address)
    since = f"2 core test results came, changed or went since the growth of {year_text(YEAR)} was computed."
    assert since in text(client, reverse("growth"))
    ask(world)
    compute_next()
    assert "since the growth of" not in text(client, reverse("growth"))


def test_a_year_that_is_not_on_file_is_refused_with_a_sentence(world: World, client_of: ClientOf) -> None:
    client = client_of(world, "sam")
    assert "There are no core tests on file yet." in text(client, reverse("growth"))
    add_cohort(world, 30)
    answer = client.post(reverse("growth"), {"school_year": "1999"})
    assert answer.status_code == 422
    assert "No core tests of that year are on file. Choose a year from the list." in answer.content.decode()
    assert client.post(reverse("growth"), {}).status_code == 422
    assert not GrowthRun.objects.exists()


def test_the_pages_ask_the_database_as_often_for_many_runs(world: World, client_of: ClientOf) -> None:
    add_cohort(world, 30)
    small = {
        "subject": "math",
        "grade": 6,
        "before": 1,
        "students": 30,
        "reason": "small",
        "number": 30,
        "smallest": 300,
    }
    for back in range(12):
        GrowthRun.objects.create(
            district=world.district, school_year=YEAR - back % 3, status="done", asked_at=timezone.now(),
            ended_at=timezone.now(), asked_by=world.user("sam"),
            cohorts=[small] * 40,
        )  # fmt: skip
    client = client_of(world, "sam")
    for address in (reverse("growth"), reverse("growth_run", args=[GrowthRun.objects.all()[0].pk])):
        with CaptureQueriesContext(connection) as captured:
            text(client, address)
        assert len(captured) <= 12


# —— one at a time


@BOTH
def test_a_district_has_one_run_at_a_time(world: World) -> None:
    first = ask(world)
    assert ask(world) == first
    with pytest.raises(GrowthUnderway, match="being computed already"):
        ask(world, YEAR - 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        GrowthRun.objects.create(district=world.district, school_year=YEAR - 1, asked_at=timezone.now())
    GrowthRun.objects.update(status=Status.DONE)
    assert ask(world, YEAR - 1) != first


def test_the_browser_says_that_another_year_is_computed(world: World, client_of: ClientOf) -> None:
    add_cohort(world, 30)
    ask(world)
    answer = client_of(world, "sam").post(reverse("growth"), {"school_year": YEAR - 1})
    assert answer.status_code == 422
    assert "being computed already" in answer.content.decode()


def test_who_computes_holds_it_and_the_command_line_too(world: World) -> None:
    run = ask(world)
    mine = begin_at_once(district=world.district, year=YEAR, now=timezone.now())
    assert mine.pk == run.pk
    assert compute_next() is None
    with pytest.raises(GrowthUnderway):
        begin_at_once(district=world.district, year=YEAR, now=timezone.now())


# —— crashes


def test_a_run_that_was_cut_off_is_begun_again(world: World) -> None:
    add_cohort(world)
    run = ask(world)
    now = timezone.now()
    GrowthRun.objects.update(status=Status.WORKING, begun_at=now - timedelta(hours=2), beat_at=now, tries=1)
    assert compute_next() is None  # somebody was heard of just now

    GrowthRun.objects.update(beat_at=now - timedelta(minutes=31))
    done = compute_next()

    assert done is not None
    assert (done.pk, done.status, done.tries) == (run.pk, Status.DONE, 2)
    assert GrowthPercentile.objects.count() == 330


def test_a_run_that_is_cut_off_again_and_again_is_given_up(world: World, client_of: ClientOf) -> None:
    run = ask(world)
    long_ago = timezone.now() - timedelta(hours=1)
    GrowthRun.objects.update(status=Status.WORKING, begun_at=long_ago, beat_at=long_ago, tries=ledger.MOST_TRIES)
    assert compute_next() is None
    run.refresh_from_db()
    assert run.status == Status.FAILED
    page = text(client_of(world, "sam"), reverse("growth_run", args=[run.pk]))
    assert "It was cut off three times. Nothing was written. Tell whoever runs Doorway." in page


def test_whoever_comes_back_late_writes_nothing_over_the_other(world: World) -> None:
    run = ask(world)
    run = begin_at_once(district=world.district, year=YEAR, now=timezone.now() - timedelta(hours=1))
    with ledger.writing(run) as tell:
        GrowthRun.objects.update(begun_at=timezone.now(), cohorts_done=7)  # given back, and taken by another
        tell(GrowthRun.Stage.COHORTS, 1, 1)
    assert GrowthRun.objects.get().cohorts_done == 7


@pytest.mark.parametrize(
    ("problem", "status", "words"),
    [
        (RuntimeError("x"), Status.FAILED, "Something went wrong, and nothing was written."),
        (ScoresChanged(), Status.WAITING, "The scores changed while growth was computed, so nothing was written."),
    ],
)
def test_what_goes_wrong_is_said_and_changes_are_tried_again(
    world: World,
    client_of: ClientOf,
    monkeypatch: pytest.MonkeyPatch,
    problem: Exception,
    status: Status,
    words: str,
) -> None:
    add_cohort(world, 30)
    run = ask(world)

    def fails(*_arguments: object, **_named: object) -> None:
        raise problem

    monkeypatch.setattr(running, "keep_growth", fails)
    compute_next()
    run.refresh_from_db()
    assert run.status == status
    assert words in text(client_of(world, "sam"), reverse("growth_run", args=[run.pk]))
    # Not for ever: the third time it is given up.
    compute_next()
    compute_next()
    run.refresh_from_db()
    assert run.status == Status.FAILED
    assert compute_next() is None


def test_scores_that_went_meanwhile_are_said(world: World, client_of: ClientOf) -> None:
    run = ask(world)
    compute_next()
    page = text(client_of(world, "sam"), reverse("growth_run", args=[run.pk]))
    assert "No core tests of that year are on file any more." in page


def test_the_first_run_on_a_machine_says_that_it_prepares(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    add_cohort(world, 30)
    stages: list[str] = []
    monkeypatch.setattr(compiling, "is_ready", lambda: False)
    monkeypatch.setattr(path, "compile_loops", lambda: stages.append("compiled"))

    running.grow(world.district, YEAR, tell=lambda stage, _done, _of: stages.append(stage.value))

    assert stages[:3] == ["reading", "preparing", "compiled"]
    assert stages[-2:] == ["ahead", "writing"]


def test_two_results_of_a_day_and_another_scale_are_counted_on_the_page(world: World, client_of: ClientOf) -> None:
    add_cohort(world, 302)
    twice, other = Person.objects.filter(sourced_id__startswith="grown-").order_by("pk")[:2]
    again = score_of(twice, YEAR, 5, 399.0)
    again.save()
    Score.objects.filter(student=other, school_year=YEAR).update(scale="sage-math", value=Decimal(300))
    run = ask(world)
    compute_next()
    page = text(client_of(world, "sam"), reverse("growth_run", args=[run.pk]))
    assert "Math: 1 student has two different results of one day." in page
    assert "Math: 1 score is on another scale than those of its grade and year, and is left out." in page
