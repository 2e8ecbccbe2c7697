"""What is said when a set of requirements cannot be kept, checked or put in force."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from doorway.accounts.errors import Refusal


class NotOpen(Refusal):
    """Somebody has put it in force, withdrawn it or thrown it away in the meantime."""

    sentence = _("These requirements have changed in the meantime. Look at the page again.")


class ChangedSince(Refusal):
    """Somebody has changed it since whoever puts it in force has read it."""

    sentence = _(
        "This has changed since you opened the page: %(parts)s. Nothing was put in force. Look at it again before you"
        " do."
    )


class NotTakenOut(Refusal):
    """Somebody has changed a part since whoever takes it out has read it."""

    sentence = _(
        "This has changed since you opened the page: %(parts)s. Nothing was taken out. Read it as it is now; then you"
        " can take it out."
    )


class NotChecked(Refusal):
    """Somebody has changed a draft since whoever says that it is checked has read it."""

    sentence = _(
        "This has changed since you opened the page: %(parts)s. It is not marked as checked, and your reasons are not"
        " kept yet. They still stand on this page. Read what changed, then press the button again."
    )


class NotThrownAway(Refusal):
    """Somebody has changed a draft since whoever throws it away has read it."""

    sentence = _(
        "This has changed since you opened the page: %(parts)s. The draft was not thrown away. Read it again before you"
        " do."
    )


class SavedSince(Refusal):
    """A part was saved since it was opened. Who changed the draft last is on record, and not who saved this part."""

    sentence = _(
        "This part was saved again after you opened it. What you typed stands below, and what is saved stands beside"
        " it. Save again to put yours in its place. The draft was changed last on %(at)s by %(who)s."
    )


class NotReady(Refusal):
    """Something has to be put right first."""

    sentence = _("This cannot be put in force yet: %(reason)s")


class NoSet(Refusal):
    """A file that holds no set of requirements, or one that cannot be read."""

    sentence = _("This file cannot be read as a set of requirements: %(reason)s")


class NoClass(Refusal):
    """A file that does not say for which class its set begins: nobody would be held against it knowingly."""

    sentence = _(
        "The file does not say for which class the set begins. Write it below [set], like first_class = 2028, and"
        " choose the file again."
    )


class NobodyLeft(Refusal):
    """A class that left school long ago."""

    sentence = _("Nobody of the class of %(class)s is at school any more. Write a class from %(oldest)s on.")


class NobodyYet(Refusal):
    """A class whose students have not begun school."""

    sentence = _(
        "Nobody of the class of %(class)s has begun school yet. Check its year; write a class up to %(latest)s."
    )


class OtherState(Refusal):
    """A file whose rules speak of the subjects and marks of another state."""

    sentence = _("This file is for the state pack “%(theirs)s”; your district uses “%(own)s”.")


class SecondSet(Refusal):
    """A graduating class would be held against two sets."""

    sentence = _("Version %(number)s (%(classes)s) is in force for some of these classes already. Correct that one.")


class Unclear(Refusal):
    """What was entered contradicts itself, or holds what must not be there."""

    NUMBER: str | Promise = _("The text holds what looks like a Social Security number. Please take it out.")
    FUTURE: str | Promise = _("The board’s decision cannot be in the future.")
    LONG_AGO: str | Promise = _("That day of the board’s decision is too long ago. Check its year.")
    FAR: str | Promise = _("That day is too far away. Check its year.")
    BEGUN: str | Promise = _(
        "Say that the board knows whom it concerns: some of these students have begun high school already."
    )
    PAST: str | Promise = _("Nobody can be held against it before today. Write today or a later day.")
    BEFORE: str | Promise = _("The version that it corrects begins later. Write a later day.")
    REASON: str | Promise = _("Write the reason.")
    CITATION: str | Promise = _("Write where the board’s decision can be found.")
    HELD: str | Promise = _("It is in force already, so it cannot be withdrawn. Correct it with a new version.")
    CORRECTED: str | Promise = _(
        "A correction of this version is in force or waits for its day. Withdraw that one first."
    )
    GONE: str | Promise = _("This set is not there any more. Choose another one.")
