"""The requirements on the graduation page, one by one."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property

from django.utils.translation import gettext as _

from doorway.pathways.core.compiled import Compiled
from doorway.pathways.core.flow import Use
from doorway.pathways.core.pace import LAST_GRADE
from doorway.pathways.core.result import Audit, LineResult, Status
from doorway.pathways.core.rules import Choice, Line, Mark, Option
from doorway.pathways.core.too_low import LowMarks
from doorway.pathways.core.transcript import Certainty, Course, Transcript
from doorway.pathways.graduation import wording
from doorway.pathways.graduation.amounts import missing_words, spared
from doorway.pathways.graduation.fillers import FillerFinder, Fillers
from doorway.pathways.graduation.own import given_by, own_rows
from doorway.pathways.graduation.page.shown import Requirement, Taken
from doorway.pathways.graduation.records import PROPOSED, Catalog, class_of, is_registered_ahead
from doorway.pathways.graduation.unmarked import is_unsettled, is_waiting
from doorway.pathways.models import TranscriptCourse
from doorway.pathways.models.courses import called
from doorway.policy.packs import year_text
from doorway.policy.packs.model import Source
from doorway.roster.core.grades import school_year_of

# Rows that only the plan has.
PLANNED = frozenset({PROPOSED, TranscriptCourse.State.PLANNED})
WELL = frozenset({Status.MET, Status.IN_PROGRESS, Status.SCHEDULED})


class Lines:
    """Puts the requirements of one student into words, each with the classes that fill it or would."""

    def __init__(
        self,
        compiled: Compiled,
        result: Audit,
        record: Transcript,
        rows: Iterable[TranscriptCourse],
        catalog: Catalog,
        sources: Mapping[str, Source],
        *,
        grade: int,
        year: int,
        today: date,
        school: uuid.UUID | None,
    ) -> None:
        self.compiled, self.result, self.catalog = compiled, result, catalog
        self.rows = {row.pk.hex: row for row in rows}
        self.low, self.record = LowMarks(compiled, record, result.factors), record
        self.sources = sources
        self.grade, self.year, self._school = grade, year, school
        self.today = today
        self.sections = {section.key: wording.said(section.title) for section in result.rules.sections}
        self.choices = {choice.choice.key: choice for choice in result.choices}

    @cached_property
    def finder(self) -> FillerFinder:
        """Who finds classes that would fill something here."""
        kinds, marks = self.result.rules.catalog, self.result.rules.marks
        given: dict[str, list[TranscriptCourse]] = {}
        total = self.result.rules.total
        begun: dict[str, tuple[int, str]] = {}
        runs = min(self.year, school_year_of(self.today))
        for row in own_rows(self.rows.values(), self.result.factors, total):
            if not _is_failed(row, marks):
                # What is over and has no mark gives nothing yet; what comes after it need not wait.
                given.setdefault(row.code, []).extend([] if is_unsettled(row, marks, runs) else [row])
                at = self.grade + row.school_year - self.year
                # Of a class in two parts the last one, and then no term comes after it.
                begun[row.code] = (at, row.term) if row.code not in begun else (max(at, begun[row.code][0]), "")
        # Half a course that was passed leaves the other half to take.
        whole = {
            code
            for code, rows in given.items()
            if code not in kinds
            or (not kinds[code].repeatable and given_by(rows, kinds[code], total) >= kinds[code].credits)
        }
        planned = {row.code for row in self.rows.values() if row.state in PLANNED}
        return FillerFinder(
            self.compiled,
            self.catalog,
            grade=self.grade,
            year=self.year,
            school=self._school,
            done=whole,
            begun=begun,
            again={row.code for row in self.rows.values() if _is_failed(row, marks) or is_unsettled(row, marks, runs)},
            low={line.line.key: {one.code for one in self.low.of_line(line)} - planned for line in self.result.lines},
            low_ways={
                number: {one.code for one in self.low.of_way(number)} - planned
                for number in range(len(self.compiled.ways))
            },
        )

    def requirement(self, result: LineResult) -> Requirement:
        """One of them."""
        line = result.line
        status, kind = wording.STATUSES[Status.ASK if self._is_asked(result) else result.status]
        missing, unsure = missing_words(result, self.result)
        wants = result.status in {Status.MISSING, Status.ASK} and not line.open
        return Requirement(
            key=line.key,
            title=wording.said(line.title),
            section=self.sections.get(line.section, ""),
            status=str(status),
            kind=kind,
            filled=wording.number(min(result.need, result.filled[Certainty.PROJECTED])),
            need=wording.number(result.need),
            missing=missing,
            unsure=unsure,
            spared=spared(result, self.result),
            taken=tuple(self._uses(result.uses)),
            fillers=self.finder.of(line.key) if wants else Fillers(),
            by=self._by(result),
            is_late=result.late,
            is_open=line.open,
            is_planned=result.status in {Status.PLANNED, Status.PROJECTED},
            rule=wording.said(line.words),
            cite=line.cite,
            source=self.source(line.source),
            ask=" ".join(filter(None, (wording.said(line.ask) if self._is_asked(result) else "", *self._old(result)))),
            ways=self._ways(line),
            waived=wording.credit_words(result.waived) if result.waived else "",
            again=result.again,
            of_marks=(*self._too_low(result), *self._without_mark(result)),
        )

    def _old(self, result: LineResult) -> Iterator[str]:
        """The question about classes with a mark of a year that is over and not final, each once."""
        old = {
            self.title(self.rows[use.row.course.key]): None
            for use in result.uses
            if use.row.level is Certainty.ASK and result.status is not Status.MET
        }
        for title in old:
            yield _("Was %(course)s made up? Its mark is not final. Ask the school.") % {"course": title}

    def _too_low(self, result: LineResult) -> Iterator[str]:
        """The classes whose mark does not do here, each with what is asked for."""
        for one in self.low.of_line(result):
            yield _("%(course)s: %(mark)s gives credit, but is too low here. At least %(asked)s is asked for.") % {
                "course": self.title(self.rows[one.rows[0]]),
                "mark": ", ".join(one.marks),
                "asked": one.asked,
            }

    @cached_property
    def _unmarked(self) -> list[tuple[Course, int]]:
        """Classes that are over without a mark, each with the lines in which it would count, as bits."""
        kept = []
        for course in self.record.courses:
            if is_waiting(course):
                grade = LAST_GRADE - self.record.class_of + course.year if course.grade is None else course.grade
                kept.append((course, self.compiled.fit(course, grade, "").lines))
        return kept

    def _without_mark(self, result: LineResult) -> Iterator[str]:
        """The classes that would count here, and whose mark has not come; of two semesters once."""
        if result.status in WELL:
            return
        bit = self.compiled.bit[result.line.key]
        found = {(self.title(self.rows[one.key]), one.year): None for one, lines in self._unmarked if lines & bit}
        for title, year in found:
            yield _("%(course)s of %(year)s has no mark yet. When it is passed, it counts here.") % {
                "course": title,
                "year": year_text(year),
            }

    def _is_asked(self, result: LineResult) -> bool:
        """Whether its question matters for this student: it decides now, or how much is missing."""
        vague = result.line.enough is not None and result.status is Status.MISSING
        return result.status is Status.ASK or vague

    def _by(self, result: LineResult) -> str:
        if result.by is None or not result.short:
            return ""
        grade = LAST_GRADE - (class_of(self.grade, self.year) - result.by)
        return wording.year_words(grade, year_text(result.by))

    def _ways(self, line: Line) -> str:
        """The choice that the line belongs to, and the other ways through it."""
        found = self.choices.get(line.choice)
        if found is None:
            return ""
        names = [wording.said(option.title) for option in _options(found.choice, found.others)]
        if not names:
            return wording.said(found.choice.words)
        return _("%(rule)s Other ways: %(ways)s.") % {
            "rule": wording.said(found.choice.words),
            "ways": "; ".join(names),
        }

    def _uses(self, uses: Iterable[Use]) -> Iterator[Taken]:
        """The terms of a class together, as far as they count equally surely."""
        together: dict[tuple[str, int, int, bool], list[Use]] = {}
        for use in uses:
            row = self.rows[use.row.course.key]
            key = row.code, row.school_year, use.level, is_registered_ahead(row, self.year)
            together.setdefault(key, []).append(use)
        for (_code, _year, level, _is_registered), found in together.items():
            rows = [self.rows[use.row.course.key] for use in found]
            taken = self.taken(rows, sum(use.units for use in found), Certainty(level))
            if any(use.row.level is Certainty.ASK for use in found):
                taken = replace(taken, state=_("counts only if it was made up"))
            yield taken

    def taken(self, rows: Sequence[TranscriptCourse], units: int, level: Certainty | None) -> Taken:
        """Terms of one class as one; without a level it fills nothing."""
        row = rows[0]
        term = wording.term_words(row.term) if len(rows) == 1 else ""
        over = (one for one in rows if one.state == TranscriptCourse.State.COMPLETED)
        return Taken(
            title=self.title(row),
            year=" ".join(filter(None, (year_text(row.school_year), term))),
            marks=", ".join(one.mark for one in over if one.mark),
            credits=wording.number(units),
            state="" if level is None else self._state(row, level),
            school=row.school,
        )

    def _state(self, row: TranscriptCourse, level: Certainty) -> str:
        """How surely a class counts. What is registered for a year to come is as sure as a plan, and is no plan."""
        if level is Certainty.PLANNED and is_registered_ahead(row, self.year):
            return _("registered for %(year)s") % {"year": year_text(row.school_year)}
        return str(wording.LEVELS[level])

    def title(self, row: TranscriptCourse) -> str:
        """What a class is called: as the catalog has it, as the record does, by its code."""
        known = self.catalog.taught.get(row.code)
        beside = self.result.rules.catalog.get(row.code)
        of_the_list = called(beside.title, beside.titles) if beside else ""
        return (known.title if known else "") or row.title or of_the_list or row.code

    def source(self, key: str) -> str:
        """The title of a source of the state pack; empty where it has none."""
        source = self.sources.get(key)
        return wording.source_words(source) if source else ""


def _is_failed(row: TranscriptCourse, marks: Mapping[str, Mark]) -> bool:
    return row.state == TranscriptCourse.State.COMPLETED and marks[row.mark].credit == "no"


def _options(choice: Choice, keys: Iterable[str]) -> list[Option]:
    """The options of a choice that are open without anything having to happen first."""
    wanted = set(keys)
    return [option for option in choice.options if option.key in wanted]
