"""The evidence for a review of a school: figures, the policy with its adoption, a sample without names, attendance.

The review is the state's every six years and the district's own every three (R277-462-4). Everything is of this
minute; the sample is the same all day, so that nobody draws until it looks good.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from random import Random
from typing import Any

from django.db.models import Count, Max, Min, Q
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markdown_it import MarkdownIt

from doorway.accounts.tables import write_rows
from doorway.compliance.core.rules import Rule
from doorway.compliance.core.survey import LEAST
from doorway.compliance.errors import NoPolicy
from doorway.compliance.models import BoardPolicy, Consultation, GroupConference, PolicyText, Standing
from doorway.compliance.queries.policies import rows_in_force, text_among, texts_and_hearings, year_of_names
from doorway.compliance.queries.standing import (
    Asked,
    Line,
    StudentLine,
    Tally,
    asked_of,
    calendar_of,
    described,
    lines,
    students_of,
    total,
)
from doorway.compliance.queries.survey import SchoolSays, results
from doorway.compliance.queries.trend import Day, kept_days
from doorway.compliance.wording import approval_words, capital, exception_words, grade_name, grades_name, rule_words
from doorway.conferences.models import Appointment, Conference
from doorway.messages.paper import pressed
from doorway.policy.packs import grade_number
from doorway.policy.queries import state_pack
from doorway.roster.models import School

SAMPLE = 10
# For each one who is drawn there are so many students.
STUDENTS_FOR_ONE = 4
Block = dict[str, Any]
Came = Appointment.Attendance


@dataclass(frozen=True)
class Held:
    """A conference of the school: its days, and what became of the meetings."""

    name: str
    first: datetime | None
    last: datetime | None
    booked: int
    came: int
    nobody: int


@dataclass(frozen=True)
class Evidence:
    """All that is in the pack."""

    school: School
    policy: BoardPolicy
    rules: tuple[Rule, ...]
    # In which the school year ends: for the state's names.
    year: int
    asked: Asked
    lines: tuple[Line, ...]
    sample: tuple[StudentLine, ...]
    held: tuple[Held, ...]
    groups: tuple[tuple[GroupConference, int], ...]
    at: datetime
    days: tuple[Day, ...] = ()
    says: tuple[SchoolSays, ...] = ()
    texts: tuple[PolicyText, ...] = ()
    hearings: tuple[Consultation, ...] = ()


def evidence_of(school: School, *, now: datetime) -> Evidence:
    """Everything, read now; refused where no policy is in force. Eleven queries."""
    district = school.district
    today = timezone.localdate(now, district.zone)
    rows = rows_in_force(district, today)
    rules, held = tuple(row.as_rule for row in rows), calendar_of(district, today)
    asked = asked_of(rules, district, today, held) if rows else None
    if asked is None:
        raise NoPolicy
    counted = sorted(lines(asked, school=school), key=lambda line: grade_number(line.grade))
    groups = GroupConference.objects.filter(school=school).annotate(families=Count("guests")).order_by("-held_at", "pk")
    texts, hearings = texts_and_hearings(rows[0].policy)
    return Evidence(
        school=school,
        policy=rows[0].policy,
        rules=rules,
        year=year_of_names(held.years, today),
        asked=asked,
        lines=tuple(counted),
        sample=tuple(described(_sample(school, asked), asked)),
        held=tuple(_held(school, asked, counted)),
        groups=tuple((group, group.families) for group in groups),
        at=now,
        days=tuple(kept_days(district, [school])),
        says=tuple(results([school], None, today)),
        texts=tuple(texts),
        hearings=tuple(hearings),
    )


def _sample(school: School, asked: Asked) -> list[Standing]:
    """A few students by chance, in an order that says nothing: the same ones all day."""
    rows = list(students_of(school.pk, asked).order_by("pk").select_related("student"))
    chance = Random(f"{school.pk}:{asked.on}")  # noqa: S311  # draws a sample, guards nothing
    # Of a small school nearly everybody would be in it, and known without a name.
    return chance.sample(rows, min(SAMPLE, len(rows) // STUDENTS_FOR_ONE))


def _held(school: School, asked: Asked, counted: Iterable[Line]) -> Iterator[Held]:
    """The conferences that have begun since the longest span of the school's grades began, the newest first."""
    this_year = datetime.combine(asked.year.starts_on, time(), tzinfo=school.district.zone)
    begins = min((line.part.begins for line in counted), default=this_year)
    booked = Q(appointments__status=Appointment.Status.BOOKED)
    rows = (
        Conference.objects.filter(Q(school=school) | Q(also_for=school), windows__starts_at__gte=begins)
        .annotate(
            first=Min("windows__starts_at"),
            last=Max("windows__ends_at"),
            booked=Count("appointments", filter=booked, distinct=True),
            came=Count("appointments", filter=booked & Q(appointments__attendance=Came.CAME), distinct=True),
            nobody=Count("appointments", filter=booked & Q(appointments__attendance=Came.NO_SHOW), distinct=True),
        )
        .filter(first__lte=timezone.now())
        .select_related("school")
        .order_by("-first", "pk")
    )
    for row in rows:
        yield Held(str(row), row.first, row.last, row.booked, row.came, row.nobody)


