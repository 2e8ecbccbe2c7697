"""Which classes a student took and which the student left, when a roster no longer lists the place in them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from doorway.accounts.models import District
from doorway.roster.core.oneroster.tests.bundles import Files, as_delta, good_files, write_bundle
from doorway.roster.imports.actions import import_roster, plan_roster
from doorway.roster.models import Enrollment, SchoolClass

pytestmark = pytest.mark.both

OCTOBER, NOVEMBER, JANUARY, JUNE = date(2026, 10, 14), date(2026, 11, 30), date(2027, 1, 19), date(2027, 6, 2)
# Fall, spring, the whole year by its two halves, by itself, and one whose terms nobody names.
CLASSES = {"fall": "f", "spring": "s", "halves": "f,s", "year": "y27", "unknown": ""}


@pytest.fixture
def bring(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    district = District.objects.create(code="garfield", name="Garfield")

    def import_it(day: date, files: Files, **options: Any) -> Any:
        monkeypatch.setattr("doorway.roster.imports.actions.timezone.localdate", lambda *_, **__: day)
        path = write_bundle(tmp_path / f"{day}-{len(list(tmp_path.iterdir()))}", files, **options)
        run = import_roster(district=district, path=path, by=None, yes_vanished=True)
        assert plan_roster(district=district, path=path).changes_nothing
        return run

    return import_it


def roster(*, left: Collection[str] = (), closed: Collection[str] = (), school: str = "s1") -> Files:
    """Mateo takes every class. ``left``: where he is not listed; ``closed``: what is not either."""
    files = good_files()
    files["orgs"].append({"sourcedId": "s2", "name": "Panguitch", "type": "school", "parentSourcedId": "d1"})
    for key, first, last in (("f", "2026-08-19", "2027-01-15"), ("s", "2027-01-18", "2027-05-27")):
        term = {"sourcedId": key, "title": key, "type": "semester", "startDate": first, "endDate": last}
        files["academicSessions"].append(term | {"parentSourcedId": "y27", "schoolYear": "2027"})
    for key, terms in CLASSES.items():
        if key not in closed:
            one = files["classes"][0] | {"sourcedId": key, "title": key, "classType": "scheduled"}
            files["classes"].append(one | {"termSourcedIds": terms})
            if key not in left:
                files["enrollments"].append(files["enrollments"][1] | {"sourcedId": f"e-{key}", "classSourcedId": key})
    for row in files["roles"]:
        if row["userSourcedId"] == "p1":
            row["orgSourcedId"] = school
            row["sourcedId"] = f"r-p1-{school}"
    if school != "s1":
        files["enrollments"] = files["enrollments"][:1]
    return files


def stayed() -> dict[str, str]:
    """Of each class that is not listed for Mateo any more until when he was in it."""
    rows = Enrollment.objects.filter(person__sourced_id="p1", is_active=False).select_related("school_class")
    return {row.school_class.sourced_id: row.stayed_until for row in rows}


def test_a_class_has_the_days_of_its_terms(bring: Any) -> None:
    bring(OCTOBER, roster())
    days = {row.sourced_id: (row.begins_on, row.ends_on) for row in SchoolClass.objects.all()}
    fall, spring = (date(2026, 8, 19), date(2027, 1, 15)), (date(2027, 1, 18), date(2027, 5, 27))
    year = date(2026, 8, 17), date(2027, 5, 27)
    assert days == {
        "fall": fall, "spring": spring, "halves": (fall[0], spring[1]), "year": year, "c1": year,
        "unknown": (None, None),
    }  # fmt: skip


def test_who_changes_school_took_the_classes_that_had_begun(bring: Any) -> None:
    bring(OCTOBER, roster())

    bring(NOVEMBER, roster(school="s2"))

    assert stayed() == {
        "c1": "school", "fall": "school", "halves": "school", "year": "school", "unknown": "school", "spring": "",
    }  # fmt: skip
    # Back the next day: nothing has ended.
    bring(NOVEMBER, roster())
    assert stayed() == {}


def test_who_leaves_a_class_and_stays_at_the_school_has_not_taken_it(bring: Any) -> None:
    bring(OCTOBER, roster())
    every = set(CLASSES)

    bring(NOVEMBER, roster(left=every))
    assert stayed() == dict.fromkeys(every, "")
    # He moves in January: that does not make them taken.
    bring(JANUARY, roster(left=every, school="s2"))
    assert stayed() == dict.fromkeys(every, "") | {"c1": "school"}


@pytest.mark.parametrize("is_closed", [False, True])
def test_a_class_that_is_over_was_taken_whether_or_not_it_is_listed(bring: Any, is_closed: bool) -> None:
    """In January some systems list the terms to come and no other; what is dropped on that day was dropped."""
    bring(OCTOBER, roster())
    gone = {"fall", "halves"}

    bring(JANUARY, roster(left=gone, closed=gone if is_closed else set()))
    assert stayed() == {"fall": "class", "halves": ""}

    bring(JUNE, roster(left=set(CLASSES), closed=gone if is_closed else set()))
    assert stayed() == {"fall": "class", "halves": "", "spring": "class", "year": "class", "unknown": ""}


def test_a_class_that_is_closed_within_its_term_was_not_taken(bring: Any) -> None:
    bring(OCTOBER, roster())
    bring(NOVEMBER, roster(closed={"fall"}))
    assert stayed() == {"fall": ""}


def test_a_delivery_of_changes_says_it_too_and_a_teacher_has_taken_nothing(bring: Any) -> None:
    bring(OCTOBER, roster())
    gone = roster()["enrollments"]
    changes = as_delta({"enrollments": [row | {"status": "tobedeleted"} for row in gone if "fall" in row["sourcedId"]]})
    bring(JANUARY, changes, mode="delta")
    assert stayed() == {"fall": "class"}

    teachers = as_delta({"enrollments": [gone[0] | {"status": "tobedeleted"}]})
    bring(JUNE, teachers, mode="delta")
    assert Enrollment.objects.get(sourced_id="e1").stayed_until == ""
