"""Still to plan: every credit that is open, with a class that can be taken, and by when."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone, translation
from tests.house.test_ids import wrong_in
from tests.world import World

from doorway.pathways.core.planning import Step
from doorway.pathways.core.transcript import Certainty
from doorway.pathways.course_plan.ground import Planning, planning_of
from doorway.pathways.course_plan.held import hold
from doorway.pathways.course_plan.left import Crowded, Left, crowded, left_to_plan, to_take_again
from doorway.pathways.course_plan.page import course_plan_page
from doorway.pathways.graduation.page.build import graduation_page
from doorway.pathways.graduation.tests.test_page import line, whole
from doorway.pathways.graduation.wording import credit_words
from doorway.pathways.imports.tests.files import CATALOG, ENGLISH, Row, take_courses, take_transcripts
from doorway.pathways.models import CatalogCourse, GraduationDecision

ClientOf = Callable[[World, str], Client]
MATH_1 = {"code": "MATH-1", "title": "Secondary Math I", "credits": "1", "areas": "math.secondary-1", "grades": "9-12"}
HONORS = MATH_1 | {"code": "MATH-1-H", "title": "Secondary Math I Honors", "tags": "honors"}
MATH_2 = MATH_1 | {
    "code": "MATH-2", "title": "Secondary Math II", "areas": "math.secondary-2", "prerequisites": "MATH-1",
}  # fmt: skip
HARDER: tuple[Row, ...] = (
    {"code": "ENG-11-H", "title": "English 11 Honors", "credits": "1", "areas": "ela.11", "grades": "11-12"},
    {"code": "AP-LANG", "title": "A Language", "credits": "1", "areas": "ela.11", "tags": "ap", "grades": "11-12"},
)
OTHERS = tuple(row for row in CATALOG if not row["code"].startswith("MATH"))


def teach(world: World, folder: Path, *more: Row) -> None:
    take_courses(world, folder, *OTHERS, MATH_1, HONORS, MATH_2, *HARDER, *more)


def planning(world: World) -> Planning:
    return planning_of(world.people["diego"], today=timezone.localdate())


def left(world: World) -> dict[str, Left]:
    found = planning(world)
    return {one.key: one for one in left_to_plan(found, hold(found, today=timezone.localdate()))}


def test_everything_that_is_open_stands_there_and_adds_up(world: World, tmp_path: Path) -> None:
    teach(world, tmp_path)
    take_transcripts(world, tmp_path, whole("ENG-9"))
    found = planning(world)
    held = hold(found, today=timezone.localdate())
    assert held is not None
    open_lines = [one.line.key for one in held.result.lines if one.short]

    assert sorted(left(world)) == sorted(open_lines)
    assert "electives" in open_lines


def test_where_any_class_counts_it_names_plain_classes_and_when_to_begin(world: World, tmp_path: Path) -> None:
    teach(
        world, tmp_path, {"code": "POTTERY", "title": "A Pot", "credits": "0.5", "grades": "9-12"},
        {"code": "AP-POT", "title": "A AP Pot", "credits": "0.5", "tags": "ap", "grades": "9-12"},
        {"code": "LATER", "title": "A Later Pot", "credits": "0.5", "grades": "9-12", "prerequisites": "POTTERY"},
    )  # fmt: skip
    take_transcripts(world, tmp_path, whole("ENG-9"))
    found = left(world)["electives"]

    assert (found.is_any, found.turns, found.missing) == (True, (), "15.5 credits")
    # The questions of the rules are no missing credit.
    assert found.unsure == "1 credit"
    assert [(turn.title, turn.grade) for turn in found.others] == [("A Pot", 11)]
    # 36 credits in two grades with room for ten each: there is no room for all of it.
    assert (found.is_full, found.by) == (True, 0)


@pytest.mark.parametrize(
    ("share", "planned", "by"), [(1.0, 0, 12), (1.0, 1000, 11), (0.5, 0, 11), (0.5, 1000, 0), (0.4, 0, 0)]
)
def test_any_classes_begin_while_there_is_room_for_all_that_is_missing(
    world: World, tmp_path: Path, share: float, planned: int, by: int
) -> None:
    teach(world, tmp_path)
    take_transcripts(world, tmp_path, whole("ENG-9"))
    found = planning(world)
    held = hold(found, today=timezone.localdate())
    assert held is not None
    missing = sum(one.short for one in held.result.lines)
    steps = (Step("ENG-12", 12, planned),) if planned else ()
    ground = replace(found.ground, room=int(missing * share), steps=steps)
    electives = next(one for one in left_to_plan(replace(found, ground=ground), held) if one.is_any)

    assert (electives.by, electives.is_full) == (by, not by)


def test_the_plain_class_is_named_and_harder_ones_are_a_choice(world: World, tmp_path: Path) -> None:
    teach(world, tmp_path)
    take_transcripts(world, tmp_path, whole("ENG-9"))
    found = left(world)["la_11"]

    assert [(turn.code, turn.grade) for turn in found.turns] == [("ENG-11", 11)]
    assert [(turn.code, turn.grade) for turn in found.others] == [("AP-LANG", 11), ("ENG-11-H", 11)]
    # Where the plain class is not taught any more, what there is is named.
    CatalogCourse.objects.filter(code="ENG-11").update(is_offered=False)
    found = left(world)["la_11"]
    assert [turn.code for turn in found.turns] == ["AP-LANG"]
    assert [turn.code for turn in found.others] == ["ENG-11-H"]


def test_a_way_over_what_is_needed_anyway_goes_before_a_class_that_stands_alone(world: World, tmp_path: Path) -> None:
    english = [row for row in CATALOG if row["code"].startswith("ENG")]
    chain = {"ENG-11": "ENG-10", "ENG-12": "ENG-11"}
    alone = {"code": "JOURNALISM", "title": "Journalism", "credits": "1", "areas": "ela.applied", "grades": "10-12"}
    rows = [row | {"prerequisites": chain.get(row["code"], row.get("prerequisites", ""))} for row in english]
    take_courses(world, tmp_path, *rows, alone)
    take_transcripts(world, tmp_path, whole("ENG-9"), whole("ENG-10"))
    found = left(world)

    assert [(turn.code, turn.grade) for turn in found["la_12"].turns] == [("ENG-12", 12)]
    # What comes before it is named where it counts, and there only.
    assert [(turn.code, turn.grade) for turn in found["la_11"].turns] == [("ENG-11", 11)]
    # Where what comes before is needed for nothing, the class that stands alone is shorter.
    wood = {"code": "WOODS", "title": "Woods", "credits": "1", "grades": "9-12"}
    take_courses(world, tmp_path, *rows[:3], rows[3] | {"prerequisites": "WOODS"}, wood, alone)
    assert [turn.code for turn in left(world)["la_12"].turns] == ["JOURNALISM"]


def test_a_class_of_which_the_same_half_was_passed_twice_can_be_taken_for_the_other(
    world: World, tmp_path: Path
) -> None:
    teach(world, tmp_path)
    half = whole("MATH-1") | {"credits": "0.5"}
    before = str(world.year.end_year - 2)
    take_transcripts(
        world, tmp_path, half | {"term": "S1", "mark": "D", "school_year": before}, half | {"term": "S1"},
        half | {"term": "S2", "mark": "F"},
    )  # fmt: skip

    assert [one.code for one in to_take_again(planning(world))] == ["MATH-1"]
    assert [turn.code for turn in left(world)["math_1"].turns] == ["MATH-1"]


def test_a_class_of_the_same_content_is_neither_named_nor_asked_for_again(world: World, tmp_path: Path) -> None:
    teach(world, tmp_path)
    take_transcripts(world, tmp_path, whole("MATH-1-H"), whole("MATH-1", "F"))
    found = planning(world)

    assert to_take_again(found) == []
    assert [turn.code for turn in left(world)["math_2"].turns] == ["MATH-2"]
    assert not {turn.code for one in left(world).values() for turn in (*one.turns, *one.others)} & {
        "MATH-1", "MATH-1-H",
    }  # fmt: skip
    page = graduation_page(world.people["diego"])
    assert {filler.course.code for shown in page.to_do for filler in shown.fillers.here}.isdisjoint(
        {"MATH-1", "MATH-1-H"}
    )
    assert [(one.course.code, one.grade, one.after) for one in line(page, "math_2").fillers.here] == [
        ("MATH-2", 11, ())
    ]


def test_what_is_missing_in_all_and_in_no_requirement_is_said(world: World, tmp_path: Path) -> None:
    """A waiver lowers a requirement and not the total: the credit still has to come from somewhere."""
    teach(world, tmp_path)
    take_transcripts(world, tmp_path, whole("ENG-9"))
    assert "total" not in left(world)
    for key in ("la_11", "la_12"):
        GraduationDecision.objects.create(
            district=world.district, student=world.people["diego"], kind="waiver", line=key, units=1000,
            decided_by=world.people["dana"], reason="Moved in late.", decided_on=timezone.localdate(),
            decided_at=timezone.now(),
        )  # fmt: skip
    found = planning(world)
    held = hold(found, today=timezone.localdate())
    assert held is not None
    beyond = held.result.short[Certainty.PROJECTED] - sum(one.short for one in held.result.lines)

    assert "la_11" not in left(world)
    assert beyond > 0
    assert (left(world)["total"].missing, left(world)["total"].title) == (credit_words(beyond), "")


def test_any_classes_are_never_folded_away(world: World, tmp_path: Path) -> None:
    teach(world, tmp_path)
    take_transcripts(world, tmp_path, whole("ENG-9"))
    page = course_plan_page(planning(world), today=timezone.localdate())

    assert len(page.left_more) > 0
    assert [one.key for one in page.left_any] == ["electives"]
    assert {*page.left_first, *page.left_more, *page.left_any} == {*page.left}


def test_what_is_named_does_not_depend_on_the_language(world: World, tmp_path: Path) -> None:
    pottery = {"code": "POT", "title": "A Pot", "credits": "0.5", "grades": "9-12", "title_es": "Vasijas"}
    more = [pottery | {"code": f"E{number}", "title": f"Elective {number}"} for number in range(3)]
    teach(world, tmp_path, pottery, pottery | {"code": "ZOO", "title": "Zoo", "title_es": "Animales"}, *more)
    take_transcripts(world, tmp_path, whole("ENG-9"))

    def named() -> list[list[str]]:
        return [[turn.code for turn in (*one.turns, *one.others)] for one in left(world).values()]

    english = named()
    with translation.override("es"):
        assert named() == english
    assert ["POT", "E0", "E1"] in english


def test_requirements_that_one_class_fills_are_one(world: World, tmp_path: Path) -> None:
    history = {
        "code": "HIST", "title": "A History", "credits": "1", "areas": "social.us-history", "grades": "11-12",
    }  # fmt: skip
    half = history | {"code": "AP-HIST", "title": "A AP History", "credits": "0.5", "tags": "ap"}
    teach(world, tmp_path, history, half)
    take_transcripts(world, tmp_path, whole("ENG-9"))
    found = [one for one in left(world).values() if one.last and one.last.code == "HIST"]

    assert [(one.title, one.missing) for one in found] == [
        ("U.S. History, first semester and second semester", "1 credit")
    ]
    # What would fill only one of them is no choice for both.
    assert found[0].others == ()
    # A class of half a credit fills one of them, and each stands for itself.
    teach(world, tmp_path, history | {"credits": "0.5"}, half)
    assert len([one for one in left(world).values() if one.title.startswith("U.S. History")]) == 2


def test_what_does_not_fit_into_the_last_grade_all_together_is_said_once(world: World, tmp_path: Path) -> None:
    teach(world, tmp_path)
    take_transcripts(world, tmp_path, whole("ENG-9"))
    found = planning(world)
    held = hold(found, today=timezone.localdate())
    assert held is not None
    sure = held.result.short[Certainty.PROJECTED] - sum(one.short for one in held.result.lines)
    sure = max(0, sure) + sum(credits_in(one.missing) for one in left_to_plan(found, held) if one.key != "total")

    def seen(room: int | None, planned: int = 0) -> Crowded | None:
        steps = (Step("ENG-12", 12, planned),) if planned else ()
        return crowded(replace(found, ground=replace(found.ground, room=room, steps=steps)), held)

    assert seen(sure) is None
    assert seen(None) is None
    assert seen(sure - 1000) == Crowded(credit_words(sure), credit_words(sure - 1000), 11)
    # What is planned for the last grade takes its room.
    assert seen(sure, planned=2000) == Crowded(credit_words(sure), credit_words(sure - 2000), 11)
    # And where no grade has room for it, the room of all of them.
    assert seen(4000) == Crowded(credit_words(sure), credit_words(8000), 0)


def credits_in(words: str) -> int:
    """Units of “15.5 credits”; of nothing none."""
    return int(1000 * float(words.split()[0])) if words else 0


def test_the_page_says_once_what_does_not_fit_and_where_the_room_comes_from(
    client_of: ClientOf, world: World, tmp_path: Path
) -> None:
    teach(world, tmp_path)
    take_transcripts(world, tmp_path, whole("ENG-9"))
    client = client_of(world, "diego")
    client.cookies["doorway_language"] = "en"
    text = " ".join(client.get(f"/course-plan/{world.people['diego'].pk}/").content.decode().split())

    assert text.count("Not everything fits into the grades to come. Missing in all: ") == 1
    assert "have no room for all that is missing" not in text
    assert "Graduation takes 36 credits in 4 grades: 9 in each" in text
    assert "room for one more in each: 10." in text


def teach_math_2_alone(world: World, folder: Path) -> None:
    teach(world, folder)
    assert CatalogCourse.objects.filter(code="MATH-2").update(prerequisites=[], terms="S1 S2") == 1


def test_half_a_class_that_was_failed_can_be_taken_again_and_fills_what_is_missing(
    world: World, tmp_path: Path
) -> None:
    teach_math_2_alone(world, tmp_path)
    first = ENGLISH | {"code": "MATH-2", "mark": "B"}
    take_transcripts(world, tmp_path, first, first | {"term": "S2", "mark": "F"})
    found = planning(world)

    # The first half counts: only the other one is missing, and the class is what fills it.
    assert left(world)["math_2"].missing == credit_words(500)
    # In grade 11 at the latest, since the third year of mathematics follows.
    assert [(turn.code, turn.grade) for turn in left(world)["math_2"].turns] == [("MATH-2", 11)]
    assert [(one.code, one.mark, one.grade) for one in to_take_again(found)] == [("MATH-2", "F", 11)]
    # Planned, it fills the other half and no more, and is not asked for twice.
    planned = replace(found, ground=replace(found.ground, steps=[Step("MATH-2", 11, 1000)]))
    assert to_take_again(planned) == []
    held = hold(found, today=timezone.localdate())
    assert held is not None
    assert [turn.code for one in left_to_plan(planned, held) for turn in one.turns if one.key == "math_2"] == []


def test_half_a_class_that_was_made_up_or_goes_on_is_not_asked_for_again(world: World, tmp_path: Path) -> None:
    teach_math_2_alone(world, tmp_path)
    first = ENGLISH | {"code": "MATH-2"}
    failed = first | {"term": "S2", "mark": "F"}
    take_transcripts(world, tmp_path, first, failed, first | {"term": "SU", "mark": "C"})
    assert to_take_again(planning(world)) == []

    under_way = first | {"term": "SU", "mark": "", "school_year": str(world.year.end_year), "grade": "10"}
    take_transcripts(world, tmp_path, first, failed, first | {"term": "SU", "mark": "F"}, under_way)
    assert to_take_again(planning(world)) == []


def test_a_senior_is_told_which_credit_to_make_up(world: World, tmp_path: Path, client_of: ClientOf) -> None:
    teach_math_2_alone(world, tmp_path)
    first = ENGLISH | {"code": "MATH-2"}
    take_transcripts(world, tmp_path, first, first | {"term": "S2", "mark": "F"})
    world.people["diego"].grade = "12"
    world.people["diego"].save(update_fields=["grade"])

    text = client_of(world, "diego").get(f"/course-plan/{world.people['diego'].pk}/").content.decode()

    assert "To take again" in text
    assert "make it up this year" in text
    assert "Ask the counselor how to make up the credit this year." not in text


def test_a_requirement_has_as_many_classes_as_fill_it_and_says_what_none_fills(
    world: World, tmp_path: Path, client_of: ClientOf
) -> None:
    """One and a half credits of the arts are missing, and half a credit is taught as a class of its own."""
    art = {"code": "ART-1", "title": "Art 1", "credits": "0.5", "areas": "arts.visual", "grades": "9-12"}
    more = [art | {"code": f"ART-{number}", "title": f"Art {number}"} for number in (2, 3, 4)]
    rest = tuple(row for row in CATALOG if row["code"] != "BAND")
    take_courses(world, tmp_path, *rest, art, *more)
    take_transcripts(world, tmp_path, whole("ENG-9"))
    assert left(world)["arts"].missing == "1.5 credits"
    assert [turn.code for turn in left(world)["arts"].turns] == ["ART-1", "ART-2", "ART-3"]
    assert left(world)["arts"].rest == ""

    CatalogCourse.objects.filter(code__in=["ART-3", "ART-4"]).update(is_offered=False)
    found = left(world)["arts"]
    assert ([turn.code for turn in found.turns], found.rest) == (["ART-1", "ART-2"], "0.5 credits")
    client = client_of(world, "diego")
    for language, words in (
        ("en", "For 0.5 credits of it no other class of this school counts"),
        ("es", "Para 0.5 créditos de eso no cuenta ninguna otra clase"),
    ):
        client.cookies["doorway_language"] = language
        assert words in client.get(f"/course-plan/{world.people['diego'].pk}/").content.decode()


def test_a_class_that_two_requirements_take_is_named_for_the_one_that_has_no_other(
    world: World, tmp_path: Path
) -> None:
    both = {"code": "A-BOTH", "title": "A Both", "credits": "1", "areas": "math.secondary-2 math.secondary-3"}
    both |= {"grades": "9-12"}
    rows = [row for row in CATALOG if row["code"] != "MATH-2"]
    take_courses(world, tmp_path, *rows, both, both | {"code": "B-3", "title": "B", "areas": "math.secondary-3"})
    take_transcripts(world, tmp_path, whole("ENG-9"))
    named = [turn.code for one in left(world).values() for turn in one.turns]

    assert len(named) == len(set(named))
    assert [turn.code for turn in left(world)["math_2"].turns] == ["A-BOTH"]
    assert [turn.code for turn in left(world)["math_3"].turns] == ["B-3"]


def test_what_is_named_for_it_can_be_put_into_the_plan_from_there(
    world: World, tmp_path: Path, client_of: ClientOf
) -> None:
    teach(world, tmp_path)
    take_transcripts(world, tmp_path, whole("ENG-9"))
    page = course_plan_page(planning(world), today=timezone.localdate())
    english = next(one for one in page.left if one.key == "la_11")
    offered = [course.code for one in page.left for course in one.places]

    assert [course.code for course in english.places] == ["ENG-11", "AP-LANG", "ENG-11-H"]
    assert [at.value for at in english.places[0].places] == ["11"]
    # What waits for another class has no place yet, and no class is offered twice.
    assert "MATH-1" in offered
    assert "MATH-2" not in offered
    assert len(offered) == len(set(offered))
    client = client_of(world, "diego")
    address = f"/course-plan/{world.people['diego'].pk}/"
    before = client.get(address).content.decode()
    assert before.count("data-suggested") == len(offered)
    # Each has one way into the plan, and what waits for another class the page that shows both.
    ways = re.findall(r'/way/\?course=([^"]+)"', before[before.index('id="left"') :])
    assert "MATH-2" in ways
    assert not {*ways} & {*offered}
    assert 'data-drop="11"' in before
    sent = {"from": "plan", "course": "ENG-11", "at": "11", "term": ""}
    answer = client.post(f"{address}classes/", sent, follow=True)
    assert answer.redirect_chain[-1][0] == f"{address}#done"
    done = answer.content.decode()
    assert "English 11 is in the plan for grade 11." in done
    assert done.index('data-grade="11"') < done.index('id="done"') < done.index('data-grade="12"')
    # A second press is refused where it was pressed.
    again = client.post(f"{address}classes/", sent, follow=True).content.decode()
    assert again.index('id="left"') < again.index('id="done"') < again.index("dw-works", again.index('id="left"'))
    # Whoever only reads has nothing to drag.
    assert "data-suggested" not in client_of(world, "peggy").get(address).content.decode()


def test_a_class_says_which_other_one_teaches_the_same(world: World, tmp_path: Path, client_of: ClientOf) -> None:
    teach(world, tmp_path)
    take_transcripts(world, tmp_path, whole("MATH-1"))
    diego, dana = client_of(world, "diego"), client_of(world, "dana")
    address = f"/course-plan/{world.people['diego'].pk}/"
    for code in ("ENG-11", "ENG-11-H"):
        diego.post(address, {"course": code, "grade": "11"})
    mine = " ".join(diego.get(address).content.decode().split())
    said = re.findall(r"It teaches the same as ([^.]*)\. Ask the counselor whether you need both\.", mine)

    assert said == ["English 11 Honors", "English 11"]
    theirs = " ".join(dana.get(address).content.decode().split())
    assert theirs.count("As long as both stand here, both count.") == 2
    # The honors class of what is passed says so alone.
    diego.post(address, {"course": "MATH-1-H", "grade": "11"})
    mine = " ".join(diego.get(address).content.decode().split())
    assert "It teaches the same as Secondary Math I. Ask the counselor" in mine


def test_a_code_with_a_blank_makes_no_id_with_one(world: World, tmp_path: Path, client_of: ClientOf) -> None:
    """A label that points at an id with a blank in it is a label of nothing."""
    renamed = [row | {"terms": "S1, S2", "code": row["code"].replace("ENG-1", "ENG 1")} for row in CATALOG]
    take_courses(world, tmp_path, *renamed)
    take_transcripts(world, tmp_path, whole("ENG-9"))

    page = client_of(world, "diego").get(f"/course-plan/{world.people['diego'].pk}/").content.decode()

    assert page.count('<select class="govuk-select" id="term-') >= 2
    assert wrong_in(page) == []
