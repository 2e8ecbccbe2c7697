"""The part of a course plan's page that holds it against the registration."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace

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
    the school has registered nothing, no class is called missing: ``first_missing`` is then where the counselor says
    why, and ``counts`` that the figures of this year ask for it. ``whole``: one reason stands for all classes.
    """

    year: int
    name: str
    sentence: str
    kind: str
    lines: tuple[ClassLine, ...]
    as_planned: tuple[str, ...] = ()
    first_missing: uuid.UUID | None = None
    counts: bool = False
    whole: ClassLine | None = None


def registration_parts(years: list[YearCompared], *, this_year: int) -> list[YearPart]:
    """The years as the page shows them. No query."""
    return [_part(one, this_year) for one in years]


def _part(one: YearCompared, this_year: int) -> YearPart:
    compared = one.compared
    lines = tuple(
        ClassLine(
            line.title or line.code,
            *label_of(line, compared),
            said_of(line, compared),
            uuid.UUID(line.key) if line.key else None,
            one.reasons.get(line.key) if line.fit is Fit.EXPLAINED else None,
            line.fit is Fit.MISSING,
        )
        for line in compared.lines
        # What stands for a planned class is named beside that one.
        if line.fit not in {Fit.SAME, Fit.STANDS_FOR} and (compared.is_known or line.fit is not Fit.MISSING)
    )
    reasons = {line.reason.reason for line in lines if line.reason is not None}
    whole = None
    if not compared.is_known and len(reasons) == 1 and len(lines) > 1 and all(line.reason for line in lines):
        whole, lines = replace(lines[0], title=", ".join(line.title for line in lines), said=""), ()
    return YearPart(
        one.year,
        year_words(one.grade, one.name),
        _sentence(compared),
        {True: "good", False: "wait", None: "quiet"}[compared.fits],
        lines,
        tuple(line.title or line.code for line in compared.lines if line.fit is Fit.SAME),
        uuid.UUID(compared.missing[0].key) if compared.missing and not compared.is_known else None,
        one.year == this_year,
        whole,
    )


def _sentence(compared: Compared) -> str:
    if compared.is_planned and not compared.is_known and not compared.missing:
        return _("The school has not registered any class for this year, and a counselor has written why.")
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
