"""How a student stands toward graduation is in the plan: in the version, on its page, on paper, among the changes."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from tests.world import World

from doorway.pathways.graduation.page.build import graduation_page
from doorway.pathways.graduation.tests.test_page import now, whole
from doorway.pathways.imports.tests.files import CATALOG, take_courses, take_transcripts
from doorway.pathways.models import CatalogCourse, GraduationDecision, LocalScholarship, PlannedCourse, StudentFact
from doorway.pathways.models.roles import SaidAs
from doorway.pathways.scholarships.steps import What, tell
from doorway.plans.actions.versions import share
from doorway.plans.core.changes import changes
from doorway.plans.core.document import from_json, to_json
from doorway.plans.documents import document_for, shared_document
from doorway.plans.packet.copies import Copy, Wish, copies_of
from doorway.plans.packet.press import press
from doorway.plans.tests.paper import Paper
from doorway.plans.tests.stage import full_plan, plan_of
from doorway.plans.wording import change_lines

ClientOf = Callable[[World, str], Client]


@pytest.fixture
def taught(world: World, tmp_path: Path) -> World:
    """Diego is in grade 10: English 9 is passed, band failed, biology under way."""
    take_courses(world, tmp_path, *CATALOG)
    take_transcripts(world, tmp_path, whole("ENG-9"), whole("BAND", "F"), now(world, "BIOLOGY"))
    return world


def said(world: World, language: str = "en") -> str:
    return " ".join(words[language] for words in document_for(world.people["diego"]).graduation)


def test_the_plan_says_what_the_page_of_graduation_says(taught: World) -> None:
    page = graduation_page(taught.people["diego"])

    sentences = said(taught)
    assert f"{page.earned} of {page.need} credits are earned" in sentences
    assert f"{page.behind_by} behind" in sentences
    first = next(line for line in page.to_do if line.missing and not line.is_open)
    assert f"{first.title} ({first.missing}), by {first.by}" in sentences
    assert f"se han obtenido {page.earned} de {page.need} créditos" in said(taught, "es")


def test_a_decision_counts_in_the_plan_too(taught: World) -> None:
    diego, now_ = taught.people["diego"], timezone.now()
    waived = next(line for line in graduation_page(diego).to_do if line.missing and not line.is_open)
    assert waived.title in said(taught)
    GraduationDecision.objects.create(
        district=taught.district, student=diego, kind="waiver", line=waived.key, units=9000, lowers_total=True,
        decided_by=taught.people["dana"], reason="Moved in late.", decided_on=timezone.localdate(), decided_at=now_,
    )  # fmt: skip

    page = graduation_page(diego)
    assert page.need != "0"
    assert f"{page.earned} of {page.need} credits" in said(taught)
    assert f"{waived.title} (" not in said(taught)


def test_a_scholarship_that_is_kept_is_named_with_its_last_day(taught: World) -> None:
    diego = taught.people["diego"]
    assert "Scholarships" not in said(taught)
    now_ = timezone.now()
    local = LocalScholarship.objects.create(
        district=taught.district, name={"en": "Grange scholarship", "es": "Beca de la Grange"}, source="The Grange",
        closes_on=date(timezone.localdate().year + 1, 3, 1), first_grade=9, changed_by=taught.people["dana"],
        created_at=now_, changed_at=now_,
    )  # fmt: skip
    tell(
        student=diego, by=diego, role=SaidAs.STUDENT, what=What.KEPT, subject=local.pk.hex, title=local.name,
        school_year=2027, now=now_,
    )  # fmt: skip

    assert f"Scholarships: Grange scholarship, deadline March 1, {local.closes_on.year}." in said(taught)
    assert f"Becas: Beca de la Grange, fecha límite: 1 de marzo de {local.closes_on.year}." in said(taught, "es")


def test_what_is_left_in_all_is_said_with_electives(taught: World) -> None:
    page = graduation_page(taught.people["diego"])
    assert f"Left in all, electives included: {page.left}." in said(taught)


def test_what_the_counselor_has_to_say_first_is_not_told_as_missing(taught: World, tmp_path: Path) -> None:
    craft = {"code": "CRAFT", "title": "Leather", "credits": "1.5", "areas": "crafts.applied"}
    take_courses(taught, tmp_path, *CATALOG, craft)
    take_transcripts(taught, tmp_path, whole("ENG-9"), whole("CRAFT", credits="1.5"))

    assert "(perhaps 1.5 credits)" in said(taught)
    assert "(quizá 1.5 créditos)" in said(taught, "es")


def test_a_scholarship_of_a_later_grade_has_no_day_on_the_plan_yet(taught: World) -> None:
    local = LocalScholarship.objects.create(
        district=taught.district, name={"en": "Senior award"}, source="The Grange",
        closes_on=date(timezone.localdate().year + 1, 3, 1), changed_by=taught.people["dana"],
        created_at=timezone.now(), changed_at=timezone.now(),
    )  # fmt: skip
    diego = taught.people["diego"]
    tell(
        student=diego, by=diego, role=SaidAs.STUDENT, what=What.KEPT, subject=local.pk.hex, title=local.name,
        school_year=2027, now=timezone.now(),
    )  # fmt: skip

    assert "Scholarships: Senior award, from grade 12 on." in said(taught)


def test_a_student_without_a_transcript_and_a_child_have_nothing_of_it(taught: World) -> None:
    assert document_for(taught.people["mateo"]).graduation == ()
    content = to_json(document_for(taught.people["mateo"]))
    # Plans that were signed before plans said it stay what they were, letter for letter.
    assert "graduation" not in content
    assert from_json(content).graduation == ()


def test_the_version_and_its_page_and_the_paper_say_it(taught: World, client_of: ClientOf, tmp_path: Path) -> None:
    full_plan(taught, "diego", teacher="dana")
    share(plan_of(taught, "diego"), by=taught.user("dana"), now=timezone.now())
    diego = taught.people["diego"]

    page = client_of(taught, "rosa").get(reverse("family_plan", args=[diego.pk])).content.decode()
    assert "se han obtenido 1 de 36 créditos" in " ".join(page.split())
    first = next(line for line in graduation_page(diego).to_do if line.missing and not line.is_open)
    # What is still to take is a list, a point for each requirement, not a paragraph.
    assert re.search(r"<ul class=\"govuk-list govuk-list--bullet\"><li>[^<]+ \(\d", page)
    copies = copies_of([diego], Wish(language="en"), now=timezone.now())
    made = Paper(press(copies, title="Plans", author="G", language="en", now=timezone.now()).pdf, tmp_path)
    assert "credits are earned" in made.text()
    assert f"• {first.title} ({first.missing})" in made.text()
    assert made.pages == 2
    assert made.says_ua()


def test_a_new_mark_is_a_change_of_the_plan(taught: World, tmp_path: Path) -> None:
    before = shared_document(plan_of(taught, "diego"))
    take_transcripts(taught, tmp_path, whole("ENG-9"), whole("BAND", "B"), now(taught, "BIOLOGY"))

    found = changes(before, shared_document(plan_of(taught, "diego")))
    with translation.override("en"):
        assert [(line.how, line.what) for line in change_lines(found)] == [("Changed", "Graduation")]


def planned(world: World, code: str, year: int, status: str) -> PlannedCourse:
    """A class in Diego's course plan."""
    decided = {} if status == "proposed" else {"decided_by": world.people["dana"], "decided_at": timezone.now()}
    return PlannedCourse.objects.create(
        district=world.district, student=world.people["diego"], course=CatalogCourse.objects.get(code=code),
        school_year=year, status=status, proposed_by=world.people["diego"], role=SaidAs.STUDENT,
        proposed_at=timezone.now(), changed_at=timezone.now(), **decided,
    )  # fmt: skip


