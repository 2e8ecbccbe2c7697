"""Which occupations are like one another, where no release says it: by field, interests, preparation, education."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Traits:
    """What is compared. ``interests``: letters, strongest first; ``education``: the step's place."""

    code: str
    interests: str
    zone: int
    education: int


def likeness(one: Traits, other: Traits) -> float:
    """How alike two occupations are; codes that begin alike are the same kind of work."""
    same = next((length for length in (7, 6, 5, 4, 2) if one.code[:length] == other.code[:length]), 0)
    shared = sum(0.6 if one.interests[:1] == letter == other.interests[:1] else 0.4
                 for letter in one.interests if letter in other.interests)  # fmt: skip
    return same + 1.5 * shared - 0.6 * abs(one.zone - other.zone) - 0.3 * abs(one.education - other.education)


def most_alike(one: Traits, others: list[Traits], most: int) -> list[str]:
    """Codes of those most alike, closest first; those with nothing in common are left out."""
    rated = [(likeness(one, other), other.code) for other in others if other.code != one.code]
    return [code for value, code in sorted(rated, key=lambda item: (-item[0], item[1]))[:most] if value > 1]
