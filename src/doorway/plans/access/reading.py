"""Who may open a plan as it is shared, review it, sign it, and record a signature."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models.expressions import BaseExpression
from django.http import Http404

from doorway.plans.access.writing import (
    OWN_REASONS,
    WRITING_REASONS,
    Writer,
    own_student_id,
    staff_writer,
    student_with,
    voices_of,
)
from doorway.plans.documents import guardians_with_access
from doorway.plans.models import PlanVersion, Signature
from doorway.plans.queries.signers import Roll, guardian_rows, roll_of
from doorway.plans.queries.students import names, unanswered
from doorway.plans.queries.versions import VersionLine
from doorway.plans.rows import Row
from doorway.roster.access import STAFF_REASONS, Reason, Viewer, log_look
from doorway.roster.models import Person

# Who may write down that somebody signed on paper, and remind those who have not signed.
RECORDING_REASONS = (*WRITING_REASONS, Reason.OFFICE)


@dataclass(frozen=True)
class Home:
    """The homes of a student to which the viewer belongs, and which of the viewer's persons are guardians there."""

    numbers: frozenset[int]
    guardians: tuple[Person, ...]


@dataclass(frozen=True)
class Reader:
    """A student whose plan was opened (the look is logged), for which reasons, and by whom."""

    viewer: Viewer
    student: Person
    reasons: tuple[Reason, ...]

    @property
    def is_family(self) -> bool:
        """The student or a guardian reads."""
        return self.reasons[0] in OWN_REASONS

    @property
    def voices(self) -> frozenset[str]:
        """The voices that the viewer has (teacher, counselor, student, guardian)."""
        return voices_of(self.reasons)

    @property
    def can_write(self) -> bool:
        """Teacher, counselor or principal: they share and correct."""
        return not set(self.reasons).isdisjoint(WRITING_REASONS)

    @property
    def can_record(self) -> bool:
        """May keep a signature from paper, and remind."""
        return not set(self.reasons).isdisjoint(RECORDING_REASONS)

    @property
    def home(self) -> Home:
        """The viewer's own homes of this student; none for the school and for the student."""
        homes = {uuid.UUID(row["id"]): row["home"] for row in self.guardian_rows}
        own = [person for person in self.viewer.persons if person.pk in homes]
        return Home(frozenset(homes[person.pk] for person in own), tuple(own))

    @property
    def signers(self) -> tuple[list[Person], str]:
        """Which of the viewer's persons sign this plan at home, and as what."""
        if self.reasons[0] == Reason.SELF:
            return [person for person in self.viewer.persons if person.pk == self.student.pk], Signature.Signer.STUDENT
        return list(self.home.guardians), Signature.Signer.GUARDIAN

    @property
    def guardian_rows(self) -> list[Row]:
        """The student's guardians with access."""
        rows: list[Row] = getattr(self.student, "guardian_rows", [])
        return rows

    def roll(self, version: VersionLine | None) -> Roll:
        """Who has signed, as far as this reader may know it: a home reads its own guardians, not the other home's."""
        found = roll_of(self.student, self.guardian_rows, version)
        return found.of_home(self.home.numbers) if self.is_family else found


def open_review(viewer: Viewer, student_id: uuid.UUID) -> Reader:
    """The student for the page on which a plan is reviewed and shared; 404 for strangers. Two queries.

    The student carries ``unanswered``: how many questions of the family wait for an answer.
    """
    return _open(viewer, student_id, STAFF_REASONS, page="review", unanswered=unanswered(viewer))


def open_family_plan(viewer: Viewer, student_id: uuid.UUID) -> Reader:
    """A child's plan for a guardian; 404 for everybody else."""
    return _open(viewer, student_id, [Reason.GUARDIAN], page="plan")


def open_own_plan(viewer: Viewer) -> Reader:
    """The student's own plan; 404 for everybody else."""
    return _open(viewer, own_student_id(viewer), [Reason.SELF], page="plan")


def open_version(viewer: Viewer, version_id: uuid.UUID) -> tuple[Reader, PlanVersion]:
    """One version, for everybody who may read the student's record; 404 for strangers. Three queries."""
    version = _version(version_id)
    return _open(viewer, version.plan.student_id, (*OWN_REASONS, *STAFF_REASONS), page="version"), version


def signing_at_home(viewer: Viewer, version_id: uuid.UUID) -> tuple[Reader, PlanVersion]:
    """A version that the student or a guardian wants to sign; 404 for everybody else."""
    version = _version(version_id)
    return _open(viewer, version.plan.student_id, OWN_REASONS, page="sign"), version


def signing_at_school(viewer: Viewer, version_id: uuid.UUID) -> tuple[Writer, PlanVersion]:
    """A version that a teacher or counselor of the student wants to sign; 404 for everybody else."""
    version = _version(version_id)
    return staff_writer(viewer, version.plan.student_id), version


def recorder(viewer: Viewer, student_id: uuid.UUID) -> Person:
    """The student, when the viewer may record signatures from paper and remind the family; 404 for everybody else."""
    return student_with(viewer, student_id, RECORDING_REASONS)[0]


def recording(viewer: Viewer, version_id: uuid.UUID) -> tuple[Person, PlanVersion]:
    """The student, and a version that was signed on paper; 404 as for :func:`recorder`."""
    version = _version(version_id)
    return recorder(viewer, version.plan.student_id), version


def signer_on_paper(student: Person, choice: str) -> tuple[Person, str] | None:
    """Who was chosen on the list of those who sign at home (``guardian:<id>``, ``student:<id>``), and as what."""
    signer, _separator, key = choice.partition(":")
    if signer == Signature.Signer.STUDENT and key == str(student.pk):
        return student, signer
    rows = guardians_with_access([student.pk]) if signer == Signature.Signer.GUARDIAN else []
    return next(((row.guardian, signer) for row in rows if str(row.guardian_id) == key), None)


def _version(version_id: uuid.UUID) -> PlanVersion:
    version = PlanVersion.objects.filter(pk=version_id).select_related("plan__school_year", "plan__district").first()
    if version is None:
        raise Http404
    return version


def _open(
    viewer: Viewer, student_id: uuid.UUID, reasons: Iterable[Reason], *, page: str, **more: BaseExpression
) -> Reader:
    columns = {**names(viewer), "guardian_rows": guardian_rows(), **more}
    student, held = student_with(viewer, student_id, tuple(reasons), **columns)
    log_look(viewer, student, reason=held[0].value, page=page)
    return Reader(viewer, student, held)
