"""``doorway audit`` as it is typed."""

from __future__ import annotations

import gzip
import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import doorway.cli.commands  # noqa: F401  # registers the commands
from doorway.cli.app import app

ENGLISH = {"code": "ENG-9", "credits": 1, "year": "2023-24", "mark": "B", "grade": 9}


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["audit", *words], terminal_width=200)
    return result.exit_code, result.output


def student(key: str = "s1", *courses: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"student": key, "class_of": 2027, "grade": 12, "courses": list(courses), **more}


def audit(folder: Path, *lines: dict[str, Any] | str, words: tuple[str, ...] = ()) -> tuple[int, str, list[Any]]:
    """Exit code, what was said, and the records of the output."""
    source, target = folder / "students.jsonl", folder / "audits.jsonl"
    source.write_text("".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines))
    names = ("--rules", "utah/garfield", "--transcripts", str(source), "-o", str(target), "--today", "2026-11-25")
    code, said = run("run", *names, "--jobs", "1", *words)
    records = [json.loads(line) for line in target.read_text().splitlines()] if target.exists() else []
    return code, said, records


def of_kind(records: list[Any], kind: str) -> list[Any]:
    return [record for record in records if record["kind"] == kind]


def test_the_audits_of_a_file(tmp_path: Path) -> None:
    code, said, records = audit(tmp_path, student("s1", ENGLISH), student("s2", class_of=2029))

    assert code == 0, said
    assert "2 students audited" in said
    first, second = of_kind(records, "student")
    assert (first["student"], first["rules"], second["rules"]) == ("s1", "garfield-2027", "garfield-2029")
    (line,) = (line for line in first["lines"] if line["courses"])
    assert (line["line"], line["status"]) == ("la_9", "met")
    assert line["courses"] == [{"course": "ENG-9@2023-24/", "credits": 1.0, "state": "earned"}]
    assert (first["total"]["counted"]["earned"], second["total"]["counted"]["earned"]) == (1.0, 0.0)
    # The requirements stand in the file too, in both languages and with their source.
    (rules,) = (record for record in of_kind(records, "rules") if record["rules"] == "garfield-2027")
    assert {entry["line"] for entry in rules["lines"]} > {entry["line"] for entry in first["lines"]}
    assert set(rules["title"]) == {"en", "es"}
    assert of_kind(records, "summary")[0]["students"] == 2


def test_the_invented_students_of_the_bench_are_made_by_the_command_of_the_documents(tmp_path: Path) -> None:
    bench, made = Path(__file__).parents[1] / "bench" / "audit_students.py", tmp_path / "students.jsonl"
    bare = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    subprocess.run([sys.executable, bench, "3", "-o", made], env=bare, check=True)  # our own program

    names = ("--rules", "utah/garfield", "--transcripts", str(made), "-o", str(tmp_path / "audits.jsonl"))
    code, said = run("run", *names, "--jobs", "1")
    assert "3 students audited" in said, (code, said)


def test_what_is_not_taught_any_more_counts_and_is_suggested_to_nobody(tmp_path: Path) -> None:
    catalog = tmp_path / "courses.csv"
    rows = ("OLD,Old English,1,ela.9,no", "ENG-9,English 9,1,ela.9,yes", "NEW,New English,1,ela.9,")
    catalog.write_text("\n".join(("code,title,credits,areas,offered", *rows)))
    took_it = student("s2", ENGLISH | {"code": "OLD"})
    code, said, records = audit(tmp_path, student("s1"), took_it, words=("--courses", str(catalog)))

    assert code == 0, said
    first, second = ({line["line"]: line for line in one["lines"]}["la_9"] for one in of_kind(records, "student"))
    assert first["fill"] == ["ENG-9", "NEW"]
    assert (second["status"], "fill" in second) == ("met", False)
    other = tmp_path / "other.csv"
    other.write_text("code,title,credits,areas,offered\nOLD,Old English,1,ela.9,sometimes\n")
    assert "neither yes nor no" in audit(tmp_path, student("s1"), words=("--courses", str(other)))[1]


