"""What every page's frame needs: who looks, where they can go, whose district this is."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from doorway.accounts.models import District
from doorway.roster.access.viewer import Viewer
from doorway.roster.addresses import page_at
from doorway.web import navigation, switching

DESK_ROLES = ("teacher", "counselor", "principal", "office", "district", "data")


class Frame:
    """Answers only what the template asks: a page that needs no frame costs no query."""

    has_switch = True

    def __init__(self, request: HttpRequest, viewer: Viewer | None) -> None:
        self._request = request
        # The way around is the same on every page, whatever the page itself may not show.
        self._viewer = viewer.whole if viewer is not None else None

    @cached_property
    def words(self) -> str | None:
        """The form that this page answers, as the switch of languages sends it again; None when it answers none."""
        return switching.words_of(self._request)

    @property
    def page(self) -> str:
        """Where the switch of languages leads from this page, or from the one to which its form belongs."""
        path = self._request.path
        above = path if self._request.method != "POST" else page_at(path)
        return self._request.get_full_path() if above == path else above

    @property
    def is_demo(self) -> bool:
        """This installation shows invented people."""
        return settings.DEMO

    @property
    def _is_signed_in(self) -> bool:
        return self._viewer is not None and self._viewer.is_signed_in

    @property
    def offers_sign_in(self) -> bool:
        """Nobody is signed in, and this is not the sign-in page itself."""
        return not self._is_signed_in and not self._request.path.startswith(reverse("account_request_login_code"))

    @property
    def is_desk(self) -> bool:
        """Somebody who works here: their pages are wide."""
        return self._viewer is not None and self._viewer.is_signed_in and self._viewer.has_role(*DESK_ROLES)

    @cached_property
    def navigation(self) -> list[navigation.NavLink]:
        """Entries for the roles of the one who is signed in."""
        if self._viewer is None or not self._viewer.is_signed_in:
            return []
        return navigation.links(self._viewer, self._request.path)

    @cached_property
    def _district(self) -> District | None:
        if self._viewer is not None and self._viewer.is_signed_in:
            return self._viewer.district
        districts = list(District.objects.all()[:2])
        return districts[0] if len(districts) == 1 else None

    @property
    def district_name(self) -> str:
        """The viewer's district, or the only one of this installation."""
        return self._district.name if self._district else ""

    @property
    def contact_phone(self) -> str:
        """The district's telephone number."""
        return self._district.phone if self._district else ""


def frame(request: HttpRequest) -> dict[str, Any]:
    """``viewer`` and ``frame`` for every template."""
    viewer = getattr(request, "viewer", None)
    return {"viewer": viewer, "frame": Frame(request, viewer)}
