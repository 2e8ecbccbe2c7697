"""Requirements are read whole, or refused with everything that is wrong in them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from doorway.pathways.core.checks import doubts
from doorway.pathways.core.units import units_of
from doorway.pathways.rules import NoSetForClass, RulesError, load_rules
from doorway.pathways.tests.students import TODAY, audited, course, status
from doorway.policy.packs.loader import SHIPPED
from doorway.policy.tests import test_packs

FRANKLIN = test_packs.FRANKLIN / "graduation" / "state.toml"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """The pack of the real state where it can be spoiled: its folder of requirements."""
    return Path(shutil.copytree(SHIPPED / "utah", tmp_path / "utah")) / "graduation"


def spoil(pack: Path, file: str, old: str, new: str) -> None:
    """Replace a piece of one file; the piece must be there."""
    text = (pack / file).read_text(encoding="utf-8")
    assert old in text
    (pack / file).write_text(text.replace(old, new, 1), encoding="utf-8")


def refused(path: Path) -> list[str]:
    """The problems with which requirements are refused."""
    with pytest.raises(RulesError) as caught:
        load_rules(path)
    return [str(problem) for problem in caught.value.problems]


def test_each_class_has_its_own_set() -> None:
    book = load_rules("utah/state")
    keys = {2027: "utah-2027", 2028: "utah-2027", 2029: "utah-2029", 2035: "utah-2029"}

    assert {year: book.for_class(year).key for year in keys} == keys
    assert {line.key for line in book.for_class(2029).lines} - {line.key for line in book.for_class(2028).lines} == {
        "us_history_1", "us_history_2", "constitution_1", "constitution_2",
    }  # fmt: skip
    with pytest.raises(NoSetForClass, match=r"no requirements for the class of 2020. It has: 2027–2028, 2029–…"):
        book.for_class(2020)


@pytest.mark.parametrize("class_of", [2027, 2029])
def test_the_state_adds_up_and_every_line_can_be_reached(class_of: int) -> None:
    assert doubts(load_rules("utah/state").for_class(class_of), today=TODAY) == ()


def test_all_sets_of_a_pack_read_a_mark_alike() -> None:
    """Whoever asks a district which marks give no credit need not say of which class: the scale is the pack's."""
    scales = [rules.marks for name in ("utah/state", "utah/garfield") for rules in load_rules(name).sets]

    assert len(scales) > 2
    assert all(scale == scales[0] for scale in scales)


def test_every_line_says_where_it_stands_and_in_which_words() -> None:
    for name in ("utah/state", "utah/garfield"):
        for rules in load_rules(name).sets:
            for line in rules.lines:
                assert line.cite
                assert line.source
                assert set(line.words) == set(line.title) == {"en", "es"}
                assert bool(line.ask) == bool(line.perhaps or line.enough is not None)


def test_the_district_stands_on_the_state() -> None:
    district = {line.key: line for line in load_rules("utah/garfield").for_class(2028).lines}

    assert (district["geography"].credits, district["geography"].layer) == (units_of("1.0"), "garfield")
    assert (district["la_9"].credits, district["la_9"].layer) == (units_of("1.0"), "state")
    assert "social_local" not in district
    assert district["family"].layer == "garfield"


def test_another_state_runs_on_the_same_code() -> None:
    rules = load_rules(FRANKLIN).for_class(2025)
    taken = [course("W1", "2.0", "1"), course("W2", "2.0", "2"), course("R1", "1.5", "3"), course("S1", "1.5", "2")]

    result = audited(rules, *taken, class_of=2025)

    assert (status(result, "words"), status(result, "stars"), status(result, "free")) == ("met", "met", "missing")
    assert doubts(rules, today=TODAY) == ()


def test_unknown_requirements_name_those_there_are() -> None:
    with pytest.raises(RulesError, match="utah/garfield, utah/state"):
        load_rules("atlantis/state")


