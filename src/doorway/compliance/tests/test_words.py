"""Words that others read: a student's name is refused and said back; what may be one is looked at by a person."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.world import World

from doorway.compliance.actions.following_up import hold_group
from doorway.compliance.actions.words import check_words, student_names_in
from doorway.compliance.core.rules import Rule
from doorway.compliance.errors import WordsMayNameStudent, WordsNameStudent
from doorway.compliance.models import Consultation, GroupConference
from doorway.compliance.tests.stage import ready_draft
from doorway.compliance.wording import _only_invited
from doorway.roster.models import Person

ClientOf = Callable[[World, str], Client]


@pytest.fixture
def named(world: World) -> World:
    """Diego is called Hunter Young, Lucía like the counselor, Mateo like a day in May, Sadie as she is."""
    dana = world.people["dana"]
    for key, given, family in (
        ("diego", "Hunter", "Young"), ("lucia", dana.given_name, dana.family_name), ("mateo", "Spring", "Field"),
    ):  # fmt: skip
        Person.objects.filter(pk=world.people[key].pk).update(given_name=given, family_name=family)
        world.people[key].refresh_from_db()
    return world


@pytest.mark.parametrize(
    "text",
    [
        "Hunter Young had no time.", "An evening about Hunter Young", "We asked Young, Hunter.", "Sadie Doyle",
        "See #hunteryoung", "The mother of Sadie Doyle came",
    ],
)  # fmt: skip
def test_a_student_is_not_named_and_the_words_are_said_back(named: World, text: str) -> None:
    with pytest.raises(WordsNameStudent) as refused:
        check_words(named.district, text)

    words = re.findall("“(.+?)”", str(refused.value))
    assert words
    assert all(one in text for one in words)
    # Nobody can say that it is none: it can be written without.
    with pytest.raises(WordsNameStudent):
        check_words(named.district, text, looked_at=words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("For every hunter, young or old.", "hunter, young"),
        ("Young hunters’ evening", "Young hunters"),
        ("SPRING FIELD DAY", "SPRING FIELD"),
        ("Spring Field Day for Families", "Spring Field"),
        ("Hunter Young", "Hunter Young"),
        ("Reading with {dana}", "{dana}"),
    ],
)
def test_words_that_are_probably_something_else_are_looked_at_and_then_taken(
    named: World, text: str, words: str
) -> None:
    dana = named.people["dana"].full_name
    text, words = text.format(dana=dana), words.format(dana=dana)
    with pytest.raises(WordsMayNameStudent) as asked:
        check_words(named.district, text)

    assert asked.value.words == (words,)
    assert f"“{words}”" in str(asked.value)
    check_words(named.district, text, looked_at=asked.value.words)
    # What somebody has said of some words holds for those.
    with pytest.raises(WordsMayNameStudent):
        check_words(named.district, text, looked_at=["other words"])


@pytest.mark.parametrize(
    "text",
    ["Graduation and classes of grade 9", "Hunter safety for families", "Sadie came.", "The field in spring", ""],
)
def test_other_words_ask_nothing(world: World, text: str) -> None:
    Person.objects.filter(pk=world.people["diego"].pk).update(given_name="Hunter", family_name="Young")

    check_words(world.district, text)
    assert student_names_in(world.district, text, text).perhaps == ()


def test_a_sure_name_beside_ordinary_words_is_refused_whatever_was_looked_at(named: World) -> None:
    text = "For every hunter, young or old, and Sadie Doyle."
    with pytest.raises(WordsNameStudent) as refused:
        check_words(named.district, text, looked_at=["hunter, young", "Sadie Doyle"])

    assert "“Sadie Doyle”" in str(refused.value)
    assert "hunter" not in str(refused.value)


# —— the pages


def test_a_group_conference_is_written_down_after_somebody_has_looked(named: World, client_of: ClientOf) -> None:
    peggy, june = client_of(named, "peggy"), named.people["june"]
    address = reverse("group_conferences", args=[named.schools["panguitch-elementary"].pk])
    values = {"topic": "Spring Field Day", "held_on": timezone.localdate().isoformat(), "hosts": [str(june.pk)]}

    asked = peggy.post(address, values)

    assert asked.status_code == 422
    page = asked.content.decode()
    assert "A student may be called “Spring Field”" in page
    assert 'name="names_nobody" value="Spring Field"' in page
    assert not re.search(r'name="names_nobody"[^>]*checked', page)
    assert not GroupConference.objects.exists()
    # Another name in place of what was looked at is asked about as well, and a sure one is refused.
    other = peggy.post(address, values | {"topic": "Hunter Young", "names_nobody": ["Spring Field"]}).content.decode()
    assert 'value="Hunter Young"' in other
    sure = peggy.post(address, values | {"topic": "With Sadie Doyle at home", "names_nobody": ["Sadie Doyle"]})
    assert "This names a student: “Sadie Doyle”." in sure.content.decode()
    assert not GroupConference.objects.exists()

    assert peggy.post(address, values | {"names_nobody": ["Spring Field"]}).status_code == 302
    assert GroupConference.objects.get().topic == "Spring Field Day"


def test_a_group_conference_is_taken_back_with_ordinary_words(named: World, client_of: ClientOf) -> None:
    group = hold_group(
        school=named.schools["panguitch-elementary"], topic="Reading", hosts=[named.people["june"].pk],
        by=named.user("peggy"), held_on=timezone.localdate(), now=timezone.now(),
    )  # fmt: skip
    address = reverse("take_back_group_conference", args=[group.school_id, group.pk])
    peggy = client_of(named, "peggy")
    why = {"why": "That was the field day in spring, fields and all, for each young hunter."}

    page = peggy.post(address, why).content.decode()
    boxes = re.findall(r'name="names_nobody" value="([^"]+)"', page)

    assert boxes
    assert peggy.post(address, why | {"names_nobody": boxes}).status_code == 302
    group.refresh_from_db()
    assert group.taken_back_why == why["why"]


def test_a_hearing_is_written_down_after_somebody_has_looked(named: World, client_of: ClientOf) -> None:
    draft, ruth = ready_draft(named), client_of(named, "ruth")
    address = reverse("new_consultation", args=[draft.pk])
    values = {
        "group": "parents", "held_on": timezone.localdate().isoformat(), "how": "Evening", "comments": "2",
        "summary": "More for young hunters.",
    }  # fmt: skip
    heard = Consultation.objects.count()
    ruth.cookies["doorway_language"] = "es"

    asked = ruth.post(address, values)

    assert asked.status_code == 422
    assert "Puede que un estudiante se llame «young hunters»" in asked.content.decode()
    assert ruth.post(address, values | {"names_nobody": ["young hunters"]}).status_code == 302
    assert Consultation.objects.count() == heard + 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "A school counselor and a teacher: invited. An individual conference counts without them, too."),
        ({"with_counselor": True}, "A teacher: invited. An individual conference counts without them, too."),
        ({"individual": 0}, ""),
        ({"takes_part": ("guardian", "student")}, ""),
    ],
)
def test_a_rule_says_who_is_invited_and_not_counted(changes: dict[str, Any], said: str) -> None:
    rule = Rule(first=9, last=10, kind="sep", takes_part=("guardian", "student", "counselor", "teacher"))

    assert _only_invited(replace(rule, **changes)) == said
