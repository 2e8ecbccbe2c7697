"""A person says which national code a class has. It is never taken without one, and how it came about is kept."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from doorway.accounts.models import User
from doorway.pathways.codes.access import CodeKeeper
from doorway.pathways.codes.errors import CodeRefused
from doorway.pathways.codes.table import NationalTable
from doorway.pathways.courses.levels import settle_levels
from doorway.pathways.models import CatalogCourse, CodeChange

SCED = re.compile(r"^\d{5}[A-Za-z0-9.]*$")
How = CodeChange.How


@dataclass(frozen=True)
class Choice:
    """What was said about one class. ``before``: the code that stood there when it was said."""

    course: uuid.UUID
    before: str
    code: str
    how: CodeChange.How
    words: tuple[str, ...] = ()


def checked(text: str, table: NationalTable) -> str:
    """A code that somebody entered; CodeRefused when it cannot be one."""
    code = text.strip().upper()
    if not code:
        raise CodeRefused(CodeRefused.MISSING)
    if not SCED.match(code) or len(code) > 20:
        raise CodeRefused(CodeRefused.FORM)
    if not table.knows(code):
        raise CodeRefused(CodeRefused.UNKNOWN, code=code)
    return code


@transaction.atomic
def say_codes(
    keeper: CodeKeeper, choices: Sequence[Choice], *, user: User | None, now: datetime
) -> dict[uuid.UUID, CodeRefused]:
    """Put codes on record, all that still can be; what is refused by the class it is about."""
    rows = CatalogCourse.objects.select_for_update().filter(
        district=keeper.district, pk__in=[choice.course for choice in choices]
    )
    courses: Mapping[uuid.UUID, CatalogCourse] = {row.pk: row for row in rows}
    refused, changes = {}, []
    for choice in choices:
        course = courses.get(choice.course)
        if course is None or course.sced != choice.before:
            refused[choice.course] = CodeRefused(CodeRefused.STALE)
            continue
        changes.append(
            CodeChange(
                district=keeper.district, course=course, before=course.sced, code=choice.code, how=choice.how,
                words=list(choice.words), by=keeper.person, at=now,
            )
        )  # fmt: skip
        if course.sced != choice.code:
            course.sced, course.changed_at = choice.code, now
            course._history_user = user  # type: ignore[attr-defined]  # how django-simple-history is told
            course.save(update_fields=["sced", "changed_at"])
    CodeChange.objects.bulk_create(changes)
    if changes:
        settle_levels(keeper.district)
    return refused
