"""Where an uploaded score file waits between being looked at and being taken in."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile

from doorway.accounts.models import District, User
from doorway.assessments.imports.actions import apply_scores, preview_scores
from doorway.roster.files import waiting
from doorway.roster.models import ImportRun

FOLDER = "score-files"


def look_at_upload(*, district: District, upload: UploadedFile[bytes], by: User) -> ImportRun:
    """Keep the file and write into the ledger what it would do; a file that is refused is not kept."""
    return waiting.look_at(
        FOLDER, upload, lambda path, name: preview_scores(district=district, path=path, by=by, name=name)
    )


def take_in(*, run: ImportRun, by: User) -> ImportRun:
    """Make a looked-at upload, and let the file go."""
    return waiting.take_in(FOLDER, run, lambda path: apply_scores(run=run, path=path, by=by))
