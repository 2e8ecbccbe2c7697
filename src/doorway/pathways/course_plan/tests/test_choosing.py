"""Classes are looked for by words, subject, grade and what they fill, and put into the plan from there."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.world import World

from doorway.pathways.course_plan.choosing import Asked, Choosable, Chooser, Chosen
from doorway.pathways.course_plan.ground import planning_of
from doorway.pathways.course_plan.held import hold
from doorway.pathways.course_plan.page import course_plan_page
from doorway.pathways.course_plan.tests.test_course_plan import MORE, address, planned, send
from doorway.pathways.graduation.tests.test_page import now, whole
from doorway.pathways.imports.tests.files import CATALOG, take_courses, take_transcripts
from doorway.pathways.models import CatalogCourse, PlannedCourse
from doorway.roster.models import Membership, RecordLook

ClientOf = Callable[[World, str], Client]


@pytest.fixture
def taught(world: World, tmp_path: Path) -> World:
    """Diego is in grade 10: English 9 is passed, Biology is under way. One class has Spanish words of its own."""
    far = {"code": "FAR", "title": "Far Away", "credits": "1", "schools": world.schools["panguitch-elementary"].slug}
    young = {"code": "YOUNG", "title": "Young Welders", "credits": "0.5", "grades": "7-8"}
    take_courses(world, tmp_path, *CATALOG, *MORE, far, young)
    take_transcripts(world, tmp_path, whole("ENG-9"), whole("BAND", "F"), now(world, "BIOLOGY"))
    CatalogCourse.objects.filter(code="WELDING").update(titles={"es": "Soldadura 1"})
    return world


def chosen(world: World, text: str = "", **asked: str | int) -> Chosen:
    planning = planning_of(world.people["diego"], today=timezone.localdate())
    return Chooser(planning, hold(planning, today=timezone.localdate())).find(Asked(text, **asked))  # type: ignore[arg-type]


def codes(found: Chosen) -> list[str]:
    return [one.code for one in found.classes]


def one(world: World, code: str, text: str = "") -> Choosable:
    return next(found for found in chosen(world, text or code).classes if found.code == code)


def opened(client: Client, world: World, query: str = "", language: str = "en") -> str:
    client.cookies["doorway_language"] = language
    answer = client.get(address(world, f"classes/{query}"))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_without_a_word_it_lists_what_can_be_planned_and_nothing_else(taught: World) -> None:
    planning = planning_of(taught.people["diego"], today=timezone.localdate())
    listed = [found.code for found in course_plan_page(planning, today=timezone.localdate()).courses]
    assert codes(chosen(taught)) == listed
    assert "WELDING" in listed
    assert not {"ENG-9", "BIOLOGY", "FAR", "YOUNG"} & set(listed)


@pytest.mark.parametrize(
    ("text", "first"),
    [("weldign", "WELDING"), ("soldadura", "WELDING"), ("ENG-11", "ENG-11"), ("math 2", "MATH-2"), ("eng", "ENG-11")],
)
def test_words_find_titles_codes_and_other_languages(taught: World, text: str, first: str) -> None:
    assert codes(chosen(taught, text))[0] == first


def test_what_cannot_be_planned_is_found_by_its_words_and_says_why(taught: World) -> None:
    said = {code: one(taught, code).no for code in ("ENG-9", "BIOLOGY", "FAR", "YOUNG", "WELDING-2", "WELDING")}
    assert said == {
        "ENG-9": "You have passed it or are taking it now. It counts once.",
        "BIOLOGY": "You have passed it or are taking it now. It counts once.",
        "FAR": "It is not taught at this school.",
        "YOUNG": "It is for earlier grades.",
        "WELDING-2": "Welding 2 comes after: Welding 1. Plan that for an earlier grade first.",
        "WELDING": "",
    }
    assert [found.has_way for found in (one(taught, "WELDING-2"), one(taught, "FAR"))] == [True, False]
    # What can be planned comes first, however well the words of another one fit.
    assert codes(chosen(taught, "young welders welding"))[-1:] != ["WELDING"]
    assert codes(chosen(taught, "weld"))[-1] == "YOUNG"


def test_a_full_year_is_the_reason_and_the_year_with_room_is_offered(taught: World) -> None:
    diego = taught.people["diego"]
    assert [at.grade for at in one(taught, "HUGE").places] == [11, 12]
    at = timezone.now()
    PlannedCourse.objects.create(
        district=taught.district, student=diego, course=CatalogCourse.objects.get(code="HUGE"), proposed_by=diego,
        school_year=taught.year.end_year + 1, status="proposed", role="student", proposed_at=at, changed_at=at,
    )  # fmt: skip
    assert [place.grade for place in one(taught, "WELDING").places] == [12]
    assert one(taught, "HUGE").no == "It is in the plan already."
    assert "Grade 11 would have 10.5 credits. There is room for 10" in one(taught, "ENG-11").no


def test_a_class_of_the_same_year_is_offered_for_the_term_after(taught: World, client_of: ClientOf) -> None:
    CatalogCourse.objects.filter(code="WELDING").update(terms="S1, S2")
    send(client_of(taught, "diego"), taught, "WELDING", 11, "S1")
    assert [(at.grade, at.term) for at in one(taught, "WELDING-2").places] == [(11, "S2"), (12, "")]
    client_of(taught, "diego").post(address(taught, "classes/"), {"course": "WELDING-2", "at": "11 S2"})
    assert planned("WELDING-2").term == "S2"


def test_the_terms_in_which_a_class_is_taught_are_said(taught: World, client_of: ClientOf) -> None:
    text = " ".join(client_of(taught, "diego").get(address(taught, "classes/")).content.decode().split())
    told = {one.code: one for one in chosen(taught).classes if one.terms}
    assert told
    for one in told.values():
        assert f"· {', '.join(called for _term, called in one.term_choices)}" in text.split(f"{one.code} ·")[1][:120]


def test_what_it_fills_is_said_and_can_be_looked_for(taught: World) -> None:
    english = one(taught, "ENG-11")
    assert (english.missing, english.counts) == (("Language arts, level 11",), ())
    key = next(key for key, title, _missing in chosen(taught).requirements if title == "Language arts, level 11")
    assert codes(chosen(taught, fills=key)) == ["ENG-11"]
    assert "ENG-11" in codes(chosen(taught, fills="missing"))
    assert english.in_short == "ENG-11 · Language arts · fills: Language arts, level 11"
    # Words find it, too, and a subject: the heading of the requirements.
    assert "ENG-11" in codes(chosen(taught, "language arts level 11"))
    subjects = {title: key for key, title in chosen(taught).subjects}
    assert codes(chosen(taught, subject=subjects["Mathematics"])) == ["MATH-1", "MATH-2"]
    assert set(codes(chosen(taught, "mathematics"))) == {"MATH-1", "MATH-2"}
    assert codes(chosen(taught, subject="nonsense")) == []
    assert "ENG-11" not in codes(chosen(taught, grade=12))


def test_without_a_record_nothing_is_said_to_be_missing(world: World, tmp_path: Path) -> None:
    take_courses(world, tmp_path, *CATALOG)
    assert one(world, "ENG-11").missing == ()
    assert chosen(world).requirements == ()


def test_a_class_is_put_into_the_plan_from_there(taught: World, client_of: ClientOf) -> None:
    diego = client_of(taught, "diego")
    page = opened(diego, taught, "?q=english")
    assert re.search(r'name="at" value="11">\s*Propose it for grade 11', page)
    answer = diego.post(address(taught, "classes/?q=english"), {"course": "ENG-11", "at": "11"})
    assert answer["Location"] == address(taught, "classes/?q=english#done")
    assert "English 11 is in the plan for grade 11." in opened(diego, taught, "?q=english")
    assert (planned("ENG-11").status, planned("ENG-11").role) == ("proposed", "student")

    dana = client_of(taught, "dana")
    assert "Put it into grade 12" in opened(dana, taught, "?q=english")
    dana.post(address(taught, "classes/"), {"course": "ENG-12", "at": "12"})
    assert planned("ENG-12").status == "approved"


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"course": "ENG-11", "at": "12"}, "English 11 is for grade 11. Choose that grade."),
        ({"course": "ENG-11", "at": "x"}, "The plan has changed in the meantime. Look at it again."),
        ({"course": "NOBODY", "at": "11"}, "The plan has changed in the meantime. Look at it again."),
        ({}, "The plan has changed in the meantime. Look at it again."),
        ({"course": "FAR", "at": "11"}, "Far Away is not taught at this school."),
    ],
)
def test_what_is_not_allowed_is_refused_there_too(
    taught: World, client_of: ClientOf, sent: dict[str, str], sentence: str
) -> None:
    diego = client_of(taught, "diego")
    diego.post(address(taught, "classes/"), sent)
    assert sentence in opened(diego, taught)
    assert not PlannedCourse.objects.exists()


def test_it_speaks_spanish(taught: World, client_of: ClientOf) -> None:
    text = opened(client_of(taught, "rosa"), taught, "?q=soldadura", "es")
    assert "Soldadura 1" in text
    assert "Buscar una clase" in text


@pytest.mark.parametrize(
    ("language", "half", "unsure"),
    [("en", "S1 is usually the first half", "If you are not sure, leave it as it is."),
     ("es", "S1 suele ser la primera mitad", "Si no está seguro, déjelo como está.")],
)  # fmt: skip
def test_every_choice_that_a_student_may_not_understand_has_a_hint(
    taught: World, tmp_path: Path, client_of: ClientOf, language: str, half: str, unsure: str
) -> None:
    either = {"code": "POTTERY", "title": "Pottery", "credits": "0.5", "grades": "9-12", "terms": "S1, Summer"}
    take_courses(taught, tmp_path, *CATALOG, *MORE, either)
    text = opened(client_of(taught, "diego"), taught, "", language)

    assert half in text.split('id="terms-hint"')[1].split("</p>")[0]
    chosen_by = dict(re.findall(r'<select[^>]* name="(\w+)"[^>]*aria-describedby="([^"]+)"', text))
    assert {"fills", "grade", "term"} <= chosen_by.keys()
    for hint in " ".join(chosen_by.values()).split():
        assert f'id="{hint}"' in text
    assert unsure in text
    # The name of a term that is not the school's own is in the reader's language.
    assert f'<option value="Summer">{"Summer" if language == "en" else "Verano"}</option>' in text


def test_a_look_is_logged_and_who_only_reads_sees_no_button(taught: World, client_of: ClientOf) -> None:
    school = taught.schools["panguitch-high"]
    Membership.objects.create(
        district=taught.district, person=taught.people["owen"], school=school, role="principal",
        begins_on=timezone.localdate(),
    )  # fmt: skip
    for who, proposes in (("diego", True), ("rosa", True), ("dana", True), ("owen", False)):
        looks = RecordLook.objects.filter(page="course-plan").count()
        client = client_of(taught, who)
        assert ('name="at"' in opened(client, taught)) is proposes
        assert RecordLook.objects.filter(page="course-plan").count() == looks + 1
        if not proposes:
            assert client.post(address(taught, "classes/"), {"course": "ENG-11", "at": "11"}).status_code == 404
    assert not PlannedCourse.objects.exists()


@pytest.mark.parametrize("query", ["?grade=abc", "?grade=99999", "?fills=%00", "?q=%00%00", "?subject='--", "?page=zz"])
def test_a_strange_address_is_answered(taught: World, client_of: ClientOf, query: str) -> None:
    opened(client_of(taught, "diego"), taught, query)


def test_it_costs_few_queries_however_many_classes_there_are(taught: World, client_of: ClientOf) -> None:
    def asked() -> int:
        client = client_of(taught, "diego")
        client.get(address(taught, "classes/"))
        with CaptureQueriesContext(connection) as found:
            opened(client, taught, "?q=class")
        return len(found)

    before = asked()
    now_ = timezone.now()
    CatalogCourse.objects.bulk_create(
        CatalogCourse(
            district=taught.district, code=f"MORE-{number}", title=f"More {number}", units=500, first_grade=9,
            last_grade=12, changed_at=now_,
        )
        for number in range(60)
    )  # fmt: skip
    assert asked() == before <= 12


def test_a_class_that_another_page_has_named_and_that_cannot_be_planned_is_not_silently_left_out(
    taught: World, client_of: ClientOf
) -> None:
    diego = client_of(taught, "diego")

    def named(code: str, language: str = "en") -> str:
        diego.cookies["doorway_language"] = language
        return " ".join(diego.get(address(taught, f"?course={code}&grade=11")).content.decode().split())

    assert "<strong>Biology</strong>: You have passed it or are taking it now. It counts once." in named("BIOLOGY")
    assert "<strong>Far Away</strong>: It is not taught at this school." in named("FAR")
    send(diego, taught, "WELDING", 11)
    assert "<strong>Soldadura 1</strong>: Ya está en el plan." in named("WELDING", "es")
    # What can be planned is chosen already, and what only waits for something stands in the list.
    for code in ("ENG-11", "MATH-2", "NOBODY-KNOWS"):
        before_the_field = named(code).split('id="propose"')[1].split('class="dw-filter"')[0]
        assert "<strong>" not in before_the_field


def test_what_the_catalog_does_not_have_is_no_raw_code(taught: World, tmp_path: Path) -> None:
    lost = {"code": "LOST", "title": "Lost Class", "credits": "1", "grades": "9-12", "prerequisites": "NOPE WELDING"}
    take_courses(taught, tmp_path, *CATALOG, *MORE, lost)

    assert "comes after: NOPE, which the catalog does not have" in one(taught, "LOST").no


def test_what_was_done_or_refused_is_said_at_the_class_and_not_above_all(taught: World, client_of: ClientOf) -> None:
    diego = client_of(taught, "diego")
    sent_with = r'name="place" value="(\d+)"><input type="hidden" name="course" value="([\w-]+)"'
    order = re.findall(sent_with, opened(diego, taught))
    at, code = next((number, code) for number, code in order if code == "MATH-2")
    following = order[order.index((at, code)) + 1]
    assert [int(number) for number, _code in order] == sorted(int(number) for number, _code in order)

    def said(sent: dict[str, str], query: str = "") -> str:
        page = diego.post(address(taught, f"classes/{query}"), sent, follow=True)
        return " ".join(page.content.decode().split())

    # Where it stood, what follows it stands now; there it is said.
    page = said({"course": code, "at": "11", "place": at})
    note = r'<li class="dw-work"> <div class="dw-note" id="done" tabindex="-1">[^§]{0,200}grade 11\.</p></div> '
    assert re.search(rf'{note}<h3[^>]*>[^<]+</h3> <p class="dw-quiet">{following[1]} ', page), page
    assert "data-flash" not in page
    # What is refused is said at the class, which is still there.
    page = said({"course": "WELDING-2", "at": "11", "place": "2"})
    assert 'dw-note--stop" id="done" tabindex="-1"><p>Welding 2 comes after: Welding 1' in page
    # Nothing is left in the list, or the place is none.
    assert 'id="done"' in said({"course": "ENG-11", "at": "11", "place": "1"}, "?q=&fills=la_11")
    for place in ("", "x", "0", "99999999999"):
        assert "Secondary Math II is in the plan already." in said({"course": code, "at": "11", "place": place})


def posted(client: Client, world: World, where: str, code: str) -> str:
    """A class for grade 11, sent to a page of the plan."""
    client.cookies["doorway_language"] = "en"
    sent = {"course": code, "grade": "11", "at": "11", "term": ""}
    return " ".join(client.post(address(world, where), sent, follow=True).content.decode().split())


def test_of_classes_that_wait_for_each_other_no_way_is_offered(
    taught: World, tmp_path: Path, client_of: ClientOf
) -> None:
    ring = (
        {"code": "RING-1", "title": "Ring One", "credits": "1", "grades": "9-12", "prerequisites": "RING-2"},
        {"code": "RING-2", "title": "Ring Two", "credits": "1", "grades": "9-12", "prerequisites": "RING-1"},
        {"code": "AFTER", "title": "Ring After", "credits": "1", "grades": "9-12", "prerequisites": "RING-1"},
    )
    take_courses(taught, tmp_path, *CATALOG, *MORE, *ring)

    assert [one(taught, code).has_way for code in ("RING-1", "RING-2", "AFTER")] == [False] * 3
    said = "in the catalog these wait for each other: Ring"
    assert all(said in one(taught, code).no for code in ("RING-1", "RING-2", "AFTER"))
    assert not any("comes after" in one(taught, code).no for code in ("RING-1", "RING-2"))
    assert one(taught, "WELDING-2").has_way
    # Sent by hand, where no list offers it.
    for code in ("RING-1", "AFTER"):
        for where in ("", "classes/"):
            text = posted(client_of(taught, "diego"), taught, where, code)
            assert said in text, (code, where)
            assert not re.search(r"Ring \w+ comes after", text)
            assert "See it together with what comes before it" not in text or where
    diego = client_of(taught, "diego")
    diego.cookies["doorway_language"] = "en"
    for code, offered in (("RING-1", False), ("WELDING-2", True)):
        text = diego.post(address(taught), {"course": code, "grade": "11"}, follow=True).content.decode()
        assert ("See it together with what comes before it" in text) is offered


@pytest.fixture
def lucias(world: World, tmp_path: Path) -> World:
    """Lucía is in grade 7 at a school that ends with grade 8; each school has a class of its own for grades 8 to 12."""
    schools = {"SHOP-M": "panguitch-middle", "SHOP-H": "panguitch-high", "SHOP-X": "panguitch-elementary"}
    rows = [
        {"code": code, "title": f"Shop {code[-1]}", "credits": "1", "grades": "7-12", "schools": slug}
        for code, slug in schools.items()
    ]
    after = {"code": "SHOP-2", "title": "Shop 2", "credits": "1", "grades": "8-12", "prerequisites": "SHOP-H"}
    take_courses(world, tmp_path, *CATALOG, *rows, after)
    return world


def lucias_places(world: World, code: str) -> tuple[list[int], str]:
    planning = planning_of(world.people["lucia"], today=timezone.localdate())
    found = Chooser(planning, None).find(Asked(code)).classes
    one = next(one for one in found if one.code == code)
    return [at.grade for at in one.places], one.no


def test_a_class_is_planned_only_for_a_grade_of_a_school_that_teaches_it(lucias: World) -> None:
    assert lucias_places(lucias, "SHOP-M") == ([8], "")
    assert lucias_places(lucias, "SHOP-H") == ([9, 10, 11, 12], "")
    assert lucias_places(lucias, "SHOP-X") == ([], "It is not taught at this school.")
    CatalogCourse.objects.filter(code="SHOP-H").update(first_grade=7, last_grade=8)
    assert lucias_places(lucias, "SHOP-H") == ([], "It is not taught at the schools of the grades for which it is.")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Where grade 9 is taken, Shop M is not taught. Choose another grade, or another class."),
        ("es", "Donde se cursa el grado 9 no se imparte Shop M. Elija otro grado u otra clase."),
    ],
)
def test_whoever_wants_it_elsewhere_reads_why_not(
    lucias: World, client_of: ClientOf, language: str, sentence: str
) -> None:
    rosa = client_of(lucias, "rosa")
    rosa.cookies["doorway_language"] = language
    data = {"course": "SHOP-M", "grade": "9", "term": ""}
    page = " ".join(rosa.post(address(lucias, key="lucia"), data).content.decode().split())

    assert sentence in page
    assert not PlannedCourse.objects.exists()
    rosa.post(address(lucias, key="lucia"), data | {"grade": "8"})
    row = planned("SHOP-M")
    assert row.school_year == lucias.year.end_year + 1
    # It is not moved to a grade of the other school either.
    rosa.post(address(lucias, f"{row.pk}/move/", key="lucia"), {"grade": "10"})
    assert planned("SHOP-M").pk == row.pk


def test_what_comes_first_is_placed_where_it_is_taught(lucias: World, client_of: ClientOf) -> None:
    client_of(lucias, "rosa").post(address(lucias, "way/?course=SHOP-2", key="lucia"))

    assert planned("SHOP-H").school_year == lucias.year.end_year + 2
    assert planned("SHOP-2").school_year == lucias.year.end_year + 3


def test_schools_follow_one_another_to_the_last_grade(lucias: World) -> None:
    """The middle school goes on to one of grade 9 alone, and that to the high school."""
    school = lucias.schools["panguitch-elementary"]
    school.grades = "09"
    school.save()
    lucias.schools["panguitch-high"].grades = "10,11,12"
    lucias.schools["panguitch-high"].save()

    assert lucias_places(lucias, "SHOP-X") == ([9], "")
    assert lucias_places(lucias, "SHOP-H") == ([10, 11, 12], "")


def test_where_the_roster_does_not_say_what_follows_any_of_its_schools_may(lucias: World) -> None:
    """Nothing is known to teach grade 12: what the schools that go on teach is not refused for it."""
    lucias.schools["panguitch-high"].grades = "09,10,11"
    lucias.schools["panguitch-high"].save()

    assert lucias_places(lucias, "SHOP-H") == ([9, 10, 11, 12], "")
    assert lucias_places(lucias, "SHOP-M") == ([8, 12], "")
