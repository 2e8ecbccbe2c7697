"""The chart of a group: a bar for each category, with its words above it and its number beside it."""

from __future__ import annotations

from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from doorway.assessments.charts import pen
from doorway.assessments.charts.values import PHONE_WIDTH, Stripe, StripeChart, Table

TOP = 26.0
ROW, BAR = 42.0, 18.0
NUMBER = 92.0
TITLE_LETTERS, LETTERS = 40, 48


def draw(chart: StripeChart, language: str, font: str) -> SafeString:
    """The drawing."""
    lines = pen.wrapped(chart.title(language), TITLE_LETTERS)
    parts = [pen.words(0, 14 + 16 * row, line, size=13, bold=True, anchor="start") for row, line in enumerate(lines)]
    most = max((stripe.number for stripe in chart.stripes), default=0) or 1
    y = TOP + 16 * (len(lines) - 1)
    for stripe in chart.stripes:
        lines = pen.wrapped(stripe.title(language), LETTERS)
        for line in lines:
            y += 14
            parts.append(pen.words(0, y, line, size=12, anchor="start"))
        parts += _bar(chart, stripe, y + 5, most)
        y += ROW - 14
    title, description = said(chart, language)
    return pen.page(chart.id, PHONE_WIDTH, y + 4, title, description, parts, font=font)


def table(chart: StripeChart, language: str) -> Table:
    """The same numbers in rows."""
    head = (chart.category(language), _("Students"), _("Share"))
    return Table(
        chart.title(language),
        head,
        tuple(
            (stripe.title(language), number_format(stripe.number, force_grouping=True), _share(chart, stripe))
            for stripe in chart.stripes
        ),
    )


def said(chart: StripeChart, language: str) -> tuple[str, str]:
    """The drawing's title and its description in sentences."""
    return chart.title(language), " ".join(
        _("%(category)s: %(students)s.") % {"category": stripe.title(language), "students": _students(stripe.number)}
        for stripe in chart.stripes
    )


def _students(number: int) -> str:
    return ngettext("%(number)s student", "%(number)s students", number) % {
        "number": number_format(number, force_grouping=True)
    }


def _share(chart: StripeChart, stripe: Stripe) -> str:
    """The share of all students, in whole percent."""
    return f"{100 * stripe.number / chart.students:.0f} %" if chart.students else ""


def _bar(chart: StripeChart, stripe: Stripe, y: float, most: int) -> list[str]:
    """The bar with an edge that holds in print, its number and its share."""
    room = PHONE_WIDTH - NUMBER
    length = room * stripe.number / most
    kind, fill = ("no-goal", pen.NO_BAND) if stripe.good is None else pen.band(stripe.good, stripe.position)
    found = []
    if length:
        found.append(pen.box(0, y, length, BAR, kind=kind, fill=fill))
        for x1, y1, x2, y2 in (
            (0.0, y, length, y), (length, y, length, y + BAR), (0.0, y + BAR, length, y + BAR), (0.0, y, 0.0, y + BAR)
        ):  # fmt: skip
            found.append(pen.line(x1, y1, x2, y2, kind="goal", stroke=pen.INK, width=1))
    number = number_format(stripe.number, force_grouping=True)
    text = f"{number} · {_share(chart, stripe)}" if stripe.number else number
    return [*found, pen.words(length + 6, y + 13.5, text, size=12, bold=True, anchor="start")]
