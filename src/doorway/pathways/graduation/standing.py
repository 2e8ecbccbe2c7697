"""How a student stands, in one word: made from the audit of this moment, for a list and for the top of a page."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from doorway.pathways.core.pace import LAST_GRADE
from doorway.pathways.core.result import Audit, Status
from doorway.pathways.core.rules import Words
from doorway.pathways.core.transcript import Certainty

UNDER_WAY = frozenset({Status.MET, Status.IN_PROGRESS, Status.SCHEDULED})


class Standing(TextChoices):
    """Worst first. ``BESIDE``: a senior whose credits are no worse than on track lacks something that is asked for
    besides them. ``ASK``: nothing is behind, and somebody has to say whether something counts.
    """

    NOTHING = "nothing", _("No transcript yet")
    BEHIND = "behind", _("Behind")
    BESIDE = "beside", _("Something besides credits is missing")
    ASK = "ask", _("A question to settle")
    ON_TRACK = "on_track", _("On track")
    DONE = "done", _("All that is needed is done or under way")


@dataclass(frozen=True)
class Summary:
    """An audit in few numbers, in thousandths of a credit.

    ``left``: still to be earned after the classes of this year, for sure; ``unsure``: more that may be needed, where
    the rules leave a question; ``behind_by``: what is lacking today to be on track; ``made_up``: the same, where the
    classes of this year are enough for all that is needed, so that nobody is behind; ``asks``: questions to settle;
    ``behind``: titles of lines that are usually done by now; ``beside``: of what is asked for beside credits of this
    student, and neither there nor under way.

    ``unmarked``: classes of years that are over of which the mark has not come, with their units and years;
    ``left_then``: what is left when all of them are passed; ``waits``: behind for these alone, so not called
    behind.
    """

    standing: Standing
    earned: int = 0
    need: int = 0
    left: int = 0
    unsure: int = 0
    behind_by: int = 0
    made_up: int = 0
    asks: int = 0
    behind: tuple[Words, ...] = ()
    beside: tuple[Words, ...] = ()
    unmarked: int = 0
    unmarked_units: int = 0
    unmarked_years: tuple[int, ...] = ()
    left_then: int = 0
    waits: bool = False


NO_TRANSCRIPT = Summary(Standing.NOTHING)


def summary_of(audit: Audit) -> Summary:
    """The summary of an audit."""
    beside = [one for one in audit.criteria if one.applies and one.status not in UNDER_WAY]
    asks = sum(line.status == Status.ASK or line.again for line in audit.lines)
    asks += sum(one.status is Status.ASK for one in beside)
    # How credit of another school counts is one question, whatever the number of classes.
    scales = {problem.values["scale"] for problem in audit.problems if problem.code == "scale_unsettled"}
    asks += len(scales)
    unsure = max(0, audit.short[Certainty.PROJECTED] - audit.short[Certainty.ASK])
    left = max(0, audit.short[Certainty.SCHEDULED] - unsure)
    # Whoever has all that is needed with this year's classes is not behind, whatever the pace says.
    is_behind = not audit.pace.on_track and bool(left)
    if audit.status in UNDER_WAY:
        standing = Standing.ASK if scales else Standing.DONE
    elif is_behind:
        standing = Standing.BEHIND
    elif audit.pace.grade >= LAST_GRADE and any(one.status is not Status.ASK for one in beside):
        # Before the last grade there are years left for it, and the list names it beside the standing.
        standing = Standing.BESIDE
    elif asks:
        standing = Standing.ASK
    else:
        standing = Standing.ON_TRACK
    lacks = max(0, audit.pace.due - audit.pace.earned)
    return Summary(
        standing=standing,
        earned=audit.total.filled[Certainty.EARNED],
        need=audit.total.need,
        left=left,
        unsure=unsure,
        behind_by=lacks if is_behind else 0,
        made_up=0 if is_behind else lacks,
        asks=asks,
        behind=tuple(line.line.title for line in audit.lines if is_behind and line.line.key in audit.pace.behind),
        beside=tuple(one.criterion.title for one in beside),
    )
