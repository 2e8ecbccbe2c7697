"""How much of counselors' time was direct service, school year by school year."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from doorway.compliance.evidence.blocks import heading, paragraph, table
from doorway.compliance.evidence.gathering import Evidence
from doorway.compliance.workbook import Block
from doorway.policy.queries import state_pack


def time_blocks(found: Evidence) -> Iterator[Block]:
    """The time of the school's counselors together: nobody is named."""
    if found.time is None and found.since is not None:
        yield heading(2, _("Direct-service time of counselors"))
        yield paragraph(_("It is in the evidence that a principal or the district office makes."))
    if not found.time:
        return
    yield heading(2, _("Direct-service time of counselors"))
    board = state_pack(found.school.district).board
    if board is not None and board.direct_service is not None:
        words = _(
            "The state asks that counselors spend at least %(least)s %% of their time directly with students and "
            "families (%(citation)s)."
        )
        yield paragraph(words % {"least": board.direct_service.percent, "citation": board.direct_service.citation})
    head = [
        _("School year"), _("Counselors"), _("Minutes in conferences"), _("Other direct minutes"),
        _("Indirect minutes"), _("Direct service in percent"),
    ]  # fmt: skip
    rows = [
        [year.name, number, time.conferences, time.direct, time.indirect, "–" if time.share is None else time.share]
        for year, number, time in found.time
    ]
    widths = [1.2, 1.2, 1.3, 1.2, 1.2, 1.3]
    without = any(time.unsaid for _year, _number, time in found.time)
    if without:
        head.append(_("Group conferences without minutes"))
        widths.append(1.3)
        for row, (_year, _number, time) in zip(rows, found.time, strict=True):
            row.append(time.unsaid)
    yield table(head, rows, widths=widths, numeric=1)
    if without:
        yield paragraph(
            _(
                "Of some group conferences nobody has said how long they took. Their time is not in these numbers, so "
                "the share could be another one. One that several counselors held is listed once for each."
            )
        )
    yield paragraph(
        _(
            "It is the time of whoever was a counselor of this school in that year, at all of their schools together. "
            "Conferences to which the family came are counted automatically, everything else as it was written down."
        )
    )
    if any(time.share is not None and not time.is_telling for _year, _number, time in found.time):
        yield paragraph(_("As long as no indirect time is written down, the share is 100 %% and says little.") % {})
