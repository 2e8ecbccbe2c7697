"""The calendar turns on July 1, and the roster weeks later: a student stays in the class that the roster says."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone, translation
from tests.world import World

from doorway.accounts.models import District
from doorway.pathways.core.audit import audit
from doorway.pathways.core.compiled import Compiled
from doorway.pathways.core.registering import may_begin
from doorway.pathways.core.result import Status
from doorway.pathways.core.transcript import Transcript
from doorway.pathways.course_plan.ground import planning_of
from doorway.pathways.course_plan.held import hold
from doorway.pathways.course_plan.queries import waiting_for
from doorway.pathways.course_plan.standing import standing_of
from doorway.pathways.graduation.listing import Seat, Standings
from doorway.pathways.graduation.page.build import graduation_page
from doorway.pathways.graduation.page.shown import GraduationPage
from doorway.pathways.graduation.rulebooks import rule_book
from doorway.pathways.graduation.tests.test_page import line, now, whole
from doorway.pathways.graduation.wording import credit_words
from doorway.pathways.imports.tests.files import CATALOG, take_courses, take_transcripts
from doorway.pathways.models import CatalogCourse, PlannedCourse, RegistrationReason, TranscriptCourse
from doorway.pathways.on_the_plan import said_on_plans
from doorway.pathways.registration.queries import registration_of
from doorway.pathways.registration.tests.test_registration import enroll
from doorway.pathways.requirements.access import Writer
from doorway.pathways.requirements.page import classes_now
from doorway.pathways.scholarships.page import scholarship_page
from doorway.pathways.tests.students import course, utah
from doorway.roster.access import Viewer
from doorway.roster.models import Enrollment, Membership, Person, Role, School, SchoolClass, SchoolYear

ClientOf = Callable[[World, str], Client]
Go = Callable[[int, int], date]
OVER = "The school year {} is over, and the roster of {} has not come yet."
OVER_ES = "El año escolar {} ha terminado"


def words(year: int) -> str:
    return f"{year - 1}-{year % 100:02d}"


@pytest.fixture
def go(monkeypatch: pytest.MonkeyPatch) -> Go:
    """Another day, at noon in the district."""

    def there(year: int, month_and_day: int) -> date:
        month, day = divmod(month_and_day, 100)
        monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(year, month, day, 18, tzinfo=UTC))
        return date(year, month, day)

    return there


@pytest.fixture
def taught(world: World, tmp_path: Path) -> World:
    """Diego is in grade 10 of the year that the roster is of; English 11 is approved and Algebra proposed for 11."""
    take_courses(world, tmp_path, *CATALOG)
    take_transcripts(world, tmp_path, whole("ENG-9"), now(world, "BIOLOGY"))
    District.objects.filter(pk=world.district.pk).update(grades_of=world.year.end_year)
    plan(world, "ENG-11", "approved")
    return again(world)


def again(world: World) -> World:
    """The same with people and district as they are on file."""
    world.people = {key: Person.objects.select_related("district").get(pk=one.pk) for key, one in world.people.items()}
    world.district = District.objects.get(pk=world.district.pk)
    return world


def plan(world: World, code: str, status: str, student: Person | None = None) -> PlannedCourse:
    dana, moment = world.people["dana"], timezone.now()
    is_decided = status != "proposed"
    return PlannedCourse.objects.create(
        district=world.district, student=student or world.people["diego"], school_year=world.year.end_year + 1,
        status=status, course=CatalogCourse.objects.get(code=code), proposed_by=dana, role="counselor",
        proposed_at=moment, decided_by=dana if is_decided else None, decided_at=moment if is_decided else None,
        changed_at=moment,
    )  # fmt: skip


def arrives(world: World, grade: str = "11") -> World:
    """The roster of the next year: everybody is a grade further."""
    Person.objects.filter(pk=world.people["diego"].pk).update(grade=grade)
    District.objects.filter(pk=world.district.pk).update(grades_of=world.year.end_year + 1)
    return again(world)


def seen(world: World, day: date) -> tuple[object, ...]:
    """What pages say about Diego's class, grade and years."""
    diego = world.people["diego"]
    page, planning, offers = graduation_page(diego), planning_of(diego, today=day), scholarship_page(diego)
    lines = {line.key: (line.status, line.by) for line in (*page.to_do, *page.under_way, *page.done)}
    standing = Standings([Seat(diego.pk, diego.grade, diego.district_id)], world.district, day)
    standing.find([Seat(diego.pk, diego.grade, diego.district_id)])
    return (
        page.class_of, page.grade, page.rules, page.headline, page.left, page.starts_late, lines,
        planning.year, planning.grade, list(planning.grades), [row.course.code for row in planning.active],
        offers.class_of, offers.grade, [(one.key, one.money_note, one.chance) for one in offers.offers if one.is_kept],
        standing.known[diego.pk],
    )  # fmt: skip


