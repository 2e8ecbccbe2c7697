"""How a student stands toward graduation is in the plan: in the version, on its page, on paper, among the changes."""

from __future__ import annotations

import re
from collections.abc import Callable
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
from doorway.pathways.models import GraduationDecision, LocalScholarship
from doorway.pathways.models.roles import SaidAs
from doorway.pathways.scholarships.steps import What, tell
from doorway.plans.actions.versions import share
from doorway.plans.core.changes import changes
from doorway.plans.core.document import from_json, to_json
from doorway.plans.documents import document_for, shared_document
from doorway.plans.packet.copies import Wish, copies_of
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


def test_what_the_counselor_has_to_say_first_is_not_told_as_missing(
    taught: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("doorway.pathways.on_the_plan.MOST_NAMED", 99)
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
