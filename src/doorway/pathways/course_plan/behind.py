"""The grades that are behind a student, and this year's: what was taken, with the credits of each grade.

Credit is counted by the audit alone: an incomplete, a repeat or credit from another school is here what it is on the
graduation page, and a class that gives less than stands on the record says why.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from doorway.pathways.core.counted import Counted
from doorway.pathways.core.transcript import Certainty
from doorway.pathways.course_plan.ground import Planning
from doorway.pathways.course_plan.held import Held
from doorway.pathways.course_plan.low import asked_words
from doorway.pathways.graduation.records import REGISTERED
from doorway.pathways.graduation.wording import REASONS, credit_words, number
from doorway.pathways.models import TranscriptCourse
from doorway.pathways.registration.queries import YearCompared
from doorway.policy.packs import year_text

State = TranscriptCourse.State
# From this grade on a plan of courses is kept.
FIRST_GRADE = 7
# Why a class does not count as it stands on the record; the rest is said as on the graduation page.
WHYS: dict[str, str | Promise] = {
    "pending_mark": gettext_lazy("The mark is not final. It counts as soon as the final mark is there."),
    "pending_long": gettext_lazy(
        "The mark is not final, and the school year is over. Ask the school whether it was made up."
    ),
    "scale_unsettled": gettext_lazy(
        "Nobody has said yet how credit from there is converted; it counts as its share of what is asked for here, and"
        " as no more than its own figure."
    ),
    "unlisted": gettext_lazy("It is on the class list. It counts when it stands on the transcript."),
}
EARLY = "before_first_grade"


@dataclass(frozen=True)
class TakenClass:
    """A class of one grade, its terms together.

    ``state``: done, under way, or without credit; ``credits``: what counts; ``why``: what does not, and the reason.
    """

    title: str
    marks: str
    credits: str
    state: str | Promise
    why: str = ""


@dataclass(frozen=True)
class TakenGrade:
    """One grade. ``earned`` and ``open``: credits that count and are done, and those under way; empty for none.

    ``recorded``: credits as they stand on the record, where nobody has said what counts. ``is_early``: all of it comes
    before the grades whose credit counts. ``is_listed``: there are classes that stand on class lists only.
    """

    grade: int
    year: str
    classes: tuple[TakenClass, ...]
    earned: str = ""
    open: str = ""
    recorded: str = ""
    is_early: bool = False
    is_listed: bool = False


def grades_behind(planning: Planning, held: Held | None, years: Iterable[YearCompared]) -> list[TakenGrade]:
    """Every grade from the first one of a plan up to this year's, from transcript and registration. No query.

    ``years``: the registration as it is held against the plan, for this year's classes that no transcript has yet.
    """
    rows: dict[int, list[TranscriptCourse]] = {}
    for row in planning.record:
        if row.state in REGISTERED and row.school_year <= planning.year:
            grade = planning.grade + row.school_year - planning.year if row.taken_grade is None else row.taken_grade
            rows.setdefault(grade, []).append(row)
    listed = {row.code for row in rows.get(planning.grade, [])}
    now = next((year.compared.taken for year in years if year.year == planning.year), {})
    found = []
    for grade in range(FIRST_GRADE, planning.grade + 1):
        more = {code: title for code, title in now.items() if code not in listed} if grade == planning.grade else {}
        found.append(_grade(planning, held, grade, rows.get(grade, []), more))
    return found


def _grade(
    planning: Planning, held: Held | None, grade: int, rows: list[TranscriptCourse], more: Mapping[str, str]
) -> TakenGrade:
    together: dict[str, list[TranscriptCourse]] = {}
    for row in rows:
        together.setdefault(row.code or row.title, []).append(row)
    classes, taken = [], []
    for parts in together.values():
        gives = [_gives(row, held) for row in parts]
        taken += gives
        said = ", ".join(row.mark for row in parts if row.state == State.COMPLETED and row.mark)
        units = sum(one.units for one in gives)
        title, why = _title(parts[0], planning), _why(parts, gives)
        keys = {row.pk.hex for row in parts}
        low = [one for one in planning.low.get(parts[0].code, ()) if not keys.isdisjoint(one.rows)]
        why = " ".join(filter(None, (why, asked_words(low))))
        classes.append(TakenClass(title, said, number(units), _state(gives), why))
    for code, title in more.items():
        course = planning.catalog.taught.get(code)
        classes.append(TakenClass(course.title if course else title, "", "0", _("under way"), str(WHYS["unlisted"])))
    classes.sort(key=lambda one: one.title)
    year = year_text(planning.year_of(grade))
    earned = sum(one.units for one in taken if one.level is Certainty.EARNED)
    begun = sum(one.units for one in taken if Certainty.EARNED < one.level < Certainty.ASK)
    if held is None:
        return TakenGrade(grade, year, tuple(classes), recorded=number(earned + begun))
    return TakenGrade(
        grade,
        year,
        tuple(classes),
        number(earned) if earned else "",
        number(begun) if begun else "",
        is_early=bool(taken) and all(one.reason == EARLY for one in taken),
        is_listed=bool(more),
    )


def _gives(row: TranscriptCourse, held: Held | None) -> Counted:
    """What a row gives. Where nobody has said what counts, what appears there; no page calls that earned."""
    if held is None:
        return Counted(row.pk.hex, row.units, Certainty.EARNED)
    return held.gives.get(row.pk.hex, Counted(row.pk.hex, 0, Certainty.EARNED))


def _state(gives: Sequence[Counted]) -> str | Promise:
    if any(one.units and Certainty.EARNED < one.level < Certainty.ASK for one in gives):
        return _("under way")
    if any(one.units and one.level is Certainty.ASK for one in gives):
        return _("a question")
    if any(one.units for one in gives):
        return _("done")
    return _("before high school") if all(one.reason == EARLY for one in gives) else _("no credit")


def _why(rows: Sequence[TranscriptCourse], gives: Sequence[Counted]) -> str:
    """What is to be said of a class that does not count as it stands on the record; each sentence once."""
    said = []
    for row, one in zip(rows, gives, strict=True):
        if one.converted:
            said.append(_("Converted: %(credits)s there.") % {"credits": credit_words(row.units)})
        if one.reason not in {"", EARLY} and row.units:
            said.append(str(WHYS.get(one.reason) or REASONS[one.reason]))
    return " ".join(dict.fromkeys(said))


def _title(row: TranscriptCourse, planning: Planning) -> str:
    known = planning.catalog.taught.get(row.code)
    return (known.title if known else "") or row.title or row.code