def test_a_student_stays_in_the_class_until_the_roster_comes(taught: World, go: Go) -> None:
    year = taught.year.end_year
    before = seen(taught, go(year, 615))
    assert before[:2] == (year + 2, 10)

    assert seen(taught, go(year, 702)) == before
    assert seen(taught, go(year, 825)) == before

    after = seen(arrives(taught), go(year, 826))
    assert (after[0], after[1], after[7], after[8], after[11]) == (year + 2, 11, year + 1, 11, year + 2)


def test_a_senior_lacks_nothing_more_because_it_is_july(taught: World, go: Go) -> None:
    Person.objects.filter(pk=taught.people["diego"].pk).update(grade="12")
    year = again(taught).year.end_year

    before = seen(taught, go(year, 615))

    assert before[:2] == (year, 12)
    assert seen(taught, go(year, 702)) == before


def test_without_a_roster_the_calendar_tells_the_year(taught: World, go: Go) -> None:
    District.objects.update(grades_of=None)
    year = again(taught).year.end_year

    assert seen(taught, go(year, 615))[0] == year + 2
    assert seen(taught, go(year, 702))[0] == year + 3


PAGES = ("/graduation/{}/", "/course-plan/{}/", "/course-plan/{}/classes/", "/scholarships/of/{}/")


@pytest.mark.parametrize("page", PAGES)
def test_pages_say_that_the_roster_has_not_come(taught: World, client_of: ClientOf, go: Go, page: str) -> None:
    year = taught.year.end_year
    over = OVER.format(words(year), words(year + 1))

    def shown(language: str = "en") -> str:
        rosa = client_of(taught, "rosa")
        rosa.cookies["doorway_language"] = language
        answer = rosa.get(page.format(taught.people["diego"].pk))
        assert answer.status_code == 200
        return " ".join(answer.content.decode().split())

    go(year, 630)
    assert over not in shown()
    go(year, 701)
    assert over in shown()
    assert OVER_ES.format(words(year)) in shown("es")
    arrives(taught)
    assert "has not come yet" not in shown()


@pytest.mark.parametrize("page", ["/graduation/", "/course-plan/", "/scholarships/"])
def test_lists_of_the_counselor_say_it(taught: World, client_of: ClientOf, go: Go, page: str) -> None:
    year = taught.year.end_year
    go(year, 702)
    dana = client_of(taught, "dana")
    dana.cookies["doorway_language"] = "en"

    assert OVER.format(words(year), words(year + 1)) in " ".join(dana.get(page).content.decode().split())


def test_the_plan_on_paper_says_it(taught: World, go: Go) -> None:
    year, diego = taught.year.end_year, taught.people["diego"]
    held = {diego.pk: {
        "has_transcript": True, "has_course_plan": False, "has_scholarship": False, "decision_rows": [],
        "fact_rows": [],
    }}  # fmt: skip

    def first(day: date) -> dict[str, str]:
        return dict(said_on_plans([diego], taught.district, day, held)[diego.pk][0])

    before, after = first(go(year, 615)), first(go(year, 702))

    assert OVER.format(words(year), words(year + 1)) not in before["en"]
    assert after["en"].startswith(OVER.format(words(year), words(year + 1)))
    assert after["es"].startswith(OVER_ES.format(words(year)))