# —— a spreadsheet

_COLUMNS = ("students", "met", "individual", "group", "plan", "involved", "signed", "registered", "done", "overdue")


def as_csv(found: Evidence) -> str:
    """The figures, one row for each grade: for a spreadsheet, with names of columns that programs read too."""
    out = io.StringIO()
    columns = [name for name in _COLUMNS if name not in _unknown(found)]
    head = ("school", "day", "policy_version", "grade", "counts_since", "due", *columns)
    rows = (
        (
            found.school.name,
            found.asked.on.isoformat(),
            found.policy.number,
            line.grade,
            line.part.begins.date().isoformat(),
            line.part.due.isoformat(),
            *(getattr(line.tally, name) for name in columns),
        )
        for line in found.lines
    )
    write_rows(out, [head, *rows])
    return out.getvalue()


def _unknown(found: Evidence) -> set[str]:
    """What is not counted: nobody knows it, or no rule of this school asks it."""
    asks = found.asked.registration and any(line.part.rule.registration for line in found.lines)
    return ({"group"} if not found.asked.groups else set()) | ({"registered"} if not asks else set())


# —— paper


def as_pdf(found: Evidence, language: str) -> bytes:
    """The pack as a tagged PDF."""
    with translation.override(language), timezone.override(found.school.district.zone):
        title = _("Evidence: plans and conferences, %(school)s") % {"school": found.school.name}
        blocks = list(_blocks(found, title, language))
    report = {"title": title, "author": found.school.district.name, "lang": language, "blocks": blocks}
    return pressed(report, layout="report", now=found.at)


def _heading(level: int, text: str) -> Block:
    return {"kind": "heading", "level": level, "text": text}


def _text(text: str) -> Block:
    return {"kind": "text", "text": text}


def _table(head: Sequence[str], rows: Iterable[Sequence[object]], *, widths: Sequence[float], numeric: int) -> Block:
    """``numeric``: from this column on, numbers."""
    return {
        "kind": "table",
        "head": list(head),
        "rows": [[str(cell) for cell in row] for row in rows],
        "widths": list(widths),
        "numeric": numeric,
    }


def _blocks(found: Evidence, title: str, language: str) -> Iterator[Block]:
    yield _heading(1, title)
    moment = date_format(timezone.localtime(found.at), "DATETIME_FORMAT")
    yield _text(_("Made on %(moment)s, from what was written down until then.") % {"moment": moment})
    yield _text(_("For the reviewer. Some numbers are about few students: do not publish it or pass it on."))
    yield from _figure_blocks(found)
    yield from _trend_blocks(found)
    yield from _attendance_blocks(found)
    yield from _survey_blocks(found)
    yield from _sample_blocks(found)
    yield from _policy_blocks(found, language)


