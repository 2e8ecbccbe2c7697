"""What a page says about a plan document: its words in the active language, and its changes as lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from babel.lists import format_list
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from doorway.plans.core.changes import Change, Said
from doorway.plans.core.document import Entry, Goal, Occupation, Question, Words
from doorway.plans.models import Goal as GoalRow
from doorway.roster.models import Role

_HOW = {
    "added": gettext_lazy("New"),
    "changed": gettext_lazy("Changed"),
    "removed": gettext_lazy("No longer there"),
}


def language() -> str:
    """The active language, without its country."""
    return (get_language() or "en")[:2]


def listed(items: Iterable[str]) -> str:
    """“a, b, and c”."""
    return format_list(list(items), locale=language())


def said(words: Words | None) -> str:
    """A wording of the document in the active language; in any other where it has none in this one."""
    if not words:
        return ""
    return words.get(language()) or next(iter(words.values()))


def role_words(role: str) -> str:
    """What somebody is, by the key in the document."""
    if role == "guardian":
        return pgettext("who wrote it", "family")
    return str(Role(role).label).lower() if role in Role.values else ""


def owner_words(goal: Goal) -> str:
    """Who works on a goal."""
    words = str(GoalRow.Owner(goal.owner).label)
    return f"{words} ({goal.owner_name})" if goal.owner_name else words


def goal_words(goal: Goal) -> str:
    """A goal in one line: what, who, until when, and what became of it."""
    line = _("%(goal)s – %(owner)s, until %(date)s") % {
        "goal": goal.text,
        "owner": owner_words(goal),
        "date": date_format(goal.due_on, "DATE_FORMAT"),
    }
    return line if goal.status == GoalRow.Status.OPEN else f"{line} · {GoalRow.Status(goal.status).label}"


def entry_words(entry: Entry) -> str:
    """What somebody wrote in a section, with the word of its scale."""
    return " · ".join(filter(None, [said(entry.rating_words), entry.text]))


def choice_words(place: int | None) -> str:
    """Which choice an occupation is; empty for one of several."""
    return {1: _("first choice"), 2: _("second choice")}.get(place or 0, "")


def occupation_words(occupation: Occupation) -> str:
    """An occupation in one line: its title, and which choice it is."""
    choice = choice_words(occupation.place)
    return f"{said(occupation.title)} ({choice})" if choice else said(occupation.title)


@dataclass(frozen=True)
class ChangeLine:
    """One change as a page shows it: what happened to what, and the words before and after."""

    how: str
    what: str
    before: str
    after: str


def change_lines(changes: Sequence[Change]) -> list[ChangeLine]:
    """The changes in words, in their order."""
    return [
        ChangeLine(str(_HOW[change.how]), _what(change), _text(change.before), _text(change.after))
        for change in changes
    ]


def _what(change: Change) -> str:
    if change.place == "entry":
        return f"{said(change.title)}, {change.who}"
    if change.place == "evidence":
        return _("Test results: %(test)s") % {"test": said(change.title)}
    if change.place == "note":
        return _("Note by %(name)s") % {"name": change.who}
    return str(_PLACES[change.place])


_PLACES = {
    "names": gettext_lazy("Name, grade and school"),
    "kind": gettext_lazy("The kind of plan"),
    "goal": gettext_lazy("Goal"),
    "last_goal": gettext_lazy("Goal of last time"),
    "occupation": gettext_lazy("Occupation"),
    "graduation": gettext_lazy("Graduation"),
    "question": gettext_lazy("Question"),
    "participant": gettext_lazy("Who took part"),
    "teachers": gettext_lazy("Teachers"),
    "wording": gettext_lazy("Only the printed words of the form"),
}


def _text(part: Said) -> str:
    if isinstance(part, Goal):
        return goal_words(part)
    if isinstance(part, Entry):
        return entry_words(part)
    if isinstance(part, Occupation):
        return occupation_words(part)
    if isinstance(part, Question):
        return f"{part.text} – {part.answer}" if part.answer else part.text
    return part or ""
