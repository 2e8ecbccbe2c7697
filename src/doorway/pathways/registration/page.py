"""The part of a course plan's page that holds it against the registration."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from doorway.pathways.core.registering import Compared, Fit
from doorway.pathways.graduation.wording import year_words
from doorway.pathways.models import RegistrationReason
from doorway.pathways.registration.queries import YearCompared
from doorway.pathways.registration.wording import label_of, said_of


@dataclass(frozen=True)
class ClassLine:
    """One class. ``planned_id`` is none for a class outside the plan."""

    title: str
    label: str | Promise
    tone: str
    said: str
    planned_id: uuid.UUID | None
    reason: RegistrationReason | None
    is_missing: bool


@dataclass(frozen=True)
class YearPart:
    """One school year on the page. ``kind`` is the frame: good, wait or quiet.

    What is as planned is one sentence of titles; ``lines`` are the classes about which there is something to say. While
    the school has registered nothing, no class is called missing.
    """

    year: int
    name: str
    sentence: str
    kind: str
    lines: tuple[ClassLine, ...]
    as_planned: tuple[str, ...] = ()


def registration_parts(years: list[YearCompared]) -> list[YearPart]:
    """The years as the page shows them. No query."""
    return [
        YearPart(
            one.year,
            year_words(one.grade, one.name),
            _sentence(one.compared),
            {True: "good", False: "wait", None: "quiet"}[one.compared.fits],
            tuple(
                ClassLine(
                    line.title or line.code,
                    *label_of(line, one.compared),
                    said_of(line, one.compared),
                    uuid.UUID(line.key) if line.key else None,
                    one.reasons.get(line.key) if line.fit is Fit.EXPLAINED else None,
                    line.fit is Fit.MISSING,
                )
                for line in one.compared.lines
                if line.fit is not Fit.SAME and (one.compared.is_known or line.fit is not Fit.MISSING)
            ),
            tuple(line.title or line.code for line in one.compared.lines if line.fit is Fit.SAME),
        )
        for one in years
    ]


def _sentence(compared: Compared) -> str:
    if not compared.is_known:
        return _("The school has not registered any class for this year yet, so there is nothing to compare.")
    if not compared.is_planned:
        return _("No class of this year is approved in the plan, so there is nothing to compare.")
    number = len(compared.missing)
    if not number:
        return _("The registration goes with the plan.")
    return ngettext(
        "%(number)s planned class is not among the student’s classes.",
        "%(number)s planned classes are not among the student’s classes.",
        number,
    ) % {"number": number}
