"""Where an uploaded score file waits between being looked at and being taken in: for a day at most."""

from __future__ import annotations

import time
import uuid
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from doorway.accounts.models import District, User
from doorway.assessments.errors import HeaderUnknown
from doorway.assessments.imports.actions import apply_scores, keep_unknown, preview_scores
from doorway.roster.models import ImportRun

_A_DAY = 24 * 60 * 60


def look_at_upload(
    *, district: District, upload: UploadedFile[bytes], by: User, layout: str = "", school_year: str = ""
) -> ImportRun:
    """Keep the file and write into the ledger what it would do; a file that is refused is not kept.

    One whose first line nobody knows waits until a person has said what its columns mean.
    """
    _forget_old()
    waiting = _folder() / f"{uuid.uuid4().hex}.part"
    # Only this user may read it: it holds scores under students' ids.
    waiting.touch(mode=0o600)
    try:
        with waiting.open("wb") as handle:
            for chunk in upload.chunks():
                handle.write(chunk)
        name = Path(upload.name or "scores.csv").name
        try:
            run = preview_scores(
                district=district, path=waiting, by=by, name=name, layout=layout, school_year=school_year
            )
        except HeaderUnknown:
            run = keep_unknown(district=district, path=waiting, by=by, name=name)
        waiting.replace(place_of(run))
    finally:
        waiting.unlink(missing_ok=True)
    return run


def take_in(*, run: ImportRun, by: User) -> ImportRun:
    """Make a looked-at upload, and let the file go."""
    applied = apply_scores(run=run, path=place_of(run), by=by)
    place_of(run).unlink(missing_ok=True)
    return applied


def waits(run: ImportRun) -> bool:
    """Whether the run's file is still here."""
    return run.status == ImportRun.Status.PREVIEWED and place_of(run).exists()


def place_of(run: ImportRun) -> Path:
    """The file of a run."""
    return _folder() / f"{run.pk.hex}.csv"


def _forget_old() -> None:
    """Delete uploads that nobody took in for a day."""
    for path in _folder().iterdir():
        if time.time() - path.stat().st_mtime > _A_DAY:
            path.unlink(missing_ok=True)


def _folder() -> Path:
    """The folder of waiting files, readable by this user only."""
    folder: Path = settings.HOME / "score-files"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
