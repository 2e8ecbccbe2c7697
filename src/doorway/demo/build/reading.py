"""The letters about reading that the demo's schools have sent; one office has still to do it."""

from __future__ import annotations

from functools import partial

from django.utils import timezone

from doorway.assessments.letters.actions import write_letters
from doorway.assessments.letters.rolls import asked_in, current_period, rolls_of, students_asked
from doorway.demo.build.letters import CAST_SCHOOL
from doorway.demo.build.stage import Stage
from doorway.roster.models import School


def send_reading_letters(stage: Stage) -> None:
    """Every school but that of the cast has told the parents; there, the office sends the letters itself."""
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
