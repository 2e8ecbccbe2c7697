"""What of the shared plans waits for somebody: for lists and for the start page, in one query each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery

from doorway.plans.models import PlanVersion, Signature
from doorway.plans.queries.students import PlanState, with_plan_states
from doorway.roster.access import Reason, Viewer, visible_students
from doorway.roster.models import Guardianship, Person


@dataclass(frozen=True)
class SharedPlan:
    """A child's plan of this year as the family's list shows it; ``shared_at`` is None before it is shared."""

    student: Person
    shared_at: datetime | None
    number: int
    is_signed: bool

    @property
    def waits(self) -> bool:
        """It is there to be signed, and nobody of this home has."""
        return self.shared_at is not None and not self.is_signed


def plans_of_wards(viewer: Viewer, now: datetime) -> list[SharedPlan]:
    """The plans of the children of this guardian, by grade; signed when somebody of the same home has. One query."""
    homes = Guardianship.objects.filter(
        student=OuterRef(OuterRef("pk")), guardian__in=viewer.person_ids, is_active=True
    )
    signed = Signature.objects.filter(
        version=OuterRef("version_id"),
        signer=Signature.Signer.GUARDIAN,
        person__wards__student=OuterRef("pk"),
        person__wards__is_active=True,
        person__wards__household__in=homes.values("household"),
    )
    return _shared(visible_students(viewer, reasons=[Reason.GUARDIAN]), signed, viewer, now)


def own_shared_plan(viewer: Viewer, now: datetime) -> SharedPlan | None:
    """The student's own plan of this year. One query."""
    signed = Signature.objects.filter(
        version=OuterRef("version_id"), signer=Signature.Signer.STUDENT, person=OuterRef("pk")
    )
    return next(iter(_shared(visible_students(viewer, reasons=[Reason.SELF]), signed, viewer, now)), None)


def _shared(students: QuerySet[Person], signed: QuerySet[Signature], viewer: Viewer, now: datetime) -> list[SharedPlan]:
    newest = PlanVersion.objects.filter(pk=OuterRef("version_id"))
    rows = with_plan_states(students, viewer, now=now).annotate(
        shared_at=Subquery(newest.values("created_at")[:1]),
        number=Subquery(newest.values("number")[:1]),
        is_signed_here=Exists(signed),
    )
    return [
        SharedPlan(student, student.shared_at, student.number or 0, student.is_signed_here)
        for student in rows.select_related("district").order_by("grade", "given_name", "pk")
    ]


@dataclass(frozen=True)
class SchoolWaits:
    """How many students the school still has to share a plan with, and how many plans wait for signatures."""

    to_share: int
    unsigned: int


def school_waits(viewer: Viewer, now: datetime) -> SchoolWaits:
    """Counts over the students whom the viewer teaches or counsels. One query."""
    students = visible_students(viewer, reasons=[Reason.TEACHER, Reason.COUNSELOR])
    states = with_plan_states(students, viewer, now=now).order_by()
    # Grouped, the state of each student is worked out once and not once for each count.
    counted = dict(states.values_list(F("state")).annotate(number=Count("pk")))
    return SchoolWaits(to_share=counted.get(PlanState.TALKED, 0), unsigned=counted.get(PlanState.SHARED, 0))
