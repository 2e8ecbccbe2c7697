"""The pages of a class and of a school: what a teacher sees by name, and what a principal sees in numbers."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.world import World

from doorway.accounts import guards
from doorway.assessments.imports.years import this_school_year
from doorway.assessments.models import Score
from doorway.assessments.tests.stored import YEAR, score_of
from doorway.policy.packs import year_text
from doorway.policy.queries import state_pack
from doorway.roster.models import Course, Enrollment, Membership, Person, RecordLook

ClientOf = Callable[[World, str], Client]
# Math scores of grade 5 on each level, lowest first; the cuts are 360, 384 and 416.
ON_LEVEL = (350, 370, 400, 430)


def add_student(world: World, name: str, grade: str = "06", school: str = "panguitch-elementary") -> Person:
    """Somebody at a school."""
    person = Person.objects.create(
        district=world.district, sourced_id=f"r-{name}", given_name=name, family_name="Tested", grade=grade
    )
    Membership.objects.create(district=world.district, person=person, school=world.schools[school], role="student")
    return person


def give(student: Person, level: int, *, before: int | None = None, percentile: int | None = None) -> None:
    """A math result of this level (from 1), and one of grade 4 the year before."""
    cut = state_pack().cut("rise-math-2019", state_pack().instrument("rise").main_measure.key, 4, "YEAR")
    assert cut is not None
    score = score_of(student, YEAR, 5, ON_LEVEL[level - 1])
    score.growth_percentile = percentile
    score.save()
    if before is not None:
        starts = dict(cut.starts)
        value = float(starts.get(before, (cut.lowest or 0)))
        score_of(student, YEAR - 1, 4, value).save()


def add_group(world: World, levels: dict[int, int], *, grade: str = "06", before: int | None = None) -> None:
    """So many students of a grade on each level."""
    for level, number in levels.items():
        for place in range(number):
            give(add_student(world, f"{grade}-{level}-{place}-{before}", grade), level, before=before, percentile=50)


def read(
    world: World, name: str | Person, value: float, period: str = "EOY", *, grade: int = 3, back: int = 0
) -> Score:
    """A reading result of this school year, or of so many before."""
    reading = state_pack().instrument("acadience")
    return Score.objects.create(
        district=world.district, student=world.people[name] if isinstance(name, str) else name, instrument="acadience",
        subject="reading", measure=reading.main_measure.key, school_year=world.year.end_year - back,
        grade=f"{grade:02d}", period=period, scale=reading.scales[0].key, value=Decimal(value),
    )  # fmt: skip


def words_of(page: str) -> str:
    """The text of a page without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def opened(client: Client, world: World, query: str = "") -> str:
    """The results of the elementary school."""
    answer = client.get(f"/results/{world.schools['panguitch-elementary'].pk}/{query}")
    assert answer.status_code == 200
    return words_of(answer.content.decode())


# —— the class


@pytest.fixture
def june(world: World, client_of: ClientOf) -> Client:
    """June, whose third grade has three students: one fell behind, one went up, one has a first result."""
    give(world.people["mateo"], 2, before=3, percentile=12)
    give(world.people["ellie"], 4, before=3, percentile=88)
    give(world.people["sadie"], 1)
    return client_of(world, "june")


def test_a_teacher_sees_who_fell_behind_and_everybody_by_name(june: Client, world: World) -> None:
    answer = june.get(f"/classes/{world.classes['grade-3'].pk}/results/")
    page = answer.content.decode()
    words = words_of(page)

    assert "Math, 2024-25" in words
    assert "One student fell behind, to a lower level than the time before: " in words
    assert "One student reached a higher level than the time before: " in words
    assert "For 1 student there is nothing to compare with" in words
    assert "Mateo Morales : “Proficient”, now “Approaching proficient”" in words
    assert f'href="/students/{world.people["mateo"].pk}/conversation/"' in page
    assert re.search(r"Ellie Whitaker higher level Highly proficient Proficient 88 \(the state’s\)", words)
    assert re.search(r"Sadie Doyle nothing to compare Below proficient", words)
    # The pictures, and the tables behind them.
    assert page.count('role="img"') == 3
    assert "Fell behind: a lower level than the time before 1 33 %" in words
    assert re.search(r"No\. Student Level Growth percentile", words)


