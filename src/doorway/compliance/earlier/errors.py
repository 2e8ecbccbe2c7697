"""What is refused of a file of earlier conferences as a whole."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from doorway.accounts.errors import Refusal


class EarlierRefused(Refusal):
    """The base of these."""


class NotTakenIn(EarlierRefused):
    """Nothing of it counts."""

    sentence = _("This file was not taken in, or is taken back already, so there is nothing to take back.")
