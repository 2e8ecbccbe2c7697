"""What is still needed is said so that no two figures beside each other contradict."""

from __future__ import annotations

import html
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import translation
from tests.world import World

from doorway.pathways.core.audit import audit
from doorway.pathways.core.compiled import Compiled
from doorway.pathways.core.result import Audit, Status
from doorway.pathways.core.rules import Ceiling, Choice, CourseKind, Line, Option, RuleSet, Selector
from doorway.pathways.core.tests.cases import CLASS_OF, MARKS, TODAY
from doorway.pathways.core.transcript import Certainty, Course, Decision, Transcript
from doorway.pathways.core.units import units_of
from doorway.pathways.graduation.amounts import enough_in_all, missing_words, spared, whole_of
from doorway.pathways.graduation.standing import Standing
from doorway.pathways.graduation.tests.test_page import ClientOf, line, now, opened, page_of, whole
from doorway.pathways.graduation.wording import number
from doorway.pathways.imports.tests.files import Row, take_courses, take_transcripts

KINDS = {code: CourseKind(code, credits=1000) for code in ("K1", "K2", "K3")}
EARNED, IN_PROGRESS, PROJECTED = Certainty.EARNED, Certainty.IN_PROGRESS, Certainty.PROJECTED
ASK = Certainty.ASK
KIND_MISSING = "But some requirements are not done yet, and other classes cannot fill them."


def test_thirds_and_sixths_are_written_as_people_write_them() -> None:
    written = {333: "0.333", 334: "0.333", 666: "0.667", 667: "0.667", 166: "0.167", 834: "0.833", 500: "0.5"}

    assert {units: number(units) for units in written} == written
    # What counts and what is missing beside it add up, whichever of the thirds it is.
    for need, units in ((1000, 333), (1000, 334), (1000, 666), (1000, 166), (500, 334), (500, 333), (1500, 834)):
        assert Decimal(number(units)) + Decimal(number(need - units)) == Decimal(number(need))
    # No other amount is touched, larger and negative ones included.
    others = [units for units in range(-2000, 3000) if units % 1000 not in {166, 334, 666, 834}]
    assert [units_of(number(units)) for units in others] == others
    assert (number(2334), number(-334), number(24000)) == ("2.333", "-0.333", "24")


def of(*areas: str) -> tuple[Selector, ...]:
    return (Selector(areas=frozenset(areas)),)


def took(key: str, units: int, *areas: str, state: Certainty = EARNED, code: str = "", year: int = 2026) -> Course:
    mark = "A" if state is EARNED else ""
    return Course(key, code or f"C{key}", units, year, "S1", mark=mark, areas=areas, state=state)


def others(number: int) -> list[Row]:
    """So many classes of one credit that count only where any class counts."""
    return [whole(f"OTHER-{one}") for one in range(number)]


def run(rules: RuleSet, *courses: Course) -> Audit:
    return audit(Compiled(rules), Transcript("s", CLASS_OF, 11, courses), today=TODAY)


ART = RuleSet("art", (Line("art", "s", 1000, of("art")), Line("any", "s", 1000, open=True)), MARKS, total=2000)


@pytest.mark.parametrize(
    ("state", "lead"),
    [
        (EARNED, "The credits earned are enough in all."),
        (IN_PROGRESS, "With this year’s classes, the credits are enough in all."),
        (PROJECTED, "With the plan, the credits are enough in all."),
    ],
)
def test_enough_credits_of_the_wrong_kind_are_explained(state: Certainty, lead: str) -> None:
    result = run(ART, took("1", 1000), took("2", 1000, state=state))

    assert (result.total.short, result.status) == (0, Status.MISSING)
    assert enough_in_all(result) == f"{lead} {KIND_MISSING}"


def test_nothing_is_explained_where_the_figures_agree() -> None:
    assert enough_in_all(run(ART, took("1", 1000, "art"), took("2", 1000))) == ""
    assert enough_in_all(run(ART, took("1", 1000, "art"))) == ""


ASKED = RuleSet(
    "asked", (Line("art", "s", 1000, of("art")), Line("any", "s", 1500, open=True, enough=1000)), MARKS, total=2000
)


def test_what_only_a_question_leaves_open_is_no_reason() -> None:
    """Two credits are the total; the page itself says 2.5, and a rule asks whether the half is needed."""
    asked = run(ASKED, took("1", 1000, "art"), took("2", 1000))

    assert (asked.total.short, asked.short[EARNED], asked.status) == (0, 500, Status.ASK)
    assert enough_in_all(asked) == ""
    assert whole_of(asked) == (2000, 2500, "")
    # Beside the question a requirement is short for sure, and that has its sentence.
    short = run(ASKED, took("1", 500, "art"), took("2", 1500))
    assert enough_in_all(short) == f"The credits earned are enough in all. {KIND_MISSING}"
    assert whole_of(short)[:2] == (2500, 2500)


def test_what_the_total_asks_for_in_any_case_is_no_question() -> None:
    """The lines add up to half a credit more than the total, and a waiver has taken half a credit off one of them."""
    waived = Decision("waiver", "June Carter", "agreed", date(2026, 9, 1), line="art", units=500)
    given = Transcript("s", CLASS_OF, 11, (took("1", 500, "art"), took("2", 1000)), decisions=(waived,))
    result = audit(Compiled(ASKED), given, today=TODAY)
    found = {one.line.key: missing_words(one, result) for one in result.lines}

    assert (result.short[ASK], found) == (500, {"art": ("", ""), "any": ("0.5 credits", "")})
    # Without it the half is what the question is about.
    asked = run(ASKED, took("1", 1000, "art"), took("2", 1000))
    assert [missing_words(one, asked) for one in asked.lines] == [("", ""), ("", "0.5 credits")]


