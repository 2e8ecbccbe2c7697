"""The letters about reading that the demo's schools have sent; one office has still to do it."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from django.utils import timezone

from doorway.assessments.letters.actions import write_letters
from doorway.assessments.letters.rolls import asked_in, current_period, rolls_of, students_asked
from doorway.assessments.models import ReadingLetterReader, ScoresByEmail
from doorway.demo.build.letters import CAST_SCHOOL
from doorway.demo.build.stage import Stage
from doorway.roster.models import School


def send_reading_letters(stage: Stage) -> None:
    """Every school but that of the cast has told the parents; there, the office sends the letters itself.

    One parent of each language has said before that chart and numbers may be in the e-mail, too.
    """
    today = timezone.localdate(stage.now, stage.district.zone)
    asked = asked_in(stage.district, today)
    for school in School.objects.filter(district=stage.district).exclude(sourced_id=CAST_SCHOOL):
        students = students_asked(school, asked, today)
        rolls = rolls_of(students, asked)
        period = current_period(rolls, today)
        if not rolls[period].to_write:
            continue
        write_letters(
            school=school,
            period=period,
            asked=asked,
            students=partial(students_asked, school, asked, today),
            words={language: asked.rule.school(language) for language in asked.rule.school.root},
            by=None,
            now=stage.now,
            today=today,
        )
    for language in asked.rule.school.root:
        _say_yes(stage, language)


def _say_yes(stage: Stage, language: str) -> None:
    """The first one to whom a letter goes by e-mail in this language wants the scores in it."""
    readers = ReadingLetterReader.objects.filter(
        letter__district=stage.district, message__language=language, guardian__user__isnull=False
    )
    reader = readers.select_related("guardian__user").order_by("message__to_address").first()
    if reader is not None and reader.guardian.user is not None:
        ScoresByEmail.objects.create(
            district=stage.district, user=reader.guardian.user, chosen_at=stage.now - timedelta(weeks=3)
        )
