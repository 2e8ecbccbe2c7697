"""What is said when graduation cannot be looked at, or records of it cannot be kept."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from doorway.accounts.errors import Refusal


class NoRules(Refusal):
    """The state pack of the district has no requirements for graduation."""

    sentence = _(
        "This district has no requirements for graduation yet, so nobody has said what courses and marks mean. Add the"
        " file “graduation” to the state pack first."
    )
