"""Titles of classes in another language: which are missing, what the state pack calls them, and writing them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db import transaction
from django.db.models import Q

from doorway.accounts.models import District, User
from doorway.pathways.graduation.rulebooks import rule_book
from doorway.pathways.models import CatalogCourse

PER_PAGE, MOST_LETTERS = 25, 200


@dataclass(frozen=True)
class TitleRow:
    """A class with its title in the other language. ``proposed``: what the state pack calls it, where it has none."""

    course: CatalogCourse
    title: str
    proposed: str


@dataclass(frozen=True)
class TitleList:
    """A page of them. ``missing``: how many of the classes that are offered have none."""

    rows: tuple[TitleRow, ...]
    page: Page[CatalogCourse]
    missing: int
    number: int


def title_list(district: District, language: str, *, every: bool, text: str, number: str | None) -> TitleList:
    """A page of the classes that are offered: those without a title in that language, or all. Four queries."""
    offered = CatalogCourse.objects.filter(district=district, is_offered=True)
    missing = offered.exclude(titles__has_key=language)
    rows = offered if every else missing
    for word in text.split():
        rows = rows.filter(Q(title__icontains=word) | Q(code__icontains=word))
    page = Paginator(rows.order_by("title", "code"), PER_PAGE).get_page(number)
    proposed = _of_the_pack(district, language)
    found = tuple(_row(course, language, proposed) for course in page)
    return TitleList(found, page, missing.count(), offered.count())


def _row(course: CatalogCourse, language: str, proposed: Mapping[str, str]) -> TitleRow:
    title = course.titles.get(language, "")
    known = proposed.get(course.code.casefold()) or proposed.get(course.title.casefold(), "")
    return TitleRow(course, title, "" if title else known)


def _of_the_pack(district: District, language: str) -> dict[str, str]:
    """What the list beside the requirements calls classes, by code and by title."""
    book = rule_book(district)
    kinds = [kind for rules in (book.sets if book else ()) for kind in rules.catalog.values()]
    named = [(kind, kind.titles[language]) for kind in kinds if language in kind.titles]
    return {word.casefold(): title for kind, title in named for word in (kind.code, kind.title)}


@dataclass(frozen=True)
class Sent:
    """A title as a page sends it. ``was``: what was written when the page was opened; None where it does not say."""

    text: str
    was: str | None


@dataclass(frozen=True)
class Stale:
    """A title that was not written, because somebody else has changed it since the page was opened."""

    course: CatalogCourse
    text: str
    now: str


@transaction.atomic
def write_titles(
    district: District, language: str, titles: Mapping[uuid.UUID, Sent], *, user: User | None, now: datetime
) -> tuple[int, list[Stale]]:
    """Write titles in that language; an empty one takes it away. How many have changed; the history keeps all.

    What somebody else has changed since the page was opened stays, and is named where something else was sent for it.
    A page that does not say what it showed writes only where nothing is written.
    """
    done, stale = 0, []
    rows = CatalogCourse.objects.select_for_update().filter(district=district, pk__in=list(titles))
    for course in rows.order_by("title", "code"):
        text, before = (_clean(one or "") for one in (titles[course.pk].text, titles[course.pk].was))
        written = course.titles.get(language, "")
        if text in {written, before}:
            continue
        if before != written:
            stale.append(Stale(course, text, written))
            continue
        others = {code: title for code, title in course.titles.items() if code != language}
        course.titles = others | ({language: text} if text else {})
        course.changed_at = now
        course._history_user = user  # type: ignore[attr-defined]  # how django-simple-history is told
        course.save(update_fields=["titles", "changed_at"])
        done += 1
    return done, stale


def _clean(text: str) -> str:
    return " ".join(text.replace("\x00", "").split())[:MOST_LETTERS]
