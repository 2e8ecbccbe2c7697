"""A school does something differently with the board's approval: what is refused, what counts, who reads it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format
from tests.world import World

from doorway.compliance.actions.exceptions import Approval, approve_exception, withdraw_exception
from doorway.compliance.actions.policies import adopt, take_back, write_rule
from doorway.compliance.core.rules import Difference
from doorway.compliance.errors import BelowLaterPolicy, ExceptionInTheWay, GradesNotThere, PolicyRefused
from doorway.compliance.evidence import as_pdf, evidence_of
from doorway.compliance.models import SchoolException, Withdrawal
from doorway.compliance.queries.exceptions import open_exceptions
from doorway.compliance.queries.policies import readiness
from doorway.compliance.queries.standing import Tally, asked_on, lines, total
from doorway.compliance.tests.stage import adopted_policy, ready_draft
from doorway.compliance.tests.test_follow_up import followed
from doorway.plans.tests.paper import Paper
from doorway.roster.models import Person, School

__all__ = ["followed"]

ClientOf = Callable[[World, str], Client]
ONE = Difference(0, 6, individual=1)
BOTH = {"en": "One long conference instead of two short ones.", "es": "Una conferencia larga en vez de dos cortas."}


def approval(**changes: Any) -> Approval:
    today = timezone.localdate()
    values: dict[str, Any] = {
        "reasons": BOTH,
        "approved_on": today - timedelta(days=20),
        "minutes": "minutes of October 14, item 7",
        "starts_on": today - timedelta(days=10),
        "ends_on": None,
    }
    return Approval(**values | changes)


def approve(world: World, difference: Difference = ONE, school: str = "panguitch-elementary", **changes: Any) -> Any:
    return approve_exception(
        school=world.schools[school], difference=difference, approval=approval(**changes), by=world.user("ruth"),
        now=timezone.now(),
    )  # fmt: skip


def counted(world: World, school: str = "panguitch-elementary", on: date | None = None) -> Tally:
    asked = asked_on(world.district, on or timezone.localdate())
    assert asked is not None
    return total(lines(asked, school=world.schools[school]))


def typed(world: World, **changes: str) -> dict[str, str]:
    today = timezone.localdate()
    return {
        "school": str(world.schools["panguitch-elementary"].pk), "first_grade": "0", "last_grade": "6",
        "individual": "1", "reason_en": "One long conference.", "reason_es": "Una conferencia larga.",
        "approved_on": str(today - timedelta(days=20)),
        "minutes": "October 14, item 7", "starts_on": str(today - timedelta(days=10)),
    } | changes  # fmt: skip


def test_the_school_is_counted_by_its_own_rule_and_no_other_school_is(followed: World) -> None:
    """Mateo's family came once, and the policy asks for two."""
    assert counted(followed).individual == 0
    everywhere = asked_on(followed.district, timezone.localdate())
    assert everywhere is not None
    before = total(lines(everywhere))

    approve(followed)

    assert counted(followed).individual == 1
    now = asked_on(followed.district, timezone.localdate())
    assert now is not None
    after = total(lines(now))
    assert (after.students, after.individual) == (before.students, before.individual + 1)

    approve(followed, Difference(3, 3, individual=1), school="boulder-elementary")
    assert total(lines(now)).individual == after.individual


def test_it_holds_from_its_first_day_to_its_last(followed: World) -> None:
    today = timezone.localdate()
    approve(followed, starts_on=today, ends_on=today + timedelta(days=3))

    held = [counted(followed, on=today + timedelta(days=days)).individual for days in (-1, 0, 3, 4)]

    assert held == [0, 1, 1, 0]


def test_withdrawn_it_stays_true_for_the_days_before(followed: World) -> None:
    today = timezone.localdate()
    row = approve(followed)

    withdraw_exception(row=row, on=today + timedelta(days=2), by=followed.user("ruth"), now=timezone.now())

    assert [counted(followed, on=today + timedelta(days=days)).individual for days in (0, 1, 2)] == [1, 1, 0]
    for on in (today, today + timedelta(days=9), None):
        with pytest.raises(PolicyRefused, match="withdrawn already"):
            withdraw_exception(row=row, on=on, by=followed.user("ruth"), now=timezone.now() + timedelta(days=2))
    other = approve(followed, Difference(3, 3, signatures=()), school="boulder-elementary")
    with pytest.raises(PolicyRefused, match="from today on"):
        withdraw_exception(row=other, on=today - timedelta(days=1), by=followed.user("ruth"), now=timezone.now())


