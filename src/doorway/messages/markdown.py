"""Markdown as people write it in letters and policies, made into HTML: without HTML of its own, without pictures."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.common.normalize_url import normalizeLink
from markdown_it.token import Token


def markdown(text: str) -> SafeString:
    """The text as HTML. Its first heading is one below the page's own."""
    # Everything that people typed went through the reader, which escapes it.
    return mark_safe(str(_reader().render(text)))  # noqa: S308  # see above


@cache
def _reader() -> MarkdownIt:
    """CommonMark. HTML is text, pictures are refused: one from elsewhere would tell its owner who reads the page."""
    reader = MarkdownIt("commonmark", {"html": False, "typographer": False}).disable("image")
    # The page's own title is its first heading.
    reader.add_render_rule("heading_open", _heading)
    reader.add_render_rule("heading_close", _heading)
    reader.add_render_rule("link_open", _link)
    reader.core.ruler.push("written_out", _link_written_out)
    return reader


# What a sentence puts behind an address is no part of it: “(see https://example.org/a).”
_ADDRESS = re.compile(r"https?://[^\s<>\"“”]*[^\s<>\"“”.,;:!?'’»)\]*_]", re.I)


def _link_written_out(state: Any) -> None:
    """An address that is written out in the text is a link, unless it stands in one or in code."""
    for block in state.tokens:
        if block.type != "inline" or not block.children:
            continue
        made: list[Token] = []
        depth = 0
        for token in block.children:
            depth += token.nesting if token.type in {"link_open", "link_close"} else 0
            made += [token] if token.type != "text" or depth else _with_links(token)
        block.children = made


def _with_links(token: Token) -> list[Token]:
    made: list[Token] = []
    rest = 0
    for found in _ADDRESS.finditer(token.content):
        made += [
            replace(token, content=token.content[rest : found.start()]),
            Token("link_open", "a", 1, attrs={"href": normalizeLink(found[0])}, level=token.level),
            replace(token, content=found[0], level=token.level + 1),
            Token("link_close", "a", -1, level=token.level),
        ]
        rest = found.end()
    return [*made, replace(token, content=token.content[rest:])] if made else [token]


def _heading(renderer: Any, tokens: Any, at: int, options: Any, _env: Any) -> str:
    token = tokens[at]
    token.tag = {"h1": "h2", "h2": "h3"}.get(token.tag, "h4")
    return str(renderer.renderToken(tokens, at, options, _env))


def _link(renderer: Any, tokens: Any, at: int, options: Any, _env: Any) -> str:
    tokens[at].attrSet("rel", "noopener nofollow")
    return str(renderer.renderToken(tokens, at, options, _env))
