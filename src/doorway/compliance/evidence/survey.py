"""What families and students say, where it can be said."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from doorway.compliance.core.survey import LEAST
from doorway.compliance.evidence.blocks import heading, paragraph, table
from doorway.compliance.evidence.gathering import Evidence
from doorway.compliance.workbook import Block, spoken


def survey_blocks(found: Evidence, language: str) -> Iterator[Block]:
    """What families and students said, where it can be said."""
    if not found.says:
        return
    yield heading(2, _("What families and students say about conferences"))
    for one in found.says:
        yield heading(3, _("Students") if one.role == "student" else _("Families"))
        if not one.people:
            yield paragraph(_("Fewer than %(least)s answers, so nothing is shown.") % {"least": LEAST})
            continue
        yield paragraph(_("%(count)s answers since this school year began.") % {"count": one.people})
        head = ["", *one.said[0].question.steps]
        rows = [(said.question.text, *said.numbers) for said in one.said]
        yield table(head, rows, widths=[2.6, *[1.0] * len(one.said[0].numbers)], numeric=1)
        if one.sentences:
            yield {"kind": "list", "items": [spoken(said, language=language) for said in one.sentences]}
