"""What is asked for beside credits, on the graduation page: how it stands, the ways, and what a person has to say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from doorway.pathways.core.audit import audit
from doorway.pathways.core.average import average_of
from doorway.pathways.core.compiled import YES, Compiled
from doorway.pathways.core.own_units import nearest
from doorway.pathways.core.pace import LAST_GRADE
from doorway.pathways.core.result import CriterionResult, Status
from doorway.pathways.core.rules import (
    ByAverage,
    ByCourses,
    ByCredits,
    ByFact,
    ByKinds,
    ByTest,
    Criterion,
    Selector,
    Way,
    by_courses,
)
from doorway.pathways.core.transcript import Certainty, Transcript
from doorway.pathways.graduation import wording
from doorway.pathways.graduation.beside import settled
from doorway.pathways.graduation.fillers import Fillers
from doorway.pathways.graduation.page.lines import Lines
from doorway.pathways.graduation.page.shown import Answer, BesideShown, FactShown, Taken, Tells, WayShown
from doorway.pathways.graduation.records import class_of
from doorway.pathways.graduation.scores import test_words
from doorway.pathways.models import StudentFact, TranscriptCourse
from doorway.pathways.requirements.wording import selector_words
from doorway.pathways.rules import RuleBook
from doorway.pathways.rules.book import Known
from doorway.pathways.rules.schema import SelectorPart
from doorway.policy.packs import StatePack, grade_code, year_text
from doorway.policy.packs.values import Grades

# What fulfils a way and cannot be taken like a class.
STATUSES = wording.STATUSES | {Status.MISSING: (gettext_lazy("Still to do"), "wait")}
OPEN = frozenset({Status.MISSING, Status.ASK, Status.PLANNED, Status.PROJECTED})


@lru_cache(maxsize=64)
def _each_way(compiled: Compiled) -> Compiled:
    """The same requirements with every way as something of its own: then the engine says of each how it stands."""
    criteria = tuple(
        Criterion(f"{criterion.key}.{number}", criterion.section, (way,))
        for criterion in compiled.rules.criteria
        for number, way in enumerate(criterion.ways)
    )
    return Compiled(replace(compiled.rules, criteria=criteria))


class Besides:
    """Puts what is asked for beside credits into words, for one student."""

    def __init__(
        self,
        lines: Lines,
        record: Transcript,
        answers: Sequence[StudentFact],
        book: RuleBook | None,
        pack: StatePack,
        tells: Tells,
    ) -> None:
        self.lines, self.record, self.pack = lines, record, pack
        self.compiled, self.result = lines.compiled, lines.result
        self._facts: Mapping[str, Known] = {} if book is None else book.facts
        self._areas = _with_parents({} if book is None else book.areas, pack)
        self._answers, self._known = answers, settled((row.fact, row.says) for row in answers)
        self._tells = tells

    def shown(self) -> Iterator[BesideShown]:
        """Each of them, in the order of the rules."""
        if self.result.criteria:
            each = audit(_each_way(self.compiled), self.record, today=self.lines.today)
            levels = {item.criterion.key: item.status for item in each.criteria}
            for result in self.result.criteria:
                yield self._one(result, levels)

    def _one(self, result: CriterionResult, levels: Mapping[str, Status]) -> BesideShown:
        criterion = result.criterion
        is_no = bool(criterion.only_for) and self._known.get(criterion.only_for) is False
        is_asked = bool(criterion.only_for) and criterion.only_for not in self._known
        status, kind = STATUSES[result.status]
        if not result.applies and result.status in OPEN:
            status, kind = (_("To be answered"), "wait") if is_asked else (_("Not asked for"), "")
        is_open = result.status in OPEN and not is_no
        return BesideShown(
            key=criterion.key,
            title=wording.said(criterion.title),
            section=self.lines.sections.get(criterion.section, ""),
            status=str(status),
            kind=kind,
            applies=result.applies,
            is_asked=is_asked,
            is_there=result.status not in OPEN,
            facts=tuple(self._fact(key) for key in _facts_in(criterion) if key in self._facts),
            ways=tuple(self._ways(criterion, levels, is_open=is_open)),
            note=self._no_score(criterion) if is_open else "",
            by=self._by() if is_open else "",
            rule=wording.said(criterion.words),
            cite=criterion.cite,
            source=self.lines.source(criterion.source),
            ask=wording.said(criterion.ask) if result.status is Status.ASK else "",
        )

    def _by(self) -> str:
        """The last year there is: nothing of it has to come before anything else."""
        leaves = class_of(self.lines.grade, self.lines.year)
        return wording.year_words(LAST_GRADE, year_text(leaves))

    def _no_score(self, criterion: Criterion) -> str:
        """Said once for all tests, where none of them has a score."""
        tests = {(way.test, way.part) for way in criterion.ways if isinstance(way, ByTest)}
        if not tests or any((one.test, one.part) in tests for one in self.record.tests):
            return ""
        return _(
            "No score of these tests is on file. If one was taken, ask the school for it; else ask when it is given."
        )

    # What a person says

    def _fact(self, key: str) -> FactShown:
        known = self._facts[key]
        own = [row for row in self._answers if row.fact == key]
        words = {"yes": wording.said(known.yes), "no": wording.said(known.no)}
        told = [
            Answer(
                words.get(row.says, row.get_says_display()),
                row.get_role_display(),
                row.at,
                row.by.full_name if self._tells.names else "",
            )
            for row in reversed(own)
        ]
        return FactShown(
            key=key,
            title=wording.said(known.title),
            question=wording.said(known.question),
            about=wording.said(known.about),
            yes=words["yes"],
            no=words["no"],
            says=own[-1].says if own else StudentFact.Says.OPEN,
            last=told[0] if told else None,
            past=tuple(told[1:]),
        )

    # The ways

    def _ways(self, criterion: Criterion, levels: Mapping[str, Status], *, is_open: bool) -> Iterator[WayShown]:
        """All of them while it is open; else those for which there is something."""
        for number, way in enumerate(criterion.ways):
            shown = self._way(way, levels[f"{criterion.key}.{number}"], is_open)
            if is_open or shown.status:
                yield shown

    def _way(self, way: Way, status: Status, is_open: bool) -> WayShown:
        tag, kind = STATUSES[status]
        is_there = status is not Status.MISSING
        return WayShown(
            words=self._words(way),
            status=str(tag) if is_there else "",
            kind=kind,
            note=self._note(way, is_there=is_there),
            taken=tuple(self._taken(way)),
            fillers=self._fillers(way) if is_open and not is_there else Fillers(),
        )

    def _words(self, way: Way) -> str:
        match way:
            case ByTest():
                return _("%(test)s: a score of %(score)s or more") % {
                    "test": test_words(way, self.pack), "score": way.score,
                }  # fmt: skip
            case ByAverage():
                return _("A grade average of %(average)s or more") % {"average": wording.number(way.points)}
            case ByCredits():
                return _("%(credits)s in all, whatever for") % {"credits": wording.credit_words(way.credits)}
            case ByFact():
                known = self._facts.get(way.fact)
                return wording.said(known.title) if known is not None else way.fact
            case ByKinds():
                kinds = "; ".join(self._classes(kind) for kind in way.kinds)
                values = {"count": way.count, "kinds": kinds}
                return _("Classes of %(count)s different kinds out of these: %(kinds)s") % values
        if way.credits:
            values = {"credits": wording.credit_words(way.credits), "classes": self._classes(way)}
            return _("%(credits)s of: %(classes)s") % values
        words = ngettext("%(count)s class of: %(classes)s", "%(count)s classes of: %(classes)s", way.count)
        return words % {"count": way.count, "classes": self._classes(way)}

    def _classes(self, way: ByCourses) -> str:
        return "; ".join(selector_words(_part(one), self._areas) for one in way.courses)

    def _note(self, way: Way, *, is_there: bool) -> str:
        """What is on file for it, besides classes."""
        if isinstance(way, ByTest):
            scores = [one.score for one in self.record.tests if (one.test, one.part) == (way.test, way.part)]
            if not scores:
                return ""
            if self._tells.scores:
                return _("The best score on file is %(score)s.") % {"score": max(scores)}
            return "" if is_there else _("The score on file is not enough.")
        if isinstance(way, ByAverage):
            average = average_of(self.compiled.rules, self.record, self.result.factors)
            if average.value is not None:
                words = _("The average of the marks on file is %(average)s, not weighted.")
                said = words % {"average": wording.number(average.value // 10 * 10)}
                if average.reaches(way.points) is None:
                    depends = _(
                        "It depends on how the credit of another school counts here. The counselor has to record that."
                    )
                    return f"{said} {depends}"
                return said
        return ""

    def _taken(self, way: Way) -> Iterator[Taken]:
        """The classes that count for it, the terms of one in a year together."""
        numbers = {self.compiled.ways.index(part) for part in by_courses(way)}
        marks = self.compiled.rules.marks
        together: dict[tuple[str, int], list[TranscriptCourse]] = {}
        levels: dict[tuple[str, int], int] = {}
        units: dict[tuple[str, int], int] = {}
        for course in self.record.courses if numbers else ():
            mark = course.mark if course.state is Certainty.EARNED else ""
            if mark and (mark not in marks or marks[mark].credit == "no"):
                continue
            grade = LAST_GRADE - self.record.class_of + course.year if course.grade is None else course.grade
            hits = [answer for number, answer in self.compiled.fit(course, grade, mark).ways if number in numbers]
            if hits and course.key in self.lines.rows:
                key = (course.code, course.year)
                level = int(course.state) if max(hits) == YES else int(Certainty.ASK)
                together.setdefault(key, []).append(self.lines.rows[course.key])
                factor = self.result.factors.get(course.key, Fraction(1))
                units[key] = units.get(key, 0) + nearest(course.units * factor)
                levels[key] = max(levels.get(key, 0), level)
        for key, rows in together.items():
            yield self.lines.taken(rows, units[key], Certainty(levels[key]))

    def _fillers(self, way: Way) -> Fillers:
        """Classes that would fulfil it here; of several kinds none is named, as one of them alone does not."""
        if not isinstance(way, ByCourses):
            return Fillers()
        return self.lines.finder.of_way(self.compiled.ways.index(way))


def _facts_in(criterion: Criterion) -> list[str]:
    """What a person has to say, each once: for whom it is first."""
    facts = [criterion.only_for, *(way.fact for way in criterion.ways if isinstance(way, ByFact))]
    return list(dict.fromkeys(filter(None, facts)))


def _with_parents(areas: Mapping[str, Mapping[str, str]], pack: StatePack) -> Mapping[str, Mapping[str, str]]:
    """The names of areas, and of those above them what tests call the same: “math”."""
    above = {key.split(".")[0] for key in areas} - areas.keys()
    return {**areas, **{one.key: one.title.root for one in pack.tests.subjects if one.key in above}}


def _part(selector: Selector) -> SelectorPart:
    """Which classes are meant, as the pages of the requirements put it into words."""
    grades = None
    if selector.first_grade is not None and selector.last_grade is not None:
        first, last = grade_code(selector.first_grade), grade_code(selector.last_grade)
        grades = Grades.model_validate({"first": first, "last": last})
    return SelectorPart.model_construct(
        codes=tuple(sorted(selector.codes)),
        areas=tuple(sorted(selector.areas)),
        tags=tuple(sorted(selector.tags)),
        without=tuple(sorted(selector.without)),
        parts=tuple(sorted(selector.parts)),
        min_mark=selector.min_mark,
        grades=grades,
        first_year=selector.first_year,
        last_year=selector.last_year,
    )
