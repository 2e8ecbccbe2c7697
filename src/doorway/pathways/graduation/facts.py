"""What a person says of a student because a requirement asks: the last word holds, and every word stays on record."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from doorway.pathways.graduation.access import FactTeller
from doorway.pathways.graduation.beside import facts_in
from doorway.pathways.graduation.errors import NotOnRecord
from doorway.pathways.graduation.rulebooks import Requirements
from doorway.pathways.models import StudentFact
from doorway.pathways.rules.book import Known
from doorway.roster.models import Person

Says = StudentFact.Says


def answers_of(student: Person, asked: Collection[str]) -> list[StudentFact]:
    """Every answer to these questions, in order. One query; none where nothing is asked."""
    if not asked:
        return []
    rows = StudentFact.objects.filter(student=student, fact__in=sorted(asked))
    return list(rows.select_related("by").order_by("number"))


def known_fact(requirements: Requirements, leaves: int, key: str) -> Known:
    """What the requirements of a class make depend on, by its key; NotOnRecord for anything else."""
    rules, book = requirements.held(leaves), requirements.book
    if rules is None or book is None or key not in facts_in(rules) or key not in book.facts:
        raise NotOnRecord
    return book.facts[key]


@transaction.atomic
def say(teller: FactTeller, known: Known, says: StudentFact.Says, *, now: datetime) -> StudentFact | None:
    """Put an answer on record; None when the last word says the same already."""
    Person.objects.select_for_update().get(pk=teller.student.pk)
    rows = list(StudentFact.objects.filter(student=teller.student).order_by("number"))
    before = next((row.says for row in reversed(rows) if row.fact == known.key), Says.OPEN)
    if before == says:
        return None
    return StudentFact.objects.create(
        district_id=teller.student.district_id,
        student=teller.student,
        fact=known.key,
        title=dict(known.title),
        says=says,
        by=teller.person,
        role=teller.role,
        at=now,
        number=rows[-1].number + 1 if rows else 1,
    )