def test_what_waits_and_what_is_asked_for_is_of_the_same_next_year(taught: World, client_of: ClientOf, go: Go) -> None:
    year, diego = taught.year.end_year, taught.people["diego"]
    plan(taught, "WELDING", "proposed")
    day = go(year, 702)

    (waits,) = waiting_for(Viewer(taught.people["dana"].user, on=day))
    assert (waits.pk, getattr(waits, "waiting")) == (diego.pk, 1)  # noqa: B009
    answer = client_of(taught, "dana").get("/course-plan/requests.csv").content.decode("utf-8-sig")
    (row,) = csv.DictReader(answer.splitlines())
    assert words(year + 1) in row.values()
    assert "ENG-11" in row.values()
    assert standing_of([diego.pk], passing={"A"}, today=day)[diego.pk]["ENG-11"].words == "in the plan"


def test_the_writer_of_requirements_sees_the_classes_in_school(taught: World, go: Go) -> None:
    year = taught.year.end_year
    book = rule_book(taught.district)
    assert book is not None
    writer = Writer(taught.people["dana"], taught.district, book, adopts=False)
    with translation.override("en"):
        before = [(one.leaves, one.grade) for one in classes_now(writer, go(year, 615))]
        assert [(one.leaves, one.grade) for one in classes_now(writer, go(year, 702))] == before
    assert before[0] == (year, 12)


def test_what_is_in_progress_stays_so_until_the_roster_comes(taught: World, go: Go) -> None:
    year, diego = taught.year.end_year, taught.people["diego"]
    assert TranscriptCourse.objects.filter(code="BIOLOGY", state="in_progress").exists()
    go(year, 702)

    states = {line.key: line.status for line in graduation_page(diego).under_way}

    assert states
    assert set(states.values()) <= {"In progress", "Scheduled this year"}


def test_a_roster_of_may_ends_no_class_of_this_year_for_a_scholarship(world: World, tmp_path: Path, go: Go) -> None:
    calculus = {"code": "CALC", "title": "AP Calculus", "credits": "1", "areas": "math.calculus", "tags": "ap"}
    take_courses(world, tmp_path, *CATALOG, calculus | {"grades": "11-12"})
    take_transcripts(world, tmp_path, whole("ENG-9"), now(world, "CALC"))
    District.objects.filter(pk=world.district.pk).update(grades_of=world.year.end_year)
    Person.objects.filter(pk=world.people["diego"].pk).update(grade="11")

    def mathematics() -> str:
        asks = [ask for one in scholarship_page(again(world).people["diego"]).offers for ask in one.asks]
        return next(ask.tag for ask in asks if ask.key == "mathematics")

    go(world.year.end_year, 520)
    assert mathematics() == "When this year’s classes are passed"
    arrives(world, "12")
    assert mathematics() == "When this year’s classes are passed"


@pytest.mark.parametrize("grade", [11, 12])
def test_a_roster_of_may_leaves_the_rest_of_a_class_to_come(grade: int) -> None:
    """Half of calculus is passed, and the record has no second half yet: somebody has to say whether it is the way."""
    half = course("AP-CALC-AB", "0.5", "B", grade=11, term="S1")
    transcript = Transcript("s", 2028, grade, (half,), year=2016 + grade)
    (found,) = [
        one for one in audit(Compiled(utah(2028)), transcript, today=date(2027, 5, 20)).choices
        if one.choice.key == "math_way"
    ]  # fmt: skip

    assert (str(found.status), found.chosen) == ("ask", ("calculus",))


# What was planned for the year that has begun


def begun(world: World) -> World:
    """The new roster is there: Diego is in grade 11, and nothing is registered yet. Welding was approved, too."""
    plan(world, "WELDING", "approved")
    return arrives(world)


def shown(client: Client, address: str, language: str = "en") -> str:
    client.cookies["doorway_language"] = language
    return " ".join(client.get(address).content.decode().split())


def requests(client: Client) -> list[tuple[str, str]]:
    answer = client.get("/course-plan/requests.csv").content.decode("utf-8-sig")
    return [(row["course_code"], row["school_year"]) for row in csv.DictReader(answer.splitlines())]


