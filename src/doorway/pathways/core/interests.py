"""The interest check-in: what somebody likes, by kind of interest, and which occupations that speaks for, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

LETTERS = "RIASEC"
# An answer: would not like it, does not know, would like it.
NO, MAYBE, YES = 0, 1, 2
# With fewer answers nothing can be said.
FEWEST = 12
# How much an occupation's first, second and third interest count.
_WEIGHTS = (3, 2, 1)
# Of one field of work no more than these, so that a list opens doors instead of one corridor.
MOST_OF_A_FIELD = 2
# Below this share of what could have been said, an interest is no reason.
_A_REASON = 0.5


@dataclass(frozen=True)
class Activity:
    """Something that one does at work; ``interest`` is the letter of its kind.

    ``work``: beginnings of the codes of occupations in which one does just that.
    """

    key: str
    interest: str
    work: tuple[str, ...] = ()


@dataclass(frozen=True)
class Candidate:
    """An occupation: its code, the letters of its interests, strongest first, and its field of work."""

    code: str
    interests: str
    field: str


@dataclass(frozen=True)
class Suggestion:
    """An occupation that the answers speak for, and the activities that were liked and are of its kind."""

    code: str
    because: tuple[str, ...]


def shares(activities: Sequence[Activity], answers: Mapping[str, int]) -> dict[str, float]:
    """For each kind of interest: how much of it was liked, from 0 to 1, among what was answered."""
    found = {}
    for letter in LETTERS:
        said = [answers[one.key] for one in activities if one.interest == letter and one.key in answers]
        found[letter] = sum(said) / (YES * len(said)) if said else 0.0
    return found


def standing_out(activities: Sequence[Activity], answers: Mapping[str, int]) -> list[str]:
    """The interests that stand out, strongest first; none where all are alike. “Not sure” alone is no interest."""
    of = shares(activities, answers)
    liked = {one.interest for one in activities if answers.get(one.key) == YES}
    top, least = max(of.values(), default=0.0), min(of.values(), default=0.0)
    if top < _A_REASON or top - least < 1e-9:
        return []
    ranked = sorted(liked, key=lambda one: (-of[one], LETTERS.index(one)))
    return [letter for letter in ranked if of[letter] >= _A_REASON]


def suggestions(
    activities: Sequence[Activity],
    answers: Mapping[str, int],
    candidates: Iterable[Candidate],
    *,
    most: int,
) -> list[Suggestion]:
    """Occupations whose interests are those that stand out, best first, from many fields, each with its reasons."""
    liked, reasons = shares(activities, answers), standing_out(activities, answers)
    if not reasons or len(answers) < FEWEST:
        return []
    fitting = [
        (fit, one)
        for one in candidates
        if one.interests and one.interests[0] in reasons and (fit := _fit(one.interests, liked)) >= _A_REASON
    ]
    # Of those that fit alike the one whose own work was liked; stable: then the order of the candidates stays.
    fitting.sort(key=lambda item: (-item[0], -len(_own_work(item[1], activities, answers))))
    fields: Counter[str] = Counter()
    found = []
    for _fit_value, one in fitting:
        because = _because(one, activities, answers)
        if because and fields[one.field] < MOST_OF_A_FIELD:
            fields[one.field] += 1
            found.append(Suggestion(one.code, because))
    return found[:most]


def _fit(interests: str, liked: Mapping[str, float]) -> float:
    """How much of an occupation's interests was liked, from 0 to 1; the first counts most."""
    weights = _WEIGHTS[: len(interests)]
    return sum(weight * liked[letter] for weight, letter in zip(weights, interests, strict=False)) / sum(weights)


def _because(one: Candidate, activities: Sequence[Activity], answers: Mapping[str, int]) -> tuple[str, ...]:
    """What was liked of the occupation's kinds, three at most: its own work first, then something of each kind."""
    own = _own_work(one, activities, answers)
    liked = [activity for activity in activities if answers.get(activity.key) == YES and activity not in own]
    kinds = [[activity for activity in liked if activity.interest == letter] for letter in one.interests]
    others = [activity for turn in zip_longest(*kinds) for activity in turn if activity is not None]
    return tuple(activity.key for activity in (*own, *others))[:3]


def _own_work(one: Candidate, activities: Sequence[Activity], answers: Mapping[str, int]) -> list[Activity]:
    """The liked activities of its kinds that are its work, first interest first."""
    found = [
        activity
        for activity in activities
        if activity.interest in one.interests
        and answers.get(activity.key) == YES
        and one.code.startswith(activity.work)
    ]
    return sorted(found, key=lambda activity: one.interests.index(activity.interest))
