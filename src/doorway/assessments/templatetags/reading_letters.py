"""Words on the pages of the letters about reading: ``{% load reading_letters %}``."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from doorway.assessments import wording
from doorway.assessments.charts import pen
from doorway.assessments.letters.rolls import Asked, Line, Sent, Stands
from doorway.assessments.models import ReadingLetter
from doorway.policy.packs import grade_number, grade_text

register = template.Library()


@register.simple_tag
def result_words(line: Line, asked: Asked) -> str:
    """What a student's result says: “198, the goal is 220: Below benchmark”, or why nobody knows yet."""
    language = get_language() or "en"
    result = line.result
    if result is None:
        return _("No result on file.")
    if line.stands == Stands.NOT_TESTED:
        return wording.not_tested_note(result.not_tested, asked.yardsticks, language)
    if line.stands == Stands.OTHER_GRADE:
        return _("Tested with the material of grade %(tested)s. Only a result from the child’s own grade counts.") % {
            "tested": grade_text(result.grade)
        }
    if line.stands == Stands.NO_LEVEL:
        return _("The score %(score)s has no level, and the goals for it are not known.") % {"score": _score(line)}
    level = asked.yardsticks.level_word(result.instrument, line.level)
    words = "" if level is None else level.title(language)
    if line.goal is None or result.value is None:
        return words
    return _("%(score)s, the goal is %(goal)s: %(level)s") % {
        "score": _score(line),
        "goal": pen.number(line.goal),
        "level": words,
    }


@register.simple_tag
def letter_title(letter: ReadingLetter) -> str:
    """A letter's title in the page's language, or in that of the home."""
    said = letter.content.get(get_language() or "en") or letter.content[letter.language]
    return str(said["title"])


@register.filter
def how_words(sent: Sent) -> str:
    """How a letter went out, and whether somebody opened it."""
    if sent.opened:
        return _("opened")
    return {
        "paper": _("on paper"),
        "sent": _("sent by e-mail, not opened yet"),
        "waiting": _("goes out by e-mail"),
        "failed": _("the e-mail could not be delivered"),
        "held": _("the e-mail was held back: the record was closed"),
    }[sent.how]


@register.filter
def grade_of(code: str) -> str:
    """A grade as people write it: “3”, “K”."""
    return grade_text(grade_number(code))


@register.filter
def number_of(value: Any) -> str:
    """A score as people write it."""
    return "" if value is None else pen.number(float(value))


@register.filter
def level_of(key: str, words: dict[str, str]) -> str:
    """What a level is called."""
    return words.get(key, key)


def _score(line: Line) -> str:
    return "" if line.result is None or line.result.value is None else pen.number(line.result.value)
