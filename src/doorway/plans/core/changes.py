"""What changed between two documents of one plan, in pieces that a page puts into words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal, TypeVar

from doorway.plans.core.document import Entry, Exhibit, Goal, PlanDocument, Words

Part = TypeVar("Part")
How = Literal["added", "changed", "removed"]


@dataclass(frozen=True)
class Change:
    """One change. ``place`` is a key (``entry``, ``goal``, ``evidence`` …); ``title`` names the section or test."""

    how: How
    place: str
    who: str = ""
    title: Words | None = None
    before: str = ""
    after: str = ""


def changes(before: PlanDocument, after: PlanDocument) -> tuple[Change, ...]:
    """Everything that a reader of ``before`` does not know yet, in the order of the plan; empty when they are alike."""
    found: list[Change] = []
    if (before.student.name, before.grade, before.school.name) != (after.student.name, after.grade, after.school.name):
        found.append(Change("changed", "names", before=_head(before), after=_head(after)))
    if before.kind != after.kind or before.citations != after.citations:
        found.append(Change("changed", "kind", before=before.kind.key, after=after.kind.key))
    found += _evidence(before.evidence, after.evidence)
    found += _entries(before, after)
    found += _pairs("goal", before.goals, after.goals, lambda g: g.text, _goal_text, lambda g: g.owner_name)
    found += _pairs("last_goal", before.last_goals, after.last_goals, lambda g: g.text, _goal_text, lambda _g: "")
    found += _pairs(
        "question",
        before.questions,
        after.questions,
        lambda q: (q.asked_by, q.text),
        lambda q: f"{q.text} — {q.answer}" if q.answer else q.text,
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


def _goal_text(goal: Goal) -> str:
    return f"{goal.text} ({goal.due_on.isoformat()}, {goal.status})"


def _pairs(
    place: str,
    before: Iterable[Part],
    after: Iterable[Part],
    key: Callable[[Part], object],
    text: Callable[[Part], str],
    who: Callable[[Part], str],
) -> list[Change]:
    """Changes of a list whose items are told apart by ``key``."""
    old, new = {key(item): item for item in before}, {key(item): item for item in after}
    found = [
        Change("changed", place, who=who(item), before=text(old[name]), after=text(item))
        if name in old
        else Change("added", place, who=who(item), after=text(item))
        for name, item in new.items()
        if old.get(name) != item
    ]
    return found + [
        Change("removed", place, who=who(item), before=text(item)) for name, item in old.items() if name not in new
    ]


def _notes(before: PlanDocument, after: PlanDocument) -> list[Change]:
    """Notes have no key of their own: a text that is not there any more was removed, another one was added."""
    old, new = (dict.fromkeys((note.author, note.text) for note in document.notes) for document in (before, after))
    added = [Change("added", "note", who=author, after=text) for author, text in new if (author, text) not in old]
    return added + [
        Change("removed", "note", who=author, before=text) for author, text in old if (author, text) not in new
    ]


def _entry_text(entry: Entry) -> str:
    return " · ".join(filter(None, [next(iter((entry.rating_words or {}).values()), ""), entry.text]))


def _entries(before: PlanDocument, after: PlanDocument) -> list[Change]:
    titles = {section.key: section.title for document in (before, after) for section in document.sections}
    old = {(s.key, e.author, e.subject): e for s in before.sections for e in s.entries}
    new = {(s.key, e.author, e.subject): e for s in after.sections for e in s.entries}
    found = []
    for key, entry in new.items():
        if old.get(key) == entry:
            continue
        how: How = "changed" if key in old else "added"
        former = _entry_text(old[key]) if key in old else ""
        found.append(Change(how, "entry", entry.author, titles[key[0]], former, _entry_text(entry)))
    return found + [
        Change("removed", "entry", entry.author, titles[key[0]], _entry_text(entry))
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