def test_a_class_of_a_year_that_is_over_is_not_under_way(tmp_path: Path) -> None:
    """As on the page: what is in progress there has no mark, what was planned for it is nothing."""
    open_ones = [
        {"code": code, "credits": 1, "year": year, "state": state}
        for code, year, state in (
            ("BIOLOGY", "2025-26", "in_progress"), ("CHEMISTRY", "2025-26", "scheduled"),
            ("PHYSICS", "2025-26", "planned"), ("ENG-10", "2025-26", "projected"), ("ENG-11", "2026-27", "in_progress"),
            ("ENG-12", "2030-31", "planned"),
        )
    ]  # fmt: skip
    code, said, records = audit(tmp_path, student("s1", *open_ones))

    assert code == 0, said
    (one,) = of_kind(records, "student")
    assert one["total"]["counted"]["in_progress"] == 1.0
    assert one["total"]["counted"]["projected"] == 2.0
    assert {(problem["code"], problem["course"].partition("@")[0]) for problem in one["problems"]} == {
        ("no_mark", "BIOLOGY"), ("no_mark", "CHEMISTRY"), ("planned_before", "PHYSICS"), ("planned_before", "ENG-10"),
        ("after_the_class", "ENG-12"),
    }  # fmt: skip


def test_a_mark_of_a_class_that_is_not_over_is_named(tmp_path: Path) -> None:
    row = {"code": "ENG-11", "credits": 1, "year": "2026-27", "state": "in_progress", "mark": "A"}
    _code, _said, records = audit(tmp_path, student("s1", row))

    (one,) = of_kind(records, "student")
    assert [problem["code"] for problem in one["problems"]] == ["mark_waits"]
    assert one["total"]["counted"]["earned"] == 0.0


def test_what_cannot_be_read_is_refused_by_name_and_the_rest_is_audited(tmp_path: Path) -> None:
    code, said, records = audit(
        tmp_path, "{broken", student("123-45-6789"), student("s3", class_of=1990), student("s4"), student("s4")
    )

    assert code == 3
    assert "Refused: 3 lines." in said
    assert "line 2, student: looks like a Social Security number" in said
    assert "123-45-6789" not in said + json.dumps(records)
    assert [record["line"] for record in of_kind(records, "refused")] == [1, 2, 3]
    assert [record["student"] for record in of_kind(records, "student")] == ["s4", "s4"]
    assert "1 more line about students of the file" in said


def test_what_if_another_class(tmp_path: Path) -> None:
    _code, _said, records = audit(tmp_path, student(), words=("--as-class", "2029"))

    assert of_kind(records, "student")[0]["rules"] == "garfield-2029"


def test_on_all_cores_the_output_is_the_same_and_packed(tmp_path: Path) -> None:
    lines = [student(f"s{number}") for number in range(450)]
    _code, _said, one = audit(tmp_path, *lines)
    target = tmp_path / "audits.jsonl.gz"
    words = ("--rules", "utah/garfield", "--transcripts", str(tmp_path / "students.jsonl"), "-o", str(target))
    code, said = run("run", *words, "--today", "2026-11-25", "--jobs", "2")

    assert code == 0, said
    assert [json.loads(line) for line in gzip.decompress(target.read_bytes()).splitlines()] == one


def test_the_output_is_whole_or_absent_and_nobody_elses(tmp_path: Path) -> None:
    audit(tmp_path, student())
    assert stat.S_IMODE((tmp_path / "audits.jsonl").stat().st_mode) == 0o600

    code, said = run(
        "run", "--rules", "utah/garfield", "--transcripts", str(tmp_path / "none"), "-o", str(tmp_path / "x")
    )
    assert (code, "was not found" in said) == (1, True)
    nowhere = tmp_path / "nowhere" / "audits.jsonl"
    words = ("--rules", "utah/garfield", "--transcripts", str(tmp_path / "students.jsonl"))
    code, said = run("run", *words, "-o", str(nowhere))
    assert (code, f"There is no folder {nowhere.parent}." in " ".join(said.split()), "partial" in said) == (
        1,
        True,
        False,
    )
    code, said = run(
        "run", "--rules", "utah/none", "--transcripts", str(tmp_path / "students.jsonl"), "-o", str(tmp_path / "x")
    )
    assert code == 1
    assert "utah/none" in said
    assert sorted(path.name for path in tmp_path.iterdir()) == ["audits.jsonl", "students.jsonl"]


