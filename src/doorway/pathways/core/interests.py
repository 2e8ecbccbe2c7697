"""The interest check-in: what somebody likes, by kind of interest, and which occupations that speaks for, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

LETTERS = "RIASEC"
# An answer: would not like it, does not know, would like it.
NO, MAYBE, YES = 0, 1, 2
# With fewer answers nothing can be said.
FEWEST = 12
# How much an occupation's first, second and third interest count.
_WEIGHTS = (3, 2, 1)
# Of one field of work no more than these, so that a list opens doors instead of one corridor; what was liked itself is
# shown all the same.
MOST_OF_A_FIELD = 2
# A kind of interest stands out by so much above what the same person said on the whole. One “yes” among thirty-six
# answers is more than that, one “no” among thirty-six is not.
_OUT = 0.05
MOST_REASONS = 3


@dataclass(frozen=True)
class Activity:
    """Something that one does at work; ``interest`` is the letter of its kind.

    ``work``: beginnings of the codes of occupations to whose work it belongs. ``itself``: those of the occupations
    whose main work is just that; who does not like it does not look for them.
    """

    key: str
    interest: str
    work: tuple[str, ...] = ()
    itself: tuple[str, ...] = ()


@dataclass(frozen=True)
class Candidate:
    """An occupation: its code, the letters of its interests, strongest first, and its field of work.

    ``is_near``: it is told in the state's own words, in every language, and stands before those that are not.
    """

    code: str
    interests: str
    field: str
    is_near: bool = False


@dataclass(frozen=True)
class Suggestion:
    """An occupation that the answers speak for.

    ``because``: liked activities that belong to its work. Where it is empty, only its kinds of interest speak for it:
    ``kinds``, those of its letters that stand out, in its order.
    """

    code: str
    because: tuple[str, ...]
    kinds: tuple[str, ...]


def shares(activities: Sequence[Activity], answers: Mapping[str, int]) -> dict[str, float]:
    """For each kind of interest: how much of it was liked, from 0 to 1, among what was answered."""
    found = {}
    for letter in LETTERS:
        said = [answers[one.key] for one in activities if one.interest == letter and one.key in answers]
        found[letter] = sum(said) / (YES * len(said)) if said else 0.0
    return found


def lifts(activities: Sequence[Activity], answers: Mapping[str, int]) -> dict[str, float]:
    """For each kind of interest: how far it lies above (or below) what the same person said on the whole.

    Somebody who likes little and somebody who likes much are read alike: by what they like more than the rest.
    """
    said = [answers[one.key] for one in activities if one.key in answers]
    usual = sum(said) / (YES * len(said)) if said else 0.0
    return {letter: share - usual for letter, share in shares(activities, answers).items()}


def standing_out(activities: Sequence[Activity], answers: Mapping[str, int]) -> list[str]:
    """The interests that stand out, strongest first. “Not sure” alone is no interest."""
    above = lifts(activities, answers)
    liked = {one.interest for one in activities if answers.get(one.key) == YES}
    ranked = sorted(liked, key=lambda one: (-above[one], LETTERS.index(one)))
    return [letter for letter in ranked if above[letter] >= _OUT]


def all_alike(answers: Mapping[str, int]) -> bool:
    """Whether one answer was given to everything."""
    return len(set(answers.values())) <= 1


def suggestions(
    activities: Sequence[Activity],
    answers: Mapping[str, int],
    candidates: Iterable[Candidate],
    *,
    most: int,
) -> list[Suggestion]:
    """Occupations that the answers speak for, best first, each with its reasons; none that was refused itself.

    First, for every activity that was liked, an occupation whose work it is. Then, from many fields, others of that
    work or of the kinds that stand out.
    """
    if len(answers) < FEWEST or all_alike(answers):
        return []
    above, out = lifts(activities, answers), standing_out(activities, answers)
    asked = [one for one in candidates if not _is_refused(one.code, activities, answers)]
    liked = [one for one in activities if answers.get(one.key) == YES]
    # Stable, here and below: among equals the order of the candidates stays.
    ranked = sorted(asked, key=lambda one: (not one.is_near, -_fit(one.interests, above)))
    chosen: dict[str, Candidate] = {}
    for activity in sorted(liked, key=lambda one: -above[one.interest]):
        itself = [one for one in ranked if one.code not in chosen and _exactness(one.code, activity)]
        # The one that the activity names most exactly; ``max`` keeps the first of equals.
        first = max(itself, key=lambda one: (one.is_near, _exactness(one.code, activity)), default=None)
        if first is not None:
            chosen[first.code] = first
    fields = Counter(one.field for one in chosen.values())
    fitting = [one for one in ranked if one.code not in chosen and _speaks(one, liked, out, above)]
    fitting.sort(key=lambda one: _order(one, liked, activities, answers, above))
    for one in fitting:
        if fields[one.field] < MOST_OF_A_FIELD:
            fields[one.field] += 1
            chosen[one.code] = one
    return [_told(one, liked, out) for one in list(chosen.values())[:most]]


def _is_refused(code: str, activities: Iterable[Activity], answers: Mapping[str, int]) -> bool:
    """Whether “I would not” was said to the occupation's own work. The activity that names it most exactly decides."""
    said = {NO: 0, YES: 0}
    for one in activities:
        answer = answers.get(one.key, MAYBE)
        if answer in said:
            said[answer] = max(said[answer], _exactness(code, one))
    return said[NO] > said[YES]


