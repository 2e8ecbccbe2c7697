"""The policy with its adoption, its rules, who was heard before, and its text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markdown_it import MarkdownIt

from doorway.compliance.evidence.blocks import day_cell, heading, paragraph, table
from doorway.compliance.evidence.gathering import Evidence
from doorway.compliance.models import Consultation
from doorway.compliance.queries.policies import text_among
from doorway.compliance.wording import ExceptionWords, approval_words, exception_words, rule_words
from doorway.compliance.workbook import Block, Words, spoken
from doorway.policy.queries import state_pack


def policy_blocks(found: Evidence, language: str) -> Iterator[Block]:
    """The policy in force: its adoption, its rules, what the school does differently, and its own words."""
    policy, text = found.policy, text_among(found.texts, language)
    yield heading(2, _("The board’s policy, version %(number)s") % {"number": policy.number})
    if policy.adopted_on and policy.starts_on:
        yield paragraph(
            _("Adopted by the board on %(adopted)s. It is in force from %(starts)s.")
            % {
                "adopted": date_format(policy.adopted_on, "DATE_FORMAT"),
                "starts": date_format(policy.starts_on, "DATE_FORMAT"),
            }
        )
    yield paragraph(_("It rests on: %(citation)s") % {"citation": policy.citation})
    if policy.review_on:
        day = date_format(policy.review_on, "DATE_FORMAT")
        yield paragraph(_("The board wants to look at it again by %(day)s.") % {"day": day})
    if len(found.versions) > 1:
        yield heading(3, _("Versions that were in force in this time"))
        yield _versions_table(found.versions)
    words = [rule_words(rule, state_pack(found.school.district), found.year) for rule in found.rules]
    head = [_("Grades"), _("Plan"), _("Conferences"), _("Signed by"), _("When")]
    rows = [(one.grades, one.plan, one.conferences, one.signatures, one.due) for one in words]
    yield table(head, rows, widths=[1.0, 1.3, 1.8, 1.1, 1.6], numeric=9)
    # What a plan counts by, and what its columns above are about.
    head = [_("Grades"), _("Who takes part"), _("The plan has"), _("The plan by when"), _("Registration")]
    rest = [(one.grades, one.takes_part, one.sections, one.plan_due, one.registration) for one in words]
    yield table(head, rest, widths=[0.9, 1.2, 1.8, 1.5, 1.4], numeric=9)
    pack = state_pack(found.school.district)
    own = [one for one in found.asked.exceptions if one.school_id == found.school.pk]
    if own:
        yield heading(3, _("What the school does differently, with the board’s approval"))
        for one in exception_words(own, found.rules, pack, found.year):
            yield from _exception_blocks(one, language)
    if found.ended:
        yield heading(3, _("What the school did differently in this time and does not any more"))
        for row, rules in found.ended:
            for one in exception_words([row], rules, pack, found.year):
                yield from _exception_blocks(one, language)
    yield heading(3, _("Who was heard before"))
    yield {"kind": "list", "items": [_hearing(row, language) for row in found.hearings]}
    if text is not None:
        yield heading(3, spoken((text.title, text.language), language=language))
        for block in _markdown_blocks(text.body):
            yield _in(text.language, block, language)


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
