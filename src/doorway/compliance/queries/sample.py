"""The sample of an evidence pack: what the records of a few students hold, and nothing that tells who they are."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from random import Random

from django.db.models.functions import TruncDate

from doorway.compliance.counseling import is_counsel_of
from doorway.compliance.models import GroupGuest
from doorway.compliance.queries.reaching import counted_tries
from doorway.compliance.queries.standing import Asked, StudentLine, described, planned_in, students_of
from doorway.conferences.models import Appointment, EarlierConference
from doorway.plans.core.document import Words, from_json
from doorway.plans.letter import Letter
from doorway.plans.models import PlanVersion, Signature
from doorway.roster.models import Membership, Role, School

SAMPLE = 10
# For each one who is drawn there are so many students.
STUDENTS_FOR_ONE = 4
# And so many of whom the same is asked: what is not asked of a student tells the grades.
ALIKE = 10
HOSTS = (Role.COUNSELOR, Role.PRINCIPAL, Role.TEACHER)
OTHER = "other"
EARLIER = "earlier"


@dataclass(frozen=True)
class Record:
    """One student of the sample, without name, grade, class and day; all of it within the time that counts, for the
    plan and its signatures the time in which that is in force.

    ``met``: the conferences to which the family came, by the kinds of people who were there. ``filled`` and ``empty``:
    sections of the plan in force, by their titles; those that are empty and that the policy asks are ``lacking``.
    """

    line: StudentLine
    filled: tuple[Words, ...]
    empty: tuple[Words, ...]
    lacking: tuple[Words, ...]
    goals: int
    met: Counter[tuple[str, ...]]
    groups: int
    signed: frozenset[str]
    tries: Counter[str]


def drawn(school: School, asked: Asked) -> list[StudentLine]:
    """A few students by chance, in an order that says nothing: the same ones all day."""
    rows = students_of(school.pk, asked).order_by("pk").select_related("student")
    rows = rows.annotate(has_classes_planned=planned_in(asked.year.ends_on.year)) if asked.registration else rows
    found = list(described(rows, asked))
    # So does what is not known of them: group conferences are known of some grades and not of others.
    alike = Counter((line.part.rule, line.is_unsure) for line in found)
    found = [line for line in found if alike[line.part.rule, line.is_unsure] >= ALIKE]
    chance = Random(f"{school.pk}:{asked.on}")  # noqa: S311  # draws a sample, guards nothing
    # Of a small school nearly everybody would be in it, and known without a name.
    return chance.sample(found, min(SAMPLE, len(found) // STUDENTS_FOR_ONE))


def records(sample: Sequence[StudentLine], zone: tzinfo) -> list[Record]:
    """What is on record of them. Seven queries, and none of nobody. ``zone``: the district's, in which a day is one."""
    if not sample:
        return []
    students = [line.standing.student_id for line in sample]
    begins = {line.standing.student_id: line.part.begins for line in sample}
    # A plan may be in force for longer than conferences count, and so are its signatures.
    plan_begins = {line.standing.student_id: line.part.plan_begins for line in sample}
    plans: dict[uuid.UUID, PlanVersion] = {}
    versions = PlanVersion.objects.filter(plan__student__in=students).select_related("plan")
    for version in versions.order_by("created_at", "number"):
        plans[version.plan.student_id] = version
    signed: dict[uuid.UUID, set[str]] = defaultdict(set)
    rows = Signature.objects.filter(version__in=plans.values()).select_related("version__plan")
    for signature in rows.defer("version__content"):
        student = signature.version.plan.student_id
        if signature.signed_at >= plan_begins[student]:
            signed[student].add(signature.signer)
    groups: Counter[uuid.UUID] = Counter()
    guests = GroupGuest.objects.filter(student__in=students, conference__taken_back_at=None)
    here: set[tuple[uuid.UUID, date]] = set()
    for student, held_at in guests.values_list("student", "conference__held_at"):
        groups[student] += held_at >= begins[student]
        # Kept for noon in the district, which is the same day in UTC.
        here.add((student, held_at.date()))
    tries: dict[uuid.UUID, Counter[str]] = defaultdict(Counter)
    for student, how, at in counted_tries().filter(student__in=students).values_list("student", "how", "at"):
        tries[student][how] += at >= begins[student]
    met = _met(begins, zone)
    for student, on, kind, who in _earlier(begins):
        if kind == EarlierConference.Kind.GROUP:
            # The same one may be written down here: what stands here comes first (``facts``).
            groups[student] += (student, on) not in here
        else:
            met[student][who] += 1
    return [
        Record(
            line,
            *_sections(plans.get(line.standing.student_id), line),
            met=met[line.standing.student_id],
            groups=groups[line.standing.student_id],
            signed=frozenset(signed[line.standing.student_id]),
            tries=+tries[line.standing.student_id],
        )
        for line in sample
    ]