def test_the_course_plan_stands_on_the_plan_grade_by_grade(taught: World, tmp_path: Path) -> None:
    take_courses(taught, tmp_path, *CATALOG, {"code": "BAND-2", "title": "Band 2", "credits": "1"})
    year = taught.year.end_year
    assert "grade by grade" not in said(taught)
    planned(taught, "ENG-11", year + 1, "approved")
    planned(taught, "WELDING", year + 1, "proposed")
    planned(taught, "BAND-2", year + 2, "proposed")
    take_transcripts(
        taught, tmp_path, whole("ENG-9"), whole("BAND", "F"), now(taught, "BIOLOGY"),
        now(taught, "ENG-10") | {"school_year": f"{year}-{(year + 1) % 100:02}", "status": "scheduled"},
    )  # fmt: skip

    (lines,) = [words for words in document_for(taught.people["diego"]).graduation if "grade by grade" in words["en"]]
    titles = {row.code: row.title for row in CatalogCourse.objects.all()}
    assert lines["en"].split("\n") == [
        "The course plan, grade by grade:",
        f"• Grade 10 ({year - 1}-{year % 100:02}): registered: {titles['BIOLOGY']}",
        f"• Grade 11 ({year}-{(year + 1) % 100:02}): registered: {titles['ENG-10']}; approved: {titles['ENG-11']};"
        f" proposed, not approved yet: {titles['WELDING']}",
        f"• Grade 12 ({year + 1}-{(year + 2) % 100:02}): proposed, not approved yet: Band 2",
    ]
    assert lines["es"].split("\n")[1].startswith(f"• Grado 10 ({year - 1}-{year % 100:02}): con inscripción: ")