def test_what_the_board_approved_is_never_rewritten_or_deleted(followed: World) -> None:
    row = approve(followed)
    for change in (
        {"reason": "Other."}, {"reasons": {"en": "Other."}}, {"individual": 2}, {"individual": None},
        {"ends_on": date(2040, 1, 1)}, {"minutes": "x"},
        {"signatures": []},
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            SchoolException.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        SchoolException.objects.filter(pk=row.pk)._raw_delete("default")
    come = timezone.localdate() - timedelta(days=2)
    withdraw_exception(row=row, on=come, by=followed.user("ruth"), now=timezone.now() - timedelta(days=2))
    for on in (None, come + timedelta(days=30)):
        by = None if on is None else followed.user("ruth")
        with pytest.raises(IntegrityError), transaction.atomic():
            SchoolException.objects.filter(pk=row.pk).update(withdrawn_on=on, withdrawn_by=by)


def withdraw(world: World, row: SchoolException, on: date | None) -> SchoolException:
    return withdraw_exception(row=row, on=on, by=world.user("ruth"), now=timezone.now())


def press_twice(client: Client, address: str, on: date) -> str:
    """See what changes, and then that the board has decided it; the page to which that leads."""
    seen = client.post(address, {"on": str(on), "do": "preview"}).context["seen"]
    return client.post(address, {"on": str(on), "do": "withdraw", "seen": seen}, follow=True).content.decode()


@pytest.mark.parametrize("later", [0, 20])
def test_nobody_withdraws_without_having_read_for_whom_something_changes(
    followed: World, client_of: ClientOf, later: int
) -> None:
    ruth, on = client_of(followed, "ruth"), timezone.localdate() + timedelta(days=later)
    row = approve(followed)
    address = f"/office/policy/exceptions/{row.pk}/withdraw/"

    page = " ".join(ruth.get(address).content.decode().split())
    # Nothing is chosen yet, and the page says which exception it is.
    assert 'name="on" value' not in page
    assert f"{row.school.name}, Kindergarten to grade 6" in page
    assert "<strong>1 individual conference, every school year</strong>" in page
    assert ruth.post(address, {"on": ""}).status_code == 422

    answer = ruth.post(address, {"on": str(on)})
    page = " ".join(answer.content.decode().split())
    assert "Something else is asked of 3 students." in page
    assert "With the exception" in page
    moved = next(one for one in answer.context["moved"] if one.name == "An individual conference is missing")
    assert (moved.moved.before, moved.moved.after, moved.moved.more) == (2, 3, 3)
    assert "<strong>2 individual conferences, every school year</strong>" in page
    row.refresh_from_db()
    assert row.withdrawn_on is None

    done = {"on": str(on), "do": "withdraw", "seen": answer.context["seen"]}
    assert ruth.post(address, done).status_code == 302
    row.refresh_from_db()
    assert row.withdrawn_on == on
    # Pressed twice it is once.
    assert ruth.post(address, done).status_code == 302
    assert row.withdrawals.count() == 1


@pytest.mark.parametrize("change", ["day", "policy", "colleague", "nothing was shown"])
def test_what_is_withdrawn_is_what_the_page_has_shown(followed: World, client_of: ClientOf, change: str) -> None:
    ruth, today = client_of(followed, "ruth"), timezone.localdate()
    row, on = approve(followed), today + timedelta(days=20)
    address = f"/office/policy/exceptions/{row.pk}/withdraw/"
    values = {"on": str(on), "do": "withdraw", "seen": ruth.post(address, {"on": str(on)}).context["seen"]}
    if change == "day":
        values["on"] = str(on + timedelta(days=1))
    elif change == "policy":
        draft = ready_draft(followed, today + timedelta(days=30))
        draft.rules.filter(first_grade=-1).update(individual=3)
        adopt(policy=draft, by=followed.user("ruth"), now=timezone.now(), text_fits=True)
    elif change == "colleague":
        withdraw(followed, row, today + timedelta(days=10))
    else:
        del values["seen"]

    answer = ruth.post(address, values)

    assert answer.status_code == 422
    page = " ".join(answer.content.decode().split())
    assert "Nothing is withdrawn yet. Here is what it changes now." in page
    row.refresh_from_db()
    assert row.withdrawn_on == (today + timedelta(days=10) if change == "colleague" else None)
    assert ruth.post(address, values | {"seen": answer.context["seen"]}).status_code == 302


@pytest.mark.parametrize("way", ["withdrawn", "ended"])
def test_what_is_over_has_no_form(followed: World, client_of: ClientOf, way: str) -> None:
    today, ruth = timezone.localdate(), client_of(followed, "ruth")
    row = approve(followed, ends_on=today - timedelta(days=1) if way == "ended" else None)
    if way == "withdrawn":
        withdraw(followed, row, today)
    address = f"/office/policy/exceptions/{row.pk}/withdraw/"

    page = ruth.get(address).content.decode()

    assert "there is nothing to withdraw" in page
    assert 'name="on"' not in page
    refused = ruth.post(address, {"on": str(today + timedelta(days=3))})
    assert refused.status_code == 422
    assert ("withdrawn already" if way == "withdrawn" else "does not hold any more") in refused.content.decode()


def test_withdrawn_from_a_later_day_on_it_holds_until_then_and_is_said(followed: World, client: Client) -> None:
    today = timezone.localdate()
    row = withdraw(followed, approve(followed), today + timedelta(days=30))

    page = " ".join(client.get("/d/garfield/policy/").content.decode().split())

    assert "What schools do differently, with the board’s approval" in page
    assert f"and is withdrawn from {date_format(today + timedelta(days=30), 'DATE_FORMAT')} on." in page
    assert open_exceptions(followed.district, today + timedelta(days=29)) == [row]
    assert open_exceptions(followed.district, today + timedelta(days=30)) == []
    # Withdrawn before it began it never holds.
    other = approve(followed, Difference(3, 3, signatures=()), starts_on=today + timedelta(days=40))
    withdraw(followed, other, today + timedelta(days=35))
    assert open_exceptions(followed.district, today + timedelta(days=34)) == []


def test_a_version_may_not_contradict_it_while_it_still_holds(followed: World) -> None:
    today = timezone.localdate()
    row = approve(followed, Difference(0, 6, due=(11, 1)))
    withdraw(followed, row, today + timedelta(days=30))
    draft = ready_draft(followed, today + timedelta(days=29))
    rule = draft.rules.get(first_grade=-1)
    write_rule(policy=draft, row=rule, rule=replace(rule.as_rule, plan_due=(12, 31), due=(5, 15)), now=timezone.now())

    assert [one.code for one in readiness(draft, today=today).rules] == ["exception_contradicts"]

    # From the day on from which it does not hold, the version may begin; then the day cannot be a later one any more.
    draft.starts_on = today + timedelta(days=30)
    draft.save()
    assert readiness(draft, today=today).all == []
    adopt(policy=draft, by=followed.user("ruth"), now=timezone.now(), text_fits=True)
    for on in (today + timedelta(days=31), None):
        with pytest.raises(BelowLaterPolicy, match="A plan is due by"):
            withdraw(followed, row, on)
    assert withdraw(followed, row, today + timedelta(days=10)).withdrawn_on == today + timedelta(days=10)


def test_a_version_is_not_taken_back_from_under_an_exception(followed: World) -> None:
    """An exception that goes with the version to come and not with the one that would go on in its place."""
    today, ruth, now = timezone.localdate(), followed.user("ruth"), timezone.now()
    first = ready_draft(followed, today)
    rule = first.rules.get(first_grade=-1)
    write_rule(policy=first, row=rule, rule=replace(rule.as_rule, plan_due=(12, 31), due=(5, 15)), now=now)
    adopt(policy=first, by=ruth, now=now, text_fits=True)
    then = today + timedelta(days=10)
    second = ready_draft(followed, then)
    rule = second.rules.get(first_grade=-1)
    write_rule(policy=second, row=rule, rule=replace(rule.as_rule, plan_due=None), now=now)
    adopt(policy=second, by=ruth, now=now, text_fits=True)
    row = approve(followed, Difference(0, 6, due=(11, 1)), starts_on=then + timedelta(days=5))

    with pytest.raises(ExceptionInTheWay, match=r"goes on.*Panguitch Elementary.*Withdraw that exception"):
        take_back(policy=second, why="Thought again.", by=ruth, now=now)

    second.refresh_from_db()
    assert second.status == "adopted"
    withdraw(followed, row, today)
    assert take_back(policy=second, why="Thought again.", by=ruth, now=now).status == "taken_back"


def test_until_the_day_has_come_it_can_be_another_or_none(followed: World, client_of: ClientOf) -> None:
    today, ruth = timezone.localdate(), client_of(followed, "ruth")
    row = approve(followed)
    address = f"/office/policy/exceptions/{row.pk}/withdraw/"

    page = press_twice(ruth, address, today + timedelta(days=30))
    assert "The exception will be withdrawn from" in page
    assert "Change the day, or let it hold" in page
    page = ruth.get(address).content.decode()
    assert f'value="{today + timedelta(days=30)}"' in page
    assert "Let it hold as approved" in page
    press_twice(ruth, address, today + timedelta(days=9))
    row.refresh_from_db()
    assert row.withdrawn_on == today + timedelta(days=9)

    page = ruth.post(address, {"keep": "yes", "on": ""}, follow=True).content.decode()

    assert "It holds as the board approved it." in page
    row.refresh_from_db()
    assert (row.withdrawn_on, row.withdrawn_by) == (None, None)
    press_twice(ruth, address, today)
    page = ruth.get("/office/policy/exceptions/").content.decode()
    assert "was withdrawn from" in page
    assert address not in page


@pytest.mark.both
def test_who_withdrew_it_and_who_let_it_hold_stays_on_record(followed: World, client_of: ClientOf) -> None:
    today, now = timezone.localdate(), timezone.now()
    row, ruth, sam = approve(followed), followed.user("ruth"), followed.user("sam")
    first, then = today + timedelta(days=30), today + timedelta(days=9)
    for on, by in ((first, ruth), (first, sam), (then, sam), (None, ruth)):
        withdraw_exception(row=row, on=on, by=by, now=now)

    steps = list(row.withdrawals.values_list("number", "since", "by__email", "at"))
    # Whoever wrote down the same day once more has changed nothing.
    assert steps == [(1, first, ruth.email, now), (2, then, sam.email, now), (3, None, ruth.email, now)]
    page = " ".join(client_of(followed, "ruth").get("/office/policy/exceptions/").content.decode().split())
    day, since = (date_format(one, "DATE_FORMAT") for one in (today, then))
    assert f"{day}: {sam.email} wrote down that it is withdrawn from {since} on." in page
    assert f"{day}: {ruth.email} wrote down that it is not withdrawn and holds." in page
    # Nobody else needs to know who it was.
    assert sam.email not in client_of(followed, "rosa").get("/d/garfield/policy/").content.decode()


def test_of_what_was_withdrawn_before_it_is_known_by_whom_and_not_when(followed: World, client_of: ClientOf) -> None:
    today, ruth = timezone.localdate(), followed.user("ruth")
    row = approve(followed)
    before = SchoolException.objects.get(pk=row.pk)
    before.pk, before.starts_on, before.ends_on = uuid.uuid4(), today - timedelta(days=20), None
    before.school, before.withdrawn_on, before.withdrawn_by = followed.schools["boulder-elementary"], today, ruth
    before.save(force_insert=True)

    import_module("doorway.compliance.migrations.0021_who_withdrew_an_exception").write_down_earlier_ones(apps, None)

    assert [(one.exception, one.since, one.by, one.at) for one in Withdrawal.objects.all()] == [
        (before, today, ruth, None)
    ]
    page = " ".join(client_of(followed, "ruth").get("/office/policy/exceptions/").content.decode().split())
    assert f"<li>{ruth.email} wrote down that it is withdrawn from {date_format(today, 'DATE_FORMAT')} on.</li>" in page


@pytest.mark.both
def test_the_database_withdraws_nothing_without_who(followed: World) -> None:
    today, ruth, sam = timezone.localdate(), followed.user("ruth"), followed.user("sam")
    row = approve(followed)
    said = {"district": followed.district, "exception": row, "at": timezone.now()}

    def update(**changes: Any) -> None:
        with transaction.atomic():
            SchoolException.objects.filter(pk=row.pk).update(**changes)

    for on in (today, today + timedelta(days=3)):
        with pytest.raises(IntegrityError):
            update(withdrawn_on=on, withdrawn_by=ruth)
    Withdrawal.objects.create(**said, number=1, since=today + timedelta(days=3), by=ruth)
    for on, by in ((today, ruth), (today + timedelta(days=3), sam)):
        with pytest.raises(IntegrityError):
            update(withdrawn_on=on, withdrawn_by=by)
    update(withdrawn_on=today + timedelta(days=3), withdrawn_by=ruth)
    with pytest.raises(IntegrityError):
        update(withdrawn_on=None, withdrawn_by=None)
    Withdrawal.objects.create(**said, number=2, by=sam)
    update(withdrawn_on=None, withdrawn_by=None)
    for change in (lambda: row.withdrawals.update(by=sam), lambda: row.withdrawals.all()._raw_delete("default")):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_days_that_another_exception_has_since_are_not_taken_back(followed: World) -> None:
    today = timezone.localdate()
    row = withdraw(followed, approve(followed), today + timedelta(days=9))
    approve(followed, Difference(3, 3, signatures=()), starts_on=today + timedelta(days=9))

    for on in (None, today + timedelta(days=10)):
        with pytest.raises(PolicyRefused, match="has an exception for one of these grades"):
            withdraw(followed, row, on)
    other = approve(followed, school="boulder-elementary", ends_on=today + timedelta(days=5))
    with pytest.raises(PolicyRefused, match=r"ends on .* by itself"):
        withdraw(followed, other, today + timedelta(days=6))


@pytest.mark.parametrize(
    ("difference", "changes", "sentence"),
    [
        (Difference(6, 0, individual=1), {}, "last grade comes before"),
        (Difference(0, 6), {}, "just what the policy asks"),
        (Difference(0, 6, individual=2), {}, "just what the policy asks"),
        (Difference(0, 6, due=(2, 30)), {}, "no such day"),
        (ONE, {"reasons": {"en": " "}}, "in which minutes"),
        (ONE, {"minutes": ""}, "in which minutes"),
        (ONE, {"approved_on": timezone.localdate() + timedelta(days=1)}, "still to come"),
        (ONE, {"approved_on": date(24, 9, 1)}, "Sept. 1, 0024 is before 1970"),
        (ONE, {"starts_on": timezone.localdate() + timedelta(days=1097)}, "is years from now"),
        (ONE, {"starts_on": date(9999, 1, 1)}, "Jan. 1, 9999 is years from now"),
        (ONE, {"ends_on": timezone.localdate() + timedelta(days=3700)}, "more than 10 years after"),
        (ONE, {"starts_on": timezone.localdate() - timedelta(days=30)}, "before the board approved it"),
        (ONE, {"ends_on": timezone.localdate() - timedelta(days=11)}, "ends before it starts"),
        (Difference(7, 8, group=0), {"school": "panguitch-middle"}, "fewer group conferences than the state"),
        (
            Difference(7, 8, group_with_counselor=False),
            {"school": "panguitch-middle"},
            "asks for group conferences with a school counselor",
        ),
        (Difference(9, 10, individual=0), {"school": "panguitch-high"}, "than the state .*: at least 1"),
    ],
)
def test_what_cannot_be_approved_is_refused_with_a_sentence(
    followed: World, difference: Difference, changes: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(PolicyRefused, match=sentence):
        approve(followed, difference, **changes)
    assert not SchoolException.objects.exists()


def test_the_database_takes_no_exception_of_another_age(followed: World) -> None:
    row = approve(followed)
    for name, day in (("approved_on", date(26, 1, 1)), ("starts_on", date(2926, 1, 1)), ("ends_on", date(2926, 1, 1))):
        row.pk, row.district = uuid.uuid4(), followed.district
        setattr(row, name, day)
        with pytest.raises(IntegrityError, match="check the year"), transaction.atomic():
            row.save(force_insert=True)
        row = SchoolException.objects.get()
    with pytest.raises(PolicyRefused, match="is years from now"):
        withdraw(followed, row, date(2926, 1, 1))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"reason_en": "At the wish of the family of Diego Morales, who is often ill."}, "This names a student"),
        ({"reason_es": "La familia de Diego Morales lo pidió."}, "This names a student"),
        ({"minutes": "item 7, Diego Morales"}, "This names a student"),
        ({"reason_es": "Expediente 529-88-1234"}, "Social Security"),
    ],
)
@pytest.mark.parametrize("do", ["preview", "approve"])
def test_what_everybody_reads_of_an_exception_names_no_student(
    followed: World, client_of: ClientOf, changes: dict[str, str], sentence: str, do: str
) -> None:
    answer = client_of(followed, "ruth").post("/office/policy/exceptions/new/", typed(followed, do=do, **changes))

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not SchoolException.objects.exists()


