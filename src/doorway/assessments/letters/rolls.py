"""Where a school stands with its letters about reading: who must get one, who has, who cannot, who has no result."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cached_property
from itertools import groupby

from django.conf import settings
from django.db.models import Exists, QuerySet

from doorway.accounts.models import District
from doorway.assessments.core import Result, Rung
from doorway.assessments.core.values import rung_of
from doorway.assessments.letters.errors import NoLettersAsked, NoSchoolYear, NoSuchPeriod
from doorway.assessments.models import ReadingLetter, ReadingLetterReader, Score
from doorway.assessments.queries.evidence import in_order, result_of
from doorway.assessments.yardsticks import Yardsticks
from doorway.messages.models import Message
from doorway.policy.packs import LetterPeriod, ReadingLetters, grade_code, grade_number
from doorway.policy.queries import state_pack
from doorway.roster.access import Reason
from doorway.roster.access.marks import marked_as
from doorway.roster.access.viewer import current
from doorway.roster.models import Guardianship, Membership, Person, RecordLook, Role, School, SchoolYear


def look_page(letter_id: uuid.UUID) -> str:
    """A letter's own page in the log of looks: so it is known who has opened it."""
    return f"reading_letter/{letter_id}"


class Stands(Enum):
    """What a period's result of a student asks for."""

    BELOW = "below"
    FINE = "fine"
    NOTHING = "nothing"
    NOT_TESTED = "not_tested"
    OTHER_GRADE = "other_grade"
    NO_LEVEL = "no_level"


@dataclass(frozen=True)
class Asked:
    """What the state asks for in one school year (``year``: the one in which it ends)."""

    rule: ReadingLetters
    yardsticks: Yardsticks
    year: int

    @cached_property
    def grades(self) -> list[str]:
        """The grades of the rule as CEDS codes."""
        return [grade_code(number) for number in range(self.rule.grades.first, self.rule.grades.last + 1)]

    @cached_property
    def main_measures(self) -> set[str]:
        """What stands for the whole of each test."""
        return {self.yardsticks.main_measures[key] for key in self.rule.instruments}

    def period(self, key: str) -> LetterPeriod:
        """The period with that key; refused where the state asks for no letter then."""
        found = self.rule.period(key)
        if found is None:
            raise NoSuchPeriod(period=key, known=", ".join(one.period for one in self.rule.periods))
        return found

    def title(self, period: str, language: str) -> str:
        """What the time of the year is called."""
        found = self.yardsticks.instruments[self.rule.instruments[0]].period(period)
        return period if found is None else found.title(language)

    def stands(self, results: Sequence[Result], grade: int) -> tuple[Stands, Result | None, Rung | None]:
        """What the main results of one period say of a student in that grade."""
        own = [one for one in results if one.grade == grade]
        if not own:
            return (Stands.OTHER_GRADE, results[0], None) if results else (Stands.NOTHING, None, None)
        result = min(own, key=lambda one: self.rule.instruments.index(one.instrument))
        if result.not_tested:
            return Stands.NOT_TESTED, result, None
        ladder = self.yardsticks.ladders[result.instrument]
        level = rung_of(result, ladder, self.yardsticks.bar(result.scale, result.measure, grade, result.period))
        if level is None:
            return Stands.NO_LEVEL, result, None
        return Stands.FINE if level.good else Stands.BELOW, result, level


@dataclass(frozen=True)
class Sent:
    """A letter that a home has: how it went out, whether somebody of the home opened it."""

    letter: ReadingLetter
    messages: tuple[Message, ...]
    opened: bool

    @property
    def how(self) -> str:
        """``paper``, ``sent``, ``waiting``, ``failed`` or ``held`` (the record was closed to the reader since)."""
        if self.letter.on_paper_at is not None:
            return "paper"
        statuses = {message.status for message in self.messages}
        for status, how in (("sent", "sent"), ("waiting", "waiting"), ("failed", "failed")):
            if status in statuses:
                return how
        # Messages are deleted after a year: what is gone was sent.
        return "held" if statuses else "sent"

    @property
    def needs_paper(self) -> bool:
        """Nobody of the home has opened the letter, and it is not on paper."""
        return self.letter.on_paper_at is None and not self.opened


@dataclass(frozen=True)
class Home:
    """Guardians with access who live together, and the letter that one of them has."""

    guardians: tuple[Person, ...]
    sent: Sent | None

    @property
    def names(self) -> list[str]:
        """Their names."""
        return [person.full_name for person in self.guardians]

    @property
    def by_email(self) -> bool:
        """Somebody there has an address."""
        return any(person.email for person in self.guardians)

    @property
    def language(self) -> str:
        """The language that somebody there asked for, before the one that everybody gets unasked."""
        asked = [person.language for person in self.guardians]
        return next((code for code in asked if code != settings.LANGUAGE_CODE), settings.LANGUAGE_CODE)


