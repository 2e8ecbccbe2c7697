"""Where an uploaded score file waits between being looked at and being taken in."""

from __future__ import annotations

import uuid
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from doorway.accounts.models import District, User
from doorway.assessments.imports.actions import apply_scores, preview_scores
from doorway.roster.models import ImportRun


def look_at_upload(*, district: District, upload: UploadedFile[bytes], by: User) -> ImportRun:
    """Keep the file and write into the ledger what it would do; a file that is refused is not kept."""
    waiting = _folder() / f"{uuid.uuid4().hex}.part"
    # Only this user may read it: it holds scores under students' ids.
    waiting.touch(mode=0o600)
    try:
        with waiting.open("wb") as handle:
            for chunk in upload.chunks():
                handle.write(chunk)
        run = preview_scores(district=district, path=waiting, by=by, name=Path(upload.name or "scores.csv").name)
        waiting.replace(_place(run))
    finally:
        waiting.unlink(missing_ok=True)
    return run


def take_in(*, run: ImportRun, by: User) -> ImportRun:
    """Make a looked-at upload, and let the file go."""
    applied = apply_scores(run=run, path=_place(run), by=by)
    _place(run).unlink(missing_ok=True)
    return applied


def _place(run: ImportRun) -> Path:
    """The file of a run."""
    return _folder() / f"{run.pk.hex}.csv"


def _folder() -> Path:
    """The folder of waiting files, readable by this user only."""
    folder: Path = settings.HOME / "score-files"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
