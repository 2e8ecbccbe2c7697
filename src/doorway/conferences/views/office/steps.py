"""Where one stands while preparing a conference: the short way and its pages."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from doorway.conferences.models import Conference

# Page → its words. The order is the way.
ROUTES = ("office_days", "office_times", "office_hosts", "office_check")


@dataclass(frozen=True)
class Way:
    """The labels for ``{% steps %}``, the current number, and where "next" and "back" lead."""

    labels: list[str]
    current: int
    onward: str
    back: str


def way(conference: Conference, route: str) -> Way:
    """The way seen from one of its pages."""
    number = ROUTES.index(route)

    def address(name: str) -> str:
        return reverse(name, kwargs={"conference_id": conference.pk})

    return Way(
        labels=[_("Days"), _("Times"), _("People and rooms"), _("Check and send")],
        current=number + 1,
        onward=address(ROUTES[number + 1]) if number + 1 < len(ROUTES) else "",
        back=address(ROUTES[number - 1]) if number else address("office_conference"),
    )
