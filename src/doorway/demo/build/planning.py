"""Some high-school students have proposed classes for the grades to come; the counselor has begun to look at them."""

from __future__ import annotations

import uuid
from collections import defaultdict
from contextlib import suppress
from datetime import timedelta

from doorway.demo.build.stage import Stage
from doorway.pathways.classes.actions import say
from doorway.pathways.classes.errors import NotThere
from doorway.pathways.core.audit import school_year
from doorway.pathways.course_plan.actions import approve, decline, propose
from doorway.pathways.course_plan.errors import Gone, NotAllowed
from doorway.pathways.graduation.access import Decider
from doorway.pathways.models import CatalogCourse, ClassLink, PlannedCourse, TranscriptCourse
from doorway.pathways.models.roles import SaidAs
from doorway.pathways.occupations.access import Chooser
from doorway.roster.models import Person, School

Role = SaidAs
MOST = 10
# What Diego has put down, and what one of the others would.
DIEGOS = (("ENG-11", 11), ("SEC-MATH-3", 11), ("PHYSICS-TECH", 11), ("CONSTRUCTION", 12), ("WELDING-1", 11))
ANYBODYS = ("ENG-11", "ENG-12", "PSYCHOLOGY", "ANATOMY", "SPANISH-1", "BAND", "WOODS-1", "CHEMISTRY")
# What was planned for Diego for this year, and is not among his classes.
NOT_TAKEN = "WOODS-1"
LINEMAN = "49-9051.00"


def plan_classes(stage: Stage) -> int:
    """Course plans through the product's own actions; how many classes stand in them."""
    people, random = stage.people(), stage.random("course plans")
    dana, count, others = people.get("dana"), 0, 0
    for draft in stage.draft.students:
        student = people[draft.key]
        student.district = stage.district
        if draft.key == "diego":
            count += len(_put(stage, student, DIEGOS))
        elif others < MOST and student.grade in {"09", "10"} and random.random() < 0.2:
            others += 1
            count += len(_put(stage, student, [(code, 11) for code in random.sample(ANYBODYS, 3)]))
    diego = people.get("diego")
    if dana is not None and diego is not None:
        diego.district = stage.district
        _danas(stage, dana, diego)
    return count


def plan_this_year(stage: Stage) -> int:
    """What the high school's students and their counselor had agreed on last spring for this year.

    Most are registered for just that; a few are not in one of the classes; some never made a plan. A plan for a year
    that has begun cannot be proposed any more, so these rows are written as last spring left them.
    """
    people, random = stage.people(), stage.random("this year's course plans")
    dana, year = people.get("dana"), school_year(stage.now.date())
    if dana is None:
        return 0
    courses = {course.code: course for course in CatalogCourse.objects.filter(district=stage.district)}
    taken: dict[uuid.UUID, list[str]] = defaultdict(list)
    record = TranscriptCourse.objects.filter(district=stage.district, school_year=year).order_by("code", "term")
    for owner, code in record.values_list("student_id", "code"):
        if code in courses and code not in taken[owner]:
            taken[owner].append(code)
    then, rows = stage.now - timedelta(days=240), []
    for student in sorted((one for one in people.values() if one.pk in taken), key=lambda one: one.sourced_id):
        codes, luck = taken[student.pk], random.random()
        if student.pk == people["diego"].pk:
            codes = [*codes, NOT_TAKEN]
        elif luck > 0.9:
            continue
        elif luck > 0.8:
            codes = [*codes, random.choice(sorted(set(ANYBODYS) - set(codes)))]
        rows += [
            PlannedCourse(
                district=stage.district, student=student, course=courses[code], school_year=year,
                status=PlannedCourse.Status.APPROVED, proposed_by=student, role=Role.STUDENT, proposed_at=then,
                decided_by=dana, decided_at=then + timedelta(days=6), changed_at=then + timedelta(days=6),
            )
            for code in dict.fromkeys(codes) if code in courses
        ]  # fmt: skip
    return len(PlannedCourse.objects.bulk_create(rows))


def _put(
    stage: Stage, student: Person, wishes: list[tuple[str, int]] | tuple[tuple[str, int], ...]
) -> list[PlannedCourse]:
    """Propose what the rules take; the demo's students do not all know them."""
    own, found = Chooser(student, student, Role.STUDENT), []
    today = stage.now.date()
    for code, grade in wishes:
        with suppress(NotAllowed, Gone):
            now = stage.now - timedelta(days=9)
            found.append(propose(own, code=code, grade=grade, term="", today=today, now=now))
    return found


def _danas(stage: Stage, dana: Person, diego: Person) -> None:
    """The counselor has approved one class, declined one, and put one on the list of an occupation."""
    approver, now = Decider(diego, dana), stage.now - timedelta(days=2)
    # What was agreed on for this year may be one of these classes, too.
    proposed = PlannedCourse.Status.PROPOSED
    planned = PlannedCourse.objects.filter(student=diego, status=proposed).select_related("course")
    rows = {row.course.code: row for row in planned}
    if "SEC-MATH-3" in rows:
        approve(approver, rows["SEC-MATH-3"].pk, today=stage.now.date(), now=now)
    if "WELDING-1" in rows:
        decline(
            approver, rows["WELDING-1"].pk, reason="The welding shop is full next year. Construction has room.",
            today=stage.now.date(), now=now,
        )  # fmt: skip
    school = School.objects.filter(memberships__person=dana, memberships__role="counselor").first()
    if school is not None:
        with suppress(NotThere):
            say(
                school=school, occupation=LINEMAN, code="WEIGHTS", kind=ClassLink.Kind.ADDED, by=dana, now=now,
                reason="The line school in Cedar City asks for strength and climbing.",
            )  # fmt: skip
