"""What a counselor decides: on record with person, reason and day, counted by the audit, never over an F."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.world import World

from doorway.pathways.graduation.page.build import graduation_page
from doorway.pathways.graduation.page.shown import GraduationPage
from doorway.pathways.graduation.tests.test_page import line, now, whole
from doorway.pathways.imports.tests import test_edfi as edfi
from doorway.pathways.imports.tests.files import take_courses, take_transcripts
from doorway.pathways.models import GraduationDecision, TranscriptCourse
from doorway.policy.packs import year_text
from doorway.roster.models import Guardianship

ClientOf = Callable[[World, str], Client]


def page_of(world: World) -> GraduationPage:
    return graduation_page(world.people["diego"])


def address(world: World, what: str = "decide/") -> str:
    return f"/graduation/{world.people['diego'].pk}/{what}"


@pytest.fixture
def dana(world: World, tmp_path: Path, client_of: ClientOf) -> Client:
    """The counselor, with a transcript of Diego on file."""
    take_courses(world, tmp_path)
    elsewhere = {"school": "Elsewhere High", "school_credits": "24"}
    take_transcripts(
        world, tmp_path, whole("ENG-9"), whole("WELDING"), now(world, "BIOLOGY"),
        whole("ALGEBRA", areas="math.secondary-1", **elsewhere),
    )  # fmt: skip
    client = client_of(world, "dana")
    client.cookies["doorway_language"] = "en"
    return client


def send(client: Client, world: World, kind: str, **fields: str) -> str:
    """Fill in the form of a kind and send it; the page that follows."""
    sent = {"reason": "Agreed with the family."} | fields
    data = {f"{kind}-{name}": value for name, value in sent.items()}
    return client.post(address(world), {"kind": kind, **data}, follow=True).content.decode()


def take_back(
    client: Client, world: World, row: GraduationDecision, reason: str = "The family changed its mind."
) -> str:
    """Withdraw a decision; the page that follows."""
    answer = client.post(address(world, f"decisions/{row.pk}/withdraw/"), {"reason": reason}, follow=True)
    return answer.content.decode()


def welding(world: World) -> TranscriptCourse:
    return TranscriptCourse.objects.get(code="WELDING", student=world.people["diego"])


def test_a_waiver_lowers_the_requirement_and_not_the_total(world: World, dana: Client) -> None:
    text = send(dana, world, "waiver", line="arts", units="0.5")

    assert "The decision is on record" in text
    assert "Dana Lindqvist" in text
    assert "The arts: the need there is lower by 0.5 credits. The total stays the same." in text
    page = page_of(world)
    assert (line(page, "arts").need, line(page, "arts").waived, page.need) == ("1", "0.5 credits", "36")
    row = GraduationDecision.objects.get()
    assert (row.decided_by, row.reason, row.units) == (world.people["dana"], "Agreed with the family.", 500)
    send(dana, world, "waiver", line="digital", units="0.5", lowers_total="on")
    assert page_of(world).need == "35.5"


def test_another_class_counts_until_it_turns_out_to_be_failed(world: World, dana: Client, tmp_path: Path) -> None:
    send(dana, world, "substitution", line="arts", course=str(welding(world).pk))
    assert [taken.title for taken in line(page_of(world), "arts").taken] == ["Welding 1"]

    take_transcripts(world, tmp_path, whole("WELDING", "F"))
    page = page_of(world)
    assert line(page, "arts").taken == ()
    assert line(page, "arts").again
    assert any("Somebody has to decide again." in sentence for sentence in page.problems)


def test_credit_of_another_school_is_converted(world: World, dana: Client) -> None:
    before = page_of(world)
    assert any("24 credits in all" in sentence for sentence in before.problems)
    text = send(dana, world, "conversion", school="Elsewhere High", theirs="24", ours="36")

    assert "Credit from Elsewhere High is converted, 2 there to 3 here." in text
    page = page_of(world)
    assert (before.earned, page.earned) == ("3", "3.5")
    assert not any("24 credits in all" in sentence for sentence in page.problems)


@pytest.mark.parametrize(
    ("theirs", "ours", "words"), [("10", "1", "10 there to 1 here"), ("220", "24", "55 there to 6 here")]
)
def test_credit_of_a_school_that_counts_in_tens_is_converted(
    world: World, dana: Client, theirs: str, ours: str, words: str
) -> None:
    text = send(dana, world, "conversion", school="Elsewhere High", theirs=theirs, ours=ours)
    assert f"Credit from Elsewhere High is converted, {words}." in text


@pytest.mark.parametrize("code", ["ENG-9", "CA-ENG"])
def test_both_semesters_of_a_class_of_such_a_school_are_the_class(
    world: World, dana: Client, tmp_path: Path, code: str
) -> None:
    theirs = {"school": "Fresno High", "school_credits": "220", "credits": "5", "areas": "ela.9"}
    TranscriptCourse.objects.filter(code="ENG-9").delete()
    before = page_of(world).earned
    take_transcripts(world, tmp_path, *(whole(code, term=term, **theirs) for term in ("S1", "S2")))
    # Until then they are no ten of our credits, nor one that is there twice.
    assert (before, page_of(world).earned) == ("2", "3")
    assert not any("more than once" in sentence for sentence in page_of(world).problems)
    send(dana, world, "conversion", school="Fresno High", theirs="10", ours="1")

    page = page_of(world)
    assert (line(page, "la_9").missing, [one.credits for one in line(page, "la_9").taken]) == ("", ["1"])
    assert not any("more than once" in sentence for sentence in page.problems)


def test_credit_of_one_school_is_converted_by_one_decision(world: World, dana: Client) -> None:
    send(dana, world, "conversion", school="Elsewhere High", theirs="24", ours="36")
    text = send(dana, world, "conversion", school="Elsewhere High", theirs="24", ours="30")
    assert "Credit of this school is converted already." in text
    assert page_of(world).earned == "3.5"
    first = GraduationDecision.objects.get()
    take_back(dana, world, first)
    text = send(dana, world, "conversion", school="Elsewhere High", theirs="24", ours="30")
    assert "4 there to 5 here" in text


def test_a_class_that_gave_no_credit_elsewhere_needs_no_new_decision(
    world: World, dana: Client, tmp_path: Path
) -> None:
    elsewhere = {"school": "Elsewhere High", "school_credits": "24"}
    take_transcripts(world, tmp_path, whole("BAND", "F", **elsewhere), whole("ALGEBRA", **elsewhere))
    send(dana, world, "conversion", school="Elsewhere High", theirs="24", ours="36")

    page = page_of(world)
    assert page.earned == "3.5"
    assert not any("decide again" in sentence for sentence in page.problems)


def test_a_decision_ends_on_its_last_day(world: World, dana: Client) -> None:
    today = timezone.localdate()
    send(dana, world, "waiver", line="arts", units="0.5", expires_on=today.isoformat())
    assert line(page_of(world), "arts").need == "1"

    page = graduation_page(world.people["diego"], today=today + timedelta(days=1))
    assert line(page, "arts").need == "1.5"
    assert page.decisions[0].is_over


def test_a_button_that_is_pressed_twice_waives_once(world: World, dana: Client) -> None:
    send(dana, world, "waiver", line="arts", units="0.5", lowers_total="on")
    text = send(dana, world, "waiver", line="arts", units="0.5", lowers_total="on")

    assert "The same decision, with the same reason, is on record already." in text
    assert (line(page_of(world), "arts").need, page_of(world).need) == ("1", "35.5")
    take_back(dana, world, GraduationDecision.objects.get())
    assert "on record, and the page counts" in send(dana, world, "waiver", line="arts", units="0.5", lowers_total="on")


def test_waivers_together_take_no_more_than_the_requirement_asks_for(world: World, dana: Client) -> None:
    send(dana, world, "waiver", line="arts", units="1")
    text = send(dana, world, "waiver", line="arts", units="1", reason="Another half year.")

    assert "This requirement asks for 0.5 credits now, so no more can be waived." in text
    send(dana, world, "waiver", line="arts", units="0.5", reason="Another half year.")
    assert line(page_of(world), "arts").need == "0"


def test_a_withdrawn_decision_no_longer_counts_and_stays_on_record(world: World, dana: Client) -> None:
    send(dana, world, "waiver", line="arts", units="0.5")
    row = GraduationDecision.objects.get()
    text = take_back(dana, world, row)

    assert line(page_of(world), "arts").need == "1.5"
    row.refresh_from_db()
    assert (row.withdrawn_by, row.units) == (world.people["dana"], 500)
    assert row.withdrawal_reason == "The family changed its mind."
    assert "Decisions that were withdrawn" in text
    assert "The family changed its mind." in text
    assert "This decision was withdrawn already." in take_back(dana, world, row)
    assert "This decision was withdrawn already." in take_back(dana, world, row, reason="")


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [(" ", "Write why the decision is withdrawn."), ("For 123-45-6789.", "Social Security number")],
)
def test_a_decision_is_withdrawn_with_a_reason(world: World, dana: Client, reason: str, sentence: str) -> None:
    send(dana, world, "waiver", line="arts", units="0.5")
    row = GraduationDecision.objects.get()

    text = take_back(dana, world, row, reason=reason)

    assert sentence in text
    assert "The arts: the need there is lower by 0.5 credits." in text
    row.refresh_from_db()
    assert row.withdrawn_at is None


def test_the_family_reads_what_was_withdrawn_by_whom_and_why(world: World, dana: Client, client_of: ClientOf) -> None:
    send(dana, world, "waiver", line="arts", units="0.5")
    take_back(dana, world, GraduationDecision.objects.get())
    client = client_of(world, "rosa")
    client.cookies["doorway_language"] = "es"
    text = client.get(address(world, "")).content.decode().split("Decisiones retiradas")[1]

    assert "The family changed its mind." in text
    assert "Agreed with the family." in text
    assert text.count("Dana Lindqvist") == 2


def test_the_page_asks_no_more_for_many_decisions(world: World, dana: Client) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            page_of(world)
        return len(found)

    send(dana, world, "waiver", line="arts", units="0.5")
    few = asked()
    for reason in ("One.", "Two.", "Three."):
        send(dana, world, "substitution", line="arts", course=str(welding(world).pk), reason=reason)
        take_back(dana, world, GraduationDecision.objects.get(reason=reason))

    assert asked() == few


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("waiver", {"line": "arts", "units": "0.5"}),
        ("substitution", {"line": "arts", "course": "biology"}),
        ("opt_out", {"line": "math_3_opt_out"}),
    ],
)
def test_a_decision_rests_on_a_class_and_never_hides_that_it_was_failed(
    world: World, dana: Client, tmp_path: Path, kind: str, fields: dict[str, str]
) -> None:
    before = page_of(world)
    named = fields | ({"course": str(biology(world).pk)} if "course" in fields else {})
    text = send(dana, world, kind, rests_on=str(welding(world).pk), **named)

    assert "It rests on WELDING" in text
    with_it = page_of(world)
    assert not with_it.decisions[0].fell
    assert [(one.key, one.need, one.taken) for one in with_it.lines] != [
        (one.key, one.need, one.taken) for one in before.lines
    ]

    take_transcripts(world, tmp_path, whole("WELDING", "F"), now(world, "BIOLOGY"))
    page = page_of(world)
    assert page.decisions[0].fell
    assert any("rests on Welding 1, which gave no credit. Somebody has to decide again." in s for s in page.problems)
    if kind == "opt_out":
        assert "math_3" in {one.key for one in page.lines}
    else:
        assert (line(page, "arts").need, line(page, "arts").taken, line(page, "arts").again) == ("1.5", (), True)
    assert "Does not count" in dana.get(address(world, "")).content.decode()


def test_nothing_new_rests_on_a_class_without_credit_or_on_one_of_somebody_else(
    world: World, dana: Client, tmp_path: Path
) -> None:
    take_transcripts(world, tmp_path, whole("BIOLOGY", "F", school_year=f"{world.year.end_year}"))
    text = send(dana, world, "waiver", line="arts", units="0.5", rests_on=str(biology(world).pk))
    assert "The class that the decision rests on gave no credit." in text

    row = welding(world)
    row.pk, row.student, row._state.adding = None, world.people["lucia"], True
    row.save(force_insert=True)
    assert "Choose one." in send(dana, world, "waiver", line="arts", units="0.5", rests_on=str(row.pk))
    assert not GraduationDecision.objects.exists()


def test_a_decision_that_rests_on_a_semester_falls_with_an_f_in_the_other_one(
    world: World, dana: Client, tmp_path: Path
) -> None:
    halves = [whole("WELDING", mark, credits="0.5", term=term) for term, mark in (("S1", "B"), ("S2", "F"))]
    take_transcripts(world, tmp_path, halves[0])
    first = TranscriptCourse.objects.get(code="WELDING", term="S1")
    send(dana, world, "waiver", line="arts", units="0.5", rests_on=str(first.pk))
    assert line(page_of(world), "arts").need == "1"

    take_transcripts(world, tmp_path, *halves)
    TranscriptCourse.objects.filter(code="WELDING", term="Y").delete()
    page = page_of(world)
    assert page.decisions[0].fell
    assert (line(page, "arts").need, line(page, "arts").again) == ("1.5", True)
    said = "rests on Welding 1, of which a part was failed. Somebody has to decide again."
    assert any(said in sentence for sentence in page.problems)
    # Nor is it decided anew on the same ground.
    text = send(dana, world, "waiver", line="digital", units="0.5", rests_on=str(first.pk))
    assert "Of the class that the decision rests on, a part was failed." in text


def test_the_class_that_counts_is_not_rested_on_a_second_time(world: World, dana: Client) -> None:
    pk = str(welding(world).pk)
    send(dana, world, "substitution", line="arts", course=pk, rests_on=pk)

    assert GraduationDecision.objects.get().rests_on_title == ""


@pytest.mark.both
def test_a_class_that_goes_takes_the_decision_that_rests_on_it_along(
    world: World, dana: Client, tmp_path: Path
) -> None:
    take_transcripts(world, tmp_path, now(world, "BAND"))
    band = TranscriptCourse.objects.get(code="BAND")
    send(dana, world, "waiver", line="arts", units="0.5", rests_on=str(band.pk))
    assert line(page_of(world), "arts").need == "1"

    take_transcripts(world, tmp_path, now(world, "WELDING"))
    row = GraduationDecision.objects.get()
    assert (row.rests_on, row.rests_on_title) == (None, f"BAND ({year_text(world.year.end_year)} Y)")
    page = page_of(world)
    assert (line(page, "arts").need, page.decisions[0].fell) == ("1.5", True)
    assert any("names a class that the record does not have" in one for one in page.problems)


def test_the_list_counts_with_a_decision_at_once(world: World, dana: Client) -> None:
    assert "of 36" in dana.get("/graduation/").content.decode()
    send(dana, world, "waiver", line="digital", units="0.5", lowers_total="on")
    assert "of 35.5" in dana.get("/graduation/").content.decode()
    take_back(dana, world, GraduationDecision.objects.get())
    assert "of 35.5" not in dana.get("/graduation/").content.decode()


def test_the_two_terms_of_a_class_are_told_apart(world: World, dana: Client, tmp_path: Path) -> None:
    half = {"credits": "0.5", "mark": "B"}
    take_transcripts(world, tmp_path, whole("BAND", **half) | {"term": "S1"}, whole("BAND", **half) | {"term": "S2"})
    for term, key in (("S1", "arts"), ("S2", "electives")):
        row = TranscriptCourse.objects.get(code="BAND", term=term)
        text = send(dana, world, "pin", line=key, course=str(row.pk))

    year = year_text(world.year.end_year - 1)
    assert f"BAND ({year} S1) counts for it, and for nothing else." in text
    assert f"BAND ({year} S2) counts for it, and for nothing else." in text


def test_what_a_decision_rests_on_has_its_term_too(world: World, dana: Client) -> None:
    row = welding(world)
    text = send(dana, world, "waiver", line="arts", units="0.5", rests_on=str(row.pk))

    assert f"({' '.join(filter(None, (year_text(row.school_year), row.term)))}), and counts only as long as" in text


@pytest.mark.parametrize(("days", "soon"), [(0, True), (60, True), (61, False), (None, False)])
def test_a_decision_that_will_end_is_named_before(
    world: World, dana: Client, client_of: ClientOf, days: int | None, soon: bool
) -> None:
    day = timezone.localdate(timezone=world.district.zone)
    last = {} if days is None else {"expires_on": str(day + timedelta(days=days))}
    text = send(dana, world, "waiver", line="arts", units="0.5", **last)
    listed = dana.get("/graduation/").content.decode()
    diego = client_of(world, "diego")
    diego.cookies["doorway_language"] = "en"

    assert ("Take it again where it shall go on." in text) is soon
    assert ("Ask the counselor whether it will go on." in diego.get(address(world, "")).content.decode()) is soon
    assert ("Decisions that end soon" in listed) is soon
    assert ("A decision ends on" in listed) is soon


def test_a_withdrawn_decision_does_not_end(world: World, dana: Client) -> None:
    day = timezone.localdate(timezone=world.district.zone) + timedelta(days=9)
    send(dana, world, "waiver", line="arts", units="0.5", expires_on=str(day))
    take_back(dana, world, GraduationDecision.objects.get())

    assert "Decisions that end soon" not in dana.get("/graduation/").content.decode()


def test_credits_are_waived_with_a_comma_too(world: World, dana: Client) -> None:
    send(dana, world, "waiver", line="arts", units="0,5")

    assert GraduationDecision.objects.get().units == 500


@pytest.mark.parametrize(
    ("kind", "fields", "sentence"),
    [
        ("waiver", {"line": "arts", "units": "0.5", "reason": " "}, "Write the reason."),
        ("waiver", {"line": "arts", "units": "1", "reason": "For 123-45-6789."}, "Social Security number"),
        ("waiver", {"line": "arts", "units": "much"}, "Write how many credits are waived"),
        ("waiver", {"line": "arts", "units": "-1"}, "Write how many credits are waived"),
        ("waiver", {"line": "arts", "units": "1e9"}, "Write how many credits are waived"),
        ("waiver", {"line": "arts", "units": "1e999999"}, "Write how many credits are waived"),
        ("waiver", {"line": "arts", "units": "5", "lowers_total": "on"}, "This requirement asks for 1.5 credits now"),
        ("waiver", {"line": "magic", "units": "1"}, "Choose one."),
        ("waiver", {"line": "arts", "units": "1", "expires_on": "2001-01-01"}, "The last day is over already."),
        ("waiver", {"line": "arts", "units": "1", "expires_on": "9999-12-31"}, "That last day is too far away."),
        ("substitution", {"line": "arts", "course": "00000000-0000-0000-0000-000000000000"}, "Choose one."),
        ("conversion", {"school": "Hogwarts", "theirs": "24", "ours": "36"}, "Choose one."),
        ("conversion", {"school": "Elsewhere High", "theirs": "0", "ours": "36"}, "Write both numbers of credits"),
        ("conversion", {"school": "Elsewhere High", "theirs": "1", "ours": "900"}, "is more than 20 times the other"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(
    world: World, dana: Client, kind: str, fields: dict[str, str], sentence: str
) -> None:
    text = send(dana, world, kind, **fields)

    assert sentence in text
    assert "govuk-error-summary__title" in text
    assert not GraduationDecision.objects.exists()


@pytest.mark.parametrize("who", ["diego", "rosa", "owen", "harriet", "ruth", "sam"])
def test_nobody_else_decides(world: World, dana: Client, client_of: ClientOf, who: str) -> None:
    send(dana, world, "waiver", line="arts", units="0.5")
    row, client = GraduationDecision.objects.get(), client_of(world, who)

    assert client.get(address(world)).status_code == 404
    assert client.post(address(world), {"kind": "waiver"}).status_code == 404
    where = address(world, f"decisions/{row.pk}/withdraw/")
    assert client.get(where).status_code == 404
    assert client.post(where, {"reason": "No."}).status_code == 404
    row.refresh_from_db()
    assert row.withdrawn_at is None


def test_the_family_reads_the_decision_with_its_reason(world: World, dana: Client, client_of: ClientOf) -> None:
    send(dana, world, "waiver", line="arts", units="0.5")
    client = client_of(world, "rosa")
    client.cookies["doorway_language"] = "en"
    text = client.get(address(world, "")).content.decode()

    assert "Agreed with the family." in text
    assert "Withdraw this decision" not in text


def test_a_counselor_does_not_decide_about_the_own_child(world: World, dana: Client) -> None:
    Guardianship.objects.create(
        district=world.district, student=world.people["diego"], guardian=world.people["dana"], household=2
    )

    assert dana.get(address(world, "")).status_code == 200
    assert dana.get(address(world)).status_code == 404


@pytest.mark.both
def test_a_class_that_goes_leaves_its_decision_behind(world: World, dana: Client, tmp_path: Path) -> None:
    take_transcripts(world, tmp_path, now(world, "BAND"))
    band = TranscriptCourse.objects.get(code="BAND")
    for reason in ("Agreed in May.", "Agreed again in June."):
        send(dana, world, "substitution", line="digital", course=str(band.pk), reason=reason)
    first = GraduationDecision.objects.first()
    assert first is not None
    take_back(dana, world, first)

    # The file of now lists another class, so this one is taken off the record.
    take_transcripts(world, tmp_path, now(world, "WELDING"))
    assert not TranscriptCourse.objects.filter(code="BAND").exists()
    assert (
        list(GraduationDecision.objects.values_list("course", "course_title"))
        == [(None, f"BAND ({year_text(world.year.end_year)} Y)")] * 2
    )
    assert any("names a class that the record does not have" in one for one in page_of(world).problems)


@pytest.mark.both
def test_the_database_rewrites_no_decision(world: World, dana: Client) -> None:
    send(dana, world, "waiver", line="arts", units="0.5")
    rows = GraduationDecision.objects.all()

    for change in (
        {"units": 1000}, {"reason": "Other."}, {"line": "digital"}, {"lowers_total": True},
        {"student": world.people["lucia"]}, {"expires_on": timezone.localdate()}, {"course": welding(world)},
        {"rests_on": welding(world)}, {"rests_on_title": "WELDING"}, {"withdrawal_reason": "No."},
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(withdrawn_at=timezone.now())
    withdrawn = {"withdrawn_at": timezone.now(), "withdrawn_by": world.people["dana"]}
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(**withdrawn)
    rows.update(**withdrawn, withdrawal_reason="A slip.")
    for change in (
        {"withdrawn_at": None, "withdrawn_by": None, "withdrawal_reason": ""}, {"withdrawal_reason": "Other."},
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)


def biology(world: World) -> TranscriptCourse:
    return TranscriptCourse.objects.get(code="BIOLOGY", student=world.people["diego"])


def test_a_pinned_class_counts_there_and_for_nothing_else(world: World, dana: Client) -> None:
    page = page_of(world)
    assert [taken.title for taken in line(page, "cte").taken] == ["Welding 1"]

    text = send(dana, world, "pin", line="electives", course=str(welding(world).pk))

    assert f"WELDING ({year_text(world.year.end_year - 1)} Y) counts for it, and for nothing else." in text
    page = page_of(world)
    assert line(page, "cte").taken == ()
    assert "Welding 1" in [taken.title for taken in line(page, "electives").taken]
    row = GraduationDecision.objects.get()
    assert (row.kind, row.course, row.decided_by) == ("pin", welding(world), world.people["dana"])


def test_a_pin_that_the_rule_does_not_take_is_refused_and_says_the_way(world: World, dana: Client) -> None:
    text = send(dana, world, "pin", line="arts", course=str(welding(world).pk))

    assert "The rule does not take this class there." in text
    assert not GraduationDecision.objects.exists()
    send(dana, world, "substitution", line="arts", course=str(welding(world).pk))
    send(dana, world, "pin", line="arts", course=str(welding(world).pk))
    assert GraduationDecision.objects.count() == 2


def test_a_class_is_pinned_once_and_never_when_failed(world: World, dana: Client, tmp_path: Path) -> None:
    send(dana, world, "pin", line="electives", course=str(welding(world).pk))
    assert "is kept for another requirement already" in send(
        dana, world, "pin", line="cte", course=str(welding(world).pk)
    )
    take_transcripts(world, tmp_path, whole("BIOLOGY", "F", school_year=f"{world.year.end_year}"))
    for kind in ("pin", "substitution"):
        text = send(dana, world, kind, line="electives", course=str(biology(world).pk))
        assert "This class gave no credit" in text
    assert GraduationDecision.objects.count() == 1


def test_a_pin_falls_when_its_class_turns_out_to_be_failed(world: World, dana: Client, tmp_path: Path) -> None:
    send(dana, world, "pin", line="electives", course=str(welding(world).pk))
    take_transcripts(world, tmp_path, whole("WELDING", "F"))

    assert any("Somebody has to decide again." in sentence for sentence in page_of(world).problems)


def test_a_family_opts_out_and_the_way_is_open(world: World, dana: Client) -> None:
    before = page_of(world)
    assert ("math_3_opt_out", "Without Secondary Mathematics III, at a parent’s written request") in before.openers

    text = send(dana, world, "opt_out", line="math_3_opt_out", reason="The written request is in the office.")

    assert "The family opts out: Without Secondary Mathematics III" in text
    keys = {item.key for item in page_of(world).lines}
    assert "math_3" in {item.key for item in before.lines}
    assert "math_3" not in keys
    again = send(dana, world, "opt_out", line="math_3_opt_out")
    assert "The family has opted out already." in again
    take_back(dana, world, GraduationDecision.objects.get())
    assert "math_3" in {item.key for item in page_of(world).lines}


def test_nothing_but_what_the_rules_name_can_be_opted_out_of(world: World, dana: Client) -> None:
    assert "Choose one." in send(dana, world, "opt_out", line="arts")
    assert not GraduationDecision.objects.exists()


@pytest.mark.both
def test_the_database_takes_no_pin_without_a_class_and_no_opt_out_with_one(world: World, dana: Client) -> None:
    send(dana, world, "pin", line="electives", course=str(welding(world).pk))
    row = GraduationDecision.objects.get()
    for change in ({"course_title": ""}, {"line": ""}, {"kind": "opt_out"}):
        made = GraduationDecision.objects.get(pk=row.pk)
        made.pk, made._state.adding = None, True
        for name, value in change.items():
            setattr(made, name, value)
        with pytest.raises(IntegrityError), transaction.atomic():
            made.save(force_insert=True)


def test_a_file_that_does_not_say_the_school_leaves_the_conversion(world: World, dana: Client, tmp_path: Path) -> None:
    """The name of the institution is optional in Ed-Fi, and so are the title and the grade."""
    take_transcripts(
        world, tmp_path, whole("ALGEBRA", title="Algebra (Elsewhere)", school="Elsewhere High", school_credits="24")
    )
    send(dana, world, "conversion", school="Elsewhere High", theirs="24", ours="36")
    before = TranscriptCourse.objects.get(code="ALGEBRA")
    record = {"termDescriptor": "uri://ed-fi.org/TermDescriptor#Year Round", "schoolYear": before.school_year}
    said = {"earnedCredits": 1, "attemptedCredits": 1, "finalLetterGradeEarned": "A"}
    attempt = edfi.attempt(world, "ALGEBRA", record=record, whenTakenGradeLevelDescriptor=None, **said)
    run = edfi.take(world, tmp_path, [attempt])

    after = TranscriptCourse.objects.get(code="ALGEBRA")
    assert run.lines.get(verdict="changed").changes == {"mark": ["B", "A"]}
    assert (after.school, after.title, after.taken_grade, after.scale) == (
        "Elsewhere High", "Algebra (Elsewhere)", before.taken_grade, 24_000,
    )  # fmt: skip
    assert not run.lines.filter(code="conversion_unmet").exists()
    assert not any("any more" in sentence for sentence in page_of(world).problems)


def test_a_conversion_that_meets_no_class_is_named_on_the_page_and_to_the_importer(
    world: World, dana: Client, tmp_path: Path
) -> None:
    send(dana, world, "conversion", school="Elsewhere High", theirs="24", ours="36")
    assert not page_of(world).decisions[0].fell
    run = take_transcripts(world, tmp_path, whole("ALGEBRA", school=""))

    (line,) = run.lines.filter(code="conversion_unmet")
    assert (line.row, line.field, line.key, line.params) == (2, "school", "L-diego", {"school": "Elsewhere High"})
    page = page_of(world)
    assert page.decisions[0].fell
    assert any("no class on the record is from that school any more" in sentence for sentence in page.problems)
    # Withdrawn, it is nobody's concern any more.
    take_transcripts(world, tmp_path, whole("ALGEBRA", school="Elsewhere High"))
    take_back(dana, world, GraduationDecision.objects.get())
    assert not take_transcripts(world, tmp_path, whole("ALGEBRA", school="")).lines.filter(code="conversion_unmet")


def test_a_conversion_holds_while_another_class_of_the_school_is_there(
    world: World, dana: Client, tmp_path: Path
) -> None:
    take_transcripts(world, tmp_path, whole("BAND", "F", school="Elsewhere High"))
    send(dana, world, "conversion", school="Elsewhere High", theirs="24", ours="36")
    run = take_transcripts(world, tmp_path, whole("ALGEBRA", school=""))

    assert not run.lines.filter(code="conversion_unmet").exists()
    assert not page_of(world).decisions[0].fell
