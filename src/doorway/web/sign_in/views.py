"""Signing in: ask for a code, type it. allauth does it; here is what families need on top.

The page that somebody wanted to see (``next``) is kept on every way through, also after a wrong code.
"""

from __future__ import annotations

import time
from typing import Any

from allauth.account import views as allauth_views
from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from doorway.accounts import sign_in
from doorway.messages.errors import NotSent
from doorway.roster.access.rules import public


def sentence(key: str) -> str:
    """What our adapter says."""
    return str(get_adapter().error_messages[key])


class AskForCodeView(allauth_views.RequestLoginCodeView):  # type: ignore[misc]  # allauth ships no types
    """Asks for the mailbox. An unknown one gets the same answer as a known one."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Send the code; when there were enough, or no mail can be sent, say so on the page."""
        began = time.monotonic()
        if not sign_in.may_ask(self.request, form.cleaned_data["email"]):
            form.add_error(None, sentence("too_many_codes"))
            return self.form_invalid(form)  # type: ignore[no-any-return]
        try:
            answer: HttpResponse = super().form_valid(form)
        except NotSent as problem:
            form.add_error(None, str(problem))
            answer = self.form_invalid(form)
        sign_in.hold_back(began)
        return answer


class EnterCodeView(allauth_views.ConfirmLoginCodeView):  # type: ignore[misc]  # allauth ships no types
    """Takes the code."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Where the way leads back to asking for a code, the page that was wanted comes along."""
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        start = reverse("account_request_login_code")
        if isinstance(answer, HttpResponseRedirect) and answer.url == start:
            return redirect(self.passthrough_next_url(start))
        return answer

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Count the try before the code is looked at: the library counts in the session, which tries at once share."""
        if self._action == "verify" and not sign_in.may_try(request, self._process.state["at"]):
            self._process.abort()
            messages.error(request, sentence("too_many_login_attempts"))
            return HttpResponseRedirect(reverse("account_request_login_code"))
        answer: HttpResponse = super().post(request, *args, **kwargs)
        if request.user.is_authenticated:
            sign_in.was_right(request)
            sign_in.remember(request, answer, request.user.email)
        return answer


ask_for_code = public(AskForCodeView.as_view())
enter_code = public(EnterCodeView.as_view())


@public
def to_the_one_way(request: HttpRequest) -> HttpResponse:
    """Every other door of the sign-in library leads to the one way in."""
    query = request.GET.urlencode()
    start = reverse("account_request_login_code")
    return redirect(f"{start}?{query}" if query else start)
