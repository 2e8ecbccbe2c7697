"""Roles that are given by hand, and taken back."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q, QuerySet

from doorway.accounts.models import District, User
from doorway.roster.errors import (
    EndsInThePast,
    NoAddress,
    NobodyThere,
    NoSuchRole,
    RoleFromRoster,
    RoleOfTheDistrict,
    RoleUnknown,
    SchoolOrDistrict,
)
from doorway.roster.models import EarlierStay, Membership, Person, Role, School

# What is held at a school, unless somebody says that the whole district is meant.
SCHOOL_ROLES = frozenset({Role.OFFICE, Role.PRINCIPAL, Role.COUNSELOR, Role.TEACHER, Role.AIDE, Role.INTERPRETER})


def check_place(*, role: str, school: School | None, whole_district: bool) -> None:
    """Refuse a role whose reach was not said: forgetting the school must not open all schools."""
    if role == Role.DISTRICT and school is not None:
        raise RoleOfTheDistrict(role=role)
    if role in SCHOOL_ROLES and (school is None) != whole_district:
        raise SchoolOrDistrict(role=role)


@transaction.atomic
def grant_role(
    *,
    district: District,
    email: str,
    role: str,
    school: School | None = None,
    given_name: str = "",
    family_name: str = "",
    since: date | None = None,
    until: date | None = None,
) -> Membership:
    """Give whoever holds this mailbox a role at a school, or in the whole district; no import takes it away.

    Somebody who is not on the roster yet is entered, which needs a name. A role that was revoked or ran out begins
    anew; one that is held keeps its beginning. ``until`` is the last day on which it is held.
    """
    _check_role(role)
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise NoAddress(email=email) from error
    if until is not None and since is not None and until < since:
        raise EndsInThePast
    person = Person.objects.filter(district=district, email__iexact=email, is_active=True).order_by("pk").first()
    if person is None:
        if not (given_name and family_name):
            raise NobodyThere(email=email)
        person = Person.objects.create(
            district=district,
            given_name=given_name,
            family_name=family_name,
            email=email,
            user=User.objects.for_mailbox(email),
        )
    membership, is_new = Membership.objects.get_or_create(
        district=district,
        person=person,
        school=school,
        role=role,
        defaults={"source": Membership.Source.LOCAL, "begins_on": since, "ends_on": until},
    )
    if not is_new:
        if since is not None and membership.ends_on is not None and membership.ends_on < since:
            _keep_earlier(membership)
            membership.begins_on = since
        membership.ends_on, membership.source = until, Membership.Source.LOCAL
        membership.save()
    return membership


def _keep_earlier(row: Membership) -> None:
    """When it was held before. One that was given and taken back on the same day was never held."""
    if row.ends_on is None or (row.begins_on is not None and row.begins_on > row.ends_on):
        return
    place = {"district": row.district, "person": row.person, "school": row.school, "role": row.role}
    days = {"begins_on": row.begins_on, "is_primary": row.is_primary}
    EarlierStay.objects.get_or_create(**place, ends_on=row.ends_on, defaults=days)


@transaction.atomic
def revoke_role(*, district: District, email: str, role: str, school: School | None = None, on: date) -> Membership:
    """Take a granted role back: from the next page on it opens nothing, and no roster brings it back.

    The last day is the day before: on its last day a role still holds.
    """
    _check_role(role)
    email = email.strip().lower()
    held = Membership.objects.select_for_update(of=("self",)).filter(
        Q(ends_on=None) | Q(ends_on__gte=on), district=district, person__email__iexact=email, role=role, school=school
    )
    membership = held.select_related("person").order_by("source", "pk").first()
    if membership is None:
        others = granted_roles(district=district, on=on).filter(person__email__iexact=email)
        known = ", ".join(f"{row.role} ({row.school or district})" for row in others)
        raise NoSuchRole(email=email, role=role, place=school or district, known=known or "–")
    if membership.source != Membership.Source.LOCAL:
        raise RoleFromRoster(role=role)
    membership.ends_on = on - timedelta(days=1)
    membership.save()
    return membership


def granted_roles(*, district: District, on: date) -> QuerySet[Membership]:
    """The roles that were given by hand and are held on this day or later, by name."""
    rows = Membership.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=on), district=district, source=Membership.Source.LOCAL
    ).exclude(role__in=[Role.STUDENT, Role.GUARDIAN])
    return rows.select_related("person", "school").order_by("person__family_name", "person__given_name", "role", "pk")


def _check_role(role: str) -> None:
    if role not in Role.values or role in {Role.STUDENT, Role.GUARDIAN}:
        known = (value for value in Role.values if value not in {Role.STUDENT, Role.GUARDIAN})
        raise RoleUnknown(role=role, known=", ".join(known))
