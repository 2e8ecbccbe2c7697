"""Of which school year a grade is, and that a roster which overwrites it does not make anybody's years wrong."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from doorway.roster.core.grades import Said, number_of, said_now, school_year_of, unusual, year_of_grades

MAY, JUNE, JULY, AUGUST, OCTOBER = (
    date(2026, 5, 20), date(2026, 6, 20), date(2026, 7, 10), date(2026, 8, 12), date(2026, 10, 1)
)  # fmt: skip


def of_2026(*grades: str) -> list[Said]:
    return [Said(grade, 2026) for grade in grades]


@pytest.mark.parametrize(
    ("grade", "number"),
    [("PK", -1), ("KG", 0), ("k", 0), ("01", 1), ("12", 12), ("13", None), ("UG", None), ("", None), ("00", None)],
)
def test_a_grade_is_a_number_or_none(grade: str, number: int | None) -> None:
    assert number_of(grade) == number


def test_a_school_year_begins_with_july() -> None:
    assert [school_year_of(day) for day in (date(2026, 6, 30), date(2026, 7, 1), date(2027, 1, 5))] == [
        2026, 2027, 2027
    ]  # fmt: skip


def test_a_school_turns_the_year_when_most_of_its_students_are_a_grade_further() -> None:
    before = of_2026("07", "07", "07", "08")
    still = list(zip(before, ("07", "07", "07", "08"), strict=True))
    half = list(zip(before, ("08", "08", "07", "08"), strict=True))
    most = list(zip(before, ("08", "08", "08", "08"), strict=True))

    assert [year_of_grades(rows, JULY) for rows in (still, half, most)] == [2026, 2026, 2027]
    # In June already; and in spring, where three of four were moved up, they were put right.
    assert [year_of_grades(rows, JUNE) for rows in (still, half, most)] == [2026, 2026, 2027]
    assert year_of_grades(most, date(2026, 4, 1)) == 2026
    # After the first weeks whoever stays repeats, if some have moved on; where nobody has, the roster is late.
    assert [year_of_grades(rows, date(2026, 9, 15)) for rows in (still, half, most)] == [2026, 2026, 2027]
    assert [year_of_grades(rows, date(2026, 9, 16)) for rows in (still, half, most)] == [2026, 2027, 2027]
    assert [year_of_grades(still, day) for day in (date(2027, 2, 1), date(2027, 5, 20))] == [2026, 2026]
    # Where nothing is known of the year before, nobody waits.
    assert year_of_grades([(Said(""), "07")], JULY) == 2027
    assert year_of_grades([(Said(""), "07")], OCTOBER) == 2027


def test_a_school_with_hardly_a_student_goes_by_the_district() -> None:
    """One student who repeats is no late roster, and neither does a late one make anybody repeat."""
    (repeats,) = one = list(zip(of_2026("07"), ("07",), strict=True))
    moved = list(zip(of_2026("07", "08", "09"), ("08", "09", "10"), strict=True))
    still = list(zip(of_2026("07", "08", "09"), ("07", "08", "09"), strict=True))

    assert year_of_grades(one, OCTOBER, (), [repeats, *moved]) == 2027
    assert year_of_grades(one, OCTOBER, (), [repeats, *still]) == 2026
    # A school of some size is late also where the others are not.
    large = list(zip(of_2026(*["07"] * 6), ["07"] * 6, strict=True))
    assert year_of_grades(large, OCTOBER, (), [*large, *(moved * 9)]) == 2026


def test_a_year_that_was_turned_stays_turned_on_each_day_after_it() -> None:
    """From the night in June to the next spring, with every roster of every day."""
    said = [Said(grade, 2026) for grade in ("07", "07", "08", "08", "08")]
    grades = ("08", "08", "09", "09", "08")
    day = JUNE
    while day < date(2027, 4, 30):
        year = year_of_grades(zip(said, grades, strict=True), day)
        said = [said_now(one, grade, year, day) for one, grade in zip(said, grades, strict=True)]
        assert {one.year for one in said} == {2027}
        assert [unusual(one) for one in said] == ["", "", "", "", "08"]
        day += timedelta(days=3)


def test_another_grade_in_the_same_year_puts_that_year_right_and_no_other() -> None:
    seventh = Said("07", 2026)
    eighth = said_now(seventh, "08", 2027, AUGUST)

    assert said_now(eighth, "07", 2027, OCTOBER) == Said("07", 2027, "07")
    assert unusual(said_now(eighth, "07", 2027, OCTOBER)) == "07"
    assert said_now(eighth, "09", 2027, OCTOBER) == Said("09", 2027, "07")
    # Of whom nobody knew the year before, nothing follows.
    assert unusual(said_now(Said("07", 2027), "08", 2027, OCTOBER)) == ""
    assert said_now(None, "07", 2027, AUGUST) == said_now(Said("06"), "07", 2027, AUGUST) == Said("07", 2027)


def test_who_moves_on_before_the_school_does_has_moved_on() -> None:
    """A school that has not turned the year, and a student whom it moved by hand: the old grade is not lost."""
    assert said_now(Said("07", 2026), "08", 2026, JULY) == Said("08", 2027, "07")
    # In spring that is another grade of the year that runs.
    assert said_now(Said("07", 2026, "06"), "08", 2026, MAY) == Said("08", 2026, "06")


def test_who_was_away_for_a_year_has_no_year_before() -> None:
    assert said_now(Said("07", 2025, "06"), "08", 2027, AUGUST) == Said("08", 2027)


@pytest.mark.parametrize(
    ("before", "now", "kept"),
    [
        ("07", "08", ""), ("08", "08", "08"), ("06", "08", "06"), ("09", "08", "09"), ("KG", "01", ""),
        ("PK", "KG", ""),
        ("PK", "PK", ""), ("KG", "KG", "KG"), ("PK", "01", "PK"), ("UG", "08", ""), ("08", "UG", ""), ("", "08", ""),
    ],
)  # fmt: skip
def test_only_what_differs_is_kept(before: str, now: str, kept: str) -> None:
    assert unusual(Said(now, 2027, before)) == kept
