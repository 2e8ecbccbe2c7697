"""The chart of levels over time: one axis for all tests, a break where the scale changed, years without tests."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from doorway.assessments.charts import pen
from doorway.assessments.charts.values import PHONE_WIDTH, Column, LadderChart, Table

EDGE = 6.0
TOP = 38.0
FOOT = 36.0
STEP_LINE = 14.0
NOTE_LINE = 15.0
MARKS = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮"


@dataclass(frozen=True)
class _Sheet:
    """Where things stand on the paper."""

    width: float
    left: float
    right: float
    step: float
    plot: float

    @property
    def foot(self) -> float:
        """The lower edge of the plot."""
        return TOP + self.plot

    def height(self, place: float) -> float:
        """Where a place between 0 and 1 stands."""
        return TOP + self.plot * (1 - place)

    def middle(self, index: int) -> float:
        """The middle of a column."""
        return self.left + self.step * (index + 0.5)

    def edge(self, index: int) -> float:
        """The left edge of a column."""
        return self.left + self.step * index


def draw(
    chart: LadderChart, language: str, font: str, least: float = PHONE_WIDTH, *, titled: bool = True
) -> SafeString:
    """The drawing, as wide as its columns need and at least ``least`` units.

    Not ``titled``, the page says the title above a frame that scrolls and begins at the newest result: there the legend
    begins too.
    """
    sheet = _sheet(chart, least)
    notes = _notes(chart, language)
    numbers = {text: MARKS[index % len(MARKS)] for index, text in enumerate(notes)}
    parts = [pen.words(0, 14, chart.title(language), size=13, bold=True, anchor="start")] if titled else []
    parts += _bands(chart, sheet, language)
    parts += _lines(chart, sheet)
    for index, column in enumerate(chart.columns):
        parts += _column(chart, column, index, sheet, numbers, language)
    if chart.close:
        parts += _grades(chart, sheet)
    begin = 0.0 if titled else max(0.0, sheet.width - PHONE_WIDTH)
    legend, bottom = _legend(chart, notes, numbers, sheet, language, begin)
    title, description = said(chart, language)
    return pen.page(chart.id, sheet.width, bottom + 6, title, description, parts + legend, font=font)


def said(chart: LadderChart, language: str) -> tuple[str, str]:
    """The drawing's title and its description in sentences."""
    title = _("%(subject)s: levels from year to year") % {"subject": chart.title(language)}
    return title, _description(chart, language)


def table(chart: LadderChart, language: str) -> Table:
    """The same in rows, oldest first, with what has to be known about a year beside it."""
    growth = any(column.growth_percentile is not None for column in chart.columns)
    steps = any(column.step is not None for column in chart.columns)
    found = []
    for column in chart.columns:
        when = column.year if column.when is None else f"{column.year}, {column.when(language)}"
        # What matters first: a phone shows three columns before one has to push.
        cells = [when, _level_text(column, language), "" if column.score is None else pen.number(column.score)]
        if steps:
            cells.append("" if column.step is None else column.step(language))
        if growth:
            cells.append(_growth_text(column, language))
        cells += [column.grade, column.test(language)]
        remarks = (column.breaks, column.gap_reason, column.caution, column.support)
        cells.append(" ".join(remark(language) for remark in remarks if remark is not None))
        found.append(tuple(cells))
    head = [_("School year"), _("Level"), _("Score")]
    if steps:
        head.append(_("Since the time before"))
    if growth:
        head.append(_("Growth percentile"))
    head += [_("Grade"), _("Test"), _("To know")]
    return Table(chart.title(language), tuple(head), tuple(found))


def _has_steps(chart: LadderChart) -> bool:
    """Whether a year has a word beside the time before; a close chart has no room for it."""
    return not chart.close and any(column.step is not None for column in chart.columns)


def _sheet(chart: LadderChart, least: float) -> _Sheet:
    """The paper, as wide as the columns need. Level words beside the axis need the width of a phone in any case."""
    count = max(len(chart.columns), 1)
    if chart.close:
        step = min(44.0, max(30.0, (PHONE_WIDTH - 84 - EDGE) / count))
        return _Sheet(max(PHONE_WIDTH, 84 + EDGE + step * count), EDGE, EDGE + step * count, step, 140)
    width = max(least, 2 * EDGE + 68 * count)
    return _Sheet(width, EDGE, width - EDGE, (width - 2 * EDGE) / count, 200)


