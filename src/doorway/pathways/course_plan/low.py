"""Classes of one record whose mark is too low for what the student still needs: they may be taken again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _

from doorway.pathways.core.audit import audit
from doorway.pathways.core.rules import RuleSet
from doorway.pathways.core.too_low import LowMarks, TooLow
from doorway.pathways.graduation.decisions import decisions_of
from doorway.pathways.graduation.records import Catalog, transcript_of
from doorway.pathways.graduation.rulebooks import ready
from doorway.pathways.graduation.wording import said
from doorway.pathways.models import TranscriptCourse
from doorway.roster.models import Person


def low_marks(
    student: Person, record: Sequence[TranscriptCourse], rules: RuleSet | None, catalog: Catalog, year: int, today: date
) -> Mapping[str, Sequence[TooLow]]:
    """By code what is open without the plan and asks for a better mark, most that is missing first.

    One query, and none for most: only where a mark is too low for anything at all the record is audited.
    """
    if rules is None or not record:
        return {}
    compiled = ready(rules, catalog.kinds)
    taken = transcript_of(student, record, this_year=year, today=today)
    marks = LowMarks(compiled, taken)
    if not marks.of_any():
        return {}
    decisions = decisions_of([student.pk])[student.pk] if getattr(student, "has_decisions", True) else []
    taken = transcript_of(student, record, decisions, this_year=year, today=today)
    found: dict[str, list[TooLow]] = {}
    for one in marks.of_all(audit(compiled, taken, today=today)):
        found.setdefault(one.code, []).append(one)
    return {code: sorted(own, key=lambda one: -one.units) for code, own in found.items()}


def low_for_any(
    student: Person, record: Iterable[TranscriptCourse], rules: RuleSet | None, catalog: Catalog, year: int, today: date
) -> frozenset[str]:
    """Codes of classes whose mark is too low for anything that is asked for, open or not. No query."""
    if rules is None:
        return frozenset()
    compiled = ready(rules, catalog.kinds)
    if not compiled.asks_marks:
        return frozenset()
    return LowMarks(compiled, transcript_of(student, record, this_year=year, today=today)).of_any()


def asked_words(low: Iterable[TooLow]) -> str:
    """The marks that would do, each with what asks for it; empty where nothing asks for a better one."""
    found = [
        _("%(title)s asks for at least %(mark)s.") % {"title": said(one.title), "mark": one.asked}
        for one in low
        if one.asked
    ]
    return " ".join(dict.fromkeys(found))
