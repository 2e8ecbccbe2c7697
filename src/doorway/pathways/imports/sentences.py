"""Why a row was refused, or what a person should know about it, in words. The ledger keeps the code and the values."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from doorway.roster.files import COMMON_SENTENCES

SENTENCES: dict[str, str | Promise] = {
    **COMMON_SENTENCES,
    "cell_too_long": _("“%(value)s” has more than %(most)s characters, and nothing is cut off. Write it shorter."),
    # Courses
    "no_code": _("The row has no course code."),
    "no_title": _("The row has no title. Write what the course is called."),
    "bad_sced": _("%(value)s is not a SCED code. It begins with five digits, like 01001."),
    "sced_unknown": _("The national table (%(table)s) has no %(value)s. The code is taken in; check it."),
    "no_credits": _("The row has no credits. Write what the class gives, like 0.5."),
    "bad_credits": _("%(value)s is not a number of credits. Write it like 0.5."),
    "negative_credits": _("%(value)s is below zero. Credits cannot be below zero."),
    "too_many_credits": _("%(value)s credits are more than one class can give. Write the credits of this class alone."),
    "bad_seats": _(
        "%(value)s is not a number of seats. Write a whole number like 30, or leave it empty. A class that is not"
        " taught has “no” under “offered”."
    ),
    "seats_unknown_course": _("The course catalog does not know %(value)s. Take it in first, then its seats."),
    "bad_grades": _("%(value)s is not a run of grades. Write it like 9-12."),
    "unknown_area": _("%(value)s is not a subject area of the requirements. The how-to lists them."),
    "bad_yes_no": _("%(value)s is neither yes nor no."),
    "unknown_school": _("The district has no school %(value)s. Use its id in the roster."),
    "own_prerequisite": _("%(value)s cannot come before itself."),
    "prerequisite_unknown": _("The catalog does not know %(value)s, which should come before this course."),
    "prerequisite_not_offered": _(
        "%(value)s, which should come before %(course)s, is not offered any more. Nobody who has not passed it yet can"
        " take %(course)s."
    ),
    "prerequisite_later": _(
        "%(value)s, which should come before %(course)s, is from grade %(first)s on, and %(course)s only up to grade"
        " %(last)s. Nobody can take one before the other."
    ),
    "prerequisite_cycle": _("These courses wait for each other: %(value)s. Nobody can take the first of them."),
    "contradicts_course": _("This row and row %(row)s say different things about the same course. Keep the right one."),
    # Transcripts
    "code_unknown": _(
        "The course catalog does not know %(value)s. It counts only where any course counts, until the catalog or the"
        " column “areas” says what it is."
    ),
    "no_credits_known": _(
        "The course catalog does not know %(value)s, and a OneRoster bundle says no credits. Take the catalog in first."
    ),
    "part_of_term": _(
        "The class %(course)s gives no credit by %(value)s, and the bundle has no mark of the term around it. It is"
        " left out: as a term of its own it would give too much. Where %(value)s gives credit, write the terms into the"
        " column “terms” of the catalog."
    ),
    "counted_already": _(
        "Marks that are left out: %(value)s (%(terms)s). For the same time the bundle has the marks of the terms by"
        " which these classes give credit, and each time of a class counts once. Which terms these are, the column"
        " “terms” of the catalog says."
    ),
    "no_transcript": _("This is no course transcript (%(value)s). It is left out."),
    "no_line_item": _(
        "The bundle has no line item %(value)s, or it is deleted there, so nobody can say of which class this result"
        " is. It is left out."
    ),
    "no_session": _(
        "The bundle does not say in which school year this mark was given: its grading period is not there, or is of no"
        " school year."
    ),
    "no_year": _("The row has no school year. Write it like 2025-26."),
    "name_twice": _("These names stand twice in it, and only one can be meant: %(value)s. Export it again."),
    "bad_conversion": _(
        "The credits are converted by %(value)s, which is no number above zero. Correct the conversion, or leave it"
        " out."
    ),
    "credit_hours": _(
        "The credits are college hours (%(value)s), and the file does not say how many of them are one credit here."
        " Add the conversion, or enter the class in a CSV file."
    ),
    "number_mark": _(
        "The mark is only a number (%(value)s), and nobody has said which letter that is. On record is %(mark)s, from"
        " the result of the class; it counts for credit, and in no average that asks for letters."
    ),
    "code_read_as": _("The file writes %(value)s. It is the class %(code)s: capitals make no other class."),
    "mark_waits": _(
        "The class is in progress, so its mark %(value)s does not count yet. If it is over, write completed."
    ),
    "mark_read_as": _("The file writes the mark %(value)s. It is the mark %(mark)s, and that is on record."),
    "credits_rounded": _(
        "%(value)s credits are the share of this term, rounded. On record are %(credits)s, so that all terms of the"
        " class together give its whole credit."
    ),
    "more_credits": _(
        "%(value)s credits are more than the %(credits)s that the course catalog gives the whole class. They are taken"
        " in and count as they stand. Check the figure, or the catalog."
    ),
    "much_credit": _(
        "%(value)s credits are much for one class: one that the course catalog does not know usually gives %(credits)s."
        " They are taken in and count as they stand. If the school counts otherwise, write how many credits it asks for"
        " in all as “school_credits”, so that a counselor can say what they count for here."
    ),
    "after_the_class": _(
        "In the school year %(year)s the student’s class (%(class_of)s) has graduated. The row is taken in and counts"
        " as it stands. Check the year."
    ),
    "conversion_unmet": _(
        "A counselor has decided how credit from %(school)s is converted. With this file no class of the student is"
        " from there any more, so the decision changes nothing. Check the school of these classes, or have the decision"
        " withdrawn."
    ),
    "other_year": _(
        "The term is called “%(value)s”, and the row is in the school year %(year)s. It is taken in for %(year)s. Check"
        " the school year."
    ),
    "year_far": _("The school year %(value)s is too far away. Check the year."),
    "bad_state": _("%(value)s is not a state of a class. Write one of: %(known)s."),
    "bad_mark": _("Nobody has defined the mark %(value)s. These are defined: %(known)s."),
    "no_mark": _("The class is over, but has no mark. Write its mark, or that it is still in progress."),
    "completed_later": _("The school year %(value)s has not begun, so no class of it is over."),
    "in_progress_later": _(
        "The school year %(value)s has not begun, so nobody is in a class of it yet. It is taken in as scheduled. Check"
        " the year."
    ),
    "open_before": _(
        "The school year %(year)s is over, so no class of it is still “%(value)s”. Write completed with its mark, or"
        " leave the row out."
    ),
    "open_with_mark": _(
        "The class has the mark %(mark)s and is still “%(value)s”. Write completed if it is over, or leave the mark"
        " empty."
    ),
    "titles_differ": _(
        "This row and row %(row)s have the same code in the same term, and different titles. The course catalog does"
        " not know the code, so they look like two classes: give each a code of its own, or tell them apart by part."
    ),
    "titles_of_code": _(
        "The course catalog does not know %(value)s, and the student has it with different titles: %(titles)s. Each"
        " counts as a class of its own. Where two are the same class, write the same title."
    ),
    "also_untitled": _(
        "The course catalog does not know %(value)s, and the student has it with a title (%(titles)s) and without one."
        " What has none counts as a class of its own. Where it is one of the others, write its title."
    ),
    "other_title": _(
        "On record the class %(value)s of this term is called “%(before)s”, and this row calls it “%(after)s”. The"
        " course catalog does not know the code, so these may be two classes: give each a code of its own, or tell"
        " them apart by part."
    ),
    "many_open_again": _(
        "Classes that were completed and are not completed in this file: %(value)s. They give no credit until they have"
        " a mark again. If the file only lists what is taken, export it with the marks, or without the columns “mark”"
        " and “status”."
    ),
    "open_again": _(
        "On record the class is completed with the mark %(mark)s. With this file it is not completed any more, and"
        " gives no credit until it has a mark again."
    ),
    "two_sections": _(
        "This row and row %(row)s are two sections of the same class in the same term. Row %(row)s is taken: there the"
        " mark was given, or the class goes on. This row is left out, so that nothing counts twice."
    ),
    "two_schools": _(
        "This row and row %(row)s are the same class in the same term at two schools. Row %(row)s is taken: there the"
        " class was finished, or goes on. This row is left out, so that nothing counts twice."
    ),
    "marks_of_two_schools": _(
        "This row and row %(row)s are the same class in the same term at two schools, and both have a final mark. Ask"
        " the schools which one holds, and keep that row. Where each mark is of a half, tell them apart by part."
    ),
    "taken_twice": _(
        "This row and row %(row)s are the same class in the same term. Keep the right one, or tell them apart by part."
    ),
}


def sentence_of(code: str, params: dict[str, Any]) -> str:
    """The sentence of a ledger line."""
    return str(SENTENCES[code]) % params if params else str(SENTENCES[code])
