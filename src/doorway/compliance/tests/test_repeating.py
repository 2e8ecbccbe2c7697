"""Who repeats a grade is asked for nothing twice, and who skips one for nothing of before."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st
from tests.world import World, add_conference

from doorway.compliance.core.days import PlanDays, Year, plan_days, since
from doorway.compliance.core.path import USUAL, Path
from doorway.compliance.core.rules import Rule
from doorway.compliance.models import GroupConference, Standing
from doorway.compliance.queries.changing import changes, reckoned_for
from doorway.compliance.queries.standing import Asked, Line, asked_of, lines, students_of, total
from doorway.compliance.queries.standing.calendar import apart_of
from doorway.compliance.queries.standing.seats import seats
from doorway.compliance.queries.standing.tallies import tally_of
from doorway.compliance.tests.stage import adopted_policy
from doorway.compliance.way import way_words
from doorway.conferences.models import Appointment
from doorway.roster.models import EarlierGrade, Membership, Person

ClientOf = Callable[[World, str], Client]
YEARS = tuple(Year(date(year, 7, 1), date(year + 1, 6, 30)) for year in (2025, 2024, 2023, 2022, 2021))
MIDDLE = Rule(7, 8, "seop", individual=1, span="band", takes_part=("guardian", "student"))
PLAN = Rule(9, 12, "seop", plan_years=4, plan_due=(12, 31), plan_newcomer_days=365)

REPEATS_8 = Path(((1, 8),))
"""Ana: grade 7 in 2023-24, grade 8 in 2024-25 and again in 2025-26."""
SKIPPED_7 = Path(((1, 6),))
"""Grade 6 in 2024-25, grade 8 in 2025-26."""


# —— the core


def test_the_years_of_a_band_begin_when_the_student_came_to_its_grades() -> None:
    assert since(MIDDLE, 8, YEARS) == date(2024, 7, 1)
    assert since(MIDDLE, 8, YEARS, REPEATS_8) == date(2023, 7, 1)
    assert since(MIDDLE, 8, YEARS, SKIPPED_7) == date(2025, 7, 1)
    # Repeated in the grades before, it is nobody's business here; and a rule of one year has one year.
    assert since(MIDDLE, 8, YEARS, Path(((2, 6), (3, 6)))) == date(2024, 7, 1)
    assert since(Rule(7, 8, "seop"), 8, YEARS, REPEATS_8) == date(2025, 7, 1)
    # Put back from grade 9: in grade 7 two years ago, never below since.
    assert since(MIDDLE, 8, YEARS, Path(((1, 9),))) == date(2023, 7, 1) - timedelta(days=365)


def test_a_plan_is_in_force_for_years_and_not_for_grades() -> None:
    def of(path: Path, grade: int = 9) -> PlanDays:
        return plan_days(PLAN, grade, YEARS, 7, date(2020, 1, 1), path)

    usual, repeated, skipped = (of(path) for path in (USUAL, Path(((1, 8), (2, 8))), Path(((1, 7),))))

    # Grade 7 in 2023-24, its third year; with grade 8 twice the fourth; with grade 8 skipped the second.
    assert (usual.first, usual.begins, usual.due) == (date(2023, 7, 1), date(2023, 7, 1), date(2023, 12, 31))
    assert (repeated.first, repeated.begins, repeated.due) == (date(2022, 7, 1), date(2022, 7, 1), date(2022, 12, 31))
    assert (skipped.first, skipped.due) == (date(2024, 7, 1), date(2024, 12, 31))
    # Five years after it was begun a plan of four years is over, whatever the grade.
    fifth = of(Path(((1, 8), (2, 8), (3, 8))))
    assert (fifth.first, fifth.begins) == (date(2021, 7, 1), date(2022, 7, 1))


@given(
    grade=st.integers(-1, 12),
    first=st.integers(-1, 12),
    before=st.dictionaries(st.integers(1, 9), st.integers(-1, 12), max_size=4),
)
def test_years_are_counted_back_to_the_last_year_below(grade: int, first: int, before: dict[int, int]) -> None:
    path = Path(tuple(sorted(before.items())))
    grades = [path.grade_ago(grade, back) for back in range(40)]

    assert grades[0] == grade
    assert all(grades[back] == before.get(back, grades[back - 1] - 1) for back in range(1, 40))
    years = path.years_since(grade, first)
    if grade < first:
        assert years == 0
    else:
        assert min(grades[: years + 1]) >= first > grades[years + 1]
    # A year later with one grade more, the past is the same.
    later = path.later(1)
    assert [later.grade_ago(grade + 1, back + 1) for back in range(39)] == grades[:39]


# —— what the database counts


def path_of(world: World, key: str, grade: str, *before: tuple[int, str]) -> Person:
    """The student is in this grade at the middle school, and was in others so many years ago."""
    student = world.people[key]
    student.grade, student.grade_year = grade, world.year.end_year
    student.save()
    Membership.objects.filter(person=student, role="student").update(school=world.schools["panguitch-middle"])
    for back, other in before:
        EarlierGrade.objects.create(
            district=world.district, student=student, school_year=world.year.end_year - back, grade=other
        )
    return student


def day_ago(world: World, years: int) -> datetime:
    """A day of October, so many school years ago."""
    return datetime.combine(date(world.year.starts_on.year - years, 10, 9), time(12), tzinfo=world.district.zone)


def met(world: World, student: Person, years: int) -> None:
    starts = day_ago(world, years)
    host = world.hosts["june"]
    Appointment.objects.create(
        district=world.district, conference=host.conference, host=host, student=student, booked_at=starts,
        guardian=world.people["rosa"], household=1 + Appointment.objects.count(), attendance="came",
        starts_at=starts, ends_at=starts + timedelta(minutes=15),
    )  # fmt: skip


def asked(world: World, *rules: Rule) -> Asked:
    found = asked_of(list(rules), world.district, timezone.localdate())
    assert found is not None
    return found


def eighth(world: World, found: Asked) -> Line:
    return next(line for line in lines(found) if line.grade == "08")


@pytest.fixture
def stage(world: World) -> World:
    add_conference(world)
    return world


@pytest.mark.both
def test_a_conference_that_was_held_counts_for_who_repeats_and_not_for_who_skipped(stage: World) -> None:
    usual, repeats, skipped = (
        path_of(stage, "diego", "08"),
        path_of(stage, "sadie", "08", (1, "08")),
        path_of(stage, "ellie", "08", (1, "06")),
    )
    # In grade 7; in the first year of grade 7; in grade 6.
    for student, years in ((usual, 1), (repeats, 2), (skipped, 1)):
        met(stage, student, years)
    found = asked(stage, MIDDLE)
    school = stage.schools["panguitch-middle"]

    assert (eighth(stage, found).tally.students, eighth(stage, found).tally.individual) == (3, 2)
    listed = students_of(school.pk, found, show="individual", grade="08")
    assert list(listed.values_list("student", flat=True)) == [skipped.pk]
    assert total(lines(found, school=school)).individual == 2
    # It is taken back that one repeats: nobody was met in the two years that count for everybody else.
    EarlierGrade.objects.filter(student=repeats).delete()
    assert eighth(stage, asked(stage, MIDDLE)).tally.individual == 1
    assert not Standing.objects.get(student=repeats).contested


@pytest.mark.both
def test_a_group_conference_is_of_the_grade_in_which_the_student_was_then(stage: World) -> None:
    """Last year's for grade 8 was for who repeats grade 8, and not for the others, who were in grade 7."""
    path_of(stage, "diego", "08")
    path_of(stage, "sadie", "08", (1, "08"))
    GroupConference.objects.create(
        district=stage.district, school=stage.schools["panguitch-middle"], held_at=day_ago(stage, 1), topic="Courses",
        first_grade=8, last_grade=8, created_by=stage.user("ruth"), created_at=timezone.now(),
    )  # fmt: skip
    found = asked(stage, Rule(7, 8, "seop", individual=0, group=1, span="band"))

    assert (eighth(stage, found).tally.students, eighth(stage, found).group_known) == (2, 1)
    listed = students_of(stage.schools["panguitch-middle"].pk, found, show="group")
    assert list(listed.values_list("student", flat=True)) == [stage.people["sadie"].pk]


