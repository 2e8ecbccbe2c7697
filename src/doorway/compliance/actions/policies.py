"""Writing a draft of the policy, and adopting it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from doorway.accounts.models import District, User
from doorway.compliance.actions.words import check_words
from doorway.compliance.core.rules import Rule
from doorway.compliance.core.years import EARLIEST, years_after
from doorway.compliance.errors import (
    AdoptedAlready,
    AdoptedUnread,
    BadDay,
    BeforeAll,
    ChangedMeanwhile,
    ConsultedInFuture,
    DraftThere,
    ExceptionInTheWay,
    GradesBackwards,
    HoldsAlready,
    NothingSaid,
    NotReady,
    PageTooOld,
    RuleGone,
    TextUnchanged,
)
from doorway.compliance.models import BoardPolicy, Consultation, PolicyKeeping, PolicyRule, PolicyText
from doorway.compliance.models.policies import columns_of
from doorway.compliance.queries.drafts import SIGHT, Prints, differing_parts, prints_of, rule_part, typed_parts
from doorway.compliance.queries.policies import (
    beginnings,
    contradicted_without,
    readiness,
    unchanged_texts,
    year_for_names,
)
from doorway.compliance.wording import parts_words, problem_words
from doorway.policy.packs import BoardRule
from doorway.policy.queries import state_pack
from doorway.roster.access import Kind
from doorway.roster.access.kinds import can_be_kept_from

LONGEST_TEXT = 40_000


@dataclass(frozen=True)
class Wording:
    """Title and body in one language."""

    title: str = ""
    body: str = ""


@transaction.atomic
def begin_draft(*, district: District, by: User, now: datetime, like: int | None = None) -> BoardPolicy:
    """A draft to go on from: like the newest version that stands adopted, or the state pack's, or empty.

    ``like``: the number of a version that was taken back, where its work is to go on.
    """
    District.objects.select_for_update().get(pk=district.pk)
    versions = BoardPolicy.objects.filter(district=district)
    if versions.filter(status=BoardPolicy.Status.DRAFT).exists():
        raise DraftThere
    newest = versions.order_by("-number").first()
    last = beginnings(district).chosen(like)
    draft = BoardPolicy.objects.create(
        district=district,
        number=1 if newest is None else newest.number + 1,
        created_by=by,
        created_at=now,
        changed_at=now,
    )
    if last is None:
        _from_pack(draft, now)
    else:
        _like(draft, last)
    return draft


def _like(draft: BoardPolicy, last: BoardPolicy) -> None:
    draft.citation, draft.kept_from, draft.asks = last.citation, last.kept_from, last.asks
    draft.save(update_fields=["citation", "kept_from", "asks"])
    for text in last.texts.all():
        _write_text(draft, text.language, Wording(text.title, text.body))
    for row in last.rules.all():
        _new_rule(draft, row.as_rule)
    PolicyKeeping.objects.bulk_create(
        PolicyKeeping(
            district_id=draft.district_id,
            policy=draft,
            kind=one.kind,
            years=one.years,
            citation=one.citation,
            is_named=one.is_named,
        )
        for one in last.keepings.all()
    )


def _from_pack(draft: BoardPolicy, now: datetime) -> None:
    board = state_pack(draft.district).board
    if board is None:
        return
    today = timezone.localdate(now, draft.district.zone)
    draft.citation = board.citation
    draft.review_on = years_after(today, board.review_years)
    draft.asks = list(board.survey.asks) if board.survey is not None else []
    draft.save(update_fields=["citation", "review_on", "asks"])
    for language, body in board.text.root.items():
        named = body.strip().replace("{district}", draft.district.name)
        _write_text(draft, language, Wording(board.title(language), named))
    for rule in board.rules:
        _new_rule(draft, rule_of_pack(rule))
    PolicyKeeping.objects.bulk_create(
        PolicyKeeping(
            district_id=draft.district_id,
            policy=draft,
            kind=one.kind,
            years=one.years,
            citation=one.citation,
            is_named=one.is_named,
        )
        for one in board.keeping
    )


def rule_of_pack(rule: BoardRule) -> Rule:
    """A rule of the state pack as the core reads it."""
    return Rule(
        first=rule.grades.first,
        last=rule.grades.last,
        kind=rule.kind,
        individual=rule.individual,
        group=rule.group,
        span=rule.span,
        with_counselor=rule.with_counselor,
        takes_part=rule.takes_part,
        sections=rule.sections,
        signatures=rule.signatures,
        due=_day_of_pack(rule.due),
        newcomer_days=rule.newcomer_days,
        registration=rule.registration,
        group_with_counselor=rule.group_with_counselor,
        plan_due=_day_of_pack(rule.plan_due),
        plan_newcomer_days=rule.plan_newcomer_days,
        plan_years=rule.plan_years,
        first_due=_day_of_pack(rule.first_due),
    )


def _day_of_pack(written: str) -> tuple[int, int] | None:
    month, _dash, day = written.partition("-")
    return (int(month), int(day)) if written else None


@transaction.atomic
def write_policy(
    *,
    policy: BoardPolicy,
    wordings: Mapping[str, Wording],
    citation: str,
    adopted_on: date | None,
    starts_on: date | None,
    review_on: date | None,
    now: datetime,
    seen: Prints | None = None,
) -> BoardPolicy:
    """Change text and days of a draft. What is missing may be missing until it is adopted.

    ``seen``: the draft as the page had it; refused where somebody else has changed one of these meanwhile.
    """
    draft = locked_draft(policy)
    refuse_changed(draft, seen, typed_parts())
    draft.citation = citation.replace("\x00", "").strip()[:300]
    draft.adopted_on, draft.starts_on, draft.review_on = adopted_on, starts_on, review_on
    draft.changed_at = now
    draft.save()
    for language, wording in wordings.items():
        _write_text(draft, language, wording)
    return draft


@transaction.atomic
def write_rule(
    *, policy: BoardPolicy, rule: Rule, row: PolicyRule | None = None, now: datetime, seen: Prints | None = None
) -> PolicyRule:
    """Add a rule to a draft, or change one. That rules contradict each other is said on the page of the draft."""
    draft = locked_draft(policy)
    if row is not None:
        if not PolicyRule.objects.filter(pk=row.pk, policy=draft).exists():
            raise RuleGone
        refuse_changed(draft, seen, [rule_part(row)])
    if rule.last < rule.first:
        raise GradesBackwards
    if any(due is not None and not _is_a_day(*due) for due in (rule.due, rule.plan_due, rule.first_due)):
        raise BadDay
    touch(draft, now)
    if row is None:
        return _new_rule(draft, rule)
    for name, value in columns_of(rule).items():
        setattr(row, name, value)
    row.save()
    return row


def _is_a_day(month: int, day: int) -> bool:
    try:
        date(2023, month, day)
    except ValueError:
        return False
    return True


@transaction.atomic
def remove_rule(*, row: PolicyRule, now: datetime) -> None:
    """Take a rule out of a draft."""
    draft = locked_draft(row.policy)
    row.delete()
    touch(draft, now)


@transaction.atomic
def write_sight(
    *, policy: BoardPolicy, kept_from: Mapping[Kind, Iterable[str]], now: datetime, seen: Prints | None = None
) -> BoardPolicy:
    """Say from which roles a draft keeps which kinds of record. Whom nothing can be kept from is left out."""
    draft = locked_draft(policy)
    refuse_changed(draft, seen, [SIGHT])
    said = {
        kind.value: [role for role in can_be_kept_from(kind) if role in set(roles)] for kind, roles in kept_from.items()
    }
    draft.kept_from = {kind: roles for kind, roles in said.items() if roles}
    draft.changed_at = now
    draft.save(update_fields=["kept_from", "changed_at"])
    return draft


@transaction.atomic
def add_consultation(
    *,
    policy: BoardPolicy,
    group: str,
    held_on: date,
    how: str,
    comments: int,
    summary: str,
    now: datetime,
    language: str = "",
    looked_at: Collection[str] = (),
) -> Consultation:
    """Write down that a group was heard. ``language``: in which it is written. ``looked_at``: words of which somebody
    has said that they name no student."""
    draft = locked_draft(policy)
    if held_on > timezone.localdate(now, draft.district.zone):
        raise ConsultedInFuture(date=date_format(held_on, "DATE_FORMAT"))
    if held_on < EARLIEST:
        raise BeforeAll(date=date_format(held_on, "DATE_FORMAT"), year=EARLIEST.year)
    how = how.replace("\x00", "").strip()[:200]
    if not how:
        raise NothingSaid
    check_words(draft.district, how, summary, looked_at=looked_at)
    touch(draft, now)
    return Consultation.objects.create(
        district_id=draft.district_id,
        policy=draft,
        group=Consultation.Group(group),
        held_on=held_on,
        how=how,
        comments=comments,
        summary=summary.replace("\x00", "").strip(),
        language=language,
    )


@transaction.atomic
def remove_consultation(*, consultation: Consultation, now: datetime) -> None:
    """Take a hearing out of a draft."""
    draft = locked_draft(consultation.policy)
    consultation.delete()
    touch(draft, now)


@transaction.atomic
def drop_draft(*, policy: BoardPolicy) -> None:
    """Throw a draft away."""
    locked_draft(policy).delete()


@transaction.atomic
def adopt(
    *, policy: BoardPolicy, by: User, now: datetime, text_fits: bool = False, seen: Prints | None = None
) -> BoardPolicy:
    """The board has adopted the draft: from now on nothing in it changes. Refused while something is missing.

    ``text_fits``: somebody has said that a text fits the new rules although no word of it has changed. ``seen``: the
    draft as a page has shown it; what is adopted is what was read.
    """
    lock_versions(policy.district)
    draft = locked_draft(policy)
    if seen is not None:
        changed = differing_parts(seen, prints_of(draft))
        if changed:
            raise AdoptedUnread(what=parts_words(changed)) if seen else PageTooOld
    found = readiness(draft, today=timezone.localdate(now, draft.district.zone)).all
    if found:
        year = year_for_names(draft.district, now.date())
        raise NotReady(reason=problem_words(found[0], state_pack(draft.district), year))
    if not text_fits and unchanged_texts(draft):
        raise TextUnchanged
    draft.status = BoardPolicy.Status.ADOPTED
    draft.adopted_by, draft.adopted_at, draft.changed_at = by, now, now
    draft.save()
    return draft


@transaction.atomic
def take_back(*, policy: BoardPolicy, why: str, by: User, now: datetime) -> BoardPolicy:
    """Before an adopted version holds, its adoption is taken back: it will not hold, and stays on record with why."""
    lock_versions(policy.district)
    rows = BoardPolicy.objects.select_for_update(of=("self",)).select_related("district")
    found = rows.get(pk=policy.pk)
    today = timezone.localdate(now, found.district.zone)
    if not found.can_be_taken_back(today):
        raise HoldsAlready
    problem = contradicted_without(found)
    if problem is not None:
        approved = date_format(problem.params["date"], "DATE_FORMAT")
        raise ExceptionInTheWay(school=problem.params["school"], date=approved)
    why = why.replace("\x00", "").strip()[:300]
    if not why:
        raise NothingSaid
    found.status = BoardPolicy.Status.TAKEN_BACK
    found.taken_back_on, found.taken_back_by, found.taken_back_why, found.changed_at = today, by, why, now
    found.save()
    return found


def lock_versions(district: District) -> None:
    """Every version of a district for this transaction alone, before anything is held against them.

    What a version asks and what schools do differently is held against each other from both sides: an exception against
    the adopted versions, a version against the exceptions. Two that look at the same moment would each find nothing of
    the other. The versions are locked and not the district: a roster or scores that come in lock that until they are
    in, and nobody's adoption waits for them. A version stays once it is adopted, so there is one that both meet at; and
    without an adopted one no exception is approved.
    """
    rows = BoardPolicy.objects.select_for_update(of=("self",)).filter(district=district).order_by("pk")
    list(rows.values_list("pk"))


def locked_draft(policy: BoardPolicy) -> BoardPolicy:
    """The draft for this transaction alone; refused when it is adopted."""
    rows = BoardPolicy.objects.select_for_update(of=("self",)).select_related("district")
    found = rows.get(pk=policy.pk)
    if not found.is_draft:
        raise AdoptedAlready
    return found


def refuse_changed(draft: BoardPolicy, seen: Prints | None, parts: Iterable[str]) -> None:
    """Refuse to write over what somebody else has saved in these parts since a page has seen them.

    ``seen``: none where nobody looked at a page before.
    """
    if not seen:
        return
    now = prints_of(draft)
    changed = [name for name in parts if name in seen and seen[name] != now.get(name)]
    if changed:
        raise ChangedMeanwhile(what=parts_words(changed), parts=changed)


def touch(draft: BoardPolicy, now: datetime) -> None:
    """Write down that the draft was changed."""
    draft.changed_at = now
    draft.save(update_fields=["changed_at"])


def _new_rule(draft: BoardPolicy, rule: Rule) -> PolicyRule:
    return PolicyRule.objects.create(district_id=draft.district_id, policy=draft, **columns_of(rule))


def _write_text(draft: BoardPolicy, language: str, wording: Wording) -> None:
    title = wording.title.replace("\x00", "").strip()[:200]
    body = wording.body.replace("\x00", "").replace("\r\n", "\n").strip()[:LONGEST_TEXT]
    row = PolicyText.objects.filter(policy=draft, language=language).first()
    if not (title or body):
        if row is not None:
            row.delete()
        return
    if row is None:
        row = PolicyText(district_id=draft.district_id, policy=draft, language=language)
    if (row.title, row.body) != (title, body):
        row.title, row.body = title, body
        row.save()
