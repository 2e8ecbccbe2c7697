"""The classes that lead to an occupation, on its page and on the counselor's side."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from tests.world import World

from doorway.pathways.core.planning import objection
from doorway.pathways.core.transcript import school_year
from doorway.pathways.core.units import CREDIT
from doorway.pathways.course_plan.ground import planning_of
from doorway.pathways.imports.tests.files import CATALOG, take_courses
from doorway.pathways.models import CatalogCourse, ClassLink, PlannedCourse, TaughtAt, TranscriptCourse
from doorway.roster.models import AccessMark, Guardianship, Membership, Person, RecordLook

ClientOf = Callable[[World, str], Client]
WELDER, NURSE = "51-4121.00", "29-1141.00"
REASON = "Our welding shop builds gates for the ranches here."
MORE = (
    {
        "code": "WELDING-2", "title": "Welding 2", "credits": "1", "cte": "yes", "grades": "10-12",
        "prerequisites": "WELDING",
    },
    {"code": "EARLY", "title": "Metal Shop", "credits": "1", "grades": "9"},
    {
        "code": "METALS-CE", "title": "College Metals", "credits": "1", "grades": "11-12", "concurrent": "yes",
        "sced": "13202",
    },
)  # fmt: skip


@pytest.fixture
def taught(world: World, tmp_path: Path) -> World:
    """A catalog: welding everywhere, a college class at the elementary school's address only."""
    there = {"schools": world.schools["panguitch-elementary"].slug}
    take_courses(world, tmp_path, *CATALOG, *MORE, {"code": "FAR", "title": "Far Welding", "credits": "1"} | there)
    return world


def text(client: Client, address: str, language: str = "en") -> str:
    client.cookies["doorway_language"] = language
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def high(world: World) -> str:
    return str(world.people["diego"].memberships.get(role="student").school_id)


def edit(world: World, code: str = WELDER) -> str:
    return f"/occupations/{code}/classes/{high(world)}/"


def section(page: str) -> str:
    return page[page.index('id="classes"') :].split("</section>")[0]


def test_a_student_reads_which_classes_here_lead_there_and_why(taught: World, client_of: ClientOf) -> None:
    page = section(text(client_of(taught, "diego"), f"/occupations/{WELDER}/"))

    assert page.index("<strong>Welding 1</strong>") < page.index("<strong>Welding 2</strong>")
    first = page[page.index("<strong>Welding 1</strong>") : page.index("<strong>Welding 2</strong>")]
    assert "It teaches this work itself. It teaches what this work asks for: " in first
    assert "How things are made" in first
    assert "after Welding 1" in page
    assert "counts as college credit too" in page
    assert "Secondary Math I<" not in page[: page.index("How this list is made")]
    assert "Change this list" not in page


def test_a_class_of_a_grade_that_is_over_is_not_offered(taught: World, client_of: ClientOf) -> None:
    """Diego is in grade 10: what is for grade 9 only is over, and what is for 9 to 12 begins with 11."""
    page = section(text(client_of(taught, "diego"), f"/occupations/{WELDER}/"))

    assert "Metal Shop" not in page
    assert "grades 11 to 12" in page
    assert "grades 9 to 12" not in page


def test_the_family_and_the_counselor_read_the_same_and_the_counselor_may_change_it(
    taught: World, client_of: ClientOf
) -> None:
    rosa = section(text(client_of(taught, "rosa"), f"/occupations/{WELDER}/"))
    dana = section(text(client_of(taught, "dana"), f"/occupations/{WELDER}/"))

    assert "<strong>Welding 1</strong>" in rosa
    assert "Change this list" not in rosa
    assert "<strong>Metal Shop</strong>" in dana  # for whoever is in grade 9
    assert edit(taught) in dana


def test_what_another_school_teaches_is_named_with_the_school(taught: World, client_of: ClientOf) -> None:
    page = section(text(client_of(taught, "diego"), f"/occupations/{WELDER}/"))

    there = page.index("At other schools of the district")
    assert there < page.index("<strong>Far Welding</strong>")
    assert taught.schools["panguitch-elementary"].name in page[there:]


