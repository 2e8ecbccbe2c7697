"""Classes of a year that is over, of which the mark has not come: how many, and how somebody would stand with them.

In August the new roster is there and the marks of June are not. Whoever passed everything would be called behind by a
year of credit; so it is said first, and nobody is called behind for it alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from doorway.pathways.core.audit import audit
from doorway.pathways.core.compiled import Compiled
from doorway.pathways.core.result import Audit
from doorway.pathways.core.rules import Mark
from doorway.pathways.core.transcript import Certainty, Course, Transcript
from doorway.pathways.graduation.standing import Standing, Summary, summary_of
from doorway.pathways.models import TranscriptCourse

State = TranscriptCourse.State


def is_unmarked(row: TranscriptCourse, runs: int) -> bool:
    """Whether a row of the record is of a year that is over and has no mark. ``runs``: the school year that runs."""
    return row.school_year < runs and row.state in {State.IN_PROGRESS, State.SCHEDULED}


def is_unsettled(row: TranscriptCourse, marks: Mapping[str, Mark], runs: int) -> bool:
    """The same, or the mark of a year that is over is not final: whether the class was passed nobody knows."""
    is_pending = row.state == State.COMPLETED and row.mark in marks and marks[row.mark].credit == "pending"
    return is_unmarked(row, runs) or (is_pending and row.school_year < runs)


def summary_with(compiled: Compiled, transcript: Transcript, result: Audit, *, today: date) -> Summary:
    """The summary of an audit; where marks are missing, with them, and behind only by what they would not bring.

    One more audit for whom marks are missing.
    """
    summary = summary_of(result)
    waits = [course for course in transcript.courses if is_waiting(course)]
    best = _best(compiled.rules.marks)
    if not waits or not best:
        return summary
    passed = tuple(one._replace(mark=best) if is_waiting(one) else one for one in transcript.courses)
    then = summary_of(audit(compiled, replace(transcript, courses=passed), today=today))
    found = replace(
        summary,
        unmarked=len({(one.code, one.year) for one in waits}),
        unmarked_units=sum(one.units for one in waits),
        unmarked_years=tuple(sorted({one.year for one in waits})),
        left_then=then.left,
    )
    if summary.standing is not Standing.BEHIND:
        return found
    if then.standing is Standing.BEHIND:
        return replace(found, behind_by=then.behind_by, behind=then.behind)
    return replace(found, standing=Standing.ASK, behind_by=0, behind=(), waits=True)


def is_waiting(course: Course) -> bool:
    """Whether a class is over and its mark has not come: to the engine it is completed, and has none."""
    return course.state is Certainty.EARNED and not course.mark and course.units > 0


def _best(marks: Mapping[str, Mark]) -> str:
    """The mark that is enough everywhere."""
    good = [mark for mark in marks.values() if mark.credit == "yes" and mark.rank is not None]
    return max(good, key=lambda mark: mark.rank or 0).mark if good else ""
