"""What is said when graduation cannot be looked at, or records of it cannot be kept."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from doorway.accounts.errors import Refusal


class NoRules(Refusal):
    """The state pack of the district has no requirements for graduation."""

    sentence = _(
        "This district has no requirements for graduation yet, so nobody has said what courses and marks mean. Add the"
        " file “graduation” to the state pack first."
    )


class NotOnRecord(Refusal):
    """What a decision is about is not there (any more)."""

    sentence = _("What this is about is not on record any more. Look at the page again, and decide again.")


class AlreadyWithdrawn(Refusal):
    """Somebody withdrew the decision a moment ago."""

    sentence = _("This decision was withdrawn already.")


class NotWaiting(Refusal):
    """A class is to be taken off the record that has a mark, or is not over."""

    sentence = _("This class has its mark by now, or its school year is not over. It stays on the record.")


class NotSensible(Refusal):
    """A decision lacks something, or says something that cannot be."""

    REASON: str | Promise = _("Write the reason. The family reads it.")
    WHY_WITHDRAWN: str | Promise = _("Write why the decision is withdrawn. The family reads it.")
    WHY_OFF: str | Promise = _("Write why no mark will come.")
    NUMBER: str | Promise = _("The reason holds what looks like a Social Security number. Please take it out.")
    OVER: str | Promise = _("The last day is over already. Choose a later one, or leave it empty.")
    FAR: str | Promise = _(
        "That last day is too far away. Choose an earlier one, or leave it empty: empty is for good."
    )
    CREDITS: str | Promise = _("Write how many credits are waived, like 0.5.")
    MUCH: str | Promise = _("This requirement asks for %(credits)s now, so no more can be waived.")
    TWICE_SAID: str | Promise = _("The same decision, with the same reason, is on record already.")
    NO_CREDIT: str | Promise = _("This class gave no credit, so it cannot count.")
    FALLS: str | Promise = _(
        "The class that the decision rests on gave no credit. Choose another one, or decide without one."
    )
    PART_FALLS: str | Promise = _(
        "Of the class that the decision rests on, a part was failed. Choose another one, or decide without one."
    )
    UNFIT: str | Promise = _(
        "The rule does not take this class there. To let it count anyway, put “Another class counts” on record first."
    )
    TWICE: str | Promise = _("This class is kept for another requirement already. Withdraw that decision first.")
    CLOSED: str | Promise = _("This requirement belongs to a way that is not open to the student.")
    OPEN: str | Promise = _("The family has opted out already. It is on record.")
    CONVERTED: str | Promise = _(
        "Credit of this school is converted already. Withdraw that decision first, then decide anew."
    )
    TIMES: str | Promise = _(
        "One of these numbers is more than %(most)s times the other. Write how many credits each of the two schools"
        " asks for in all, like 24 there and 36 here."
    )
