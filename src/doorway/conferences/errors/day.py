"""What is refused on the day of the conference."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from doorway.accounts.errors import Refusal


class DayRefused(Refusal):
    """Nothing was written down."""


class MeetingCancelled(DayRefused):
    """The appointment does not take place."""

    sentence = _("This meeting was cancelled. There is nothing to mark.")


class MeetingNotYet(DayRefused):
    """Nobody can have come yet."""

    sentence = _("This meeting is on %(day)s. Mark who came on that day.")


class UnknownAttendance(DayRefused):
    """A mark that does not exist."""

    sentence = _("Choose “They came” or “Nobody came”.")


class AnswerTooLong(DayRefused):
    """More than fits."""

    sentence = _("The answer is %(length)s characters long. Please keep it under %(limit)s.")


class AnswerChanged(DayRefused):
    """Somebody else answered in the meantime."""

    sentence = _(
        "%(name)s answered in the meantime: “%(text)s”. Your words are still in the box. Save again to replace it."
    )