Titles = tuple[Words, ...]


def _sections(version: PlanVersion | None, line: StudentLine) -> tuple[Titles, Titles, Titles, int]:
    """The filled, the empty and the empty but asked sections of the plan in force, and the number of its goals."""
    if version is None or version.created_at < line.part.plan_begins:
        return (), (), (), 0
    plan = Letter(from_json(version.content))
    asked = line.part.rule.sections
    return (
        tuple(one.title for one in plan.sections),
        tuple(one.title for one in plan.empty_sections if one.key not in asked),
        tuple(one.title for one in plan.empty_sections if one.key in asked),
        len(plan.document.goals),
    )


def _earlier(begins: Mapping[uuid.UUID, datetime]) -> list[tuple[uuid.UUID, date, str, tuple[str, ...]]]:
    """The conferences of before that came with a file, each day and kind once, with who was there. One query."""
    rows = EarlierConference.objects.filter(student__in=begins, taken_back_at=None)
    rows = rows.annotate(counsels=is_counsel_of("host", "on"))
    found: dict[tuple[uuid.UUID, date, str], set[str]] = defaultdict(set)
    for student, on, kind, held_at, said, counsels in rows.values_list(
        "student", "on", "kind", "held_at", "with_counselor", "counsels"
    ):
        if held_at >= begins[student]:
            is_counselor = counsels if said is None else said
            found[student, on, kind].add(Role.COUNSELOR if is_counselor else EARLIER)
    return [(student, on, kind, tuple(sorted(who))) for (student, on, kind), who in found.items()]


def _met(begins: Mapping[uuid.UUID, datetime], zone: tzinfo) -> dict[uuid.UUID, Counter[tuple[str, ...]]]:
    """The conferences to which each family came, by the kinds of people who were there. Two queries."""
    rows = Appointment.objects.filter(
        student__in=begins, status=Appointment.Status.BOOKED, attendance=Appointment.Attendance.CAME
    )
    rows = rows.alias(day=TruncDate("starts_at", tzinfo=zone)).annotate(counsels=is_counsel_of("host__person", "day"))
    meetings = list(rows.values_list("student", "conference", "host__person", "ends_at", "counsels"))
    roles: dict[uuid.UUID, set[str]] = defaultdict(set)
    hosts = {host for _student, _conference, host, _at, _counsels in meetings}
    held = Membership.objects.filter(person__in=hosts, role__in=HOSTS).exclude(role=Role.COUNSELOR)
    for person, role in held.values_list("person", "role"):
        roles[person].add(role)
    there: dict[uuid.UUID, dict[uuid.UUID, set[str]]] = defaultdict(lambda: defaultdict(set))
    for student, conference, host, ends_at, counsels in meetings:
        if ends_at >= begins[student]:
            # A counselor of that day who teaches, too, is a counselor here.
            kind = next((role for role in HOSTS if role in roles[host]), OTHER)
            kind = Role.COUNSELOR if counsels else kind
            there[student][conference].add(kind)
    found: dict[uuid.UUID, Counter[tuple[str, ...]]] = defaultdict(Counter)
    for student, conferences in there.items():
        found[student].update(tuple(sorted(kinds)) for kinds in conferences.values())
    return found
