"""Evidence that looks back: what the school years before leave to be read."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from django.utils.formats import date_format
from fastexcel import read_excel
from tests.world import World

from doorway.compliance.access import EVIDENCE
from doorway.compliance.actions import ordering
from doorway.compliance.actions.following_up import hold_group
from doorway.compliance.actions.ordering import make_next_evidence, order_evidence
from doorway.compliance.actions.policies import Wording, adopt
from doorway.compliance.core.survey import LEAST
from doorway.compliance.evidence import as_pdf, as_workbook, evidence_of
from doorway.compliance.evidence.policy import policy_blocks
from doorway.compliance.evidence.survey import survey_blocks
from doorway.compliance.evidence.time import time_blocks
from doorway.compliance.models import SchoolException, ServiceTime, SurveyInvitation
from doorway.compliance.tests.stage import adopted_policy, ready_draft
from doorway.compliance.tests.test_survey import over, say
from doorway.compliance.workbook import Block, plain
from doorway.conferences.models import Conference
from doorway.plans.tests.paper import Paper
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
            district=world.district, conference=conference, school=conference.school, person=person, role="guardian",
            token=f"token-{one}", asked_at=timezone.now(), closes_on=timezone.localdate() - timedelta(days=days_ago),
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


def test_between_two_school_years_what_was_said_in_the_last_one_is_in_it_once(over: World) -> None:
    adopted_policy(over)
    say(over, LEAST + 2)
    ask(over, 31)
    SchoolYear.objects.filter(pk=over.year.pk).update(ends_on=timezone.localdate() - timedelta(days=1))

    for years in (1, 3):
        said = survey_words(over, years)
        assert said.count(f"School year {over.year.name}\nFamilies\n12 answers. 31 people were asked.") == 1
        assert said.count("12 answers") == 1
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


def test_group_conferences_of_unknown_length_are_said_beside_counselors_time(counseled: World, tmp_path: Path) -> None:
    school, dana = counseled.schools["panguitch-high"], counseled.people["dana"]
    Membership.objects.filter(person=dana, role="counselor").update(begins_on=None)
    values: dict[str, Any] = {
        "school": school, "topic": "After high school", "hosts": [dana.pk], "by": counseled.user("dana"),
        "now": timezone.now(), "held_on": timezone.localdate(),
    }  # fmt: skip
    hold_group(**values, minutes=50)
    assert "nobody has said how long" not in words_of(time_words(school))
    hold_group(**values | {"topic": "Paying for it"})

    blocks = time_words(school)

    table = next(block for block in blocks if block["kind"] == "table")
    assert table["head"][-1] == "Group conferences without minutes"
    assert table["rows"] == [
        [counseled.year.name, "1", "50", "0", "40", "55", "1"],
        ["before-1", "1", "0", "90", "10", "90", "0"],
    ]
    assert "Of some group conferences nobody has said how long they took." in words_of(blocks)
    assert dana.family_name not in words_of(blocks)
    found = evidence_of(school, now=timezone.now(), years=3, with_sample=False)
    text = " ".join(Paper(as_pdf(found, "es"), tmp_path).text().split())
    assert "De algunas conferencias en grupo nadie ha dicho cuánto duraron." in text


def time_words(school: School) -> list[Block]:
    with translation.override("en"):
        return list(time_blocks(evidence_of(school, now=timezone.now(), years=3, with_sample=False)))


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


def text_of(number: int) -> dict[str, Wording]:
    return {
        "en": Wording(f"Plans, edition {number}", f"## Why\n\nWe meet as edition {number} says.\n\n- point {number}"),
        "es": Wording(f"Planes, edición {number}", f"## Por qué\n\nNos reunimos como dice la edición {number}."),
    }


@pytest.fixture
def versions(world: World) -> list[date]:
    """Four versions, each with its own text, citation and number of conferences; the days from which they held."""
    today = timezone.localdate()
    starts = [today - timedelta(days=days) for days in (12 * 365, 8 * 365, 5 * 365, 40)]
    for number, day in enumerate(starts, start=1):
        draft = ready_draft(world, day, wordings=text_of(number), citation=f"R277-462-{number}")
        draft.rules.filter(first_grade__lte=3, last_grade__gte=3).update(individual=number % 3 + 1)
        if number == 3:
            draft.kept_from = {"scores": ["office"]}
            draft.save()
        adopt(policy=draft, by=world.user("ruth"), now=timezone.now())
    return starts


@pytest.mark.parametrize("language", ["en", "es"])
def test_each_version_of_the_time_is_in_it_with_its_days_its_rules_and_its_text(
    world: World, versions: list[date], language: str
) -> None:
    with translation.override(language):
        found = evidence_of(school_of(world), now=timezone.now(), years=6, with_sample=False)
        said = words_of(list(policy_blocks(found, language)))
        day = {number: date_format(one, "DATE_FORMAT") for number, one in enumerate(versions, start=1)}
        last = {number: date_format(one - timedelta(days=1), "DATE_FORMAT") for number, one in enumerate(versions, 1)}

    current, third, second = said.split(
        {"en": "The board’s policy before, version", "es": "La norma anterior"}[language]
    )

    # Of the version in force as before.
    assert "R277-462-4" in current
    assert {"en": "We meet as edition 4 says.", "es": "Nos reunimos como dice la edición 4."}[language] in current
    conferences = {
        "en": ("1 individual conference,", "2 individual conferences,", "3 individual conferences,"),
        "es": ("1 conferencia individual,", "2 conferencias individuales,", "3 conferencias individuales,"),
    }[language]
    for number, words in ((3, third), (2, second)):
        assert f"R277-462-{number}" in words
        assert {"en": f"edition {number} says", "es": f"dice la edición {number}"}[language] in words
        # When it was adopted, from when it held, and until when.
        assert words.count(day[number]) >= 2
        assert last[number + 1] in words
        rule = next(line for line in words.splitlines() if conferences[number % 3] in line)
        assert "3" in rule or "6" in rule
    assert "edition 3" not in second + current if language == "en" else "edición 3" not in second + current
    # The first one was over before these years began.
    assert "R277-462-1" not in said
    office = {"en": "Not seen by: the school office", "es": "No lo ve: la oficina de la escuela"}[language]
    assert [office in words for words in (current, third, second)].count(True) >= 1
    assert office in third
    assert office not in second


def test_the_files_hold_the_text_of_an_earlier_version(world: World, versions: list[date], tmp_path: Path) -> None:
    found = evidence_of(school_of(world), now=timezone.now(), years=6, with_sample=False)

    with zipfile.ZipFile(io.BytesIO(as_workbook(found, "en"))) as packed:
        cells = packed.read("xl/sharedStrings.xml").decode()
    text = " ".join(Paper(as_pdf(found, "en"), tmp_path).text().split())

    for number in (2, 3, 4):
        assert f"We meet as edition {number} says." in cells
        assert f"We meet as edition {number} says." in text
    assert "edition 1" not in cells + text


def test_more_earlier_versions_ask_the_database_no_more(world: World, versions: list[date]) -> None:
    """Texts, rules and hearings of all of them together are three questions, and none where there was one version."""

    def asked(years: int) -> tuple[int, list[str]]:
        with CaptureQueriesContext(connection) as queries:
            found = evidence_of(school_of(world), now=timezone.now(), years=years, with_sample=False)
        tables = ("compliance_policytext", "compliance_policyrule", "compliance_consultation")
        said = [one["sql"] for one in queries.captured_queries]
        return len(found.earlier), [sql for sql in said if sql.startswith(tuple(f'SELECT "{name}"' for name in tables))]

    few, many = asked(1), asked(6)

    assert (few[0], many[0]) == (1, 2)
    assert len(few[1]) == len(many[1])


def test_a_paragraph_longer_than_a_row_of_a_spreadsheet_goes_on_in_the_next(world: World) -> None:
    """A cell holds 32,767 letters, and a row shows 27 lines."""
    long = " ".join(f"word{number}" for number in range(6000))
    draft = ready_draft(world, wordings={"en": Wording("T", long[:39_000]), "es": Wording("T", "Sí.")})
    adopt(policy=draft, by=world.user("ruth"), now=timezone.now())
    found = evidence_of(school_of(world), now=timezone.now(), with_sample=False)

    made = as_workbook(found, "en")
    rows = read_excel(made).load_sheet("Policy", header_row=None, dtypes="string").to_polars().rows()
    parts = [row[0] for row in rows if row[0] is not None and row[0].startswith("word")]

    assert len(parts) > 1
    assert " ".join(parts) == long[:39_000]
    assert max(map(len, parts)) < 3000
    with zipfile.ZipFile(io.BytesIO(made)) as packed:
        heights = [float(one) for name in packed.namelist() if "worksheets" in name
                   for one in re.findall(r'ht="([0-9.]+)"', packed.read(name).decode())]  # fmt: skip
    assert 300 < max(heights) <= 409
