"""What is said when a release cannot be taken in, or an occupation cannot be kept."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from doorway.accounts.errors import Refusal


class ReleaseRefused(Refusal):
    """The files are no release that can be taken in; nothing was changed."""

    NO_FOLDER: str | Promise = _("There is no folder %(name)s. Write the path of the folder with the tables.")
    NO_FILE: str | Promise = _("There is no file %(name)s. Check the path.")
    NO_TABLE: str | Promise = _("The folder has no %(names)s. Take the tables of one release, unpacked.")
    EMPTY: str | Promise = _("%(file)s is empty. Take it from the release again.")
    TOO_LARGE: str | Promise = _("%(file)s is larger than %(most)s MB. This is not a table of the release.")
    A_FOLDER: str | Promise = _("%(name)s is a folder. Write the path of the file in it.")
    PACKED: str | Promise = _("%(file)s is a zip file. Unpack it, and take what is in it.")
    NOT_TEXT: str | Promise = _("%(file)s is not text in UTF-8. Take it from the release again.")
    COLUMNS: str | Promise = _("%(file)s lacks these columns: %(missing)s. Is it the right file?")
    OLDER: str | Promise = _(
        "%(name)s is older than %(last)s, which is here. If it really should take its place, say --older."
    )
    RENAMED: str | Promise = _(
        "This very file was taken in as %(before)s, and would be %(name)s now. If that is right, say --renamed."
    )
    OTHER_YEAR: str | Promise = _(
        "The file’s name says %(named)s, and --year says %(year)s. If the year is right, say --renamed."
    )
    BROKEN: str | Promise = _("%(file)s is broken near line %(row)s (%(reason)s).")
    ROWS: str | Promise = _("Rows that cannot be right: %(count)s. Nothing was taken in. The first of them:")
    NO_NAME: str | Promise = _("Nothing in the folder says which release this is. Say it with --release, like 29.3.")
    NO_YEAR: str | Promise = _("Nothing in the file’s name says the year of the wages. Say it with --year.")
    NO_VERSION: str | Promise = _(
        "Nothing in the file’s name says which version it is. Say it with --release, like 12."
    )
    BROKEN_SHEET: str | Promise = _("%(file)s cannot be opened as a spreadsheet. Take it from the release again.")
    NOTHING: str | Promise = _("%(file)s has no row that can be used.")
    FEWER: str | Promise = _(
        "%(count)s of %(before)s would no longer be listed. If the release really has fewer, say --fewer."
    )

    def __init__(self, sentence: str | Promise | None = None, rows: tuple[str, ...] = (), **params: object) -> None:
        self.rows = rows
        super().__init__(sentence, **params)


class TooMany(Refusal):
    """A student keeps as many occupations as one still looks at."""

    sentence = _("You keep %(most)s occupations already. Let one go before you keep another.")


class NotKept(Refusal):
    """The occupation is not among those that are kept (somebody let it go a moment ago)."""

    sentence = _("This occupation is not kept any more.")


class NotYet(Refusal):
    """Plans of younger students have no occupations."""

    sentence = _("Occupations are kept from the grade on in which they are part of the plan.")
