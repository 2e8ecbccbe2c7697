"""Results whose student nobody knows yet: nothing is lost, nothing is counted twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone
from tests.world import World
from typer.testing import CliRunner

from doorway.assessments.errors import HeldNow, NobodyHasId, NothingWaits
from doorway.assessments.imports import preview_scores, sentence_of
from doorway.assessments.imports.matching import claim, drop_waiting, find_student, match_everywhere, match_waiting
from doorway.assessments.imports.taking_out import take_out
from doorway.assessments.models import Score, ScoreId, WaitingScore
from doorway.assessments.tests.test_import import MATH, PACK, READING, take, write
from doorway.roster.keeping import hold_with
from doorway.roster.models import ImportRun

ClientOf = Callable[[World, str], Client]
UNKNOWN = READING | {"student_id": "900"}
NOW = timezone.now()


def known_now(world: World, key: str = "mateo", given: str = "900") -> None:
    """The roster brings the id."""
    world.people[key].identifier = given
    world.people[key].save()


def test_a_result_without_a_student_waits_and_counts_nowhere(world: World, tmp_path: Path) -> None:
    run = take(world, write(tmp_path, UNKNOWN, MATH))
    assert run.counts == {"created": 1, "changed": 0, "unchanged": 0, "waiting": 1, "refused": 0, "noticed": 0}
    assert Score.objects.get().student == world.people["lucia"]
    waiting = WaitingScore.objects.get()
    assert (waiting.given_id, waiting.value, waiting.run, waiting.row) == ("900", Decimal(239), run, 2)


def test_looking_lets_nothing_wait(world: World, tmp_path: Path) -> None:
    run = preview_scores(district=world.district, path=write(tmp_path, UNKNOWN), by=None)
    assert run.counts["waiting"] == 1
    assert not WaitingScore.objects.exists()


def test_the_same_file_again_lets_nothing_wait_twice_and_a_correction_replaces_what_waits(
    world: World, tmp_path: Path
) -> None:
    path = write(tmp_path, UNKNOWN)
    take(world, path)
    take(world, path)
    take(world, write(tmp_path, UNKNOWN | {"value": "240"}))
    assert WaitingScore.objects.get().value == Decimal(240)


def test_it_finds_its_student_when_the_roster_brings_the_id(world: World, tmp_path: Path) -> None:
    path = write(tmp_path, UNKNOWN)
    take(world, path)
    assert match_everywhere() == 0
    known_now(world)
    assert match_everywhere() == 1
    score = Score.objects.get()
    assert (score.student, score.value, score.instrument, score.scale) == (
        world.people["mateo"],
        Decimal(239),
        "acadience",
        "acadience",
    )
    assert score.history.count() == 1
    assert not WaitingScore.objects.exists()
    assert take(world, path).counts["unchanged"] == 1
    assert match_everywhere() == 0


def test_what_came_in_by_itself_is_not_taken_in_twice(world: World, tmp_path: Path) -> None:
    path = write(tmp_path, UNKNOWN)
    take(world, path)
    known_now(world)
    assert take(world, path).counts["created"] == 1
    assert not WaitingScore.objects.exists()
    assert Score.objects.count() == 1


def test_a_grade_that_jumps_is_named_when_the_student_is_known(world: World, tmp_path: Path) -> None:
    take(world, write(tmp_path, UNKNOWN | {"grade": "6"}))
    ellie = world.people["ellie"]
    ellie.identifier = "900"
    ellie.save()
    run = match_waiting(district=world.district)
    assert run is not None
    line = run.lines.get()
    assert (line.verdict, line.code, line.field, run.counts["noticed"]) == ("forgiven", "grade_jumps", "grade", 1)
    assert Score.objects.get().grade == "06"


def test_a_result_that_differs_from_what_is_on_file_changes_nothing_and_is_told(world: World, tmp_path: Path) -> None:
    take(world, write(tmp_path, UNKNOWN))
    take(world, write(tmp_path, READING | {"value": "250"}))
    known_now(world)
    run = match_waiting(district=world.district)
    assert run is not None
    line = run.lines.get()
    assert sentence_of(line.code, line.params, PACK).startswith("What waited says 239, but 250 is on file now.")
    assert Score.objects.get().value == Decimal(250)
    assert not WaitingScore.objects.exists()


@pytest.mark.both
@pytest.mark.parametrize("says", ["240", "250"])
def test_of_two_results_that_were_taken_out_neither_comes_back(world: World, tmp_path: Path, says: str) -> None:
    days = [datetime(2026, 3, 2, 12, tzinfo=UTC), datetime(2026, 3, 9, 12, tzinfo=UTC)]
    for value, day in zip(("240", "250"), days, strict=True):
        take(world, write(tmp_path, READING | {"value": value}))
        take_out(Score.objects.get(), reason="Of another child.", by=None, now=day)
    again = take(world, write(tmp_path, READING | {"value": says}))
    assert (again.counts["created"], again.counts["refused"]) == (0, 1)
    take(world, write(tmp_path, UNKNOWN | {"value": says}))
    known_now(world)

    run = match_waiting(district=world.district)

    assert run is not None
    line, day = run.lines.get(), {"240": "2026-03-02", "250": "2026-03-09"}[says]
    assert (line.verdict, line.code, line.params["day"]) == ("refused", "taken_out", day)
    assert again.lines.get().params["day"] == day
    assert not Score.objects.exists()
    # A third result is taken, and beside it stands the day on which the last one was taken out.
    third = take(world, write(tmp_path, UNKNOWN | {"value": "260"}))
    assert third.lines.get(code="taken_out_before").params["day"] == "2026-03-09"


def test_two_ids_that_come_to_one_student_make_one_result(world: World, tmp_path: Path) -> None:
    take(world, write(tmp_path, UNKNOWN, UNKNOWN | {"student_id": "901"}))
    world.people["mateo"].identifier, world.people["mateo"].state_id = "900", "901"
    world.people["mateo"].save()
    run = match_waiting(district=world.district)
    assert run is not None
    assert (run.counts["created"], run.counts["unchanged"]) == (1, 1)
    assert Score.objects.count() == 1


def test_a_person_says_whose_it_is_and_the_next_file_knows(world: World, tmp_path: Path) -> None:
    path = write(tmp_path, UNKNOWN)
    take(world, path)
    student = find_student(district=world.district, given=" S-mateo ")
    run = claim(district=world.district, given_id="900", student=student, by=world.user("sam"), now=NOW)
    assert run.counts["created"] == 1
    assert Score.objects.get().student == student
    again = take(world, path).counts
    assert (again["created"], again["changed"], again["unchanged"], again["waiting"]) == (0, 0, 1, 0)
    assert Score.objects.get().history.count() == 1


def test_the_roster_wins_over_what_a_person_said(world: World, tmp_path: Path) -> None:
    take(world, write(tmp_path, UNKNOWN))
    claim(district=world.district, given_id="900", student=world.people["mateo"], by=None, now=NOW)
    known_now(world, "lucia")
    run = take(world, write(tmp_path, UNKNOWN | {"grade": "6", "value": "300"}))
    assert run.counts["created"] == 1
    assert Score.objects.get(grade="06").student == world.people["lucia"]


@pytest.mark.parametrize("given", ["", "nobody", "Mateo Reyes", "june", "L-mateo"])
def test_only_an_id_of_one_student_of_the_district_finds(world: World, other_world: World, given: str) -> None:
    world.people["ellie"].identifier = "L-mateo"
    world.people["ellie"].save()
    with pytest.raises(NobodyHasId):
        find_student(district=world.district, given=given)


def test_a_student_of_another_district_gets_nothing(world: World, other_world: World, tmp_path: Path) -> None:
    take(world, write(tmp_path, UNKNOWN))
    with pytest.raises(NobodyHasId):
        claim(district=world.district, given_id="900", student=other_world.people["mateo"], by=None, now=NOW)
    with pytest.raises(NothingWaits):
        claim(district=other_world.district, given_id="900", student=other_world.people["mateo"], by=None, now=NOW)
    assert WaitingScore.objects.count() == 1


def test_the_database_keeps_an_id_for_one_student(world: World, tmp_path: Path) -> None:
    take(world, write(tmp_path, UNKNOWN))
    claim(district=world.district, given_id="900", student=world.people["mateo"], by=None, now=NOW)
    with pytest.raises(IntegrityError):
        ScoreId.objects.create(district=world.district, given_id="900", student=world.people["lucia"], decided_at=NOW)


def test_what_is_of_nobody_is_let_go_and_the_ledger_says_which(world: World, tmp_path: Path) -> None:
    take(world, write(tmp_path, UNKNOWN))
    run = drop_waiting(district=world.district, given_id="900", by=None)
    line = run.lines.get()
    assert (line.key, line.label, line.code) == ("900", "acadience reading 2025 EOY", "dropped")
    assert not WaitingScore.objects.exists()
    with pytest.raises(NothingWaits):
        drop_waiting(district=world.district, given_id="900", by=None)


def test_what_the_office_holds_is_not_let_go_by_anybody(world: World, tmp_path: Path) -> None:
    take(world, write(tmp_path, UNKNOWN))
    held: list[str] = ["waiting"]
    hold_with(lambda _district, kind: kind in held)
    with pytest.raises(HeldNow):
        drop_waiting(district=world.district, given_id="900", by=None)
    assert WaitingScore.objects.exists()
    held.clear()
    drop_waiting(district=world.district, given_id="900", by=None)
    assert not WaitingScore.objects.exists()


def test_the_pages_go_from_the_list_to_the_name_to_the_result(
    world: World, client_of: ClientOf, tmp_path: Path
) -> None:
    take(world, write(tmp_path, UNKNOWN))
    client = client_of(world, "sam")
    assert "1 result waits for its student." in client.get("/data/scores/").content.decode()
    listed = client.get("/data/scores/waiting/").content.decode()
    assert "900" in listed
    assert "Acadience Reading 2024-25" in listed
    assert "239" not in listed
    address = f"/data/scores/waiting/{WaitingScore.objects.get().pk}/"
    wrong = client.post(address, {"student": "nobody"})
    assert wrong.status_code == 422
    assert "No student has the id nobody." in wrong.content.decode()
    shown = client.post(address, {"student": "L-mateo"}).content.decode()
    assert world.people["mateo"].full_name in shown
    assert WaitingScore.objects.exists()
    sure = {"student": "L-mateo", "sure": str(world.people["mateo"].pk)}
    assert client.post(address, sure).status_code == 302
    assert ScoreId.objects.get().decided_by == world.user("sam")
    assert Score.objects.get().student == world.people["mateo"]
    assert client.get(address).status_code == 404
    assert "Results that waited" in client.get("/data/scores/").content.decode()


def test_a_name_that_was_not_shown_is_not_taken(world: World, client_of: ClientOf, tmp_path: Path) -> None:
    take(world, write(tmp_path, UNKNOWN))
    address = f"/data/scores/waiting/{WaitingScore.objects.get().pk}/"
    client_of(world, "sam").post(address, {"student": "L-mateo", "sure": str(world.people["lucia"].pk)})
    assert not Score.objects.exists()


def test_letting_go_wants_a_tick(world: World, client_of: ClientOf, tmp_path: Path) -> None:
    take(world, write(tmp_path, UNKNOWN))
    client = client_of(world, "sam")
    address = f"/data/scores/waiting/{WaitingScore.objects.get().pk}/let-go/"
    assert "Nothing was let go." in client.post(address, follow=True).content.decode()
    assert WaitingScore.objects.exists()
    client.post(address, {"sure": "on"})
    assert not WaitingScore.objects.exists()
    assert "Results that were let go" in client.get("/data/scores/").content.decode()


def test_the_list_asks_as_little_for_many_as_for_one(
    world: World, client_of: ClientOf, tmp_path: Path, django_assert_max_num_queries: Callable[..., object]
) -> None:
    take(world, write(tmp_path, *(UNKNOWN | {"student_id": str(9000 + number)} for number in range(60))))
    client = client_of(world, "sam")
    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
        page = client.get("/data/scores/waiting/?page=2").content.decode()
    assert "9025" in page
    assert "9024" not in page


def test_what_waits_in_another_district_is_not_there(
    world: World, other_world: World, client_of: ClientOf, tmp_path: Path
) -> None:
    take(other_world, write(tmp_path, UNKNOWN))
    client = client_of(world, "sam")
    assert "900" not in client.get("/data/scores/waiting/").content.decode()
    row = WaitingScore.objects.get()
    for address in (f"/data/scores/waiting/{row.pk}/", f"/data/scores/waiting/{row.pk}/let-go/"):
        assert client.post(address, {"student": "L-mateo", "sure": "on"}).status_code == 404
    assert WaitingScore.objects.exists()


def test_the_commands_list_and_match(world: World, tmp_path: Path) -> None:
    import doorway.cli.commands  # noqa: F401  # registers the commands
    from doorway.cli.app import app

    done = CliRunner().invoke(app, ["import", "scores", str(write(tmp_path, UNKNOWN))])
    assert "1 waiting for their student" in done.output
    listed = CliRunner().invoke(app, ["scores", "waiting"])
    assert "900: 1 results (Acadience Reading 2024-25)" in listed.output
    wrong = CliRunner().invoke(app, ["scores", "match", "900", "nobody"])
    assert wrong.exit_code == 1
    matched = CliRunner().invoke(app, ["scores", "match", "900", "L-mateo"])
    assert "Taken in: 1 new" in matched.output
    assert "Nothing waits." in CliRunner().invoke(app, ["scores", "waiting"]).output
    assert ImportRun.objects.filter(options__matched=True).count() == 1
