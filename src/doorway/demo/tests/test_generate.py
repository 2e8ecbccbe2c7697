"""The invented district: believable, the same for a seed and a date, and clean to the standard's letter."""

from __future__ import annotations

import csv
import re
import zipfile
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from doorway.demo.generate import DistrictDraft, draft_district
from doorway.demo.generate.bundle import write_bundle
from doorway.demo.generate.catalog import SCED, SCED_RELEASE, SCED_TABLE, UNCODED
from doorway.demo.generate.scores import write_scores
from doorway.pathways.core.guessing import Entry, Guesser
from doorway.pathways.occupations.imports.sced import read_sced
from doorway.pathways.rules import load_rules
from doorway.policy.packs import load_pack
from doorway.roster.core.oneroster import read_bundle

TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def draft() -> DistrictDraft:
    return draft_district(seed=2011, today=TODAY)


@pytest.fixture(scope="module")
def bundle(draft: DistrictDraft, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "roster.zip"
    write_bundle(draft, path)
    return path


@pytest.fixture(scope="module")
def scores(draft: DistrictDraft, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, str]]:
    path = tmp_path_factory.mktemp("demo") / "scores.csv"
    write_scores(draft, load_pack("utah"), path)
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_every_school_of_the_county_is_there(draft: DistrictDraft) -> None:
    assert {school.slug for school in draft.schools} >= {
        "antimony-elementary",
        "boulder-elementary",
        "bryce-valley-elementary",
        "escalante-elementary",
        "panguitch-elementary",
        "panguitch-middle",
        "bryce-valley-high",
        "escalante-high",
        "panguitch-high",
    }
    assert 880 <= len(draft.students) <= 920


