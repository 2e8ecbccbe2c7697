"""What is said when a table as a whole cannot be taken in."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from doorway.accounts.errors import Refusal


class TableRefused(Refusal):
    """The file as a whole cannot be read as such a table; nothing was changed."""

    MISSING: str | Promise = _("There is no file %(name)s. Check the path.")
    EMPTY: str | Promise = _("The file is empty. Export it again.")
    TOO_LARGE: str | Promise = _(
        "The file is larger than %(most)s MB. Split it and take the parts in one after the other."
    )
    SPREADSHEET: str | Promise = _("This is a spreadsheet or a zip file. Save it as CSV (UTF-8) and try again.")
    NOT_TEXT: str | Promise = _("This is not a text file. Save it as CSV (UTF-8) and try again.")
    ENCODING: str | Promise = _("The file is not in UTF-8. Save it as “CSV UTF-8” and try again.")
    ENCODING_JSON: str | Promise = _("The file is not in UTF-8, as JSON has to be. Export it again in UTF-8.")
    COLUMNS: str | Promise = _("The first line lacks these columns: %(missing)s. Add them and try again.")
    COLUMN_TWICE: str | Promise = _("These columns are in the first line twice: %(columns)s. Keep one of each.")
    BUNDLE: str | Promise = _("The zip cannot be taken in. %(reason)s")
    FILES: str | Promise = _(
        "The zip lacks these files, or they cannot be read: %(missing)s. Export a whole OneRoster bundle with results."
    )
    NO_FINAL: str | Promise = _(
        "No category of this bundle is one for final marks. Doorway reads categories with these titles: %(known)s. The"
        " bundle has: %(found)s. Give the category of final marks such a title in your system, and export again."
    )
    EDFI: str | Promise = _(
        "This file holds no Ed-Fi course transcripts. Export the resource “courseTranscripts” (JSON) or the interchange"
        " “StudentTranscript” (XML), and try again."
    )
    ENTITIES: str | Promise = _("The file has a document type or entities of its own. Export it without them.")
    TWICE_AN_ID: str | Promise = _(
        "Two records of the file have the same id (%(reason)s), so nobody can tell whose classes are whose. Export it "
        "again."
    )
    QUOTES: str | Promise = _(
        "In row %(row)s a quotation mark is missing or one too many, so that several rows read as one. Correct it, or "
        "export the file again."
    )
    BROKEN: str | Promise = _("The file is broken near line %(row)s (%(reason)s). Export it again.")


class ImportNotPossible(Refusal):
    """A looked-at import can no longer be made."""

    sentence = _("This import was already made or refused. Start again with the file.")


class UploadGone(Refusal):
    """The looked-at file is gone: taken in already, put away, or a day old."""

    sentence = _("This file no longer waits here: it was taken in, or a day went by. Upload it again.")


class FileChanged(Refusal):
    """The file is not the one that was looked at."""

    sentence = _("The file is no longer the one that was looked at. Start again with the file.")