def listed(world: World, code: str, student: Person | None = None) -> None:
    """The transcript has the class of the year that has begun."""
    TranscriptCourse.objects.create(
        district=world.district, student=student or world.people["diego"], code=code,
        school_year=world.year.end_year + 1, term="Y", state="in_progress", units=1000, changed_at=timezone.now(),
    )  # fmt: skip


def planned_in(page: GraduationPage) -> str:
    """The credits of the plan that the page counts for this year."""
    return next((part.credits for part in page.parts if part.key == "made_up"), "")


def test_what_was_approved_for_the_year_that_begins_stays_and_counts(
    taught: World, client_of: ClientOf, go: Go
) -> None:
    year, diego = taught.year.end_year, taught.people["diego"]
    go(year, 702)
    before = line(graduation_page(diego), "la_11")
    begun(taught)
    day = go(year, 825)

    page = graduation_page(taught.people["diego"])
    assert (before.status, line(page, "la_11").status) == ("Planned", "Planned")
    assert planned_in(page) == "2"
    planning = planning_of(taught.people["diego"], today=day)
    assert {row.course.code for row in planning.waits} == {"ENG-11", "WELDING"}
    held = hold(planning, today=day)
    assert held is not None
    assert next(one for one in held.result.lines if one.line.key == "la_11").status is Status.PLANNED

    dana = client_of(taught, "dana")
    text = shown(dana, f"/course-plan/{diego.pk}/")
    in_one = f'(<span class="dw-unbroken">{words(year + 1)}</span>)'
    assert f"Planned for this year {in_one}, not registered yet" in text
    assert "English 11" in text.split("not registered yet")[1].split("</section>")[0]
    assert f"Planeado para este año {in_one}" in shown(dana, f"/course-plan/{diego.pk}/", "es")
    assert requests(dana) == [("ENG-11", words(year + 1)), ("WELDING", words(year + 1))]
    assert standing_of([diego.pk], passing={"A"}, today=day)[diego.pk]["ENG-11"].words == "in the plan"


def test_what_the_school_has_registered_waits_no_more(taught: World, client_of: ClientOf, go: Go) -> None:
    year, diego = taught.year.end_year, taught.people["diego"]
    begun(taught)
    day = go(year, 901)
    listed(taught, "ENG-11")

    planning = planning_of(taught.people["diego"], today=day)
    assert [row.course.code for row in planning.waits] == ["WELDING"]
    page = graduation_page(taught.people["diego"])
    assert (line(page, "la_11").status, planned_in(page)) == ("In progress", "1")
    dana = client_of(taught, "dana")
    assert requests(dana) == [("WELDING", words(year + 1))]
    assert standing_of([diego.pk], passing={"A"}, today=day)[diego.pk]["ENG-11"].words == "taken this year"
    # The comparison says of the other one that it is missing.
    compared = next(one.compared for one in registration_of(planning) if one.year == year + 1)
    assert [one.code for one in compared.missing] == ["WELDING"]


def left_of(student: Person, district: District, day: date) -> int:
    """What the counselor's list says is left after this year's classes, in thousandths of a credit."""
    seat = Seat(student.pk, student.grade, student.district_id)
    found = Standings([seat], district, day)
    found.find([seat])
    return found.known[student.pk].left


