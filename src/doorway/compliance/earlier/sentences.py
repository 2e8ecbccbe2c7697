"""Why a row was refused, or what a person should know about one that is taken. The ledger keeps code and values."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from doorway.roster.files import COMMON_SENTENCES

SENTENCES: dict[str, str | Promise] = {
    **COMMON_SENTENCES,
    "unknown_student": _(
        "No student has the id %(value)s. Whoever left before this roster began is not taken in. For others, take the"
        " roster in and then this file again: what is in already is not doubled."
    ),
    "no_date": _("The row has no date."),
    "bad_date": _("“%(value)s” is not a date. Write it like 2024-10-03."),
    "day_or_month": _(
        "%(value)s can be two days, and no other row of the file tells whether the day or the month comes first. Write"
        " it like 2024-10-03."
    ),
    "short_year": _("The year of %(value)s has two digits. Write it like 2024-10-03."),
    "in_future": _(
        "%(day)s is not over yet. This file is for conferences of before today; book the others, or write them down."
    ),
    "too_long_ago": _("%(day)s is more than %(years)s years ago, and no rule looks back further. Check the year."),
    "before_birth": _("The student was not yet born on %(day)s. Check the date and the id."),
    "before_school": _("By the grade of today the student went to no school on %(day)s. Check the date and the id."),
    "no_kind": _("The row does not say whether it was an individual or a group conference."),
    "bad_kind": _("“%(value)s” is no kind of conference. Write “individual” or “group”."),
    "no_parent": _("The row does not say whether a parent was there. Write yes or no."),
    "nobody_came": _("No parent was there, so it does not count as a conference with the family, and is left out."),
    "bad_yes_no": _("%(value)s is neither yes nor no."),
    "bad_minutes": _("%(value)s is not a number of minutes. Write a whole number like 20, or leave it empty."),
    "too_many_minutes": _("%(value)s minutes are more than a conference takes (%(most)s at most). Check the number."),
    "ambiguous_staff": _("More than one person of the staff has the id %(value)s. Use the state id or the e-mail."),
    "long_words": _("This cell is longer than %(most)s characters. It holds a name, an id or a school, and no notes."),
    "contradicts": _("This row and row %(row)s say different things about the same conference. Keep the right one."),
    "here_already": _(
        "Doorway has a conference of this student on %(day)s already. It counts once, and is not doubled."
    ),
    "booked_here": _(
        "The family had booked a conference here on %(day)s. Mark on that day’s list that they came, and it counts."
    ),
    "no_show_here": _(
        "Doorway has it that nobody came to a conference on %(day)s. If they came, change the mark on that day’s list."
    ),
    "group_here": _(
        "Doorway has this family at a group conference on %(day)s already. It counts once, and is not doubled."
    ),
    "on_file_otherwise": _(
        "Row %(row)s of %(file)s was taken in and says something else about this conference. It stays as it is. To "
        "change it, take that file back first."
    ),
    "row_was_taken_back": _(
        "Row %(row)s of %(file)s said the same and was taken back on %(day)s: “%(why)s” So this row is left out. To"
        " count it after all, take that file back as a whole and then in again."
    ),
    "row_was_taken_back_by": _(
        "Row %(row)s of %(file)s said the same and was taken back on %(day)s by %(by)s: “%(why)s” So this row is left"
        " out. To count it after all, take that file back as a whole and then in again."
    ),
    # Taken in, to look at.
    "row_comes_again": _(
        "Row %(row)s of %(file)s said the same and was taken back on %(day)s: “%(why)s” It is taken in again; check"
        " whether that is right."
    ),
    "row_comes_again_by": _(
        "Row %(row)s of %(file)s said the same and was taken back on %(day)s by %(by)s: “%(why)s” It is taken in again;"
        " check whether that is right."
    ),
    "outside_year": _("%(day)s lies in no school year. It is taken in; check the date."),
    "unknown_staff": _(
        "Nobody of the staff has the id %(value)s. It is kept in these words, and is nobody’s time as a counselor."
    ),
}


def sentence_of(code: str, params: dict[str, Any]) -> str:
    """The sentence of a ledger line; a day is written as the reader's language does."""
    sentence = str(SENTENCES[code])
    if not params:
        return sentence
    day = {"day": date_format(date.fromisoformat(params["value"]), "DATE_FORMAT")} if "%(day)s" in sentence else {}
    return sentence % {**params, **day}
