"""What a new version or an exception would change, said before it holds; and what must be asked or refused first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format
from tests.world import World

from doorway.compliance.actions.exceptions import Approval, approve_exception
from doorway.compliance.actions.policies import Wording, adopt, write_policy, write_rule
from doorway.compliance.core.days import Year, years_later
from doorway.compliance.core.rules import Difference, Rule
from doorway.compliance.errors import NotReady, TextUnchanged
from doorway.compliance.models import BoardPolicy, Standing
from doorway.compliance.queries.changing import Moved, all_moved, changes, reckoned_for
from doorway.compliance.queries.policies import in_force, readiness, rules_of, unchanged_texts
from doorway.compliance.queries.standing import asked_of, asked_on, lines, total
from doorway.compliance.tests import truth
from doorway.compliance.tests.stage import BOTH, adopted_policy, ready_draft
from doorway.compliance.tests.test_follow_up import followed, share_plan
from doorway.roster.models import Membership, SchoolYear

__all__ = ["followed"]

ClientOf = Callable[[World, str], Client]


def page_text(client: Client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())


def draft_with(world: World, grade: int, **change: Any) -> BoardPolicy:
    """A draft in which the rule of a grade differs."""
    draft = ready_draft(world)
    row = next(one for one in draft.rules.all() if grade in one.as_rule)
    write_rule(policy=draft, rule=replace(row.as_rule, **change), row=row, now=timezone.now())
    return draft


def moved(world: World, before: list[Rule], after: list[Rule]) -> dict[str, Moved]:
    today = timezone.localdate()
    asked = [asked_of(rules, world.district, today) for rules in (before, after)]
    assert asked[1] is not None
    return all_moved(changes(asked[0], asked[1]))


def yesterday() -> tuple[int, int]:
    day = timezone.localdate() - timedelta(days=1)
    return (day.month, min(day.day, 28))


def test_a_due_day_that_is_over_says_how_many_would_be_overdue(world: World, client_of: ClientOf) -> None:
    adopted_policy(world, timezone.localdate() - timedelta(days=9))
    draft = draft_with(world, 3, due=yesterday())

    text = page_text(client_of(world, "ruth"), f"/office/policy/{draft.pk}/changes/")

    assert "The day is over and something is missing: now 0, then 3 · worse for 3" in text
    assert "Panguitch Elementary School: grade 3" in text
    # It says the same that the page of the school says afterwards.
    adopt(policy=draft, by=world.user("ruth"), now=timezone.now(), text_fits=True)
    asked = asked_on(world.district, timezone.localdate())
    assert asked is not None
    assert total(lines(asked, school=world.schools["panguitch-elementary"])).overdue == 3


@pytest.fixture
def mid_year(world: World) -> World:
    """The school year began a hundred days ago, so that the days of these tests lie in it whenever they run."""
    today = timezone.localdate()
    SchoolYear.objects.filter(pk=world.year.pk).update(
        starts_on=today - timedelta(days=100), ends_on=today + timedelta(days=250)
    )
    world.year.refresh_from_db()
    adopted_policy(world, today - timedelta(days=9))
    return world


def day_in(days: int) -> tuple[date, tuple[int, int]]:
    """A day from today on that comes every year, and the same as a rule names it."""
    found = timezone.localdate() + timedelta(days=days)
    found -= timedelta(days=(found.month, found.day) == (2, 29))
    return found, (found.month, found.day)


def starting(draft: BoardPolicy, on: date) -> BoardPolicy:
    BoardPolicy.objects.filter(pk=draft.pk).update(starts_on=on, review_on=on + timedelta(days=900))
    return BoardPolicy.objects.get(pk=draft.pk)


def test_a_draft_is_counted_for_the_day_on_which_it_begins_to_hold(mid_year: World, client_of: ClientOf) -> None:
    """Due in a week and held from in two weeks on: today it changes nothing, and on that day everybody is late."""
    due, named = day_in(7)
    starts, _named = day_in(14)
    draft = starting(draft_with(mid_year, 3, due=named), starts)

    text = page_text(client_of(mid_year, "ruth"), f"/office/policy/{draft.pk}/changes/")

    assert f"Counted a moment ago for {date_format(starts)}" in text
    assert f"everything was due by {date_format(due)}" in text
    assert "The day is over and something is missing: without it 0, with it 3 · worse for 3" in text
    assert "Today it would be the same" not in text
    assert "another school year" not in text
    # It says what the page of the school will say on that day.
    adopt(policy=draft, by=mid_year.user("ruth"), now=timezone.now(), text_fits=True)
    asked = asked_on(mid_year.district, starts)
    assert asked is not None
    assert total(lines(asked, school=mid_year.schools["panguitch-elementary"])).overdue == 3
    # Adopted, it is held against the version that holds until then, and not against itself.
    text = page_text(client_of(mid_year, "ruth"), f"/office/policy/{draft.pk}/changes/")
    assert "instead of version 1" in text
    assert "with it 3 · worse for 3" in text


def test_whoever_was_at_none_by_the_day_of_the_first_conference_is_late_under_a_draft(
    mid_year: World, client_of: ClientOf
) -> None:
    due, named = day_in(7)
    starts, _named = day_in(14)
    draft = starting(draft_with(mid_year, 3, first_due=named), starts)

    text = page_text(client_of(mid_year, "ruth"), f"/office/policy/{draft.pk}/changes/")

    assert f"the first conference was due by {date_format(due)}" in text
    assert text.count("was due by") == 1
    assert "The day is over and something is missing: without it 0, with it 3 · worse for 3" in text


def test_the_first_policy_makes_nobody_late_on_its_first_day(world: World) -> None:
    """The plan's day lies between the adoption and the day from which it holds: plans of then lie in drawers."""
    today, (due, named), (starts, _named) = timezone.localdate(), day_in(20), day_in(40)
    SchoolYear.objects.filter(pk=world.year.pk).update(
        starts_on=today - timedelta(days=100), ends_on=today + timedelta(days=250)
    )
    draft = ready_draft(world, starts)
    draft.rules.filter(plan_due_month__isnull=False).update(plan_due_month=named[0], plan_due_day=named[1])
    draft = BoardPolicy.objects.get(pk=draft.pk)
    day = reckoned_for(world.district, starts, today)
    before = asked_of(rules_of(draft), world.district, day.on, day.held)
    assert before is not None

    adopt(policy=draft, by=world.user("ruth"), now=timezone.now(), text_fits=True)

    asked = asked_on(world.district, starts)
    assert asked is not None
    assert [part.plan for part in asked.parts] == [part.plan for part in before.parts]
    assert {part.plan_due for part in asked.parts} == {None, years_later(due, 1)}
    assert (
        total(lines(asked)).overdue == total(lines(before)).overdue == truth.tally(world.district, asked).overdue == 0
    )