def _level_text(column: Column, language: str) -> str:
    """The level of a column, or what stands in its place."""
    if column.level is not None:
        return column.level.title(language)
    return "" if column.gap is None else column.gap(language)


def _growth_text(column: Column, language: str) -> str:
    """The growth percentile, and whose it is where that is known."""
    if column.growth_percentile is None:
        return ""
    whose = "" if column.growth_from is None else column.growth_from(language)
    return f"{column.growth_percentile} ({whose})" if whose else str(column.growth_percentile)


def _level_and_score(column: Column, language: str) -> str:
    """Both in one text, or the one that there is."""
    level, score = _level_text(column, language), "" if column.score is None else pen.number(column.score)
    return f"{level} ({score})" if level and score else level or score


def _bands(chart: LadderChart, sheet: _Sheet, language: str) -> list[str]:
    """The levels of the last test as bands, and the line from which on they reach what is asked for."""
    found = []
    divided = len({level.good for level in chart.levels}) == 2
    for level in chart.levels:
        share = (0.5 if divided else 1.0) / sum(other.good == level.good for other in chart.levels)
        low = (0.5 if divided and level.good else 0.0) + share * level.position
        kind, fill = pen.band(level.good, level.position)
        upper, lower = sheet.height(low + share), sheet.height(low)
        found.append(pen.box(sheet.left, upper, sheet.right - sheet.left, lower - upper, kind=kind, fill=fill))
        if chart.close:
            found.append(_beside(level.short(language), sheet.right, (upper + lower) / 2))
    if divided:
        y = sheet.height(0.5)
        found.append(pen.line(sheet.left, y, sheet.right, y, kind="goal", stroke=pen.INK, width=2, dash="6 3"))
    return found


def _beside(text: str, right: float, y: float) -> str:
    """A level's word right of its band, beside the newest result, in two lines where it is long."""
    lines = pen.wrapped(text, 13)
    first = y + 4 - 6.5 * (len(lines) - 1)
    return "".join(
        pen.words(right + 6, first + 13 * index, part, size=11, anchor="start") for index, part in enumerate(lines)
    )


def _lines(chart: LadderChart, sheet: _Sheet) -> list[str]:
    """Lines between neighbours that may be compared, and the marks of breaks."""
    found = []
    for index in range(1, len(chart.columns)):
        before, here = chart.columns[index - 1], chart.columns[index]
        if here.breaks is not None:
            found.append(_break_mark(sheet.edge(index), TOP - 6, sheet.foot + 4))
        elif before.place is not None and here.place is not None and before.run == here.run:
            ends = (sheet.middle(index - 1), sheet.height(before.place), sheet.middle(index))
            found.append(pen.line(*ends, sheet.height(here.place), kind="way", stroke=pen.DOOR, width=2))
    return found


def _break_mark(x: float, top: float, bottom: float) -> str:
    """Two lines close together: the scale is cut here."""
    return pen.box(x - 3, top, 6, bottom - top, kind="cut", fill=pen.PAPER) + "".join(
        pen.line(side, top, side, bottom, kind="cut-edge", stroke=pen.INK, width=1.2) for side in (x - 3, x + 3)
    )


def _column(
    chart: LadderChart, column: Column, index: int, sheet: _Sheet, numbers: dict[str, str], language: str
) -> list[str]:
    """One column: the mark with its word and score, or what stands in its place, and the labels below."""
    x = sheet.middle(index)
    found = []
    if column.breaks is not None:
        found.append(pen.words(sheet.edge(index), TOP - 10, numbers[column.breaks(language)], size=14))
    remark = column.gap_reason or column.caution
    sign = f" {numbers[remark(language)]}" if remark is not None else ""
    if chart.close:
        if column.when is not None:
            found.append(pen.words(x, sheet.foot + 15, column.when(language)[:1], size=11))
    else:
        found.append(pen.words(x, sheet.foot + 16, column.year + sign, size=12))
        grade = _("grade %(grade)s") % {"grade": column.grade}
        found.append(pen.words(x, sheet.foot + 30, grade, size=11, quiet=True))
        if column.step is not None:
            found.append(pen.words(x, sheet.foot + 30 + STEP_LINE, column.step(language), size=11, bold=True))
    if column.place is not None and column.level is not None:
        return found + _point(chart, column, x, sheet.height(column.place), language)
    if column.gap is not None:
        lines = pen.wrapped(column.gap(language), 6 if chart.close else 11)
        # Nothing could be read on the line between the halves: the words stand above it.
        first = sheet.height(0.5) - 10 - 13 * (len(lines) - 1)
        found += [pen.words(x, first + 13 * at, part, size=11, quiet=True) for at, part in enumerate(lines)]
    elif column.score is not None:
        found.append(pen.words(x, sheet.height(0.5) - 10, pen.number(column.score), size=13, bold=True))
    return found


