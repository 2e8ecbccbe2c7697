"""What classes count for, proposed from their national codes: the requirements' own areas, confirmed by a person."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db import transaction

from doorway.accounts.models import District, User
from doorway.pathways.codes.table import NationalTable
from doorway.pathways.core.guessing import Entry
from doorway.pathways.core.rules import CTE_AREA
from doorway.pathways.courses.levels import settle_levels
from doorway.pathways.graduation.rulebooks import rule_book
from doorway.pathways.graduation.wording import said
from doorway.pathways.models import CatalogCourse
from doorway.pathways.rules import RuleBook

PER_PAGE = 25


@dataclass(frozen=True)
class AreaRow:
    """A class without an area of its own, and what its code proposes: (area, its name).

    ``counts``: what it counts for all the same, as career and technical education or because a rule names it.
    """

    course: CatalogCourse
    national: Entry | None
    proposed: tuple[tuple[str, str], ...]
    counts: tuple[str, ...] = ()


@dataclass(frozen=True)
class AreaList:
    """A page of them. ``number``: how many there are."""

    rows: tuple[AreaRow, ...]
    page: Page[tuple[CatalogCourse, tuple[str, ...]]]
    number: int


def area_list(district: District, table: NationalTable, number: str | None) -> AreaList:
    """The classes without an area whose code proposes one. One query: there are few, and the rules stand in a file."""
    book = rule_book(district)
    rows = CatalogCourse.objects.filter(district=district, is_offered=True, areas=[]).exclude(sced="")
    found = [] if book is None else [(row, book.areas_for(row.sced)) for row in rows.order_by("title", "code")]
    found = [(row, areas) for row, areas in found if areas]
    page = Paginator(found, PER_PAGE).get_page(number)
    names = {} if book is None else book.areas
    named = {} if book is None else _named(book)
    shown = tuple(
        AreaRow(
            course=row,
            national=table.of(row.sced),
            proposed=tuple((area, said(names[area])) for area in areas),
            counts=(
                *([said(names[CTE_AREA])] if row.is_cte and CTE_AREA in names else ()),
                *named.get(row.code.casefold(), ()),
            ),
        )
        for row, areas in page
    )
    return AreaList(shown, page, len(found))


def _named(book: RuleBook) -> dict[str, tuple[str, ...]]:
    """The requirements that name a class itself, by its code in small letters."""
    found: dict[str, dict[str, None]] = {}
    for rules in book.sets:
        for line in rules.lines:
            for code in {code for selector in line.accepts for code in selector.codes}:
                found.setdefault(code.casefold(), {})[said(line.title)] = None
    return {code: tuple(titles) for code, titles in found.items()}


@transaction.atomic
def confirm_areas(
    district: District, chosen: Mapping[uuid.UUID, tuple[str, ...]], *, user: User | None, now: datetime
) -> int:
    """Put areas on classes that have none, of those that the code proposes; how many. The history keeps who did it."""
    book = rule_book(district)
    done = 0
    for course in CatalogCourse.objects.select_for_update().filter(district=district, pk__in=list(chosen), areas=[]):
        proposed = () if book is None else book.areas_for(course.sced)
        areas = [area for area in proposed if area in chosen[course.pk]]
        if not areas:
            continue
        course.areas, course.changed_at = areas, now
        course._history_user = user  # type: ignore[attr-defined]  # how django-simple-history is told
        course.save(update_fields=["areas", "changed_at"])
        done += 1
    if done:
        settle_levels(district)
    return done
