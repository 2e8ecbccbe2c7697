"""A roster that lists a role at a school more than once: nobody disappears by it, and nobody becomes a newcomer."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from doorway.accounts.models import District
from doorway.compliance.models import Standing
from doorway.roster.actions import grant_role
from doorway.roster.core.oneroster.tests.bundles import Files, as_delta, good_files, write_bundle
from doorway.roster.errors import TooMuchLost
from doorway.roster.imports.actions import import_roster, plan_roster
from doorway.roster.imports.sentences import sentence_of
from doorway.roster.models import EarlierStay, ImportRun, Membership, Person

pytestmark = pytest.mark.both

TODAY = timezone.localdate()
LEFT = TODAY - timedelta(days=7)
BACK = TODAY - timedelta(days=3)
AUGUST = TODAY - timedelta(days=100)
LAST_YEAR = TODAY - timedelta(days=465), TODAY - timedelta(days=176)


@pytest.fixture
def district(db: None) -> District:
    return District.objects.create(code="garfield", name="Garfield")


@pytest.fixture(autouse=True)
def the_same_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that goes on past midnight in the district reckons with one day."""
    monkeypatch.setattr("doorway.roster.imports.actions.timezone.localdate", lambda *_, **__: TODAY)


def two_schools(students: int = 12) -> Files:
    """A school with one student, who is listed at it with every row a test adds, and one with a dozen."""
    files = good_files()
    files["orgs"].append({"sourcedId": "s2", "name": "Panguitch", "type": "school", "parentSourcedId": "d1"})
    files["roles"] = [one for one in files["roles"] if one["userSourcedId"] != "p1"]
    for number in range(students):
        user = good_files()["users"][1] | {"sourcedId": f"x{number}", "username": f"x{number}", "agentSourcedIds": ""}
        files["users"].append(user | {"identifier": f"9{number}"})
        files["roles"].append(role(f"x{number}", school="s2"))
    return files


def role(
    person: str, first: date | None = None, last: date | None = None, *, school: str = "s1", kind: str = "student"
) -> dict[str, str]:
    days = {"beginDate": first.isoformat() if first else "", "endDate": last.isoformat() if last else ""}
    key = f"r-{person}-{school}-{kind}-{days['beginDate']}"
    row = {"sourcedId": key, "userSourcedId": person, "roleType": "primary", "role": kind, "orgSourcedId": school}
    return row | days


def listed(*roles: dict[str, str], files: Files | None = None) -> Files:
    files = files or two_schools()
    return files | {"roles": [*files["roles"], *roles]}


def bring(district: District, folder: Path, files: Files, *, mode: str = "bulk", **options: Any) -> ImportRun:
    return import_roster(district=district, path=write_bundle(folder, files, mode=mode), by=None, **options)


def seat(key: str = "p1", school: str = "s1") -> tuple[date | None, date | None]:
    row = Membership.objects.get(person__sourced_id=key, school__sourced_id=school)
    return row.begins_on, row.ends_on


def before(key: str = "p1") -> list[tuple[date | None, date]]:
    return [
        (row.begins_on, row.ends_on) for row in EarlierStay.objects.filter(person__sourced_id=key).order_by("ends_on")
    ]


def came_on(key: str = "p1", school: str = "s1") -> date | None:
    return Standing.objects.get(student__sourced_id=key, school__sourced_id=school).came_on


AWAY = (
    role("p1", AUGUST, LEFT),
    role("p1", LEFT + timedelta(days=1), BACK - timedelta(days=1), school="s2"),
    role("p1", BACK),
)


@pytest.mark.parametrize("rows", list(permutations(AWAY)))
def test_who_was_away_for_three_days_is_a_student_since_august(district: District, tmp_path: Path, rows: Any) -> None:
    bring(district, tmp_path / "a", listed(role("p1", AUGUST)))

    run = bring(district, tmp_path / "b", listed(*rows))

    assert seat() == (BACK, None)
    assert before() == [(AUGUST, LEFT)]
    assert came_on() == AUGUST
    assert [one.code for one in run.lines.exclude(code="")] == []
    assert plan_roster(district=district, path=tmp_path / "b").changes_nothing


def test_the_same_three_rows_as_a_first_roster(district: District, tmp_path: Path) -> None:
    bring(district, tmp_path / "a", listed(*AWAY))

    assert (seat(), before(), came_on()) == ((BACK, None), [(AUGUST, LEFT)], AUGUST)


