"""What the roster keeps beside a student's file (the lines of files that were taken in), and the files themselves."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from doorway.accounts.models import District
from doorway.roster.models import ImportLine, Membership, Person, Role


class UploadedLines:
    """What a file changed, line by line, with names and ids. That there was a file, when and how many, stays."""

    key = "uploads"
    can_delete = True
    words = _("Lines of files that were taken in: rosters, scores, courses, transcripts")

    def older_than(self, district: District, moment: datetime) -> QuerySet[Any]:
        """The lines of files from before."""
        rows = ImportLine.objects.filter(run__district=district, run__created_at__lt=moment)
        return rows.annotate(since=F("run__created_at"))

    def delete(self, rows: QuerySet[Any]) -> int:
        """They have no history."""
        return rows.order_by().delete()[0]


class StudentFiles:
    """Files of students who have left every school of the district. Nobody deletes one here.

    The database refuses it for what was signed, and a file is more than one table: that its time is over is said, and
    the district office decides outside.
    """

    key = "student_file"
    can_delete = False
    words = _("A student’s own file, from the day the student left")

    def older_than(self, district: District, moment: datetime) -> QuerySet[Any]:
        """Those of students whose last day at a school was before."""
        left = timezone.localdate(moment, district.zone)
        held = Membership.objects.filter(person=OuterRef("pk"), role=Role.STUDENT, school__isnull=False)
        there = held.filter(Q(ends_on=None) | Q(ends_on__gte=left))
        last = held.order_by("-ends_on").values("ends_on")[:1]
        rows = Person.objects.filter(Exists(held), ~Exists(there), district=district)
        return rows.annotate(since=Subquery(last))

    def delete(self, rows: QuerySet[Any]) -> int:
        """Never."""
        return 0
