"""Who signs a plan: each home by one of its guardians, the student, and the school where it wants to."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from django.db.models import Exists, OuterRef

from doorway.plans.models import Signature
from doorway.plans.queries.versions import SignatureLine, VersionLine
from doorway.plans.rows import JsonRows, Row, name_columns, name_in
from doorway.roster.models import AccessMark, Guardianship, Person

Signer = Signature.Signer


@dataclass(frozen=True)
class SignerLine:
    """One line of the list: somebody who signed, or who can.

    ``home`` numbers the student's homes, for guardians. ``is_missing``: nobody of the home (or not the student) has
    signed yet.
    """

    person_id: uuid.UUID
    name: str
    signer: str
    home: int | None = None
    email: str = ""
    phone: str = ""
    language: str = "en"
    signature: SignatureLine | None = None
    is_missing: bool = False

    @property
    def signer_words(self) -> str:
        """As whom they sign."""
        return str(Signer(self.signer).label)


@dataclass(frozen=True)
class Roll:
    """Who has signed a version, and who has not."""

    lines: tuple[SignerLine, ...]

    @property
    def missing(self) -> list[SignerLine]:
        """Whom the plan still waits for."""
        return [line for line in self.lines if line.is_missing]

    @property
    def unsigned(self) -> list[SignerLine]:
        """Everybody who could sign and has not, a second guardian of a home that has signed too."""
        return [line for line in self.lines if line.signature is None]

    @property
    def is_complete(self) -> bool:
        """Every home and the student have signed."""
        return not self.missing

    @property
    def has_two_homes(self) -> bool:
        """Guardians with access live in more than one home."""
        return len({line.home for line in self.lines if line.home is not None}) > 1

    def of_home(self, homes: Collection[int]) -> Roll:
        """The list as one home reads it: its own guardians, the student and the school (docs/decisions/006)."""
        return Roll(
            tuple(
                line
                for line in self.lines
                if line.home in homes or (line.home is None and line.signer != Signer.GUARDIAN)
            )
        )


def guardian_rows() -> JsonRows:
    """The guardians with access of a student, as a column of a queryset of students; for :func:`roll_of`."""
    marked = AccessMark.objects.filter(student=OuterRef("student"), person=OuterRef("guardian"), lifted_at=None)
    rows = Guardianship.objects.filter(
        ~Exists(marked), student=OuterRef("pk"), is_active=True, guardian__is_active=True
    ).order_by("household", "guardian__family_name", "guardian__given_name", "pk")
    return JsonRows(
        rows,
        id="guardian_id",
        home="household",
        email="guardian__email",
        phone="guardian__phone",
        language="guardian__language",
        **name_columns("guardian"),
    )


def roll_of(student: Person, guardians: Sequence[Row], version: VersionLine | None) -> Roll:
    """The list for a version (for one that is not shared yet: nobody has signed). No query."""
    signatures = version.signatures if version else ()
    lines = [_guardian(row) for row in guardians]
    lines.append(SignerLine(student.pk, student.full_name, Signer.STUDENT, email=student.email))
    known = {(line.person_id, line.signer) for line in lines}
    # Teachers and counselors, and guardians of then who are none now: what was signed stays.
    lines += [
        SignerLine(found.person_id, found.name, found.signer)
        for found in signatures
        if (found.person_id, found.signer) not in known
    ]
    by_line = {(found.person_id, found.signer): found for found in signatures}
    lines = [replace(line, signature=by_line.get((line.person_id, line.signer))) for line in lines]
    done = {(line.signer, line.home) for line in lines if line.signature}
    return Roll(tuple(replace(line, is_missing=(line.signer, line.home) not in done) for line in lines))


def _guardian(row: Row) -> SignerLine:
    return SignerLine(
        person_id=uuid.UUID(row["id"]),
        name=name_in(row, "guardian"),
        signer=Signer.GUARDIAN,
        home=row["home"],
        email=row["email"],
        phone=row["phone"],
        language=row["language"],
    )
