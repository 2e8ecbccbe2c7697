"""The chart of one grade: the score at each time of the year against the goal, with the levels as bands."""

from __future__ import annotations

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from doorway.assessments.charts import pen
from doorway.assessments.charts.values import GoalChart, GoalColumn, LevelWord, Table

WIDTH = 320.0
LEFT, RIGHT = 32.0, 62.0
TOP, PLOT = 30.0, 200.0
FOOT = 52.0
WORD_LINE = 13.5
# Columns of the table that are always there.
ALWAYS = 5
TICKS = (5, 10, 25, 50, 100, 200, 500, 1000)


def draw(chart: GoalChart, language: str, font: str) -> SafeString:
    """The drawing."""
    step = (WIDTH - LEFT - RIGHT) / len(chart.columns)
    heading = _("%(test)s, grade %(grade)s") % {"test": chart.test(language), "grade": chart.grade}
    parts = [
        pen.words(0, 14, heading, size=13, bold=True, anchor="start"),
        pen.words(WIDTH - 2, 14, chart.year, quiet=True, anchor="end"),
        *_axis(chart),
    ]
    for index, column in enumerate(chart.columns):
        parts += _bands(chart, column, LEFT + index * step, step)
    parts += _words_beside(chart, language)
    for index, column in enumerate(chart.columns):
        parts += _goal(chart, column, LEFT + index * step, step)
        parts += _score(chart, column, LEFT + (index + 0.5) * step, language)
    description = _description(chart, language)
    return pen.page(chart.id, WIDTH, TOP + PLOT + FOOT, _title(chart, language), description, parts, font=font)


def table(chart: GoalChart, language: str) -> Table:
    """The same numbers in rows, one for each time with a result."""
    found = [
        (
            column.title(language),
            _score_text(column, language),
            "" if column.level is None else column.level.title(language),
            "" if column.goal is None else pen.number(column.goal),
            _distance(column),
            "" if column.national is None else str(column.national),
            "" if column.support is None else column.support(language),
        )
        for column in chart.columns
        if column.score is not None or column.level is not None or column.not_tested is not None
    ]
    head = (_("When"), _("Score"), _("Level"), _("Goal"), _("From the goal"), _("National percentile"), _("To know"))
    # What few files have is left out where nobody has it.
    kept = [place for place in range(len(head)) if place < ALWAYS or any(row[place] for row in found)]
    return Table(
        _title(chart, language), tuple(head[at] for at in kept), tuple(tuple(row[at] for at in kept) for row in found)
    )


def said(chart: GoalChart, language: str) -> tuple[str, str]:
    """The drawing's title and its description in sentences."""
    return _title(chart, language), _description(chart, language)


def _title(chart: GoalChart, language: str) -> str:
    """The chart's name for those who do not see it, and the table's caption."""
    values = {"test": chart.test(language), "grade": chart.grade, "year": chart.year}
    return _("%(test)s, grade %(grade)s, school year %(year)s") % values


def _distance(column: GoalColumn) -> str:
    """Points over the goal with a plus, short of it with a minus."""
    if column.score is None or column.goal is None:
        return ""
    points = column.score - column.goal
    sign = "+" if points > 0 else "−" if points < 0 else ""
    return sign + pen.number(abs(points))


def _score_text(column: GoalColumn, language: str) -> str:
    """The score, or why there is none."""
    if column.score is not None:
        return pen.number(column.score)
    return "" if column.not_tested is None else _("Not tested: %(reason)s") % {"reason": column.not_tested(language)}


def _height(chart: GoalChart, score: float) -> float:
    """Where a score stands, held inside the plot."""
    return TOP + PLOT * (1 - min(max(score / chart.top, 0.0), 1.0))


def _axis(chart: GoalChart) -> list[str]:
    """The numbers along the left edge."""
    step = next((size for size in TICKS if chart.top / size <= 6), TICKS[-1])
    return [
        pen.words(LEFT - 5, _height(chart, tick) + 4, str(tick), size=11, quiet=True, anchor="end")
        for tick in range(0, int(chart.top) + 1, step)
    ]


def _spans(chart: GoalChart, column: GoalColumn) -> list[tuple[LevelWord, float, float]]:
    """(level, upper edge, lower edge) for every level that has room in a column."""
    if not column.starts:
        return []
    starts = {1: 0.0, **dict(column.starts)}
    known = [level for level in chart.levels if level.number in starts]
    found = []
    for index, level in enumerate(known):
        low = starts[level.number]
        high = starts[known[index + 1].number] if index + 1 < len(known) else chart.top
        if high > low:
            found.append((level, _height(chart, high), _height(chart, low)))
    return found


