"""What the roster refuses, in sentences."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from doorway.accounts.errors import Refusal


class RosterUnusable(Refusal):
    """The bundle as a whole cannot be taken; the lines of the run say why."""

    sentence = _(
        "This roster cannot be taken in. Nothing was changed. Read what is wrong with it below, fix the export in your"
        " student information system, and try again."
    )


class TooMuchLost(Refusal):
    """More would be lost (students, their classes, their families) than the district allows without a second yes."""

    sentence = _(
        "%(losses)s That is more than %(limit)s percent, so nothing was changed. A file that was cut off looks just"
        " like this. Check that the export is complete. If this is right, say so and go on."
    )


class RosterChanged(Refusal):
    """Between the look and the yes something else changed what the import would do."""

    sentence = _(
        "Since you looked at these changes, the district's records changed, and this roster would now do something"
        " else. Nothing was changed. Look at the new list and decide again."
    )


class RecordsBusy(Refusal):
    """Somebody else is writing, and the database did not let this import in."""

    sentence = _(
        "The records are busy with another import or a backup. Nothing was changed. Try again in a few minutes."
    )


class FileTooBig(Refusal):
    """The upload is larger than an import takes through the browser."""

    sentence = _(
        "This file is larger than %(limit)s megabytes. Take it in with the command “doorway import oneroster” on the"
        " server, or export fewer files."
    )


class DistrictExists(Refusal):
    """Two districts cannot share a code."""

    sentence = _("There is already a district with the code “%(code)s”. Choose another code.")


class RoleUnknown(Refusal):
    """No role of the staff has this name."""

    sentence = _("There is no role “%(role)s” to give. These can be given: %(known)s.")


class NobodyThere(Refusal):
    """The mailbox belongs to nobody on the roster."""

    sentence = _("Nobody on the roster has the address %(email)s. Give a first and a family name to enter them.")


class SchoolUnknown(Refusal):
    """No school has this name."""

    sentence = _("There is no school “%(name)s”. The schools are: %(known)s.")


class OwnRecord(Refusal):
    """The student and the person are the same."""

    sentence = _("This is the student. A student’s own record cannot be closed to the student.")


class OtherDistrict(Refusal):
    """The person is on another district's roster."""

    sentence = _("This person is not on the roster of the student’s district.")


class ReasonNeeded(Refusal):
    """Closing and opening a record are explained."""

    sentence = _("Please write the reason. Whoever looks at this later must be able to understand it.")


class MarkIsLifted(Refusal):
    """Somebody was quicker, or the form was sent twice."""

    sentence = _("This record is open again already. Nothing was changed.")


class NotForYourself(Refusal):
    """Nobody locks themselves out, and nobody decides about themselves."""

    sentence = _("You cannot close a record to yourself. Please ask the district office.")


class StaffByDistrict(Refusal):
    """A school's office does not lock its principal or the district out."""

    sentence = _("%(name)s works for the schools. Only the district office can close or open a record for staff.")


class NoAddress(Refusal):
    """What was typed is not an e-mail address."""

    sentence = _("“%(email)s” is not an e-mail address. Write it like name@school.org.")


class SchoolOrDistrict(Refusal):
    """A role of a school was given without saying where, or twice."""

    sentence = _(
        "Say where the role “%(role)s” is held: at one school (--school NAME) or in all schools (--whole-district)."
    )


class RoleOfTheDistrict(Refusal):
    """The district office is at no school."""

    sentence = _("The role “%(role)s” is held in the whole district. Leave the school out.")


class EndsInThePast(Refusal):
    """A role would be over before it begins."""

    sentence = _("The last day of the role has passed. Give today or a later day.")


class NotADay(Refusal):
    """What was typed is no date."""

    sentence = _("“%(text)s” is not a day. Write it like 2027-06-30.")


class NoSuchRole(Refusal):
    """The mailbox does not hold what is to be taken back."""

    sentence = _(
        "%(email)s does not hold the role “%(role)s” at %(place)s. Roles given by hand to this address: %(known)s."
    )


class RoleFromRoster(Refusal):
    """What the student information system says would come back with the next roster."""

    sentence = _(
        "The role “%(role)s” came with the roster, and the next roster would bring it back. End it in your student"
        " information system."
    )


class NoGradeToTellFrom(Refusal):
    """The roster says no grade of the student that is a number."""

    sentence = _(
        "The roster has no grade for %(student)s from which earlier ones could be told. Enter the grade in your student"
        " information system; the next roster brings it."
    )


class YearIsNotOver(Refusal):
    """The grade of the school year that runs comes from the roster."""

    sentence = _("The grade of this school year comes from the roster. Choose a school year that is over.")


class GradeCannotBe(Refusal):
    """So many grades lie between two years that it is a slip."""

    sentence = _(
        "%(before)s in %(year)s and %(after)s a year later cannot be. Check the grade and the school year. If the "
        "grade of the year after is wrong, put that one right first."
    )


class GradeUnusual(Refusal):
    """Grades of two years that hardly ever follow each other."""

    sentence = _(
        "%(before)s in %(year)s, and %(after)s a year later? Nothing is saved yet. If it was so, check the box, and "
        "press the button again."
    )


class NotTheirGuardian(Refusal):
    """Somebody was put into a home of a student whose guardian they are not."""

    sentence = _("One of these people is not a guardian of the student. Open the page again.")