def test_ordinary_words_that_may_be_a_student_are_looked_at_before_everybody_reads_them(
    followed: World, client_of: ClientOf
) -> None:
    Person.objects.filter(pk=followed.people["sadie"].pk).update(given_name="Hunter", family_name="Young")
    ruth, address = client_of(followed, "ruth"), "/office/policy/exceptions/new/"
    words = {"reason_en": "More time for young hunters in fall."}

    asked = ruth.post(address, typed(followed, do="preview", **words))

    assert asked.status_code == 422
    assert 'name="names_nobody" value="young hunters"' in asked.content.decode()
    looked_at: dict[str, Any] = {**typed(followed, do="preview", **words), "names_nobody": ["young hunters"]}
    assert ruth.post(address, looked_at).status_code == 200


def test_two_for_one_grade_at_one_time_are_refused(followed: World) -> None:
    today = timezone.localdate()
    approve(followed, ends_on=today + timedelta(days=9))

    with pytest.raises(PolicyRefused, match="has an exception for one of these grades"):
        approve(followed, Difference(3, 3, signatures=()))
    approve(followed, Difference(3, 3, signatures=()), starts_on=today + timedelta(days=10))
    approve(followed, Difference(3, 3, signatures=()), school="boulder-elementary")
    assert SchoolException.objects.count() == 3


