"""What a reading result asks for, said in SQL: the same as ``Asked.stands`` and ``rung_of`` say of one in Python.

A district has tens of thousands of results in a year, and its page wants a few numbers of each school.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import product

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When

from doorway.assessments.core import Bar, Ladder
from doorway.assessments.letters.rolls import Asked, Stands
from doorway.assessments.models import Score
from doorway.policy.packs import grade_code
from doorway.roster.models import Membership

ROW = "person__scores__"
NOBODY = Q(pk__in=())


def tested_in_own_grade(held: QuerySet[Membership], asked: Asked) -> QuerySet[Membership]:
    """Memberships of students with the result that counts at each ``period``, and what it asks for: ``stands``."""
    used = [asked.yardsticks.instruments[key] for key in asked.rule.instruments]
    # All that tells a result from others, so that each is found by the index of their key.
    rows = held.filter(
        person__scores__district=F("district"),
        person__scores__instrument__in=asked.rule.instruments,
        person__scores__subject__in={one.subject for test in used for one in test.subjects},
        person__scores__measure__in=asked.main_measures,
        person__scores__school_year=asked.year,
        person__scores__grade=F("person__grade"),
        person__scores__period__in=[one.period for one in asked.rule.periods],
    )
    # Named here, as a condition on ``person__scores`` that comes later would be about any other result of the student.
    rows = rows.annotate(period=F(f"{ROW}period"), stands=_stands(asked))
    if may_have_several(asked):
        own = {"score": F(f"{ROW}pk"), "grade": F(f"{ROW}grade"), "place": _place(asked, f"{ROW}instrument")}
        rows = rows.annotate(**own).filter(~_there_is_a_better_one(asked))
    return rows


def may_have_several(asked: Asked) -> bool:
    """Whether a student can have two results of one period that count; with one test the database keeps one only."""
    used = [asked.yardsticks.instruments[key] for key in asked.rule.instruments]
    return len(used) > 1 or any(one.many_days or len(one.subjects) > 1 for one in used)


def _there_is_a_better_one(asked: Asked) -> Exists:
    """Of a test that comes earlier in the rule, or of the same one and earlier on file."""
    others = Score.objects.filter(
        student=OuterRef("person"),
        school_year=asked.year,
        period=OuterRef("period"),
        grade=OuterRef("grade"),
        instrument__in=asked.rule.instruments,
        measure__in=asked.main_measures,
    )
    return Exists(
        others.alias(theirs=_place(asked, "instrument")).filter(
            Q(theirs__lt=OuterRef("place")) | Q(theirs=OuterRef("place"), pk__lt=OuterRef("score"))
        )
    )


def _place(asked: Asked, field: str) -> Case:
    """Where in the rule a test stands."""
    return Case(*(When(**{field: key}, then=Value(number)) for number, key in enumerate(asked.rule.instruments)))


def _stands(asked: Asked) -> Case:
    """How a student stands by a result of their own grade, as the value of a :class:`Stands`."""
    ladders = {key: asked.yardsticks.ladders[key] for key in asked.rule.instruments}
    good, below = NOBODY, NOBODY
    for key, ladder in ladders.items():
        for scores, is_good in _scores(asked, key, ladder):
            if is_good:
                good |= scores
            else:
                below |= scores
    return Case(
        When(~_is("not_tested", ""), then=Value(Stands.NOT_TESTED.value)),
        When(_with_level(ladders, good=True), then=Value(Stands.FINE.value)),
        When(_with_level(ladders, good=False), then=Value(Stands.BELOW.value)),
        When(~_is("level", ""), then=Value(Stands.NO_LEVEL.value)),
        When(good, then=Value(Stands.FINE.value)),
        When(below, then=Value(Stands.BELOW.value)),
        default=Value(Stands.NO_LEVEL.value),
    )


def _with_level(ladders: dict[str, Ladder], *, good: bool) -> Q:
    """A level came with the result, and it does or does not reach the goal."""
    found = NOBODY
    for key, ladder in ladders.items():
        levels = [rung.key for rung in ladder.rungs if rung.good == good]
        found |= _is("instrument", key) & _is("level__in", levels)
    return found


def _scores(asked: Asked, instrument: str, ladder: Ladder) -> Iterator[tuple[Q, bool]]:
    """The scores of a test that lie in a level, and whether it reaches the goal."""
    test = asked.yardsticks.instruments[instrument]
    for number, period in product(range(asked.rule.grades.first, asked.rule.grades.last + 1), test.periods):
        # What differs most comes first: the database looks no further than it has to.
        here = _is("grade", grade_code(number)) & _is("period", period.key)
        for scale, measure in product(test.scales, asked.main_measures):
            bar = asked.yardsticks.bar(scale.key, measure, number, period.key)
            if bar is None or not bar.starts:
                continue
            own = _is("scale", scale.key) & _is("measure", measure) & _is("instrument", instrument)
            for part, is_good in _parts(bar, ladder):
                yield here & part & own, is_good


def _parts(bar: Bar, ladder: Ladder) -> Iterator[tuple[Q, bool]]:
    """The stretches of scores on one side of the goal; what is under every start is in the lowest level."""
    starts = sorted({start for _number, start in bar.starts})
    levels = [(None, ladder.numbered(1)), *((start, ladder.numbered(bar.number(start))) for start in starts)]
    stretches = [(low, None if rung is None else rung.good) for low, rung in levels]
    stretches = [one for place, one in enumerate(stretches) if not place or stretches[place - 1][1] != one[1]]
    for (low, is_good), (high, _next) in zip(stretches, [*stretches[1:], (None, None)], strict=True):
        if is_good is None:
            continue
        part = _is("value__isnull", False)
        if low is not None:
            part = _is("value__gte", Decimal(str(low)))
        if high is not None:
            part &= _is("value__lt", Decimal(str(high)))
        yield part, is_good


def _is(field: str, value: object) -> Q:
    return Q(**{f"{ROW}{field}": value})
