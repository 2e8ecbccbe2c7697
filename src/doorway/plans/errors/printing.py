"""What is refused when plans are printed, and what to do about it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from doorway.accounts.errors import Refusal


class PrintingRefused(Refusal):
    """Nothing was printed, and no file was written."""


class NobodyToPrint(PrintingRefused):
    """A school without students."""

    sentence = _(
        "There are no students at %(school)s now, so there is nothing to print. "
        "If that is wrong, take in the roster again."
    )


class NobodyInClass(PrintingRefused):
    """A class without students."""

    sentence = _("There are no students in %(title)s now, so there is nothing to print.")


class SchoolNotFound(PrintingRefused):
    """No school has this name; some have a name like it."""

    sentence = _("There is no school “%(name)s”. Did you mean: %(near)s?")


class SchoolNameOfSeveral(PrintingRefused):
    """The name fits more than one school."""

    sentence = _("“%(name)s” fits several schools: %(near)s. Write more of the name.")


class ClassNotFound(PrintingRefused):
    """No class of the school has this name."""

    sentence = _("There is no class “%(name)s” at %(school)s. There are: %(near)s.")


class FolderNotWritable(PrintingRefused):
    """The folder cannot be written."""

    sentence = _("Nothing can be written into %(folder)s (%(reason)s). Choose another folder.")


class VersionUnreadable(PrintingRefused):
    """The content of a version is not the one that was shared."""

    sentence = _(
        "The shared version of the plan of %(name)s is damaged, so nothing was printed. "
        "Print the plans as they stand now, and tell whoever runs Doorway."
    )


class NotShared(PrintingRefused):
    """There is no version to print."""

    sentence = _("This plan is not shared yet, so there is nothing to print.")