def test_the_office_sees_what_changes_before_it_is_written_down(followed: World, client_of: ClientOf) -> None:
    ruth = client_of(followed, "ruth")

    answer = ruth.post("/office/policy/exceptions/new/", typed(followed, do="preview"))
    page, seen = " ".join(answer.content.decode().split()), answer.context["seen"]
    assert f'name="seen" value="{seen}"' in page
    assert "Something else is asked of 3 students." in page
    assert "An individual conference is missing" in page
    assert '<th scope="row" class="govuk-table__header">Something is missing' not in page
    assert "<strong>1 individual conference, every school year</strong>" in page
    assert not SchoolException.objects.exists()

    answer = ruth.post("/office/policy/exceptions/new/", typed(followed, do="approve", seen=seen), follow=True)
    page = " ".join(answer.content.decode().split())
    assert "Written down. Everybody can read it with the policy." in page
    assert "Panguitch Elementary" in page
    row = SchoolException.objects.get()
    assert (row.individual, row.group, row.signatures, row.written_by) == (1, None, None, followed.user("ruth"))

    address = f"/office/policy/exceptions/{row.pk}/withdraw/"
    assert "from today on" in ruth.post(address, {"on": "2020-01-01"}).content.decode()
    assert "stays on record" in press_twice(ruth, address, timezone.localdate())
    assert counted(followed).individual == 0


