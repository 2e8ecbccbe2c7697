"""Decisions about a class that was taken off the record find it again when it is back: its mark came, or a new file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Q

from doorway.accounts.models import District
from doorway.pathways.graduation.decisions import named
from doorway.pathways.models import GraduationDecision, TranscriptCourse

# What tells a class of a student from others: student, code in small letters, year, slot of the term, part.
_Key = tuple[object, ...]


def find_again(district: District, slot: Callable[[str, str], str]) -> int:
    """Give decisions that stand, and whose class is gone, the row that is that class now; how many found theirs.

    A decision has kept what its class was called, and the history of the record which class that was: by code, year,
    term and part, under whichever name. Where two rows may be it, neither is. ``slot``: that of a code and a term. One
    query where no decision has lost its class, else three, and one for each that finds it.
    """
    lost = GraduationDecision.objects.filter(
        Q(course=None) & ~Q(course_title="") | Q(rests_on=None) & ~Q(rests_on_title=""),
        district=district, withdrawn_at=None,
    )  # fmt: skip
    decisions = list(lost)
    if not decisions:
        return 0
    students = {row.student_id for row in decisions}

    def key(row: Any) -> _Key:
        return row.student_id, row.code.casefold(), row.school_year, slot(row.code, row.term), row.part

    rows: dict[_Key, list[TranscriptCourse]] = {}
    for row in TranscriptCourse.objects.filter(student__in=students):
        rows.setdefault(key(row), []).append(row)
    called: dict[tuple[object, str], set[_Key]] = {}
    for record in _all(TranscriptCourse.history.filter(student_id__in=students), rows):
        called.setdefault((record.student_id, named(record)), set()).add(key(record))
    found = 0
    for decision in decisions:
        links = []
        for link in ("course", "rests_on"):
            title = getattr(decision, f"{link}_title")
            if title and getattr(decision, f"{link}_id") is None:
                there = [row for one in called.get((decision.student_id, title), ()) for row in rows.get(one, ())]
                if len(there) == 1:
                    setattr(decision, link, there[0])
                    links.append(link)
        if links:
            decision.save(update_fields=links)
            found += 1
    return found


def _all(history: Iterable[Any], rows: dict[_Key, list[TranscriptCourse]]) -> Iterable[Any]:
    """Every state in which classes stand or stood on the record."""
    yield from history
    for several in rows.values():
        yield from several
