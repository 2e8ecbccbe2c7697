"""Who reads and writes the policy, and whose follow-up is whose."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db.models import QuerySet
from django.http import Http404

from doorway.accounts.models import District
from doorway.compliance.models import (
    BoardPolicy,
    Consultation,
    ContactTry,
    EvidenceOrder,
    GroupConference,
    PolicyRule,
    RecordHold,
    SchoolException,
    SurveyAnswer,
    SurveyInvitation,
)
from doorway.compliance.queries.groups import with_hosts
from doorway.conferences.access.held import follows, open_family
from doorway.roster.access import WHOLE_PLAN, Reason, Viewer
from doorway.roster.models import AccessMark, Person, School

POLICY_ROLE = "district"
# Who follows up whom: those who see the students of a whole school.
FOLLOWERS = ("counselor", "principal", "office", "district")
# Who takes the evidence to a reviewer.
EVIDENCE = ("counselor", "principal", "district")


# Who reads how counselors spend their time: who answers for it.
TIME_READERS = ("principal", "district")


def own_counselor(viewer: Viewer) -> Person:
    """The viewer as counselor, who writes down time; 404 for everybody else."""
    person = viewer.person_with("counselor")
    if person is None:
        raise Http404
    return person


def policy_district(viewer: Viewer) -> District:
    """The district whose policy the viewer writes; 404 for everybody who does not work in its office."""
    person = viewer.person_with(POLICY_ROLE)
    if person is None or person.district_id not in viewer.district_ids([POLICY_ROLE]):
        raise Http404
    return person.district


def policies(viewer: Viewer) -> QuerySet[BoardPolicy]:
    """Every version that the viewer may open for writing: those of their district."""
    found = BoardPolicy.objects.filter(district__in=viewer.district_ids([POLICY_ROLE]))
    return found.select_related("district").prefetch_related("texts")


def policy_for(viewer: Viewer, policy_id: uuid.UUID) -> BoardPolicy:
    """A version of the viewer's district, or 404."""
    found = policies(viewer).filter(pk=policy_id).first()
    if found is None:
        raise Http404
    return found


def rule_in(policy: BoardPolicy, rule_id: uuid.UUID) -> PolicyRule | None:
    """A rule of a version that the viewer may open; none where a colleague has taken it out meanwhile."""
    return PolicyRule.objects.filter(pk=rule_id, policy=policy).select_related("policy").first()


def consultation_in(policy: BoardPolicy, consultation_id: uuid.UUID) -> Consultation | None:
    """A hearing on a version that the viewer may open; none where a colleague has taken it out meanwhile."""
    return Consultation.objects.filter(pk=consultation_id, policy=policy).select_related("policy").first()


def exceptions(viewer: Viewer) -> QuerySet[SchoolException]:
    """What schools of the viewer's district do differently, for its office."""
    found = SchoolException.objects.filter(district__in=viewer.district_ids([POLICY_ROLE]))
    return found.select_related("school__district", "written_by", "withdrawn_by")


def exception_for(viewer: Viewer, exception_id: uuid.UUID) -> SchoolException:
    """One of them, or 404."""
    found = exceptions(viewer).filter(pk=exception_id).first()
    if found is None:
        raise Http404
    return found


def hold_for(viewer: Viewer, hold_id: uuid.UUID) -> RecordHold:
    """A hold on records of the viewer's district, or 404."""
    found = RecordHold.objects.filter(pk=hold_id, district__in=viewer.district_ids([POLICY_ROLE])).first()
    if found is None:
        raise Http404
    return found


def survey_schools(viewer: Viewer) -> QuerySet[School]:
    """Schools whose families' answers the viewer reads, in sum."""
    return viewer.schools(*EVIDENCE)


def invitation_of(token: str) -> SurveyInvitation:
    """Who was asked by this link, or 404. The link is the key: it is in nobody's hands but the reader's."""
    rows = SurveyInvitation.objects.select_related("district", "person", "school")
    found = rows.filter(token=token).first()
    if found is None:
        raise Http404
    return found


