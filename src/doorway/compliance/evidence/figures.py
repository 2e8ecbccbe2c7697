"""The figures by grade and month by month."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from doorway.compliance.evidence.blocks import day_cell, heading, paragraph, table
from doorway.compliance.evidence.gathering import Evidence
from doorway.compliance.evidence.spreadsheet import COLUMNS, is_known_of_some, is_unknown, unknown_columns
from doorway.compliance.queries.standing import Line, total
from doorway.compliance.wording import capital, grade_name, left_out_words
from doorway.compliance.workbook import Block
from doorway.policy.packs import grade_number


def figure_blocks(found: Evidence) -> Iterator[Block]:
    """What students have of what is asked, grade by grade."""
    yield heading(2, _("Figures"))
    yield paragraph(
        _(
            "A conference counts when the family came, a signature under the newest version. Parents took part when "
            "they came, signed, or wrote in the plan."
        )
    )
    yield paragraph(_("A plan counts when it was shared and every part that the policy asks is filled in."))
    yield from _whose(found)
    if not found.lines and not found.left_out:
        return
    head = [
        _("Grade"), _("Students"), pgettext("students in a conference", "Met"), _("All individual conferences"),
        _("Group conference"), _("Plan in force"),
        _("Parents took part"), _("Signed"), _("Registration as planned"), _("Everything"), _("Not all is known"),
        _("Day is over"),
    ]  # fmt: skip
    rows = [[capital(grade_name(grade_number(line.grade))), *_numbers(line)] for line in found.lines]
    all_of_them = total(found.lines)
    # Where not everybody in a grade is counted, the sum of the others is no number of all.
    not_all = {name for name in COLUMNS if any(is_known_of_some(line, name) for line in found.lines)}
    rows.append([_("All"), *("–" if name in not_all else getattr(all_of_them, name) for name in COLUMNS)])
    # The first column is the grade; in the others are the numbers, in their order.
    left_out = sorted((COLUMNS.index(name) + 1 for name in unknown_columns(found)), reverse=True)
    for place in left_out:
        head.pop(place)
        for row in rows:
            row.pop(place)
    # A column is as wide as the longest word of its head, the first as its longest grade: no line is broken inside it.
    widths = [0.36 + 0.14 * max(map(len, words.split())) for words in head]
    grades = 0.36 + 0.14 * max(len(str(row[0])) for row in rows)
    yield table(head, rows, widths=[grades, *widths[1:]], numeric=1)
    if found.left_out:
        yield paragraph(left_out_words(found.left_out))
    if "registered" not in unknown_columns(found):
        yield paragraph(
            _(
                "The registration is as planned when the student is in every class that the course plan has for this "
                "school year, or a counselor has written why not."
            )
        )
        yield _registration_table(found)
    if all_of_them.unsure:
        yield paragraph(NOT_ALL_IS_KNOWN % {"count": all_of_them.unsure})
    if any(line.part.rule.group and not line.part.groups for line in found.lines):
        yield paragraph(
            _(
                "Where nobody at this school has written down a group conference for a grade, or has said who held "
                "each of them where only those with a counselor count, nobody is said to lack one, and those are "
                "counted who are known to have what is asked."
            )
        )


def _whose(found: Evidence) -> Iterator[Block]:
    """Of whose students the figures are, where that is not those of the day; or that there is nobody."""
    asked = found.asked
    if asked.here.is_over:
        ended = _(
            "These are the figures with which the school year ended (%(day)s): of everybody who was at the school in "
            "its last weeks."
        )
        # A roster may let most students go weeks before the year is over.
        ends = _(
            "On the roster most students are not at school any more. These are the figures with which the school year "
            "ends (%(day)s): of everybody who was at the school in its last weeks."
        )
        words = ended if asked.on > asked.year.ends_on else ends
        yield paragraph(words % {"day": date_format(asked.year.ends_on, "DATE_FORMAT")})
    elif not found.lines and not found.left_out:
        words = _(
            "On this day nobody is on the roster of the school, so there are no figures. The school year began on "
            "%(day)s."
        )
        yield paragraph(words % {"day": date_format(asked.year.starts_on, "DATE_FORMAT")})


def _registration_table(found: Evidence) -> Block:
    """Of the grades in which it is asked: as planned, without a plan to compare with, and not together."""
    head = [
        _("Grade"), _("Students"), _("Registration as planned"), _("No course plan of this year"),
        _("Registration and plan do not go together"),
    ]  # fmt: skip
    rows = []
    for line in found.lines:
        if line.part.rule.registration:
            students, there = line.tally.students, line.tally.registered
            without = found.unplanned.get(line.grade, 0)
            grade = capital(grade_name(grade_number(line.grade)))
            rows.append((grade, students, there, without, students - there - without))
    return table(head, rows, widths=[1.3, 1.2, 1.4, 1.4, 1.6], numeric=1)


NOT_ALL_IS_KNOWN = gettext_lazy(
    "Of %(count)s not all is known: nothing is missing of what is known, but group conferences or registrations are "
    "not."
)


def _numbers(line: Line) -> list[int | str]:
    return ["–" if is_unknown(line, name) else getattr(line.tally, name) for name in COLUMNS]


def trend_blocks(found: Evidence) -> Iterator[Block]:
    """What was kept month by month."""
    if not found.days:
        return
    yield heading(2, _("Month by month"))
    head = [
        _("Day"), _("School year"), _("Students"), pgettext("students in a conference", "Met"), _("Plan in force"),
        _("Parents took part"), _("Signed"),
        _("Everything"), _("Not all is known"),
    ]  # fmt: skip
    rows: list[tuple[object, ...]] = [
        (
            day_cell(day.on), day.year, day.tally.students, day.tally.met, day.tally.plan,
            day.tally.involved, day.tally.signed, day.tally.sure, day.tally.unsure,
        )
        for day in found.days
    ]  # fmt: skip
    if not any(day.tally.unsure for day in found.days):
        head, rows = head[:-1], [row[:-1] for row in rows]
    yield table(head, rows, widths=[1.2, 1.1, *[1.0] * (len(head) - 2)], numeric=2)
    yield paragraph(_("Each line was counted and written down on that day, by the policy of that day."))
