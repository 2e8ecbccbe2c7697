"""The evidence for a review of a school: figures, the policy with its adoption, a sample without names, attendance.

The review is the state's every six years and the district's own every three (R277-462-4): what happened (attendance,
group conferences, tries, the figures month by month, versions of the policy) can be told of as many school years. The
figures and the sample are of this minute; the sample is the same all day, so that nobody draws until it looks good.
"""

from __future__ import annotations

import io
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Subquery, UUIDField
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from markdown_it import MarkdownIt

from doorway.accounts.tables import write_rows
from doorway.compliance.core.days import start_of
from doorway.compliance.core.rules import Rule
from doorway.compliance.core.survey import LEAST
from doorway.compliance.errors import NoPolicy
from doorway.compliance.models import (
    BoardPolicy,
    Consultation,
    ContactTry,
    EvidenceOrder,
    GroupConference,
    PolicyText,
)
from doorway.compliance.queries.groups import had_counselor, hosts_of, with_hosts
from doorway.compliance.queries.policies import (
    in_force_since,
    rows_in_force,
    text_among,
    texts_and_hearings,
    year_of_names,
)
from doorway.compliance.queries.sample import OTHER, Record, drawn, records
from doorway.compliance.queries.standing import (
    Asked,
    Line,
    asked_of,
    calendar_of,
    came_to_group,
    lines,
    students_of,
    total,
    without_course_plan,
)
from doorway.compliance.queries.survey import SchoolSays, results
from doorway.compliance.queries.trend import Day, kept_days
from doorway.compliance.wording import (
    TRIES,
    ExceptionWords,
    approval_words,
    capital,
    exception_words,
    grade_name,
    grades_name,
    held_by_words,
    joined,
    registration_words,
    rule_words,
    try_words,
)
from doorway.compliance.workbook import Block, DayCell, Section, Words, spoken, workbook
from doorway.conferences.models import Appointment, Conference, HeldConference
from doorway.messages.paper import pressed
from doorway.plans.models import Signature
from doorway.plans.wording import said
from doorway.policy.packs import grade_number
from doorway.policy.queries import state_pack
from doorway.roster.models import Membership, Role, School

# What the files are called, before the school and the day: it stays with them wherever they go.
NAME = "evidence-do-not-publish"
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
class HeldGroup:
    """A group conference: who held it, in words, whether a counselor was there, how many families came."""

    group: GroupConference
    held_by: str
    counselor: bool | None
    families: int
    grades: str


@dataclass(frozen=True)
class Tried:
    """How often somebody tried to reach families, by how and what came of it; families; and who is left.

    ``left``: families whom nobody has met, one by one or in a group, or tried to reach.
    """

    ways: Counter[tuple[str, str]]
    families: int
    left: int


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
    # None where plans are kept from whoever asks.
    sample: tuple[Record, ...] | None
    held: tuple[Held, ...]
    groups: tuple[HeldGroup, ...]
    tried: Tried
    at: datetime
    days: tuple[Day, ...] = ()
    says: tuple[SchoolSays, ...] = ()
    # By grade, students without any class of this year in a course plan.
    unplanned: Mapping[str, int] = field(default_factory=dict)
    texts: tuple[PolicyText, ...] = ()
    hearings: tuple[Consultation, ...] = ()
    # From which day on it tells of meetings, tries, months and versions, where that is more than what counts now; and
    # of how many school years this is.
    since: date | None = None
    of_years: int = 1
    versions: tuple[BoardPolicy, ...] = ()


Tell = Callable[[EvidenceOrder.Stage], None]


