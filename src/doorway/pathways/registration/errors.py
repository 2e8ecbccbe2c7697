"""What is refused about a reason, and what to do about it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from doorway.accounts.errors import Refusal


class NotMissing(Refusal):
    """There is nothing to explain."""

    sentence = _("This class is not missing any more. Look at the course plan again.")


class NothingSaid(Refusal):
    """Empty."""

    sentence = _("Write why the student does not take this class. The student and the family read it.")


class LooksLikeNumber(Refusal):
    """A Social Security number."""

    sentence = _("The reason has something in it that looks like a Social Security number. Please take it out.")
