"""Scores of tests as scholarships ask for them: which tests there are, and what students have reached."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence

from django.utils.translation import gettext as _

from doorway.accounts.models import District
from doorway.pathways.core.rules import ByTest
from doorway.pathways.core.transcript import TestScore
from doorway.pathways.graduation.wording import said
from doorway.policy.packs import Instrument, StatePack, grade_number
from doorway.policy.queries import state_pack
from doorway.policy.scores import best_scores

# A test that nobody takes from this grade on is no test that a scholarship asks for.
_FIRST_GRADE = 9


def taken_by(
    students: Collection[uuid.UUID], asked: Sequence[ByTest], district: District
) -> dict[uuid.UUID, tuple[TestScore, ...]]:
    """The best scores of students in the tests that are asked for, in the words of the asking.

    One query; none where none is asked for.
    """
    pack = state_pack(district)
    names: dict[tuple[str, str], set[str]] = {}
    for way in asked:
        for instrument in pack.instruments:
            if _is_called(instrument, way.test):
                names.setdefault((instrument.key, way.part), set()).add(way.test)
    best = best_scores(pack, students, {test for test, _part in names})
    return {
        student: tuple(
            TestScore(name, score.part, score.value)
            for score in scores
            for name in sorted(names.get((score.test, score.part), ()))
        )
        for student, scores in best.items()
    }


def _is_called(instrument: Instrument, name: str) -> bool:
    """Whether a test goes by this name: rules are written for people, who write ACT."""
    return name.casefold() in {instrument.key.casefold(), *(alias.casefold() for alias in instrument.aliases)}


def askable_tests(district: District) -> dict[str, str]:
    """The parts of tests that a scholarship can ask for, by a word for a form: test and part."""
    pack = state_pack(district)
    found = {}
    for instrument in pack.instruments:
        if instrument.kind == "reading":
            continue
        for offering in instrument.subjects:
            if grade_number(offering.grades.last) >= _FIRST_GRADE:
                found[f"{instrument.key}.{offering.subject}"] = words_of_test(pack, instrument.key, offering.subject)
    return found


def words_of_test(pack: StatePack, test: str, part: str) -> str:
    """A part of a test, like “ACT, math”."""
    instrument = next((one for one in pack.instruments if one.key == test), None)
    subject = next((one for one in pack.tests.subjects if one.key == part), None)
    return _("%(test)s, %(part)s") % {
        "test": said(instrument.short.root) if instrument else test,
        "part": said(subject.title.root) if subject else part,
    }
