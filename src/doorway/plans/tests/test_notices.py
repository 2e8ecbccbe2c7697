"""Letters about a shared plan, and the reminder."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.world import World

from doorway.messages.models import Message
from doorway.plans.actions.reminding import remind
from doorway.plans.actions.signing import record_paper_signature, sign
from doorway.plans.actions.versions import share
from doorway.plans.errors.sharing import EverybodySigned, NobodyToWriteTo, NotShared, RemindedToday
from doorway.plans.models import PlanVersion
from doorway.plans.tests.stage import full_plan, plan_of
from doorway.plans.tests.test_versions import correct
from doorway.roster.models import Person

NOW = timezone.now()


def shared(world: World, key: str, by: str = "june") -> PlanVersion:
    return share(full_plan(world, key, teacher=by), by=world.user(by), now=NOW - timedelta(days=3))


def signed(world: World, version: PlanVersion, key: str, signer: str = "guardian") -> None:
    person = world.people[key]
    sign(version, person=person, signer=signer, typed_name=person.full_name, now=NOW, by=world.user(key))


def to(world: World, *keys: str) -> set[Person]:
    return {world.people[key] for key in keys}


def told(kind: str) -> set[Person | None]:
    return {message.to_person for message in Message.objects.filter(kind=kind).select_related("to_person")}


def test_every_guardian_with_access_and_the_student_get_a_letter(open_world: World) -> None:
    shared(open_world, "ellie")
    shared(open_world, "sadie")
    shared(open_world, "diego", by="owen")

    assert told("shared") == to(open_world, "ben", "karen", "amy", "rosa", "diego")


def test_the_letter_is_in_the_readers_language_and_says_no_more_than_the_first_name(open_world: World) -> None:
    shared(open_world, "diego", by="owen")
    family = Message.objects.get(to_person=open_world.people["rosa"])
    own = Message.objects.get(to_person=open_world.people["diego"])

    assert family.subject == "El plan de Diego está listo para leer y firmar"
    assert "Plan de Preparación para la Universidad y la Carrera de Diego" in family.body_text
    assert f"/plans/{open_world.people['diego'].pk}/" in family.body_text
    assert own.subject == "Your plan is ready to read and sign"
    assert "/plans/me/" in own.body_html
    for message in (family, own):
        assert "Explains" not in message.body_text
        assert "Morales" not in message.subject


def test_people_of_one_mailbox_get_one_letter(open_world: World) -> None:
    diego, rosa = open_world.people["diego"], open_world.people["rosa"]
    diego.email, diego.language = rosa.email, rosa.language
    diego.save()

    shared(open_world, "diego", by="owen")

    assert told("shared") == {rosa}


def test_a_correction_is_told(open_world: World) -> None:
    version = shared(open_world, "mateo")
    correct(open_world)
    share(version.plan, by=open_world.user("june"), now=NOW, reason="Something private.")

    letter = Message.objects.get(kind="corrected")
    assert letter.subject == "El plan de Mateo cambió: por favor, lea lo nuevo"
    assert "private" not in letter.body_text


def test_those_who_have_not_signed_are_reminded_once_a_day(open_world: World) -> None:
    version = shared(open_world, "ellie")
    signed(open_world, version, "ben")

    assert remind(version.plan, now=NOW) == [open_world.people["karen"]]
    with pytest.raises(RemindedToday):
        remind(version.plan, now=NOW + timedelta(minutes=1))
    remind(version.plan, now=NOW + timedelta(days=1))
    assert told("reminder") == to(open_world, "karen")
    assert Message.objects.filter(kind="reminder").count() == 2


def test_a_reminder_that_was_refused_goes_again_on_the_same_day_and_nobody_gets_two(open_world: World) -> None:
    version = shared(open_world, "ellie")
    ben, karen = open_world.people["ben"], open_world.people["karen"]
    assert set(remind(version.plan, now=NOW)) == {ben, karen}
    of_karen = Message.objects.filter(kind="reminder", to_person=karen)
    of_karen.update(status=Message.Status.FAILED)
    Person.objects.filter(pk=karen.pk).update(email="right@family.example")

    assert remind(version.plan, now=NOW + timedelta(minutes=1)) == [karen]
    assert set(of_karen.values_list("to_address", "status")) == {
        (karen.email, "failed"),
        ("right@family.example", "waiting"),
    }
    assert Message.objects.filter(kind="reminder", to_person=ben).count() == 1
    # It waits now: nobody is told that another one is on its way.
    with pytest.raises(RemindedToday):
        remind(version.plan, now=NOW + timedelta(minutes=2))
    # Refused once more, and signed meanwhile.
    of_karen.update(status=Message.Status.FAILED)
    signed(open_world, version, "karen")
    with pytest.raises(RemindedToday):
        remind(version.plan, now=NOW + timedelta(minutes=3))


def test_nobody_is_reminded_on_the_day_of_the_letter(open_world: World) -> None:
    version = shared(open_world, "mateo")

    with pytest.raises(RemindedToday):
        remind(version.plan, now=version.created_at)


def test_a_student_with_a_mailbox_is_reminded_too(open_world: World) -> None:
    version = shared(open_world, "diego", by="owen")

    assert set(remind(version.plan, now=NOW)) == to(open_world, "rosa", "diego")


def test_a_plan_without_anybody_to_remind_says_so(open_world: World) -> None:
    with pytest.raises(NotShared):
        remind(plan_of(open_world, "ellie"), now=NOW)
    version = shared(open_world, "mateo")
    signed(open_world, version, "rosa")
    with pytest.raises(NobodyToWriteTo):
        remind(version.plan, now=NOW)
    record_paper_signature(
        version, person=open_world.people["mateo"], signer="student", now=NOW, by=open_world.user("june")
    )
    with pytest.raises(EverybodySigned):
        remind(version.plan, now=NOW)
