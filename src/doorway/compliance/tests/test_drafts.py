"""Two people and one draft: what is adopted is what was read, and nobody saves over what somebody else has saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests.world import World

from doorway.compliance.actions.keeping_records import Time, write_keeping
from doorway.compliance.actions.policies import (
    add_consultation,
    adopt,
    drop_draft,
    remove_rule,
    write_policy,
    write_rule,
    write_sight,
)
from doorway.compliance.actions.survey import write_asks
from doorway.compliance.errors import AdoptedUnread, RuleGone
from doorway.compliance.models import BoardPolicy, PolicyRule
from doorway.compliance.queries.drafts import prints_of
from doorway.compliance.tests.stage import BOTH, ready_draft
from doorway.compliance.tests.test_previews import typed_draft
from doorway.roster.access import Kind

ClientOf = Callable[[World, str], Client]


def page_of(draft: BoardPolicy, place: str = "") -> str:
    return f"/office/policy/{draft.pk}/{place}"


def write(draft: BoardPolicy, **changes: Any) -> None:
    values: dict[str, Any] = {
        name: getattr(draft, name) for name in ("citation", "adopted_on", "starts_on", "review_on")
    } | {"wordings": BOTH}
    write_policy(policy=draft, now=timezone.now(), **values | changes)


def first_rule(draft: BoardPolicy) -> Any:
    return draft.rules.get(first_grade=-1)


def ask_more(draft: BoardPolicy) -> None:
    row = first_rule(draft)
    write_rule(policy=draft, rule=replace(row.as_rule, individual=3), row=row, now=timezone.now())


def hear(draft: BoardPolicy) -> None:
    add_consultation(
        policy=draft, group="others", held_on=timezone.localdate() - timedelta(days=40), how="Open meeting",
        comments=0, summary="", now=timezone.now(),
    )  # fmt: skip


SPANISH = {"es": replace(BOTH["es"], body="No.")}
CHANGES: Mapping[str, tuple[Callable[[BoardPolicy], object], str]] = {
    "text": (
        lambda draft: write(draft, wordings=BOTH | SPANISH),
        "the text in Spanish",
    ),
    "day": (lambda draft: write(draft, review_on=draft.review_on + timedelta(days=1)), "the day of the next look"),
    "citation": (lambda draft: write(draft, citation="Another"), "the law on which it rests"),
    "rule": (ask_more, "the rules"),
    "rule gone": (lambda draft: first_rule(draft).delete(), "the rules"),
    "hearing": (hear, "who was heard"),
    "hearing gone": (lambda draft: draft.consultations.all().delete(), "who was heard"),
    "sight": (
        lambda draft: write_sight(policy=draft, kept_from={Kind.SCORES: ["principal"]}, now=timezone.now()),
        "who sees what",
    ),
    "keeping": (
        lambda draft: write_keeping(policy=draft, times={"messages": Time(9, "the board", False)}, now=timezone.now()),
        "how long records are kept",
    ),
    "asks": (lambda draft: write_asks(policy=draft, asks=(), now=timezone.now()), "who is asked after a conference"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_was_changed_after_it_was_read_is_not_adopted(world: World, client_of: ClientOf, change: str) -> None:
    draft, ruth = ready_draft(world), client_of(world, "ruth")
    write_asks(policy=draft, asks=("guardian",), now=timezone.now())
    read = {"seen": ruth.get(page_of(draft, "changes/")).context["seen"], "text_fits": "yes"}
    act, words = CHANGES[change]
    act(BoardPolicy.objects.get(pk=draft.pk))

    answer = ruth.post(page_of(draft, "adopt/"), read, follow=True)

    assert f"the draft was changed: {words}. Nothing is adopted yet." in answer.content.decode()
    draft.refresh_from_db()
    assert draft.is_draft
    # The page shows the new state, and that can be adopted (where the change left nothing out).
    if "gone" not in change:
        ruth.post(page_of(draft, "adopt/"), {"seen": answer.context["seen"], "text_fits": "yes"})
        draft.refresh_from_db()
        assert draft.status == "adopted"


def test_a_page_that_does_not_say_what_was_read_adopts_nothing(world: World, client_of: ClientOf) -> None:
    draft = ready_draft(world)

    answer = client_of(world, "ruth").post(page_of(draft, "adopt/"), follow=True)

    assert "The page does not say what you have read" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.is_draft


def test_the_action_itself_holds_what_was_read_against_what_is_there(world: World) -> None:
    draft = ready_draft(world)
    seen = prints_of(draft)
    hear(draft)

    with pytest.raises(AdoptedUnread):
        adopt(policy=draft, by=world.user("ruth"), now=timezone.now(), seen=seen)
    assert adopt(policy=draft, by=world.user("ruth"), now=timezone.now(), seen=prints_of(draft)).status == "adopted"


def test_who_saves_later_from_an_older_page_does_not_undo_what_the_other_has_saved(
    world: World, client_of: ClientOf
) -> None:
    draft, ruth = ready_draft(world), client_of(world, "ruth")
    seen = ruth.get(page_of(draft)).context["seen"]
    citation, review = "Another law", draft.review_on + timedelta(days=30)  # type: ignore[operator]  # it is set
    write(draft, citation=citation, review_on=review, wordings=BOTH | {"en": replace(BOTH["en"], body="Ours.")})

    answer = ruth.post(page_of(draft), typed_draft(draft, seen=seen, body_en="A long evening’s work."))

    text = " ".join(answer.content.decode().split())
    assert answer.status_code == 422
    assert (
        "somebody else has changed this: the day of the next look, the law on which it rests and the text in English"
    ) in text
    # What both wrote stands side by side; where only the other wrote, theirs is taken.
    form = answer.context["form"]
    assert (form["body_en"].value(), form["citation"].value()) == ("A long evening’s work.", citation)
    assert form["review_on"].value() == str(review)
    assert [(one.text, one.language) for one in answer.context["meanwhile"]] == [("Ours.", "en")]
    assert draft.texts.get(language="en").body == "Ours."

    again = {name: form[name].value() for name in form.fields} | {"seen": answer.context["seen"]}
    assert ruth.post(page_of(draft), again).status_code == 302
    draft.refresh_from_db()
    assert (draft.citation, draft.review_on) == (citation, review)
    assert draft.texts.get(language="en").body == "A long evening’s work."


def test_what_the_other_saved_elsewhere_is_in_nobodys_way(world: World, client_of: ClientOf) -> None:
    draft, ruth = ready_draft(world), client_of(world, "ruth")
    seen = ruth.get(page_of(draft)).context["seen"]
    ask_more(draft)
    hear(draft)

    assert ruth.post(page_of(draft), typed_draft(draft, seen=seen, body_en="New.")).status_code == 302
    assert (draft.texts.get(language="en").body, first_rule(draft).individual) == ("New.", 3)


def test_a_button_on_an_older_page_takes_nothing_out(world: World, client_of: ClientOf) -> None:
    draft, ruth = ready_draft(world), client_of(world, "ruth")
    seen, row = ruth.get(page_of(draft)).context["seen"], first_rule(draft)
    write(draft, citation="Another law")

    answer = ruth.post(page_of(draft, f"rules/{row.pk}/remove/"), typed_draft(draft, seen=seen, body_en="New."))

    assert answer.status_code == 422
    assert draft.rules.filter(pk=row.pk).exists()


def test_a_page_with_an_error_still_knows_what_it_has_shown(world: World, client_of: ClientOf) -> None:
    draft, ruth = ready_draft(world), client_of(world, "ruth")
    seen = ruth.get(page_of(draft)).context["seen"]
    write(draft, citation="Another law")

    answer = ruth.post(page_of(draft), typed_draft(draft, seen=seen, review_on="someday"))

    assert answer.context["seen"] == seen


def rule_values(**changes: Any) -> dict[str, Any]:
    return {
        "first_grade": "-1", "last_grade": "6", "kind": "sep", "individual": "1", "group": "0", "span": "year",
        "takes_part": ["guardian", "teacher"], "newcomer_days": "0",
    } | changes  # fmt: skip


PLACES: Mapping[str, tuple[Callable[[BoardPolicy], str], dict[str, Any], Callable[[BoardPolicy], object], str]] = {
    "rule": (lambda draft: f"rules/{first_rule(draft).pk}/", rule_values(), ask_more, "3 individual conferences"),
    "sight": (lambda _draft: "seen-by/", {}, CHANGES["sight"][0], "the principal"),
    "keeping": (lambda _draft: "kept/", {}, CHANGES["keeping"][0], "9 years (the board)"),
    "asks": (lambda _draft: "asks/", {"asks": ["guardian"]}, CHANGES["asks"][0], "Nobody is asked"),
}


@pytest.mark.parametrize("place", PLACES)
def test_each_part_of_a_draft_is_saved_over_only_when_that_was_read(
    world: World, client_of: ClientOf, place: str
) -> None:
    draft, ruth = ready_draft(world), client_of(world, "ruth")
    write_asks(policy=draft, asks=("guardian", "student"), now=timezone.now())
    address, values, act, words = PLACES[place]
    page = page_of(draft, address(draft))
    seen = ruth.get(page).context["seen"]
    assert seen
    act(BoardPolicy.objects.get(pk=draft.pk))
    before = prints_of(BoardPolicy.objects.get(pk=draft.pk))

    answer = ruth.post(page, values | {"seen": seen})

    text = " ".join(answer.content.decode().split())
    assert answer.status_code == 422
    assert "somebody else has changed this" in text
    assert words in text.split("What somebody else has saved there")[1].split("</section>")[0]
    assert prints_of(BoardPolicy.objects.get(pk=draft.pk)) == before
    # Whoever has read it may put their own in its place.
    assert ruth.post(page, values | {"seen": answer.context["seen"]}).status_code == 302
    assert prints_of(BoardPolicy.objects.get(pk=draft.pk)) != before


def gone_rule(draft: BoardPolicy) -> str:
    """The page of a rule that a colleague takes out while it is open."""
    row = first_rule(draft)
    page = page_of(draft, f"rules/{row.pk}/")
    remove_rule(row=row, now=timezone.now())
    return page


@pytest.mark.parametrize("typed", [{"individual": "2"}, {"individual": "2", "newcomer_days": "soon"}])
def test_a_rule_that_somebody_took_out_meanwhile_can_be_added_anew_as_it_was_typed(
    world: World, client_of: ClientOf, typed: dict[str, str]
) -> None:
    draft, ruth = ready_draft(world), client_of(world, "ruth")
    seen = ruth.get(page_of(draft, f"rules/{first_rule(draft).pk}/")).context["seen"]
    page = gone_rule(draft)

    answer = ruth.post(page, rule_values(seen=seen, **typed))

    text = " ".join(answer.content.decode().split())
    assert answer.status_code == 422
    assert "Somebody else has taken this rule out meanwhile." in text
    assert not draft.rules.filter(first_grade=-1).exists()
    form = answer.context["form"]
    assert {name: form[name].value() for name in typed} == typed
    # The page leads to a new rule, and what was typed is in it.
    assert f'<form method="post" action="{page_of(draft, "rules/new/")}"' in text
    again = {name: value for name in form.fields if (value := form[name].value()) is not None} | {"newcomer_days": "9"}
    added = ruth.post(page_of(draft, "rules/new/"), again | {"seen": answer.context["seen"]})
    assert added.status_code == 302
    assert (first_rule(draft).individual, first_rule(draft).newcomer_days) == (2, 9)


def test_who_opens_a_rule_that_is_gone_comes_back_to_the_draft(world: World, client_of: ClientOf) -> None:
    draft, ruth = ready_draft(world), client_of(world, "ruth")
    page = gone_rule(draft)

    answer = ruth.get(page, follow=True)

    assert answer.redirect_chain == [(page_of(draft), 302)]
    assert "Somebody else has taken this rule out meanwhile." in answer.content.decode()


def test_a_rule_taken_out_under_the_hands_of_the_action_is_not_written_again(world: World) -> None:
    draft = ready_draft(world)
    row = first_rule(draft)
    rule = replace(row.as_rule, individual=2)
    remove_rule(row=PolicyRule.objects.get(pk=row.pk), now=timezone.now())

    with pytest.raises(RuleGone):
        write_rule(policy=draft, rule=rule, row=row, now=timezone.now())
    assert not draft.rules.filter(first_grade=-1).exists()


@pytest.mark.parametrize("what", ["rule", "hearing"])
def test_taking_out_what_is_gone_saves_what_was_typed_all_the_same(
    world: World, client_of: ClientOf, what: str
) -> None:
    draft, ruth = ready_draft(world), client_of(world, "ruth")
    seen = ruth.get(page_of(draft)).context["seen"]
    row = first_rule(draft) if what == "rule" else draft.consultations.first()
    assert row is not None
    place = f"{'rules' if what == 'rule' else 'heard'}/{row.pk}/remove/"
    row.__class__.objects.filter(pk=row.pk).delete()

    answer = ruth.post(page_of(draft, place), typed_draft(draft, seen=seen, body_en="New."), follow=True)

    assert "Somebody else has taken it out already." in answer.content.decode()
    assert draft.texts.get(language="en").body == "New."


def test_a_rule_of_another_districts_draft_is_not_found(world: World, client_of: ClientOf) -> None:
    draft = ready_draft(world)
    page = gone_rule(draft)

    assert client_of(world, "peggy").post(page, rule_values()).status_code in {403, 404}
    assert client_of(world, "peggy").get(page).status_code in {403, 404}


@pytest.mark.parametrize("what", ["thrown away", "adopted"])
def test_words_for_a_draft_that_is_none_any_more_can_be_copied(world: World, client_of: ClientOf, what: str) -> None:
    draft, ruth = ready_draft(world), client_of(world, "ruth")
    typed = typed_draft(draft) | {"body_es": "Nos reunimos dos veces al año.", "citation": "R277-462, <new>"}
    hearing = {"group": "staff", "held_on": "2026-01-05", "how": "Open meeting in the gym", "comments": "3"}
    if what == "adopted":
        adopt(policy=draft, by=world.user("ruth"), now=timezone.now())
    else:
        drop_draft(policy=draft)

    answer = ruth.post(page_of(draft), typed)

    assert answer.status_code == 422
    page = " ".join(answer.content.decode().split())
    said = "This draft was thrown away" if what == "thrown away" else f"{ruth_email(world)} wrote down that the board"
    assert said in page
    # Whoever cannot see it is told, and the keyboard is where it is said.
    assert '<div role="alert" tabindex="-1" data-errors>' in page
    assert 'readonly lang="es">Nos reunimos dos veces al año.</textarea>' in page
    assert "R277-462, &lt;new&gt;</textarea>" in page
    assert "Open meeting in the gym</textarea>" in ruth.post(page_of(draft, "heard/"), hearing).content.decode()
    # Whoever has typed nothing is led on as before, and nobody else learns that there was a draft.
    assert ruth.get(page_of(draft)).status_code == (302 if what == "adopted" else 404)
    assert client_of(world, "harriet").post(page_of(draft), typed).status_code in {403, 404}


def ruth_email(world: World) -> str:
    return world.user("ruth").email


def test_only_what_somebody_typed_is_to_be_copied_and_days_as_people_write_them(
    world: World, client_of: ClientOf
) -> None:
    draft, ruth = ready_draft(world), client_of(world, "ruth")
    seen = ruth.get(page_of(draft)).context["seen"]
    untouched = typed_draft(draft, seen=seen)
    drop_draft(policy=draft)

    def copied(typed: dict[str, str], page: str = "") -> dict[str, str]:
        answer = ruth.post(page_of(draft, page), typed)
        assert answer.status_code == 422
        return {str(label): words for label, words, _language in answer.context["typed"]}

    assert copied(untouched | {"starts_on": "2027-07-01"}) == {"Holds from": "July 1, 2027"}
    assert copied(untouched | {"starts_on": "in July"}) == {"Holds from": "in July"}
    hearing = {"group": "staff", "held_on": "2026-01-05", "how": "Open meeting", "comments": "0", "language": "en"}
    assert copied(hearing, "heard/") == {"On": "Jan. 5, 2026", "How": "Open meeting"}
    assert copied(hearing | {"comments": "3"}, "heard/")["How many comments came in"] == "3"
    # Nothing new: that the draft is gone is said all the same.
    assert copied(untouched) == {}
    assert "it is on no other page" not in ruth.post(page_of(draft), untouched).content.decode()


@pytest.mark.parametrize("what", ["thrown away", "adopted"])
@pytest.mark.parametrize("which", ["new", "changed"])
def test_a_rule_for_a_draft_that_is_none_any_more_can_be_copied(
    world: World, client_of: ClientOf, what: str, which: str
) -> None:
    """A new draft begins without it: what was chosen would be gone, too."""
    draft, ruth = ready_draft(world), client_of(world, "ruth")
    page = page_of(draft, "rules/new/" if which == "new" else f"rules/{first_rule(draft).pk}/")
    typed = rule_values(
        first_grade="7", last_grade="8", individual="2", newcomer_days="x9", due_month="5", due_day="15",
        span="band", takes_part=["guardian", "student"], registration="on",
    )  # fmt: skip
    if what == "adopted":
        adopt(policy=draft, by=world.user("ruth"), now=timezone.now())
    else:
        drop_draft(policy=draft)

    answer = ruth.post(page, typed)

    assert answer.status_code == 422
    text = answer.content.decode()
    assert ("This draft was thrown away" if what == "thrown away" else "the board adopted version 1") in text
    ((label, words, _language),) = answer.context["typed"]
    lines = words.splitlines()
    assert label == "The rule"
    for line in (
        "From: Grade 7", "To: Grade 8", "Individual conferences: 2", "Days for whoever comes later: x9",
        "Due: month: May", "Due: day: 15", "So many: once in all of these grades together",
        "Registration and course plan go together: yes",
    ):  # fmt: skip
        assert line in lines, lines
    assert "Who takes part: " in words
    assert not any(line.startswith("A group conference counts only") for line in lines)
    # In the reader's language, and nobody else learns that there was a draft.
    ruth.cookies["doorway_language"] = "es"
    ((label, words, _language),) = ruth.post(page, typed).context["typed"]
    assert (label, words.splitlines()[0]) == ("La regla", "Desde: 7.º grado")
    assert client_of(world, "harriet").post(page, typed).status_code in {403, 404}
    assert ruth.get(page).status_code == (302 if what == "adopted" else 404)