@pytest.mark.both
def test_a_preview_of_next_year_takes_the_grades_before_along(stage: World) -> None:
    """Grade 7 for the second time now, grade 8 then: the years began last year, and a conference of then counts."""
    student = path_of(stage, "sadie", "07", (1, "07"))
    met(stage, student, 1)
    Person.objects.filter(memberships__role="student").exclude(pk=student.pk).update(is_active=False)
    day = stage.year.ends_on + timedelta(days=60)

    def lacking() -> int:
        reckoned = reckoned_for(stage.district, day, timezone.localdate())
        then = asked_of([MIDDLE], stage.district, day, held=reckoned.held)
        assert then is not None
        (line,) = changes(None, then, reckoned)
        assert (line.grade, line.students) == (8, 1)
        return line.moved["individual"].after

    assert lacking() == 0
    EarlierGrade.objects.all().delete()
    assert lacking() == 1


@pytest.mark.both
def test_the_queries_do_not_grow_with_who_repeats(
    stage: World, django_assert_num_queries: Callable[..., object]
) -> None:
    """The calendar says who there is; the rows themselves are read as those of students with two schools are."""
    path_of(stage, "diego", "08")
    for key in ("sadie", "ellie"):
        path_of(stage, key, "08", (1, "08"))
    with django_assert_num_queries(3):
        lines(asked(stage, MIDDLE))


WAYS = [
    (grade, tuple((back, f"{grade - back + 1:02d}") for back in range(1, 9) if chosen >> back & 1))
    for grade in (10, 11, 12)
    for chosen in range(0, 512, 2)
    if 1 <= chosen.bit_count() <= 4
]
"""Every way to have repeated up to four of the grades before, in eight years: 3 × 162."""