@dataclass(frozen=True)
class Line:
    """One student at one time of the year."""

    student: Person
    stands: Stands
    result: Result | None
    level: Rung | None
    goal: float | None
    homes: tuple[Home, ...] = ()
    sent: tuple[Sent, ...] = ()

    @property
    def to_write(self) -> list[Home]:
        """Homes that must get a letter and have none."""
        return [home for home in self.homes if home.sent is None] if self.stands == Stands.BELOW else []

    @property
    def cannot(self) -> bool:
        """Must get a letter, and there is nobody to write to."""
        return self.stands == Stands.BELOW and not self.homes

    @property
    def is_told(self) -> bool:
        """Every home has its letter."""
        return self.stands == Stands.BELOW and bool(self.homes) and not self.to_write

    @property
    def no_result(self) -> bool:
        """Nobody knows yet whether a letter is due."""
        return self.stands not in {Stands.BELOW, Stands.FINE}

    @property
    def corrected(self) -> bool:
        """The result is no longer the one of which a letter speaks."""
        now = (None if self.result is None else self.result.value, "" if self.level is None else self.level.key)
        return any(now != said(one.letter.value, one.letter.level) for one in self.sent)


def said(value: Decimal | None, level: str) -> tuple[float | None, str]:
    """What a letter said of the result, to be compared with what it is now."""
    return (None if value is None else float(value), level)


@dataclass(frozen=True)
class PeriodRoll:
    """Everybody at a school whom the rule concerns, at one time of the year."""

    period: LetterPeriod
    due: date
    tested_by: date
    lines: tuple[Line, ...] = field(default=())

    @property
    def below(self) -> list[Line]:
        """Whose parents must be told."""
        return [line for line in self.lines if line.stands == Stands.BELOW]

    @property
    def to_write(self) -> list[Line]:
        """Those with a home that has no letter."""
        return [line for line in self.lines if line.to_write]

    @property
    def cannot(self) -> list[Line]:
        """Those without anybody to write to."""
        return [line for line in self.lines if line.cannot]

    @property
    def told(self) -> list[Line]:
        """Those of whom every home has its letter."""
        return [line for line in self.lines if line.is_told]

    @property
    def no_result(self) -> list[Line]:
        """Those of whom nobody knows yet."""
        return [line for line in self.lines if line.no_result]

    @property
    def corrected(self) -> list[Line]:
        """Those whose result was corrected after the letter."""
        return [line for line in self.lines if line.corrected]

    @property
    def has_results(self) -> bool:
        """Somebody has a result."""
        return any(not line.no_result for line in self.lines)

    @property
    def homes_by_email(self) -> int:
        """How many letters would go by e-mail."""
        return sum(home.by_email for line in self.to_write for home in line.to_write)

    @property
    def homes_on_paper(self) -> int:
        """How many would be printed."""
        return sum(not home.by_email for line in self.to_write for home in line.to_write)

    @property
    def unopened(self) -> list[Sent]:
        """Letters by e-mail that nobody has opened."""
        found = {home.sent.letter.pk: home.sent for line in self.below for home in line.homes if home.sent is not None}
        return [one for one in found.values() if one.needs_paper]

    @property
    def undelivered(self) -> list[Sent]:
        """Those of them whose e-mail was refused for good: waiting for somebody to open it helps nobody."""
        return [one for one in self.unopened if one.how == "failed"]

    @property
    def paper_runs(self) -> list[tuple[datetime, int]]:
        """When letters were put on paper, the last first, and how many together."""
        moments = {one.letter.pk: one.letter.on_paper_at for line in self.lines for one in line.sent}
        return sorted(Counter(at for at in moments.values() if at is not None).items(), reverse=True)


def asked_in(district: District, today: date) -> Asked:
    """What the state asks of the district in the school year of the day. One query; refused where it asks nothing."""
    pack = state_pack(district)
    if pack.reading_letters is None:
        raise NoLettersAsked
    year = SchoolYear.objects.filter(district=district, starts_on__lte=today).order_by("-starts_on").first()
    if year is None:
        raise NoSchoolYear
    return Asked(pack.reading_letters, Yardsticks(pack), year.end_year)


def students_asked(school: School, asked: Asked, on: date, *, among: QuerySet[Person] | None = None) -> list[Person]:
    """The students of the school in the grades of the rule (as far as they are ``among`` these), by grade and name."""
    held = Membership.objects.filter(current(on), school=school, role=Role.STUDENT)
    people = Person.objects.filter(is_active=True) if among is None else among
    found = people.filter(pk__in=held.values("person"), grade__in=asked.grades).select_related("district")
    return sorted(found, key=lambda one: (one.grade, one.family_name.casefold(), one.first_name.casefold(), one.pk))


def rolls_of(students: Sequence[Person], asked: Asked, *, periods: Iterable[str] = ()) -> dict[str, PeriodRoll]:
    """Every period (or only ``periods``) of these students of one school, in the order of the year. Four queries."""
    wanted = [one for one in asked.rule.periods if not periods or one.period in set(periods)]
    results = _results(students, asked)
    homes = _homes(students)
    letters = _letters(students, asked.year)
    return {
        one.period: PeriodRoll(
            period=one,
            due=one.due_in(asked.year),
            tested_by=one.tested_by_in(asked.year),
            lines=tuple(_line(student, one.period, asked, results, homes, letters) for student in students),
        )
        for one in wanted
    }


