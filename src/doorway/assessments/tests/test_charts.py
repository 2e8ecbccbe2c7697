"""Charts by what they say: their drawing holds the words and numbers of their table."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from doorway.assessments.charts import Chart, Dot, SpreadChart, Stripe, rows, svg
from doorway.assessments.core import Result
from doorway.assessments.evidence import Evidence, evidence_from
from doorway.assessments.templatetags.evidence import chart_svg
from doorway.assessments.yardsticks import Yardsticks
from doorway.policy.packs import load_pack

FRANKLIN = Path(__file__).resolve().parents[2] / "policy" / "tests" / "packs" / "franklin"
SVG = "{http://www.w3.org/2000/svg}"


def acadience(year: int, grade: int, period: str, value: float) -> Result:
    """A composite."""
    return Result("acadience", "acadience", "reading", year, grade, period, "composite", value)


def core(instrument: str, scale: str, year: int, grade: int, value: float | None = None, level: str = "") -> Result:
    """A core test in math."""
    return Result(instrument, scale, "math", year, grade, "YEAR", "score", value, level)


MATEO = (
    acadience(2025, 2, "EOY", 239),
    acadience(2026, 3, "BOY", 214),
    acadience(2026, 3, "MOY", 300),
    Result("acadience", "acadience", "reading", 2026, 3, "MOY", "orf", 88),
    core("crt", "crt-math", 2013, 3, level="sufficient"),
    core("sage", "sage-math", 2014, 4, level="approaching"),
    core("rise", "rise-math-2019", 2019, 5, 390),
    core("rise", "rise-math-2019", 2021, 7, 430),
)


@pytest.fixture
def evidence() -> Evidence:
    """What the tests say of a student with a long history."""
    return evidence_from(MATEO, Yardsticks(load_pack("utah")), "mateo")


def texts(chart: Chart, language: str) -> list[str]:
    """Every text in the drawing."""
    return [node.text or "" for node in ElementTree.fromstring(svg(chart, language)).iter(f"{SVG}text")]


def charts(evidence: Evidence) -> list[Chart]:
    """Every chart of the evidence."""
    assert evidence.reading is not None
    assert evidence.reading.history is not None
    return [
        evidence.reading.chart,
        *evidence.reading.earlier,
        evidence.reading.history,
        *(s.chart for s in evidence.subjects),
    ]


def test_the_goal_chart_says_score_goal_distance_and_level(evidence: Evidence) -> None:
    assert evidence.reading is not None
    table = rows(evidence.reading.chart, "en")
    assert table.rows == (
        ("Beginning of the year", "214", "Below benchmark", "220", "−6"),
        ("Middle of the year", "300", "At benchmark", "285", "+15"),
    )
    drawn = texts(evidence.reading.chart, "en")
    for word in ("214", "300", "Goal 220", "Goal 285", "Goal 330", "Well below", "Above"):
        assert word in drawn


def test_one_axis_for_all_students_of_a_test_and_grade(evidence: Evidence) -> None:
    other = evidence_from([acadience(2026, 3, "BOY", 12)], Yardsticks(load_pack("utah")), "other")
    assert evidence.reading is not None
    assert other.reading is not None
    assert other.reading.chart.top == evidence.reading.chart.top


def test_the_core_chart_breaks_and_says_why_and_shows_years_without_tests(evidence: Evidence) -> None:
    table = rows(evidence.subjects[0].chart, "en")
    remarks = {row[0]: (row[1], row[-1]) for row in table.rows}
    assert remarks["2012-13"] == ("Sufficient", "")
    assert remarks["2013-14"][1].startswith("SAGE took the place of CRT")
    assert remarks["2019-20"] == ("no test", "No core tests were given in spring 2020.")
    drawing = svg(evidence.subjects[0].chart, "en")
    assert drawing.count("chart-cut-edge") == 4
    assert "①" in drawing


def test_no_line_crosses_a_break(evidence: Evidence) -> None:
    # Four results on three scales with a year between the last two: nothing may be joined.
    assert "chart-way" not in svg(evidence.subjects[0].chart, "en")


@pytest.mark.parametrize("language", ["en", "es"])
def test_drawings_stand_alone_under_the_content_policy(evidence: Evidence, language: str) -> None:
    for chart in charts(evidence):
        drawing = svg(chart, language)
        root = ElementTree.fromstring(drawing)
        assert root.find(f"{SVG}title") is not None
        assert (root.findtext(f"{SVG}desc") or "").strip()
        assert root.get("role") == "img"
        assert " style=" not in drawing
        assert "<style" not in drawing
        assert "<script" not in drawing


def test_ids_are_not_shared_between_the_charts_of_a_page(evidence: Evidence) -> None:
    ids = [found for chart in charts(evidence) for found in re.findall(r' id="([^"]+)"', svg(chart, "en"))]
    assert len(ids) == len(set(ids))


def test_every_mark_stands_inside_the_drawing() -> None:
    scores = [acadience(2026, 3, "BOY", 0), acadience(2026, 3, "MOY", 9000), acadience(2026, 3, "EOY", 330)]
    found = evidence_from(scores, Yardsticks(load_pack("utah")), "edge")
    assert found.reading is not None
    root = ElementTree.fromstring(svg(found.reading.chart, "en"))
    _x, _y, width, height = map(float, (root.get("viewBox") or "").split())
    for node in root.iter():
        for name, most in (("x", width), ("x1", width), ("x2", width), ("cx", width), ("y", height), ("cy", height)):
            assert 0 <= float(node.get(name, "0")) <= most
    assert "9000↑" in texts(found.reading.chart, "en")


def test_sentences_are_plain_and_in_both_languages(evidence: Evidence) -> None:
    assert evidence.reading is not None
    english, spanish = evidence.reading.sentence("en"), evidence.reading.sentence("es")
    assert english == (
        "The reading score is 300. The goal (middle of the year, grade 3, 2025-26) is 285: 15 over the goal."
    )
    assert spanish != english
    assert "349" in evidence.reading.grade_level("es")
    assert "on grade level" in evidence.reading.grade_level("en")
    assert evidence.subjects[0].sentence("es") != evidence.subjects[0].sentence("en")


def test_the_parts_beneath_the_score_are_shown(evidence: Evidence) -> None:
    assert evidence.reading is not None
    table = evidence.reading.parts("en")
    assert table is not None
    assert table.rows == (("Words read correctly in one minute", "88 words", "At benchmark", "86"),)


def test_the_national_percentile_is_shown_where_the_file_has_it() -> None:
    """A DIBELS file says where a score stands in the country; one without it has no column for it."""
    whole = Result("dibels-8", "dibels-8", "reading", 2026, 3, "MOY", "composite", 420, national_percentile=42)
    part = Result("dibels-8", "dibels-8", "reading", 2026, 3, "MOY", "orf", 88, national_percentile=37)
    found = evidence_from([whole, part], Yardsticks(load_pack("utah")), "x").reading
    assert found is not None
    table, parts = rows(found.chart, "es"), found.parts("en")
    assert (table.head[-1], table.rows[0][-1]) == ("Percentil nacional", "42")
    assert parts is not None
    assert (parts.head[-1], parts.rows[0][-1]) == ("National percentile", "37")
    assert "so many of 100 students in the country" in found.national("en")

    without = evidence_from(MATEO, Yardsticks(load_pack("utah")), "x").reading
    assert without is not None
    assert rows(without.chart, "en").head[-1] == "From the goal"
    assert without.national("en") == ""


def test_it_is_said_in_which_years_before_the_last_one_a_student_moved() -> None:
    levels = ("proficient", "approaching", "below", "approaching", "approaching", "proficient")
    scores = [
        core("rise", "rise-math-2019", 2021 + place, 3 + place, level=level) for place, level in enumerate(levels)
    ]
    (math,) = evidence_from(scores, Yardsticks(load_pack("utah")), "x").subjects
    assert math.earlier("en") == "Math in the years before: progress in 2023-24; fell behind in 2021-22 and 2022-23."
    assert math.earlier("es") == "Matemáticas en los años anteriores: avanzó en 2023-24; bajó en 2021-22 y 2022-23."

    (same,) = evidence_from([*scores[3:5], scores[5]], Yardsticks(load_pack("utah")), "x").subjects
    assert same.earlier("en") == "Math in the years before: the same level in 2024-25."
    (two,) = evidence_from(scores[4:], Yardsticks(load_pack("utah")), "x").subjects
    assert two.earlier("en") == ""


def test_another_reading_test_is_not_called_the_same() -> None:
    results = [Result("dibels-8", "dibels-8", "reading", 2025, 2, "EOY", "composite", 420, "at"), MATEO[1]]
    found = evidence_from(results, Yardsticks(load_pack("utah")), "x").reading
    assert found is not None
    assert found.history is not None
    (said,) = [column.breaks("en") for column in found.history.columns if column.breaks is not None]
    assert "cannot be compared" in said


def test_a_time_of_which_only_parts_are_on_file_has_no_place_in_the_history() -> None:
    results = [MATEO[0], MATEO[1], Result("acadience", "acadience", "reading", 2026, 3, "MOY", "orf", 88)]
    found = evidence_from(results, Yardsticks(load_pack("utah")), "x").reading
    assert found is not None
    assert found.history is not None
    assert len(found.history.columns) == 2


def test_text_from_a_file_cannot_become_markup() -> None:
    nasty = Result("rise", "rise-math-2019", "math", 2024, 5, "YEAR", "score", not_tested="<b>&")
    found = evidence_from([nasty], Yardsticks(load_pack("utah")), "x")
    assert "<b>" not in svg(found.subjects[0].chart, "en")


def test_a_test_that_the_pack_does_not_know_is_not_shown() -> None:
    assert not evidence_from([core("abacus", "abacus", 2024, 5, 3)], Yardsticks(load_pack("utah")), "x")


def test_another_state_is_drawn_by_the_same_code() -> None:
    result = Result("steps", "steps-numbers", "numbers", 2024, 3, "YEAR", "points", 31)
    found = evidence_from([result], Yardsticks(load_pack(FRANKLIN)), "x")
    assert found.reading is None
    assert rows(found.subjects[0].chart, "fr").rows[0][1] == "Palier trois"
    assert (
        found.subjects[0].sentence("en")
        == "Numbers, 2023-24: “Step three”. There is no earlier level to compare it with."
    )


def test_reading_of_long_ago_is_not_shown_beside_newer_tests() -> None:
    yardsticks = Yardsticks(load_pack("utah"))
    old = acadience(2023, 6, "EOY", 444)
    assert evidence_from([old, core("rise", "rise-math-2019", 2024, 7, 430)], yardsticks, "x").reading is not None
    assert evidence_from([old, core("aspire-plus", "aspire-math", 2026, 9, 212)], yardsticks, "x").reading is None
    assert evidence_from([old], yardsticks, "x").reading is not None


def test_a_ninth_grader_reads_why_the_test_is_another_one() -> None:
    taken = [
        Result("rise", "rise-science-2021", "science", 2025, 8, "YEAR", "score", 556),
        Result("aspire-plus", "aspire-science-2021", "science", 2026, 9, "YEAR", "score", 219),
    ]
    found = evidence_from(taken, Yardsticks(load_pack("utah")), "x")
    assert "grade 9" in rows(found.subjects[0].chart, "en").rows[1][-1]


def test_each_year_of_the_core_tests_says_its_word_in_drawing_and_table() -> None:
    yardsticks = Yardsticks(load_pack("utah"))
    results = [core("rise", "rise-math-2019", 2023 + at, 4 + at, level=level) for at, level in
               enumerate(("approaching", "proficient", "proficient", "below"))]  # fmt: skip
    chart = evidence_from(results, yardsticks, "x").subjects[0].chart
    for language, words in (("en", ["progress", "steady", "fell behind"]), ("es", ["avanzó", "igual", "bajó"])):
        table = rows(chart, language)
        place = table.head.index("Since the time before" if language == "en" else "Desde la vez anterior")
        assert [row[place] for row in table.rows] == ["", *words]
        assert [text for text in texts(chart, language) if text in words] == words
        assert ", ".join(words[-1:]) in svg(chart, language)
    # One result has nothing beside it: no word, no column, and the drawing is no higher than before.
    alone = evidence_from(results[:1], yardsticks, "x").subjects[0].chart
    assert "Since the time before" not in rows(alone, "en").head


def test_no_word_is_said_across_a_break(evidence: Evidence) -> None:
    table = rows(evidence.subjects[0].chart, "en")
    place = table.head.index("Since the time before")
    # CRT, SAGE, RISE: only the second year of RISE has one before it on the same scale.
    assert [row[place] for row in table.rows if row[place]] == ["fell behind"]


def test_only_a_chart_of_years_begins_at_its_end(evidence: Evidence) -> None:
    """On a phone the newest year is seen first; a chart of growth against level begins at its axis."""
    near = Stripe(lambda _language: "Near", 30)
    dots = tuple(Dot(0, percentile, str(percentile)) for percentile in range(1, 31))
    wide = SpreadChart("growth", lambda _language: "Growth", (near,), dots)
    years = evidence.subjects[0].chart

    assert "chart--wide" in chart_svg(wide)
    assert "chart-frame--years" not in chart_svg(wide)
    assert "chart-frame--years" in chart_svg(years)
    # Its title stands above the frame, where it does not scroll away.
    assert chart_svg(years).index(">Math<") < chart_svg(years).index("dw-scroll")
