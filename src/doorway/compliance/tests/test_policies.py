"""Versions of the policy: written, found wanting, adopted, never changed again; read by everybody."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from tests.world import World

from doorway.compliance.actions.policies import (
    Wording,
    add_consultation,
    adopt,
    begin_draft,
    drop_draft,
    remove_rule,
    take_back,
    write_policy,
    write_rule,
)
from doorway.compliance.core.rules import Rule
from doorway.compliance.errors import (
    AdoptedAlready,
    BadDay,
    BeforeAll,
    ConsultedInFuture,
    DraftThere,
    GradesBackwards,
    HoldsAlready,
    NotReady,
)
from doorway.compliance.models import BoardPolicy, Consultation, PolicyRule, PolicyText, Standing
from doorway.compliance.queries.drafts import as_seen, prints_of
from doorway.compliance.queries.policies import in_force, readiness, rules_of
from doorway.compliance.tests.stage import BOTH, adopted_policy, ready_draft
from doorway.compliance.tests.test_follow_up import has_all_that_is_known
from doorway.policy import tests as policy_tests

FRANKLIN = Path(policy_tests.__file__).parent / "packs" / "franklin"
ClientOf = Callable[[World, str], Client]


def try_to_adopt(world: World, draft: BoardPolicy) -> str:
    with pytest.raises(NotReady) as refused:
        adopt(policy=draft, by=world.user("ruth"), now=timezone.now())
    return str(refused.value)


def test_the_first_draft_is_made_from_the_states_rule_and_names_the_district(world: World) -> None:
    draft = begin_draft(district=world.district, by=world.user("ruth"), now=timezone.now())

    assert "R277-462" in draft.citation
    # It is read in every language as it is.
    assert draft.citation == "Utah Code 53E-2-304 (2017: 53A-1a-106); Utah Administrative Code R277-462"
    assert {text.language for text in draft.texts.all()} == {"en", "es"}
    assert world.district.name in draft.texts.get(language="en").body
    assert [(rule.first, rule.last, rule.individual, rule.group) for rule in rules_of(draft)] == [
        (-1, 6, 2, 0), (7, 8, 1, 1), (9, 10, 1, 1), (11, 12, 1, 1),
    ]  # fmt: skip


def test_another_state_begins_with_its_own_rules(world: World) -> None:
    """Nothing of Utah is in the code: words, rules, whom to hear and the floor come from the pack."""
    world.district.state_pack = str(FRANKLIN)
    world.district.save()

    draft = begin_draft(district=world.district, by=world.user("ruth"), now=timezone.now())

    assert draft.citation == "Franklin Rule 7"
    assert [(rule.kind, rule.due) for rule in rules_of(draft)] == [("first", (3, 31)), ("long", None)]
    missing = readiness(draft, today=timezone.localdate())
    assert missing.rules == []
    assert [one.params["group"] for one in missing.rest if one.code == "not_heard"] == ["Parents"]


@pytest.fixture
def short_path() -> Iterator[Path]:
    """A folder whose name fits into the district's column; pytest's own are too long for it."""
    with TemporaryDirectory() as folder:
        yield Path(folder)


def test_a_state_without_a_policy_begins_with_an_empty_draft(world: World, short_path: Path) -> None:
    pack = Path(shutil.copytree(FRANKLIN, short_path / "franklin"))
    (pack / "board.toml").unlink()
    world.district.state_pack = str(pack)
    world.district.save()

    draft = begin_draft(district=world.district, by=world.user("ruth"), now=timezone.now())

    assert (draft.citation, draft.rules.count(), draft.texts.count()) == ("", 0, 0)
    assert "no rules yet" in try_to_adopt(world, draft)


def test_there_is_one_draft_at_a_time(world: World) -> None:
    begin_draft(district=world.district, by=world.user("ruth"), now=timezone.now())

    with pytest.raises(DraftThere):
        begin_draft(district=world.district, by=world.user("ruth"), now=timezone.now())


def test_a_complete_draft_is_adopted_and_in_force_from_its_day(world: World) -> None:
    today = timezone.localdate()
    policy = adopted_policy(world, today)

    assert in_force(world.district, today) == policy
    assert in_force(world.district, today - timedelta(days=1)) is None


def test_of_a_version_that_is_over_nobody_says_when_it_is_looked_at_again(world: World, client_of: ClientOf) -> None:
    today = timezone.localdate()
    adopted_policy(world, today - timedelta(days=40))
    ruth = client_of(world, "ruth")
    ruth.cookies["doorway_language"] = "en"
    adopt(policy=ready_draft(world, today - timedelta(days=3)), by=world.user("ruth"), now=timezone.now())
    adopt(policy=ready_draft(world, today + timedelta(days=5)), by=world.user("ruth"), now=timezone.now())

    pages = [ruth.get(f"/d/garfield/policy/{number}/").content.decode() for number in (1, 2, 3)]

    assert ["The board looks at it again by" in page for page in pages] == [False, True, True]
    assert ruth.get("/office/policy/").content.decode().count("to be looked at again by") == 2
    ruth.cookies["doorway_language"] = "es"
    assert "La junta la revisa a más tardar el" in ruth.get("/d/garfield/policy/2/").content.decode()


def test_a_version_that_starts_before_the_one_in_force_is_refused_with_both_days(world: World) -> None:
    today = timezone.localdate()
    adopted_policy(world, today)
    draft = ready_draft(world, today - timedelta(days=3))

    assert "starts later than the one before" in try_to_adopt(world, draft)
    with pytest.raises(IntegrityError), transaction.atomic():
        BoardPolicy.objects.filter(pk=draft.pk).update(status="adopted", adopted_at=timezone.now())


def test_a_new_version_begins_like_the_one_before_and_takes_its_place_on_its_day(world: World) -> None:
    today = timezone.localdate()
    first = adopted_policy(world, today)
    draft = ready_draft(world, today + timedelta(days=30), adopted_on=today)
    row = draft.rules.get(first_grade=-1)
    write_rule(policy=draft, rule=replace(row.as_rule, individual=3), row=row, now=timezone.now())
    second = adopt(policy=draft, by=world.user("ruth"), now=timezone.now(), text_fits=True)

    assert second.number == 2
    assert in_force(world.district, today) == first
    assert in_force(world.district, today + timedelta(days=30)) == second
    assert [rule.individual for rule in rules_of(first)] == [2, 1, 1, 1]
    assert [rule.individual for rule in rules_of(second)] == [3, 1, 1, 1]


def test_an_adopted_version_is_taken_back_before_it_holds_and_stays_on_record(
    world: World, client_of: ClientOf
) -> None:
    today = timezone.localdate()
    first = adopted_policy(world, today)
    second = adopt(
        policy=ready_draft(world, today + timedelta(days=30), adopted_on=today),
        by=world.user("ruth"),
        now=timezone.now(),
    )
    ruth, address = client_of(world, "ruth"), reverse("take_back_policy", args=[second.pk])

    assert ruth.post(address, {"why": " "}).status_code == 422
    assert ruth.post(address, {"why": "The year was mistyped."}).status_code == 302
    second.refresh_from_db()
    assert (second.status, second.taken_back_on, second.taken_back_why) == (
        "taken_back", today, "The year was mistyped.",
    )  # fmt: skip
    assert "The year was mistyped." in ruth.get(reverse("write_policy")).content.decode()
    assert in_force(world.district, today + timedelta(days=60)) == first
    # Another one takes its day.
    draft = begin_draft(district=world.district, by=world.user("ruth"), now=timezone.now())
    assert draft.number == 3
    assert ruth.post(address, {"why": "Again."}).status_code == 422


@pytest.fixture
def mistaken(world: World) -> BoardPolicy:
    """Version 1 holds; version 2, which asks for three conferences, was taken back before it did."""
    today = timezone.localdate()
    adopted_policy(world, today)
    draft = ready_draft(world, today + timedelta(days=30), adopted_on=today, citation="R277-462, mistyped")
    row = draft.rules.get(first_grade=-1)
    write_rule(policy=draft, rule=replace(row.as_rule, individual=3), row=row, now=timezone.now())
    second = adopt(policy=draft, by=world.user("ruth"), now=timezone.now(), text_fits=True)
    return take_back(policy=second, why="The citation was mistyped.", by=world.user("ruth"), now=timezone.now())


@pytest.mark.parametrize(
    ("like", "said", "conferences"),
    [
        (None, "This draft begins like version 1.", 2),
        ("1", "This draft begins like version 1.", 2),
        ("2", "This draft begins like version 2, which was taken back.", 3),
        ("9", "This draft begins like version 1.", 2),
        ("two", "This draft begins like version 1.", 2),
    ],
)
def test_a_draft_begins_like_what_stands_adopted_unless_the_other_is_chosen(
    world: World, client_of: ClientOf, mistaken: BoardPolicy, like: str | None, said: str, conferences: int
) -> None:
    ruth = client_of(world, "ruth")
    page = " ".join(ruth.get(reverse("write_policy")).content.decode().split())
    assert "It starts like version 1, and you change what is different." in page
    assert "Like version 2, which was taken back: The citation was mistyped." in page

    answer = ruth.post(reverse("new_policy"), {} if like is None else {"like": like}, follow=True)

    assert said in answer.content.decode()
    draft = BoardPolicy.objects.get(status="draft")
    assert (draft.number, draft.rules.get(first_grade=-1).individual) == (3, conferences)
    assert (draft.citation == mistaken.citation) is (conferences == 3)


def test_where_nothing_else_stands_a_draft_goes_on_from_what_was_taken_back(world: World, client_of: ClientOf) -> None:
    today = timezone.localdate()
    only = adopt(
        policy=ready_draft(world, today + timedelta(days=30), adopted_on=today, citation="Ours"),
        by=world.user("ruth"), now=timezone.now(),
    )  # fmt: skip
    take_back(policy=only, why="The year was mistyped.", by=world.user("ruth"), now=timezone.now())
    ruth = client_of(world, "ruth")

    page = " ".join(ruth.get(reverse("write_policy")).content.decode().split())
    assert "A new one starts like version 1, which was taken back" in page
    assert 'name="like"' not in page
    ruth.post(reverse("new_policy"))

    draft = BoardPolicy.objects.get(status="draft")
    assert (draft.number, draft.citation) == (2, "Ours")


def test_a_draft_begins_like_an_adopted_version_that_does_not_hold_yet(world: World) -> None:
    today = timezone.localdate()
    adopted_policy(world, today)
    later = ready_draft(world, today + timedelta(days=30), adopted_on=today, citation="Next")
    adopt(policy=later, by=world.user("ruth"), now=timezone.now())

    assert begin_draft(district=world.district, by=world.user("ruth"), now=timezone.now()).citation == "Next"


def test_whoever_has_the_address_of_a_version_that_was_taken_back_reads_that_and_finds_the_one_in_force(
    world: World, client: Client
) -> None:
    today = timezone.localdate()
    adopted_policy(world, today)
    second = adopt(
        policy=ready_draft(world, today + timedelta(days=30), adopted_on=today), by=world.user("ruth"),
        now=timezone.now(),
    )  # fmt: skip
    take_back(policy=second, why="The year was mistyped.", by=world.user("ruth"), now=timezone.now())

    answer = client.get("/d/garfield/policy/2/", headers={"accept-language": "en"})

    page = answer.content.decode()
    assert answer.status_code == 410
    assert "Version 2 was taken back" in page
    assert 'href="/d/garfield/policy/"' in page
    assert "mistyped" not in page
    assert client.get("/d/garfield/policy/3/").status_code == 404


def test_a_hearing_says_in_which_language_it_is_written(world: World, client_of: ClientOf, client: Client) -> None:
    draft = ready_draft(world)
    ruth = client_of(world, "ruth")
    ruth.cookies["doorway_language"] = "en"
    values = {
        "group": "parents",
        "held_on": timezone.localdate().isoformat(),
        "how": "Evening in the gym",
        "comments": "2",
    }
    assert ruth.post(f"/office/policy/{draft.pk}/heard/", values | {"summary": "More time."}).status_code == 302
    adopt(policy=draft, by=world.user("ruth"), now=timezone.now())
    client.cookies["doorway_language"] = "es"

    page = client.get("/d/garfield/policy/").content.decode()

    assert '<span lang="en">Evening in the gym</span>' in page
    assert '<span lang="en">More time.</span>' in page
    client.cookies["doorway_language"] = "en"
    assert 'lang="en">Evening' not in client.get("/d/garfield/policy/").content.decode()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"summary": "Diego Morales had no time."}, "This names a student"),
        ({"how": "Room 529-88-1234"}, "Social Security"),
    ],
)
def test_what_everybody_reads_of_a_hearing_names_no_student(
    world: World, client_of: ClientOf, changes: dict[str, str], sentence: str
) -> None:
    draft = ready_draft(world)
    ruth = client_of(world, "ruth")
    ruth.cookies["doorway_language"] = "en"
    values = {"group": "parents", "held_on": timezone.localdate().isoformat(), "how": "Evening", "comments": "2"}

    answer = ruth.post(f"/office/policy/{draft.pk}/heard/", values | changes)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_a_version_that_holds_is_not_taken_back_and_nothing_else_changes_with_it(world: World) -> None:
    today = timezone.localdate()
    policy = adopted_policy(world, today)

    with pytest.raises(HoldsAlready):
        take_back(policy=policy, why="Too late.", by=world.user("ruth"), now=timezone.now())
    taken = {"status": "taken_back", "taken_back_by": world.user("ruth"), "taken_back_why": "So."}
    for changes in (
        taken | {"taken_back_on": today},
        taken | {"taken_back_on": today - timedelta(days=1), "citation": "Another"},
        {"status": "draft"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            BoardPolicy.objects.filter(pk=policy.pk).update(**changes)
    BoardPolicy.objects.filter(pk=policy.pk).update(**taken | {"taken_back_on": today - timedelta(days=1)})
    for changes in ({"status": "adopted"}, {"taken_back_why": "Otherwise."}):
        with pytest.raises(IntegrityError), transaction.atomic():
            BoardPolicy.objects.filter(pk=policy.pk).update(**changes)
    with pytest.raises(IntegrityError), transaction.atomic():
        PolicyRule.objects.filter(policy=policy).delete()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"wordings": {"es": Wording()}}, "no text in Spanish"),
        ({"citation": " "}, "law or rule"),
        ({"adopted_on": None}, "which day the board adopted"),
        ({"starts_on": None}, "from which day"),
        ({"review_on": None}, "look at the policy again"),
        ({"adopted_on": timezone.localdate() + timedelta(days=2)}, "still to come"),
        ({"adopted_on": timezone.localdate() - timedelta(days=200)}, "after the board adopted"),
        (
            {"review_on": timezone.localdate() - timedelta(days=200)},
            "not later than the day on which the policy starts",
        ),
        ({"review_on": timezone.localdate()}, "not later than the day on which the policy starts"),
        (
            {"adopted_on": date(2019, 8, 1), "starts_on": date(2020, 7, 1), "review_on": date(2020, 1, 2)},
            "not later than the day on which the policy starts",
        ),
        ({"starts_on": date(2206, 7, 1), "review_on": date(2209, 7, 1)}, "Check the year"),
        ({"review_on": date(9029, 11, 30)}, "more than 10 years after it starts. Check the year"),
        ({"starts_on": date(9998, 7, 1), "review_on": date(9999, 11, 30)}, "Check the year"),
        ({"adopted_on": date(26, 6, 14)}, "dated June 14, 0026, before 1970. Check the year"),
    ],
)
def test_what_is_missing_is_said(world: World, changes: dict[str, object], sentence: str) -> None:
    assert sentence in try_to_adopt(world, ready_draft(world, **changes))  # type: ignore[arg-type]  # a table of changes


def test_versions_of_the_past_are_written_down_with_their_own_days(world: World, client_of: ClientOf) -> None:
    """Their next look is long over, and nobody has to say another day than the board has said."""
    ruth, code = client_of(world, "ruth"), world.district.code
    days = [(date(2014, 8, 1), date(2017, 8, 1)), (date(2018, 8, 1), date(2021, 8, 1))]
    for number, (starts, review) in enumerate(days, start=1):
        draft = ready_draft(world, starts, adopted_on=starts, review_on=review)
        page = ruth.get(f"/office/policy/{draft.pk}/")
        assert page.context["missing"] == page.context["contradictions"] == []
        changes = ruth.get(f"/office/policy/{draft.pk}/changes/")
        for text in (" ".join(one.content.decode().split()) for one in (page, changes)):
            assert f"The board wanted to look at this version again by {date_format(review)}, and that day is" in text
        ruth.post(f"/office/policy/{draft.pk}/adopt/", {"seen": changes.context["seen"], "text_fits": "yes"})
        kept = BoardPolicy.objects.get(number=number)
        assert (kept.status, kept.starts_on, kept.review_on) == ("adopted", starts, review)

    # The one in force is overdue: the office reads it, and everybody does.
    assert ruth.get("/office/policy/").context["is_overdue"]
    assert "wanted to look at its policy again by Aug. 1, 2021" in ruth.get("/home/").content.decode()
    assert "The board wanted to look at it again by Aug. 1, 2021." in ruth.get(f"/d/{code}/policy/").content.decode()

    assert "was to be looked at again by Aug. 1, 2021" in ruth.get("/office/policy/").content.decode()

    adopted_policy(world)

    # Nobody looks again at a version that is over.
    versions = ruth.get("/office/policy/")
    assert not versions.context["is_overdue"]
    assert "was to be looked at again" not in versions.content.decode()
    assert "The board looks at it again by" in ruth.get(f"/d/{code}/policy/").content.decode()


@pytest.mark.parametrize(("days", "is_said"), [(0, True), (90, True), (91, False)])
def test_the_next_look_is_said_for_ninety_days_before_it(
    world: World, client_of: ClientOf, days: int, is_said: bool
) -> None:
    today, ruth = timezone.localdate(), client_of(world, "ruth")
    begins = today - timedelta(days=400)
    adopt(
        policy=ready_draft(world, begins, review_on=today + timedelta(days=days)), by=world.user("ruth"),
        now=timezone.now(),
    )  # fmt: skip
    said = f"The board looks at its policy again by {date_format(today + timedelta(days=days), 'DATE_FORMAT')}"

    assert (said in ruth.get("/home/").content.decode()) is is_said
    assert ("The board looks at the policy again by" in ruth.get("/office/policy/").content.decode()) is is_said

    # A version that takes its place has been adopted: the board has looked.
    adopt(policy=ready_draft(world, today + timedelta(days=9)), by=world.user("ruth"), now=timezone.now())
    assert said not in ruth.get("/home/").content.decode()


def test_of_a_draft_whose_next_look_is_to_come_nothing_is_said(world: World, client_of: ClientOf) -> None:
    draft = ready_draft(world, review_on=timezone.localdate() + timedelta(days=1))

    page = client_of(world, "ruth").get(f"/office/policy/{draft.pk}/").content.decode()

    assert "Ready to adopt" in page
    assert "wanted to look" not in page


def test_a_policy_that_starts_before_it_was_adopted_is_refused(world: World) -> None:
    today = timezone.localdate()
    draft = ready_draft(world, today - timedelta(days=10), adopted_on=today)

    assert "before the board adopted it" in try_to_adopt(world, draft)


def test_a_hearing_of_another_age_is_a_slip_in_the_year(world: World, client_of: ClientOf) -> None:
    draft = ready_draft(world)
    hearing = {"group": "staff", "how": "Open meeting", "comments": 3, "summary": ""}
    with pytest.raises(BeforeAll, match=r"May 20, 0026 is before 1970\. Check the year\."):
        add_consultation(policy=draft, held_on=date(26, 5, 20), now=timezone.now(), **hearing)
    answer = client_of(world, "ruth").post(f"/office/policy/{draft.pk}/heard/", hearing | {"held_on": "0026-05-20"})
    assert "Check the year" in answer.content.decode()
    with pytest.raises(IntegrityError, match="check the year"), transaction.atomic():
        Consultation.objects.filter(policy=draft).update(held_on=date(26, 5, 20))
    for change in ({"adopted_on": date(26, 6, 14)}, {"review_on": date(9029, 11, 30)}):
        with pytest.raises(IntegrityError, match="check the year"), transaction.atomic():
            BoardPolicy.objects.filter(pk=draft.pk).update(status="adopted", adopted_at=timezone.now(), **change)


def test_whoever_the_law_names_must_be_heard(world: World) -> None:
    draft = ready_draft(world)
    draft.consultations.filter(group="councils").delete()

    assert "School community councils have not been heard" in try_to_adopt(world, draft)


def test_contradicting_rules_keep_a_policy_from_being_adopted(world: World) -> None:
    draft = ready_draft(world)
    write_rule(policy=draft, rule=Rule(first=6, last=7, kind="sep", takes_part=("guardian",)), now=timezone.now())

    try_to_adopt(world, draft)
    codes = {problem.code for problem in readiness(draft, today=timezone.localdate()).rules}
    assert codes == {"two_rules", "kind_of_other_grades", "below_state"}


def test_a_grade_that_is_taught_and_has_no_rule_is_named(world: World) -> None:
    draft = ready_draft(world)
    remove_rule(row=draft.rules.get(first_grade=9), now=timezone.now())

    assert "No rule is for grade 9" in try_to_adopt(world, draft)


def test_backwards_grades_and_days_that_do_not_exist_are_refused_at_once(world: World) -> None:
    draft = ready_draft(world)

    with pytest.raises(GradesBackwards):
        write_rule(policy=draft, rule=Rule(first=6, last=3, kind="sep"), now=timezone.now())
    with pytest.raises(BadDay):
        write_rule(policy=draft, rule=Rule(first=1, last=3, kind="sep", due=(2, 30)), now=timezone.now())
    with pytest.raises(ConsultedInFuture):
        add_consultation(
            policy=draft, group="staff", held_on=timezone.localdate() + timedelta(days=2), how="Meeting", comments=0,
            summary="", now=timezone.now(),
        )  # fmt: skip
    assert draft.rules.count() == 4


def test_no_action_changes_an_adopted_version(world: World) -> None:
    policy, now = adopted_policy(world), timezone.now()
    rule = policy.rules.get(first_grade=9)

    for act in (
        lambda: write_policy(
            policy=policy, wordings=BOTH, citation="x", adopted_on=None, starts_on=None, review_on=None, now=now
        ),
        lambda: write_rule(policy=policy, rule=rule.as_rule, row=rule, now=now),
        lambda: remove_rule(row=rule, now=now),
        lambda: drop_draft(policy=policy),
        lambda: adopt(policy=policy, by=world.user("ruth"), now=now),
    ):
        with pytest.raises(AdoptedAlready):
            act()  # type: ignore[no-untyped-call]  # lambdas of different results


def test_the_database_refuses_every_change_of_an_adopted_version(world: World) -> None:
    policy = adopted_policy(world)
    here = {"district": world.district, "policy": policy}
    draft = begin_draft(district=world.district, by=world.user("ruth"), now=timezone.now())

    for change in (
        lambda: BoardPolicy.objects.filter(pk=policy.pk).update(citation="other"),
        lambda: BoardPolicy.objects.filter(pk=policy.pk).update(status="draft"),
        lambda: BoardPolicy.objects.filter(pk=policy.pk)._raw_delete("default"),
        lambda: PolicyText.objects.filter(policy=policy).update(body="other"),
        lambda: PolicyText.objects.filter(policy=policy)._raw_delete("default"),
        lambda: PolicyText.objects.create(language="fr", title="x", body="x", **here),
        lambda: PolicyRule.objects.filter(policy=policy).update(individual=0),
        lambda: PolicyRule.objects.filter(policy=policy)._raw_delete("default"),
        lambda: PolicyRule.objects.filter(policy=draft).update(policy=policy),
        lambda: PolicyRule.objects.create(first_grade=1, last_grade=2, kind="sep", **here),
        lambda: Consultation.objects.filter(policy=policy).update(comments=0),
        lambda: Consultation.objects.filter(policy=policy)._raw_delete("default"),
        lambda: Consultation.objects.create(group="staff", held_on=timezone.localdate(), how="x", **here),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()  # type: ignore[no-untyped-call]  # lambdas of different results


# —— pages


def test_everybody_reads_the_adopted_text_in_their_language_and_no_draft(world: World, client: Client) -> None:
    policy = adopted_policy(world)
    begin_draft(district=world.district, by=world.user("ruth"), now=timezone.now())

    page = client.get("/policy/", follow=True).content.decode()
    client.cookies["doorway_language"] = "es"
    spanish = client.get(f"/d/garfield/policy/{policy.number}/").content.decode()

    assert "Plans for everybody" in page
    assert "R277-462" in page
    assert (
        "1 individual conference with a counselor and 1 group conference with a counselor, in grades 9 and 10 together"
        in page
    )
    assert "Planes para todos" in spanish
    assert client.get("/d/garfield/policy/2/").status_code == 404


def test_without_a_policy_everybody_is_told_so(world: World, client: Client) -> None:
    assert "No policy is in force yet" in client.get("/d/garfield/policy/").content.decode()


def test_the_district_office_goes_all_the_way_from_a_draft_to_an_adopted_policy(
    world: World, client_of: ClientOf
) -> None:
    ruth = client_of(world, "ruth")
    ruth.post("/office/policy/new/")
    draft = BoardPolicy.objects.get()
    page = f"/office/policy/{draft.pk}/"
    assert "have not been heard yet" in ruth.get(page).content.decode()
    today = timezone.localdate()
    for group in ("staff", "parents", "councils"):
        answer = ruth.post(
            f"{page}heard/", {"group": group, "held_on": today.isoformat(), "how": "Open meeting", "comments": "2"}
        )
        assert answer.status_code == 302
    texts = {f"{name}_{code}": f"{name} {code}" for name in ("title", "body") for code in ("en", "es")}
    days = {"adopted_on": today, "starts_on": today, "review_on": today + timedelta(days=900)}
    answer = ruth.post(page, texts | {name: day.isoformat() for name, day in days.items()} | {"citation": "R277-462"})
    assert answer.status_code == 302
    assert "Ready to adopt" in ruth.get(page).content.decode()
    assert "No other one is in force" in ruth.get(f"{page}changes/").content.decode()

    ruth.post(f"{page}adopt/", {"seen": ruth.get(f"{page}changes/").context["seen"]})

    draft.refresh_from_db()
    assert draft.status == "adopted"
    assert ruth.get(page).status_code == 302


def test_contradictions_are_named_on_the_page_and_an_early_adoption_is_refused(
    world: World, client_of: ClientOf
) -> None:
    ruth, draft = client_of(world, "ruth"), ready_draft(world)
    values = {
        "first_grade": "5", "last_grade": "7", "kind": "sep", "individual": "1", "group": "0", "span": "year",
        "takes_part": ["guardian"], "newcomer_days": "0",
    }  # fmt: skip
    assert ruth.post(f"/office/policy/{draft.pk}/rules/new/", values).status_code == 302

    page = ruth.get(f"/office/policy/{draft.pk}/").content.decode()
    read = {"seen": as_seen(prints_of(draft))}
    answer = ruth.post(f"/office/policy/{draft.pk}/adopt/", read, follow=True).content.decode()

    assert "Two rules contradict each other for grades 5 and 6" in page
    assert "cannot be adopted yet" in answer
    draft.refresh_from_db()
    assert draft.status == "draft"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"first_grade": "6", "last_grade": "3"}, "The last grade comes before the first one"),
        ({"due_month": "2", "due_day": "30"}, "There is no such day"),
        ({"due_month": "2"}, "Choose month and day"),
        ({"first_due_day": "3"}, "Choose month and day"),
        ({"first_due_month": "2", "first_due_day": "30"}, "There is no such day"),
        ({"individual": "9"}, "write 3 or less"),
    ],
)
def test_a_rule_that_cannot_be_is_answered_with_a_sentence(
    world: World, client_of: ClientOf, changes: dict[str, str], sentence: str
) -> None:
    draft = ready_draft(world)
    values = {
        "first_grade": "1", "last_grade": "2", "kind": "sep", "individual": "1", "group": "0", "span": "year",
        "takes_part": ["guardian"], "newcomer_days": "0",
    }  # fmt: skip

    answer = client_of(world, "ruth").post(f"/office/policy/{draft.pk}/rules/new/", values | changes)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert draft.rules.count() == 4


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_rule_says_by_which_day_the_first_of_two_conferences_is_held(
    world: World, client_of: ClientOf, language: str
) -> None:
    draft, ruth = ready_draft(world), client_of(world, "ruth")
    row = draft.rules.get(first_grade=-1)
    ruth.cookies["doorway_language"] = language
    page = f"/office/policy/{draft.pk}/rules/{row.pk}/"
    form = ruth.get(page).context["form"]
    values = {name: value for name, value in form.initial.items() if value is not None and value is not False}

    sent = values | {"first_due_month": "11", "first_due_day": "30", "seen": ruth.get(page).context["seen"]}
    assert ruth.post(page, sent).status_code == 302

    row.refresh_from_db()
    assert row.as_rule.first_due == (11, 30)
    shown = ruth.get(f"/office/policy/{draft.pk}/").content.decode()
    words = {"en": "the first conference by November 30", "es": "la primera conferencia hasta el 30 de noviembre"}
    assert words[language] in shown
    # One conference has no first of several.
    write_rule(policy=draft, rule=replace(row.as_rule, individual=1), row=row, now=timezone.now())
    wrong = {"en": "asks for fewer than two in each school year", "es": "pide menos de dos en cada año escolar"}
    assert wrong[language] in ruth.get(f"/office/policy/{draft.pk}/").content.decode()


def test_what_changes_for_whom_is_shown_before_it_takes_effect(world: World, client_of: ClientOf) -> None:
    adopted_policy(world, timezone.localdate() - timedelta(days=9))
    draft = ready_draft(world)
    ruth, page = client_of(world, "ruth"), f"/office/policy/{draft.pk}/changes/"
    assert "Nothing changes for any student" in ruth.get(page).content.decode()

    row = draft.rules.get(first_grade=-1)
    write_rule(policy=draft, rule=replace(row.as_rule, individual=3), row=row, now=timezone.now())

    text = ruth.get(page).content.decode()
    assert "Something else is asked of 3 students." in text
    assert "Preschool to grade 6" in text
    assert "2 individual conferences, every school year" in text
    assert "<strong>3 individual conferences, every school year</strong>" in text
    assert "Panguitch High School" not in text
    assert "The board has adopted it" in text
    # Nobody had two, and everybody would lack one more.
    assert "An individual conference is missing: now 3, then 3 · worse for 3" in " ".join(text.split())
    other = replace(row.as_rule, individual=2, takes_part=("guardian",))
    write_rule(policy=draft, rule=other, row=row, now=timezone.now())

    # Nobody would stand otherwise: one grade in words instead of a table of zeros; and what stays is not listed.
    text = " ".join(ruth.get(page).content.decode().split())
    assert "Today it would be the same for every student" in text
    assert "In 1 grade of a school something else is asked" in text
    assert "School by school" not in text
    assert "Signed by" not in text


def test_the_preview_lists_only_grades_in_which_somebody_would_stand_otherwise(
    world: World, client_of: ClientOf
) -> None:
    adopted_policy(world, timezone.localdate() - timedelta(days=9))
    now = timezone.now()
    names = ("met_1", "met_2", "shared_at", "guardian_signed_at", "student_signed_at", "involved_at")
    Standing.objects.filter(student=world.people["mateo"]).update(filled=1023, **dict.fromkeys(names, now))
    draft = ready_draft(world)
    row = draft.rules.get(first_grade=-1)
    write_rule(policy=draft, rule=replace(row.as_rule, individual=3), row=row, now=now)

    text = client_of(world, "ruth").get(f"/office/policy/{draft.pk}/changes/").content.decode()

    assert "Something is missing: now 2, then 3 · worse for 1" in " ".join(text.split())
    assert "School by school" in text
    assert "Where nobody would stand otherwise" not in text


def test_the_preview_does_not_say_of_whom_not_all_is_known_that_they_have_everything(
    world: World, client_of: ClientOf
) -> None:
    """Nobody has written down a group conference for grade 10, and Diego lacks nothing else."""
    adopted_policy(world, timezone.localdate() - timedelta(days=9))
    has_all_that_is_known(world, "diego")
    draft = ready_draft(world)
    row = draft.rules.get(first_grade=9)
    write_rule(policy=draft, rule=replace(row.as_rule, individual=3), row=row, now=timezone.now())

    text = " ".join(client_of(world, "ruth").get(f"/office/policy/{draft.pk}/changes/").content.decode().split())

    assert "Something is missing: now 0, then 1 · worse for 1" in text
    assert "A group conference is missing" not in text
    assert "so nobody is said to have everything" in text
    assert "everything today" not in text


def test_the_draft_opens_what_differs_from_the_version_in_force_and_folds_the_rest(
    world: World, client_of: ClientOf
) -> None:
    adopted_policy(world, timezone.localdate() - timedelta(days=9))
    draft = ready_draft(world)
    row = draft.rules.get(first_grade=9)
    write_rule(policy=draft, rule=replace(row.as_rule, individual=3), row=row, now=timezone.now())

    text = " ".join(client_of(world, "ruth").get(f"/office/policy/{draft.pk}/").content.decode().split())

    rules = text.split('id="rules"')[1].split('id="seen-by"')[0]
    assert rules.count("<details") == 4
    assert rules.count('<details class="govuk-details" open') == 1
    assert "All that is asked: Grades 9 and 10" in rules.split(" open>", 1)[1]
    assert text.count("As in version 1.") == 2


def test_a_version_of_before_the_states_rule_asks_what_the_board_asked(world: World, client_of: ClientOf) -> None:
    """The rule that is known here is of June 7, 2024: what a board asked in 2012 is written down as it was."""
    ruth, code = client_of(world, "ruth"), world.district.code
    starts = date(2012, 8, 1)
    draft = ready_draft(world, starts, adopted_on=starts, review_on=date(2015, 8, 1))
    for row in draft.rules.filter(first_grade__gte=7):
        write_rule(
            policy=draft,
            rule=replace(row.as_rule, group=0, group_with_counselor=False, registration=False),
            row=row,
            now=timezone.now(),
        )

    page = ruth.get(f"/office/policy/{draft.pk}/")
    assert page.context["contradictions"] == page.context["missing"] == []
    asked = page.context["asked_since"]
    assert (asked.day, len(asked.sentences)) == (date(2024, 6, 7), 9)
    assert "This version began before June 7, 2024" in " ".join(page.content.decode().split())
    changes = ruth.get(f"/office/policy/{draft.pk}/changes/")
    ruth.post(f"/office/policy/{draft.pk}/adopt/", {"seen": changes.context["seen"], "text_fits": "yes"})
    assert BoardPolicy.objects.get(pk=draft.pk).status == "adopted"
    said = "Since June 7, 2024 the state asks for more than this version does (R277-462-5)."
    assert said in ruth.get(f"/d/{code}/policy/").content.decode()

    # The next one begins later than the rule, and may not ask for less.
    assert "asks that registration and course plan go together" in try_to_adopt(world, ready_draft(world))

    later = BoardPolicy.objects.get(status=BoardPolicy.Status.DRAFT)
    for row in later.rules.filter(first_grade__gte=7):
        asked_again = replace(row.as_rule, group=1, group_with_counselor=True, registration=True)
        write_rule(policy=later, rule=asked_again, row=row, now=timezone.now())
    adopt(policy=BoardPolicy.objects.get(pk=later.pk), by=world.user("ruth"), now=timezone.now(), text_fits=True)
    assert said not in ruth.get(f"/d/{code}/policy/").content.decode()
    assert said not in ruth.get(f"/d/{code}/policy/1/").content.decode()


def test_the_day_on_which_the_state_began_to_ask_it_is_held_against_the_rule(world: World) -> None:
    weak = ready_draft(world, date(2024, 6, 6), adopted_on=date(2024, 5, 1), review_on=date(2027, 6, 1))
    row = weak.rules.get(first_grade=7)
    write_rule(policy=weak, rule=replace(row.as_rule, individual=0, with_counselor=False), row=row, now=timezone.now())
    weak = BoardPolicy.objects.get(pk=weak.pk)
    today = timezone.localdate()

    assert not readiness(weak, today=today).rules

    weak.starts_on = date(2024, 6, 7)
    assert {one.code for one in readiness(weak, today=today).rules} == {"below_state"}
