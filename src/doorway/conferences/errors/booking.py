"""What booking refuses, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from doorway.accounts.errors import Refusal

if TYPE_CHECKING:
    from doorway.conferences.actions.booking import Wish
    from doorway.conferences.core.itinerary import Rescue
    from doorway.conferences.core.slots import Span


class BookingRefused(Refusal):
    """Nothing was booked, moved or cancelled."""


class NothingChosen(BookingRefused):
    """A basket without a wish."""

    sentence = _("You have not chosen a time yet. Choose at least one time and try again.")


class NotOpenYet(BookingRefused):
    """The conference is not published, or booking has not begun."""

    sentence = _("Booking for %(school)s has not opened yet. Please come back later or call the school.")


class TooLate(BookingRefused):
    """The slot begins too soon for the school to prepare."""

    sentence = _("%(time)s is too soon to book here. Please choose a later time or call the school.")


class InThePast(BookingRefused):
    """The slot has begun."""

    sentence = _("%(time)s is over. Please choose a later time.")


class NoSuchSlot(BookingRefused):
    """The host has no slot that begins then."""

    sentence = _("%(host)s does not meet families at %(time)s. Please choose one of the times on the list.")


class NotTheGuardian(BookingRefused):
    """Not (or no longer) a guardian, or marked as having no access."""

    sentence = _("You cannot book for this student. If you think that is wrong, please call the school.")


class NotTheirHost(BookingRefused):
    """The host neither teaches the student nor meets everyone at the student's school."""

    sentence = _("%(host)s does not meet about %(student)s at this conference. Please choose somebody from the list.")


class NotInThisHome(BookingRefused):
    """A guest who is no guardian in this home."""

    sentence = _("One of the people you named is not a guardian in this home. Write the name in the box instead.")


class TwoHomesMeet(BookingRefused):
    """Two homes become one, and both have a time with the same person."""

    sentence = _("Both homes have a time with %(host)s. Cancel one of the two first; then the homes can become one.")


class NobodyComes(BookingRefused):
    """A meeting to which no guardian comes."""

    sentence = _("Somebody has to come. Choose at least one person, or cancel the time.")


class SomebodyBusy(BookingRefused):
    """Who should come is at another conference then."""

    sentence = _("Already at another conference at this time (%(time)s): %(names)s. Nothing was changed.")


class AlreadyMeeting(BookingRefused):
    """This home meets this host about this student already."""

    sentence = _("You have a time with %(host)s about %(student)s already. You can move it from your family’s page.")


class FamilyOverlap(BookingRefused):
    """Two wishes of one basket need the same guardian at the same time."""

    sentence = _(
        "Two of the times you chose overlap: %(first)s and %(second)s. One person cannot be in both. "
        "Please change one of them."
    )


class TooBusy(BookingRefused):
    """The database was overrun; nothing was booked."""

    sentence = _("Very many families are booking right now. Nothing was booked yet. Please try again in a moment.")


class NotBooked(BookingRefused):
    """The appointment was cancelled before."""

    sentence = _("This time was cancelled already. You can book a new one from your family’s page.")


class AlreadyBegun(BookingRefused):
    """The appointment has begun or is over."""

    sentence = _("This conference has begun already, so it cannot be changed here. Please call the school.")


class InterpreterBusy(BookingRefused):
    """The interpreter has another meeting then, or is none (any more)."""

    sentence = _("%(name)s is not free then. Please choose somebody else.")


class QuestionHoldsNumber(BookingRefused):
    """A Social Security number, or what looks like one, stands in the question."""

    sentence = _(
        "Your question seems to hold a Social Security number. The school must not keep it: please take it out."
    )


class QuestionTooLong(BookingRefused):
    """Longer than a page."""

    sentence = _("Your question is longer than %(limit)s characters. Please make it shorter.")


@dataclass(frozen=True)
class Lost:
    """A time that went, and whose: the host's (or the room's), or the family's own."""

    wish: Wish
    family_is_busy: bool

    @property
    def key(self) -> str:
        """The wish's key."""
        return self.wish.key

    @property
    def starts_at(self) -> datetime:
        """The time that went."""
        return self.wish.starts_at


class SlotTaken(BookingRefused):
    """One or more of the times went while the family was choosing. Nothing of the basket was booked.

    ``offers`` are, for each lost wish, the nearest times that fit beside everything else; ``plan`` is a whole visit.
    """

    sentence = _("Somebody else was quicker: one of your times is taken. Nothing was booked yet.")

    def __init__(self, lost: Sequence[Lost], found: Rescue) -> None:
        super().__init__()
        self.lost = tuple(lost)
        self.offers: Mapping[str, tuple[Span, ...]] = found.offers
        self.plan: Mapping[str, Span] = found.plan.times
