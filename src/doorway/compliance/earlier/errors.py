"""What is refused of a file of earlier conferences as a whole."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from doorway.accounts.errors import Refusal


class EarlierRefused(Refusal):
    """The base of these."""


class NoSuchRow(EarlierRefused):
    """Nothing came with it."""

    sentence = _(
        "Row %(row)s of this file brought no conference: it was refused, was there already, or says the same as "
        "another row. Look the number up in the file; its headings are row 1."
    )


class RowTakenBack(EarlierRefused):
    """Once is enough."""

    sentence = _("Row %(row)s is taken back already. It stays on record as it is.")


class NotTakenIn(EarlierRefused):
    """Nothing of it counts."""

    sentence = _("This file was not taken in, or is taken back already, so there is nothing to take back.")
