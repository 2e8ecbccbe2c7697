"""The pages of the requirements, without scripts: from a copy to a set in force, and who may do what."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.world import World

from doorway.pathways.core.audit import school_year
from doorway.pathways.graduation.page.build import graduation_page
from doorway.pathways.graduation.rulebooks import held_against
from doorway.pathways.imports.tests.files import ENGLISH, Row, take_courses, take_transcripts
from doorway.pathways.models import RequirementSet
from doorway.pathways.requirements.actions import write
from doorway.pathways.requirements.documents import read
from doorway.pathways.requirements.tests.sets import checked, draft, in_force, today, writer
from doorway.roster.models import Person, RecordLook

ClientOf = Callable[[World, str], Client]
LIST = "/graduation/requirements/"
Status = RequirementSet.Status


def address(row: RequirementSet, rest: str = "") -> str:
    return f"{LIST}{row.pk}/{rest}"


def text_of(client: Client, path: str, language: str = "en") -> str:
    client.cookies["doorway_language"] = language
    response = client.get(path)
    assert response.status_code == 200, path
    return " ".join(unescape(response.content.decode()).split())


def form_of(html: str) -> dict[str, list[str]]:
    """The fields of the first form that has a text or a box of its own, as a browser without scripts sends them."""
    forms = re.findall(r"<form method=\"post\"[^>]*>(.*?)</form>", html, flags=re.S)
    body = max(forms, key=len)
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", body):
        name, kind = re.search(r'name="([^"]+)"', tag), re.search(r'type="([^"]+)"', tag)
        if name is None or name[1] == "csrfmiddlewaretoken":
            continue
        if kind is not None and kind[1] in {"checkbox", "radio"} and " checked" not in tag:
            continue
        value = re.search(r'value="([^"]*)"', tag)
        nothing = "on" if kind is not None and kind[1] == "checkbox" else ""
        found.setdefault(name[1], []).append(unescape(value[1]) if value else nothing)
    for name, content in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', body, flags=re.S):
        # Browsers leave the first line end out.
        found[name] = [unescape(content).removeprefix("\n")]
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', body, flags=re.S):
        chosen = re.search(r'<option value="([^"]*)"[^>]* selected', options)
        first = re.search(r'<option value="([^"]*)"', options)
        found[name] = [unescape((chosen or first)[1])] if chosen or first else []  # type: ignore[index]
    return found


def seen_on(client: Client, row: RequirementSet, action: str = "") -> str:
    """The prints that the page of a set carries for one of its buttons; without ``action``: for *It is checked*."""
    html = client.get(address(row)).content.decode()
    start = f'<form method="post" action="{address(row, action)}">' if action else '<form method="post" novalidate>'
    found = re.search(r'name="seen" value="([^"]+)"', html.split(start)[1].split("</form>")[0])
    assert found, action
    return found[1]


def begun(client: Client, world: World, source: str = "pack.garfield-2027") -> RequirementSet:
    response = client.post(LIST, {"source": source, "first_class": "2027", "last_class": "2028"})
    assert response.status_code == 302
    return RequirementSet.objects.filter(district=world.district).latest("number")


def test_a_copy_saved_page_by_page_without_a_change_is_the_packs_set(world: World, client_of: ClientOf) -> None:
    dana = client_of(world, "dana")
    row = begun(dana, world)
    before = row.document
    pages = ["as-a-whole/"]
    own = read(before)
    pages += [f"lines/{line.key}/" for line in own.lines]
    pages += [f"choices/{choice.key}/" for choice in own.choices]
    pages += [f"limits/{limit.key}/" for limit in (*own.ceilings, *own.allowances)]
    for page in pages:
        sent = form_of(dana.get(address(row, page)).content.decode())
        assert dana.post(address(row, page), sent).status_code == 302, (page, sent)
    row.refresh_from_db()

    assert row.document == before
    assert row.changed_at == row.created_at


def test_a_counselor_prepares_and_the_office_puts_it_in_force(world: World, client_of: ClientOf) -> None:
    dana, ruth = client_of(world, "dana"), client_of(world, "ruth")
    row = begun(dana, world)
    page = text_of(dana, address(row))
    assert "Core, everything but electives: the published list prints 19.5 credits, but its lines add up to 20." in page
    reasons = dict.fromkeys(re.findall(r'name="(reason-[0-9a-f]+)"', page), "The page is old.")
    # Three sums of the list, and two lines of the pack that leave open what the state does not take.
    assert len(reasons) == 5
    page = dana.post(address(row), reasons | {"seen": seen_on(dana, row)}, follow=True).content.decode()
    row.refresh_from_db()
    # Whoever keeps reasons has not said yet that the whole was read.
    assert row.status == Status.DRAFT
    assert "Your reasons are kept. Read it through once more, then say that it is checked." in page
    assert "Everything that was found has a reason" in page
    dana.post(address(row), form_of(page))
    row.refresh_from_db()

    assert (row.status, row.checked_by) == (Status.CHECKED, world.people["dana"])
    decided = {"decided_on": str(today(world.people["ruth"])), "citation": "Minutes, item 7"}
    decided["holds_from"] = decided["decided_on"]
    assert dana.post(address(row, "in-force/"), decided).status_code in {403, 404}
    read_now = form_of(ruth.get(address(row, "in-force/")).content.decode())["seen"]
    assert ruth.post(address(row, "in-force/"), decided | {"seen": read_now[0]}).status_code == 302
    row.refresh_from_db()
    assert (row.status, row.put_in_force_by) == (Status.IN_FORCE, world.people["ruth"])
    assert "la lista publicada imprime 19.5" in text_of(ruth, address(row), "es")
    shown = text_of(ruth, address(row))
    assert "Minutes, item 7" in shown
    assert "The page is old." in shown
    assert f"/graduation/requirements/{row.pk}/lines/" not in shown
    assert ruth.get(address(row, "lines/la_9/")).status_code == 404


def test_a_line_is_changed_and_what_was_found_stands_at_the_top(world: World, client_of: ClientOf) -> None:
    dana = client_of(world, "dana")
    row = begun(dana, world)
    sent = form_of(dana.get(address(row, "lines/electives/")).content.decode())
    response = dana.post(address(row, "lines/electives/"), sent | {"credits": ["16"], "enough": [""]}, follow=True)
    page = " ".join(unescape(response.content.decode()).split())

    assert "The total asks for 36 credits, but" not in page
    assert "Core, everything but electives: the published list prints 19.5" in page


def test_a_wrong_field_is_named_and_nothing_is_saved(world: World, client_of: ClientOf) -> None:
    dana = client_of(world, "dana")
    row = begun(dana, world)
    sent = form_of(dana.get(address(row, "lines/la_9/")).content.decode())
    response = dana.post(address(row, "lines/la_9/"), sent | {"credits": ["one"], "title_es": [""]})
    page = response.content.decode()

    assert response.status_code == 422
    assert "Write the credits like 1 or 0.5." in page
    assert "Write the name in both languages: families read it." in page
    row.refresh_from_db()
    assert read(row.document).lines[0].credits == 1000


def test_parts_are_added_and_taken_out(world: World, client_of: ClientOf) -> None:
    dana = client_of(world, "dana")
    row = begun(dana, world)
    rule = {"words_en": "So it is.", "cite": "Board 1", "source": "garfield-graduation"}
    names = {"title_en": "Service", "title_es": "Servicio", **rule}
    choice = {**names, "section": "career", "pick": "1", "new_0_en": "At school", "new_0_es": "En la escuela"}
    assert dana.post(address(row, "choices/"), choice).status_code == 302
    line = {**names, "section": "career", "credits": "0.5", "areas": ["cte"], "way": "service:at_school"}
    assert dana.post(address(row, "lines/"), line).status_code == 302
    limit = {**rule, "credits": "2", "areas": ["pe.sport"]}
    assert dana.post(address(row, "limits/"), limit).status_code == 302
    row.refresh_from_db()
    own = read(row.document)

    assert [(one.key, one.pick, one.options[0].key) for one in own.choices if one.key == "service"] == [
        ("service", 1, "at_school")
    ]
    assert [(one.choice, one.option, one.credits) for one in own.lines if one.key == "service"] == [
        ("service", "at_school", 500)
    ]
    added = next(one for one in own.ceilings if one.credits == 2000)
    for page in ("lines/service/out/", "choices/service/out/", f"limits/{added.key}/out/"):
        assert dana.post(address(row, page), {"seen": seen_on(dana, row, page)}).status_code == 302
    row.refresh_from_db()
    copy = read(draft(world.people["dana"]).document)
    assert read(row.document) == copy.model_copy(update={"set": read(row.document).set})


def test_the_list_says_what_holds_and_since_when(world: World, client_of: ClientOf) -> None:
    ruth = client_of(world, "ruth")
    assert "comes with Doorway" in text_of(ruth, LIST)
    row = in_force(world.people["ruth"], draft(world.people["ruth"]))

    page = text_of(ruth, LIST)
    assert f"your own, version {row.number}, since" in page
    assert "In force" in page


def test_the_packs_set_is_read_with_what_is_found_in_it(world: World, client_of: ClientOf) -> None:
    dana = client_of(world, "dana")
    page = text_of(dana, f"{LIST}pack/garfield-2027/")

    assert "the published list prints 19.5 credits, but its lines add up to 20." in page
    assert "Take it out" not in page
    assert "Filled by:" in page
    assert dana.get(f"{LIST}pack/atlantis/").status_code == 404


@pytest.mark.parametrize("who", ["rosa", "diego", "owen", "june", "peggy", "sam"])
def test_nobody_else_opens_them(world: World, client_of: ClientOf, who: str) -> None:
    row = draft(world.people["ruth"])
    client = client_of(world, who)

    assert client.get(LIST).status_code in {302, 403, 404}
    assert client.get(address(row)).status_code in {302, 403, 404}
    assert client.post(address(row, "drop/")).status_code in {302, 403, 404}
    assert RequirementSet.objects.filter(pk=row.pk).exists()


# What students and families see


def whole(code: str, mark: str = "B", **more: str) -> Row:
    return ENGLISH | {"code": code, "credits": "1", "term": "Y", "mark": mark} | more


@pytest.fixture
def graduating(world: World, tmp_path: Path) -> int:
    """Diego has taken some classes; the year in which he graduates."""
    take_courses(world, tmp_path)
    take_transcripts(world, tmp_path, whole("ENG-9"), whole("MATH-1", "A"))
    day = today(world.people["diego"])
    return school_year(day) + 12 - int(world.people["diego"].grade)


def fresh(world: World, key: str) -> Person:
    return Person.objects.select_related("district").get(pk=world.people[key].pk)


def lowered(world: World, year: int) -> RequirementSet:
    """A draft for one class that asks for 50 credits."""
    ruth = world.people["ruth"]
    row = draft(ruth, year, year)
    own = read(row.document)
    lines = tuple(
        one.model_copy(update={"credits": 30_000}) if one.key == "electives" else one for one in own.lines
    )  # fmt: skip
    own = own.model_copy(update={"lines": lines, "set": own.set.model_copy(update={"total": 50_000, "printed": {}})})
    return write(writer(ruth), row, own, now=timezone.now())


def test_the_students_page_counts_with_it_and_says_since_when(
    world: World, client_of: ClientOf, graduating: int
) -> None:
    assert graduation_page(fresh(world, "diego")).need == "36"
    row = in_force(world.people["ruth"], lowered(world, graduating))

    assert graduation_page(fresh(world, "diego")).need == "50"
    for who in ("diego", "rosa", "dana"):
        page = text_of(client_of(world, who), f"/graduation/{world.people['diego'].pk}/")
        assert f"The district’s own requirements, version {row.number}, used since" in page
        assert "Minutes of the board, item 7" in page
    held = held_against(fresh(world, "diego").district, graduating)
    assert held is not None
    assert held.total == 50_000


def test_the_counselors_list_and_the_students_page_ask_no_more_than_without(
    world: World, client_of: ClientOf, graduating: int
) -> None:
    dana = client_of(world, "dana")
    pages = ("/graduation/", f"/graduation/{world.people['diego'].pk}/", f"/course-plan/{world.people['diego'].pk}/")

    def asked() -> list[int]:
        counts = []
        for page in pages:
            dana.get(page)
            with CaptureQueriesContext(connection) as found:
                assert dana.get(page).status_code == 200
            counts.append(len(found))
        return counts

    before = asked()
    in_force(world.people["ruth"], lowered(world, graduating))
    assert asked() == before


def test_the_list_is_not_answered_from_memory_when_a_set_comes_into_force(
    world: World, client_of: ClientOf, graduating: int
) -> None:
    dana = client_of(world, "dana")
    assert "2 of 36" in text_of(dana, "/graduation/")
    in_force(world.people["ruth"], lowered(world, graduating))

    assert "2 of 50" in text_of(dana, "/graduation/")


def test_what_it_changes_is_counted_before_and_named_to_the_counselor(
    world: World, client_of: ClientOf, graduating: int
) -> None:
    row = lowered(world, graduating)
    dana, ruth = client_of(world, "dana"), client_of(world, "ruth")
    diego = world.people["diego"]
    looks = RecordLook.objects.filter(student=diego, page="requirements-preview")
    page = text_of(dana, address(row, "changes/"))

    assert re.search(r"\d+ of \d+ students would have a different standing", page)
    assert "would have more credits left to earn" in page
    assert held_against(fresh(world, "diego").district, graduating).total == 36_000  # type: ignore[union-attr]
    office = text_of(ruth, address(row, "changes/"))
    assert diego.family_name not in office
    assert looks.count() in {0, 1}


def test_a_student_who_would_stand_otherwise_is_named_and_the_look_is_written_down(
    world: World, client_of: ClientOf, graduating: int
) -> None:
    """With nothing asked for beyond what the state asks, a student who is behind today may be on track."""
    ruth, diego = world.people["ruth"], world.people["diego"]
    row = draft(ruth, graduating, graduating)
    own = read(row.document)
    pace = own.set.model_copy(update={"pace": {9: 2000, 10: 2000, 11: 2000}})
    lines = tuple(one.model_copy(update={"usual_grade": None}) for one in own.lines)
    row = write(writer(ruth), row, own.model_copy(update={"set": pace, "lines": lines}), now=timezone.now())
    page = text_of(client_of(world, "dana"), address(row, "changes/"))

    assert diego.full_name in page
    assert RecordLook.objects.filter(student=diego, page="requirements-preview").count() == 1
    assert diego.full_name not in text_of(client_of(world, "ruth"), address(row, "changes/"))


def test_the_pages_speak_spanish(world: World, client_of: ClientOf) -> None:
    dana = client_of(world, "dana")
    row = draft(world.people["dana"])
    page = text_of(dana, address(row), "es")

    assert "la lista publicada imprime 19.5 créditos, pero sus líneas suman 20" in page


def test_a_correction_is_begun_from_what_is_in_force(world: World, client_of: ClientOf) -> None:
    ruth = client_of(world, "ruth")
    row = in_force(world.people["ruth"], draft(world.people["ruth"]))
    made = begun(ruth, world, f"own.{row.number}")

    assert made.corrects == row
    assert f"Corrects version {row.number}" in text_of(ruth, address(made))
    assert checked(world.people["ruth"], made).status == Status.CHECKED


def test_withdrawing_needs_a_reason_and_the_office(world: World, client_of: ClientOf) -> None:
    row = in_force(world.people["ruth"], draft(world.people["ruth"]), days=9)
    dana, ruth = client_of(world, "dana"), client_of(world, "ruth")
    assert dana.post(address(row, "withdraw/"), {"reason": "No."}).status_code in {403, 404}
    ruth.post(address(row, "withdraw/"), {"reason": ""})
    row.refresh_from_db()
    assert row.status == Status.IN_FORCE
    ruth.post(address(row, "withdraw/"), {"reason": "The board has changed its mind."})
    row.refresh_from_db()
    assert row.status == Status.WITHDRAWN
    assert "The board has changed its mind." in text_of(ruth, address(row))
    assert isinstance(row.withdrawn_on, date)


def test_a_set_for_a_class_that_left_long_ago_is_refused_kindly(world: World, client_of: ClientOf) -> None:
    dana = client_of(world, "dana")
    dana.cookies["doorway_language"] = "en"
    oldest = timezone.localdate().year - 10
    for first, last in (("1999", ""), ("1999", "2000"), (str(oldest - 1), "")):
        page = dana.post(LIST, {"source": "pack.garfield-2027", "first_class": first, "last_class": last})
        said = f"Nobody of the class of {first} is at school any more. Write a class from {oldest} on."
        assert said in unescape(page.content.decode())
    far = {"source": "pack.garfield-2027", "first_class": "2027", "last_class": "2099"}
    assert "Nobody of the class of 2099 has begun school yet." in unescape(dana.post(LIST, far).content.decode())
    assert not RequirementSet.objects.exists()
    dana.post(LIST, {"source": "pack.garfield-2027", "first_class": str(oldest), "last_class": ""})
    assert RequirementSet.objects.get().first_class == oldest


def test_no_reason_that_nobody_wrote_is_said_to_be_kept(world: World, client_of: ClientOf) -> None:
    dana = client_of(world, "dana")
    row = begun(dana, world)
    dana.cookies["doorway_language"] = "en"
    names = re.findall(r'name="(reason-[0-9a-f]+)"', dana.get(address(row)).content.decode())
    assert len(names) > 1
    seen = {"seen": seen_on(dana, row)}
    page = dana.post(address(row), dict.fromkeys(names, " ") | seen, follow=True).content.decode()
    assert "No reason was written, so there is none to keep." in page
    page = dana.post(address(row), {names[0]: "As agreed."} | seen, follow=True).content.decode()
    assert "Your reasons are kept. Something is still open." in page
