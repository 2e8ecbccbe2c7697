"""The occupations of a pack: words of our own in every language, figures with their source, or a refusal."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from doorway.dev import occupations as made
from doorway.policy.packs import interest_letters, least_education, load_pack, usual_education
from doorway.policy.tests.test_packs import FRANKLIN, copy_of_franklin, refused, spoil


def test_the_starter_set_is_whole_in_both_languages() -> None:
    pack = load_pack("utah")
    titles = [title for one in pack.occupations for title in one.words.title.root.values()]

    assert len(pack.occupations) >= 150
    assert all(titles)
    for one in pack.occupations:
        for language in pack.languages:
            assert one.words.about(language).endswith("."), one.code
            assert len(one.words.also[language]) >= 1, one.code


@pytest.mark.parametrize(
    ("code", "median", "employment", "education", "interests"),
    [
        ("29-1141.00", 93_600, 3_282_010, "bachelor", "SIC"),
        ("51-4121.00", 51_000, 424_040, "high_school", "R"),
        ("15-1252.00", 133_080, 1_654_440, "bachelor", "IC"),
        ("47-2111.00", 62_350, 742_580, "certificate", "RC"),
    ],
)
def test_figures_are_those_of_the_sources(
    code: str, median: int, employment: int, education: str, interests: str
) -> None:
    figures = next(one.figures for one in load_pack("utah").occupations if one.code == code)

    assert (figures.annual_median, figures.employment) == (median, employment)
    assert (figures.education, figures.interests) == (education, interests)
    assert (figures.wage_year, figures.wage_source) == (2024, "oews-2024")


def test_a_wage_of_a_wider_group_says_so() -> None:
    figures = {one.code: one.figures for one in load_pack("utah").occupations}

    assert figures["31-1121.00"].is_of_a_wider_group
    assert not figures["31-1131.00"].is_of_a_wider_group
    assert figures["27-2011.00"].annual_median is None
    assert figures["27-2011.00"].hourly_median == 23.33


def test_another_state_brings_its_own_or_none(tmp_path: Path) -> None:
    assert [one.words.title("fr") for one in load_pack(FRANKLIN).occupations] == ["Infirmière", "Capitaine de navire"]
    pack = copy_of_franklin(tmp_path)
    for name in ("occupations.toml", "occupations.csv"):
        (pack / name).unlink()
    assert load_pack(pack).occupations == ()


def test_one_file_alone_is_refused(tmp_path: Path) -> None:
    pack = copy_of_franklin(tmp_path)
    (pack / "occupations.csv").unlink()
    assert refused(pack) == ["occupations.csv: is missing"]


@pytest.mark.parametrize(
    ("file", "old", "new", "reason"),
    [
        ("occupations.toml", 'fr = "Infirmière"', 'fr = ""', "occupations.1.title: has no wording in: fr"),
        ("occupations.toml", 'fr = ["infirmier"]', "fr = []", "occupations.1: also has no other titles in: fr"),
        ("occupations.toml", "Cares for the sick.", "Cares. " * 40, "about: is longer than 240 letters in: en"),
        (
            "occupations.toml",
            '"53-5021.00"',
            '"53-5021"',
            'occupations.2.code: is "53-5021", and is not written as it has to be here',
        ),
        ("occupations.toml", '"53-5021.00"', '"29-1141.00"', "occupations.29-1141.00: is there twice"),
        ("occupations.toml", '"53-5021.00"', '"53-5022.00"', "occupations.53-5022.00: has no row in occupations.csv"),
        ("occupations.toml", '["skipper"]', '["rn"]', "occupations.53-5021.00: 'rn' (en) is also of 29-1141.00"),
        ("occupations.toml", 'source = "invented"', 'source = "nowhere"', "source: 'nowhere' is not in sources.toml"),
        ("occupations.csv", "SI,4", "SX,4", 'line 2, interests: is "SX", and is not written'),
        ("occupations.csv", "SI,4", "SI,6", 'line 2, job_zone: is "6", and has to be 5 or less'),
        (
            "occupations.csv",
            "bachelor",
            "master",
            'line 2, education: is "master", and has to be one of: none, high_school',
        ),
        ("occupations.csv", "70000", "-7", 'line 2, annual_median: is "-7", and has to be more than 0'),
        ("occupations.csv", "2020,invented", "2020,x", "line 2, wage_source: 'x' is not in sources.toml"),
        ("occupations.csv", "53-5021.00", "53-5029.00", "line 3, code: 53-5029.00 is not in occupations.toml"),
    ],
)
def test_spoiled_occupations_are_refused(tmp_path: Path, file: str, old: str, new: str, reason: str) -> None:
    pack = copy_of_franklin(tmp_path)
    spoil(pack, file, old, new)
    problems = refused(pack)
    assert any(problem.startswith(file) and reason in problem for problem in problems), problems


def test_usual_education_is_enough_for_half_of_those_asked() -> None:
    assert usual_education({1: 10, 2: 39, 3: 1, 6: 50}) == "certificate"
    assert usual_education({1: 50, 6: 50}) == "none"
    assert usual_education({1: 0, 2: 0, 8: 60, 11: 40}) == "graduate"
    with pytest.raises(ValueError, match="nobody"):
        usual_education({1: 0.0})


def test_least_education_is_enough_for_a_quarter_of_those_asked() -> None:
    assert least_education({1: 39, 2: 8, 3: 53}) == "none"
    assert least_education({1: 24, 2: 76}) == "high_school"
    assert least_education({6: 100}) == "bachelor"
    landscaper = next(one for one in load_pack("utah").occupations if one.code == "37-3011.00")
    assert (landscaper.figures.education_least, landscaper.figures.education) == ("none", "certificate")


def test_interests_are_the_telling_ones_strongest_first() -> None:
    assert interest_letters({"Realistic": 6.1, "Social": 4.0, "Artistic": 3.9}) == "RS"
    assert interest_letters({"Realistic": 2.0, "Social": 3.0}) == "S"


def release(folder: Path) -> tuple[Path, Path]:
    """The four short tables of one occupation."""
    tables = {
        "interests.csv": ["onetsoc_code,scale,element,value", "11-1011.00,OI,Enterprising,6", "11-1011.00,IH,First,5"],
        "education_required.csv": ["onetsoc_code,category,percent", "11-1011.00,6,40", "11-1011.00,8,60"],
        "job_zones.csv": ["onetsoc_code,job_zone", "11-1011.00,5"],
        "wages.csv": [
            "soc_code,total_employment,hourly_median_wage,annual_median_wage",
            "11-1011,211850,99.24,206420",
        ],
    }
    for name, lines in tables.items():
        (folder / name).write_text("\n".join(lines), encoding="utf-8")
    return folder, folder / "wages.csv"


def test_figures_are_written_from_the_releases(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    onet, wages = release(tmp_path)
    (tmp_path / "occupations.toml").write_text('[[occupations]]\ncode = "11-1011.00"\n', encoding="utf-8")

    assert made.main(tmp_path, onet, wages) == 0

    with (tmp_path / "occupations.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [(row["interests"], row["job_zone"], row["education"], row["annual_median"]) for row in rows] == [
        ("E", "5", "graduate", "206420")
    ]


def test_a_code_without_figures_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    onet, wages = release(tmp_path)
    (tmp_path / "occupations.toml").write_text('[[occupations]]\ncode = "99-1011.00"\n', encoding="utf-8")

    assert made.main(tmp_path, onet, wages) == 1

    assert "99-1011.00" in capsys.readouterr().out
    assert not (tmp_path / "occupations.csv").exists()


ABLE = "code,of,abilities\n53-5021.00,,Transportation 4.5; Public Safety and Security 4\n"


def test_a_pack_says_what_its_occupations_ask_for(tmp_path: Path) -> None:
    pack = copy_of_franklin(tmp_path)
    (pack / "abilities.csv").write_text(ABLE, encoding="utf-8")

    found = load_pack(pack).abilities

    assert found["53-5021.00"].abilities == {"Transportation": 4.5, "Public Safety and Security": 4.0}
    assert found["53-5021.00"].of is None


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("53-5021.00", "53-5029.00", "line 2, code: 53-5029.00 is not in occupations.toml"),
        ("Transportation 4.5", "Transportation 7", "line 2, abilities.Transportation: is"),
        ("Transportation 4.5", "4.5", "line 2, abilities: each ability is a name and a number"),
        (",,Trans", ",somebody,Trans", 'line 2, of: is "somebody", and is not written'),
        ("abilities\n", "abilities\n53-5021.00,,Physics 3\n", "line 2, code: 53-5021.00 is there twice"),
    ],
)
def test_what_is_wrong_in_it_is_said(tmp_path: Path, old: str, new: str, reason: str) -> None:
    pack = copy_of_franklin(tmp_path)
    (pack / "abilities.csv").write_text(ABLE.replace(old, new), encoding="utf-8")

    assert any(sentence.startswith(f"abilities.csv, {reason}") for sentence in refused(pack)), refused(pack)


def test_abilities_are_written_with_what_is_usual_and_a_relation_where_nobody_was_asked(tmp_path: Path) -> None:
    onet, wages = release(tmp_path)
    tables = {
        "interests.csv": ["onetsoc_code,scale,element,value", "11-1011.00,OI,Social,6", "11-1021.00,OI,Social,6"],
        "education_required.csv": ["onetsoc_code,category,percent", "11-1011.00,6,100", "11-1021.00,6,100"],
        "job_zones.csv": ["onetsoc_code,job_zone", "11-1011.00,5", "11-1021.00,5"],
        "wages.csv": [
            "soc_code,total_employment,hourly_median_wage,annual_median_wage", "11-1011,1,1,1", "11-1021,1,1,1",
        ],
        "knowledge.csv": [
            "onetsoc_code,element_id,element,importance,level", "11-1011.00,a,Biology,4.5,3",
            "11-9999.00,a,Biology,1.5,1",
            "11-1011.00,b,Physics,1.5,3", "11-9999.00,b,Physics,4.5,1",
        ],
        "related_occupations.csv": ["onetsoc_code,related_onetsoc_code,tier,index", "11-1021.00,11-1011.00,x,1"],
    }  # fmt: skip
    for name, lines in tables.items():
        (tmp_path / name).write_text("\n".join(lines), encoding="utf-8")
    words = '[[occupations]]\ncode = "11-1011.00"\n[[occupations]]\ncode = "11-1021.00"\n'
    (tmp_path / "occupations.toml").write_text(words, encoding="utf-8")

    assert made.main(tmp_path, onet, wages, tmp_path) == 0

    assert (tmp_path / "abilities.csv").read_text(encoding="utf-8").splitlines() == [
        "code,of,abilities", "11-1011.00,,Biology 4.5", "11-1021.00,11-1011.00,Biology 4.5",
    ]  # fmt: skip
    assert (tmp_path / "usual.csv").read_text(encoding="utf-8").splitlines()[1] == "Biology,3,1.5"
