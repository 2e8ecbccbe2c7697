"""The start page after signing in: what there is to do, the next step first.

A slice's part of the start page is a provider: a function that takes the viewer and gives cards. It lives here
(pages stand above the slices) and asks the slice's queries::

    @provider("guardian")
    def bookings(viewer: Viewer) -> list[Card]:
        ...
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from doorway.roster.access import Kind, Viewer


@dataclass(frozen=True)
class Card:
    """One thing to go to. ``asks`` marks a step that waits for the viewer; lower ``order`` comes first.

    ``action`` is the word on the button when the card is the next step; without it the title is used.
    """

    title: str
    text: str = ""
    url: str = ""
    action: str = ""
    asks: bool = False
    order: int = 50
    tag: str = ""
    tag_kind: str = ""


Provider = Callable[[Viewer], list[Card]]

_PROVIDERS: list[tuple[frozenset[str], tuple[Kind, ...], Provider]] = []


def provider(*roles: str, shows: tuple[Kind, ...] = ()) -> Callable[[Provider], Provider]:
    """Register a source of cards for those who hold one of the roles (none given: for everybody).

    ``shows``: what of students' records the cards lead to; whoever may not see that gets none.
    """

    def register(function: Provider) -> Provider:
        _PROVIDERS.append((frozenset(roles), shows, function))
        return function

    return register


@dataclass(frozen=True)
class StartPage:
    """The one next step, if something waits, and everything else."""

    next_step: Card | None
    others: list[Card]


def start_page(viewer: Viewer) -> StartPage:
    """Everything that the slices have for this viewer, in order."""
    cards = []
    for roles, shows, cards_for in _PROVIDERS:
        narrowed = viewer.about(*shows) if shows else viewer
        if not roles or narrowed.has_role(*roles):
            cards += cards_for(narrowed)
    cards.sort(key=lambda card: (not card.asks, card.order))
    first = cards[0] if cards and cards[0].asks else None
    return StartPage(first, cards[1:] if first else cards)