def test_a_class_list_registers_it_and_it_counts_until_the_transcript_has_it(
    taught: World, client_of: ClientOf, go: Go
) -> None:
    year = taught.year.end_year
    begun(taught)
    go(year, 901)
    later = SchoolYear.objects.create(
        district=taught.district, name=words(year + 1), starts_on=date(year, 7, 1), ends_on=date(year + 1, 6, 30)
    )
    SchoolClass.objects.filter(enrollments=enroll(taught, "ENG-11")).update(school_year=later)

    # It is scheduled then, and not only planned: on the page, for the list, in the course plan and on paper.
    diego = taught.people["diego"]
    page = graduation_page(diego)
    assert (line(page, "la_11").status, planned_in(page)) == ("Scheduled this year", "1")
    assert next(part.credits for part in page.parts if part.key == "scheduled") == "1"
    planning = planning_of(diego, today=date(year, 9, 1))
    held = hold(planning, today=date(year, 9, 1))
    assert held is not None
    assert next(one for one in held.result.lines if one.line.key == "la_11").status is Status.SCHEDULED
    left = left_of(diego, taught.district, date(year, 9, 1))
    assert credit_words(left) in (page.left, page.headline)
    (row,) = Enrollment.objects.filter(school_class__course__code="ENG-11")
    row.is_active = False
    row.save()
    assert left_of(diego, taught.district, date(year, 9, 1)) == left + 1000
    assert line(graduation_page(diego), "la_11").status == "Planned"
    row.is_active = True
    row.save()
    columns = {"has_transcript": True, "has_course_plan": True, "has_scholarship": False}
    decided: dict[str, object] = {"decision_rows": [], "fact_rows": []}
    sentences = said_on_plans([diego], taught.district, date(year, 9, 1), {diego.pk: columns | decided})[diego.pk]
    stands = " ".join(dict(one)["en"] for one in sentences)
    assert credit_words(left) in stands
    dana = client_of(taught, "dana")
    assert requests(dana) == [("WELDING", words(year + 1))]
    text = shown(dana, f"/course-plan/{taught.people['diego'].pk}/")
    assert "English 11" not in text.split("not registered yet")[1].split("</section>")[0]


def test_a_reason_and_the_middle_of_the_year_end_the_waiting(taught: World, client_of: ClientOf, go: Go) -> None:
    year = taught.year.end_year
    begun(taught)
    row = PlannedCourse.objects.get(course__code="ENG-11")
    reason = RegistrationReason.objects.create(
        district=taught.district, planned=row, reason="Taken in summer", written_by=taught.people["dana"],
        written_at=timezone.now(),
    )  # fmt: skip

    def waits(day: date) -> list[str]:
        planning = planning_of(taught.people["diego"], today=day)
        return sorted(one.course.code for one in planning.waits)

    assert waits(go(year, 901)) == ["WELDING"]
    assert planned_in(graduation_page(taught.people["diego"])) == "1"
    assert requests(client_of(taught, "dana")) == [("WELDING", words(year + 1))]
    RegistrationReason.objects.filter(pk=reason.pk).update(
        withdrawn_at=timezone.now(), withdrawn_by=taught.people["dana"]
    )
    assert waits(go(year, 1231)) == ["ENG-11", "WELDING"]
    assert waits(go(year + 1, 102)) == []
    assert planned_in(graduation_page(taught.people["diego"])) == ""
    assert requests(client_of(taught, "dana")) == []


@pytest.mark.parametrize(
    ("term", "day", "may"),
    [
        ("", date(2027, 9, 1), True), ("", date(2028, 1, 1), False), ("S1", date(2027, 12, 31), True),
        ("S1", date(2028, 1, 1), False), ("S1 S2", date(2028, 2, 1), False), ("S2", date(2028, 2, 1), True),
        ("Q3", date(2028, 2, 1), True), ("T2", date(2028, 2, 1), False), ("T3", date(2028, 2, 1), True),
        ("Fall", date(2028, 2, 1), False), ("S2", date(2028, 7, 2), False), ("Summer", date(2028, 7, 2), True),
        ("", date(2027, 6, 20), True),
    ],
)  # fmt: skip
def test_until_when_a_class_may_be_registered(term: str, day: date, may: bool) -> None:
    assert may_begin(term, 2028, day) is may


def test_an_honors_class_on_the_record_stands_for_the_plain_one_in_the_plan(
    taught: World, tmp_path: Path, go: Go
) -> None:
    honors = {"code": "ENG-11H", "title": "English 11 Honors", "credits": "1", "areas": "ela.11", "grades": "11"}
    take_courses(taught, tmp_path, *CATALOG, honors)
    begun(taught)
    day = go(taught.year.end_year, 901)
    listed(taught, "ENG-11H")

    planning = planning_of(taught.people["diego"], today=day)

    assert [row.course.code for row in planning.waits] == ["WELDING"]
    assert planned_in(graduation_page(taught.people["diego"])) == "1"