def test_the_same_seed_and_date_give_the_same_bundle(draft: DistrictDraft, bundle: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.zip"
    write_bundle(draft_district(seed=2011, today=TODAY), again)
    assert again.read_bytes() == bundle.read_bytes()
    write_bundle(draft_district(seed=2012, today=TODAY), again)
    assert again.read_bytes() != bundle.read_bytes()


def test_the_bundle_is_clean_under_the_strict_check(draft: DistrictDraft, bundle: Path) -> None:
    roster = read_bundle(bundle, today=TODAY, strict=True)
    assert roster.usable
    assert roster.findings == ()
    assert len(roster.people) == len(draft.students) + len(draft.guardians) + len(draft.staff)


def test_families_are_believable(draft: DistrictDraft) -> None:
    families = Counter(student.homes for student in draft.students)
    several = sum(count > 1 for count in families.values()) / len(families)
    assert 0.35 < several < 0.65
    schools = {homes: {s.school for s in draft.students if s.homes == homes} for homes in families}
    assert sum(len(of) > 1 for of in schools.values()) > 50
    two_homes = sum(len(homes) == 2 for homes in families) / len(families)
    assert 0.08 < two_homes < 0.2
    spanish = sum(guardian.language == "es" for guardian in draft.guardians) / len(draft.guardians)
    assert 0.07 < spanish < 0.17
    without_mailbox = sum(not guardian.email for guardian in draft.guardians)
    assert 20 < without_mailbox < 150
    assert sum(member.role == "ext:interpreter" for member in draft.staff) == 1


def test_every_child_has_a_class_and_no_class_is_larger_than_a_room(draft: DistrictDraft) -> None:
    taught = {student for entry in draft.classes for student in entry.students}
    assert taught == {student.key for student in draft.students}
    assert max(len(entry.students) for entry in draft.classes) <= 26


def test_the_cast_lives_its_stories(draft: DistrictDraft) -> None:
    by_key = {student.key: student for student in draft.students}
    assert [by_key[key].school for key in ("mateo", "lucia", "diego")] == [
        "panguitch-elementary",
        "panguitch-middle",
        "panguitch-high",
    ]
    assert by_key["ellie"].homes == (("ben",), ("karen",))
    june = next(entry for entry in draft.classes if entry.teacher == "june")
    assert len(june.students) == 24
    assert {"mateo", "ellie", "sadie"} <= set(june.students)
    assert {entry.school for entry in draft.classes if entry.teacher == "owen"} == {
        "panguitch-high",
        "panguitch-middle",
    }


def test_nothing_looks_like_a_real_person(bundle: Path) -> None:
    with zipfile.ZipFile(bundle) as archive:
        text = "\n".join(archive.read(name).decode() for name in archive.namelist())
    assert not re.search(r"\b\d{3}-\d{2}-\d{4}\b", text)
    assert not re.search(r"\b\d{9}\b", text)
    addresses = re.findall(r"[\w.+-]+@([\w.-]+)", text)
    assert len(addresses) > 1000
    assert {domain.rsplit(".", 1)[-1] for domain in addresses} == {"example"}
    phones = re.findall(r"\b\d{3}-\d{3}-\d{4}\b", text)
    assert all(phone.startswith("435-555-01") for phone in phones)


def test_scores_have_the_shape_of_real_ones(scores: list[dict[str, str]]) -> None:
    growth = sorted(int(row["growth_percentile"]) for row in scores if row["growth_percentile"])
    assert len(growth) > 1000
    # Growth percentiles are spread evenly by their meaning.
    assert 45 <= growth[len(growth) // 2] <= 55
    assert 20 <= growth[len(growth) // 4] <= 30
    assert (growth[0], growth[-1]) == (1, 99)
    core = [row for row in scores if row["period"] == "YEAR"]
    not_tested = sum(bool(row["not_tested"]) for row in core) / len(core)
    assert 0.02 < not_tested < 0.1
    supported = sum(bool(row["accommodations"]) for row in core) / len(core)
    assert 0.02 < supported < 0.1
    cut = load_pack("utah").cut("rise-math-2019", "score", 5, "YEAR")
    assert cut is not None
    math = [float(row["value"]) for row in core if row["subject"] == "math" and row["grade"] == "5" and row["value"]]
    proficient = sum(value >= (cut.level_3 or 0) for value in math) / len(math)
    assert 0.3 < proficient < 0.6


def test_no_core_test_below_grade_3_and_none_is_to_come(scores: list[dict[str, str]]) -> None:
    assert {row["grade"] for row in scores if row["period"] == "YEAR"}.isdisjoint({"K", "1", "2"})
    assert max(row["test_date"] for row in scores) <= TODAY.isoformat()
    assert {row["period"] for row in scores if row["school_year"] == "2026-27"} == {"BOY"}


def test_a_large_district_has_more_towns() -> None:
    draft = draft_district(seed=2011, today=TODAY, students=5000)
    assert len(draft.students) == pytest.approx(5000, rel=0.02)
    assert len(draft.schools) > 15
    assert max(sum(school.sizes.values()) for school in draft.schools) < 700


@pytest.mark.parametrize("today", [date(2026, 7, 4), date(2027, 1, 1), date(2027, 5, 31), date(2028, 2, 29)])
def test_the_calendar_lives_on_every_day_of_the_year(today: date) -> None:
    calendar = draft_district(seed=1, today=today, students=100).calendar
    assert calendar.starts_on <= today <= calendar.ends_on
    days = calendar.school_days(today, 2)
    assert all(calendar.is_school_day(day) for day in days)
    assert (days[1] - days[0]).days == 1


def test_the_national_codes_know_every_code_and_guess_those_that_are_still_to_be_said() -> None:
    table = read_sced(SCED_TABLE, SCED_RELEASE, lambda *_: None).courses
    assert set(SCED.values()) <= set(table)
    guesser = Guesser(Entry(one.code, one.title, one.about) for one in table.values())
    kinds = load_rules("utah/garfield").sets[0].catalog
    for code in UNCODED:
        guesses = guesser.guess(kinds[code].title, range(9, 13))
        assert guesses, code
        assert guesses[0].code == SCED[code]