@pytest.mark.parametrize("turned", [False, True])
def test_rows_of_last_year_and_of_this_one_end_no_seat(district: District, tmp_path: Path, turned: bool) -> None:
    bring(district, tmp_path / "a", listed(role("p1")))
    rows = [role("p1", *LAST_YEAR), role("p1", AUGUST)]

    bring(district, tmp_path / "b", listed(*(rows[::-1] if turned else rows)))

    assert seat() == (AUGUST, None)
    assert before() == [LAST_YEAR]
    # A summer is no absence.
    assert came_on() == LAST_YEAR[0]


def test_a_school_whose_rows_have_all_ended_stops_and_asks(district: District, tmp_path: Path) -> None:
    """One of thirteen students is within the limit; a whole school never is."""
    bring(district, tmp_path / "a", listed(role("p1")))
    over = listed(role("p1", *LAST_YEAR))

    with pytest.raises(TooMuchLost, match="Every student would be gone at 1 of 2 schools: Boulder Elementary"):
        bring(district, tmp_path / "b", over)
    assert seat() == (None, None)

    bring(district, tmp_path / "b", over, yes_vanished=True)
    assert seat() == LAST_YEAR
    # What was said once is not asked again.
    bring(district, tmp_path / "b", over)


YESTERDAY = TODAY - timedelta(days=1)


@pytest.mark.parametrize(
    "rows",
    [
        [role("p1", school="s2")],
        [role("p1", AUGUST, YESTERDAY), role("p1", TODAY, school="s2")],
        [role("p1", AUGUST, YESTERDAY)],
    ],
    ids=["moved", "moved with days", "left on a day"],
)
def test_the_last_student_of_a_very_small_school_leaves_and_nobody_has_to_be_asked(
    district: District, tmp_path: Path, rows: list[dict[str, str]]
) -> None:
    bring(district, tmp_path / "a", listed(role("p1", AUGUST)))

    run = bring(district, tmp_path / "b", listed(*rows))

    ended = seat()[1]
    assert ended is not None
    assert ended < TODAY
    line = run.lines.get(code="last_students")
    assert (line.verdict, line.params["value"], line.params["students"]) == ("forgiven", "Boulder Elementary", "1")
    assert "Boulder Elementary has no students any more. It had 1;" in sentence_of(line.code, line.params)
    # It is said once.
    assert not bring(district, tmp_path / "c", listed(*rows)).lines.filter(code="last_students").exists()


def small(*rows: dict[str, str], gone: tuple[str, ...] = ()) -> Files:
    """A school with nobody but whom the rows are about, and one with forty; ``gone`` are not in the file at all."""
    files = listed(role("p1", school="s2"), files=two_schools(40))
    about = {"x0", "x1", "x2", "x3"} & {*gone, *(one["userSourcedId"] for one in rows)}
    files["users"] = [one for one in files["users"] if one["sourcedId"] not in gone]
    files["roles"] = [one for one in files["roles"] if one["userSourcedId"] not in about]
    return listed(*rows, files=files)


@pytest.mark.parametrize(
    ("rows", "gone"),
    [
        ([], ("x0",)),
        ([role("x0", TODAY - timedelta(days=80), TODAY - timedelta(days=61))], ()),
        ([role("x0", AUGUST, YESTERDAY, school="s2")], ()),
        ([role("x0", AUGUST, YESTERDAY, kind="aide")], ()),
    ],
    ids=["not listed", "over for long", "left another school", "was something else"],
)
def test_a_small_school_is_not_emptied_by_what_a_broken_file_leaves_out(
    district: District, tmp_path: Path, rows: list[dict[str, str]], gone: tuple[str, ...]
) -> None:
    bring(district, tmp_path / "a", small(role("x0", TODAY - timedelta(days=80))))

    with pytest.raises(TooMuchLost, match="at 1 of 2 schools: Boulder Elementary"):
        bring(district, tmp_path / "b", small(*rows, gone=gone))


def test_four_students_are_a_school_and_of_three_each_must_be_accounted_for(district: District, tmp_path: Path) -> None:
    four = [role(f"x{number}", AUGUST) for number in range(4)]
    bring(district, tmp_path / "a", small(*four))
    left = [one | {"endDate": YESTERDAY.isoformat()} for one in four]
    with pytest.raises(TooMuchLost, match="Boulder Elementary"):
        bring(district, tmp_path / "b", small(*left))

    # Where one has moved, three are left; of these one is not in the next file.
    moved = role("x0", school="s2")
    bring(district, tmp_path / "c", small(moved, *four[1:]))
    with pytest.raises(TooMuchLost, match="Boulder Elementary"):
        bring(district, tmp_path / "d", small(moved, *left[2:], gone=("x1",)))
    run = bring(district, tmp_path / "e", small(moved, *left[1:]))
    assert run.lines.get(code="last_students").params["students"] == "3"


