"""The body of a letter: Markdown without HTML, without pictures, with the dates of today where ``[dates]`` stands."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.safestring import SafeString, mark_safe

from doorway.messages.markdown import markdown

DATES = "[dates]"


def to_html(body: str, dates: Callable[[], str] = lambda: "") -> SafeString:
    """The body as HTML. ``dates`` gives trusted HTML for the place of the dates; it is asked only when there is one."""
    parts = _parts(body)
    rendered = [markdown(part) if part != DATES else dates() for part in parts]
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
