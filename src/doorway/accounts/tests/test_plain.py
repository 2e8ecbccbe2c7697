"""“lucia” finds Lucía, on both databases."""

from __future__ import annotations

import pytest
from tests.world import World

from doorway.accounts.plain import plain
from doorway.roster.models import Person

pytestmark = pytest.mark.both


@pytest.mark.parametrize(
    ("text", "wanted"), [("Lucía", "lucia"), ("ÑANDÚ", "nandu"), ("O’Neil", "o’neil"), ("Zoë 𝐀", "zoe a"), ("", "")]
)
def test_a_name_in_plain_letters(text: str, wanted: str) -> None:
    assert plain(text) == wanted


@pytest.mark.parametrize("typed", ["lucia", "LUCÍA", "uci", "ucí"])
def test_a_name_is_found_as_it_is_typed(world: World, typed: str) -> None:
    assert Person.objects.get(given_name__plain__contains=plain(typed)) == world.people["lucia"]


def test_signs_of_a_pattern_are_only_signs(world: World) -> None:
    assert not Person.objects.filter(given_name__plain__contains=plain("%")).exists()
    assert not Person.objects.filter(given_name__plain__contains=plain("_")).exists()


def test_the_whole_name_too(world: World) -> None:
    assert Person.objects.get(given_name__plain=plain("INES")) == world.people["ines"]