def test_who_was_not_listed_for_days_and_is_back_was_there_before(district: District, tmp_path: Path) -> None:
    others = two_schools(1)
    bring(district, tmp_path / "a", listed(role("p1", AUGUST), files=others))
    Membership.objects.filter(person__sourced_id="p1").update(ends_on=LEFT)

    bring(district, tmp_path / "b", listed(role("p1", BACK), files=others))

    assert (seat(), before(), came_on()) == ((BACK, None), [(AUGUST, LEFT)], AUGUST)
    # A narrower file says nothing about what ended before its first day; a wider one corrects it.
    bring(district, tmp_path / "c", listed(role("p1", AUGUST), files=others))
    assert (seat(), before()) == ((AUGUST, None), [])


def test_a_return_that_is_planned_is_said(district: District, tmp_path: Path) -> None:
    next_week, later = TODAY + timedelta(days=7), TODAY + timedelta(days=20)

    run = bring(district, tmp_path / "a", listed(role("p1", later), role("p1", AUGUST, next_week)))

    assert seat() == (AUGUST, next_week)
    line = run.lines.get(code="comes_again")
    assert (line.params["end"], line.params["begin"]) == (next_week.isoformat(), later.isoformat())


def test_a_delta_that_corrects_an_earlier_row_leaves_the_seat(district: District, tmp_path: Path) -> None:
    bring(district, tmp_path / "a", listed(*AWAY))
    day_before = LEFT - timedelta(days=1)

    bring(district, tmp_path / "b", as_delta({"roles": [role("p1", AUGUST, day_before)]}), mode="delta")

    assert (seat(), before()) == ((BACK, None), [(AUGUST, day_before)])


def test_a_delta_that_deletes_an_earlier_row_leaves_the_seat(district: District, tmp_path: Path) -> None:
    bring(district, tmp_path / "a", listed(*AWAY))

    gone = [role("p1", AUGUST, LEFT) | {"status": "tobedeleted"}]
    run = bring(district, tmp_path / "b", as_delta({"roles": gone}), mode="delta")

    assert (seat(), before()) == ((BACK, None), [])
    assert run.counts["nouns"]["stays"] == {"vanished": 1}
    gone = [role("p1", BACK) | {"status": "tobedeleted"}]
    bring(district, tmp_path / "c", as_delta({"roles": gone}), mode="delta", yes_vanished=True)
    assert seat() == (BACK, TODAY - timedelta(days=1))


def test_roles_of_staff_that_began_anew_are_kept_with_what_was_before(district: District, tmp_path: Path) -> None:
    rows = [
        role("t1", *LAST_YEAR, kind="counselor"),
        role("t1", AUGUST, kind="counselor"),
    ]
    bring(district, tmp_path / "a", listed(role("p1"), *rows))

    held = Membership.objects.get(person__sourced_id="t1", role="counselor")
    assert (held.begins_on, held.ends_on, held.is_primary) == (AUGUST, None, False)
    assert before("t1") == [LAST_YEAR]


def test_a_role_that_is_given_here_again_keeps_when_it_was_held_before(district: District, tmp_path: Path) -> None:
    bring(district, tmp_path / "a", listed(role("p1"), role("t1", *LAST_YEAR, kind="counselor")))
    june = Person.objects.get(sourced_id="t1")
    school = Membership.objects.get(person=june, role="counselor").school

    grant_role(district=district, email=june.email, role="counselor", school=school, since=BACK)

    assert before("t1") == [LAST_YEAR]
    held = Membership.objects.get(person=june, role="counselor")
    assert (held.begins_on, held.ends_on, held.source) == (BACK, None, "local")


def test_two_rows_at_once_are_still_one_too_many_primary(district: District, tmp_path: Path) -> None:
    rows = [role("p1", AUGUST), role("p1", BACK)]

    run = bring(district, tmp_path / "a", listed(*rows))

    assert [one.code for one in run.lines.exclude(code="")] == ["many_primary"]
    held = Membership.objects.get(person__sourced_id="p1")
    assert (held.begins_on, held.ends_on, held.is_primary) == (AUGUST, None, True)
    assert before() == []


def test_deleting_a_row_that_was_never_here_ends_no_seat(district: District, tmp_path: Path) -> None:
    bring(district, tmp_path / "a", listed(role("p1", AUGUST)))
    now = seat()
    gone = [role("p1", *LAST_YEAR) | {"status": "tobedeleted"}]
    bring(district, tmp_path / "b", as_delta({"roles": gone}), mode="delta", yes_vanished=True)
    assert (seat(), before()) == (now, [])
