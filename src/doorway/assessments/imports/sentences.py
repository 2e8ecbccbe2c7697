"""Why a row was refused, in words. The ledger keeps the code and the values."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from doorway.roster.files import COMMON_SENTENCES

SENTENCES: dict[str, str | Promise] = {
    **COMMON_SENTENCES,
    "unknown_instrument": _("%(value)s is not a test that the state pack knows."),
    "unknown_edition": _("%(instrument)s has no edition %(value)s."),
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
    "outside_scale": _("%(value)s is outside the scale, which goes from %(lowest)s to %(highest)s."),
    "below_scale": _("%(value)s is below %(lowest)s, where the scale begins."),
    "unknown_level": _("%(instrument)s has no level %(value)s."),
    "bad_growth": _("%(value)s is not a growth percentile. Write a whole number from 1 to 99."),
    "unknown_reason": _("%(value)s is not a known reason for not being tested. Write one of: %(known)s."),
    "tested_and_not": _("The row has a score or level and also a reason for not being tested."),
    "says_nothing": _("The row has no score, no level and no reason for not being tested."),
    "bad_date": _("%(value)s is not a date. Write it like 2026-04-21."),
    "date_outside": _("The date %(value)s is not in the school year of the row."),
    "on_file_differs": _("What waited says %(waited)s, but %(on_file)s is on file by now. What is on file stays."),
    "dropped": _("The result waited and was let go: a person said that the student is not of the district."),
    "contradicts": _("This row and row %(row)s give different results for the same test. Keep the right one."),
}


def sentence_of(code: str, params: dict[str, Any]) -> str:
    """The sentence of a ledger line."""
    return str(SENTENCES[code]) % params if params else str(SENTENCES[code])
