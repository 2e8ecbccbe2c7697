"""The page on which a plan is reviewed and shared, and the page on which a family reads and signs it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from doorway.conferences.models import FamilyQuestion
from doorway.plans.access import Reader
from doorway.plans.actions.opening import year_on
from doorway.plans.core.changes import changes
from doorway.plans.core.document import PlanDocument, for_a_version, for_every_home, from_json, sha256_of, to_json
from doorway.plans.documents import document_for
from doorway.plans.letter import Letter
from doorway.plans.models import PlanEntry, Signature
from doorway.plans.queries.asked import parts_asked
from doorway.plans.queries.signers import Roll, SignerLine, roll_of
from doorway.plans.queries.versions import SignatureLine, VersionLine, documents_in, versions_and_documents, versions_of
from doorway.plans.wording import ChangeLine, change_lines, listed, said
from doorway.roster.models import Guardianship, Person, SchoolYear


@dataclass(frozen=True)
class Told:
    """A version and what was new in it against the one before."""

    version: VersionLine
    changes: list[ChangeLine]


@dataclass(frozen=True)
class Gap:
    """Something that is still empty, and where on the page of the conversation it is filled."""

    words: str
    anchor: str
    # The board's policy asks for it in this student's grade.
    is_asked: bool = False


@dataclass(frozen=True)
class ReviewPage:
    """A plan before and after it is shared, for the school."""

    reader: Reader
    year: SchoolYear
    letter: Letter
    newest: VersionLine | None
    # What the family does not know yet; empty when the newest version is the plan as it stands.
    unshared: list[ChangeLine]
    history: list[Told]
    earlier_years: list[VersionLine]
    roll: Roll
    # Parts that the policy asks in this student's grade.
    asked: frozenset[str] = frozenset()

    @property
    def is_shared_as_it_stands(self) -> bool:
        """The family has exactly this."""
        return self.newest is not None and not self.unshared

    @property
    def gaps(self) -> list[Gap]:
        """What nobody has filled yet."""
        document = self.letter.document
        gaps = [
            Gap(said(section.title), f"entry-{section.key}", section.key in self.asked)
            for section in self.letter.empty_sections
        ]
        gaps.sort(key=lambda gap: not gap.is_asked)
        if not document.goals:
            gaps.append(Gap(_("New goals"), "goal-new"))
        if not document.notes:
            gaps.append(Gap(_("Notes"), "note"))
        if not document.evidence:
            gaps.append(Gap(_("Test results"), "evidence-title"))
        return gaps

    @property
    def asked_gaps(self) -> list[Gap]:
        """What the policy asks and nobody has filled: a plan without it does not count."""
        return [gap for gap in self.gaps if gap.is_asked]

    @property
    def letters(self) -> str:
        """The names of those at home who get an e-mail when the plan is shared."""
        return listed(line.name for line in self._at_home if line.email)

    @property
    def without_letter(self) -> str:
        """The names of the guardians who cannot get one."""
        return listed(
            line.name for line in self._at_home if line.signer == Signature.Signer.GUARDIAN and not line.email
        )

    @property
    def _at_home(self) -> list[SignerLine]:
        """Guardians with access, and the student."""
        return [line for line in self.roll.lines if line.home is not None or line.person_id == self.reader.student.pk]

    @property
    def own_line(self) -> str:
        """As what the viewer can sign now: teacher, counselor, or empty."""
        signed = self.newest.signed_by(self.reader.viewer.person_ids) if self.newest else []
        if self.newest is None or any(line.signer in {"teacher", "counselor"} for line in signed):
            return ""
        return next((voice for voice in ("teacher", "counselor") if voice in self.reader.voices), "")


def review_page(reader: Reader, today: date) -> ReviewPage:
    """The plan of this year as it stands, against what the family has. Five queries, where a policy asks."""
    student = reader.student
    year = year_on(student.district, today)
    content = to_json(for_a_version(document_for(student, year=year)))
    live = from_json(content)
    versions, held = versions_and_documents(student, today)
    own = [version for version in versions if version.is_of_this_year]
    newest = own[0] if own else None
    unshared: list[ChangeLine] = []
    if newest is not None and newest.sha256 != sha256_of(content):
        unshared = change_lines(changes(held[newest.id], live))
    letter = Letter(live)
    return ReviewPage(
        reader=reader,
        year=year,
        letter=letter,
        asked=parts_asked(student, today) if letter.empty_sections else frozenset(),
        newest=newest,
        unshared=unshared,
        history=_history(own, held),
        earlier_years=_newest_of_each(version for version in versions if not version.is_of_this_year),
        roll=reader.roll(newest),
    )


def _history(versions: Sequence[VersionLine], held: dict[uuid.UUID, PlanDocument]) -> list[Told]:
    """The newest first, each with what was new in it."""
    told = []
    for version, earlier in zip_longest(versions, versions[1:]):
        new = changes(held[earlier.id], held[version.id]) if earlier else ()
        told.append(Told(version, change_lines(new)))
    return told


def _newest_of_each(versions: Iterable[VersionLine]) -> list[VersionLine]:
    """The newest version of each plan."""
    found: dict[uuid.UUID, VersionLine] = {}
    for version in versions:
        found.setdefault(version.plan_id, version)
    return list(found.values())


@dataclass(frozen=True)
class FamilyPage:
    """The newest shared version of this year for a guardian or the student; without one, what there was before."""

    reader: Reader
    newest: VersionLine | None
    letter: Letter | None
    roll: Roll
    # What is new against ``since``: the version that this reader's home signed last, or else the one before.
    since: VersionLine | None
    since_signature: SignatureLine | None
    news: list[ChangeLine]
    # Beside the version, for this home alone: what it wrote (where there are two homes), and what it asked.
    own_words: list[PlanEntry]
    questions: list[FamilyQuestion]
    earlier: list[VersionLine]
    earlier_years: list[VersionLine]

    @property
    def own_signature(self) -> SignatureLine | None:
        """The viewer's own signature under the newest version."""
        signer = self.reader.signers[1]
        mine = self.newest.signed_by(self.reader.viewer.person_ids) if self.newest else []
        return next((line for line in mine if line.signer == signer), None)

    @property
    def can_sign(self) -> list[Person]:
        """Which of the viewer's persons have not signed the newest version yet."""
        persons, signer = self.reader.signers
        done = {line.person_id for line in self.newest.signatures if line.signer == signer} if self.newest else set()
        return [person for person in persons if person.pk not in done] if self.newest else []


