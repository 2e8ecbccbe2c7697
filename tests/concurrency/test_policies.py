"""A version and an exception that contradict each other: whoever comes second at the same moment is refused."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from django.db import connections, transaction
from django.utils import timezone

from doorway.compliance.actions.exceptions import Approval, approve_exception, withdraw_exception
from doorway.compliance.actions.policies import adopt, write_rule
from doorway.compliance.core.rules import Difference
from doorway.compliance.errors import BelowLaterPolicy, NotReady
from doorway.compliance.models import BoardPolicy, SchoolException
from doorway.compliance.tests.stage import adopted_policy, ready_draft
from tests.world import World

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True)]

# Everything is due before the plan is: under the draft of :func:`draft_of` that is a contradiction.
EARLY = Difference(0, 6, due=(11, 1))


def draft_of(world: World) -> BoardPolicy:
    """A draft for the day after tomorrow in which the plan is due in December."""
    adopted_policy(world)
    draft = ready_draft(world, timezone.localdate() + timedelta(days=2))
    rule = draft.rules.get(first_grade=-1)
    write_rule(policy=draft, row=rule, rule=replace(rule.as_rule, plan_due=(12, 31), due=(5, 15)), now=timezone.now())
    return draft


def approve(world: World) -> SchoolException:
    today = timezone.localdate()
    said = Approval(
        reasons={"en": "Early.", "es": "Temprano."}, approved_on=today, minutes="October 14, item 7", starts_on=today
    )
    return approve_exception(
        school=world.schools["panguitch-elementary"], difference=EARLY, approval=said, by=world.user("ruth"),
        now=timezone.now(),
    )  # fmt: skip


def one_after_the_other(first: Callable[[], object], second: Callable[[], object]) -> list[BaseException | None]:
    """The second begins when the first has written and has not committed; what each was refused with."""
    wrote = threading.Event()
    ended = threading.Event()
    found: list[BaseException | None] = [None, None]

    def run(place: int, work: Callable[[], object]) -> None:
        try:
            if place:
                wrote.wait(30)
            with transaction.atomic():
                work()
                if not place:
                    wrote.set()
                    # Until the second is through where nothing holds it up, else long enough for it to have looked.
                    ended.wait(1)
        except BaseException as error:
            found[place] = error
        finally:
            (ended if place else wrote).set()
            connections.close_all()

    threads = [threading.Thread(target=run, args=one) for one in enumerate((first, second))]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return found


def test_an_exception_that_is_approved_while_a_version_is_adopted(world: World) -> None:
    draft = draft_of(world)
    adoption = partial(adopt, policy=draft, by=world.user("ruth"), now=timezone.now(), text_fits=True)

    first, second = one_after_the_other(adoption, partial(approve, world))

    assert first is None
    assert isinstance(second, BelowLaterPolicy), second
    assert "A plan is due by" in str(second)
    assert not SchoolException.objects.exists()


def test_a_version_that_is_adopted_while_an_exception_is_approved(world: World) -> None:
    draft = draft_of(world)
    adoption = partial(adopt, policy=draft, by=world.user("ruth"), now=timezone.now(), text_fits=True)

    first, second = one_after_the_other(partial(approve, world), adoption)

    assert first is None
    assert isinstance(second, NotReady), second
    assert "A plan is due by" in str(second)
    draft.refresh_from_db()
    assert draft.is_draft


def test_an_exception_that_is_to_hold_after_all_while_a_version_is_adopted(world: World) -> None:
    draft = draft_of(world)
    by, now, today = world.user("ruth"), timezone.now(), timezone.localdate()
    row = withdraw_exception(row=approve(world), on=today + timedelta(days=1), by=by, now=now)
    adoption = partial(adopt, policy=draft, by=by, now=now, text_fits=True)
    stays = partial(withdraw_exception, row=row, on=None, by=by, now=now)

    first, second = one_after_the_other(adoption, stays)

    assert first is None
    assert isinstance(second, BelowLaterPolicy), second
    row.refresh_from_db()
    assert row.withdrawn_on == today + timedelta(days=1)
