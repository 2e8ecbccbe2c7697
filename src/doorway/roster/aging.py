"""What the roster keeps beside a student's file: the lines of files that were taken in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from doorway.accounts.models import District
from doorway.roster.models import ImportLine


class UploadedLines:
    """What a file changed, line by line, with names and ids. That there was a file, when and how many, stays."""

    key = "uploads"
    words = _("Lines of files that were taken in: rosters, scores, courses, transcripts")

    def older_than(self, district: District, moment: datetime) -> QuerySet[Any]:
        """The lines of files from before."""
        rows = ImportLine.objects.filter(run__district=district, run__created_at__lt=moment)
        return rows.annotate(since=F("run__created_at"))

    def delete(self, rows: QuerySet[Any]) -> int:
        """They have no history."""
        return rows.order_by().delete()[0]
