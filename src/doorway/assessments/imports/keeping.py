"""Where an uploaded score file waits between being looked at and being taken in."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile

from doorway.accounts.models import District, User
from doorway.assessments.imports.actions import apply_scores, preview_scores
from doorway.roster.files import waiting
from doorway.roster.models import ImportRun

FOLDER = "score-files"


def look_at_upload(
    *, district: District, upload: UploadedFile[bytes], by: User, layout: str = "", school_year: str = ""
) -> ImportRun:
    """Keep the file and write into the ledger what it would do; a file that is refused is not kept."""
    waiting = _folder() / f"{uuid.uuid4().hex}.part"
    # Only this user may read it: it holds scores under students' ids.
    waiting.touch(mode=0o600)
    try:
        with waiting.open("wb") as handle:
            for chunk in upload.chunks():
                handle.write(chunk)
        name = Path(upload.name or "scores.csv").name
        run = preview_scores(district=district, path=waiting, by=by, name=name, layout=layout, school_year=school_year)
        waiting.replace(_place(run))
    finally:
        waiting.unlink(missing_ok=True)
    return run


def take_in(*, run: ImportRun, by: User) -> ImportRun:
    """Make a looked-at upload, and let the file go."""
    return waiting.take_in(FOLDER, run, lambda path: apply_scores(run=run, path=path, by=by))
