"""Where an uploaded roster waits between being looked at and being taken in: for a day at most."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from django.core.files.uploadedfile import UploadedFile

from doorway.accounts.models import District, User
from doorway.roster.errors import FileTooBig, RosterChanged
from doorway.roster.files.waiting import Uploads
from doorway.roster.imports.actions import apply_roster, look_again, preview_roster
from doorway.roster.models import ImportRun

MAX_MEGABYTES: Final = 60
ROSTERS: Final = Uploads("imports", ".zip")


def look_at_upload(*, district: District, upload: UploadedFile[bytes], by: User, strict: bool = False) -> ImportRun:
    """Keep the zip and write into the ledger what it would do. A bundle that cannot be taken is not kept."""
    if (upload.size or 0) > MAX_MEGABYTES * 1024 * 1024:
        raise FileTooBig(limit=MAX_MEGABYTES)
    return ROSTERS.look_at(
        upload, lambda path, name: preview_roster(district=district, path=path, by=by, name=name, strict=strict)
    )


def take_in(*, run: ImportRun, by: User, yes_vanished: bool) -> ImportRun:
    """Make a looked-at upload and let the file go. When the district changed meanwhile, the preview is made anew."""

    def apply(path: Path) -> ImportRun:
        try:
            return apply_roster(run=run, path=path, by=by, yes_vanished=yes_vanished)
        except RosterChanged:
            look_again(run=run, path=path)
            raise

    return ROSTERS.take_in(run, apply)