def evidence_of(
    school: School, *, now: datetime, years: int = 1, with_sample: bool = True, tell: Tell = lambda _stage: None
) -> Evidence:
    """Everything, read now; refused where no policy is in force. Sixteen queries, and six for the sample.

    ``years``: of how many school years it tells; of one, it is what counts now. ``tell`` hears what comes next. Some
    of it is put into words at once, in the language that is active.
    """
    district = school.district
    today = timezone.localdate(now, district.zone)
    rows = rows_in_force(district, today)
    rules, held = tuple(row.as_rule for row in rows), calendar_of(district, today)
    asked = asked_of(rules, district, today, held) if rows else None
    if asked is None:
        raise NoPolicy
    counted = sorted(lines(asked, school=school), key=lambda line: grade_number(line.grade))
    begins = counts = _begins(asked, school, counted)
    since = start_of(years - 1, held.years) if years > 1 else None
    if since is not None:
        begins = min(begins, datetime.combine(since, time(), tzinfo=district.zone))
    texts, hearings = texts_and_hearings(rows[0].policy)
    tell(EvidenceOrder.Stage.SAMPLE)
    sample = tuple(records(drawn(school, asked))) if with_sample else None
    tell(EvidenceOrder.Stage.MEETINGS)
    return Evidence(
        school=school,
        policy=rows[0].policy,
        rules=rules,
        year=year_of_names(held.years, today),
        asked=asked,
        lines=tuple(counted),
        sample=sample,
        held=(*_held(school, begins), *_not_booked(school, begins)),
        groups=tuple(_groups(school, begins)),
        tried=_tried(school, asked, counts, since=begins),
        at=now,
        days=tuple(kept_days(district, [school], since=since)),
        says=tuple(results([school], None, today)),
        unplanned=without_course_plan(school.pk, asked),
        texts=tuple(texts),
        hearings=tuple(hearings),
        since=since,
        of_years=years,
        versions=tuple(in_force_since(district, begins.date(), today)),
    )


def _begins(asked: Asked, school: School, counted: Iterable[Line]) -> datetime:
    """When the longest span of the school's grades began."""
    this_year = datetime.combine(asked.year.starts_on, time(), tzinfo=school.district.zone)
    return min((line.part.begins for line in counted), default=this_year)


def _tried(school: School, asked: Asked, counts: datetime, *, since: datetime) -> Tried:
    """The tries since a moment, about the school's students of today. Two queries.

    ``counts``: since when a meeting counts now. Where the other moment is before that, tries about whoever was a
    student of the school on the day of the try are there, too.
    """
    mine = students_of(school.pk, asked).order_by().values("student")
    whose = Q(student__in=mine)
    if since < counts:
        whose |= Q(Exists(_school_then(Q(school=school), "day")))
    tries = ContactTry.objects.alias(day=TruncDate("at", tzinfo=school.district.zone)).filter(whose, at__gte=since)
    rows = list(tries.order_by().values_list("student", "how", "outcome"))
    unmet = students_of(school.pk, asked, show="unmet").filter(Q(tried_at=None) | Q(tried_at__lt=counts))
    left = unmet.exclude(came_to_group(school.pk, asked))
    return Tried(
        Counter((how, outcome) for _student, how, outcome in rows),
        len({student for student, _how, _outcome in rows}),
        left.count(),
    )


def _held(school: School, begins: datetime) -> Iterator[Held]:
    """The conferences that have begun since the longest span of the school's grades began, the newest first.

    What several schools held together is there for each, with the meetings of its own students. Two queries.
    """
    rows = (
        Conference.objects.filter(Q(school=school) | Q(also_for=school), windows__starts_at__gte=begins)
        .annotate(first=Min("windows__starts_at"), last=Max("windows__ends_at"))
        .filter(first__lte=timezone.now())
        .select_related("school")
        .order_by("-first", "pk")
    )
    found = list(rows)
    meetings = _meetings(school, found)
    for row in found:
        yield Held(str(row), row.first, row.last, *meetings.get(row.pk, (0, 0, 0)))


def _not_booked(school: School, begins: datetime) -> Iterator[Held]:
    """All that was written down without a booking since a moment, as one line; none where there was nothing.

    Each counts for the school where the student was on that day, and where that is not known for the one for which it
    was written down. One query.
    """
    there = _school_then(Q(school__isnull=False), "on")
    rows = (
        HeldConference.objects.filter(district=school.district_id, taken_back_at=None, ends_at__gte=begins)
        .annotate(
            counts_for=Coalesce(Subquery(there.values("school")[:1]), F("conference__school"), output_field=UUIDField())
        )
        .filter(counts_for=school.pk)
        .order_by()
        .aggregate(number=Count("pk"), first=Min("starts_at"), last=Max("starts_at"))
    )
    if rows["number"]:
        number = rows["number"]
        yield Held(_("Not booked, written down afterwards"), rows["first"], rows["last"], number, number, 0)


