"""What requirements ask for beside classes: scores of tests, and what a person says of the student.

Both go into the audit with the record. Nothing is asked of the database where no requirement asks for it.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from doorway.accounts.models import District
from doorway.pathways.core.rules import ByFact, ByTest, Criterion, RuleSet
from doorway.pathways.core.transcript import TestScore
from doorway.pathways.graduation.scores import taken_by
from doorway.pathways.models import StudentFact

Says = StudentFact.Says
# Of more students than these the whole district is read: it is one question either way.
MOST_NAMED = 500


@dataclass(frozen=True)
class Beside:
    """What is on file of one student: the best scores of the tests that are asked for, and what was said."""

    tests: tuple[TestScore, ...] = ()
    facts: Mapping[str, bool] = field(default_factory=dict)


NOTHING = Beside()


def facts_in(rules: RuleSet) -> frozenset[str]:
    """What these requirements make depend on and a person says."""
    return frozenset(fact for criterion in rules.criteria for fact in facts_of(criterion))


def facts_of(criterion: Criterion) -> set[str]:
    """The same of one criterion."""
    return ({criterion.only_for} | {way.fact for way in criterion.ways if isinstance(way, ByFact)}) - {""}


def tests_in(criteria: Iterable[Criterion]) -> tuple[ByTest, ...]:
    """The tests that would fulfil something of it."""
    return tuple({way: None for criterion in criteria for way in criterion.ways if isinstance(way, ByTest)})


def binds(criterion: Criterion, facts: Mapping[str, bool]) -> bool:
    """Whether it is asked of a student of whom this is known."""
    return not criterion.only_for or facts.get(criterion.only_for) is True


def beside_of(
    held: Mapping[uuid.UUID, RuleSet | None],
    district: District,
    *,
    said: Mapping[uuid.UUID, Mapping[str, bool]] | None = None,
) -> dict[uuid.UUID, Beside]:
    """What is on file of students of a district, as far as it decides: scores only where the test is asked of them.

    ``held``: what each is held against; ``said``: what was said of each, where it is known. Two queries at most; none
    where requirements ask for classes alone.
    """
    sets = {id(rules): rules for rules in held.values() if rules is not None and rules.criteria}
    asked_of_persons = frozenset().union(*map(facts_in, sets.values()))
    facts = _said_of(held.keys(), asked_of_persons, district) if said is None else said
    tests: dict[uuid.UUID, tuple[ByTest, ...]] = {}
    for student, rules in held.items():
        if rules is not None and rules.criteria:
            own = facts.get(student, {})
            asked = tests_in(criterion for criterion in rules.criteria if binds(criterion, own))
            if asked:
                tests[student] = asked
    ways = tuple(dict.fromkeys(way for asked in tests.values() for way in asked))
    taken = taken_by(tests, ways, district) if tests else {}
    return {pk: Beside(taken.get(pk, ()), own) for pk in held if (own := facts.get(pk, {})) or taken.get(pk)}


def _said_of(
    students: Collection[uuid.UUID], asked: frozenset[str], district: District
) -> dict[uuid.UUID, dict[str, bool]]:
    """The last word on each of these facts. One query; none where nothing is asked."""
    if not asked or not students:
        return {}
    rows = StudentFact.objects.filter(district=district, fact__in=sorted(asked))
    if len(students) <= MOST_NAMED:
        rows = rows.filter(student__in=list(students))
    found: dict[uuid.UUID, dict[str, bool]] = {}
    for student, fact, says in rows.order_by("number").values_list("student_id", "fact", "says"):
        if says == Says.OPEN:
            found.get(student, {}).pop(fact, None)
        else:
            found.setdefault(student, {})[fact] = says == Says.YES
    return found


def settled(answers: Iterable[tuple[str, str]]) -> dict[str, bool]:
    """The same of one student from all answers (fact and what was said), in their order."""
    last = dict(answers)
    return {fact: says == Says.YES for fact, says in last.items() if says != Says.OPEN}
