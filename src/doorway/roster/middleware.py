"""Who looks, in which language, and whether they may open the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_cache_control

from doorway.roster import kept
from doorway.roster.access.rules import rule_of, shown_by
from doorway.roster.access.viewer import Viewer
from doorway.roster.addresses import page_at

GetResponse = Callable[[HttpRequest], HttpResponse]


class ViewerRequest(HttpRequest):
    """A request that went through the middleware: ``request.viewer`` says who looks."""

    viewer: Viewer


class ViewerMiddleware:
    """Puts the :class:`Viewer` on the request."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user if request.user.is_authenticated else None
        cast(ViewerRequest, request).viewer = Viewer(user)
        return self.get_response(request)


class LanguageMiddleware:
    """The page's language: the one chosen with the switch, else the person's own, else the browser's."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with translation.override(self._language(cast(ViewerRequest, request))):
            request.LANGUAGE_CODE = translation.get_language() or settings.LANGUAGE_CODE
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        response.headers["Vary"] = ", ".join(filter(None, [response.headers.get("Vary"), "Accept-Language"]))
        return response

    def _language(self, request: ViewerRequest) -> str:
        known = dict(settings.LANGUAGES)
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        if chosen in known:
            return chosen
        person = request.viewer.person if request.viewer.is_signed_in else None
        return person.language if person else translation.get_language_from_request(request)


class AccessRuleMiddleware:
    """Denies by default: no rule, or a role that is not held, answers 404; nobody signed in is sent to sign in."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # On a computer that others use too, "back" after signing out must show nothing. Feeds say how long they hold.
        if cast(ViewerRequest, request).viewer.is_signed_in and not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_store=True)
        return response

    def process_view(
        self, request: HttpRequest, view: Any, args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Judge the route before its view runs."""
        match = request.resolver_match
        rule = rule_of(view, match.url_name if match else None)
        if rule is None:
            raise Http404
        if rule.kind == "public":
            return None
        viewer = cast(ViewerRequest, request).viewer
        if not viewer.is_signed_in:
            return redirect_to_login(_after_signing_in(request))
        if request.method == "POST":
            kept.forget_sent(request)
        # What the page asks with this viewer, the board's policy has already narrowed.
        viewer = cast(ViewerRequest, request).viewer = viewer.about(*shown_by(view))
        if rule.kind == "roles" and not viewer.has_role(*rule.roles):
            raise Http404
        return None


def _after_signing_in(request: HttpRequest) -> str:
    """The page itself; for a form, the page on which its words wait."""
    by_script = request.headers.get("Accept", "").startswith("application/json")
    if request.method == "POST" and not by_script and kept.keep(request):
        return reverse("kept_words")
    # Behind an address that only takes forms nobody finds a page.
    page = page_at(request.path)
    return request.get_full_path() if page == request.path else page