@pytest.mark.parametrize("change", ["typed", "policy", "nothing was shown"])
def test_what_is_approved_is_what_the_page_has_shown(followed: World, client_of: ClientOf, change: str) -> None:
    ruth, address = client_of(followed, "ruth"), "/office/policy/exceptions/new/"
    seen = ruth.post(address, typed(followed, do="preview")).context["seen"]
    values = typed(followed, do="approve", seen=seen)
    if change == "typed":
        values |= {"individual": "0"}
    elif change == "policy":
        draft = ready_draft(followed, timezone.localdate())
        draft.rules.filter(first_grade=-1).update(individual=3)
        adopt(policy=draft, by=followed.user("ruth"), now=timezone.now(), text_fits=True)
    else:
        del values["seen"]

    answer = ruth.post(address, values)

    assert answer.status_code == 422
    page = " ".join(answer.content.decode().split())
    assert "This is not what the page has shown" in page
    assert "This is what changes" in page
    assert not SchoolException.objects.exists()
    # It shows how it is now, and that can be approved.
    assert ruth.post(address, values | {"seen": answer.context["seen"]}).status_code == 302
    assert SchoolException.objects.get().individual == (0 if change == "typed" else 1)


def test_bad_input_is_said_beside_the_field_and_nothing_is_written(followed: World, client_of: ClientOf) -> None:
    answer = client_of(followed, "ruth").post(
        "/office/policy/exceptions/new/", typed(followed, do="approve", minutes="", school="", due_month="3")
    )

    assert answer.status_code == 422
    assert {"minutes", "school"} <= set(answer.context["form"].errors)
    assert not SchoolException.objects.exists()


