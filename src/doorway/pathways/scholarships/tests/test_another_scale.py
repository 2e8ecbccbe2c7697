"""Scholarships of students whose marks come from a school that counts its credits otherwise."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from django.utils import timezone, translation
from tests.world import World

from doorway.pathways.graduation.tests.test_page import whole, year
from doorway.pathways.imports.tests.files import CATALOG, ENGLISH, take_courses, take_transcripts
from doorway.pathways.models import GraduationDecision
from doorway.pathways.scholarships.page import AskedOf
from doorway.pathways.scholarships.tests.files import enter_one, make_senior, page_now, page_of

FRESNO = {"credits": "5", "school": "Fresno High", "school_credits": "220"}


def converted(world: World, factor: Fraction) -> None:
    """The counselor records how credit from there counts."""
    GraduationDecision.objects.create(
        district=world.district, student=world.people["diego"], kind="conversion", school="Fresno High",
        numerator=factor.numerator, denominator=factor.denominator, decided_by=world.people["dana"],
        reason="California counts ten for a class.", decided_on=timezone.localdate(), decided_at=timezone.now(),
    )  # fmt: skip


def average(world: World) -> AskedOf:
    return next(ask for one in page_of(world).offers for ask in one.asks if ask.key == "average")


def semesters(world: World, mark: str) -> list[dict[str, str]]:
    """Twelve semesters there, and twelve here with an A."""
    here = ("ENG-11", "MATH-1", "MATH-2", "BIOLOGY", "WELDING", "BAND")
    return [
        ENGLISH | {"code": code, "term": term, "school_year": year(world, ago), "mark": got, "grade": grade} | more
        for codes, ago, got, grade, more in (
            ([f"CA-{number}" for number in range(6)], -2, mark, "10", FRESNO),
            (here, -1, "A", "11", {"credits": "0.5"}),
        )
        for code in codes
        for term in ("S1", "S2")
    ]


def test_an_average_with_marks_from_elsewhere_is_a_question_until_their_credit_is_converted(
    world: World, tmp_path: Path
) -> None:
    make_senior(world)
    take_courses(world, tmp_path, *CATALOG)
    take_transcripts(world, tmp_path, *semesters(world, "B"), whole("ENG-12", "", school_year=year(world), grade="12"))

    # 5 of 220 are 0.818 of 36: (12 x 0.818 x 3.0 + 12 x 0.5 x 4.0) / 15.8 = 3.37, and 3.3 is asked for.
    asked = average(world)
    depends = "It depends on how the credit of another school counts here. The counselor has to record that."
    assert (asked.tag, asked.sentences) == (
        "Ask the counselor", ("The average of the marks on file is 3.37, not weighted.", depends),
    )  # fmt: skip
    with translation.override("es"):
        assert average(world).sentences[1] == (
            "Depende de cómo cuenten aquí los créditos de otra escuela. El consejero tiene que anotarlo."
        )
    converted(world, Fraction(1, 10))
    assert (average(world).tag, average(world).sentences) == (
        "Fulfilled", ("The average of the marks on file is 3.5, not weighted.",),
    )  # fmt: skip


def test_what_no_mark_to_come_lifts_is_a_question_as_long_as_nobody_has_converted_the_credit(
    world: World, tmp_path: Path
) -> None:
    make_senior(world)
    take_courses(world, tmp_path, *CATALOG)
    rows = [row | {"mark": "B" if row["mark"] == "A" else "D"} for row in semesters(world, "D")]
    now = [whole(code, "", school_year=year(world), grade="12") for code in ("ENG-12", "ENG-10", "X1", "X2", "X3")]
    take_transcripts(world, tmp_path, *rows, *now)

    assert average(world).tag == "Ask the counselor"
    assert average(world).sentences[-1].startswith("It depends on how")
    converted(world, Fraction(1, 10))
    # (6 x 1.0 + 6 x 3.0 + 5 x 4.0) / 17 = 2.59
    assert (average(world).tag, average(world).sentences[-1]) == (
        "Not possible any more", "The classes still to come cannot lift it so far.",
    )  # fmt: skip


def test_what_is_under_way_elsewhere_weighs_what_it_counts_for_here(world: World, tmp_path: Path) -> None:
    take_courses(world, tmp_path, *CATALOG)
    fresno = FRESNO | {"credits": "10"}
    take_transcripts(
        world, tmp_path, whole("ENG-9", "C"), *(
            whole(code, "", school_year=year(world), grade="10", **fresno) for code in ("ENG-10", "CA-1")
        ),
    )  # fmt: skip
    converted(world, Fraction(1, 10))
    row = enter_one(world, average=3000, first_grade=11, last_grade=11)
    found = next(one for one in page_now(world).offers if one.key == row.pk.hex)

    # (2.0 + 2 x 3.5) / 3 = 3.0; with the figures of that school it would be twenty credits.
    assert found.asks[0].sentences[1:] == (
        "To apply in grade 11, the marks until then (about 2 credits) need an average of 3.5.",
    )


def test_credit_of_a_kind_is_what_the_conversion_makes_of_it(world: World, tmp_path: Path) -> None:
    take_courses(world, tmp_path, *CATALOG)
    take_transcripts(world, tmp_path, whole("CA-1", "A", areas="ela.9", **FRESNO | {"credits": "10"}))
    converted(world, Fraction(1, 10))
    asked = {"units": 3000, "area": "ela", "tag": "", "mark": ""}
    row = enter_one(world, courses=(asked,), first_grade=11, last_grade=12)
    found = next(one for one in page_now(world).offers if one.key == row.pk.hex)

    assert "2 credits are missing." in " ".join(found.asks[0].sentences)