def _school_then(which: Q, day: str) -> QuerySet[Membership]:
    """Where the student of a row was on the day in this column of it, among these schools; what counts comes first."""
    return (
        Membership.objects.alias(joint_for=F("school__joint_conferences"))
        .filter(which, person=OuterRef("student"), role=Role.STUDENT)
        .filter(Q(begins_on=None) | Q(begins_on__lte=OuterRef(day)))
        .filter(Q(ends_on=None) | Q(ends_on__gte=OuterRef(day)))
        # The same order by which one of two rows counts wherever students are counted.
        .order_by("-is_primary", F("begins_on").desc(nulls_last=True), "-pk")
    )


def _groups(school: School, begins: datetime) -> Iterator[HeldGroup]:
    """The group conferences of the time that counts, the newest first. One query."""
    rows = GroupConference.objects.filter(school=school, taken_back_at=None, held_at__gte=begins)
    group: Any
    for group in with_hosts(rows).order_by("-held_at", "pk"):
        hosts = hosts_of(group)
        grades = _("all") if group.grades is None else grades_name(group.grades[0], group.grades[-1])
        yield HeldGroup(group, held_by_words(hosts, group.led_by), had_counselor(hosts), group.families, grades)


def _meetings(school: School, held: Sequence[Conference]) -> dict[uuid.UUID, tuple[int, int, int]]:
    """Of each conference the meetings that count for the school: how many, to how many they came, to how many nobody.

    Each meeting counts for one school: of those that hold the conference the one where the student was on that day,
    and where that is not known the one whose conference it is.
    """
    holds = Q(school=OuterRef("conference__school")) | Q(joint_for=OuterRef("conference"))
    there = _school_then(holds, "day")
    rows = (
        Appointment.objects.filter(conference__in=held, status=Appointment.Status.BOOKED)
        .annotate(day=TruncDate("starts_at", tzinfo=school.district.zone))
        .annotate(
            counts_for=Coalesce(Subquery(there.values("school")[:1]), F("conference__school"), output_field=UUIDField())
        )
        .filter(counts_for=school.pk)
        .order_by()
        .values("conference")
        .annotate(
            booked=Count("pk"),
            came=Count("pk", filter=Q(attendance=Came.CAME)),
            nobody=Count("pk", filter=Q(attendance=Came.NO_SHOW)),
        )
    )
    return {row["conference"]: (row["booked"], row["came"], row["nobody"]) for row in rows}


# —— a spreadsheet

_COLUMNS = (
    "students",
    "met",
    "individual",
    "group",
    "plan",
    "involved",
    "signed",
    "registered",
    "sure",
    "unsure",
    "overdue",
)
# What programs read, where it is another name.
_NAMES = {"sure": "done", "unsure": "not_all_known"}


def as_csv(found: Evidence) -> str:
    """The figures, one row for each grade: for a spreadsheet, with names of columns that programs read too."""
    out = io.StringIO()
    columns = [name for name in _COLUMNS if name not in _unknown(found)]
    has_registration = "registered" in columns
    head = (
        "school",
        "day",
        "policy_version",
        "grade",
        "counts_since",
        "due",
        *(_NAMES.get(name, name) for name in columns),
        *(["no_course_plan"] if has_registration else []),
        "do_not_publish",
    )
    # In every row, so that it stays with each of them when the sheet is sorted, cut or joined with others.
    note = _("For the reviewer alone: some numbers are about few students.")
    rows = (
        (
            found.school.name,
            found.asked.on.isoformat(),
            found.policy.number,
            line.grade,
            line.part.begins.date().isoformat(),
            line.part.due.isoformat(),
            *("" if _is_unknown(line, name) else getattr(line.tally, name) for name in columns),
            *([found.unplanned.get(line.grade, 0)] if has_registration else []),
            note,
        )
        for line in found.lines
    )
    write_rows(out, [head, *rows])
    return out.getvalue()


def _unknown(found: Evidence) -> set[str]:
    """What is not counted: nobody knows it, or no rule of this school asks it."""
    asks = found.asked.registration and any(line.part.rule.registration for line in found.lines)
    known = any(line.part.groups for line in found.lines)
    unsure = any(line.tally.unsure for line in found.lines)
    left_out = {"group": known, "registered": asks, "unsure": unsure}
    return {name for name, is_there in left_out.items() if not is_there}


def _is_unknown(line: Line, name: str) -> bool:
    return name == "group" and bool(line.part.rule.group) and not line.part.groups


# —— paper