def test_requirements_are_checked(tmp_path: Path) -> None:
    code, said = run("check-rules", "utah/garfield", "--today", "2026-11-25")
    assert code == 0
    # The district's own page prints other sums than its lines add up to.
    assert "the list prints 36.0, its lines add to 36.5" in said
    assert run("check-rules", "utah/garfield", "--today", "2026-11-25", "--strict")[0] == 1
    broken = tmp_path / "broken.toml"
    broken.write_text("[[sets]\n")
    code, said = run("check-rules", str(broken))
    assert (code, "broken.toml" in said) == (1, True)


def test_what_is_odd_in_a_record_is_named_and_counted(tmp_path: Path) -> None:
    later = {**ENGLISH, "code": "ENG-10", "year": "2035-36", "grade": None}
    code, said, records = audit(
        tmp_path,
        student(
            "s1", ENGLISH, ENGLISH, later, later | {"code": "ENG-11", "state": "planned", "mark": ""},
            tests=[
                {"test": "foo", "part": "math", "score": 30}, {"test": "ACT", "part": "math", "score": -300},
                {"test": "ACT", "part": "math", "score": 30},
            ],
            facts={"colege": True, "college_bound": True},
        ),
    )  # fmt: skip

    assert code == 0, said
    (found,) = of_kind(records, "student")
    summary = of_kind(records, "summary")[0]["problems"]
    odd = {"completed_later": 1, "test_not_asked": 1, "negative_score": 1, "fact_not_asked": 1}
    assert {name: summary[name] for name in odd} == odd
    for sentence in (
        "ENG-10@2035-36/ is in 2035-36, which has not begun, and is completed.",
        "The score of foo math counts nowhere: no requirement asks for that test.",
        "The score of ACT math is -300. A score cannot be below zero; it is left out.",
        "“colege” changes nothing: no requirement asks for it.",
    ):
        assert sentence in json.dumps(found["problems"], ensure_ascii=False)
    # What is left out counts nowhere; the row that stands twice counts once, and is named once as the one too many.
    assert found["total"]["counted"]["earned"] == 1.0
    assert [one["course"] for one in found["unused"]] == ["ENG-9@2023-24/"]


@pytest.mark.parametrize("figure", [1e30, "1e999999", -1e30, 1001])
def test_credit_beyond_all_measure_is_left_out_and_named(tmp_path: Path, figure: float | str) -> None:
    course = {**ENGLISH, "credits": figure}
    code, said, records = audit(tmp_path, student("s1", course))

    assert code == 0, said
    assert "is more credits than there can be" in said
    assert of_kind(records, "student")[0]["total"]["counted"]["earned"] == 0


def test_a_file_that_is_read_is_never_written_over(tmp_path: Path) -> None:
    source, link = tmp_path / "students.jsonl", tmp_path / "link.jsonl"
    source.write_text(json.dumps(student()))
    link.symlink_to(source)
    rules, catalog = tmp_path / "board.toml", tmp_path / "courses.csv"
    rules.write_text("pack = 'utah'")
    catalog.write_text("code")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    aside = tmp_path / "a.partial"
    aside.write_text(json.dumps(student()))

    for read, output in ((source, source), (source, link), (source, rules), (source, catalog), (aside, tmp_path / "a")):
        names = ("--rules", str(rules), "--courses", str(catalog), "--transcripts", str(read), "-o", str(output))
        code, said = run("run", *names, "--jobs", "1")
        assert (code, "is read here. Write the audits to another file" in said) == (1, True), said
    code, said = run("run", "--rules", "utah/garfield", "--transcripts", str(source), "-o", str(tmp_path))
    assert (code, "is a folder. Write the name of a file" in said) == (1, True), said

    aside.unlink()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize("jobs", ["0", "-2"])
def test_so_many_processes_audit_nobody(tmp_path: Path, jobs: str) -> None:
    code, said, records = audit(tmp_path, student(), words=("--jobs", jobs))

    assert (code, records) == (1, [])
    assert f"{jobs} processes audit nobody. Write --jobs 1 or more" in said


def test_a_file_of_another_kind_is_not_called_missing(tmp_path: Path) -> None:
    other = tmp_path / "board.txt"
    other.write_text("pack = 'utah'")

    assert "such a file ends in .toml" in run("check-rules", str(other))[1]
    assert "is a folder, not a file" in run("check-rules", str(tmp_path))[1]
    assert "was not found" in run("check-rules", str(tmp_path / "none.toml"))[1]


