"""Taking a reply, and deciding on it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from simple_history.utils import bulk_update_with_history

from doorway.accounts.limits import Limit, count
from doorway.accounts.places import network_of, place_of
from doorway.accounts.typing import line_of_text, lines_of_text
from doorway.announcements.core.judging import LONGEST, MOST_LINKS, judge, links_in
from doorway.announcements.errors import (
    AnswerInWhichLanguage,
    AnswerNamesStudent,
    DecidedAlready,
    LetterIsDown,
    LinkFarm,
    NamesStudent,
    NoName,
    NoReason,
    NoReasonToRefuse,
    NothingSaid,
    NothingTicked,
    NoWayToAnswer,
    OfficeIsFull,
    OnlyFamilies,
    RepliesClosed,
    ReplyTooLong,
    TooMany,
    TooManyFromHere,
    TooManyOfYours,
    TwiceTheSame,
)
from doorway.announcements.models import Announcement, Reply
from doorway.announcements.queries import FOR_FAMILIES, MOST_WAITING, sender_of, text_of
from doorway.messages.actions import queue_to_mailbox
from doorway.messages.letters import link
from doorway.roster.models import Person
from doorway.roster.names import names_of, quoted

# From one place: a home, or all who stand behind one address; and from the network that it is in, because some homes
# have very many places.
IN_A_ROW = Limit("replies from a place", 5, timedelta(minutes=10))
BESIDE = Limit("replies from a network", 20, timedelta(minutes=10))
# To one letter in a day. Five hundred may wait: nobody fills that alone within days, and closes the letter for others.
A_DAY = Limit("replies to a letter from a place", 40, timedelta(days=1))
BESIDE_A_DAY = Limit("replies to a letter from a network", 100, timedelta(days=1))
# A guardian who gets the letter and has signed in is counted alone, whatever others send from the same place.
OWN_IN_A_ROW = Limit("replies of a family", 5, timedelta(minutes=10))
OWN_A_DAY = Limit("replies of a family to a letter", 20, timedelta(days=1))
PER_LETTER, LETTER_SPAN = 30, timedelta(minutes=1)
LONGEST_REASON = 200


@transaction.atomic
def take_reply(
    *,
    letter: Announcement,
    name: str,
    email: str,
    text: str,
    language: str,
    sender: str,
    now: datetime,
    family: str = "",
) -> Reply:
    """Keep a reply for the office to read. ``sender`` is where it comes from (an address); only digests of it are
    kept, and only for two days, to slow down whoever sends many (accounts/limits.py). ``family`` is the user who has
    signed in, where that is a guardian who gets the letter: counted in place of the address, and kept as little.
    """
    # The lock makes "how many are there" and "one more" one step on PostgreSQL; SQLite has one writer anyway. What is
    # asked about the letter is asked of it as it is now, and not of what a page read before.
    letter = Announcement.objects.select_for_update().get(pk=letter.pk)
    if letter.status != Announcement.Status.PUBLISHED or not letter.takes_replies:
        raise RepliesClosed
    name, text = line_of_text(name)[:80], lines_of_text(text).strip()
    if not name:
        raise NoName
    if not text:
        raise NothingSaid
    if len(text) > LONGEST:
        raise ReplyTooLong(length=len(text), limit=LONGEST)
    if links_in(f"{name}\n{text}").is_farm:
        raise LinkFarm(limit=MOST_LINKS)
    if letter.replies.filter(text=text, name=name).exists():
        raise TwiceTheSame
    if family:
        _slow_down_family(letter, family, now)
    else:
        _slow_down(letter, sender, now)
    names = names_of(letter.district, writer=name, text=text)
    marks = judge(f"{name}\n{text}", names_student=bool(names.sure), perhaps_names=bool(names.perhaps))
    return Reply.objects.create(
        district_id=letter.district_id,
        announcement=letter,
        name=name,
        email=email.strip(),
        language=language,
        text=text,
        marks=marks.keys(),
        named="\n".join(names.sure),
        perhaps_named="\n".join(names.perhaps),
        written_at=now,
    )


def show(*, reply: Reply, answer: str, language: str, by: Person, now: datetime, reason: str = "") -> Reply:
    """Everybody may read it, with the office's answer beneath. ``language``: the answer's.

    With a student's name in it only for a ``reason``, which is kept; the answer may name none. Looked at again, and not
    only when the reply came in: the student may be new since then, and is named to the office before it decides.
    Refused while the letter is taken down: nobody could read it, and its writer would be sent to a page that is gone.
    """
    if reply.announcement.status != Announcement.Status.PUBLISHED:
        raise LetterIsDown
    district, reason = reply.announcement.district, line_of_text(reason)
    names = names_of(district, writer=reply.name, text=reply.text)
    known = reply.named.split("\n") if reply.named else []
    new = [words for words in names.sure if words not in known]
    if new:
        reply.named = "\n".join([*known, *new])
        reply.marks = " ".join(dict.fromkeys([*reply.marks.split(), "student_name"]))
        reply.save(update_fields=["named", "marks"])
    if new or (reply.named and not reason):
        raise NamesStudent(names=quoted(reply.named.split("\n")))
    in_answer = names_of(district, writer="", text=answer)
    if in_answer.sure:
        raise AnswerNamesStudent(names=quoted(in_answer.sure))
    return _decide(reply, Reply.Status.SHOWN, answer, language, by, now, reason=reason)


def keep_private(*, reply: Reply, answer: str, language: str, by: Person, now: datetime, reason: str = "") -> Reply:
    """Nobody else reads it; an answer goes to the writer by e-mail. A ``reason`` is kept for the office.

    Without words the private answer of before stays: the form does not hold it, so that nobody publishes it.
    """
    if reply.status == Reply.Status.PRIVATE and not answer.strip():
        answer, language = reply.answer, reply.answer_language
    if answer.strip() and not reply.email:
        raise NoWayToAnswer
    return _decide(reply, Reply.Status.PRIVATE, answer, language, by, now, reason=reason)


def refuse(*, reply: Reply, reason: str, by: Person, now: datetime) -> Reply:
    """It is not shown and not answered; it stays in the office's list.

    Only for a ``reason``, as when many are refused at once: whoever asks why a public office does not show what they
    wrote gets an answer, also when somebody else works there by then.
    """
    if not line_of_text(reason):
        raise NoReasonToRefuse
    return _decide(reply, Reply.Status.REFUSED, "", "", by, now, reason=reason)


@transaction.atomic
def refuse_many(*, replies: Iterable[Reply], reason: str, by: Person, now: datetime) -> int:
    """None of these is shown or answered; how many were refused. One that was decided on in between stays as it is.

    ``reason`` is for the office: it stands with each of them in its list.
    """
    chosen = [reply.pk for reply in replies]
    reason = line_of_text(reason)[:LONGEST_REASON]
    if not chosen:
        raise NothingTicked
    if not reason:
        raise NoReason
    found = list(Reply.objects.select_for_update().filter(pk__in=chosen, status=Reply.Status.WAITING))
    for reply in found:
        reply.status, reply.reason, reply.answer, reply.answer_language = Reply.Status.REFUSED, reason, "", ""
        reply.decided_by, reply.decided_at = by, now
    bulk_update_with_history(
        found, Reply, ["status", "reason", "answer", "answer_language", "decided_by", "decided_at"]
    )
    return len(found)


@transaction.atomic
def _decide(
    reply: Reply, status: str, answer: str, language: str, by: Person, now: datetime, *, reason: str = ""
) -> Reply:
    # The letter first, as whoever takes it down or replies to it does. It may be down since the page was read.
    letter = Announcement.objects.select_for_update().get(pk=reply.announcement_id)
    if status == Reply.Status.SHOWN and letter.status != Announcement.Status.PUBLISHED:
        raise LetterIsDown
    found = Reply.objects.select_for_update().get(pk=reply.pk)
    # A decision can be changed by somebody who has seen it, not by somebody who looks at an old page.
    if (found.status, found.answer, found.decided_at) != (reply.status, reply.answer, reply.decided_at):
        raise DecidedAlready
    said = lines_of_text(answer).strip()[:4000]
    if said and not language and said != found.answer:
        raise AnswerInWhichLanguage
    # Why it was decided so before is no reason for another decision.
    found.reason = line_of_text(reason)[:LONGEST_REASON]
    found.status, found.answer = status, said
    # The form offers the languages of the pages; whoever sends another one has said nothing.
    is_known = found.answer and language in dict(settings.LANGUAGES)
    found.answer_language = language if is_known else ""
    found.decided_by, found.decided_at = by, now
    found.save()
    if found.answer and found.email:
        _write_to_the_writer(found)
    return found


def _write_to_the_writer(reply: Reply) -> None:
    letter = (
        Announcement.objects.select_related("school", "district")
        .prefetch_related("texts")
        .get(pk=reply.announcement_id)
    )
    text = text_of(letter, reply.language)
    digest = hashlib.sha256(reply.answer.encode()).hexdigest()[:16]
    queue_to_mailbox(
        address=reply.email,
        language=reply.language,
        district=letter.district,
        template="announcements/mail/answer",
        context={
            "name": reply.name,
            "reply": reply.text,
            "answer": reply.answer,
            "answered_in": reply.answer_language,
            "title": text.title if text else "",
            "sender": sender_of(letter),
            "is_shown": reply.status == Reply.Status.SHOWN,
            "url": link("letter_of", district_code=letter.district.code, slug=letter.slug),
        },
        key=f"answer:{reply.pk}:{digest}",
    )


def _slow_down(letter: Announcement, sender: str, now: datetime) -> None:
    """OnlyFamilies: a letter's 501st reply that waits. TooMany: its 31st in a minute, the 6th from a place or the 21st
    from its network in ten minutes. TooManyFromHere: the 41st from a place or the 101st from its network in a day.

    What is refused counts nothing: the transaction is rolled back.
    """
    if letter.replies.filter(status=Reply.Status.WAITING).count() >= MOST_WAITING:
        raise OnlyFamilies
    if letter.replies.filter(written_at__gt=now - LETTER_SPAN).count() >= PER_LETTER:
        raise TooMany
    place, network, about = place_of(sender), network_of(sender), str(letter.pk)
    if not (count(IN_A_ROW, place, now=now) and count(BESIDE, network, now=now)):
        raise TooMany
    if not (count(A_DAY, about, place, now=now) and count(BESIDE_A_DAY, about, network, now=now)):
        raise TooManyFromHere


def _slow_down_family(letter: Announcement, family: str, now: datetime) -> None:
    """OfficeIsFull: a letter's 751st reply that waits. TooMany: the 6th of this guardian in ten minutes.
    TooManyOfYours: the 21st in a day.

    What others send at the same moment, from the same place too, keeps no family out.
    """
    if letter.replies.filter(status=Reply.Status.WAITING).count() >= MOST_WAITING + FOR_FAMILIES:
        raise OfficeIsFull
    if not count(OWN_IN_A_ROW, family, now=now):
        raise TooMany
    if not count(OWN_A_DAY, str(letter.pk), family, now=now):
        raise TooManyOfYours