def as_pdf(found: Evidence, language: str) -> bytes:
    """The pack as a tagged PDF."""
    with translation.override(language), timezone.override(found.school.district.zone):
        title = _title(found)
        blocks = [_heading(1, title), _text(_made(found)), *_time_blocks(found), _text(_note())]
        for section in _sections(found, language):
            blocks += section.blocks
    report = {"title": title, "author": found.school.district.name, "lang": language, "blocks": blocks}
    return pressed(report, layout="report", now=found.at)


def as_workbook(found: Evidence, language: str) -> bytes:
    """The same as a spreadsheet with a sheet for each section."""
    with translation.override(language), timezone.override(found.school.district.zone):
        sections = [
            Section(one.name, [_text(_title(found)), _text(_made(found)), *_time_blocks(found), *one.blocks])
            for one in _sections(found, language)
        ]
        return workbook(sections, title=_title(found), author=found.school.district.name, note=_note(), at=found.at)


def _title(found: Evidence) -> str:
    return _("Evidence: plans and conferences, %(school)s") % {"school": found.school.name}


def _made(found: Evidence) -> str:
    moment = date_format(timezone.localtime(found.at), "DATETIME_FORMAT")
    return _("Made on %(moment)s, from what was written down until then.") % {"moment": moment}


def _time_blocks(found: Evidence) -> Iterator[Block]:
    """Of which time it tells, where that is more than what counts now."""
    if found.since is not None:
        words = _(
            "It looks back %(years)s school years, to %(since)s: conferences, group conferences, tries, the figures "
            "month by month and the versions of the policy. The figures by grade and the sample are of today. What the "
            "board lets go of sooner is not in it."
        )
        yield _text(words % {"years": found.of_years, "since": date_format(found.since, "DATE_FORMAT")})


def _note() -> str:
    return _("For the reviewer. Some numbers are about few students: do not publish it or pass it on.")


def _sections(found: Evidence, language: str) -> Iterator[Section]:
    """What is in the pack, in its order; what there is nothing of is left out."""
    for name, blocks in (
        (_("Figures"), _figure_blocks(found)),
        (_("Month by month"), _trend_blocks(found)),
        (_("Attendance"), _attendance_blocks(found)),
        (_("Tries"), _try_blocks(found)),
        (_("Survey"), _survey_blocks(found, language)),
        (_("Sample"), _sample_blocks(found)),
        (_("Policy"), _policy_blocks(found, language)),
    ):
        listed = list(blocks)
        if listed:
            yield Section(name, listed)


def _heading(level: int, text: Words) -> Block:
    return {"kind": "heading", "level": level, "text": text}


def _text(text: Words) -> Block:
    return {"kind": "text", "text": text}


def _table(head: Sequence[str], rows: Iterable[Sequence[object]], *, widths: Sequence[float], numeric: int) -> Block:
    """``numeric``: from this column on, numbers."""
    return {
        "kind": "table",
        "head": list(head),
        "rows": [[cell if isinstance(cell, str) else str(cell) for cell in row] for row in rows],
        "widths": list(widths),
        "numeric": numeric,
    }


def _figure_blocks(found: Evidence) -> Iterator[Block]:
    yield _heading(2, _("Figures"))
    yield _text(
        _(
            "A conference counts when the family came, a signature under the newest version. Parents took part when "
            "they came, signed, or wrote in the plan."
        )
    )
    yield _text(_("A plan counts when it was shared and every part that the policy asks is filled in."))
    head = [
        _("Grade"), _("Students"), pgettext("students in a conference", "Met"), _("All individual conferences"),
        _("Group conference"), _("Plan in force"),
        _("Parents took part"), _("Signed"), _("Registration as planned"), _("Everything"), _("Not all is known"),
        _("Day is over"),
    ]  # fmt: skip
    rows = [[capital(grade_name(grade_number(line.grade))), *_numbers(line)] for line in found.lines]
    all_of_them = total(found.lines)
    # Where a grade is not counted, the sum of the others is no number of all.
    not_all = {name for name in _COLUMNS if any(_is_unknown(line, name) for line in found.lines)}
    rows.append([_("All"), *("–" if name in not_all else getattr(all_of_them, name) for name in _COLUMNS)])
    # The first column is the grade; in the others are the numbers, in their order.
    left_out = sorted((_COLUMNS.index(name) + 1 for name in _unknown(found)), reverse=True)
    for place in left_out:
        head.pop(place)
        for row in rows:
            row.pop(place)
    # A column is as wide as the longest word of its head, the first as its longest grade: no line is broken inside it.
    widths = [0.36 + 0.14 * max(map(len, words.split())) for words in head]
    grades = 0.36 + 0.14 * max(len(str(row[0])) for row in rows)
    yield _table(head, rows, widths=[grades, *widths[1:]], numeric=1)
    if "registered" not in _unknown(found):
        yield _text(
            _(
                "The registration is as planned when the student is in every class that the course plan has for this "
                "school year, or a counselor has written why not."
            )
        )
        yield _registration_table(found)
    if all_of_them.unsure:
        yield _text(NOT_ALL_IS_KNOWN % {"count": all_of_them.unsure})
    if any(line.part.rule.group and not line.part.groups for line in found.lines):
        yield _text(
            _(
                "Group conferences are not counted for grades for which nobody at this school has written one down, or "
                "has said who held each of them where only those with a counselor count."
            )
        )


