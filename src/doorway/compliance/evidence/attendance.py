"""Who came to conferences and group conferences, and how the school tried to reach the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from doorway.accounts.languages import in_words
from doorway.compliance.evidence.blocks import heading, moment_cell, paragraph, table
from doorway.compliance.evidence.gathering import Evidence
from doorway.compliance.evidence.meetings import Held, HeldGroup
from doorway.compliance.wording import TRIES, capital, try_words
from doorway.compliance.workbook import Block, spoken


def attendance_blocks(found: Evidence, language: str) -> Iterator[Block]:
    """Each conference with its meetings, and each group conference."""
    yield heading(2, _("Attendance"))
    if found.held:
        head = [_("Conference"), _("Days"), _("Meetings"), _("They came"), _("Nobody came"), _("Not marked")]
        rows = [
            (one.name, _days(one), one.booked, one.came, one.nobody, one.booked - one.came - one.nobody)
            for one in found.held
        ]
        yield table(head, rows, widths=[2.2, 2.0, 1.0, 1.0, 1.0, 1.0], numeric=2)
    else:
        yield paragraph(_("No conference has begun in the time that counts."))
    if found.elsewhere:
        said = ngettext(
            "The students of today were at %(count)s conference more in that time, held elsewhere as far as is known.",
            "The students of today were at %(count)s conferences more in that time, held elsewhere as far as is known.",
            found.elsewhere,
        )
        yield paragraph(said % {"count": found.elsewhere} + " " + str(EARLIER))
    elif any(one.is_earlier for one in found.groups) or any(one.is_earlier for one in found.held):
        yield paragraph(str(EARLIER))
    if found.groups:
        yield heading(3, _("Group conferences"))
        yield _groups_table(found.groups, language)
        yield paragraph(str(GROUP_COUNSELOR))
        if any(one.counselor is None for one in found.groups):
            yield paragraph(_("Not known: nobody has said which people of the school held it."))


def _groups_table(groups: Sequence[HeldGroup], language: str) -> Block:
    """The group conferences. What each was about is in somebody's words: where one of them is in another language than
    the paper, a column says in which each is written.
    """
    head = [
        _("What it was about"),
        _("Grades"),
        _("Who held it"),
        _("On"),
        _("Counselor"),
        _("Students whose family came"),
    ]
    widths = [1.8, 1.2, 2.0, 1.3, 1.2, 1.3]
    rows: list[list[object]] = [
        [
            spoken((one.topic, one.language), language=language), capital(one.grades), one.held_by,
            moment_cell(one.held_at), _yes_or_no(one.counselor), one.students,
        ]
        for one in groups
    ]  # fmt: skip
    if any(one.language not in {"", language} for one in groups):
        head.insert(1, _("Written in"))
        widths.insert(1, 1.0)
        for row, one in zip(rows, groups, strict=True):
            row.insert(1, in_words(one.language) if one.language else _("not known"))
    return table(head, rows, widths=widths, numeric=len(head) - 1)


EARLIER = gettext_lazy(
    "What is called earlier records came with a file of the time before Doorway or of another district, and counts as "
    "that file says it."
)
GROUP_COUNSELOR = gettext_lazy(
    "A group conference is one with a counselor when one of the people who held it was a counselor on that day: so the "
    "roster says."
)


def _yes_or_no(known: bool | None) -> str:
    if known is None:
        return _("not known")
    return _("yes") if known else _("no")


def _days(one: Held) -> str:
    first, last = moment_cell(one.first), moment_cell(one.last)
    return first if first == last else f"{first} – {last}"


def try_blocks(found: Evidence) -> Iterator[Block]:
    """What was done to reach the families whom nobody has met."""
    yield heading(2, _("Tries to reach families"))
    if found.tried.ways:
        rows = [(words, found.tried.ways[how, end]) for how, end, words in TRIES if found.tried.ways[how, end]]
        rows += [
            (try_words(how, end), number) for (how, end), number in found.tried.ways.items() if not _is_named(how, end)
        ]
        yield table([_("What was done"), _("How often")], rows, widths=[3.0, 1.0], numeric=1)
        said = ngettext(
            "Somebody tried to reach the family of %(count)s student.",
            "Somebody tried to reach the families of %(count)s students.",
            found.tried.families,
        )
        yield paragraph(said % {"count": found.tried.families})
    else:
        yield paragraph(_("No try is written down in the time that counts."))
    if found.tried.mistaken:
        mistaken = ngettext(
            "%(count)s line more was entered by mistake. It is on record and not counted.",
            "%(count)s lines more were entered by mistake. They are on record and not counted.",
            found.tried.mistaken,
        )
        yield paragraph(mistaken % {"count": found.tried.mistaken})
    if not found.tried.left:
        yield paragraph(_("Every family was met, one by one or in a group, or somebody tried to reach it."))
        return
    left = ngettext(
        "Nobody has met, one by one or in a group, or tried to reach the family of %(count)s student.",
        "Nobody has met, one by one or in a group, or tried to reach the families of %(count)s students.",
        found.tried.left,
    )
    yield paragraph(left % {"count": found.tried.left})


def _is_named(how: str, outcome: str) -> bool:
    return any((how, outcome) == (one, end) for one, end, _words in TRIES)