def test_a_level_is_compared_with_that_of_the_last_test_however_long_ago(june: Client, world: World) -> None:
    # No test in grade 4: the one of grade 3 is the last before.
    score_of(world.people["sadie"], YEAR - 2, 3, 500).save()

    words = words_of(june.get(f"/classes/{world.classes['grade-3'].pk}/results/").content.decode())

    assert "Sadie Doyle : “Highly proficient”, now “Below proficient”" in words


def test_it_can_be_narrowed_by_subject_and_grade(june: Client, world: World) -> None:
    for back, value in ((1, 239), (0, 150)):
        read(world, "mateo", value, back=back, grade=3 - back)
    Person.objects.filter(pk=world.people["ellie"].pk).update(grade="04")
    address = f"/classes/{world.classes['grade-3'].pk}/results/"

    words = words_of(june.get(address + "?subject=reading").content.decode())
    assert f"Reading, {year_text(world.year.end_year)}, End of the year" in words
    assert re.search(r"Mateo Morales : “.*?”, now “Well below", words)
    assert "2 students of the class have no result of this time." in words

    fourth = words_of(june.get(address + "?subject=math&grade=4").content.decode())
    assert "Ellie Whitaker higher level" in fourth
    assert "Mateo Morales" not in fourth
    assert "Mateo Morales" in words_of(june.get(address + "?subject=math&grade=9").content.decode())


def test_the_list_can_be_narrowed_by_level_and_by_what_moved(june: Client, world: World) -> None:
    address = f"/classes/{world.classes['grade-3'].pk}/results/"

    behind = words_of(june.get(address + "?move=down").content.decode())
    assert "1 of 3 students, as chosen above." in behind
    listed = behind[behind.index("Student by student") :]
    assert "Mateo Morales" in listed
    assert "Ellie Whitaker" not in listed

    highest = words_of(june.get(address + "?level=highly").content.decode())
    listed = highest[highest.index("Student by student") :]
    assert re.search(r"2 Ellie Whitaker|1 Ellie Whitaker|3 Ellie Whitaker", listed)
    assert "Mateo Morales" not in listed
    assert "of 3 students" not in words_of(june.get(address + "?level=none&move=none").content.decode())


def test_a_class_can_be_seen_as_it_stood_at_an_earlier_time(june: Client, world: World) -> None:
    address = f"/classes/{world.classes['grade-3'].pk}/results/"

    before = words_of(june.get(address + f"?time={YEAR - 1}").content.decode())

    assert f"Math, {YEAR - 2}-{(YEAR - 1) % 100:02d}" in before
    # The first results of both: that nobody fell behind would be more than anybody knows.
    assert "Nobody can say who fell behind: for all of these students there is nothing to compare with." in before
    assert "Nobody fell behind" not in before
    assert "One student of the class has no result of this time." in before
    # A time that is none is the last one.
    assert "Math, 2024-25" in words_of(june.get(address + "?time=1999").content.decode())


def test_the_reading_of_a_class_is_that_of_the_chosen_time(june: Client, world: World) -> None:
    for period, value in (("BOY", 300), ("MOY", 250), ("EOY", 410)):
        read(world, "mateo", value, period)
    address = f"/classes/{world.classes['grade-3'].pk}/results/?subject=reading"

    assert "One student reached a higher level" in words_of(june.get(address).content.decode())
    middle = words_of(june.get(address + f"&time={world.year.end_year}-MOY").content.decode())
    assert f"Reading, {year_text(world.year.end_year)}, Middle of the year" in middle
    assert "One student fell behind" in middle


def test_easier_material_is_no_level_of_the_own_grade_and_nobody_moves_by_it(june: Client, world: World) -> None:
    """410 is far above the goals of grade 3, and of grade 2; only one of the two says something of a third grader."""
    read(world, "mateo", 150, "MOY")
    read(world, "mateo", 410, "EOY", grade=2)
    read(world, "ellie", 410, "MOY", grade=2)
    read(world, "ellie", 150, "EOY")
    read(world, "sadie", 410, "EOY")
    address = f"/classes/{world.classes['grade-3'].pk}/results/?subject=reading"

    words = words_of(june.get(address).content.decode())

    assert "reached a higher level" not in words
    assert "Nobody can say who fell behind" in words
    beside = words.partition("Tested with the material of another grade")[2].partition("Student by student")[0]
    assert "Mateo Morales : “Above benchmark” on the test of grade 2" in beside
    assert "Ellie" not in beside
    listed = words.partition("Student by student")[2]
    assert "Mateo" not in listed
    assert re.search(r"Ellie Whitaker not compared Well below benchmark", listed)
    assert re.search(r"Sadie Doyle nothing to compare Above benchmark", listed)
    assert re.search(r"Above benchmark 1 50 %", words)
    assert "has no result of this time" not in words
    # Nor where they are the only ones.
    with guards.lifted(connection):
        Score.objects.exclude(student=world.people["mateo"]).delete()
    alone = words_of(june.get(address).content.decode())
    assert "“Above benchmark” on the test of grade 2" in alone
    assert "Student by student" not in alone
    june.post("/language/", {"language": "es"})
    assert "en la prueba del grado 2" in words_of(june.get(address).content.decode())


