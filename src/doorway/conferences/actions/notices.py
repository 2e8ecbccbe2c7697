"""Letters between the school and the district office about a conference on its way."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone, translation

from doorway.conferences.models import Conference
from doorway.conferences.wording import conference_days, conference_name, school_names
from doorway.messages.actions import queue
from doorway.messages.letters import link
from doorway.roster.access.viewer import current
from doorway.roster.models import Membership, Person, Role


def submitted(conference: Conference) -> None:
    """To the district office: a school asks for its days."""
    people = _people(conference, [Role.DISTRICT], in_district=True)
    _tell(conference, people, "submitted", link("district_conference", conference_id=conference.pk))


def approved(conference: Conference) -> None:
    """To the school: the district agrees."""
    _tell_school(conference, "approved")


def returned(conference: Conference) -> None:
    """To the school: the district asks for a change."""
    _tell_school(conference, "returned")


def published(conference: Conference) -> None:
    """To the school: the days are public, and families can be invited."""
    _tell_school(conference, "published")


def days_changed(conference: Conference) -> None:
    """To the school: the district office has changed public days."""
    _tell_school(conference, "newdays")


def _tell_school(conference: Conference, what: str) -> None:
    people = _people(conference, [Role.OFFICE, Role.PRINCIPAL], in_district=False)
    _tell(conference, people, what, link("office_conference", conference_id=conference.pk))


def _people(conference: Conference, roles: list[Role], *, in_district: bool) -> list[Person]:
    rows = Membership.objects.filter(district=conference.district_id, role__in=roles, person__is_active=True)
    rows = rows.filter(school__isnull=True) if in_district else rows.filter(school=conference.school_id)
    today = timezone.localdate(timezone=conference.district.zone)
    found = rows.filter(current(today)).select_related("person__district").order_by("person__email", "pk")
    # Two persons with one mailbox get one letter.
    return list({row.person.email.lower(): row.person for row in found if row.person.email}.values())


def _tell(conference: Conference, people: Iterable[Person], what: str, address: str) -> None:
    # The history's length tells this time from the last: a conference can be sent back twice.
    turn = conference.history.count()
    for person in people:
        with translation.override(person.language):
            context = {
                "conference": conference,
                "name": conference_name(conference),
                "schools": school_names(conference),
                "days": conference_days(conference),
                "url": address,
            }
        queue(
            to=person,
            template=f"conferences/mail/{what}",
            context=context,
            key=f"{what}:{conference.pk}:{turn}:{person.pk}",
        )
