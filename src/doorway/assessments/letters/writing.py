"""A letter about reading in words: plain blocks that page and paper draw alike.

``{"title": …, "blocks": [{"kind": "text", "text": …}, {"kind": "heading", …}, {"kind": "list", "items": …},
{"kind": "chart", "lang": …, "chart": … (frozen)}, {"kind": "table", "head": …, "rows": …}]}``. It never calls a child
at the goal "on grade level": it says in the state's own words from which score that is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from babel.lists import format_list
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from doorway.assessments import wording
from doorway.assessments.charts import pen, rows
from doorway.assessments.charts.frozen import freeze
from doorway.assessments.core import ReadingPoint
from doorway.assessments.evidence import goal_chart
from doorway.assessments.letters.rolls import Asked
from doorway.assessments.parts import parts_table
from doorway.policy.packs import grade_text, year_text
from doorway.roster.models import Person, School

Block = dict[str, Any]


@dataclass(frozen=True)
class Occasion:
    """Of what a letter speaks: the student, how they read, where, and who teaches them.

    ``point``: the result; ``year``: the results of the same test in that school year up to it, oldest first. ``help``:
    by language what the school says that it does.
    """

    student: Person
    point: ReadingPoint
    year: Sequence[ReadingPoint]
    school: School
    teachers: Sequence[str]
    help: Mapping[str, str]
    tested_on: date | None = None


def compose(occasion: Occasion, asked: Asked, *, to: Sequence[str], languages: Iterable[str]) -> dict[str, Any]:
    """The letter in each language."""
    return {language: _in(language, occasion, asked, to) for language in languages}


def _in(language: str, occasion: Occasion, asked: Asked, to: Sequence[str]) -> dict[str, Any]:
    with translation.override(language):
        name = occasion.student.first_name
        title = _("How %(name)s reads: %(period)s, %(year)s") % {
            "name": name,
            "period": _lower(asked.title(occasion.point.period, language)),
            "year": year_text(asked.year),
        }
        blocks = list(_blocks(language, occasion, asked, to))
        # What the school wrote itself is where it begins the next time.
        return {"title": title, "blocks": blocks, "help": occasion.help[language]}


def _blocks(language: str, occasion: Occasion, asked: Asked, to: Sequence[str]) -> Iterable[Block]:
    name, point = occasion.student.first_name, occasion.point
    instrument = asked.yardsticks.instruments[point.instrument]
    yield _text(_("Dear %(names)s,") % {"names": format_list(list(to), locale=language)})
    yield _text(
        _(
            "%(name)s took %(test)s at school. The score is below the goal for grade %(grade)s. We write to every "
            "family whose child is below the goal, so that school and family can help together."
        )
        % {"name": name, "test": instrument.title(language), "grade": grade_text(point.grade)}
    )
    yield _heading(_("What was measured"))
    yield _text(instrument.about(language))
    yield _list(_measured(language, occasion, asked))
    yield from _drawn(language, occasion, asked)
    table = parts_table(point, asked.yardsticks, language)
    if table is not None:
        yield _text(_("The parts of the test:"))
        yield {"kind": "table", "head": list(table.head), "rows": [list(row) for row in table.rows]}
    yield _heading(_("What it means"))
    if point.level is not None:
        means = asked.rule.means[point.level.key](language).replace("{name}", name)
        yield _text(means[:1].upper() + means[1:])
    on_level = wording.grade_level_sentence(point, asked.yardsticks, language)
    if on_level:
        yield _text(on_level)
    yield _heading(_("What the school does"))
    for paragraph in occasion.help[language].splitlines():
        if paragraph.strip():
            yield _text(paragraph.strip())
    yield _heading(_("What you can do at home"))
    yield _list([tip(language) for tip in asked.rule.home])
    yield _heading(_("Whom to ask"))
    yield _text(_whom(language, occasion))
    yield _text(
        _("The state asks every school for this letter (%(citation)s). It is kept with %(name)s’s test results.")
        % {"citation": asked.rule.citation, "name": name}
    )
    yield _text(occasion.school.name)


def _drawn(language: str, occasion: Occasion, asked: Asked) -> Iterable[Block]:
    """The drawing of the student's page, and the table with the same numbers."""
    chart = goal_chart(occasion.year, asked.yardsticks, occasion.student.pk.hex)
    yield {"kind": "chart", "lang": language, "chart": freeze(chart, [language])}
    table = rows(chart, language)
    yield {"kind": "table", "head": list(table.head), "rows": [list(row) for row in table.rows]}


def _measured(language: str, occasion: Occasion, asked: Asked) -> list[str]:
    """Score, goal, distance, level and day, as far as they are known."""
    point, found = occasion.point, []
    if point.score is not None:
        found.append(_("Score: %(score)s") % {"score": pen.number(point.score)})
    if point.goal is not None:
        found.append(_("Goal for this time of the year: %(goal)s") % {"goal": pen.number(point.goal)})
    if point.distance is not None and point.distance < 0:
        number = 1 if point.distance == -1 else 2
        short = ngettext("Short of the goal: %(points)s point", "Short of the goal: %(points)s points", number)
        found.append(short % {"points": pen.number(-point.distance)})
    level = asked.yardsticks.level_word(point.instrument, point.level)
    if level is not None:
        found.append(_("Level: %(level)s") % {"level": level.title(language)})
    if occasion.tested_on is not None:
        found.append(_("Day of the test: %(day)s") % {"day": date_format(occasion.tested_on, "DATE_FORMAT")})
    return found


def _whom(language: str, occasion: Occasion) -> str:
    """Who answers questions: the teacher, and the school's number."""
    values = {
        "name": occasion.student.first_name,
        "teachers": format_list(list(occasion.teachers), locale=language, style="or") if occasion.teachers else "",
        "phone": occasion.school.phone,
    }
    if occasion.teachers and occasion.school.phone:
        return _("Ask %(teachers)s, who teaches %(name)s, or call the school: %(phone)s.") % values
    if occasion.teachers:
        return _("Ask %(teachers)s, who teaches %(name)s.") % values
    if occasion.school.phone:
        return _("Ask %(name)s’s teacher, or call the school: %(phone)s.") % values
    return _("Ask %(name)s’s teacher or the school’s office.") % values


def _text(words: str) -> Block:
    return {"kind": "text", "text": words}


def _heading(words: str) -> Block:
    return {"kind": "heading", "text": words}


def _list(items: Sequence[str]) -> Block:
    return {"kind": "list", "items": list(items)}


def _lower(text: str) -> str:
    """The text inside a sentence: without the capital it begins with."""
    return text[:1].lower() + text[1:]