def test_of_two_tests_at_one_time_that_of_the_own_grade_counts(june: Client, world: World) -> None:
    read(world, "mateo", 150, "MOY")
    for grade in (2, 3, 4):
        read(world, "mateo", 410, "EOY", grade=grade)
    words = words_of(june.get(f"/classes/{world.classes['grade-3'].pk}/results/?subject=reading").content.decode())
    assert "Mateo Morales : “Well below benchmark”, now “Above benchmark”" in words
    assert "Tested with the material of another grade" not in words


def test_who_repeats_a_grade_is_compared_with_the_same_material(june: Client, world: World) -> None:
    read(world, "mateo", 150, "EOY", back=1)
    read(world, "mateo", 410, "BOY")
    words = words_of(june.get(f"/classes/{world.classes['grade-3'].pk}/results/?subject=reading").content.decode())
    assert "Mateo Morales : “Well below benchmark”, now “Above benchmark”" in words


def test_circles_are_spoken_of_where_there_are_some(june: Client, world: World) -> None:
    address = f"/classes/{world.classes['grade-3'].pk}/results/"
    assert "The number in a circle" in words_of(june.get(address).content.decode())
    Score.objects.update(growth_percentile=None)
    assert "The number in a circle" not in words_of(june.get(address).content.decode())


def test_a_school_is_shown_at_the_last_time_only(world: World, client_of: ClientOf) -> None:
    """Numbers of two times side by side would tell more than those of one (decision 020)."""
    add_group(world, {2: 12, 3: 14}, before=2)
    client = client_of(world, "harriet")
    page = opened(client, world, f"?time={YEAR - 1}")
    assert "Math, 2024-25" in page
    assert "When" not in page


def test_the_first_few_results_of_a_new_time_do_not_take_a_subject_from_a_school(
    world: World, client_of: ClientOf
) -> None:
    """Nine winter results are too few: the fall stays until the tenth is in, and the page says that there are newer."""
    client = client_of(world, "harriet")
    students = [add_student(world, f"reader-{number}", "03") for number in range(12)]
    for student in students:
        read(world, student, 230, "BOY")
    for student in students[:9]:
        read(world, student, 300, "MOY")
    fall = opened(client, world, "?subject=reading")
    assert "Beginning of the year" in fall
    assert "12 students with a level" in fall
    assert "Newer results are on file, of too few students to be shown." in fall

    read(world, students[9], 300, "MOY")
    winter = opened(client, world, "?subject=reading")
    assert "Middle of the year" in winter
    assert "10 students with a level" in winter
    assert "Newer results" not in winter


def test_nor_do_the_first_few_of_a_new_year(world: World, client_of: ClientOf) -> None:
    add_group(world, {2: 12, 3: 14})
    early = Person.objects.filter(family_name="Tested").first()
    assert early is not None
    score_of(early, YEAR + 1, 6, 440).save()

    words = opened(client_of(world, "harriet"), world)

    assert f"Math, {year_text(YEAR + 1)}" not in words
    assert f"Math, {year_text(YEAR)}" in words
    assert "26 students with a level" in words
    assert "Newer results are on file, of too few students to be shown." in words


def test_the_title_of_a_class_chooses_its_subject(world: World, client_of: ClientOf) -> None:
    lucia = world.people["lucia"]
    for subject in ("ela", "math"):
        score_of(lucia, 2024, 6, 440, subject=subject).save()

    words = words_of(client_of(world, "owen").get(f"/classes/{world.classes['math-7'].pk}/results/").content.decode())

    assert "Math, 2023-24" in words


