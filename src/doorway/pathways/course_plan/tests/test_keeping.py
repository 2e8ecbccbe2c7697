"""Two ways side by side are kept under a name, found by everybody who reads the plan, and let go again."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from tests.world import World

from doorway.pathways.course_plan.keeping import MOST
from doorway.pathways.course_plan.tests.test_course_plan import ClientOf, address, taught
from doorway.pathways.models import KeptWay

__all__ = ["taught"]


def keep(client: Client, world: World, name: str, one: str = "WELDING-2", other: str = "ENG-11") -> str:
    client.cookies["doorway_language"] = "en"
    sent = {"name": name, "one": one, "other": other}
    return " ".join(client.post(address(world, "compare/keep/"), sent, follow=True).content.decode().split())


def read(client: Client, world: World) -> str:
    client.cookies["doorway_language"] = "en"
    return " ".join(client.get(address(world, "compare/")).content.decode().split())


def test_student_family_and_counselor_find_what_one_of_them_has_kept(taught: World, client_of: ClientOf) -> None:
    text = keep(client_of(taught, "diego"), taught, " Shop  or words ")
    assert "It is kept." in text
    assert "With Welding 2" in text
    for who in ("diego", "rosa", "dana"):
        page = read(client_of(taught, who), taught)
        assert 'href="?one=WELDING-2&amp;other=ENG-11">Shop or words</a>' in page
        assert "by the student" in page

    row = KeptWay.objects.get()
    rosa = client_of(taught, "rosa")
    read(rosa, taught)
    assert "It is let go." in rosa.post(address(taught, f"compare/{row.pk}/let-go/"), follow=True).content.decode()
    assert "Shop or words" not in read(rosa, taught)
    again = rosa.post(address(taught, f"compare/{row.pk}/let-go/"), follow=True).content.decode()
    assert "The plan has changed in the meantime." in again


@pytest.mark.parametrize(
    ("name", "one", "other", "said"),
    [
        ("", "WELDING", "", "Write a name"),
        ("Of 529-88-1234", "WELDING", "", "Social Security number"),
        ("Nothing", "", "", "The plan has changed in the meantime."),
        ("Unknown", "NOBODY", "", "The plan has changed in the meantime."),
    ],
)
def test_what_cannot_be_kept_is_said(
    taught: World, client_of: ClientOf, name: str, one: str, other: str, said: str
) -> None:
    assert said in keep(client_of(taught, "diego"), taught, name, one, other)
    assert not KeptWay.objects.exists()


@pytest.mark.both
def test_a_name_stands_once_and_no_more_than_so_many_are_kept(taught: World, client_of: ClientOf) -> None:
    diego = client_of(taught, "diego")
    for number in range(MOST):
        keep(diego, taught, f"Way {number}")
    assert "kept under this name already" in keep(diego, taught, "Way 0") or KeptWay.objects.count() == MOST
    assert f"{MOST} are kept already." in keep(diego, taught, "One more")
    diego.post(address(taught, f"compare/{KeptWay.objects.get(name='Way 1').pk}/let-go/"))
    assert "kept under this name already" in keep(diego, taught, "Way 0")
    assert "It is kept." in keep(diego, taught, "Way 1")

    row = KeptWay.objects.filter(let_go_at=None).first()
    assert row is not None
    for change in ({"name": "Other"}, {"codes": ["X"]}, {"role": "counselor"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            KeptWay.objects.filter(pk=row.pk).update(**change)
    gone = KeptWay.objects.filter(let_go_at__isnull=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        gone.update(let_go_at=timezone.now())
