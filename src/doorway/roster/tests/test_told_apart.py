"""Two children of one name in a list."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import pytest
from django.utils import translation

from doorway.roster.models import Person
from doorway.roster.told_apart import told_apart


def child(given: str = "Emma", **more: Any) -> Person:
    return Person(id=uuid.uuid4(), **({"given_name": given, "family_name": "Lund", "grade": "05"} | more))


def said(*people: Person, by_id: bool = False, language: str = "en") -> list[str]:
    with translation.override(language):
        found = told_apart(people, by_id=by_id)
    return [found[person.pk] for person in people]


def test_a_name_that_one_has_alone_stays_as_it_is() -> None:
    assert said(child(middle_name="Rose"), child("Nora", birth_date=date(2015, 3, 4))) == ["Emma Lund", "Nora Lund"]


@pytest.mark.parametrize(
    ("one", "other", "names"),
    [
        # The least private that is enough.
        ({"middle_name": "Rose"}, {"grade": "06"}, ["Emma Rose Lund", "Emma Lund"]),
        ({}, {"grade": "KG"}, ["Emma Lund (grade 5)", "Emma Lund (kindergarten)"]),
        (
            {"birth_date": date(2015, 3, 4)},
            {"birth_date": date(2015, 9, 1)},
            ["Emma Lund (born on March 4)", "Emma Lund (born on September 1)"],
        ),
        (
            {"birth_date": date(2015, 3, 4)},
            {"birth_date": date(2014, 3, 4)},
            ["Emma Lund (born on March 4, 2015)", "Emma Lund (born on March 4, 2014)"],
        ),
        # Accents and capitals make no other name on a page that somebody reads quickly.
        ({"given_name": "Émma"}, {"grade": "06"}, ["Émma Lund (grade 5)", "Emma Lund (grade 6)"]),
        # Called the same, whatever the roster's first name is.
        ({"given_name": "Emmeline", "preferred_given_name": "Emma", "middle_name": "Jo"}, {},
         ["Emma Jo Lund", "Emma Lund"]),
        # Nothing is known: the names stay, and nothing is made up.
        ({"identifier": "41"}, {"identifier": "42"}, ["Emma Lund", "Emma Lund"]),
    ],
)  # fmt: skip
def test_two_of_one_name_are_told_apart(one: dict[str, Any], other: dict[str, Any], names: list[str]) -> None:
    assert said(child(**one), child(**other)) == names


def test_three_of_one_name_take_what_they_need_together() -> None:
    names = said(
        child(), child(grade="06", birth_date=date(2014, 5, 1)), child(grade="06", birth_date=date(2014, 6, 1))
    )
    assert names == ["Emma Lund (grade 5)", "Emma Lund (grade 6, born on May 1)", "Emma Lund (grade 6, born on June 1)"]
    assert len(set(names)) == 3


def test_the_data_office_reads_ids_before_birthdays() -> None:
    one = child(identifier="41", birth_date=date(2015, 3, 4))
    other = child(identifier="42", birth_date=date(2015, 3, 5))
    assert said(one, other, by_id=True) == ["Emma Lund (local id 41)", "Emma Lund (local id 42)"]


def test_in_spanish_too() -> None:
    one, other = child(birth_date=date(2015, 3, 4)), child(birth_date=date(2015, 3, 5))
    assert said(one, other, language="es") == ["Emma Lund (nació el 4 de marzo)", "Emma Lund (nació el 5 de marzo)"]
    assert said(one, child(grade="PK"), language="es") == ["Emma Lund (5.º grado)", "Emma Lund (preescolar)"]


def test_one_person_twice_in_a_list_is_one() -> None:
    one = child()
    assert said(one, one) == ["Emma Lund", "Emma Lund"]