@pytest.mark.parametrize("key", ["harriet", "peggy", "dana", "june", "rosa", "diego"])
def test_nobody_else_writes_one_down(followed: World, client_of: ClientOf, key: str) -> None:
    row = approve(followed)
    client = client_of(followed, key)

    for address in ("/office/policy/exceptions/", "/office/policy/exceptions/new/"):
        assert client.get(address).status_code in {403, 404}
    assert client.post(f"/office/policy/exceptions/{row.pk}/withdraw/").status_code in {403, 404}


def test_it_is_said_wherever_the_rule_is(followed: World, client_of: ClientOf, client: Client, tmp_path: Path) -> None:
    approve(followed)
    code, school = followed.district.code, followed.schools["panguitch-elementary"]

    public = " ".join(client.get(f"/d/{code}/policy/").content.decode().split())
    assert "What schools do differently, with the board’s approval" in public
    assert "minutes of October 14, item 7" in public
    assert "2 individual conferences, every school year" in public
    followers = client_of(followed, "peggy").get(f"/follow-up/{school.pk}/").content.decode()
    assert "This school does something differently, with the board’s approval." in followers
    assert "1 of 1" in followers
    text = " ".join(Paper(as_pdf(evidence_of(school, now=timezone.now()), "en"), tmp_path).text().split())
    assert "What the school does differently" in text
    assert "One long conference instead of two short ones." in text
    other = followed.schools["boulder-elementary"]
    assert (
        "does something differently" not in client_of(followed, "ruth").get(f"/follow-up/{other.pk}/").content.decode()
    )
    spanish = client.get(f"/d/{code}/policy/", headers={"accept-language": "es"})
    assert spanish.status_code == 200


