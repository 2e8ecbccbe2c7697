"""What the plans refuse, in sentences for people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from doorway.accounts.errors import Refusal


class PlanRefusal(Refusal):
    """Base of what a plan's document refuses."""


class NoSchoolYear(PlanRefusal):
    """There is no school year to make a plan for."""

    sentence = _("%(district)s has no school year yet. Import the roster or add the school year first.")
