"""Who may sign in: mailboxes on the roster, nobody else."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from doorway.messages import actions as messages

# Templates of the library's mails, and our letters for them.
LETTERS = {
    "account/email/login_code": "messages/mail/sign_in_code",
    "account/email/unknown_account": "web/mail/unknown_mailbox",
}


class RosterAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Sign-up is closed: users come from the roster."""

    error_messages: ClassVar[dict[str, str | Promise]] = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": _("This is not the code from our newest e-mail. Look once more, or ask for a new one below."),
        "too_many_login_attempts": _(
            "That was tried too many times. Wait a few minutes, then ask for a new code. The old one no longer works."
        ),
        "rate_limited": _("You asked for several codes already. Wait a few minutes, then try again."),
        "too_many_codes": _(
            "Several codes were asked for at this address already. Check your e-mail, or ask again in a while. "
            "The link in the school’s letter works at once."
        ),
        "account_inactive": _("The school no longer uses this e-mail address. Call the school office."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up by themselves."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write our own letter, in the language of the page on which it was asked for."""
        letter = LETTERS[template_prefix]
        values = {"minutes": settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60, "email": email}
        if "code" in context:
            values["code"] = context["code"]
        messages.send_now(
            to_address=email,
            language=translation.get_language() or settings.LANGUAGE_CODE,
            template=letter,
            context=values,
            secret=["code"],
        )

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Only what went wrong is said in a banner; "code sent" and "signed in" can be seen on the page itself."""
        if message:
            super().add_message(request, level, extra_tags=extra_tags, message=message)
