"""The kinds of files, by the word in their address, and how pages speak of each."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from doorway.pathways.courses.file import CourseFile
from doorway.pathways.imports.model import RecordFile
from doorway.pathways.transcripts.file import TranscriptFile
from doorway.roster.files.waiting import Uploads


@dataclass(frozen=True)
class FileKind:
    """A kind of file. ``uploads``: where files of it wait."""

    word: str
    file: type[RecordFile]
    uploads: Uploads
    title: str | Promise
    lead: str | Promise
    label: str | Promise
    hint: str | Promise
    columns: str | Promise
    notes: str | Promise
    done: str | Promise

    # A template would make a file of the class before it reads anything off it, so it is given the columns.
    @property
    def required(self) -> tuple[str, ...]:
        """The columns that a file must have."""
        return self.file.required

    @property
    def optional(self) -> tuple[str, ...]:
        """The columns that it may have."""
        return self.file.optional


KINDS: dict[str, FileKind] = {
    "courses": FileKind(
        "courses",
        CourseFile,
        Uploads("course-files"),
        _("Course catalog"),
        _("What is taught, where, and what it counts for. Graduation is judged by it."),
        _("Catalog file"),
        _("A CSV file with one course in each row. Nothing changes until you have seen what would change."),
        _("Codes are those of the transcripts. Areas are the subject areas of the graduation requirements."),
        _("Courses to look at"),
        _("The catalog was taken in."),
    ),
    "transcripts": FileKind(
        "transcripts",
        TranscriptFile,
        Uploads("transcript-files"),
        _("Transcripts"),
        _("The classes that students have taken and take now. Their graduation page is true from that moment on."),
        _("Transcript file"),
        _(
            "A CSV file with one class in each row, the course transcripts of an Ed-Fi system as JSON or XML, or a"
            " OneRoster zip with results. Nothing changes until you have seen what would change."
        ),
        _("The student is found by local id or state id, never by name."),
        _("Classes to look at"),
        _("The transcripts were taken in."),
    ),
}
