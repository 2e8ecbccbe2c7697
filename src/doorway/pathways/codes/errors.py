"""What is said when the code of a class cannot be kept."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from doorway.accounts.errors import Refusal


class CodeRefused(Refusal):
    """This code is none, or somebody was faster."""

    FORM: str | Promise = _("A national code begins with five digits, like 01001.")
    UNKNOWN: str | Promise = _("The national table has no %(code)s. Check the digits.")
    MISSING: str | Promise = _("Write the code.")
    STALE: str | Promise = _("Somebody has changed this code in the meantime. Look at it again.")
