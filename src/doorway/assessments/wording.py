"""Sentences of the core in the reader's words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.utils import translation
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from doorway.assessments.charts import pen
from doorway.assessments.core import Among, Growth, ReadingPoint, Sentence, YearWord
from doorway.assessments.yardsticks import Yardsticks
from doorway.policy.packs import grade_text, year_text

Said = Callable[[str], str]

READING: dict[str, str | Promise] = {
    "reading.over_goal": gettext_lazy(
        "The reading score is %(score)s. The goal (%(when)s, grade %(grade)s, %(year)s) is %(goal)s: "
        "%(distance)s over the goal."
    ),
    "reading.on_goal": gettext_lazy(
        "The reading score is %(score)s. That is exactly the goal (%(when)s, grade %(grade)s, %(year)s)."
    ),
    "reading.short_of_goal": gettext_lazy(
        "The reading score is %(score)s. The goal (%(when)s, grade %(grade)s, %(year)s) is %(goal)s: "
        "%(distance)s short of the goal."
    ),
    "reading.score_and_level": gettext_lazy(
        "The reading score is %(score)s (%(when)s, grade %(grade)s, %(year)s). The level is “%(level)s”."
    ),
    "reading.score_only": gettext_lazy("The reading score is %(score)s (%(when)s, grade %(grade)s, %(year)s)."),
    "reading.level_only": gettext_lazy("The reading level is “%(level)s” (%(when)s, grade %(grade)s, %(year)s)."),
    "reading.parts_only": gettext_lazy(
        "Only parts of the reading test are on file (%(when)s, grade %(grade)s, %(year)s)."
    ),
    "reading.not_tested": gettext_lazy("Not tested (%(when)s, grade %(grade)s, %(year)s): %(reason)s."),
}
CORE: dict[str, str | Promise] = {
    "core.first": gettext_lazy("%(subject)s, %(year)s: “%(level)s”. There is no earlier level to compare it with."),
    "core.up": gettext_lazy(
        "%(subject)s, %(year)s: “%(level)s”. In %(before_year)s it was “%(before)s”: a higher level."
    ),
    "core.same": gettext_lazy("%(subject)s, %(year)s: “%(level)s”, the same level as in %(before_year)s."),
    "core.down": gettext_lazy(
        "%(subject)s, %(year)s: “%(level)s”. In %(before_year)s it was “%(before)s”: a lower level."
    ),
    "core.other_test": gettext_lazy(
        "%(subject)s, %(year)s: “%(level)s”. The test before was another one, so the two cannot be compared."
    ),
    "core.score_only": gettext_lazy("%(subject)s, %(year)s: a score of %(score)s."),
    "core.not_tested": gettext_lazy("%(subject)s, %(year)s: not tested (%(reason)s)."),
    "core.against": gettext_lazy(
        "%(subject)s, %(year)s: results for %(grades)s are on file, and only one of them can be right. None of them "
        "counts until the district has looked."
    ),
}

GROWTH: dict[str, str | Promise] = {
    "growth.state": gettext_lazy(
        "%(subject)s, %(year)s: the state’s growth percentile is %(percentile)s. That is a higher score than "
        "%(percentile)s of 100 students who had the same scores before."
    ),
    "growth.own": gettext_lazy(
        "%(subject)s, %(year)s: the growth percentile is %(percentile)s, computed by the district among %(students)s "
        "students. That is a higher score than %(percentile)s of 100 students who had the same scores before."
    ),
    "growth.several": gettext_lazy(
        "%(subject)s, %(year)s: the growth percentile is %(percentile)s, computed by the district among %(students)s "
        "students of several districts. That is a higher score than %(percentile)s of 100 students who had the same "
        "scores before."
    ),
    "growth.unsaid": gettext_lazy(
        "%(subject)s, %(year)s: the growth percentile is %(percentile)s, computed by the district among %(students)s "
        "students. Some of them may be of other districts. That is a higher score than %(percentile)s of 100 students "
        "who had the same scores before."
    ),
}

_WIDEST_FIRST: tuple[Among, ...] = ("several", "unsaid", "own")

GROWTH_FROM: dict[Among, str | Promise] = {
    "own": gettext_lazy("the district’s, among %(students)s"),
    "several": gettext_lazy("the district’s, among %(students)s of several districts"),
    "unsaid": gettext_lazy("the district’s, among %(students)s, perhaps of several districts"),
}

# Whose the percentiles of a class or a school are: some the state's or none, and how the district's were computed.
GROWTH_OF_MANY: dict[tuple[bool, Among | None], str | Promise] = {
    (True, None): gettext_lazy("The percentiles are the state’s."),
    (False, "own"): gettext_lazy("The district computed the percentiles, among its own students."),
    (False, "several"): gettext_lazy("The district computed the percentiles, among students of several districts."),
    (False, "unsaid"): gettext_lazy(
        "The district computed the percentiles, perhaps among students of several districts."
    ),
    (True, "own"): gettext_lazy(
        "Some of the percentiles are the state’s; the district computed the others, among its own students."
    ),
    (True, "several"): gettext_lazy(
        "Some of the percentiles are the state’s; the district computed the others, among students of several "
        "districts."
    ),
    (True, "unsaid"): gettext_lazy(
        "Some of the percentiles are the state’s; the district computed the others, perhaps among students of several "
        "districts."
    ),
}

OUTLOOK: dict[str, str | Promise] = {
    "outlook.reach.next": gettext_lazy(
        "%(subject)s: to reach “%(level)s” in grade %(grade)s (%(year)s), a student with these scores would need to "
        "grow more next year than about %(low)s to %(high)s of 100 students who had the same scores. No test is "
        "exact, so this is a range, and it is no forecast."
    ),
    "outlook.reach.each": gettext_lazy(
        "%(subject)s: to reach “%(level)s” by grade %(grade)s (%(year)s), a student with these scores would need to "
        "grow more each year than about %(low)s to %(high)s of 100 students who had the same scores. No test is "
        "exact, so this is a range, and it is no forecast."
    ),
    "outlook.stay.next": gettext_lazy(
        "%(subject)s: to stay at “%(level)s” or higher in grade %(grade)s (%(year)s), a student with these scores "
        "would need to grow more next year than about %(low)s to %(high)s of 100 students who had the same scores. "
        "No test is exact, so this is a range, and it is no forecast."
    ),
    "outlook.stay.each": gettext_lazy(
        "%(subject)s: to stay at “%(level)s” or higher up to grade %(grade)s (%(year)s), a student with these scores "
        "would need to grow more each year than about %(low)s to %(high)s of 100 students who had the same scores. "
        "No test is exact, so this is a range, and it is no forecast."
    ),
    "outlook.far.reach": gettext_lazy(
        "%(subject)s: “%(level)s” by grade %(grade)s (%(year)s) would take more growth than nearly all of 100 "
        "students with the same scores show. A step on the way there is a good goal too. Ask the teacher which one."
    ),
    "outlook.far.stay": gettext_lazy(
        "%(subject)s: to stay at “%(level)s” up to grade %(grade)s (%(year)s) would take more growth than nearly all "
        "of 100 students with the same scores show. Ask the teacher what helps most."
    ),
}


def reading_sentence(sentence: Sentence, point: ReadingPoint, yardsticks: Yardsticks, language: str) -> str:
    """What the last reading result means."""
    instrument = yardsticks.instruments[point.instrument]
    values: dict[str, Any] = dict(sentence.values)
    period = instrument.period(point.period)
    values["when"] = _lower(point.period if period is None else period.title(language))
    values |= {"grade": grade_text(point.grade), "year": year_text(point.year)}
    return _put(READING, sentence.key, values, point.instrument, yardsticks, language)


def grade_level_sentence(point: ReadingPoint, yardsticks: Yardsticks, language: str) -> str:
    """Whether the state calls this reading on grade level; empty where it says nothing."""
    if point.on_grade_level is None:
        return ""
    with translation.override(language):
        if point.on_grade_level:
            return _("The state counts this as reading on grade level.")
        wording = yardsticks.grade_level_wording(point.instrument)
        if wording is None or point.grade_level_score is None:
            return _("The state does not yet count this as reading on grade level.")
        return wording(language).replace("{score}", pen.number(point.grade_level_score))


def other_grade_sentence(point: ReadingPoint, language: str) -> str:
    """That a reading test was given with the material of another grade; empty where it was not."""
    if point.student_grade is None or not point.is_off_grade or point.not_tested:
        return ""
    with translation.override(language):
        return _(
            "This test is made for grade %(tested)s. The student was in grade %(grade)s, so it does not say how the "
            "student reads for grade %(grade)s."
        ) % {"tested": grade_text(point.grade), "grade": grade_text(point.student_grade)}


def other_grade_break(point: ReadingPoint, language: str) -> str:
    """Why a reading level is not compared with the one before: the material was of another grade."""
    with translation.override(language):
        return _("The test is made for grade %(grade)s. It cannot be compared with the one before.") % {
            "grade": grade_text(point.grade)
        }


def national_sentence(point: ReadingPoint, language: str) -> str:
    """Where a reading score stands among all in the country who took the test; empty where nobody said it."""
    if point.national is None:
        return ""
    with translation.override(language):
        return _(
            "The national percentile is %(percentile)s: so many of 100 students in the country who took this test in "
            "this grade scored as high or lower."
        ) % {"percentile": point.national}


def core_sentence(sentence: Sentence, instrument: str, yardsticks: Yardsticks, language: str) -> str:
    """What the last core test means beside the one before."""
    values: dict[str, Any] = dict(sentence.values)
    values["subject"] = yardsticks.pack.subject(str(values["subject"])).title(language)
    values["year"] = year_text(int(values["year"]))
    if "grades" in values:
        values["grades"] = grades_said(map(int, str(values["grades"]).split()), language)
    if "before_year" in values:
        values["before_year"] = year_text(int(values["before_year"]))
    return _put(CORE, sentence.key, values, instrument, yardsticks, language)


YEAR_WORDS: dict[YearWord, str | Promise] = {
    "progress": pgettext_lazy("core test", "progress"),
    "steady": pgettext_lazy("core test", "steady"),
    "behind": pgettext_lazy("core test", "fell behind"),
}
# A year in which the level stayed is no news.
MOVED: dict[YearWord, str | Promise] = {
    "progress": gettext_lazy("progress in %(years)s"),
    "behind": gettext_lazy("fell behind in %(years)s"),
}


def year_word(word: YearWord, language: str) -> str:
    """One word for a year beside the time before."""
    with translation.override(language):
        return str(YEAR_WORDS[word])


def year_rule(language: str) -> str:
    """The rule of the word for a year. It stands wherever the word does, on paper too."""
    with translation.override(language):
        return _(
            "Progress: a higher level than the time before, on the same scale. Steady: the same level. Fell behind: a "
            "lower level."
        )


def earlier_sentence(subject: str, moves: Sequence[tuple[int, YearWord]], language: str) -> str:
    """In which years before the last one a student moved; empty where no two years can be compared."""
    if not moves:
        return ""
    with translation.override(language):
        said = []
        for word, text in MOVED.items():
            years = [year_text(year) for year, found in moves if found == word]
            if years:
                said.append(str(text) % {"years": get_text_list(years, _("and"))})
        if not said:
            # Of years that cannot be compared, nothing is said.
            same = get_text_list([year_text(year) for year, _found in moves], _("and"))
            return _("%(subject)s in the years before: the same level in %(years)s.") % {
                "subject": subject,
                "years": same,
            }
        return _("%(subject)s in the years before: %(moves)s.") % {"subject": subject, "moves": "; ".join(said)}


def growth_sentence(sentence: Sentence, yardsticks: Yardsticks, language: str) -> str:
    """The growth percentile of a year, and whose it is."""
    values: dict[str, Any] = dict(sentence.values)
    values["subject"] = yardsticks.pack.subject(str(values["subject"])).title(language)
    values["year"] = year_text(int(values["year"]))
    with translation.override(language):
        if "students" in values:
            values["students"] = number_format(values["students"], force_grouping=True)
        return str(GROWTH[sentence.key]) % values


def earlier_growth_sentence(subject: str, found: Sequence[tuple[int, Growth]], language: str) -> str:
    """The growth percentiles of the years before the last one, newest first, and whose they are; empty without any."""
    if not found:
        return ""
    said = [f"{year_text(year)}: {growth.percentile} ({growth_from(growth, language)})" for year, growth in found]
    with translation.override(language):
        return _("%(subject)s, growth percentiles of the years before: %(years)s.") % {
            "subject": subject,
            "years": "; ".join(said),
        }


def explains_growth(language: str) -> re.Pattern[str]:
    """The sentences at the end of others that say what a percentile or a range means: one reads them once.

    They may stand in plans that were frozen long ago, so they are told by their words.
    """
    with translation.override(language):
        # Whom to ask about a goal that is far away is no explanation.
        told = {key: text for key, text in (GROWTH | OUTLOOK).items() if not key.startswith("outlook.far")}
        ends = {str(text).rsplit(". ", 1)[1] for text in told.values()}
    pieces = (re.split(r"%\(\w+\)s", end) for end in sorted(ends))
    return re.compile("|".join(r"\S+".join(map(re.escape, piece)) for piece in pieces))


def outlook_sentence(sentence: Sentence, yardsticks: Yardsticks, language: str) -> str:
    """What growth it would take to reach, or to keep, what the state asks for. The level is that of the later test."""
    values: dict[str, Any] = dict(sentence.values)
    values["subject"] = yardsticks.pack.subject(str(values["subject"])).title(language)
    values |= {"grade": grade_text(int(values["grade"])), "year": year_text(int(values["year"]))}
    with translation.override(language):
        return str(OUTLOOK[sentence.key]) % values


def growth_from(growth: Growth, language: str) -> str:
    """Whose percentile it is, in a cell of the table."""
    with translation.override(language):
        if growth.among is None or growth.students is None:
            return _("the state’s")
        return str(GROWTH_FROM[growth.among]) % {"students": number_format(growth.students, force_grouping=True)}


def growth_of_many(found: Iterable[Growth], language: str) -> str:
    """Whose the percentiles of a class or a school are, and among whom they were computed; empty without any."""
    kinds = {growth.among for growth in found}
    if not kinds:
        return ""
    widest = next((among for among in (*_WIDEST_FIRST, None) if among in kinds), None)
    with translation.override(language):
        return str(GROWTH_OF_MANY[None in kinds, widest])


def not_tested_wording(key: str, yardsticks: Yardsticks, language: str) -> str:
    """Why a student was not tested; a reason the pack does not know is shown as it came."""
    known = (reason for reason in yardsticks.pack.tests.not_tested if reason.key == key)
    return next((reason.title(language) for reason in known), key)


def supports(keys: str, yardsticks: Yardsticks, language: str) -> str:
    """With which support a test was taken, in a list; one that the pack does not know is shown as it is kept."""
    titles = {support.key: support.title(language) for support in yardsticks.pack.tests.accommodations}
    return "; ".join(titles.get(key, key) for key in keys.split())


def support_note(keys: str, yardsticks: Yardsticks, language: str) -> str:
    """The sentence about it. It says what was done, never why."""
    with translation.override(language):
        return _("Taken with support: %(supports)s.") % {"supports": supports(keys, yardsticks, language)}


def support_sentence(keys: str, subject: str, year: int, yardsticks: Yardsticks, language: str) -> str:
    """The same of the last test in a subject; empty where there was no support."""
    if not keys:
        return ""
    with translation.override(language):
        return _("%(subject)s, %(year)s: taken with support (%(supports)s).") % {
            "subject": yardsticks.pack.subject(subject).title(language),
            "year": year_text(year),
            "supports": supports(keys, yardsticks, language),
        }


def _put(
    table: dict[str, str | Promise],
    key: str,
    values: dict[str, Any],
    instrument: str,
    yardsticks: Yardsticks,
    language: str,
) -> str:
    """The sentence with its values in words."""
    for name in ("level", "before"):
        level = yardsticks.instruments[instrument].level(str(values.get(name, "")))
        if level is not None:
            values[name] = level.title(language)
    for name in ("score", "goal", "distance"):
        if name in values:
            values[name] = pen.number(values[name])
    if "reason" in values:
        values["reason"] = not_tested_wording(str(values["reason"]), yardsticks, language)
    with translation.override(language):
        return str(table[key]) % values


def _lower(text: str) -> str:
    """The text inside a sentence: without the capital it begins with."""
    return text[:1].lower() + text[1:]


def gap_short(reason: str, language: str) -> str:
    """What stands in the chart for a year without a result."""
    with translation.override(language):
        return _("no result") if reason == "no_result" else pgettext("core test", "no test")


def gap_note(reason: str, language: str) -> str:
    """The sentence below a chart for a year without a result."""
    with translation.override(language):
        if reason == "no_result":
            return _("No result is on file for this year.")
        return _("The state has no test of this subject in this grade.")


def no_words(language: str) -> str:
    """Nothing, in any language."""
    return ""


def grades_said(grades: Iterable[int], language: str) -> str:
    """Several grades in a sentence: “grade 5 and grade 6”."""
    with translation.override(language):
        said = [_("grade %(grade)s") % {"grade": grade_text(grade)} for grade in grades]
        return get_text_list(said, _("and"))


def against_short(language: str) -> str:
    """What stands in the chart where two results stand against each other."""
    with translation.override(language):
        return _("two results")


def against_note(grades: Sequence[int], language: str) -> str:
    """The sentence below a chart for a year in which they do."""
    with translation.override(language):
        return _("Results for %(grades)s are on file, and only one can be right. None of them counts yet.") % {
            "grades": grades_said(grades, language)
        }


def not_tested_short(language: str) -> str:
    """What stands in the chart where a student was not tested."""
    with translation.override(language):
        return _("not tested")


def not_tested_note(key: str, yardsticks: Yardsticks, language: str) -> str:
    """The sentence below a chart for a student who was not tested."""
    with translation.override(language):
        return _("Not tested: %(reason)s.") % {"reason": not_tested_wording(key, yardsticks, language)}
