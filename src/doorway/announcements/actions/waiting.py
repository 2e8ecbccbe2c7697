"""The e-mails of a letter that are in the outbox and have not gone out: taken back when they would say what is not so.

Each is taken back or goes out, and never is one written beside another that goes. One that is in the hands of the mail
server at that moment is left alone: it counts as got when it goes, and when it is put back it is looked at again.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from doorway.announcements.changes import forms, is_out, last_got, said_now
from doorway.announcements.models import Announcement
from doorway.announcements.queries import fingerprint
from doorway.messages.actions import withdraw
from doorway.messages.models import Message


def take_back(letter: Announcement, now: datetime) -> int:
    """Take back what waits of a letter; how many."""
    return withdraw(district_id=letter.district_id, key_begins=f"letter:{letter.pk}:", not_in_hand_at=now)


def begin_the_rest(letter: Announcement, said: Mapping[str, str] | None = None) -> None:
    """From the first reader again, under a number of its own: the keys of what was taken back or failed are used.

    ``said``: what goes out under that number, where it is known already. The letter is not saved. Whether somebody has
    an earlier form of this sending the outbox says: two guardians may share an e-mail, and some fail.
    """
    said = letter.mail_said.get(str(letter.mail_number)) if said is None else said
    nobodys = [number for number in forms(letter) if not is_out(letter, number)]
    is_begun = len(nobodys) < len(forms(letter))
    letter.mail_said = letter.mail_said | {str(number): None for number in nobodys}
    letter.mail_number += 1
    if said is not None:
        letter.mail_said = {**letter.mail_said, str(letter.mail_number): dict(said)}
    letter.mail_rest, letter.mail_after, letter.mail_done_at = letter.mail_number, None, None
    if not is_begun:
        # Nobody has the earlier forms of this sending: they are no old words that somebody got.
        letter.mail_first = letter.mail_number


@transaction.atomic
def renew_waiting(*, letter: Announcement, now: datetime) -> int:
    """Take back what waits of a letter and does not say what the letter says now; how many.

    The next rounds write to these mailboxes anew. Of a letter that was taken down everything is taken back.
    """
    # Locked without its joins: PostgreSQL locks no row of an outer join's empty side.
    Announcement.objects.select_for_update().get(pk=letter.pk)
    found = Announcement.objects.select_related("school", "district").prefetch_related("texts").get(pk=letter.pk)
    keys = (
        _waiting().filter(idempotency_key__startswith=f"letter:{found.pk}:").values_list("idempotency_key", flat=True)
    )
    numbers = {last_got(key, found)[1] for key in keys}
    said = said_now(found) if numbers else {}
    is_up = found.status == Announcement.Status.PUBLISHED
    if not numbers or (is_up and all(_says(found, number, said) for number in numbers)):
        return 0
    taken_back = take_back(found, now)
    if taken_back:
        begin_the_rest(found, said if is_up else None)
        found.save()
    return taken_back


def renew_all_waiting(*, now: datetime) -> int:
    """The same for every letter of which something waits: its dates may have moved, or an e-mail was put back."""
    keys = _waiting().values_list("idempotency_key", flat=True)
    ids = {uuid.UUID(key.split(":")[1]) for key in keys.iterator()}
    return sum(renew_waiting(letter=letter, now=now) for letter in Announcement.objects.filter(pk__in=ids))


def _waiting() -> QuerySet[Message]:
    return Message.objects.filter(
        kind="letter", idempotency_key__startswith="letter:", status=Message.Status.WAITING
    ).order_by()


def _says(letter: Announcement, number: int, said: Mapping[str, str]) -> bool:
    """Whether the form of this number says what the letter says now."""
    form = letter.mail_said.get(str(number))
    # Sent before it was kept what each language said.
    return fingerprint(letter) == letter.mail_words if form is None else form == said