def test_what_waits_comes_before_the_next_class_and_is_taken_out_by_the_counselor(
    taught: World, tmp_path: Path, client_of: ClientOf, go: Go
) -> None:
    year, diego = taught.year.end_year, taught.people["diego"]
    second = {"code": "WELDING-2", "title": "Welding 2", "credits": "1", "grades": "10-12", "prerequisites": "WELDING"}
    take_courses(taught, tmp_path, *CATALOG, second)
    begun(taught)
    go(year, 901)
    address = f"/course-plan/{diego.pk}/"

    dana = client_of(taught, "dana")
    dana.cookies["doorway_language"] = "en"
    sent = {"course": "WELDING-2", "grade": "12", "term": ""}
    assert "The class is in the plan." in dana.post(address, sent, follow=True).content.decode()
    welding = PlannedCourse.objects.get(course__code="WELDING")
    out = dana.post(f"{address}{welding.pk}/take-back/", follow=True).content.decode()
    assert "The class is out of the plan." not in out
    next_one = PlannedCourse.objects.get(course__code="WELDING-2")
    for row in (next_one, welding):
        dana.post(f"{address}{row.pk}/take-back/", follow=True)
        row.refresh_from_db()
        assert row.status == "taken_back"
    assert "Welding" not in shown(dana, address).split("not registered yet")[1].split("</section>")[0]


def test_who_else_asks_is_counted_for_the_year_of_the_class(taught: World, client_of: ClientOf, go: Go) -> None:
    """In the year that has begun nobody goes on elsewhere for it, and what was only proposed is asked for no more."""
    year, diego = taught.year.end_year, taught.people["diego"]
    begun(taught)
    go(year, 901)
    # The high school ends with the grade in which he is: for the next year nobody would be there any more.
    School.objects.filter(pk=taught.schools["panguitch-high"].pk).update(grades="10,11")
    for number, status in enumerate(("approved", "proposed")):
        other = Person.objects.create(
            district=taught.district, given_name=f"Child{number}", family_name="Other", grade="11",
            sourced_id=f"asks-{number}",
        )  # fmt: skip
        Membership.objects.create(
            district=taught.district, person=other, school=taught.schools["panguitch-high"], role=Role.STUDENT,
            is_primary=True,
        )  # fmt: skip
        plan(taught, "WELDING", status, other)
        if status == "approved":
            listed(taught, "WELDING", other)
    dana = client_of(taught, "dana")

    def asked() -> dict[str, str]:
        answer = dana.get("/course-plan/requests.csv").content.decode("utf-8-sig")
        rows = list(csv.DictReader(answer.splitlines()))
        return {row["course_code"]: row["asked"] for row in rows if row["student"] == diego.full_name}

    # Diego, and the one who is registered for it already.
    assert asked() == {"ENG-11": "1", "WELDING": "2"}
    RegistrationReason.objects.create(
        district=taught.district, planned=PlannedCourse.objects.get(student=diego, course__code="ENG-11"),
        reason="Taken in summer", written_by=taught.people["dana"], written_at=timezone.now(),
    )  # fmt: skip
    assert asked() == {"WELDING": "2"}
    assert "for this one what is not registered yet or makes up credit" in shown(dana, "/course-plan/")


def test_a_graduate_whom_the_new_roster_left_out_stays_of_the_own_class(taught: World, go: Go) -> None:
    """Active still and in no school any more: grade 12 is of the year before, also when the district has turned."""
    year, diego = taught.year.end_year, taught.people["diego"]
    arrives(taught, "12")
    Person.objects.filter(pk=diego.pk).update(grade_year=year)
    go(year, 920)

    def classes() -> set[int]:
        diego = again(taught).people["diego"]
        planning = planning_of(diego, today=date(year, 9, 20))
        return {graduation_page(diego).class_of, scholarship_page(diego).class_of, planning.year - planning.grade + 12}

    # Whoever has a seat is of the district's year, as in every list.
    assert classes() == {year + 1}
    Membership.objects.filter(person=diego, role=Role.STUDENT).update(ends_on=date(year, 6, 5))
    assert classes() == {year}
    Person.objects.filter(pk=diego.pk).update(grade_year=year + 1)
    assert classes() == {year + 1}
