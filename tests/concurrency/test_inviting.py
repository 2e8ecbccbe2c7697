"""However many press the button at once, a family gets one invitation; and one more when the first was refused."""

from __future__ import annotations

from collections import Counter

import pytest
from django.utils import timezone

from doorway.conferences.actions.invitations import Invited, invite_families
from doorway.conferences.models import Invitation
from doorway.messages.models import Message
from tests.concurrency.clients import at_once, families
from tests.world import World

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True)]

PRESS = 6


def test_six_press_at_once_and_nobody_gets_two(open_world: World) -> None:
    families(open_world, 20)
    conference = open_world.hosts["june"].conference

    def press() -> Invited:
        return invite_families(conference=conference, by=None, now=timezone.now())

    def each(status: str) -> set[int]:
        rows = Message.objects.filter(kind="invitation", status=status).values_list("to_person", flat=True)
        return set(Counter(rows).values())

    answers = at_once([press] * PRESS)
    assert all(isinstance(answer, Invited) for answer in answers), answers
    assert each("waiting") == {1}
    invited = Invitation.objects.count()

    for time in (1, 2):
        Message.objects.filter(status="waiting").update(status="failed")
        answers = at_once([press] * PRESS)
        assert all(isinstance(answer, Invited) for answer in answers), answers
        assert each("waiting") == {1}
        assert each("failed") == {time}
    assert Invitation.objects.count() == invited
