"""What the demo's schools did about the families whom nobody has met, and a group conference."""

from __future__ import annotations

from datetime import timedelta

from doorway.compliance.actions.following_up import hold_group, record_try, set_guests
from doorway.compliance.queries.follow_up import FIRST
from doorway.compliance.queries.standing import asked_on, students_of
from doorway.demo.build.stage import Stage
from doorway.roster.models import Membership, Person, Role

# School: who leads the group conference there, and the grades.
GROUPS = {
    "panguitch-high": ("Dana Lindqvist, counselor", ("09", "10")),
    "escalante-high": ("The counselor", ("07", "08", "09", "10", "11", "12")),
}
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
    for slug in GROUPS:
        _hold_group(stage, slug)
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


def _hold_group(stage: Stage, slug: str) -> None:
    school, office = stage.schools[slug], stage.office()
    if office is None:
        return
    leader, grades = GROUPS[slug]
    group = hold_group(
        school=school,
        topic="Graduation, and the classes that lead there",
        led_by=leader,
        held_on=stage.today - timedelta(days=16),
        by=office,
        now=stage.now,
    )
    there = Membership.objects.filter(school=school, role=Role.STUDENT, ends_on=None, person__grade__in=grades)
    students = list(there.order_by("person__sourced_id").values_list("person", flat=True))
    random = stage.random(f"group:{slug}")
    set_guests(group=group, shown=students, came=[student for student in students if random.random() < 0.7])
