"""What is said when the limits of a school cannot be kept."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from doorway.accounts.errors import Refusal


class NotSane(Refusal):
    """The figures cannot be meant."""

    YEAR: str | Promise = _("Write between 1 and 100 credits for a school year.")
    TERM: str | Promise = _("Write at least 0.25 credits for one term, or leave it empty.")
    MORE: str | Promise = _("One term cannot have more credits than the whole year. Write fewer for the term.")
    ALONE: str | Promise = _("Write the credits for a school year, too. The limit for one term goes with it.")

    def __init__(self, sentence: str | Promise, field: str) -> None:
        super().__init__(sentence)
        self.field = field
