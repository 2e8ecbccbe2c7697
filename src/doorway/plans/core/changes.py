"""What changed between two documents of one plan, in pieces that a page puts into words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal, TypeVar

from doorway.plans.core.document import Entry, Exhibit, Goal, Occupation, PlanDocument, Question, Words

Item = TypeVar("Item")
How = Literal["added", "changed", "removed"]
# What stood there: text as it is read, or a part of the plan that a page puts into words.
Said = str | Entry | Goal | Occupation | Question | None


@dataclass(frozen=True)
class Change:
    """One change. ``place`` is a key (``entry``, ``goal``, ``evidence`` …); ``title`` names the section or test."""

    how: How
    place: str
    who: str = ""
    title: Words | None = None
    before: Said = None
    after: Said = None


def changes(before: PlanDocument, after: PlanDocument) -> tuple[Change, ...]:
    """Everything that a reader of ``before`` does not know yet, in the order of the plan; empty when they are alike."""
    found: list[Change] = []
    if (before.student.name, before.grade, before.school.name) != (after.student.name, after.grade, after.school.name):
        found.append(Change("changed", "names", before=_head(before), after=_head(after)))
    if before.kind != after.kind or before.citations != after.citations:
        found.append(Change("changed", "kind"))
    found += _evidence(before.evidence, after.evidence)
    found += _entries(before, after)
    found += _pairs("goal", before.goals, after.goals, lambda g: g.text, lambda g: g, lambda g: g.owner_name)
    found += _pairs("last_goal", before.last_goals, after.last_goals, lambda g: g.text, lambda g: g, lambda _g: "")
    found += _pairs("occupation", before.occupations, after.occupations, lambda o: o.code, lambda o: o, lambda _o: "")
    if before.graduation != after.graduation:
        found.append(Change("changed", "graduation"))
    found += _pairs(
        "question",
        before.questions,
        after.questions,
        lambda q: (q.asked_by, q.text),
        lambda q: q,
        lambda q: q.asked_by,
    )
    found += _notes(before, after)
    found += _pairs(
        "participant",
        before.participants,
        after.participants,
        lambda p: (p.name, p.role),
        lambda p: p.name,
        lambda _p: "",
    )
    if before.teachers != after.teachers:
        names = [", ".join(teacher.name for teacher in document.teachers) for document in (before, after)]
        found.append(Change("changed", "teachers", before=names[0], after=names[1]))
    if not found and before != after:
        found.append(Change("changed", "wording"))
    return tuple(found)


def _head(document: PlanDocument) -> str:
    return f"{document.student.name} · {document.grade} · {document.school.name}"


def _pairs(
    place: str,
    before: Iterable[Item],
    after: Iterable[Item],
    key: Callable[[Item], object],
    said: Callable[[Item], Said],
    who: Callable[[Item], str],
) -> list[Change]:
    """Changes of a list whose items are told apart by ``key``."""
    old, new = {key(item): item for item in before}, {key(item): item for item in after}
    found = [
        Change("changed", place, who=who(item), before=said(old[name]), after=said(item))
        if name in old
        else Change("added", place, who=who(item), after=said(item))
        for name, item in new.items()
        if old.get(name) != item
    ]
    return found + [
        Change("removed", place, who=who(item), before=said(item)) for name, item in old.items() if name not in new
    ]


def _notes(before: PlanDocument, after: PlanDocument) -> list[Change]:
    """Notes have no key of their own: a text that is not there any more was removed, another one was added."""
    old, new = (dict.fromkeys((note.author, note.text) for note in document.notes) for document in (before, after))
    added = [Change("added", "note", who=author, after=text) for author, text in new if (author, text) not in old]
    return added + [
        Change("removed", "note", who=author, before=text) for author, text in old if (author, text) not in new
    ]


def _entries(before: PlanDocument, after: PlanDocument) -> list[Change]:
    titles = {section.key: section.title for document in (before, after) for section in document.sections}
    old = {(s.key, e.author, e.subject): e for s in before.sections for e in s.entries}
    new = {(s.key, e.author, e.subject): e for s in after.sections for e in s.entries}
    found = []
    for key, entry in new.items():
        if old.get(key) == entry:
            continue
        how: How = "changed" if key in old else "added"
        found.append(Change(how, "entry", entry.author, titles[key[0]], old.get(key), entry))
    return found + [
        Change("removed", "entry", entry.author, titles[key[0]], before=entry)
        for key, entry in old.items()
        if key not in new
    ]


def _evidence(before: tuple[Exhibit, ...], after: tuple[Exhibit, ...]) -> list[Change]:
    old, new = {item.key: item for item in before}, {item.key: item for item in after}
    found = [
        Change("changed" if key in old else "added", "evidence", title=item.title)
        for key, item in new.items()
        if old.get(key) != item
    ]
    return found + [Change("removed", "evidence", title=item.title) for key, item in old.items() if key not in new]
