"""Results that nobody could give to a student, and how they go."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from doorway.accounts.models import District
from doorway.assessments.models import WaitingScore


class WaitingResults:
    """Results that still wait for their student."""

    key = "waiting"
    can_delete = True
    words = _("Test results that wait for a student whom nobody knows")

    def older_than(self, district: District, moment: datetime) -> QuerySet[Any]:
        """Those that wait since before."""
        return WaitingScore.objects.filter(district=district, since__lt=moment)

    def delete(self, rows: QuerySet[Any]) -> int:
        """They have no history."""
        return rows.order_by().delete()[0]
