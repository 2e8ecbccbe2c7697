"""Where students stand, counted a third time: in Python, from the records themselves, without any standing."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import Max
from django.utils import timezone

from doorway.accounts.models import District
from doorway.compliance.core.rules import MOST_CONFERENCES, Facts, PlanTimes, Rule, conferences_asked, judge
from doorway.compliance.models import BoardPolicy, ContactTry, GroupConference, GroupGuest
from doorway.compliance.queries.standing import Asked, Tally
from doorway.conferences.models import Appointment, EarlierConference, EarlierGroup, HeldConference
from doorway.pathways.models import HigherLevel, PlannedCourse, RegistrationReason, TranscriptCourse
from doorway.plans.models import PlanEntry, PlanVersion, Signature
from doorway.policy.packs import grade_number
from doorway.roster.models import EarlierGrade, EarlierStay, Enrollment, Guardianship, Membership, Person


def facts_of(student: Person) -> Facts:
    """What the records say of a student."""
    meetings: dict[str, dict[Any, datetime]] = {"met": {}, "with_student": {}, "counselor": {}}
    for one in Appointment.objects.filter(student=student).select_related("host__person"):
        if one.status == "booked" and one.attendance == "came":
            written = HeldConference.objects.filter(conference=one.conference_id, student=student).exists()
            there = not (written and one.student_comes == "no")
            counseled = there and was_counselor(one.host.person, one.starts_at)
            for kind, counts in (("met", True), ("with_student", there), ("counselor", counseled)):
                if counts:
                    known = meetings[kind].get(one.conference_id, one.ends_at)
                    meetings[kind][one.conference_id] = max(known, one.ends_at)
    earlier = list(EarlierConference.objects.filter(student=student, taken_back_at=None).select_related("host"))
    for one in earlier:
        if one.kind == "individual":
            there = one.student_there is not False
            for kind, counts in (
                ("met", True),
                ("with_student", there),
                ("counselor", there and _earlier_counselor(one)),
            ):
                if counts:
                    meetings[kind][one.on] = one.held_at
    guests = GroupGuest.objects.filter(student=student, conference__taken_back_at=None).select_related()
    groups = [guest.conference.held_at for guest in guests]
    counselor_groups = [
        guest.conference.held_at
        for guest in guests
        if any(was_counselor(host.person, guest.conference.held_at) for host in guest.conference.hosts.all())
    ]
    unsaid = [guest.conference.held_at for guest in guests if not guest.conference.hosts.exists()]
    here = {moment.astimezone(UTC).date() for moment in groups}
    of_files = [one for one in earlier if one.kind == "group" and one.on not in here]
    groups += {one.on: one.held_at for one in of_files}.values()
    counselor_groups += {one.on: one.held_at for one in of_files if _earlier_counselor(one)}.values()
    unsaid += [one.held_at for one in of_files if one.with_counselor is None and one.host is None]
    newest = PlanVersion.objects.filter(plan__student=student).order_by("-created_at", "-number").first()
    signed = Signature.objects.filter(version=newest) if newest else Signature.objects.none()
    guardians = Guardianship.objects.filter(student=student).values("guardian")
    involved = [
        *meetings["met"].values(),
        *groups,
        *(one.held_at for one in earlier),
        *Signature.objects.filter(version__plan__student=student, signer="guardian").values_list(
            "signed_at", flat=True
        ),
        *PlanEntry.objects.filter(plan__student=student, author__in=guardians).values_list("updated_at", flat=True),
    ]
    return Facts(
        met=_latest(meetings["met"].values()),
        with_student=_latest(meetings["with_student"].values()),
        counselor=_latest(meetings["counselor"].values()),
        groups=_latest(groups),
        counselor_groups=_latest(counselor_groups),
        shared_at=newest.created_at if newest else None,
        filled=newest.filled if newest else 0,
        guardian_signed_at=signed.filter(signer="guardian").aggregate(at=Max("signed_at"))["at"],
        student_signed_at=signed.filter(signer="student").aggregate(at=Max("signed_at"))["at"],
        involved_at=max(involved, default=None),
        as_planned=_as_planned(student),
        unsaid_group=max(unsaid, default=None),
    )


def _earlier_counselor(one: EarlierConference) -> bool:
    """What the file says of it; where it says nothing, what the roster says of that day."""
    if one.with_counselor is not None:
        return one.with_counselor
    return one.host is not None and was_counselor(one.host, one.held_at)


def was_counselor(person: Person, moment: datetime) -> bool:
    """Whether somebody was a counselor on the day of a moment, told day by day from the rows of the roster.

    A night is of the day before until eight o'clock in UTC.
    """
    day = (moment.astimezone(UTC) - timedelta(hours=8)).date()
    staff = [
        row
        for model in (Membership, EarlierStay)
        for row in model._default_manager.filter(person=person).exclude(role__in=["student", "guardian"])
    ]
    for row in staff:
        first, last = row.begins_on or date.min, row.ends_on or date.max
        if row.role != "counselor" or not first <= last or day > last:
            continue
        if first <= day:
            return True
        if (7, 1) <= (first.month, first.day) <= (9, 15):
            # Begun anew with a school year, or for the first time: then the other role of before is over.
            before = [other for other in staff if other.role != "counselor" and other.ends_on is not None]
            if not any((other.begins_on or date.min) <= day <= (other.ends_on or date.max) for other in before):
                return True
    return False


def _as_planned(student: Person) -> tuple[int, ...]:
    """The latest two years in which every approved class is taken, or explained."""
    held: set[tuple[str, int]] = set()
    for one in TranscriptCourse.objects.filter(student=student).exclude(state="planned"):
        if one.state == "completed" and one.mark in {"W", "WF", "WP"}:
            continue
        held.add((one.code.lower(), one.school_year))
    for enrolled in Enrollment.objects.filter(person=student, role="student").select_related(
        "school_class__course", "school_class__school_year"
    ):
        found = enrolled.school_class
        was_taken = (enrolled.is_active and found.is_active) or enrolled.stayed_until in ("class", "school")
        if was_taken and found.course is not None:
            held.add((found.course.code.lower(), found.school_year.ends_on.year))
    years: dict[int, bool] = {}
    for row in PlannedCourse.objects.filter(student=student, status="approved").select_related("course"):
        explained = RegistrationReason.objects.filter(planned=row, withdrawn_at=None).exists()
        there = explained or (row.course.code.lower(), row.school_year) in held or _is_higher(row, held)
        years[row.school_year] = years.get(row.school_year, True) and there
    return tuple(sorted((year for year, there in years.items() if there), reverse=True)[:2])


def _is_higher(row: PlannedCourse, held: set[tuple[str, int]]) -> bool:
    """Whether the same is taken at a higher level, in a class that the plan of that year does not have besides."""
    for level in HigherLevel.objects.filter(plain=row.course).select_related("course"):
        besides = PlannedCourse.objects.filter(
            student=row.student, course=level.course, school_year=row.school_year, status="approved"
        )
        if (level.course.code.lower(), row.school_year) in held and not besides.exists():
            return True
    return False


def _latest(moments: Any) -> tuple[datetime, ...]:
    return tuple(sorted(moments, reverse=True)[:MOST_CONFERENCES])


def tried_at(student: Person) -> datetime | None:
    """When somebody last tried to reach the family."""
    found: datetime | None = None
    for one in ContactTry.objects.filter(student=student):
        if one.taken_back_at is None and (found is None or one.at > found):
            found = one.at
    return found


def seat_of(student: Person, on: date) -> Membership | None:
    """The membership that counts on a day."""
    held = [
        row
        for row in Membership.objects.filter(person=student, role="student", school__isnull=False)
        if (row.begins_on or on) <= on <= (row.ends_on or on)
    ]
    return max(held, key=lambda row: (row.is_primary, row.begins_on or date.min, row.pk.hex), default=None)


def came(student: Person, seat: Membership) -> date | None:
    """The first day of the stay to which a seat belongs: back from seat to seat, where no more than four months lie
    between; none where it goes back to a seat without a first day."""
    others = [
        row
        for model in (Membership, EarlierStay)
        for row in model._default_manager.filter(person=student, role="student", school__isnull=False)
    ]
    first = seat.begins_on
    while first is not None:
        before = [row for row in others if row.begins_on is None or row.begins_on < first]
        touching = [row for row in before if row.ends_on is None or _four_months_later(row.ends_on) >= _parts(first)]
        if not touching:
            return first
        earlier = [row.begins_on for row in touching]
        first = None if None in earlier else min(one for one in earlier if one is not None)
    return None


def _parts(day: date) -> tuple[int, int]:
    """Month and day, months counted through the years."""
    return day.year * 12 + day.month, day.day


def _four_months_later(day: date) -> tuple[int, int]:
    months, number = _parts(day)
    return months + 4, number


def grades_of(student: Person) -> list[int]:
    """In which grade a student was so many years ago, this year first, back to the first year of all."""
    found, rows = [grade_number(student.grade)], EarlierGrade.objects.filter(student=student, taken_back_at=None)
    written = {row.school_year: grade_number(row.grade) for row in rows}
    assert len(written) <= MOST_WRITTEN, "more than the standing looks at"
    for year in range((student.grade_year or 0) - 1, (student.grade_year or 0) - 30, -1):
        found.append(written.get(year, found[-1] - 1))
    return found


def years_from(grades: list[int], first: int) -> int:
    """How many years ago a student came to a grade or above it, and was never below it since."""
    for years, grade in enumerate(grades[1:]):
        if grade < first:
            return years
    raise AssertionError("nobody was always there")


def plan_times(asked: Asked, rule: Rule, grades: list[int]) -> PlanTimes | None:
    """Since when a plan counts, and since when one counts as begun; none where that is as with everything else."""
    if not rule.plan_years and rule.plan_due is None:
        return None
    back = years_from(grades, rule.first) if rule.span == "band" else 0
    in_force = back
    if rule.plan_years:
        back = years_from(grades, KIND_FIRST[rule.kind])
        in_force = min(back, rule.plan_years - 1)
    return PlanTimes(_years_ago(asked, in_force), _years_ago(asked, back))


def _years_ago(asked: Asked, years: int) -> datetime:
    start = asked.year.starts_on
    return datetime.combine(start.replace(year=start.year - years), time(), tzinfo=asked.district.zone)


# So many years of a student as the standing looks at; no history here has more.
MOST_WRITTEN = 4


def is_late(
    asked: Asked, rule: Rule, grades: list[int], came_on: date | None, *, rest: bool, done: bool, known: Facts
) -> bool:
    """Whether a day is over for a student who lacks something: told from the rule, day by day."""
    start, grade = asked.year.starts_on, grades[0]
    in_span = years_from(grades, rule.first) if rule.span == "band" else 0
    left = rule.last - grade if rule.span == "band" else 0
    due = _in_year(rule.due, start) if rule.due else asked.year.ends_on
    ends = max(due, asked.year.ends_on).replace(year=max(due, asked.year.ends_on).year + left)
    due = due.replace(year=due.year + left)
    with_all = came_on is not None and (7, 1) <= (came_on.month, came_on.day) <= (9, 15)
    own = came_on + timedelta(days=rule.newcomer_days) if came_on and not (with_all and came_on <= due) else None
    if own is not None and rule.newcomer_days and own > due:
        goes_on = any(grade + left + 1 in one for one in asked.rules)
        # Too late for this span: asked in the next.
        due = own if own <= ends else (date.max if goes_on else ends)
    if done:
        return False
    if rule.first_due is not None and _in_year(rule.first_due, start) >= _known_from(asked):
        first_day = _in_year(rule.first_due, start)
        days = timedelta(days=0 if came_on is None or (with_all and came_on <= first_day) else rule.newcomer_days)
        begins = datetime.combine(start, time(), tzinfo=asked.district.zone)
        has_one = any(moment >= begins for moment in getattr(known, conferences_asked(rule)))
        if not has_one and (came_on is None or came_on + days <= first_day) and first_day < asked.on:
            return True
    if rule.plan_due is None:
        return due < asked.on
    back = years_from(grades, KIND_FIRST[rule.kind]) if rule.plan_years else in_span
    first = start.replace(year=start.year - back)
    plan_due = _in_year(rule.plan_due, first)
    while plan_due < _known_from(asked):
        plan_due = plan_due.replace(year=plan_due.year + 1)
    if came_on is not None and came_on > first and rule.plan_newcomer_days:
        # Who began with a school year has the day of that year.
        own_day = _in_year(rule.plan_due, date(came_on.year, 7, 1))
        as_all = with_all and came_on <= own_day
        plan_due = max(plan_due, own_day if as_all else came_on + timedelta(days=rule.plan_newcomer_days))
    begun = known.shared_at is not None and timezone.localdate(known.shared_at, asked.district.zone) >= first
    if begun:
        return due < asked.on
    return plan_due < asked.on or (not rest and due < asked.on)


def _known_from(asked: Asked) -> date:
    """Since when plans are written here: since the first policy was adopted, or began to hold after that."""
    adopted = BoardPolicy.objects.filter(district=asked.district, status="adopted")
    since = [max(timezone.localdate(one.adopted_at, asked.district.zone), one.starts_on) for one in adopted]
    return min([*since, asked.on])


def _in_year(day: tuple[int, int], start: date) -> date:
    found = date(start.year, *day)
    return found if found >= start else date(start.year + 1, *day)


# In which grades the plans begin: as in the state's pack.
KIND_FIRST = {"sep": -1, "seop": 7}


def group_is_known(
    asked: Asked, school: uuid.UUID, grades: list[int], begins: datetime, *, with_counselor: bool
) -> bool:
    """Whether the school has held a group conference since then for the grade in which the student was that year, one
    that was not taken back.

    ``with_counselor``: and has said of each of them who held it.
    """

    def then(moment: datetime) -> int:
        day, start = moment.date(), asked.year.starts_on
        ended = day.year + ((day.month, day.day) >= (start.month, start.day))
        return grades[max(0, asked.year.ends_on.year - ended)]

    rows = GroupConference.objects.filter(school=school, held_at__gte=begins, taken_back_at=None)
    held = [
        row for row in rows if row.first_grade is None or row.first_grade <= then(row.held_at) <= (row.last_grade or 0)
    ]
    files = [
        row
        for row in EarlierGroup.objects.filter(school=school, held_at__gte=begins, taken_back_at=None)
        if row.grade == then(row.held_at)
    ]
    said = [row.hosts.exists() for row in held] + [not row.is_unsaid for row in files]
    return bool(said) and (not with_counselor or all(said))


# The numbers that the parts have in the state's pack: written down here, since they never change.
BITS = {
    "strengths": 2, "accomplishments": 4, "improve": 8, "behavior": 16, "homework": 32, "student_words": 64,
    "occupations": 128, "courses": 256, "graduation": 512,
}  # fmt: skip


def bits_asked(sections: tuple[str, ...]) -> int:
    """Parts of a plan as bits."""
    return sum(BITS[key] for key in set(sections))


def tally(district: District, asked: Asked) -> Tally:
    """The whole district, student by student."""
    found = Tally()
    for student in Person.objects.filter(district=district, is_active=True, memberships__role="student").distinct():
        seat = seat_of(student, asked.on)
        part = None if seat is None else asked.part(student.grade, seat.school_id)
        if part is None:
            continue
        known, grades, rule = facts_of(student), grades_of(student), part.rule
        begins = _years_ago(asked, years_from(grades, rule.first) if rule.span == "band" else 0)
        bits = bits_asked(rule.sections)
        times = plan_times(asked, rule, grades)
        verdict = judge(rule, known, begins, asked.year.ends_on.year, bits, times)
        assert seat is not None
        assert seat.school_id is not None
        counsels = rule.group_with_counselor
        known_groups = group_is_known(asked, seat.school_id, grades, begins, with_counselor=counsels)
        done = verdict.done(groups=known_groups, registration=asked.registration)
        # At a school that has said who held each of its own, somebody who was at one of another school.
        unsaid = known.unsaid_group is not None and known.unsaid_group >= begins
        may_have = known_groups and counsels and unsaid and not verdict.group
        # Who has what is asked, has it everywhere: it is not known of those alone who do not have it on record.
        group_open = rule.group > 0 and not verdict.group and (not known_groups or may_have)
        registration_open = rule.registration and not verdict.registered and not asked.registration
        is_open = group_open or registration_open
        came_on = came(student, seat)
        rest = verdict.besides(groups=known_groups, registration=asked.registration)
        late = is_late(asked, rule, grades, came_on, rest=rest, done=done, known=known)
        met = any(moment >= begins for moment in known.met)
        found += Tally(
            1,
            int(verdict.plan),
            int(met or not rule.individual),
            int(verdict.individual),
            int(verdict.group),
            int(verdict.involved),
            int(verdict.signed),
            int(verdict.registered),
            int(done and not is_open),
            int(late),
            int(done and is_open),
        )
    return found
