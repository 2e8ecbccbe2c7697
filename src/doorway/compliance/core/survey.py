"""Which answers may be counted: never fewer than ten, also not by taking one page from another."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import TypeVar

LEAST = 10
Key = TypeVar("Key", bound=Hashable)


def released(answers: Iterable[tuple[Key, int]]) -> set[Key]:
    """Of conferences in the order in which their asking ended, with how many answered, those that are counted.

    They are let through in parcels of ten answers or more, each whole or not at all. So whatever somebody read before
    and reads now, the difference is nothing or at least ten people.
    """
    found: set[Key] = set()
    parcel: list[Key] = []
    number = 0
    for key, answered in answers:
        parcel.append(key)
        number += answered
        if number >= LEAST:
            found.update(parcel)
            parcel, number = [], 0
    return found
