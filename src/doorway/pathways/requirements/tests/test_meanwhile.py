"""Two people in one draft: what is put in force is what was read, and nobody saves over what they have not seen."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone
from tests.world import World

from doorway.pathways.models import RequirementSet
from doorway.pathways.requirements.actions import mark_checked, put_in_force, write
from doorway.pathways.requirements.documents import read, without_line
from doorway.pathways.requirements.errors import ChangedSince
from doorway.pathways.requirements.prints import differing_parts, parts_of, prints_of
from doorway.pathways.requirements.tests.sets import changed, checked, draft, reasons, writer
from doorway.pathways.requirements.tests.test_actions import decided
from doorway.pathways.requirements.tests.test_pages import address, form_of, seen_on
from doorway.roster.models import Person

ClientOf = Callable[[World, str], Client]
Status = RequirementSet.Status
ARTS = "lines/arts/"


def taken_out(client: Client, row: RequirementSet, part: str) -> None:
    """Press the button that takes a part out, on the page as it is now."""
    client.post(address(row, f"{part}out/"), {"seen": seen_on(client, row, f"{part}out/")})


@pytest.fixture
def dana(world: World) -> Person:
    return world.people["dana"]


def page(client: Client, path: str, sent: dict[str, list[str]] | None = None, language: str = "en") -> str:
    client.cookies["doorway_language"] = language
    answer = client.get(path) if sent is None else client.post(path, sent, follow=True)
    return " ".join(unescape(answer.content.decode()).split())


def arts(row: RequirementSet) -> int | None:
    row.refresh_from_db()
    return next(line.credits for line in read(row.document).lines if line.key == "arts")


def change(person: Person, row: RequirementSet, credits: int) -> RequirementSet:  # noqa: A002 # the field's word
    """Somebody else saves the line of the arts."""
    row.refresh_from_db()
    own = read(row.document)
    lines = tuple(
        line.model_copy(update={"credits": credits}) if line.key == "arts" else line for line in own.lines
    )  # fmt: skip
    return write(writer(person), row, own.model_copy(update={"lines": lines}), now=timezone.now())


def test_prints_tell_which_part_is_another(dana: Person) -> None:
    row = draft(dana)
    before = prints_of(row)

    after = prints_of(change(dana, row, 2500))

    assert differing_parts(before, after) == ["lines:arts"]
    assert differing_parts(before, before) == []
    assert [*parts_of("line", "arts", after)] == ["lines:arts"]
    assert parts_of("line", "nobody", after) == {}
    assert differing_parts({}, after) == [*after]


# What is put in force


def sent_by(client: Client, row: RequirementSet, person: Person) -> dict[str, list[str]]:
    """The page on which the office puts it in force, filled in."""
    given = form_of(client.get(address(row, "in-force/")).content.decode())
    said = decided(person)
    return given | {
        "decided_on": [str(said.decided_on)], "holds_from": [str(said.holds_from)], "citation": [said.citation],
        "knows_begun": ["on"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("language", "sentence", "nothing"),
    [
        ("en", "This has changed since you opened the page: ", "Nothing was put in force."),
        ("es", "Esto cambió desde que usted abrió la página: ", "No se puso nada en vigor."),
    ],
)
def test_what_was_changed_and_checked_anew_is_not_put_in_force_unread(
    world: World, dana: Person, client_of: ClientOf, language: str, sentence: str, nothing: str
) -> None:
    ruth, row = client_of(world, "ruth"), checked(dana, draft(dana))
    sent = sent_by(ruth, row, world.people["ruth"])
    checked(dana, change(dana, row, 2500))

    refused = page(ruth, address(row, "in-force/"), sent, language)

    row.refresh_from_db()
    assert row.status == Status.CHECKED
    title = next(line.title.root[language] for line in read(row.document).lines if line.key == "arts")
    assert sentence in refused
    assert title in refused
    assert nothing in refused
    # The page carries what it is now: whoever has looked puts that in force.
    again = form_of(ruth.post(address(row, "in-force/"), sent).content.decode())
    assert again["seen"] != sent["seen"]
    ruth.post(address(row, "in-force/"), sent | {"seen": again["seen"]})
    row.refresh_from_db()
    assert (row.status, arts(row)) == (Status.IN_FORCE, 2500)


def test_another_reason_is_another_thing_to_read(world: World, dana: Person) -> None:
    row = checked(dana, draft(dana))
    seen = prints_of(row)
    others = dict.fromkeys(reasons(dana, row), "Another one.")
    row = mark_checked(writer(dana), row, others, now=timezone.now())

    with pytest.raises(ChangedSince) as refused:
        put_in_force(writer(world.people["ruth"]), row, decided(world.people["ruth"]), seen=seen, now=timezone.now())

    assert "the reasons why something stands" in str(refused.value)


@pytest.mark.parametrize("seen", ["", "lines:arts=0", "nonsense"])
def test_a_page_that_has_seen_nothing_puts_nothing_in_force(
    world: World, dana: Person, client_of: ClientOf, seen: str
) -> None:
    ruth, row = client_of(world, "ruth"), checked(dana, draft(dana))
    sent = sent_by(ruth, row, world.people["ruth"])

    assert ruth.post(address(row, "in-force/"), sent | {"seen": [seen]}).status_code == 422
    assert (
        ruth.post(address(row, "in-force/"), {key: one for key, one in sent.items() if key != "seen"}).status_code
        == 422
    )
    row.refresh_from_db()
    assert row.status == Status.CHECKED
    assert ruth.post(address(row, "in-force/"), sent).status_code == 302


# Two tabs


@pytest.mark.parametrize(
    ("language", "sentence", "beside"),
    [
        ("en", "This part was saved again after you opened it.", "What is saved now"),
        ("es", "Esta parte se volvió a guardar después de que usted la abrió.", "Lo que está guardado ahora"),
    ],
)
def test_an_older_tab_does_not_save_over_what_it_has_not_seen(
    world: World, dana: Person, client_of: ClientOf, language: str, sentence: str, beside: str
) -> None:
    row = draft(dana)
    ruth = client_of(world, "ruth")
    old = form_of(ruth.get(address(row, ARTS)).content.decode())
    change(dana, row, 2500)

    refused = page(ruth, address(row, ARTS), old | {"credits": ["3.5"]}, language)

    assert arts(row) == 2500
    assert sentence in refused
    assert re.search(rf"{beside}.*?2\.5.*?<form", refused)
    assert 'value="3.5"' in refused
    # Saving again is done knowingly.
    kept = form_of(ruth.post(address(row, ARTS), old | {"credits": ["3.5"]}).content.decode())
    assert ruth.post(address(row, ARTS), kept).status_code == 302
    assert arts(row) == 3500


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", " by Dana Lindqvist."),
        ("es", ", lo hizo Dana Lindqvist."),
    ],
)
def test_who_changed_something_else_last_is_not_said_to_have_saved_this_part(
    world: World, dana: Person, client_of: ClientOf, language: str, sentence: str
) -> None:
    row, owner = draft(dana), world.people["ruth"]
    ruth = client_of(world, "ruth")
    old = form_of(ruth.get(address(row, ARTS)).content.decode())
    change(owner, row, 2500)
    row.refresh_from_db()
    changed(dana, row, lambda own: without_line(own, "la_9"))

    refused = page(ruth, address(row, ARTS), old | {"credits": ["3.5"]}, language)

    # Ruth saved the part in another tab; of Dana only that she was the last in the draft.
    assert sentence in refused
    assert "Dana Lindqvist has saved" not in refused
    assert "Dana Lindqvist guardó" not in refused


def test_who_changed_another_part_is_in_nobodys_way(world: World, dana: Person, client_of: ClientOf) -> None:
    row = draft(dana)
    ruth = client_of(world, "ruth")
    old = form_of(ruth.get(address(row, "lines/la_9/")).content.decode())
    head = form_of(ruth.get(address(row, "as-a-whole/")).content.decode())
    change(dana, row, 2500)

    assert ruth.post(address(row, "lines/la_9/"), old | {"title_en": ["English, first year"]}).status_code == 302
    assert ruth.post(address(row, "as-a-whole/"), head | {"title_en": ["Ours"]}).status_code == 302
    assert arts(row) == 2500
    assert read(row.document).set.title.root["en"] == "Ours"


def test_the_set_as_a_whole_is_held_against_what_was_opened(world: World, dana: Person, client_of: ClientOf) -> None:
    row = draft(dana)
    ruth = client_of(world, "ruth")
    old = form_of(ruth.get(address(row, "as-a-whole/")).content.decode())
    assert ruth.post(address(row, "as-a-whole/"), old | {"title_en": ["Mine"]}).status_code == 302

    assert ruth.post(address(row, "as-a-whole/"), old | {"title_en": ["Yours"]}).status_code == 422

    row.refresh_from_db()
    assert read(row.document).set.title.root["en"] == "Mine"


def test_saving_the_same_twice_is_saved_once(world: World, dana: Person, client_of: ClientOf) -> None:
    row = draft(dana)
    ruth = client_of(world, "ruth")
    old = form_of(ruth.get(address(row, ARTS)).content.decode()) | {"credits": ["2.5"]}

    for _press in range(2):
        answer = ruth.post(address(row, ARTS), old)
        assert answer.status_code == 302, answer.context["meanwhile"]
    assert arts(row) == 2500


def test_a_part_that_was_taken_out_is_said_and_not_lost_in_an_empty_page(
    world: World, dana: Person, client_of: ClientOf
) -> None:
    row = draft(dana)
    ruth = client_of(world, "ruth")
    old = form_of(ruth.get(address(row, ARTS)).content.decode())
    taken_out(client_of(world, "dana"), row, "lines/arts/")
    row.refresh_from_db()
    assert "arts" not in {line.key for line in read(row.document).lines}

    assert "changed in the meantime" in page(ruth, address(row, ARTS), old)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Dana Lindqvist had checked it. It is a draft again"),
        ("es", "Dana Lindqvist lo había revisado. Vuelve a ser un borrador"),
    ],
)
def test_saving_what_was_checked_says_that_it_is_a_draft_again(
    world: World, dana: Person, client_of: ClientOf, language: str, sentence: str
) -> None:
    row = draft(dana)
    ruth = client_of(world, "ruth")
    old = form_of(ruth.get(address(row, ARTS)).content.decode())
    checked(dana, row)
    # Nothing is said where nothing was changed.
    assert sentence not in page(ruth, address(row, ARTS), old, language)
    row.refresh_from_db()
    assert row.status == Status.CHECKED

    assert sentence in page(ruth, address(row, ARTS), old | {"credits": ["2.5"]}, language)
    row.refresh_from_db()
    assert row.status == Status.DRAFT
    # It is a draft already, and nobody's check is undone by this.
    again = form_of(ruth.get(address(row, ARTS)).content.decode())
    assert sentence not in page(ruth, address(row, ARTS), again | {"credits": ["3"]}, language)


# Taking out, and saying that it is checked


@pytest.mark.parametrize(
    ("language", "sentence", "nothing"),
    [
        ("en", "This has changed since you opened the page: ", "Nothing was taken out."),
        ("es", "Esto cambió desde que usted abrió la página: ", "No se quitó nada."),
    ],
)
def test_what_was_changed_since_it_was_read_is_not_taken_out(
    world: World, dana: Person, client_of: ClientOf, language: str, sentence: str, nothing: str
) -> None:
    row, ruth = draft(dana), client_of(world, "ruth")
    out = address(row, f"{ARTS}out/")
    seen = seen_on(ruth, row, f"{ARTS}out/")
    change(dana, row, 2500)

    refused = page(ruth, out, {"seen": [seen]}, language)

    assert arts(row) == 2500
    title = next(line.title.root[language] for line in read(row.document).lines if line.key == "arts")
    assert all(words in refused for words in (sentence, title, nothing))
    # The page that follows has what it says now, so the next press is done knowingly.
    taken_out(ruth, row, ARTS)
    row.refresh_from_db()
    assert "arts" not in {line.key for line in read(row.document).lines}


def test_a_choice_and_a_limit_are_held_against_what_was_read(world: World, dana: Person, client_of: ClientOf) -> None:
    row, ruth = draft(dana), client_of(world, "ruth")
    own = read(row.document)
    parts = [("choices", own.choices[0].key), ("limits", [*own.ceilings, *own.allowances][0].key)]
    old = {part: seen_on(ruth, row, f"{part[0]}/{part[1]}/out/") for part in parts}
    for kind, key in parts:
        sent = form_of(ruth.get(address(row, f"{kind}/{key}/")).content.decode())
        assert ruth.post(address(row, f"{kind}/{key}/"), sent | {"words_en": ["Other words."]}).status_code == 302
    row.refresh_from_db()
    before = row.document

    for (kind, key), seen in old.items():
        assert "Nothing was taken out." in page(ruth, address(row, f"{kind}/{key}/out/"), {"seen": [seen]})
    row.refresh_from_db()
    assert row.document == before


def test_who_changed_another_part_does_not_hinder_taking_out(world: World, dana: Person, client_of: ClientOf) -> None:
    row, ruth = draft(dana), client_of(world, "ruth")
    seen = seen_on(ruth, row, "lines/la_9/out/")
    change(dana, row, 2500)

    ruth.post(address(row, "lines/la_9/out/"), {"seen": seen})

    assert arts(row) == 2500
    assert "la_9" not in {line.key for line in read(row.document).lines}


@pytest.mark.parametrize("sent", [{}, {"seen": [""]}, {"seen": ["lines:arts=0"]}, {"seen": ["nonsense"]}])
def test_a_page_that_has_seen_nothing_takes_nothing_out_and_checks_nothing(
    world: World, dana: Person, client_of: ClientOf, sent: dict[str, list[str]]
) -> None:
    row, ruth = draft(dana), client_of(world, "ruth")
    why = {f"reason-{mark}": [words] for mark, words in reasons(dana, row).items()}
    before = arts(row)

    for path, given in ((f"{ARTS}out/", sent), ("", sent | why | {"is_checked": ["yes"]}), ("drop/", sent)):
        ruth.post(address(row, path), given)

    assert arts(row) == before
    assert (row.status, row.accepted) == (Status.DRAFT, [])


def test_a_part_that_is_gone_is_not_said_to_be_taken_out_again(world: World, dana: Person, client_of: ClientOf) -> None:
    row, ruth = draft(dana), client_of(world, "ruth")
    seen = seen_on(ruth, row, f"{ARTS}out/")
    taken_out(client_of(world, "dana"), row, ARTS)

    said = page(ruth, address(row, f"{ARTS}out/"), {"seen": [seen]})

    assert "changed in the meantime" in said
    assert "It is taken out." not in said


@pytest.mark.parametrize(
    ("language", "nothing", "theirs"),
    [
        ("en", "It is not marked as checked", "Somebody has kept this reason meanwhile: <span>The minutes.</span>"),
        ("es", "No se marcó como revisado", "Entretanto alguien guardó este motivo: <span>The minutes.</span>"),
    ],
)
def test_what_was_changed_since_it_was_read_is_not_said_to_be_checked(
    world: World, dana: Person, client_of: ClientOf, language: str, nothing: str, theirs: str
) -> None:
    row, ruth = draft(dana), client_of(world, "ruth")
    sent = {f"reason-{mark}": ["The board knows."] for mark in reasons(dana, row)}
    sent |= {"seen": [seen_on(ruth, row)], "is_checked": ["yes"]}
    mark = next(iter(reasons(dana, row)))
    row = mark_checked(writer(dana), row, {mark: "The minutes."}, now=timezone.now())
    change(dana, row, 2500)

    refused = page(ruth, address(row), sent, language)

    row.refresh_from_db()
    title = next(line.title.root[language] for line in read(row.document).lines if line.key == "arts")
    assert row.status == Status.DRAFT
    assert [one["reason"] for one in row.accepted] == ["The minutes."]
    assert nothing in refused
    assert title in refused
    # What was typed stands in its field, and beside it what somebody else has kept.
    assert 'value="The board knows."' in refused
    assert theirs in refused
    # Whoever has read it presses again.
    again = form_of(ruth.post(address(row), sent).content.decode())
    new = {name: ["The board knows."] for name in again if name.startswith("reason-")}
    assert len(new) > len([name for name in sent if name.startswith("reason-")])
    assert ruth.post(address(row), again | new | {"is_checked": ["yes"]}).status_code == 302
    row.refresh_from_db()
    assert (row.status, row.checked_by) == (Status.CHECKED, world.people["ruth"])


def test_where_nothing_was_typed_a_colleagues_reason_is_taken(world: World, dana: Person, client_of: ClientOf) -> None:
    row, ruth = draft(dana), client_of(world, "ruth")
    first, second, *_rest = reasons(dana, row)
    old = {"seen": [seen_on(ruth, row)], f"reason-{first}": [""], f"reason-{second}": ["The page is old."]}
    mark_checked(writer(dana), row, {first: "The minutes."}, now=timezone.now())

    again = form_of(ruth.post(address(row), old).content.decode())
    assert (again[f"reason-{first}"], again[f"reason-{second}"]) == (["The minutes."], ["The page is old."])
    ruth.post(address(row), again)

    row.refresh_from_db()
    assert {one["mark"]: one["reason"] for one in row.accepted} == {
        first: "The minutes.", second: "The page is old."
    }  # fmt: skip


def test_the_same_said_twice_is_checked_once(world: World, dana: Person, client_of: ClientOf) -> None:
    row, ruth = draft(dana), client_of(world, "ruth")
    sent = {f"reason-{mark}": ["The board knows."] for mark in reasons(dana, row)}
    sent |= {"seen": [seen_on(ruth, row)], "is_checked": ["yes"]}

    for _press in range(2):
        assert ruth.post(address(row), sent).status_code == 302
    row.refresh_from_db()
    assert row.status == Status.CHECKED


@pytest.mark.parametrize(
    ("language", "sentence"), [("en", "The draft was not thrown away."), ("es", "El borrador no se desechó.")]
)
def test_a_draft_that_somebody_has_changed_is_not_thrown_away_unread(
    world: World, dana: Person, client_of: ClientOf, language: str, sentence: str
) -> None:
    row, ruth = draft(dana), client_of(world, "ruth")
    sent = {"seen": [seen_on(ruth, row, "drop/")]}
    change(dana, row, 2500)

    assert sentence in page(ruth, address(row, "drop/"), sent, language)

    assert arts(row) == 2500
    page(ruth, address(row, "drop/"), {"seen": [seen_on(ruth, row, "drop/")]})
    assert not RequirementSet.objects.filter(pk=row.pk).exists()
