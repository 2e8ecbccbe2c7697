"""What is refused while a plan is shared and signed, and what to do about it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from doorway.accounts.errors import Refusal


class SharingRefused(Refusal):
    """Nothing was shared, and nobody was written to."""


class NothingToShare(SharingRefused):
    """Nobody has written anything."""

    sentence = _("There is nothing to share in this plan yet. Write a few words or set a goal first.")


class NothingChanged(SharingRefused):
    """The family has exactly this already."""

    sentence = _("The family has this plan already. Nothing has changed since it was shared on %(date)s.")


class NoReason(SharingRefused):
    """A later version that does not say why."""

    sentence = _("Say in a few words what is new or corrected. The family reads it above the plan.")


class RemindedToday(SharingRefused):
    """A second letter on one day."""

    sentence = _("The family was written to today already. You can remind them tomorrow.")


class EverybodySigned(SharingRefused):
    """Nobody is left to remind."""

    sentence = _("Nobody has to be reminded: every home and the student have signed.")


class NobodyToWriteTo(SharingRefused):
    """Those who have not signed have no address."""

    sentence = _("No reminder was sent: those who have not signed have no e-mail address here. Please call them.")


class NotShared(SharingRefused):
    """There is no version yet."""

    sentence = _("This plan is not shared yet. Share it first.")


class SigningRefused(Refusal):
    """Nothing was signed."""


class NotYoursToSign(SigningRefused):
    """Somebody else's line."""

    sentence = _("This line is for somebody else to sign.")


class Superseded(SigningRefused):
    """A newer version was shared in the meantime."""

    sentence = _("This plan was changed in the meantime. Please read the new version and sign that one.")


class NobodyChosen(SigningRefused):
    """A paper signature of nobody."""

    sentence = _("Choose who signed on paper.")


class NameMissing(SigningRefused):
    """No name was typed."""

    sentence = _("Type your first and last name to sign, like this: %(name)s")


class NameDiffers(SigningRefused):
    """Another name was typed."""

    sentence = _("This does not look like the name of the one who signs. Type it like this: %(name)s")


class VersionDamaged(SigningRefused):
    """The content is not the one that was shared."""

    sentence = _(
        "This version of the plan is damaged, so it is not shown and cannot be signed. Please call the school office."
    )