def test_a_new_version_is_previewed_with_the_exceptions_that_go_on(followed: World, client_of: ClientOf) -> None:
    """The draft asks for three; the school with its own number is asked nothing else."""
    approve(followed)
    draft = ready_draft(followed, timezone.localdate() + timedelta(days=9))
    draft.rules.filter(first_grade=-1).update(individual=3)

    page = client_of(followed, "ruth").get(f"/office/policy/{draft.pk}/changes/").content.decode()

    assert "One exception of a school holds on that day, too" in page
    assert "Something else is asked of 0 students." in " ".join(page.split())


def test_it_is_held_against_every_version_that_is_adopted_and_begins_while_it_holds(
    followed: World, client_of: ClientOf
) -> None:
    """In the other order it is the version that is refused."""
    begins, difference = timezone.localdate() + timedelta(days=9), Difference(0, 6, due=(11, 1))
    draft = ready_draft(followed, begins)
    row = draft.rules.get(first_grade=-1)
    write_rule(policy=draft, row=row, rule=replace(row.as_rule, plan_due=(12, 31), due=(5, 15)), now=timezone.now())
    adopt(policy=draft, by=followed.user("ruth"), now=timezone.now(), text_fits=True)

    for ends_on in (None, begins):
        with pytest.raises(BelowLaterPolicy, match=r"Version 2 .* holds from .*A plan is due by"):
            approve(followed, difference, ends_on=ends_on)
    answer = client_of(followed, "ruth").post(
        "/office/policy/exceptions/new/",
        typed(followed, do="preview", individual="", due_month="11", due_day="1"),
    )
    assert answer.status_code == 422
    assert "You can also end the exception before that day." in answer.content.decode()
    assert not SchoolException.objects.exists()

    assert approve(followed, difference, ends_on=begins - timedelta(days=1)).pk
    # What goes with both needs no last day.
    assert approve(followed, ONE, school="boulder-elementary").pk


def earlier_years(world: World) -> tuple[date, date]:
    """A version of three years ago that asks for one conference; the one in force asks for two. Its first, last day."""
    begins, ends = timezone.localdate() - timedelta(days=900), timezone.localdate() - timedelta(days=400)
    draft = ready_draft(world, begins)
    draft.rules.filter(first_grade=-1).update(individual=1)
    adopt(policy=draft, by=world.user("ruth"), now=timezone.now())
    draft = ready_draft(world, ends + timedelta(days=1))
    draft.rules.filter(first_grade=-1).update(individual=2)
    adopt(policy=draft, by=world.user("ruth"), now=timezone.now(), text_fits=True)
    return begins, ends


