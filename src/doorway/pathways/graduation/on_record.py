"""What was decided about a student's graduation, as pages show it: what counts, what fell, what was withdrawn."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from doorway.pathways.core.result import Audit
from doorway.pathways.core.rules import RuleSet
from doorway.pathways.core.transcript import Decision
from doorway.pathways.graduation import wording
from doorway.pathways.graduation.decisions import ends_soon
from doorway.pathways.graduation.records import decision_for
from doorway.pathways.models import GraduationDecision, TranscriptCourse

CONVERSION = GraduationDecision.Kind.CONVERSION


@dataclass(frozen=True)
class Withdrawn:
    """Who withdrew a decision, when and why. ``reason`` is empty for what was withdrawn before a reason was asked."""

    person: str
    at: datetime
    reason: str


@dataclass(frozen=True)
class Decided:
    """A decision on record: what it says, who took it, when and why, and until when it holds.

    ``is_over``: its last day is over; ``ends_soon``: it will be within weeks. ``fell``: it is in force and the audit
    could not use it. ``rests_on``: a class without whose credit it falls. ``withdrawn``: none while it stands.
    """

    pk: uuid.UUID
    words: str
    person: str
    reason: str
    on: date
    until: date | None
    is_over: bool
    ends_soon: bool = False
    fell: bool = False
    rests_on: str = ""
    withdrawn: Withdrawn | None = None


def decided(
    rows: Iterable[GraduationDecision],
    rules: RuleSet | None,
    record: Iterable[TranscriptCourse] = (),
    result: Audit | None = None,
    *,
    day: date,
) -> tuple[Decided, ...]:
    """Decisions as the page shows them. ``rules``: those that they were made for; ``result``: the audit with them."""
    titles = {} if rules is None else titles_of(rules)
    schools: dict[str, list[str]] = {}
    for one in record:
        schools.setdefault(one.school, []).append(one.pk.hex)
    counts = None if result is None else {decision for _line, decision in result.decisions}
    return tuple(_shown(row, titles, day, counts is None or _counts(row, schools, counts)) for row in rows)


def _counts(row: GraduationDecision, schools: Mapping[str, list[str]], counts: Collection[Decision]) -> bool:
    """Whether a decision is used. Credit of a school is converted as long as classes are from there, the failed ones
    too: of these there is nothing to decide again."""
    return decision_for(row, schools) in counts or (row.kind == CONVERSION and row.school in schools)


def titles_of(rules: RuleSet) -> Mapping[str, str]:
    """What a decision can be about, by its key: requirements, and ways that a family's request opens."""
    return {line.key: wording.said(line.title) for line in rules.lines} | openers_of(rules)


def openers_of(rules: RuleSet) -> dict[str, str]:
    """What a family's request can open, by the word that opens it."""
    options = (option for choice in rules.choices for option in choice.options)
    return {option.opened_by: wording.said(option.title) for option in options if option.opened_by}


def belong_to(
    rows: Iterable[GraduationDecision], tried: RuleSet, held: RuleSet | None
) -> tuple[list[GraduationDecision], list[GraduationDecision]]:
    """On a what-if: the decisions that count with the requirements that are tried, and those that are left out.

    A decision is about the requirements in force. A line of another set may have the same name, and nobody has waived
    anything of it. How credit from a school is converted follows from the sums, so it counts where these are the same.
    """
    if tried is held:
        return list(rows), []
    same_sum = held is not None and tried.total == held.total
    kept: list[GraduationDecision] = []
    left: list[GraduationDecision] = []
    for row in rows:
        (kept if same_sum and row.kind == CONVERSION else left).append(row)
    return kept, left


def _shown(row: GraduationDecision, titles: Mapping[str, str], day: date, counts: bool) -> Decided:
    is_over = row.expires_on is not None and row.expires_on < day
    return Decided(
        pk=row.pk,
        words=wording.decision_words(row, titles.get(row.line) or _("A requirement that is not asked for any more")),
        person=row.decided_by.full_name,
        reason=row.reason,
        on=row.decided_on,
        until=row.expires_on,
        is_over=is_over,
        ends_soon=row.withdrawn_at is None and ends_soon([row], day) is not None,
        fell=not is_over and not counts and row.withdrawn_at is None,
        rests_on=row.rests_on_title,
        withdrawn=_withdrawn(row),
    )


def _withdrawn(row: GraduationDecision) -> Withdrawn | None:
    if row.withdrawn_at is None or row.withdrawn_by is None:
        return None
    return Withdrawn(row.withdrawn_by.full_name, row.withdrawn_at, row.withdrawal_reason)
