"""Where an uploaded score file waits between being looked at and being taken in: for a day at most."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from django.core.files.uploadedfile import UploadedFile

from doorway.accounts.models import District, User
from doorway.assessments.errors import HeaderUnknown
from doorway.assessments.imports.actions import apply_scores, keep_unknown, preview_scores
from doorway.roster.files.waiting import Uploads
from doorway.roster.models import ImportRun

SCORE_FILES: Final = Uploads("score-files")


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
