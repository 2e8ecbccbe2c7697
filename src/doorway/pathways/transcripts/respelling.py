"""Transcripts that came before the catalog: their codes are written as the catalog has them."""

from __future__ import annotations

from django.utils import timezone
from simple_history.utils import bulk_update_with_history

from doorway.accounts.models import District
from doorway.pathways.core.spelling import Spelling
from doorway.pathways.models import CatalogCourse, TranscriptCourse
from doorway.roster.models import ImportRun

BATCH = 500


def respell(district: District, run: ImportRun) -> int:
    """Write codes in other capitals as the catalog does; the number of rows. Their history keeps what was there.

    A file of transcripts that comes later is read like that, so the same class would be there twice. A row stays as it
    is where the student has the class of that term under the catalog's code already. Two queries where all are alike.
    """
    courses = CatalogCourse.objects.filter(district=district).values_list("code", flat=True)
    spelling, rows = Spelling(courses), TranscriptCourse.objects.filter(district=district)
    codes = set(rows.order_by().values_list("code", flat=True).distinct())
    written = {code: known for code in codes if (known := spelling.of(code)) is not None and known != code}
    if not written:
        return 0
    keys = ("student_id", "school_year", "term", "part", "code")
    taken = set(rows.filter(code__in=written.values()).values_list(*keys))
    changed = []
    for row in rows.filter(code__in=written):
        key = (row.student_id, row.school_year, row.term, row.part, written[row.code])
        if key not in taken:
            taken.add(key)
            row.code, row.changed_at = written[row.code], timezone.now()
            changed.append(row)
    bulk_update_with_history(
        changed, TranscriptCourse, ["code", "changed_at"], batch_size=BATCH, default_user=run.created_by
    )
    return len(changed)