@pytest.fixture
def in_seventh_grade(taught: World) -> World:
    """Lucía goes to a school that ends with grade 8; Welding is taught where she goes next."""
    student = taught.people["diego"]
    student.grade = "07"
    student.save(update_fields=["grade"])
    own = student.memberships.get(role="student")
    own.school = taught.schools["panguitch-elementary"]
    own.school.grades = "KG,01,02,03,04,05,06,07,08"
    own.school.save(update_fields=["grades"])
    own.save(update_fields=["school"])
    metal = CatalogCourse.objects.get(code="EARLY")
    TaughtAt.objects.create(district=taught.district, course=metal, school=taught.schools["panguitch-high"])
    return taught


def test_where_the_school_ends_the_classes_of_the_next_one_are_shown_and_can_be_planned(
    in_seventh_grade: World, client_of: ClientOf
) -> None:
    client = client_of(in_seventh_grade, "diego")
    page = section(text(client, f"/occupations/{WELDER}/"))

    later = page[page.index("From grade 9 on") :]
    assert "<strong>Metal Shop</strong>" in later
    assert "plan it" in later[later.index("<strong>Metal Shop</strong>") :].split("</li>")[0]
    assert "Ask the counselor whether and how they can be taken" not in page
    # The course plan takes what it leads to, though only the next school teaches it.
    student = Person.objects.select_related("district").get(pk=in_seventh_grade.people["diego"].pk)
    planning = planning_of(student, today=timezone.localdate())
    assert planning.offers["EARLY"].taught
    assert objection(planning.offers["EARLY"], 9, "", planning.ground) is None


def test_what_is_taken_or_planned_already_is_said_and_not_offered_again(taught: World, client_of: ClientOf) -> None:
    student, client = taught.people["diego"], client_of(taught, "diego")
    year = school_year(timezone.localdate())
    TranscriptCourse.objects.create(
        district=taught.district, student=student, code="WELDING", title="Welding 1", school_year=year, term="S1",
        state="in_progress", units=CREDIT, taken_grade=10, changed_at=timezone.now(),
    )  # fmt: skip
    PlannedCourse.objects.create(
        district=taught.district, student=student, course=CatalogCourse.objects.get(code="WELDING-2"),
        school_year=year + 1, status="proposed", proposed_by=student, role="student",
        proposed_at=timezone.now(), changed_at=timezone.now(),
    )  # fmt: skip
    page = section(text(client, f"/occupations/{WELDER}/"))

    def line(title: str) -> str:
        return page[page.index(f"<strong>{title}</strong>") :].split("</li>")[0]

    assert "taken this year" in line("Welding 1")
    assert "in the plan, not approved yet" in line("Welding 2")
    assert "plan it" not in line("Welding 1") + line("Welding 2")
    assert "plan it" in line("College Metals")
    assert RecordLook.objects.filter(student=student, page="course-plan").exists()
    # Whoever means no student reads nothing of one.
    assert "taken this year" not in section(text(client_of(taught, "dana"), f"/occupations/{WELDER}/"))


@pytest.fixture
def a_sister(taught: World) -> Person:
    """Diego's sister Carmen in grade 9 of the same school."""
    sister = Person.objects.create(
        district=taught.district, sourced_id="carmen", given_name="Carmen", family_name="Vargas", grade="09"
    )
    Membership.objects.create(
        district=taught.district, person=sister, school=taught.schools["panguitch-high"], role="student"
    )
    Guardianship.objects.create(district=taught.district, student=sister, guardian=taught.people["rosa"])
    return sister


