"""What is refused when a conference that nobody had booked is written down, or taken back."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from doorway.accounts.errors import Refusal


class HeldRefused(Refusal):
    """Nothing was written down."""


class HeldInFuture(HeldRefused):
    """What was not yet."""

    sentence = _("Write down a conference after it took place. %(date)s is still to come.")


class HeldNotOver(HeldRefused):
    """It would end after now."""

    sentence = _(
        "With this time and length, the conference would not be over yet. Check both, or leave the time empty."
    )


class HeldTooLongAgo(HeldRefused):
    """A slip of the keyboard, or a record that no rule asks for."""

    sentence = _("%(date)s is more than %(years)s years ago. Check the year.")


class NobodyHeldIt(HeldRefused):
    """Who of the school was there."""

    sentence = _("Check who of the school held it. Anyone missing from the list is not on the roster of this school.")


class NotOfTheirs(HeldRefused):
    """Neither teacher of the student nor counselor or principal of the school."""

    sentence = _("One of these people is not a teacher of %(student)s, and not a counselor or principal at the school.")


class NobodyCame(HeldRefused):
    """A conference counts when the family came."""

    sentence = _("Check at least one guardian. A conference counts when a guardian took part.")


class NotInTheFamily(HeldRefused):
    """No guardian of this child was there."""

    sentence = _("Check one of the guardians of %(student)s, or leave %(student)s out.")


class HeldAlready(HeldRefused):
    """One line for each student and day."""

    sentence = _(
        "A conference about %(student)s on %(date)s is already written down. If it is wrong, take it back first. "
        "If more people were there, take it back and write it down with all of them."
    )


class CameWithAFile(HeldRefused):
    """It came with a file of earlier conferences."""

    sentence = _(
        "A conference about %(student)s on %(date)s came with a file of earlier conferences and counts already. If it "
        "is wrong, the district’s data person takes that file back."
    )


class CameAlready(HeldRefused):
    """It was booked, and it is marked that they came."""

    sentence = _(
        "The family of %(student)s had a booked time with %(host)s on %(date)s and came. That conference already "
        "counts."
    )


class WasBooked(HeldRefused):
    """It was booked, and nobody has marked who came."""

    sentence = _(
        "The family of %(student)s had a booked time with %(host)s on %(date)s. Mark on that day’s list that they "
        "came. Then it counts."
    )


class NumberInName(HeldRefused):
    """A Social Security number."""

    sentence = _("This has something in it that looks like a Social Security number. Please take it out.")


class HeldTakenBack(HeldRefused):
    """Once."""

    sentence = _("This conference has already been taken back.")


class NoHeldReason(HeldRefused):
    """Why it is taken back."""

    sentence = _("Say in a few words why you take it back.")
