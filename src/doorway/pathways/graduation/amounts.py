"""What an audit says is still needed, so that no two figures beside each other contradict: pure, over its result."""

from __future__ import annotations

from django.utils.translation import gettext as _

from doorway.pathways.core.flow import ASK
from doorway.pathways.core.result import STATUSES, Audit, LineResult
from doorway.pathways.core.transcript import Certainty
from doorway.pathways.graduation.wording import credit_words, said

THIS_YEAR = (Certainty.IN_PROGRESS, Certainty.SCHEDULED)


def sure(line: LineResult) -> int:
    """What a line lacks for sure, by itself; between that and ``short`` somebody has to say whether it is needed."""
    if line.forgiven:
        return 0
    return min(line.short, max(0, _enough(line) - line.filled[ASK]))


def sure_in(line: LineResult, result: Audit) -> int:
    """What a line of the student lacks for sure: where any class counts, also what the total asks for in any case."""
    alone = sure(line)
    if not line.line.open:
        return alone
    rest = result.short[ASK] - sum(map(sure, result.lines))
    return alone + min(line.short - alone, max(0, rest))


def _enough(line: LineResult) -> int:
    """With how many units of it nobody has to be asked any more."""
    return line.need if line.line.enough is None else min(line.need, line.line.enough - line.waived)


def missing_words(line: LineResult, result: Audit) -> tuple[str, str]:
    """What a line lacks for sure, and what it may lack besides; empty where it is nothing."""
    return amounts(sure_in(line, result), line.short)


def amounts(certain: int, short: int) -> tuple[str, str]:
    """The same of numbers."""
    return credit_words(certain) if certain else "", credit_words(short - certain) if short > certain else ""


def spared(line: LineResult, result: Audit) -> str:
    """Why what a line lacks is not missed: a class completes it, or will. Empty where that is not so."""
    if not line.forgiven:
        return ""
    choices = (found.choice for found in result.choices if found.choice.key == line.line.choice)
    options = (option for choice in choices for option in choice.options)
    way = next((said(option.title) for option in options if option.key == line.line.option), "")
    if line.completed:
        return _("The rest is not needed: %(way)s.") % {"way": way}
    return _("The rest is not needed when this goes well: %(way)s.") % {"way": way}


def enough_in_all(result: Audit) -> str:
    """Where the credits are enough in all, and yet something is missing: a sentence that says why. Else empty.

    The total is told by the most that can count, whatever it is for (decision 059); what is missing is not. What only a
    question leaves open is no reason: the page asks it by itself.
    """
    filled, need = result.total.filled, result.total.need
    level = next((level for level in Certainty if level < ASK and filled[level] >= need), None)
    if level is None or result.short[level] <= _asked(result, level):
        return ""
    if level is Certainty.EARNED:
        lead = _("The credits earned are enough in all.")
    elif level in THIS_YEAR:
        lead = _("With this year’s classes, the credits are enough in all.")
    else:
        lead = _("With the plan, the credits are enough in all.")
    if _is_limited(result, level):
        why = _(
            "But the rules let only so much of some kinds of classes count, and what is used for the requirements takes"
            " that up. Other classes have to bring the rest."
        )
    else:
        why = _("But some requirements are not done yet, and other classes cannot fill them.")
    return f"{lead} {why}"


def _asked(result: Audit, level: Certainty) -> int:
    """How much of what is missing at a level is missing only as long as nobody has said whether it is needed."""
    return sum(
        min(line.need - _enough(line), max(0, line.need - line.filled[level]))
        for line in result.lines
        if not line.forgiven
    )


def whole_of(result: Audit) -> tuple[int, int, str]:
    """What is needed in all: what counts, planned classes with it, and what is missing, for sure and with what may be.

    And why that is more than the total asks for, where ``enough_in_all`` does not say it.
    """
    need, counted = result.total.need, result.total.filled[Certainty.PROJECTED]
    short = result.short[Certainty.PROJECTED]
    certain = min(short, result.short[ASK])
    # What counts beyond the total is not needed because it is there.
    whole, most = (max(need, counted + certain) if certain else need), (counted + short if short else need)
    if whole == need or enough_in_all(result):
        return whole, most, ""
    values = {"total": credit_words(need), "whole": credit_words(whole)}
    if sum(line.need for line in result.lines if not line.forgiven) > need:
        return (
            whole,
            most,
            _(
                "The total asks for %(total)s. The requirements, each for itself, add up to more, and every one of them"
                " has to be done: with what counts so far it will be %(whole)s."
            )
            % values,
        )
    return (
        whole,
        most,
        _(
            "The total asks for %(total)s. Some of the credits fill no requirement that is still open, so it will be"
            " %(whole)s."
        )
        % values,
    )


def _is_limited(result: Audit, level: Certainty) -> bool:
    """Whether less counts in this use of the classes than could at most: limits on kinds of classes cross."""
    if result.total.short:
        return True
    lines = result.lines
    lacking = sum(max(0, line.need - line.filled[level]) for line in lines if STATUSES.index(line.status) > level)
    # What takes every class is full, or all that counts is in the lines.
    has_room = any(line.line.open and line.filled[level] < line.need for line in lines)
    used = sum(line.filled[level] for line in lines)
    return result.short[level] > lacking or (has_room and used < result.total.filled[level])
