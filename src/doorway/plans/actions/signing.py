"""Signing a version: by typing one's name, or on paper before somebody of the school."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from doorway.accounts.models import User
from doorway.plans.actions.text import tidy
from doorway.plans.actions.versions import locked
from doorway.plans.core.document import sha256_of
from doorway.plans.core.names import resembles
from doorway.plans.errors.sharing import NameDiffers, NameMissing, NotYoursToSign, Superseded, VersionDamaged
from doorway.plans.models import Plan, PlanVersion, Signature
from doorway.roster.models import AccessMark, Guardianship, Membership, Person

LONGEST_NAME = 120
Signer = Signature.Signer


@transaction.atomic
def sign(version: PlanVersion, *, person: Person, signer: str, typed_name: str, now: datetime, by: User) -> Signature:
    """Sign the newest version by typing one's name; signing twice is signing once.

    ``by`` is the mailbox that is signed in: it has to be this person's. ``signer`` is the role in which they sign.
    """
    typed_name = tidy(typed_name, LONGEST_NAME)
    if person.user_id != by.pk:
        raise NotYoursToSign
    plan = _newest(version, person, signer)
    earlier = Signature.objects.filter(version=version, person=person, signer=signer).first()
    if earlier is not None:
        return earlier
    if not typed_name:
        raise NameMissing(name=person.full_name)
    if not resembles(typed_name, given=_firsts(person), family=person.family_name):
        raise NameDiffers(name=person.full_name)
    return _write(plan, version, person, signer, typed_name, now, witness=None)


@transaction.atomic
def record_paper_signature(version: PlanVersion, *, person: Person, signer: str, now: datetime, by: User) -> Signature:
    """Keep that somebody signed the printed version; ``by``, who has the paper, is the witness.

    Nobody witnesses a signature of their own.
    """
    if person.user_id == by.pk:
        raise NotYoursToSign
    plan = _newest(version, person, signer)
    earlier = Signature.objects.filter(version=version, person=person, signer=signer).first()
    return earlier or _write(plan, version, person, signer, person.full_name, now, witness=by)


def who_typed(candidates: Sequence[Person], typed_name: str) -> Person:
    """Which of the people of one mailbox typed this name; the first of them when it is nobody's."""
    found = (person for person in candidates if resembles(typed_name, given=_firsts(person), family=person.family_name))
    return next(found, candidates[0])


def is_intact(version: PlanVersion) -> bool:
    """The content is still the one that was shared."""
    return sha256_of(version.content) == version.sha256


def _firsts(person: Person) -> list[str]:
    return [person.given_name, person.middle_name, person.preferred_given_name]


def _newest(version: PlanVersion, person: Person, signer: str) -> Plan:
    """The plan, locked, when this person may sign in this role and nothing newer was shared."""
    plan = locked(version.plan)
    if not _may_sign(plan, person, signer):
        raise NotYoursToSign
    if plan.versions.filter(number__gt=version.number).exists():
        raise Superseded
    if not is_intact(version):
        raise VersionDamaged
    return plan


def _may_sign(plan: Plan, person: Person, signer: str) -> bool:
    """Whether the person is what they sign as; a "no access" mark wins. Which pupils are whose, access has decided."""
    if AccessMark.objects.filter(student=plan.student_id, person=person, lifted_at=None).exists():
        return False
    if signer == Signer.STUDENT:
        return person.pk == plan.student_id
    if signer == Signer.GUARDIAN:
        return Guardianship.objects.filter(student=plan.student_id, guardian=person, is_active=True).exists()
    if signer in {Signer.TEACHER, Signer.COUNSELOR}:
        return Membership.objects.filter(district=plan.district_id, person=person, role=signer).exists()
    return False


def _write(
    plan: Plan, version: PlanVersion, person: Person, signer: str, name: str, now: datetime, *, witness: User | None
) -> Signature:
    return Signature.objects.create(
        district_id=plan.district_id,
        version=version,
        signer=signer,
        person=person,
        typed_name=name,
        version_sha256=version.sha256,
        witnessed_by=witness,
        signed_at=now,
    )
