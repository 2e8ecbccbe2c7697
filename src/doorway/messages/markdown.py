"""Markdown as people write it in letters and policies, made into HTML: without HTML of its own, without pictures."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt


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
    return reader


def _heading(renderer: Any, tokens: Any, at: int, options: Any, _env: Any) -> str:
    token = tokens[at]
    token.tag = {"h1": "h2", "h2": "h3"}.get(token.tag, "h4")
    return str(renderer.renderToken(tokens, at, options, _env))


def _link(renderer: Any, tokens: Any, at: int, options: Any, _env: Any) -> str:
    tokens[at].attrSet("rel", "noopener nofollow")
    return str(renderer.renderToken(tokens, at, options, _env))
