"""Who signs which version, by name or on paper, and what the database refuses."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from tests.world import World

from doorway.accounts import guards
from doorway.plans.actions.signing import record_paper_signature, sign
from doorway.plans.actions.versions import share
from doorway.plans.errors.sharing import NameDiffers, NameMissing, NotYoursToSign, Superseded, VersionDamaged
from doorway.plans.models import PlanVersion, Signature
from doorway.plans.tests.stage import full_plan
from doorway.plans.tests.test_versions import correct
from doorway.roster.models import AccessMark, Guardianship


@pytest.fixture
def version(open_world: World) -> PlanVersion:
    return share(full_plan(open_world, "mateo"), by=open_world.user("june"), now=timezone.now())


def signed(world: World, version: PlanVersion, key: str = "rosa", **changes: Any) -> Signature:
    values: dict[str, Any] = {
        "person": world.people[key],
        "signer": "guardian",
        "typed_name": world.people[key].full_name,
        "now": timezone.now(),
        "by": world.user(key),
    }
    return sign(version, **values | changes)


@pytest.mark.both
def test_a_guardian_signs_by_typing_the_name(open_world: World, version: PlanVersion) -> None:
    signature = signed(open_world, version, typed_name=" rosa  morales ")

    signature.refresh_from_db()
    assert (signature.typed_name, signature.version_sha256) == ("rosa  morales", version.sha256)
    assert signature.witnessed_by is None


def test_pressing_twice_signs_once(open_world: World, version: PlanVersion) -> None:
    assert signed(open_world, version) == signed(open_world, version, typed_name="R. Morales")
    assert Signature.objects.count() == 1


@pytest.mark.parametrize("typed", ["", " \x00 "])
def test_an_empty_name_is_asked_for(open_world: World, version: PlanVersion, typed: str) -> None:
    with pytest.raises(NameMissing, match="Rosa Morales"):
        signed(open_world, version, typed_name=typed)


@pytest.mark.parametrize("typed", ["Luis Morales", "ok", "Rosa"])
def test_another_name_is_asked_again(open_world: World, version: PlanVersion, typed: str) -> None:
    with pytest.raises(NameDiffers, match="Rosa Morales"):
        signed(open_world, version, typed_name=typed)
    assert not Signature.objects.exists()


@pytest.mark.parametrize(
    ("key", "signer"),
    [
        ("rosa", "student"),
        ("rosa", "teacher"),
        ("rosa", "mayor"),
        ("ben", "guardian"),
        ("diego", "student"),
        ("june", "counselor"),
        ("harriet", "teacher"),
    ],
)
def test_nobody_signs_on_the_line_of_another(open_world: World, version: PlanVersion, key: str, signer: str) -> None:
    with pytest.raises(NotYoursToSign):
        signed(open_world, version, key, signer=signer)
    assert not Signature.objects.exists()


def test_a_mailbox_signs_for_its_own_people_only(open_world: World, version: PlanVersion) -> None:
    with pytest.raises(NotYoursToSign):
        signed(open_world, version, by=open_world.user("june"))


def test_an_ended_guardianship_signs_no_more(open_world: World, version: PlanVersion) -> None:
    Guardianship.objects.filter(guardian=open_world.people["rosa"]).update(is_active=False)

    with pytest.raises(NotYoursToSign):
        signed(open_world, version)


def test_a_mark_wins_over_everything(open_world: World) -> None:
    version = share(full_plan(open_world, "sadie"), by=open_world.user("june"), now=timezone.now())

    with pytest.raises(NotYoursToSign):
        signed(open_world, version, "travis")
    with pytest.raises(NotYoursToSign):
        record_paper_signature(
            version,
            person=open_world.people["travis"],
            signer="guardian",
            now=timezone.now(),
            by=open_world.user("june"),
        )
    AccessMark.objects.create(
        district=open_world.district, student=version.plan.student, person=open_world.people["june"], reason="File.",
        set_at=timezone.now(),
    )  # fmt: skip
    with pytest.raises(NotYoursToSign):
        signed(open_world, version, "june", signer="teacher")


@pytest.mark.both
def test_only_the_newest_version_is_signed(open_world: World, version: PlanVersion) -> None:
    signed(open_world, version)
    correct(open_world)
    newer = share(version.plan, by=open_world.user("june"), now=timezone.now(), reason="A sentence was wrong.")

    with pytest.raises(Superseded):
        signed(open_world, version, "june", signer="teacher")
    assert not newer.signatures.exists()
    signed(open_world, newer)
    assert Signature.objects.count() == 2


def test_a_paper_signature_names_its_witness(open_world: World, version: PlanVersion) -> None:
    signature = record_paper_signature(
        version, person=open_world.people["mateo"], signer="student", now=timezone.now(), by=open_world.user("peggy")
    )

    assert (signature.typed_name, signature.witnessed_by) == ("Mateo Morales", open_world.user("peggy"))
    with pytest.raises(NotYoursToSign):
        record_paper_signature(
            version, person=open_world.people["june"], signer="teacher", now=timezone.now(), by=open_world.user("june")
        )


@pytest.mark.both
def test_a_damaged_version_is_not_signed(open_world: World, version: PlanVersion) -> None:
    with guards.lifted(connection):
        version.content["school_year"] = "1911-12"
        version.save()

    with pytest.raises(VersionDamaged, match="damaged"):
        signed(open_world, version)


@pytest.mark.both
@pytest.mark.parametrize("statement", ["UPDATE plans_signature SET typed_name = 'x'", "DELETE FROM plans_signature"])
def test_the_database_lets_no_signature_change(open_world: World, version: PlanVersion, statement: str) -> None:
    signed(open_world, version)

    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Signature.objects.get().typed_name == "Rosa Morales"


@pytest.mark.both
def test_the_database_refuses_a_signature_under_something_else(open_world: World, version: PlanVersion) -> None:
    row: dict[str, Any] = {
        "district": open_world.district,
        "version": version,
        "signer": "guardian",
        "person": open_world.people["rosa"],
        "typed_name": "Rosa Morales",
        "version_sha256": version.sha256,
        "signed_at": timezone.now(),
    }
    with pytest.raises(DatabaseError, match="content that was read"), transaction.atomic():
        Signature.objects.create(**row | {"version_sha256": "0" * 64})
    correct(open_world)
    share(version.plan, by=open_world.user("june"), now=timezone.now(), reason="A sentence was wrong.")
    with pytest.raises(DatabaseError, match="newest"), transaction.atomic():
        Signature.objects.create(**row)