def test_what_is_due_after_its_first_day_makes_nobody_late_on_it(mid_year: World, client_of: ClientOf) -> None:
    _due, named = day_in(15)
    starts, _named = day_in(14)
    draft = starting(draft_with(mid_year, 3, due=named), starts)

    text = page_text(client_of(mid_year, "ruth"), f"/office/policy/{draft.pk}/changes/")

    assert "On that day it would be the same for every student" in text
    assert "was due by" not in text


def test_in_another_school_year_students_are_counted_a_grade_further(mid_year: World, client_of: ClientOf) -> None:
    """Nobody has entered next year; its due day is over when the draft begins to hold in it."""
    due, named = day_in(280)
    starts = due + timedelta(days=5)
    draft = starting(draft_with(mid_year, 3, due=named), starts)

    text = page_text(client_of(mid_year, "ruth"), f"/office/policy/{draft.pk}/changes/")

    assert "That day is in another school year. Students are counted a grade further" in text
    assert f"everything was due by {date_format(due)}" in text
    assert "The day is over and something is missing: without it 0, with it 3 · worse for 3" in text
    assert "Panguitch Elementary School: grade 4" in text
    assert "grade 3" not in text.split("What is asked")[0]


def test_seniors_of_today_are_left_out_of_next_year(mid_year: World) -> None:
    today = timezone.localdate()
    rules = rules_of(in_force(mid_year.district, today))
    for grade, counted in (("10", 1), ("12", 0)):
        Standing.objects.filter(student=mid_year.people["diego"]).update(grade=grade)
        day = reckoned_for(mid_year.district, today + timedelta(days=300), today)
        before, after = (
            asked_of(asked, mid_year.district, day.on, day.held)
            for asked in (rules, [replace(rule, individual=3) if rule.first >= 7 else rule for rule in rules])
        )
        assert after is not None
        found = [row for row in changes(before, after, day) if row.school == mid_year.schools["panguitch-high"].pk]
        assert (day.ahead, sum(row.students for row in found)) == (1, counted)
        assert {row.grade for row in found} <= {11}


