"""Where an uploaded roster waits between being looked at and being taken in: for a day at most."""

from __future__ import annotations

import time
import uuid
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from doorway.accounts.models import District, User
from doorway.roster.errors import FileTooBig, NothingWaits, RosterChanged
from doorway.roster.imports.actions import apply_roster, look_again, preview_roster
from doorway.roster.models import ImportRun

MAX_MEGABYTES: Final = 60
_A_DAY: Final = 24 * 60 * 60


def look_at_upload(*, district: District, upload: UploadedFile[bytes], by: User, strict: bool = False) -> ImportRun:
    """Keep the zip and write into the ledger what it would do. A bundle that cannot be taken is not kept."""
    if (upload.size or 0) > MAX_MEGABYTES * 1024 * 1024:
        raise FileTooBig(limit=MAX_MEGABYTES)
    forget_old_uploads()
    waiting = _folder() / f"{uuid.uuid4().hex}.part"
    # Only this user of the machine may read it: it holds a whole district's people.
    waiting.touch(mode=0o600)
    try:
        with waiting.open("wb") as handle:
            for chunk in upload.chunks():
                handle.write(chunk)
        name = Path(upload.name or "roster.zip").name
        run = preview_roster(district=district, path=waiting, by=by, name=name, strict=strict)
        if run.status == ImportRun.Status.PREVIEWED:
            waiting.replace(place_of(run))
    finally:
        waiting.unlink(missing_ok=True)
    return run


def take_in(*, run: ImportRun, by: User, yes_vanished: bool) -> ImportRun:
    """Make a looked-at upload and let the file go. When the district changed meanwhile, the preview is made anew."""
    path = place_of(run)
    try:
        applied = apply_roster(run=run, path=path, by=by, yes_vanished=yes_vanished)
    except RosterChanged:
        look_again(run=run, path=path)
        raise
    path.unlink(missing_ok=True)
    return applied


def let_go(*, run: ImportRun) -> None:
    """Put a looked-at upload away without taking it in; its line in the ledger stays."""
    if not waits(run):
        raise NothingWaits
    place_of(run).unlink(missing_ok=True)


def waits(run: ImportRun) -> bool:
    """Whether the run's file is still here to be taken in."""
    return run.status == ImportRun.Status.PREVIEWED and place_of(run).exists()


def forget_old_uploads() -> int:
    """Delete uploads that nobody took in for a day; how many they were."""
    gone = 0
    for path in _folder().iterdir():
        if time.time() - path.stat().st_mtime > _A_DAY:
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def place_of(run: ImportRun) -> Path:
    """The waiting file of a run, named by what it holds and by who looked at it."""
    return _folder() / f"{run.sha256}-{run.pk.hex}.zip"


def _folder() -> Path:
    """The folder of waiting files, readable by this user of the machine only."""
    folder: Path = settings.HOME / "imports"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
