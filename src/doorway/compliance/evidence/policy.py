"""The policy with its adoption, its rules, who was heard before, and its text; and so each version of the time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markdown_it import MarkdownIt

from doorway.compliance.core.rules import Rule
from doorway.compliance.evidence.blocks import day_cell, heading, paragraph, table
from doorway.compliance.evidence.gathering import Earlier, Evidence
from doorway.compliance.models import BoardPolicy, Consultation, PolicyText
from doorway.compliance.queries.policies import text_among
from doorway.compliance.wording import (
    ExceptionWords,
    approval_words,
    asks_words,
    exception_words,
    joined,
    keeping_words,
    rule_words,
    sight_words,
)
from doorway.compliance.workbook import Block, Words, spoken
from doorway.policy.packs import StatePack
from doorway.policy.queries import state_pack


def policy_blocks(found: Evidence, language: str) -> Iterator[Block]:
    """The policy in force with all that it says, what the school does differently, and the versions before it."""
    pack = state_pack(found.school.district)
    yield heading(2, _("The board’s policy, version %(number)s") % {"number": found.policy.number})
    yield from _adoption(found.policy)
    if len(found.versions) > 1:
        yield heading(3, _("Versions that were in force in this time"))
        yield _versions_table(found.versions)
    yield from _rules_tables(found.rules, pack, found.year)
    own = [one for one in found.asked.exceptions if one.school_id == found.school.pk]
    if own:
        yield heading(3, _("What the school does differently, with the board’s approval"))
        for one in exception_words(own, found.rules, pack, found.year, found.asked.on):
            yield from _exception_blocks(one, language)
    if found.ended:
        yield heading(3, _("What the school did differently in this time and does not any more"))
        for row, rules in found.ended:
            for one in exception_words([row], rules, pack, found.year, found.asked.on):
                yield from _exception_blocks(one, language)
    yield from _records(found.versions[0])
    yield from _hearings_and_text(found.hearings, found.texts, language)
    for version in found.earlier:
        yield from _earlier_blocks(version, pack, language)


def _adoption(policy: BoardPolicy, until: date | None = None) -> Iterator[Block]:
    """When it was adopted and held, on what it rests, by when the board looks at it again.

    ``until``: the last day of one that is over.
    """
    if policy.adopted_on and policy.starts_on:
        said = {
            "adopted": date_format(policy.adopted_on, "DATE_FORMAT"),
            "starts": date_format(policy.starts_on, "DATE_FORMAT"),
        }
        if until is None:
            words = _("Adopted by the board on %(adopted)s. It is in force from %(starts)s.")
        else:
            words = _("Adopted by the board on %(adopted)s. It was in force from %(starts)s until %(until)s.")
            said["until"] = date_format(until, "DATE_FORMAT")
        yield paragraph(words % said)
    yield paragraph(_("It rests on: %(citation)s") % {"citation": policy.citation})
    if policy.review_on:
        if until is None:
            words = _("The board wants to look at it again by %(day)s.")
        else:
            words = _("The board wanted to look at it again by %(day)s.")
        yield paragraph(words % {"day": date_format(policy.review_on, "DATE_FORMAT")})


def _rules_tables(rules: Sequence[Rule], pack: StatePack, year: int) -> Iterator[Block]:
    """What it asks, grade by grade, in words."""
    words = [rule_words(rule, pack, year) for rule in rules]
    head = [_("Grades"), _("Plan"), _("Conferences"), _("Signed by"), _("When")]
    rows = [(one.grades, one.plan, one.conferences, one.signatures, one.due) for one in words]
    yield table(head, rows, widths=[1.0, 1.3, 1.8, 1.1, 1.6], numeric=9)
    # What a plan counts by, and what its columns above are about.
    head = [_("Grades"), _("Who takes part"), _("The plan has"), _("The plan by when"), _("Registration")]
    rest = [(one.grades, one.takes_part, one.sections, one.plan_due, one.registration) for one in words]
    yield table(head, rest, widths=[0.9, 1.2, 1.8, 1.5, 1.4], numeric=9)


def _records(policy: BoardPolicy) -> Iterator[Block]:
    """Who is asked after a conference, who sees what at work, and how long which records are kept."""
    yield heading(3, _("Who sees what, and how long records are kept"))
    seen = []
    for one in sight_words(policy):
        said = {"kinds": joined(one.kinds), "seen_by": one.seen_by, "roles": one.kept_from}
        words = _("%(kinds)s: %(seen_by)s. Not seen by: %(roles)s") if one.kept_from else _("%(kinds)s: %(seen_by)s")
        seen.append(words % said)
    yield {"kind": "list", "items": [asks_words(policy), *seen]}
    rows = [(one.kind, one.time, one.citation) for one in keeping_words(policy)]
    if rows:
        yield table([_("Records"), _("Kept for"), _("Because of")], rows, widths=[2.2, 0.9, 2.0], numeric=9)


def _hearings_and_text(
    hearings: Sequence[Consultation], texts: Sequence[PolicyText], language: str, number: int | None = None
) -> Iterator[Block]:
    """Who was heard, and its own words; ``number``: of which version, where it is not the one in force."""
    if hearings:
        yield heading(3, _("Who was heard before"))
        yield {"kind": "list", "items": [_hearing(row, language) for row in hearings]}
    text = text_among(texts, language)
    if text is not None:
        title: list[tuple[str, str]] = [(text.title, text.language)]
        if number is not None:
            # A reader who leafs through it sees in which version they are.
            title.append((_(" (version %(number)s)") % {"number": number}, ""))
        yield heading(3, spoken(*title, language=language))
        for block in _markdown_blocks(text.body):
            yield _in(text.language, block, language)


def _earlier_blocks(version: Earlier, pack: StatePack, language: str) -> Iterator[Block]:
    """A version that is over, as it was: its adoption, its rules, who was heard, its words."""
    number = version.policy.number
    yield heading(2, _("The board’s policy before, version %(number)s") % {"number": number})
    yield from _adoption(version.policy, version.until)
    yield from _rules_tables(version.rules, pack, version.year)
    yield from _records(version.policy)
    yield from _hearings_and_text(version.hearings, version.texts, language, number)


def _versions_table(versions: Sequence[Any]) -> Block:
    """The versions with their days, the newest first: each held until the next one began."""
    head = [_("Version"), _("Adopted"), _("In force from"), _("Until"), _("Groups heard")]
    rows, until = [], None
    for one in versions:
        ended = "" if until is None else day_cell(until - timedelta(days=1))
        rows.append((one.number, day_cell(one.adopted_on), day_cell(one.starts_on), ended, one.heard))
        until = one.starts_on
    return table(head, rows, widths=[0.8, 1.4, 1.4, 1.4, 1.0], numeric=4)


def _in(own: str, block: Block, language: str) -> Block:
    """A block of words that are all in one language."""
    if block["kind"] == "list":
        return block | {"items": [spoken((item, own), language=language) for item in block["items"]]}
    return block | {"text": spoken((block["text"], own), language=language)}


def _exception_blocks(one: ExceptionWords, language: str) -> Iterator[Block]:
    """Who approved it and when it holds, what differs from the policy, and why."""
    yield paragraph(_approval(one, language))
    if one.changes:
        yield {
            "kind": "list",
            "items": [
                _("%(what)s: %(school)s (in the policy: %(policy)s)")
                % {"what": what, "school": school, "policy": policy}
                for what, policy, school in one.changes
            ],
        }
    yield paragraph(spoken((one.reason, one.language), language=language))


def _approval(one: ExceptionWords, language: str) -> Words:
    """Who approved what; where its minutes are written is in the office's words."""
    before, minutes, after = approval_words(one).partition(one.row.minutes)
    return spoken((before, ""), (minutes, one.row.language), (after, ""), language=language)


