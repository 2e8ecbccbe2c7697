"""A copied set loses nothing, and a save without a change changes nothing."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from django.forms import MultipleChoiceField
from django.http import QueryDict

from doorway.pathways.core.audit import audit
from doorway.pathways.core.checks import doubts
from doorway.pathways.core.compiled import Compiled
from doorway.pathways.core.transcript import Transcript
from doorway.pathways.files.records import rules_record, student_line
from doorway.pathways.graduation.rulebooks import own_rule_set
from doorway.pathways.requirements.documents import read, with_choice, with_head, with_limit, with_line, written
from doorway.pathways.requirements.forms.choices import ChoiceForm
from doorway.pathways.requirements.forms.limits import LimitForm
from doorway.pathways.requirements.forms.lines import LineForm
from doorway.pathways.requirements.forms.sets import HeadForm
from doorway.pathways.rules import RuleBook, load_rules
from doorway.pathways.rules.schema import WholeSet
from doorway.pathways.tests.students import TODAY, course, decision

BOOKS = ("utah/state", "utah/garfield")
SETS = [(name, key) for name in BOOKS for key in load_rules(name).wholes]
SOURCES = [("garfield-graduation", "The district’s page")]


def kept(own: WholeSet) -> WholeSet:
    """As it comes back from the database."""
    return read(json.loads(json.dumps(written(own))))


def sent(form: Any) -> QueryDict:
    """What a browser sends when nobody has typed anything."""
    data = QueryDict(mutable=True)
    for field in form:
        value = field.value()
        if isinstance(field.field, MultipleChoiceField):
            data.setlist(field.name, [str(one) for one in value or ()])
        elif isinstance(value, bool):
            if value:
                data[field.name] = "on"
        else:
            # Browsers send line ends as they like.
            data[field.name] = "" if value is None else str(value)
    return data


def ground(own: WholeSet, book: RuleBook) -> dict[str, Any]:
    sources = dict.fromkeys(
        [*(one.source for one in (own.set, *own.lines, *own.choices, *own.ceilings, *own.allowances))]
    )
    return {"own": own, "sources": [(key, key) for key in sources]}


@pytest.mark.parametrize(("name", "key"), SETS)
def test_a_kept_set_is_the_set_of_the_pack(name: str, key: str) -> None:
    book = load_rules(name)
    assert own_rule_set(kept(book.wholes[key]), book) == book.named(key)


@pytest.mark.parametrize(("name", "key"), SETS)
def test_every_form_saved_without_a_change_leaves_the_set_as_it_was(name: str, key: str) -> None:
    book = load_rules(name)
    own = before = kept(book.wholes[key])
    for line in before.lines:
        more = {**ground(own, book), "book": book, "codes": {}, "line": line}
        form = LineForm(sent(LineForm(None, **more)), **more)
        assert form.is_valid(), (line.key, form.errors)
        own = with_line(own, form.wish(), line.key)
    for choice in before.choices:
        more = {**ground(own, book), "book": book, "choice": choice}
        chosen = ChoiceForm(sent(ChoiceForm(None, **more)), **more)
        assert chosen.is_valid(), (choice.key, chosen.errors)
        own = with_choice(own, chosen.wish(), choice.key)
    for limit in (*before.ceilings, *before.allowances):
        more = {**ground(own, book), "book": book, "codes": {}, "limit": limit}
        limited = LimitForm(sent(LimitForm(None, **more)), **more)
        assert limited.is_valid(), (limit.key, limited.errors)
        own = with_limit(own, limited.wish(), limit.key)
    more = {**ground(own, book), "corrects": [], "corrected": ""}
    head = HeadForm(sent(HeadForm(None, **more)), **more)
    assert head.is_valid(), head.errors
    own = with_head(own, head.wish())

    assert written(own) == written(before)
    assert json.dumps(written(own)) == json.dumps(written(before))
    assert own_rule_set(own, book) == book.named(key)


@pytest.mark.parametrize(("name", "key"), SETS)
def test_audits_of_a_kept_copy_are_byte_for_byte_those_of_the_pack(name: str, key: str) -> None:
    """Students with halves, failures, repeats and unknown codes, told as ``audit run`` writes them."""
    book = load_rules(name)
    packs, own = book.named(key), own_rule_set(kept(book.wholes[key]), book)
    assert json.dumps(rules_record(own), sort_keys=True) == json.dumps(rules_record(packs), sort_keys=True)
    one, other = Compiled(packs), Compiled(own)
    kinds = sorted(packs.catalog.values(), key=lambda kind: kind.code)
    for seed in range(40):
        dice = random.Random(seed)
        leaves = dice.randint(packs.first_class or 2027, packs.last_class or 2031)
        courses = [
            course(
                kind.code if dice.random() > 0.05 else f"UNKNOWN-{place}", dice.choice(("0.25", "0.5", "1.0")),
                dice.choice(("A", "B", "C", "D", "F", "P")), grade=dice.randint(7, 12), class_of=leaves,
                term=dice.choice(("S1", "S2", "Y")), part=dice.choice(("", "1", "2")), key=f"{seed}-{place}",
                state=dice.choice(("completed", "completed", "in_progress", "planned")),
            )
            for place, kind in enumerate(dice.choices(kinds, k=dice.randint(5, 60)))
        ]  # fmt: skip
        opted = decision("opt_out", "math_3_opt_out") if dice.random() < 0.3 else None
        decided = (opted,) if opted else ()
        student = Transcript(f"s{seed}", leaves, dice.randint(9, 12), tuple(courses), decisions=decided)
        told = [student_line(audit(compiled, student, today=TODAY), student).decode() for compiled in (one, other)]
        assert told[0] == told[1], seed


def line_form(own: WholeSet, book: RuleBook, key: str, **changed: Any) -> LineForm:
    line = next((one for one in own.lines if one.key == key), None)
    more = {**ground(own, book), "book": book, "codes": {"ENG-11": "English 11"}, "line": line}
    data = sent(LineForm(None, **more))
    for name, value in changed.items():
        if isinstance(value, list):
            data.setlist(name, value)
        else:
            data[name] = value
    return LineForm(data, **more)


def test_what_a_form_cannot_say_of_a_line_stays() -> None:
    """English 11 has three descriptions: a plain one, one that ends with a school year, and one of pilots."""
    book = load_rules("utah/garfield")
    own = book.wholes["garfield-2027"]
    form = line_form(own, book, "la_11", areas=["ela.11", "ela.12"], codes="eng-11", credits="1.5")
    assert form.is_valid(), form.errors
    line = next(one for one in with_line(own, form.wish(), "la_11").lines if one.key == "la_11")

    first, *finer = line.accepts
    assert (set(first.areas), first.codes) == ({"ela.11", "ela.12"}, ("ENG-11",))
    assert tuple(finer) == next(one for one in own.lines if one.key == "la_11").accepts[1:]
    assert (line.credits, line.usual_grade, line.follows) == (1500, 11, "la_10")


def test_a_finer_description_goes_only_when_its_mark_is_taken_away() -> None:
    book = load_rules("utah/garfield")
    own = book.wholes["garfield-2027"]
    form = line_form(own, book, "la_11")
    data = form.data.copy()
    del data["keep_1"]
    form.data = data
    assert form.is_valid()
    line = next(one for one in with_line(own, form.wish(), "la_11").lines if one.key == "la_11")

    assert len(line.accepts) == 2
    assert line.accepts[1].tags == ("pilot",)


def test_a_changed_line_is_the_districts_own() -> None:
    book = load_rules("utah/garfield")
    own = book.wholes["garfield-2027"]
    assert own.layer_of("lines", "la_9") == "state"
    form = line_form(own, book, "la_9", credits="1.25")
    assert form.is_valid()

    assert with_line(own, form.wish(), "la_9").layer_of("lines", "la_9") == "garfield"


def test_a_new_line_stands_behind_the_others_of_its_heading() -> None:
    book = load_rules("utah/garfield")
    own = book.wholes["garfield-2027"]
    form = line_form(
        own, book, "", title_en="Civics project", title_es="Proyecto cívico", section="social_studies", credits="0,5",
        areas=["social.other"], words_en="Half a credit.", cite="Board policy 5210", source="garfield-graduation",
    )  # fmt: skip
    assert form.is_valid(), form.errors
    lines = with_line(own, form.wish()).lines
    place = [line.key for line in lines].index("civics_project")

    assert lines[place].credits == 500
    assert lines[place - 1].section == "social_studies"
    assert lines[place + 1].section == "arts"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title_es": ""}, "title_es"),
        ({"credits": "much"}, "credits"),
        ({"credits": "-1"}, "credits"),
        ({"credits": "1e9"}, "credits"),
        ({"credits": "nan"}, "credits"),
        ({"cite": ""}, "cite"),
        ({"areas": ["moon"]}, "areas"),
        ({"areas": [], "codes": ""}, "codes"),
        ({"enough": "0.5"}, "ask_en"),
        ({"way": "moon:mars"}, "way"),
    ],
)
def test_what_is_wrong_with_a_line_is_said_at_its_field(changed: dict[str, Any], field: str) -> None:
    book = load_rules("utah/garfield")
    form = line_form(book.wholes["garfield-2027"], book, "la_9", **changed)

    assert not form.is_valid()
    assert field in form.errors


def test_a_limit_can_become_one_that_lets_classes_stand_in_and_back() -> None:
    book = load_rules("utah/garfield")
    own = book.wholes["garfield-2027"]
    more = {**ground(own, book), "book": book, "codes": {}, "limit": own.allowances[0]}
    data = sent(LimitForm(None, **more))
    data.setlist("lines", [])
    form = LimitForm(data, **more)
    assert form.is_valid(), form.errors
    changed = with_limit(own, form.wish(), own.allowances[0].key)

    assert own.allowances[0].key in {one.key for one in changed.ceilings}
    assert own.allowances[0].key not in {one.key for one in changed.allowances}


def test_sums_and_reach_of_a_copy_are_those_of_the_file() -> None:
    book = load_rules("utah/garfield")
    own = own_rule_set(kept(book.wholes["garfield-2027"]), book)

    found = {one.key: one.reason for one in doubts(own, today=TODAY)}
    assert found["printed.core"] == "the list prints 19.5, its lines add to 20.0"