def test_the_day_is_today_where_it_is_over_not_said_or_a_slip(mid_year: World) -> None:
    today = timezone.localdate()

    for starts in (None, today - timedelta(days=3), today, today.replace(year=today.year + 70, day=1)):
        day = reckoned_for(mid_year.district, starts, today)
        assert (day.on, day.ahead, day.is_later) == (today, 0, False)


def test_a_school_year_that_is_entered_is_taken_and_not_reckoned(mid_year: World) -> None:
    today = timezone.localdate()
    later = SchoolYear.objects.create(
        district=mid_year.district, name="later", starts_on=today + timedelta(days=255),
        ends_on=years_later(mid_year.year.ends_on, 1),
    )  # fmt: skip

    day = reckoned_for(mid_year.district, today + timedelta(days=260), today)

    assert day.held.years[0] == Year(later.starts_on, later.ends_on)
    assert day.ahead == 1


def test_in_june_a_draft_of_next_year_counts_those_with_whom_this_one_ends(mid_year: World) -> None:
    """Once the next school year is entered, too: the roster has let everybody go, and the year still runs."""
    today = timezone.localdate()
    ends = today + timedelta(days=10)
    SchoolYear.objects.filter(pk=mid_year.year.pk).update(
        starts_on=years_later(ends + timedelta(days=1), -1), ends_on=ends
    )
    for row in Membership.objects.filter(district=mid_year.district, role="student"):
        row.ends_on = today - timedelta(days=15)
        row.save(update_fields=["ends_on"])
    asked = asked_on(mid_year.district, today)
    assert asked is not None
    rules = rules_of(in_force(mid_year.district, today))

    def counted() -> int:
        day = reckoned_for(mid_year.district, ends + timedelta(days=1), today)
        before, after = (
            asked_of(one, mid_year.district, day.on, day.held)
            for one in (rules, [replace(rule, individual=3) for rule in rules])
        )
        assert after is not None
        assert (day.ahead, after.here) == (1, asked.here)
        return sum(row.students for row in changes(before, after, day))

    not_entered = counted()
    following = SchoolYear.objects.create(
        district=mid_year.district, name="next", starts_on=ends + timedelta(days=1), ends_on=ends + timedelta(days=366)
    )
    assert counted() == not_entered == total(lines(asked)).students == 5
    # While most are there, those of the day are counted.
    Membership.objects.filter(district=mid_year.district, role="student").update(ends_on=None)
    day = reckoned_for(mid_year.district, following.starts_on, today)
    assert not day.held.here.is_over


def test_an_exception_that_begins_later_is_counted_for_its_day(followed: World, client_of: ClientOf) -> None:
    today = timezone.localdate()
    SchoolYear.objects.filter(pk=followed.year.pk).update(
        starts_on=today - timedelta(days=100), ends_on=today + timedelta(days=250)
    )
    _due, (month, day) = day_in(7)
    starts, _named = day_in(14)
    typed = {
        "school": str(followed.schools["panguitch-elementary"].pk), "first_grade": "0", "last_grade": "6",
        "due_month": str(month), "due_day": str(day), "reason_en": "Earlier.", "reason_es": "Antes.",
        "approved_on": str(today), "minutes": "item 7", "starts_on": str(starts), "do": "preview",
    }  # fmt: skip

    answer = client_of(followed, "ruth").post("/office/policy/exceptions/new/", typed)

    (row,) = answer.context["moved"]
    assert row.name == "The day is over and something is missing"
    assert row.moved.before == 0 < row.moved.after
    assert f"Counted a moment ago for {date_format(starts)}" in answer.content.decode()


def test_one_more_conference_is_told_of_those_too_who_lack_something_already(world: World) -> None:
    rule = Rule(-1, 6, "sep", individual=2, takes_part=("guardian",))

    found = moved(world, [rule], [replace(rule, individual=3)])

    assert found == {"individual": Moved(before=3, after=3, more=3, less=0)}
    assert moved(world, [replace(rule, individual=3)], [rule]) == {"individual": Moved(3, 3, 0, 3)}