def test_what_the_course_plan_fills_is_not_told_as_if_nobody_had_planned_it(taught: World) -> None:
    line = next(one for one in graduation_page(taught.people["diego"]).to_do if one.key == "la_11")
    step = f"{line.title} ({line.missing}), by {line.by}"
    assert f"{step}:" not in said(taught)
    row = planned(taught, "ENG-11", taught.year.end_year + 1, "proposed")
    assert f"{step}: in the course plan, not approved yet" in said(taught)
    PlannedCourse.objects.filter(pk=row.pk).update(
        status="approved", decided_by=taught.people["dana"], decided_at=timezone.now()
    )
    assert f"{step}: in the course plan, approved" in said(taught)
    assert "en el plan de clases, aprobado" in said(taught, "es")


def test_a_course_plan_alone_is_on_the_plan(world: World, tmp_path: Path) -> None:
    take_courses(world, tmp_path, *CATALOG)
    planned(world, "ENG-11", world.year.end_year + 1, "approved")
    (words,) = document_for(world.people["diego"]).graduation[:1]
    assert words["en"].startswith("The course plan, grade by grade:\n• Grade 11 ")
    assert "credits are earned" not in said(world), "nobody knows what was earned before a transcript is there"


def test_the_college_question_is_on_the_plan_until_somebody_answers(taught: World) -> None:
    asked = "Is college the plan after high school?"
    assert f"{asked} Nothing is decided by answering" in said(taught)
    assert "☐\u00a0Yes, college   ☐\u00a0No, something else   ☐\u00a0Not known yet" in said(taught)
    diego = taught.people["diego"]
    StudentFact.objects.create(
        district=taught.district, student=diego, fact="college_bound", title={"en": "College"}, says="no", by=diego,
        role=SaidAs.STUDENT, at=timezone.now(), number=1,
    )  # fmt: skip
    assert asked not in said(taught)


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_extra_sheet_has_all_that_is_to_be_taken(taught: World, tmp_path: Path, language: str) -> None:
    full_plan(taught, "diego", teacher="dana")
    diego = taught.people["diego"]
    (lines,) = [one[language].split("\n") for one in document_for(diego).graduation if "Still to take" in one["en"]]
    assert len(lines) > 8
    (copy,) = copies_of([diego], Wish(language=language), now=timezone.now())[:1]

    def printed(copy: Copy) -> Paper:
        return Paper(press([copy], title="P", author="G", language=language, now=timezone.now()).pdf, tmp_path)

    # Where two pages do, they name the first and say how many more there are.
    paper = printed(copy)
    assert paper.pages == 2
    assert lines[5] in paper.text()
    assert lines[6] not in paper.text()
    assert f"{len(lines) - 6}" in paper.text().split(lines[5])[1][:30]
    # Where they do not, the extra sheet has everything, and nothing is cut inside a line of it.
    longer = tuple(replace(note, text=" ".join([note.text] * 250)) for note in copy.document.notes)
    assert longer
    paper = printed(replace(copy, document=replace(copy.document, notes=longer)))
    assert paper.pages > 2
    further = " ".join(paper.text(page) for page in range(3, paper.pages + 1))
    assert all(line in further for line in lines)
    first = paper.text(1)
    kept = [line for line in lines if line in first]
    assert kept == lines[: len(kept)]
    assert not any(line[:12] in first for line in lines[len(kept) :] if line[:12] not in " ".join(kept))
