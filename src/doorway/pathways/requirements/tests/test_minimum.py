"""A copy is held against the state's minimum that it stands on: every difference is said, and stands only on record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from tests.world import World

from doorway.pathways.core.checks import Finding
from doorway.pathways.graduation.rulebooks import own_rule_set, state_book
from doorway.pathways.models import RequirementSet
from doorway.pathways.requirements.actions import mark_checked
from doorway.pathways.requirements.documents import read, without_line
from doorway.pathways.requirements.minimum import easier, less
from doorway.pathways.requirements.tests.sets import changed, draft, found_in, pack_set, reasons, writer
from doorway.pathways.requirements.wording import finding_words
from doorway.pathways.rules import RuleBook
from doorway.pathways.rules.schema import AllowancePart, CeilingPart, OptionPart, SelectorPart, WholeSet
from doorway.policy.packs import Text
from doorway.roster.models import Person

Change = Callable[[WholeSet], WholeSet]
# What the district's page of the pack leaves open itself, beyond the state.
OPEN_IN_THE_PACK = ("Health education: here classes may count", "Individualized Lifetime Activities: here classes may")


@pytest.fixture
def ruth(world: World) -> Person:
    """Of the district office."""
    return world.people["ruth"]


def part(kind: str, key: str, **update: Any) -> Change:
    """A part with other values."""

    def change(own: WholeSet) -> WholeSet:
        parts = tuple(one.model_copy(update=update) if one.key == key else one for one in getattr(own, kind))
        return own.model_copy(update={kind: parts})

    return change


def whole(**update: Any) -> Change:
    return lambda own: own.model_copy(update=update)


def taking(key: str, *selectors: SelectorPart, **more: Any) -> Change:
    return part("lines", key, accepts=selectors, **more)


def arts_limit(credits: int = 1000, *areas: str) -> CeilingPart:  # noqa: A002  # the word of the field
    return CeilingPart.model_construct(
        key="arts_limit", courses=(SelectorPart(areas=areas or ("arts",)),), credits=credits,
        words=Text({"en": "Arts"}), cite="R1", source="r277-700-6",
    )  # fmt: skip


def test_a_copy_says_what_its_pack_leaves_open_and_nothing_else(ruth: Person) -> None:
    found = [one for one in found_in(ruth, draft(ruth)) if "state" in one]

    assert [one.startswith(OPEN_IN_THE_PACK) for one in found] == [True, True]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            taking("la_9", SelectorPart(areas=("ela",))),
            "Language arts, level 9: here classes count that the state does not take:",
        ),
        (
            taking("la_9", SelectorPart(areas=("ela.9", "science.physics"))),
            "Language arts, level 9: here classes count that the state does not take: Physics. The state takes: English"
            " language arts, level 9 (R277-700-6(5)(a)).",
        ),
        (
            taking("us_history_1", SelectorPart(areas=("social.us-history",))),
            "U.S. History, first semester: the state asks for one half of a class, so that both semesters are taken.",
        ),
        (
            taking("us_history_1", SelectorPart(areas=("social.us-history",), parts=("2",))),
            "U.S. History, first semester: the state asks for one half of a class, so that both semesters are taken.",
        ),
        (
            part("lines", "la_9", enough=500, ask=Text({"en": "Is it enough?"})),
            "Language arts, level 9: here 0.5 credits may be enough. The state asks for 1 (R277-700-6(5)(a)).",
        ),
        (
            part("lines", "la_9", choice="math_way", option="standard"),
            "Language arts, level 9: the state asks this of everybody (R277-700-6(5)(a)). Here it is one way of a"
            " choice, so it can be left out.",
        ),
        (
            lambda own: without_line(own, "math_3"),
            "The state asks for “Secondary Mathematics III” (1 credit). This set does not have it.",
        ),
        (
            whole(allowances=(AllowancePart.model_construct(
                key="verbal", courses=(SelectorPart(areas=("ela.verbal",)),), lines=("la_9",), credits=1000,
                words=Text({"en": "Speech"}), cite="R1", source="r277-700-6",
            ),)),
            "Speech: here more may stand in for what the state asks for: 1 credit of Verbal communication.",
        ),
        (
            whole(early=(SelectorPart(areas=("math.secondary-1", "arts")),)),
            "Here classes from before high school count that the state does not count:",
        ),
        (whole(criteria=()), "The state asks for “Mathematics competency for college” ("),
        (whole(first_grade=7), "Here credits count from grade 7 on. With the state they count from grade 9 on."),
        (whole(unknown_credits=4000), "A class that the catalog does not know gives up to 4 credits here."),
    ],
)  # fmt: skip
def test_what_is_easier_than_with_the_state_is_said(ruth: Person, change: Change, sentence: str) -> None:
    found = found_in(ruth, changed(ruth, draft(ruth, 2029, None), change))

    assert [one for one in found if one.startswith(sentence)], found


def test_what_is_stricter_is_nothing_to_say(ruth: Person) -> None:
    """Fewer classes, a mark, a half that is asked for beyond the state's: a district may ask for more."""
    before = found_in(ruth, draft(ruth))
    stricter = taking("arts", SelectorPart(areas=("arts.music",), min_mark="C"))
    marked = taking("la_9", SelectorPart(areas=("ela.9",), min_mark="B", parts=("1",)))

    after = found_in(ruth, changed(ruth, changed(ruth, draft(ruth), stricter), marked))
    # That these classes They have begun high school is said besides.
    (begun,) = (one for one in after if "They have begun high school" in one)
    assert "Language arts, level 9 (harder to meet); The arts (harder to meet)." in begun
    assert [one for one in after if "state" in one and one != begun] == [one for one in before if "state" in one]


