"""Which paper goes to whom: a copy for each home of a student, in the language of that home."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby

from django.conf import settings
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from doorway.plans.core import document as doc
from doorway.plans.documents import documents_for, guardians_with_access, school_year_on
from doorway.plans.errors.printing import NotShared, VersionUnreadable
from doorway.plans.models import PlanVersion, Signature
from doorway.roster.models import Guardianship, Person


@dataclass(frozen=True)
class SignatureLine:
    """A line to sign on: ``role`` is guardian, student, teacher or staff; signed already when ``signed_on`` is set."""

    role: str
    name: str = ""
    signed_on: date | None = None


@dataclass(frozen=True)
class Copy:
    """One plan on its way to paper. ``home`` names the guardians when the student has several homes.

    ``class_title`` is the homeroom by which a packet is ordered; ``status`` says what this paper is.
    """

    document: doc.PlanDocument
    language: str
    signatures: tuple[SignatureLine, ...]
    status: str
    home: tuple[str, ...] = ()
    class_title: str = ""


@dataclass(frozen=True)
class Wish:
    """How copies are wanted: all in one ``language`` (empty: each home's own), as shared or as the plan stands now.

    ``questions`` narrows the families' questions to those that whoever prints may read. ``readers``: only the homes
    of these guardians, and only what was shared; a student's own copy (nobody's home) when it names no guardian.
    """

    language: str = ""
    as_it_stands: bool = False
    questions: Q | None = None
    readers: frozenset[uuid.UUID] | None = None


EACH_ITS_OWN = Wish()


def copies_of(
    students: Sequence[Person],
    wish: Wish = EACH_ITS_OWN,
    *,
    now: datetime,
    class_titles: Mapping[uuid.UUID, str] | None = None,
) -> list[Copy]:
    """The copies of these students of one district, in their order: one for each home, one where no home is known.

    The newest shared version is what is printed, or the plan as it stands while nothing was shared. Six queries.
    """
    if not students:
        return []
    district = students[0].district
    year = school_year_on(district, timezone.localdate(now, district.zone))
    documents = documents_for(students, year=year, questions=wish.questions)
    ids = [student.pk for student in students]
    versions = {} if wish.as_it_stands else _versions(ids, year.pk)
    signatures = _signatures(versions.values())
    homes = _homes(ids)
    found = []
    for student in students:
        version = versions.get(student.pk)
        if version is None and wish.readers is not None:
            raise NotShared
        document = documents[student.pk]
        if version is not None:
            document = _as_shared(version, document)
        maker = _Maker(student, document, version, signatures.get(student.pk, []), now)
        title = (class_titles or {}).get(student.pk, "")
        found += [replace(copy, class_title=title) for copy in maker.copies(homes.get(student.pk, []), wish)]
    return found


def _versions(students: list[uuid.UUID], year: uuid.UUID) -> dict[uuid.UUID, PlanVersion]:
    """The newest version of each student's plan of the year."""
    same = PlanVersion.objects.filter(plan=OuterRef("plan")).order_by("-number")
    rows = PlanVersion.objects.filter(
        plan__student__in=students, plan__school_year=year, pk=Subquery(same.values("pk")[:1])
    )
    return {version.plan.student_id: version for version in rows.select_related("plan")}


def _signatures(versions: Iterable[PlanVersion]) -> dict[uuid.UUID, list[Signature]]:
    """The signatures under each student's version."""
    of_student = {version.pk: version.plan.student_id for version in versions}
    found: dict[uuid.UUID, list[Signature]] = {}
    for row in Signature.objects.filter(version__in=of_student).select_related("person") if of_student else ():
        found.setdefault(of_student[row.version_id], []).append(row)
    return found


def _homes(students: list[uuid.UUID]) -> dict[uuid.UUID, list[list[Guardianship]]]:
    """Each student's homes: the guardians of a home who may read the plan."""
    rows = sorted(guardians_with_access(students), key=lambda row: (str(row.student_id), row.household))
    return {
        student: [list(home) for _number, home in groupby(family, key=lambda row: row.household)]
        for student, family in groupby(rows, key=lambda row: row.student_id)
    }


def _as_shared(version: PlanVersion, live: doc.PlanDocument) -> doc.PlanDocument:
    """What the version froze; beside it the questions of a student with one home, as they stand today."""
    if doc.sha256_of(version.content) != version.sha256:
        raise VersionUnreadable(name=live.student.name)
    shared = doc.from_json(version.content)
    return replace(shared, questions=live.questions, participants=live.participants)


class _Maker:
    """Makes the copies of one student."""

    def __init__(
        self,
        student: Person,
        document: doc.PlanDocument,
        version: PlanVersion | None,
        signatures: Iterable[Signature],
        now: datetime,
    ) -> None:
        self.student = student
        self.document = document
        self.version = version
        self.signatures = list(signatures)
        self.now = now

    def copies(self, homes: Sequence[Sequence[Guardianship]], wish: Wish) -> Iterable[Copy]:
        """A copy for each home; without a home, one for whoever the school gives it to."""
        chosen = homes
        if wish.readers is not None:
            chosen = [home for home in homes if wish.readers.intersection(row.guardian_id for row in home)]
        for home in chosen or [[]]:
            guardians = [row.guardian for row in home]
            wanted = wish.language or _language_of(guardians or [self.student])
            yield Copy(
                document=self.document,
                language=wanted,
                signatures=tuple(self.lines(guardians)),
                status=self.status(wanted),
                home=tuple(person.full_name for person in guardians) if len(homes) > 1 else (),
            )

    def lines(self, guardians: Sequence[Person]) -> Iterable[SignatureLine]:
        """Who signs this copy. The signatures of another home are not on it."""
        for guardian in guardians:
            yield SignatureLine("guardian", guardian.full_name, self.signed("guardian", guardian.pk))
        if not guardians:
            yield SignatureLine("guardian")
        yield SignatureLine("student", self.student.full_name, self.signed("student", self.student.pk))
        school = [row for row in self.signatures if row.signer in {"teacher", "counselor"}]
        for row in school:
            yield SignatureLine("teacher" if row.signer == "teacher" else "staff", row.person.full_name, self.day(row))
        if not school:
            homeroom = next((teacher.name for teacher in self.document.teachers if not teacher.subject), "")
            yield SignatureLine("teacher" if homeroom else "staff", homeroom)

    def signed(self, role: str, person: uuid.UUID) -> date | None:
        """The day on which this person signed."""
        row = next((row for row in self.signatures if (row.signer, row.person_id) == (role, person)), None)
        return None if row is None else self.day(row)

    def day(self, row: Signature) -> date:
        return timezone.localdate(row.signed_at, self.student.district.zone)

    def status(self, language: str) -> str:
        """What this paper is: a version that was shared, or the plan as it stands."""
        zone = self.student.district.zone
        with translation.override(language):
            if self.version is None:
                day = date_format(timezone.localdate(self.now, zone), "DATE_FORMAT")
                return _("This is the plan as it stood on %(date)s. It was not shared yet.") % {"date": day}
            day = date_format(timezone.localdate(self.version.created_at, zone), "DATE_FORMAT")
            return _("This is version %(number)s of the plan, shared with the family on %(date)s.") % {
                "number": self.version.number,
                "date": day,
            }


def _language_of(people: Iterable[Person]) -> str:
    """The language of a home: the one that somebody there asked for, before the one that everybody gets unasked."""
    asked = [person.language for person in people]
    return next((code for code in asked if code != settings.LANGUAGE_CODE), settings.LANGUAGE_CODE)
