"""What the link of an invitation refuses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from doorway.accounts.errors import Refusal


class InvitationRefused(Refusal):
    """The link leads nowhere."""


class InvitationOver(InvitationRefused):
    """An unknown or expired token: both are told the same, so that guessing learns nothing."""

    sentence = _(
        "This link no longer works. Perhaps the conference is over, or a part of the link was lost. "
        "You can sign in with your e-mail address instead, or call the school."
    )


class NobodyToWriteTo(InvitationRefused):
    """The guardian left the roster, lost the address, or may see no student any more."""

    sentence = _("This invitation is no longer valid. If you think that is wrong, please call the school.")


class TooManyCodes(InvitationRefused):
    """The limit of codes for one mailbox."""

    sentence = _("We have sent several codes already. Please check your e-mail, or try again in a few minutes.")
