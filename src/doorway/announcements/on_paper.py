"""The families whom a letter does not reach by e-mail: whose child takes it home on paper, and in which language."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Lower

from doorway.announcements.changes import mailbox_of
from doorway.announcements.models import Announcement
from doorway.announcements.progress import failed_addresses, unreached_mailboxes
from doorway.announcements.queries import roles_for
from doorway.roster.access import Reason, Viewer, visible_students, with_reasons
from doorway.roster.coming import SOON, here_or_soon
from doorway.roster.models import AccessMark, Enrollment, Guardianship, Membership, Person, Role, SchoolClass

# Who writes letters sees these students for one of these reasons.
REASONS = (Reason.PRINCIPAL, Reason.OFFICE, Reason.DISTRICT)


@dataclass(frozen=True)
class PaperHome:
    """One sheet: the ``child`` who takes it home, brothers and sisters of the same home, and for whom it is.

    ``guardians`` is empty when the roster knows nobody. ``child`` carries ``school_name`` and ``homeroom``.
    ``has_failed``: somebody there has an e-mail address, and no e-mail of the letter could be delivered.
    """

    child: Person
    siblings: tuple[Person, ...]
    guardians: tuple[Person, ...]
    language: str
    has_failed: bool = False


def paper_homes(viewer: Viewer, letter: Announcement) -> list[PaperHome]:
    """Homes of the letter's students that it reaches by no e-mail, one sheet each, by school and class: nobody there
    has an address, or every e-mail of the letter to them failed.

    Of a child with two homes each is asked about by itself. Somebody to whom the child is closed counts in neither, and
    a home where everybody is gets no sheet. Children of the same guardians are one home.
    """
    viewer = viewer.ahead(SOON)
    students = _students(viewer, letter)
    homes = _unreached(students, letter, unreached_mailboxes(letter))
    anybody = Guardianship.objects.filter(student=OuterRef("pk"), is_active=True, guardian__is_active=True)
    wanted = students.filter(Q(pk__in={student for student, _home in homes}) | ~Exists(anybody))
    return _sheets(_with_places(wanted, viewer, letter), homes)


def _unreached(
    students: QuerySet[Person], letter: Announcement, failed: Collection[str]
) -> dict[tuple[uuid.UUID, int], list[Person]]:
    """The guardians of each home, by student and home, in which nobody has a mailbox but those in ``failed``.

    The database asks of each home whether somebody there has an address to which nothing failed, so that of a district
    only the homes are read that may need paper; an address is one of ``failed`` only where nothing else went there.
    """
    reachable = _reachable().filter(student=OuterRef("student"), household=OuterRef("household"))
    reachable = reachable.exclude(guardian__email="")
    if failed:
        reachable = reachable.alias(address=Lower("guardian__email")).exclude(address__in=failed_addresses(letter))
    rows = _reachable().filter(~Exists(reachable), student__in=students.values("pk")).select_related("guardian")
    homes: dict[tuple[uuid.UUID, int], list[Person]] = {}
    for row in rows.order_by("guardian__family_name", "guardian__given_name", "guardian"):
        homes.setdefault((row.student_id, row.household), []).append(row.guardian)
    return {
        home: guardians
        for home, guardians in homes.items()
        if all(not guardian.email or mailbox_of(guardian.email) in failed for guardian in guardians)
    }


def languages_of(homes: Iterable[PaperHome]) -> list[tuple[str, int]]:
    """How many sheets are printed in each language, the most first."""
    return Counter(home.language for home in homes).most_common()


def students_of(homes: Iterable[PaperHome]) -> list[Person]:
    """Everybody whose name stands in a list of these homes."""
    return list({student.pk: student for home in homes for student in (home.child, *home.siblings)}.values())


def _students(viewer: Viewer, letter: Announcement) -> QuerySet[Person]:
    students = visible_students(viewer, reasons=REASONS).filter(district=letter.district_id)
    return students.filter(Exists(roles_for(letter).filter(person=OuterRef("pk"))))


def _reachable() -> QuerySet[Guardianship]:
    """Guardians of today to whom the child is not closed."""
    marked = AccessMark.objects.filter(student=OuterRef("student"), person=OuterRef("guardian"), lifted_at=None)
    return Guardianship.objects.filter(~Exists(marked), is_active=True, guardian__is_active=True)


def _with_places(students: QuerySet[Person], viewer: Viewer, letter: Announcement) -> list[Person]:
    """Each with the name of the school and of the homeroom, and why the viewer sees them; in the order of a walk."""
    schools = Membership.objects.filter(here_or_soon(viewer.today), person=OuterRef("pk"), role=Role.STUDENT)
    if letter.school_id:
        schools = schools.filter(school=letter.school_id)
    rooms = Enrollment.objects.filter(
        here_or_soon(viewer.today),
        person=OuterRef("pk"),
        role=Enrollment.Role.STUDENT,
        is_active=True,
        school_class__kind=SchoolClass.Kind.HOMEROOM,
        school_class__is_active=True,
        school_class__school_year__ends_on__gte=viewer.today,
    )
    if letter.school_id:
        # The office hands it out in classes of its own, also where a student is still at another school.
        rooms = rooms.filter(school_class__school=letter.school_id)
    # Who goes to another school after the summer is found where they are now.
    first = F("begins_on").asc(nulls_first=True)
    placed = students.annotate(
        school_name=Subquery(schools.order_by("-is_primary", first, "school__name").values("school__name")[:1]),
        homeroom=Subquery(rooms.order_by(first, "school_class__title").values("school_class__title")[:1]),
    )
    order = (F("school_name").asc(nulls_last=True), F("homeroom").asc(nulls_last=True), "grade")
    return list(with_reasons(placed, viewer, reasons=REASONS).order_by(*order, "family_name", "given_name", "pk"))


def _sheets(students: Sequence[Person], homes: dict[tuple[uuid.UUID, int], list[Person]]) -> list[PaperHome]:
    of_student: dict[uuid.UUID, list[list[Person]]] = {}
    for (student_id, _home), guardians in homes.items():
        of_student.setdefault(student_id, []).append(guardians)
    sheets: dict[tuple[uuid.UUID, ...], tuple[list[Person], tuple[Person, ...]]] = {}
    for student in students:
        # Where the roster knows nobody, the child's own sheet.
        for guardians in of_student.get(student.pk, [[]]):
            key = tuple(guardian.pk for guardian in guardians) or (student.pk,)
            sheets.setdefault(key, ([], tuple(guardians)))[0].append(student)
    return [
        PaperHome(
            children[0],
            tuple(children[1:]),
            guardians,
            (guardians[0] if guardians else children[0]).language,
            has_failed=any(guardian.email for guardian in guardians),
        )
        for children, guardians in sheets.values()
    ]
