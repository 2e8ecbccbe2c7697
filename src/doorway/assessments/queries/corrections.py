"""What was corrected in one student's results: the value before, the value after, when, and by which file or whom."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, pairwise
from typing import Any

from doorway.assessments.models import TEST_KEY, TEST_SAYS, Score, ScoreTakenOut
from doorway.assessments.yardsticks import Yardsticks
from doorway.policy.queries import state_pack
from doorway.roster.models import Person

_COLUMNS = (
    "id", *TEST_KEY, *TEST_SAYS, "history_date", "history_type", "history_user_id", "imported_by_id",
    "imported_by__source_name",
)  # fmt: skip


@dataclass(frozen=True)
class Change:
    """One field of a result: what it said before and after, as the database has it."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Correction:
    """One moment at which a result said something else than before. ``gone``: it was taken out, for this ``reason``;
    ``back``: it was put back.

    ``row`` has the key of the test (``row.instrument``, ``row.school_year`` …); ``file`` is the score file that brought
    it, where one did, and ``by`` who took that in or changed it by hand.
    """

    row: Any
    at: datetime
    changes: tuple[Change, ...]
    gone: bool
    file: str
    by: str
    back: bool = False
    reason: str = ""


@dataclass(frozen=True)
class Corrections:
    """All of a student, the newest first."""

    yardsticks: Yardsticks
    found: tuple[Correction, ...]


def corrections_of(student: Person) -> Corrections:
    """What was corrected in the results of a student whom the caller may see. Three queries."""
    rows = Score.history.filter(district=student.district_id, student_id=student.pk)
    kept = rows.order_by("id", "history_date", "history_id").values_list(*_COLUMNS, named=True)
    found = [one for _score, group in groupby(kept, key=lambda row: row.id) for one in _changes(list(group))]
    reasons: dict[uuid.UUID, list[str]] = {}
    taken_out = ScoreTakenOut.objects.filter(district=student.district_id, student=student)
    for score, reason in taken_out.order_by("taken_out_at").values_list("score_id", "reason"):
        reasons.setdefault(score, []).append(reason)
    users = {row.history_user_id for row, _changed, _file in found if row.history_user_id}
    people = Person.objects.filter(user__in=users).order_by("-pk")
    names = {person.user_id: person.full_name for person in people} if users else {}
    corrections = [
        Correction(
            row=row,
            at=row.history_date,
            changes=changed,
            gone=row.history_type == "-",
            file=file,
            by=names.get(row.history_user_id, ""),
            back=row.history_type == "+",
            # The same result may have gone more than once; the history is in the order of time.
            reason=reasons[row.id].pop(0) if row.history_type == "-" and reasons.get(row.id) else "",
        )
        for row, changed, file in found
    ]
    corrections.sort(key=lambda one: one.at, reverse=True)
    return Corrections(Yardsticks(state_pack(student.district)), tuple(corrections))


def _changes(rows: list[Any]) -> Iterable[tuple[Any, tuple[Change, ...], str]]:
    """Of one result the moments at which it changed, and the file that changed it, where one did.

    Saving it again without a change is none. A file leaves its run at the result: where the run stayed, no file came.
    """
    for before, after in pairwise(rows):
        if "-" in (before.history_type, after.history_type):
            yield after, (), ""
            continue
        said = ((name, getattr(before, name), getattr(after, name)) for name in ("grade", *TEST_SAYS))
        changed = tuple(Change(name, old, new) for name, old, new in said if old != new)
        if changed:
            came = after.imported_by_id != before.imported_by_id
            yield after, changed, (after.imported_by__source_name or "") if came else ""
