"""Who may take scores in, who sees how a class or a school stands, and who sends and reads letters about reading."""

from __future__ import annotations

import uuid

from django.db.models import QuerySet
from django.http import Http404

from doorway.accounts.models import District
from doorway.assessments.letters.rolls import guardians_with_access, look_page
from doorway.assessments.models import GrowthRun, ReadingLetter, Score, ScoreLayout, ScoreTakenOut, WaitingScore
from doorway.roster.access import Reason, Viewer, open_record, visible_students
from doorway.roster.access.viewer import current
from doorway.roster.models import Enrollment, ImportRun, Membership, Person, Role, School, SchoolClass

RESULTS_ROLES = (Role.PRINCIPAL, Role.DISTRICT)
GROWTH_ROLES = (Role.DATA, Role.DISTRICT)
# Who sends letters about reading, and who reads one.
LETTER_ROLES = (Role.OFFICE, Role.PRINCIPAL, Role.DISTRICT)
_SENDS = (Reason.OFFICE, Reason.PRINCIPAL, Reason.DISTRICT)
_READS = (Reason.GUARDIAN, Reason.TEACHER, Reason.COUNSELOR, *_SENDS)


def score_district(viewer: Viewer) -> District:
    """The district whose scores the viewer keeps; 404 for everybody else."""
    for membership in viewer.memberships:
        if membership.role == Role.DATA and membership.school_id is None:
            return membership.district
    raise Http404


def growth_district(viewer: Viewer) -> District:
    """The district whose growth the viewer has computed: data people and the district office; 404 for others."""
    for membership in viewer.memberships:
        if membership.role in GROWTH_ROLES and membership.school_id is None:
            return membership.district
    raise Http404


def growth_run(viewer: Viewer, run_id: uuid.UUID) -> GrowthRun:
    """A computation of that district; 404 when it is not there or of another district."""
    runs = GrowthRun.objects.filter(district=growth_district(viewer)).select_related("asked_by")
    run = runs.filter(pk=run_id).first()
    if run is None:
        raise Http404
    return run


def score_runs(viewer: Viewer) -> QuerySet[ImportRun]:
    """The score imports of that district, newest first."""
    return ImportRun.objects.filter(district=score_district(viewer), kind=ImportRun.Kind.SCORES)


def score_run(viewer: Viewer, run_id: uuid.UUID) -> ImportRun:
    """One of them; 404 when it is not there or of another district."""
    run = score_runs(viewer).select_related("district").filter(pk=run_id).first()
    if run is None:
        raise Http404
    return run


def waiting_score(viewer: Viewer, waiting_id: uuid.UUID) -> WaitingScore:
    """A result of that district that waits for its student; 404 when it is not there or of another district."""
    rows = WaitingScore.objects.filter(district=score_district(viewer)).select_related("district")
    row = rows.filter(pk=waiting_id).first()
    if row is None:
        raise Http404
    return row


def stored_score(viewer: Viewer, score_id: uuid.UUID) -> Score:
    """A result on file in that district; 404 when it is not there or of another district."""
    rows = Score.objects.filter(district=score_district(viewer)).select_related("district", "student", "imported_by")
    row = rows.filter(pk=score_id).first()
    if row is None:
        raise Http404
    return row


def taken_out_score(viewer: Viewer, taken_id: uuid.UUID) -> ScoreTakenOut:
    """A result of that district that was taken out; 404 when it is not there or of another district."""
    rows = ScoreTakenOut.objects.filter(district=score_district(viewer)).select_related("district")
    row = rows.filter(pk=taken_id).first()
    if row is None:
        raise Http404
    return row


def own_layouts(viewer: Viewer) -> QuerySet[ScoreLayout]:
    """The layouts that the district made for files of its own, by name."""
    return ScoreLayout.objects.filter(district=score_district(viewer))


def results_class(viewer: Viewer, class_id: uuid.UUID) -> tuple[SchoolClass, QuerySet[Person]]:
    """A class that the viewer teaches now, and its students whom they may see; 404 for everybody else. One query."""
    taught = Enrollment.objects.filter(
        current(viewer.today), person__in=viewer.person_ids, role=Enrollment.Role.TEACHER, is_active=True
    )
    classes = SchoolClass.objects.filter(
        pk=class_id, pk__in=taught.values("school_class"), is_active=True, school_year__ends_on__gte=viewer.today
    )
    school_class = classes.select_related("school", "district", "course").first()
    if school_class is None:
        raise Http404
    enrolled = Enrollment.objects.filter(
        current(viewer.today), school_class=school_class, role=Enrollment.Role.STUDENT, is_active=True
    )
    students = visible_students(viewer, reasons=[Reason.TEACHER]).filter(pk__in=enrolled.values("person"))
    return school_class, students


def results_schools(viewer: Viewer) -> QuerySet[School]:
    """The schools whose results the viewer sees as a whole: a principal's own, for the district office all."""
    return viewer.schools(*RESULTS_ROLES)


def results_school(viewer: Viewer, school_id: uuid.UUID) -> tuple[School, QuerySet[Person]]:
    """One of them and its students of today; 404 when it is not there or not theirs. One query."""
    school = results_schools(viewer).filter(pk=school_id).first()
    if school is None:
        raise Http404
    held = Membership.objects.filter(current(viewer.today), school=school, role=Role.STUDENT)
    return school, Person.objects.filter(is_active=True, pk__in=held.values("person"))


def letter_schools(viewer: Viewer) -> QuerySet[School]:
    """The schools whose letters about reading the viewer sends."""
    return viewer.schools(*LETTER_ROLES)


def letter_school(viewer: Viewer, school_id: uuid.UUID) -> School:
    """One of them, or 404."""
    found = letter_schools(viewer).filter(pk=school_id).first()
    if found is None:
        raise Http404
    return found


def letter_students(viewer: Viewer) -> QuerySet[Person]:
    """The students about whom the viewer sends letters; a record that is closed to the viewer is not among them."""
    return visible_students(viewer, reasons=_SENDS)


def letter_reason(viewer: Viewer, school: School) -> Reason:
    """Why the viewer sees the students of this school, for the log."""
    for reason in _SENDS:
        if any(one.role == reason.value and one.school_id in {school.pk, None} for one in viewer.memberships):
            return reason
    raise Http404


def open_letter(viewer: Viewer, letter_id: uuid.UUID) -> tuple[ReadingLetter, Reason]:
    """A letter and why the viewer reads it, with the look in the log; 404 for strangers and for another home."""
    letter = ReadingLetter.objects.filter(pk=letter_id).select_related("school", "district", "student").first()
    if letter is None:
        raise Http404
    _student, reason = open_record(viewer, letter.student_id, page=look_page(letter.pk), reasons=_READS)
    if reason == Reason.GUARDIAN and letter.pk not in {one.pk for one in letters_of_home(viewer, letter.student)}:
        raise Http404
    return letter, reason


def letters_of_home(viewer: Viewer, student: Person) -> list[ReadingLetter]:
    """The letters about a child to the viewer's own home, newest first. Two queries.

    Two homes see nothing of each other. The caller has checked that the viewer is a guardian of the student.
    """
    rows = list(guardians_with_access([student.pk]))
    own = {row.household for row in rows if row.guardian_id in viewer.person_ids}
    home = {row.guardian_id for row in rows if row.household in own} | set(viewer.person_ids)
    letters = ReadingLetter.objects.filter(student=student, readers__guardian__in=home)
    return list(letters.distinct().select_related("district"))
