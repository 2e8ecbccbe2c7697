"""Plans on paper: two tagged pages for each home, in its language, whatever people typed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from threading import Thread

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.world import World

from doorway.accounts import guards
from doorway.assessments.models import Score
from doorway.messages.paper import STAND_IN, printable
from doorway.messages.paper.typefaces import letters
from doorway.plans.actions.versions import share
from doorway.plans.core import document as doc
from doorway.plans.core.paper import LettersMissing, Printed, TypesettingError, typeset
from doorway.plans.models import PlanEntry, Signature
from doorway.plans.packet import press as press_module
from doorway.plans.packet.copies import EACH_ITS_OWN, Copy, SignatureLine, Wish, copies_of
from doorway.plans.packet.press import press
from doorway.plans.tests.paper import Paper
from doorway.plans.tests.stage import full_plan, plan_of

LETTERS = frozenset(range(0x20, 0x17F))
typesetting = import_module("doorway.plans.core.paper.typeset")  # the package gives its function this name


def copies(world: World, *keys: str, wish: Wish = EACH_ITS_OWN) -> list[Copy]:
    return copies_of([world.people[key] for key in keys], wish, now=timezone.now())


def printed(found: list[Copy], language: str = "en") -> Printed:
    return press(found, title="Plans", author="Garfield", language=language, now=timezone.now())


@pytest.fixture
def paper(tmp_path: Path):
    return lambda found: Paper(printed(found).pdf, tmp_path)


# A plan on two pages


def test_a_full_plan_is_two_tagged_pages(open_world: World, paper) -> None:
    full_plan(open_world, "mateo")

    made = paper(copies(open_world, "mateo", wish=Wish(language="en")))

    assert made.pages == 2
    assert made.says_ua()
    assert made.root.MarkInfo.Marked
    assert str(made.root.Lang) == "en"
    assert str(made.file.docinfo["/Title"]) == "Plans"
    assert made.root.ViewerPreferences.DisplayDocTitle
    assert made.outline() == [(0, "Mateo Morales")]
    assert "page 1 of 2" in made.text(1)
    assert "page 2 of 2" in made.text(2)


def test_its_words_come_in_the_order_of_the_conversation(open_world: World, paper) -> None:
    full_plan(open_world, "mateo")

    text = paper(copies(open_world, "mateo", wish=Wish(language="en"))).text()

    order = [
        "Mateo Morales", "Strengths", "Explains how a story works", "Areas for improvement", "Most of the time",
        "Reading", "Core tests", "Goals of last time", "Learn the times tables to 10.", "Our goals",
        "Read 20 minutes every night.", "Is there a math club?", "Yes, on Mondays.", "We agreed on a reading corner.",
        "Signatures", "Rosa Morales", "Utah Code 53E-2-304",
    ]  # fmt: skip
    for words in order:
        _before, found, text = text.partition(words)
        assert found, words


def test_tables_have_headers_headings_skip_nothing_and_charts_say_their_numbers(open_world: World, paper) -> None:
    full_plan(open_world, "mateo")

    tags = paper(copies(open_world, "mateo", wish=Wish(language="en"))).tags()

    levels = [int(tag.kind[1]) for tag in tags if tag.kind in {"H1", "H2", "H3"}]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert {tag.scope for tag in tags if tag.kind == "TH"} == {"/Column"}
    figures = [tag.alt for tag in tags if tag.kind == "Figure"]
    assert len(figures) == 4
    assert all(figures)
    assert "231, goal 220, At benchmark" in figures[0]


@pytest.mark.parametrize(
    ("language", "rule"),
    [
        ("en", "Progress: a higher level than the time before, on the same scale."),
        ("es", "Avanzó: un nivel más alto que la vez anterior, en la misma escala."),
    ],
)
def test_the_word_for_a_year_has_its_rule_on_paper(open_world: World, paper, language: str, rule: str) -> None:
    full_plan(open_world, "mateo")
    made = paper(copies(open_world, "mateo", wish=Wish(language=language)))
    assert made.text().count(rule) == 1
    assert made.pages == 2

    # Without a year to compare with there is no such word, and nothing to explain.
    with guards.lifted(connection):
        Score.objects.filter(instrument="rise", grade="03").delete()
    assert rule not in paper(copies(open_world, "mateo", wish=Wish(language=language))).text()


def test_what_was_typed_keeps_its_language(open_world: World, paper) -> None:
    full_plan(open_world, "mateo")

    made = paper(copies(open_world, "mateo"))

    assert "Fortalezas" in made.text(1)
    assert "página 1 de 2" in made.text(1)
    assert "Explains how a story works" in made.text(1)
    assert {"en", "es"} <= {tag.lang for tag in made.tags()}


def test_an_empty_plan_leaves_room_to_write(world: World, paper) -> None:
    made = paper(copies(world, "diego", wish=Wish(language="en")))

    assert made.pages == 2
    assert "Why are your grades what they are?" in made.text(1)
    assert "Almost always" in made.text()
    assert "Student: Diego Morales" in made.text(2)
    assert "Teacher or counselor" in made.text(2)


def test_a_plan_with_too_many_words_goes_on_on_whole_sheets(open_world: World, paper) -> None:
    full_plan(open_world, "mateo")
    copy = copies(open_world, "mateo", wish=Wish(language="en"))[0]
    words = " ".join(f"word{number}" for number in range(240))
    note = doc.Note("June Albrecht", f"{words} the very end", date(2026, 11, 2))
    copy = replace(copy, document=replace(copy.document, notes=(note,) * 3))

    made = paper([copy, replace(copy, document=replace(copy.document, notes=()))])

    assert made.pages % 2 == 0
    assert made.pages > 4
    assert made.text().count("the very end") == 3
    # On the sheets that go on a part is named once, and not for each of its passages.
    assert "".join(made.text(page) for page in range(3, made.pages - 1)).count("Notes of our conversation") == 1
    assert "(more on the extra sheet)" in made.text(2)
    assert "page 1 of 2" in made.text(made.pages - 1)


def test_where_nobody_asked_and_no_line_is_left_to_ask_on_there_is_no_title(open_world: World, paper) -> None:
    full_plan(open_world, "mateo")
    copy = copies(open_world, "mateo", wish=Wish(language="en"))[0]
    roomy = replace(copy, document=replace(copy.document, questions=()))
    note = doc.Note("June Albrecht", "word " * 1500, date(2026, 11, 2))
    full = replace(roomy, document=replace(roomy.document, notes=(note,)))

    assert "What the family asks" in paper([roomy]).text()
    assert "What the family asks" not in paper([full]).text()


def test_tests_that_leave_no_room_go_to_the_extra_sheet(open_world: World, paper) -> None:
    """Words can be cut, drawings cannot: a school's packet does not fail for the student with the most tests."""
    full_plan(open_world, "mateo")
    copy = copies(open_world, "mateo", wish=Wish(language="en"))[0]
    more = replace(copy, document=replace(copy.document, evidence=copy.document.evidence * 5))

    made = paper([more, copy])

    assert made.pages % 2 == 0
    assert made.pages > 4
    assert made.text(1).count("on the extra sheet: there was not enough room") + made.text(2).count("for it here") >= 1
    assert len([tag for tag in made.tags() if tag.kind == "Figure"]) == 4 * 6
    assert "page 1 of 2" in made.text(made.pages - 1)


