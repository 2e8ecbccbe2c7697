"""What is asked after a conference, and what was said, never of fewer than ten people."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.utils.translation import get_language

from doorway.accounts.models import District
from doorway.compliance.core.survey import parcels, told
from doorway.compliance.models import SurveyAnswer, SurveyInvitation
from doorway.policy.queries import state_pack
from doorway.roster.models import School


@dataclass(frozen=True)
class Question:
    """A question in the page's language, with the steps of its scale, the best first."""

    key: str
    text: str
    steps: tuple[str, ...]


def questions_for(district: District, role: str) -> tuple[Question, ...]:
    """The questions of the state pack for families or for students; none where the pack has none."""
    board = state_pack(district).board
    if board is None or board.survey is None:
        return ()
    language = get_language() or "en"
    steps = tuple(step(language) for step in board.survey.scale)
    return tuple(
        Question(one.key, (one.text if role == "guardian" else one.student)(language), steps)
        for one in board.survey.questions
    )


# A conference, and the day on which asking those who came ends.
Asking = tuple[uuid.UUID, date]


@dataclass(frozen=True)
class Said:
    """Between which numbers it lies how many chose the best step of a question, how many the second or a better one,
    and so on, and at last how many chose the worst: the first and the last number of each line (``core/survey.py``)."""

    question: Question
    lines: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class SchoolSays:
    """What those asked at a school said in a school year. ``people``: how many, ten or more, or none.

    ``asked``: of how many who were asked about the same conferences; none where that is not known any more, or where
    nothing is said.
    """

    school: School
    role: str
    people: int
    said: tuple[Said, ...]
    sentences: tuple[tuple[str, str], ...]
    waits: bool
    asked: int | None = None


def results(schools: Iterable[School], year: uuid.UUID | None, today: date) -> list[SchoolSays]:
    """For each school that asked, and for families and students apart: what can be said without showing anybody.

    Two queries, and one for how many were asked where something is said.

    ``year``: none for the school year of the day.

    Counted are the conferences whose asking is over, in parcels of ten answers or more (``core/survey.py``). Whoever
    came on a day that was added later is asked for longer, and is a parcel of its own: a conference alone would let
    the late answers through one by one.
    """
    known = {school.pk: school for school in schools}
    rows = SurveyAnswer.objects.filter(school__in=list(known))
    if year is None:
        rows = rows.filter(conference__school_year__starts_on__lte=today, conference__school_year__ends_on__gte=today)
    else:
        rows = rows.filter(conference__school_year=year)
    over = (
        rows.filter(closes_on__lte=today)
        .order_by("closes_on", "conference")
        .values("conference", "school", "role", "closes_on")
    )
    sizes: dict[tuple[uuid.UUID, str], list[tuple[Asking, int]]] = defaultdict(list)
    for row in over.annotate(number=Count("pk")):
        asking = row["conference"], row["closes_on"]
        sizes[row["school"], row["role"]].append((asking, row["number"]))
    in_parcels = {key: parcels(askings) for key, askings in sizes.items()}
    open_to = {key: {asking for parcel in found for asking in parcel} for key, found in in_parcels.items()}
    answers: dict[tuple[uuid.UUID, str], dict[Asking, list[SurveyAnswer]]] = defaultdict(lambda: defaultdict(list))
    counted = {conference for askings in open_to.values() for conference, _closes in askings}
    shown = rows.filter(conference__in=counted, closes_on__lte=today)
    for answer in shown.order_by("pk"):
        key = answer.school_id, answer.role
        asking = answer.conference_id, answer.closes_on
        if asking in open_to.get(key, ()):
            answers[key][asking].append(answer)
    asked = _asked(open_to, today) if counted else {}
    return [
        _of_school(
            known[school],
            role,
            [[answer for asking in parcel for answer in answers[school, role][asking]] for parcel in found],
            sizes[school, role],
            asked.get((school, role), 0),
        )
        for (school, role), found in sorted(in_parcels.items(), key=lambda one: (known[one[0][0]].name, one[0][1]))
    ]


def _asked(open_to: Mapping[tuple[uuid.UUID, str], set[Asking]], today: date) -> dict[tuple[uuid.UUID, str], int]:
    """How many were asked in the askings that are counted, and in no others: so they differ by whole parcels, too."""
    conferences = {conference for askings in open_to.values() for conference, _closes in askings}
    rows = (
        SurveyInvitation.objects.filter(conference__in=conferences, closes_on__lte=today)
        .order_by()
        .values("conference", "school", "role", "closes_on")
        .annotate(number=Count("pk"))
    )
    found: dict[tuple[uuid.UUID, str], int] = defaultdict(int)
    for row in rows:
        key = row["school"], row["role"]
        if (row["conference"], row["closes_on"]) in open_to.get(key, ()):
            found[key] += row["number"]
    return found


def _of_school(
    school: School, role: str, parts: list[list[SurveyAnswer]], sizes: list[tuple[Asking, int]], asked: int
) -> SchoolSays:
    """``parts``: the answers, parcel by parcel."""
    questions = questions_for(school.district, role)
    # In the order of ids drawn by chance: a sentence stands beside none of its own parcel.
    answers = sorted((answer for part in parts for answer in part), key=lambda one: one.pk)
    return SchoolSays(
        school=school,
        role=role,
        people=len(answers),
        said=tuple(_said(question, parts) for question in questions) if answers else (),
        sentences=tuple(
            (answer.sentence, answer.language) for answer in answers if answer.status == SurveyAnswer.Status.SHOWN
        ),
        waits=len(answers) < sum(number for _asking, number in sizes),
        # Who was asked may be deleted before what was said is, by the board's own decision.
        asked=asked if 0 < len(answers) <= asked else None,
    )


def _said(question: Question, parts: list[list[SurveyAnswer]]) -> Said:
    """The sums of what is told of each parcel."""
    steps = len(question.steps)
    # An answer without this question is at no step: the pack may have another one since.
    of_parts = [told([answer.marks.get(question.key, steps) for answer in part], steps) for part in parts]
    lines = zip(*of_parts, strict=True)
    return Said(question, tuple((sum(low for low, _ in line), sum(high for _, high in line)) for line in lines))
