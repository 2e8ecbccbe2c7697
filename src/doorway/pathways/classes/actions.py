"""A counselor puts a class on the list of an occupation, takes one off, or takes such a word back."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import IntegrityError, transaction

from doorway.accounts.typing import holds_ssn
from doorway.pathways.classes.errors import NotThere, SaidAlready, Unclear
from doorway.pathways.models import CatalogCourse, ClassLink
from doorway.roster.models import Person, School


def say(
    *, school: School, occupation: str, code: str, kind: ClassLink.Kind, reason: str, by: Person, now: datetime
) -> ClassLink:
    """Put a word about a class on record. ``code``: the class in the district's catalog."""
    reason = reason.strip()
    if not reason:
        raise Unclear(Unclear.REASON)
    if holds_ssn(reason):
        raise Unclear(Unclear.NUMBER)
    course = CatalogCourse.objects.filter(district=school.district_id, code=code, is_offered=True).first()
    if course is None:
        raise NotThere
    try:
        with transaction.atomic():
            return ClassLink.objects.create(
                district_id=school.district_id,
                school=school,
                occupation=occupation,
                course=course,
                kind=kind,
                reason=reason,
                decided_by=by,
                decided_at=now,
            )
    except IntegrityError as error:
        raise SaidAlready from error


@transaction.atomic
def withdraw(*, school: School, occupation: str, link_id: uuid.UUID, by: Person, now: datetime) -> ClassLink:
    """Take such a word back; it stays on record as what was."""
    links = ClassLink.objects.select_for_update().filter(school=school, occupation=occupation, withdrawn_at=None)
    link = links.filter(pk=link_id).first()
    if link is None:
        raise NotThere
    link.withdrawn_at, link.withdrawn_by = now, by
    link.save(update_fields=["withdrawn_at", "withdrawn_by"])
    return link