def test_more_than_the_total_is_not_needed_because_it_is_there() -> None:
    result = run(ASKED, took("1", 1000, "art"), took("2", 1000), took("3", 1000, state=PROJECTED))

    assert result.short[PROJECTED] == 0
    assert whole_of(result) == (2000, 2000, "")
    assert enough_in_all(result) == ""


def test_where_limits_cross_the_limit_is_the_reason() -> None:
    """Each credit for the requirement lets one less count in all, and each alone would be there."""
    rules = RuleSet(
        "early", (Line("early", "s", 500, of("early.one")), Line("any", "s", 1500, open=True)), MARKS,
        catalog=KINDS, total=2000, ceilings=(Ceiling("early", of("early"), 1000),),
    )  # fmt: skip
    result = run(
        rules,
        took("0", 1000, "early", code="K3", year=2025),
        took("1", 1000, "early.one", code="K1", year=2025),
        took("2", 1000, code="K1", year=2026),
    )

    assert (result.total.status, result.status) == (Status.MET, Status.MISSING)
    assert "only so much of some kinds of classes count" in enough_in_all(result)
    with translation.override("es"):
        assert enough_in_all(result).startswith("Los créditos obtenidos alcanzan en total. Pero las reglas solo dejan")


WAYS = Choice(
    "math", "s", 1,
    (
        Option("usual", title={"en": "Three years"}),
        Option("calculus", opened_when=Selector(areas=frozenset({"calculus"})), forgives=True,
               title={"en": "Completed by calculus", "es": "Completado con Cálculo"}),
    ),
)  # fmt: skip
MATH = RuleSet(
    "math",
    (
        Line("years", "s", 3000, of("math"), choice="math", option="usual"),
        Line("rest", "s", 3000, of("math", "calculus"), choice="math", option="calculus"),
    ),
    MARKS, total=1000, choices=(WAYS,),
)  # fmt: skip


def test_what_a_class_completes_says_why_the_rest_is_not_needed() -> None:
    (found,) = (result := run(MATH, took("1", 1000, "calculus"))).lines

    assert (found.line.key, found.status, found.filled[0]) == ("rest", Status.MET, 1000)
    assert (missing_words(found, result), spared(found, result)) == (
        ("", ""),
        "The rest is not needed: Completed by calculus.",
    )
    with translation.override("es"):
        assert spared(found, result) == "El resto no hace falta: Completado con Cálculo."


def test_what_a_class_will_complete_says_that_it_depends_on_that_class() -> None:
    (found,) = (result := run(MATH, took("1", 1000, "calculus", state=IN_PROGRESS))).lines

    assert (found.line.key, found.status, found.short) == ("rest", Status.IN_PROGRESS, 0)
    assert spared(found, result) == "The rest is not needed when this goes well: Completed by calculus."
    (plain,) = (usual := run(MATH, took("1", 1000, "math"))).lines
    assert (missing_words(plain, usual), spared(plain, usual)) == (("2 credits", ""), "")


def test_what_may_be_enough_is_not_called_missing(world: World, tmp_path: Path, client_of: ClientOf) -> None:
    """Garfield prints 16.5 credits of electives, of which a part is a question: no figure says more than that."""
    take_courses(world, tmp_path)
    take_transcripts(world, tmp_path, whole("ENG-9"), *others(15))
    page = page_of(world)
    some = line(page, "electives")

    assert some.missing
    assert (some.unsure, page.unsure) == ("1 credit", "1 credit")
    assert "Not sure: 1 credit more. The counselor has to say whether they are needed." in opened(
        client_of, world, "rosa"
    )

    take_transcripts(world, tmp_path, whole("ENG-9"), *others(16))
    page = page_of(world)
    enough = line(page, "electives")
    assert (enough.missing, enough.unsure, enough.status) == ("", "0.5 credits", "Ask the counselor")
    assert enough.title not in page.next_titles
    text = opened(client_of, world, "rosa", "es")
    assert "Quizá faltan: 0.5 créditos." in text


def test_behind_with_enough_credits_says_what_is_behind(world: World, tmp_path: Path, client_of: ClientOf) -> None:
    take_courses(world, tmp_path)
    take_transcripts(world, tmp_path, *others(20))
    page, text = page_of(world), opened(client_of, world, "rosa")

    assert (page.standing, page.behind_by) == (Standing.BEHIND, "")
    said = "The credits are enough for this time. But this is usually done by now, and is not: "
    assert f"{said}{', '.join(page.behind)}." in html.unescape(text)
    assert "Los créditos alcanzan para esta altura." in opened(client_of, world, "rosa", "es")


def test_a_family_reads_why_enough_credits_are_not_enough(world: World, tmp_path: Path, client_of: ClientOf) -> None:
    take_courses(world, tmp_path)
    take_transcripts(world, tmp_path, *others(37), now(world, "ENG-10"))

    assert f"The credits earned are enough in all. {KIND_MISSING}" in opened(client_of, world, "rosa")
    assert "Los créditos obtenidos alcanzan en total." in opened(client_of, world, "rosa", "es")
