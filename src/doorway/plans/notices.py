"""Letters about a shared plan: to every guardian with access, and to the student, each in their language."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Literal

from django.utils import translation

from doorway.messages.actions import queue
from doorway.messages.letters import link
from doorway.messages.models import Message
from doorway.messages.occasions import Fate, fate_of, occasion_of
from doorway.plans.documents import guardians_with_access
from doorway.plans.models import PlanVersion
from doorway.plans.wording import said
from doorway.roster.models import Person

What = Literal["shared", "corrected", "reminder"]


def tell_of(version: PlanVersion) -> list[Person]:
    """Tell the family that a plan, or a new version of it, is there to be read; whom a letter went to."""
    return _tell(version, family_of(version), "shared" if version.number == 1 else "corrected", f"plan:{version.pk}")


def remind_of(version: PlanVersion, people: Iterable[Person], on: date) -> list[Person]:
    """Remind these people that a version waits for their names; whom a letter went to.

    Once more on the same day only where the mail server has refused the first reminder for good.
    """
    return _tell(version, people, "reminder", _reminder(version, on), again=True)


def reminded_on(version: PlanVersion, on: date) -> dict[uuid.UUID, Fate]:
    """Who was reminded of this version on that day, and what became of the reminder. One query."""
    begins = f"{_reminder(version, on)}:"
    mails = Message.objects.filter(district=version.district_id, idempotency_key__startswith=begins)
    found: dict[uuid.UUID, list[str]] = {}
    for key, status in mails.values_list("idempotency_key", "status"):
        found.setdefault(uuid.UUID(occasion_of(key).removeprefix(begins)), []).append(status)
    return {person: fate_of(statuses) for person, statuses in found.items()}


def family_of(version: PlanVersion) -> list[Person]:
    """The guardians with access, then the student."""
    student = version.plan.student
    return [*(row.guardian for row in guardians_with_access([student.pk])), student]


def _reminder(version: PlanVersion, on: date) -> str:
    return f"plan-reminder:{version.pk}:{on.isoformat()}"


def _tell(version: PlanVersion, people: Iterable[Person], what: What, key: str, *, again: bool = False) -> list[Person]:
    return [person for person in _one_each(people) if _write(version, person, what, key, again=again)]


def _one_each(people: Iterable[Person]) -> list[Person]:
    """People who share a mailbox and a language get one letter; a guardian's goes before the student's."""
    found: dict[tuple[str, str], Person] = {}
    for person in people:
        if person.email:
            found.setdefault((person.email.lower(), person.language), person)
    return list(found.values())


def _write(version: PlanVersion, person: Person, what: What, key: str, *, again: bool) -> Message | None:
    student = version.plan.student
    is_student = person.pk == student.pk
    with translation.override(person.language):
        plan_name = said(version.content["kind"]["family"])
    return queue(
        to=person,
        template=f"plans/mail/{what}",
        context={
            "student": student,
            "is_student": is_student,
            "plan_name": plan_name,
            "school": version.content["school"]["name"] or version.content["district"],
            "page": link("own_plan") if is_student else link("family_plan", student_id=student.pk),
        },
        key=f"{key}:{person.pk}",
        about=student,
        again=again,
    )