def _registration_table(found: Evidence) -> Block:
    """Of the grades in which it is asked: as planned, without a plan to compare with, and not together."""
    head = [
        _("Grade"), _("Students"), _("Registration as planned"), _("No course plan of this year"),
        _("Registration and plan do not go together"),
    ]  # fmt: skip
    rows = []
    for line in found.lines:
        if line.part.rule.registration:
            students, there = line.tally.students, line.tally.registered
            without = found.unplanned.get(line.grade, 0)
            grade = capital(grade_name(grade_number(line.grade)))
            rows.append((grade, students, there, without, students - there - without))
    return _table(head, rows, widths=[1.3, 1.2, 1.4, 1.4, 1.6], numeric=1)


NOT_ALL_IS_KNOWN = gettext_lazy(
    "Of %(count)s not all is known: nothing is missing of what is known, but group conferences or registrations are "
    "not."
)


def _numbers(line: Line) -> list[int | str]:
    return ["–" if _is_unknown(line, name) else getattr(line.tally, name) for name in _COLUMNS]


def _trend_blocks(found: Evidence) -> Iterator[Block]:
    """What was kept month by month."""
    if not found.days:
        return
    yield _heading(2, _("Month by month"))
    head = [
        _("Day"), _("School year"), _("Students"), pgettext("students in a conference", "Met"), _("Plan in force"),
        _("Parents took part"), _("Signed"),
        _("Everything"), _("Not all is known"),
    ]  # fmt: skip
    rows: list[tuple[object, ...]] = [
        (
            _on(day.on), day.year, day.tally.students, day.tally.met, day.tally.plan,
            day.tally.involved, day.tally.signed, day.tally.sure, day.tally.unsure,
        )
        for day in found.days
    ]  # fmt: skip
    if not any(day.tally.unsure for day in found.days):
        head, rows = head[:-1], [row[:-1] for row in rows]
    yield _table(head, rows, widths=[1.2, 1.1, *[1.0] * (len(head) - 2)], numeric=2)
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
        head = [_("What it was about"), _("Grades"), _("Who held it"), _("On"), _("Counselor"), _("Families")]
        groups = [
            (
                one.group.topic, capital(one.grades), one.held_by, _day(one.group.held_at), _yes_or_no(one.counselor),
                one.families,
            )
            for one in found.groups
        ]  # fmt: skip
        yield _table(head, groups, widths=[1.8, 1.2, 2.0, 1.3, 1.2, 0.9], numeric=5)
        yield _text(str(GROUP_COUNSELOR))
        if any(one.counselor is None for one in found.groups):
            yield _text(_("Not known: nobody has said which people of the school held it."))


GROUP_COUNSELOR = gettext_lazy(
    "A group conference is one with a counselor when one of the people who held it was a counselor on that day: so the "
    "roster says."
)


def _yes_or_no(known: bool | None) -> str:
    if known is None:
        return _("not known")
    return _("yes") if known else _("no")


def _try_blocks(found: Evidence) -> Iterator[Block]:
    """What was done to reach the families whom nobody has met."""
    yield _heading(2, _("Tries to reach families"))
    if found.tried.ways:
        rows = [(words, found.tried.ways[how, end]) for how, end, words in TRIES if found.tried.ways[how, end]]
        rows += [
            (try_words(how, end), number) for (how, end), number in found.tried.ways.items() if not _is_named(how, end)
        ]
        yield _table([_("What was done"), _("How often")], rows, widths=[3.0, 1.0], numeric=1)
        said = ngettext(
            "Somebody tried to reach the family of %(count)s student.",
            "Somebody tried to reach the families of %(count)s students.",
            found.tried.families,
        )
        yield _text(said % {"count": found.tried.families})
    else:
        yield _text(_("No try is written down in the time that counts."))
    left = ngettext(
        "Nobody has met, one by one or in a group, or tried to reach the family of %(count)s student.",
        "Nobody has met, one by one or in a group, or tried to reach the families of %(count)s students.",
        found.tried.left,
    )
    yield _text(left % {"count": found.tried.left})