def test_one_plan_that_cannot_be_set_ends_the_run_with_its_reason(
    open_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Several children fit a school's plans side by side: those that have not begun are given up then."""
    full_plan(open_world, "mateo")
    packet = press_module._packet(copies(open_world, "mateo"), "T", "A", "en", letters())
    # No list of sections: the layout itself stumbles.
    packet["sheets"] = [packet["sheets"][0] | {"sections": 7}] * 12
    monkeypatch.setattr(typesetting, "CHUNK", 1)
    ended: list[BaseException] = []

    def run() -> None:
        try:
            typeset(packet, fonts=press_module.folder(), timestamp=0)
        except TypesettingError as problem:
            ended.append(problem)

    # In a thread of its own: a run that never ends would hold up all other tests.
    thread = Thread(target=run, daemon=True)
    thread.start()
    thread.join(timeout=120)

    assert [type(problem) for problem in ended] == [TypesettingError]


@pytest.mark.parametrize("letter", ["w", "nn ", "名"])
def test_the_longest_names_that_a_roster_can_hold_fit_on_the_pages(open_world: World, paper, letter: str) -> None:
    name = (letter * 100)[:100].strip()
    for key in ("mateo", "rosa", "june"):
        person = open_world.people[key]
        person.given_name, person.family_name, person.preferred_given_name = name, name, ""
        person.save()
    full_plan(open_world, "mateo")

    made = paper(copies(open_world, "mateo", wish=Wish(language="en")))

    assert made.pages % 2 == 0
    assert "…" in made.text(1)


# Letters


# U+0000 is not among them: PostgreSQL keeps none, and forms refuse it.
HOSTILE = "#let x = 1 $ \\ @ref <lbl> *b* `r` // /* ] } \x01 \u202e 🎉 שלום 中文 = head\n- item\r\n+ " + "x" * 300


def test_nothing_that_is_typed_is_read_as_markup(open_world: World, paper) -> None:
    plan = full_plan(open_world, "mateo")
    PlanEntry.objects.filter(plan=plan, section="strengths").update(text=HOSTILE)
    student = open_world.people["mateo"]
    student.family_name = "#panic[<x>] {page} \\"
    student.save()

    made = paper(copies(open_world, "mateo", wish=Wish(language="en")))

    text = made.text()
    for words in ("#let x = 1 $ \\ @ref <lbl> *b* `r` // /* ] }", "= head", "- item", "x" * 300, "#panic[<x>]"):
        assert words.replace(" ", "") in text.replace(" ", "").replace("\u202e", ""), words
    assert f"{STAND_IN}{STAND_IN}" in text
    assert "stands for a character that could not be printed" in text


@settings(max_examples=3, deadline=None)
@example(["y\u0306", "y\x93\u20e7", "1\ufe0f\u20e3", "e\u0301\u20d7", "👩🏽\u200d🏫"])
@given(st.lists(st.text(alphabet=st.characters(), min_size=1, max_size=12), min_size=120, max_size=160))
def test_any_letters_can_be_set(texts: list[str]) -> None:
    """What ``printable`` lets through is accepted by the typesetter: no fallback, no refusal."""
    items = [doc.Entry(f"A{at}", "teacher", text) for at, text in enumerate(texts)]
    section = doc.Section("strengths", {"en": "Strengths"}, {"en": "?"}, (), tuple(items))
    words = {"en": "Plan"}
    document = doc.PlanDocument(
        "D", doc.School("S"), "2026-27", "03", doc.Student("1", "Mateo", "Mateo"),
        doc.Kind("sep", words, words, words, words), sections=(section,),
    )  # fmt: skip
    copy = Copy(document, "en", (SignatureLine("guardian"),), "")
    packet = press_module._packet([copy], "T", "A", "en", letters())

    typeset(packet, fonts=press_module.folder(), timestamp=0)


def test_letters_that_no_typeface_has_leave_a_sign_and_are_counted() -> None:
    found = printable("Hola\r\n\r\n 中文 \t amigo\x07\u202e!", [LETTERS])

    assert found.lines == ("Hola", f"{STAND_IN}{STAND_IN} amigo!")
    assert found.lost == 2


def test_a_letter_keeps_its_marks_only_where_its_own_typeface_has_them() -> None:
    marks = frozenset({0x330, ord("a")})

    assert printable("a\u0330", [LETTERS]).text == "a"
    assert printable("a\u0330", [LETTERS, marks]).text == "a"
    assert printable("a\u0330", [marks, LETTERS]).text == "a\u0330"
    assert printable("\u0330", [LETTERS]).text == STAND_IN


def test_long_words_can_be_broken() -> None:
    word = printable("x" * 50, [LETTERS]).text

    assert word.replace("\u200b", "") == "x" * 50
    assert max(map(len, word.split("\u200b"))) <= 12


def test_when_the_typesetter_knows_a_letter_less_plain_ones_are_used(
    open_world: World, paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(press_module, "letters", lambda: (frozenset(range(0x110000)),))
    plan = full_plan(open_world, "mateo")
    PlanEntry.objects.filter(plan=plan, section="strengths").update(text="Reads 中文 well.")

    text = paper(copies(open_world, "mateo", wish=Wish(language="en"))).text()

    assert f"Reads {STAND_IN}{STAND_IN} well." in text


def test_a_child_that_fails_says_why(tmp_path: Path) -> None:
    packet = {"title": "T", "lang": "en", "sheets": [{}]}

    with pytest.raises(RuntimeError) as caught:
        typeset(packet, fonts=tmp_path, timestamp=0)

    assert not isinstance(caught.value, LettersMissing)
    assert str(caught.value)


# Who gets which copy


def test_each_home_gets_its_own_copy_without_the_other(open_world: World, paper) -> None:
    full_plan(open_world, "ellie")

    found = copies(open_world, "ellie")

    assert [copy.home for copy in found] == [("Ben Whitaker",), ("Karen Hale",)]
    made = paper(found)
    assert made.pages == 4
    ben, karen = made.text(1) + made.text(2), made.text(3) + made.text(4)
    assert "for the home of Ben Whitaker" in ben
    assert "Karen" not in ben.replace("Rosa", "")
    assert "Guardian: Karen Hale" in karen
    assert "Is there a math club?" not in ben + karen
    assert made.outline()[0][1] == "Ellie Whitaker for the home of Ben Whitaker"


def test_a_guardian_without_access_gets_no_copy(open_world: World) -> None:
    found = copies(open_world, "sadie")

    assert [line.name for copy in found for line in copy.signatures] == ["Amy Doyle", "Sadie Doyle", "June Albrecht"]


def test_a_home_reads_its_language_unless_one_was_chosen(open_world: World) -> None:
    assert [copy.language for copy in copies(open_world, "mateo", "ellie")] == ["es", "en", "en"]
    assert [copy.language for copy in copies(open_world, "mateo", wish=Wish(language="en"))] == ["en"]


def test_what_was_shared_is_printed_with_its_signatures(open_world: World, paper) -> None:
    plan = full_plan(open_world, "mateo")
    version = share(plan, by=open_world.user("june"), now=timezone.now())
    Signature.objects.create(
        district=plan.district, version=version, signer="guardian", person=open_world.people["rosa"],
        typed_name="Rosa Morales", version_sha256=version.sha256, signed_at=timezone.now(),
    )  # fmt: skip
    PlanEntry.objects.filter(plan=plan, section="strengths").update(text="Written after sharing.")

    shared = paper(copies(open_world, "mateo")).text()
    as_it_stands = paper(copies(open_world, "mateo", wish=Wish(as_it_stands=True))).text()

    assert "Explains how a story works" in shared
    assert "versión 1 del plan" in shared
    assert "Is there a math club?" in shared
    # Who has signed stands on the line, and the role below it; else the line is empty, and who signs there below it.
    assert "tutor: Rosa Morales" in as_it_stands
    assert "tutor: Rosa Morales" not in shared
    assert shared.count("Rosa Morales") == as_it_stands.count("Rosa Morales")
    assert "Written after sharing." in as_it_stands


def test_questions_can_be_left_out(open_world: World) -> None:
    full_plan(open_world, "mateo")

    assert not copies(open_world, "mateo", wish=Wish(questions=Q(pk=None)))[0].document.questions


@pytest.mark.parametrize("keys", [("mateo",), ("mateo", "ellie", "sadie")])
def test_copies_take_the_same_queries_however_many(open_world: World, keys: tuple[str, ...]) -> None:
    for key in keys:
        share(full_plan(open_world, key), by=open_world.user("june"), now=timezone.now())
    people = [open_world.people[key] for key in keys]

    with CaptureQueriesContext(connection) as caught:
        copies_of(people, now=timezone.now())

    assert len(caught) == 6


def test_a_packet_of_a_class_has_an_outline(open_world: World, paper) -> None:
    plan_of(open_world, "mateo")
    people = [open_world.people[key] for key in ("sadie", "mateo")]
    titles = {person.pk: "Grade 3 Albrecht" for person in people}

    made = paper(copies_of(people, now=timezone.now(), class_titles=titles))

    assert made.outline() == [(0, "Grade 3 Albrecht"), (1, "Sadie Doyle"), (1, "Mateo Morales")]
    assert "Mateo Morales" in made.text(3)
