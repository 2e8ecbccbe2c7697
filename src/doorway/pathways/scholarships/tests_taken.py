"""Scores of tests as scholarships can ask for them: which tests there are."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor

from django.utils.translation import gettext as _

from doorway.accounts.models import District
from doorway.pathways.graduation.wording import said
from doorway.pathways.models import LocalScholarship
from doorway.policy.packs import StatePack
from doorway.policy.queries import state_pack


@dataclass(frozen=True)
class Askable:
    """A part of a test that a scholarship can ask for, and the scores that there are."""

    title: str
    lowest: int
    highest: int


def askable_tests(district: District) -> dict[str, Askable]:
    """The parts of tests that the state pack marks for it, by a word for a form: test and part."""
    pack = state_pack(district)
    found = {}
    for instrument in pack.instruments:
        for offering in instrument.subjects if instrument.for_awards else ():
            bounds = instrument.bounds(offering.subject)
            if bounds is not None:
                title = words_of_test(pack, instrument.key, offering.subject)
                found[f"{instrument.key}.{offering.subject}"] = Askable(title, ceil(bounds[0]), floor(bounds[1]))
    return found


def asked_before(row: LocalScholarship | None, district: District) -> dict[str, str]:
    """The parts of tests that a scholarship asks for already, by the same word."""
    pack, asked = state_pack(district), () if row is None else row.tests
    return {f"{one['test']}.{one['part']}": words_of_test(pack, one["test"], one["part"]) for one in asked}


def words_of_test(pack: StatePack, test: str, part: str) -> str:
    """A part of a test, like “ACT, math”."""
    instrument = next((one for one in pack.instruments if one.key == test), None)
    subject = next((one for one in pack.tests.subjects if one.key == part), None)
    return _("%(test)s, %(part)s") % {
        "test": said(instrument.short.root) if instrument else test,
        "part": said(subject.title.root) if subject else part,
    }