def test_two_sets_for_one_class(pack: Path) -> None:
    spoil(pack, "state.toml", "first_class = 2029\ntotal", "first_class = 2028\ntotal")

    problems = refused(pack / "state.toml")

    assert "state.toml, sets.utah-2029: is a second set for the class of 2028; utah-2027 is one already" in problems


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        (
            "state.toml",
            "pick = 2",
            "pick = 6",
            "choices.science_areas.pick: asks for 6 of 5 options, so it cannot be met",
        ),
        (
            "state.toml",
            'accepts = [{ areas = ["ela.9"] }]',
            'accepts = [{ areas = ["ela.19"] }]',
            "'ela.19' is not in areas",
        ),
        ("state.toml", 'min_mark = "C"', 'min_mark = "Q"', "'Q' is no mark with a rank"),
        ("state.toml", 'follows = "la_9"', 'follows = "la_12"', "follows: comes back to itself"),
        ("state.toml", 'credits = "1.5"', 'credits = "much"', "'much' is not a number of credits. Write it like 0.5."),
        ("state.toml", 'option = "earth"', 'option = "moon"', "no option 'moon' of 'science_areas'"),
        ("state.toml", 'cite = "R277-700-6(13)"', "", "cite: is missing, and has to be there"),
        (
            "state.toml",
            "usual_grade = 9",
            "usual_grad = 9",
            "lines.la_9.usual_grad: is no name that is known here. Is it “usual_gr",
        ),
        ("state.toml", 'source = "usbe-courses-2026"', 'source = "hearsay"', "'hearsay' is not in sources.toml"),
        ("state.toml", 'only_for = "college_bound"', 'only_for = "rich"', "the fact 'rich' is not in facts.toml"),
        ("facts.toml", 'source = "r277-700-9"', 'source = "hearsay"', "'hearsay' is not in sources.toml"),
        ("facts.toml", 'key = "college_bound"', "", "facts.1.key: is missing"),
        ("courses.csv", "ENG-10,", "ENG-9,", "line 4, code: 'ENG-9' is in line 2 already"),
        ("courses.csv", "Inglés 9,ela.9,,1.0", "Inglés 9,ela.9,,-1.0", "credits cannot be below zero"),
        ("courses.csv", ",yes,9-12", ",perhaps,9-12", "'perhaps' is neither yes nor no"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(pack: Path, file: str, old: str, new: str, problem: str) -> None:
    spoil(pack, file, old, new)

    problems = refused(pack / "state.toml")

    assert any(line.startswith(file) and problem in line for line in problems), problems


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            'credits = "1.5"\ntitle',
            'credits = "0.5"\ntitle',
            "changes.cte.credits: asks for 0.5, less than 1.0 of state",
        ),
        ('line = "geography"\ncredits = "1.0"', 'line = "geography"', "the dropped line for 0.5"),
        ('line = "lifetime"', 'line = "swimming"', "changes.swimming: state has no such line"),
        ('total = "36.0"', 'total = "20.0"', "sets.garfield-2027.total: asks for 20.0 credits, less than 24.0"),
    ],
)
def test_a_district_cannot_ask_for_less(pack: Path, old: str, new: str, problem: str) -> None:
    spoil(pack, "garfield.toml", old, new)

    assert any(problem in line for line in refused(pack / "garfield.toml"))


def test_a_line_that_no_course_can_fill_is_found(pack: Path) -> None:
    spoil(pack, "courses.csv", "Acondicionamiento para la vida,pe.fitness", "Acondicionamiento para la vida,pe.other")
    spoil(pack, "courses.csv", "Salud II,health.two,,0.5", "Salud II,health.two,,0.25")

    found = [str(finding) for finding in doubts(load_rules(pack / "state.toml").for_class(2028), today=TODAY)]

    assert found == [
        "lines.health: cannot be met: it asks for 0.5 credits, the course list has 0.25 for it",
        "lines.fitness: cannot be met: it asks for 0.5 credits, the course list has 0.0 for it",
    ]


def test_lines_that_take_each_other_their_courses_are_found(pack: Path) -> None:
    """Enough courses for each alone, not for both."""
    spoil(pack, "courses.csv", "Acondicionamiento para la vida,pe.fitness", "Acondicionamiento para la vida,pe.other")
    spoil(pack, "state.toml", '[{ areas = ["pe.fitness"] }]', '[{ areas = ["health.two"] }]')

    found = [str(finding) for finding in doubts(load_rules(pack / "state.toml").for_class(2028), today=TODAY)]

    assert found == ["lines.fitness: cannot be met together with the others: 0.5 are missing"]


def test_a_course_list_can_be_a_catalog_that_was_written_out(tmp_path: Path) -> None:
    path = tmp_path / "catalog.csv"
    path.write_text(
        "code,title,credits,sced,grades,terms,seats,areas,tags,prerequisites,concurrent,cte,repeatable,offered,schools,"
        "title_es\n"
        "BIOL-1610,Biology,1.0,03051,11-12,S1 S2,30,science.biology,lab,CHEM BIOLOGY,yes,no,no,yes,north south,"
        "Biología\n"
        'WELD-1,\'=Welding,0.5,,9-12,"S1, S2",,,,,no,yes,no,no,,\n'
        "ROSTER-1,Somebody has to say,,,9-12,,,,,,,,,,north,\n",
        encoding="utf-8",
    )
    catalog = load_rules("utah/state", path).sets[0].catalog

    assert {*catalog} == {"BIOL-1610", "WELD-1"}
    biology, welding = catalog["BIOL-1610"], catalog["WELD-1"]
    assert (biology.is_offered, welding.is_offered) == (True, False)
    assert (biology.areas, biology.tags, biology.credits) == ({"science.biology"}, {"lab", "ce"}, 1000)
    assert (biology.terms, biology.first_grade, biology.titles) == (("S1 S2",), 11, {"es": "Biología"})
    assert (welding.areas, welding.tags, welding.terms, welding.title) == (
        {"cte"},
        frozenset(),
        ("S1", "S2"),
        "=Welding",
    )


def test_a_column_that_no_course_list_has_is_named_once(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("code,title,credits,colour,cte\nA,A,1.0,red,perhaps\nB,B,1.0,blue,no\n", encoding="utf-8")
    with pytest.raises(RulesError) as caught:
        load_rules("utah/state", path)

    said = [str(problem).removeprefix(f"{path}, ") for problem in caught.value.problems]
    assert len(said) == 2
    assert "column colour: is not known; take it out of the file" in said[0]
    assert "line 2, cte" in said[1]
    # Without any column of a catalog a row without credits is a mistake.
    path.write_text("code,title,credits\nA,A,\n", encoding="utf-8")
    with pytest.raises(RulesError, match="line 2, credits"):
        load_rules("utah/state", path)
