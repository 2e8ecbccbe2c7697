"""Sending letters about reading, and putting on paper what nobody opened."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.conf import settings
from django.db import transaction

from doorway.accounts.models import User
from doorway.accounts.typing import holds_ssn
from doorway.assessments.core import ReadingPoint, Result, reading_status
from doorway.assessments.letters.errors import NothingToSend, WordsRefused
from doorway.assessments.letters.rolls import Asked, Home, Line, rolls_of
from doorway.assessments.letters.writing import Occasion, compose
from doorway.assessments.models import ReadingLetter, ReadingLetterReader, Score
from doorway.assessments.queries.evidence import in_order, result_of
from doorway.messages.actions import queue
from doorway.messages.letters import link
from doorway.policy.packs import grade_code
from doorway.roster.access.viewer import current
from doorway.roster.models import Enrollment, Person, School, SchoolClass

LONGEST_HELP = 1500
Channel = ReadingLetter.Channel
Students = Callable[[], Sequence[Person]]


@dataclass(frozen=True)
class Written:
    """What went out: letters by e-mail, and letters that wait to be printed."""

    by_email: int
    on_paper: int


def help_words(typed: Mapping[str, str]) -> dict[str, str]:
    """What a school typed about its help, fit for a letter; refused where a language is empty, too long or unfit."""
    found = {}
    for language in dict(settings.LANGUAGES):
        text = typed.get(language, "").replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n").strip()
        if not text:
            raise WordsRefused
        if len(text) > LONGEST_HELP:
            raise WordsRefused(WordsRefused.TOO_LONG, length=len(text), limit=LONGEST_HELP)
        if holds_ssn(text):
            raise WordsRefused(WordsRefused.HOLDS_NUMBER)
        found[language] = text
    return found


@transaction.atomic
def write_letters(
    *,
    school: School,
    period: str,
    asked: Asked,
    students: Students,
    words: Mapping[str, str],
    by: User | None,
    now: datetime,
    today: date,
) -> Written:
    """A letter to every home that must get one and has none: by e-mail where somebody has an address, else on paper.

    ``students`` gives those of whom the sender may decide, ``words`` what the school does, by language. Refused where
    there is nothing to send; two people who send at once send each letter once.
    """
    kept = help_words(words)
    asked.period(period)
    # One after the other: the second finds what the first has written.
    School.objects.select_for_update().get(pk=school.pk)
    lines = rolls_of(students(), asked, periods=[period])[period].to_write
    if not lines:
        raise NothingToSend
    by_email = on_paper = 0
    for line, occasion in occasions(lines, school, period, asked, kept, today):
        for home in line.to_write:
            letter = _keep(line, home, occasion, asked, by, now)
            by_email += letter.channel == Channel.EMAIL
            on_paper += letter.channel == Channel.PAPER
    return Written(by_email, on_paper)


def occasions(
    lines: Sequence[Line], school: School, period: str, asked: Asked, words: Mapping[str, str], today: date
) -> list[tuple[Line, Occasion]]:
    """Each line (all of students below the goal) with what its letter speaks of. Three queries."""
    ids = [line.student.pk for line in lines]
    points, days = _points(ids, period, asked)
    teachers = _teachers(ids, today)
    found = []
    for line in lines:
        if line.result is None:
            raise ValueError("without a result there is no letter")
        student = line.student
        year = points[student.pk, line.result.instrument, line.result.grade]
        teaches = teachers.get(student.pk, [])
        occasion = Occasion(student, year[-1], year, school, teaches, words, days.get(student.pk))
        found.append((line, occasion))
    return found


@transaction.atomic
def put_on_paper(
    *, school: School, period: str, asked: Asked, students: Students, now: datetime, only_undelivered: bool = False
) -> int:
    """Letters by e-mail that nobody has opened can be printed, too; how many. Refused where there is none.

    ``only_undelivered``: those whose e-mail was refused for good, and no others.
    """
    asked.period(period)
    School.objects.select_for_update().get(pk=school.pk)
    roll = rolls_of(students(), asked, periods=[period])[period]
    wanted = roll.undelivered if only_undelivered else roll.unopened
    if not wanted:
        raise NothingToSend
    # One by one: the guard looks at each.
    return ReadingLetter.objects.filter(pk__in=[one.letter.pk for one in wanted], on_paper_at=None).update(
        on_paper_at=now
    )


def _keep(line: Line, home: Home, occasion: Occasion, asked: Asked, by: User | None, now: datetime) -> ReadingLetter:
    """One letter with its readers, and the e-mails."""
    point = occasion.point
    channel = Channel.EMAIL if home.by_email else Channel.PAPER
    letter = ReadingLetter.objects.create(
        district_id=line.student.district_id,
        student=line.student,
        school=occasion.school,
        school_year=asked.year,
        period=point.period,
        instrument=point.instrument,
        grade=grade_code(point.grade),
        value=None if point.score is None else Decimal(str(point.score)),
        level="" if point.level is None else point.level.key,
        addressed="\n".join(home.names)[:400],
        language=home.language,
        content=compose(occasion, asked, to=home.names, languages=dict(settings.LANGUAGES)),
        channel=channel,
        on_paper_at=now if channel == Channel.PAPER else None,
        written_at=now,
        written_by=by,
    )
    mailboxes: set[tuple[str, str]] = set()
    for guardian in home.guardians:
        mailbox = (guardian.email.lower(), guardian.language)
        message = None
        # Guardians who share a mailbox and a language get one.
        if guardian.email and mailbox not in mailboxes:
            mailboxes.add(mailbox)
            message = queue(
                to=guardian,
                template="assessments/mail/reading_letter",
                context={
                    "student": line.student,
                    "school": occasion.school.name,
                    "page": link("reading_letter", letter_id=letter.pk),
                },
                key=f"reading-letter:{letter.pk}:{guardian.pk}",
                about=line.student,
            )
        ReadingLetterReader.objects.create(
            district_id=letter.district_id,
            letter=letter,
            guardian=guardian,
            student=line.student,
            school_year=asked.year,
            period=point.period,
            message=message,
        )
    return letter


def _points(
    students: Sequence[uuid.UUID], period: str, asked: Asked
) -> tuple[dict[tuple[uuid.UUID, str, int], list[ReadingPoint]], dict[uuid.UUID, date]]:
    """How these students read up to that time of the year, with the parts, by student, test and grade; and the days of
    the tests of that time. One query."""
    yardsticks = asked.yardsticks
    rows = Score.objects.filter(student__in=students, school_year=asked.year, instrument__in=asked.rule.instruments)
    results: dict[uuid.UUID, list[Result]] = defaultdict(list)
    days: dict[uuid.UUID, date] = {}
    for row in in_order(rows):
        order = yardsticks.period_order[row.instrument]
        if row.period not in order or order.index(row.period) > order.index(period):
            continue
        results[row.student_id].append(result_of(row))
        if row.period == period and row.tested_on is not None and row.measure in asked.main_measures:
            days[row.student_id] = row.tested_on
    found: dict[tuple[uuid.UUID, str, int], list[ReadingPoint]] = defaultdict(list)
    for student, mine in results.items():
        status = reading_status(
            mine,
            ladders=yardsticks.ladders,
            main_measures=yardsticks.main_measures,
            period_order=yardsticks.period_order,
            bar_for=yardsticks.bar,
            grade_level=yardsticks.grade_level,
        )
        for point in status.points if status is not None else ():
            found[student, point.instrument, point.grade].append(point)
    return found, days


def _teachers(students: Sequence[uuid.UUID], on: date) -> dict[uuid.UUID, list[str]]:
    """Who teaches each student's homeroom. Two queries."""
    rooms = Enrollment.objects.filter(
        current(on),
        person__in=students,
        role=Enrollment.Role.STUDENT,
        is_active=True,
        school_class__kind=SchoolClass.Kind.HOMEROOM,
        school_class__is_active=True,
        school_class__school_year__ends_on__gte=on,
    ).values_list("person", "school_class")
    of_student = dict(rooms.order_by("school_class__title"))
    teachers = Enrollment.objects.filter(
        current(on), school_class__in=set(of_student.values()), role=Enrollment.Role.TEACHER, is_active=True
    )
    names: dict[uuid.UUID, list[str]] = defaultdict(list)
    for row in teachers.select_related("person").order_by("person__family_name", "person__given_name", "pk"):
        names[row.school_class_id].append(row.person.full_name)
    return {student: names[room] for student, room in of_student.items() if room in names}