def test_a_code_counts_as_what_the_catalog_says_it_is_about(ruth: Person) -> None:
    """A class named by code is none that the state does not take, where the catalog says that it is about the same."""
    own, book = pack_set(ruth), writer(ruth).book
    code = next(kind.code for kind in book.sets[0].catalog.values() if "ela.9" in kind.areas)
    other = next(kind.code for kind in book.sets[0].catalog.values() if "arts" in {a.split(".")[0] for a in kind.areas})

    for given, is_said in ((code, False), (other, True)):
        found = easier_in(ruth, taking("la_9", SelectorPart(codes=(given,)))(own))
        assert any(one.startswith("Language arts, level 9:") for one in found) is is_said


# The state of these has what the shipped one has not: a mark, a limit, a way that something opens.


def easier_in(person: Person, own: WholeSet, state: Change = lambda whole: whole) -> list[str]:
    """What is said of a set against a state that is changed before."""
    by = writer(person)
    shipped = state_book(person.district)
    assert shipped is not None
    wholes = {key: state(item) for key, item in shipped.wholes.items()}
    book = RuleBook(**{**shipped.__dict__, "wholes": wholes})
    found: list[Finding] = list(easier(own, own_rule_set(own, by.book), book))
    return [finding_words(one, own, by.book) for one in found]


@pytest.mark.parametrize(("mark", "is_said"), [("", True), ("D", True), ("C", False), ("B", False)])
def test_a_lower_mark_than_the_states_is_said(ruth: Person, mark: str, is_said: bool) -> None:
    state = taking("arts", SelectorPart(areas=("arts",), min_mark="C"))
    own = taking("arts", SelectorPart(areas=("arts",), min_mark=mark))(pack_set(ruth))

    found = [one for one in easier_in(ruth, own, state) if "a lower mark is enough" in one]
    assert bool(found) is is_said, found
    if found:
        assert "The state takes: " in found[0]
        assert "with C or better" in found[0].partition("The state takes:")[2]


@pytest.mark.parametrize(
    ("here", "sentence"),
    [
        ((), "The state lets at most 1 credit count of: "),
        ((arts_limit(2000),), "Arts: here up to 2 credits can count. The state lets at most 1 count (R1)."),
        ((arts_limit(1000, "arts.music"),), "Arts: the limit holds for fewer classes than the state’s: "),
        ((arts_limit(),), ""),
        ((arts_limit(500).model_copy(update={"key": "another"}),), ""),
    ],
)
def test_a_limit_of_the_state_that_is_gone_or_wider_is_said(
    ruth: Person, here: tuple[CeilingPart, ...], sentence: str
) -> None:
    found = easier_in(ruth, whole(ceilings=here)(pack_set(ruth)), whole(ceilings=(arts_limit(),)))

    said = [one for one in found if "limit" in one or "lets at most" in one]
    assert [one[: len(sentence)] for one in said] == ([sentence] if sentence else [])


def ways(*, update: dict[str, Any] | None = None, more: tuple[OptionPart, ...] = (), pick: int = 1) -> Change:
    """The choice of mathematics with its way through calculus changed, or with more ways."""

    def change(own: WholeSet) -> WholeSet:
        options = (
            one.model_copy(update=update) if update and one.key == "calculus" else one for one in own.choices[0].options
        )
        choice = own.choices[0].model_copy(update={"options": (*options, *more), "pick": pick})
        return own.model_copy(update={"choices": (choice, *own.choices[1:])})

    return change


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (ways(update={"opened_when": None}), "is open to more students than the state’s"),
        (ways(update={"opened_when": SelectorPart(areas=("math.calculus",))}), "is open to more students than the"),
        (ways(more=(OptionPart(key="none", title=Text({"en": "No math"})),)), "“No math” is none of the state’s"),
        (whole(choices=()), "The state asks for “Way through mathematics” ("),
    ],
)
def test_a_choice_that_lets_more_through_is_said(ruth: Person, change: Change, sentence: str) -> None:
    found = easier_in(ruth, change(pack_set(ruth)))

    assert [one for one in found if sentence in one], found