def many_ways(world: World, copies: int = 2) -> int:
    """So many students of a way each, of grades 10 to 12; how many ways there are."""
    ways = [
        (grade, tuple((back, f"{int(other) - down:02d}") for back, other in before))
        for down in range(copies)
        for grade, before in WAYS
    ]
    year, school = world.year.end_year, world.schools["panguitch-high"]
    people = Person.objects.bulk_create(
        Person(district=world.district, given_name=f"S{place}", family_name="Way", grade=str(grade), grade_year=year)
        for place, (grade, _before) in enumerate(ways)
    )
    EarlierGrade.objects.bulk_create(
        EarlierGrade(district=world.district, student=student, school_year=year - back, grade=other)
        for student, (_grade, before) in zip(people, ways, strict=True)
        for back, other in before
    )
    Membership.objects.bulk_create(
        Membership(district=world.district, person=one, school=school, role="student") for one in people
    )
    return Standing.objects.exclude(earlier="").values("earlier").distinct().count()


def lacks(name: str, row: Standing, asked: Asked) -> bool:
    """Whether one student lacks it, judged without the database."""
    part = asked.part(row.grade, row.school_id, row.earlier)
    assert part is not None
    return (name == "individual" or part.groups) and not getattr(tally_of(row, asked), name)


@pytest.mark.both
def test_six_hundred_ways_are_counted(
    stage: World, django_assert_max_num_queries: Callable[..., AbstractContextManager[object]]
) -> None:
    """SQLite puts at most five hundred parts together in a statement."""
    rules = [MIDDLE, PLAN, Rule(11, 12, "seop", individual=2, group=1, span="band")]
    rules[1] = replace(PLAN, last=10)
    assert many_ways(stage) > 600
    for back in range(5):
        GroupConference.objects.create(
            district=stage.district, school=stage.schools["panguitch-high"], held_at=day_ago(stage, back),
            first_grade=8 + back % 3, last_grade=11 - back % 2, topic="Courses", created_by=stage.user("ruth"),
            created_at=timezone.now(),
        )  # fmt: skip
    people = list(Person.objects.filter(family_name="Way").order_by("given_name"))
    for place, student in enumerate(people[::7]):
        met(stage, student, place % 5)
    before, after = asked(stage, *rules), asked(stage, *[replace(rule, individual=1, group=2) for rule in rules])

    with django_assert_max_num_queries(6):
        found = changes(before, after)

    named = set()
    told = {line.grade: line for line in found if line.school == stage.schools["panguitch-high"].pk}
    for grade in (10, 11, 12):
        rows = list(seats(stage.district, before.on).filter(grade=str(grade)))
        for name in ("individual", "group"):
            moved = told[grade].moved.get(name)
            if moved is not None:
                assert [moved.before, moved.after] == [
                    sum(lacks(name, row, one) for row in rows) for one in (before, after)
                ]
                named.add((grade, name))
    assert len(named) >= 4
    # The lists of the school and its figures ask the same of each of them.
    school = stage.schools["panguitch-high"]
    listed = students_of(school.pk, before, show="individual").count()
    counted = total(lines(before, school=school))
    assert listed == counted.students - counted.individual


# —— in words


def test_each_way_has_its_sentence() -> None:
    def said(key: str) -> list[str]:
        found = apart_of(key)
        assert found is not None
        return way_words(found)

    with translation.override("en"):
        assert said("08 2026 2025:08") == ["Repeats grade 8."]
        assert said("09 2027 2025:08") == ["Repeated grade 8 in 2025-26."]
        assert said("08 2026 2025:06") == ["Skipped grade 7 in 2025-26."]
        assert said("09 2026 2025:06") == ["Skipped grades 7 and 8 in 2025-26."]
        assert said("08 2026 2025:09") == ["Went back to grade 8 in 2025-26."]
        assert said("09 2026 2025:08") == []
        assert said("08 2026 2025:08 2023:06") == ["Repeats grade 8."]
    assert apart_of("UG 2026 2025:08") is None
    assert apart_of("08 2026 2025:UG") is None
    assert apart_of(" 2026 2025:08") is None


def test_the_page_of_the_student_says_why_something_else_counts(stage: World, client_of: ClientOf) -> None:
    adopted_policy(stage)
    repeats = path_of(stage, "sadie", "08", (1, "08"))
    usual = path_of(stage, "diego", "08")
    began = stage.year.starts_on.year - 2

    page = client_of(stage, "ruth").get(reverse("contact_tries", args=[repeats.pk])).content.decode()
    other = client_of(stage, "ruth").get(reverse("contact_tries", args=[usual.pk])).content.decode()
    school = stage.schools["panguitch-middle"].pk
    listed = client_of(stage, "ruth").get(reverse("school_follow_up", args=[school]) + "?show=all").content.decode()

    assert "Repeats grade 8." in page
    assert f"The years of the plan began in July {began}." in page
    assert "Repeats" not in other
    assert listed.count("Repeats grade 8.") == 1
