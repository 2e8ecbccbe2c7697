"""Roles that are given by hand."""

from __future__ import annotations

from django.db import transaction

from doorway.accounts.models import District, User
from doorway.roster.errors import NobodyThere, RoleUnknown
from doorway.roster.models import Membership, Person, Role, School


@transaction.atomic
def grant_role(
    *,
    district: District,
    email: str,
    role: str,
    school: School | None = None,
    given_name: str = "",
    family_name: str = "",
) -> Membership:
    """Give whoever holds this mailbox a role at a school, or in the whole district; no import takes it away.

    Somebody who is not on the roster yet is entered, which needs a name.
    """
    if role not in Role.values or role in {Role.STUDENT, Role.GUARDIAN}:
        known = (value for value in Role.values if value not in {Role.STUDENT, Role.GUARDIAN})
        raise RoleUnknown(role=role, known=", ".join(known))
    email = email.strip().lower()
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
    membership, _created = Membership.objects.get_or_create(
        district=district, person=person, school=school, role=role, defaults={"source": Membership.Source.LOCAL}
    )
    return membership