def _is_named(how: str, outcome: str) -> bool:
    return any((how, outcome) == (one, end) for one, end, _words in TRIES)


def _survey_blocks(found: Evidence, language: str) -> Iterator[Block]:
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
            yield {"kind": "list", "items": [spoken(said, language=language) for said in one.sentences]}


def _days(one: Held) -> str:
    first, last = _day(one.first), _day(one.last)
    return first if first == last else f"{first} – {last}"


def _day(moment: datetime | None) -> str:
    return "" if moment is None else _on(timezone.localtime(moment).date())


def _on(day: date) -> DayCell:
    """A day for a table: words on paper, a day that can be sorted in a spreadsheet."""
    return DayCell(date_format(day, "SHORT_DATE_FORMAT"), day)


def _sample_blocks(found: Evidence) -> Iterator[Block]:
    yield _heading(2, _("A sample without names"))
    if found.sample is None:
        yield _text(_("The board keeps plans from whoever made this file, so no sample is in it."))
        return
    if not found.sample:
        yield _text(_("The school is too small: anybody shown here would be known without a name."))
        return
    yield _text(
        ngettext(
            "%(number)s student, chosen at random for this day.",
            "%(number)s students, chosen at random for this day.",
            len(found.sample),
        )
        % {"number": len(found.sample)}
        + " "
        + _("Names, classes, grades and days are left out. It is what is on record in the time that counts.")
    )
    for number, one in enumerate(found.sample, start=1):
        yield _heading(3, _("Student %(number)s") % {"number": number})
        yield {"kind": "list", "items": list(_record_items(one, found.asked))}


HOSTS: dict[str, str | Promise] = {
    "counselor": gettext_lazy("counselor"),
    "principal": gettext_lazy("principal"),
    "teacher": gettext_lazy("teacher"),
    OTHER: gettext_lazy("somebody else of the school"),
}


def _record_items(one: Record, asked: Asked) -> Iterator[str]:
    verdict, rule = one.line.verdict, one.line.part.rule
    if verdict.shared:
        yield _("Plan: shared with the family. Goals: %(goals)s.") % {"goals": one.goals}
        yield _("Filled in: %(sections)s.") % {"sections": "; ".join(map(said, one.filled)) or _("none")}
        if one.empty:
            yield _("Empty: %(sections)s.") % {"sections": "; ".join(map(said, one.empty))}
        if one.lacking:
            parts = "; ".join(map(said, one.lacking))
            yield _("Empty, and the policy asks for it: %(sections)s.") % {"sections": parts}
    else:
        yield _("Plan: none in force.")
    met = [
        _("with %(who)s: %(number)s") % {"who": joined(HOSTS[kind] for kind in kinds), "number": number}
        for kinds, number in sorted(one.met.items())
    ]
    if one.groups:
        met.append(_("in a group: %(number)s") % {"number": one.groups})
    yield _("Conferences to which the family came: %(what)s.") % {"what": "; ".join(met) or _("none")}
    # In the order in which they are listed everywhere.
    signers = [label for signer, label in Signature.Signer.choices if signer in one.signed]
    yield _("Signed under the newest version: %(who)s.") % {"who": ", ".join(map(str, signers)) or _("nobody")}
    tried = [f"{label}: {one.tries[how]}" for how, label in ContactTry.How.choices if one.tries[how]]
    yield _("Tries to reach the family: %(what)s.") % {"what": "; ".join(tried) or _("none")}
    if rule.registration and asked.registration:
        is_planned = getattr(one.line.standing, "has_classes_planned", True)
        answer = _("yes") if verdict.registered else registration_words(planned=is_planned)
        yield _("Registration as planned: %(answer)s.") % {"answer": answer}
    if one.line.is_done and one.line.is_unsure:
        yield _("Nothing is missing of what is known. Not everything that is asked is known.")
    else:
        answer = _("yes") if one.line.is_done else _("no")
        yield _("Everything that is asked is there: %(answer)s.") % {"answer": answer}