def test_a_grade_that_is_left_without_a_rule_is_not_called_better(world: World, client_of: ClientOf) -> None:
    rule = Rule(-1, 6, "sep", individual=2, takes_part=("guardian",))

    found = moved(world, [rule], [replace(rule, last=2)])

    # All three are in grade 3.
    assert found == dict.fromkeys(("individual", "plan", "involved", "done"), Moved(3, 0, 0, 0, gone=3))
    adopted_policy(world, timezone.localdate() - timedelta(days=9))
    page = page_text(client_of(world, "ruth"), f"/office/policy/{draft_with(world, 3, last=2).pk}/changes/")
    assert "Grades 3 to 6: nothing is asked any more." in page
    assert "not asked any more: 3" in page
    assert "better for" not in page


@pytest.mark.parametrize(
    ("change", "name"),
    [({"signatures": ("guardian",)}, "signed"), ({"sections": ("strengths",)}, "plan"), ({"due": None}, "overdue")],
)
def test_every_measure_is_told_by_itself(followed: World, change: dict[str, Any], name: str) -> None:
    """Mateo's plan was shared with one part in it, and nobody signed."""
    share_plan(followed, "mateo", "homework")
    rule = Rule(-1, 6, "sep", individual=0, takes_part=("guardian",), due=yesterday())

    found = moved(followed, [rule], [replace(rule, **change)])

    assert name in found
    assert found[name].more + found[name].less > 0


def test_what_an_exception_changes_is_said_before_it_is_approved(followed: World, client_of: ClientOf) -> None:
    month, day = yesterday()
    school = followed.schools["panguitch-elementary"]
    today = timezone.localdate()
    typed = {
        "school": str(school.pk), "first_grade": "0", "last_grade": "6", "individual": "", "group": "",
        "with_counselor": "", "group_with_counselor": "", "signatures": "", "due_month": str(month),
        "due_day": str(day), "reason_en": "Earlier.", "reason_es": "Antes.", "approved_on": str(today),
        "minutes": "item 7", "starts_on": str(today), "ends_on": "", "do": "preview",
    }  # fmt: skip
    before = asked_on(followed.district, today)
    assert before is not None
    here = total(lines(before, school=school))

    answer = client_of(followed, "ruth").post("/office/policy/exceptions/new/", typed)

    (row,) = answer.context["moved"]
    assert (row.name, row.moved) == (
        "The day is over and something is missing", Moved(0, here.missing, here.missing, 0),
    )  # fmt: skip
    assert row.where[0][0] == school.name
    approving = typed | {"do": "approve", "seen": answer.context["seen"]}
    client_of(followed, "ruth").post("/office/policy/exceptions/new/", approving)
    after = asked_on(followed.district, today)
    assert after is not None
    assert total(lines(after, school=school)).overdue == here.missing > 0


def test_a_version_that_contradicts_a_standing_exception_is_refused_with_the_schools_name(world: World) -> None:
    today = timezone.localdate()
    adopted_policy(world, today - timedelta(days=9))
    approve_exception(
        school=world.schools["panguitch-elementary"], difference=Difference(0, 6, individual=0),
        approval=Approval(BOTH_REASONS, today, "item 7", today), by=world.user("ruth"), now=timezone.now(),
    )  # fmt: skip
    draft = draft_with(world, 3, with_counselor=True, takes_part=("guardian", "student", "counselor"))

    with pytest.raises(NotReady, match="Panguitch Elementary School") as refused:
        adopt(policy=draft, by=world.user("ruth"), now=timezone.now(), text_fits=True)

    assert "withdraw the exception" in str(refused.value)


BOTH_REASONS = {"en": "A small school.", "es": "Una escuela pequeña."}


def test_an_exception_that_is_over_before_the_version_starts_is_in_nobodys_way(world: World) -> None:
    today = timezone.localdate()
    adopted_policy(world, today - timedelta(days=9))
    approve_exception(
        school=world.schools["panguitch-elementary"], difference=Difference(0, 6, individual=0),
        approval=Approval(BOTH_REASONS, today, "item 7", today, today + timedelta(days=5)), by=world.user("ruth"),
        now=timezone.now(),
    )  # fmt: skip
    draft = draft_with(world, 3, with_counselor=True, takes_part=("guardian", "student", "counselor"))
    assert [one.code for one in readiness(draft, today=today).rules] == ["exception_contradicts"]

    draft.starts_on = today + timedelta(days=6)
    assert readiness(draft, today=today).all == []


