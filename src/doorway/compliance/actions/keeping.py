"""Once a month the figures of every district are written down as they are."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from doorway.accounts.models import District
from doorway.compliance.models import KeptFigures
from doorway.compliance.models.kept import NUMBERS
from doorway.compliance.queries.policies import in_force
from doorway.compliance.queries.standing import are_mostly_to_come, asked_on, lines
from doorway.roster.models import SchoolYear


def keep_figures(*, now: datetime) -> int:
    """Keep the figures of the districts for which none of this month are there; how many lines were written.

    Whoever comes late in the month writes the day that it is: nothing is said of a day that nobody counted. In the
    first weeks of a school year it waits until most students have begun: the first few would stand for all of them.
    """
    return sum(_keep(district, now) for district in District.objects.order_by("pk"))


@transaction.atomic
def _keep(district: District, now: datetime) -> int:
    today = timezone.localdate(now, district.zone)
    known = KeptFigures.objects.filter(district=district, on__gte=today.replace(day=1))
    if known.exists():
        return 0
    # Two processes may come at once: the second one waits here, and sees what the first has written.
    District.objects.select_for_update().get(pk=district.pk)
    asked, policy = asked_on(district, today), in_force(district, today)
    if asked is None or policy is None or known.exists():
        return 0
    if are_mostly_to_come(district, today, asked.year, asked.here):
        return 0
    year = SchoolYear.objects.filter(district=district, starts_on=asked.year.starts_on).first()
    rows = [
        KeptFigures(
            district=district, school_id=line.school, on=today, grade=line.grade, policy_number=policy.number,
            school_year=year,
            groups=line.part.groups or not line.part.rule.group,
            registration=asked.registration or not line.part.rule.registration,
            done=line.tally.sure + line.tally.unsure, by_student=True,
            **{name: getattr(line.tally, name) for name in NUMBERS if name != "done"},
        )
        for line in lines(asked)
    ]  # fmt: skip
    return len(KeptFigures.objects.bulk_create(rows))
