"""An audit as a record of a file (JSON): credits as numbers, courses by their keys, problems with their sentence.

The requirements themselves stand once at the top of the file, so that the line of a student stays short.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from doorway.pathways.core.flow import Use
from doorway.pathways.core.result import Audit, LineResult, Status
from doorway.pathways.core.rules import RuleSet
from doorway.pathways.core.transcript import Certainty, Decision, Transcript
from doorway.pathways.core.units import CREDIT
from doorway.policy.packs.values import year_text

LEVELS = tuple(level.name.lower() for level in Certainty)
Record = dict[str, Any]
# Plain text, which is written in half the time of a member of an enumeration.
WORDS: Mapping[Status, str] = {status: status.value for status in Status}
_year = lru_cache(maxsize=1_000)(year_text)


def rules_record(rules: RuleSet) -> Record:
    """The requirements that students of the file were held against, with the words and the places of the rules."""
    return {
        "kind": "rules",
        "rules": rules.key,
        "title": rules.title,
        "classes": [rules.first_class, rules.last_class],
        "total": rules.total / CREDIT,
        "split": rules.split,
        "cite": rules.cite,
        "words": rules.words,
        "ask": rules.ask,
        "lines": [
            {
                "line": line.key,
                "section": line.section,
                "title": line.title,
                "credits": line.credits / CREDIT,
                "words": line.words,
                "cite": line.cite,
                "source": line.source,
                "from": line.layer,
                "choice": line.choice,
                "option": line.option,
                "ask": line.ask,
            }
            for line in rules.lines
        ],
        "choices": [
            {
                "choice": choice.key,
                "title": choice.title,
                "pick": choice.pick,
                "options": {option.key: option.title for option in choice.options},
                "words": choice.words,
                "cite": choice.cite,
            }
            for choice in rules.choices
        ],
        "criteria": [
            {
                "criterion": item.key,
                "title": item.title,
                "words": item.words,
                "cite": item.cite,
                "only_for": item.only_for,
            }
            for item in rules.criteria
        ],
    }


def student_record(result: Audit, transcript: Transcript) -> Record:
    """The audit of one student."""
    pace = result.pace
    record: Record = {
        "kind": "student",
        "student": result.student,
        "class_of": transcript.class_of,
        "grade": transcript.grade,
        "rules": result.rules.key,
        "status": WORDS[result.status],
        "to_earn": _by_level(result.short),
        "total": {
            "status": WORDS[result.total.status],
            "need": result.total.need / CREDIT,
            "counted": _by_level(result.total.filled),
        },
        "pace": {
            "on_track": pace.on_track,
            "due": pace.due / CREDIT,
            "earned": pace.earned / CREDIT,
            "evenly": pace.assumed,
            "behind": list(pace.behind),
        },
        "lines": [_line(line) for line in result.lines],
        "choices": [
            {
                "choice": item.choice.key,
                "status": WORDS[item.status],
                "chosen": list(item.chosen),
                "open": list(item.others),
            }
            for item in result.choices
        ],
        "criteria": [
            {"criterion": item.criterion.key, "status": WORDS[item.status], "applies": item.applies}
            for item in result.criteria
        ],
        "unused": [
            {"course": item.course, "credits": item.units / CREDIT, "reason": item.reason} for item in result.unused
        ],
    }
    if result.decisions:
        record["decisions"] = [_decision(line, decision) for line, decision in result.decisions]
    if result.problems:
        record["problems"] = [
            {"code": problem.code, "course": problem.course, "line": problem.line, "says": str(problem)}
            for problem in result.problems
        ]
    if not result.proven:
        record["proven"] = False
    return record


def _line(result: LineResult) -> Record:
    record: Record = {
        "line": result.line.key,
        "status": WORDS[result.status],
        "need": result.need / CREDIT,
        "counted": [units / CREDIT for units in result.filled],
        "courses": _uses(result.uses),
    }
    if result.today is not None:
        record["courses_today"] = _uses(result.today)
    if result.waived:
        record["waived"] = result.waived / CREDIT
    if result.short:
        record["missing"] = result.short / CREDIT
    if result.by is not None:
        record["by"] = _year(result.by)
        if result.late:
            record["late"] = True
    if result.fillers:
        record["fill"] = list(result.fillers)
    if result.completed or result.forgiven:
        record["completed_by_option"] = result.line.option
    if result.again:
        record["decide_again"] = True
    return record


def _uses(uses: Sequence[Use]) -> list[Record]:
    return [{"course": row.course.key, "credits": units / CREDIT, "state": LEVELS[level]} for row, units, level in uses]


def _by_level(units: Sequence[int]) -> Record:
    return {name: amount / CREDIT for name, amount in zip(LEVELS, units, strict=True)}


def _decision(line: str, decision: Decision) -> Record:
    record: Record = {
        "kind": decision.kind,
        "line": line,
        "courses": list(decision.courses),
        "person": decision.person,
        "reason": decision.reason,
        "date": decision.day.isoformat(),
        "expires": decision.expires.isoformat() if decision.expires else None,
    }
    if decision.units:
        record["credits"] = decision.units / CREDIT
    if decision.kind == "conversion":
        record["factor"] = str(decision.factor)
    return record
