"""Scholarships of the place that the counselor entered; what seniors did about them, and who goes to college."""

from __future__ import annotations

from datetime import date, timedelta

from doorway.demo.build.stage import Stage
from doorway.pathways.core.transcript import school_year
from doorway.pathways.graduation.access import FactTeller
from doorway.pathways.graduation.facts import known_fact, say
from doorway.pathways.graduation.records import class_of
from doorway.pathways.graduation.rulebooks import requirements_of
from doorway.pathways.models import LocalScholarship, StudentFact
from doorway.pathways.models.roles import SaidAs
from doorway.pathways.scholarships.actions import Entered, enter
from doorway.pathways.scholarships.steps import What, tell
from doorway.policy.packs import grade_number
from doorway.roster.models import Person, School

Role = SaidAs
SENIOR = "12"
# How many of a grade have said whether college is the plan.
_ASKED = {"11": 0.4, SENIOR: 0.8}


def offer_scholarships(stage: Stage) -> int:
    """Three scholarships of the county, and what students did about them; the number of steps."""
    people, random = stage.people(), stage.random("scholarships")
    dana = people.get("dana")
    if dana is None:
        return 0
    school = School.objects.filter(memberships__person=dana, memberships__role="counselor").first()
    today = stage.now.date()
    entered_at = stage.now - timedelta(days=40)
    rows = [enter(one, by=dana, user=dana.user, now=entered_at) for one in _entered(today, school)]
    steps = 0
    for draft in stage.draft.students:
        student = people[draft.key]
        if draft.key == "diego":
            steps += _says(stage, student, What.KEPT, rows[0])
        elif student.grade == SENIOR:
            if random.random() < 0.5:
                steps += _confirms(stage, student, dana, rows[0])
            for row in rows:
                if row.school_id in {None, getattr(school, "pk", None)} and random.random() < 0.25:
                    steps += _says(stage, student, What.KEPT, row)
                    if random.random() < 0.4:
                        steps += _says(stage, student, What.APPLIED, row)
    return steps


def say_who_goes_to_college(stage: Stage) -> int:
    """Most seniors and some juniors have said whether college is the plan; nobody has asked Diego yet."""
    people, day = stage.people(), stage.now.date()
    answers = 0
    for draft in stage.draft.students:
        student = people[draft.key]
        random = stage.random(f"college:{student.sourced_id}")
        if student.grade not in _ASKED or random.random() >= _ASKED[student.grade]:
            continue
        leaves = class_of(grade_number(student.grade), school_year(day))
        known = known_fact(requirements_of(student.district, day), leaves, "college_bound")
        says = StudentFact.Says.YES if random.random() < 0.6 else StudentFact.Says.NO
        when = stage.now - timedelta(days=1 + int(random.random() * 60))
        answers += say(FactTeller(student, student, Role.STUDENT), known, says, now=when) is not None
    return answers


def _says(stage: Stage, student: Person, what: What, row: LocalScholarship) -> int:
    when = stage.now - timedelta(days=5)
    told = tell(
        student=student, by=student, role=Role.STUDENT, what=what, subject=row.pk.hex, title=row.name,
        school_year=school_year(stage.now.date()), now=when,
    )  # fmt: skip
    return int(told is not None)


def _confirms(stage: Stage, student: Person, dana: Person, row: LocalScholarship) -> int:
    """The counselor has said of some whether they live where the cooperative serves."""
    (confirm,) = row.confirms
    said = What.SO if stage.random(f"served:{student.sourced_id}").random() < 0.8 else What.NOT_SO
    told = tell(
        student=student, by=dana, role=Role.COUNSELOR, what=said, subject=f"{row.pk.hex}.{confirm['key']}",
        title=confirm["words"], school_year=school_year(stage.now.date()), now=stage.now - timedelta(days=8),
    )  # fmt: skip
    return int(told is not None)


def _entered(today: date, school: School | None) -> list[Entered]:
    return [
        Entered(
            name={"en": "Canyon Country Electric Cooperative Scholarship", "es": "Beca de la cooperativa eléctrica"},
            about={
                "en": "For students who will learn a trade or go to college, from a home that the cooperative serves.",
                "es": "Para quienes aprenderán un oficio o irán a la universidad, de un hogar de la cooperativa.",
            },
            how={
                "en": "The form is in the counseling office. Add a letter about your plans.",
                "es": "El formulario está en la oficina de consejería. Agregue una carta sobre sus planes.",
            },
            money={"en": "paid once, in August", "es": "se paga una vez, en agosto"},
            amount=1000,
            closes_on=today + timedelta(days=47),
            average=3000,
            confirms=({"en": "The home is served by the cooperative", "es": "La cooperativa atiende el hogar"},),
            source="Invented for the demo",
        ),
        Entered(
            name={"en": "Bar T Ranch Trades Award", "es": "Premio Bar T de oficios"},
            about={
                "en": "For seniors who took career and technical classes and mean to go on with them.",
                "es": "Para el último año: quienes tomaron clases técnicas y quieren seguir con ellas.",
            },
            amount=750,
            closes_on=today + timedelta(days=19),
            courses=({"units": 2000, "area": "cte", "tag": "", "mark": "C"},),
            source="Invented for the demo",
            school=school,
        ),
        Entered(
            name={"en": "Red Rock Teachers’ Scholarship", "es": "Beca de los maestros de Red Rock"},
            about={
                "en": "For juniors and seniors who want to become teachers.",
                "es": "Para estudiantes de los grados 11 y 12 que quieren ser maestros.",
            },
            money={"en": "$500 for each of two semesters", "es": "$500 en cada uno de dos semestres"},
            closes_on=today + timedelta(days=96),
            first_grade=11,
            average=3500,
            units=20000,
            courses=({"units": 3000, "area": "ela", "tag": "", "mark": "B"},),
            confirms=({"en": "Has helped in a classroom for 20 hours", "es": "Ha ayudado 20 horas en un salón"},),
            source="Invented for the demo",
        ),
    ]
