"""The board of a large school: whole classes on each page, every student once, a search over all of them."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.world import World, at, new_id, school_day

from doorway.accounts.statistics import count_rows
from doorway.conferences.actions.booking import Wish, book_basket
from doorway.conferences.queries import board as boards
from doorway.conferences.queries.board import board
from doorway.roster.access import Viewer
from doorway.roster.models import Enrollment, Guardianship, Membership, Person, Role, SchoolClass

SignIn = Callable[[World, str], Client]
SIZES = {"Alder": 60, "Birch": 50, "Cedar": 40, "Daisy": 120}


@pytest.fixture
def large(open_world: World) -> World:
    """Four classes more, of grades 1 to 4."""
    school, district, year = open_world.schools["panguitch-elementary"], open_world.district, open_world.year
    people, members, places, wards = [], [], [], []
    for grade, (title, size) in enumerate(SIZES.items(), 1):
        room = SchoolClass.objects.create(
            district=district, school=school, school_year=year, sourced_id=title, title=title,
            kind=SchoolClass.Kind.HOMEROOM,
        )  # fmt: skip
        for number in range(size):
            name = f"{title}{number:03d}"
            child, parent = (
                Person(pk=new_id(), district=district, sourced_id=f"{name}{who}", given_name=given, family_name=name)
                for who, given in (("c", "Child"), ("p", "Parent"))
            )
            child.grade, parent.phone = f"{grade:02d}", f"435-555-{grade}{number:03d}"
            people += [child, parent]
            members.append(Membership(district=district, person=child, school=school, role=Role.STUDENT))
            places.append(
                Enrollment(district=district, school_class=room, person=child, role="student", sourced_id=name)
            )
            wards.append(Guardianship(district=district, student=child, guardian=parent, household=1))
    Person.objects.bulk_create(people)
    Membership.objects.bulk_create(members)
    Enrollment.objects.bulk_create(places)
    Guardianship.objects.bulk_create(wards)
    count_rows()  # as after a roster: PostgreSQL would think of the few rows of the tests before
    return open_world


def address(world: World) -> str:
    return reverse("office_board", args=[world.conference.pk])  # type: ignore[union-attr]


def names(page: str) -> list[str]:
    return re.findall(r"Child ([A-Z][a-z]+\d+)", page)


def test_pages_hold_whole_classes_and_every_student_stands_on_one(large: World, client_of: SignIn) -> None:
    peggy = client_of(large, "peggy")
    pages = [names(peggy.get(address(large), {"page": number}).content.decode()) for number in range(1, 10)]

    expected = [f"{title}{number:03d}" for title, size in SIZES.items() for number in range(size)]
    last = next(number for number, page in enumerate(pages) if page and page[-1] == expected[-1])
    assert [name for page in pages[: last + 1] for name in page] == expected
    for title, size in SIZES.items():
        on = [page for page in pages[: last + 1] if any(name.startswith(title) for name in page)]
        assert len(on) == 1, title
        assert sum(name.startswith(title) for name in on[0]) == size
    assert pages[last + 1 :] == [pages[last]] * len(pages[last + 1 :])


def test_the_way_to_a_class_leads_to_its_page(large: World, client_of: SignIn) -> None:
    peggy = client_of(large, "peggy")
    page = peggy.get(address(large), {"show": "open"}).content.decode()

    way = re.search(r'<a href="(\?[^"#]+)#(class-\d+)">Daisy</a>', page)
    assert way
    there = peggy.get(address(large) + way[1].replace("&amp;", "&")).content.decode()
    assert f'<h2 id="{way[2]}">Daisy' in there
    assert "Daisy119" in there
    assert "Who has not booked yet" in there


@pytest.mark.parametrize("typed", ["Daisy119", "daisy119 parent", "555-4119"])
def test_a_search_finds_on_every_page(large: World, client_of: SignIn, typed: str) -> None:
    child = Person.objects.get(given_name="Child", family_name="Daisy119")

    answer = client_of(large, "peggy").get(address(large), {"q": typed})

    assert answer["Location"] == reverse("office_family", args=[large.conference.pk, child.pk])  # type: ignore[union-attr]


def test_the_counts_are_those_of_the_class_and_not_of_the_page(large: World) -> None:
    viewer, child = Viewer(large.user("peggy")), large.people["ellie"]
    book_basket(
        wishes=[Wish(child, large.hosts["june"], at(school_day(), 13))],
        guardian=large.people["ben"],
        by=None,
        now=timezone.now(),
    )

    everyone = board(large.conference, viewer)  # type: ignore[arg-type]
    still_open = board(large.conference, viewer, only_open=True)  # type: ignore[arg-type]

    assert sum(one.students for one in everyone.classes) - sum(one.students for one in still_open.classes) == 1
    assert [one.booked for one in everyone.classes if one.booked] == [1]
    assert not any(one.booked for one in still_open.classes)
    assert child not in [line.student for group in still_open.groups for line in group.lines]


def test_kindergarten_comes_before_grade_1(large: World) -> None:
    for name, grade in (("Alder000", "KG"), ("Alder001", "Other")):
        Person.objects.filter(given_name="Child", family_name=name).update(grade=grade)

    classes = board(large.conference, Viewer(large.user("peggy"))).classes  # type: ignore[arg-type]

    assert [one.grade for one in classes] == ["KG", "01", "02", "03", "03", "04", "Other"]


@pytest.mark.parametrize("typed", ["0", "-3", "x", "99999999999999999999", "1\x00"])
def test_a_page_that_does_not_exist_is_another_that_does(large: World, client_of: SignIn, typed: str) -> None:
    assert names(client_of(large, "peggy").get(address(large), {"page": typed}).content.decode())


def test_a_page_is_never_fuller_than_it_may_be_unless_a_class_is(large: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boards, "PER_PAGE", 55)
    found = board(large.conference, Viewer(large.user("peggy")))  # type: ignore[arg-type]

    for number in {one.page for one in found.classes}:
        here = [one.students for one in found.classes if one.page == number]
        assert sum(here) <= 55 or len(here) == 1
