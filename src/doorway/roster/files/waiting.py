"""Where an uploaded file waits between being looked at and being taken in: for a day, readable by this user only."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from doorway.roster.files.errors import UploadGone
from doorway.roster.models import ImportRun

_A_DAY: Final = 24 * 60 * 60

Preview = Callable[[Path, str], ImportRun]
Apply = Callable[[Path], ImportRun]


@dataclass(frozen=True)
class Uploads:
    """The waiting uploads of one kind: a folder of that name below the installation's home."""

    folder: str
    suffix: str = ".csv"

    def look_at(self, upload: UploadedFile[bytes], preview: Preview) -> ImportRun:
        """Keep the file and write into the ledger what it would do; a file that is refused is not kept.

        ``preview`` gets the path and the upload's name.
        """
        self.forget_old()
        waiting = self._home / f"{uuid.uuid4().hex}.part"
        # It holds children's records under their ids.
        waiting.touch(mode=0o600)
        try:
            with waiting.open("wb") as handle:
                for chunk in upload.chunks():
                    handle.write(chunk)
            run = preview(waiting, Path(upload.name or f"upload{self.suffix}").name)
            if run.status == ImportRun.Status.PREVIEWED:
                waiting.replace(self.place_of(run))
        finally:
            waiting.unlink(missing_ok=True)
        return run

    def take_in(self, run: ImportRun, apply: Apply) -> ImportRun:
        """Make a looked-at upload, and let the file go; :class:`UploadGone` when it is gone already."""
        path = self.place_of(run)
        if not path.exists():
            raise UploadGone
        applied = apply(path)
        path.unlink(missing_ok=True)
        return applied

    def waits(self, run: ImportRun) -> bool:
        """Whether the run's file is still here to be taken in."""
        return run.status == ImportRun.Status.PREVIEWED and self.place_of(run).exists()

    def let_go(self, run: ImportRun) -> None:
        """Put a looked-at upload away without taking it in; its line in the ledger stays."""
        if not self.waits(run):
            raise UploadGone
        self.place_of(run).unlink(missing_ok=True)

    def forget_old(self) -> int:
        """Delete uploads that nobody took in for a day; how many they were."""
        gone = 0
        for path in self._home.iterdir():
            # The server and the tick both look: what one has just let go is no fault for the other.
            with suppress(FileNotFoundError):
                if time.time() - path.stat().st_mtime > _A_DAY:
                    path.unlink()
                    gone += 1
        return gone

    def place_of(self, run: ImportRun) -> Path:
        """The waiting file of a run."""
        return self._home / f"{run.pk.hex}{self.suffix}"

    @property
    def _home(self) -> Path:
        home: Path = settings.HOME / self.folder
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        return home
