"""What can go wrong with a message, in sentences."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from doorway.accounts.errors import Refusal


class NotSent(Refusal):
    """A message that somebody waits for could not be handed to the mail server."""

    sentence = _("The e-mail could not be sent just now. Please try again in a few minutes, or call the school.")


class NoTypefaces(Refusal):
    """Nothing can be printed: the front end was not built."""

    sentence = _("The typefaces for paper are missing on the server. Run “make setup” there, then try again.")