def test_a_text_that_stayed_word_for_word_under_other_rules_is_asked_about(world: World, client_of: ClientOf) -> None:
    adopted_policy(world, timezone.localdate() - timedelta(days=9))
    draft = draft_with(world, 3, individual=3)
    ruth, page = client_of(world, "ruth"), f"/office/policy/{draft.pk}/"

    assert "The text is" not in page_text(ruth, page)
    text = page_text(ruth, f"{page}changes/")
    # With room between the box and the button.
    assert '<div class="govuk-form-group"><div class="govuk-checkboxes">' in text
    assert "the text is word for word the same (English, Spanish)" in text
    with pytest.raises(TextUnchanged):
        adopt(policy=draft, by=world.user("ruth"), now=timezone.now())
    read = {"seen": ruth.get(f"{page}changes/").context["seen"]}
    assert "check the box that says so" in ruth.post(f"{page}adopt/", read, follow=True).content.decode()
    draft.refresh_from_db()
    assert draft.is_draft

    ruth.post(f"{page}adopt/", read | {"text_fits": "yes"})
    draft.refresh_from_db()
    assert draft.status == "adopted"


def test_a_text_is_asked_about_only_where_it_stayed_and_the_rules_did_not(world: World) -> None:
    adopted_policy(world, timezone.localdate() - timedelta(days=9))
    same = ready_draft(world)
    assert unchanged_texts(same) == []
    row = same.rules.get(first_grade=-1)
    write_rule(policy=same, rule=replace(row.as_rule, individual=3), row=row, now=timezone.now())
    write_policy(
        policy=same, wordings=BOTH | {"en": Wording("Plans", "We meet three times.")}, citation="R277-462",
        adopted_on=same.adopted_on, starts_on=same.starts_on, review_on=same.review_on, now=timezone.now(),
    )  # fmt: skip

    assert unchanged_texts(BoardPolicy.objects.get(pk=same.pk)) == ["es"]


def typed_draft(draft: BoardPolicy, **changes: str) -> dict[str, str]:
    days = {name: str(getattr(draft, name) or "") for name in ("adopted_on", "starts_on", "review_on")}
    texts = {f"title_{code}": one.title for code, one in BOTH.items()} | {
        f"body_{code}": one.body for code, one in BOTH.items()
    }
    return days | texts | {"citation": draft.citation} | changes


def test_a_button_beside_the_text_saves_first_what_was_typed(world: World, client_of: ClientOf) -> None:
    draft, ruth = ready_draft(world), client_of(world, "ruth")
    page, row = f"/office/policy/{draft.pk}/", draft.rules.get(first_grade=-1)
    hearing = draft.consultations.first()
    assert hearing is not None

    for number, (address, extra, leads_to) in enumerate(
        [
            (page, {"then": "changes"}, f"{page}changes/"),
            (page, {"then": f"rule:{row.pk}"}, f"{page}rules/{row.pk}/"),
            (page, {"then": "rule:elsewhere"}, page),
            (page, {"then": "https://elsewhere.example/"}, page),
            (f"{page}heard/{hearing.pk}/remove/", {}, page),
            (f"{page}rules/{row.pk}/remove/", {}, page),
        ]
    ):
        answer = ruth.post(address, typed_draft(draft, body_en=f"Sentence {number}.") | extra)
        assert (answer.status_code, answer["Location"]) == (302, leads_to)
        assert draft.texts.get(language="en").body == f"Sentence {number}."
    assert not draft.rules.filter(pk=row.pk).exists()
    assert not draft.consultations.filter(pk=hearing.pk).exists()


def test_what_cannot_be_saved_stays_on_the_page_and_nothing_is_taken_out(world: World, client_of: ClientOf) -> None:
    draft, ruth = ready_draft(world), client_of(world, "ruth")
    row = draft.rules.get(first_grade=-1)

    answer = ruth.post(
        f"/office/policy/{draft.pk}/rules/{row.pk}/remove/",
        typed_draft(draft, review_on="someday", body_en="A long evening’s work."),
    )

    assert answer.status_code == 422
    assert "A long evening’s work." in answer.content.decode()
    assert f'action="/office/policy/{draft.pk}/" id="draft"' in answer.content.decode()
    assert draft.rules.filter(pk=row.pk).exists()
