"""What a reply looks like before a person reads it."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doorway.announcements.body import has_dates, to_html, to_text
from doorway.announcements.core.judging import judge, links_in


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("see https://a.example", 1),
        ("www.a.de and b.com and http://c.d", 3),
        ("https://www.garfk12.org/calendar and www.usbe.org/x", 2),
        ("http://a.comhttp://b.com,http://c.com", 3),
        ("cheap-pills.store viagra.club bit.ly/x t.me/foo", 4),
        ("ftp://files.example and hxxp://evil", 2),
        ("evil[.]com, evil (dot) net, evil{punto}org", 3),
        ("evil dot com or evil .com or evil punto com", 3),
        ("EVIL.COM! evil.com.Thanks", 2),
        ("еvil.соm", 1),  # Cyrillic letters
        ("ｅｖｉｌ．ｃｏｍ evil。com evil․com", 3),
        ("ev\u00adil.com e\u200bvil.c\u200bom", 2),
        ("write to rosa@example.com", 1),
        ("log in at 192.168.1.1/login or 10.0.0.7:8080", 2),
        ("evil - dot - com, evil-dot-net, evil — punto — org", 3),
        ("пример.рф and xn--e1afmkfd.xn--p1ai/x and evil.xn--p1ai", 3),
        ("https://пример.рф/x", 1),
        ("evil3 . com evil4 . net evil5 . org", 3),
        ("evil3. com\nevil4 .  net and EVIL5 . ORG", 3),
        ("evil3 . com, evil4 . info, evil5 . top", 3),
        ("Vengan . Nos vemos . Más en evil . com", 1),
        ("Evil.Com Evil2.Com Evil3.Com", 3),
        ("evil,com evil2,com Evil3,Com", 3),
        ("casino*com casino2*net casino3_org evil·com evil|com", 5),
        ("buy-pills.pharmacy best-loan.loans and gana.bingo", 3),
    ],
)
def test_links_are_counted_written_out_hidden_or_in_other_letters(text: str, number: int) -> None:
    assert links_in(text).sure == number


@pytest.mark.parametrize("text", ["example.de", "Look at casino.me now", "x-y.co.uk", "PILLS.MX"])
def test_what_may_be_a_link_is_marked_and_alone_no_farm(text: str) -> None:
    found = links_in(text)

    assert (found.sure, found.perhaps, found.is_farm) == (0, 1, False)
    assert judge(text, names_student=False).links


def test_three_links_are_a_farm_and_so_are_six_that_may_be_some() -> None:
    assert links_in("a.com b.com c.com").is_farm
    assert links_in("evil3 . com evil4 . net evil5 . org").is_farm
    assert not links_in("a.com b.com c1.de").is_farm
    assert links_in(" ".join(f"casino{n}.de" for n in range(6))).is_farm
    assert links_in("a.com/b.net/c.org").is_farm


@pytest.mark.parametrize(
    "text",
    [
        "no links",
        "Thanks.We come at 3/4 p.m./evening, and/or later.",
        "At 3.30 in room 4.B",
        "Gracias.Nos vemos el martes.",
        "gracias.nos vemos",
        "El Sr.Lopez y la Sra.de la Cruz",
        "Mr.Smith and Dr.Jones, room 12.a",
        "A las 5 p.m. o a las 9 a.m.",
        "5.30 p.m.to 6",
        "GPA of 3.5; p.5, no.3",
        "EE.UU. y S.A. de C.V.",
        "e.g. this, i.e. that, etc.and more",
        "See plan.pdf, notas.docx and foto.jpg",
        "Desde mi punto de vista está bien.",
        "Hasta cierto punto, me gusta",
        "Connect the dot to dot picture",
        "A dot-to-dot picture, the red - dot - one",
        "Version 1.2.3.4 of the form; sections 1.2.3.4 and 3.1.2",
        "Мы придём.Спасибо",
        "He said:yes.No.Maybe...",
        "Nov.2 and Feb.21",
        "U.S. history; U.N.",
        "Lucía está en 3.º grado",
        "¿Quién viene?Yo.Gracias",
        "Gracias . En casa hablamos . Nos vemos el martes . de nada . me alegro . es así . no . la maestra",
        "No hay problema . info en la oficina . top",
        "We read the letter . online it looks good . Thank you . live and learn",
        "I come at 3 . 30 . Room 4 . B",
        "Thank you . . . Org charts . Com is no word",
        "Nosotros. comemos a las 12. netamente. organizado",
        "Hola,como están? Voy*comer_y_net-work,organizar. Gracias.Edu y Lucía.Info en la oficina.Top",
    ],
)
def test_no_sentence_is_taken_for_a_link(text: str) -> None:
    assert not links_in(text)


def test_marks_are_kept_as_words() -> None:
    assert judge("Ellie Whitaker <b>won</b> at www.a.com", names_student=True).keys() == "links student_name markup"
    assert judge("Thank you for the letter.", names_student=False).keys() == ""


@given(st.text(max_size=300))
def test_any_text_is_judged(text: str) -> None:
    judge(text, names_student=False)


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


@pytest.mark.parametrize(
    ("body", "links"),
    [
        ("See https://a.example/b_c_d. Thanks", ["https://a.example/b_c_d"]),
        ("(https://a.example), *http://b.example/?x=1&y=2*!", ["https://a.example", "http://b.example/?x=1&amp;y=2"]),
        ("- «https://a.example/ñ»", ["https://a.example/%C3%B1"]),
        (
            "[the calendar](https://a.example) and [https://b.example](https://b.example)",
            ["https://a.example", "https://b.example"],
        ),
        ("`https://a.example` https:// and javascript://x", []),
        ('https://a.example/"onclick="alert(1)', ["https://a.example/"]),
    ],
)
def test_an_address_that_is_written_out_is_a_link(body: str, links: list[str]) -> None:
    html = to_html(body)

    assert re.findall(r'<a href="([^"]*)" rel="noopener nofollow">', html) == links
    assert html.count("<a ") == len(links)


def test_dates_stand_where_the_line_is() -> None:
    body = "Dear families,\r\n\r\n  [Dates] \r\n\r\nSee you there."

    assert has_dates(body)
    assert to_html(body, lambda: "<dl>D</dl>") == "<p>Dear families,</p>\n<dl>D</dl><p>See you there.</p>\n"
    assert to_text(body, lambda: "D") == "Dear families,\n\nD\n\nSee you there."
    assert not has_dates("the word [dates] inside a sentence")


def test_headings_of_a_letter_stand_below_the_pages_own() -> None:
    assert to_html("# One\n\n## Two") == "<h2>One</h2>\n<h3>Two</h3>\n"


@pytest.mark.parametrize("part", ["㌖", "ﷺ", "a", "a.", "1-", "xn--", "a\u0301"])
def test_a_word_as_long_as_a_reply_is_read_once(part: str) -> None:
    """One letter may be six when it is taken apart; from each of them on the rest was read again, for seconds."""
    begun = time.process_time()
    links_in(part * (20_000 // len(part)))

    assert time.process_time() - begun < 2
