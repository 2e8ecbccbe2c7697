"""What is said when a counselor's word about a class cannot be kept."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from doorway.accounts.errors import Refusal


class NotThere(Refusal):
    """The class is not taught at this school (any more), or what was said about it is withdrawn already."""

    sentence = _("The list has changed in the meantime. Look at it again.")


class SaidAlready(Refusal):
    """A colleague said something about this class and this occupation a moment ago."""

    sentence = _("Somebody has decided about this class already. Withdraw that first.")


class Unclear(Refusal):
    """The reason is missing, or holds what must not be there."""

    REASON: str | Promise = _("Write the reason. Students and families read it.")
    NUMBER: str | Promise = _("The reason holds what looks like a Social Security number. Please take it out.")
