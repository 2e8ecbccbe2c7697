"""The link in the invitation: it shows no child, signs nobody in, and sends a code to the guardian's own mailbox."""

from __future__ import annotations

from urllib.parse import urlencode

from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from doorway.accounts.errors import Refusal
from doorway.accounts.sign_in import masked, may_ask
from doorway.conferences import wording
from doorway.conferences.actions.opening import mailbox_of, mark_opened
from doorway.conferences.errors.opening import TooManyCodes
from doorway.conferences.models import Invitation
from doorway.roster.access import public
from doorway.roster.middleware import ViewerRequest

# Invitations are looked up by a secret: never more of a link than its own conference and a masked address is shown.
STATUS_OVER, STATUS_WAIT = 410, 429
# The page for the code shows this address masked too: whoever got the letter sent on has not typed it.
BY_LINK = "mailbox_of_a_link"


def _found(token: str) -> Invitation | None:
    related = ("guardian__user", "guardian__district", "conference__school", "conference__school_year", "district")
    return Invitation.objects.select_related(*related).filter(token=token).first()


def _language(request: ViewerRequest, invitation: Invitation | None) -> str:
    """The guardian's own language, unless another was chosen on this device."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    if invitation is None or chosen in dict(settings.LANGUAGES):
        return translation.get_language() or settings.LANGUAGE_CODE
    return invitation.guardian.language


def _show(
    request: ViewerRequest, invitation: Invitation | None, language: str, refusal: Refusal | None = None
) -> HttpResponse:
    waits = isinstance(refusal, TooManyCodes)
    context: dict[str, object] = {"refusal": refusal, "waits": waits}
    if invitation is not None and not refusal:
        conference = invitation.conference
        context |= {
            "invitation": invitation,
            "name": wording.conference_name(conference),
            "schools": wording.school_names(conference),
            "days": wording.conference_days(conference),
            "mailbox": masked(invitation.guardian.email),
            "stranger": request.viewer.is_signed_in,
        }
    status = STATUS_WAIT if waits else STATUS_OVER if refusal else 200
    response = render(request, "conferences/family/invitation.html", context, status=status)
    response["Content-Language"] = language
    # The token stands in the address: it must not reach a search engine, nor another site. The policy for every page
    # (same-origin) keeps it from other sites; "no-referrer" would make browsers post the form with the origin "null",
    # which is refused as a forgery.
    response["X-Robots-Tag"] = "noindex"
    return response


@public
@never_cache
@require_GET
def invitation(request: ViewerRequest, token: str) -> HttpResponse:
    """Which conference, to which mailbox the code will go, and the button. Looking changes nothing."""
    found = _found(token)
    language = _language(request, found)
    with translation.override(language):
        try:
            user = mailbox_of(invitation=found, now=timezone.now())
        except Refusal as refusal:
            return _show(request, None, language, refusal)
        if request.viewer.user == user:
            return redirect("family_book")
        response = _show(request, found, language)
    # The page for the code, and the code itself, speak the guardian's language too.
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, samesite="Lax", secure=request.is_secure())
    return response


@public
@never_cache
@require_POST
def send_code(request: ViewerRequest, token: str) -> HttpResponse:
    """Send a code to the guardian's mailbox and go to the page that takes it."""
    found = _found(token)
    language = _language(request, found)
    with translation.override(language):
        try:
            user = mailbox_of(invitation=found, now=timezone.now())
            if found is None or request.viewer.is_signed_in:
                return redirect("invitation", token=token)
            if not may_ask(request, user.email, link=token):
                raise TooManyCodes
            request.session[BY_LINK] = user.email
            LoginCodeVerificationProcess.initiate(request=request, user=user, email=user.email)
            mark_opened(invitation=found, now=timezone.now())
        except Refusal as refusal:
            return _show(request, None, language, refusal)
    query = urlencode({"next": reverse("family_book")})
    return redirect(f"{reverse('account_confirm_login_code')}?{query}")
