"""The versions of a student's plans with their signatures, in one query; what they hold, in another."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import CharField, Exists, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Concat, NullIf
from django.utils import timezone

from doorway.plans.core.document import PlanDocument, from_json, sha256_of
from doorway.plans.errors.sharing import VersionDamaged
from doorway.plans.models import PlanVersion, Signature
from doorway.plans.rows import JsonRows, Row, moment_in, name_columns, name_in
from doorway.roster.models import Person, SchoolYear


@dataclass(frozen=True)
class SignatureLine:
    """One signature. ``witness`` is who recorded it from paper; empty for a name that was typed."""

    person_id: uuid.UUID
    name: str
    signer: str
    signed_at: datetime
    is_on_paper: bool
    witness: str

    @property
    def signer_words(self) -> str:
        """As whom they signed."""
        return str(Signature.Signer(self.signer).label)


@dataclass(frozen=True)
class VersionLine:
    """A version without its content."""

    id: uuid.UUID
    plan_id: uuid.UUID
    number: int
    sha256: str
    reason: str
    shared_at: datetime
    shared_by: str
    year_name: str
    # The last school year that has begun: earlier ones are for reading only.
    is_of_this_year: bool
    signatures: tuple[SignatureLine, ...]

    def signed_by(self, person_ids: Iterable[uuid.UUID]) -> list[SignatureLine]:
        """The signatures of these people."""
        wanted = set(person_ids)
        return [line for line in self.signatures if line.person_id in wanted]


_NAMES = ("id", "plan_id", "number", "sha256", "reason", "created_at", "by", "year", "is_over", "signature_rows")


def versions_of(student: Person, today: date) -> list[VersionLine]:
    """Every version of every plan of the student: the newest year first, in it the newest version. One query."""
    return [_version(row, student) for row in _versions(student, today).values(*_NAMES)]


def versions_and_documents(student: Person, today: date) -> tuple[list[VersionLine], dict[uuid.UUID, PlanDocument]]:
    """The same, and what those of this year hold. Refused when one of these is not what was shared. One query."""
    lines, held = [], {}
    for row in _versions(student, today).values(*_NAMES, "content"):
        line = _version(row, student)
        lines.append(line)
        if line.is_of_this_year:
            held[line.id] = _document(row["content"], line.sha256)
    return lines, held


def _versions(student: Person, today: date) -> QuerySet[PlanVersion]:
    later = SchoolYear.objects.filter(
        district=OuterRef("district"), starts_on__gt=OuterRef("plan__school_year__starts_on"), starts_on__lte=today
    )
    rows = PlanVersion.objects.filter(plan__student=student.pk).annotate(
        year=F("plan__school_year__name"),
        is_over=Exists(later),
        by=_name_of(OuterRef("created_by")),
        signature_rows=JsonRows(_signatures(), **_SIGNATURE),
    )
    return rows.order_by("-plan__school_year__starts_on", "-number")


def documents_in(versions: Iterable[uuid.UUID]) -> dict[uuid.UUID, PlanDocument]:
    """What these versions hold. Refused when one is not what was shared. One query."""
    found = PlanVersion.objects.filter(pk__in=list(versions)).values_list("pk", "content", "sha256")
    return {key: _document(content, sha256) for key, content, sha256 in found}


def _document(content: Any, sha256: str) -> PlanDocument:
    if sha256_of(content) != sha256:
        raise VersionDamaged
    return from_json(content)


_SIGNATURE: dict[str, Any] = {
    "person_id": "person_id", "signer": "signer", "signed_at": "signed_at", "witnessed_by": "witnessed_by_id",
    "witness": F("witness"), **name_columns("person"),
}  # fmt: skip


def _signatures() -> QuerySet[Signature]:
    rows = Signature.objects.filter(version=OuterRef("pk"))
    return rows.annotate(witness=_name_of(OuterRef("witnessed_by"))).order_by("signed_at", "pk")


def _name_of(user: OuterRef) -> Coalesce:
    """Who is behind a mailbox of the school; empty for nobody."""
    people = Person.objects.filter(user=user).order_by("family_name", "given_name", "pk")
    first = Coalesce(NullIf("preferred_given_name", Value("")), "given_name")
    named = people.annotate(called=Concat(first, Value(" "), "family_name", output_field=CharField()))
    return Coalesce(Subquery(named.values("called")[:1]), Value(""))


def _version(row: Row, student: Person) -> VersionLine:
    zone = student.district.zone
    return VersionLine(
        id=row["id"],
        plan_id=row["plan_id"],
        number=row["number"],
        sha256=row["sha256"],
        reason=row["reason"],
        shared_at=timezone.localtime(row["created_at"], zone),
        shared_by=row["by"],
        year_name=row["year"],
        is_of_this_year=not row["is_over"],
        signatures=tuple(
            SignatureLine(
                person_id=uuid.UUID(found["person_id"]),
                name=name_in(found, "person"),
                signer=found["signer"],
                signed_at=timezone.localtime(moment_in(found["signed_at"]), zone),
                is_on_paper=found["witnessed_by"] is not None,
                witness=found["witness"],
            )
            for found in row["signature_rows"]
        ),
    )
