"""What families and students say, where it can be said."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from doorway.compliance.core.survey import LEAST
from doorway.compliance.evidence.blocks import heading, paragraph, table
from doorway.compliance.evidence.gathering import Evidence
from doorway.compliance.queries.survey import SchoolSays
from doorway.compliance.wording import said_numbers, said_steps
from doorway.compliance.workbook import Block, spoken


def survey_blocks(found: Evidence, language: str) -> Iterator[Block]:
    """What families and students said, where it can be said."""
    before = [(year, says) for year, says in found.said_before if says]
    if not found.says and not before:
        return
    yield heading(2, _("What families and students say about conferences"))
    for one in found.says:
        since = _("%(count)s answers since this school year began.") % {"count": one.people}
        yield from _of_role(one, since, 3, language)
    for year, says in before:
        yield heading(3, _("School year %(year)s") % {"year": year.name})
        for one in says:
            yield from _of_role(one, _("%(count)s answers.") % {"count": one.people}, 4, language)


def _of_role(one: SchoolSays, number: str, level: int, language: str) -> Iterator[Block]:
    """What families, or students, said; of fewer than ten nothing, and not how many were asked either."""
    yield heading(level, _("Students") if one.role == "student" else _("Families"))
    if not one.people:
        yield paragraph(_("Fewer than %(least)s answers, so nothing is shown.") % {"least": LEAST})
        return
    asked = "" if one.asked is None else " " + _("%(count)s people were asked.") % {"count": one.asked}
    yield paragraph(number + asked)
    head = ["", *said_steps(one.said[0])]
    rows = [(said.question.text, *said_numbers(said, one.people)) for said in one.said]
    yield table(head, rows, widths=[2.6, *[1.0] * len(one.said[0].lines)], numeric=1)
    yield paragraph(_("How many gave an answer is told only roughly, so that nobody is known by it."))
    if one.sentences:
        yield {"kind": "list", "items": [spoken(said, language=language) for said in one.sentences]}
