"""The interest check-in: thirty-six activities, and what the answers speak for. Nothing is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from doorway.pathways.core import interests as core
from doorway.pathways.occupations import wording
from doorway.pathways.occupations.activities import ACTIVITIES, TEXTS, activity_text
from doorway.pathways.occupations.catalog import Catalog, Work
from doorway.pathways.occupations.queries import catalog_of
from doorway.roster.access import signed_in
from doorway.roster.middleware import ViewerRequest

MOST = 12
CHOICES: tuple[tuple[int, str | Promise], ...] = (
    (core.YES, _("I would like it")),
    (core.MAYBE, _("Not sure")),
    (core.NO, _("I would not")),
)


@dataclass(frozen=True)
class Interest:
    """What was said of one kind of interest: how many of its activities were liked, of how many answered."""

    name: str
    about: str
    liked: tuple[str, ...]
    asked: int


@dataclass(frozen=True)
class Reasoned:
    """An occupation with the answers that speak for it: liked parts of its work, or only its kinds of interest."""

    work: Work
    because: tuple[str, ...]
    kinds: tuple[str, ...]


@signed_in
@require_GET
def interest_check(request: HttpRequest) -> HttpResponse:
    """Say what you would like to do, and see which occupations that speaks for and why. Nothing is kept."""
    answers = _answers(request)
    context: dict[str, object] = {
        "activities": [(one.key, TEXTS[one.key][1], answers.get(one.key)) for one in ACTIVITIES],
        "choices": CHOICES,
        "answers": answers,
        "fewest": core.FEWEST,
        "too_few": 0 < len(answers) < core.FEWEST,
    }
    if len(answers) >= core.FEWEST:
        works = catalog_of(cast(ViewerRequest, request).viewer)
        context |= {
            "is_answered": True,
            "all_alike": core.all_alike(answers),
            "likes_nothing": core.YES not in answers.values(),
            "interests": [_interest(letter, answers) for letter in core.standing_out(ACTIVITIES, answers)],
            "suggestions": _suggestions(works, answers),
        }
    return render(request, "pathways/occupations/check_in.html", context)


def _answers(request: HttpRequest) -> dict[str, int]:
    """What was answered; what nobody asked is left out."""
    known = {str(value): value for value, _words in CHOICES}
    return {key: known[request.GET[key]] for key in TEXTS if request.GET.get(key) in known}


def _interest(letter: str, answers: dict[str, int]) -> Interest:
    own = [one.key for one in ACTIVITIES if one.interest == letter and one.key in answers]
    name, about = wording.INTERESTS[letter]
    liked = tuple(activity_text(key) for key in own if answers[key] == core.YES)
    return Interest(str(name), str(about), liked, len(own))


def _suggestions(works: Catalog, answers: dict[str, int]) -> list[Reasoned]:
    """Those that the state pack describes come first: they are near, and told in both languages."""
    candidates = [core.Candidate(work.code, work.interests, work.field, work.of_the_pack)
                  for work in sorted(works.works.values(), key=lambda work: work.code)]  # fmt: skip
    return [
        Reasoned(
            works.works[found.code],
            tuple(activity_text(key) for key in found.because),
            tuple(wording.interest_names("".join(found.kinds))),
        )
        for found in core.suggestions(ACTIVITIES, answers, candidates, most=MOST)
    ]
