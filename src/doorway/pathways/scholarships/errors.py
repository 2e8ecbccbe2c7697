"""What is said when a step, or a scholarship of the place, cannot be kept."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from doorway.accounts.errors import Refusal


class NotOpen(Refusal):
    """The scholarship, or what is said about it, is not there (any more)."""

    sentence = _("This scholarship has changed in the meantime. Look at the page again.")


class SavedSince(Refusal):
    """It was saved since the page was opened from which somebody saves."""

    OTHERS: str | Promise = _(
        "%(who)s has saved this scholarship on %(at)s, after you opened it. Nothing is changed yet. Look at what is"
        " saved now; then save again."
    )
    OWN: str | Promise = _(
        "You have saved this scholarship in another window on %(at)s, after you opened this one. Nothing is changed"
        " yet. Look at what is saved now; then save again."
    )


class NotEnded(Refusal):
    """It was saved since the page was opened from which somebody ends it."""

    sentence = _(
        "This scholarship was changed after you opened the page, and was not ended. Read it as it is now; then you can"
        " end it."
    )


class EndedSince(Refusal):
    """It was ended since the page was opened from which somebody saves."""

    sentence = _(
        "%(who)s has ended this scholarship on %(at)s, so nothing is changed. What you typed stands below. If it should"
        " be on the list after all, put it on the list as a new one."
    )


class NotNow(Refusal):
    """It is for another grade, or its last day is over."""

    sentence = _("It is not possible to apply for this scholarship this year. Look at the page again.")


class NotYet(Refusal):
    """Its first day is still to come."""

    sentence = _("Students can apply for this scholarship from %(day)s on. Nothing is put on record before that.")


class NotApplied(Refusal):
    """It cannot be awarded to who has not applied."""

    sentence = _("Nobody has said that the student applied. Put that on record first.")


class NotThatDay(Refusal):
    """The day of an application or award cannot be."""

    UNREAD: str | Promise = _("Write the day like 2027-03-31.")
    LATE: str | Promise = _(
        "%(day)s is after the deadline, %(closes)s, so that was not in time. If the scholarship was given all the same,"
        " the counselor can put the award on record."
    )
    EARLY: str | Promise = _("%(day)s is before students could apply. Check the day.")
    AHEAD: str | Promise = _("%(day)s is still to come. Write a day that has been.")


class NotYours(Refusal):
    """Only the counselor says this."""

    sentence = _("Only the counselor can say this. Ask at school.")


class Unclear(Refusal):
    """What was entered holds what must not be there, or contradicts itself."""

    NUMBER: str | Promise = _("The text holds what looks like a Social Security number. Please take it out.")
    DAYS: str | Promise = _("The first day comes after the last day. Change one of them.")
    OVER: str | Promise = _("The deadline has passed. Write the next one, or end the scholarship.")
    FAR: str | Promise = _("That deadline is too far away. Check the year.")
    TWICE: str | Promise = _("A scholarship of this name with this deadline is on the list already.")
    GRADES: str | Promise = _("The first grade comes after the last grade. Change one of them.")
