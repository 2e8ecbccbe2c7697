"""What is written down around conferences beside a student's file, and how it goes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from doorway.accounts.models import District
from doorway.compliance.models import ContactTry, GroupConference, ServiceTime, SurveyAnswer, SurveyInvitation
from doorway.compliance.queries.standing import asked_on
from doorway.roster.models import SchoolYear


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


class GroupConferences:
    """Conferences of several families, with who held them and who came.

    One that counts for somebody by the policy in force is never old, however few years the policy keeps it: a count
    would fall, and nobody would know why. One that was taken back is deleted with the others.
    """

    key = "groups"
    can_delete = True
    words = _("Group conferences, with who held them and which families came")

    def older_than(self, district: District, moment: datetime) -> QuerySet[Any]:
        """Those from before that do not count any more."""
        today = timezone.localdate(timezone.now(), district.zone)
        asked = asked_on(district, today)
        begins = [part.begins for part in asked.parts] if asked else []
        rows = GroupConference.objects.filter(district=district, held_at__lt=min([moment, *begins]))
        return rows.annotate(since=F("held_at"))

    def delete(self, rows: QuerySet[Any]) -> int:
        """With their guests. They have no history."""
        ids = rows.order_by().values("pk")
        _all, each = GroupConference.objects.filter(pk__in=ids).delete()
        return each.get(GroupConference._meta.label, 0)


class CounselorsTime:
    """What counselors wrote down about their time.

    The share of a school year is of all of its lines, so they stay as long as a part of their school year is younger.
    """

    key = "service_time"
    can_delete = True
    words = _("What counselors wrote down about their time")

    def older_than(self, district: District, moment: datetime) -> QuerySet[Any]:
        """Those of days before, in school years that ended before."""
        over = timezone.localdate(moment, district.zone)
        holds = SchoolYear.objects.filter(district=district, starts_on__lte=OuterRef("on"), ends_on__gte=OuterRef("on"))
        rows = ServiceTime.objects.filter(~Exists(holds.filter(ends_on__gte=over)), district=district, on__lt=over)
        return rows.annotate(since=F("on"))

    def delete(self, rows: QuerySet[Any]) -> int:
        """They have no history."""
        return rows.order_by().delete()[0]
