"""Packs are read whole, or refused with everything that is wrong in them."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from doorway.policy.packs import PackError, load_pack, year_ending, year_text

FRANKLIN = Path(__file__).parent / "packs" / "franklin"


def copy_of_franklin(folder: Path) -> Path:
    """The invented state in a folder where it can be spoiled."""
    return Path(shutil.copytree(FRANKLIN, folder / "franklin"))


def spoil(pack: Path, file: str, old: str, new: str) -> None:
    """Replace a piece of one file; the piece must be there."""
    text = (pack / file).read_text(encoding="utf-8")
    assert old in text
    (pack / file).write_text(text.replace(old, new, 1), encoding="utf-8")


def refused(pack: Path) -> list[str]:
    """The problems with which a pack is refused."""
    with pytest.raises(PackError) as caught:
        load_pack(pack)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("grade", "year", "short"),
    [
        ("3", "2011-12", "SEP"),
        ("K", "2017-18", "ILP"),
        (6, 2026, "ILP"),
        ("07", "2016-17", "SEOP"),
        ("10", 2026, "PCCR"),
    ],
)
def test_the_plan_has_the_name_of_its_grade_and_year(grade: str | int, year: str | int, short: str) -> None:
    assert load_pack("utah").plan_kind(grade, year).short("en") == short


def test_the_law_has_the_number_of_its_year() -> None:
    pack = load_pack("utah")
    assert pack.citation("plan", "2011-12").code == "Utah Code 53A-1a-106"
    assert pack.words("2025-26").citations["plan"].code == "Utah Code 53E-2-304"


def test_sections_follow_kind_and_grade() -> None:
    pack = load_pack("utah")
    elementary = [section.key for section in pack.sections("sep", "3")]
    assert elementary == ["strengths", "accomplishments", "improve", "behavior", "homework"]
    ahead = ["occupations", "courses", "graduation"]
    assert [section.key for section in pack.sections("seop", "10")] == ["student_words", *ahead, *elementary]
    behavior = next(section for section in pack.sections("sep", "3") if section.key == "behavior")
    assert [word.value for word in pack.rating(behavior.rating).words] == [1, 2, 3, 4]


def test_the_student_comes_by_choice_and_from_grade_7_is_encouraged() -> None:
    pack = load_pack("utah")
    assert "your choice" in pack.attendance_wording("6", "en")
    assert "encouraged" in pack.attendance_wording("7", "en")
    assert "Usted decide" in pack.attendance_wording("K", "es-mx")


def test_scales_break_where_the_state_changed_the_test() -> None:
    pack = load_pack("utah")
    found = {
        (name, year): scale.key
        for name, grade, year in (("crt", 4, 2012), ("sage", 4, 2015), ("rise", 4, 2024), ("rise", 4, 2025))
        if (scale := pack.instrument(name).scale("ela", grade, year)) is not None
    }
    assert list(found.values()) == ["crt-ela", "sage-ela", "rise-ela-2019", "rise-ela-2025"]
    assert pack.cut("rise-ela-2025", "score", 4, "YEAR") is None
    cut = pack.cut("rise-ela-2019", "score", 4, "YEAR")
    assert cut is not None
    assert cut.starts == ((2, 323.0), (3, 378.0), (4, 442.0))


def test_grade_2_has_no_core_test_since_2014() -> None:
    pack = load_pack("utah")
    assert pack.gives("math", 2, 2012)
    assert not pack.gives("math", 2, 2024)


def test_the_renamed_reading_test_goes_on_and_keeps_its_goals() -> None:
    pack = load_pack("utah")
    scale = pack.instrument("acadience").scale("reading", 3, 2024)
    assert scale is not None
    assert scale.continues == "dibels-next"
    for grade in range(7):
        for period in ("BOY", "MOY", "EOY"):
            old = pack.cut("dibels-next", "composite", grade, period)
            new = pack.cut("acadience", "composite", grade, period)
            assert old is not None
            assert new is not None
            assert old.starts == new.starts[:2]


def test_every_wording_is_there_in_both_languages() -> None:
    assert load_pack("utah").languages == ("en", "es")


def test_another_state_runs_on_the_same_code() -> None:
    pack = load_pack(FRANKLIN)
    assert pack.plan_kind("4", "2025-26").family("fr") == "Premier parcours"
    assert pack.plan_kind("5", "2019-20").short("en") == "OP"
    assert [section.key for section in pack.sections("first", "3")] == ["pride"]
    assert [section.key for section in pack.sections("first", "K")] == ["pride", "letters"]
    assert pack.attendance_wording("K", "fr") == "Chaque élève vient."
    assert pack.attendance_wording("K", "es") == "Every pupil comes."
    assert pack.conference_rule("3").slot_minutes == 7.5
    assert not pack.gives("reading", 3, 2024)
    assert pack.board is not None
    assert [(rule.kind, rule.individual, rule.group, rule.due) for rule in pack.board.rules] == [
        ("first", 1, 0, "03-31"),
        ("long", 1, 1, ""),
    ]


def test_a_state_may_leave_the_policy_for_a_board_out(tmp_path: Path) -> None:
    pack = copy_of_franklin(tmp_path)
    (pack / "board.toml").unlink()

    assert load_pack(pack).board is None


def test_parents_are_told_by_the_last_day_of_february_also_in_a_leap_year() -> None:
    letters = load_pack("utah").reading_letters
    assert letters is not None
    days = {one.period: (one.due_in(2027), one.due_in(2028)) for one in letters.periods}
    assert days["BOY"] == (date(2026, 10, 30), date(2027, 10, 30))
    assert days["MOY"] == (date(2027, 2, 28), date(2028, 2, 29))
    assert days["EOY"] == (date(2027, 6, 30), date(2028, 6, 30))


def test_a_state_may_ask_for_no_letters(tmp_path: Path) -> None:
    pack = copy_of_franklin(tmp_path)
    (pack / "reading_letters.toml").unlink()

    assert load_pack(pack).reading_letters is None


def test_a_question_the_pack_cannot_answer_says_so() -> None:
    with pytest.raises(LookupError, match="no plan for grade PK"):
        load_pack(FRANKLIN).plan_kind("PK", "2025-26")
    with pytest.raises(ValueError, match="not a grade"):
        load_pack(FRANKLIN).plan_kind("13", "2025-26")
    with pytest.raises(ValueError, match="not a school year"):
        load_pack(FRANKLIN).words("2025-27")


def test_an_unknown_pack_names_those_there_are() -> None:
    with pytest.raises(PackError, match="utah"):
        load_pack("atlantis")


def test_all_problems_are_said_at_once_with_file_key_and_reason(tmp_path: Path) -> None:
    pack = copy_of_franklin(tmp_path)
    spoil(pack, "plans.toml", 'en = "First Path", fr = "Premier parcours"', 'en = "First Path"')
    spoil(pack, "conferences.toml", 'last = "12"', 'last = "twelve"')
    spoil(pack, "instruments/steps.toml", 'kind = "core"', 'kind = "cor"')
    spoil(pack, "cuts.csv", "20,30,,0,40", "x,30,,0,40")
    (pack / "words.toml").write_text("terms = [", encoding="utf-8")
    problems = refused(pack)
    assert len(problems) == 5
    text = "\n".join(problems)
    assert "plans.toml, kinds.first.names.1.family: has no wording in: fr" in text
    assert "conferences.toml, rules.1.grades.last: 'twelve' is not a grade. Write PK, K or 1 to 12." in text
    assert "instruments/steps.toml, kind: " in text
    assert "cuts.csv, line 2, level_2: " in text
    assert "words.toml: is not TOML" in text


@pytest.mark.parametrize(
    ("file", "old", "new", "reason"),
    [
        ("words.toml", 'source = "invented"', 'source = "nowhere"', "terms.1.source: 'nowhere' is not in sources.toml"),
        ("plans.toml", 'first = "5"', 'first = "4"', "kinds.long.grades: grade 4 is also in first"),
        ("plans.toml", '"2020-21"', '"2019-20"', "kinds.long.names: two names hold in 2019-20"),
        ("plans.toml", '["guardian"]', '["guardian"]\nrating = "stars"', "rating: no rating 'stars'"),
        ("plans.toml", '["guardian"]', '["mayor"]', "writers"),
        ("cuts.csv", "20,30,,0,40", "30,20,,0,40", "line 2: the numbers must go up"),
        ("cuts.csv", "points,4,", "points,3,", "line 3: says again what line 2 says"),
        ("cuts.csv", "points,4,", "points,7,", "grade 7 is not on the scale"),
        ("cuts.csv", "22,33,,", "22,33,39,", "steps has 3 levels"),
        ("instruments/steps.toml", 'subject = "numbers"', 'subject = "sums"', "'sums' is not in tests.toml"),
        (
            "instruments/steps.toml",
            "vertical = true",
            "verticl = true",
            "verticl: is no name that is known here. Is it “vertical”?",
        ),
        ("tests.toml", "not_tested = []", "", "not_tested: is missing, and has to be there"),
        ("board.toml", 'kind = "first"', 'kind = "third"', "rules.1.kind: no kind of plan 'third'"),
        ("board.toml", '"pride"', '"shame"', "rules.1.sections: first has no section 'shame'"),
        (
            "board.toml",
            "individual = 1",
            "individual = 9",
            "individual: is 9, and has to be ",
        ),
        (
            "board.toml",
            '"03-31"',
            '"31 March"',
            "rules.1.due: '31 March' is not a day. Write month and day, like 05-31.",
        ),
        ("board.toml", 'source = "invented"', 'source = "nowhere"', "source: 'nowhere' is not in sources.toml"),
        ("reading_letters.toml", '["steps"]', '["stairs"]', "instruments: no test 'stairs'"),
        ("reading_letters.toml", '"YEAR"', '"BOY"', "periods.1.period: steps has no period 'BOY'"),
        ("reading_letters.toml", "means.one", "means.two", "means: says nothing about the level 'one' of steps"),
        (
            "reading_letters.toml",
            '"05-last"',
            '"05-32"',
            "periods.1.due: '05-32' is not a day. Write month and day, like",
        ),
        ("reading_letters.toml", '"04-30"', '"04-31"', "periods.1.tested_by: '04-31' is not a day."),
        ("reading_letters.toml", 'source = "invented"', 'source = "nowhere"', "'nowhere' is not in sources.toml"),
        ("board.toml", ', fr = "Parcours"', "", "title: has no wording in: fr"),
    ],
)
def test_a_spoiled_pack_is_refused(tmp_path: Path, file: str, old: str, new: str, reason: str) -> None:
    pack = copy_of_franklin(tmp_path)
    spoil(pack, file, old, new)
    problems = refused(pack)
    assert any(problem.startswith(file) and reason in problem for problem in problems), problems


def test_school_years_are_read_and_written() -> None:
    assert year_ending("1999-00") == 2000
    assert year_text(2000) == "1999-00"
