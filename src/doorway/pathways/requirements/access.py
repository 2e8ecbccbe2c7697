"""Who writes the district's requirements: counselors and the district office. Only the office puts them in force."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import Http404

from doorway.accounts.models import District
from doorway.pathways.graduation.rulebooks import rule_book
from doorway.pathways.models import RequirementSet
from doorway.pathways.rules import RuleBook
from doorway.roster.access import Viewer
from doorway.roster.models import Person

# The board's decision is the district's: a counselor prepares it, the office puts it on record.
ADOPTS = "district"
WRITES = ("counselor", ADOPTS)


@dataclass(frozen=True)
class Writer:
    """Somebody who writes the requirements of a district. ``book``: those that come with the state pack."""

    person: Person
    district: District
    book: RuleBook
    adopts: bool


def office_or_counselor(viewer: Viewer) -> tuple[Person, bool]:
    """The viewer's person of the district office, else as a counselor; 404 for everybody else. No query."""
    office = viewer.person_with(ADOPTS)
    if office is not None and office.district_id in viewer.district_ids([ADOPTS]):
        return office, True
    person = viewer.person_with("counselor")
    if person is None:
        raise Http404
    return person, False


def writer_of(viewer: Viewer) -> Writer:
    """The viewer as one who writes; 404 for others, and where the state pack has nothing to begin with."""
    person, adopts = office_or_counselor(viewer)
    book = rule_book(person.district)
    if book is None:
        raise Http404
    return Writer(person, person.district, book, adopts)


def has_requirements(viewer: Viewer) -> bool:
    """Whether the viewer's district has requirements that could be changed. No query of its own."""
    person = viewer.person_with(ADOPTS)
    return person is not None and rule_book(person.district) is not None


def sets_of(writer: Writer) -> QuerySet[RequirementSet]:
    """Every own set of the district, the newest first."""
    return RequirementSet.objects.filter(district=writer.district).select_related("corrects")


def set_of(writer: Writer, set_id: uuid.UUID) -> RequirementSet:
    """One of them, with the people who had to do with it, or 404. One query."""
    people = ("created_by", "changed_by", "checked_by", "put_in_force_by", "withdrawn_by")
    found = sets_of(writer).select_related("corrects", *people).filter(pk=set_id).first()
    if found is None:
        raise Http404
    return found


def draft_of(writer: Writer, set_id: uuid.UUID) -> RequirementSet:
    """One that can still be changed, or 404."""
    found = set_of(writer, set_id)
    if not found.is_open:
        raise Http404
    return found
