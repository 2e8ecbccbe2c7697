"""Evidence that looks back: what the school years before leave to be read."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone, translation
from tests.world import World

from doorway.compliance.access import EVIDENCE
from doorway.compliance.actions import ordering
from doorway.compliance.actions.ordering import make_next_evidence, order_evidence
from doorway.compliance.core.survey import LEAST
from doorway.compliance.evidence import as_workbook, evidence_of
from doorway.compliance.evidence.policy import policy_blocks
from doorway.compliance.evidence.survey import survey_blocks
from doorway.compliance.evidence.time import time_blocks
from doorway.compliance.models import SchoolException, ServiceTime, SurveyInvitation
from doorway.compliance.tests.stage import adopted_policy
from doorway.compliance.tests.test_survey import over, say
from doorway.compliance.workbook import Block, plain
from doorway.conferences.models import Conference
from doorway.roster.models import Membership, Person, School, SchoolYear

__all__ = ["over"]


def before(world: World, back: int = 1) -> SchoolYear:
    """The school year so many years before this one."""
    year = world.year
    return SchoolYear.objects.create(
        district=world.district, name=f"before-{back}",
        starts_on=year.starts_on.replace(year=year.starts_on.year - back),
        ends_on=year.ends_on.replace(year=year.ends_on.year - back),
    )  # fmt: skip


def words_of(blocks: list[Block]) -> str:
    said = []
    for block in blocks:
        said += [plain(block["text"])] if "text" in block else [plain(item) for item in block.get("items", ())]
        said += [" | ".join(map(plain, row)) for row in block.get("rows", ())]
    return "\n".join(said)


def school_of(world: World) -> School:
    return world.schools["panguitch-elementary"]


def ask(world: World, number: int, days_ago: int = 3) -> None:
    """So many were asked what :func:`say` lets somebody answer."""
    conference = world.hosts["june"].conference
    for one in range(number):
        person = Person.objects.create(district=world.district, given_name="Ana", family_name=f"Asked{one}")
        SurveyInvitation.objects.create(
            district=world.district, conference=conference, person=person, role="guardian", token=f"token-{one}",
            asked_at=timezone.now(), closes_on=timezone.localdate() - timedelta(days=days_ago),
        )  # fmt: skip


def survey_words(world: World, years: int) -> str:
    with translation.override("en"):
        found = evidence_of(school_of(world), now=timezone.now(), years=years, with_sample=False)
        return words_of(list(survey_blocks(found, "en")))


def test_what_was_said_in_an_earlier_school_year_is_in_it_with_how_many_were_asked(over: World) -> None:
    adopted_policy(over)
    say(over, LEAST + 2)
    ask(over, 31)
    assert "12 answers since this school year began. 31 people were asked." in survey_words(over, 1)

    Conference.objects.update(school_year=before(over))

    assert survey_words(over, 1) == ""
    said = survey_words(over, 3)
    assert "School year before-1\nFamilies\n12 answers. 31 people were asked." in said
    assert "since this school year began" not in said


def test_of_fewer_than_ten_answers_not_even_how_many_were_asked_is_said(over: World) -> None:
    adopted_policy(over)
    say(over, LEAST - 1)
    ask(over, 31)
    Conference.objects.update(school_year=before(over))

    said = survey_words(over, 3)

    assert "Fewer than 10 answers, so nothing is shown." in said
    assert "31" not in said
    # Who was asked was deleted sooner: nothing is said of it, and the answers stay.
    say(over, 1)
    SurveyInvitation.objects.all().delete()
    assert "10 answers." in survey_words(over, 3)
    assert "asked" not in survey_words(over, 3)


@pytest.fixture
def counseled(world: World) -> World:
    """Dana is a counselor of the high school, and wrote time down in two school years."""
    adopted_policy(world)
    last = before(world)
    for on, kind, minutes in (
        (last.ends_on, "student", 90),
        (last.starts_on, "other", 10),
        (timezone.localdate(), "program", 40),
    ):
        ServiceTime.objects.create(
            district=world.district, counselor=world.people["dana"], on=on, kind=kind, minutes=minutes,
            written_at=timezone.now(),
        )  # fmt: skip
    return world


def test_counselors_time_is_in_it_by_school_years_and_names_nobody(counseled: World) -> None:
    school = counseled.schools["panguitch-high"]
    Membership.objects.filter(person=counseled.people["dana"], role="counselor").update(begins_on=None)
    found = evidence_of(school, now=timezone.now(), years=3, with_sample=False)

    with translation.override("en"):
        blocks = list(time_blocks(found))
    table = next(block for block in blocks if block["kind"] == "table")

    assert table["rows"] == [
        [counseled.year.name, "1", "0", "0", "40", "0"],
        ["before-1", "1", "0", "90", "10", "90"],
    ]
    assert "at least 85 %" in words_of(blocks)
    assert counseled.people["dana"].family_name not in words_of(blocks)
    assert "says little" not in words_of(blocks)
    ServiceTime.objects.filter(kind="other").delete()
    with translation.override("en"):
        only_direct = list(time_blocks(evidence_of(school, now=timezone.now(), years=3, with_sample=False)))
    assert "says little" in words_of(only_direct)
    ServiceTime.objects.filter(kind="student").delete()
    with translation.override("en"):
        nothing = list(time_blocks(evidence_of(school, now=timezone.now(), years=3, with_sample=False)))
    assert "says little" not in words_of(nothing)
    assert list(time_blocks(evidence_of(school, now=timezone.now(), with_sample=False))) == []


@pytest.mark.parametrize(("role", "is_there"), [("counselor", False), ("principal", True), ("district", True)])
def test_colleagues_do_not_read_each_others_time_in_it(
    counseled: World, role: str, is_there: bool, monkeypatch: pytest.MonkeyPatch, settings, tmp_path: Path
) -> None:
    """As on the page of counselors' time: principals and the district office do."""
    settings.HOME = tmp_path
    person = Person.objects.create(district=counseled.district, given_name="A", family_name="Reader")
    user = counseled.user("rosa")
    person.user = user
    person.save()
    school = counseled.schools["panguitch-high"]
    Membership.objects.create(
        district=counseled.district, person=person, school=None if role == "district" else school, role=role
    )
    assert role in EVIDENCE
    made = []

    def kept(found, language: str) -> bytes:
        made.append(found)
        return as_workbook(found, language)

    monkeypatch.setitem(ordering._MAKE, "xlsx", kept)

    order_evidence(school=school, format="xlsx", language="en", by=user, now=timezone.now(), years=3)
    order = make_next_evidence()

    assert order is not None
    assert order.status == "ready"
    assert (made[0].time is not None) is is_there


