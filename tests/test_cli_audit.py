"""``doorway audit`` as it is typed."""

from __future__ import annotations

import gzip
import json
import stat
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
