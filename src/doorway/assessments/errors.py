"""What is said when growth cannot be written down; what files are refused for stands in ``roster.files.errors``."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from doorway.accounts.errors import Refusal


class ScoresChanged(Refusal):
    """Scores were taken in or corrected while growth percentiles were computed from them."""

    sentence = _("The scores changed while growth was computed. Nothing was written; start it again.")