def current_period(rolls: Mapping[str, PeriodRoll], today: date) -> str:
    """The time of the year that a school works on: the last one with results, or the next that is due."""
    tested = [key for key, roll in rolls.items() if roll.has_results]
    if tested:
        return tested[-1]
    return next((key for key, roll in rolls.items() if roll.due >= today), list(rolls)[-1])


_Key = tuple[uuid.UUID, str]


def _line(
    student: Person,
    period: str,
    asked: Asked,
    results: Mapping[_Key, list[Result]],
    homes: Mapping[uuid.UUID, list[list[Person]]],
    letters: Mapping[_Key, list[tuple[Sent, frozenset[uuid.UUID]]]],
) -> Line:
    grade = grade_number(student.grade)
    stands, result, level = asked.stands(results.get((student.pk, period), []), grade)
    goal = None
    if result is not None and stands in {Stands.BELOW, Stands.FINE}:
        bar = asked.yardsticks.bar(result.scale, result.measure, grade, period)
        goal = None if bar is None else bar.start(asked.yardsticks.ladders[result.instrument].goal)
    held = letters.get((student.pk, period), [])
    return Line(
        student=student,
        stands=stands,
        result=result,
        level=level,
        goal=goal,
        homes=tuple(_home(home, held) for home in homes.get(student.pk, [])),
        sent=tuple(sent for sent, _readers in held),
    )


def _home(guardians: list[Person], held: list[tuple[Sent, frozenset[uuid.UUID]]]) -> Home:
    """A home has a letter when one who lives there has it."""
    ids = {person.pk for person in guardians}
    return Home(tuple(guardians), next((sent for sent, readers in held if readers & ids), None))


def _results(students: Sequence[Person], asked: Asked) -> dict[_Key, list[Result]]:
    """The main results of the year by student and period. One query."""
    rows = Score.objects.filter(
        student__in=[student.pk for student in students],
        school_year=asked.year,
        instrument__in=asked.rule.instruments,
        measure__in=asked.main_measures,
    )
    found: dict[_Key, list[Result]] = defaultdict(list)
    for row in in_order(rows):
        found[row.student_id, row.period].append(result_of(row))
    return found


def guardians_with_access(students: Iterable[uuid.UUID]) -> QuerySet[Guardianship]:
    """Active guardianships of these students that no "no access" mark closes, by home."""
    rows = Guardianship.objects.filter(
        ~Exists(marked_as("guardian")), student__in=list(students), is_active=True, guardian__is_active=True
    )
    return rows.select_related("guardian").order_by("student", "household", "guardian__family_name", "guardian")


def _homes(students: Sequence[Person]) -> dict[uuid.UUID, list[list[Person]]]:
    """The guardians with access of each student, home by home. One query."""
    rows = guardians_with_access(student.pk for student in students)
    return {
        student: [[row.guardian for row in home] for _number, home in groupby(family, key=lambda row: row.household)]
        for student, family in groupby(rows, key=lambda row: row.student_id)
    }


def _letters(students: Sequence[Person], year: int) -> dict[_Key, list[tuple[Sent, frozenset[uuid.UUID]]]]:
    """The letters of the year by student and period, each with whom it is addressed to. Two queries."""
    ids = [student.pk for student in students]
    rows = ReadingLetterReader.objects.filter(student__in=ids, school_year=year).select_related("letter", "message")
    readers: dict[uuid.UUID, list[ReadingLetterReader]] = defaultdict(list)
    for row in rows.order_by("letter__written_at", "letter", "pk"):
        readers[row.letter_id].append(row)
    looks = RecordLook.objects.filter(
        student__in={held[0].student_id for held in readers.values()},
        page__in=[look_page(letter) for letter in readers],
        reason=Reason.GUARDIAN.value,
    )
    opened = set(looks.values_list("page", flat=True)) if readers else set()
    found: dict[_Key, list[tuple[Sent, frozenset[uuid.UUID]]]] = defaultdict(list)
    for held in readers.values():
        letter = held[0].letter
        sent = Sent(
            letter, tuple(row.message for row in held if row.message is not None), look_page(letter.pk) in opened
        )
        found[letter.student_id, letter.period].append((sent, frozenset(row.guardian_id for row in held)))
    return found


@dataclass(frozen=True)
class Now:
    """What a result says today, where it is no longer what a letter said."""

    score: float | None
    level: str
    is_below: bool


def result_now(letter: ReadingLetter, asked: Asked) -> Now | None:
    """How a letter's result was corrected since; none where it stands. One query."""
    rows = Score.objects.filter(
        student=letter.student_id,
        school_year=letter.school_year,
        period=letter.period,
        instrument__in=asked.rule.instruments,
        measure__in=asked.main_measures,
    )
    results = [result_of(row) for row in in_order(rows)]
    stands, result, level = asked.stands(results, grade_number(letter.grade))
    score = None if result is None or stands == Stands.OTHER_GRADE else result.value
    key = "" if level is None else level.key
    if (score, key) == said(letter.value, letter.level):
        return None
    return Now(score, key, stands == Stands.BELOW)
