"""What the demo's schools did about the families whom nobody has met, and a group conference."""

from __future__ import annotations

from datetime import timedelta

from doorway.compliance.actions.following_up import hold_group, record_try, set_guests
from doorway.compliance.actions.service import write_time
from doorway.compliance.queries.follow_up import FIRST
from doorway.compliance.queries.groups import staff_of
from doorway.compliance.queries.standing import asked_on, students_of
from doorway.demo.build.stage import Stage
from doorway.policy.packs import grade_number
from doorway.roster.models import Membership, Person, Role

# School: the role of who holds the group conference there, somebody from outside, the grades, how many days ago.
GROUPS = (
    ("panguitch-high", Role.COUNSELOR, "", ("09", "10"), 16),
    # Without a counselor: it is on record, and does not count where the policy asks for one.
    ("panguitch-high", Role.TEACHER, "Somebody of the state university", ("11", "12"), 9),
    ("escalante-high", Role.COUNSELOR, "", ("07", "08", "09", "10", "11", "12"), 16),
)
_WEEKS, FRIDAY = 3 * 7, 4
# What a counselor's day has in it: kind, quarters of an hour from and to, note.
_DAYS_OF = (
    (
        ("student", 10, 18, "Course plans, one by one"), ("group", 0, 4, "Class visit: credits"),
        ("family", 0, 3, ""), ("program", 0, 2, "Schedule"), ("other", 0, 2, "Lunch duty"),
    ),
    (
        ("student", 8, 12, ""), ("group", 2, 4, "Grade 8: choosing classes"), ("program", 1, 3, "Testing"),
        ("other", 1, 3, "Bus duty"),
    ),
)  # fmt: skip
CALLED = (
    ("call", "no_answer", ""),
    ("call", "message", "Asked to call back after five."),
    ("call", "reached", "Comes on the second day."),
    ("letter", "message", ""),
    ("call", "declined", "Wants to talk on the phone instead."),
)


def follow_up(stage: Stage) -> None:
    """A few tries at every school, through the product's own actions; families at a group conference in one."""
    if stage.is_large:
        return
    for slug, role, others, grades, back in GROUPS:
        _hold_group(stage, slug, role, others, grades, back)
    _counselors_write_time(stage)
    random = stage.random("follow-up")
    asked = asked_on(stage.district, stage.today)
    if asked is None:
        return
    for school in stage.schools.values():
        office = Membership.objects.filter(school=school, role__in=(Role.OFFICE, Role.PRINCIPAL)).order_by("role", "pk")
        by = office.select_related("person").first()
        if by is None:
            continue
        rows = students_of(school.pk, asked, show="unmet").select_related("student")
        for row in rows[: FIRST // 2]:
            student: Person = row.student
            student.district = stage.district
            how, outcome, note = random.choice(CALLED)
            day = stage.today - timedelta(days=random.randint(1, 12))
            record_try(student=student, how=how, outcome=outcome, note=note, on=day, by=by.person, now=stage.now)


def _counselors_write_time(stage: Stage) -> None:
    """What counselors did on the school days of the last weeks: most of it with students; one has too much else."""
    held = Membership.objects.filter(district=stage.district, role=Role.COUNSELOR).select_related("person")
    counselors = {row.person_id: row.person for row in held}
    for place, counselor in enumerate(sorted(counselors.values(), key=lambda one: one.sourced_id)):
        counselor.district = stage.district
        random = stage.random(f"time:{counselor.sourced_id}")
        days = _WEEKS if place < 2 else _WEEKS // 3
        for back in range(1, days):
            day = stage.today - timedelta(days=back)
            if day.weekday() > FRIDAY:
                continue
            for kind, low, high, note in _DAYS_OF[place % len(_DAYS_OF)]:
                minutes = 15 * random.randint(low, high)
                if minutes:
                    write_time(counselor=counselor, on=day, kind=kind, minutes=minutes, note=note, now=stage.now)


def _hold_group(stage: Stage, slug: str, role: Role, others: str, grades: tuple[str, ...], back: int) -> None:
    school, office = stage.schools[slug], stage.office()
    hosts = [one.person for one in staff_of(school) if one.role == role][:2]
    if office is None or not hosts:
        return
    group = hold_group(
        school=school,
        topic="Graduation, and the classes that lead there",
        language="en",
        hosts=hosts,
        led_by=others,
        held_on=stage.today - timedelta(days=back),
        first_grade=grade_number(grades[0]),
        last_grade=grade_number(grades[-1]),
        by=office,
        now=stage.now,
    )
    there = Membership.objects.filter(school=school, role=Role.STUDENT, ends_on=None, person__grade__in=grades)
    students = list(there.order_by("person__sourced_id").values_list("person", flat=True))
    random = stage.random(f"group:{slug}:{grades[0]}")
    set_guests(group=group, shown=students, came=[student for student in students if random.random() < 0.7])
