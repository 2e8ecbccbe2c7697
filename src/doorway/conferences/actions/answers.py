"""Answers to what families ask."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from doorway.conferences.errors.day import AnswerChanged, AnswerTooLong
from doorway.conferences.models import FamilyQuestion
from doorway.roster.models import Person

LONGEST_ANSWER = 2000


@transaction.atomic
def answer_question(
    *, question: FamilyQuestion, answer: str, by: Person, now: datetime, expected: str | None = None
) -> FamilyQuestion:
    """Keep the answer with the question; an empty one takes it back.

    ``expected`` is the answer that the writer saw: when somebody else wrote another meanwhile, nothing is replaced.
    """
    answer = answer.replace("\x00", "").replace("\r\n", "\n").strip()
    if len(answer) > LONGEST_ANSWER:
        raise AnswerTooLong(length=len(answer), limit=LONGEST_ANSWER)
    question = FamilyQuestion.objects.select_for_update(of=("self",)).select_related("answered_by").get(pk=question.pk)
    if answer == question.answer:
        return question
    if expected is not None and question.answer != expected.replace("\r\n", "\n").strip():
        name = question.answered_by.full_name if question.answered_by else ""
        raise AnswerChanged(name=name, text=question.answer)
    question.answer = answer
    question.answered_by = by if answer else None
    question.answered_at = now if answer else None
    question.save(update_fields=["answer", "answered_by", "answered_at"])
    return question
