"""Two people who write down who came to a group conference, and who held it, do not undo each other."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterable
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone, translation
from tests.world import World

from doorway.compliance.actions.following_up import (
    complete_group,
    hold_group,
    set_guests,
    shown_of,
    together,
)
from doorway.compliance.errors import ChangedMeanwhile, NoHost, NotKnownWhatChanged
from doorway.compliance.evidence import evidence_of
from doorway.compliance.evidence.attendance import attendance_blocks
from doorway.compliance.models import GroupConference
from doorway.compliance.tests.stage import adopted_policy
from doorway.roster.models import Guardianship, Membership, Person

ClientOf = Callable[[World, str], Client]


@pytest.fixture
def group(world: World) -> GroupConference:
    """A group conference of the elementary school, held by June."""
    return hold_group(
        school=world.schools["panguitch-elementary"], topic="Reading", hosts=[world.people["june"].pk],
        held_on=timezone.localdate(), by=world.user("ruth"), now=timezone.now(), led_by="Snow", minutes=30,
    )  # fmt: skip


def words(client: Client, address: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", client.get(address).content.decode())).split())


def sent(client: Client, address: str) -> dict[str, list[str]]:
    """What the browser would send of a page as it is: hidden fields and ticks."""
    found: dict[str, list[str]] = {}
    for field in re.findall(r"<input[^>]*>", client.get(address).content.decode()):
        kind, name = re.search(r'type="([^"]+)', field), re.search(r'name="([^"]+)', field)
        value = re.search(r'value="([^"]*)', field)
        if name and kind and (kind[1] != "checkbox" or " checked" in field):
            found.setdefault(name[1], []).append(value[1] if value else "")
    return found


def guests(group: GroupConference) -> set[uuid.UUID]:
    return set(group.guests.values_list("student", flat=True))


@pytest.mark.parametrize("saved", [set(), {1}, {1, 2}])
@pytest.mark.parametrize("shown", [set(), {1}, {1, 2}])
@pytest.mark.parametrize("ticked", [set(), {2}, {1, 2}])
def test_only_what_somebody_changed_is_changed(saved: set[int], shown: set[int], ticked: set[int]) -> None:
    def ids(numbers: Iterable[int]) -> set[uuid.UUID]:
        return {uuid.UUID(int=number) for number in numbers}

    found = together(ids(saved), ids(shown), ids(ticked))

    for number in (1, 2):
        was_changed = (number in shown) != (number in ticked)
        assert (uuid.UUID(int=number) in found) == (number in (ticked if was_changed else saved))


def test_what_two_people_tick_from_two_pages_is_kept_of_both(
    world: World, client_of: ClientOf, group: GroupConference
) -> None:
    mateo, ellie, sadie = (world.people[name].pk for name in ("mateo", "ellie", "sadie"))
    set_guests(group=group, shown=[sadie], came=[sadie])
    address = f"/follow-up/{group.school_id}/groups/{group.pk}/"
    peggy, ruth = client_of(world, "peggy"), client_of(world, "ruth")
    older, newer = sent(peggy, address), sent(ruth, address)
    assert older["came"] == [str(sadie)]

    # Ruth ticks Ellie and unticks Sadie; Peggy, on the page of before, ticks Mateo.
    ruth.post(address, newer | {"came": [str(ellie)]})
    assert guests(group) == {ellie}
    peggy.post(address, older | {"came": [str(sadie), str(mateo)]})

    assert guests(group) == {ellie, mateo}
    said = words(peggy, address)
    assert "the family of 1 more student was ticked, by somebody else or in another window. It stays ticked." in said
    assert "the tick of 1 student was taken out, by somebody else or in another window. It stays out." in said
    # Once it is seen, it can be changed.
    again = sent(peggy, address)
    assert set(again["came"]) == {str(ellie), str(mateo)}
    peggy.post(address, again | {"came": [str(mateo)]})
    assert guests(group) == {mateo}
    assert "since you opened the page" not in words(peggy, address).lower()


def _enrolled(world: World, name: str, grade: str = "10") -> Person:
    school, district = world.schools["panguitch-high"], world.district
    found = Person.objects.create(
        district=district, given_name="Sam", family_name=name, grade=grade, sourced_id=f"{name}-{grade}"
    )
    Membership.objects.create(district=district, person=found, school=school, role="student")
    return found


@pytest.mark.parametrize("query", ["", "?grade=10", "?page=2"])
def test_who_is_enrolled_while_a_page_is_open_takes_no_tick_away(
    world: World, client_of: ClientOf, query: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It moves the others to another page of the list; so does who goes up a grade."""
    monkeypatch.setattr("doorway.compliance.views.groups.FAMILIES_PER_PAGE", 4)
    for number in range(10):
        _enrolled(world, f"K{number}")
    found = hold_group(
        school=world.schools["panguitch-high"], topic="FAFSA", hosts=[world.people["dana"].pk], minutes=30,
        held_on=timezone.localdate(), by=world.user("ruth"), now=timezone.now(), first_grade=9, last_grade=12,
    )  # fmt: skip
    address, ruth = f"/follow-up/{found.school_id}/groups/{found.pk}/", client_of(world, "ruth")
    page = sent(ruth, address + query)
    on_it = [one.partition(":")[0] for one in page["shown"]]
    assert len(on_it) == 4
    for name in ("A1", "A2", "K01"):
        _enrolled(world, name)
    Person.objects.filter(pk=on_it[0]).update(grade="11")

    ruth.post(address + query, page | {"came": on_it})

    assert guests(found) == set(map(uuid.UUID, on_it))
    said = words(ruth, address + query)
    assert "Saved. The families of 4 students came." in said
    assert "not on this list any more" not in said


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "You have ticked 1 student who is not on this list any more: what the roster says has changed"),
        ("es", "Usted marcó a 1 estudiante que ya no está aquí: la lista de la escuela ha cambiado"),
    ],
)
def test_a_tick_for_somebody_who_is_not_on_the_list_any_more_is_named(
    world: World, client_of: ClientOf, group: GroupConference, language: str, said: str
) -> None:
    mateo, ellie = world.people["mateo"].pk, world.people["ellie"].pk
    address = f"/follow-up/{group.school_id}/groups/{group.pk}/"
    peggy = client_of(world, "peggy")
    peggy.cookies["doorway_language"] = language
    page = sent(peggy, address)
    Membership.objects.filter(person=mateo, role="student").delete()

    peggy.post(address, page | {"came": [str(mateo), str(ellie)]})

    assert guests(group) == {ellie}
    assert said in words(peggy, address)


