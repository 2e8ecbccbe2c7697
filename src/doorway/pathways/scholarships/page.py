"""The page of one student's scholarships: what is open, what can be reached and how, and what is not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from doorway.pathways.core.chances import Chance, Reach
from doorway.pathways.core.rules import Words
from doorway.pathways.graduation.fillers import Filler
from doorway.pathways.graduation.records import LAST_GRADE, class_of
from doorway.pathways.graduation.wording import said, source_words, year_words
from doorway.pathways.models import ScholarshipStep, TranscriptCourse
from doorway.pathways.scholarships import wording
from doorway.pathways.scholarships.due import is_due
from doorway.pathways.scholarships.ground import Ground, Held, ground_of, hold
from doorway.pathways.scholarships.judging.answers import Answer, Judged
from doorway.pathways.scholarships.programs import Asking, Knows, Program
from doorway.pathways.scholarships.steps import What
from doorway.pathways.scholarships.telling import can_apply, can_say_late
from doorway.pathways.scholarships.years import year_of
from doorway.policy.packs import grade_number, year_text
from doorway.policy.queries import state_pack
from doorway.roster.core.grades import school_year_of
from doorway.roster.models import Person

# So many classes that count are named; the others are counted.
MOST_NAMED = 4
# One of the place is given every year, and its day is entered anew.
_NOT_YET = gettext_lazy("The deadline of this year is not on file yet. Ask the counselor.")
# The words for the addresses of what is open in a later grade, what comes too soon, and what opens on a later day.
LATER, TOO_SOON, UNOPENED = "later", "too-soon", "unopened"


@dataclass(frozen=True)
class AskedOf:
    """One thing that a scholarship asks for, as the page shows it."""

    key: str
    title: str
    tag: str
    kind: str
    sentences: tuple[str, ...]
    has: tuple[str, ...]
    clash: str
    here: tuple[tuple[Filler, bool], ...]
    more: int
    elsewhere: tuple[Filler, ...]
    by: str
    rule: str
    cite: str
    source: str
    fact: str
    # What family or counselor can say about it: nothing, yes, or yes and no.
    is_familys: bool
    is_counselors: bool
    said: bool | None


@dataclass(frozen=True)
class Offered:
    """A scholarship as the page shows it."""

    key: str
    title: str
    about: str
    how: str
    place: str
    tag: str
    kind: str
    chance: str
    money: str
    money_note: str
    days: tuple[tuple[str, date, str], ...]
    day_note: str
    closes: date | None
    left: str
    later: str
    question: str
    closed: str
    asks: tuple[AskedOf, ...]
    cite: str
    source: str
    is_kept: bool
    applied: ScholarshipStep | None
    awarded: ScholarshipStep | None
    can_apply: bool
    # One applies in this grade, and the last day is not over: papers can be handed in.
    is_in_time: bool = False
    # The last day is over, and what was in time can still be put on record.
    can_say_late: bool = False
    # The first day, where one applies in this grade and it is still to come.
    opens: date | None = None
    is_unopened: bool = False
    applied_when: str = ""
    awarded_when: str = ""
    is_due: bool = False
    is_too_soon: bool = False
    # Its last day is of the school year that runs, or a later one.
    is_of_this_year: bool = True

    @property
    def is_awarded(self) -> bool:
        """Whether the last word is that it was awarded."""
        return self.awarded is not None and self.awarded.what == What.AWARDED

    @property
    def is_settled(self) -> bool:
        """Whether the student has nothing to send any more."""
        return self.applied is not None or self.is_awarded


@dataclass(frozen=True)
class Past:
    """A step that was taken: when, what, about which scholarship, and by whom. ``on``: when it had happened."""

    at: object
    title: str
    what: str
    role: str
    on: date | None = None


@dataclass(frozen=True)
class ScholarshipPage:
    """Everything the page says."""

    class_of: int
    grade: int
    offers: tuple[Offered, ...]
    steps: tuple[Past, ...]
    next_offer: Offered | None = None
    has_transcript: bool = True

    @property
    def has_days(self) -> bool:
        """Whether the calendar of last days has anything in it."""
        return any(one.is_due for one in self.offers)

    @property
    def is_last_grade(self) -> bool:
        """Whether nothing can be reached any more by classes of a later year."""
        return self.grade >= LAST_GRADE

    @property
    def given(self) -> str:
        """What was awarded this year, by name; empty for nothing."""
        given = (one for one in self.offers if one.is_awarded)
        return ", ".join(one.title for one in given if one.is_of_this_year)

    @property
    def pending(self) -> str:
        """What was applied for and is not decided."""
        waits = (one for one in self.offers if one.applied and not one.awarded)
        return ", ".join(one.title for one in waits if one.is_of_this_year)

    def _those(self, chance: Chance) -> list[Offered]:
        return [one for one in self.offers if one.chance == chance.value]

    @property
    def groups(self) -> list[tuple[str, str, list[Offered]]]:
        """What is open, what opens on a later day, what asks something, what can be reached, what is open in a later
        grade, and what comes too soon, each with a word for an address. Open is what one can apply for now.
        """
        ready, nearly = self._those(Chance.OPEN), self._those(Chance.NEARLY)
        named = (
            (Chance.OPEN.value, _("Open"), [one for one in ready if not one.later and not one.is_unopened]),
            (UNOPENED, str(wording.UNOPENED[0]), [one for one in ready if one.is_unopened]),
            (Chance.ASK.value, _("A question to settle"), self._those(Chance.ASK)),
            (Chance.NEARLY.value, _("Within reach"), [one for one in nearly if not one.is_too_soon]),
            (LATER, str(wording.LATER[0]), [one for one in ready if one.later]),
            (TOO_SOON, str(wording.TOO_SOON[0]), [one for one in nearly if one.is_too_soon]),
        )
        return [group for group in named if group[2]]

    @property
    def closed(self) -> list[Offered]:
        """What is not open."""
        return self._those(Chance.CLOSED)


def scholarship_page(student: Person, *, today: date | None = None, tells_scores: bool = True) -> ScholarshipPage:
    """The page of a student. Nine queries; nothing is kept. ``tells_scores``: whoever reads it sees test results."""
    day = today or timezone.localdate(timezone=student.district.zone)
    return page_of(student, ground_of(student.district, day), tells_scores=tells_scores)


def page_of(student: Person, ground: Ground, *, tells_scores: bool = True) -> ScholarshipPage:
    """The same on a ground that is there already."""
    held = hold(ground, [student])[student.pk]
    builder = _Builder(student, ground, held, tells_scores=tells_scores)
    offers = tuple(builder.offer(judged) for judged in held.judged)
    coming = [one for one in offers if one.closes and (one.can_apply or (one.is_in_time and one.opens))]
    waiting = [one for one in coming if not one.is_settled and one.chance != "closed"]
    waiting = [one for one in waiting if one.is_kept or not one.is_too_soon]
    # Of what is kept first; among those what closes first.
    waiting.sort(key=lambda one: (one.chance == Chance.NEARLY.value, not one.is_kept, one.closes or date.max))
    return ScholarshipPage(
        class_of=builder.class_of,
        grade=builder.grade,
        offers=offers,
        steps=tuple(_past(step) for step in reversed(held.told.all[-40:])),
        next_offer=next(iter(waiting), None),
        has_transcript=bool(held.rows),
    )


def _past(step: ScholarshipStep) -> Past:
    return Past(step.at, said(step.title), step.get_what_display(), step.get_role_display(), step.happened_on)


class _Builder:
    """Puts the scholarships of one student into words."""

    def __init__(self, student: Person, ground: Ground, held: Held, *, tells_scores: bool) -> None:
        self.ground, self.held, self.tells_scores = ground, held, tells_scores
        self.year, self.grade = ground.year, grade_number(student.grade)
        self.class_of = class_of(self.grade, self.year) if held.judge is None else held.judge.class_of
        self.sources = state_pack(student.district).sources

    def offer(self, judged: Judged) -> Offered:
        """One scholarship."""
        program, told = judged.program, self.held.told
        tag, kind = wording.tag_of(judged)
        is_now, year = judged.is_now, year_of(program, self.class_of, self.ground.day)
        days = tuple(wording.day_words(program.dates, self.ground.day)) if is_now else ()
        closes = program.dates.closes
        applied = told.last(What.APPLIED, program.key, year=year)
        awarded = told.last(What.AWARDED, program.key, year=year)
        return Offered(
            key=program.key,
            title=said(program.title),
            about=said(program.about),
            how=said(program.how),
            place=program.place,
            tag=str(tag),
            kind=kind,
            chance=judged.chance.value,
            money=wording.money_words(program.money),
            money_note="" if program.closed else wording.money_note(program.money, self._paid_to(program)),
            days=tuple((words, day, wording.left_words(day, self.ground.day)) for words, day in days),
            day_note=self._day_note(program, is_now=is_now),
            closes=program.dates.closes if is_now else None,
            left=wording.left_words(program.dates.closes, self.ground.day) if is_now and program.dates.closes else "",
            later=self._later(judged),
            question=self._question(program),
            closed=self._closed(judged),
            asks=tuple(self._asked(answer, is_now=is_now) for answer in judged.answers),
            cite=program.cite,
            source=program.source if program.local else self._source(program.source),
            is_kept=told.holds(What.KEPT, program.key),
            applied=applied if applied and applied.what == What.APPLIED else None,
            awarded=awarded,
            can_apply=can_apply(judged, self.ground.day),
            is_in_time=is_now and not judged.is_over,
            can_say_late=can_say_late(judged, self.held, self.ground.day),
            opens=program.dates.opens_after(self.ground.day) if is_now else None,
            is_unopened=judged.is_unopened,
            applied_when=wording.when_words(applied, closes),
            awarded_when=wording.when_words(awarded, closes),
            is_due=is_due(judged, self.held, after=self.ground.day),
            is_too_soon=judged.is_too_soon,
            is_of_this_year=year >= school_year_of(self.ground.day),
        )

    def _paid_to(self, program: Program) -> int:
        return self.class_of if program.local is None else self.year

    def _day_note(self, program: Program, *, is_now: bool) -> str:
        if program.closed or not is_now:
            return ""
        if program.dates.closes is None:
            return _("The deadline is not on file. Ask the counselor.")
        return wording.unsure_words(program.dates)

    def _later(self, judged: Judged) -> str:
        program = judged.program
        if program.closed or judged.grade >= program.first_grade:
            return ""
        year = year_text(self.year + program.first_grade - self.grade)
        when = {"when": year_words(program.first_grade, year), "last": program.last_grade}
        if program.first_grade < program.last_grade:
            return _("Students can apply from %(when)s to grade %(last)s.") % when
        return _("Students apply in %(when)s.") % when

    def _question(self, program: Program) -> str:
        if program.known_for is None or program.closed:
            return ""
        return _(
            "The rules for the class of %(own)s are not published. These are the rules for the class of %(year)s; ask"
            " before you count on them."
        ) % {"own": self.class_of, "year": program.known_for}

    def _closed(self, judged: Judged) -> str:
        program = judged.program
        if program.closed:
            return said(program.closed)
        if judged.grade > program.last_grade:
            if program.first_grade == program.last_grade:
                return _("It is for grade %(grade)s.") % {"grade": program.last_grade}
            return _("It is for grades %(first)s to %(last)s.") % {
                "first": program.first_grade,
                "last": program.last_grade,
            }
        if judged.is_over and program.dates.closes is not None:
            was = _("The deadline was %(day)s.") % {"day": wording.full_day(program.dates.closes)}
            is_last_years = school_year_of(program.dates.closes) < school_year_of(self.ground.day)
            if program.local is None or not judged.is_now or not is_last_years:
                return was
            return f"{was} {_NOT_YET}"
        return ""

    # What is asked for

    def _asked(self, answer: Answer, *, is_now: bool) -> AskedOf:
        asking, classes = answer.asking, answer.classes
        tag, kind = wording.reach_words(answer, is_now=is_now)
        names_classes = answer.reach in {Reach.POSSIBLE, Reach.ASK, Reach.PLANNED} and bool(answer.lacking)
        here = tuple((filler, filler.course.code in classes.clashing) for filler in classes.here)
        by = classes.last if answer.reach is Reach.POSSIBLE and names_classes else None
        return AskedOf(
            key=asking.key,
            title=said(asking.title),
            tag=tag,
            kind=kind,
            sentences=tuple(self._sentences(answer)),
            has=tuple(self._has(answer)),
            clash=self._clash(answer, names_classes=names_classes),
            here=here if names_classes else (),
            more=classes.more if names_classes else 0,
            elsewhere=classes.elsewhere if names_classes else (),
            by="" if by is None else year_words(by, year_text(self.year + by - self.grade)),
            rule=said(asking.words) if asking.words else "",
            cite=asking.cite,
            source=self._source(asking.source),
            fact=asking.fact,
            is_familys=asking.knows is Knows.FAMILY,
            is_counselors=asking.knows is Knows.COUNSELOR,
            said=answer.said,
        )

    def _sentences(self, answer: Answer) -> Iterator[str]:
        yield from wording.answer_words(answer, tells_scores=self.tells_scores)
        if answer.asking.seen and self.held.judge is not None and self.held.transcript is not None:
            number = self.held.judge.seen(answer.asking, self.held.transcript)
            yield f"{said(answer.asking.seen_words)}: {number}."

    def _clash(self, answer: Answer, *, names_classes: bool) -> str:
        """Where the scholarship and graduation want different classes."""
        titles = [self._title(self.held.rows[key]) for key in answer.clashing if key in self.held.rows]
        if not titles and names_classes and answer.classes.here:
            clashing = answer.classes.clashing
            titles = [one.course.title for one in answer.classes.here if one.course.code in clashing]
        if not titles:
            return ""
        return _("%(classes)s: it counts for the scholarship, but %(clash)s.") % {
            "classes": ", ".join(dict.fromkeys(titles)),
            "clash": said(answer.asking.clash),
        }

    def _has(self, answer: Answer) -> Iterator[str]:
        """The classes that count, the terms of one in one year together; without plans where they are not needed."""
        rows = [self.held.rows[key] for key in answer.has if key in self.held.rows]
        if answer.reach is Reach.THERE:
            rows = [row for row in rows if row.school_year <= self.year]
        together: dict[tuple[str, int], list[TranscriptCourse]] = {}
        for row in rows:
            together.setdefault((row.code, row.school_year), []).append(row)
        for (code, year), found in list(together.items())[:MOST_NAMED]:
            over = (row for row in found if row.state == TranscriptCourse.State.COMPLETED)
            marks = ", ".join(row.mark for row in over if row.mark)
            named = f"{self._title(found[0])}{f' ({marks})' if marks else ''}, {year_text(year)}"
            yield wording.only_words(named, found, self._not_counting(code, rows))
        more = len(together) - MOST_NAMED
        if more > 0:
            yield ngettext("one more", "%(number)s more", more) % {"number": more}

    def _not_counting(self, code: str, counting: list[TranscriptCourse]) -> list[TranscriptCourse]:
        """Completed parts of a class that do not count, where those that do are less than the whole class."""
        own = [row for row in counting if row.code == code]
        known = self.ground.catalog.taught.get(code)
        if known is not None and sum(row.units for row in own) >= known.units:
            return []
        others = [row for row in self.held.rows.values() if row.code == code and row not in own]
        return [row for row in others if row.mark and row.state == TranscriptCourse.State.COMPLETED]

    def _title(self, row: TranscriptCourse) -> str:
        known = self.ground.catalog.taught.get(row.code)
        return (known.title if known else "") or row.title or row.code

    def _source(self, key: str) -> str:
        source = self.sources.get(key)
        return source_words(source) if source else ""


def asking_with(held: Held, fact: str) -> Asking | None:
    """What a fact is asked for by, among the scholarships of a student."""
    askings = (answer.asking for judged in held.judged for answer in judged.answers)
    return next((asking for asking in askings if asking.fact == fact), None)


def program_with(held: Held, key: str) -> Program | None:
    """The scholarship of a student with this key."""
    return next((judged.program for judged in held.judged if judged.program.key == key), None)


def year_with(held: Held, key: str, day: date) -> int:
    """The school year to which a step belongs: the scholarship's own; for what is none, the year of the day."""
    program = program_with(held, key)
    return school_year_of(day) if program is None or held.judge is None else held.judge.year_of(program)


def title_with(held: Held, what: What, subject: str) -> Words | None:
    """The words to keep with a step; None where the student has no such scholarship or fact."""
    if what in {What.SO, What.NOT_SO}:
        asking = asking_with(held, subject) if subject else None
        return None if asking is None else asking.title
    program = program_with(held, subject)
    return None if program is None else program.title
