"""The grades of a roster are of a school year, and that year turns with the roster and not with the calendar."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from doorway.accounts.models import District
from doorway.roster.core.grades import Said
from doorway.roster.core.grades import year_of_grades as year_of_roster
from doorway.roster.core.oneroster.tests.bundles import Files, as_delta, good_files, write_bundle
from doorway.roster.imports.actions import apply_roster, import_roster, plan_roster, preview_roster
from doorway.roster.years import waits_for_roster, year_of_grades

pytestmark = pytest.mark.both

SPRING, FIRST_OF_JULY, JULY = date(2027, 4, 12), date(2027, 7, 1), date(2027, 7, 20)
AUGUST, OCTOBER = date(2027, 8, 25), date(2027, 10, 4)
LAST, NEXT = 2027, 2028


@pytest.mark.parametrize(
    ("listed", "day", "year"),
    [
        ((LAST,), SPRING, LAST),
        ((LAST,), JULY, LAST),
        ((LAST, NEXT), JULY, NEXT),
        ((NEXT,), date(2027, 6, 20), LAST),
        ((), JULY, NEXT),
        ((LAST,), OCTOBER, NEXT),
    ],
)
def test_a_first_roster_over_the_summer_goes_by_its_terms(listed: tuple[int, ...], day: date, year: int) -> None:
    assert year_of_roster([(Said(""), "09"), (Said(""), "10")], day, listed) == year


@pytest.fixture
def district(db: None) -> District:
    return District.objects.create(code="garfield", name="Garfield")


def roster(*grades: str) -> Files:
    """One student a grade."""
    files = good_files()
    for number, grade in enumerate(grades):
        user = good_files()["users"][1] | {"sourcedId": f"x{number}", "username": f"x{number}", "agentSourcedIds": ""}
        files["users"].append(user | {"identifier": f"9{number}", "grades": grade})
        files["roles"].append({**good_files()["roles"][1], "sourcedId": f"r-x{number}", "userSourcedId": f"x{number}"})
    return files


def bring(
    district: District, folder: Path, files: Files, day: date, monkeypatch: pytest.MonkeyPatch, *, mode: str = "bulk"
) -> District:
    monkeypatch.setattr("doorway.roster.imports.actions.timezone.localdate", lambda *_, **__: day)
    import_roster(district=district, path=write_bundle(folder, files, mode=mode), by=None, yes_vanished=True)
    return District.objects.get(pk=district.pk)


def test_a_district_without_a_roster_goes_by_the_calendar(district: District) -> None:
    assert [year_of_grades(district, day) for day in (SPRING, FIRST_OF_JULY)] == [LAST, NEXT]
    assert not waits_for_roster(district, FIRST_OF_JULY)


def test_the_year_turns_with_the_roster(district: District, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = bring(district, tmp_path / "a", roster("09", "10", "12"), SPRING, monkeypatch)
    assert (kept.grades_of, year_of_grades(kept, FIRST_OF_JULY)) == (LAST, LAST)
    assert [waits_for_roster(kept, day) for day in (SPRING, FIRST_OF_JULY)] == [False, True]

    # The same every night, with one student whose grade was a mistake.
    kept = bring(kept, tmp_path / "b", roster("09", "11", "12"), JULY, monkeypatch)
    assert kept.grades_of == LAST

    new = roster("10", "12")
    new["users"][1]["grades"] = "04"
    kept = bring(kept, tmp_path / "c", new, AUGUST, monkeypatch)
    assert (kept.grades_of, waits_for_roster(kept, AUGUST)) == (NEXT, False)


def test_a_part_of_the_roster_turns_it_only_when_it_is_most_of_it(
    district: District, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = bring(district, tmp_path / "a", roster("09", "10", "10"), SPRING, monkeypatch)
    few = as_delta(roster("10"))
    few = {"users": few["users"][3:], "roles": few["roles"][3:]}
    kept = bring(kept, tmp_path / "b", few, JULY, monkeypatch, mode="delta")
    assert kept.grades_of == LAST

    most = as_delta(roster("10", "11", "11"))
    most = {"users": most["users"][3:], "roles": most["roles"][3:]}
    kept = bring(kept, tmp_path / "c", most, AUGUST, monkeypatch, mode="delta")
    assert kept.grades_of == NEXT


def test_a_look_turns_nothing_and_taking_it_in_does(
    district: District, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = bring(district, tmp_path / "a", roster("09", "10"), SPRING, monkeypatch)
    monkeypatch.setattr("doorway.roster.imports.actions.timezone.localdate", lambda *_, **__: AUGUST)
    new = roster("10", "11")
    path = write_bundle(tmp_path / "b", new)

    assert plan_roster(district=kept, path=path).grades_of == NEXT
    run = preview_roster(district=kept, path=path, by=None)
    assert District.objects.get(pk=kept.pk).grades_of == LAST

    apply_roster(run=run, path=path, by=None)
    assert District.objects.get(pk=kept.pk).grades_of == NEXT


def test_the_database_keeps_no_year_that_is_none(district: District) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        District.objects.filter(pk=district.pk).update(grades_of=27)
