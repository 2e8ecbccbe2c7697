"""Where an uploaded file of earlier conferences waits to be taken in."""

from __future__ import annotations

from typing import Final

from doorway.roster.files.waiting import Uploads

EARLIER_FILES: Final = Uploads("earlier-files")