def test_an_exception_of_years_ago_is_held_against_what_was_asked_then(world: World, client_of: ClientOf) -> None:
    begins, ends = earlier_years(world)
    days = {"approved_on": begins, "starts_on": begins + timedelta(days=9)}

    with pytest.raises(PolicyRefused, match="just what the policy asks"):
        approve(world, ONE, ends_on=ends, **days)
    # Until a day on which two are asked, one is something else.
    assert approve(world, ONE, school="boulder-elementary", ends_on=ends + timedelta(days=1), **days).pk
    with pytest.raises(PolicyRefused, match="just what the policy asks"):
        approve(world, Difference(0, 6, individual=2), starts_on=ends + timedelta(days=1), approved_on=begins)

    ruth, typed_in = client_of(world, "ruth"), {"individual": "2", "ends_on": str(ends)}
    typed_in |= {name: str(day) for name, day in days.items()}
    answer = ruth.post("/office/policy/exceptions/new/", typed(world, do="preview", **typed_in))
    page = " ".join(answer.content.decode().split())
    assert "Its last day is over, so nothing changes for anybody today." in page
    assert "<strong>2 individual conferences, every school year</strong>" in page
    assert "(in the policy: 1 individual conference, every school year)" in page
    seen = answer.context["seen"]
    page = ruth.post(
        "/office/policy/exceptions/new/", typed(world, do="approve", seen=seen, **typed_in), follow=True
    ).content.decode()
    # Beside what was asked then, although two are asked of everybody today.
    assert "(in the policy: 1 individual conference, every school year)" in " ".join(page.split())
    assert SchoolException.objects.get(individual=2).ends_on == ends


def test_every_version_of_its_days_may_refuse_it(world: World) -> None:
    begins, ends = earlier_years(world)
    draft = ready_draft(world, timezone.localdate())
    rule = draft.rules.get(first_grade=-1)
    write_rule(policy=draft, row=rule, rule=replace(rule.as_rule, plan_due=(12, 31), due=(5, 15)), now=timezone.now())
    adopt(policy=draft, by=world.user("ruth"), now=timezone.now(), text_fits=True)
    difference = Difference(0, 6, due=(11, 1))

    with pytest.raises(BelowLaterPolicy, match=r"Version 3 .*A plan is due by"):
        approve(world, difference, approved_on=begins, starts_on=begins)
    assert approve(world, difference, approved_on=begins, starts_on=begins, ends_on=ends).pk


def test_the_other_district_keeps_its_own(followed: World, other_world: World) -> None:
    adopted_policy(other_world, timezone.localdate() - timedelta(days=40))
    before = counted(other_world)

    approve(followed)

    assert counted(other_world) == before


def test_everybody_reads_the_reason_in_their_own_language(followed: World, client: Client) -> None:
    row = approve(followed)
    page = client.get("/d/garfield/policy/").content.decode()
    assert '<p lang="en">One long conference instead' in page
    client.cookies["doorway_language"] = "es"

    assert '<p lang="es">Una conferencia larga en vez' in client.get("/d/garfield/policy/").content.decode()
    assert row.reason_in("fr") == (BOTH["en"], "en")


def test_a_reason_in_another_language_says_in_which(followed: World, client: Client) -> None:
    approve(followed, reasons={"en": BOTH["en"]})
    client.cookies["doorway_language"] = "es"

    page = client.get("/d/garfield/policy/").content.decode()

    assert "El motivo, en inglés:" in page
    assert '<p lang="en">One long' in page


def test_where_an_approval_is_written_says_in_which_language(followed: World, client: Client) -> None:
    approve(followed, language="en", minutes="Minutes <of> May")
    client.cookies["doorway_language"] = "es"
    assert '<span lang="en">Minutes &lt;of&gt; May</span>' in client.get("/d/garfield/policy/").content.decode()
    client.cookies["doorway_language"] = "en"
    assert "(Minutes &lt;of&gt; May)" in client.get("/d/garfield/policy/").content.decode()


def test_grades_that_the_school_does_not_have_are_not_taken_in_silence(followed: World, client_of: ClientOf) -> None:
    school = followed.schools["panguitch-elementary"]
    for difference in (Difference(9, 10, individual=0), Difference(5, 8, individual=1)):
        with pytest.raises(GradesNotThere, match=school.name):
            approve(followed, difference)
    School.objects.filter(pk=school.pk).update(grades="")
    school.refresh_from_db()
    assert approve(followed).pk


def test_the_form_names_languages_in_the_readers_own(followed: World, client_of: ClientOf) -> None:
    ruth = client_of(followed, "ruth")
    assert "and why, in Spanish" in ruth.get("/office/policy/exceptions/new/").content.decode()
    ruth.cookies["doorway_language"] = "es"

    page = ruth.get("/office/policy/exceptions/new/").content.decode()

    assert "en español" in page
    assert "en inglés" in page
    assert "en English" not in page
