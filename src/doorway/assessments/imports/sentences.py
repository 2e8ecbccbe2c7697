"""Why a row was refused, or what is odd about one that was taken in. The ledger keeps the code and the values."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from doorway.policy.packs import Instrument, StatePack
from doorway.roster.files import COMMON_SENTENCES

SENTENCES: dict[str, str | Promise] = {
    **COMMON_SENTENCES,
    "unknown_instrument": _("%(value)s is not a test that the state pack knows."),
    "unknown_edition": _("%(instrument)s has no edition %(value)s."),
    "edition_outside": _("%(instrument)s was not given in the edition %(value)s in the school year %(year)s."),
    "unknown_subject": _("%(instrument)s has no subject %(value)s."),
    "year_to_come": _("The school year %(value)s has not begun."),
    "year_outside": _("%(instrument)s was not given in the school year %(value)s."),
    "no_year": _("The row does not say the school year, and no day of the test tells it."),
    "layout_year": _("The result is of %(value)s; this layout is for %(known)s."),
    "no_grade": _("The row does not say the grade of the test."),
    "no_day": _("%(instrument)s can be taken on several days. The row does not say the day of the test."),
    "bad_percentile": _("%(value)s is not a national percentile. Write a whole number from 0 to 100."),
    "nothing_in_row": _("The row has no score and no level in any of its columns."),
    "row_left_out": _("The file marks this test as not finished. The row waits for a later file."),
    "grade_outside": _("%(instrument)s has no scores in this subject for grade %(value)s in that year."),
    "no_period": _("Write the time of the year: %(known)s."),
    "unknown_period": _("%(value)s is not a time of the year of this test. Write one of: %(known)s."),
    "unknown_measure": _("%(instrument)s has no measure %(value)s."),
    "not_a_number": _("%(value)s is not a number. Write digits only."),
    "percent_sign": _("%(value)s is a percentage, not a score. Write the score, or map the column as a percentage."),
    "bound": _("%(value)s is not an exact score. Write the score, or leave the cell empty and give the level."),
    "no_score": _(
        "%(value)s can be no score: hardly anybody scores above %(highest)s. Look for a digit too many, or for a "
        "number that stands for something else."
    ),
    "outside_scale": _("%(value)s is outside the scale, which goes from %(lowest)s to %(highest)s."),
    "below_scale": _("%(value)s is below %(lowest)s, where the scale begins."),
    "unknown_level": _("%(instrument)s has no level %(value)s."),
    "bad_growth": _("%(value)s is not a growth percentile. Write a whole number from 1 to 99."),
    "unknown_reason": _("%(value)s is not a known reason for not being tested. Write one of: %(known)s."),
    "tested_and_not": _("The row has a score or level and also a reason for not being tested."),
    "says_nothing": _("The row has no score, no level and no reason for not being tested."),
    "bad_date": _("%(value)s is not a date. Write it like 2026-04-21."),
    "date_outside": _("The date %(value)s is not in the school year of the row."),
    "on_file_differs": _("What waited says %(waited)s, but %(on_file)s is on file now. What is on file stays."),
    "taken_out": _(
        "This result was taken out as one that does not count, on %(day)s. It stays out. If that was wrong, it can be "
        "put back under Scores, Correct a result."
    ),
    "dropped": _("The result waited and was let go: a person said that the student is not of the district."),
    "two_grades": _(
        "This row and row %(row)s give the same test of one year for grade %(grade)s and for grade %(other)s. Keep the "
        "right one."
    ),
    "contradicts": _("This row and row %(row)s give different results for the same test. Keep the right one."),
    # Taken in all the same.
    "unknown_accommodation": _(
        "%(instrument)s does not know the support that this row names. The result was taken in without it."
    ),
    # Of the file, while somebody looks at it; kept with no row.
    "support_word": _("“%(value)s” (rows: %(count)s)."),
    "unusual_score": _(
        "%(value)s is unusually high: hardly anybody scores above %(highest)s. Look for a digit too many."
    ),
    "level_differs": _(
        "The file says “%(level)s”, but by the cut scores a score of %(value)s is “%(by_score)s”. What the file says "
        "was kept."
    ),
    "grade_jumps": _(
        "The test is of grade %(grade)s. By the roster, the student was in grade %(expected)s in that school year."
    ),
    "grade_jumps_since": _(
        "The test is of grade %(grade)s. By the last result on file, the student was in grade %(expected)s in that "
        "school year."
    ),
    "grade_before_school": _(
        "The test is of grade %(grade)s. By the roster, the student was too young for school in that school year."
    ),
    "grade_on_file": _(
        "The test is of grade %(grade)s, and a result of the same test and year is on file in grade %(other)s. Both "
        "are kept, and neither counts until one is taken out."
    ),
    "taken_out_before": _(
        "A person took out a result of this test on %(day)s. This row gives another one, and it counts. Look which is "
        "right."
    ),
}


def sentence_of(code: str, params: dict[str, Any], pack: StatePack) -> str:
    """The sentence of a ledger line, with the pack's keys in the reader's words."""
    return str(SENTENCES[code]) % _in_words(params, pack) if params else str(SENTENCES[code])


def _in_words(params: dict[str, Any], pack: StatePack) -> dict[str, Any]:
    """The values of a sentence: what is a key of the pack gets its title; what the file says stays as it is."""
    language = get_language() or "en"
    found = dict(params)
    known = next((test for test in pack.instruments if test.key == params.get("instrument")), None)
    if known is not None:
        found["instrument"] = known.title(language)
    for name in ("level", "by_score"):
        level = known.level_word(str(params.get(name, ""))) if known is not None else None
        if level is not None:
            found[name] = level.title(language)
    if "known" in params:
        titles = _titles(known, pack, language)
        words = str(params["known"]).split(", ")
        found["known"] = ", ".join(f"{word} ({titles[word]})" if word in titles else word for word in words)
    return found


def _titles(known: Instrument | None, pack: StatePack, language: str) -> dict[str, str]:
    """What the keys mean that a row may say: times of the year, and reasons for not being tested."""
    periods = known.periods if known is not None else [one for test in pack.instruments for one in test.periods]
    titles = {period.key: period.title(language) for period in reversed(periods)}
    return titles | {reason.key: reason.title(language) for reason in pack.tests.not_tested}