def sentences(viewer: Viewer) -> QuerySet[SurveyAnswer]:
    """The sentences that wait for the viewer's district office, in no order that says when they came."""
    rows = SurveyAnswer.objects.filter(district__in=viewer.district_ids([POLICY_ROLE]))
    return rows.filter(status=SurveyAnswer.Status.WAITING).select_related("school")


def sentence_for(viewer: Viewer, answer_id: uuid.UUID) -> SurveyAnswer:
    """One answer with a sentence of the viewer's district, or 404."""
    rows = SurveyAnswer.objects.filter(district__in=viewer.district_ids([POLICY_ROLE])).exclude(sentence="")
    found = rows.filter(pk=answer_id).first()
    if found is None:
        raise Http404
    return found


def follow_up_schools(viewer: Viewer) -> QuerySet[School]:
    """Schools whose students the viewer follows up."""
    return viewer.schools(*FOLLOWERS)


def follow_up_school(viewer: Viewer, school_id: uuid.UUID) -> School:
    """One of them, or 404."""
    found = follow_up_schools(viewer).filter(pk=school_id).first()
    if found is None:
        raise Http404
    return found


def evidence_school(viewer: Viewer, school_id: uuid.UUID) -> School:
    """A school of which the viewer gives evidence, or 404."""
    found = viewer.schools(*EVIDENCE).filter(pk=school_id).first()
    if found is None:
        raise Http404
    return found


def evidence_orders(viewer: Viewer, school: School | None = None) -> QuerySet[EvidenceOrder]:
    """What the viewer ordered (of a school), as long as they give evidence of it and may see what is in it."""
    found = EvidenceOrder.objects.filter(ordered_by=viewer.user, school__in=viewer.schools(*EVIDENCE))
    if school is not None:
        found = found.filter(school=school)
    if not viewer.about(*WHOLE_PLAN).has_role(*EVIDENCE):
        found = found.filter(with_sample=False)
    return found.select_related("school__district")


def evidence_order(viewer: Viewer, order_id: uuid.UUID) -> EvidenceOrder:
    """One of them, or 404."""
    found = evidence_orders(viewer).filter(pk=order_id).first()
    if found is None:
        raise Http404
    return found


def may_take_tries_back(viewer: Viewer, student: Person, by: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Whose tries to reach a student's family the viewer may take back, of those who wrote them down: their own, and
    everybody's for whoever follows up the student's school. One query at most."""
    writers = set(by)
    own = writers & set(viewer.person_ids)
    return writers if writers != own and follows(viewer, student) else own


def try_to_take_back(viewer: Viewer, student_id: uuid.UUID, try_id: uuid.UUID) -> ContactTry:
    """A try to reach a student's family, for whoever may take it back, with the look in the log; 404 otherwise."""
    student, _reason = open_family(viewer, student_id, page="take_try_back")
    found = ContactTry.objects.filter(pk=try_id, student=student).select_related("student__district", "by").first()
    if found is None or not may_take_tries_back(viewer, student, [found.by_id]):
        raise Http404
    return found


def group_of(viewer: Viewer, school_id: uuid.UUID, group_id: uuid.UUID) -> GroupConference:
    """A group conference of one of the viewer's schools, with who held it, or 404."""
    school = follow_up_school(viewer, school_id)
    rows = with_hosts(GroupConference.objects.filter(pk=group_id, school=school))
    found = rows.select_related("school__district").first()
    if found is None:
        raise Http404
    return found


def reason_at(viewer: Viewer, school: School) -> Reason:
    """Why the viewer sees the students of this school, for the log."""
    held = viewer.memberships
    for role in FOLLOWERS:
        if any(one.role == role and one.school_id in {school.pk, None} for one in held):
            return Reason(role)
    raise Http404


def closed_students(viewer: Viewer) -> QuerySet[AccessMark]:
    """Marks that close records to the viewer's mailbox: their students stand on no list."""
    return AccessMark.objects.filter(person__in=viewer.mailbox_ids, lifted_at=None)