def test_of_two_children_at_one_school_it_is_said_for_each(
    taught: World, a_sister: Person, client_of: ClientOf
) -> None:
    diego, rosa = taught.people["diego"], taught.people["rosa"]
    year = school_year(timezone.localdate())
    for student, code, state in ((diego, "WELDING", "in_progress"), (a_sister, "WELDING", "completed")):
        TranscriptCourse.objects.create(
            district=taught.district, student=student, code=code, title="Welding 1", school_year=year, term="S1",
            state=state, mark="A" if state == "completed" else "", units=CREDIT, changed_at=timezone.now(),
        )  # fmt: skip
    PlannedCourse.objects.create(
        district=taught.district, student=a_sister, course=CatalogCourse.objects.get(code="METALS-CE"),
        school_year=year + 2, status="approved", proposed_by=rosa, role="guardian", proposed_at=timezone.now(),
        decided_by=taught.people["dana"], decided_at=timezone.now(), changed_at=timezone.now(),
    )  # fmt: skip
    page = section(text(client_of(taught, "rosa"), f"/occupations/{WELDER}/"))

    def said_of(title: str, name: str) -> str:
        line = page[page.index(f"<strong>{title}</strong>") :].split("</li>")[0]
        return next(part for part in line.split("<br>") if part.startswith(f"{name}:"))

    assert "<strong>taken this year</strong>" in said_of("Welding 1", "Diego")
    assert "plan it" not in said_of("Welding 1", "Diego")
    assert "<strong>on the record already</strong>" in said_of("Welding 1", "Carmen")
    # Each is planned in that child's own plan, in the first grade of it that the class is for.
    assert f"/course-plan/{diego.pk}/?course=METALS-CE&amp;grade=11#propose" in said_of("College Metals", "Diego")
    assert "<strong>in the plan</strong>" in said_of("College Metals", "Carmen")
    # What is passed as a whole is not offered again; half of it, or one without credit, is.
    assert "plan it" not in said_of("Welding 1", "Carmen")
    again = f"/course-plan/{a_sister.pk}/?course=WELDING&amp;grade=10#propose"
    for change, words in (
        ({"units": CREDIT // 2}, "on the record already"),
        ({"mark": "F"}, "on the record, without credit so far"),
    ):
        TranscriptCourse.objects.filter(student=a_sister).update(**{"units": CREDIT, "mark": "A"} | change)
        page = section(text(client_of(taught, "rosa"), f"/occupations/{WELDER}/"))
        assert f"<strong>{words}</strong>" in said_of("Welding 1", "Carmen")
        assert again in said_of("Welding 1", "Carmen")
    # The look at either is written down, with the reason.
    looks = RecordLook.objects.filter(page="course-plan").values_list("student", "reason")
    assert set(looks) == {(diego.pk, "guardian"), (a_sister.pk, "guardian")}


def test_a_class_that_is_over_for_one_child_is_planned_for_the_other_only(
    taught: World, a_sister: Person, client_of: ClientOf
) -> None:
    CatalogCourse.objects.filter(code="WELDING-2").update(first_grade=9, last_grade=10, prerequisites=[])
    page = section(text(client_of(taught, "rosa"), f"/occupations/{WELDER}/"))
    line = page[page.index("<strong>Welding 2</strong>") :].split("</li>")[0]

    assert f"/course-plan/{a_sister.pk}/?course=WELDING-2&amp;grade=10#propose" in line
    assert f"/course-plan/{taught.people['diego'].pk}/" not in line


def test_a_child_whom_a_court_has_closed_to_the_reader_is_not_told_of(
    taught: World, a_sister: Person, client_of: ClientOf
) -> None:
    AccessMark.objects.create(
        district=taught.district, student=a_sister, person=taught.people["rosa"], reason="Order",
        set_at=timezone.now(), set_by=taught.user("peggy"),
    )  # fmt: skip
    page = section(text(client_of(taught, "rosa"), f"/occupations/{WELDER}/"))

    assert "Carmen" not in page
    assert f"/course-plan/{taught.people['diego'].pk}/" in page
    assert not RecordLook.objects.filter(student=a_sister).exists()


def test_a_class_that_makes_up_credit_this_year_is_in_the_plan(taught: World, client_of: ClientOf) -> None:
    student, year = taught.people["diego"], school_year(timezone.localdate())
    TranscriptCourse.objects.create(
        district=taught.district, student=student, code="WELDING", title="Welding 1", school_year=year, term="S1",
        state="completed", mark="F", units=CREDIT, changed_at=timezone.now(),
    )  # fmt: skip
    PlannedCourse.objects.create(
        district=taught.district, student=student, course=CatalogCourse.objects.get(code="WELDING"), school_year=year,
        term="S2", makes_up=True, units=CREDIT, status="proposed", proposed_by=student, role="student",
        proposed_at=timezone.now(), changed_at=timezone.now(),
    )  # fmt: skip
    page = section(text(client_of(taught, "diego"), f"/occupations/{WELDER}/"))
    line = page[page.index("<strong>Welding 1</strong>") :].split("</li>")[0]

    assert "in the plan, not approved yet" in line


def test_without_a_catalog_the_page_says_so(world: World, client_of: ClientOf) -> None:
    assert "has not entered its course catalog" in text(client_of(world, "diego"), f"/occupations/{WELDER}/")


def test_it_is_said_in_spanish(taught: World, client_of: ClientOf) -> None:
    page = section(text(client_of(taught, "rosa"), f"/occupations/{WELDER}/", "es"))

    assert "Clases que llevan a este trabajo" in page
    assert "Enseña este mismo trabajo." in page


def say(client: Client, world: World, kind: str, course: str, reason: str = REASON, code: str = NURSE) -> str:
    client.cookies["doorway_language"] = "en"
    data = {"kind": kind, f"{kind}-course": course, f"{kind}-reason": reason}
    return client.post(edit(world, code), data, follow=True).content.decode()


def test_a_counselor_puts_a_class_on_the_list_and_everybody_sees_who_and_why(
    taught: World, client_of: ClientOf
) -> None:
    page = say(client_of(taught, "dana"), taught, "added", "BAND", "Our nurses play in it.")

    assert "The list is changed." in page
    link = ClassLink.objects.get()
    assert (link.decided_by, link.course.code, link.occupation) == (taught.people["dana"], "BAND", NURSE)
    seen = section(text(client_of(taught, "diego"), f"/occupations/{NURSE}/"))
    assert seen.index("<strong>Band</strong>") < seen.index("<strong>Biology</strong>")
    assert f"{taught.people['dana'].full_name} put it here on" in seen
    assert "Our nurses play in it." in seen
    assert "Band" not in section(text(client_of(taught, "diego"), f"/occupations/{WELDER}/"))


def test_a_counselor_takes_a_class_off_and_takes_that_back(taught: World, client_of: ClientOf) -> None:
    dana = client_of(taught, "dana")
    say(dana, taught, "taken_off", "WELDING-2", "It is not taught this year.", WELDER)
    seen = section(text(client_of(taught, "diego"), f"/occupations/{WELDER}/"))
    assert "<strong>Welding 2</strong>" not in seen
    assert "It is not taught this year." in seen

    link = ClassLink.objects.get()
    answer = dana.post(f"{edit(taught)}{link.pk}/withdraw/", follow=True).content.decode()

    assert "It is taken back." in answer
    assert "<strong>Welding 2</strong>" in section(text(client_of(taught, "diego"), f"/occupations/{WELDER}/"))
    link.refresh_from_db()
    assert link.withdrawn_by == taught.people["dana"]
    assert (
        "The list has changed in the meantime"
        in dana.post(f"{edit(taught)}{link.pk}/withdraw/", follow=True).content.decode()
    )


@pytest.mark.parametrize(
    ("course", "reason", "sentence"),
    [
        ("BAND", " ", "Write the reason. Students and families read it."),
        ("BAND", "529-88-1234 says so", "looks like a Social Security number"),
        ("", REASON, "Choose a class."),
        ("NOBODY", REASON, "Choose one from the list."),
        ("BIOLOGY", REASON, "Choose one from the list."),  # is there already
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(
    taught: World, client_of: ClientOf, course: str, reason: str, sentence: str
) -> None:
    assert sentence in say(client_of(taught, "dana"), taught, "added", course, reason)
    assert not ClassLink.objects.exists()


def test_two_words_about_one_class_cannot_stand_side_by_side(taught: World, client_of: ClientOf) -> None:
    dana = client_of(taught, "dana")
    say(dana, taught, "added", "BAND")
    link = ClassLink.objects.get()
    link.pk = None
    link._state.adding = True
    with pytest.raises(IntegrityError), transaction.atomic():
        link.save()


def test_the_database_keeps_what_was_said(taught: World, client_of: ClientOf) -> None:
    say(client_of(taught, "dana"), taught, "added", "BAND")

    with pytest.raises(IntegrityError), transaction.atomic():
        ClassLink.objects.update(reason="Something else.")


@pytest.mark.parametrize("who", ["diego", "rosa", "owen", "june", "ruth"])
def test_nobody_else_changes_the_list(taught: World, client_of: ClientOf, who: str) -> None:
    assert client_of(taught, who).get(edit(taught)).status_code == 404


def test_a_class_is_planned_from_there_by_whoever_has_one_student_in_mind(taught: World, client_of: ClientOf) -> None:
    link = f'href="/course-plan/{taught.people["diego"].pk}/?course=WELDING&amp;grade=11#propose"'

    assert link in text(client_of(taught, "diego"), f"/occupations/{WELDER}/")
    assert link in text(client_of(taught, "rosa"), f"/occupations/{WELDER}/")
    assert link in text(client_of(taught, "dana"), f"/occupations/{WELDER}/?for={taught.people['diego'].pk}")
    assert "/course-plan/" not in text(client_of(taught, "dana"), f"/occupations/{WELDER}/")