def family_page(reader: Reader, today: date) -> FamilyPage:
    """What the family reads. Three queries."""
    versions = versions_of(reader.student, today)
    own = [version for version in versions if version.is_of_this_year]
    newest = own[0] if own else None
    since, signature = _last_known(reader, own)
    held = documents_in(version.id for version in (newest, since) if version)
    return FamilyPage(
        reader=reader,
        newest=newest,
        letter=Letter(as_read_by(reader, held[newest.id])) if newest else None,
        roll=reader.roll(newest),
        own_words=_own_words(reader, newest),
        since=since,
        since_signature=signature,
        news=_news(reader, held[since.id], held[newest.id]) if since and newest else [],
        questions=list(questions_of_home(reader, today)),
        earlier=own[1:],
        earlier_years=_newest_of_each(version for version in versions if not version.is_of_this_year),
    )


def as_read_by(reader: Reader, document: PlanDocument) -> PlanDocument:
    """The version as this reader may see it: one from the time when the student had a single home holds its words."""
    has_two_homes = roll_of(reader.student, reader.guardian_rows, None).has_two_homes
    return for_every_home(document) if reader.is_family and has_two_homes else document


def _news(reader: Reader, before: PlanDocument, after: PlanDocument) -> list[ChangeLine]:
    return change_lines(changes(as_read_by(reader, before), as_read_by(reader, after)))


def _own_words(reader: Reader, newest: VersionLine | None) -> list[PlanEntry]:
    """What the guardians of the reader's home wrote in a plan that goes to two homes."""
    if newest is None or not roll_of(reader.student, reader.guardian_rows, None).has_two_homes:
        return []
    own = [line.person_id for line in reader.roll(None).lines if line.home is not None]
    rows = PlanEntry.objects.filter(plan=newest.plan_id, author__in=own).exclude(text="")
    return list(rows.select_related("author").order_by("section", "author", "pk"))


def _last_known(reader: Reader, own: Sequence[VersionLine]) -> tuple[VersionLine | None, SignatureLine | None]:
    """The version that the reader's home (or the student) signed last before the newest; else the one before it."""
    signer = reader.signers[1]
    home = {line.person_id for line in reader.roll(None).lines if line.signer == signer}
    for version in own[1:]:
        signed = [line for line in version.signed_by(home) if line.signer == signer]
        if signed:
            return version, signed[0]
    return (own[1], None) if len(own) > 1 else (None, None)


def questions_of_home(reader: Reader, today: date) -> QuerySet[FamilyQuestion]:
    """This year's questions of the viewer's own home, with their answers; none for the student (decision 010)."""
    asked_at_home = Guardianship.objects.filter(
        student=reader.student.pk, household__in=reader.home.numbers, is_active=True
    )
    rows = FamilyQuestion.objects.filter(
        student=reader.student.pk,
        conference__school_year__ends_on__gte=today,
        asked_by__in=asked_at_home.values("guardian"),
    )
    return rows.select_related("asked_by", "answered_by").order_by("asked_at", "pk")
