"""The page of public numbers: full tens of lines that share no student, as of the last kept day. That they tell nothing
about few, whoever subtracts what from what, is shown in ``test_tens.py``."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format
from tests.world import World

from doorway.compliance.access import FOLLOWERS
from doorway.compliance.actions.keeping import keep_figures
from doorway.compliance.core.tens import Told
from doorway.compliance.figures import PublicFigures, public_figures
from doorway.compliance.models import KeptFigures
from doorway.compliance.models.kept import NUMBERS
from doorway.compliance.queries.standing import Tally
from doorway.compliance.queries.trend import kept_days, read_together, shown_to_all
from doorway.compliance.tests.stage import adopted_policy
from doorway.roster.models import Membership, Person, School, SchoolYear


def figures_of(tallies: dict[str, Tally], known: Iterable[set[str]] = ()) -> PublicFigures | None:
    """Of schools that are told apart by their names."""
    return public_figures(tallies, {name: name for name in tallies}, known)


def test_large_schools_are_shown_in_tens_and_a_small_one_is_not() -> None:
    large = Tally(66, involved=45, sure=19)

    found = figures_of({"Large": large, "Other": large, "Small": Tally(4, involved=2, sure=1)})

    assert found is not None
    assert found.lines == (("Large", Told(60, 40, 10)), ("Other", Told(60, 40, 10)))
    assert found.added_up == Told(120, 80, 20)
    assert found.left_out


def test_small_schools_are_one_line_together_where_they_are_enough() -> None:
    one, other, third = Tally(25, involved=14, sure=3), Tally(28, involved=9, sure=1), Tally(26, involved=12)

    found = figures_of({"One": one, "Other": other, "Third": third})

    assert found is not None
    assert found.lines == (("Small schools together", Told(70, 30, None)),)
    assert found.added_up is None
    assert not found.left_out
    # Of two, each could subtract itself; and so could somebody who works at two of the three.
    assert figures_of({"One": one, "Other": other}) is None
    assert figures_of({"One": one, "Other": other, "Third": third}, [{"One", "Third"}]) is None


def test_a_number_that_would_say_the_same_of_nearly_all_is_not_shown() -> None:
    shown = {
        name: figures_of({name: one})
        for name, one in {
            "None": Tally(60, involved=9, sure=0),
            "All": Tally(60, involved=60, sure=60),
            "Few have everything": Tally(60, involved=40, sure=3),
            "Who took part has everything": Tally(60, involved=39, sure=31),
            "Nearly all took part": Tally(60, involved=58, sure=31),
        }.items()
    }

    assert {name: found and found.lines[0][1] for name, found in shown.items()} == {
        "None": None,
        "All": None,
        "Few have everything": Told(60, 40, None),
        "Who took part has everything": Told(60, 30, None),
        "Nearly all took part": Told(60, None, 30),
    }


def test_the_sum_is_that_of_the_shown_numbers_and_none_where_one_is_missing() -> None:
    found = figures_of({"One": Tally(69, involved=49, sure=29), "Two": Tally(69, involved=49, sure=0)})

    assert found is not None
    assert found.added_up == Told(120, 80, None)
    assert found.tells_involved
    assert found.tells_everything


def keep(
    world: World,
    on: date,
    *,
    known: bool = True,
    by_student: bool = False,
    unsure: int = 0,
    year: SchoolYear | None = None,
    **schools: tuple[int, int, int],
) -> None:
    """The figures of a day, as they are kept: of each school its students, of them involved, of them done."""
    for name, (students, involved, done) in schools.items():
        values: dict[str, Any] = dict.fromkeys(NUMBERS, 0)
        values |= {"students": students, "involved": involved, "done": done, "unsure": unsure}
        KeptFigures.objects.create(
            district=world.district, school=world.schools[name.replace("_", "-")], on=on, grade="03", policy_number=1,
            groups=known, registration=True, by_student=by_student, school_year=year, **values,
        )  # fmt: skip


def page_of(client: Client) -> str:
    """What stands on the page between its heading and its foot."""
    page = client.get("/d/garfield/policy/figures/").content.decode()
    return " ".join(page.split("<main", 1)[1].split("</main>")[0].split())


def test_who_works_at_two_small_schools_cannot_subtract_them(world: World, client: Client) -> None:
    """Nor who has worked there: the figures of then stand in what was printed."""
    first = timezone.localdate().replace(day=1)
    adopted_policy(world, first - timedelta(days=60))
    keep(world, first, panguitch_elementary=(25, 14, 0), boulder_elementary=(28, 9, 0), panguitch_high=(26, 12, 0))
    assert "<td" in page_of(client)

    for name in ("panguitch-elementary", "boulder-elementary"):
        Membership.objects.create(
            district=world.district, person=world.people["travis"], school=world.schools[name], role="principal",
            ends_on=first,
        )  # fmt: skip

    assert "<td" not in page_of(client)


@pytest.mark.parametrize("how", ["one user", "one address", "two mailboxes"])
def test_a_mailbox_of_two_people_at_two_small_schools_cannot_subtract_them(
    world: World, client: Client, how: str
) -> None:
    """A user is a mailbox: a principal who stands on the roster once for each of two schools reads both."""
    first = timezone.localdate().replace(day=1)
    adopted_policy(world, first - timedelta(days=60))
    keep(world, first, panguitch_elementary=(25, 14, 0), boulder_elementary=(28, 9, 0), panguitch_high=(26, 12, 0))
    one = Person.objects.create(district=world.district, given_name="Ana", family_name="Reed")
    other = Person.objects.create(district=world.district, given_name="Anna", family_name="Reed")
    for person, name in ((one, "panguitch-elementary"), (other, "boulder-elementary")):
        person.email = {"one user": "", "one address": "ana@garfield.example"}.get(how, f"{person.pk}@garfield.example")
        person.user = world.user("ruth") if how == "one user" else None
        person.save()
        Membership.objects.create(district=world.district, person=person, school=world.schools[name], role="principal")

    expected = (
        []
        if how == "two mailboxes"
        else [{world.schools[name].pk for name in ("panguitch-elementary", "boulder-elementary")}]
    )
    assert read_together(world.district, FOLLOWERS) == expected
    assert ("<td" in page_of(client)) == (how == "two mailboxes")


def test_two_schools_of_one_name_are_two_lines(world: World, client: Client) -> None:
    first = timezone.localdate().replace(day=1)
    adopted_policy(world, first - timedelta(days=60))
    keep(world, first, panguitch_elementary=(60, 40, 20), panguitch_high=(75, 41, 20), boulder_elementary=(80, 50, 20))
    for name, grades in (("panguitch-elementary", "KG,01,02"), ("panguitch-high", "10,11,12")):
        School.objects.filter(pk=world.schools[name].pk).update(name="Lincoln", grades=grades)

    page = page_of(client)

    assert "Lincoln (kindergarten to grade 2)</th>" in page
    assert "Lincoln (grades 10 to 12)</th>" in page
    assert world.schools["boulder-elementary"].name + "</th>" in page
    # Of one name and the same grades, or of none that are known.
    School.objects.filter(name="Lincoln").update(grades="")
    lines = [line.split("</tr>")[0] for line in page_of(client).split('<th scope="row"')]
    found = [{figure for figure in ("60", "70") if f">{figure}<" in line} for line in lines if "Lincoln" in line]
    assert found == [{"70"}, {"60"}]


def test_who_works_at_one_of_two_small_schools_of_one_name_cannot_subtract_it(world: World, client: Client) -> None:
    """Together they would be one large enough for a line of its own."""
    first = timezone.localdate().replace(day=1)
    adopted_policy(world, first - timedelta(days=60))
    keep(world, first, panguitch_elementary=(25, 14, 0), boulder_elementary=(28, 9, 0))
    School.objects.filter(slug__in=["panguitch-elementary", "boulder-elementary"]).update(name="Lincoln")

    assert "<td" not in page_of(client)


def test_the_page_shows_the_last_kept_day_and_no_minute_changes_it(world: World, client: Client) -> None:
    first = timezone.localdate().replace(day=1)
    adopted_policy(world, first - timedelta(days=60))
    keep(world, first - timedelta(days=31), panguitch_elementary=(80, 50, 20), boulder_elementary=(80, 50, 20))
    keep(world, first, panguitch_elementary=(60, 40, 20), boulder_elementary=(13, 0, 0), panguitch_high=(70, 41, 19))

    before = page_of(client)

    for shown in ("Panguitch High", "<td", "once a month"):
        assert shown in before
    assert date_format(first, "DATE_FORMAT") in before
    assert "moment ago" not in before
    assert "Everything that is asked is there" in before
    assert "not counted in that column" not in before
    assert "every part that the policy asks is filled in" in before
    assert "Boulder" not in before
    # A child moves away, a school is closed, another child comes: a minute later nothing here has moved.
    world.people["mateo"].memberships.update(ends_on=timezone.localdate() - timedelta(days=1))
    School.objects.filter(pk=world.schools["panguitch-high"].pk).update(is_active=False)
    assert page_of(client) == before


def test_of_whom_not_all_is_known_the_page_does_not_say_that_everything_is_there(world: World, client: Client) -> None:
    """A grade in which nobody has written down group conferences: who lacks nothing else is not sure."""
    first = timezone.localdate().replace(day=1)
    keep(world, first, known=False, panguitch_elementary=(60, 40, 20), panguitch_high=(70, 41, 19))

    page = page_of(client)

    assert "Everything that is asked is there" not in page
    assert "not counted in that column" not in page
    assert "So nobody can say how many students have everything" in page
    assert "as if they had it" not in page
    kept = shown_to_all(world.district)
    assert kept is not None
    assert {(one.unsure, one.sure) for one in kept.schools.values()} == {(20, 0), (19, 0)}


def test_where_only_some_grades_are_not_known_the_page_says_who_is_not_counted(world: World, client: Client) -> None:
    first = timezone.localdate().replace(day=1)
    keep(world, first, panguitch_elementary=(60, 40, 20), panguitch_high=(70, 41, 19))
    keep(world, first, known=False, panguitch_middle=(80, 60, 20))

    page = page_of(client)

    assert "they are not counted in that column" in page
    assert "So nobody can say how many" not in page


def test_the_unsure_of_a_school_do_not_count_as_having_everything() -> None:
    found = figures_of({"One": Tally(90, involved=70, sure=25, unsure=15)})

    assert found is not None
    assert found.lines == (("One", Told(90, 70, 20)),)


def test_who_has_everything_is_told_apart_student_by_student_since_that_is_kept(world: World) -> None:
    today = timezone.localdate()
    keep(world, today, known=False, by_student=True, unsure=15, panguitch_high=(90, 70, 40))

    kept = shown_to_all(world.district)

    assert kept is not None
    assert [(one.sure, one.unsure, one.missing) for one in kept.schools.values()] == [(25, 15, 50)]
    assert kept.is_partial
    (day,) = kept_days(world.district, world.schools.values())
    assert (day.tally.sure, day.tally.unsure, day.tally.missing) == (25, 15, 50)


def test_a_number_that_is_not_shown_says_so_in_its_cell(world: World, client: Client) -> None:
    first = timezone.localdate().replace(day=1)
    keep(world, first, panguitch_elementary=(60, 40, 20), panguitch_high=(70, 41, 0), boulder_elementary=(13, 0, 0))

    page = page_of(client)

    assert page.count("not shown</td>") == 2
    assert "Some schools are not in the table" in page


def test_before_the_first_kept_day_the_page_says_from_when_there_will_be_numbers(world: World, client: Client) -> None:
    assert "for the first time when a policy is in force" in page_of(client)
    begins = timezone.localdate() + timedelta(days=5)
    adopted_policy(world, begins)

    assert f"holds from {date_format(begins, 'DATE_FORMAT')}" in page_of(client)


def test_a_district_of_a_few_students_has_nothing_to_show(world: World, client: Client) -> None:
    adopted_policy(world, timezone.localdate() - timedelta(days=3))
    assert "There is nothing to show yet" in page_of(client)
    keep_figures(now=timezone.now())

    assert "they would say something about fewer than 10 students" in page_of(client)
    assert figures_of({}) is None
    assert figures_of({"Only": Tally(30, involved=9, sure=5)}) is None


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_page_says_of_which_school_year_the_numbers_are_and_that_it_is_over(
    world: World, client: Client, language: str
) -> None:
    """On the first of September no new school year is entered: those who graduated are counted, and it is said.

    A school year that is entered afterwards, and had begun by then, changes nothing of that."""
    client.cookies["doorway_language"] = language
    today = timezone.localdate()
    keep(world, today, year=world.year, panguitch_elementary=(60, 40, 20), panguitch_high=(70, 41, 19))
    words = {
        "en": ("the school year {} had come", "That school year ended on"),
        "es": ("del año escolar {} llevaban", "Ese año escolar terminó el"),
    }[language]
    of_year, over = words[0].format(world.year.name), words[1]
    page = page_of(client)
    assert of_year in page
    assert over not in page

    SchoolYear.objects.filter(pk=world.year.pk).update(ends_on=today - timedelta(days=1))
    SchoolYear.objects.create(
        district=world.district, name="The next one", starts_on=today, ends_on=today + timedelta(days=300)
    )
    page = page_of(client)
    assert of_year in page
    assert over in page
    assert "The next one" not in page
    assert [day.year for day in kept_days(world.district, world.schools.values())] == [world.year.name]


def test_of_a_day_before_it_was_kept_no_school_year_is_said(world: World, client: Client) -> None:
    keep(world, timezone.localdate(), panguitch_elementary=(60, 40, 20), panguitch_high=(70, 41, 19))

    page = page_of(client)

    assert "How far students had come on" in page
    assert world.year.name not in page
