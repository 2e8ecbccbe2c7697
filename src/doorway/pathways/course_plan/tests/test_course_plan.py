"""The course plan: proposed, checked, approved, and counted as planned at once."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.world import World

from doorway.pathways.core.transcript import Certainty
from doorway.pathways.course_plan.comparing import side_by_side
from doorway.pathways.course_plan.ground import planning_of
from doorway.pathways.course_plan.held import hold
from doorway.pathways.course_plan.left import missing_in
from doorway.pathways.graduation.page.build import graduation_page
from doorway.pathways.graduation.tests.test_page import line, now, whole
from doorway.pathways.graduation.wording import credit_words
from doorway.pathways.imports.tests.files import CATALOG, take_courses, take_transcripts
from doorway.pathways.models import (
    CatalogCourse,
    GraduationDecision,
    PlannedCourse,
    RegistrationReason,
    TranscriptCourse,
)
from doorway.pathways.registration.tests.test_registration import enroll
from doorway.roster.models import Guardianship, Person, RecordLook

ClientOf = Callable[[World, str], Client]
MORE = (
    {
        "code": "WELDING-2", "title": "Welding 2", "credits": "1", "cte": "yes", "grades": "10-12",
        "prerequisites": "WELDING", "terms": "S1, S2",
    },
    {"code": "HUGE", "title": "Everything", "credits": "9.5", "grades": "9-12"},
)  # fmt: skip


@pytest.fixture
def taught(world: World, tmp_path: Path) -> World:
    """Diego is in grade 10: English 9 is passed, Biology is under way."""
    far = {"schools": world.schools["panguitch-elementary"].slug}
    take_courses(world, tmp_path, *CATALOG, *MORE, {"code": "FAR", "title": "Far Away", "credits": "1"} | far)
    take_transcripts(world, tmp_path, whole("ENG-9"), whole("BAND", "F"), now(world, "BIOLOGY"))
    return world


def address(world: World, what: str = "", key: str = "diego") -> str:
    return f"/course-plan/{world.people[key].pk}/{what}"


def send(client: Client, world: World, course: str, grade: int, term: str = "", language: str = "en") -> str:
    client.cookies["doorway_language"] = language
    data = {"course": course, "grade": str(grade), "term": term}
    return " ".join(client.post(address(world), data, follow=True).content.decode().split())


def shown_on(page: str) -> dict[str, str]:
    """What the button that approves all of them sends."""
    return {"shown": re.findall(r'name="shown" value="([^"]*)"', page)[0]}


def approve_shown(client: Client, world: World) -> HttpResponse:
    """Approve what the page shows now."""
    sent = shown_on(client.get(address(world)).content.decode())
    return client.post(address(world, "approve/"), sent, follow=True)


def planned(code: str) -> PlannedCourse:
    return PlannedCourse.objects.get(course__code=code, status__in=["proposed", "approved"])


def test_a_student_proposes_the_counselor_approves_and_graduation_counts_it(taught: World, client_of: ClientOf) -> None:
    diego, dana = client_of(taught, "diego"), client_of(taught, "dana")
    before = line(graduation_page(taught.people["diego"]), "la_11")
    assert before.status == "Still to take"

    assert "The class is in the plan." in send(diego, taught, "ENG-11", 11)
    row = planned("ENG-11")
    assert (row.status, row.role, row.school_year) == ("proposed", "student", taught.year.end_year + 1)
    seen = line(graduation_page(taught.people["diego"]), "la_11")
    assert (seen.status, [taken.state for taken in seen.taken]) == ("Planned", ["proposed, not approved yet"])

    dana.cookies["doorway_language"] = "en"
    answer = dana.post(address(taught, f"{row.pk}/"), {"decision": "approve"}, follow=True).content.decode()
    assert "The class is approved." in answer
    row.refresh_from_db()
    assert (row.status, row.decided_by) == ("approved", taught.people["dana"])
    seen = line(graduation_page(taught.people["diego"]), "la_11")
    assert (seen.status, [taken.state for taken in seen.taken]) == ("Planned", ["planned"])


def test_a_parent_reads_what_a_term_is(taught: World, client_of: ClientOf) -> None:
    rosa = client_of(taught, "rosa")
    for language, sentence in (("en", "S1 is usually the first half"), ("es", "S1 suele ser la primera mitad")):
        rosa.cookies["doorway_language"] = language
        page = rosa.get(address(taught)).content.decode()
        assert re.search(rf'id="id_term_helptext"[^>]*>[^<]*{sentence}', page), page
        assert 'aria-describedby="id_term_helptext"' in page


@pytest.mark.parametrize(
    ("course", "grade", "sentence"),
    [
        ("ENG-9", 11, "Choose a class from the list."),  # passed
        ("BIOLOGY", 11, "Choose a class from the list."),  # under way
        ("FAR", 11, "Choose a class from the list."),  # not taught here
        ("WELDING-2", 11, "Welding 2 comes after: Welding 1. Plan that for an earlier grade first."),
        ("NOBODY", 11, "Choose a class from the list."),
        ("ENG-11", 12, "English 11 is for grade 11. Choose that grade."),
        ("ENG-11", 10, "English 11 is for grade 11. Choose that grade."),
        ("ENG-11", 9, "Choose a grade from the list."),
        ("", 11, "Choose a class."),
    ],
)
def test_what_is_not_allowed_is_refused_with_a_sentence(
    taught: World, client_of: ClientOf, course: str, grade: int, sentence: str
) -> None:
    text = send(client_of(taught, "diego"), taught, course, grade)

    assert sentence in text
    assert "govuk-error-summary__title" in text
    assert not PlannedCourse.objects.exists()


def test_a_failed_class_may_be_planned_again(taught: World, client_of: ClientOf) -> None:
    assert "The class is in the plan." in send(client_of(taught, "diego"), taught, "BAND", 11)


def test_a_class_comes_after_the_one_before_it(taught: World, client_of: ClientOf) -> None:
    diego = client_of(taught, "diego")
    send(diego, taught, "WELDING", 11)

    assert "Welding 2 comes after: Welding 1." in send(diego, taught, "WELDING-2", 11, "S1")
    assert "The class is in the plan." in send(diego, taught, "WELDING-2", 12, "S1")
    text = diego.post(address(taught, f"{planned('WELDING').pk}/take-back/"), follow=True).content.decode()
    assert "Take Welding 2 out first." in text
    assert planned("WELDING").status == "proposed"


def test_a_year_has_room_for_so_much(taught: World, client_of: ClientOf) -> None:
    diego = client_of(taught, "diego")
    send(diego, taught, "HUGE", 11)

    text = send(diego, taught, "WELDING", 11)
    assert "Grade 11 would have 10.5 credits. There is room for 10" in text
    assert "There is room for 10" not in send(diego, taught, "WELDING", 12)


def test_the_counselor_declines_with_a_reason_and_the_family_reads_it(taught: World, client_of: ClientOf) -> None:
    send(client_of(taught, "rosa"), taught, "WELDING", 11)
    row, dana = planned("WELDING"), client_of(taught, "dana")
    dana.cookies["doorway_language"] = "en"
    assert row.role == "guardian"
    where = address(taught, f"{row.pk}/")

    assert "Write the reason." in dana.post(where, {"decision": "decline", "reason": " "}).content.decode()
    number = {"decision": "decline", "reason": "Of 529-88-1234."}
    assert "Social Security" in dana.post(where, number).content.decode()
    dana.post(where, {"decision": "decline", "reason": "The shop is closed next year."})

    row.refresh_from_db()
    assert row.status == "declined"
    assert "The shop is closed next year." in client_of(taught, "rosa").get(address(taught)).content.decode()
    assert (
        "The plan has changed in the meantime"
        in dana.post(where, {"decision": "approve"}, follow=True).content.decode()
    )


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Welding 2 stands in the plan and comes after Welding 1. Take Welding 2 out first"),
        ("es", "Welding 2 está en el plan y va después de Welding 1. Primero quite Welding 2"),
    ],
)
def test_what_a_later_class_needs_is_not_declined_before_that(
    taught: World, client_of: ClientOf, language: str, sentence: str
) -> None:
    diego, dana = client_of(taught, "diego"), client_of(taught, "dana")
    send(diego, taught, "WELDING", 11)
    send(diego, taught, "WELDING-2", 12, "S1")
    first, second = planned("WELDING"), planned("WELDING-2")
    dana.post(address(taught, f"{second.pk}/"), {"decision": "approve"})
    dana.cookies["doorway_language"] = language
    decline = {"decision": "decline", "reason": "The shop is closed next year."}

    page = dana.post(address(taught, f"{first.pk}/"), decline).content.decode()

    assert sentence in " ".join(page.split())
    assert "The shop is closed next year." in page  # what was typed stays
    first.refresh_from_db()
    assert (first.status, first.reason) == ("proposed", "")

    dana.post(address(taught, f"{second.pk}/take-back/"))
    dana.post(address(taught, f"{first.pk}/"), decline)
    first.refresh_from_db()
    assert first.status == "declined"


def test_a_decline_is_no_news_once_the_class_is_proposed_again(taught: World, client_of: ClientOf) -> None:
    rosa, dana = client_of(taught, "rosa"), client_of(taught, "dana")
    for code in ("WELDING", "ENG-11"):
        send(rosa, taught, code, 11)
        decline = {"decision": "decline", "reason": f"The shop of {code} is closed."}
        dana.post(address(taught, f"{planned(code).pk}/"), decline)

    send(rosa, taught, "WELDING", 11)

    page = rosa.get(address(taught)).content.decode()
    assert "The shop of WELDING is closed." not in page
    assert "The shop of ENG-11 is closed." in page
    assert PlannedCourse.objects.filter(course__code="WELDING", status="declined").count() == 1
    # Taken out again, the answer is what holds.
    rosa.post(address(taught, f"{planned('WELDING').pk}/take-back/"))
    assert "The shop of WELDING is closed." in rosa.get(address(taught)).content.decode()


def test_what_a_counselor_puts_there_is_approved_and_the_family_does_not_take_it_out(
    taught: World, client_of: ClientOf
) -> None:
    dana, diego = client_of(taught, "dana"), client_of(taught, "diego")
    send(dana, taught, "WELDING", 11)
    row = planned("WELDING")
    assert (row.status, row.decided_by) == ("approved", taught.people["dana"])

    diego.cookies["doorway_language"] = "en"
    text = diego.post(address(taught, f"{row.pk}/take-back/"), follow=True).content.decode()
    assert "The plan has changed in the meantime" in text
    dana.post(address(taught, f"{row.pk}/take-back/"))
    row.refresh_from_db()
    assert row.status == "taken_back"


def test_all_that_waits_is_approved_at_once_earlier_grades_first(taught: World, client_of: ClientOf) -> None:
    diego, dana = client_of(taught, "diego"), client_of(taught, "dana")
    send(diego, taught, "WELDING", 11)
    send(diego, taught, "WELDING-2", 12, "S2")
    dana.cookies["doorway_language"] = "en"

    assert "2 classes are approved." in approve_shown(dana, taught).content.decode()
    assert {row.status for row in PlannedCourse.objects.all()} == {"approved"}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Not approved: Welding 1, grade 11. It was proposed after you had opened the page."),
        ("es", "Welding 1, grado 11. Se propuso después de que usted abrió la página."),
    ],
)
def test_what_came_after_the_page_was_opened_is_not_approved_unseen(
    taught: World, client_of: ClientOf, language: str, sentence: str
) -> None:
    diego, dana = client_of(taught, "diego"), client_of(taught, "dana")
    send(diego, taught, "ENG-11", 11)
    opened = shown_on(dana.get(address(taught)).content.decode())
    send(diego, taught, "WELDING", 11)
    dana.cookies["doorway_language"] = language

    page = " ".join(dana.post(address(taught, "approve/"), opened, follow=True).content.decode().split())

    assert sentence in page
    assert (planned("ENG-11").status, planned("WELDING").status) == ("approved", "proposed")
    approve_shown(dana, taught)
    assert planned("WELDING").status == "approved"


def test_a_class_that_was_moved_since_is_not_approved_where_nobody_saw_it(taught: World, client_of: ClientOf) -> None:
    diego, dana = client_of(taught, "diego"), client_of(taught, "dana")
    send(diego, taught, "WELDING", 11)
    opened = shown_on(dana.get(address(taught)).content.decode())
    diego.post(address(taught, f"{planned('WELDING').pk}/move/"), {"grade": "12"})

    dana.post(address(taught, "approve/"), opened)

    assert (planned("WELDING").status, planned("WELDING").school_year) == ("proposed", taught.year.end_year + 2)


@pytest.mark.parametrize("shown", [{}, {"shown": ""}, {"shown": "all not-an-id \x00"}])
def test_a_page_that_says_not_what_it_showed_approves_nothing(
    taught: World, client_of: ClientOf, shown: dict[str, str]
) -> None:
    send(client_of(taught, "diego"), taught, "WELDING", 11)

    answer = client_of(taught, "dana").post(address(taught, "approve/"), shown, follow=True)

    assert answer.status_code == 200
    assert planned("WELDING").status == "proposed"


def test_a_counselor_who_is_the_mother_proposes_like_a_mother(taught: World, client_of: ClientOf) -> None:
    Guardianship.objects.create(
        district=taught.district, student=taught.people["diego"], guardian=taught.people["dana"], household=2
    )
    dana = client_of(taught, "dana")
    send(dana, taught, "WELDING", 11)

    assert planned("WELDING").status == "proposed"
    assert dana.post(address(taught, "approve/")).status_code == 404


@pytest.mark.parametrize("who", ["owen", "june", "karen", "harriet"])
def test_strangers_do_not_find_it(taught: World, client_of: ClientOf, who: str) -> None:
    assert client_of(taught, who).get(address(taught)).status_code == 404


def test_the_young_have_none(taught: World, client_of: ClientOf) -> None:
    young = Person.objects.filter(guardianships__guardian=taught.people["rosa"], grade__in=["KG", "01", "02", "03"])
    for child in young:
        assert client_of(taught, "rosa").get(f"/course-plan/{child.pk}/").status_code == 404
    assert young.exists()


def test_a_look_is_logged_and_costs_twelve_queries_at_most(taught: World, client_of: ClientOf) -> None:
    dana = client_of(taught, "dana")
    for course, grade in (("WELDING", 11), ("WELDING-2", 12), ("ENG-11", 11), ("ENG-12", 12), ("MATH-1", 11)):
        send(dana, taught, course, grade)
    looks = RecordLook.objects.filter(page="course-plan").count()
    with CaptureQueriesContext(connection) as asked:
        assert dana.get(address(taught)).status_code == 200

    assert RecordLook.objects.filter(page="course-plan").count() == looks + 1
    assert len(asked) <= 12


def test_the_list_of_the_counselor_agrees_with_the_page(taught: World, client_of: ClientOf) -> None:
    from doorway.pathways.graduation.listing import Seat, Standings
    from doorway.pathways.graduation.standing import Summary

    def listed() -> Summary:
        diego = taught.people["diego"]
        seat = Seat(diego.pk, diego.grade, diego.district_id)
        found = Standings([seat], taught.district, timezone.localdate())
        found.find([seat])
        return found.known[seat.pk]

    assert listed() == graduation_page(taught.people["diego"]).summary
    send(client_of(taught, "diego"), taught, "ENG-11", 11)
    assert listed() == graduation_page(taught.people["diego"]).summary


@pytest.mark.both
def test_the_database_keeps_what_was_proposed(taught: World, client_of: ClientOf) -> None:
    send(client_of(taught, "diego"), taught, "WELDING", 11)
    rows = PlannedCourse.objects.all()
    for change in ({"school_year": 2040}, {"role": "counselor"}, {"status": "approved"}, {"status": "declined"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
    again = PlannedCourse.objects.get()
    again.pk, again._state.adding = None, True
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save(force_insert=True)


def test_the_counselor_sees_whose_proposals_wait(taught: World, client_of: ClientOf) -> None:
    dana = client_of(taught, "dana")
    dana.cookies["doorway_language"] = "en"
    assert "No proposal waits" in dana.get("/course-plan/").content.decode()
    send(client_of(taught, "diego"), taught, "WELDING", 11)
    send(client_of(taught, "diego"), taught, "ENG-11", 11)

    assert 'href="/course-plan/"' in dana.get("/graduation/").content.decode()
    page = dana.get("/course-plan/").content.decode()
    assert f'href="{address(taught)}"' in page
    assert "2 classes proposed" in page
    approve_shown(dana, taught)
    assert "No proposal waits" in dana.get("/course-plan/").content.decode()


def test_the_own_child_does_not_wait_for_the_counselor(taught: World, client_of: ClientOf) -> None:
    send(client_of(taught, "diego"), taught, "WELDING", 11)
    Guardianship.objects.create(
        district=taught.district, student=taught.people["diego"], guardian=taught.people["dana"], household=2
    )

    assert address(taught) not in client_of(taught, "dana").get("/course-plan/").content.decode()


def test_what_is_approved_for_the_next_year_goes_to_the_schools_system(taught: World, client_of: ClientOf) -> None:
    diego, dana = client_of(taught, "diego"), client_of(taught, "dana")
    CatalogCourse.objects.filter(code="MATH-1").update(title="=cmd|' /C calc'!A0")
    for code in ("WELDING", "MATH-1"):
        send(dana, taught, code, 11)
    send(dana, taught, "ENG-12", 12)  # of the year after
    send(diego, taught, "ENG-11", 11)  # only proposed

    answer = dana.get("/course-plan/requests.csv")
    rows = list(csv.DictReader(answer.content.decode().splitlines()))

    assert answer["Content-Disposition"] == 'attachment; filename="course-requests.csv"'
    assert [row["course_code"] for row in rows] == ["MATH-1", "WELDING"]
    assert rows[0]["course"].startswith("'=")
    assert rows[1]["student"] == taught.people["diego"].full_name
    assert rows[1]["school_year"] == f"{taught.year.end_year}-{(taught.year.end_year + 1) % 100:02}"
    assert RecordLook.objects.filter(page="course-requests", student=taught.people["diego"]).count() == 1
    assert client_of(taught, "owen").get("/course-plan/requests.csv").status_code == 404


# —— ways, by when, again

WAY: tuple[dict[str, str], ...] = (
    {"code": "WELDING-3", "title": "Welding 3", "credits": "1", "grades": "11-12", "prerequisites": "WELDING-2"},
    {"code": "ALPHA", "title": "Alpha", "credits": "1", "grades": "9-12", "prerequisites": "BETA"},
    {"code": "BETA", "title": "Beta", "credits": "1", "grades": "9-12", "prerequisites": "ALPHA"},
)  # fmt: skip


def shown(client: Client, path: str) -> str:
    client.cookies["doorway_language"] = "en"
    return " ".join(client.get(path, follow=True).content.decode().split())


def test_a_class_and_what_comes_before_it_in_one_click(taught: World, client_of: ClientOf) -> None:
    diego, dana = client_of(taught, "diego"), client_of(taught, "dana")
    text = shown(diego, address(taught, "way/?course=WELDING-2"))
    assert "The way to Welding 2" in text
    assert text.index("Welding 1") < text.index("Grade 11") < text.index("Grade 12")
    assert not PlannedCourse.objects.exists()  # looking changes nothing
    answer = diego.post(address(taught, "way/?course=WELDING-2"), follow=True).content.decode()
    assert "2 classes are in the plan." in answer
    rows = PlannedCourse.objects.order_by("school_year").values_list("course__code", "school_year", "status")
    year = taught.year.end_year
    assert list(rows) == [("WELDING", year + 1, "proposed"), ("WELDING-2", year + 2, "proposed")]
    # What the counselor puts there is approved with it, and what appears there already is not put there twice.
    dana.post(address(taught, "way/?course=ENG-11"), follow=True)
    assert planned("ENG-11").status == "approved"


def test_a_way_is_taken_whole_or_not_at_all(taught: World, client_of: ClientOf, tmp_path: Path) -> None:
    take_courses(taught, tmp_path, *CATALOG, *MORE, *WAY)
    diego = client_of(taught, "diego")
    for code, sentence in (
        ("WELDING-3", "Welding 3 does not fit any more"),  # three years, and two grades left
        ("ALPHA", "in the catalog these wait for each other: Alpha, Beta."),
        ("NOBODY", "The plan has changed in the meantime."),
        ("BIOLOGY", "Biology is passed or under way already"),
    ):
        assert sentence in shown(diego, address(taught, f"way/?course={code}")), code
        answer = diego.post(address(taught, f"way/?course={code}"), follow=True).content.decode()
        assert sentence in " ".join(answer.split()), code
    assert not PlannedCourse.objects.exists()


def test_a_refused_class_leads_to_its_way(taught: World, client_of: ClientOf) -> None:
    text = send(client_of(taught, "diego"), taught, "WELDING-2", 11)

    assert 'way/?course=WELDING-2">See it together with what comes before it' in text
    assert "See it together" not in send(client_of(taught, "diego"), taught, "", 11)


def test_who_may_not_plan_sees_no_way(taught: World, client_of: ClientOf) -> None:
    for who in ("ben", "owen", "june", "ruth"):
        assert client_of(taught, who).get(address(taught, "way/?course=WELDING-2")).status_code == 404
        assert client_of(taught, who).post(address(taught, "way/?course=WELDING-2")).status_code == 404


def test_the_page_says_what_is_left_and_by_when(taught: World, client_of: ClientOf) -> None:
    diego = client_of(taught, "diego")
    text = shown(diego, address(taught))
    # Three years of mathematics do not fit into two grades: it is late, and the next grade is the earliest.
    assert "It should have begun by now: Secondary Math I in grade 11" in text
    assert "English 11 in grade 11 at the latest" in text
    send(diego, taught, "ENG-11", 11)
    assert "English 11 in grade 11 at the latest" not in shown(diego, address(taught))


def test_a_failed_class_is_offered_again(taught: World, client_of: ClientOf) -> None:
    diego = client_of(taught, "diego")
    text = shown(diego, address(taught))
    assert "plan it for grade 11" in text[text.index("To take again") :]
    assert "<strong>Band</strong> (F)" in text
    diego.post(address(taught, "way/?course=BAND"), follow=True)
    assert "To take again" not in shown(diego, address(taught))


def test_the_page_with_all_of_it_does_with_few_queries(taught: World, client_of: ClientOf) -> None:
    diego = client_of(taught, "diego")
    diego.get(address(taught))
    with CaptureQueriesContext(connection) as found:
        diego.get(address(taught))
    assert len(found) <= 12


def test_a_page_with_decisions_and_reasons_keeps_within_the_limit(taught: World, client_of: ClientOf) -> None:
    diego, dana, at = taught.people["diego"], taught.people["dana"], timezone.now()
    own = {"district": taught.district, "student": diego}
    GraduationDecision.objects.create(
        **own, kind="waiver", line="arts.arts", units=500, decided_by=dana, reason="Agreed.",
        decided_on=timezone.localdate(), decided_at=at,
    )  # fmt: skip
    planned = PlannedCourse.objects.create(
        **own, course=CatalogCourse.objects.get(code="WELDING"), school_year=taught.year.end_year, status="approved",
        proposed_by=dana, role="counselor", proposed_at=at, decided_by=dana, decided_at=at, changed_at=at,
    )  # fmt: skip
    RegistrationReason.objects.create(
        district=taught.district, planned=planned, reason="The class was full.", written_by=dana, written_at=at
    )
    for who in ("rosa", "dana"):
        client = client_of(taught, who)
        client.get(address(taught))
        with CaptureQueriesContext(connection) as queries:
            page = client.get(address(taught)).content.decode()
        assert "The class was full." in page
        # The twelve of any page, and one for what only few students have: decisions and reasons at once.
        assert len(queries) <= 13


def test_a_decision_counts_in_what_is_left(taught: World, client_of: ClientOf) -> None:
    diego, dana = client_of(taught, "diego"), taught.people["dana"]
    assert "English 11 in grade 11 at the latest" in shown(diego, address(taught))
    now_ = timezone.now()
    GraduationDecision.objects.create(
        district=taught.district, student=taught.people["diego"], kind="waiver", line="la_11", units=1000,
        decided_by=dana, reason="Moved in late.", decided_on=timezone.localdate(), decided_at=now_,
    )  # fmt: skip
    assert "English 11 in grade 11 at the latest" not in shown(diego, address(taught))


def test_two_ways_side_by_side_with_the_audit_of_each(taught: World, client_of: ClientOf) -> None:
    diego = client_of(taught, "diego")
    send(diego, taught, "WELDING", 11)
    student = taught.people["diego"]
    planning = planning_of(student, today=timezone.localdate())
    as_it_is, english, welding, huge = side_by_side(
        planning, ["ENG-11", "WELDING-2", "ALPHA"], today=timezone.localdate()
    )
    assert ["11" in title for title in english.fills] == [True]
    assert [[one.title for one in grade.classes if one.is_new] for grade in english.grades] == [["English 11"], []]
    assert [[one.title for one in grade.classes if one.is_new] for grade in welding.grades] == [[], ["Welding 2"]]
    assert [one.title for one in welding.grades[0].classes] == ["Welding 1"]
    assert set(as_it_is.missing) - set(english.missing) == set(english.fills)
    # Electives are missing like everything else.
    assert "Electives" in as_it_is.missing
    assert huge.no
    # What a draft promises is what the plan says once it is proposed.
    before = PlannedCourse.objects.count()
    diego.post(address(taught, "way/?course=ENG-11"))
    after = side_by_side(planning_of(student, today=timezone.localdate()), [], today=timezone.localdate())[0]
    assert (after.left, after.missing) == (english.left, english.missing)
    assert PlannedCourse.objects.count() == before + 1


def test_the_comparison_changes_nothing_and_is_for_those_who_read_the_plan(taught: World, client_of: ClientOf) -> None:
    text = shown(client_of(taught, "rosa"), address(taught, "compare/?one=ENG-11&other=WELDING-2"))
    assert "With English 11" in text
    assert "With Welding 2" in text
    assert "that nothing fills</summary>" in text
    assert not PlannedCourse.objects.exists()
    diego = client_of(taught, "diego")
    diego.get(address(taught, "compare/"))
    with CaptureQueriesContext(connection) as found:
        diego.get(address(taught, "compare/?one=ENG-11&other=WELDING-2"))
    assert len(found) <= 12
    assert "The plan as it is" not in shown(diego, address(taught, "compare/"))
    assert client_of(taught, "ben").get(address(taught, "compare/?one=ENG-11")).status_code == 404


def test_by_when_and_the_link_say_what_can_be_planned(taught: World, client_of: ClientOf, tmp_path: Path) -> None:
    higher = {
        "code": "ENG-HIGH", "title": "College English", "credits": "1", "areas": "ela.12", "grades": "11-12",
        "prerequisites": "ENG-10",
    }  # fmt: skip
    take_courses(taught, tmp_path, *(row for row in CATALOG if row["code"] != "ENG-12"), *MORE, higher)
    CatalogCourse.objects.filter(code="ENG-10").update(last_grade=12)
    diego = client_of(taught, "diego")
    send(diego, taught, "ENG-10", 11)
    text = shown(diego, address(taught))
    assert "College English in grade 12 at the latest." in text
    way = shown(diego, address(taught, "way/?course=ENG-HIGH"))
    assert "College English" in way
    assert "12 (" in way
    # Where the plan has no room for it, no link leads to a refusal.
    send(diego, taught, "HUGE", 12)
    text = shown(diego, address(taught))
    assert "College English in grade 12 at the latest. As the plan stands, there is no room for it." in text
    assert "?course=ENG-HIGH" not in text


def test_all_grades_stand_in_order_with_their_credits(taught: World, client_of: ClientOf) -> None:
    text = shown(client_of(taught, "diego"), address(taught))
    places = [text.index(f'id="grade-{grade}"') for grade in range(7, 13)]
    assert places == sorted(places)
    parts = dict(zip(range(7, 13), (text[at:] for at in places), strict=True))

    assert "No class of this grade is on file." in parts[7][:300]
    # English 9 gave a credit, Band was failed; both are told, and only one counts.
    ninth = parts[9].split("</section>")[0]
    assert "Credits earned: 1<" in ninth
    assert "Band (F)" in ninth
    assert "0 · no credit" in ninth
    assert "2 classes" in ninth
    assert "Credits under way: 1" in parts[10].split("</section>")[0]
    assert "Nothing is planned for this grade yet." in parts[11].split("</section>")[0]
    spanish = client_of(taught, "rosa")
    spanish.cookies["doorway_language"] = "es"
    assert "Créditos obtenidos: 1" in spanish.get(address(taught)).content.decode()


def test_a_class_of_the_roster_stands_in_this_grade(taught: World, client_of: ClientOf) -> None:
    enroll(taught, "WELDING")
    tenth = shown(client_of(taught, "diego"), address(taught)).split('id="grade-10"')[1].split("</section>")[0]
    assert "Welding 1" in tenth
    # It is not on the transcript yet: the graduation page does not count it, and neither does this one.
    assert "Credits under way: 1<" in tenth
    assert "0 · under way · It is on the class list. It counts when it stands on the transcript." in tenth


def test_without_a_record_the_grades_before_high_school_know_by_when(taught: World, client_of: ClientOf) -> None:
    diego = taught.people["diego"]
    TranscriptCourse.objects.filter(student=diego).delete()
    assert "Still to plan, and by when" not in shown(client_of(taught, "diego"), address(taught))
    diego.grade = "7"
    diego.save(update_fields=["grade"])
    text = shown(client_of(taught, "diego"), address(taught))
    assert "English 11 in grade 11 at the latest" in text
    assert "more requirements" in text


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Not approved: Welding 1, grade 11. Grade 11 would have 10.5 credits."),
        ("es", "No se aprobó: Welding 1, grado 11. "),
    ],
)
def test_what_is_not_approved_together_with_the_rest_is_named(
    taught: World, client_of: ClientOf, language: str, sentence: str
) -> None:
    send(client_of(taught, "diego"), taught, "WELDING", 11)
    # Meanwhile the counselor has filled the year.
    PlannedCourse.objects.create(
        district=taught.district, student=taught.people["diego"], course=CatalogCourse.objects.get(code="HUGE"),
        school_year=taught.year.end_year + 1, status="approved", proposed_by=taught.people["dana"], role="counselor",
        proposed_at=timezone.now(), decided_by=taught.people["dana"], decided_at=timezone.now(),
        changed_at=timezone.now(),
    )  # fmt: skip
    dana = client_of(taught, "dana")
    dana.cookies["doorway_language"] = language

    assert sentence in approve_shown(dana, taught).content.decode()
    assert planned("WELDING").status == "proposed"


def place_of(text: str) -> str:
    """What stands around the sentence about what was done: the id of the class, or of the heading before it."""
    before = text[: text.index('id="done"')]
    return re.findall(r'<(?:li|h2)[^>]* id="([^"]*)"', before)[-1]


def follow(client: Client, where: str, data: dict[str, str] | None = None) -> str:
    """The page after an action; its address leads to where that is said, without a script."""
    client.cookies["doorway_language"] = "en"
    answer = client.post(where, data or {})
    assert answer["Location"].endswith("/#done")
    return " ".join(client.get(answer["Location"].partition("#")[0]).content.decode().split())


def test_what_was_done_is_said_where_it_was_done(taught: World, client_of: ClientOf) -> None:
    diego, dana = client_of(taught, "diego"), client_of(taught, "dana")
    text = follow(diego, address(taught), {"course": "WELDING", "grade": "11"})
    assert place_of(text) == f"planned-{planned('WELDING').pk}"
    # Focus can go there, and what is said is said once.
    said = '<div class="dw-note" id="done" tabindex="-1"><p><span aria-hidden="true">✓ </span>The class is in the plan.'
    assert said in text
    assert text.count("The class is in the plan.") == 1
    assert 'id="done"' not in diego.get(address(taught)).content.decode()

    text = follow(diego, address(taught, f"{planned('WELDING').pk}/move/"), {"grade": "12"})
    assert place_of(text) == f"planned-{planned('WELDING').pk}"
    assert "Welding 1 is in grade 12 now." in text
    text = follow(dana, address(taught, f"{planned('WELDING').pk}/"), {"decision": "approve"})
    assert place_of(text) == f"planned-{planned('WELDING').pk}"
    # What is not there any more: the grade in which it stood.
    text = follow(dana, address(taught, f"{planned('WELDING').pk}/take-back/"))
    assert place_of(text) == "grade-12"
    follow(diego, address(taught), {"course": "WELDING", "grade": "11"})
    declined = {"decision": "decline", "reason": "The shop is closed."}
    assert place_of(follow(dana, address(taught, f"{planned('WELDING').pk}/"), declined)) == "grade-11"


def test_after_all_are_approved_reading_goes_on_at_the_plan(taught: World, client_of: ClientOf) -> None:
    send(client_of(taught, "diego"), taught, "WELDING", 11)
    dana = client_of(taught, "dana")
    text = follow(dana, address(taught, "approve/"), shown_on(dana.get(address(taught)).content.decode()))
    assert text.index('id="done"') < text.index('<div class="dw-grades">') < text.index("Welding 1")


def test_what_is_not_sure_is_said_in_the_comparison_as_on_the_plan(taught: World, client_of: ClientOf) -> None:
    planning = planning_of(taught.people["diego"], today=timezone.localdate())
    held = hold(planning, today=timezone.localdate())
    assert held is not None
    sure, unsure = missing_in(held.result)
    assert unsure == 1000
    assert sure + unsure == held.result.short[Certainty.PROJECTED]

    (draft, _other) = side_by_side(planning, ["WELDING"], today=timezone.localdate())
    assert (draft.left, draft.unsure) == (credit_words(sure), "1 credit")
    diego = client_of(taught, "diego")
    for language, words in (("en", "Not sure: 1 credit more."), ("es", "No es seguro: 1 crédito más.")):
        diego.cookies["doorway_language"] = language
        text = diego.get(address(taught, "compare/?one=WELDING")).content.decode()
        assert text.count(words) == 2, text