def _exactness(code: str, activity: Activity) -> int:
    """How exactly an activity names an occupation as its own: by so many letters of the code; 0 where it does not."""
    return max((len(start) for start in activity.itself if code.startswith(start)), default=0)


def _speaks(one: Candidate, liked: Sequence[Activity], out: Sequence[str], above: Mapping[str, float]) -> bool:
    """Whether its work itself was liked, or its first kind stands out and the others do not speak against it."""
    if _is_itself(one, liked):
        return True
    return bool(one.interests) and one.interests[0] in out and _fit(one.interests, above) > 0


def _order(
    one: Candidate,
    liked: Sequence[Activity],
    activities: Sequence[Activity],
    answers: Mapping[str, int],
    above: Mapping[str, float],
) -> tuple[bool, bool, float, int]:
    """Those that are near come first, then those whose work itself was liked, then those whose kinds fit best.

    Of those that fit alike: more of their work liked, and less of it refused.
    """
    refused = [activity for activity in activities if answers.get(activity.key) == NO]
    belongs = len(_own_work(one, liked)) - len(_own_work(one, refused))
    return not one.is_near, not _is_itself(one, liked), -_fit(one.interests, above), -belongs


def _fit(interests: str, above: Mapping[str, float]) -> float:
    """How far an occupation's interests lie above the rest, from -1 to 1; the first counts most."""
    weights = _WEIGHTS[: len(interests)]
    if not weights:
        return 0.0
    total = sum(weight * above[letter] for weight, letter in zip(weights, interests, strict=False))
    # Rounded, so that what fits alike is alike.
    return round(total / sum(weights), 9)


def _told(one: Candidate, liked: Sequence[Activity], out: Sequence[str]) -> Suggestion:
    because = tuple(activity.key for activity in _own_work(one, liked))[:MOST_REASONS]
    return Suggestion(one.code, because, tuple(letter for letter in one.interests if letter in out))


def _is_itself(one: Candidate, liked: Iterable[Activity]) -> bool:
    return any(one.code.startswith(activity.itself) for activity in liked)


def _own_work(one: Candidate, activities: Iterable[Activity]) -> list[Activity]:
    """The activities that belong to its work: what it is itself first, then those of its kinds, strongest first."""
    found = [
        activity
        for activity in activities
        if one.code.startswith(activity.itself)
        or (activity.interest in one.interests and one.code.startswith(activity.work))
    ]
    place = {letter: number for number, letter in enumerate(one.interests)}
    return sorted(
        found, key=lambda activity: (not one.code.startswith(activity.itself), place.get(activity.interest, len(place)))
    )