def test_a_page_that_does_not_say_what_it_has_shown_unticks_nobody(
    world: World, client_of: ClientOf, group: GroupConference
) -> None:
    mateo, ellie = world.people["mateo"].pk, world.people["ellie"].pk
    set_guests(group=group, shown=[ellie], came=[ellie])
    address = f"/follow-up/{group.school_id}/groups/{group.pk}/"
    peggy = client_of(world, "peggy")

    peggy.post(address, {"shown": [str(mateo), str(ellie)], "came": [str(mateo)]})

    assert guests(group) == {mateo, ellie}
    assert "The family of 1 student stays ticked. Here is the list as it is saved" in words(peggy, address)


def test_who_held_it_is_kept_of_both(world: World, client_of: ClientOf, group: GroupConference) -> None:
    address = f"/follow-up/{group.school_id}/groups/{group.pk}/hosts/"
    june, harriet, peggy = (str(world.people[name].pk) for name in ("june", "harriet", "peggy"))
    office, district = client_of(world, "peggy"), client_of(world, "ruth")
    older, newer = sent(office, address), sent(district, address)

    district.post(address, newer | {"hosts": [june, harriet], "minutes": ["45"]})
    answer = office.post(address, older | {"hosts": [june, peggy]})

    group.refresh_from_db()
    assert {str(one) for one in group.hosts.values_list("person", flat=True)} == {june, harriet, peggy}
    # Nothing was typed into the minutes on the older page.
    assert group.minutes == 45
    assert "somebody else has saved something here, too. It stays." in words(office, answer.headers["Location"])


