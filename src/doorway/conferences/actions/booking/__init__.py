"""Booking, moving and cancelling. A basket is booked whole or not at all.

That nobody is in two places is not checked here: the database refuses it (``conferences/guards.py``), which holds
between clients that cannot see each other yet. Here the refusal becomes a sentence with the nearest times that fit.

Rows are inserted in one order in every transaction (whom they occupy, by id, then time), so two baskets wait for each
other in a line and not in a circle.
"""

from __future__ import annotations

from doorway.conferences.actions.booking.attending import Attending, change_attending, who_is_busy
from doorway.conferences.actions.booking.basket import book_basket
from doorway.conferences.actions.booking.changing import cancel, move, what_is_in_the_way
from doorway.conferences.actions.booking.interpreters import (
    assign_interpreter,
    interpreters_for,
    without_interpreter,
)
from doorway.conferences.actions.booking.questions import QUESTION_LIMIT, ask, questions_of
from doorway.conferences.actions.booking.wish import Wish

__all__ = [
    "QUESTION_LIMIT",
    "Attending",
    "Wish",
    "ask",
    "assign_interpreter",
    "book_basket",
    "cancel",
    "change_attending",
    "interpreters_for",
    "move",
    "questions_of",
    "what_is_in_the_way",
    "who_is_busy",
    "without_interpreter",
]
