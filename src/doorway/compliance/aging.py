"""What is written down around conferences beside a student's file, and how it goes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from doorway.accounts.models import District
from doorway.compliance.models import ContactTry, SurveyAnswer, SurveyInvitation


class _OfWholeYears:
    """Of conferences of school years that were over before.

    A school year stays whole or goes whole: results are counted by school years, in parcels, and a part of one that
    went would put the rest into other parcels, so that two readings could be taken from each other.
    """

    can_delete = True
    rows: type[SurveyAnswer | SurveyInvitation]

    def older_than(self, district: District, moment: datetime) -> QuerySet[Any]:
        """Those of school years that ended before."""
        over = timezone.localdate(moment, district.zone)
        found = self.rows.objects.filter(district=district, conference__school_year__ends_on__lt=over)
        return found.annotate(since=F("conference__school_year__ends_on"))

    def delete(self, rows: QuerySet[Any]) -> int:
        """They have no history."""
        ids = rows.order_by().values("pk")
        return self.rows.objects.filter(pk__in=ids).delete()[0]


class SurveyAnswers(_OfWholeYears):
    """What was said about conferences, without a name."""

    key = "survey"
    words = _("What families and students said about conferences, without a name")
    rows = SurveyAnswer


class SurveyAsked(_OfWholeYears):
    """Who was asked about a conference, and that they have answered."""

    key = "asked"
    words = _("Who was asked about a conference, and whether they answered")
    rows = SurveyInvitation


class Tries:
    """Tries to reach a family. The database lets one go when a decision about it is on record (``guards``)."""

    key = "tries"
    can_delete = True
    words = _("Tries to reach a family, with their notes")

    def older_than(self, district: District, moment: datetime) -> QuerySet[Any]:
        """Those from before."""
        return ContactTry.objects.filter(district=district, at__lt=moment).annotate(since=F("at"))

    def delete(self, rows: QuerySet[Any]) -> int:
        """They have no history."""
        return rows.order_by().delete()[0]
