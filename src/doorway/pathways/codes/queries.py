"""The classes whose code somebody should look at, and how codes came about."""

from __future__ import annotations

import operator
from dataclasses import dataclass
from functools import reduce

from django.core.paginator import Page, Paginator
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Substr
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from doorway.accounts.models import District
from doorway.pathways.codes.table import DIGITS, NationalTable
from doorway.pathways.core.guessing import Entry, Guess
from doorway.pathways.models import CatalogCourse, CodeChange

PER_PAGE, MOST_CHANGES, MOST_LETTERS = 20, 40, 80
SHOWN: dict[str, str | Promise] = {
    "open": _("Without a code"),
    "unknown": _("With a code that the table does not have"),
    "none": _("No code fits"),
    "all": _("All classes"),
}


@dataclass(frozen=True)
class CodeRow:
    """A class, what its code means, and what it may be. ``says_none``: somebody has said that no code fits."""

    course: CatalogCourse
    now: Entry | None
    area: str
    guesses: tuple[tuple[Guess, str], ...]
    is_unknown: bool
    says_none: bool


@dataclass(frozen=True)
class CodeList:
    """A page of them. ``counts``: how many of each kind there are."""

    rows: tuple[CodeRow, ...]
    page: Page[CatalogCourse]
    counts: dict[str, int]


def code_list(district: District, table: NationalTable, *, shown: str, text: str, number: str | None) -> CodeList:
    """A page of the classes of a kind. Six queries, however many classes."""
    kinds = {kind: _those(district, table, kind) for kind in SHOWN}
    rows = kinds[shown]
    for word in text.split():
        rows = rows.filter(Q(title__icontains=word) | Q(code__icontains=word) | Q(sced__startswith=word))
    page = Paginator(rows.order_by("title", "code"), PER_PAGE).get_page(number)
    counts = {kind: found.count() for kind, found in kinds.items()}
    return CodeList(tuple(_row(course, table) for course in page), page, counts)


def _row(course: CatalogCourse, table: NationalTable) -> CodeRow:
    first, last = course.first_grade, course.last_grade
    grades = None if first is None or last is None else range(first, last + 1)
    guesses = [guess for guess in table.guess(course.title, grades) if guess.code != course.sced[:DIGITS]]
    return CodeRow(
        course=course,
        now=table.of(course.sced) if course.sced else None,
        area=table.area_of(course.sced),
        guesses=tuple((guess, table.area_of(guess.code)) for guess in guesses),
        is_unknown=bool(course.sced) and not table.knows(course.sced),
        says_none=not course.sced and getattr(course, "last_how", None) == CodeChange.How.NONE,
    )


def _those(district: District, table: NationalTable, kind: str) -> QuerySet[CatalogCourse]:
    last = CodeChange.objects.filter(course=OuterRef("pk")).order_by("-at").values("how")[:1]
    rows = CatalogCourse.objects.filter(district=district).annotate(last_how=Subquery(last))
    none_fits = Q(last_how=CodeChange.How.NONE)
    match kind:
        case "open":
            # A class about which nobody has said anything has no last word at all.
            return rows.filter(Q(last_how=None) | ~none_fits, sced="", is_offered=True)
        case "none":
            return rows.filter(none_fits, sced="")
        case "unknown":
            return rows.filter(_unknown(rows, table))
    return rows


def _unknown(rows: QuerySet[CatalogCourse], table: NationalTable) -> Q:
    """Codes whose five digits are not in the table: found among the few that are in use. One query."""
    if not table.is_there:
        return Q(pk__in=[])
    used = set(rows.exclude(sced="").order_by().values_list(Substr("sced", 1, DIGITS), flat=True))
    wrong = [Q(sced__startswith=code) for code in sorted(used) if table.of(code) is None]
    return reduce(operator.or_, wrong, Q(pk__in=[]))


def code_changes(district: District) -> list[CodeChange]:
    """The last changes, newest first. One query."""
    rows = CodeChange.objects.filter(district=district).select_related("course", "by", "run")
    return list(rows.order_by("-at", "course__title")[:MOST_CHANGES])