def _figure_blocks(found: Evidence) -> Iterator[Block]:
    yield _heading(2, _("Figures"))
    yield _text(
        _(
            "A plan counts when it was shared, a conference when the family came, a signature under the newest "
            "version. Parents took part when they came, signed, or wrote in the plan."
        )
    )
    head = [
        _("Grade"), _("Students"), _("Met"), _("All individual conferences"), _("Group conference"), _("Plan in force"),
        _("Parents took part"), _("Signed"), _("Registration as planned"), _("Everything"), _("Day is over"),
    ]  # fmt: skip
    rows = [[capital(grade_name(grade_number(line.grade))), *_numbers(line.tally)] for line in found.lines]
    rows.append([_("All"), *_numbers(total(found.lines))])
    # The first column is the grade; in the others are the numbers, in their order.
    left_out = sorted((_COLUMNS.index(name) + 1 for name in _unknown(found)), reverse=True)
    for place in left_out:
        head.pop(place)
        for row in rows:
            row.pop(place)
    wide = {_("All individual conferences"): 1.4, _("Registration as planned"): 1.5}
    yield _table(head, rows, widths=[1.1, 1.0, 0.7, *(wide.get(words, 1.2) for words in head[3:])], numeric=1)
    if "registered" not in _unknown(found):
        yield _text(
            _(
                "The registration is as planned when the student is in every class that the course plan has for this "
                "school year, or a counselor has written why not."
            )
        )
    if not found.asked.groups:
        yield _text(_("Group conferences are not counted: nobody has written one down yet."))


def _numbers(tally: Tally) -> list[int]:
    return [
        tally.students, tally.met, tally.individual, tally.group, tally.plan, tally.involved, tally.signed,
        tally.registered, tally.done, tally.overdue,
    ]  # fmt: skip


def _trend_blocks(found: Evidence) -> Iterator[Block]:
    """What was kept month by month."""
    if not found.days:
        return
    yield _heading(2, _("Month by month"))
    head = [
        _("Day"), _("School year"), _("Students"), _("Met"), _("Plan in force"), _("Parents took part"), _("Signed"),
        _("Everything"),
    ]  # fmt: skip
    rows = [
        (
            date_format(day.on, "SHORT_DATE_FORMAT"), day.year, day.tally.students, day.tally.met, day.tally.plan,
            day.tally.involved, day.tally.signed, day.tally.done,
        )
        for day in found.days
    ]  # fmt: skip
    yield _table(head, rows, widths=[1.2, 1.1, *[1.0] * 6], numeric=2)
    yield _text(_("Each line was counted and written down on that day, by the policy of that day."))


def _attendance_blocks(found: Evidence) -> Iterator[Block]:
    yield _heading(2, _("Attendance"))
    if found.held:
        head = [_("Conference"), _("Days"), _("Meetings"), _("They came"), _("Nobody came"), _("Not marked")]
        rows = [
            (one.name, _days(one), one.booked, one.came, one.nobody, one.booked - one.came - one.nobody)
            for one in found.held
        ]
        yield _table(head, rows, widths=[2.2, 2.0, 1.0, 1.0, 1.0, 1.0], numeric=2)
    else:
        yield _text(_("No conference has begun in the time that counts."))
    if found.groups:
        yield _heading(3, _("Group conferences"))
        head = [_("What it was about"), _("Who led it"), _("On"), _("Families")]
        held = [(one.topic, one.led_by, _day(one.held_at), families) for one, families in found.groups]
        yield _table(head, held, widths=[2.4, 2.0, 1.4, 0.9], numeric=3)


def _survey_blocks(found: Evidence) -> Iterator[Block]:
    """What families and students said, where it can be said."""
    if not found.says:
        return
    yield _heading(2, _("What families and students say about conferences"))
    for one in found.says:
        yield _heading(3, _("Students") if one.role == "student" else _("Families"))
        if not one.people:
            yield _text(_("Fewer than %(least)s answers, so nothing is shown.") % {"least": LEAST})
            continue
        yield _text(_("%(count)s answers since this school year began.") % {"count": one.people})
        head = ["", *one.said[0].question.steps]
        rows = [(said.question.text, *said.numbers) for said in one.said]
        yield _table(head, rows, widths=[2.6, *[1.0] * len(one.said[0].numbers)], numeric=1)
        if one.sentences:
            yield {"kind": "list", "items": [sentence for sentence, _language in one.sentences]}


def _days(one: Held) -> str:
    first, last = _day(one.first), _day(one.last)
    return first if first == last else f"{first} – {last}"


def _day(moment: datetime | None) -> str:
    return "" if moment is None else date_format(timezone.localtime(moment), "SHORT_DATE_FORMAT")


