"""An audit as a line of a file (JSON): credits as numbers, courses by their keys, problems with their sentence.

The requirements themselves stand once at the top of the file, so that the line of a student stays short. Most of a
student's line is what other lines hold as well (a class in its term, a requirement that is met), so it is put together
from pieces of JSON, and each piece is written once and kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from pydantic_core import to_json

from doorway.pathways.core.flow import Use
from doorway.pathways.core.result import Audit, ChoiceResult, CriterionResult, LineResult, Pace, Status, Total, Unused
from doorway.pathways.core.rules import RuleSet
from doorway.pathways.core.transcript import Certainty, Decision, Transcript
from doorway.pathways.core.units import CREDIT
from doorway.policy.packs.values import year_text

LEVELS = tuple(level.name.lower() for level in Certainty)
Record = dict[str, Any]
# So many different pieces of a kind are kept by a process: some megabytes, and more than a district has.
_MOST_PIECES = 20_000
_kept = lru_cache(maxsize=_MOST_PIECES)


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


def line_of(record: Record) -> bytes:
    """A record as a line of the file."""
    return to_json(record) + b"\n"


def student_line(result: Audit, transcript: Transcript) -> bytes:
    """The audit of one student as a line of the file."""
    fields = [
        '"kind":"student"',
        f'"student":{_json(result.student)}',
        f'"class_of":{transcript.class_of}',
        f'"grade":{transcript.grade}',
        f'"rules":{_word(result.rules.key)}',
        f'"status":{_word(result.status)}',
        f'"to_earn":{_by_level(result.short)}',
        f'"total":{_total(result.total)}',
        f'"pace":{_pace(result.pace)}',
        f'"lines":{_list(map(_line, result.lines))}',
        f'"choices":{_list(map(_choice, result.choices))}',
        f'"criteria":{_list(map(_criterion, result.criteria))}',
        f'"unused":{_list(map(_unused, result.unused))}',
    ]
    if result.decisions:
        fields.append(f'"decisions":{_json([_decision(line, decision) for line, decision in result.decisions])}')
    if result.problems:
        problems = [
            {"code": problem.code, "course": problem.course, "line": problem.line, "says": str(problem)}
            for problem in result.problems
        ]
        fields.append(f'"problems":{_json(problems)}')
    if not result.proven:
        fields.append('"proven":false')
    return f"{{{','.join(fields)}}}\n".encode()


def _json(value: object) -> str:
    return to_json(value).decode()


# Names of rules and of statuses.
_word = _kept(_json)


def _list(pieces: Iterable[str]) -> str:
    return f"[{','.join(pieces)}]"


@_kept
def _by_level(units: Sequence[int]) -> str:
    return _json({name: amount / CREDIT for name, amount in zip(LEVELS, units, strict=True)})


def _total(total: Total) -> str:
    return f'{{"status":{_word(total.status)},"need":{total.need / CREDIT},"counted":{_by_level(total.filled)}}}'


def _pace(pace: Pace) -> str:
    return _json(
        {
            "on_track": pace.on_track,
            "due": pace.due / CREDIT,
            "earned": pace.earned / CREDIT,
            "evenly": pace.assumed,
            "behind": pace.behind,
        }
    )


def _line(result: LineResult) -> str:
    option = result.line.option if result.completed or result.forgiven else None
    standing = _standing(result.line.key, result.status, result.need, result.filled)
    today = "" if result.today is None else f',"courses_today":{_uses(result.today)}'
    open_still = _open_still(result.waived, result.short, result.by, result.late, result.fillers, option, result.again)
    return f'{{{standing},"courses":{_uses(result.uses)}{today}{open_still}}}'


@_kept
def _standing(key: str, status: Status, need: int, filled: tuple[int, ...]) -> str:
    counted = [units / CREDIT for units in filled]
    return _json({"line": key, "status": status, "need": need / CREDIT, "counted": counted})[1:-1]


@_kept
def _open_still(
    waived: int, short: int, by: int | None, late: bool, fillers: tuple[str, ...], option: str | None, again: bool
) -> str:
    """What is said of some lines only; nothing of most that are met."""
    record: Record = {}
    if waived:
        record["waived"] = waived / CREDIT
    if short:
        record["missing"] = short / CREDIT
    if by is not None:
        record["by"] = year_text(by)
        if late:
            record["late"] = True
    if fillers:
        record["fill"] = fillers
    if option is not None:
        record["completed_by_option"] = option
    if again:
        record["decide_again"] = True
    return f",{_json(record)[1:-1]}" if record else ""


def _uses(uses: Sequence[Use]) -> str:
    return _list([_use(row.course.key, units, level) for row, units, level in uses])


@_kept
def _use(course: str, units: int, level: int) -> str:
    return _json({"course": course, "credits": units / CREDIT, "state": LEVELS[level]})


def _choice(result: ChoiceResult) -> str:
    return _chosen(result.choice.key, result.status, result.chosen, result.others)


@_kept
def _chosen(key: str, status: Status, chosen: tuple[str, ...], others: tuple[str, ...]) -> str:
    return _json({"choice": key, "status": status, "chosen": chosen, "open": others})


def _criterion(result: CriterionResult) -> str:
    return _beside(result.criterion.key, result.status, result.applies)


@_kept
def _beside(key: str, status: Status, applies: bool) -> str:
    return _json({"criterion": key, "status": status, "applies": applies})


@_kept
def _unused(item: Unused) -> str:
    return _json({"course": item.course, "credits": item.units / CREDIT, "reason": item.reason})


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
