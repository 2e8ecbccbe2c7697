"""Writes down which classes of a catalog are another one at a higher level, whenever the catalog has changed."""

from __future__ import annotations

from typing import Any

from django.db import connections, transaction

from doorway.accounts.guards import is_of_this_version
from doorway.accounts.models import District
from doorway.pathways.core.level import plain_of
from doorway.pathways.graduation.records import kinds_of
from doorway.pathways.models import CatalogCourse, HigherLevel


@transaction.atomic
def settle_levels(district: District) -> None:
    """Bring the rows in line with the catalog of now; only what differs is written. Four queries at most."""
    rows = list(CatalogCourse.objects.filter(district=district).values_list("pk", "code", "sced"))
    keys = {code: pk for pk, code, _sced in rows}
    found = plain_of(kinds_of(district), {code: sced for _pk, code, sced in rows})
    wanted = {(keys[course], keys[plain]) for course, plain in found.items()}
    known = {(row.course_id, row.plain_id): row.pk for row in HigherLevel.objects.filter(district=district)}
    gone = [pk for pair, pk in known.items() if pair not in wanted]
    if gone:
        HigherLevel.objects.filter(pk__in=gone).delete()
    HigherLevel.objects.bulk_create(
        HigherLevel(district=district, course_id=course, plain_id=plain)
        for course, plain in sorted(wanted - known.keys(), key=str)
    )


def settle_where_missing(**kwargs: Any) -> None:
    """Signal handler of ``post_migrate``: an installation that had a catalog before this table gets its rows.

    The database's guards stand by then, so what students are registered for follows.
    """
    using = connections[kwargs["using"]]
    if not is_of_this_version(using):
        return
    without = District.objects.using(using.alias).exclude(
        pk__in=HigherLevel.objects.using(using.alias).values("district")
    )
    for district in without.filter(pk__in=CatalogCourse.objects.using(using.alias).values("district")):
        settle_levels(district)