def test_exceptions_that_are_over_are_in_it_with_their_days_and_who_approved_them(world: World) -> None:
    today, school = timezone.localdate(), school_of(world)
    adopted_policy(world, today - timedelta(days=9 * 365))
    long_ago = today - timedelta(days=700)

    def exception(minutes: str, **days: object) -> None:
        SchoolException.objects.create(
            district=world.district, school=school, first_grade=3, last_grade=3, individual=1, minutes=minutes,
            reason=f"Because of {minutes}.", approved_on=long_ago - timedelta(days=900), written_by=world.user("ruth"),
            written_at=timezone.now(), withdrawn_by=world.user("ruth") if "withdrawn_on" in days else None, **days,
        )  # fmt: skip

    exception("the bridge", starts_on=long_ago, ends_on=long_ago + timedelta(days=30))
    exception("the flood", starts_on=long_ago, withdrawn_on=long_ago + timedelta(days=60))
    exception("no day", starts_on=long_ago, withdrawn_on=long_ago)
    exception("the past", starts_on=long_ago - timedelta(days=900), ends_on=long_ago - timedelta(days=800))
    exception("today", starts_on=long_ago + timedelta(days=90))

    def said(years: int) -> str:
        with translation.override("en"):
            found = evidence_of(school, now=timezone.now(), years=years, with_sample=False)
            return words_of(list(policy_blocks(found, "en")))

    over_now = said(3).split("What the school did differently in this time and does not any more")[1]
    assert "Grade 3: approved by the board on" in over_now
    assert "(the bridge)" in over_now
    assert "Because of the flood." in over_now
    assert "was withdrawn from" in over_now
    assert "in the policy" in over_now
    for other in ("no day", "the past", "today"):
        assert f"({other})" not in over_now
    assert "(today)" in said(3)
    assert "(the past)" in said(6)
    assert "the bridge" not in said(1)