@pytest.mark.parametrize(
    ("title", "subjects", "codes", "expected"),
    [
        ("Precalculus", "", "", "Math"),
        ("Period 4", "Math", "", "Math"),
        ("Period 4", "", "03051", "Science"),
        ("Hour of wonder", "", "", "Language arts"),
        # The national code decides: this is no natural science.
        ("Computer Science", "", "10011", "Language arts"),
    ],
)
def test_a_class_opens_on_what_it_is_about(
    world: World, client_of: ClientOf, title: str, subjects: str, codes: str, expected: str
) -> None:
    for subject, value in (("ela", 440), ("math", 440), ("science", 840)):
        score_of(world.people["lucia"], 2024, 6, value, subject=subject).save()
    math = world.classes["math-7"]
    math.title, math.subjects = title, subjects
    math.course = Course.objects.create(district=world.district, sourced_id="c", title=title, subject_codes=codes)
    math.save()

    words = words_of(client_of(world, "owen").get(f"/classes/{math.pk}/results/").content.decode())

    assert f"{expected}, 2023-24" in words


def test_a_homeroom_opens_on_reading_while_it_is_tested(june: Client, world: World) -> None:
    address = f"/classes/{world.classes['grade-3'].pk}/results/"
    reading = state_pack().instrument("acadience")
    score = Score(
        district=world.district, student=world.people["mateo"], instrument="acadience", subject="reading",
        measure=reading.main_measure.key, school_year=this_school_year(world.district) - 1, grade="02", period="BOY",
        scale=reading.scales[0].key, value=Decimal(150),
    )  # fmt: skip
    score.save()
    assert "Math, 2024-25" in words_of(june.get(address).content.decode())

    Score.objects.filter(pk=score.pk).update(school_year=this_school_year(world.district), grade="03")
    words = words_of(june.get(address).content.decode())
    assert re.search(r"Reading, [-0-9]+, Beginning of the year", words)


def test_a_subject_without_a_level_is_not_offered(june: Client, world: World) -> None:
    address = f"/classes/{world.classes['grade-3'].pk}/results/"
    for subject in ("ela", "science"):
        score_of(world.people["mateo"], 2024, 5, 440, subject=subject).save()
    Score.objects.filter(subject="science").update(value=None, not_tested="absent")

    page = june.get(address).content.decode()
    offered = page.partition('name="subject"')[2].partition("</select>")[0]
    assert "Language arts" in offered
    assert "Science" not in offered
    # Asked for by its address, it says why there is nothing.
    assert "Nobody in this class has a level at that time." in words_of(
        june.get(address + "?subject=science").content.decode()
    )


def test_every_student_of_the_list_has_a_line_in_the_log(june: Client, world: World) -> None:
    june.get(f"/classes/{world.classes['grade-3'].pk}/results/")

    looks = RecordLook.objects.filter(page="class_results", reason="teacher", user=world.user("june"))
    assert {look.student.given_name for look in looks} == {"Mateo", "Ellie", "Sadie"}


def test_a_class_without_results_says_so(world: World, client_of: ClientOf) -> None:
    page = client_of(world, "june").get(f"/classes/{world.classes['grade-3'].pk}/results/").content.decode()
    assert "There are no test results for this class yet." in page


def test_a_page_of_a_class_in_spanish(june: Client, world: World) -> None:
    june.post("/language/", {"language": "es"})
    words = words_of(june.get(f"/classes/{world.classes['grade-3'].pk}/results/").content.decode())
    assert "Un estudiante bajó de nivel desde la vez anterior:" in words
    assert "Mateo Morales : «Competente», ahora «Cerca de competente»" in words


def test_somebody_who_left_the_class_is_not_in_it(june: Client, world: World) -> None:
    Enrollment.objects.filter(person=world.people["mateo"], role="student").update(is_active=False)

    words = words_of(june.get(f"/classes/{world.classes['grade-3'].pk}/results/").content.decode())
    assert "Mateo" not in words
    assert "Nobody fell behind to a lower level." in words


# —— the school


def test_a_principal_sees_numbers_and_no_names(world: World, client_of: ClientOf) -> None:
    add_group(world, {1: 11, 2: 12, 3: 13, 4: 14}, before=3)

    words = opened(client_of(world, "harriet"), world)

    assert "50 students with a level" in words
    assert "Highly proficient 14 · 28 % Proficient 13 · 26 % Approaching proficient 12 · 24 %" in words
    assert "Fell behind: a lower level than the time before 23 46 %" in words
    assert "Growth percentile in the middle" in words
    assert "Tested" not in words
    assert not RecordLook.objects.exists()


