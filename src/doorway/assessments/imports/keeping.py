"""Where an uploaded score file waits between being looked at and being taken in: for a day at most."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q

from doorway.accounts.models import District, User
from doorway.assessments.errors import HeaderUnknown
from doorway.assessments.imports.actions import SUPPORT_WORD, apply_scores, keep_unknown, preview_scores
from doorway.roster.files.waiting import Uploads
from doorway.roster.models import ImportLine, ImportRun

SCORE_FILES: Final = Uploads("score-files")
# As long as an upload waits; what a dry run of the command line found can be read in the browser as long.
_KEPT: Final = timedelta(days=1)


def look_at_upload(
    *, district: District, upload: UploadedFile[bytes], by: User, layout: str = "", school_year: str = ""
) -> ImportRun:
    """Keep the file and write into the ledger what it would do; a file that is refused is not kept.

    One whose first line nobody knows waits until a person has said what its columns mean.
    """

    def look(path: Path, name: str) -> ImportRun:
        try:
            return preview_scores(
                district=district, path=path, by=by, name=name, layout=layout, school_year=school_year
            )
        except HeaderUnknown:
            return keep_unknown(district=district, path=path, by=by, name=name)

    return SCORE_FILES.look_at(upload, look)


def take_in(*, run: ImportRun, by: User) -> ImportRun:
    """Make a looked-at upload, and let the file go."""
    return SCORE_FILES.take_in(run, lambda path: apply_scores(run=run, path=path, by=by))


def forget_looks(*, now: datetime) -> int:
    """Of files that were looked at a day ago and never taken in, let go what they say of children; how many lines.

    Those are the results that would have changed, with their support, and words for support that no test knows.
    The numbers stay, and the rows that were refused or odd, by which the file is corrected.
    """
    runs = ImportRun.objects.filter(
        kind=ImportRun.Kind.SCORES, status=ImportRun.Status.PREVIEWED, created_at__lt=now - _KEPT
    )
    told = Q(verdict=ImportLine.Verdict.CHANGED) | Q(code=SUPPORT_WORD)
    return ImportLine.objects.filter(told, run__in=runs).delete()[0]