def test_the_mark_before_a_text_belongs_to_no_line(tmp_path: Path) -> None:
    code, said, records = audit(tmp_path, "\ufeff" + json.dumps(student("s1", ENGLISH)), student("s2"))

    assert code == 0, said
    assert [record["student"] for record in of_kind(records, "student")] == ["s1", "s2"]


def test_nobodys_line_is_refused(tmp_path: Path) -> None:
    code, said, records = audit(tmp_path, student("  "), student("s2"))

    assert code == 3
    assert "line 1, student: is empty, so nobody can say whose line it is" in said
    assert len(of_kind(records, "student")) == 1


@pytest.mark.parametrize(
    ("row", "problem", "sentence", "earned"),
    [
        ({"credits": 4}, "more_credits", "ENG-9@2023-24/ has 4.0 credits, and the course list says 1.0", 4.0),
        ({"credits": 100}, "too_many_credits", "ENG-9@2023-24/ has 100.0 credits. No class gives more than 10.0", 0),
        ({"credits": 50, "code": "NOPE"}, "too_many_credits", "NOPE@2023-24/ has 50.0 credits.", 0),
        ({"credits": 10, "code": "NOPE"}, "much_credit", "write how many credits it asks for in all (scale)", 10.0),
        ({"areas": ["nonsense.area"]}, "unknown_area", "the requirements know no subject “nonsense.area”", 1.0),
        ({"code": " "}, "no_code", "A row of 2023-24 has no code, so nobody can say which class it is.", 0),
    ],
)
def test_a_row_that_cannot_be_right_is_named(
    tmp_path: Path, row: dict[str, Any], problem: str, sentence: str, earned: float
) -> None:
    code, said, records = audit(tmp_path, student("s1", ENGLISH | row))

    assert code == 0, said
    assert sentence in said
    (found,) = of_kind(records, "student")
    assert problem in of_kind(records, "summary")[0]["problems"]
    assert found["total"]["counted"]["earned"] == earned


def test_what_is_as_it_should_be_is_not_named(tmp_path: Path) -> None:
    elsewhere = {**ENGLISH, "credits": 15, "scale": 220}
    wide = {**ENGLISH, "code": "ART-1", "areas": ["arts", "science.biology"]}
    _code, _said, records = audit(tmp_path, student("s1", ENGLISH), student("s2", elsewhere), student("s3", wide))

    named = set(of_kind(records, "summary")[0]["problems"])
    assert not named & {"more_credits", "much_credit", "too_many_credits", "unknown_area", "class_and_grade", "no_code"}


@pytest.mark.parametrize(
    ("class_of", "grade", "usual"), [(2030, 12, 2027), (2040, 12, 2027), (2027, -1, 2040), (2027, 9, 2030)]
)
def test_a_class_and_a_grade_that_do_not_go_together_are_named(
    tmp_path: Path, class_of: int, grade: int, usual: int
) -> None:
    code, said, _records = audit(tmp_path, student("s1", class_of=class_of, grade=grade))

    assert code == 0, said
    assert f"whoever is in that grade now is of the class of {usual}." in said


@pytest.mark.parametrize("class_of", [2026, 2027, 2028])
def test_a_year_repeated_or_gained_is_ordinary(tmp_path: Path, class_of: int) -> None:
    _code, _said, records = audit(tmp_path, student("s1", class_of=class_of))

    assert "class_and_grade" not in of_kind(records, "summary")[0]["problems"]


def test_what_a_line_does_not_ask_for_cannot_be_waived(tmp_path: Path) -> None:
    waived = {
        "kind": "waiver", "person": "Dana Reed", "reason": "as agreed", "date": "2026-09-01", "line": "la_9",
        "credits": 99, "lowers_total": True,
    }  # fmt: skip
    code, said, records = audit(tmp_path, student("s1", decisions=[waived]))

    assert code == 0, said
    assert "Dana Reed, 99.0 credits are waived of la_9, which asks for 1.0. No more than that is waived" in said
    (found,) = of_kind(records, "student")
    assert found["total"]["need"] == 35.0
    (line,) = (line for line in found["lines"] if line["line"] == "la_9")
    assert (line["need"], line["waived"]) == (0, 1.0)


