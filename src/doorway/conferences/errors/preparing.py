"""What a school or the district cannot do with a conference, and what to do instead."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from doorway.accounts.errors import Refusal


class WindowBackwards(Refusal):
    """The end of a window lies before its beginning."""

    sentence = _("This time ends before it begins. Please check “from” and “to”.")


class WindowPast(Refusal):
    """The day is over."""

    sentence = _("%(day)s has already passed. Please choose a day to come.")


class WindowsOverlap(Refusal):
    """Two windows of one conference share time."""

    sentence = _("This time overlaps %(other)s. Please change one of the two.")


class WindowTooShort(Refusal):
    """No meeting fits into the window."""

    sentence = _("This time is shorter than one meeting (%(minutes)s minutes). Please make it longer.")


class NoSchoolThatDay(Refusal):
    """A weekend, a day off, or a day outside the school year."""

    sentence = _("There is no school on %(day)s: %(reason)s. Please choose a school day.")


class LengthOutOfRange(Refusal):
    """A meeting between 2 minutes and 2 hours."""

    sentence = _("A meeting takes between 2 and 120 minutes. Please enter a number in between.")


class PassingOutOfRange(Refusal):
    """Too much time between two meetings."""

    sentence = _("There can be up to 60 minutes between two meetings. Please enter a smaller number.")


class OpensTooLate(Refusal):
    """Booking would open when everything is over."""

    sentence = _("Booking would open after the last conference day. Please choose an earlier time.")


class OpensOutsideTheYear(Refusal):
    """Booking would open in another year."""

    sentence = _("Booking opens in the school year, which is from %(first)s to %(last)s. Please check the date.")


class LastDay(Refusal):
    """A conference that families know of would be without a day."""

    sentence = _("This is the only day, and families know of it. Add the new day first, then remove this one.")


class DistrictDecides(Refusal):
    """The district has approved the days and families know them: a school changes their hours, not the days."""

    sentence = _(
        "The district office has approved these days, and families know them. You can change the hours of a day. "
        "For another day, please ask the district office."
    )


class DayIsOver(Refusal):
    """What was public and is over stays in the archive as it was."""

    sentence = _("This day is over and stays in the archive as it was.")


class IsOver(Refusal):
    """Nobody is invited to a conference that is over, or that has no day."""

    sentence = _("This conference has no day to come, so there is nothing to invite to. Add a day first.")


class OutsideTheConference(Refusal):
    """A host's own time lies outside the conference."""

    sentence = _("This time is not within the conference days. The conference is on %(days)s.")


class NotAHost(Refusal):
    """Somebody who does not work at the school."""

    sentence = _("%(name)s does not work at this school. Please choose somebody from the list.")


class RoomTwice(Refusal):
    """A room of that name exists."""

    sentence = _("There is already a room named “%(name)s”. Please choose another name.")


class RoomOfAnotherSchool(Refusal):
    """The room belongs to a school that does not hold this conference."""

    sentence = _("The room “%(name)s” belongs to another school. Please choose one of your own.")


class RoomIsTaken(Refusal):
    """Somebody else meets a family there at that time."""

    sentence = _(
        "%(host)s cannot move to %(name)s: on %(time)s somebody else meets a family there. Please choose another room."
    )


class NotReady(Refusal):
    """Something is missing before a conference can be sent to the district."""

    sentence = _("This conference cannot be sent yet. %(missing)s")


class WrongStep(Refusal):
    """The conference is in a state in which this cannot be done."""

    sentence = _(
        "This cannot be done now: the conference is marked “%(state)s”. Reload the page to see where it stands."
    )


class NoteNeeded(Refusal):
    """Sending back needs a reason."""

    sentence = _("Please write a note, so that the school knows what to change.")


class BreaksBookings(Refusal):
    """The change would leave families without their time."""

    sentence = _(
        "This cannot be changed, because families have booked: %(count)s, the first on %(first)s with %(host)s. "
        "Move or cancel those meetings first."
    )


class BusyThatDay(Refusal):
    """A whole day cannot move: somebody or a room has another meeting then."""

    sentence = _(
        "Taken at that time on the new day: %(names)s. Nothing was moved. Move or cancel those meetings first, or "
        "choose another day."
    )


class DayHasBegun(Refusal):
    """Its first meetings may be going on."""

    sentence = _("This day has begun, so it cannot move as a whole. Move the meetings that are left one by one.")


class HostHasBookings(Refusal):
    """A host whom families will meet cannot be taken off or moved."""

    sentence = _("%(host)s has booked meetings: %(count)s. Move or cancel those first; then this can be changed.")


class DaysBackwards(Refusal):
    """The last day lies before the first."""

    sentence = _("The last day is before the first day. Please check both.")


class TooManyDays(Refusal):
    """A slip of the keyboard, or a summer."""

    sentence = _(
        "These are more than %(limit)s days. Please enter them in parts; a summer lies between two school years."
    )


class OutsideTheYears(Refusal):
    """No school year on the list has these days."""

    sentence = _("These days are not within one school year of the roster. Please check the dates.")


class NoWeekday(Refusal):
    """Saturday and Sunday are without school anyway."""

    sentence = _("There is no school on a weekend anyway. Please choose a weekday.")


class NotOver(Refusal):
    """Only an earlier school year goes into the archive by hand."""

    sentence = _("The archive is for earlier school years. %(day)s belongs to this school year or a later one.")


class TooLongAgo(Refusal):
    """No school year begins then."""

    sentence = _("The archive begins in %(year)s. Please check the date.")


class SeveralYears(Refusal):
    """Days of one past conference lie in two school years."""

    sentence = _("These days belong to different school years. Please enter them as two conferences.")


class NoDays(Refusal):
    """A conference needs a day."""

    sentence = _("Please enter at least one day.")
