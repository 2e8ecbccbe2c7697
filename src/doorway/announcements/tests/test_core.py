"""What a reply looks like before a person reads it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doorway.announcements.body import has_dates, to_html, to_text
from doorway.announcements.core.judging import judge, links_in, names_somebody, plain

NAMES = [
    ("Lucía", "Morales"),
    ("Ellie", "Whitaker"),
    ("José Luis", "García Pérez"),
    ("", "Nobody"),
    ("Anne-Marie", "O'Neil"),
    ("Maria", "De La Cruz"),
    ("José", "de la Cruz"),
    ("Kim", "Lee-Park"),
]


@pytest.mark.parametrize(
    "text",
    [
        "Lucía Morales is so happy in class.",
        "my daughter lucia morales",
        "MORALES, LUCIA was late",
        "Ellie J. Whitaker",
        "Ellie Jane Whitaker says thanks",
        "for josé garcía",
        "Anne-Marie O'Neil",
        "I am Ellie Whitaker's mother",
        "I am Ellie Whitaker’s mother",
        "Whitaker's Ellie",
        "Ellie Whitakers mother",
        "Anne-Marie O’Neil’s class",
        "José Pérez",
        "José de la Cruz-Ortega",
        "Maria De La Cruz",
        "Maria Cruz",
        "Kim Lee-Park",
        "Kim Park",
    ],
)
def test_a_students_name_is_found(text: str) -> None:
    assert names_somebody(text, NAMES)


@pytest.mark.parametrize(
    "text",
    [
        "Lucía is happy.",
        "The Morales family thanks you.",
        "Ellie went. Then came many others, and Mr. Whitaker.",
        "",
        "Nobody",
        "Maria de Panguitch",
        "Maria and the others of la primaria",
    ],
)
def test_half_a_name_is_none(text: str) -> None:
    assert not names_somebody(text, NAMES)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("no links", 0),
        ("see https://a.example", 1),
        ("www.a.de and b.com and http://c.d", 3),
        ("https://www.garfk12.org/calendar and www.usbe.org/x", 2),
        ("http://a.comhttp://b.com,http://c.com", 3),
        ("cheap-pills.store viagra.club bit.ly/x t.me/foo", 4),
        ("Thanks.We come at 3/4 p.m./evening, and/or later.", 0),
        ("At 3.30 in room 4.B", 0),
    ],
)
def test_links_are_counted_written_out_or_not(text: str, number: int) -> None:
    assert links_in(text) == number


def test_marks_are_kept_as_words() -> None:
    assert judge("Ellie Whitaker <b>won</b> at www.a.com", NAMES).keys() == "links student_name markup"
    assert judge("Thank you for the letter.", NAMES).keys() == ""


@given(st.text(max_size=300))
def test_any_text_is_judged(text: str) -> None:
    judge(text, NAMES)
    assert not any(letter.isupper() for letter in plain(text) if letter.isascii())


@given(st.text(max_size=200), st.text(max_size=200))
def test_a_name_is_found_whatever_stands_around_it(before: str, after: str) -> None:
    assert names_somebody(f"{before} Ellie Whitaker {after}", NAMES)


HOSTILE = [
    "<script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "![x](https://elsewhere.example/pixel.gif)",
    "<img src=x onerror=alert(1)>",
    "[x](data:text/html;base64,AAAA)",
]


@pytest.mark.parametrize("body", HOSTILE)
def test_no_program_and_no_picture_comes_out_of_a_letter(body: str) -> None:
    html = to_html(body)

    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html
    assert 'href="data' not in html


@given(st.text(max_size=300))
def test_any_body_is_read(body: str) -> None:
    html = to_html(body, lambda: "")
    assert "<script" not in html
    to_text(body)


def test_dates_stand_where_the_line_is() -> None:
    body = "Dear families,\r\n\r\n  [Dates] \r\n\r\nSee you there."

    assert has_dates(body)
    assert to_html(body, lambda: "<dl>D</dl>") == "<p>Dear families,</p>\n<dl>D</dl><p>See you there.</p>\n"
    assert to_text(body, lambda: "D") == "Dear families,\n\nD\n\nSee you there."
    assert not has_dates("the word [dates] inside a sentence")


def test_headings_of_a_letter_stand_below_the_pages_own() -> None:
    assert to_html("# One\n\n## Two") == "<h2>One</h2>\n<h3>Two</h3>\n"
