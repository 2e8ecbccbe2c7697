"""What a scholarship is and asks for, in the reader's words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from doorway.pathways.core.chances import Chance, Reach
from doorway.pathways.core.result import Status
from doorway.pathways.core.rules import ByAverage, ByKinds, ByTest
from doorway.pathways.core.terms import usual_place
from doorway.pathways.core.units import CREDIT
from doorway.pathways.graduation.wording import credit_words, said
from doorway.pathways.models import ScholarshipStep, TranscriptCourse
from doorway.pathways.scholarships.judging.answers import Answer, Judged
from doorway.pathways.scholarships.programs import Dates, Knows, Money

CHANCES: dict[Chance, tuple[str | Promise, str]] = {
    Chance.OPEN: (gettext_lazy("Open"), "good"),
    Chance.ASK: (gettext_lazy("A question to settle"), "wait"),
    Chance.NEARLY: (gettext_lazy("Within reach"), ""),
    Chance.CLOSED: (gettext_lazy("Not open"), ""),
}
# All that is asked for is there, and one applies in a later grade.
LATER: tuple[str | Promise, str] = (gettext_lazy("Open in a later grade"), "")
# All that is asked for is there, and the first day is still to come.
UNOPENED: tuple[str | Promise, str] = (gettext_lazy("Not open yet"), "")
# What is missing can only be had after the last day on file.
TOO_SOON: tuple[str | Promise, str] = (gettext_lazy("Not by this deadline"), "")
_REACHES: dict[Reach, tuple[str | Promise, str]] = {
    Reach.THERE: (gettext_lazy("Fulfilled"), "good"),
    Reach.PLANNED: (gettext_lazy("In the plan"), ""),
    Reach.POSSIBLE: (gettext_lazy("Still to do"), "wait"),
    Reach.STEP: (gettext_lazy("Still to hand in"), "wait"),
    Reach.ASK: (gettext_lazy("Ask the counselor"), "wait"),
    Reach.GONE: (gettext_lazy("Not possible any more"), ""),
}


def tag_of(judged: Judged) -> tuple[str | Promise, str]:
    """How a whole scholarship stands, as a tag says it: its word, and the kind of the tag."""
    if judged.is_too_soon:
        return TOO_SOON
    return UNOPENED if judged.is_unopened else CHANCES[judged.chance]


def reach_words(answer: Answer, *, is_now: bool) -> tuple[str, str]:
    """How one thing that is asked for stands, as a tag says it: its word, and the kind of the tag.

    ``is_now``: one applies in this grade.
    """
    if answer.reach is Reach.STEP and not is_now:
        return _("Handed in with the application"), ""
    if answer.reach is Reach.THERE and answer.status in {Status.IN_PROGRESS, Status.SCHEDULED}:
        return _("When this year’s classes are passed"), ""
    if answer.reach is Reach.GONE and answer.asking.knows is Knows.COUNSELOR:
        return _("Not so"), ""
    words, kind = _REACHES[answer.reach]
    return str(words), kind


def money_words(money: Money | None) -> str:
    """What it pays, in a sentence's part; empty where nobody has said it."""
    if money is None:
        return ""
    words = said(money.words) if money.words else ""
    figure = f"${money.amount:,}" if money.amount is not None else ""
    return words if words and (money.class_of is not None or not figure) else " · ".join(filter(None, (figure, words)))


def money_note(money: Money | None, class_of: int) -> str:
    """What is not sure about the money; empty for nothing."""
    if money is None:
        return _("How much it pays is not on file. Ask the counselor.")
    if money.class_of is not None and money.class_of != class_of:
        return _("That was for the class of %(year)s. The amount for the class of %(own)s is not on file; ask.") % {
            "year": money.class_of,
            "own": class_of,
        }
    return _("Read at second hand; ask before you count on it.") if money.is_unsure else ""


def day_words(dates: Dates, today: date) -> Iterator[tuple[str, date]]:
    """The days in order, each with what it is."""
    is_open = dates.opens is not None and dates.opens <= today
    for words, day in (
        (_("Open since") if is_open else _("Opens"), dates.opens),
        (_("Best sent by"), dates.priority),
        (_("Deadline"), dates.closes),
        (_("Decided by"), dates.decides),
    ):
        if day is not None:
            yield words, day


def unsure_words(dates: Dates) -> str:
    """That somebody should ask before counting on the days; empty where they are sure."""
    return _("Read at second hand; ask before you count on it.") if dates.is_unsure else ""


def left_words(day: date, today: date) -> str:
    """How far away a day is; empty when it is over or far."""
    days = (day - today).days
    if days == 0:
        return _("today")
    if not 0 < days <= 60:
        return ""
    return ngettext("in one day", "in %(number)s days", days) % {"number": days}


def full_day(day: date) -> str:
    """A day as people write it."""
    return date_format(day, "DATE_FORMAT")


def when_words(step: ScholarshipStep | None, closes: date | None) -> str:
    """When one applied, or it was awarded; where that is not known, when somebody said it."""
    if step is None:
        return ""
    said_on = timezone.localtime(step.at).date()
    if step.happened_on is not None:
        return full_day(step.happened_on)
    if step.what == ScholarshipStep.What.APPLIED and (closes is None or said_on <= closes):
        return full_day(said_on)
    if step.what == ScholarshipStep.What.APPLIED:
        return _("in time; put on record on %(day)s") % {"day": full_day(said_on)}
    return _("put on record on %(day)s") % {"day": full_day(said_on)}