def _sample_blocks(found: Evidence) -> Iterator[Block]:
    yield _heading(2, _("A sample without names"))
    if not found.sample:
        yield _text(_("The school is too small: whoever stood here would be known without a name."))
        return
    yield _text(
        ngettext(
            "%(number)s student, drawn by chance for this day. Name, class and grade are left out.",
            "%(number)s students, drawn by chance for this day. Names, classes and grades are left out.",
            len(found.sample),
        )
        % {"number": len(found.sample)}
    )
    # By when something is due is another day for each grade, and for whoever came late: it would tell who it is.
    head = [
        "", _("Grades"), _("Plan shared"), _("Conferences"), _("Parents took part"), _("Guardian signed"),
        _("Student signed"), _("Day is over"),
    ]  # fmt: skip
    rows = [
        (
            number,
            capital(grades_name(line.part.rule.first, line.part.rule.last)),
            _since(line.facts.shared_at, line),
            ", ".join(_day(one) for one in line.facts.met if one >= line.part.begins) or _("none"),
            _since(line.facts.involved_at, line),
            _since(line.facts.guardian_signed_at, line),
            _since(line.facts.student_signed_at, line),
            _("yes") if line.is_overdue else _("no"),
        )
        for number, line in enumerate(found.sample, start=1)
    ]
    yield _table(head, rows, widths=[0.4, 1.5, 1.1, 1.5, 1.1, 1.1, 1.1, 0.8], numeric=9)


def _since(moment: datetime | None, line: StudentLine) -> str:
    return _day(moment) if moment is not None and moment >= line.part.begins else _("none")


def _policy_blocks(found: Evidence, language: str) -> Iterator[Block]:
    policy, text = found.policy, text_among(found.texts, language)
    yield _heading(2, _("The board’s policy, version %(number)s") % {"number": policy.number})
    if policy.adopted_on and policy.starts_on:
        yield _text(
            _("Adopted by the board on %(adopted)s. It holds from %(starts)s.")
            % {
                "adopted": date_format(policy.adopted_on, "DATE_FORMAT"),
                "starts": date_format(policy.starts_on, "DATE_FORMAT"),
            }
        )
    yield _text(_("It rests on: %(citation)s") % {"citation": policy.citation})
    words = [rule_words(rule, state_pack(found.school.district), found.year) for rule in found.rules]
    head = [_("Grades"), _("Plan"), _("Conferences"), _("Signed by"), _("When")]
    rows = [(one.grades, one.plan, one.conferences, one.signatures, one.due) for one in words]
    yield _table(head, rows, widths=[1.0, 1.3, 1.8, 1.1, 1.6], numeric=9)
    own = [one for one in found.asked.exceptions if one.school_id == found.school.pk]
    if own:
        yield _heading(3, _("What the school does differently, with the board’s approval"))
        for one in exception_words(own, found.rules, state_pack(found.school.district), found.year):
            yield _text(approval_words(one))
            yield {
                "kind": "list",
                "items": [
                    _("%(what)s: %(school)s (in the policy: %(policy)s)")
                    % {"what": what, "school": school, "policy": policy}
                    for what, policy, school in one.changes
                ],
            }
            yield _text(one.row.reason)
    yield _heading(3, _("Who was heard before"))
    yield {
        "kind": "list",
        "items": [
            f"{row.get_group_display()}, {date_format(row.held_on, 'DATE_FORMAT')}: {row.how}" for row in found.hearings
        ],
    }
    if text is not None:
        yield _heading(3, text.title)
        yield from _markdown_blocks(text.body)


_BREAKS = {"softbreak", "hardbreak"}


def _markdown_blocks(body: str) -> Iterator[Block]:
    """The policy's own text: its headings, paragraphs and points."""
    kind, items, depth = "", [], 0
    for token in MarkdownIt("commonmark", {"html": False}).parse(body):
        if token.type in {"heading_open", "paragraph_open"}:
            kind = token.type
        elif token.type == "list_item_open":
            depth += 1
        elif token.type == "list_item_close":
            depth -= 1
        elif token.type == "inline":
            words = "".join(" " if child.type in _BREAKS else child.content for child in token.children or [])
            if depth:
                items.append(words)
            else:
                yield _heading(4, words) if kind == "heading_open" else _text(words)
        elif token.type in {"fence", "code_block"}:
            # A paragraph that somebody has moved in.
            yield _text(" ".join(token.content.split()))
        elif token.type in {"bullet_list_close", "ordered_list_close"} and not depth and items:
            yield {"kind": "list", "items": items}
            items = []
