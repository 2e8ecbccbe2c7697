"""What is asked for beside credits: who says that it is asked, which scores count, and how it stands everywhere."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from tests.world import World

from doorway.assessments.models import Score
from doorway.pathways.core.audit import audit
from doorway.pathways.core.rules import ByAverage, ByCourses, ByTest, Criterion, Line, Mark, RuleSet, Selector
from doorway.pathways.core.transcript import TestScore, school_year
from doorway.pathways.files.records import student_line
from doorway.pathways.graduation import listing
from doorway.pathways.graduation.access import FactTeller
from doorway.pathways.graduation.beside import beside_of
from doorway.pathways.graduation.facts import known_fact, say
from doorway.pathways.graduation.listing import Seat, Standings
from doorway.pathways.graduation.page.build import graduation_page
from doorway.pathways.graduation.page.shown import BesideShown, GraduationPage, Tells, WayShown
from doorway.pathways.graduation.records import class_of, kinds_of, rows_of, transcript_of
from doorway.pathways.graduation.rulebooks import Requirements, held_against, ready, requirements_of, rule_book
from doorway.pathways.graduation.tests.test_page import AUTUMN, now, whole, year
from doorway.pathways.imports.tests.files import CATALOG, take_courses, take_transcripts
from doorway.pathways.models import GraduationDecision, StudentFact
from doorway.pathways.models.roles import SaidAs
from doorway.pathways.on_the_plan import said_on_plans
from doorway.policy.packs import grade_number
from doorway.policy.queries import state_pack
from doorway.policy.scores import best_scores
from doorway.roster.models import Person

ClientOf = Callable[[World, str], Client]
Says = StudentFact.Says
COLLEGE, COMPETENCY = "college_bound", "math_competency"
WAYS = ("ACT", "SAT", "AP", "IB", "CLEP", "1 class", "1 credit")
ACT, SAT, AP, IB, CLEP, QUANTITATIVE, SENIOR_YEAR = range(7)


def today(world: World) -> date:
    return date(world.year.starts_on.year, *AUTUMN)


def page_of(world: World, **more: object) -> GraduationPage:
    return graduation_page(world.people["diego"], today=today(world), **more)  # type: ignore[arg-type]


def shown(world: World, **more: object) -> BesideShown:
    (one,) = page_of(world, **more).beside
    assert one.key == COMPETENCY
    return one


def way(world: World, number: int, **more: object) -> WayShown:
    """One of the seven; what is there already shows only those that are gone."""
    found = shown(world, **more)
    assert len(found.ways) == len(WAYS) or found.is_there
    return next(one for one in found.ways if one.words.startswith(WAYS[number]))


def said(world: World, says: StudentFact.Says, *, who: str = "diego", role: SaidAs = SaidAs.STUDENT) -> StudentFact:
    student = world.people["diego"]
    leaves = class_of(grade_number(student.grade), school_year(today(world)))
    known = known_fact(requirements_of(student.district), leaves, COLLEGE)
    row = say(FactTeller(student, world.people[who], role), known, says, now=timezone.now())
    assert row is not None
    return row


def scored(world: World, test: str, value: int, *, part: str = "math", sitting: str = "1", **more: str) -> Score:
    values = {"measure": "score", "scale": f"{test}-{part}", **more}
    return Score.objects.create(
        district=world.district, student=world.people["diego"], instrument=test, subject=part, grade="10",
        school_year=world.year.end_year - 1, sitting=sitting, value=value, **values,
    )  # fmt: skip


def on_file(world: World, tmp_path: Path) -> None:
    take_courses(world, tmp_path)
    take_transcripts(world, tmp_path, whole("ENG-9"), whole("MATH-1", "A"), now(world, "ENG-10"))


def standing(world: World) -> Standings:
    student = world.people["diego"]
    seat = Seat(student.pk, student.grade, world.district.pk)
    found = Standings([seat], world.district, today(world))
    found.find([seat])
    return found


def test_the_page_asks_once_and_shows_every_way(world: World, tmp_path: Path) -> None:
    on_file(world, tmp_path)
    found = shown(world)

    assert (found.status, found.applies, found.is_asked) == ("To be answered", False, True)
    (fact,) = found.facts
    assert (fact.question, fact.yes, fact.is_open, fact.last) == (
        "Is college the plan after high school?", "Yes, college", True, None,
    )  # fmt: skip
    assert [one.words for one in found.ways] == [
        "ACT, Math: a score of 26 or more",
        "SAT, Math: a score of 640 or more",
        "AP, Math: a score of 3 or more",
        "IB, Math: a score of 5 or more",
        "CLEP, Math: a score of 50 or more",
        "1 class of: Quantitative literacy, only concurrent enrollment, with C or better",
        "1 credit of: Math, taken in grade 12",
    ]
    assert (found.ways[ACT].note, found.note[:34]) == ("", "No score of these tests is on file")
    assert (found.cite, found.by) == (
        "R277-700-9", f"grade 12 ({world.year.end_year + 1}-{(world.year.end_year + 2) % 100:02d})",
    )  # fmt: skip
    assert found.rule.startswith("College-bound students show competency: AP 3")


def test_whoever_has_no_transcript_is_asked_just_the_same(world: World, tmp_path: Path, client_of: ClientOf) -> None:
    take_courses(world, tmp_path)
    Person.objects.filter(pk=world.people["diego"].pk).update(grade="09")
    world.people["diego"].refresh_from_db()
    page, found = page_of(world), shown(world)

    assert (page.state, page.summary) == ("no_transcript", None)
    assert (found.status, found.is_asked, len(found.ways)) == ("To be answered", True, len(WAYS))
    assert page_of(world, with_beside=False).beside == ()
    client = client_of(world, "diego")
    address = f"/graduation/{world.people['diego'].pk}/"
    words = client.get(address).content.decode()
    assert words.index("No classes are on file yet") < words.index("Is college the plan after high school?")
    client.post(f"{address}say/", {"fact": COLLEGE, "says": "yes"})
    assert shown(world).status == "Still to do"
    # A score needs no transcript, either.
    scored(world, "act", 26)
    assert shown(world).status == "Done"
    # Another set of requirements that asks for something asks for it here, too; one that asks for nothing does not.
    assert [one.title for one in page_of(world, what_if=small()).beside] == ["Competency"]
    assert page_of(world, what_if=replace(small(), criteria=())).beside == ()


def test_in_spanish_the_question_and_the_ways_are_spanish(world: World, tmp_path: Path) -> None:
    on_file(world, tmp_path)
    with translation.override("es"):
        found = shown(world)

    assert found.facts[0].question == "¿El plan después de la preparatoria es la universidad?"
    assert found.ways[ACT].words == "ACT, Matemáticas: un puntaje de 26 o más"
    assert found.title == "Competencia matemática para la universidad"


def test_whoever_goes_to_college_is_asked_and_who_does_not_is_not(world: World, tmp_path: Path) -> None:
    on_file(world, tmp_path)
    said(world, Says.YES)
    found = shown(world)
    assert (found.status, found.applies, found.is_asked) == ("Still to do", True, False)
    assert page_of(world).beside_open == ("Mathematics competency for college",)

    said(world, Says.NO, who="rosa", role=SaidAs.GUARDIAN)
    found = shown(world)
    assert (found.status, found.applies, found.ways) == ("Not asked for", False, ())
    assert page_of(world).beside_open == ()

    said(world, Says.OPEN, who="dana", role=SaidAs.COUNSELOR)
    found = shown(world, tells=Tells(names=True))
    assert (found.status, found.is_asked) == ("To be answered", True)
    (fact,) = found.facts
    assert fact.last is not None
    assert [(one.says, one.role, one.person) for one in (fact.last, *fact.past)] == [
        ("Not known yet", "by the counselor", world.people["dana"].full_name),
        ("No, something else", "by the family", world.people["rosa"].full_name),
        ("Yes, college", "by the student", world.people["diego"].full_name),
    ]
    assert {one.person for one in shown(world).facts[0].past} == {""}


@pytest.mark.parametrize(
    ("test", "enough", "number"),
    [("act", 26, ACT), ("sat", 640, SAT)],
)
def test_the_best_score_of_the_right_part_counts(
    world: World, tmp_path: Path, test: str, enough: int, number: int
) -> None:
    on_file(world, tmp_path)
    said(world, Says.YES)
    scored(world, test, enough, part="ela")
    scored(world, test, enough - 1)
    assert (shown(world).status, way(world, number).note) == (
        "Still to do", f"The best score on file is {enough - 1}.",
    )  # fmt: skip

    scored(world, test, enough, sitting="2")
    scored(world, test, enough - 10, sitting="3")
    assert (shown(world).status, way(world, number).status) == ("Done", "Done")
    assert page_of(world).beside_open == ()


@pytest.mark.parametrize(
    ("test", "measure", "value", "counts"),
    [
        ("ap", "calculus-ab", 3, True), ("ap", "calculus-ab", 2, False), ("ap", "statistics", 4, True),
        ("ap", "biology", 5, False), ("ap", "calculus-bc-ab-subscore", 5, False),
        ("ib", "mathematics-analysis-hl", 5, True), ("ib", "history", 7, False),
        ("clep", "precalculus", 50, True), ("clep", "college-composition", 60, False),
    ],
)  # fmt: skip
def test_of_tests_with_many_exams_those_about_math_count(
    world: World, tmp_path: Path, test: str, measure: str, value: int, counts: bool
) -> None:
    on_file(world, tmp_path)
    said(world, Says.YES)
    scored(world, test, value, part="college", measure=measure)

    assert (shown(world).status == "Done") is counts


def test_a_test_has_one_best_score_for_each_part(world: World) -> None:
    scored(world, "ap", 2, part="college", measure="calculus-ab")
    scored(world, "ap", 4, part="college", measure="statistics", sitting="2")
    scored(world, "ap", 5, part="college", measure="biology", sitting="3")
    student = world.people["diego"].pk
    found = best_scores(state_pack(world.district), [student], {"ap"})[student]

    assert {(one.part, one.value) for one in found} == {("math", 4), ("science", 5)}


def test_whom_the_board_keeps_test_results_from_reads_how_it_stands_and_no_score(world: World, tmp_path: Path) -> None:
    on_file(world, tmp_path)
    scored(world, "act", 21)
    assert way(world, ACT, tells=Tells(scores=False)).note == "The score on file is not enough."


def test_a_class_in_grade_12_fulfils_it_when_it_is_planned_and_the_page_names_those_that_would(
    world: World, tmp_path: Path
) -> None:
    senior_math = CATALOG[0] | {
        "code": "PRECALC", "title": "Precalculus", "areas": "math.approved", "grades": "11-12", "prerequisites": "",
    }  # fmt: skip
    take_courses(world, tmp_path, *CATALOG, senior_math)
    take_transcripts(world, tmp_path, whole("ENG-9"), now(world, "ENG-10"))
    said(world, Says.YES)
    named = {one.course.code for one in way(world, SENIOR_YEAR).fillers.here}
    assert "PRECALC" in named
    assert {one.grade for one in way(world, SENIOR_YEAR).fillers.here} == {12}

    take_transcripts(
        world, tmp_path, whole("ENG-9"), now(world, "ENG-10"),
        whole("PRECALC", "", school_year=year(world, 2), status="planned", grade="12"),
    )  # fmt: skip
    found = shown(world)
    assert (found.status, way(world, SENIOR_YEAR).status) == ("Planned", "Planned")
    assert [one.title for one in way(world, SENIOR_YEAR).taken] == ["Precalculus"]


def test_the_page_and_the_audit_of_a_file_say_the_same(world: World, tmp_path: Path) -> None:
    """One record, live and as a line of a file: the same status of the whole and of every criterion."""
    on_file(world, tmp_path)
    student, day = world.people["diego"], today(world)
    rules = held_against(world.district, class_of(10, school_year(day)))
    assert rules is not None
    compiled = ready(rules, kinds_of(world.district))

    def live() -> tuple[object, object]:
        beside = beside_of({student.pk: rules}, world.district).get(student.pk)
        rows = rows_of([student.pk])[student.pk]
        record = transcript_of(student, rows, this_year=school_year(day), **({"beside": beside} if beside else {}))
        found = json.loads(student_line(audit(compiled, record, today=day), record))
        return found["status"], found["criteria"]

    def file(facts: dict[str, bool], act: int | None) -> tuple[object, object]:
        rows = rows_of([student.pk])[student.pk]
        record = transcript_of(student, rows, this_year=school_year(day))
        tests = () if act is None else (TestScore("ACT", "math", act),)
        record = replace(record, facts=facts, tests=tests)
        found = json.loads(student_line(audit(compiled, record, today=day), record))
        return found["status"], found["criteria"]

    assert live() == file({}, None)
    said(world, Says.YES)
    assert live() == file({COLLEGE: True}, None)
    scored(world, "act", 27)
    assert live() == file({COLLEGE: True}, 27)
    assert live()[1] == [{"criterion": COMPETENCY, "status": "met", "applies": True}]
    said(world, Says.NO)
    assert live() == file({COLLEGE: False}, None)


def test_the_list_says_it_of_a_student_whom_it_binds_and_remembers_no_audit_from_before(
    world: World, tmp_path: Path
) -> None:
    on_file(world, tmp_path)
    pk = world.people["diego"].pk
    assert standing(world).known[pk].beside == ()
    said(world, Says.YES)
    assert [words["en"] for words in standing(world).known[pk].beside] == ["Mathematics competency for college"]
    said(world, Says.NO)
    assert standing(world).known[pk].beside == ()
    said(world, Says.YES)
    assert standing(world).known[pk].beside != ()
    scored(world, "act", 26)
    assert standing(world).known[pk].beside == ()


def small(*, total: int = 1000) -> RuleSet:
    """One class is enough, and for the college-bound a score of the ACT."""
    marks = {"B": Mark("B", "yes", 3, 3000), "A": Mark("A", "yes", 4, 4000), "": Mark("", "no")}
    lines = (
        Line("la", "s", 1000, accepts=(Selector(codes=frozenset({"ENG-9"})),)),
        Line("ma", "s", 2000, accepts=(Selector(codes=frozenset({"MATH-1"})),)),
    )
    criterion = Criterion(COMPETENCY, "s", (ByTest("ACT", "math", 26),), only_for=COLLEGE, title={"en": "Competency"})
    return RuleSet("small", lines if total > 1000 else lines[:1], marks, total=total, criteria=(criterion,))


def test_marks_of_a_school_that_counts_otherwise_weigh_what_their_credit_counts_for(
    world: World, tmp_path: Path
) -> None:
    take_courses(world, tmp_path)
    theirs = {"school": "Fresno High", "school_credits": "220", "credits": "10"}
    take_transcripts(world, tmp_path, whole("ENG-9", "A"), whole("MATH-1", "B", **theirs))
    ways = (ByAverage(3500), ByCourses((Selector(codes=frozenset({"MATH-1"})),), credits=3000))
    asked = replace(small(), criteria=tuple(Criterion(f"c{at}", "s", (way,)) for at, way in enumerate(ways)))

    average, _credit = page_of(world, what_if=asked).beside
    assert average.ways[0].note == (
        "The average of the marks on file is 3.95, not weighted."
        " It depends on how the credit of another school counts here. The counselor has to record that."
    )
    GraduationDecision.objects.create(
        district=world.district, student=world.people["diego"], kind="conversion", school="Fresno High", numerator=1,
        denominator=10, decided_by=world.people["dana"], reason="As agreed.", decided_on=today(world),
        decided_at=timezone.now(),
    )  # fmt: skip
    average, credit = page_of(world, what_if=replace(asked, total=36_000)).beside
    assert (average.status, average.ways[0].note) == ("Done", "The average of the marks on file is 3.5, not weighted.")
    assert (credit.status, credit.ways[0].taken[0].credits) == ("Still to do", "1")


def test_whoever_has_all_credits_is_not_done_without_it(world: World, tmp_path: Path) -> None:
    take_courses(world, tmp_path)
    take_transcripts(world, tmp_path, whole("ENG-9"))
    assert page_of(world, what_if=small()).headline == "Everything that is needed is done."
    said(world, Says.YES)
    page = page_of(world, what_if=small())
    assert page.headline == "The credits are all there. Something besides them is still asked for."
    assert (page.standing, page.beside_open) == ("on_track", ("Competency",))
    scored(world, "act", 26)
    assert page_of(world, what_if=small()).headline == "Everything that is needed is done."


def test_the_list_calls_no_senior_on_track_who_lacks_it(
    world: World, tmp_path: Path, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = small()

    class Small(Requirements):
        def held(self, leaves: int) -> RuleSet | None:
            return rules

    take_courses(world, tmp_path)
    take_transcripts(world, tmp_path, whole("ENG-9"))
    said(world, Says.YES)
    monkeypatch.setattr(listing, "requirements_of", lambda *_: Small(None))
    dana, missing = client_of(world, "dana"), "<dt>Something besides credits is missing</dt><dd>1</dd>"

    for grade, standing, other in (("12", "beside", "on_track"), ("11", "on_track", "beside")):
        Person.objects.filter(pk=world.people["diego"].pk).update(grade=grade)
        page = dana.get("/graduation/").content.decode()
        assert "Besides credits: Competency" in page
        assert (missing in page) is (standing == "beside")
        assert "Diego" in dana.get(f"/graduation/?standing={standing}").content.decode()
        assert "Nobody fits." in dana.get(f"/graduation/?standing={other}").content.decode()


def test_where_lines_add_to_more_than_the_total_the_figures_agree(world: World, tmp_path: Path) -> None:
    take_courses(world, tmp_path)
    take_transcripts(world, tmp_path, whole("ENG-9"))
    page = page_of(world, what_if=small(total=2500))

    assert page.headline == "2 credits left after this year’s classes."
    assert [(part.key, part.credits) for part in page.parts] == [("earned", "1"), ("rest", "2")]
    assert page.whole == "3"
    assert page.whole_why == (
        "The total asks for 2.5 credits. The requirements, each for itself, add up to more, and every one of them has"
        " to be done: with what counts so far it will be 3 credits."
    )
    assert sum(part.width for part in page.parts) == pytest.approx(100)
    assert page_of(world, what_if=small()).whole_why == ""


def test_the_plan_says_it_of_whoever_is_asked(world: World, tmp_path: Path) -> None:
    on_file(world, tmp_path)
    student, day = world.people["diego"], today(world)

    def sentences() -> str:
        held = {student.pk: {
            "has_transcript": True, "has_course_plan": False, "has_scholarship": False, "decision_rows": [],
            "fact_rows": list(StudentFact.objects.filter(student=student).values("fact", "says")),
        }}  # fmt: skip
        return "\n".join(words["en"] for words in said_on_plans([student], world.district, day, held)[student.pk])

    assert "Besides credits" not in sentences()
    said(world, Says.YES)
    assert "Besides credits: Mathematics competency for college is still asked for, by grade 12" in sentences()
    scored(world, "act", 30)
    assert "Besides credits: Mathematics competency for college, done." in sentences()


def test_student_family_and_counselor_say_it_and_nobody_else(world: World, tmp_path: Path, client_of: ClientOf) -> None:
    on_file(world, tmp_path)
    address = f"/graduation/{world.people['diego'].pk}/say/"
    for who, says, role in (("diego", "yes", "student"), ("rosa", "no", "guardian"), ("dana", "yes", "counselor")):
        answer = client_of(world, who).post(address, {"fact": COLLEGE, "says": says})
        assert answer.status_code == 302
        row = StudentFact.objects.order_by("-number").first()
        assert row is not None
        assert (row.says, row.role, row.by, row.title["es"]) == (says, role, world.people[who], "Ir a la universidad")
    for who in ("karen", "peggy", "ben"):
        if who in world.people:
            assert client_of(world, who).post(address, {"fact": COLLEGE, "says": "no"}).status_code in {403, 404}
    assert StudentFact.objects.count() == 3


def test_the_same_answer_twice_is_one_and_what_nobody_asks_is_refused(
    world: World, tmp_path: Path, client_of: ClientOf
) -> None:
    on_file(world, tmp_path)
    client, address = client_of(world, "diego"), f"/graduation/{world.people['diego'].pk}/say/"
    for _time in range(2):
        client.post(address, {"fact": COLLEGE, "says": "yes"})
    for sent in ({"fact": "rich", "says": "yes"}, {"fact": COLLEGE, "says": "perhaps"}, {}):
        page = client.post(address, sent, follow=True).content.decode()
        assert "What this is about is not on record any more." in page
    assert StudentFact.objects.count() == 1


def test_the_page_says_it_to_each_reader_and_a_principal_only_reads(
    world: World, tmp_path: Path, client_of: ClientOf
) -> None:
    on_file(world, tmp_path)
    address = f"/graduation/{world.people['diego'].pk}/"

    def read(who: str, language: str = "en") -> str:
        client = client_of(world, who)
        client.cookies["doorway_language"] = language
        return " ".join(client.get(address).content.decode().split())

    assert 'name="says" value="yes"' in read("rosa")
    what_if = client_of(world, "rosa").get(f"{address}what-if/?set=state.utah-2027").content.decode()
    assert ("R277-700-9" in what_if, 'name="says"' in what_if) == (True, False)
    assert "Besides credits" not in client_of(world, "dana").get("/graduation/").content.decode()
    assert "¿El plan después de la preparatoria es la universidad?" in read("rosa", "es")
    assert "R277-700-9" in read("diego")
    said(world, Says.YES)
    counselor = read("dana")
    listed = client_of(world, "dana").get("/graduation/").content.decode()
    assert "Besides credits: Mathematics competency for college" in listed
    assert f"by the student ({world.people['diego'].full_name})" in counselor
    assert "by the student" in read("rosa")
    assert f"({world.people['diego'].full_name})" not in read("rosa")


def test_what_was_said_is_never_rewritten(world: World, tmp_path: Path) -> None:
    on_file(world, tmp_path)
    row = said(world, Says.YES)
    row.says = Says.NO
    with pytest.raises(IntegrityError, match="never rewritten"), transaction.atomic():
        row.save()


@pytest.mark.parametrize(
    "wrong",
    [{"says": "may"}, {"fact": ""}, {"role": "guardian"}, {"role": "principal"}, {"number": 1}],
)
def test_the_database_takes_no_answer_that_cannot_be(world: World, tmp_path: Path, wrong: dict[str, object]) -> None:
    on_file(world, tmp_path)
    row = said(world, Says.YES)
    values = {
        "district": row.district, "student": row.student, "fact": row.fact, "title": row.title, "says": "no",
        "by": row.by, "role": "student", "at": row.at, "number": 2,
    }  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        StudentFact.objects.create(**values | wrong)
    StudentFact.objects.create(**values)


def test_two_questions_more_at_most(world: World, tmp_path: Path) -> None:
    on_file(world, tmp_path)
    said(world, Says.YES)
    page_of(world)
    with CaptureQueriesContext(connection) as asked:
        page_of(world)
    assert len(asked) == 8
    asks = [one["sql"] for one in asked if "studentfact" in one["sql"] or "assessments_score" in one["sql"]]
    assert len(asks) == 2


def test_every_fact_of_the_rules_has_words(world: World) -> None:
    book = rule_book(world.district)
    assert book is not None
    for rules in book.sets:
        for criterion in rules.criteria:
            assert not criterion.only_for or criterion.only_for in book.facts
    assert [words["es"] for words in (book.facts[COLLEGE].yes, book.facts[COLLEGE].no)] == [
        "Sí, la universidad", "No, otra cosa",
    ]  # fmt: skip