def point(points: int) -> str:
    """An average as people write it, like 3.3 or 3.45."""
    text = f"{points // 10 / 100:.2f}"
    return text[:-1] if text.endswith("0") else text


def needed_point(points: int) -> str:
    """The same of an average that is needed: rounded up, so that it is enough."""
    return point(-(-points // 10) * 10)


def answer_words(answer: Answer, *, tells_scores: bool = True) -> Iterator[str]:
    """What there is to say about one thing that is asked for, beside its status and the classes."""
    if answer.average is not None:
        yield _("The average of the marks on file is %(average)s, not weighted.") % {"average": point(answer.average)}
    is_average = isinstance(answer.way, ByAverage)
    if answer.reach in {Reach.POSSIBLE, Reach.ASK} and is_average and answer.needed is not None:
        if answer.average is None:
            yield _("There are no marks on file yet.")
        yield from _needed_words(answer, answer.needed)
    if answer.reach is Reach.GONE and is_average:
        yield _("The classes still to come cannot lift it so far.")
    if answer.is_unsettled:
        yield _("It depends on how the credit of another school counts here. The counselor has to record that.")
    elif answer.reach is Reach.ASK and is_average and answer.needed is None:
        yield _("No class of this year is on file, so the page cannot say whether it can still be reached.")
    yield from _test_words(answer, tells_score=tells_scores)
    if isinstance(answer.way, ByKinds) and answer.kinds is not None and answer.said is not True:
        if answer.kinds:
            said = _("Different kinds among the classes on the record or planned: %(number)s; asked for: %(count)s.")
        else:
            said = _(
                "No class on the record or planned is of these kinds. Different ones that are asked for: %(count)s."
            )
        yield said % {"number": answer.kinds, "count": answer.way.count}
    if answer.reach in {Reach.POSSIBLE, Reach.GONE, Reach.ASK} and answer.lacking:
        if answer.is_count:
            yield ngettext("One class is missing.", "%(number)s classes are missing.", answer.lacking) % {
                "number": answer.lacking
            }
        else:
            # In English half a credit is more than one.
            words = ngettext(
                "%(credits)s is missing.", "%(credits)s are missing.", 1 if answer.lacking == CREDIT else 2
            )
            yield words % {"credits": credit_words(answer.lacking)}
    if answer.classes.waits and answer.reach is Reach.ASK:
        yield _("There is no time left for what comes before such a class. Ask the counselor whether there is a way.")
    if answer.classes.here and answer.reach is Reach.ASK and answer.asking.knows is Knows.RECORD:
        yield _("This year’s classes are already assigned. Ask the counselor at once whether there is still a place.")


def _needed_words(answer: Answer, needed: int) -> Iterator[str]:
    """Which average it takes, and over which marks."""
    values = {
        "average": needed_point(needed),
        "credits": credit_words(answer.rest // 250 * 250),
        "grade": answer.until,
    }
    if answer.asking.at_graduation:
        yield _("The marks still to come (about %(credits)s) need an average of %(average)s.") % values
        yield _("What counts is the average at graduation, although the application comes earlier.")
    elif answer.is_late:
        yield (
            _("The marks that can be on the transcript at the time of applying (grade %(grade)s) are not enough.")
            % values
        )
        yield (
            _(
                "Ask whether later marks of that grade count. Then the marks still to come (about %(credits)s) would"
                " need an average of %(average)s."
            )
            % values
        )
    else:
        yield (
            _("To apply in grade %(grade)s, the marks until then (about %(credits)s) need an average of %(average)s.")
            % values
        )
        sooner = answer.sooner
        # What reads the same is no choice.
        if sooner is not None and needed_point(sooner.needed) != values["average"]:
            words = _(
                "To apply in grade %(grade)s already, the marks until then (about %(credits)s) need an average of"
                " %(average)s."
            )
            yield words % {
                "average": needed_point(sooner.needed),
                "credits": credit_words(sooner.rest // 250 * 250),
                "grade": sooner.grade,
            }


def _test_words(answer: Answer, *, tells_score: bool) -> Iterator[str]:
    """What there is to say about a score that is asked for."""
    if not isinstance(answer.way, ByTest):
        return
    if answer.score is None:
        yield _("No score of this test is on file. If it was taken, ask the school for it; else ask when it is given.")
        return
    if tells_score:
        yield _("The best score on file is %(score)s.") % {"score": answer.score}
    if answer.reach is Reach.POSSIBLE:
        yield _("It takes %(score)s. Most tests can be taken again; ask the counselor when.") % {
            "score": answer.way.score
        }


_ONLY: dict[str, str | Promise] = {
    "1": gettext_lazy("%(class)s, first semester only: the mark of the second was %(marks)s"),
    "2": gettext_lazy("%(class)s, second semester only: the mark of the first was %(marks)s"),
    "": gettext_lazy("%(class)s, only a part of the class: the mark of another part was %(marks)s"),
}


def only_words(named: str, counting: Sequence[TranscriptCourse], others: Sequence[TranscriptCourse]) -> str:
    """A class that counts; where only a part of it does, which one, and the marks of what does not (``others``)."""
    if not others:
        return named
    own, rest = ({_half(row) for row in rows} for rows in (counting, others))
    half = own.pop() if len(own) == len(rest) == 1 and own != rest and "" not in own | rest else ""
    return str(_ONLY[half]) % {"class": named, "marks": ", ".join(row.mark for row in others)}


def _half(row: TranscriptCourse) -> str:
    place = usual_place(row.term)
    half = row.part or (str(place.number) if place is not None and place.of == 2 else "")
    return half if half in {"1", "2"} else ""
