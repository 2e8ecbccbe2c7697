"""What is refused while a plan is written, and what to do about it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from doorway.accounts.errors import Refusal


class WritingRefused(Refusal):
    """Nothing was written into the plan."""


class HoldsNumber(WritingRefused):
    """A Social Security number, or what looks like one, stands in the words."""

    sentence = _("This looks like a Social Security number. A plan never holds one. Please take it out and save again.")


class NoSchoolYear(WritingRefused):
    """The district has no school year that has begun."""

    sentence = _("There is no school year for today yet. Ask the district office to enter it.")


class NoPlanForGrade(WritingRefused):
    """The state has no plan for the student's grade."""

    sentence = _("There is no plan for grade “%(grade)s”. Ask the office to check this student’s grade.")


class NotInPlan(WritingRefused):
    """A section that this kind of plan does not have."""

    sentence = _("This plan has no such part. Reload the page and try again.")


class NotYourPart(WritingRefused):
    """The section is written by others."""

    sentence = _("“%(section)s” is written by others. You can read it here.")


class NotOnScale(WritingRefused):
    """A rating that the section's scale does not have."""

    sentence = _("Choose one of the words for “%(section)s”, or leave it empty.")


class TooLong(WritingRefused):
    """More text than fits."""

    sentence = _("This is %(length)s characters long. Please keep it under %(limit)s.")


class ChangedMeanwhile(WritingRefused):
    """The same person wrote something else in another window."""

    sentence = _(
        "This was changed in another window. It says there: “%(text)s”. Your words are still in the box. "
        "Save again to replace it."
    )


class SomebodyElse(WritingRefused):
    """The page was opened by one person, and another one is signed in by now."""

    sentence = _(
        "You are signed in as %(name)s, but this page was opened by someone else. Nothing was saved. Sign in as the "
        "person who typed this, or copy your words and open the page again."
    )


class NothingWritten(WritingRefused):
    """A goal without words."""

    sentence = _("Write what the goal is.")


class NoOwner(WritingRefused):
    """A goal without an owner."""

    sentence = _("Choose who works on the goal.")


class NoDate(WritingRefused):
    """A goal without a date that can be read."""

    sentence = _("Give the goal a date, like %(example)s.")


class DateInPast(WritingRefused):
    """A goal for a day that is over."""

    sentence = _("%(date)s is over. Choose today or a later day.")


class DateTooFar(WritingRefused):
    """A goal for a day beyond two years."""

    sentence = _("%(date)s is too far away. Choose a day before %(limit)s.")


class UnknownStatus(WritingRefused):
    """A status that does not exist."""

    sentence = _("Choose “Met”, “Still working on it” or “No longer a goal”.")


class AlreadyCarried(WritingRefused):
    """The goal goes on already."""

    sentence = _("This goal is already carried into this plan.")


class GoalIsShared(WritingRefused):
    """A goal that families have read cannot vanish."""

    sentence = _("The family has this goal already. Mark it “No longer a goal” instead.")
