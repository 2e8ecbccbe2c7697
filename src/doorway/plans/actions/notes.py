"""Notes of the conversation: one a day for each author, kept with the plan and shown to the family."""

from __future__ import annotations

from datetime import date, datetime, time

from django.db import transaction

from doorway.plans.actions.opening import open_plan
from doorway.plans.actions.text import tidy
from doorway.plans.errors.writing import ChangedMeanwhile
from doorway.plans.models import PlanNote
from doorway.roster.models import Person

LONGEST_NOTE = 8000


@transaction.atomic
def write_note(
    *, student: Person, text: str, by: Person, on: date, now: datetime, expected: str | None = None
) -> PlanNote | None:
    """Keep the author's note of the day; an empty one takes it away (its history stays).

    ``on`` is the day in the district's time. ``expected`` is the note that the author saw before typing.
    """
    text = tidy(text, LONGEST_NOTE)
    plan = open_plan(student=student, on=on, now=now)
    midnight = datetime.combine(on, time(), tzinfo=student.district.zone)
    note = PlanNote.objects.filter(plan=plan, author=by, written_at__gte=midnight).order_by("-written_at").first()
    stored = "" if note is None else note.text
    if expected is not None and stored not in (tidy(expected, LONGEST_NOTE), text):
        raise ChangedMeanwhile(text=stored)
    if note is None:
        if not text:
            return None
        return PlanNote.objects.create(
            district_id=plan.district_id, plan=plan, author=by, text=text, written_at=now, updated_at=now
        )
    if not text:
        note.delete()
        return None
    if note.text != text:
        note.text, note.updated_at = text, now
        note.save()
    return note
