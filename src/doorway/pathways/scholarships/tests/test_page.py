"""A student's scholarships: what is open, what opens more, what is not, and who may say what."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from tests.world import World

from doorway.pathways.graduation.tests.test_page import now, whole, year
from doorway.pathways.imports.tests.files import take_transcripts
from doorway.pathways.models import CatalogCourse, LocalScholarship, ScholarshipStep, TranscriptCourse
from doorway.pathways.models.roles import SaidAs
from doorway.pathways.scholarships.steps import What, tell
from doorway.pathways.scholarships.tests.files import enter_one, make_senior, offer, page_now, page_of, teach, took
from doorway.roster.core.grades import school_year_of
from doorway.roster.models import RecordLook

ClientOf = Callable[[World, str], Client]
OPPORTUNITY = "Opportunity Scholarship"
ALL_THREE = (("CALC", "A"), ("AP-LIT", "B"), ("AP-BIO", "A"))


def address(world: World, what: str = "") -> str:
    return f"/scholarships/of/{world.people['diego'].pk}/{what}"


def opened(client_of: ClientOf, world: World, who: str, language: str = "en") -> str:
    client = client_of(world, who)
    client.cookies["doorway_language"] = language
    response = client.get(address(world))
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def say(client_of: ClientOf, world: World, who: str, what: str, subject: str) -> str:
    client = client_of(world, who)
    client.cookies["doorway_language"] = "en"
    answer = client.post(address(world, "step/"), {"what": what, "subject": subject}, follow=True)
    return " ".join(answer.content.decode().split())


def asks(page: object, title: str) -> dict[str, str]:
    return {ask.key: ask.tag for ask in offer(page, title).asks}  # type: ignore[arg-type]


def test_open_when_everything_on_the_record_is_there(world: World, tmp_path: Path) -> None:
    make_senior(world)
    teach(world, tmp_path)
    took(world, tmp_path, *ALL_THREE)
    found = offer(page_of(world), OPPORTUNITY)

    assert {ask.key: (ask.tag, ask.has) for ask in found.asks if ask.has} == {
        "mathematics": (
            "Fulfilled",
            (f"AP Calculus (A), {world.year.end_year - 2}-{(world.year.end_year - 1) % 100}",),
        ),
        "science": ("Fulfilled", (f"AP Biology (A), {world.year.end_year - 2}-{(world.year.end_year - 1) % 100}",)),
        "language_arts": (
            "Fulfilled",
            (f"AP Literature (B), {world.year.end_year - 2}-{(world.year.end_year - 1) % 100}",),
        ),
    }
    assert asks(page_of(world), OPPORTUNITY)["average"] == "Fulfilled"
    # A form that is still to be handed in closes nothing.
    assert asks(page_of(world), OPPORTUNITY)["fafsa"] == "Still to hand in"
    # The criteria of 2026 and 2027 are published; of later classes they are a question.
    assert found.chance == ("open" if world.year.end_year <= 2027 else "ask")


def test_an_average_is_not_weighted_and_leaves_out_the_years_before_high_school(world: World, tmp_path: Path) -> None:
    make_senior(world)
    teach(world, tmp_path)
    took(world, tmp_path, ("CALC", "B"), ("AP-LIT", "B"), ("AP-BIO", "B"))
    take_transcripts(world, tmp_path, whole("BAND", "A", school_year=year(world, -4), grade="8"))
    average = next(ask for ask in offer(page_of(world), OPPORTUNITY).asks if ask.key == "average")

    assert average.sentences[0] == "The average of the marks on file is 3.0, not weighted."
    # No class of this year is on file: nothing is guessed.
    assert average.tag == "Ask the counselor"
    took(world, tmp_path, ("CALC", "C"), ("AP-LIT", "C"), ("AP-BIO", "C"))
    take_transcripts(world, tmp_path, whole("ENG-12", "", school_year=year(world), grade="12"))
    average = next(ask for ask in offer(page_of(world), OPPORTUNITY).asks if ask.key == "average")
    assert (average.tag, average.sentences[1]) == (
        "Not possible any more", "The classes still to come cannot lift it so far.",
    )  # fmt: skip
    assert offer(page_of(world), OPPORTUNITY).chance == "closed"


def test_what_it_takes_is_said_and_is_enough(world: World, tmp_path: Path) -> None:
    make_senior(world)
    teach(world, tmp_path)
    took(world, tmp_path, ("CALC", "B"), ("AP-LIT", "B"), ("AP-BIO", "B"))
    take_transcripts(
        world, tmp_path,
        *(whole(code, "", school_year=year(world), grade="12") for code in ("ENG-12", "WELDING")),
        *(whole(code, "B", school_year=year(world, -1), grade="11") for code in ("CALC", "AP-LIT", "AP-BIO")),
    )  # fmt: skip
    average = next(ask for ask in offer(page_of(world), OPPORTUNITY).asks if ask.key == "average")
    # (3 x 3.0 + 2 x 3.75) / 5 = 3.3
    assert "The marks still to come (about 2 credits) need an average of 3.75." in average.sentences
    take_transcripts(
        world, tmp_path, whole("ENG-12", "A", school_year=year(world), grade="12"),
        whole("WELDING", "B+", school_year=year(world), grade="12"),
    )  # fmt: skip
    assert asks(page_of(world), OPPORTUNITY)["average"] != "Fulfilled"  # 3.667 is less than 3.75
    take_transcripts(world, tmp_path, whole("WELDING", "A", school_year=year(world), grade="12"))
    assert asks(page_of(world), OPPORTUNITY)["average"] == "Fulfilled"


def test_of_a_class_that_counts_in_part_the_part_is_named(world: World, tmp_path: Path) -> None:
    teach(world, tmp_path)
    half = whole("ENG-9") | {"credits": "0.5"}
    take_transcripts(
        world, tmp_path, half | {"term": "S1", "mark": "A-"}, half | {"term": "S2", "mark": "B-"},
        half | {"code": "ENG-10", "term": "S1", "mark": "C"}, half | {"code": "ENG-10", "term": "S2", "mark": "A"},
        whole("ENG-11", "A"), half | {"code": "ENG-12", "term": "T1", "mark": "B"},
        half | {"code": "ENG-12", "term": "T3", "mark": "D"},
    )  # fmt: skip
    row = enter_one(world, courses=({"units": 4000, "area": "ela", "tag": "", "mark": "B"},))
    year_said = f"{world.year.end_year - 2}-{(world.year.end_year - 1) % 100}"
    english = next(one for one in page_now(world).offers if one.key == row.pk.hex).asks[0]

    assert set(english.has) == {
        f"English 9 (A-), {year_said}, first semester only: the mark of the second was B-",
        f"English 10 (A), {year_said}, second semester only: the mark of the first was C",
        f"English 11 (A), {year_said}",
        f"English 12 (B), {year_said}, only a part of the class: the mark of another part was D",
    }
    assert "1.5 credits are missing." in english.sentences


@pytest.mark.parametrize(
    ("units", "english", "spanish"),
    [
        (1000, "1 credit is missing.", "Falta 1 crédito."),
        (500, "0.5 credits are missing.", "Faltan 0.5 créditos."),
        (2000, "2 credits are missing.", "Faltan 2 créditos."),
    ],
)
def test_one_credit_is_missing_and_two_are(
    world: World, tmp_path: Path, units: int, english: str, spanish: str
) -> None:
    teach(world, tmp_path)
    took(world, tmp_path, ("ENG-9", "A"))
    row = enter_one(world, courses=({"units": 1000 + units, "area": "ela", "tag": "", "mark": ""},))

    for language, sentence in (("en", english), ("es", spanish)):
        with translation.override(language):
            asked = next(one for one in page_now(world).offers if one.key == row.pk.hex).asks[0]
        assert sentence in asked.sentences


@pytest.mark.parametrize(("days", "words"), [(-3, "Open since"), (0, "Open since"), (4, "Opens")])
def test_what_is_open_already_does_not_open(world: World, tmp_path: Path, days: int, words: str) -> None:
    teach(world, tmp_path)
    day = timezone.localdate() + timedelta(days=days)
    row = enter_one(world, opens_on=day)

    found = next(one for one in page_now(world).offers if one.key == row.pk.hex)
    assert (words, day) in [(said, on) for said, on, _left in found.days]


def test_within_reach_looks_at_the_deadline(world: World, tmp_path: Path, client_of: ClientOf) -> None:
    """A class of grade 11 helps nobody who is in grade 10 and has to apply within a week."""
    teach(world, tmp_path)
    take_transcripts(world, tmp_path, whole("ENG-9", "A"))
    asked = ({"units": 1000, "area": "", "tag": "ap", "mark": ""},)
    soon = timezone.localdate() + timedelta(days=7)
    now_ = enter_one(world, courses=asked, closes_on=soon, first_grade=9, last_grade=12)
    seniors = enter_one(world, courses=asked, closes_on=soon, first_grade=12, last_grade=12)
    score = enter_one(world, average=4000, closes_on=soon, first_grade=9, last_grade=9)

    groups = {one.key: word for word, _title, found in page_now(world).groups for one in found}
    assert (groups[now_.pk.hex], groups[seniors.pk.hex]) == ("too-soon", "nearly")
    assert score.pk.hex not in groups
    assert page_now(world).next_offer is None
    for who, language, words in (
        ("diego", "en", ("Not by this deadline", "after the deadline on file.")),
        ("rosa", "es", ("No para esta fecha límite", "después de la fecha límite")),
    ):
        client = client_of(world, who)
        client.cookies["doorway_language"] = language
        text = client.get(address(world)).content.decode()
        assert all(one in text for one in words)
    counselor = client_of(world, "dana")
    counselor.cookies["doorway_language"] = "en"
    shown = counselor.get(f"/scholarships/?grade=10&scholarship={now_.pk.hex}&standing=too-soon").content.decode()
    assert "Not by this deadline</strong>" in shown
    text = client_of(world, "diego").get(address(world, "dates.ics")).content.decode()
    assert "BEGIN:VEVENT" not in text


def test_what_is_kept_stays_in_the_calendar_though_it_comes_too_soon(
    world: World, tmp_path: Path, client_of: ClientOf
) -> None:
    teach(world, tmp_path)
    take_transcripts(world, tmp_path, whole("ENG-9", "A"))
    row = enter_one(world, courses=({"units": 1000, "area": "", "tag": "ap", "mark": ""},))
    client = client_of(world, "diego")
    assert "BEGIN:VEVENT" not in client.get(address(world, "dates.ics")).content.decode()

    client.post(address(world, "step/"), {"what": "kept", "subject": row.pk.hex})
    assert "BEGIN:VEVENT" in client.get(address(world, "dates.ics")).content.decode()


def test_within_reach_names_the_classes_taught_here_and_by_when(world: World, tmp_path: Path) -> None:
    teach(world, tmp_path)
    take_transcripts(world, tmp_path, whole("ENG-9", "A"))
    found = offer(page_of(world), OPPORTUNITY)

    assert found.chance == "nearly"
    science = next(ask for ask in found.asks if ask.key == "science")
    assert [(one.course.title, one.grade, one.after) for one, _clashes in science.here] == [
        ("AP Biology", 12, ("Biology",)), ("College Biology", 11, ()),
    ]  # fmt: skip
    assert science.by.startswith("grade 12 (")
    assert found.later.startswith("Students apply in grade 12 (")
    assert found.closes is None


def test_what_one_applies_for_in_a_later_grade_stands_apart_and_says_when(
    world: World, tmp_path: Path, client_of: ClientOf
) -> None:
    teach(world, tmp_path)
    take_transcripts(world, tmp_path, whole("ENG-9", "A"))
    later = enter_one(world, name={"en": "Seniors Award"}, first_grade=12, last_grade=12)
    open_now = enter_one(world, name={"en": "Lions Club Award"}, first_grade=9, last_grade=12)

    def group_of(row: LocalScholarship) -> list[str]:
        return [word for word, _title, found in page_now(world).groups for one in found if one.key == row.pk.hex]

    assert (group_of(open_now), group_of(later)) == (["open"], ["later"])
    for who, language, words in (
        ("diego", "en", ("Open in a later grade", "The time to apply comes later.", "Students apply in grade 12 (")),
        ("rosa", "es", ("Abierta en un grado posterior", "El momento de solicitarlas llega más adelante.")),
    ):
        text = opened(client_of, world, who, language).split('id="group-later"')[1]
        assert all(said in text for said in words)
    # In that grade it is open.
    make_senior(world)
    assert (group_of(open_now), group_of(later)) == (["open"], ["open"])


def test_only_marks_count_that_can_be_there_when_one_applies(world: World, tmp_path: Path) -> None:
    teach(world, tmp_path)
    take_transcripts(world, tmp_path, whole("ENG-9", "C"), now(world, "ENG-10"), now(world, "WELDING"))
    yearly = 9  # of 36 in four grades

    def average(needed: int, *, grade: int, first: int = 0) -> tuple[str, str]:
        row = enter_one(world, average=needed, first_grade=first or grade, last_grade=grade)
        found = next(one for one in page_now(world).offers if one.key == row.pk.hex)
        return found.asks[0].tag, " ".join(found.asks[0].sentences[1:])

    # (2.0 + 2 x 3.5) / 3 = 3.0: in grade 11 one applies with the marks of grade 10, in grade 12 with those of 11 too.
    assert average(3000, grade=11) == (
        "Still to do",
        "To apply in grade 11, the marks until then (about 2 credits) need an average of 3.5.",
    )
    assert f"To apply in grade 12, the marks until then (about {2 + yearly} credits)" in average(3000, grade=12)[1]
    # Who can apply twice is told of both, the easier one first: (2.0 + 11 x 3.1) / 12 = 3.0.
    assert average(3000, grade=12, first=11) == (
        "Still to do",
        "To apply in grade 12, the marks until then (about 11 credits) need an average of 3.1. "
        "To apply in grade 11 already, the marks until then (about 2 credits) need an average of 3.5.",
    )
    # Where the first time is out of reach, only of the second; with the same mark all along there is one answer.
    assert "apply in grade 12," in average(3700, grade=12, first=11)[1]
    assert "grade 11" not in average(3700, grade=12, first=11)[1]
    row = enter_one(world, average=3000, first_grade=11, last_grade=12)
    assert next(one for one in page_now(world).offers if one.key == row.pk.hex).later.endswith("to grade 12.")
    # What only marks of grade 11 itself can bring is a question, and what nothing can bring is over.
    assert average(3700, grade=11) == (
        "Ask the counselor",
        "The marks that can be on the transcript at the time of applying (grade 11) are not enough."
        " Ask whether later marks of that grade count."
        " Then the marks still to come (about 11 credits) would need an average of 3.86.",
    )
    assert average(3950, grade=11)[0] == "Not possible any more"
    # The rule of the state speaks of graduation, and the page says so.
    state = next(ask for ask in offer(page_of(world), OPPORTUNITY).asks if ask.key == "average")
    assert f"The marks still to come (about {2 + 2 * yearly} credits) need" in " ".join(state.sentences)
    assert "What counts is the average at graduation, although the application comes earlier." in state.sentences


@pytest.mark.parametrize(("month", "counted"), [(12, 0), (3, 1)])
def test_in_the_last_grade_the_first_half_counts_when_it_is_over(
    world: World, tmp_path: Path, month: int, counted: int
) -> None:
    make_senior(world)
    teach(world, tmp_path)
    took(world, tmp_path, ("CALC", "C"))
    take_transcripts(
        world, tmp_path, whole("CALC", "C", school_year=year(world, -1), grade="11"),
        *(whole(code, "", school_year=year(world), grade="12", term=term)
          for code, term in (("ENG-12", "S1"), ("WELDING", "S2"), ("MATH-2", "Y"))),
    )  # fmt: skip
    closes = date(world.year.end_year - (month == 12), month, 20)
    key = enter_one(world, average=2500, first_grade=12, closes_on=date(world.year.end_year + 5, 1, 1)).pk
    LocalScholarship.objects.filter(pk=key).update(closes_on=closes)
    autumn = date(world.year.end_year - 1, 11, 1)
    average = next(one for one in page_of(world, today=autumn).offers if one.key == key.hex).asks[0]

    if counted:
        assert (average.tag, "until then (about 1 credit)" in average.sentences[1]) == ("Still to do", True)
    else:
        assert average.tag == "Ask the counselor"
        assert "(about 3 credits)" in average.sentences[2]


@pytest.mark.parametrize(
    ("month", "terms", "early"), [(3, ("S1", "S2"), 4.5), (3, ("Y", "Y"), 0), (12, ("S1", "S2"), 0)]
)
def test_the_first_half_of_a_later_year_counts_as_large_as_in_the_years_on_record(
    world: World, tmp_path: Path, month: int, terms: tuple[str, str], early: float
) -> None:
    teach(world, tmp_path)
    take_transcripts(
        world, tmp_path, whole("ENG-9", "C", term=terms[0]), whole("MATH-1", "C", term=terms[1]), now(world, "ENG-10"),
    )  # fmt: skip
    key = enter_one(
        world, average=3000, first_grade=11, last_grade=11, closes_on=date(world.year.end_year + 5, 1, 1)
    ).pk
    closes = date(world.year.end_year - (month == 12), month, 20)
    LocalScholarship.objects.filter(pk=key).update(closes_on=closes)
    autumn = date(world.year.end_year - 1, 11, 1)
    average = next(one for one in page_of(world, today=autumn).offers if one.key == key.hex).asks[0]

    if early:  # this year's class, and of the nine of the next year what is marked by its middle
        assert average.tag == "Still to do"
        assert f"the marks until then (about {1 + early:g} credits) need" in average.sentences[1]
    else:
        assert average.tag == "Ask the counselor"


def test_a_class_planned_for_after_one_applies_does_not_count(world: World, tmp_path: Path) -> None:
    teach(world, tmp_path)
    take_transcripts(
        world, tmp_path, whole("ENG-9"), whole("CALC", "", school_year=year(world, 2), grade="12", status="planned")
    )
    asked = ({"units": 1000, "area": "math", "tag": "ap", "mark": ""},)
    for last, tag in ((11, "Still to do"), (12, "In the plan")):
        key = enter_one(world, courses=asked, last_grade=last).pk.hex
        found = next(one for one in page_now(world).offers if one.key == key)
        assert found.asks[0].tag == tag


def test_a_class_stands_in_a_grade_in_which_it_can_be_taken(world: World, tmp_path: Path) -> None:
    teach(world, tmp_path)
    named = [("AP Biology", 12, ("Biology",)), ("AP Biology", 12, ()), ("AP Biology", 11, ())]
    planned = whole("BIOLOGY", "", school_year=year(world, 1), grade="11", status="planned")
    for row, expected in zip((whole("ENG-9"), planned, now(world, "BIOLOGY")), named, strict=True):
        TranscriptCourse.objects.filter(state="planned").delete()
        take_transcripts(world, tmp_path, row)
        science = next(ask for ask in offer(page_of(world), OPPORTUNITY).asks if ask.key == "science")
        found = [(one.course.title, one.grade, one.after) for one, _clashes in science.here]
        assert expected in found
    # With Biology under way in the last grade there is no time for the class after it.
    make_senior(world)
    take_transcripts(world, tmp_path, now(world, "BIOLOGY"))
    CatalogCourse.objects.filter(code="BIOL-1010").update(is_offered=False)
    science = next(ask for ask in offer(page_of(world), OPPORTUNITY).asks if ask.key == "science")
    assert science.tag == "Ask the counselor"
    assert any(text.startswith("There is no time left for what comes before") for text in science.sentences)


def test_a_lecture_counts_for_the_scholarship_and_not_for_graduation(world: World, tmp_path: Path) -> None:
    make_senior(world)
    teach(world, tmp_path)
    took(world, tmp_path, ("CALC", "A"), ("AP-LIT", "A"), ("BIOL-1010", "A"))
    science = next(ask for ask in offer(page_of(world), OPPORTUNITY).asks if ask.key == "science")

    assert science.tag == "Fulfilled"
    assert science.clash.startswith(
        "College Biology: it counts for the scholarship, but for graduation it is no science"
    )
    # With a class that counts for both there is nothing to say.
    took(world, tmp_path, ("CALC", "A"), ("AP-LIT", "A"), ("BIOL-1010", "A"), ("AP-BIO", "A"))
    science = next(ask for ask in offer(page_of(world), OPPORTUNITY).asks if ask.key == "science")
    assert (science.tag, science.clash) == ("Fulfilled", "")


def test_the_plan_counts_as_a_plan(world: World, tmp_path: Path) -> None:
    teach(world, tmp_path)
    take_transcripts(
        world, tmp_path, whole("ENG-9", "A"), whole("CALC", "", school_year=year(world, 1), status="planned"),
    )  # fmt: skip
    assert asks(page_of(world), OPPORTUNITY)["mathematics"] == "In the plan"
    assert offer(page_of(world), OPPORTUNITY).chance == "nearly"


def test_after_the_last_day_it_is_closed_but_for_who_has_applied(
    world: World, tmp_path: Path, client_of: ClientOf
) -> None:
    teach(world, tmp_path)
    row = enter_one(world)

    assert offer(page_now(world), "Lions Club Award").chance == "open"
    gone = offer(page_now(world, days=21), "Lions Club Award")
    assert (gone.chance, gone.closed.startswith("The deadline was ")) == ("closed", True)
    say(client_of, world, "diego", "applied", row.pk.hex)
    kept = offer(page_now(world, days=21), "Lions Club Award")
    assert (kept.chance, kept.applied is not None) == ("open", True)


def test_nobody_applies_in_a_grade_for_which_it_is_not(world: World, tmp_path: Path, client_of: ClientOf) -> None:
    teach(world, tmp_path)
    row = enter_one(world, first_grade=12, last_grade=12)  # Diego is in grade 10

    assert "It is not possible to apply for this scholarship this year." in say(
        client_of, world, "diego", "applied", row.pk.hex
    )
    assert offer(page_now(world), "Lions Club Award").applied is None
    assert "You will get a letter" in say(client_of, world, "diego", "kept", row.pk.hex)


def test_what_only_a_person_can_say(world: World, tmp_path: Path, client_of: ClientOf) -> None:
    teach(world, tmp_path)
    row = enter_one(world, confirms=({"en": "Lives in the county"},))
    fact = f"{row.pk.hex}.{row.confirms[0]['key']}"

    assert offer(page_now(world), "Lions Club Award").chance == "ask"
    for who in ("diego", "rosa"):  # the family does not say it
        client = client_of(world, who)
        assert client.post(address(world, "step/"), {"what": "so", "subject": fact}).status_code == 404
    say(client_of, world, "dana", "so", fact)
    assert offer(page_now(world), "Lions Club Award").chance == "open"
    say(client_of, world, "dana", "not_so", fact)
    gone = offer(page_now(world), "Lions Club Award")
    assert (gone.chance, gone.asks[0].tag) == ("closed", "Not so")


def test_applied_by_the_family_awarded_by_the_counselor(world: World, tmp_path: Path, client_of: ClientOf) -> None:
    teach(world, tmp_path)
    key = enter_one(world).pk.hex

    assert "It is on record that the student has applied." in say(client_of, world, "rosa", "applied", key)
    assert (
        client_of(world, "rosa").post(address(world, "step/"), {"what": "awarded", "subject": key}).status_code == 404
    )
    assert "It is on record that the scholarship was awarded." in say(client_of, world, "dana", "awarded", key)
    steps = ScholarshipStep.objects.order_by("number").values_list("what", "role", "by__given_name")
    assert list(steps) == [("applied", "guardian", "Rosa"), ("awarded", "counselor", "Dana")]
    say(client_of, world, "dana", "awarded", key)  # said twice is said once
    assert ScholarshipStep.objects.count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        ScholarshipStep.objects.update(what="not_awarded")


def test_in_short_says_what_was_applied_for_and_awarded(world: World, tmp_path: Path, client_of: ClientOf) -> None:
    make_senior(world)
    teach(world, tmp_path)
    key = enter_one(world).pk.hex
    later = "What can be reached later begins with the classes you take now."
    say(client_of, world, "rosa", "applied", key)
    assert "Applied for, no answer on record yet: Lions Club Award" in opened(client_of, world, "rosa")
    for other in page_now(world).offers:
        if other.can_apply and other.closes and other.applied is None:
            say(client_of, world, "rosa", "applied", other.key)
        if other.opens and other.closes:  # what opens later is still to be sent; here it was sent before
            diego, of_year = world.people["diego"], school_year_of(other.closes)
            tell(
                student=diego, by=diego, role=SaidAs.STUDENT, what=What.APPLIED, subject=other.key,
                title={"en": "x"}, school_year=of_year, now=timezone.now(),
            )  # fmt: skip
    text = opened(client_of, world, "rosa")
    assert "Nothing is left to send this year." in text
    # A senior takes no later classes.
    assert later not in text

    say(client_of, world, "dana", "awarded", key)
    text = opened(client_of, world, "rosa")
    assert "Awarded: Lions Club Award" in text
    assert re.search("no answer on record yet: [^<]*Lions", text) is None
    say(client_of, world, "dana", "not_awarded", key)
    assert "Awarded: Lions" not in opened(client_of, world, "rosa")


def test_what_is_not_there_is_refused_with_a_sentence(world: World, tmp_path: Path, client_of: ClientOf) -> None:
    teach(world, tmp_path)
    for what, subject in (("kept", "nothing"), ("nonsense", "opportunity"), ("so", ""), ("so", "nothing")):
        assert "This scholarship has changed in the meantime." in say(client_of, world, "diego", what, subject)
    assert not ScholarshipStep.objects.exists()


def test_a_school_sees_its_own(world: World, tmp_path: Path) -> None:
    teach(world, tmp_path)
    enter_one(world, school=world.schools["panguitch-middle"])

    assert "Lions Club Award" not in {one.title for one in page_now(world).offers}


def test_what_a_scholarship_of_the_place_asks_for(world: World, tmp_path: Path) -> None:
    teach(world, tmp_path)
    take_transcripts(world, tmp_path, whole("ENG-9", "B"), whole("WELDING", "C"))
    enter_one(
        world, average=2500, units=2000,
        courses=(
            {"units": 1000, "area": "ela", "tag": "", "mark": "B"},
            {"units": 1000, "area": "ela", "tag": "ap", "mark": ""},
        ),
    )  # fmt: skip
    found = offer(page_now(world), "Lions Club Award")

    assert [(ask.title, ask.tag) for ask in found.asks] == [
        ("Average of at least 2.5", "Fulfilled"),
        ("At least 2 credits in all", "Fulfilled"),
        ("1 credit in Language arts, with B or better", "Fulfilled"),
        ("1 credit in Language arts, as AP", "Still to do"),
    ]
    assert found.chance == "nearly"
    assert found.money == "$500"


def test_closed_programs_say_why(world: World, tmp_path: Path) -> None:
    teach(world, tmp_path)
    found = {one.title: one.closed for one in page_of(world).closed}

    assert found["New Century Scholarship"] == "Closed to new applications since August 15, 2021."
    assert found["Regents’ Scholarship"].startswith("Replaced by the Opportunity Scholarship")


def test_who_reads_it(world: World, tmp_path: Path, client_of: ClientOf) -> None:
    teach(world, tmp_path)
    enter_one(world)
    for who in ("diego", "rosa", "dana"):
        assert "Lions Club Award" in opened(client_of, world, who)
    assert set(RecordLook.objects.filter(page="scholarships").values_list("reason", flat=True)) == {
        "self", "guardian", "counselor",
    }  # fmt: skip
    for who in ("ben", "owen", "june", "ruth"):
        assert client_of(world, who).get(address(world)).status_code == 404
    young = client_of(world, "rosa").get(f"/scholarships/of/{world.people['mateo'].pk}/")
    assert young.status_code == 404
    assert "Premio del Club de Leones" in opened(client_of, world, "rosa", "es")


def test_the_page_does_with_few_queries(world: World, tmp_path: Path, client_of: ClientOf) -> None:
    teach(world, tmp_path)
    took(world, tmp_path, *ALL_THREE)
    client = client_of(world, "diego")
    client.get(address(world))
    counts = []
    for _more in range(2):
        enter_one(world)
        with CaptureQueriesContext(connection) as found:
            client.get(address(world))
        counts.append(len(found))
    assert counts[0] == counts[1] <= 12


def test_the_last_days_as_a_file(world: World, tmp_path: Path, client_of: ClientOf) -> None:
    teach(world, tmp_path)
    # Without a last day there is no empty calendar to take.
    assert "Add the deadlines to my calendar" not in opened(client_of, world, "diego")
    row = enter_one(world)
    assert "Add the deadlines to my calendar" in opened(client_of, world, "diego")
    client = client_of(world, "diego")
    client.cookies["doorway_language"] = "en"
    answer = client.get(address(world, "dates.ics"))

    text = answer.content.decode()
    assert answer["Content-Type"].startswith("text/calendar")
    assert "SUMMARY:Deadline: Lions Club Award" in text
    assert f"DTSTART;VALUE=DATE:{row.closes_on:%Y%m%d}" in text
    assert "TRIGGER:-P7D" in text
    # Whoever has applied is not rung for it.
    client.post(address(world, "step/"), {"what": "applied", "subject": row.pk.hex})
    after = client.get(address(world, "dates.ics")).content.decode()
    assert "Lions Club" not in after
    assert "VALARM" not in after
    assert "Add the deadlines to my calendar" not in opened(client_of, world, "diego")
    public = Client().get(f"/scholarships/calendar/{world.district.code}.ics?language=es").content.decode()
    assert "SUMMARY:Fecha límite: Premio del Club de Leones" in public
    assert "Diego" not in public
    assert Client().get("/scholarships/calendar/nowhere.ics").status_code == 404


def test_a_senior_can_plan_a_class_that_counts_in_what_is_left_of_the_year(
    client_of: ClientOf, world: World, tmp_path: Path
) -> None:
    teach(world, tmp_path)
    took(world, tmp_path, ("ENG-11", "A"))
    make_senior(world)
    client = client_of(world, "diego")
    client.cookies["doorway_language"] = "en"
    text = client.get(f"/scholarships/of/{world.people['diego'].pk}/").content.decode()

    assert f"/course-plan/{world.people['diego'].pk}/?course=CALC&amp;grade=12#propose" in text
    # What comes before it would have to be taken first, and there is no grade left for that.
    assert "course=AP-BIO" not in text


# —— half a class


def mathematics(world: World) -> tuple[str, str, bool]:
    """How open the scholarship is, the tag of its mathematics class, and whether a class is named that would do."""
    offered = offer(page_of(world), OPPORTUNITY)
    asked = next(ask for ask in offered.asks if ask.key == "mathematics")
    return offered.chance, asked.tag, bool(asked.here)


def test_half_a_class_fulfils_nothing_and_closes_nothing(world: World, tmp_path: Path) -> None:
    teach(world, tmp_path)
    half = {"credits": "0.5", "term": "S1"}
    before = {"school_year": year(world, -1), "grade": "9"}
    first, second = whole("CALC", "C") | half | before, whole("CALC", "F") | half | before | {"term": "S2"}
    for rows in ((first,), (first, second)):
        TranscriptCourse.objects.all().delete()
        take_transcripts(world, tmp_path, *rows)
        chance, tag, is_named = mathematics(world)
        assert (chance != "closed", tag, is_named) == (True, "Still to do", True)
    # Many schools register one term at a time: of a half of this year somebody has to say it.
    TranscriptCourse.objects.all().delete()
    take_transcripts(world, tmp_path, now(world, "CALC") | half)
    assert mathematics(world)[:2] == ("nearly", "Ask the counselor")
    # The other half, and it is there.
    take_transcripts(world, tmp_path, now(world, "CALC") | half, now(world, "CALC") | half | {"term": "S2"})
    assert mathematics(world)[1] == "When this year’s classes are passed"


@pytest.mark.parametrize("asks", ["20", "24", "26", "40"])
def test_a_class_of_another_school_is_one_whatever_that_school_asks_for_in_all(
    world: World, tmp_path: Path, asks: str
) -> None:
    teach(world, tmp_path)
    row = whole("CALC", "B", school_year=year(world, -1), grade="9", school="Elsewhere High", school_credits=asks)
    take_transcripts(world, tmp_path, row)

    assert mathematics(world)[1] == "Fulfilled"
