"""Evidence on a page: ``{% load evidence %}``.

| tag | what it draws |
| --- | --- |
| ``{% said_of reading "sentence" %}`` | a sentence of the evidence in the page's language |
| ``{% chart_svg chart %}`` | the drawing; a wide one in a frame that scrolls |
| ``{% kept_chart block %}`` | the drawing in a letter that was kept |
| ``{% chart_table chart %}`` | the table with the same numbers |
| ``{% parts_table evidence %}`` | the parts beneath the last score, or nothing |
| ``{% earlier_parts subjects as tables %}`` | the parts of the core tests before the last ones, a list of tables |
| ``{% other_test_table test %}`` | the results of a test without a chart |
| ``{% year_rule %}`` | what progress, steady and fell behind mean |
| ``{% layout_name layout %}`` | what a layout of score files is called |
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from doorway.assessments import wording
from doorway.assessments.charts import Chart, LadderChart, Table, rows, svg
from doorway.assessments.charts.frozen import thaw
from doorway.assessments.evidence import ReadingEvidence, SubjectEvidence
from doorway.assessments.layouts import Layout
from doorway.assessments.others import OtherTest

register = template.Library()


def _language() -> str:
    """The page's language."""
    return get_language() or "en"


@register.simple_tag
def said_of(thing: ReadingEvidence | SubjectEvidence, name: str) -> str:
    """A sentence of a piece of evidence (``sentence``, ``grade_level``) in the page's language."""
    # A template calls what it is handed, and a sentence cannot be said without a language: so it is named.
    return str(getattr(thing, name)(_language()))


@register.simple_tag
def chart_svg(chart: Chart) -> SafeString:
    """The drawing. One that is wider than a phone scrolls by touch and by keyboard."""
    drawing = svg(chart, _language())
    if 'class="chart chart--wide"' not in drawing:
        return format_html('<div class="chart-frame">{}</div>', drawing)
    title = rows(chart, _language()).caption
    label = _("Chart: %(title)s") % {"title": title}
    frame = '<div class="{} dw-scroll" role="region" tabindex="0" aria-label="{}">{}</div>'
    if not isinstance(chart, LadderChart):
        return format_html(frame, "chart-frame", label, drawing)
    # The newest year is at the right end and is seen first; the title stays above it.
    drawing = svg(chart, _language(), titled=False)
    return format_html(
        '<div class="chart-years"><p class="chart-title" aria-hidden="true">{}</p>{}</div>',
        title,
        format_html(frame, "chart-frame chart-frame--years", label, drawing),
    )


@register.simple_tag
def kept_chart(block: dict[str, Any]) -> SafeString:
    """The drawing of a letter, in the letter's language."""
    return format_html('<div class="chart-frame">{}</div>', svg(thaw(block["chart"]), block["lang"]))


@register.simple_tag
def chart_table(chart: Chart) -> SafeString:
    """The same numbers as a table."""
    return _table(rows(chart, _language()))


@register.simple_tag
def parts_table(thing: ReadingEvidence | SubjectEvidence) -> SafeString:
    """The parts beneath the last score as a table; nothing where there are none."""
    table = thing.parts(_language())
    return SafeString("") if table is None else _table(table)


@register.simple_tag
def earlier_parts(subjects: Iterable[SubjectEvidence]) -> list[SafeString]:
    """The parts of the core tests of earlier years: a table for each subject and year that had some."""
    language = _language()
    return [_table(table) for subject in subjects for table in subject.earlier_parts(language)]


@register.simple_tag
def year_rule() -> str:
    """What the word for a year means."""
    return wording.year_rule(_language())


@register.simple_tag
def layout_name(layout: Layout) -> str:
    """What a layout is called in the page's language."""
    return layout.title(_language())


@register.simple_tag
def other_test_table(test: OtherTest) -> SafeString:
    """The results of a test without a chart as a table."""
    return _table(test.table(_language()))


def _table(table: Table) -> SafeString:
    """A table in a frame that scrolls on a phone."""
    return render_to_string("assessments/_table.html", {"table": table})
