"""What is refused when letters about reading are written."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from doorway.accounts.errors import Refusal


class LettersRefused(Refusal):
    """Nothing was sent."""


class NothingToSend(LettersRefused):
    """Everybody has a letter already, or somebody else was quicker."""

    sentence = _("There is no letter to send any more: every family has its letter, or somebody else just sent them.")


class NothingToPrint(LettersRefused):
    """No letter is on paper."""

    sentence = _("There is no letter on paper for this time of the year. Send the letters first.")


class WordsRefused(LettersRefused):
    """What the school wrote about its help cannot stand in a letter."""

    sentence = _("Write in both languages what the school does. A family reads it in its own.")
    TOO_LONG: str | Promise = _("The text has %(length)s characters, and %(limit)s fit into a letter. Shorten it.")
    HOLDS_NUMBER: str | Promise = _(
        "There is a number in the text that looks like a Social Security number. Take it out: it does not belong here."
    )


class NoSchoolYear(LettersRefused):
    """The roster brought no school year."""

    sentence = _("No school year has begun. Take in the roster first.")


class NoSuchPeriod(LettersRefused):
    """The state asks for no letter at that time of the year."""

    sentence = _("There is no letter for “%(period)s”. Choose one of: %(known)s.")


class NoLettersAsked(LettersRefused):
    """The state asks for no letters."""

    sentence = _("The rules of this state ask for no letters about reading.")


class NoScoresByEmail(LettersRefused):
    """The installation puts no scores into e-mails."""

    sentence = _("Your district puts no scores into e-mails.")