def test_fewer_ways_than_the_state_asks_for_are_said(ruth: Person) -> None:
    found = easier_in(ruth, pack_set(ruth), ways(pick=2))

    assert [one for one in found if "here the number of ways that is enough is 1. The state asks for 2" in one], found


def test_a_line_that_covers_another_one_asks_for_as_much_more(ruth: Person) -> None:
    sentence = "The state asks for “Social studies of the district’s choice” (0.5 credits). This set does not have it."
    own = pack_set(ruth)
    assert sentence not in easier_in(ruth, own)

    assert sentence in easier_in(ruth, part("lines", "geography", credits=500)(own))


def test_it_is_put_in_force_only_with_a_reason_that_stays_on_record(ruth: Person) -> None:
    row = changed(ruth, draft(ruth), taking("la_9", SelectorPart(areas=("ela",))))
    given = reasons(ruth, row)
    (mark,) = (one["mark"] for one in _said(ruth, row, given) if "level 9" in one["said"]["en"])

    without = {one: reason for one, reason in given.items() if one != mark}
    assert mark_checked(writer(ruth), row, without, now=timezone.now()).status == RequirementSet.Status.DRAFT
    after = mark_checked(writer(ruth), row, given, now=timezone.now())
    assert after.status == RequirementSet.Status.CHECKED
    (kept,) = (one for one in after.accepted if one["mark"] == mark)
    assert kept["reason"] == "The board knows it."
    assert "que el estado no acepta" in kept["said"]["es"]


def _said(person: Person, row: RequirementSet, given: dict[str, str]) -> list[dict[str, Any]]:
    said: list[dict[str, Any]] = mark_checked(writer(person), row, given, now=timezone.now()).accepted
    return said


def test_the_words_of_a_set_that_say_another_total_are_named(ruth: Person) -> None:
    def with_total(units: int, **words: str) -> list[str]:
        def change(own: WholeSet) -> WholeSet:
            update = {"total": units} | ({"words": Text(words)} if words else {})
            return own.model_copy(update={"set": own.set.model_copy(update=update)})

        return [one for one in found_in(ruth, changed(ruth, draft(ruth), change)) if "own words" in one]

    assert with_total(36_000) == []
    (said,) = with_total(37_000)
    assert said.startswith("The total asks for 37 credits, but the rule’s own words still say: “36 credits.”.")
    assert with_total(37_000, en="37 credits, one of them in music.", es="37 créditos.") == with_total(37_000)[1:]
    assert with_total(36_500, en="36.5 credits.", es="36,5 créditos.") == []
    assert with_total(36_500, en="At least 24 credits.", es="Al menos 24 créditos.") == []


def test_a_limit_is_named_within_a_sentence(ruth: Person) -> None:
    """Its words are a sentence of their own, with a point at the end."""
    own = read(draft(ruth).document)
    limit = own.allowances[0]
    said = finding_words(Finding(f"allowances.{limit.key}.lines", "", "no_line_for"), own, writer(ruth).book)

    assert limit.words.root["en"].endswith(".")
    assert said.startswith(limit.words.root["en"].rstrip(".") + ": it names a requirement that is not there")


@pytest.mark.parametrize("update", [{"credits": 500}, {"credits": 500, "title": Text({"en": "Reading", "es": "Leer"})}])
def test_a_line_below_the_state_is_said_once_whatever_it_is_called(ruth: Person, update: dict[str, Any]) -> None:
    book, state = writer(ruth).book, state_book(ruth.district)

    def below(change: Change) -> list[str]:
        own = change(pack_set(ruth))
        return [one.code for one in less(own, own_rule_set(own, book), state)]

    assert below(part("lines", "la_9", **update)) == ["line_below"]
    # A line that is not there says nothing itself: then it is the heading that lacks the credits.
    assert below(lambda own: without_line(own, "la_9")) == ["section_below"]


def test_a_code_in_other_capitals_is_the_same_class_to_the_state_and_to_the_catalog(ruth: Person) -> None:
    """What the state takes is not wider for being written otherwise, and the catalog has it."""
    state = state_book(ruth.district)
    assert state is not None
    own = pack_set(ruth)
    rules = own_rule_set(own, writer(ruth).book)
    line = next(one for one in own.lines if one.key == "la_9")
    code = next(code for code, kind in rules.catalog.items() if kind.areas & set(line.accepts[0].areas))

    def found(written: str) -> list[str]:
        row = changed(ruth, draft(ruth), taking("la_9", *line.accepts, SelectorPart(codes=(written,))))
        return found_in(ruth, row)

    assert code.lower() != code
    assert found(code.lower()) == found(code)
    assert any("NOT-THERE" in words for words in found("NOT-THERE"))
