"""Where an uploaded table waits between being looked at and being taken in: readable by this user only."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from doorway.roster.models import ImportRun

Preview = Callable[[Path, str], ImportRun]
Apply = Callable[[Path], ImportRun]


def look_at(folder: str, upload: UploadedFile[bytes], preview: Preview) -> ImportRun:
    """Keep the file and write into the ledger what it would do; a file that is refused is not kept.

    ``folder``: the kind's own below the installation's home; ``preview`` gets the path and the upload's name.
    """
    waiting = _folder(folder) / f"{uuid.uuid4().hex}.part"
    # It holds children's records under their ids.
    waiting.touch(mode=0o600)
    try:
        with waiting.open("wb") as handle:
            for chunk in upload.chunks():
                handle.write(chunk)
        run = preview(waiting, Path(upload.name or "table.csv").name)
        waiting.replace(_place(folder, run))
    finally:
        waiting.unlink(missing_ok=True)
    return run


def take_in(folder: str, run: ImportRun, apply: Apply) -> ImportRun:
    """Make a looked-at upload, and let the file go."""
    path = _place(folder, run)
    applied = apply(path)
    path.unlink(missing_ok=True)
    return applied


def _place(folder: str, run: ImportRun) -> Path:
    return _folder(folder) / f"{run.pk.hex}.csv"


def _folder(name: str) -> Path:
    folder: Path = settings.HOME / name
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