def _point(chart: LadderChart, column: Column, x: float, y: float, language: str) -> list[str]:
    """The mark, its level word and its score; the word on the side where more room is."""
    if column.level is None or column.place is None:
        return []
    found = [pen.mark(x, y, column.level.good, min(column.level.position, 1))]
    score = "" if column.score is None else pen.number(column.score)
    if chart.close:
        # Above the mark, where neither the edge nor the line in the middle is.
        text_y = y - 10 if column.place < 0.8 and not 0.38 < column.place < 0.5 else y + 18
        return [*found, pen.words(x, text_y, score, size=11, bold=True)] if score else found
    said = [(part, 11, True) for part in pen.wrapped(column.level.short(language), 11)]
    # The words keep clear of the line in the middle: away from it, and toward it only near the upper and lower edge.
    above = 0.5 <= column.place < 0.74 or column.place <= 0.25
    if score:
        said = [(score, 11, False), *said] if above else [*said, (score, 11, False)]
    first = y - 12 - 13 * (len(said) - 1) if above else y + 20
    return found + [
        pen.words(x, first + 13 * row, part, size=size, bold=bold) for row, (part, size, bold) in enumerate(said)
    ]


def _grades(chart: LadderChart, sheet: _Sheet) -> list[str]:
    """The grades below the times of a close chart, with a line between two of them."""
    found = []
    start = 0
    for index in range(1, len(chart.columns) + 1):
        here = chart.columns[start]
        last = index == len(chart.columns)
        if not last and (chart.columns[index].year, chart.columns[index].grade) == (here.year, here.grade):
            continue
        text = _("grade %(grade)s") % {"grade": here.grade} if index - start > 1 else here.grade
        found.append(pen.words((sheet.edge(start) + sheet.edge(index)) / 2, sheet.foot + 30, text, size=11, quiet=True))
        if not last and chart.columns[index].breaks is None:
            x = sheet.edge(index)
            found.append(pen.line(x, TOP, x, sheet.foot + 32, kind="edge", stroke=pen.LINE, width=1.5))
        start = index
    return found


def _notes(chart: LadderChart, language: str) -> list[str]:
    """The sentences that stand below, each once, in the order in which they are met."""
    remarks = (remark for column in chart.columns for remark in (column.breaks, column.gap_reason, column.caution))
    return list(dict.fromkeys(remark(language) for remark in remarks if remark is not None))


def _legend(
    chart: LadderChart, notes: list[str], numbers: dict[str, str], sheet: _Sheet, language: str, x: float
) -> tuple[list[str], float]:
    """What the line means and the notes, from ``x`` on, and the lower edge of it all."""
    found: list[str] = []
    letters = int((sheet.width - x - 28) / 5.6)
    y = sheet.foot + FOOT + (STEP_LINE if _has_steps(chart) else 0)
    goal = next((level for level in chart.levels if level.good), None)
    if goal is not None and len(chart.levels) > 1:
        y += NOTE_LINE
        text = _("From this line up: %(level)s") % {"level": goal.title(language)}
        found.append(pen.line(x + 2, y - 4, x + 18, y - 4, kind="goal", stroke=pen.INK, width=2, dash="6 3"))
        found.append(pen.words(x + 24, y, text, size=11, anchor="start"))
    for note in notes:
        for index, part in enumerate(pen.wrapped(note, letters)):
            y += NOTE_LINE
            if index == 0:
                found.append(pen.words(x + 10, y, numbers[note], size=13))
            found.append(pen.words(x + 24, y, part, size=11, anchor="start"))
    return found, y


def _description(chart: LadderChart, language: str) -> str:
    """The chart in sentences."""
    found = []
    for column in chart.columns:
        if column.breaks is not None:
            found.append(column.breaks(language))
        values = {
            "year": column.year,
            "when": "" if column.when is None else column.when(language),
            "grade": column.grade,
            "level": _level_and_score(column, language),
        }
        if column.step is not None:
            values["level"] = f"{values['level']}, {column.step(language)}"
        if column.when is None:
            found.append(_("%(year)s, grade %(grade)s: %(level)s.") % values)
        else:
            found.append(_("%(year)s, %(when)s, grade %(grade)s: %(level)s.") % values)
    return " ".join(found)
