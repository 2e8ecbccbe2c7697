from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.http import Http404
from django.utils import timezone
from tests.world import World

from doorway.roster.access import (
    STAFF_REASONS,
    Reason,
    Scope,
    Viewer,
    open_record,
    reason_of,
    student_for,
    visible_students,
    why_visible,
    with_reasons,
)
from doorway.roster.actions import close_record
from doorway.roster.models import Enrollment, Guardianship, Person, RecordLook

STUDENTS = ("mateo", "lucia", "diego", "ellie", "sadie")

SEES = {
    "rosa": {"mateo": Reason.GUARDIAN, "lucia": Reason.GUARDIAN, "diego": Reason.GUARDIAN},
    "ben": {"ellie": Reason.GUARDIAN},
    "karen": {"ellie": Reason.GUARDIAN},
    "amy": {"sadie": Reason.GUARDIAN},
    "travis": {},
    "diego": {"diego": Reason.SELF},
    "june": dict.fromkeys(("mateo", "ellie", "sadie"), Reason.TEACHER),
    "owen": dict.fromkeys(("lucia", "diego"), Reason.TEACHER),
    "dana": {"diego": Reason.COUNSELOR},
    "harriet": dict.fromkeys(("mateo", "ellie", "sadie"), Reason.PRINCIPAL),
    "peggy": dict.fromkeys(("mateo", "ellie", "sadie"), Reason.OFFICE),
    "ruth": dict.fromkeys(STUDENTS, Reason.DISTRICT),
    "sam": {},
    "ines": {},
}


@pytest.mark.parametrize("key", SEES)
def test_each_sees_exactly_what_is_theirs_and_why(world: World, key: str) -> None:
    viewer = Viewer(world.user(key))

    reasons = {student: why_visible(viewer, world.people[student]) for student in STUDENTS}

    assert {student: reason for student, reason in reasons.items() if reason} == SEES[key]


@pytest.mark.parametrize("key", SEES)
@pytest.mark.parametrize("scope", list(Scope))
def test_the_list_and_the_reason_agree(world: World, other_world: World, key: str, scope: Scope) -> None:
    viewer = Viewer(world.user(key))

    listed = set(visible_students(viewer, scope))

    assert listed == {person for person in Person.objects.all() if why_visible(viewer, person, scope)}


@pytest.mark.parametrize("key", SEES)
@pytest.mark.parametrize("scope", list(Scope))
def test_the_reason_that_comes_with_the_list_is_the_same(
    world: World, other_world: World, key: str, scope: Scope
) -> None:
    viewer = Viewer(world.user(key))

    for student in with_reasons(visible_students(viewer, scope), viewer, scope):
        assert reason_of(student) is why_visible(viewer, student, scope)


@pytest.mark.parametrize("key", SEES)
@pytest.mark.parametrize("scope", list(Scope))
def test_a_record_opens_for_the_reason_for_which_it_is_visible_and_for_nobody_else(
    world: World, other_world: World, key: str, scope: Scope
) -> None:
    viewer = Viewer(world.user(key))

    for person in Person.objects.all():
        expected = why_visible(viewer, person, scope)
        if expected is None:
            with pytest.raises(Http404):
                open_record(viewer, person.pk, page="test", scope=scope)
        else:
            assert open_record(viewer, person.pk, page="test", scope=scope) == (person, expected)


def test_a_teachers_own_child_is_no_staff_matter(world: World) -> None:
    Guardianship.objects.create(
        district=world.district, student=world.people["lucia"], guardian=world.people["june"], household=3
    )
    viewer = Viewer(world.user("june"))

    assert world.people["lucia"] in visible_students(viewer)
    assert world.people["lucia"] not in visible_students(viewer, reasons=STAFF_REASONS)
    with pytest.raises(Http404):
        open_record(viewer, world.people["lucia"].pk, page="conversation", reasons=STAFF_REASONS)


def test_a_parent_who_teaches_the_child_sees_it_as_teacher_at_work(world: World) -> None:
    Guardianship.objects.create(
        district=world.district, student=world.people["mateo"], guardian=world.people["june"], household=3
    )
    viewer = Viewer(world.user("june"))

    _student, reason = open_record(viewer, world.people["mateo"].pk, page="conversation", reasons=STAFF_REASONS)

    assert reason is Reason.TEACHER


def test_opening_a_record_takes_two_queries(world: World, django_assert_num_queries: Any) -> None:
    viewer = Viewer(world.user("june"))
    assert viewer.roles == {"teacher"}

    with django_assert_num_queries(2):
        open_record(viewer, world.people["mateo"].pk, page="conversation")


def test_who_looks_is_known_after_one_query(world: World, django_assert_num_queries: Any) -> None:
    user = world.user("rosa")

    with django_assert_num_queries(1):
        assert Viewer(user).roles == {"guardian"}


def test_data_person_sees_names_only(world: World) -> None:
    viewer = Viewer(world.user("sam"))

    assert set(visible_students(viewer, Scope.NAMES)) == {world.people[key] for key in STUDENTS}
    assert why_visible(viewer, world.people["mateo"], Scope.NAMES) is Reason.DATA


def test_no_access_wins_over_teaching(world: World) -> None:
    mark = world.people["sadie"].access_marks.get()
    mark.person = world.people["june"]
    mark.save()

    assert why_visible(Viewer(world.user("june")), world.people["sadie"]) is None


def test_a_mark_on_somebody_who_left_still_closes_the_record_for_their_mailbox(world: World) -> None:
    """A system gives a guardian a new id, and the old person with the mark is no longer listed."""
    rosa, mateo = world.people["rosa"], world.people["mateo"]
    former = Person.objects.create(
        district=world.district, given_name="Rosa", family_name="Ortiz", user=rosa.user, is_active=False
    )
    assert why_visible(Viewer(world.user("rosa")), mateo) is Reason.GUARDIAN
    close_record(student=mateo, to=former, reason="Court order", by=None, now=timezone.now())

    viewer = Viewer(world.user("rosa"))
    assert why_visible(viewer, mateo) is None
    assert mateo not in visible_students(viewer)


def test_stranger_gets_404_and_leaves_no_look(world: World, other_world: World) -> None:
    with pytest.raises(Http404):
        open_record(Viewer(other_world.user("rosa")), world.people["mateo"].pk, page="plan")
    with pytest.raises(Http404):
        student_for(Viewer(world.user("rosa")), uuid.uuid4())

    assert RecordLook.objects.count() == 0


def test_look_is_logged_with_its_reason(world: World) -> None:
    open_record(Viewer(world.user("june")), world.people["mateo"].pk, page="conversation")

    look = RecordLook.objects.get()
    assert (look.reason, look.page, look.student, look.user) == (
        "teacher", "conversation", world.people["mateo"], world.user("june"),
    )  # fmt: skip


def test_teacher_stops_seeing_when_the_enrollment_ends(world: World) -> None:
    Enrollment.objects.filter(person=world.people["mateo"]).update(is_active=False)

    assert why_visible(Viewer(world.user("june")), world.people["mateo"]) is None


def test_former_guardian_sees_nothing(world: World) -> None:
    Guardianship.objects.filter(guardian=world.people["rosa"]).update(is_active=False)
    viewer = Viewer(world.user("rosa"))

    assert not visible_students(viewer).exists()
    assert "guardian" not in viewer.roles