def _words_beside(chart: GoalChart, language: str) -> list[str]:
    """The words of the levels, right of the last column's bands, pushed apart where bands are low."""
    column = next((column for column in reversed(chart.columns) if column.starts), None)
    if column is None:
        return []
    found = []
    above = TOP - WORD_LINE
    for level, upper, lower in reversed(_spans(chart, column)):
        lines = pen.wrapped(level.short(language), 11)
        first = max((upper + lower) / 2 + 4 - 6.5 * (len(lines) - 1), above + WORD_LINE)
        above = first + 13 * (len(lines) - 1)
        found += [
            pen.words(WIDTH - RIGHT + 3, first + 13 * row, part, size=11, quiet=True, anchor="start")
            for row, part in enumerate(lines)
        ]
    return found


def _bands(chart: GoalChart, column: GoalColumn, x: float, width: float) -> list[str]:
    """The levels of one column."""
    if not column.starts:
        return [pen.box(x + 2, TOP, width - 4, PLOT, kind="no-goal", fill=pen.NO_BAND)]
    found = []
    for level, upper, lower in _spans(chart, column):
        kind, fill = pen.band(level.good, level.position)
        found.append(pen.box(x + 2, upper, width - 4, lower - upper, kind=kind, fill=fill))
        if upper > TOP + 1:
            found.append(pen.line(x + 2, upper, x + width - 2, upper, kind="edge", stroke=pen.LINE, width=1))
    return found


def _goal(chart: GoalChart, column: GoalColumn, x: float, width: float) -> list[str]:
    """The goal of one column: a line, and its number where the score's mark is not."""
    if column.goal is None:
        return []
    y = _height(chart, column.goal)
    text = _("Goal %(number)s") % {"number": pen.number(column.goal)}
    near_above = column.score is not None and 0 <= y - _height(chart, column.score) < 22
    near_below = column.score is not None and 0 < _height(chart, column.score) - y < 13
    text_y = y + 13 if near_above and y + 13 < TOP + PLOT else y - (9 if near_below else 5)
    return [
        pen.line(x + 2, y, x + width - 2, y, kind="goal", stroke=pen.INK, width=2, dash="6 3"),
        pen.words(x + 5, text_y, text, size=11, anchor="start"),
    ]


def _score(chart: GoalChart, column: GoalColumn, x: float, language: str) -> list[str]:
    """The mark and the score of one column, and what stands below it."""
    foot = TOP + PLOT
    found = [pen.words(x, foot + 16, column.short(language), size=12)]
    if column.level is not None:
        lines = pen.wrapped(column.level.short(language), 11)
        found += [pen.words(x, foot + 31 + 13 * row, part, size=12, bold=True) for row, part in enumerate(lines)]
    elif column.not_tested is not None:
        found.append(pen.words(x, foot + 31, _("not tested"), size=11, quiet=True))
    if column.score is None:
        return found
    y = _height(chart, column.score)
    good, place = column.goal is not None and column.score >= column.goal, 0
    if column.level is not None:
        good, place = column.level.good, column.level.position
    over = column.score > chart.top
    y = y + 9 if over else min(y, foot - 7)
    text = pen.number(column.score) + ("↑" if over else "")
    text_y = y + 5
    if column.goal is not None and abs(_height(chart, column.goal) - y) < 13:
        # Beside the goal's line: the number stands above it when the goal is reached, else below it.
        text_y = _height(chart, column.goal) + (-5 if column.score >= column.goal else 15)
    return [*found, pen.mark(x, y, good, place), pen.words(x + 11, text_y, text, size=14, bold=True, anchor="start")]


def _description(chart: GoalChart, language: str) -> str:
    """The chart in sentences."""
    found = []
    for column in chart.columns:
        if column.score is None:
            continue
        values = {
            "when": column.title(language),
            "score": pen.number(column.score),
            "goal": "" if column.goal is None else pen.number(column.goal),
            "level": "" if column.level is None else column.level.title(language),
        }
        if column.goal is None:
            found.append(_("%(when)s: %(score)s, %(level)s.") % values)
        else:
            found.append(_("%(when)s: %(score)s, goal %(goal)s, %(level)s.") % values)
    return " ".join(found) or _("No score yet.")
