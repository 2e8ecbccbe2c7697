"""Whom to call: the students of a list with what is missing, what was tried, and the guardians' telephones."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from doorway.compliance.models import Standing
from doorway.compliance.queries.follow_up import Followed, followed
from doorway.compliance.queries.standing import Asked
from doorway.compliance.wording import of_words, registration_words

SIGNATURES: dict[str, str | Promise] = {
    "guardian": gettext_lazy("a guardian’s signature"),
    "student": gettext_lazy("the student’s signature"),
}


@dataclass(frozen=True)
class Call:
    """One student of a list. ``missing``: in words; ``beside``: names of others on the list with one of the guardians,
    so that a family is called once."""

    one: Followed
    missing: tuple[str, ...]
    beside: tuple[str, ...]


def calls(rows: Sequence[Standing], asked: Asked, *, now: datetime) -> list[Call]:
    """Rows as somebody needs them who calls, in their order. One query."""
    people = followed(rows, asked, now=now)
    homes: defaultdict[uuid.UUID | None, list[Followed]] = defaultdict(list)
    for one in people:
        for guardian in one.guardians:
            homes[guardian.id].append(one)
    return [
        Call(
            one,
            tuple(_missing(one, asked)),
            tuple(
                dict.fromkeys(
                    other.student.full_name
                    for guardian in one.guardians
                    for other in homes[guardian.id]
                    if other.student.pk != one.student.pk
                )
            ),
        )
        for one in people
    ]


def _missing(one: Followed, asked: Asked) -> Iterator[str]:
    """What is asked of a student, known, and not there."""
    line, verdict, rule = one.line, one.line.verdict, one.line.part.rule
    if one.lacking:
        yield _("in the plan: %(parts)s") % {"parts": ", ".join(one.lacking)}
    elif not verdict.plan:
        yield _("the plan")
    if not verdict.individual:
        number = of_words(verdict.held, rule.individual)
        words = _("individual conference: %(number)s") % {"number": number}
        # Whom the family met is worth a word before somebody tells them that nobody has met them.
        if one.away_words:
            words = f"{words} ({one.away_words})"
        elif verdict.uncounseled:
            words = _("individual conference: %(number)s (met, without a counselor)") % {"number": number}
        yield words
    if line.part.groups and not verdict.group and not verdict.unsaid:
        yield _("group conference: %(number)s") % {"number": of_words(verdict.groups, rule.group)}
    if not verdict.involved:
        yield _("the parents’ part")
    # Without a plan there is nothing to sign yet.
    if verdict.shared and not verdict.signed:
        yield from (str(SIGNATURES[signer]) for signer in rule.signatures if _has_not_signed(one, signer))
    if asked.registration and not verdict.registered:
        yield _("registration: %(why)s") % {"why": registration_words(planned=one.has_course_plan)}


def _has_not_signed(one: Followed, signer: str) -> bool:
    signed_at = getattr(one.line.facts, f"{signer}_signed_at")
    return signed_at is None or signed_at < one.line.part.plan_begins
