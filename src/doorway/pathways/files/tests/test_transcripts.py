"""A row that was read before is not read again: it has to be the same course that it would have been."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from doorway.pathways.files import transcripts
from doorway.pathways.files.transcripts import Asked, LineRefused, transcript_of

YEAR = 2027
VALUES: dict[str, tuple[Any, ...]] = {
    "code": ("ENG-9", " ENG-9 ", "", 9, None, ["ENG-9"]),
    "credits": (0.5, "0.5", 1, 1.0, True, -1, 0.333, 99, "half", None, float("nan"), [1]),
    "year": ("2025-26", 2026, 2026.0, "2026", 2030, "never", None, True),
    "id": ("a", "b", ""),
    "term": ("S1", "S2", " S1", 1),
    "state": ("completed", "in_progress", "over"),
    "mark": ("A", "F", "W", None),
    "grade": (9, "9", 9.0, 0, 40, None),
    "part": ("1", "2"),
    # Texts that look like the place at which a line is cut.
    "title": ("English", 1, "a},{b", "a}, {b", "a}]", '"courses":[{', '"},{"code":"X', "é"),
    "areas": (["english"], ["nothing"], None, "english"),
    "tags": (["lab"], None),
    "scale": (24, 36, None, "x"),
    "colour": ("red",),
}
USUAL = {"code": "ENG-9", "credits": 0.5, "year": "2025-26", "term": "S1"}


def asked() -> Asked:
    """What requirements with one class of English know."""
    return Asked(frozenset(), frozenset(), frozenset({"english"}), {"A": "A", "a": "A", "F": "F"})


def a_line(dice: random.Random) -> bytes:
    """A student with rows of which some are made as they should be."""
    rows: list[Any] = []
    for _ in range(dice.randrange(6)):
        row: dict[str, Any] = dict(USUAL)
        for name in dice.sample(sorted(VALUES), dice.choice((0, 0, 1, 1, 2))):
            row[name] = dice.choice(VALUES[name])
        if dice.random() < 0.05:
            del row[dice.choice(sorted(row))]
        # The same fields in another order are the same row.
        rows.append(dict(dice.sample(list(row.items()), len(row))))
    line: dict[str, Any] = {"student": "s", "class_of": 2028, "grade": 11, "courses": rows}
    if dice.random() < 0.1:
        line["courses"] = dice.choice((None, {}, "", [], [[]], ["ENG-9"], [None]))
    if dice.random() < 0.1:
        line[dice.choice(("student", "grade", "colour", "tests"))] = dice.choice(("", None, "red", []))
    if dice.random() < 0.1:
        line = {dice.choice(("facts", "decisions", "x")): dice.choice(({"courses": rows}, [{"courses": rows}])), **line}
    text = json.dumps(
        line,
        separators=dice.choice(((",", ":"), (", ", ": "), (" , ", " : "))),
        ensure_ascii=dice.random() < 0.5,
        indent=dice.choice((None, None, None, 1)),
    ).replace("\n", " ")
    return _damaged(dice, text).encode() if dice.random() < 0.2 else text.encode()


def _damaged(dice: random.Random, text: str) -> str:
    """The same with a sign or some more, less, or twice: nearly always no JSON any more."""
    at = dice.randrange(len(text))
    more = dice.choice(('"', "}", "},{", "}, {", "}]", '{"courses":[{', '"courses":null,', text[at : at + 30]))
    return text[:at] + more + text[at + dice.choice((0, 0, 1, 4)) :]


def read(line: bytes, known: Asked) -> object:
    """The transcript, or everything that is wrong with the line."""
    try:
        return transcript_of(line, this_year=YEAR, asked=known)
    except LineRefused as refused:
        return refused.problems


def _not_taken_apart(*_given: object) -> object:
    raise ValueError


def test_a_row_that_was_read_before_is_what_it_would_be_read_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    dice = random.Random(7)
    lines = [a_line(dice) for _ in range(3_000)]
    known = asked()
    after_others = [read(line, known) for line in lines]
    assert known.rows
    monkeypatch.setattr(transcripts, "_taken_apart", _not_taken_apart)
    checked_as_a_whole = [read(line, asked()) for line in lines]
    assert after_others == checked_as_a_whole
    refused = sum(isinstance(one, tuple) for one in after_others)
    assert 600 < refused < 2_600, "both kinds are asked"


def test_what_is_kept_of_rows_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transcripts, "_MOST_ROWS", 3)
    known = asked()
    for number in range(10):
        rows = [{**USUAL, "id": f"{number}-{row}"} for row in range(2)]
        line = json.dumps({"student": "s", "class_of": 2028, "grade": 11, "courses": rows})
        transcript = transcript_of(line, this_year=YEAR, asked=known)
        assert [course.key for course in transcript.courses] == [f"{number}-0", f"{number}-1"]
        assert len(known.rows) <= 3


@pytest.mark.parametrize("line", [b"", b"[]", b"7", b"{", b"\xff", b'{"student": 1}', b'{"courses": []}'])
def test_what_is_no_student_is_refused(line: bytes) -> None:
    with pytest.raises(LineRefused):
        transcript_of(line, this_year=YEAR, asked=asked())
