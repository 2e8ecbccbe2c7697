"""A set goes out as a file and comes back as it was; the audit of a file of students takes it, too."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone, translation
from tests.world import World

from doorway.pathways.models import RequirementSet
from doorway.pathways.requirements.actions import begin_from_file
from doorway.pathways.requirements.documents import read, written
from doorway.pathways.requirements.errors import NoSet, OtherState, Unclear
from doorway.pathways.requirements.tests.sets import changed, draft, found_in, pack_set, writer
from doorway.pathways.rules import load_rules
from doorway.pathways.rules.alone import as_file, set_in
from doorway.pathways.rules.loader import names
from doorway.policy.packs import Text
from doorway.roster.models import Person

ClientOf = Callable[[World, str], Client]
SHIPPED = [(name, key) for name in names() for key in load_rules(name).wholes]


@pytest.fixture
def ruth(world: World) -> Person:
    """Of the district office."""
    return world.people["ruth"]


@pytest.mark.parametrize(("name", "key"), SHIPPED)
def test_every_shipped_set_comes_back_as_it_was(name: str, key: str) -> None:
    own = load_rules(name).wholes[key]

    assert written(set_in(as_file(own, "utah"), "set.toml").whole()) == written(own)


@pytest.mark.parametrize("text", ['"quoted" \\ back', "línea\nsegunda", "tab\t\x7f\x1f end", "[[lines]] = #", "ñ 🙂"])
def test_whatever_was_written_comes_back(ruth: Person, text: str) -> None:
    own = pack_set(ruth)
    own = own.model_copy(update={"set": own.set.model_copy(update={"words": Text({"en": text, "es": text})})})

    assert set_in(as_file(own, "utah"), "set.toml").set.words.root == {"en": text, "es": text}


@pytest.mark.parametrize("name", SHIPPED)
def test_the_audit_takes_the_file_and_counts_as_with_the_pack(tmp_path: Path, name: tuple[str, str]) -> None:
    shipped, key = load_rules(name[0]), name[1]
    path = tmp_path / "own.toml"
    path.write_text(as_file(shipped.wholes[key], "utah"), encoding="utf-8")

    found = load_rules(path)
    assert found.sets == (shipped.named(key),)
    assert found.areas == shipped.areas


def test_the_page_gives_the_file_and_takes_it_as_a_draft(world: World, client_of: ClientOf, ruth: Person) -> None:
    row = changed(ruth, draft(ruth), lambda own: own.model_copy(update={"unknown_credits": 500}))
    dana = client_of(world, "dana")
    answer = dana.get(f"/graduation/requirements/{row.pk}/file.toml")
    assert answer["Content-Disposition"] == f'attachment; filename="requirements-{row.number}.toml"'
    sent = SimpleUploadedFile("board.toml", answer.content)
    page = dana.post("/graduation/requirements/from-file/", {"file": sent}, follow=True).content.decode()

    assert "The draft is there." in page
    made = RequirementSet.objects.get(number=row.number + 1)
    assert (made.first_class, made.last_class, made.created_by) == (
        row.first_class,
        row.last_class,
        world.people["dana"],
    )
    assert found_in(ruth, made) == found_in(ruth, row)
    # Each version has a key of its own.
    assert made.document == row.document | {"set": row.document["set"] | {"key": made.document["set"]["key"]}}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "Choose a file first."),
        (b"", "The file is empty."),
        (b"\xff\xfe", "The file is not a text in UTF-8."),
        (b"= no toml", "This file cannot be read as a set of requirements: board.toml: is not TOML"),
        (b'pack = "utah"\nlayer = "x"', "board.toml, set: is missing, and has to be there"),
    ],
)
def test_a_file_that_is_none_is_refused_in_a_sentence(
    world: World, client_of: ClientOf, content: bytes | None, sentence: str
) -> None:
    sent: dict[str, Any] = {} if content is None else {"file": SimpleUploadedFile("board.toml", content)}
    page = client_of(world, "dana").post("/graduation/requirements/from-file/", sent, follow=True).content.decode()

    assert sentence in page
    assert not RequirementSet.objects.exists()


# What somebody who writes a file by hand gets wrong, and what is said of it in either language.
MISTAKES = [
    ("title = {", "titel = {", "titel: is no name that is known here. Is it “title”?", "¿Quiso escribir «title»?"),
    ('credits = "1.0"', 'colour = "red"', "colour: is no name that is known here. Known are: ", "Se conocen: "),
    (
        'credits = "1.0"',
        'credits = "much"',
        "credits: 'much' is not a number of credits.",
        "no es un número de créditos",
    ),
    ('credits = "1.0"', 'credits = "0.1234"', "has more than three decimals", "tiene más de tres decimales"),
    (
        'cite = "',
        'cite = 5\nnote = "',
        "cite: is 5, and has to be a text in quotes",
        "tiene que ser un texto entre comillas",
    ),
    (
        "usual_grade = 9",
        'usual_grade = "nine"',
        'usual_grade: is "nine", and has to be a whole number',
        "un número entero",
    ),
    (
        "usual_grade = 9",
        'open = "maybe"',
        'open: is "maybe", and has to be true or false',
        "tiene que ser true o false",
    ),
    ('section = "language_arts"', 'section = "Language Arts"', "has to begin with a small letter", "letra minúscula"),
    ("accepts = [", 'choice = "x"\naccepts = [', "needs both choice and option, or neither", "choice y option"),
    (
        "accepts = [",
        "accepts = 5\nperhaps = [",
        "accepts: is 5, and has to be a list in square brackets",
        "entre corchetes",
    ),
    ("first_class = ", "first_class = 1 # ", "is 1, and has to be 1990 or more", "tiene que ser 1990 o más"),
    (
        'layer = "',
        'split = "both"\nlayer = "',
        'split: is "both", and has to be one of: free, one',
        "una de estas: free, one",
    ),
]


@pytest.mark.parametrize(("old", "new", "english", "spanish"), MISTAKES)
def test_a_mistake_in_a_file_is_said_in_words_of_our_own(
    ruth: Person, old: str, new: str, english: str, spanish: str
) -> None:
    text = as_file(pack_set(ruth), "utah")
    assert old in text
    for language, sentence in (("en", english), ("es", spanish)):
        with translation.override(language), pytest.raises(NoSet) as refused:
            begin_from_file(writer(ruth), text.replace(old, new, 1), "n.toml", now=timezone.now())
        said = str(refused.value)
        assert sentence in said
        assert "n.toml, " in said
        # Words of the library never come through.
        assert not any(word in said for word in ("Input should", "Field required", "Extra inputs", "Value error"))


def test_a_file_of_another_state_or_with_a_number_is_refused(ruth: Person) -> None:
    own = pack_set(ruth)
    with pytest.raises(OtherState):
        begin_from_file(writer(ruth), as_file(own, "nevada"), "n.toml", now=timezone.now())
    with pytest.raises(NoSet, match=r"U\+0000"):
        begin_from_file(
            writer(ruth), as_file(own, "utah").replace("[set]", '[set]\nnote = "\\u0000"'), "n.toml", now=timezone.now()
        )
    bad = own.model_copy(update={"set": own.set.model_copy(update={"cite": "123-45-6789"})})
    with pytest.raises(Unclear):
        begin_from_file(writer(ruth), as_file(bad, "utah"), "n.toml", now=timezone.now())


@pytest.mark.parametrize(
    ("first", "last", "english", "spanish"),
    [
        ("1990", None, "Nobody of the class of 1990 is at school any more. Write a class from {oldest} on.", "1990"),
        ("2099", None, "Nobody of the class of 2099 has begun school yet. Check its year; write a class up to "
         "{latest}.", "Nadie de la generación de 2099 ha empezado la escuela todavía."),
        ("2027", "2099", "Nobody of the class of 2099 has begun school yet.", "2099"),
        (None, None, "does not say for which class the set begins", "no dice para qué generación empieza"),
    ],
)  # fmt: skip
def test_a_slip_in_the_year_is_no_draft(
    world: World, client_of: ClientOf, ruth: Person, first: str | None, last: str | None, english: str, spanish: str
) -> None:
    year = timezone.localdate().year
    own = pack_set(ruth)
    head = own.set.model_copy(update={"first_class": first and int(first), "last_class": last and int(last)})
    text = as_file(own.model_copy(update={"set": head}), "utah")
    dana = client_of(world, "dana")

    for language, sentence in (("en", english), ("es", spanish)):
        dana.cookies["doorway_language"] = language
        sent = SimpleUploadedFile("board.toml", text.encode())
        page = dana.post("/graduation/requirements/from-file/", {"file": sent}, follow=True).content.decode()
        assert sentence.format(oldest=year - 10, latest=year + 15) in page
    assert not RequirementSet.objects.exists()


@pytest.mark.parametrize("years", [-10, 15])
def test_the_last_classes_that_somebody_can_be_in_are_taken(ruth: Person, years: int) -> None:
    own, leaves = pack_set(ruth), timezone.localdate().year + years
    head = own.set.model_copy(update={"first_class": leaves, "last_class": leaves})
    text = as_file(own.model_copy(update={"set": head}), "utah")

    assert begin_from_file(writer(ruth), text, "n.toml", now=timezone.now()).first_class == leaves


def test_a_pack_that_is_not_there_is_named(ruth: Person, tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(as_file(read(draft(ruth).document), "nowhere"), encoding="utf-8")

    with pytest.raises(Exception, match=r"there is no pack 'nowhere'\. Known: utah"):
        load_rules(path)