def _hearing(row: Consultation, language: str) -> Words:
    """Who was heard, when, how, how many comments came in, and what they said."""
    comments = ngettext("%(count)s comment", "%(count)s comments", row.comments) % {"count": row.comments}
    parts = [
        (f"{row.get_group_display()}, {date_format(row.held_on, 'DATE_FORMAT')}: ", ""),
        (row.how, row.language),
        (f" · {comments}", ""),
    ]
    if row.summary.strip():
        parts += [(". ", ""), (" ".join(row.summary.split()), row.language)]
    return spoken(*parts, language=language)


_BREAKS = {"softbreak", "hardbreak"}


def _markdown_blocks(body: str) -> Iterator[Block]:
    """The policy's own text: its headings, paragraphs and points."""
    kind, items, depth = "", [], 0
    for token in MarkdownIt("commonmark", {"html": False}).parse(body):
        if token.type in {"heading_open", "paragraph_open"}:
            kind = token.type
        elif token.type == "list_item_open":
            depth += 1
        elif token.type == "list_item_close":
            depth -= 1
        elif token.type == "inline":
            words = "".join(" " if child.type in _BREAKS else child.content for child in token.children or [])
            if depth:
                items.append(words)
            else:
                yield heading(4, words) if kind == "heading_open" else paragraph(words)
        elif token.type in {"fence", "code_block"}:
            # A paragraph that somebody has moved in.
            yield paragraph(" ".join(token.content.split()))
        elif token.type in {"bullet_list_close", "ordered_list_close"} and not depth and items:
            yield {"kind": "list", "items": items}
            items = []
