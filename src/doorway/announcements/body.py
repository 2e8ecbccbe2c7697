"""The body of a letter: Markdown without HTML, without pictures, with the dates of today where ``[dates]`` stands."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

DATES = "[dates]"


@cache
def _reader() -> MarkdownIt:
    """CommonMark. HTML is text, pictures are refused: one from elsewhere would tell its owner who reads the letter."""
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


def to_html(body: str, dates: Callable[[], str] = lambda: "") -> SafeString:
    """The body as HTML. ``dates`` gives trusted HTML for the place of the dates; it is asked only when there is one."""
    parts = _parts(body)
    rendered = [_reader().render(part) if part != DATES else dates() for part in parts]
    # Everything that people typed went through the reader, which escapes it.
    return mark_safe("".join(rendered))  # noqa: S308  # see above


def to_text(body: str, dates: Callable[[], str] = lambda: "") -> str:
    """The body as it reads in a plain e-mail: Markdown is made to be read as it is."""
    return "\n\n".join(part if part != DATES else dates() for part in _parts(body))


def has_dates(body: str) -> bool:
    """The letter shows conference dates."""
    return DATES in _parts(body)


def _parts(body: str) -> list[str]:
    """The body cut at lines that hold nothing but ``[dates]``."""
    parts: list[str] = []
    lines: list[str] = []
    for line in body.replace("\r\n", "\n").split("\n"):
        if line.strip().lower() in {DATES, "[fechas]"}:
            parts += ["\n".join(lines).strip(), DATES]
            lines = []
        else:
            lines.append(line)
    return [part for part in (*parts, "\n".join(lines).strip()) if part]