SIGNED = {"person": "Dana Reed", "reason": "as agreed", "date": "2026-09-01"}


@pytest.mark.parametrize(
    ("decision", "problem", "sentence"),
    [
        ({"kind": "opt_out", "opens": "nothing"}, "decision_unknown_way", "opens “nothing”, and nothing in these"),
        ({"kind": "opt_out"}, "decision_incomplete", "A decision (opt_out) of Dana Reed says nothing in “opens”"),
        ({"kind": "waiver", "line": "la_9"}, "decision_incomplete", "says nothing in “credits”, so it changes nothing"),
        ({"kind": "waiver", "credits": 1}, "decision_incomplete", "(waiver) of Dana Reed says nothing in “line”"),
        ({"kind": "pin", "line": "la_9"}, "decision_incomplete", "(pin) of Dana Reed says nothing in “courses”"),
        ({"kind": "conversion", "factor": "3/2"}, "decision_incomplete", "(conversion) of Dana Reed says nothing in"),
    ],
)
def test_a_decision_that_changes_nothing_is_named(
    tmp_path: Path, decision: dict[str, Any], problem: str, sentence: str
) -> None:
    code, said, records = audit(tmp_path, student("s1", ENGLISH, decisions=[SIGNED | decision]))

    assert code == 0, said
    assert sentence in said
    assert of_kind(records, "summary")[0]["problems"][problem] == 1
    assert "decisions" not in of_kind(records, "student")[0], "what changes nothing is not among what was applied"


@pytest.mark.parametrize("opens", ["math_3_opt_out"])
def test_an_opt_out_that_the_requirements_have_is_not_named(tmp_path: Path, opens: str) -> None:
    _code, _said, records = audit(
        tmp_path, student("s1", ENGLISH, decisions=[SIGNED | {"kind": "opt_out", "opens": opens}])
    )

    assert of_kind(records, "summary")[0]["problems"] == {}
    assert of_kind(records, "student")[0]["decisions"][0]["line"] == opens


@pytest.mark.parametrize(
    ("line", "place"),
    [
        (json.dumps(student("s1", ENGLISH | {"credits": True})), "courses.0.credits"),
        (json.dumps(student("s1", ENGLISH | {"year": True})), "courses.0.year"),
        (json.dumps(student("s1", ENGLISH, grade=True)), "grade"),
        (json.dumps(student("s1", class_of=True)), "class_of"),
        (json.dumps(student("s1", tests=[{"test": "ACT", "part": "math", "score": True}])), "tests.0.score"),
        (json.dumps(student("s1", decisions=[SIGNED | {"kind": "waiver", "credits": True}])), "decisions.0.credits"),
    ],
)
def test_true_is_no_number(tmp_path: Path, line: str, place: str) -> None:
    # The row before is the same but for it, and is kept to be recognized.
    code, said, _records = audit(tmp_path, student("s0", ENGLISH), line, student("s2", facts={"college_bound": True}))

    assert code == 3
    assert f"line 2, {place}: is true or false, where a number is needed" in said
    assert "Refused: 1 line." in said


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ('{"student": "a", "student": "b", "class_of": 2027, "grade": 12}', "student"),
        ('{"student": "a", "class_of": 2027, "grade": 12, "courses": [], "courses": []}', "courses"),
        (
            '{"student": "a", "class_of": 2027, "grade": 12, "courses": [{"code": "ENG-9", "year": "2023-24",'
            ' "credits": 1, "credits": 0.5, "mark": "B"}]}',
            "courses.0.credits",
        ),
        ('{"student": "a", "class_of": 2027, "grade": 12, "facts": {"b": true, "b": false}}', "facts.b"),
        ('{"student": "a:", "cl\\u0061ss_of": 2027, "class_of": 2026, "grade": 12}', "class_of"),
    ],
)
def test_a_name_that_stands_twice_is_refused(tmp_path: Path, line: str, place: str) -> None:
    code, said, records = audit(tmp_path, line, student("s2", ENGLISH | {"title": "English: nine"}))

    assert code == 3
    assert f"line 1, {place}: stands twice, and only one can be meant" in said
    assert [record["student"] for record in of_kind(records, "student")] == ["s2"]