def test_who_fell_behind_is_told_apart_from_those_with_nothing_to_compare_with(
    world: World, client_of: ClientOf
) -> None:
    add_group(world, {1: 12}, before=2)
    add_group(world, {3: 20}, before=3)
    add_group(world, {4: 15})

    words = opened(client_of(world, "harriet"), world)

    assert "12 of 32 students who can be compared fell behind to a lower level than the time before." in words
    assert "For 15 students there is nothing to compare with" in words
    assert "A first result: nothing to compare with 15 32 %" in words


def test_a_few_who_fell_behind_are_not_counted_with_those_of_whom_nobody_can_say_it(
    world: World, client_of: ClientOf
) -> None:
    add_group(world, {1: 4}, before=2)
    add_group(world, {3: 20}, before=3)
    add_group(world, {4: 15})

    words = opened(client_of(world, "harriet"), world)

    assert "How many fell behind is not said here" in words
    assert "Counted together: a lower level or the same level 24 62 %" in words
    assert "For 15 students there is nothing to compare with" in words


def test_a_few_with_nothing_to_compare_do_not_hide_how_many_fell_behind(world: World, client_of: ClientOf) -> None:
    add_group(world, {1: 12}, before=2)
    add_group(world, {3: 20}, before=3)
    add_group(world, {4: 3})

    words = opened(client_of(world, "harriet"), world)

    assert "12 students fell behind to a lower level than the time before." in words
    assert "is not said here." in words
    # Neither as a number nor as a difference of two.
    together = "the same level, a higher level, another test or material before, or nothing to compare with"
    assert f"Counted together: {together} 23" in words


def test_where_all_are_tested_for_the_first_time_nobody_is_said_to_have_stayed(
    world: World, client_of: ClientOf
) -> None:
    add_group(world, {1: 12, 3: 12})

    words = opened(client_of(world, "harriet"), world)

    assert "Nobody can say who fell behind" in words
    assert "Nobody who can be compared" not in words


def test_only_what_can_be_shown_is_offered(world: World, client_of: ClientOf) -> None:
    for grade, high in (("04", 12), ("05", 12), ("06", 3)):
        add_group(world, {1: 12, 2: 12, 3: 12, 4: high}, grade=grade, before=3)
    for student in list(Person.objects.filter(grade="04", family_name="Tested"))[:9]:
        score_of(student, 2024, 5, 440, subject="ela").save()
    client = client_of(world, "harriet")
    page = client.get(f"/results/{world.schools['panguitch-elementary'].pk}/").content.decode()

    grades = page.partition('name="grade"')[2].partition("</select>")[0]
    assert re.findall(r'value="(\d+)"', grades) == ["5"]
    assert "Grades 4, 6 cannot be chosen alone: their numbers would say something about fewer than 10" in words_of(page)
    # Nine results of language arts: there is nothing to choose, and whoever comes by an address is told why.
    assert 'name="subject"' not in page
    assert "No numbers can be shown here." in opened(client, world, "?subject=ela")


def test_a_level_with_fewer_than_ten_is_counted_with_its_neighbor(world: World, client_of: ClientOf) -> None:
    add_group(world, {1: 4, 2: 12, 3: 13, 4: 14}, before=3)

    words = opened(client_of(world, "harriet"), world)

    assert "Below proficient or approaching proficient 16 · 37 %" in words
    assert "Highly proficient 14 · 33 %" in words
    assert not re.search(r"Below proficient \d", words)


def test_a_grade_that_would_give_another_one_away_is_not_shown(world: World, client_of: ClientOf) -> None:
    add_group(world, {1: 12, 2: 12, 3: 12, 4: 12}, grade="05", before=3)
    add_group(world, {1: 12, 2: 12, 3: 12, 4: 4}, grade="06", before=3)
    client = client_of(world, "harriet")

    assert "Highly proficient 16 · 18 %" in opened(client, world)
    for grade in (5, 6):
        words = opened(client, world, f"?grade={grade}")
        assert "No numbers can be shown here." in words
        assert " · " not in words.partition("Too few")[0]


def test_a_grade_alone_where_all_its_levels_are_large_enough(world: World, client_of: ClientOf) -> None:
    for grade in ("04", "05", "06"):
        add_group(world, {1: 10, 2: 11, 3: 12, 4: int(grade) + 8}, grade=grade, before=2)

    words = opened(client_of(world, "harriet"), world, "?grade=6")

    assert "47 students with a level" in words
    assert "Highly proficient 14 · 30 %" in words