def test_a_field_that_both_have_changed_is_asked_again(
    world: World, client_of: ClientOf, group: GroupConference
) -> None:
    address = f"/follow-up/{group.school_id}/groups/{group.pk}/hosts/"
    june, harriet = str(world.people["june"].pk), str(world.people["harriet"].pk)
    office, district = client_of(world, "peggy"), client_of(world, "ruth")
    older = sent(office, address)
    newer = sent(district, address) | {"hosts": [june, harriet], "minutes": ["45"], "led_by": ["Utah State"]}
    district.post(address, newer)

    answer = office.post(address, older | {"minutes": ["60"]})

    page = " ".join(unescape(answer.content.decode()).split())
    assert answer.status_code == 422
    assert "somebody else has changed this: the minutes. Nothing of yours is saved yet" in page
    assert re.search(r"How many minutes it took</dt><dd[^>]*><p>45|How many minutes it took</dt><dd[^>]*>45", page)
    assert 'value="60"' in page
    # Where nothing was typed, theirs is taken.
    assert 'value="Utah State"' in page
    group.refresh_from_db()
    assert group.minutes == 45
    again = {
        "seen": re.findall(r'name="seen" value="([^"]*)', page), "was": re.findall(r'name="was" value="([^"]*)', page),
        "hosts": [june, harriet], "led_by": ["Utah State"], "minutes": ["60"],
    }  # fmt: skip
    assert office.post(address, again).status_code == 302
    group.refresh_from_db()
    assert (group.minutes, group.led_by, group.hosts.count()) == (60, "Utah State", 2)


def test_without_what_was_shown_nothing_that_is_saved_is_overwritten(
    world: World, client_of: ClientOf, group: GroupConference
) -> None:
    address = f"/follow-up/{group.school_id}/groups/{group.pk}/hosts/"
    harriet, office = str(world.people["harriet"].pk), client_of(world, "peggy")

    answer = office.post(address, {"hosts": [harriet], "led_by": "Snow", "minutes": ""})

    page = " ".join(unescape(answer.content.decode()).split())
    assert answer.status_code == 422
    assert "Saving it would change this: who held it, the minutes." in page
    assert group.hosts.get().person_id == world.people["june"].pk
    again = {
        "seen": re.findall(r'name="seen" value="([^"]*)', page), "was": re.findall(r'name="was" value="([^"]*)', page),
        "hosts": [harriet], "led_by": "Snow", "minutes": "",
    }  # fmt: skip
    assert office.post(address, again).status_code == 302
    group.refresh_from_db()
    assert (str(group.hosts.get().person_id), group.minutes) == (harriet, None)


def test_the_rule_holds_below_the_page(world: World, group: GroupConference) -> None:
    june, harriet = world.people["june"].pk, world.people["harriet"].pk
    before = shown_of(group)
    assert complete_group(group=group, hosts=[june, harriet], led_by="Snow", minutes=45, shown=before) is False

    with pytest.raises(ChangedMeanwhile) as refused:
        complete_group(group=group, hosts=[june], led_by="Snow", minutes=60, shown=before)
    assert refused.value.parts == ("minutes",)
    # The same said twice is no matter.
    assert complete_group(group=group, hosts=[june, harriet], led_by="Snow", minutes=45, shown=before) is False
    with pytest.raises(NotKnownWhatChanged):
        complete_group(group=group, hosts=[june, harriet], led_by="Snow", minutes=None)
    complete_group(group=group, hosts=[harriet], led_by="Snow", minutes=45, shown=shown_of(group))
    with pytest.raises(NoHost):
        complete_group(group=group, hosts=[], led_by="Snow", minutes=45, shown=shown_of(group))


@pytest.mark.parametrize(
    ("language", "said", "head"),
    [
        ("en", "The families of 2 students came", "Students whose family came"),
        ("es", "Vinieron las familias de 2 estudiantes", "Estudiantes cuya familia vino"),
    ],
)
def test_brothers_and_sisters_are_counted_as_students_and_said_so(
    world: World, client_of: ClientOf, group: GroupConference, language: str, said: str, head: str
) -> None:
    """Two children of one mother are one family: pages and evidence count, and name, students."""
    adopted_policy(world)
    mateo, ellie = world.people["mateo"].pk, world.people["ellie"].pk
    mother = Guardianship.objects.filter(student=ellie).first()
    assert mother is not None
    Guardianship.objects.filter(student=ellie).exclude(pk=mother.pk).delete()
    Guardianship.objects.filter(pk=mother.pk).update(guardian=world.people["rosa"])
    client = client_of(world, "peggy")
    client.cookies["doorway_language"] = language
    address = f"/follow-up/{group.school_id}/groups/"

    client.post(f"{address}{group.pk}/", {"shown": [f"{mateo}:0", f"{ellie}:0"], "came": [str(mateo), str(ellie)]})

    for page in (address, f"{address}{group.pk}/", f"{address}{group.pk}/take-back/"):
        assert said in words(client, page), page
    with translation.override(language):
        blocks = list(attendance_blocks(evidence_of(group.school, now=timezone.now()), language))
    (table,) = (block for block in blocks if block["kind"] == "table" and head in block["head"])
    assert table["rows"][0][table["head"].index(head)] == "2"
