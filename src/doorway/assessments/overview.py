"""How a class or a school stands, as a page shows it: charts with their tables, and who fell behind.

A class is for its own teacher, student by student. A school is for those who see it from outside: numbers only, and
none that says something about fewer than ten students (``core/groups.py``). Everything here is made from values; the
database is read in ``queries``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from babel.lists import format_list
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from doorway.assessments.charts import Dot, LevelWord, SpreadChart, Stripe, StripeChart, Table
from doorway.assessments.core.groups import (
    LEAST,
    MOVE_WAYS,
    MOVES,
    Move,
    OtherMaterial,
    Part,
    Parts,
    Published,
    Standing,
    both_published,
    level_counts,
    median_growth,
    move_counts,
    published,
    singly,
)
from doorway.assessments.queries.groups import Everybody, GroupResults, Time
from doorway.assessments.wording import growth_from, growth_of_many
from doorway.policy.packs import grade_text, year_text

Wording = Callable[[str], str]
# The row of students whose grade no pack knows; nobody can choose it.
NO_GRADE = -9
# Of whom nobody can say whether they fell behind.
NOT_COMPARED: tuple[Move, ...] = ("other", "first")
MOVE_WORDS: dict[Move, str | Promise] = {
    "down": gettext_lazy("Fell behind: a lower level than the time before"),
    "same": gettext_lazy("The same level as the time before"),
    "up": gettext_lazy("A higher level than the time before"),
    "other": gettext_lazy("Not compared: the time before was another test, or the material of another grade"),
    "first": gettext_lazy("A first result: nothing to compare with"),
}
# Counted together with others, where each alone would be about too few: then nobody is said to have fallen behind.
MOVE_PARTS: dict[Move, str | Promise] = {
    "down": gettext_lazy("a lower level"),
    "same": gettext_lazy("the same level"),
    "up": gettext_lazy("a higher level"),
    "other": gettext_lazy("another test or material before"),
    "first": gettext_lazy("nothing to compare with"),
}
MOVE_TAGS: dict[Move, str | Promise] = {
    "down": gettext_lazy("fell behind"),
    "same": gettext_lazy("same level"),
    "up": gettext_lazy("higher level"),
    "other": gettext_lazy("not compared"),
    "first": gettext_lazy("nothing to compare"),
}


@dataclass(frozen=True)
class StudentRow:
    """One student of a class. ``number`` is the one in the chart; ``growth`` has the percentile and whose it is.

    ``level_key`` is that of the level of the test used now.
    """

    number: int
    student: str
    name: str
    level: str
    level_key: str
    before: str
    move: Move
    growth: str

    @property
    def tag(self) -> str:
        """The move in two words."""
        return str(MOVE_TAGS[self.move])


@dataclass(frozen=True)
class OtherRow:
    """One student of a class who was tested with the material of another grade, and reached this level on it."""

    student: str
    name: str
    tested: str
    level: str


@dataclass(frozen=True)
class ClassOverview:
    """A class in one subject, in the order of its list.

    ``others``: tested with the material of another grade, and ``against``: of whom two results stand against each other
    (id and name); both in no number. ``without``: without a level at that time. ``growth_of``: whose percentiles.
    """

    levels: StripeChart
    moves: StripeChart
    growth: SpreadChart | None
    growth_of: str
    rows: tuple[StudentRow, ...]
    others: tuple[OtherRow, ...]
    against: tuple[tuple[str, str], ...]
    without: int

    @property
    def behind(self) -> list[StudentRow]:
        """Who fell behind."""
        return [row for row in self.rows if row.move == "down"]

    def rows_of(self, level: str, move: str) -> list[StudentRow]:
        """The list, narrowed to a level and to what moved; empty is all."""
        return [row for row in self.rows if level in ("", row.level_key) and move in ("", row.move)]

    @property
    def first(self) -> list[StudentRow]:
        """Of whom nobody can say it."""
        return [row for row in self.rows if row.move in NOT_COMPARED]

    @property
    def higher(self) -> list[StudentRow]:
        """Who reached a higher level than the time before."""
        return [row for row in self.rows if row.move == "up"]


@dataclass(frozen=True)
class SchoolOverview:
    """A school in one subject, all grades or one. ``left_out``: grades that are too small to be counted at all.

    ``behind``, ``compared``, ``first``: how many fell behind, of how many that can be said, and of how many it cannot;
    none where that would be about too few. ``others``: how many were tested with the material of another grade, where
    that may be said. ``by_material``: the test is one that can be given with such. ``growth_of``: whose percentiles.
    """

    students: int
    levels: StripeChart
    moves: StripeChart | None
    behind: int | None
    compared: int | None
    first: int | None
    growth: SpreadChart | None
    growth_of: str
    by_grade: Table | None
    left_out: bool
    others: int | None
    by_material: bool


def title_of(results: GroupResults, language: str) -> str:
    """The subject with its year, and the time of the year for a reading test."""
    chosen = results.chosen
    if chosen is None:
        return ""
    parts = [choice_title(results, chosen.key, language)]
    if results.time is not None:
        parts.append(time_title(results.time, language))
    return ", ".join(parts)


def time_title(time: Time, language: str) -> str:
    """A time as one chooses it: the school year, and the time of the year for a reading test."""
    year = year_text(time.year)
    return year if time.period is None else f"{year}, {time.period.title(language)}"


def choice_title(results: GroupResults, key: str, language: str) -> str:
    """A subject as one chooses it; with the test where two tests of it cannot be counted together."""
    choice = next(one for one in results.choices if one.key == key)
    title = results.yardsticks.pack.subject(choice.subject).title(language)
    return title if choice.alone else f"{title} ({choice.instrument.short(language)})"


# —— a class, for its own teacher


def class_overview(
    results: GroupResults, names: Mapping[str, str], grade: int | None, language: str
) -> ClassOverview | None:
    """The class student by student, in the order of ``names``; none without results. ``grade`` narrows it."""
    words = _level_words(results)
    found = {one.student: one for one in results.standings if grade is None or one.grade == grade}
    standings = [found[student] for student in names if student in found]
    beside = {one.student: one for one in results.beside if grade is None or one.grade == grade}
    others = tuple(
        _other_row(beside[student], name, words, language) for student, name in names.items() if student in beside
    )
    disputed = {one.student for one in results.against if grade is None or one.grade == grade}
    against = tuple((student, name) for student, name in names.items() if student in disputed)
    if not standings and not others and not against:
        return None
    rows = tuple(
        _row(number, one, names[one.student], words, language) for number, one in enumerate(standings, start=1)
    )
    dots = tuple(
        Dot(one.level.number - 1, one.growth.percentile, str(number), names[one.student])
        for number, one in enumerate(standings, start=1)
        if one.growth is not None
    )
    levels = singly(level_counts(standings, len(words)))
    return ClassOverview(
        levels=_levels(results, levels, words),
        moves=_moves(results, singly(move_counts(standings))),
        growth=_growth(results, levels, words, dots),
        growth_of=_growth_of(standings, language),
        rows=rows,
        others=others,
        against=against,
        without=len(names) - len(results.standings) - len(others) - len(against) if grade is None else 0,
    )


def _other_row(one: OtherMaterial, name: str, words: tuple[LevelWord, ...], language: str) -> OtherRow:
    return OtherRow(one.student, name, grade_text(one.tested), words[one.level.number - 1].title(language))


def _row(number: int, one: Standing, name: str, words: tuple[LevelWord, ...], language: str) -> StudentRow:
    growth = "" if one.growth is None else f"{one.growth.percentile} ({growth_from(one.growth, language)})"
    before = "" if one.before is None else words[one.before.number - 1].title(language)
    level = words[one.level.number - 1].title(language)
    return StudentRow(number, one.student, name, level, one.level.key, before, one.move, growth)


# —— a school, for those who see it from outside


def can_be_shown(found: Everybody, levels: int) -> bool:
    """Whether a number can be shown of a school: what the page offers to choose."""
    return _levels_of(_by_grades(one for one in found if isinstance(one, Standing)), levels) is not None


def grades_alone(results: GroupResults) -> tuple[int, ...]:
    """The grades that can be shown by themselves."""
    levels, _moves_too = _both(_by_grades(results.standings), len(_level_words(results)))
    return () if levels is None else tuple(sorted(key for key in levels.grades if key != NO_GRADE))


def _by_grades(standings: Iterable[Standing]) -> dict[int, list[Standing]]:
    found: dict[int, list[Standing]] = {}
    for one in standings:
        found.setdefault(NO_GRADE if one.grade is None else one.grade, []).append(one)
    return found


def _levels_of(by_grade: Mapping[int, list[Standing]], levels: int) -> Published | None:
    return published({key: level_counts(group, levels) for key, group in by_grade.items()})


def _both(by_grade: Mapping[int, list[Standing]], levels: int) -> tuple[Published | None, Published | None]:
    """Levels and moves, over the same grades."""
    return both_published(
        {key: level_counts(group, levels) for key, group in by_grade.items()},
        {key: move_counts(group) for key, group in by_grade.items()},
        ways=MOVE_WAYS,
    )


def school_overview(results: GroupResults, grade: int | None, language: str) -> SchoolOverview | None:
    """What may be shown of all grades or of one; none where that is nothing."""
    words = _level_words(results)
    by_grade = _by_grades(results.standings)
    levels, moves = _both(by_grade, len(words))
    if levels is None:
        return None
    shown = _of(levels, grade)
    if shown is None:
        return None
    group = [
        one
        for key, standings in by_grade.items()
        if (key in levels.counted if grade is None else key == grade)
        for one in standings
    ]
    moved = None if moves is None else _of(moves, grade)
    first = _alone(moved, *NOT_COMPARED)
    return SchoolOverview(
        students=sum(part.number for part in shown),
        levels=_levels(results, shown, words),
        moves=None if moved is None else _moves(results, moved),
        behind=_alone(moved, "down"),
        compared=None if moved is None or first is None else sum(part.number for part in moved) - first,
        first=first,
        growth=_growth(results, shown, words, tuple(_middles(group, shown))),
        growth_of=_growth_of(group, language),
        by_grade=None if moves is None or grade is not None else _by_grade(moves, levels.grades, language),
        left_out=grade is None and len(levels.counted) < len(by_grade),
        others=len(results.beside) if grade is None and len(results.beside) >= LEAST else None,
        by_material=results.time is not None and results.time.period is not None,
    )


def _of(table: Published, grade: int | None) -> Parts | None:
    """All grades, or one where it may be shown."""
    return table.everybody if grade is None else table.grades.get(grade)


def _alone(parts: Parts | None, *moves: Move) -> int | None:
    """How many made one of these moves, where they are counted apart from all others."""
    wanted = {MOVES.index(move) for move in moves}
    own = [part for part in parts or () if wanted & set(part.members)]
    apart = {member for part in own for member in part.members} == wanted
    return sum(part.number for part in own) if apart else None


def _any_compared(parts: Parts) -> bool:
    """Whether somebody may be among those who are compared."""
    cannot = {MOVES.index(move) for move in NOT_COMPARED}
    return any(part.number and not cannot.issuperset(part.members) for part in parts)


def _middles(group: list[Standing], parts: Parts) -> Iterable[Dot]:
    for place, part in enumerate(parts):
        middle = median_growth(group, part)
        if middle is not None:
            yield Dot(place, middle)


def _by_grade(moves: Published, alone: Collection[int], language: str) -> Table | None:
    """How many of each grade fell behind, for the grades that can be chosen ``alone`` and have something to compare.

    None where there are not two of them: beside one row there is nothing to compare it with.
    """
    grades = {
        grade: parts
        for grade, parts in moves.grades.items()
        if grade != NO_GRADE and grade in alone and _any_compared(parts)
    }
    if len(grades) < 2:
        return None
    with translation.override(language):
        head = [
            _("Grade"),
            *(_moves_in_short(part) for part in moves.everybody),
        ]
        caption = _("What moved, by grade")
    rows = ((grade_text(grade), *(str(part.number) for part in parts)) for grade, parts in grades.items())
    return Table(caption, tuple(head), tuple(rows))


# —— charts of both


def _level_words(results: GroupResults) -> tuple[LevelWord, ...]:
    if results.chosen is None:
        return ()
    return results.yardsticks.level_words(results.chosen.instrument.key)


def _levels(results: GroupResults, parts: Parts, words: tuple[LevelWord, ...]) -> StripeChart:
    """How many reach each level, highest first, as the bands of the other charts lie."""
    return StripeChart(
        id="chart-levels",
        title=_titled(gettext_lazy("Levels: %(what)s"), results),
        category=_said(gettext_lazy("Level")),
        stripes=tuple(_level_stripe(part, words) for part in reversed(parts)),
    )


def _level_stripe(part: Part, words: tuple[LevelWord, ...]) -> Stripe:
    members = [words[place] for place in part.members]
    alike = {word.good for word in members}
    good = members[0].good if len(alike) == 1 else None
    return Stripe(
        lambda language: _in(language, lambda: _joined(word.title(language) for word in members)),
        part.number,
        good,
        members[-1].position,
    )


def _moves(results: GroupResults, parts: Parts) -> StripeChart:
    """What moved since the time before."""
    return StripeChart(
        id="chart-moves",
        title=_titled(gettext_lazy("Since the time before: %(what)s"), results),
        category=_said(gettext_lazy("What moved")),
        stripes=tuple(_move_stripe(part) for part in parts),
    )


def _move_stripe(part: Part) -> Stripe:
    members = [MOVES[place] for place in part.members]
    good = {"down": False, "up": True}.get(members[0]) if len(members) == 1 else None
    return Stripe(lambda language: _in(language, lambda: _moves_said(part)), part.number, good)


def _moves_said(part: Part) -> str:
    """What the students of a part have in common."""
    members = [MOVES[place] for place in part.members]
    if len(members) == 1:
        return str(MOVE_WORDS[members[0]])
    return _("Counted together: %(moves)s") % {"moves": _joined(str(MOVE_PARTS[move]) for move in members)}


def _moves_in_short(part: Part) -> str:
    """The same above a column, where a sentence would make the table wider than a phone."""
    if len(part.members) > 1:
        return _moves_said(part)
    said = str(MOVE_TAGS[MOVES[part.members[0]]])
    return said[:1].upper() + said[1:]


def _growth(
    results: GroupResults, parts: Parts, words: tuple[LevelWord, ...], dots: tuple[Dot, ...]
) -> SpreadChart | None:
    """Growth against level; none where nobody has a percentile."""
    if not dots:
        return None
    return SpreadChart(
        id="chart-growth",
        title=_titled(gettext_lazy("Growth and level: %(what)s"), results),
        columns=tuple(_level_stripe(part, words) for part in parts),
        dots=dots,
    )


def _growth_of(standings: Iterable[Standing], language: str) -> str:
    """Whose the percentiles are."""
    return growth_of_many((one.growth for one in standings if one.growth is not None), language)


def _titled(text: str | Promise, results: GroupResults) -> Wording:
    return lambda language: _in(language, lambda: str(text) % {"what": title_of(results, language)})


def _said(text: str | Promise) -> Wording:
    return lambda language: _in(language, lambda: str(text))


def _in(language: str, say: Callable[[], str]) -> str:
    with translation.override(language):
        return say()


def _joined(titles: Iterable[str]) -> str:
    """Several categories that are counted together."""
    first, *others = titles
    return format_list(
        [first, *(one[:1].lower() + one[1:] for one in others)], style="or", locale=get_language() or "en"
    )