def _policy_blocks(found: Evidence, language: str) -> Iterator[Block]:
    policy, text = found.policy, text_among(found.texts, language)
    yield _heading(2, _("The board’s policy, version %(number)s") % {"number": policy.number})
    if policy.adopted_on and policy.starts_on:
        yield _text(
            _("Adopted by the board on %(adopted)s. It is in force from %(starts)s.")
            % {
                "adopted": date_format(policy.adopted_on, "DATE_FORMAT"),
                "starts": date_format(policy.starts_on, "DATE_FORMAT"),
            }
        )
    yield _text(_("It rests on: %(citation)s") % {"citation": policy.citation})
    if policy.review_on:
        day = date_format(policy.review_on, "DATE_FORMAT")
        yield _text(_("The board wants to look at it again by %(day)s.") % {"day": day})
    if len(found.versions) > 1:
        yield _heading(3, _("Versions that were in force in this time"))
        yield _versions_table(found.versions)
    words = [rule_words(rule, state_pack(found.school.district), found.year) for rule in found.rules]
    head = [_("Grades"), _("Plan"), _("Conferences"), _("Signed by"), _("When")]
    rows = [(one.grades, one.plan, one.conferences, one.signatures, one.due) for one in words]
    yield _table(head, rows, widths=[1.0, 1.3, 1.8, 1.1, 1.6], numeric=9)
    # What a plan counts by, and what its columns above are about.
    head = [_("Grades"), _("Who takes part"), _("The plan has"), _("The plan by when"), _("Registration")]
    rest = [(one.grades, one.takes_part, one.sections, one.plan_due, one.registration) for one in words]
    yield _table(head, rest, widths=[0.9, 1.2, 1.8, 1.5, 1.4], numeric=9)
    own = [one for one in found.asked.exceptions if one.school_id == found.school.pk]
    if own:
        yield _heading(3, _("What the school does differently, with the board’s approval"))
        for one in exception_words(own, found.rules, state_pack(found.school.district), found.year):
            yield _text(_approval(one, language))
            yield {
                "kind": "list",
                "items": [
                    _("%(what)s: %(school)s (in the policy: %(policy)s)")
                    % {"what": what, "school": school, "policy": policy}
                    for what, policy, school in one.changes
                ],
            }
            yield _text(spoken((one.reason, one.language), language=language))
    yield _heading(3, _("Who was heard before"))
    yield {"kind": "list", "items": [_hearing(row, language) for row in found.hearings]}
    if text is not None:
        yield _heading(3, spoken((text.title, text.language), language=language))
        for block in _markdown_blocks(text.body):
            yield _in(text.language, block, language)


def _versions_table(versions: Sequence[Any]) -> Block:
    """The versions with their days, the newest first: each held until the next one began."""
    head = [_("Version"), _("Adopted"), _("In force from"), _("Until"), _("Groups heard")]
    rows, until = [], None
    for one in versions:
        ended = "" if until is None else _on(until - timedelta(days=1))
        rows.append((one.number, _on(one.adopted_on), _on(one.starts_on), ended, one.heard))
        until = one.starts_on
    return _table(head, rows, widths=[0.8, 1.4, 1.4, 1.4, 1.0], numeric=4)


def _in(own: str, block: Block, language: str) -> Block:
    """A block of words that are all in one language."""
    if block["kind"] == "list":
        return block | {"items": [spoken((item, own), language=language) for item in block["items"]]}
    return block | {"text": spoken((block["text"], own), language=language)}


def _approval(one: ExceptionWords, language: str) -> Words:
    """Who approved what; where its minutes are written is in the office's words."""
    before, minutes, after = approval_words(one).partition(one.row.minutes)
    return spoken((before, ""), (minutes, one.row.language), (after, ""), language=language)


def _hearing(row: Consultation, language: str) -> Words:
    """Who was heard, when, how, how many comments came in, and what they said."""
    comments = ngettext("%(count)s comment", "%(count)s comments", row.comments) % {"count": row.comments}
    parts = [
        (f"{row.get_group_display()}, {date_format(row.held_on, 'DATE_FORMAT')}: ", ""),
        (row.how, row.language),
        (f" · {comments}", ""),
    ]
    if row.summary.strip():
        parts += [(". ", ""), (" ".join(row.summary.split()), row.language)]
    return spoken(*parts, language=language)


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
