"""Measured: a class that a counselor would name stands among the first five, for 90 % of a list made beforehand."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from doorway.demo.generate.catalog import NOT_TAUGHT, ONLY_THERE, SCED
from doorway.pathways.classes.subjects import subjects, usual
from doorway.pathways.core.leading import leading, needs
from doorway.pathways.graduation.records import Taught
from doorway.pathways.rules import load_rules
from doorway.policy.packs import load_pack

PAIRS = Path(__file__).parent / "pairs.csv"
MUST_REACH = 0.9
FIRST = 5


@dataclass(frozen=True)
class Pair:
    """An occupation and the classes that are right for it."""

    occupation: str
    right: frozenset[str]
    held_out: bool


def pairs() -> Iterator[Pair]:
    with PAIRS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield Pair(row["occupation"], frozenset(row["classes"].split()), row["held_out"] == "yes")


def catalog(*, codes: bool, small: bool) -> list[Taught]:
    """The catalog of the demo's schools: with or without course codes, of the large one or of a small one."""
    kinds = load_rules("utah/garfield").for_class(2028).catalog
    left_out = NOT_TAUGHT | (ONLY_THERE if small else frozenset())
    return [
        Taught(
            code,
            kind.title,
            kind.credits,
            kind.first_grade or 9,
            kind.last_grade or 12,
            (),
            not kind.tags,
            "ce" in kind.tags,
            "cte" in kind.areas,
            True,
            SCED.get(code, "") if codes else "",
            frozenset(),
            own_title=kind.title,
        )
        for code, kind in kinds.items()
        if code not in left_out
    ]


def found_for(taught: list[Taught], *, held_out: bool) -> tuple[int, int]:
    """For how many occupations a right class is among the first five, of those for which one is taught there."""
    abilities = load_pack("utah").abilities
    here = {course.code for course in taught}
    hits = asked = 0
    for pair in pairs():
        if pair.held_out == held_out and pair.right & here:
            needed = needs(abilities[pair.occupation].abilities, usual())
            first = leading(pair.occupation, needed, taught, subjects())[:FIRST]
            asked += 1
            hits += bool(pair.right & {one.course.code for one in first})
    return hits, asked


def test_the_list_is_long_enough_and_half_of_it_is_held_out() -> None:
    rows = list(pairs())

    assert sum(len(pair.right) for pair in rows) >= 60
    assert len(rows) == len({pair.occupation for pair in rows}) >= 60
    assert sum(pair.held_out for pair in rows) * 2 == len(rows)


@pytest.mark.parametrize("small", [False, True])
@pytest.mark.parametrize("codes", [True, False])
@pytest.mark.parametrize("held_out", [True, False])
def test_a_right_class_is_among_the_first_five(held_out: bool, codes: bool, small: bool) -> None:
    hits, asked = found_for(catalog(codes=codes, small=small), held_out=held_out)

    assert asked >= 40
    assert hits / asked >= MUST_REACH, f"{hits} of {asked}"


def test_the_measure_can_fail() -> None:
    """Classes without what they are about are found for nobody."""
    nameless = [
        replace(course, sced="", own_title=f"Class {number}")
        for number, course in enumerate(catalog(codes=True, small=False))
    ]

    assert found_for(nameless, held_out=True)[0] == 0


def test_every_subject_speaks_of_abilities_that_there_are() -> None:
    known = set(usual())

    assert not {name for subject in subjects().all for name in subject.teaches} - known
    assert len({subject.key for subject in subjects().all}) == len(subjects().all)
    starts = [start for subject in subjects().all for start in subject.sced]
    assert len(starts) == len(set(starts))
