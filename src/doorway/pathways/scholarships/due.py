"""Which last days concern a student."""

from __future__ import annotations

from datetime import date

from doorway.pathways.core.chances import Chance
from doorway.pathways.scholarships.ground import Held
from doorway.pathways.scholarships.judging.answers import Judged
from doorway.pathways.scholarships.programs import Program
from doorway.pathways.scholarships.steps import What


def is_due(judged: Judged, held: Held, *, after: date) -> bool:
    """Whether its last day is still to come in the student's grade, and it is kept, or neither closed nor too soon.

    Whoever has applied is concerned by it no more.
    """
    program, judge = judged.program, held.judge
    if judge is not None and held.told.has_applied(program.key, year=judge.year_of(program)):
        return False
    is_open = judged.chance is not Chance.CLOSED and not judged.is_too_soon
    is_wanted = is_open or held.told.holds(What.KEPT, program.key)
    return judged.is_now and is_wanted and is_ahead(program, after=after)


def is_ahead(program: Program, *, after: date) -> bool:
    """Whether its last day is known and not over."""
    closes = program.dates.closes
    return closes is not None and not program.closed and closes >= after
