"""Writing messages into the outbox and delivering them.

:func:`queue` writes in the caller's transaction: a booking that is rolled back sends nothing, and one that is
committed sends its confirmation even when the server dies the moment after. :func:`deliver_due` does the sending,
from ``doorway tick``.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.mime.image import MIMEImage
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db.models import Case, F, QuerySet, Value, When
from django.utils import timezone

from doorway.accounts.models import District
from doorway.messages.errors import NotSent
from doorway.messages.fuller import FullerLetter, fuller_kinds, fuller_letter, keep_that_it_went
from doorway.messages.letters import Letter, render
from doorway.messages.models import Message
from doorway.messages.occasions import key_to_write
from doorway.roster.access.marks import marks_against
from doorway.roster.models import Person

MAX_ATTEMPTS = 8
# How long a message belongs to the process that took it. Should that process die, another one takes it afterwards.
LEASE = timedelta(minutes=5)
HIDDEN = "••••••"
# Drawings take time: letters that may have one go after all others, and wait for the next round after so many seconds.
SECONDS_FOR_DRAWINGS = 60.0


def queue(
    *,
    to: Person,
    template: str,
    context: Mapping[str, Any],
    key: str,
    calendar: str = "",
    calendar_method: str = "",
    about: Person | Iterable[Person] | None = None,
    useful_until: datetime | None = None,
    again: bool = False,
) -> Message | None:
    """Put a letter to this person into the outbox, in their language; ``None`` when it must not or cannot be sent.

    Nothing goes to somebody without an address, or to somebody who is marked as having no access to a student whom
    the letter is ``about``. ``key`` names the occasion *and* the recipient: the same key twice is one message,
    also when the mail server has refused it for good. With ``again`` that one is written anew then, to the address that
    the person has by now (:mod:`.occasions`); what waits or went out is not.
    Subjects and texts carry no more of a student than the first name.
    """
    students = _ids(about)
    if not to.email or not to.is_active or _marked(to, students):
        return None
    if again:
        key = key_to_write(to.district_id, key)
    earlier = Message.objects.filter(district_id=to.district_id, idempotency_key=key).first()
    if earlier is not None:
        return earlier
    letter = render(template, {"person": to} | dict(context), language=to.language, district=to.district)
    now = timezone.now()
    message, _created = Message.objects.get_or_create(
        district_id=to.district_id,
        idempotency_key=key,
        defaults={
            **_fields(letter),
            "to_person": to,
            "to_address": to.email,
            "calendar": calendar,
            "calendar_method": calendar_method,
            "about": students,
            "not_before": now,
            "useful_until": useful_until,
            "created_at": now,
        },
    )
    return message


def withdraw(*, district_id: uuid.UUID, key_begins: str, not_in_hand_at: datetime | None = None) -> int:
    """Take back what waits in the outbox for an occasion that is gone; the number of messages. Sent ones stay sent.

    With a moment, not those that a process has in its hands then: they are on their way, and whoever writes another in
    their place would write twice.
    """
    waiting = Message.objects.filter(
        district_id=district_id, idempotency_key__startswith=key_begins, status=Message.Status.WAITING
    )
    if not_in_hand_at is not None:
        # Taken, and neither sent nor put back with an error until the lease is over.
        waiting = waiting.exclude(attempts__gt=0, last_error="", not_before__gt=not_in_hand_at)
    return waiting.update(status=Message.Status.WITHDRAWN)


def queue_to_mailbox(
    *, address: str, language: str, district: District, template: str, context: Mapping[str, Any], key: str
) -> Message:
    """Put a letter to somebody who is no person of the roster into the outbox: a reader who wrote to the school."""
    letter = render(template, context, language=language, district=district)
    now = timezone.now()
    message, _created = Message.objects.get_or_create(
        district=district,
        idempotency_key=key,
        defaults={**_fields(letter), "to_address": address, "not_before": now, "created_at": now},
    )
    return message


def send_now(
    *, to_address: str, language: str, template: str, context: Mapping[str, Any], secret: Iterable[str] = ()
) -> Message | None:
    """Send a letter at once, for somebody who waits before a screen for it.

    ``secret`` names the values of the context (a sign-in code) that the outbox must not keep; only the demo keeps them
    readable. The row is ``None`` when the address belongs to no district.
    """
    district = _district_of(to_address)
    letter = render(template, context, language=language, district=district)
    kept = letter
    if not settings.DEMO:
        hidden = dict(context) | dict.fromkeys(secret, HIDDEN)
        kept = render(template, hidden, language=language, district=district)
    message = _keep(kept, to_address, district) if district else None
    try:
        _mail(letter, to_address).send()
    except Exception as problem:
        if message is not None:
            _close(message, Message.Status.FAILED, error=problem)
        raise NotSent from problem
    if message is not None:
        _close(message, Message.Status.SENT)
    return message


@dataclass(frozen=True)
class Delivery:
    """What one round of delivery did."""

    sent: int = 0
    postponed: int = 0
    failed: int = 0


def deliver_due(*, now: datetime | None = None, limit: int = 200) -> Delivery:
    """Send what waits in the outbox. Two processes at once never send one message twice.

    A message that cannot be sent is tried again after 1, 2, 4, … minutes, and given up after eight attempts. A mail
    server that cannot be reached at all raises its own error and costs no message an attempt. Letters of a kind that
    may have a drawing go last, and after :data:`SECONDS_FOR_DRAWINGS` the rest of them waits for the next round.
    """
    now = now or timezone.now()
    sent = postponed = failed = 0
    drawing = 0.0
    with get_connection() as connection:
        for message in _due(now)[:limit]:
            if drawing > SECONDS_FOR_DRAWINGS:
                break
            if not _take(message, now):
                continue
            if _must_not_go(message, now):
                _close(message, Message.Status.WITHDRAWN)
                continue
            began = monotonic()
            fuller = fuller_letter(message)
            drawing += monotonic() - began
            try:
                connection.send_messages([_mail_of(message, fuller)])
            except Exception as problem:  # whatever a mail server answers: the next one must still go out
                if _put_back(message, now, problem):
                    postponed += 1
                else:
                    failed += 1
            else:
                _close(message, Message.Status.SENT)
                sent += 1
                if fuller is not None:
                    _went(message, fuller)
    return Delivery(sent, postponed, failed)


def _went(message: Message, fuller: FullerLetter) -> None:
    """What was more in it than in the outbox is kept nowhere; only the demo keeps it readable."""
    keep_that_it_went(message, fuller, timezone.now())
    if settings.DEMO:
        Message.objects.filter(pk=message.pk).update(body_text=fuller.text, body_html=fuller.page)


def _due(now: datetime) -> QuerySet[Message]:
    """What waits, the oldest first, and what may take time to put together after all others."""
    waiting = Message.objects.filter(status=Message.Status.WAITING, not_before__lte=now)
    takes_time = Case(When(kind__in=fuller_kinds(), then=Value(1)), default=Value(0))
    return waiting.select_related("to_person").order_by(takes_time, "not_before", "created_at")


def _must_not_go(message: Message, now: datetime) -> bool:
    """It is too late, or a record was closed to the reader since it was written."""
    if message.useful_until is not None and message.useful_until <= now:
        return True
    return message.to_person is not None and _marked(message.to_person, message.about)


def _ids(about: Person | Iterable[Person] | None) -> list[str]:
    if about is None:
        return []
    return [str(student.pk) for student in ([about] if isinstance(about, Person) else about)]


def _marked(to: Person, students: Iterable[str]) -> bool:
    """The record of one of the students is closed to the person, or to somebody who reads the same mailbox."""
    ids = [uuid.UUID(student) for student in students]
    if not ids:
        return False
    return marks_against(to).filter(student__in=ids).exists()


def _district_of(address: str) -> District | None:
    person = Person.objects.filter(email__iexact=address, is_active=True).select_related("district").first()
    if person is not None:
        return person.district
    districts = list(District.objects.all()[:2])
    return districts[0] if len(districts) == 1 else None


def _fields(letter: Letter) -> dict[str, str]:
    return {
        "kind": letter.kind,
        "language": letter.language,
        "subject": letter.subject,
        "body_text": letter.text,
        "body_html": letter.html,
    }


def _keep(letter: Letter, to_address: str, district: District) -> Message:
    now = timezone.now()
    return Message.objects.create(
        district=district,
        to_address=to_address,
        # It is being sent: no ticker takes it before the lease is over.
        not_before=now + LEASE,
        created_at=now,
        attempts=1,
        idempotency_key=f"now:{secrets.token_urlsafe(16)}",
        **_fields(letter),
    )


def _take(message: Message, now: datetime) -> bool:
    """Make the message ours for the time of the lease; False when another process was quicker."""
    taken = Message.objects.filter(pk=message.pk, status=Message.Status.WAITING, not_before=message.not_before).update(
        not_before=now + LEASE, attempts=F("attempts") + 1, last_error=""
    )
    message.attempts += 1
    return taken == 1


def _put_back(message: Message, now: datetime, problem: Exception) -> bool:
    """Wait for the next attempt, or give up; True when there will be one."""
    if message.attempts >= MAX_ATTEMPTS:
        _close(message, Message.Status.FAILED, error=problem)
        return False
    pause = timedelta(minutes=2 ** (message.attempts - 1))
    Message.objects.filter(pk=message.pk).update(not_before=now + pause, last_error=_words(problem))
    return True


def _close(message: Message, status: Message.Status, error: Exception | None = None) -> None:
    message.status = status
    message.sent_at = timezone.now() if status == Message.Status.SENT else None
    message.last_error = _words(error) if error else ""
    message.save(update_fields=["status", "sent_at", "last_error"])


def _words(problem: Exception) -> str:
    return f"{type(problem).__name__}: {problem}"[:1000]


def _mail(
    letter: Letter, to_address: str, shape: type[EmailMultiAlternatives] = EmailMultiAlternatives
) -> EmailMultiAlternatives:
    # Machines must not answer ("I am out of the office") to a notice of a machine (RFC 3834).
    headers = {"Auto-Submitted": "auto-generated", "Content-Language": letter.language}
    mail = shape(subject=letter.subject, body=letter.text, to=[to_address], headers=headers)
    if letter.html:
        mail.attach_alternative(letter.html, "text/html")
    return mail


class _WithPictures(EmailMultiAlternatives):
    """A letter whose pictures lie in it: ``multipart/related``, its first part the texts (RFC 2387)."""

    mixed_subtype = "related"

    def message(self, **how: Any) -> Any:
        """As Django makes it, and the kind of the first part named, as the format asks."""
        made = super().message(**how)
        made.set_param("type", "multipart/alternative")
        return made


def _mail_of(message: Message, fuller: FullerLetter | None) -> EmailMultiAlternatives:
    letter = Letter(message.kind, message.language, message.subject, message.body_text, message.body_html)
    if fuller is not None:
        letter = replace(letter, text=fuller.text, html=fuller.html)
    mail = _mail(letter, message.to_address, _WithPictures if fuller is not None else EmailMultiAlternatives)
    for picture in () if fuller is None else fuller.pictures:
        part = MIMEImage(picture.png, "png")
        part["Content-ID"] = f"<{picture.cid}>"
        part.add_header("Content-Disposition", "inline", filename=picture.file_name)
        mail.attach(part)
    if message.calendar:
        # Last of the alternatives, with the method of its body: so Outlook, Google and Apple take it. Django adds
        # the charset.
        mail.attach_alternative(message.calendar, f"text/calendar; method={message.calendar_method}")
    return mail