def test_fewer_than_ten_in_a_school_are_not_shown(world: World, client_of: ClientOf) -> None:
    add_group(world, {1: 4, 2: 5}, before=1)

    words = opened(client_of(world, "harriet"), world)
    assert "No numbers can be shown here." in words
    assert "students with a level" not in words


def test_small_grades_are_left_out_of_all_and_it_says_so(world: World, client_of: ClientOf) -> None:
    add_group(world, {1: 12, 2: 12, 3: 12, 4: 12}, grade="05")
    add_group(world, {1: 3}, grade="06")

    words = opened(client_of(world, "harriet"), world)
    assert "48 students with a level" in words
    assert "Grades with fewer than 10 students are not counted here." in words


def test_levels_and_moves_are_of_the_same_students(world: World, client_of: ClientOf) -> None:
    """Two small grades would count by their levels, and not by their moves: they count in neither."""
    add_group(world, {1: 15, 2: 15, 3: 15, 4: 15}, grade="05", before=2)
    for grade in ("04", "06"):
        add_group(world, {1: 4}, grade=grade, before=1)
        add_group(world, {2: 3}, grade=grade, before=2)

    words = opened(client_of(world, "harriet"), world)

    assert "60 students with a level" in words
    assert "15 of 60 students who can be compared fell behind" in words
    assert "Grades with fewer than 10 students are not counted here." in words


def test_what_moved_by_grade_names_two_grades_that_can_be_compared_and_chosen_or_none(
    world: World, client_of: ClientOf
) -> None:
    client = client_of(world, "harriet")
    add_group(world, {1: 12, 2: 12, 3: 12, 4: 12}, grade="03")
    add_group(world, {1: 12, 2: 12, 3: 12, 4: 12}, grade="04", before=2)
    assert "What moved, by grade" not in opened(client, world)

    add_group(world, {1: 12, 2: 12, 3: 12, 4: 12}, grade="05", before=2)
    table = opened(client, world).partition("What moved, by grade")[2]
    assert re.search(r"\b4 12 12 24 0 0 5 12 12 24 0 0\b", table), table
    assert not re.search(r"\b3 0 0 0 0 48\b", table)


def test_the_middle_growth_is_that_of_ten_or_more(world: World, client_of: ClientOf) -> None:
    add_group(world, {1: 12, 2: 12, 3: 12, 4: 12})
    nine = list(Score.objects.filter(value=ON_LEVEL[0])[:9])
    Score.objects.filter(value=ON_LEVEL[0]).exclude(pk__in=[score.pk for score in nine]).update(growth_percentile=None)

    page = opened(client_of(world, "harriet"), world)
    middles = page.partition("Growth percentile in the middle")[2].partition("What moved")[0]
    assert "Below proficient" not in middles
    assert "Approaching proficient 50" in middles


def test_a_school_counts_nobody_on_a_level_by_the_material_of_another_grade(world: World, client_of: ClientOf) -> None:
    for number in range(36):
        student = add_student(world, f"reader-{number}", "03")
        read(world, student, 150 if number < 12 else 410, grade=3 if number < 24 else 2)
    client = client_of(world, "harriet")

    words = opened(client, world, "?subject=reading")
    assert "24 students with a level" in words
    assert "12 more students were tested with the material of another grade." in words
    assert "Above benchmark 12 · 50 %" in words
    # Fewer than ten are no number.
    Score.objects.filter(student__in=Person.objects.filter(scores__grade="02")[:3]).update(period="BOY")
    words = opened(client, world, "?subject=reading")
    assert "more students were tested" not in words
    assert "Students who were tested with the material of another grade are on no level here" in words


def test_the_district_chooses_a_school_and_a_principal_lands_on_theirs(world: World, client_of: ClientOf) -> None:
    page = client_of(world, "ruth").get("/results/").content.decode()
    assert page.count('href="/results/') >= 4
    answer = client_of(world, "harriet").get("/results/")
    assert answer["Location"] == f"/results/{world.schools['panguitch-elementary'].pk}/"


def test_a_large_school_asks_no_more_than_a_small_one(world: World, client_of: ClientOf) -> None:
    client = client_of(world, "harriet")
    add_group(world, {3: 12})
    with CaptureQueriesContext(connection) as few:
        opened(client, world)
    add_group(world, {1: 20, 2: 30, 4: 20}, grade="05")
    with CaptureQueriesContext(connection) as many:
        opened(client, world)

    assert len(many) == len(few) <= 9