@pytest.mark.parametrize("scale", [0, -24, "-24"])
def test_a_scale_that_is_no_number_of_credits_is_named(tmp_path: Path, scale: int | str) -> None:
    _code, said, records = audit(tmp_path, student("s1", ENGLISH | {"scale": scale}))

    assert f"ENG-9@2023-24/: {scale!r} is no number of credits that a school asks for in all." in said
    assert of_kind(records, "summary")[0]["problems"] == {"unreadable_scale": 1}
    assert of_kind(records, "student")[0]["total"]["counted"]["earned"] == 0.0


def test_a_mark_in_small_letters_is_the_mark(tmp_path: Path) -> None:
    rows = [ENGLISH | {"mark": "b"}, ENGLISH | {"code": "ENG-10", "year": "2024-25", "grade": 10, "mark": "zz"}]
    _code, said, records = audit(tmp_path, student("s1", *rows))

    assert "ENG-9@2023-24/ has the mark “b”. It is read as “B”." in said
    assert of_kind(records, "summary")[0]["problems"] == {"mark_read_as": 1, "unknown_mark": 1}
    assert of_kind(records, "student")[0]["total"]["counted"]["earned"] == 1.0


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize(("kept", "said_of_it"), [(0.5, "was cut off before its end"), (0, "cannot be unpacked")])
def test_a_packed_file_that_is_damaged_is_said_and_nothing_is_written(
    tmp_path: Path, jobs: str, kept: float, said_of_it: str
) -> None:
    source, target = tmp_path / "students.jsonl.gz", tmp_path / "audits.jsonl"
    packed = gzip.compress("".join(f"{json.dumps(student(f's{number}', ENGLISH))}\n" for number in range(900)).encode())
    source.write_bytes(packed[: int(len(packed) * kept)] if kept else b"no gzip at all\n")
    names = ("--rules", "utah/garfield", "--transcripts", str(source), "-o", str(target), "--today", "2026-11-25")
    code, said = run("run", *names, "--jobs", jobs)

    assert code == 1
    assert said_of_it in said
    assert [path.name for path in tmp_path.iterdir()] == ["students.jsonl.gz"]


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        (json.dumps(student(), indent=2).encode(), "Write one student in each line"),
        (json.dumps([student()], indent=1).encode(), "Write one student in each line"),
        (json.dumps([student(), student("s2")]).encode(), "Write one student in each line"),
        (json.dumps(student(), indent=2).encode("utf-8-sig"), "Write one student in each line"),
        (json.dumps(student()).encode("utf-16"), "Save it as UTF-8"),
        (json.dumps(student()).encode("utf-16-be"), "Save it as UTF-8"),
        (json.dumps(student()).encode("utf-32"), "Save it as UTF-8"),
    ],
)
def test_a_file_that_is_written_otherwise_gets_one_hint(tmp_path: Path, text: bytes, hint: str) -> None:
    source, target = tmp_path / "students.jsonl", tmp_path / "audits.jsonl"
    source.write_bytes(text)
    code, said = run("run", "--rules", "utah/garfield", "--transcripts", str(source), "-o", str(target))

    assert code == 1
    assert hint in said
    assert "line 1" not in said
    assert not target.exists()


def test_a_file_without_a_student_says_so(tmp_path: Path) -> None:
    for lines in ((), ("", "  ")):
        code, said, records = audit(tmp_path, *lines)
        assert code == 0
        assert "There is no student in " in said
        assert of_kind(records, "summary")[0]["students"] == 0
    assert "There is no student" not in audit(tmp_path, "{broken")[1]


def test_a_code_in_other_capitals_is_the_same_class(tmp_path: Path) -> None:
    small, odd = ENGLISH | {"code": "eng-9"}, ENGLISH | {"code": "xy-1"}
    _code, said, records = audit(tmp_path, student("s1", ENGLISH, small), student("s2", odd, odd | {"code": "XY-1"}))

    assert "eng-9@2023-24/: the file writes eng-9, and the course list ENG-9. It is read as ENG-9." in said
    one, other = of_kind(records, "student")
    assert (one["total"]["counted"]["earned"], other["total"]["counted"]["earned"]) == (1.0, 1.0)
    assert of_kind(records, "summary")[0]["problems"]["code_read_as"] == 1
    assert of_kind(records, "summary")[0]["problems"]["twice_in_term"] == 2
