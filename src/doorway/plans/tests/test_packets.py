"""Plans on paper in the browser: one student, a class, a school that is made in the background, the family's copy."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.world import World

from doorway.conferences.models import FamilyQuestion
from doorway.plans.actions import ordering
from doorway.plans.actions.ordering import file_of, forget_old_packets, make_next_packet, order_packet
from doorway.plans.actions.versions import share
from doorway.plans.models import PacketOrder
from doorway.plans.tests.paper import Paper
from doorway.plans.tests.stage import full_plan
from doorway.roster.models import Enrollment, Membership, RecordLook

SignIn = Callable[[World, str], Client]
Status = PacketOrder.Status


@pytest.fixture(autouse=True)
def home(settings, tmp_path: Path) -> Path:
    settings.HOME = tmp_path
    return tmp_path


def looks() -> set[tuple[str, str, str]]:
    return {(look.student.given_name, look.reason, look.page) for look in RecordLook.objects.select_related("student")}


# One student, one class


def test_staff_print_one_plan_with_its_look_in_few_queries(
    open_world: World, client_of: SignIn, tmp_path: Path
) -> None:
    full_plan(open_world, "mateo")
    client = client_of(open_world, "june")
    assert connection.features.supports_json_field  # Django asks once, and would ask in what is counted.

    with CaptureQueriesContext(connection) as caught:
        answer = client.get(reverse("plan_pdf", args=[open_world.people["mateo"].pk]))

    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'inline; filename="mateo-morales.pdf"'
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert Paper(answer.content, tmp_path).pages == 2
    assert looks() == {("Mateo", "teacher", "packet")}
    assert len(caught) <= 12


def test_a_question_to_one_host_is_not_on_the_paper_of_another(
    open_world: World, client_of: SignIn, tmp_path: Path
) -> None:
    plan = full_plan(open_world, "mateo")
    FamilyQuestion.objects.update(host=open_world.hosts["june"])
    address = reverse("plan_pdf", args=[plan.student_id])

    hers = Paper(client_of(open_world, "june").get(address).content, tmp_path).text()
    the_principals = Paper(client_of(open_world, "harriet").get(address).content, tmp_path).text()

    assert "Is there a math club?" in hers
    assert "Is there a math club?" not in the_principals


def test_a_class_is_printed_by_its_teacher_and_its_office(open_world: World, client_of: SignIn, tmp_path: Path) -> None:
    address = reverse("class_packet", args=[open_world.classes["grade-3"].pk])

    made = Paper(client_of(open_world, "june").get(address).content, tmp_path)
    assert [title for depth, title in made.outline() if depth == 0] == ["Grade 3 Albrecht"]
    assert made.pages == 8
    assert client_of(open_world, "peggy").get(address).status_code == 200
    assert looks() == {
        (name, reason, "packet") for name in ("Mateo", "Ellie", "Sadie") for reason in ("teacher", "office")
    }
    for key in ("owen", "dana", "rosa"):
        assert client_of(open_world, key).get(address).status_code == 404


def test_an_empty_class_is_told(world: World, client_of: SignIn) -> None:
    Enrollment.objects.filter(school_class=world.classes["grade-3"], role="student").update(is_active=False)

    answer = client_of(world, "june").get(reverse("class_packet", args=[world.classes["grade-3"].pk]))

    assert answer.status_code == 409
    assert "There are no students in Grade 3 Albrecht now" in answer.content.decode()


# The family


def test_a_guardian_prints_what_was_shared_for_their_own_home(
    open_world: World, client_of: SignIn, tmp_path: Path
) -> None:
    plan = full_plan(open_world, "ellie")
    client, address = client_of(open_world, "karen"), reverse("own_plan_pdf", args=[plan.student_id])
    assert client.get(address).status_code == 409
    share(plan, by=open_world.user("june"), now=timezone.now())

    made = Paper(client.get(address).content, tmp_path)

    assert made.pages == 2
    assert "Karen Hale" in made.text()
    assert "Guardian: Ben" not in made.text()
    assert looks() == {("Ellie", "guardian", "packet")}
    assert client_of(open_world, "rosa").get(address).status_code == 404
    assert client_of(open_world, "june").get(address).status_code == 404


def test_the_familys_page_leads_to_the_paper(open_world: World, client_of: SignIn) -> None:
    plan = full_plan(open_world, "ellie")
    share(plan, by=open_world.user("june"), now=timezone.now())

    page = client_of(open_world, "karen").get(reverse("family_plan", args=[plan.student_id])).content.decode()

    assert f'href="{reverse("own_plan_pdf", args=[plan.student_id])}"' in page


def test_a_student_prints_their_own(open_world: World, client_of: SignIn, tmp_path: Path) -> None:
    plan = full_plan(open_world, "diego", teacher="owen")
    share(plan, by=open_world.user("owen"), now=timezone.now())

    made = Paper(client_of(open_world, "diego").get(reverse("own_plan_pdf", args=[plan.student_id])).content, tmp_path)

    assert "Student: Diego Morales" in made.text()


# A whole school


def test_a_school_is_ordered_made_and_fetched(open_world: World, client_of: SignIn, tmp_path: Path) -> None:
    full_plan(open_world, "mateo")
    client = client_of(open_world, "peggy")
    school = open_world.schools["panguitch-elementary"]
    page = client.get(reverse("school_packet", args=[school.pk])).content.decode()
    assert "Grade 3 Albrecht (PDF)" in page

    ordered = client.post(reverse("school_packet", args=[school.pk]), {"language": ""})
    again = client.post(reverse("school_packet", args=[school.pk]), {"language": ""})
    assert ordered.headers["Location"] == again.headers["Location"]
    assert "Look again" in client.get(ordered.headers["Location"]).content.decode()

    order = make_next_packet()

    assert order is not None
    assert (order.status, order.copies, order.pages) == (Status.READY, 4, 8)
    assert file_of(order).stat().st_mode & 0o077 == 0
    assert "Plans: 4; pages: 8" in client.get(ordered.headers["Location"]).content.decode()
    answer = client.get(reverse("packet_file", args=[order.pk]))
    assert Paper(b"".join(answer.streaming_content), tmp_path).pages == 8  # type: ignore[attr-defined]
    assert looks() == {(name, "office", "packet") for name in ("Mateo", "Ellie", "Sadie")}
    assert make_next_packet() is None


def test_a_packet_is_only_for_the_one_who_ordered_it_and_while_they_work_there(world: World, client_of: SignIn) -> None:
    school, peggy = world.schools["panguitch-elementary"], world.user("peggy")
    order = order_packet(school=school, by=peggy, now=timezone.now())
    address = reverse("packet_order", args=[order.pk])

    assert client_of(world, "peggy").get(address).status_code == 200
    assert client_of(world, "harriet").get(address).status_code == 404
    Membership.objects.filter(person=world.people["peggy"]).update(ends_on=world.year.starts_on)
    assert client_of(world, "peggy").get(address).status_code == 404
    made = make_next_packet()
    assert made is not None
    assert made.status == Status.FAILED
    assert not RecordLook.objects.exists()


def test_a_school_without_students_is_told_before_anything_is_ordered(world: World, client_of: SignIn) -> None:
    answer = client_of(world, "ruth").post(reverse("school_packet", args=[world.schools["boulder-elementary"].pk]))

    assert answer.status_code == 409
    assert "There are no students at Boulder Elementary School now" in answer.content.decode()
    assert not PacketOrder.objects.exists()


def test_a_packet_that_cannot_be_made_is_told_and_the_next_one_is_made(
    world: World, client_of: SignIn, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    order = order_packet(school=world.schools["panguitch-elementary"], by=world.user("peggy"), now=timezone.now())

    def breaks(*_args: object, **_more: object) -> None:
        raise RuntimeError("the disk is on fire")

    monkeypatch.setattr(ordering, "print_plans", breaks)
    made = make_next_packet()

    assert made is not None
    assert made.status == Status.FAILED
    assert "disk is on fire" in caplog.text
    page = client_of(world, "peggy").get(reverse("packet_order", args=[order.pk])).content.decode()
    assert "could not be made" in page
    assert client_of(world, "peggy").get(reverse("packet_file", args=[order.pk])).status_code == 302


def test_whoever_crashed_leaves_the_order_to_the_next(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    order = order_packet(school=world.schools["panguitch-elementary"], by=world.user("peggy"), now=timezone.now())
    rows = PacketOrder.objects.filter(pk=order.pk)
    rows.update(status=Status.WORKING, begun_at=timezone.now())
    assert make_next_packet() is None

    rows.update(begun_at=timezone.now() - timedelta(hours=1))

    assert ordering._claim(timezone.now()) == order


def test_packets_are_deleted_after_a_day(world: World) -> None:
    order = order_packet(school=world.schools["panguitch-elementary"], by=world.user("peggy"), now=timezone.now())
    file_of(order).write_bytes(b"%PDF")
    PacketOrder.objects.update(status=Status.READY, ended_at=timezone.now() - timedelta(hours=25))

    assert forget_old_packets() == 1

    order.refresh_from_db()
    assert order.status == Status.GONE
    assert not file_of(order).exists()


@pytest.mark.parametrize("key", ["harriet", "ruth"])
def test_the_pages_take_few_queries(world: World, client_of: SignIn, key: str) -> None:
    client, counts = client_of(world, key), []
    for _round in range(2):
        with CaptureQueriesContext(connection) as caught:
            client.get(reverse("packets"))
            client.get(reverse("school_packet", args=[world.schools["panguitch-elementary"].pk]))
        counts.append(len(caught))
        order_packet(
            school=world.schools["panguitch-elementary"], by=world.user(key), now=timezone.now(), language="es"
        )

    assert counts[0] == counts[1]
    assert max(counts) <= 24
